"""Announcements, whom they went to, and what came back."""

from __future__ import annotations

from collections.abc import Sequence

from wxadmin.store.engine import Row
from wxadmin.store.lists import ListSource, Source, by_ids, found_by

LIST = ListSource(
    source="announcement",
    orders={
        "": ("created DESC", "id DESC"),
        "title": ("title_key",),
        "state": ("state",),
        "posted": ("posted",),
        "deadline": ("deadline",),
    },
    states={
        "draft": "state = 'draft'",
        "open": "state = 'open'",
        "overdue": "(state = 'open' AND deadline <> '' AND deadline < :now)",
        "closed": "state = 'closed'",
    },
    search=found_by("announcement"),
)


def page(db: Source, ids: Sequence[int]) -> list[Row]:
    """Rows of the list."""
    return by_ids(db, "SELECT * FROM announcement WHERE id IN", ids)


def one(db: Source, announcement: int) -> Row | None:
    """One announcement."""
    return db.one("SELECT * FROM announcement WHERE id = ?", (announcement,))


def audience(db: Source, announcement: int) -> list[Row]:
    """Whom it went to, as they were then, in roster order."""
    return db.all("SELECT * FROM v_audience WHERE announcement_id = ? ORDER BY position", (announcement,))


def pastes(db: Source, announcement: int) -> list[Row]:
    """The pastes of answers, oldest first."""
    return db.all("SELECT * FROM reply_paste WHERE announcement_id = ? ORDER BY id", (announcement,))


def picks(db: Source, announcement: int) -> list[Row]:
    """Whose unclear answers are."""
    return db.all("SELECT * FROM reply_pick WHERE announcement_id = ? ORDER BY id", (announcement,))


def open_ones(db: Source, group: int | None) -> list[Row]:
    """Announcements whose answers are being collected."""
    return db.all(
        "SELECT * FROM announcement WHERE state = 'open' AND (?1 IS NULL OR group_id = ?1) ORDER BY deadline, id",
        (group,),
    )
