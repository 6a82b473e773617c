"""When something is due and whether it came too late. All times are aware."""

from __future__ import annotations

from collections.abc import Mapping
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


def working_days_after(day: date, days: int) -> date:
    """The day that is so many Mondays to Fridays after ``day``; public holidays are not known here and count."""
    while days > 0:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day
