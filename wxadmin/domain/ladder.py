"""处罚阶梯: what a history proposes next. A person decides; the ladder only explains itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Severity = Literal["ordinary", "serious", "malicious"]

MEASURES: Mapping[str, str] = {
    "reminder": "提醒",
    "withdraw": "请其撤回",
    "oral": "口头警告",
    "written": "书面警告",
    "criticism": "通报批评",
    "mute": "禁言",
    "fine": "罚款",
    "deduction": "工资扣减",
    "suspension": "停职",
    "account": "停用账号",
    "removal": "移出群",
    "dismissal": "解除合同",
    "compensation": "赔偿",
    "justice": "移送司法",
    "dissolve": "解散群",
}
"""Measures and their words on screen and paper, mildest first."""

RECOMMENDED = frozenset({"fine", "deduction", "suspension", "account", "dismissal", "compensation", "justice"})
"""Measures a group owner cannot carry out himself: recorded as a recommendation to the unit."""

# Words that texts use for a measure; the longest one at a place wins.
_WORDS: Mapping[str, str] = {
    "提醒": "reminder", "劝告": "reminder", "私下沟通": "reminder",
    "撤回": "withdraw", "删除": "withdraw",
    "口头警告": "oral", "警告": "oral", "书面警告": "written", "黄牌警告": "oral",
    "通报批评": "criticism", "通报": "criticism", "批评": "criticism", "批评教育": "oral",
    "禁言": "mute", "罚款": "fine", "经济处罚": "fine", "扣减": "deduction", "扣发": "deduction", "扣工资": "deduction",
    "停职": "suspension", "停用账号": "account", "停用": "account",
    "移出": "removal", "移除": "removal", "踢出": "removal", "清退": "removal", "请出": "removal", "退出群": "removal",
    "解除合同": "dismissal", "解除劳动合同": "dismissal", "辞退": "dismissal", "开除": "dismissal",
    "赔偿": "compensation", "移送司法": "justice", "法律责任": "justice", "解散": "dissolve",
}  # fmt: skip
_WORD = re.compile("|".join(sorted(map(re.escape, _WORDS), key=len, reverse=True)))


@dataclass(frozen=True, slots=True)
class LadderStep:
    """One rung: the measures proposed on it."""

    measures: tuple[str, ...]

    @property
    def title(self) -> str:
        """The measures in words."""
        return "、".join(MEASURES[m] for m in self.measures)


@dataclass(frozen=True, slots=True)
class EscalationLadder:
    """Rungs from mild to hard; a strike stops counting ``expiry_days`` after its decision (0: never).

    ``source`` names the clause the ladder comes from, ``""`` for the preset one.
    """

    steps: tuple[LadderStep, ...]
    expiry_days: int = 365
    source: str = ""


PRESET = EscalationLadder(
    tuple(LadderStep(m) for m in (("reminder",), ("written",), ("mute",), ("removal",))), expiry_days=180
)


@dataclass(frozen=True, slots=True)
class Strike:
    """A human decision that counts. ``key`` names it once; ``acts`` are the messages it was about (may be empty)."""

    key: str
    day: date
    title: str
    acts: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Proposal:
    """``step`` counts rungs from 1 of ``steps``; ``why`` are whole sentences; ``counted`` the keys of strikes that count."""

    step: int
    steps: int
    measures: tuple[str, ...]
    title: str
    why: tuple[str, ...]
    counted: tuple[str, ...] = ()


def parse_ladder(value: str, *, source: str = "") -> EscalationLadder | None:
    """The rungs a text names in order, e.g. ``首次提醒，再次警告，第三次移出群``; None with fewer than two measures.

    Each measure is a rung where it is named first; measures joined by 并 or 同时 share one.
    """
    steps: list[list[str]] = []
    seen: set[str] = set()
    last_end = -1
    for found in _WORD.finditer(value):
        measure = _WORDS[found.group()]
        if measure in seen:
            last_end = found.end()
            continue
        seen.add(measure)
        between = value[last_end : found.start()] if last_end >= 0 else ""
        joined = last_end >= 0 and len(between) <= 4 and re.search(r"并|同时|以及", between)
        if joined and steps:
            steps[-1].append(measure)
        else:
            steps.append([measure])
        last_end = found.end()
    if len(steps) < 2:
        return None
    return EscalationLadder(tuple(LadderStep(tuple(s)) for s in steps), source=source)


def counting(strikes: Iterable[Strike], ladder: EscalationLadder, on: date) -> tuple[Strike, ...]:
    """The strikes that count on a day, oldest first: not later, not expired, each decision and each act once."""
    result: list[Strike] = []
    keys: set[str] = set()
    acts: set[int] = set()
    for strike in sorted(strikes, key=lambda s: (s.day, s.key)):
        if strike.day > on or (ladder.expiry_days and strike.day + timedelta(days=ladder.expiry_days) <= on):
            continue
        if strike.key in keys or (strike.acts and strike.acts <= acts):
            continue
        keys.add(strike.key)
        acts |= strike.acts
        result.append(strike)
    return tuple(result)


def propose(
    ladder: EscalationLadder, strikes: Iterable[Strike], on: date, severity: Severity = "ordinary"
) -> Proposal:
    """The rung after the strikes that count; serious acts go one further, malicious ones to the last."""
    earlier = counting(strikes, ladder, on)
    last = len(ladder.steps) - 1
    jump = {"ordinary": 0, "serious": 1, "malicious": last}[severity]
    index = min(len(earlier) + jump, last)
    why = [f"此前有 {len(earlier)} 次仍在计算期内的处理" if earlier else "计算期内没有处理记录，按首次对待"]
    why += [f"{s.day.year}年{s.day.month}月{s.day.day}日 {s.title}" for s in earlier]
    if severity == "serious":
        why.append("情节严重，上调一级")
    elif severity == "malicious":
        why.append("情节恶劣，适用最高一级")
    if len(earlier) + jump > last:
        why.append("已到最高一级")
    why.append(f"依据{ladder.source}" if ladder.source else "制度没有写明阶梯，按预设阶梯")
    if ladder.expiry_days:
        why.append(f"处理满 {ladder.expiry_days} 天后不再计算")
    step = ladder.steps[index]
    return Proposal(index + 1, last + 1, step.measures, step.title, tuple(why), tuple(s.key for s in earlier))
