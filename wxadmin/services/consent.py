"""Consent to being listed: who gave it for whom and when, who has none, and the form it is asked for with."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from wxadmin.domain.errors import UserError
from wxadmin.domain.name_words import SUBJECTS
from wxadmin.domain.people import Person
from wxadmin.i18n import _, joined
from wxadmin.services import clock, people
from wxadmin.services.records import Change, Store
from wxadmin.store import consents as stored
from wxadmin.store import groups as stored_groups
from wxadmin.store import people as stored_people
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

KINDS: Mapping[str, str] = {"listing": _("列入名单"), "picture": _("使用照片和签名")}
"""What is consented to: name, class and group nickname in lists; pictures that show them."""
LISTING = "listing"
MINORS = ("class",)
"""Kinds of groups whose people may be minors, so that consent is asked for."""
_PUPILS = frozenset({"学生", "学员", "幼儿"})


@dataclass(frozen=True, slots=True)
class Consent:
    """One consent; days are ISO dates, ``withdrawn`` is ``""`` while it holds."""

    id: int
    kind: str
    given: str
    by_whom: str
    withdrawn: str
    note: str

    @property
    def line(self) -> str:
        """One line for a card."""
        words = _("{kind}：{who}{day}同意").format(
            kind=KINDS.get(self.kind, self.kind), who=self.by_whom, day=clock.shown_day(self.given)
        )
        return joined("", (words, _("，{}撤回").format(clock.shown_day(self.withdrawn)) if self.withdrawn else ""))


@dataclass(frozen=True, slots=True)
class Lacking:
    """Somebody of a group for whom no consent holds; ``guardians`` are those who could give it."""

    person: int
    name: str
    department: str
    guardians: tuple[str, ...]


def every(store: Store, person: int) -> tuple[Consent, ...]:
    """A person's consents, the newest first."""
    with store.read() as db:
        rows = stored.of_person(db, person)
    return tuple(Consent(r["id"], r["kind"], r["given"], r["by_whom"], r["withdrawn"], r["note"]) for r in rows)


def of_person(store: Store, person: int) -> tuple[tuple[int, str], ...]:
    """(id, line) for the person's card."""
    return tuple((one.id, one.line) for one in every(store, person))


def wanted(store: Store, person: int) -> tuple[str, ...]:
    """Names of the groups for which consent is asked and does not hold; empty when nothing is missing."""
    with store.read() as db:
        row = stored_people.one(db, person)
        if row is None or not may_be_minor(people.person_of(row)):
            return ()
        names = tuple(row["name"] for row in stored.groups_of_kind(db, person, MINORS))
        held = any(r["kind"] == LISTING and not r["withdrawn"] for r in stored.of_person(db, person))
    return () if held else names


def may_be_minor(person: Person) -> bool:
    """A pupil, or somebody of whom the list says neither that nor a post, a subject or another category."""
    if person.guardians or person.category in _PUPILS:
        return True
    taught = {level for path in person.departments for level in path} & SUBJECTS
    return not (person.category or person.post or taught)


def asked_in(db: Source, group: int) -> bool:
    """Whether a group is of a kind that asks for consent."""
    row = stored_groups.one(db, group)
    return row is not None and row["kind"] in MINORS


def missing(store: Store, group: int) -> tuple[Lacking, ...]:
    """Everybody of the group who may be a minor and is without consent; nobody for a group that asks for none."""
    with store.read() as db:
        if not asked_in(db, group):
            return ()
        rows = [row for row in stored.missing(db, group, LISTING) if may_be_minor(people.person_of(row))]
    return tuple(
        Lacking(r["id"], r["name"], r["department"], tuple(g["name"] for g in json.loads(r["guardians"]))) for r in rows
    )


def import_line(store: Store, group: int | None) -> str:
    """What the preview of a roster import says about consent, ``""`` where none is asked for."""
    if group is None:
        return ""
    with store.read() as db:
        if not asked_in(db, group):
            return ""
    return _("名单里可能有未成年人：请先取得监护人同意，导入后在人员卡片上登记。")


def give(
    store: Store, persons: Sequence[int], by_whom: str, day: date | None = None, *, kind: str = LISTING, note: str = ""
) -> Change[tuple[int, ...]]:
    """Notes that somebody consented for these persons; the value are the new consents.

    Who has one that holds is left out. UserError without a name, for a day to come and an unknown kind, or when all
    have one.
    """
    given = day or clock.today()
    if kind not in KINDS:
        raise UserError(_("没有这种同意：{}").format(kind), remedy=_("可用的有 {}").format("、".join(KINDS)))
    if not by_whom.strip():
        raise UserError(_("没有写由谁同意"), remedy=_("请写监护人或本人的姓名"))
    if given > clock.today():
        raise UserError(_("同意的日期还没有到"), where=clock.shown_day(given), remedy=_("请选今天或以前的日期"))

    def work(tx: Tx) -> tuple[int, ...]:
        made = []
        for person in persons:
            row = stored_people.one(tx, person)
            if row is None:
                raise UserError(_("没有这个人员"), remedy=_("请刷新列表"))
            if any(r["kind"] == kind and not r["withdrawn"] for r in stored.of_person(tx, person)):
                continue
            values = {"given": given.isoformat(), "by_whom": by_whom.strip(), "withdrawn": "", "note": note.strip()}
            made.append(tx.insert("consent", {"person_id": person, "kind": kind, "subject": row["subject"], **values}))
        if not made:
            raise UserError(_("同意都已经登记过"), remedy=_("不用再登记；要改请先撤回"))
        return tuple(made)

    with store.read() as db:
        new = sum(not any(r["kind"] == kind and not r["withdrawn"] for r in stored.of_person(db, p)) for p in persons)
    return store.change(_("登记同意（{} 人）").format(new), work)


def withdraw(store: Store, consent: int, day: date | None = None) -> Change[int]:
    """Notes that it was withdrawn; UserError when it is not there, was withdrawn before, or the day is before it."""
    on = day or clock.today()

    def work(tx: Tx) -> int:
        row = stored.one(tx, consent)
        if row is None or row["withdrawn"]:
            raise UserError(_("这份同意已经撤回"), remedy=_("请刷新"))
        if on.isoformat() < row["given"] or on > clock.today():
            raise UserError(_("撤回的日期不对"), where=clock.shown_day(on), remedy=_("应在同意之后、今天或以前"))
        tx.update("consent", consent, {"withdrawn": on.isoformat()})
        return consent

    return store.change(_("登记撤回同意"), work)
