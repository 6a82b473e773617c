"""What the archive says of measures carried out in WeChat: who spoke when, what was withdrawn, what was published."""

from __future__ import annotations

import json
from collections.abc import Sequence

from wxadmin.store.engine import Row
from wxadmin.store.lists import Source


def said_by(db: Source, group: int, sender: str, since: int, most: int = 50) -> list[Row]:
    """(id, at, local, kind, text) of what a nickname said from a second on, oldest first."""
    return db.all(
        "SELECT id, at, local, kind, text, sender FROM v_message WHERE group_id = ? AND sender = ? AND at >= ?"
        " ORDER BY at, id LIMIT ?",
        (group, sender, since, most),
    )


def removals_told(db: Source, group: int, since: int) -> list[Row]:
    """(at, local, actor, subjects) of system lines from a second on that tell of a removal, oldest first."""
    return db.all(
        "SELECT at, local, actor, subjects FROM v_event WHERE group_id = ? AND kind = 'remove' AND at >= ?"
        " ORDER BY at, id",
        (group, since),
    )


def last_said(db: Source, group: int) -> int:
    """The second of the last message in the archive of a group, 0 for none."""
    return int(db.value("SELECT coalesce(max(at), 0) FROM v_message WHERE group_id = ?", (group,)))


def published(
    db: Source, group: int, senders: Sequence[str], since: int, words: Sequence[str], most: int = 500
) -> list[Row]:
    """The messages of these nicknames from a second on that hold any of the words, oldest first."""
    marks, any_of = ",".join("?" * len(senders)), " OR ".join("instr(text, ?) > 0" for _word in words)
    return db.all(
        f"SELECT id, at, local, sender, text FROM v_message WHERE group_id = ? AND sender IN ({marks}) AND at >= ?"  # noqa: S608 - marks alone
        f" AND ({any_of}) ORDER BY at, id LIMIT ?",
        (group, *senders, since, *words, most),
    )


def pictured(db: Source, group: int, senders: Sequence[str], since: int) -> bool:
    """Whether these nicknames sent a picture or file from a second on: what it shows nobody can tell."""
    marks = ",".join("?" * len(senders))
    found = db.one(
        f"SELECT 1 FROM v_message WHERE group_id = ? AND sender IN ({marks}) AND at >= ?"  # noqa: S608 - marks alone
        " AND kind IN ('image', 'file', 'link', 'video') LIMIT 1",
        (group, *senders, since),
    )
    return found is not None


def to_withdraw(db: Source, case: int, party: Row) -> list[Row]:
    """The messages kept as evidence of a case that a party sent: (id, sender, at, ``gone`` 1: noted as withdrawn)."""
    return db.all(
        "SELECT m.id, m.sender, m.at, EXISTS (SELECT 1 FROM withdrawal w WHERE w.message_id = m.id"
        " AND w.how IN ('recalled', 'removed')) AS gone"
        " FROM case_evidence e JOIN v_message m ON m.id = e.message_id WHERE e.case_id = ?1"
        " AND (m.sender = ?2 OR (length(?3) > 0 AND m.subject = ?3)) ORDER BY m.at, m.id",
        (case, party["nickname"] or party["name"], bytes(party["subject"])),
    )


def recalls(db: Source, group: int, sender: str, since: int) -> list[Row]:
    """(at, actor) of system lines from a second on that tell of a message of somebody being recalled, oldest first."""
    return db.all(
        "SELECT at, actor FROM v_event WHERE group_id = ?1 AND kind = 'recall' AND at >= ?3"
        " AND (actor = ?2 OR ?2 IN (SELECT value FROM json_each(subjects))) ORDER BY at, id",
        (group, sender, since),
    )


def said_between(db: Source, group: int, sender: str, first: int, last: int) -> int:
    """How many messages of a nickname between two seconds the archive has."""
    sql = "SELECT count(*) FROM v_message WHERE group_id = ? AND sender = ? AND at BETWEEN ? AND ?"
    return int(db.value(sql, (group, sender, first, last)))


def said_since(db: Source, group: int, since: int, most: int = 50) -> list[Row]:
    """The first messages of anybody from a second on."""
    return db.all(
        "SELECT id, at, local, kind, text, sender FROM v_message WHERE group_id = ? AND at >= ?"
        " ORDER BY at, id LIMIT ?",
        (group, since, most),
    )


def joined(db: Source, group: int, names: set[str], first: int, last: int) -> bool:
    """Whether a system line between two seconds tells of one of these nicknames coming in."""
    rows = db.all(
        "SELECT subjects FROM v_event WHERE group_id = ? AND kind = 'join' AND at BETWEEN ? AND ?", (group, first, last)
    )
    return any(not names.isdisjoint(json.loads(row[0])) for row in rows)


def bearers(db: Source, group: int, nickname: str) -> int:
    """How many members of the last list of a group bear a nickname."""
    return int(
        db.value(
            "SELECT count(*) FROM v_snapshot_member m WHERE m.group_id = ?1 AND m.nickname = ?2 AND m.batch ="
            " (SELECT s.list FROM snapshot s JOIN batch b ON b.id = s.list AND b.state = 1 WHERE s.group_id = ?1"
            " ORDER BY s.taken DESC, s.id DESC LIMIT 1)",
            (group, nickname),
        )
    )
