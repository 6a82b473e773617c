"""工作日: the published days off and moved working days of China, and what the owner knows better."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from wxadmin.domain.deadlines import Calendar
from wxadmin.domain.errors import UserError
from wxadmin.i18n import _
from wxadmin.services import clock
from wxadmin.services.records import Change, Store
from wxadmin.store import holidays as stored
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

_MOST_DAYS = 60  # entered at once
_LONGEST = 30  # characters of a name
_NAMES = {
    "New Year's Day": _("元旦"), "Spring Festival": _("春节"), "Tomb-sweeping Day": _("清明节"),
    "Labour Day": _("劳动节"), "Dragon Boat Festival": _("端午节"), "Mid-autumn Festival": _("中秋节"),
    "National Day": _("国庆节"), "Anti-Fascist 70th Day": _("抗战胜利纪念日"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Day:
    """A day unlike the others: ``off`` nobody works, else everybody does. ``ours``: published, not the owner's."""

    day: date
    off: bool
    name: str
    ours: bool


@lru_cache(maxsize=1)
def _published() -> tuple[dict[date, str], dict[date, str], int]:
    """(days off, weekends that are worked, the last year known), from the library's tables."""
    from chinese_calendar import constants

    off = {day: _NAMES.get(name, name) for day, name in constants.holidays.items() if day.weekday() < 5}
    on = {day: _NAMES.get(name, name) for day, name in constants.workdays.items() if day.weekday() >= 5}
    return off, on, max(constants.holidays).year


@lru_cache(maxsize=4)
def _with(own: tuple[tuple[str, int], ...]) -> Calendar:
    published_off, published_on, last = _published()
    off, on = set(published_off), set(published_on)
    for written, is_off in own:
        day = date.fromisoformat(written)
        (off if is_off else on).add(day)
        (on if is_off else off).discard(day)
    entered = frozenset(int(written[:4]) for written, _off in own)
    return Calendar(frozenset(off), frozenset(on), last, entered)


def calendar(source: Store | Source) -> Calendar:
    """The calendar as it stands, the owner's corrections in it."""
    if isinstance(source, Store):
        with source.read() as db:
            return calendar(db)
    return _with(tuple((row["day"], row["off"]) for row in stored.every(source)))


def after(source: Store | Source, day: date, days: int) -> date:
    """The day that is so many working days after ``day``."""
    return calendar(source).after(day, days)


def known_until() -> int:
    """The last year whose days off are published; after it Monday to Friday count, unless the owner enters more."""
    return _published()[2]


def unpublished(source: Store | Source | Calendar, first: date, last: date) -> str:
    """That nobody knows the days off of a year between two days yet, for whoever counts working days there.

    ``""`` where they are published, or the owner entered some of that year.
    """
    days = source if isinstance(source, Calendar) else calendar(source)
    year = days.unknown(first, last)
    if year is None:
        return ""
    return _("{}年的放假安排还没有录入，按周一到周五上班计算；公布后请在设置里补上节假日。").format(year)


def of_year(store: Store, year: int) -> tuple[Day, ...]:
    """The days of a year that are not as its weekday says, by day; the owner's in place of the published."""
    with store.read() as db:
        own = {row["day"]: row for row in stored.every(db)}
    off, on, _last = _published()
    found = {day: Day(day, True, name, True) for day, name in off.items() if day.year == year}
    found |= {day: Day(day, False, name, True) for day, name in on.items() if day.year == year}
    for row in own.values():
        day = date.fromisoformat(row["day"])
        if day.year == year:
            found[day] = Day(day, bool(row["off"]), row["name"], False)
    return tuple(found[day] for day in sorted(found))


def enter(store: Store, first: date, last: date, name: str, *, off: bool) -> Change[None]:
    """Keeps that nobody (``off``) or everybody works from ``first`` to ``last``; UserError for more than 60 days."""
    title = " ".join(name.split())
    if last < first:
        raise UserError(_("结束的日期早于开始的日期"), remedy=_("请改成同一天或更晚"))
    if (last - first).days >= _MOST_DAYS:
        raise UserError(_("一次最多 {} 天").format(_MOST_DAYS), remedy=_("请分几次填写"))
    if len(title) > _LONGEST:
        raise UserError(_("名称超过 {} 个字").format(_LONGEST), remedy=_("请写短一些"))
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]

    def work(tx: Tx) -> None:
        for day in days:
            kept = stored.of_day(tx, day.isoformat())
            row: dict[str, str | int] = {"off": int(off), "name": title}
            if kept is None:
                tx.insert("holiday", {"day": day.isoformat(), **row, "made": clock.stamp(clock.moment(tx.at))})
            else:
                tx.update("holiday", kept["id"], row)

    label = _("放假 {}") if off else _("上班 {}")
    return store.change(label.format(clock.shown_day(first)), work)


def forget(store: Store, day: date) -> Change[None]:
    """What the owner entered of a day no longer holds; UserError when it was nothing."""

    def work(tx: Tx) -> None:
        kept = stored.of_day(tx, day.isoformat())
        if kept is None:
            raise UserError(_("这一天没有填写过"), where=clock.shown_day(day), remedy=_("请刷新列表"))
        tx.delete("holiday", kept["id"])

    return store.change(_("恢复 {} 的原样").format(clock.shown_day(day)), work)
