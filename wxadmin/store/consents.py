"""Consents and restrictions of persons, and who is listed without consent."""

from __future__ import annotations

from collections.abc import Sequence

from wxadmin.store.engine import Row
from wxadmin.store.lists import Source


def of_person(db: Source, person: int) -> list[Row]:
    """A person's consents, the newest first."""
    return db.all("SELECT * FROM consent WHERE person_id = ? ORDER BY given DESC, id DESC", (person,))


def one(db: Source, consent: int) -> Row | None:
    """One consent."""
    return db.one("SELECT * FROM consent WHERE id = ?", (consent,))


def missing(db: Source, group: int, kind: str) -> list[Row]:
    """People of a group who have not left and have no consent of that kind."""
    return db.all(
        "SELECT p.* FROM v_person p WHERE p.gone = 0"
        " AND p.id IN (SELECT person_id FROM v_belonging WHERE group_id = ?)"
        " AND NOT EXISTS (SELECT 1 FROM consent c WHERE c.person_id = p.id AND c.kind = ? AND c.withdrawn = '')"
        " ORDER BY p.department_key, p.name_key, p.id",
        (group, kind),
    )


def groups_of_kind(db: Source, person: int, kinds: Sequence[str]) -> list[Row]:
    """Groups of these kinds a person belongs to."""
    marks = ",".join("?" * len(kinds))
    return db.all(
        f"SELECT g.id, g.name FROM grp g WHERE g.kind IN ({marks})"  # noqa: S608 - marks alone
        " AND g.id IN (SELECT group_id FROM v_belonging WHERE person_id = ?) ORDER BY g.name_key, g.id",
        (*kinds, person),
    )


def restrictions(db: Source, person: int) -> list[Row]:
    """A person's restrictions, the newest first."""
    return db.all("SELECT * FROM restriction WHERE person_id = ? ORDER BY since DESC, id DESC", (person,))


def restriction(db: Source, number: int) -> Row | None:
    """One restriction."""
    return db.one("SELECT * FROM restriction WHERE id = ?", (number,))
