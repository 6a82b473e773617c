"""Exhibits: files kept whole as evidence of an entry of the queue or of a case."""

from __future__ import annotations

from wxadmin.store.engine import Row
from wxadmin.store.lists import Source


def of_review(db: Source, review: int) -> list[Row]:
    """What an entry has, in order, without what was removed."""
    return db.all("SELECT * FROM exhibit WHERE review_id = ? AND removed = 0 ORDER BY position, id", (review,))


def of_case(db: Source, case: int) -> list[Row]:
    """What a case has, first what its entry of the queue brought, without what was removed."""
    return db.all(
        "SELECT * FROM exhibit WHERE removed = 0 AND"
        " (case_id = ?1 OR review_id = (SELECT review_id FROM cases WHERE id = ?1)"
        " OR review_id IN (SELECT id FROM v_review WHERE case_id = ?1))"
        " ORDER BY review_id IS NULL, position, id",
        (case,),
    )


def kept_with(db: Source, case: int) -> list[Row]:
    """What was added to a case itself, removed ones among them."""
    return db.all("SELECT * FROM exhibit WHERE case_id = ? ORDER BY position, id", (case,))


def one(db: Source, exhibit: int) -> Row | None:
    """One exhibit."""
    return db.one("SELECT * FROM exhibit WHERE id = ?", (exhibit,))


def frozen(db: Source, row: Row) -> bool:
    """Whether a case that rests on it was decided: it may then no longer go."""
    return bool(
        db.value(
            "SELECT EXISTS (SELECT 1 FROM cases WHERE state <> 'draft' AND (id = ?1 OR review_id = ?2"
            " OR id = (SELECT case_id FROM v_review WHERE id = ?2)))",
            (row["case_id"], row["review_id"]),
        )
    )
