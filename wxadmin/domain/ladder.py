"""处罚阶梯: what a history proposes next. A person decides; the ladder only explains itself."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal, get_args

Severity = Literal["ordinary", "serious", "malicious"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
"""How grave an act is, mildest first."""

MEASURES: Mapping[str, str] = {
    "reminder": "提醒",
    "withdraw": "请其撤回",
    "warning": "警告",
    "oral": "口头警告",
    "written": "书面警告",
    "criticism": "通报批评",
    "mute": "禁言",
    "fine": "罚款",
    "deduction": "工资扣减",
    "suspension": "停职",
    "account": "停用账号",
    "removal": "移出群",
    "compensation": "赔偿",
    "dismissal": "解除合同",
    "justice": "移送司法",
    "dissolve": "解散群",
}
"""Measures and their words on screen and paper, mildest first."""

RECOMMENDED = frozenset({"fine", "deduction", "suspension", "account", "dismissal", "compensation", "justice"})
"""Measures a group owner cannot carry out himself: recorded as a recommendation to the unit."""

STAGES: Mapping[str, str] = {"first": "首次", "repeated": "再次", "serious": "情节严重", "malicious": "恶意"}
"""Stages that a regulation speaks of."""

Unit = Literal["day", "month", "year"]
UNITS: Mapping[Unit, str] = {"day": "天", "month": "个月", "year": "年"}

_RANK = {measure: rank for rank, measure in enumerate(MEASURES)}
_UNSTATED = 10**6
"""A mute whose time nobody states may be for good: no number of days is harder."""


@dataclass(frozen=True, slots=True)
class Span:
    """How long something counts: so many calendar days, months or years, its first day among them; 0: without end."""

    count: int
    unit: Unit = "day"

    def over(self, day: date) -> date | None:
        """The first day on which what began on ``day`` counts no more; None where it always does.

        Months and years end with the same day of the month, or, where that month has none, with the first of the next:
        a year from 29 February 2024 is over on 1 March 2025.
        """
        if not self.count:
            return None
        if self.unit == "day":
            return day + timedelta(days=self.count) if self.count <= (date.max - day).days else None
        months = day.year * 12 + day.month - 1 + self.count * (12 if self.unit == "year" else 1)
        year, month = divmod(months, 12)
        if year > date.max.year:
            return None
        if day.day <= monthrange(year, month + 1)[1]:
            return date(year, month + 1, day.day)
        return date(year, month + 2, 1)

    @property
    def words(self) -> str:
        """In words: 180 天, 6 个月, 1 年."""
        return f"{self.count} {UNITS[self.unit]}" if self.count else "不限"


@dataclass(frozen=True, slots=True)
class LadderStep:
    """One rung: the measures proposed on it; ``days`` of a mute, 0 where whoever decides says how long."""

    measures: tuple[str, ...]
    days: int = 0

    @property
    def title(self) -> str:
        """The measures in words."""
        return "、".join(
            f"{MEASURES[m]}{self.days}天" if m == "mute" and self.days else MEASURES[m] for m in self.measures
        )

    @property
    def rank(self) -> int:
        """How hard its hardest measure is."""
        return max(_RANK[m] for m in self.measures)

    @property
    def weight(self) -> tuple[int, int]:
        """By which rungs are compared: the hardest measure, then the days of a mute."""
        return self.rank, (self.days or _UNSTATED) if "mute" in self.measures else 0


@dataclass(frozen=True, slots=True)
class EscalationLadder:
    """``steps`` are for the first act, the second and so on, never getting milder.

    ``serious`` and ``malicious`` hold where the text sets measures for such acts. A strike stops counting ``expiry``
    after its decision; ``expiries`` are by measure or severity, and of several the longest holds. Only acts within
    ``window`` before the new one count. ``points`` are by clause (its key: title and place), 1 for the others,
    multiplied by ``times`` of the severity; ``thresholds`` propose a rung from so many points on, this act's among
    them. So many ``reminders`` without a case make one strike; 0: they never count. ``source`` names the clauses,
    ``""`` where there are none; ``own`` says that the owner changed it by hand.
    """

    steps: tuple[LadderStep, ...]
    serious: LadderStep | None = None
    malicious: LadderStep | None = None
    expiry: Span = Span(365)
    source: str = ""
    expiries: Mapping[str, Span] = field(default_factory=dict)
    window: Span = Span(0)
    points: Mapping[str, int] = field(default_factory=dict)
    times: Mapping[Severity, int] = field(default_factory=dict)
    thresholds: tuple[tuple[int, LadderStep], ...] = ()
    reminders: int = 1
    own: bool = False

    def points_of(self, clause: str, severity: Severity = "ordinary") -> int:
        """What one act against a clause (its key, ``""`` without) counts."""
        return self.points.get(clause, 1) * self.times.get(severity, 1)


PRESET = EscalationLadder(
    (LadderStep(("reminder",)), LadderStep(("written",)), LadderStep(("mute",), 1), LadderStep(("removal",))),
    expiry=Span(180),
)


@dataclass(frozen=True, slots=True)
class Strike:
    """A human decision that counts. ``key`` names it once; ``acts`` are the messages it was about (may be empty).

    ``day`` is that of the decision, ``occurred`` that of the act where it is known; ``measures`` are those that still
    stand; ``reminder`` says that it was a word without a case.
    """

    key: str
    day: date
    title: str
    acts: frozenset[int] = frozenset()
    points: int = 1
    severity: Severity = "ordinary"
    clause: str = ""
    measures: tuple[str, ...] = ()
    occurred: date | None = None
    reminder: bool = False

    @property
    def act_day(self) -> date:
        """The day of the act, that of the decision where it is not known."""
        return self.occurred or self.day


@dataclass(frozen=True, slots=True)
class Proposal:
    """``step`` counts rungs from 1 of ``steps``; ``why`` are whole sentences; ``counted`` the strikes that count.

    ``days`` of a mute, 0 where whoever decides says how long; ``points`` with this act's. ``unsigned``: a reminder is
    proposed because the clause was not signed before the act. ``precedents`` are sentences on earlier decisions.
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


