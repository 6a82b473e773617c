"""The archived chat."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
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


def page(db: Source, ids: Sequence[int]) -> list[Row]:
    """Rows of the archive's list."""
    return by_ids(db, "SELECT * FROM v_message WHERE id IN", ids)


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


_SLICE = 5_000
_CLOCK = "length(local) > length('2026-09-22')"


def between(db: Source, group: int, first: int, last: int) -> Iterator[tuple[str, str, str, str]]:
    """(sender, local, kind, text) of messages with a clock in a span of seconds, both ends included, in order.

    They are read some thousand at a time: an archive has more than can be held.
    """
    at, row_id = first, -1
    while True:
        rows = db.all(
            "SELECT sender, local, kind, text, at, id FROM v_message"  # noqa: S608 - constant
            f" WHERE group_id = ? AND (at, id) > (?, ?) AND at <= ? AND {_CLOCK} ORDER BY at, id LIMIT ?",
            (group, at, row_id, last, _SLICE),
        )
        for row in rows:
            yield row[0], row[1], row[2], row[3]
        if len(rows) < _SLICE:
            return
        at, row_id = rows[-1][4], rows[-1][5]


def without_clock(db: Source, group: int, limit: int) -> list[tuple[str, str, str, str]]:
    """The last messages that came without a clock, in the order of the archive; ``local`` is a day alone or empty."""
    rows = db.all(
        "SELECT sender, local, kind, text FROM v_message"  # noqa: S608 - constant
        f" WHERE group_id = ? AND NOT {_CLOCK} ORDER BY id DESC LIMIT ?",
        (group, limit),
    )
    return [(row[0], row[1], row[2], row[3]) for row in reversed(rows)]


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


def per_day(db: Source, group: int | None, since: int, offset: int) -> list[Row]:
    """(local day, messages) from ``since`` on; ``offset`` seconds east of UTC."""
    where, values = ("", ()) if group is None else (" AND group_id = ?", (group,))
    return db.all(
        "SELECT date(at + ?, 'unixepoch') AS day, count(*) AS n FROM v_message"  # noqa: S608 - constants
        f" WHERE at >= ?{where} GROUP BY day ORDER BY day",
        (offset, since, *values),
    )
