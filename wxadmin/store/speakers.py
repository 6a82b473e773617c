"""Who spoke in a group and who bore which nickname when."""

from __future__ import annotations

from wxadmin.store.engine import Row
from wxadmin.store.lists import Source


def bearers(db: Source, group: int, nickname: str) -> list[Row]:
    """(subject, taken) of the lists of a group in which this nickname is somebody known, oldest first."""
    return db.all(
        "SELECT m.subject, s.taken FROM v_snapshot_member m JOIN snapshot s ON s.list = m.batch"
        " WHERE m.group_id = ? AND m.nickname = ? AND length(m.subject) = 16 ORDER BY s.taken, s.id",
        (group, nickname),
    )


def person_of(db: Source, subject: bytes) -> int | None:
    """The person of a subject id."""
    found: int | None = db.value("SELECT id FROM v_person WHERE subject = ?", (subject,))
    return found


def present(db: Source, group: int, person: int) -> list[str]:
    """What a person is called in the last list of a group."""
    rows = db.all(
        "SELECT nickname FROM member WHERE group_id = ? AND person_id = ? AND presence = 'present' ORDER BY position",
        (group, person),
    )
    return [row[0] for row in rows]


def names(db: Source, group: int | None) -> dict[str, str]:
    """Nickname → name of the person it stands for, of members known to be somebody."""
    rows = db.all(
        "SELECT nickname, person_name FROM member WHERE (?1 IS NULL OR group_id = ?1) AND person_name <> ''", (group,)
    )
    return {row[0]: row[1] for row in rows}


def senders(db: Source, group: int | None) -> list[str]:
    """Everybody who ever spoke, found by stepping from one to the next in the index instead of reading it."""
    groups = [group] if group is not None else [row[0] for row in db.all("SELECT id FROM grp")]
    found: dict[str, None] = {}
    for one in groups:
        rows = db.all(
            "WITH RECURSIVE said (sender) AS (SELECT min(sender) FROM message WHERE group_id = ?1 UNION ALL"
            " SELECT (SELECT min(m.sender) FROM message m WHERE m.group_id = ?1 AND m.sender > said.sender) FROM said"
            " WHERE sender IS NOT NULL) SELECT sender FROM said WHERE sender IS NOT NULL",
            (one,),
        )
        found |= dict.fromkeys(row[0] for row in rows)
    return list(found)
