"""What is to be known of the days by which what waits is due."""

from __future__ import annotations

from datetime import date

from wxadmin.services import appeal_windows, clock, matter_kinds, workdays
from wxadmin.services.records import Store
from wxadmin.store import holidays as stored


def note(store: Store, group: int | None) -> str:
    """That a term in working days reaches a year whose days off nobody knows yet; ``""`` where none does."""
    terms = matter_kinds.terms(store)
    with store.read() as db:
        days = [
            date.fromisoformat(row["due"])
            for row in stored.last_terms(db, group)
            if row["due"]
            and (
                row["kind"] == "application"
                or (row["kind"] == "appeal" and appeal_windows.answer_term(db, row["group_id"])[1])
                or (row["kind"] in terms and terms[row["kind"]].working)
            )
        ]
        last = max(days, default=None)
        return "" if last is None else workdays.unpublished(db, clock.today(), last)
