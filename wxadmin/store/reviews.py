"""The queue: what waits for a decision, in what order, and what was decided."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from wxadmin.store.engine import Row
from wxadmin.store.lists import ListSource, Source, Value, by_ids, found_by
from wxadmin.store.matters import OWED

BANDS = ("overdue", "today", "urgent", "other")
"""What the queue is grouped by, in order; a band is stored nowhere but found from due time and score."""

URGENT = 0.7
"""The rank (the score, as long as nothing was learned) from which an entry goes before others."""
_DUE = (
    "CASE WHEN coalesce(m.answered, '') <> '' THEN ''"
    " WHEN length(m.due) = 10 THEN m.due || 'T15:59:59Z' ELSE coalesce(m.due, '') END"
)
_RANK = "coalesce(k.rank, r.score)"
# The one place that says which band an entry is in; bands speak of entries that wait.
_BAND = (
    f"CASE WHEN r.state <> 'waiting' THEN 3 WHEN {_DUE} <> '' AND {_DUE} < :now THEN 0"
    f" WHEN {_DUE} <> '' AND {_DUE} < :tonight THEN 1 WHEN {_RANK} >= {URGENT} THEN 2 ELSE 3 END"
)
_JOINED = "LEFT JOIN matter m ON m.review_id = r.id LEFT JOIN review_rank k ON k.review_id = r.id"
# A column a join gives is read only where it is asked for.
_SOURCE = f"(SELECT r.*, {_DUE} AS due, {_RANK} AS rank, {_BAND} AS band FROM v_review r {_JOINED})"  # noqa: S608 - ours
_STATES = ("waiting", "founded", "unfounded", "ignored", "reminded")
QUEUE = ListSource(
    source=_SOURCE,
    orders={
        "": ("band", "rank DESC", "at DESC"),
        "score": ("score", "at"),
        "sender": ("sender_key", "at"),
        "category": ("category", "score DESC"),
        "time": ("at",),
        "state": ("state", "at"),
        "due": ("due = ''", "due", "rank DESC"),
    },
    states={**{s: f"state = '{s}'" for s in _STATES}, "owed": f"({OWED})"},
    filters={
        "urgent": f"rank >= {URGENT}",
        "due": "due <> ''",
        "overdue": "due <> '' AND due < :now",
        "chat": "message_id > 0",
        "kind": "(message_id = 0 AND category = :kind)",
        "category": "(message_id > 0 AND category = :category)",
        # As json.dumps writes it; quicker by far than reading the JSON of every row.
        "rule": "instr(hits, :rule) > 0",
        # By the index of senders, which begins with the group.
        "sender": "id IN (SELECT s.id FROM grp g JOIN review s ON s.group_id = g.id AND s.sender_key = :sender_key"
        " WHERE s.sender = :sender)",
    },
    resting="state = 'waiting'",
    search=found_by("review"),
)
"""Beside what every list may ask: ``:tonight`` is the stamp at which the day ends, and what a filter is about."""


def page(db: Source, ids: Sequence[int], now: str, tonight: str) -> list[Row]:
    """Rows of the queue with the words of the message or matter, the band, and how and by whom they were decided."""
    rows = db.all(
        "SELECT r.*, coalesce(g.text, '') AS text, g.local, coalesce(m.title, '') AS title,"  # noqa: S608 - ours
        f" coalesce(m.body, '') AS body, {_DUE} AS due, {_BAND} AS band, coalesce(d.by_whom, '') AS by_whom"
        f" FROM v_review r LEFT JOIN v_message g ON g.id = r.message_id AND r.message_id > 0 {_JOINED}"
        " LEFT JOIN review_decision d ON d.review_id = r.id WHERE r.id IN (SELECT value FROM json_each(:ids))",
        {"ids": json.dumps(list(ids)), "now": now, "tonight": tonight},
    )
    found = {row["id"]: row for row in rows}
    return [found[one] for one in ids if one in found]


def versions(db: Source, ids: Sequence[int]) -> list[Row]:
    """(id, version) of entries."""
    return by_ids(db, "SELECT id, version FROM v_review WHERE id IN", ids)


def bands(db: Source, group: int | None, now: str, tonight: str) -> dict[str, int]:
    """How many entries wait in each band."""
    rows = db.all(
        f"SELECT band, count(*) FROM {_SOURCE} WHERE state = 'waiting'"  # noqa: S608 - parts of ours
        " AND (:group IS NULL OR group_id = :group) GROUP BY band",
        {"group": group, "now": now, "tonight": tonight},
    )
    return {BANDS[row[0]]: row[1] for row in rows}


def kinds(db: Source, group: int | None) -> list[Row]:
    """(chat 0 or 1, category, entries that wait), most first."""
    return db.all(
        "SELECT message_id > 0 AS chat, category, count(*) AS n FROM v_review WHERE state = 'waiting'"
        " AND (?1 IS NULL OR group_id = ?1) GROUP BY 1, 2 ORDER BY n DESC, category",
        (group,),
    )


def rules(db: Source, group: int | None, limit: int) -> list[Row]:
    """(rule, entries that wait and were hit by it), most first."""
    return db.all(
        "SELECT h.value ->> 'rule' AS rule, count(DISTINCT r.id) AS n FROM v_review r, json_each(r.hits) h"
        " WHERE r.state = 'waiting' AND (?1 IS NULL OR r.group_id = ?1) GROUP BY 1 ORDER BY n DESC, rule LIMIT ?2",
        (group, limit),
    )


def one(db: Source, review: int) -> Row | None:
    """One entry."""
    return db.one("SELECT * FROM v_review WHERE id = ?", (review,))


def waiting(db: Source, group: int | None) -> int:
    """How many entries wait."""
    if group is None:
        return int(db.value("SELECT count(*) FROM v_review WHERE state = 'waiting'"))
    return int(db.value("SELECT count(*) FROM v_review WHERE group_id = ? AND state = 'waiting'", (group,)))


def matter(db: Source, review: int) -> Row:
    """(title, body, due) of what was handed in, each ``""`` for an entry that is a chat message."""
    found = db.one(f"SELECT title, body, {_DUE} AS due FROM matter m WHERE m.review_id = ?", (review,))  # noqa: S608
    if found is None:
        found = db.one("SELECT '' AS title, '' AS body, '' AS due")
        assert found is not None
    return found


def reminded(db: Source, group: int, senders: Mapping[str, str]) -> list[Row]:
    """Entries of these senders (nickname → its sort key) that ended with a private word."""
    marks = ",".join("?" * len(senders))
    return db.all(
        "SELECT id, message_id, category, decided, note FROM v_review"  # noqa: S608 - marks alone
        f" WHERE group_id = ? AND +state = 'reminded' AND sender_key IN ({marks}) AND sender IN ({marks})"
        " ORDER BY decided, id",
        (group, *senders.values(), *senders),
    )


def waiting_of(db: Source, group: int, senders: Mapping[str, str], apart_from: int, limit: int) -> list[Row]:
    """Other entries of these senders (nickname → its sort key) that wait, the newest first."""
    marks = ",".join("?" * len(senders))
    return db.all(
        "SELECT r.*, coalesce(g.text, m.title, '') AS text, g.local FROM (SELECT * FROM v_review"  # noqa: S608 - marks
        f" WHERE group_id = ? AND +state = 'waiting' AND id <> ? AND sender_key IN ({marks}) AND sender IN ({marks})"
        " ORDER BY at DESC, id DESC LIMIT ?) r"
        " LEFT JOIN v_message g ON g.id = r.message_id AND r.message_id > 0 LEFT JOIN matter m ON m.review_id = r.id"
        " ORDER BY r.at DESC, r.id DESC",
        (group, apart_from, *senders.values(), *senders, limit),
    )


def verdicts(db: Source, group: int, category: str) -> dict[str, int]:
    """How entries of a category ended so far: state → count."""
    # The index of categories has all of it; with a bare state the index of states would be walked, row by row.
    rows = db.all(
        "SELECT state, count(*) FROM v_review WHERE group_id = ? AND category = ? AND +state <> 'waiting'"
        " GROUP BY +state",
        (group, category),
    )
    return {row[0]: row[1] for row in rows}


def by_category(db: Source, group: int | None) -> list[Row]:
    """(category, flagged messages) most first."""
    where, values = ("", ()) if group is None else (" AND group_id = ?", (group,))
    return db.all(
        "SELECT category, count(*) AS n FROM v_review"  # noqa: S608 - constants
        f" WHERE message_id > 0{where} GROUP BY category ORDER BY n DESC, category",
        values,
    )


def notes(db: Source, review: int) -> list[Row]:
    """The notes of an entry, oldest first."""
    return db.all("SELECT * FROM review_note WHERE review_id = ? ORDER BY id", (review,))


def decision(db: Source, review: int) -> Row | None:
    """With what clause and words an entry was decided."""
    return db.one("SELECT * FROM review_decision WHERE review_id = ?", (review,))


def under_clause(db: Source, group: int, clause: str, apart_from: int, limit: int) -> list[Row]:
    """The newest entries decided under a clause, by its key."""
    # In the order of the index, so that only what is shown is read.
    return db.all(
        "SELECT r.id, r.sender, r.state, r.category, r.message_id, d.decided, d.reason, d.by_whom, r.note"
        " FROM review_decision d JOIN v_review r ON r.id = d.review_id"
        " WHERE d.group_id = ? AND d.clause_key = ? AND r.id <> ? AND r.case_id IS NULL"
        " ORDER BY d.decided DESC, d.review_id DESC LIMIT ?",
        (group, clause, apart_from, limit),
    )


# What the figures are made of. An entry came when the change that brought it was made: its import, or itself.
_CAME = (
    "(SELECT e.at FROM entry e WHERE e.tbl = CASE WHEN r.batch IS NULL THEN 'review' ELSE 'batch' END"
    " AND e.row = coalesce(r.batch, r.id) ORDER BY e.seq LIMIT 1)"
)


def timed(db: Source, group: int | None, since: str) -> list[Row]:
    """(message_id, category, state, decided, came, hits) of entries decided from a stamp on, ``came`` a stamp."""
    return db.all(
        f"SELECT r.message_id, r.category, r.state, r.decided, r.hits, {_CAME} AS came FROM v_review r"  # noqa: S608
        " WHERE r.state <> 'waiting' AND r.decided >= ?2 AND (?1 IS NULL OR r.group_id = ?1) ORDER BY r.decided",
        (group, since),
    )


def ages(db: Source, group: int | None) -> list[Row]:
    """(message_id, category, came, entries) of those that wait; those of one import came together."""
    return db.all(
        f"SELECT r.message_id > 0 AS message_id, r.category, {_CAME} AS came, count(*) AS n FROM v_review r"  # noqa: S608
        " WHERE r.state = 'waiting' AND (?1 IS NULL OR r.group_id = ?1)"
        " GROUP BY coalesce(-r.batch, r.id), r.message_id > 0, r.category",
        (group,),
    )


def asked(chips: Sequence[str]) -> tuple[tuple[str, ...], Mapping[str, Value]]:
    """Chips as :data:`QUEUE` knows them and what they are about: ``kind:report`` is chip ``kind`` with ``:kind``."""
    known, values = [], {}
    for chip in chips:
        name, colon, about = chip.partition(":")
        if not colon:
            known.append(name)
        elif name == "kind" and about == "chat":
            known.append("chat")
        else:
            known.append(name)
            values[name] = about
    return tuple(known), {"kind": "", "category": "", "rule": "", "sender": "", **values}
