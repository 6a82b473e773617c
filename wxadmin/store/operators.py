"""Who may act in the records, as stored."""

from __future__ import annotations

from wxadmin.store.engine import Row
from wxadmin.store.lists import Source


def every(db: Source) -> list[Row]:
    """All of them, those who may act first, in the order of their names."""
    return db.all("SELECT * FROM operator ORDER BY active DESC, name")


def one(db: Source, operator: int) -> Row | None:
    """One of them."""
    return db.one("SELECT * FROM operator WHERE id = ?", (operator,))


def named(db: Source, name: str) -> Row | None:
    """The one of that name."""
    return db.one("SELECT * FROM operator WHERE name = ?", (name,))
