"""Versions of regulations and their clauses."""

from __future__ import annotations

from collections.abc import Sequence

from wxadmin.store.engine import Row
from wxadmin.store.lists import ListSource, Source, by_ids, found_by

LIST = ListSource(
    source="revision",
    orders={
        "": ("state", "title_key", "version DESC"),
        "title": ("title_key", "version DESC"),
        "version": ("version",),
        "state": ("state", "title_key"),
        "effective": ("effective",),
        "group": ("group_id", "title_key"),
    },
    states={s: f"state = '{s}'" for s in ("draft", "in_force", "replaced")},
    search=found_by("revision"),
)


def page(db: Source, ids: Sequence[int]) -> list[Row]:
    """Rows of the list with the group's name."""
    return by_ids(
        db, "SELECT r.*, g.name AS group_name FROM revision r JOIN grp g ON g.id = r.group_id WHERE r.id IN", ids
    )


def one(db: Source, revision: int) -> Row | None:
    """One version."""
    return db.one("SELECT * FROM revision WHERE id = ?", (revision,))


def versions(db: Source, regulation: int) -> list[Row]:
    """All versions of one regulation, newest first."""
    return db.all("SELECT * FROM revision WHERE regulation = ? ORDER BY version DESC", (regulation,))


def next_regulation(db: Source) -> int:
    """A number no regulation has yet."""
    return int(db.value("SELECT coalesce(max(regulation), 0) + 1 FROM revision"))


def in_force(db: Source, group: int, on: str) -> list[Row]:
    """The versions that hold in a group on a day (ISO), the one that came into force last first."""
    return db.all(
        "SELECT * FROM revision WHERE group_id = ?1 AND state IN ('in_force', 'replaced') AND effective <= ?2"
        " AND (replaced = '' OR replaced > ?2) ORDER BY effective DESC, published DESC, id DESC",
        (group, on),
    )


def clauses(db: Source, revision: int) -> list[Row]:
    """The clauses of a version in order."""
    return db.all("SELECT * FROM clause WHERE revision_id = ? ORDER BY position", (revision,))


def clause(db: Source, clause_id: int) -> Row | None:
    """One clause with its version's title and number."""
    return db.one(
        "SELECT c.*, r.title, r.version FROM clause c JOIN revision r ON r.id = c.revision_id WHERE c.id = ?",
        (clause_id,),
    )
