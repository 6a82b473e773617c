"""What the ranking is learned from and where its weights and ranks are kept; neither is journalled."""

from __future__ import annotations

import json
from collections.abc import Iterable

from wxadmin.store.engine import Row
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source, Value

ALL = 0
"""``ranking.group_id`` of the one row: taste is learned from the decisions of all groups together."""
RESET = "ranking_reset"
"""The setting that holds the stamp up to which decisions no longer count."""
_COLUMNS = (
    "r.id, r.group_id, r.category, r.score, r.hits, r.at, r.sender_key, r.subject, r.state, r.message_id,"
    " length(r.search) AS length"
)
# Of a draft, a suggestion or a call for help "founded" says nothing about how urgent the next one is.
_RANKED = "(r.message_id > 0 OR r.category NOT IN ('submission', 'suggestion', 'help'))"
_DECIDED = f"{_RANKED} AND r.state <> 'waiting' AND r.decided > ?"


def decided(db: Source, since: str) -> list[Row]:
    """The entries decided after a stamp, in the order of their decisions."""
    return db.all(
        f"SELECT {_COLUMNS} FROM v_review r WHERE {_DECIDED} ORDER BY r.decided, r.id",  # noqa: S608 - constants
        (since,),
    )


def histories(db: Source, since: str, of: Row | None = None) -> list[Row]:
    """(group_id, sender_key, subject, founded, unfounded) of senders with entries decided after a stamp.

    All of them, or the sender of one entry.
    """
    values: tuple[Value, ...] = (since,)
    where = ""
    if of is not None:
        # What a person said elsewhere counts, too, where it is known who that is.
        if of["subject"]:
            where, values = " AND r.subject = ?", (since, of["subject"])
        else:
            where, values = " AND r.group_id = ? AND r.sender_key = ?", (since, of["group_id"], of["sender_key"])
    return db.all(
        "SELECT r.group_id, r.sender_key, r.subject, sum(r.state IN ('founded', 'reminded')) AS founded,"  # noqa: S608
        f" sum(r.state IN ('unfounded', 'ignored')) AS unfounded FROM v_review r WHERE {_DECIDED}{where}"
        " GROUP BY r.group_id, r.sender_key, r.subject",
        values,
    )


def kinds(db: Source) -> dict[int, str]:
    """The kind of every group."""
    return {row["id"]: row["kind"] for row in db.all("SELECT id, kind FROM grp")}


def waiting(db: Source, group: int | None) -> list[Row]:
    """The entries that wait, with the rank they have (the score where none is kept) and its row (None without)."""
    where, values = ("", ()) if group is None else (" AND +r.group_id = ?", (group,))
    # Read in the order the rows lie in; by an index the pages would be fetched and deciphered many times over.
    return db.all(
        f"SELECT {_COLUMNS}, k.id AS kept, coalesce(k.rank, r.score) AS rank FROM v_review r"  # noqa: S608 - constants
        f" LEFT JOIN review_rank k ON k.review_id = r.id WHERE {_RANKED} AND +r.state = 'waiting'{where}",
        values,
    )


def entry(db: Source, review: int) -> Row | None:
    """One entry as the ranking sees it; ``ranked`` says whether it is of a kind that is ranked and learned from."""
    return db.one(f"SELECT {_COLUMNS}, r.decided, {_RANKED} AS ranked FROM v_review r WHERE r.id = ?", (review,))  # noqa: S608 - constants


def touched(db: Source, since: int) -> list[Row]:
    """(entry of the queue, number in the journal) of every write to an entry after a position."""
    return db.all("SELECT row, seq FROM entry WHERE seq > ? AND +tbl = 'review' ORDER BY seq", (since,))


def states(db: Source, seq: int) -> tuple[str, str] | None:
    """(state before, state after) of a write to an entry; ``""`` where there was no row, None when that was erased."""
    body = db.value("SELECT body FROM body WHERE seq = ?", (seq,))
    if body is None:
        return None
    said = json.loads(body)
    before, after = ((image or {}).get("state", "") for image in (said["before"], said["after"]))
    return before, after


def kept(db: Source) -> Row | None:
    """The weights as kept: (weights, learned, position)."""
    return db.one("SELECT id, weights, learned, position FROM ranking WHERE group_id = ?", (ALL,))


def keep(tx: Tx, weights: str, learned: int, position: int) -> None:
    """Keep the weights."""
    row = kept(tx)
    values: dict[str, str | int] = {"weights": weights, "learned": learned, "position": position}
    if row is None:
        tx.insert("ranking", {"group_id": ALL, **values})
    else:
        tx.update("ranking", row["id"], values)


def put(tx: Tx, moved: Iterable[tuple[int, int | None, float | None]]) -> None:
    """Keep ranks: (entry, its row if it had one, rank; None to keep none)."""
    for review, row, rank in moved:
        if row is None:
            tx.insert("review_rank", {"review_id": review, "rank": rank})
        elif rank is None:
            tx.delete("review_rank", row)
        else:
            tx.update("review_rank", row, {"rank": rank})


def stale(db: Source) -> list[tuple[int, int]]:
    """(entry, row of its rank) where the entry waits no longer or is gone."""
    rows = db.all(
        "SELECT k.review_id, k.id FROM review_rank k LEFT JOIN v_review r ON r.id = k.review_id"
        " WHERE r.id IS NULL OR r.state <> 'waiting'"
    )
    return [(int(row[0]), int(row[1])) for row in rows]
