"""What time it is for the records: stored in UTC, shown in the owner's zone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ZONE = "Asia/Shanghai"
_WEEKDAYS = "一二三四五六日"

_source: Callable[[], datetime] = lambda: datetime.now(UTC)  # noqa: E731 - the one thing a test or the demo replaces


@contextmanager
def ticking(source: Callable[[], datetime]) -> Iterator[None]:
    """Within the block ``source`` (aware times) says what time it is; for tests and the sample unit."""
    global _source
    before, _source = _source, source
    try:
        yield
    finally:
        _source = before


def now() -> datetime:
    """This moment in UTC, to the second."""
    return _source().astimezone(UTC).replace(microsecond=0)


def stamp(moment: datetime | None = None) -> str:
    """RFC 3339 in UTC as the records keep it: ``2026-09-22T13:40:00Z``."""
    return (moment or now()).astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def moment(stamp: str) -> datetime:
    """The aware time of a :func:`stamp`."""
    return datetime.fromisoformat(stamp)


@lru_cache
def zone(name: str = ZONE) -> tzinfo:
    """The time zone; where the system has no table of zones, China's fixed one is known."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return timezone(timedelta(hours=8), name)


def today() -> date:
    """Today's date where the owner is."""
    return now().astimezone(zone()).date()


def after(day: date, days: int) -> date:
    """The day so many days later; the last of the calendar where there is none so late."""
    return day + timedelta(days=min(days, (date.max - day).days))


def seconds(written: str | None, name: str = ZONE) -> int | None:
    """UTC seconds of a local ``YYYY-MM-DDTHH:MM[:SS]`` as chats give it; None stays None.

    A day without a clock (:func:`is_day`) has the second it begins: good for order, never for judging or showing.
    """
    if written is None:
        return None
    moment = datetime.fromisoformat(written)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone(name))
    return int(moment.timestamp())


def is_day(written: str) -> bool:
    """Whether a time is a day alone, ``YYYY-MM-DD``, its hour unknown."""
    return len(written) == len("2026-09-22")


def shown(stamp: str | int | datetime | None) -> str:
    """A stored time or day as people read it: ``9月22日 周二 21:40``, the year added when it is not this one."""
    if stamp is None or stamp == "":
        return ""
    if isinstance(stamp, str) and is_day(stamp):
        return _day_words(date.fromisoformat(stamp))
    there = local(stamp)
    return f"{_day_words(there.date())} {there:%H:%M}"


def _day_words(day: date) -> str:
    year = f"{day.year}年" if day.year != today().year else ""
    return f"{year}{day.month}月{day.day}日 周{_WEEKDAYS[day.weekday()]}"


def shown_full(stamp: str | int | datetime | None) -> str:
    """A stored time or day for papers: ``2026年9月22日 21:40``; ``""`` for None."""
    if stamp is None or stamp == "":
        return ""
    if isinstance(stamp, str) and is_day(stamp):
        return shown_day(stamp)
    there = local(stamp)
    return f"{shown_day(there.date())} {there:%H:%M}"


def shown_day(day: date | str | None) -> str:
    """A day as people read it: ``2026年9月22日``; accepts an ISO date or a stored time."""
    if not day:
        return ""
    if isinstance(day, str):
        day = date.fromisoformat(day) if is_day(day) else local(day).date()
    return f"{day.year}年{day.month}月{day.day}日"


def day_of(stamp: str | int | datetime) -> date:
    """The local day of a stored time."""
    return local(stamp).date()


def local(stamp: str | int | datetime) -> datetime:
    """A stored time where the owner is."""
    if isinstance(stamp, int):
        return datetime.fromtimestamp(stamp, zone())
    return (stamp if isinstance(stamp, datetime) else moment(stamp)).astimezone(zone())
