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


def last_terms(db: Source, group: int | None) -> list[Row]:
    """The last day of what waits for an answer, by group and ``kind``: appeal, application, a matter's own."""
    return db.all(
        "SELECT group_id, 'appeal' AS kind, max(due) AS due FROM appeal WHERE state = 'open' GROUP BY group_id"
        " HAVING ?1 IS NULL OR group_id = ?1"
        " UNION ALL SELECT group_id, 'application', max(due) FROM application WHERE state = 'waiting'"
        " GROUP BY group_id HAVING ?1 IS NULL OR group_id = ?1"
        " UNION ALL SELECT m.group_id, m.kind, max(m.due) FROM matter m JOIN review r ON r.id = m.review_id"
        " WHERE m.answered = '' AND m.due <> '' AND r.state <> 'ignored' GROUP BY m.group_id, m.kind"
        " HAVING ?1 IS NULL OR m.group_id = ?1",
        (group,),
    )
