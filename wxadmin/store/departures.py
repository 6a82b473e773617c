"""Leavers' check-lists as stored, and what is known of a person that must be handed back."""

from __future__ import annotations

from collections.abc import Sequence

from wxadmin.store.engine import Row
from wxadmin.store.lists import ListSource, Source, by_ids, found_by

_COUNTED = (
    "(SELECT d.*, d.closed <> '' AS over,"
    " (SELECT count(*) FROM departure_item i WHERE i.departure_id = d.id AND i.done = '') AS undone,"
    " (SELECT count(*) FROM departure_item i WHERE i.departure_id = d.id) AS items,"
    " coalesce((SELECT min(i.due) FROM departure_item i WHERE i.departure_id = d.id AND i.done = '' AND i.due <> ''),"
    " '') AS next FROM departure d) leaving"
)
_OVERDUE = "(closed = '' AND next <> '' AND next || 'T16:00:00Z' <= :now)"

LIST = ListSource(
    source=_COUNTED,
    orders={
        "": ("over", "day DESC"),
        "name": ("name_key",),
        "kind": ("kind", "day"),
        "day": ("day",),
        "undone": ("undone",),
        "next": ("next",),
        "state": ("over", "undone"),
    },
    group="",
    states={"open": "closed = ''", "closed": "closed <> ''"},
    filters={"overdue": _OVERDUE},
    search=found_by("departure"),
)

_ROW = f"SELECT * FROM {_COUNTED}"  # noqa: S608 - constant


def page(db: Source, ids: Sequence[int]) -> list[Row]:
    """Rows of the list with the number of items, how many are to do, and the next day one is due."""
    return by_ids(db, f"{_ROW} WHERE id IN", ids)


def one(db: Source, departure: int) -> Row | None:
    """One departure."""
    return db.one(f"{_ROW} WHERE id = ?", (departure,))


def of_person(db: Source, person: int) -> list[Row]:
    """A person's departures, newest first."""
    return db.all(f"{_ROW} WHERE person_id = ? ORDER BY day DESC, id DESC", (person,))


def items(db: Source, departure: int) -> list[Row]:
    """What is to be handed back, in order, with the group's name."""
    return db.all(
        "SELECT i.*, coalesce(g.name, '') AS group_name FROM departure_item i LEFT JOIN grp g ON g.id = i.group_id"
        " WHERE i.departure_id = ? ORDER BY i.position, i.id",
        (departure,),
    )


def item(db: Source, number: int) -> Row | None:
    """One item with the closing day of its list."""
    return db.one(
        "SELECT i.*, d.closed, d.name FROM departure_item i JOIN departure d ON d.id = i.departure_id WHERE i.id = ?",
        (number,),
    )


def last_position(db: Source, departure: int) -> int:
    """The place of the last item, 0 without any."""
    found = db.value("SELECT max(position) FROM departure_item WHERE departure_id = ?", (departure,))
    return int(found or 0)


def overdue(db: Source, now: str) -> list[Row]:
    """(id, name, overdue items) of open departures with something overdue, the earliest first."""
    return db.all(
        "SELECT d.id, d.name, count(*) AS items, min(i.due) AS due FROM departure d"
        " JOIN departure_item i ON i.departure_id = d.id"
        " WHERE d.closed = '' AND i.done = '' AND i.due <> '' AND i.due || 'T16:00:00Z' <= ?"
        " GROUP BY d.id ORDER BY due, d.id",
        (now,),
    )


def groups_of(db: Source, person: int) -> list[Row]:
    """(group, name, nicknames) of the groups somebody belongs in or is in by the last list."""
    return db.all(
        "SELECT g.id, g.name, coalesce((SELECT group_concat(m.nickname, '、') FROM member m WHERE m.group_id = g.id"
        " AND m.person_id = ?1 AND m.presence = 'present'), '') AS nicknames FROM grp g"
        " WHERE g.id IN (SELECT group_id FROM v_belonging WHERE person_id = ?1) OR g.id IN"
        " (SELECT group_id FROM member WHERE person_id = ?1 AND presence = 'present') ORDER BY g.name_key",
        (person,),
    )


def posts_of(db: Source, person: int, today: str) -> list[Row]:
    """(group, name, role, post) of the posts somebody holds."""
    return db.all(
        "SELECT p.group_id AS id, g.name, p.role, p.id AS post FROM group_post p JOIN grp g ON g.id = p.group_id"
        " WHERE p.person_id = ? AND p.ended = 0 AND (p.until = '' OR p.until >= ?) ORDER BY g.name_key, p.id",
        (person, today),
    )
