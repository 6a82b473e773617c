"""Times as chat sources write them: ``YYYY-MM-DDTHH:MM``, with ``:SS`` where the source has seconds."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from zoneinfo import ZoneInfo

from wxadmin.domain.errors import UserError

DEFAULT_ZONE = "Asia/Shanghai"
# China has had one clock without summer time since 1991; as a fixed offset it needs no zone table of the system.
_CHINA = dt.timezone(dt.timedelta(hours=8), DEFAULT_ZONE)

_HALF = r"(?P<half>上午|下午|凌晨|清晨|早上|早晨|中午|傍晚|晚上|夜里|深夜)?"
DATE = r"(?P<y>\d{4})\s?[-/.年]\s?(?P<m>\d{1,2})\s?[-/.月]\s?(?P<d>\d{1,2})\s?日?"
CLOCK = (
    _HALF
    + r"\s?(?P<hh>\d{1,2})[:：](?P<mm>\d{2})(?:[:：](?P<ss>\d{2}))?(?:\.\d{1,6})?(?:\s?(?P<ampm>[AaPp]\.?[Mm]\.?))?"
)
_DAYS = "一二三四五六日"
_ENGLISH_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY_WORD = rf"今天|昨天|前天|(?:星期|周)[{_DAYS}天]|today|yesterday|{'|'.join(_ENGLISH_DAYS)}"
"""A day told by its distance from the day of copying."""
_WEEKDAY = r"(?:\s?(?:星期|周)[一二三四五六日天])?"
DATE_CLOCK = DATE + _WEEKDAY + r"[\sT]{0,3}" + CLOCK
_DATE_CLOCK = re.compile(DATE_CLOCK)
_OFFSET = re.compile(r"\s?(Z|[+-]\d{2}:?\d{2})$")
_EPOCH = re.compile(r"-?\d{9,19}(?:\.\d{1,9})?")


@lru_cache(maxsize=16)
def zone_of(name: str) -> dt.tzinfo:
    """The zone of an IANA name; UserError when there is none."""
    if name == DEFAULT_ZONE:
        return _CHINA
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):  # KeyError: ZoneInfoNotFoundError
        raise UserError(f"不认识时区 {name}", where="--zone", remedy="请写成 Asia/Shanghai 这样的名字") from None


def time_of(found: re.Match[str], date: dt.date | None = None) -> str | None:
    """The time of a match with the groups of ``DATE_CLOCK``, or of ``CLOCK`` when ``date`` is given.

    None when there is no such day or hour.
    """
    part = found.groupdict()
    hour = _hour(int(part["hh"]), part["half"] or "", (part["ampm"] or "")[:1].lower())
    minute = int(part["mm"])
    second = int(part["ss"] or 0)
    if hour is None or minute > 59 or second > 59:
        return None
    try:
        day = date or dt.date(int(part["y"]), int(part["m"]), int(part["d"]))
    except ValueError:
        return None
    clock = f"{day.isoformat()}T{hour:02d}:{minute:02d}"
    return f"{clock}:{second:02d}" if part["ss"] else clock


def day_of(found: re.Match[str]) -> dt.date | None:
    """The day of a match with the groups of ``DATE``, or None when the calendar has none."""
    try:
        return dt.date(int(found["y"]), int(found["m"]), int(found["d"]))
    except ValueError:
        return None


def relative_time(written: str, today: dt.date) -> str | None:
    """The time of ``昨天 21:40``, ``星期三 21:40`` or a clock alone, seen on ``today``; weekdays are those just before.

    None when it is none of these.
    """
    found = re.fullmatch(rf"(?P<word>{DAY_WORD})?\s?{CLOCK}", written, re.IGNORECASE)
    if found is None:
        return None
    word = (found["word"] or "").lower()
    ago = {"": 0, "今天": 0, "today": 0, "昨天": 1, "yesterday": 1, "前天": 2}.get(word)
    if ago is None:
        day = _ENGLISH_DAYS.index(word) if word in _ENGLISH_DAYS else _DAYS.index(word[-1].replace("天", "日"))
        ago = (today.weekday() - day - 1) % 7 + 1
    try:
        return time_of(found, today - dt.timedelta(ago))
    except OverflowError:
        return None


def _hour(hour: int, half: str, ampm: str) -> int | None:
    if ampm:
        half = "上午" if ampm == "a" else "下午"
    night = half in ("晚上", "夜里", "深夜")
    if hour == 12 and (night or half in ("上午", "凌晨", "清晨", "早上", "早晨")):
        hour = 0
    elif (half in ("下午", "傍晚") and hour < 12) or (night and 6 <= hour < 12) or (half == "中午" and hour < 6):
        hour += 12
    return hour if hour < 24 else None


def cell_time(value: object, zone: dt.tzinfo) -> str | None:
    """The time of a table cell or JSON value: an epoch (seconds, milliseconds or microseconds) or a written time.

    Epochs and times with an offset are given in ``zone``; a written time without one stands as it is.
    None when it is neither.
    """
    if isinstance(value, bool) or value is None:
        return None
    written = str(value).strip()
    if (time := _iso(written)) is not None:
        return time
    if _EPOCH.fullmatch(written):
        return _of_epoch(float(written), zone)
    offset = _OFFSET.search(written)
    found = _DATE_CLOCK.fullmatch(written[: offset.start()] if offset else written)
    time = time_of(found) if found else None
    if time is None or offset is None:
        return time
    return _in_zone(time, offset[1], zone)


def _iso(written: str) -> str | None:
    """``2026-09-22 21:40:05`` and ``2026-09-22T21:40``, as most exports write them; None for others."""
    if len(written) not in (16, 19) or written[10] not in " T" or written[4] != "-" or written[13] != ":":
        return None
    try:
        dt.datetime.fromisoformat(written)
    except ValueError:
        return None
    return f"{written[:10]}T{written[11:]}"


def _of_epoch(seconds: float, zone: dt.tzinfo) -> str | None:
    while abs(seconds) >= 1e11:
        seconds /= 1000
    try:
        return dt.datetime.fromtimestamp(seconds, zone).replace(microsecond=0, tzinfo=None).isoformat()
    except (OverflowError, OSError, ValueError):
        return None


def _in_zone(time: str, offset: str, zone: dt.tzinfo) -> str | None:
    try:
        moment = dt.datetime.fromisoformat(time + ("+00:00" if offset == "Z" else offset))
        moved = moment.astimezone(zone).replace(tzinfo=None)
    except (OverflowError, ValueError):
        return None
    return moved.isoformat(timespec="seconds" if len(time) > 16 else "minutes")