@dataclass(frozen=True, slots=True)
class Tally:
    """What becomes of strikes on a day.

    Those that count, oldest first; expired ones with the day since when they do not; those of acts before the window;
    those about an act that counts already, or about this very one.
    """

    counted: tuple[Strike, ...]
    expired: tuple[tuple[Strike, date], ...] = ()
    outside: tuple[Strike, ...] = ()
    same: tuple[Strike, ...] = ()

    def times(self, ladder: EscalationLadder) -> int:
        """How many strikes they make."""
        return self._cases + self._reminded(ladder)

    def points(self, ladder: EscalationLadder) -> int:
        """How many points they make; reminders that make a strike together count one."""
        return sum(s.points for s in self.counted if not s.reminder) + self._reminded(ladder)

    def ends(self, ladder: EscalationLadder) -> bool:
        """Whether they lead to the last rung by either measure, so that nothing further could change it."""
        top = ladder.thresholds[-1][0] if ladder.thresholds else 0
        return self.times(ladder) >= len(ladder.steps) and self.points(ladder) >= top

    @property
    def _cases(self) -> int:
        return sum(not s.reminder for s in self.counted)

    def _reminded(self, ladder: EscalationLadder) -> int:
        return (len(self.counted) - self._cases) // ladder.reminders if ladder.reminders else 0


