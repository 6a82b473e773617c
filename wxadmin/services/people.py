"""The roster: people of the unit, and who of them belongs in which group."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from wxadmin.domain.errors import UserError
from wxadmin.domain.ordering import searchable
from wxadmin.domain.people import Guardian, Person
from wxadmin.i18n import _
from wxadmin.services import groups, signatures, spelling, wording
from wxadmin.services.listing import Badge, Chip, Column, Ids, Row, View, ids_of
from wxadmin.services.records import Change, Reader, Store
from wxadmin.store import cases as stored_cases
from wxadmin.store import people as stored
from wxadmin.store.engine import Row as Stored
from wxadmin.store.journal import Tx

COLUMNS = (
    Column("name", _("姓名"), 110),
    Column("department", _("部门/班级"), 180),
    Column("post", _("职务"), 120),
    Column("phone", _("电话"), 130),
    Column("number", _("编号"), 110),
    Column("category", _("类别"), 90),
    Column("guardians", _("家长"), 160, sortable=False),
)
CHIPS = (Chip("present", _("在册")), Chip("left", _("已离开")), Chip("absent", _("不在群里")))


@dataclass(frozen=True, slots=True)
class PersonCard:
    """One person with everything known.

    ``groups`` are (id, name), ``nicknames`` (group, nickname), ``cases`` (id, line), ``signatures`` (round, line).
    """

    id: int
    person: Person
    groups: tuple[tuple[int, str], ...]
    nicknames: tuple[tuple[str, str], ...]
    cases: tuple[tuple[int, str], ...]
    signatures: tuple[tuple[int, str], ...] = ()


def index(store: Store, view: View, reader: Reader | None = None) -> Ids:
    """Ids of the people of the view in order."""
    if "absent" in view.chips:
        # Imported here because the check of members, which knows who is in a group, needs this module.
        from wxadmin.services.standing import fresh_all

        fresh_all(store, view.group)
    return ids_of(store, stored.LIST, view, reader)


def page(store: Store, ids: Sequence[int]) -> list[Row]:
    """Those people as rows."""
    with store.read() as db:
        rows = stored.page(db, ids)
    return [_row(row) for row in rows]


def _row(row: Stored) -> Row:
    person = person_of(row)
    cells = (
        person.name, department_words(person), person.post, person.phone, person.number, person.category,
        "、".join(f"{g.name}（{g.relation}）" if g.relation else g.name for g in person.guardians),
    )  # fmt: skip
    badges = (Badge(_("已离开"), "muted"),) if person.left else ()
    paths = "；".join("/".join(path) for path in person.departments)
    return Row(row["id"], cells, badges, tips=(person.name, paths, *cells[2:]))


def department_words(person: Person) -> str:
    """The last levels of a person's departments."""
    return "、".join(path[-1] for path in person.departments if path)


def label(person: Person) -> str:
    """``张伟（销售部）``, or the bare name."""
    return f"{person.name}（{person.department}）" if person.department else person.name


def get(store: Store, person: int) -> PersonCard:
    """One person; UserError when there is none."""
    with store.read() as db:
        row = stored.one(db, person)
        if row is None:
            raise _nobody()
        return PersonCard(
            person,
            person_of(row),
            tuple((g["id"], g["name"]) for g in stored.groups_of(db, person)),
            tuple((n[0], n[1]) for n in stored.nicknames_of(db, person)),
            tuple((c["id"], wording.case_line(c)) for c in stored_cases.of_person(db, person)),
            signatures.of_person(db, person),
        )


def of_group(store: Store, group: int) -> tuple[tuple[int, Person], ...]:
    """(id, person) of everybody who should be in the group, roster order; those who left are among them."""
    with store.read() as db:
        return tuple((row["id"], person_of(row)) for row in stored.of_group(db, group))


def add(store: Store, person: Person, *, group: int | None = None) -> Change[int]:
    """Adds one person by hand."""
    _refuse_nameless(person)
    if group is not None:
        groups.get(store, group)

    def work(tx: Tx) -> int:
        subject = secrets.token_bytes(16)
        person_id = tx.insert("person", columns_of(person, subject))
        if group is not None:
            tx.insert("belonging", {"person_id": person_id, "group_id": group, "subject": subject})
        return person_id

    return store.change(_("添加人员 {}").format(person.name), work)


def edit(store: Store, person: int, new: Person) -> Change[int]:
    """Replaces what is known of a person."""
    _refuse_nameless(new)
    return _rewrite(store, person, new, _("修改人员 {}").format(new.name))


def mark_left(store: Store, person: int, *, left: bool = True) -> Change[int]:
    """Marks somebody as having left the unit (or as back)."""
    before = get(store, person).person
    name = _("标记离开 {}") if left else _("标记在册 {}")
    return _rewrite(store, person, replace(before, left=left), name.format(before.name))


def _rewrite(store: Store, person: int, new: Person, name: str) -> Change[int]:
    def work(tx: Tx) -> int:
        row = stored.one(tx, person)
        if row is None:
            raise _nobody()
        tx.update("person", person, columns_of(new, row["subject"]))
        return person

    return store.change(name, work)


def _refuse_nameless(person: Person) -> None:
    if not person.name.strip():
        raise UserError(_("姓名是空的"), remedy=_("请写上姓名"))


def _nobody() -> UserError:
    return UserError(_("没有这个人员"), remedy=_("可能已被撤销导入，请刷新列表"))


def columns_of(person: Person, subject: bytes) -> dict[str, Any]:
    """A person as the record file keeps it."""
    department = department_words(person)
    return {
        "subject": subject,
        "name": person.name,
        "name_key": spelling.name_key(person.name),
        "department": department,
        "department_key": spelling.key(department),
        "departments": json.dumps(person.departments, ensure_ascii=False),
        "post": person.post,
        "post_key": spelling.key(person.post),
        "phone": person.phone,
        "number": person.number,
        "number_key": spelling.key(person.number),
        "category": person.category,
        "gone": int(person.left),
        "guardians": json.dumps([asdict(g) for g in person.guardians], ensure_ascii=False),
        "note": person.note,
        "search": searchable(
            person.name, *spelling.pinyin_words(person.name), *(level for path in person.departments for level in path),
            person.post, person.phone, person.number, *(g.name for g in person.guardians),
        ),
    }  # fmt: skip


def person_of(row: Stored | Mapping[str, Any]) -> Person:
    """The person of a stored row."""
    return Person(
        name=row["name"],
        departments=tuple(tuple(path) for path in json.loads(row["departments"])),
        post=row["post"],
        phone=row["phone"],
        number=row["number"],
        category=row["category"],
        left=bool(row["gone"]),
        guardians=tuple(Guardian(**g) for g in json.loads(row["guardians"])),
        note=row["note"],
    )
