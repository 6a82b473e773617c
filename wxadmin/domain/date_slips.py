"""Dates a text gets wrong: 11月25日（周二） that is a Wednesday, 明天（周五） said on a Monday, 11月31日.

Only what stands side by side is compared. A date without year is the nearest one; beyond a quarter of a year it may
be that of another year, and whatever fits one of them is no slip.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta

from wxadmin.domain.numerals import number

WEEKDAYS = "一二三四五六日"
_NEAR = 92  # days within which nobody writes the year
_NUMBER = r"\d{1,2}|[一二三四五六七八九十]{1,3}"
_DATE = (
    r"(?:(?:(?<!\d)(?P<year#>\d{4})[年./-]\s*)?"
    rf"(?:(?<![\d一二三四五六七八九十第])(?P<month#>{_NUMBER})\s*月(?:份)?\s*(?P<day#>{_NUMBER})\s*(?:[日号]|(?=[、至到和及—~～-]\s*\d))"
    r"|(?<![\d.:：])(?P<m#>\d{1,2})(?P<sign#>[./-])(?P<d#>\d{1,2})(?![\d.:：/-]|[%％元万千倍折度分]))"
    rf"|(?<![\d一二三四五六七八九十月])(?P<only#>{_NUMBER})[日号]"
    r"|(?P<near#>大后天|今天|今日|明天|明日|后天))"
)
_JOIN = r"\s*(?:至|到|、|和|及|与|[-—–~～－]+)\s*"
_WEEKDAY = r"(?:周|星期|礼拜)([一二三四五六日天])"
_NEXT = r"(?:周|星期|礼拜)[一二三四五六日天]|[一二三四五六日天](?![一-龥])"
_WEEKDAY_ROW = rf"(?:周|星期|礼拜)[一二三四五六日天](?:{_JOIN}(?:{_NEXT}))*"
_ONE = re.compile(_DATE.replace("#", ""))
_FIRST, _SECOND = (_DATE.replace("#", n) for n in "12")
_DATES = rf"{_FIRST}(?:{_JOIN}{_SECOND})?"
_BESIDE = re.compile(
    rf"{_DATES}(?:\s*[（(]\s*(?P<inside>{_WEEKDAY_ROW})(?P<close>\s*[）)])?|(?P<gap>\s*|[，,]\s*)(?P<plain>{_WEEKDAY_ROW}))"
)
_BEFORE = re.compile(rf"(?<![每逢])(?P<head>{_WEEKDAY})\s*[（(]\s*{_FIRST}\s*[）)]")
_MONTH = re.compile(rf"(?<![\d一二三四五六七八九十])({_NUMBER})月")
_OTHER_CALENDAR = re.compile(r"(?:农历|阴历|旧历|腊月|正月)\s*(?:\d{4}年)?\s*$")
_EVERY = re.compile(r"[每逢]\s*$")
_SETS_OFF = re.compile(r"\s*(?:[，,、。；;）)\s\d上下中早晚凌全]|$)")
"""What follows 11月25日，周二 where the two are one date and not two of an enumeration."""


@dataclass(frozen=True, slots=True)
class DateSlip:
    """``text[start:end]`` is ``words``; ``day`` is the date meant, whose weekday is another. None: no such day."""

    start: int
    end: int
    words: str
    day: date | None = None

    @property
    def weekday(self) -> str:
        """The weekday of ``day`` as 一…日."""
        return "" if self.day is None else WEEKDAYS[self.day.weekday()]


def find(text: str, today: date) -> tuple[DateSlip, ...]:
    """The slips of a text that is read on a day, in order."""
    found: list[DateSlip] = []
    months = [(one.end(), one[1]) for one in _MONTH.finditer(text)]
    for match in _ONE.finditer(text):
        if match["month"] and not _other(text, match.start()) and not _days(match, "", today):
            found.append(DateSlip(match.start(), match.end(), match.group()))
    for match in _BESIDE.finditer(text):
        if match["gap"] is not None and match["gap"].strip() and not _SETS_OFF.match(text, match.end()):
            continue
        if match["sign1"] and match["close"] is None:
            continue  # 版本 11.25 周二发布
        named = re.findall(r"[一二三四五六日天]", match["inside"] or match["plain"])
        found += _compared(text, match, named, _month_named(months, match.start(), today), today)
    for match in _BEFORE.finditer(text):
        found += _compared(text, match, [match["head"][-1]], _month_named(months, match.start(), today), today)
    return tuple(sorted(found, key=lambda one: one.start))


def _compared(
    text: str, match: re.Match[str], named: list[str], month: list[date], today: date
) -> list[DateSlip]:  # fmt: skip
    """The slip of dates beside weekdays; several dates and one weekday agree where it is that of one of them."""
    if _other(text, match.start()) or _EVERY.search(text[max(0, match.start() - 4) : match.start()]):
        return []
    asked = [WEEKDAYS.index("日" if one == "天" else one) for one in named]
    groups = match.groupdict()
    second = any(groups.get(f"{key}2") for key in ("month", "m", "only", "near"))
    first = _days(match, "1", today, month)
    rows = [first, _days(match, "2", today, first)] if second else [first]
    rows = [row for row in rows if row]
    if not rows:
        return []
    if len(rows) == len(asked):
        wrong = next((row for row, day in zip(rows, asked, strict=True) if not _fits(row, day)), None)
    elif len(asked) == 1:
        wrong = None if any(_fits(row, asked[0]) for row in rows) else rows[-1]
    else:
        wrong = None if _fits(rows[0], asked[0]) else rows[0]
    return [] if wrong is None else [DateSlip(match.start(), match.end(), match.group(), wrong[0])]


def _fits(days: list[date], weekday: int) -> bool:
    return any(day.weekday() == weekday for day in days)


def _other(text: str, at: int) -> bool:
    return _OTHER_CALENDAR.search(text[max(0, at - 12) : at]) is not None


def _days(match: re.Match[str], n: str, today: date, before: list[date] | None = None) -> list[date]:
    """The days a date may be, the likeliest first; empty where there is none. ``before`` lends its month."""
    near = match[f"near{n}"]
    if near:
        return [today + timedelta(days={"明": 1, "后": 2, "大": 3}.get(near[0], 0))]
    month, day = match[f"month{n}"] or match[f"m{n}"], match[f"day{n}"] or match[f"d{n}"]
    if month:
        years = [int(match[f"year{n}"])] if match[f"year{n}"] else _years(number(month) or 0, number(day) or 0, today)
        return [found for year in years if (found := _date(year, number(month), number(day))) is not None]
    only = number(match[f"only{n}"])
    following = (today.replace(day=28) + timedelta(days=4)).replace(day=1)
    months = before or ([today, following] if (only or 0) >= today.day else [following, today])
    return [found for one in months if (found := _date(one.year, one.month, only)) is not None]


def _month_named(months: list[tuple[int, str]], at: int, today: date) -> list[date]:
    """The first of the month that was named last before a place: 12月安排：1日（周二）…. ``months`` with their ends."""
    before = bisect_right(months, at, key=lambda one: one[0])
    month = number(months[before - 1][1]) if before else None
    return [found for year in _years(month or 0, 1, today) if (found := _date(year, month, 1)) is not None]


def _years(month: int, day: int, today: date) -> list[int]:
    """The years in which a date may be meant, the nearest first."""
    around = [found for one in (-1, 0, 1) if (found := _date(today.year + one, month, day)) is not None]
    around.sort(key=lambda found: abs((found - today).days))
    near = bool(around) and abs((around[0] - today).days) <= _NEAR
    return [found.year for found in (around[:1] if near else around[:2])]


def _date(year: int, month: int | None, day: int | None) -> date | None:
    try:
        return date(year, month or 0, day or 0)
    except ValueError:
        return None
