"""What a ladder is made of: measures, how long things count, the rungs, and what they are by themselves."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
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
    """One rung: the measures proposed on it; ``days`` of a mute, 0 where whoever decides says how long.

    ``others`` are harder measures, or for the unit to take, that the text leaves to choose instead or besides.
    """

    measures: tuple[str, ...]
    days: int = 0
    others: tuple[str, ...] = ()

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
    multiplied by ``times`` of the severity or a milder one; ``thresholds`` propose a rung from so many points on, this
    act's among them. So many ``reminders`` without a case make one strike; 0: they never count. ``source`` names the
    clauses, ``""`` where there are none; ``own`` says that the owner changed it by hand; ``assumed`` are sentences on
    what was assumed where the text is vague.
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
    assumed: tuple[str, ...] = field(default=(), compare=False)

    def points_of(self, clause: str, severity: Severity = "ordinary") -> int:
        """What one act against a clause (its key, ``""`` without) counts."""
        milder = SEVERITIES[: SEVERITIES.index(severity) + 1]
        return self.points.get(clause, 1) * max(self.times.get(one, 1) for one in milder)


PRESET = EscalationLadder(
    (LadderStep(("reminder",)), LadderStep(("written",)), LadderStep(("mute",), 1), LadderStep(("removal",))),
    expiry=Span(180),
)
