"""The issued papers of a case."""

from __future__ import annotations

from wxadmin.store.engine import Row
from wxadmin.store.lists import Source


def of_case(db: Source, case: int) -> list[Row]:
    """Its papers as they were issued, the earliest first; without their PDF."""
    return db.all(
        "SELECT id, kind, number, title, digest, pages, issued, length(pdf) AS kept, person_id FROM paper"
        " WHERE case_id = ? ORDER BY seq",
        (case,),
    )


def case_of_act(db: Source, act: int) -> int | None:
    """The case an act belongs to, None when there is no such act."""
    found = db.value("SELECT case_id FROM case_act WHERE id = ?", (act,))
    return None if found is None else int(found)


def pdf(db: Source, paper: int) -> bytes:
    """The PDF of a paper, empty when it was erased."""
    found = db.value("SELECT pdf FROM paper WHERE id = ?", (paper,))
    return bytes(found) if found else b""