def from_settings(values: Iterable[str], *, source: str = "") -> EscalationLadder:
    """The ladder of a regulation's settings ``stage:measure``; the preset one when they set nothing.

    Each measure for repeated acts is a rung of its own, mildest first. Where the text is silent about the first act,
    it is a reminder.
    """
    stages: dict[str, list[str]] = {stage: [] for stage in STAGES}
    for value in values:
        stage, _, measure = value.partition(":")
        if stage in stages and measure in MEASURES and measure not in stages[stage]:
            stages[stage].append(measure)
    if not any(stages.values()):
        return PRESET
    first = LadderStep(tuple(sorted(stages["first"], key=_RANK.__getitem__)) or ("reminder",))
    steps = [first]
    for measure in sorted(stages["repeated"], key=_RANK.__getitem__):
        step = LadderStep((measure,))
        if step.weight >= first.weight:
            steps.append(step)
    special = {
        stage: LadderStep(tuple(sorted(stages[stage], key=_RANK.__getitem__))) if stages[stage] else None
        for stage in ("serious", "malicious")
    }
    return EscalationLadder(tuple(steps), special["serious"], special["malicious"], source=source)


def expires(strike: Strike, ladder: EscalationLadder) -> date | None:
    """The first day on which a strike counts no more; None where it always does. Of several spans the longest holds."""
    spans = [ladder.expiries.get(m, ladder.expiry) for m in strike.measures] or [ladder.expiry]
    if strike.severity in ladder.expiries:
        spans.append(ladder.expiries[strike.severity])
    ends = [span.over(strike.day) for span in spans]
    return None if None in ends else max(end for end in ends if end is not None)


def expired_before(ladder: EscalationLadder, day: date, on: date) -> bool:
    """Whether everything decided by that day counts no more."""
    ends = [span.over(day) for span in (ladder.expiry, *ladder.expiries.values())]
    return all(end is not None and end <= on for end in ends)


def tally(
    strikes: Iterable[Strike],
    ladder: EscalationLadder,
    on: date,
    *,
    act_day: date | None = None,
    acts: Collection[int] = (),
) -> Tally:
    """What counts on a day: nothing later, expired or before the window, each decision once.

    Every strike that counts has an act of its own: two decisions about one message count as one, however they overlap.
    ``acts`` are the messages of the new case, done on ``act_day``; what was decided about them alone is no earlier act.
    """
    now = frozenset(acts)
    usable: dict[str, tuple[Strike, frozenset[int]]] = {}
    expired: dict[str, tuple[Strike, date]] = {}
    outside: dict[str, Strike] = {}
    same: dict[str, Strike] = {}
    for strike in strikes:
        if strike.day > on or (strike.reminder and not ladder.reminders):
            continue
        end, before = expires(strike, ladder), ladder.window.over(strike.act_day)
        if end is not None and end <= on:
            expired[strike.key] = strike, end
        elif before is not None and before <= (act_day or on):
            outside[strike.key] = strike
        elif strike.acts and strike.acts <= now:
            same[strike.key] = strike
        else:
            usable[strike.key] = strike, strike.acts - now
    counted = []
    places = _Places()
    # Cases before reminders, those of more points first: so what counts is the most there can be by either measure.
    for strike, own in sorted(usable.values(), key=lambda u: (u[0].reminder, -u[0].points, u[0].day, u[0].key)):
        if not own or places.give(strike.key, own):
            counted.append(strike)
        else:
            same[strike.key] = strike
    return Tally(
        tuple(sorted(counted, key=_age)),
        tuple(sorted(expired.values(), key=lambda e: _age(e[0]), reverse=True)),
        tuple(sorted(outside.values(), key=_age, reverse=True)),
        tuple(sorted(same.values(), key=_age, reverse=True)),
    )


def _age(strike: Strike) -> tuple[date, str]:
    return strike.day, strike.key


