"""What the owner decides about a nickname: who it is, that it is nobody of the unit, that the rule does not hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from wxadmin.domain.errors import UserError
from wxadmin.i18n import _
from wxadmin.services import clock
from wxadmin.services.member_cards import nobody
from wxadmin.services.records import Change, Store
from wxadmin.services.standing import fresh, fresh_all
from wxadmin.store import members as stored
from wxadmin.store import people as stored_people
from wxadmin.store.engine import Row as Stored
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Value


def confirm(store: Store, member: int, person: int | None, *, belongs: bool = False) -> Change[int]:
    """Remembers that this nickname is that person (None forgets it, also that somebody was from outside).

    ``belongs`` also takes the person in among those who should be in the group.
    """

    def work(tx: Tx) -> int:
        row = _existing(tx, member)
        kept = stored.decision(tx, row["group_id"], row["nickname"], "confirm")
        if person is None:
            if kept is not None:
                tx.delete("member_decision", kept["id"])
            return member
        who = stored_people.one(tx, person)
        if who is None:
            raise UserError(_("没有这个人员"), remedy=_("请从花名册里选择"))
        _decide(tx, row, kept, {"kind": "confirm", "person_id": person, "subject": who["subject"], "reason": ""})
        if belongs:
            _take_in(tx, row["group_id"], person, who["subject"])
        return member

    return _decided(store, member, _("确认群成员 {}"), work)


def take_in(store: Store, members: Sequence[int]) -> Change[int]:
    """Takes the certain persons of members in among those who should be in their group; the value is how many."""

    def work(tx: Tx) -> int:
        rows = [_existing(tx, member) for member in members]
        people_of = [
            (row["group_id"], stored_people.one(tx, row["person_id"])) for row in rows if row["person_id"] is not None
        ]
        added = sum(_take_in(tx, group, who["id"], who["subject"]) for group, who in people_of if who is not None)
        if added != len(wanted):
            raise UserError(_("应加人员刚刚有了变化"), remedy=_("请再做一次"))
        return added

    with store.read() as db:
        rows = [row for member in dict.fromkeys(members) if (row := stored.one(db, member)) is not None]
        wanted = {
            (row["group_id"], row["person_id"])
            for row in rows
            if row["person_id"] is not None and not stored_people.belongings(db, row["person_id"], row["group_id"])
        }
    if not wanted:
        raise UserError(_("没有可列入的人"), remedy=_("只有认出是谁、又不在应加人员里的成员可以列入"))
    change = store.change(_("列入应加人员（{} 人）").format(len(wanted)), work)
    fresh_all(store, None)
    return change


def _take_in(tx: Tx, group: int, person: int, subject: bytes) -> bool:
    if stored_people.belongings(tx, person, group):
        return False
    tx.insert("belonging", {"batch": None, "person_id": person, "group_id": group, "subject": subject})
    return True


def outside(store: Store, member: int, note: str = "") -> Change[int]:
    """Remembers that this nickname is somebody who is not of the unit; ``note`` says who."""

    def work(tx: Tx) -> int:
        row = _existing(tx, member)
        kept = stored.decision(tx, row["group_id"], row["nickname"], "confirm")
        values = {"kind": "confirm", "person_id": None, "subject": b"", "reason": " ".join(note.split())}
        _decide(tx, row, kept, values)
        return member

    return _decided(store, member, _("认定为外部人员 {}"), work)


def belongs(store: Store, group: int, person: int) -> bool:
    """Whether a person is among those who should be in a group."""
    with store.read() as db:
        return bool(stored_people.belongings(db, person, group))


def exempt(store: Store, member: int, reason: str, until: date | None = None) -> Change[int]:
    """Spares a member from the rule, with a reason and perhaps a last day."""
    if not reason.strip():
        raise UserError(_("没有写豁免原因"), remedy=_("请写一句原因，以后可以查到"))
    if until is not None and until < clock.today():
        raise UserError(_("豁免的最后一天已经过了"), remedy=_("请改成今天或以后的日期"))

    def work(tx: Tx) -> int:
        row = _existing(tx, member)
        kept = stored.decision(tx, row["group_id"], row["nickname"], "exempt")
        who = None if row["person_id"] is None else stored_people.one(tx, row["person_id"])
        subject = b"" if who is None else who["subject"]
        last = "" if until is None else until.isoformat()
        _decide(tx, row, kept, {"kind": "exempt", "reason": reason.strip(), "until": last, "subject": subject})
        return member

    return _decided(store, member, _("豁免实名 {}"), work)


def end_exemption(store: Store, member: int) -> Change[int]:
    """The rule holds for the member again."""

    def work(tx: Tx) -> int:
        row = _existing(tx, member)
        kept = stored.decision(tx, row["group_id"], row["nickname"], "exempt")
        if kept is not None:
            tx.delete("member_decision", kept["id"])
        return member

    return _decided(store, member, _("取消豁免 {}"), work)


def _decide(tx: Tx, row: Stored, kept: Stored | None, values: Mapping[str, Value]) -> None:
    values = {"decided": clock.stamp(clock.moment(tx.at)), **values}
    if kept is not None:
        tx.update("member_decision", kept["id"], values)
        return
    empty = {"group_id": row["group_id"], "nickname": row["nickname"], "person_id": None, "reason": "", "until": ""}
    tx.insert("member_decision", {**empty, **values})


def _decided(store: Store, member: int, label: str, work: Callable[[Tx], int]) -> Change[int]:
    with store.read() as db:
        row = stored.one(db, member)
    if row is None:
        raise nobody()
    change = store.change(label.format(row["nickname"]), work)
    fresh(store, row["group_id"])
    return change


def _existing(tx: Tx, member: int) -> Stored:
    row = stored.one(tx, member)
    if row is None:
        raise nobody()
    return row
