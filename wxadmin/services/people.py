"""The roster: people of the unit, and who of them belongs in which group."""

from __future__ import annotations

import json
import secrets
from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from typing import Any

from wxadmin.domain.errors import UserError
from wxadmin.domain.masking import Kind
from wxadmin.domain.ordering import searchable
from wxadmin.domain.people import Guardian, Person
from wxadmin.i18n import _, joined, on_paper
from wxadmin.services import clock, groups, person_posts, relations, signatures, spelling, wording
from wxadmin.services.listing import Badge, Chip, Column, Ids, Row, View, ids_of
from wxadmin.services.records import Change, Reader, Store
from wxadmin.store import cases as stored_cases
from wxadmin.store import people as stored
from wxadmin.store.engine import Row as Stored
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

COLUMNS = (
    Column("name", _("姓名"), 110),
    Column("department", _("部门/班级"), 180),
    Column("post", _("职务"), 120),
    Column("phone", _("电话"), 130, private="phone"),
    Column("number", _("编号"), 110, private="number"),
    Column("category", _("类别"), 90),
    Column("guardians", _("家长"), 160, sortable=False),
)
CHIPS = (
    Chip("present", _("在册")), Chip("left", _("已离开")), Chip("absent", _("不在群里")),
    Chip("double", _("可能重复")), Chip("unplaced", _("无部门")),
)  # fmt: skip
CATEGORIES = (
    _("正式"), _("临时"), _("实习"), _("兼职"), _("教师"), _("学生"), _("家长"), _("合作伙伴"), _("外部"),
)  # fmt: skip
"""Offered in forms; any other word may be used."""
TITLES = {
    "name": _("姓名"), "departments": _("部门/班级"), "post": _("职务"), "phone": _("电话"), "number": _("编号"),
    "category": _("类别"), "guardians": _("家长"), "left": _("是否离开"), "note": _("备注"),
}  # fmt: skip
EXTRA_TITLES = {
    "account": _("账号"), "alias": _("别名"), "gender": _("性别"), "landline": _("座机"), "mail": _("邮箱"),
    "joined": _("入职/入学日期"), "left_on": _("离开日期"), "room": _("房号"), "org": _("单位/公司"),
    "wechat": _("微信号"), "birthday": _("出生日期"), "address": _("住址"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PersonCard:
    """One person with everything known.

    ``groups`` are (id, name), ``nicknames`` (group, nickname), ``cases`` (id, line), ``signatures`` (round, line),
    ``posts`` the oldest first, ``merged`` (merge, line) those who were merged into this one.
    """

    id: int
    person: Person
    groups: tuple[tuple[int, str], ...]
    nicknames: tuple[tuple[str, str], ...]
    cases: tuple[tuple[int, str], ...]
    signatures: tuple[tuple[int, str], ...] = ()
    relations: tuple[relations.Relation, ...] = ()
    posts: tuple[person_posts.Held, ...] = ()
    merged: tuple[tuple[int, str], ...] = ()


def index(store: Store, view: View, reader: Reader | None = None) -> Ids:
    """Ids of the people of the view in order."""
    if "absent" in view.chips:
        # Imported here because the check of members, which knows who is in a group, needs this module.
        from wxadmin.services.standing import fresh_all

        fresh_all(store, view.group)
    if reader is not None:
        source = stored.found_in(reader, view.search)
    else:
        with store.read() as db:
            source = stored.found_in(db, view.search)
    found = ids_of(store, source, view, reader)
    if "double" not in view.chips:
        return found
    # Imported here because duplicates are found among people and merged by those who know them.
    from wxadmin.services import duplicates

    wanted = duplicates.persons(store)
    return array("q", (person for person in found if person in wanted))


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


def extra_title(key: str) -> str:
    """What an extra is called: ours, else the list's own title."""
    return EXTRA_TITLES.get(key, key)


PRIVATE: dict[str, Kind] = {
    "phone": "phone", "number": "number", "account": "number", "wechat": "number", "landline": "phone",
    "mail": "mail", "address": "address", "room": "address", "birthday": "number",
}  # fmt: skip
"""Fields and extras that are covered on a shared screen and on paper, with what they hold."""


def words(person: Person, field: str) -> str:
    """A field in words."""
    value = getattr(person, field)
    if field == "departments":
        return person_posts.paths(value)
    if field == "guardians":
        return "、".join(" ".join(part for part in (g.relation, g.name, g.phone) if part) for g in value)
    if field == "left":
        return _("已离开") if value else _("在册")
    return str(value)


def label(person: Person) -> str:
    """``张伟（销售部）``, or the bare name."""
    return f"{person.name}（{person.department}）" if person.department else person.name


def get(store: Store, person: int) -> PersonCard:
    """One person, of somebody merged into another one that other one; UserError when there is none."""
    with store.read() as db:
        person = stored.kept(db, person)
        row = stored.one(db, person)
        if row is None:
            raise nobody()
        found = whole(db, row)
        return PersonCard(
            person,
            found,
            tuple((g["id"], g["name"]) for g in stored.groups_of(db, person)),
            tuple((n[0], n[1]) for n in stored.nicknames_of(db, person)),
            tuple((c["id"], wording.case_line(c)) for c in stored_cases.of_person(db, person)),
            tuple(line for one in stored.same(db, person) for line in signatures.of_person(db, one)),
            relations.of_person(db, person),
            person_posts.of_person(db, person, found),
            tuple((m["id"], _merged_line(m)) for m in stored.merged(db, person)),
        )


def kept(store: Store, person: int) -> int:
    """The person whom somebody was merged into, themselves when they were not."""
    with store.read() as db:
        return stored.kept(db, person)


def _merged_line(row: Stored) -> str:
    who = f"{row['name']}（{row['department']}）" if row["department"] else row["name"]
    parts = (_("{} 并入").format(who), clock.shown_day(row["made"]), row["reason"])
    return joined(" · ", parts)


def whole(db: Source, row: Stored) -> Person:
    """The person of a stored row with what lists say beyond it."""
    detail = stored.detail(db, row["id"])
    return replace(person_of(row), extras=extras_of(detail["fields"]) if detail is not None else ())


def extras_of(fields: str) -> tuple[tuple[str, str], ...]:
    """Extras as stored."""
    return tuple((str(key), str(value)) for key, value in json.loads(fields).items())


def of_group(store: Store, group: int) -> tuple[tuple[int, Person], ...]:
    """(id, person) of everybody who should be in the group, roster order; those who left are among them."""
    with store.read() as db:
        return tuple((row["id"], person_of(row)) for row in stored.of_group(db, group))


def add(store: Store, person: Person, *, group: int | None = None) -> Change[int]:
    """Adds one person by hand."""
    _refuse_no_name(person)
    if group is not None:
        groups.get(store, group)

    def work(tx: Tx) -> int:
        subject = secrets.token_bytes(16)
        person_id = write_new(tx, person, subject)
        if group is not None:
            tx.insert("belonging", {"person_id": person_id, "group_id": group, "subject": subject})
        return person_id

    return store.change(_("添加人员 {}").format(person.name), work)


def edit(store: Store, person: int, new: Person) -> Change[int]:
    """Replaces what is known of a person."""
    _refuse_no_name(new)
    return _rewrite(store, person, new, _("修改人员 {}").format(new.name))


def mark_left(store: Store, person: int, *, left: bool = True) -> Change[int]:
    """Marks somebody as having left the unit (or as back)."""
    before = get(store, person)
    name = _("标记离开 {}") if left else _("标记在册 {}")
    return _rewrite(store, before.id, replace(before.person, left=left), name.format(before.person.name))


def mark_all_left(store: Store, persons: Sequence[int], *, left: bool = True) -> Change[int]:
    """The same for several at once; the value is how many were not marked so before."""
    name = _("标记离开 {} 人") if left else _("标记在册 {} 人")
    return _each(store, persons, lambda person: replace(person, left=left), name)


def set_category(store: Store, persons: Sequence[int], category: str) -> Change[int]:
    """Gives several people a category; the value is how many had another one."""
    return _each(store, persons, lambda person: replace(person, category=category.strip()), _("设类别 {} 人"))


def _each(store: Store, persons: Sequence[int], how: Callable[[Person], Person], name: str) -> Change[int]:
    def work(tx: Tx) -> int:
        for row in stored.page(tx, others):
            write(tx, row["id"], how(whole(tx, row)))
        return len(others)

    with store.read() as db:
        others = [row["id"] for row in stored.page(db, persons) if how(known := whole(db, row)) != known]
    return store.change(name.format(len(others)), work)


def put_in(store: Store, persons: Sequence[int], group: int) -> Change[int]:
    """Says of people that they belong in a group; the value is how many did not before. UserError: no such group."""
    owner = groups.get(store, group)

    def work(tx: Tx) -> int:
        there = stored.belonging(tx, group)
        new = [row for row in stored.page(tx, persons) if row["id"] not in there]
        for row in new:
            tx.insert("belonging", {"person_id": row["id"], "group_id": group, "subject": row["subject"]})
        return len(new)

    return store.change(_("加入 {}").format(owner.name), work)


def belong(store: Store, person: int, wanted: Sequence[int]) -> Change[int]:
    """Has a person belong in these groups and no other; the value is the person. UserError: nobody, no such group."""
    for group in wanted:
        groups.get(store, group)

    def work(tx: Tx) -> int:
        row = stored.one(tx, person)
        if row is None:
            raise nobody()
        now = {one["id"] for one in stored.groups_of(tx, person)}
        for group in sorted(now - set(wanted)):
            for one in stored.belongings(tx, person, group):
                tx.delete("belonging", one)
        for group in sorted(set(wanted) - now):
            tx.insert("belonging", {"person_id": person, "group_id": group, "subject": row["subject"]})
        return person

    with store.read() as db:
        row = stored.one(db, person)
    return store.change(_("改所属的群 {}").format(row["name"] if row is not None else ""), work)


def take_out(store: Store, persons: Sequence[int], group: int) -> Change[int]:
    """Says of people that they do not belong in a group (any more); the value is how many did."""
    owner = groups.get(store, group)

    def work(tx: Tx) -> int:
        taken = 0
        for person in dict.fromkeys(persons):
            found = stored.belongings(tx, person, group)
            for row in found:
                tx.delete("belonging", row)
            taken += bool(found)
        return taken

    return store.change(_("不再属于 {}").format(owner.name), work)


def _rewrite(store: Store, person: int, new: Person, name: str) -> Change[int]:
    def work(tx: Tx) -> int:
        before = stored.one(tx, person)
        if before is None:
            raise nobody()
        was = person_of(before)
        if person_posts.moved(was, new):
            source = on_paper(_("手工修改"))
            held = person_posts.former(person, before["subject"], was, until=clock.today(), source=source)
            tx.insert("post_held", held)
        write(tx, person, new)
        return person

    return store.change(name, work)


def write(tx: Tx, person: int, new: Person) -> None:
    """Brings a person's row and extras to what is given, inside a change. UserError when there is none."""
    row = stored.one(tx, person)
    if row is None:
        raise nobody()
    tx.update("person", person, columns_of(new, row["subject"]))
    detail = stored.detail(tx, person)
    fields = extras_text(new)
    if detail is not None and new.extras:
        tx.update("person_detail", detail["id"], {"fields": fields})
    elif detail is not None:
        tx.delete("person_detail", detail["id"])
    elif new.extras:
        tx.insert("person_detail", {"person_id": person, "fields": fields, "subject": row["subject"]})


def write_new(tx: Tx, person: Person, subject: bytes) -> int:
    """Adds a person inside a change; their id."""
    made = tx.insert("person", columns_of(person, subject))
    if person.extras:
        fields = extras_text(person)
        tx.insert("person_detail", {"person_id": made, "fields": fields, "subject": subject})
    return made


def _refuse_no_name(person: Person) -> None:
    spelling.title(person.name, _("姓名"))


def nobody() -> UserError:
    """The error of naming somebody who is not on the roster."""
    return UserError(_("没有这个人员"), remedy=_("可能已被撤销导入，请刷新列表"))


# A long list says the same departments and posts again and again.
_key = lru_cache(maxsize=2048)(spelling.key)
_JSON = json.JSONEncoder(ensure_ascii=False)


def extras_text(person: Person) -> str:
    """What lists say beyond the person's row, as the record file keeps it."""
    return _JSON.encode(dict(person.extras))


def columns_of(person: Person, subject: bytes) -> dict[str, Any]:
    """A person as the record file keeps it."""
    department = department_words(person)
    return {
        "subject": subject,
        "name": person.name,
        "name_key": spelling.name_key(person.name),
        "department": department,
        "department_key": _key(department),
        "departments": _JSON.encode(person.departments),
        "post": person.post,
        "post_key": _key(person.post),
        "phone": person.phone,
        "number": person.number,
        "number_key": spelling.key(person.number),
        "category": person.category,
        "gone": int(person.left),
        "guardians": _JSON.encode([asdict(g) for g in person.guardians]),
        "note": person.note,
        "search": searchable(
            person.name, *spelling.pinyin_words(person.name), *(level for path in person.departments for level in path),
            person.post, person.category, person.phone, person.number, *(g.name for g in person.guardians),
            *(g.phone for g in person.guardians), *(value for _key, value in person.extras),
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
