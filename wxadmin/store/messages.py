"""The archived chat."""

from __future__ import annotations

import json
from array import array
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wxadmin.store.engine import Row
from wxadmin.store.lists import Source, by_ids

_ORDERS: Mapping[str, tuple[str, ...]] = {
    "": ("at",), "time": ("at",), "sender": ("sender_key", "at"), "kind": ("kind", "at"),
}  # fmt: skip
CONDITIONS: Mapping[str, str] = {
    "flagged": "flagged = 1",
    "case": "id IN (SELECT message_id FROM case_evidence)",
    "withdrawn": "id IN (SELECT message_id FROM withdrawal)",
    "file": "id IN (SELECT message_id FROM message_file)",
}
"""Filter → what holds of its messages."""
MOST_FOUND = 5_000
"""Messages a search lists at most, the latest of those that match."""
_FEW = 1_000
"""Up to so many finds are looked up one by one; beyond that the index of times is read and each looked for in them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What messages are wanted.

    ``words`` are the phrases of a search; ``senders`` those whose names sound like one of its words, of which
    ``others`` are the rest. ``first`` and ``last`` are UTC seconds, both ends included. ``chosen`` are keys of
    CONDITIONS. ``""`` and None ask for nothing.
    """

    group: int | None = None
    words: str = ""
    senders: tuple[str, ...] = ()
    others: str = ""
    sender: str = ""
    kind: str = ""
    first: int | None = None
    last: int | None = None
    chosen: tuple[str, ...] = ()
    sort: str = ""
    descending: bool = False


def ids(db: Source, asked: Asked) -> array[int]:
    """The messages asked for, the oldest first unless sorted otherwise; of a search no more than MOST_FOUND."""
    where = [CONDITIONS[key] for key in asked.chosen if key in CONDITIONS]
    where += ["group_id = :group"] if asked.group is not None else []
    where += ["sender = :sender"] if asked.sender else []
    where += ["kind = :kind"] if asked.kind else []
    where += ["at >= :first"] if asked.first is not None else []
    where += ["at <= :last"] if asked.last is not None else []
    values = {
        "group": asked.group, "sender": asked.sender, "kind": asked.kind, "first": asked.first, "last": asked.last,
        "words": asked.words, "others": asked.others, "senders": json.dumps(asked.senders, ensure_ascii=False),
        "found": _few(db, asked), "most": MOST_FOUND,
    }  # fmt: skip
    order = ", ".join(_turned(column, asked.descending) for column in (*_ORDERS.get(asked.sort, ("at",)), "id"))
    if not asked.words:
        rows = f"SELECT id FROM v_message{_all_of(where)} ORDER BY {order}"  # noqa: S608 - parts are ours
    elif values["found"] is not None:
        rows = (
            "SELECT id FROM (SELECT value AS found FROM json_each(:found)) CROSS JOIN v_message ON id = found"  # noqa: S608
            f"{_all_of(where)} ORDER BY {order}"
        )
    else:
        where.append(f"+id IN ({_MATCHING if not asked.senders else _MATCHING + _SPOKEN_BY})")
        # The columns of the order alone, so that an index has all that is read.
        shown = ", ".join(dict.fromkeys(("id", "at", *_ORDERS.get(asked.sort, ()))))
        latest = f"SELECT {shown} FROM v_message{_all_of(where)} ORDER BY at DESC, id DESC LIMIT :most"  # noqa: S608
        rows = f"SELECT id FROM ({latest}) ORDER BY {order}"  # noqa: S608 - as above
    # One JSON text instead of a row object per id, as in lists.ids.
    return array("q", json.loads(db.value(f"SELECT json_group_array(id) FROM ({rows})", values)))  # noqa: S608 - as above


_MATCHING = "SELECT rowid FROM message_fts WHERE message_fts MATCH :words"
_SPOKEN_BY = (
    " UNION ALL SELECT id FROM message WHERE group_id IN (SELECT id FROM grp WHERE :group IS NULL OR id = :group)"
    " AND sender IN (SELECT value FROM json_each(:senders))"
    " AND (:others = '' OR id IN (SELECT rowid FROM message_fts WHERE message_fts MATCH :others))"
)


def _few(db: Source, asked: Asked) -> str | None:
    """The finds of a search as a JSON list when they are few."""
    if not asked.words or asked.senders:
        return None
    sql = f"SELECT json_group_array(rowid) FROM ({_MATCHING} LIMIT :most)"  # noqa: S608 - a constant
    found: str = db.value(sql, {"words": asked.words, "most": _FEW + 1})
    return found if found.count(",") < _FEW else None


def _all_of(conditions: Sequence[str]) -> str:
    return f" WHERE {' AND '.join(conditions)}" if conditions else ""


def _turned(column: str, descending: bool) -> str:
    return f"{column} DESC" if descending else column


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


def review_of(db: Source, message: int) -> int:
    """The entry of the queue about a message, 0 when there is none."""
    return int(db.value("SELECT coalesce(max(id), 0) FROM v_review WHERE message_id = ?", (message,)))


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


def since(db: Source, group: int | None, moment: int) -> int | None:
    """The first message at or after a moment (UTC seconds), None when there is none."""
    found: int | None = db.value(
        "SELECT id FROM v_message WHERE (?1 IS NULL OR group_id = ?1) AND at >= ?2 ORDER BY at, id LIMIT 1",
        (group, moment),
    )
    return found


def events_between(db: Source, group: int, first: int, last: int, limit: int) -> list[Row]:
    """Up to ``limit`` system lines of a span of seconds, both ends included, in order."""
    return db.all(
        "SELECT * FROM v_event WHERE group_id = ? AND at BETWEEN ? AND ? ORDER BY at, id LIMIT ?",
        (group, first, last, limit),
    )


def slices(db: Source, group: int, first: int = 0) -> Iterator[list[Row]]:
    """The messages of a group from a moment on (UTC seconds), in order, some thousand at a time."""
    at, row_id = first, -1
    while True:
        rows = db.all(
            "SELECT * FROM v_message WHERE group_id = ? AND (at, id) > (?, ?) ORDER BY at, id LIMIT ?",
            (group, at, row_id, _SLICE),
        )
        if rows:
            yield rows
        if len(rows) < _SLICE:
            return
        at, row_id = rows[-1]["at"], rows[-1]["id"]


def files_of(db: Source, messages: Collection[int]) -> list[Row]:
    """Files that came with these messages."""
    marks = ",".join("?" * len(messages))
    return db.all(f"SELECT * FROM message_file WHERE message_id IN ({marks}) ORDER BY id", list(messages))  # noqa: S608


def file(db: Source, file: int) -> Row | None:
    """One of these files."""
    return db.one("SELECT * FROM message_file WHERE id = ?", (file,))


def has_file(db: Source, group: int, message: int, sha: str) -> bool:
    """Whether these bytes are kept beside the message, 0: beside none of the group."""
    sql = "SELECT 1 FROM message_file WHERE message_id = ? AND group_id = ? AND picture = ?"
    return db.one(sql, (message, group, sha)) is not None
