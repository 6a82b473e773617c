"""The ladders that owners set themselves."""

from __future__ import annotations

from wxadmin.store.engine import Row
from wxadmin.store.lists import Source


def of(db: Source, group: int) -> Row | None:
    """The ladder of a group as its owner keeps it; None where it is the regulation's."""
    return db.one("SELECT * FROM ladder WHERE group_id = ?", (group,))


def fixed(db: Source, group: int) -> Row | None:
    """What the group's regulation fixes: value, source, quote and version; None where it fixes nothing."""
    return db.one("SELECT * FROM group_setting WHERE group_id = ? AND kind = 'ladder' ORDER BY id LIMIT 1", (group,))