class _Places:
    """Which strike stands for which act."""

    def __init__(self) -> None:
        self._owner: dict[int, str] = {}
        self._held: dict[str, int] = {}
        self._acts: dict[str, list[int]] = {}

    def give(self, key: str, acts: Iterable[int]) -> bool:
        """Give a strike an act of its own, moving others to another of theirs where they can; none loses its act."""
        self._acts[key] = sorted(acts)
        wanted: dict[int, str] = {}
        asking = [key]
        for one in asking:
            for act in self._acts[one]:
                if act in wanted:
                    continue
                wanted[act] = one
                if act not in self._owner:
                    self._move(act, wanted)
                    return True
                asking.append(self._owner[act])
        return False

    def _move(self, free: int, wanted: Mapping[int, str]) -> None:
        act: int | None = free
        while act is not None:
            key = wanted[act]
            before = self._held.get(key)
            self._owner[act], self._held[key] = key, act
            act = before


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
    unsigned: str = "",
    beyond: int = 0,
) -> Proposal:
    """The hardest of: the rung after the strikes that count, that of the points, what is set for grave acts.

    Where nothing is set for them, serious acts go one rung further and malicious ones to the last. ``clause`` is the
    key of the clause that the act of ``act_day`` broke; ``unsigned`` says in words why it cannot be held against the
    person, and a reminder is proposed; ``beyond`` are older decisions that were left out, as they cannot change
    anything. A longer history or a graver act never proposes less.
    """
    found = tally(strikes, ladder, on, act_day=act_day, acts=acts)
    times, points = found.times(ladder), found.points(ladder) + ladder.points_of(clause, severity)
    last = len(ladder.steps) - 1
    index = min(times, last)
    why = [*_history(found, ladder, times), *_left_out(found, ladder)]
    if beyond:
        why.append(f"更早还有 {beyond} 次处理，不会改变结果，没有逐一列出。")
    chosen = ladder.steps[index]
    top = "，已到最高一级" if times > last else ""
    at_least = "至少" if beyond else ""
    why.append(f"本次{at_least}是第 {times + 1} 次，对应阶梯第 {index + 1} 级{top}：{chosen.title}。")
    reached = [step for least, step in ladder.thresholds if least <= points]
    if ladder.thresholds:
        why.append(_points_words(ladder, clause, severity, points))
    grave, words = _grave(ladder, index, severity)
    if grave:
        reached += grave
        why.append(words)
    hardest = max([chosen, *reached], key=lambda step: step.weight)
    if hardest.weight > chosen.weight:
        chosen = hardest
        why.append(f"取最重的一项：{chosen.title}。")
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


_NAMED = 5
"""So many decisions that do not count are named one by one; the others are counted."""


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _history(found: Tally, ladder: EscalationLadder, times: int) -> list[str]:
    """What counts, how much and how long."""
    if not found.counted:
        return ["计算期内没有处理记录，按首次对待。"]
    words = [f"此前有 {len(found.counted)} 次处理仍在计算期内。"]
    reminded = sum(s.reminder for s in found.counted)
    if reminded and ladder.reminders > 1:
        words.append(f"其中提醒 {reminded} 次，每满 {ladder.reminders} 次算 1 次，一共算 {times} 次。")
    for strike in found.counted:
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


def _points_words(ladder: EscalationLadder, clause: str, severity: Severity, points: int) -> str:
    now = f"本次{f'违反{clause}，' if clause else ''}记 {ladder.points_of(clause, severity)} 分，累计 {points} 分"
    reached = [rung for rung in ladder.thresholds if rung[0] <= points]
    if reached:
        return f"{now}，已满 {reached[-1][0]} 分：{reached[-1][1].title}。"
    return f"{now}，未满 {ladder.thresholds[0][0]} 分。"


def _rules(ladder: EscalationLadder) -> list[str]:
    """Where the ladder stands, and how long things count."""
    if ladder.own:
        words = [f"阶梯由本群自定，原依据{ladder.source}。" if ladder.source else "阶梯由本群自定。"]
    else:
        words = [f"阶梯依据{ladder.source}。" if ladder.source else "制度没有写明阶梯，按预设阶梯。"]
    if ladder.expiry.count:
        words.append(f"处理满 {ladder.expiry.words}后不再计算。")
    if ladder.expiries:
        terms = "、".join(f"{_NAMES[key]}{span.words}" for key, span in ladder.expiries.items())
        words.append(f"另有规定的计算期：{terms}；几项同时适用的按最长的算。")
    return words


_NAMES: Mapping[str, str] = {**MEASURES, "ordinary": "一般行为", "serious": "情节严重", "malicious": "恶意行为"}
