"""The owner's rules in versions, the draft of them, and what the archive and the queue say of rules."""

from __future__ import annotations

import json
from collections.abc import Sequence

from wxadmin.store.engine import Row
from wxadmin.store.lists import Source

_NEWEST = "SELECT * FROM rulebook WHERE group_id IS ? ORDER BY version DESC, id DESC LIMIT 1"


def newest(db: Source, group: int | None) -> Row | None:
    """The version of a group's book that holds (None: the book of all groups)."""
    return db.one(_NEWEST, (group,))


def digest(db: Source, group: int | None) -> str:
    """The digest of the version that holds, "" when there is none; its text is not read."""
    found = db.value(f"SELECT digest FROM ({_NEWEST})", (group,))  # noqa: S608 - a constant
    return str(found or "")


def versions(db: Source, group: int | None) -> list[Row]:
    """All versions of a book without their text, newest first."""
    return db.all(
        "SELECT id, version, made, actor, note FROM rulebook WHERE group_id IS ? ORDER BY version DESC, id DESC",
        (group,),
    )


def one(db: Source, book: int) -> Row | None:
    """One version."""
    return db.one("SELECT * FROM rulebook WHERE id = ?", (book,))


def draft(db: Source, group: int | None) -> Row | None:
    """What is under the pen."""
    return db.one("SELECT * FROM rulebook_draft WHERE group_id IS ? ORDER BY id DESC LIMIT 1", (group,))


def kind(db: Source, group: int) -> str | None:
    """The kind of a group."""
    found = db.value("SELECT kind FROM grp WHERE id = ?", (group,))
    return None if found is None else str(found)


_INSIDE = "(:group IS NULL OR r.group_id = :group)"


def outcomes(db: Source, group: int | None) -> list[Row]:
    """(rule, state, entries) of all entries of the queue that were hit by rules."""
    return db.all(
        "SELECT json_extract(h.value, '$.rule') AS rule, r.state AS state, count(DISTINCT r.id) AS n"  # noqa: S608
        f" FROM v_review r, json_each(r.hits) h WHERE {_INSIDE} GROUP BY 1, 2",
        {"group": group},
    )


def last_hits(db: Source, group: int | None, rule: str, most: int) -> list[Row]:
    """The newest entries of the queue that a rule hit, with the message."""
    return db.all(
        "SELECT r.id, r.message_id, r.state, r.sender, m.at, m.local, m.text FROM v_review r"  # noqa: S608
        " JOIN message m ON m.id = r.message_id"
        f" WHERE {_INSIDE} AND instr(r.hits, :quoted) AND EXISTS"
        " (SELECT 1 FROM json_each(r.hits) h WHERE json_extract(h.value, '$.rule') = :rule)"
        " ORDER BY r.at DESC, r.id DESC LIMIT :most",
        {"group": group, "rule": rule, "quoted": json.dumps(rule, ensure_ascii=False), "most": most},
    )


def verdicts(db: Source, group: int) -> dict[int, str]:
    """Message id → how its entry of the queue was decided; those that wait are left out."""
    rows = db.all("SELECT message_id, state FROM v_review WHERE group_id = ? AND state <> 'waiting'", (group,))
    return {row[0]: row[1] for row in rows if row[0]}


def queued(db: Source, messages: Sequence[int]) -> set[int]:
    """Which of these messages are in the queue already."""
    rows = db.all(
        "SELECT message_id FROM v_review WHERE message_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(messages)),),
    )
    return {row[0] for row in rows}


def count(db: Source, group: int, since: int) -> int:
    """Messages of a group from a moment (UTC seconds) on."""
    return int(db.value("SELECT count(*) FROM v_message WHERE group_id = ? AND at >= ?", (group, since)))


def joins(db: Source, group: int) -> list[Row]:
    """(moment, names as JSON) of the system lines that tell of somebody joining, in order."""
    return db.all("SELECT at, subjects FROM v_event WHERE group_id = ? AND kind = 'join' ORDER BY at, id", (group,))


def posts(db: Source, group: int, day: str) -> list[Row]:
    """(nickname, role) of the members who are owner or administrator of a group on a day."""
    return db.all(
        "SELECT m.nickname AS nickname, p.role AS role FROM group_post p"
        " JOIN member m ON m.group_id = p.group_id AND m.person_id = p.person_id"
        " WHERE p.group_id = :group AND p.role IN ('owner', 'admin') AND p.ended = 0"
        " AND (p.until = '' OR p.until >= :day)"
        " UNION SELECT m.nickname, 'owner' FROM grp g JOIN member m ON m.group_id = g.id AND m.person_name = g.owner"
        " WHERE g.id = :group AND g.owner <> ''",
        {"group": group, "day": day},
    )
