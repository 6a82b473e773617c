"""处罚阶梯: what a history proposes next. A person decides; the ladder only explains itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from wxadmin.domain.rungs import (
    MEASURES,
    PRESET,
    RECOMMENDED,
    SEVERITIES,
    STAGES,
    UNITS,
    EscalationLadder,
    LadderStep,
    Severity,
    Span,
    Unit,
)
from wxadmin.domain.stages import from_settings
from wxadmin.domain.strikes import Strike, Tally, expires, over_before, tally

__all__ = [
    "MEASURES", "PRESET", "RECOMMENDED", "SEVERITIES", "STAGES", "UNITS",
    "EscalationLadder", "LadderStep", "Proposal", "Severity", "Span", "Strike", "Tally", "Unit",
    "counting", "expires", "from_settings", "named", "over_before", "propose", "tally",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Proposal:
    """``step`` counts rungs from 1 of ``steps``; ``why`` are whole sentences; ``counted`` the strikes that count.

    ``days`` of a mute, 0 where whoever decides says how long; ``points`` with this act's, at least. ``unsigned``: a
    reminder is proposed because the clause was not signed before the act. ``precedents`` are sentences on earlier
    decisions.
    """

    step: int
    steps: int
    measures: tuple[str, ...]
    title: str
    why: tuple[str, ...]
    counted: tuple[str, ...] = ()
    days: int = 0
    points: int = 0
    unsigned: bool = False
    precedents: tuple[str, ...] = ()


def counting(strikes: Iterable[Strike], ladder: EscalationLadder, on: date) -> tuple[Strike, ...]:
    """The strikes that count on a day, oldest first (:func:`tally`)."""
    return tally(strikes, ladder, on).counted


def propose(
    ladder: EscalationLadder,
    strikes: Iterable[Strike],
    on: date,
    severity: Severity = "ordinary",
    *,
    clause: str = "",
    act_day: date | None = None,
    acts: Collection[int] = (),
    points: int | None = None,
    unsigned: str = "",
    beyond: int = 0,
    found: Tally | None = None,
) -> Proposal:
    """The hardest of: the rung after the strikes that count, that of the points, what is set for grave acts.

    Where nothing is set for them, serious acts go one rung further and malicious ones to the last. ``clause`` is the
    key of the clause that the act of ``act_day`` broke, ``points`` what it counts (several acts together), by itself
    what the ladder counts for that clause; ``unsigned`` says in words why it cannot be held against the
    person, and a reminder is proposed; ``beyond`` are older decisions that were left out, as they cannot change
    anything; ``found`` is the tally of the same, where there is one already. A longer history or a graver act never
    proposes less.
    """
    found = found or tally(strikes, ladder, on, act_day=act_day, acts=acts)
    now = ladder.points_of(clause, severity) if points is None else points
    times, points = found.times(ladder), found.points(ladder) + now
    last = len(ladder.steps) - 1
    index = min(times, last)
    why = [*_history(found, ladder, times), *_left_out(found, ladder)]
    after = 0 if act_day is None else sum(strike.day > act_day for strike in found.counted)
    if after:
        why.append(f"其中 {after} 次处理在本次行为之后才作出，行为时本人还不知道，请斟酌。")
    if beyond:
        why.append(f"更早还有 {beyond} 次处理，不会改变结果，没有逐一列出。")
    chosen = ladder.steps[index]
    top = "，已到最高一级" if times > last else ""
    at_least = "至少" if beyond else ""
    why.append(f"本次{at_least}是第 {times + 1} 次，对应阶梯第 {index + 1} 级{top}：{chosen.title}。")
    reached = [step for least, step in ladder.thresholds if least <= points]
    if ladder.thresholds:
        why.append(_points_words(ladder, clause, now, points, at_least))
    grave, words = _grave(ladder, index, severity)
    if grave:
        reached += grave
        why.append(words)
    hardest = max([chosen, *reached], key=lambda step: step.weight)
    if hardest.weight > chosen.weight:
        chosen = hardest
        why.append(f"取最重的一项：{chosen.title}。")
    if chosen.others:
        why.append(f"制度还允许{'、'.join(MEASURES[one] for one in chosen.others)}，由您决定。")
    why += _rules(ladder)
    place = index if chosen is ladder.steps[index] else _place(ladder, chosen, index)
    keys = tuple(s.key for s in found.counted)
    if unsigned:
        why += [f"{unsigned}；行为发生前没有签收所引条款，建议先提醒。", f"如果已经签收，按阶梯应为：{chosen.title}。"]
        return Proposal(1, last + 1, ("reminder",), MEASURES["reminder"], tuple(why), keys, 0, points, unsigned=True)
    return Proposal(place + 1, last + 1, chosen.measures, chosen.title, tuple(why), keys, chosen.days, points)


def _place(ladder: EscalationLadder, step: LadderStep, index: int) -> int:
    return ladder.steps.index(step) if step in ladder.steps else index


def _seriously(ladder: EscalationLadder, index: int) -> LadderStep:
    return ladder.serious or ladder.steps[min(index + 1, len(ladder.steps) - 1)]


def _grave(ladder: EscalationLadder, index: int, severity: Severity) -> tuple[list[LadderStep], str]:
    """The rungs for a grave act, and why; none for an ordinary one."""
    if severity == "serious":
        step = _seriously(ladder, index)
        how = "按对情节严重的规定" if ladder.serious else "没有另行规定，提高一级"
        return [step], f"情节严重，{how}：{step.title}。"
    if severity == "malicious":
        step = ladder.malicious or ladder.steps[-1]
        how = "按对恶意行为的规定" if ladder.malicious else "没有另行规定，按最高一级"
        return [step, _seriously(ladder, index)], f"情节恶劣，{how}：{step.title}。"
    return [], ""


# The sentences


_LISTED = 50
"""So many decisions that count are named one by one, the newest; of more nobody reads the list."""
_NAMED = 5
"""So many decisions that do not count are named one by one; the others are counted."""


def named(found: Tally) -> tuple[Strike, ...]:
    """The strikes that the sentences of a proposal name one by one: of the others nobody reads the title."""
    few = (*(strike for strike, _end in found.expired[:_NAMED]), *found.outside[:_NAMED], *found.same[:_NAMED])
    return (*found.counted[-_LISTED:], *few)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _history(found: Tally, ladder: EscalationLadder, times: int) -> list[str]:
    """What counts, how much and how long."""
    if not found.counted:
        return ["计算期内没有处理记录，按首次对待。"]
    words = [f"此前有 {len(found.counted)} 次处理仍在计算期内。"]
    reminded = sum(s.reminder for s in found.counted)
    if reminded and ladder.reminders > 1:
        words.append(f"其中提醒 {reminded} 次，每满 {ladder.reminders} 次才算 1 次；合计算 {times} 次。")
    if more := max(0, len(found.counted) - _LISTED):
        words.append(f"其中较早的 {more} 次没有逐一列出。")
    for strike in found.counted[more:]:
        end = expires(strike, ladder)
        until = "" if end is None else f"，计算到{_day(end - timedelta(days=1))}"
        points = f"，记 {strike.points} 分" if ladder.thresholds and not strike.reminder else ""
        words.append(f"{_day(strike.day)} {strike.title}{points}{until}。")
    return words


def _left_out(found: Tally, ladder: EscalationLadder) -> list[str]:
    """What does not count, and why not."""
    words = [f"{_day(s.day)} {s.title}，{_day(end)}起已经失效，不再计算。" for s, end in found.expired[:_NAMED]]
    words += [
        f"{_day(s.day)} {s.title}，行为发生在{_day(s.act_day)}，不在前 {ladder.window.words}以内，不计算。"
        for s in found.outside[:_NAMED]
    ]
    words += [f"{_day(s.day)} {s.title}，与已计算的或本次是同一行为，不重复计算。" for s in found.same[:_NAMED]]
    more = sum(max(0, len(group) - _NAMED) for group in (found.expired, found.outside, found.same))
    return [*words, f"另有 {more} 次更早的处理也不计算。"] if more else words


def _points_words(ladder: EscalationLadder, clause: str, now: int, points: int, at_least: str) -> str:
    words = f"本次{f'违反{clause}，' if clause else ''}记 {now} 分，累计{at_least} {points} 分"
    reached = [rung for rung in ladder.thresholds if rung[0] <= points]
    if reached:
        return f"{words}，已满 {reached[-1][0]} 分：{reached[-1][1].title}。"
    return f"{words}，未满 {ladder.thresholds[0][0]} 分。"


def _rules(ladder: EscalationLadder) -> list[str]:
    """Where the ladder stands, what was assumed in reading it, and how long things count."""
    if ladder.own:
        words = [f"阶梯由本群自定，原依据{ladder.source}。" if ladder.source else "阶梯由本群自定。"]
    else:
        words = [f"阶梯依据{ladder.source}。" if ladder.source else "制度没有写明阶梯，按预设阶梯。", *ladder.assumed]
    if ladder.expiry.count:
        words.append(f"处理满 {ladder.expiry.words}后不再计算。")
    if ladder.expiries:
        terms = "、".join(f"{_NAMES[key]} {span.words}" for key, span in ladder.expiries.items())
        words.append(f"另有规定的计算期：{terms}；几项同时适用的按最长的算。")
    if ladder.window.count:
        words.append(f"只计算本次行为前 {ladder.window.words}以内的行为。")
    return words


_NAMES: Mapping[str, str] = {**MEASURES, "ordinary": "一般行为", "serious": "情节严重", "malicious": "恶意行为"}
