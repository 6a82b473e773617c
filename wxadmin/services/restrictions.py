"""Persons whose data must not be erased yet, because something is disputed: dated, visible, lifted by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from wxadmin.domain.errors import UserError
from wxadmin.i18n import _
from wxadmin.services import clock
from wxadmin.services.records import Change, Store
from wxadmin.store import consents as stored
from wxadmin.store import people as stored_people
from wxadmin.store.journal import Tx


@dataclass(frozen=True, slots=True)
class Restriction:
    """Since when, why and by whom; ``lifted`` is ``""`` while it holds. Days as shown."""

    id: int
    since: str
    reason: str
    actor: str
    lifted: str

    @property
    def holds(self) -> bool:
        """Whether it holds."""
        return not self.lifted

    @property
    def line(self) -> str:
        """One line for a card."""
        if self.lifted:
            return _("{since}至{until}限制处理：{why}").format(since=self.since, until=self.lifted, why=self.reason)
        return _("{since}起限制处理：{why}").format(since=self.since, why=self.reason)


def every(store: Store, person: int) -> tuple[Restriction, ...]:
    """A person's restrictions, the newest first."""
    with store.read() as db:
        rows = stored.restrictions(db, person)
    return tuple(
        Restriction(
            r["id"], clock.shown_day(r["since"]), r["reason"], r["actor"],
            clock.shown_day(r["lifted"]) if r["lifted"] else "",
        )
        for r in rows
    )  # fmt: skip


def of_person(store: Store, person: int) -> tuple[tuple[int, str], ...]:
    """(id, line) for the person's card."""
    return tuple((one.id, one.line) for one in every(store, person))


def impose(store: Store, person: int, reason: str, day: date | None = None) -> Change[int]:
    """Restricts from a day on (today); UserError without a reason, when one holds already or the day is to come."""
    if not reason.strip():
        raise UserError(_("没有写限制的原因"), remedy=_("例如：对某个决定的申诉还没有结束"))
    since = day or clock.today()
    if since > clock.today():
        raise UserError(_("限制的日期还没有到"), where=clock.shown_day(since), remedy=_("请选今天或以前的日期"))

    def work(tx: Tx) -> int:
        row = stored_people.one(tx, person)
        if row is None:
            raise UserError(_("没有这个人员"), remedy=_("请刷新列表"))
        if any(not r["lifted"] for r in stored.restrictions(tx, person)):
            raise UserError(_("已经有一条限制"), remedy=_("请先解除它"))
        values = {"since": since.isoformat(), "reason": reason.strip(), "lifted": "", "actor": store.actor}
        return tx.insert("restriction", {"person_id": person, "subject": row["subject"], **values})

    return store.change(_("限制处理个人信息"), work)


def lift(store: Store, restriction: int) -> Change[int]:
    """Ends one today; UserError when it is not there or ended before."""

    def work(tx: Tx) -> int:
        row = stored.restriction(tx, restriction)
        if row is None or row["lifted"]:
            raise UserError(_("这条限制已经解除"), remedy=_("请刷新"))
        tx.update("restriction", restriction, {"lifted": clock.today().isoformat()})
        return restriction

    return store.change(_("解除限制处理"), work)
