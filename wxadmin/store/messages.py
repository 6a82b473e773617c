"""The archived chat and the queue of what was flagged in it."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any

from wxadmin.store.engine import Row
from wxadmin.store.lists import ListSource, Source, by_ids, found_by

LIST = ListSource(
    source="v_message",
    orders={
        "": ("at",),
        "time": ("at",),
        "sender": ("sender_key", "at"),
        "kind": ("kind", "at"),
    },
    filters={"flagged": "flagged = 1", "case": "id IN (SELECT message_id FROM case_evidence)"},
    search=found_by("message"),
)

_STATES = ("waiting", "founded", "unfounded", "ignored", "reminded")
QUEUE = ListSource(
    source="v_review",
    orders={
        "": ("score DESC", "at DESC"),
        "score": ("score", "at"),
        "sender": ("sender_key", "at"),
        "category": ("category", "score DESC"),
        "time": ("at",),
        "state": ("state", "at"),
    },
    states={s: f"state = '{s}'" for s in _STATES},
    filters={"urgent": "score >= 0.7"},
    resting="state = 'waiting'",
    search=found_by("review"),
)


def page(db: Source, ids: Sequence[int]) -> list[Row]:
    """Rows of the archive's list."""
    return by_ids(db, "SELECT * FROM v_message WHERE id IN", ids)


def queue_page(db: Source, ids: Sequence[int]) -> list[Row]:
    """Rows of the queue with the message's words."""
    return by_ids(
        db,
        "SELECT r.*, m.text, m.local, m.kind AS message_kind FROM v_review r JOIN message m ON m.id = r.message_id"
        " WHERE r.id IN",
        ids,
    )


def one(db: Source, message: int) -> Row | None:
    """One message."""
    return db.one("SELECT * FROM v_message WHERE id = ?", (message,))


def around(db: Source, message: Row, n: int) -> list[Row]:
    """Up to ``n`` messages before and after one in its group, itself among them, in order."""
    group, at, own = message["group_id"], message["at"], message["id"]
    before = db.all(
        "SELECT * FROM v_message WHERE group_id = ? AND (at, id) < (?, ?) ORDER BY at DESC, id DESC LIMIT ?",
        (group, at, own, n),
    )
    after = db.all(
        "SELECT * FROM v_message WHERE group_id = ? AND (at, id) > (?, ?) ORDER BY at, id LIMIT ?", (group, at, own, n)
    )
    return [*reversed(before), message, *after]


def hits_of(db: Source, ids: Sequence[int]) -> dict[int, str]:
    """Message id → hits as stored, for those messages that have any."""
    marks = ",".join("?" * len(ids))
    rows = db.all(f"SELECT message_id, hits FROM v_review WHERE message_id IN ({marks})", list(ids))  # noqa: S608
    return {row[0]: row[1] for row in rows}


_CLOCK = "length(local) > length('2026-09-22')"


def between(db: Source, group: int, first: int, last: int) -> list[Row]:
    """(sender, local, kind, text) of messages with a clock in a span of seconds, both ends included."""
    return db.all(
        "SELECT sender, local, kind, text FROM v_message"  # noqa: S608 - constant
        f" WHERE group_id = ? AND at BETWEEN ? AND ? AND {_CLOCK}",
        (group, first, last),
    )


def without_clock(db: Source, group: int, limit: int) -> list[Row]:
    """The last messages that came without a clock, in the order of the archive; ``local`` is a day alone or empty."""
    rows = db.all(
        "SELECT sender, local, kind, text FROM v_message"  # noqa: S608 - constant
        f" WHERE group_id = ? AND NOT {_CLOCK} ORDER BY id DESC LIMIT ?",
        (group, limit),
    )
    return rows[::-1]


EVENT_SAYS = ("at", "local", "kind", "actor", "subjects")
"""Columns that tell one event from another."""


def events_of(db: Source, group: int, moments: Collection[int]) -> list[tuple[Any, ...]]:
    """What the archived events of those seconds say, in the order of ``EVENT_SAYS``."""
    rows = db.all(
        f"SELECT {', '.join(EVENT_SAYS)} FROM v_event WHERE group_id = ?"  # noqa: S608 - constants
        " AND at IN (SELECT value FROM json_each(?))",
        (group, json.dumps(sorted(moments))),
    )
    return [tuple(row) for row in rows]


def review(db: Source, review_id: int) -> Row | None:
    """One entry of the queue."""
    return db.one("SELECT * FROM v_review WHERE id = ?", (review_id,))


def waiting(db: Source, group: int | None) -> int:
    """How many entries wait."""
    if group is None:
        return int(db.value("SELECT count(*) FROM v_review WHERE state = 'waiting'"))
    return int(db.value("SELECT count(*) FROM v_review WHERE group_id = ? AND state = 'waiting'", (group,)))


def reminded(db: Source, group: int, senders: Sequence[str]) -> list[Row]:
    """Entries of these senders that ended with a private word."""
    marks = ",".join("?" * len(senders))
    return db.all(
        "SELECT id, message_id, category, decided FROM v_review"  # noqa: S608 - marks alone
        f" WHERE group_id = ? AND state = 'reminded' AND sender IN ({marks})",
        (group, *senders),
    )


def verdicts(db: Source, group: int, category: str) -> dict[str, int]:
    """How entries of a category ended so far: state → count."""
    rows = db.all(
        "SELECT state, count(*) FROM v_review WHERE group_id = ? AND category = ? AND state <> 'waiting'"
        " GROUP BY state",
        (group, category),
    )
    return {row[0]: row[1] for row in rows}


def per_day(db: Source, group: int | None, since: int, offset: int) -> list[Row]:
    """(local day, messages) from ``since`` on; ``offset`` seconds east of UTC."""
    where, values = ("", ()) if group is None else (" AND group_id = ?", (group,))
    return db.all(
        "SELECT date(at + ?, 'unixepoch') AS day, count(*) AS n FROM v_message"  # noqa: S608 - constants
        f" WHERE at >= ?{where} GROUP BY day ORDER BY day",
        (offset, since, *values),
    )


def by_category(db: Source, group: int | None) -> list[Row]:
    """(category, entries of the queue) most first."""
    where, values = ("", ()) if group is None else (" WHERE group_id = ?", (group,))
    return db.all(
        f"SELECT category, count(*) AS n FROM v_review{where} GROUP BY category ORDER BY n DESC, category",  # noqa: S608
        values,
    )
