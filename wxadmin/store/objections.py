"""Objections to regulations and their answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from wxadmin.store.engine import Row
from wxadmin.store.lists import ListSource, Source, by_ids, found_by

_OPEN_FIRST = "(SELECT *, state <> 'open' AS done FROM objection{}) said"

LIST = ListSource(
    source=_OPEN_FIRST.format(""),
    orders={
        "": ("done", "received DESC", "id DESC"),
        "name": ("name_key",),
        "clause": ("regulation", "clause"),
        "regulation": ("regulation", "clause"),
        "state": ("state",),
        "received": ("received",),
    },
    states={s: f"state = '{s}'" for s in ("open", "adopted", "partly", "declined")},
    search=found_by("objection"),
)

_WITH_TITLE = "SELECT o.*, r.title, r.version FROM objection o JOIN revision r ON r.id = o.revision_id"


def of_regulation(regulation: int) -> ListSource:
    """The list of one regulation's objections alone; ``regulation`` is its number."""
    return replace(LIST, source=_OPEN_FIRST.format(f" WHERE regulation = {int(regulation)}"))


def page(db: Source, ids: Sequence[int]) -> list[Row]:
    """Rows of the list with title and version of what was objected to."""
    return by_ids(db, f"{_WITH_TITLE} WHERE o.id IN", ids)


def one(db: Source, objection: int) -> Row | None:
    """One objection."""
    return db.one(f"{_WITH_TITLE} WHERE o.id = ?", (objection,))


def of(db: Source, regulation: int) -> list[Row]:
    """All objections to a regulation, open ones first, the newest first among them."""
    return db.all(
        f"{_WITH_TITLE} WHERE o.regulation = ? ORDER BY o.state = 'open' DESC, o.received DESC, o.id DESC",
        (regulation,),
    )


def count_to(db: Source, revision: int) -> int:
    """How many were made to one version."""
    return int(db.value("SELECT count(*) FROM objection WHERE revision_id = ?", (revision,)))


def count_waiting(db: Source, group: int | None) -> int:
    """How many wait for an answer in a group, or in all."""
    return int(
        db.value("SELECT count(*) FROM objection WHERE state = 'open' AND (?1 IS NULL OR group_id = ?1)", (group,))
    )


def count_open(db: Source, regulation: int) -> int:
    """How many wait for an answer."""
    return int(db.value("SELECT count(*) FROM objection WHERE regulation = ? AND state = 'open'", (regulation,)))
