"""处罚阶梯: what a history proposes next. A person decides; the ladder only explains itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Severity = Literal["ordinary", "serious", "malicious"]

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

_RANK = {measure: rank for rank, measure in enumerate(MEASURES)}


@dataclass(frozen=True, slots=True)
class LadderStep:
    """One rung: the measures proposed on it."""

    measures: tuple[str, ...]

    @property
    def title(self) -> str:
        """The measures in words."""
        return "、".join(MEASURES[m] for m in self.measures)

    @property
    def rank(self) -> int:
        """How hard its hardest measure is."""
        return max(_RANK[m] for m in self.measures)


@dataclass(frozen=True, slots=True)
class EscalationLadder:
    """``steps`` are for the first act, the second and so on, never getting milder.

    ``serious`` and ``malicious`` hold where the text sets measures for such acts. A strike stops counting
    ``expiry_days`` after its decision (0: never). ``source`` names the clauses, ``""`` for the preset ladder.
    """

    steps: tuple[LadderStep, ...]
    serious: LadderStep | None = None
    malicious: LadderStep | None = None
    expiry_days: int = 365
    source: str = ""


PRESET = EscalationLadder(tuple(LadderStep((m,)) for m in ("reminder", "written", "mute", "removal")), expiry_days=180)


@dataclass(frozen=True, slots=True)
class Strike:
    """A human decision that counts. ``key`` names it once; ``acts`` are the messages it was about (may be empty)."""

    key: str
    day: date
    title: str
    acts: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Proposal:
    """``step`` counts rungs from 1 of ``steps``; ``why`` are whole sentences; ``counted`` the strikes that count."""

    step: int
    steps: int
    measures: tuple[str, ...]
    title: str
    why: tuple[str, ...]
    counted: tuple[str, ...] = ()


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
        if step.rank >= first.rank:
            steps.append(step)
    special = {
        stage: LadderStep(tuple(sorted(stages[stage], key=_RANK.__getitem__))) if stages[stage] else None
        for stage in ("serious", "malicious")
    }
    return EscalationLadder(tuple(steps), special["serious"], special["malicious"], source=source)


def counting(strikes: Iterable[Strike], ladder: EscalationLadder, on: date) -> tuple[Strike, ...]:
    """The strikes that count on a day, oldest first: not later, not expired, each decision once.

    Every strike that counts has an act of its own: two decisions about one message count as one, however they overlap.
    """
    result: list[Strike] = []
    keys: set[str] = set()
    owner: dict[int, Strike] = {}

    def find_act(strike: Strike, tried: set[int]) -> bool:
        # An act is given to the strike, moving an earlier one to another of its acts where it can; none loses its act.
        for act in sorted(strike.acts - tried):
            tried.add(act)
            if act not in owner or find_act(owner[act], tried):
                owner[act] = strike
                return True
        return False

    for strike in sorted(strikes, key=lambda s: (s.day, s.key)):
        if strike.day > on or (ladder.expiry_days and strike.day + timedelta(days=ladder.expiry_days) <= on):
            continue
        if strike.key not in keys and (not strike.acts or find_act(strike, set())):
            keys.add(strike.key)
            result.append(strike)
    return tuple(result)


def propose(ladder: EscalationLadder, strikes: Iterable[Strike], on: date, severity: Severity = "ordinary") -> Proposal:
    """The rung after the strikes that count, or what the text sets for serious and malicious acts if that is harder.

    Where the text sets nothing for them, serious acts go one rung further and malicious ones to the last.
    """
    earlier = counting(strikes, ladder, on)
    last = len(ladder.steps) - 1
    why = [f"此前有 {len(earlier)} 次处理仍在计算期内" if earlier else "计算期内没有处理记录，按首次对待"]
    why += [f"{s.day.year}年{s.day.month}月{s.day.day}日 {s.title}" for s in earlier]
    index = min(len(earlier), last)
    if len(earlier) > last:
        why.append("已到最高一级")
    step = ladder.steps[index]
    candidates = [step]
    if severity != "ordinary":
        candidates.append(ladder.serious or ladder.steps[min(index + 1, last)])
        why.append("情节严重")
    if severity == "malicious":
        candidates.append(ladder.malicious or ladder.steps[last])
        why[-1] = "情节恶劣"
    chosen = max(candidates, key=lambda c: c.rank)
    why.append(f"依据{ladder.source}" if ladder.source else "制度没有写明阶梯，按预设阶梯")
    if ladder.expiry_days:
        why.append(f"处理满 {ladder.expiry_days} 天后不再计算")
    place = ladder.steps.index(chosen) if chosen in ladder.steps else index
    return Proposal(place + 1, last + 1, chosen.measures, chosen.title, tuple(why), tuple(s.key for s in earlier))
