"""Member lists as pasted, decisions about nicknames, and the check kept ready for the list (not journalled)."""

from __future__ import annotations

from collections.abc import Sequence

from wxadmin.store.engine import Row
from wxadmin.store.lists import ListSource, Source, by_ids, found_by

LIST = ListSource(
    source="member",
    orders={
        "": ("position",),
        "nickname": ("nickname_key",),
        "status": ("status", "nickname_key"),
        "person": ("person_key", "nickname_key"),
        "department": ("department_key", "nickname_key"),
        "since": ("since", "nickname_key"),
    },
    states={
        **{s: f"(presence = 'present' AND status = '{s}')" for s in ("fail", "unknown", "pass", "exempt")},
        "gone": "presence = 'gone'",
        "heard": "presence = 'heard'",
    },
    resting="presence = 'present'",
    search=found_by("member"),
)

WATCHED = ("person", "belonging", "grp", "batch", "snapshot", "member_decision")
"""Tables whose changes make a check stale."""


def page(db: Source, ids: Sequence[int]) -> list[Row]:
    """Rows of a list."""
    return by_ids(db, "SELECT * FROM member WHERE id IN", ids)


def one(db: Source, member: int) -> Row | None:
    """One member."""
    return db.one("SELECT * FROM member WHERE id = ?", (member,))


def of_group(db: Source, group: int) -> list[Row]:
    """All rows of a group, in list order."""
    return db.all("SELECT * FROM member WHERE group_id = ? ORDER BY position, id", (group,))


def by_nickname(db: Source, group: int, nickname: str) -> Row | None:
    """The member of that nickname."""
    return db.one("SELECT * FROM member WHERE group_id = ? AND nickname = ?", (group, nickname))


def nicknames_of(db: Source, group: int, person: int) -> list[str]:
    """The nicknames of a person in a group."""
    rows = db.all("SELECT nickname FROM member WHERE person_id = ? AND group_id = ?", (person, group))
    return [row[0] for row in rows]


def subjects(db: Source, group: int) -> dict[str, bytes]:
    """Nickname → subject id, for members known to be somebody."""
    rows = db.all(
        "SELECT m.nickname, p.subject FROM member m JOIN v_person p ON p.id = m.person_id WHERE m.group_id = ?",
        (group,),
    )
    return {row[0]: row[1] for row in rows}


def last_snapshot(db: Source, group: int) -> Row | None:
    """The newest list of a group that stands."""
    return db.one(
        "SELECT s.* FROM snapshot s JOIN batch b ON b.id = s.list AND b.state = 1 WHERE s.group_id = ?"
        " ORDER BY s.taken DESC, s.id DESC LIMIT 1",
        (group,),
    )


def nicknames(db: Source, batch: int) -> list[str]:
    """The nicknames of one list in its order."""
    return [
        row[0] for row in db.all("SELECT nickname FROM v_snapshot_member WHERE batch = ? ORDER BY position", (batch,))
    ]


def seen(db: Source, group: int) -> list[Row]:
    """(nickname, first, last, lists) over all lists of a group."""
    return db.all(
        "SELECT m.nickname, min(s.taken) AS first, max(s.taken) AS last, count(DISTINCT s.id) AS lists"
        " FROM v_snapshot_member m JOIN snapshot s ON s.list = m.batch WHERE m.group_id = ? GROUP BY m.nickname",
        (group,),
    )


def speakers(db: Source, group: int) -> list[Row]:
    """(sender, at, local) of the first archived message of every sender of a group."""
    return db.all("SELECT sender, min(at) AS at, local FROM v_message WHERE group_id = ? GROUP BY sender", (group,))


def decisions(db: Source, group: int) -> list[Row]:
    """What was decided about nicknames of a group."""
    return db.all("SELECT * FROM member_decision WHERE group_id = ?", (group,))


def decision(db: Source, group: int, nickname: str, kind: str) -> Row | None:
    """One decision."""
    return db.one(
        "SELECT * FROM member_decision WHERE group_id = ? AND nickname = ? AND kind = ?", (group, nickname, kind)
    )


def stamp(db: Source, group: int) -> Row | None:
    """When the check of a group was made: (row id, ``"<last entry seen> <local day>"``)."""
    return db.one("SELECT id, stamp FROM member_stamp WHERE group_id = ?", (group,))


def counts(db: Source, group: int | None) -> dict[str, int]:
    """Members present by status."""
    where, values = ("", ()) if group is None else (" AND group_id = ?", (group,))
    rows = db.all(
        f"SELECT status, count(*) FROM member WHERE presence = 'present'{where} GROUP BY status",  # noqa: S608
        values,
    )
    return {row[0]: row[1] for row in rows}
