"""What bringing a roster in reads besides the people: headers the owner explained, rows merged into others."""

from __future__ import annotations

from wxadmin.store.engine import Row
from wxadmin.store.lists import Source


def column_maps(db: Source) -> list[Row]:
    """Every header explained, the one used last at the end."""
    return db.all("SELECT titles, fields FROM column_map ORDER BY used, id")


def column_map(db: Source, titles: str) -> Row | None:
    """The one with these titles (JSON)."""
    return db.one("SELECT * FROM column_map WHERE titles = ?", (titles,))


def merged(db: Source) -> list[Row]:
    """Rows of persons who were merged into others."""
    return db.all("SELECT p.* FROM person_merge m JOIN person p ON p.id = m.person_id ORDER BY p.id")


def people(db: Source, after: int, most: int) -> list[Row]:
    """Up to so many people with larger ids, in order, without what only searching and sorting need."""
    return db.all(
        "SELECT id, name, departments, post, phone, number, category, gone, guardians, note FROM v_person"
        " WHERE id > ? ORDER BY id LIMIT ?",
        (after, most),
    )
