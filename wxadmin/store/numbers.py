"""How numbers are written, and which have been given out."""

from __future__ import annotations

from wxadmin.store.engine import Row
from wxadmin.store.lists import Source


def pattern(db: Source, group: int, series: str) -> Row | None:
    """The owner's pattern of a series in a group (0: the unit), None where there is none."""
    return db.one("SELECT id, pattern FROM number_pattern WHERE group_id = ? AND series = ?", (group, series))


def patterns(db: Source, group: int) -> list[Row]:
    """Every pattern of a group's own."""
    return db.all("SELECT series, pattern FROM number_pattern WHERE group_id = ? ORDER BY series", (group,))


def taken(db: Source, group: int, number: str) -> bool:
    """Whether a case or a paper of this group has the number already, whatever its series."""
    return bool(
        db.value(
            "SELECT EXISTS (SELECT 1 FROM cases WHERE group_id = ?1 AND number = ?2)"
            " OR EXISTS (SELECT 1 FROM paper WHERE group_id = ?1 AND number = ?2)",
            (group, number),
        )
    )
