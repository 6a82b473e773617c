"""When something is due and whether it came too late. All times are aware."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta


def answer_deadline(posted: datetime, minutes: int, fixed: datetime | None) -> datetime | None:
    """When answers are due: the fixed moment, else ``minutes`` after posting, else None (no answer is asked for)."""
    if fixed is not None:
        return fixed
    return posted + timedelta(minutes=minutes) if minutes > 0 else None


def late(moment: datetime, deadline: datetime | None, *, seconds_known: bool = True) -> bool:
    """Whether ``moment`` is after the deadline; without seconds the whole minute counts as in time."""
    if deadline is None:
        return False
    if not seconds_known:
        deadline = deadline.replace(second=0, microsecond=0)
    return moment > deadline


APPLICATION_DAYS: Mapping[str, int] = {"join": 2, "exit": 3, "founding": 5, "dissolving": 5, "outside": 3}
"""Working days within which an application of each kind is answered unless the owner sets another day."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked: Monday to Friday, except the days ``off``, and the weekends ``on`` moved to work.

    Nobody knows these days of the years after ``known`` but those that are ``entered``.
    """

    off: frozenset[date] = frozenset()
    on: frozenset[date] = frozenset()
    known: int = date.max.year
    entered: frozenset[int] = frozenset()

    def is_working(self, day: date) -> bool:
        """Whether people work that day."""
        return day in self.on or (day.weekday() < 5 and day not in self.off)

    def after(self, day: date, days: int) -> date:
        """The day that is so many working days after ``day`` (itself for 0); the calendar's last where it ends."""
        while days > 0 and day < date.max:
            day += timedelta(days=1)
            days -= self.is_working(day)
        return day

    def unknown(self, first: date, last: date) -> int | None:
        """The first year from ``first`` to ``last`` whose days off nobody knows; None where all are known."""
        years = range(max(first.year, self.known + 1), last.year + 1)
        return next((year for year in years if year not in self.entered), None)

    def between(self, first: date, last: date) -> int:
        """How many working days there are after ``first`` up to and with ``last``; 0 where ``last`` is not later."""
        return sum(self.is_working(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))
