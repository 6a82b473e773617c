"""Days off and working days that the owner entered."""

from __future__ import annotations

from wxadmin.store.engine import Row
from wxadmin.store.lists import Source


def every(db: Source) -> list[Row]:
    """All of them, by day."""
    return db.all("SELECT * FROM holiday ORDER BY day")


def of_day(db: Source, day: str) -> Row | None:
    """What was entered of a day."""
    return db.one("SELECT * FROM holiday WHERE day = ?", (day,))
