"""名单对照: roster, member list and signature sheet against each other, in every direction."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from wxadmin.domain.errors import UserError
from wxadmin.domain.papers import ListPaper
from wxadmin.i18n import _
from wxadmin.services import clock, expectations, lists, people
from wxadmin.services.listing import Column, Row
from wxadmin.services.member_findings import of_row
from wxadmin.services.records import Store
from wxadmin.services.standing import fresh_all
from wxadmin.store import groups as stored_groups
from wxadmin.store import members as stored
from wxadmin.store import people as stored_people
from wxadmin.store import signings as stored_signings
from wxadmin.store.engine import Row as Stored
from wxadmin.store.lists import Source

KINDS: Mapping[str, tuple[str, str]] = {
    "absent": (_("应在未在"), _("花名册上应在群里，名单里没有人能确定是他")),
    "unlisted_yet": (_("应加未列"), _("按应加人员的规定应在群里，还没有列入，也不在群里")),
    "stranger": (_("在群不在册"), _("名单里有，花名册上对不上人")),
    "unexpected": (_("在群不应在"), _("花名册上有，但不在本群应加人员里")),
    "left": (_("离开仍在群"), _("已离开单位，还在群里")),
    "signed_out": (_("已签不在群"), _("签收表上签过字，名单里没有他")),
    "unsigned": (_("在群未签"), _("在群里，签收表上还没有签字")),
    "unasked": (_("在群不在签收表"), _("在群里，签收表上没有他的名字")),
}
"""Differences: their words, and what they mean."""

_COLUMNS = (Column("kind", _("差别"), 110), Column("who", _("姓名"), 110), Column("place", _("部门/班级"), 140),
            Column("nickname", _("群昵称"), 170), Column("group", _("群"), 140))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody who is in one list and not in another; ``member`` is a row of the member list, None if not in it."""

    kind: str
    group: int
    group_name: str
    name: str
    place: str
    nickname: str = ""
    member: int | None = None
    person: int | None = None

    @property
    def words(self) -> str:
        """In one line."""
        who = f"{self.name}（{self.place}）" if self.name and self.place else self.name
        return "　".join(part for part in (who, self.nickname) if part)


@dataclass(frozen=True, slots=True)
class Differences:
    """All of a group, or of all groups. ``round`` names the signing compared with, ``""`` without any."""

    lines: tuple[Line, ...]
    lists: tuple[str, ...]
    round: str

    def of(self, kind: str) -> tuple[Line, ...]:
        """Those of one kind."""
        return tuple(line for line in self.lines if line.kind == kind)


def find(store: Store, group: int | None) -> Differences:
    """Compare roster, last member list and newest signing (an open one first) of a group, or of all groups."""
    fresh_all(store, group)
    lines: list[Line] = []
    dates: list[str] = []
    titles: list[str] = []
    with store.read() as db:
        owners = [row for row in stored_groups.every(db) if group is None or row["id"] == group]
        staff = expectations.Staff.of(db)
        for owner in owners:
            last = stored.last_snapshot(db, owner["id"])
            if last is not None:
                when = clock.shown_day(last["taken"])
                dates.append(_("{} 的名单（{}）").format(owner["name"], when) if group is None else when)
            lines += _members(db, owner, staff, listed=last is not None)
            signing = stored.newest_signing(db, owner["id"])
            if signing is not None and last is not None:
                titles.append(signing["title"])
                lines += _signing(db, owner, signing)
    return Differences(tuple(lines), tuple(dates), "、".join(dict.fromkeys(titles)))


def _members(db: Source, owner: Stored, staff: expectations.Staff, *, listed: bool) -> list[Line]:
    group = owner["id"]
    lines = []
    by_rule = expectations.expected(db, group, staff)
    if listed:
        for row in stored.missing(db, group):
            lines.append(_person("absent", owner, row))
        inside = {row["person_id"] for row in stored.of_group(db, group) if row["presence"] == "present"}
        wanted = [one for one in by_rule if one not in inside]
        lines += [_person("unlisted_yet", owner, row) for row in stored_people.page(db, wanted)]
    belonging = stored_people.belonging(db, group).union(by_rule)
    for row in stored.of_group(db, group):
        if row["presence"] != "present":
            continue
        found = dict(of_row(row))
        if "left_unit" in found:
            lines.append(_member("left", owner, row))
        elif row["person_id"] is None and "outside" not in found:
            lines.append(_member("stranger", owner, row))
        elif row["person_id"] is not None and row["person_id"] not in belonging:
            lines.append(_member("unexpected", owner, row))
    return lines


def _signing(db: Source, owner: Stored, signing: Stored) -> list[Line]:
    group = owner["id"]
    present = {
        row["person_id"]: row
        for row in stored.of_group(db, group)
        if row["presence"] == "present" and row["person_id"] is not None
    }
    standing = stored_signings.standing(db, signing["id"])
    belonging = stored_people.belonging(db, group)
    several = bool(json.loads(signing["groups"]))
    lines = []
    asked = set()
    for row in stored_signings.signers(db, signing["roll"]):
        person = row["person_id"]
        if person in asked:
            continue
        asked.add(person)
        how = standing.get(row["id"], "")
        if person in present and how == "missing":
            lines.append(_member("unsigned", owner, present[person]))
        elif person not in present and how == "signed" and (not several or person in belonging):
            name, place = row["name"], row["department"]
            lines.append(Line("signed_out", group, owner["name"], name, place, person=person))
    lines += [_member("unasked", owner, row) for person, row in present.items() if person not in asked]
    return lines


def _person(kind: str, owner: Stored, row: Stored) -> Line:
    person = people.person_of(row)
    return Line(kind, owner["id"], owner["name"], person.name, people.department_words(person), person=row["id"])


def _member(kind: str, owner: Stored, row: Stored) -> Line:
    return Line(
        kind, owner["id"], owner["name"], row["person_name"], row["department"], row["nickname"], row["id"],
        row["person_id"],
    )  # fmt: skip


def paper(store: Store, group: int | None, kind: str = "") -> ListPaper:
    """The differences, or one kind of them, as a printed list; UserError when there are none."""
    found = find(store, group)
    lines = found.of(kind) if kind else found.lines
    if not lines:
        raise UserError(_("没有差别"), remedy=_("不用打印"))
    facts = [_("成员名单：{}").format("、".join(found.lists))] if found.lists else []
    if found.round:
        facts.append(_("签收表：{}").format(found.round))
    rows = [
        Row(at, (KINDS[line.kind][0], line.name, line.place, line.nickname, line.group_name))
        for at, line in enumerate(lines)
    ]
    return lists.paper(store, _("花名册、群成员、签收表对照"), group, _COLUMNS, rows, facts)
