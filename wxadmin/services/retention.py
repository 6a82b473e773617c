"""How long a leaver's personal data is kept, and who is due to be erased: proposed, never done by itself."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta

from wxadmin.domain.errors import UserError
from wxadmin.domain.jobs import Step, quiet
from wxadmin.i18n import _
from wxadmin.services import clock, settings
from wxadmin.services.records import Change, Store
from wxadmin.store import groups as stored_groups
from wxadmin.store import leavers
from wxadmin.store import old_chats as old_chats_stored
from wxadmin.store.engine import Row
from wxadmin.store.lists import Source

_KEY = "retention"
_LONGEST = 36_500


@dataclass(frozen=True, slots=True)
class Retention:
    """``days`` after leaving the data is due to go; ``categories`` (category, days) differ from that.

    ``chat_days``: archived chat older than that is proposed to be looked at; 0 proposes nothing.
    """

    days: int = 180
    categories: tuple[tuple[str, int], ...] = ()
    chat_days: int = 0

    def days_of(self, category: str) -> int:
        """What holds for a category."""
        return dict(self.categories).get(category, self.days)


@dataclass(frozen=True, slots=True)
class Leaver:
    """Somebody who left. ``left`` and ``due`` are days, None where nothing says when they left.

    ``restricted``: something holds that forbids erasing. ``told`` says where the day of leaving comes from.
    """

    person: int
    name: str
    department: str
    left: date | None
    due: date | None
    restricted: bool
    told: str = field(default="", compare=False)

    @property
    def overdue(self) -> bool:
        """Whether the time is over and nothing forbids it."""
        return self.due is not None and self.due <= clock.today() and not self.restricted

    @property
    def line(self) -> str:
        """One line: since when they are gone and how long it is overdue."""
        if self.left is None or self.due is None:
            return _("{name}：已离开，日期不明").format(name=self.name)
        words = _("{name}：{day}离开").format(name=self.name, day=clock.shown_day(self.left))
        words += _("，{day}到期").format(day=clock.shown_day(self.due))
        return words + (_("，限制处理中") if self.restricted else "")


def get(store: Store) -> Retention:
    """What is set, or the defaults."""
    with store.read() as db:
        return _kept(db)


def _kept(db: Source) -> Retention:
    row = stored_groups.general(db).get(_KEY)
    if row is None:
        return Retention()
    said = json.loads(row[1])
    return Retention(said["days"], tuple((name, days) for name, days in said["categories"]), said["chat_days"])


def save(store: Store, wanted: Retention) -> Change[None]:
    """Keeps it; UserError for a number of days that is none."""
    for name, days in ((_("离开后保留"), wanted.days), (_("聊天归档"), wanted.chat_days), *wanted.categories):
        if not 0 <= days <= _LONGEST:
            raise UserError(_("{name}的天数不对：{days}").format(name=name, days=days), remedy=_("请写 0 到 36500"))
    value = json.dumps(asdict(wanted), ensure_ascii=False)

    return store.change(_("修改保留期限"), lambda tx: settings.put(tx, _KEY, value))


def leavers_of(store: Store) -> tuple[Leaver, ...]:
    """Everybody who left and is still on record, those due longest first, those without a day last."""
    with store.read() as db:
        kept = _kept(db)
        found = [_leaver(row, kept) for row in leavers.people_gone(db)]
    return tuple(sorted(found, key=lambda one: (one.due is None, one.due or date.max)))


def due(store: Store) -> tuple[Leaver, ...]:
    """Whose time is over today and nothing forbids it."""
    return tuple(one for one in leavers_of(store) if one.overdue)


@dataclass(frozen=True, slots=True)
class OldChats:
    """What removing old chats would do: of messages said before ``day`` some go, some stay.

    Those stay that a record refers to: evidence, entries of the queue, what was noted as withdrawn. ``day`` None:
    nothing is set.
    """

    day: date | None = None
    going: int = 0
    staying: int = 0


_AT_ONCE = 10_000
"""Messages erased in one change; others that write wait for it about a second."""


def old_chats_preview(store: Store) -> OldChats:
    """What :func:`remove_old_chats` would do now."""
    with store.read() as db:
        days = _kept(db).chat_days
        if not days:
            return OldChats()
        before = _chats_before(days)
        return OldChats(clock.day_of(before), *old_chats_stored.counts(db, before))


def remove_old_chats(store: Store, step: Step = quiet) -> int:
    """Erases archived messages that are older than the archive should be and that no record refers to; how many.

    Final. Their words go from the file and its full-text index, the ledger keeps their places; system lines stay. What
    was erased before a cancel stays erased. A backup made before still has them. UserError where nothing is set.
    """
    seen = old_chats_preview(store)
    if seen.day is None:
        raise UserError(_("没有设定聊天归档保留多久"), remedy=_("请先在保留期限里写上天数"))
    before = _chats_before(get(store).chat_days)
    gone = 0
    while gone < seen.going:
        step(gone, seen.going)
        change = store.erase(
            _("删除过期的聊天归档"), lambda tx: old_chats_stored.erase_some(tx, before, _AT_ONCE), sweeping=("message",)
        )
        if not change.value:
            break
        gone += change.value
    step(gone, gone)
    return gone


def _chats_before(days: int) -> int:
    """The second before which a day begins that is so many days ago."""
    return clock.seconds((clock.today() - timedelta(days=days)).isoformat()) or 0


def _leaver(row: Row, kept: Retention) -> Leaver:
    left, told = _left(row)
    due_on = None if left is None else left + timedelta(days=kept.days_of(row["category"]))
    return Leaver(row["id"], row["name"], row["department"], left, due_on, bool(row["held"]), told)


def _left(row: Row) -> tuple[date | None, str]:
    """When somebody left: what the roster says, else the check-list, else when it was noted here."""
    said = json.loads(row["fields"]).get("left_on", "") if row["fields"] else ""
    if (day := _day(str(said))) is not None:
        return day, _("花名册")
    if row["departure"] and (day := _day(row["departure"])) is not None:
        return day, _("离任清单")
    noted = row["marked"] or row["imported"]
    return (clock.day_of(noted), _("标记离开的日期")) if noted else (None, "")


def _day(text: str) -> date | None:
    found = re.search(r"(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})", text) or re.fullmatch(r"(\d{4})(\d\d)(\d\d)", text)
    try:
        return None if found is None else date(*(int(part) for part in found.groups()))
    except ValueError:
        return None
