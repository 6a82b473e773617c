"""The roster as stored."""

from __future__ import annotations

from collections.abc import Sequence

from wxadmin.store.engine import Row
from wxadmin.store.lists import ListSource, Source, by_ids, found_by

LIST = ListSource(
    source="v_person",
    orders={
        "": ("name_key",),
        "name": ("name_key",),
        "department": ("department_key", "name_key"),
        "post": ("post_key", "name_key"),
        "phone": ("phone", "name_key"),
        "number": ("number_key", "name_key"),
        "category": ("category", "name_key"),
    },
    # The plus keeps the order's index in use: looking ids up is faster than sorting wide rows.
    group="+id IN (SELECT person_id FROM v_belonging WHERE group_id = :group)",
    states={"present": "gone = 0", "left": "gone = 1"},
    filters={
        "absent": "id NOT IN (SELECT person_id FROM member WHERE presence = 'present' AND person_id > 0"
        " AND (:group IS NULL OR group_id = :group))"
    },
    search=found_by("person", scan=True),
)


def page(db: Source, ids: Sequence[int]) -> list[Row]:
    """Rows of a list."""
    return by_ids(db, "SELECT * FROM v_person WHERE id IN", ids)


def one(db: Source, person: int) -> Row | None:
    """One person."""
    return db.one("SELECT * FROM v_person WHERE id = ?", (person,))


def every(db: Source) -> list[Row]:
    """Everybody, in the order of coming in."""
    return db.all("SELECT * FROM v_person ORDER BY id")


def of_group(db: Source, group: int) -> list[Row]:
    """Everybody who should be in a group, in the order of coming in; who left is among them."""
    return db.all(
        "SELECT * FROM v_person WHERE id IN (SELECT person_id FROM v_belonging WHERE group_id = ?) ORDER BY id",
        (group,),
    )


def groups_of(db: Source, person: int) -> list[Row]:
    """(id, name) of the groups a person belongs in."""
    return db.all(
        "SELECT DISTINCT g.id, g.name FROM v_belonging b JOIN grp g ON g.id = b.group_id WHERE b.person_id = ?"
        " ORDER BY g.name_key",
        (person,),
    )


def belonging(db: Source, group: int) -> set[int]:
    """Ids of those who belong in a group."""
    return {row[0] for row in db.all("SELECT person_id FROM v_belonging WHERE group_id = ?", (group,))}


def nicknames_of(db: Source, person: int) -> list[Row]:
    """(group name, nickname) of members known to be this person."""
    return db.all(
        "SELECT g.name, m.nickname FROM member m JOIN grp g ON g.id = m.group_id WHERE m.person_id = ?"
        " ORDER BY g.name_key, m.presence = 'present' DESC, m.nickname_key",
        (person,),
    )
