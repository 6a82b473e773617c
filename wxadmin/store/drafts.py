"""The text of a regulation as it is being typed, kept beside the version it belongs to."""

from __future__ import annotations

from wxadmin.store.engine import Row
from wxadmin.store.lists import Source


def one(db: Source, revision: int) -> Row | None:
    """What is kept for a version."""
    return db.one("SELECT * FROM draft_text WHERE revision_id = ?", (revision,))
