"""What members hand in and report, beside the entry of the queue each is."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from wxadmin.store.engine import Row
from wxadmin.store.lists import ListSource, Source, by_ids

OWED = "id IN (SELECT review_id FROM matter WHERE answered = '' AND due <> '') AND state <> 'ignored'"
"""Condition on ``review``: somebody waits for an answer."""
# A day is over at midnight of the owner's zone, which is 16:00 in UTC.
OVERDUE = (
    "id IN (SELECT review_id FROM matter WHERE answered = '' AND due <> '' AND due || 'T16:00:00Z' <= :now)"
    " AND state <> 'ignored'"
)
"""Condition on ``review``: the day by which an answer was due is over."""

_SELECT = (
    "SELECT m.id, iif(r.category = 'undone', 'undone', m.kind) AS kind, m.*,"
    " r.state, r.note, r.version, r.decided, r.case_id, r.sender, r.hits, r.score, g.name AS group_name,"
    " coalesce(d.by_whom, '') AS by_whom, coalesce(d.reason, '') AS reason"
    " FROM matter m JOIN review r ON r.id = m.review_id JOIN grp g ON g.id = m.group_id"
    " LEFT JOIN review_decision d ON d.review_id = m.review_id"
)
_KINDS = ("submission", "report", "suggestion", "help", "dispute", "anomaly")

REGISTER = ListSource(
    source="(SELECT m.*, r.state FROM matter m JOIN review r ON r.id = m.review_id WHERE m.key = '') raised",
    orders={"": ("received", "id")},
    states={kind: f"kind = '{kind}'" for kind in _KINDS},
)
"""Everything that people raised, in the order it came in."""


def of_review(db: Source, review: int) -> Row | None:
    """The matter behind an entry of the queue, with that entry's state."""
    return db.one(f"{_SELECT} WHERE m.review_id = ?", (review,))


def one(db: Source, matter: int) -> Row | None:
    """One matter by its own number."""
    return db.one(f"{_SELECT} WHERE m.id = ?", (matter,))


def page(db: Source, ids: Sequence[int]) -> list[Row]:
    """Matters by their own numbers, for the register."""
    return by_ids(db, f"{_SELECT} WHERE m.id IN", ids)


def parties(db: Source, matter: int) -> list[Row]:
    """Whom it is about, or who is at odds, in order; ``left`` where the roster no longer has them."""
    return db.all(
        "SELECT t.*, p.name AS person_name, p.department FROM matter_party t LEFT JOIN v_person p ON p.id = t.person_id"
        " WHERE t.matter_id = ? ORDER BY t.position, t.id",
        (matter,),
    )


def later(db: Source, matter: int) -> Row | None:
    """The next version of a draft that was handed in again."""
    return db.one(f"{_SELECT} WHERE m.earlier_id = ? ORDER BY m.id DESC", (matter,))


def of_message(db: Source, message: int) -> list[Row]:
    """Matters raised from an archived message."""
    return db.all(f"{_SELECT} WHERE m.message_id = ? ORDER BY m.id", (message,))


def others_of(db: Source, matter: Row) -> list[Row]:
    """What else the same person raised in the group, newest first; nothing where nobody is known."""
    if matter["person_id"] is None:
        return []
    return db.all(
        f"{_SELECT} WHERE m.group_id = ? AND m.person_id = ? AND m.id <> ? ORDER BY m.received DESC, m.id DESC LIMIT 8",
        (matter["group_id"], matter["person_id"], matter["id"]),
    )


def counts(db: Source, group: int | None, now: str) -> dict[str, int]:
    """How many matters wait for an answer, and how many of them longer than they may."""
    row = db.one(
        "SELECT count(*) AS owed, coalesce(sum(m.due || 'T16:00:00Z' <= :now), 0) AS overdue FROM matter m"
        " JOIN review r ON r.id = m.review_id WHERE m.answered = '' AND m.due <> '' AND r.state <> 'ignored'"
        " AND (:group IS NULL OR m.group_id = :group)",
        {"group": group, "now": now},
    )
    assert row is not None
    return {"owed": row["owed"], "overdue": row["overdue"]}


def found(db: Source, group: int, kinds: Collection[str]) -> dict[str, Row]:
    """Key → matter of all that the program found by itself in a group, of these kinds."""
    marks = ",".join("?" * len(kinds))
    rows = db.all(f"{_SELECT} WHERE m.group_id = ? AND m.key <> '' AND m.kind IN ({marks})", (group, *kinds))
    return {row["key"]: row for row in rows}


def found_under(db: Source, group: int, beginning: str) -> list[Row]:
    """What the program found by itself in a group whose key begins so."""
    return db.all(
        f"{_SELECT} WHERE m.group_id = ? AND m.key <> '' AND m.key >= ? AND m.key < ? ORDER BY m.id",
        (group, beginning, f"{beginning}\U0010ffff"),
    )


def entered(db: Source, change: int) -> list[str]:
    """The keys of what the program found that came into the queue with a change and waits there, in order."""
    rows = db.all(
        "SELECT m.key FROM entry e JOIN matter m ON m.review_id = e.row JOIN review r ON r.id = e.row"
        " WHERE e.seq > ?1 AND +e.change = ?1 AND +e.tbl = 'review' AND m.key <> '' AND r.state = 'waiting'"
        " ORDER BY m.id",
        (change,),
    )
    return [row[0] for row in rows]


def asked_since(db: Source, group: int, since: str, now: str) -> list[Row]:
    """Posted announcements of a group whose time to answer was over between two stamps."""
    return db.all(
        "SELECT * FROM announcement WHERE group_id = ? AND state <> 'draft' AND deadline <> ''"
        " AND deadline >= ? AND deadline < ? ORDER BY deadline, id",
        (group, since, now),
    )
