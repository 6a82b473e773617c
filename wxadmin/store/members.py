"""Member lists as pasted, decisions about nicknames, and the check kept ready for the list (not journalled)."""

from __future__ import annotations

from collections.abc import Sequence

from wxadmin.store.engine import Row
from wxadmin.store.lists import ListSource, Source, by_ids, found_by

FOUND: dict[str, tuple[str, ...]] = {
    "impostor": ("lookalike", "hidden_characters"),
    "double": ("duplicate_person", "same_nickname"),
    "namesake": ("ambiguous",),
    "stranger": ("not_in_roster",),
    "left_unit": ("left_unit",),
    "no_application": ("no_application",),
    "not_expected": ("not_expected",),
    "not_invited": ("not_invited",),
    "silent": ("silent",),
    "outside": ("outside",),
}
"""Chip → the findings any of which it shows."""

# When the list before the last one of the group was taken.
_BEFORE = (
    "(SELECT s.taken FROM snapshot s JOIN batch b ON b.id = s.list AND b.state = 1 WHERE s.group_id = member.group_id"
    " ORDER BY s.taken DESC, s.id DESC LIMIT 1 OFFSET 1)"
)


def _found(code: str) -> str:
    """The condition that a member has a finding; findings are stored as JSON pairs of code and words."""
    return f"instr(findings, '[\"{code}\"') > 0"


LIST = ListSource(
    source="member",
    orders={
        "": ("group_id", "position"),
        "nickname": ("nickname_key",),
        "status": ("status", "nickname_key"),
        "person": ("person_key", "nickname_key"),
        "department": ("department_key", "nickname_key"),
        "since": ("since", "nickname_key"),
        "group": ("group_id", "nickname_key"),
    },
    states={
        **{s: f"(presence = 'present' AND status = '{s}')" for s in ("fail", "unknown", "pass", "exempt")},
        "new": f"(presence = 'present' AND since > coalesce({_BEFORE}, '9'))",
        **{
            key: f"(presence = 'present' AND ({' OR '.join(_found(code) for code in codes)}))"
            for key, codes in FOUND.items()
        },
        "left_unasked": f"(presence = 'gone' AND {_found('left_unasked')})",
        "gone": "presence = 'gone'",
        "heard": "presence = 'heard'",
    },
    resting="presence = 'present'",
    search=found_by("member"),
)


def page(db: Source, ids: Sequence[int]) -> list[Row]:
    """Rows of a list with the name of the group."""
    return by_ids(
        db, "SELECT m.*, g.name AS group_name FROM member m JOIN grp g ON g.id = m.group_id WHERE m.id IN", ids
    )


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


def snapshots(db: Source, group: int | None) -> list[Row]:
    """The lists of a group (None: of all) that stand, newest first, with the name of their group."""
    where, values = ("", ()) if group is None else (" WHERE s.group_id = ?", (group,))
    return db.all(
        "SELECT s.*, g.name AS group_name FROM snapshot s JOIN batch b ON b.id = s.list AND b.state = 1"  # noqa: S608
        f" JOIN grp g ON g.id = s.group_id{where} ORDER BY s.taken DESC, s.id DESC",
        values,
    )


def snapshot(db: Source, number: int) -> Row | None:
    """One list that stands, with the name of its group."""
    return db.one(
        "SELECT s.*, g.name AS group_name FROM snapshot s JOIN batch b ON b.id = s.list AND b.state = 1"
        " JOIN grp g ON g.id = s.group_id WHERE s.id = ?",
        (number,),
    )


def differences(db: Source, group: int | None) -> dict[int, tuple[int, int]]:
    """List → (nicknames not in the one before it, nicknames of that one not in it); the first of a group is not there.

    Nicknames two members bear count once.
    """
    where, values = ("", ()) if group is None else (" WHERE s.group_id = ?", (group,))
    rows = db.all(
        "WITH kept AS (SELECT s.id, s.list, lag(s.list) OVER (PARTITION BY s.group_id ORDER BY s.taken, s.id) AS prior"  # noqa: S608
        f" FROM snapshot s JOIN batch b ON b.id = s.list AND b.state = 1{where})"
        " SELECT id, (SELECT count(DISTINCT nickname) FROM snapshot_member m WHERE m.batch = list AND NOT EXISTS"
        " (SELECT 1 FROM snapshot_member o WHERE o.group_id = m.group_id AND o.nickname = m.nickname AND"
        " o.batch = prior)) AS new,"
        " (SELECT count(DISTINCT nickname) FROM snapshot_member m WHERE m.batch = prior AND NOT EXISTS"
        " (SELECT 1 FROM snapshot_member o WHERE o.group_id = m.group_id AND o.nickname = m.nickname AND"
        " o.batch = list)) AS gone FROM kept WHERE prior IS NOT NULL",
        values,
    )
    return {row["id"]: (row["new"], row["gone"]) for row in rows}


def known_as(db: Source, group: int) -> dict[str, int]:
    """Nickname → person of those of whom the check is certain, present or not."""
    rows = db.all("SELECT nickname, person_id FROM member WHERE group_id = ? AND person_id IS NOT NULL", (group,))
    return {row[0]: row[1] for row in rows}


def missing(db: Source, group: int) -> list[Row]:
    """People who should be in a group, have not left, and for whom nobody certainly stands in its last list."""
    return db.all(
        "SELECT * FROM v_person WHERE gone = 0 AND id IN (SELECT person_id FROM v_belonging WHERE group_id = ?1)"
        " AND id NOT IN (SELECT person_id FROM member WHERE group_id = ?1 AND presence = 'present'"
        " AND person_id IS NOT NULL) ORDER BY id",
        (group,),
    )


def newest_signing(db: Source, group: int) -> Row | None:
    """The signing round a group's members are compared with: its newest, an open one first, with its ``groups``."""
    return db.one(
        "SELECT *, coalesce(json_extract(plan, '$.groups'), '[]') AS groups FROM signing WHERE group_id = ?1 OR ?1 IN"
        " (SELECT value FROM json_each(plan, '$.groups')) ORDER BY state = 'open' DESC, id DESC LIMIT 1",
        (group,),
    )


def others_of(db: Source, person: int) -> list[Row]:
    """The rows of a person in all groups with the name of the group."""
    return db.all(
        "SELECT m.*, g.name AS group_name FROM member m JOIN grp g ON g.id = m.group_id WHERE m.person_id = ?"
        " ORDER BY g.name_key, m.presence = 'present' DESC, m.since",
        (person,),
    )


def seen(db: Source, group: int) -> list[Row]:
    """(nickname, first, last, lists) over all lists of a group."""
    return db.all(
        "SELECT m.nickname, min(s.taken) AS first, max(s.taken) AS last, count(DISTINCT s.id) AS lists"
        " FROM v_snapshot_member m JOIN snapshot s ON s.list = m.batch WHERE m.group_id = ? GROUP BY m.nickname",
        (group,),
    )


def speakers(db: Source, group: int) -> list[Row]:
    """(sender, first, first_local, last, last_local) of everybody who said something in the archive of a group.

    Goes from sender to sender by the index, so that the number of messages hardly counts.
    """
    return db.all(
        "WITH RECURSIVE said (sender) AS (SELECT min(sender) FROM message WHERE group_id = ?1 UNION ALL"
        " SELECT (SELECT min(m.sender) FROM message m WHERE m.group_id = ?1 AND m.sender > said.sender) FROM said"
        " WHERE said.sender IS NOT NULL),"
        " heard AS (SELECT sender, (SELECT m.id FROM v_message m WHERE m.group_id = ?1 AND m.sender = said.sender"
        " ORDER BY m.at LIMIT 1) AS one, (SELECT m.id FROM v_message m WHERE m.group_id = ?1 AND m.sender = said.sender"
        " ORDER BY m.at DESC LIMIT 1) AS other FROM said WHERE sender IS NOT NULL)"
        " SELECT h.sender, a.at AS first, a.local AS first_local, z.at AS last, z.local AS last_local FROM heard h"
        " JOIN message a ON a.id = h.one JOIN message z ON z.id = h.other",
        (group,),
    )


def spoken_days(db: Source, group: int, offset: int, limit: int) -> list[int]:
    """The last days, newest first, on which something was said in the archive: the first second of each, in UTC.

    ``offset`` seconds east of UTC; at most ``limit`` of them.
    """
    # A day after the other by the index of times: the number of messages a day does not count.
    begin = "((spoken.at + ?2) / 86400) * 86400 - ?2"
    last = "(SELECT max(m.at) FROM v_message m WHERE m.group_id = ?1{})"
    rows = db.all(
        f"WITH RECURSIVE spoken (at) AS (SELECT {last.format('')} UNION ALL"  # noqa: S608 - constants
        f" SELECT {last.format(f' AND m.at < {begin}')} FROM spoken WHERE at IS NOT NULL LIMIT ?3)"
        f" SELECT {begin} FROM spoken WHERE at IS NOT NULL",
        (group, offset, limit),
    )
    return [int(row[0]) for row in rows]


def comings(db: Source, group: int) -> list[Row]:
    """(kind, at, local, actor, subjects) of who was let in or removed by the archived system lines, oldest first."""
    return db.all(
        "SELECT kind, at, local, actor, subjects FROM v_event WHERE group_id = ? AND kind IN ('join', 'remove')"
        " ORDER BY at, id",
        (group,),
    )


def decisions(db: Source, group: int) -> list[Row]:
    """What was decided about nicknames of a group."""
    return db.all("SELECT * FROM member_decision WHERE group_id = ?", (group,))


def decision(db: Source, group: int, nickname: str, kind: str) -> Row | None:
    """One decision."""
    return db.one(
        "SELECT * FROM member_decision WHERE group_id = ? AND nickname = ? AND kind = ?", (group, nickname, kind)
    )


def departed(db: Source, day: str) -> dict[int, str]:
    """Person → the day they left the unit, for check-lists of leaving whose day has come."""
    rows = db.all(
        "SELECT person_id, min(day) FROM departure WHERE kind = 'left' AND day <> '' AND day <= ? GROUP BY person_id",
        (day,),
    )
    return {row[0]: row[1] for row in rows}


def asked_to_leave(db: Source, group: int) -> list[Row]:
    """(person_id, name, nickname) of applications to leave a group that were not withdrawn."""
    return db.all(
        "SELECT person_id, name, nickname FROM application"
        " WHERE group_id = ? AND kind = 'exit' AND state <> 'withdrawn'",
        (group,),
    )


def first_approval(db: Source, group: int) -> str:
    """When the first application to join a group was passed, ``""`` where none was."""
    return str(
        db.value(
            "SELECT coalesce(min(decided), '') FROM application WHERE group_id = ? AND kind = 'join'"
            " AND state = 'passed'",
            (group,),
        )
    )


def removed(db: Source, group: int) -> list[Row]:
    """(person_id, nickname) of tasks to remove somebody from a group that were not dropped."""
    return db.all(
        "SELECT person_id, nickname FROM member_task WHERE group_id = ? AND kind = 'remove' AND state <> 'dropped'",
        (group,),
    )


def stamp(db: Source, group: int) -> Row | None:
    """When the check of a group was made: (row id, ``"<last entry seen> <local day>"``)."""
    return db.one("SELECT id, stamp FROM member_stamp WHERE group_id = ?", (group,))


def found(db: Source, group: int | None) -> dict[str, int]:
    """How many have each finding of ``FOUND``, and ``left_unasked`` and ``new``; those without any are left out."""
    columns = ", ".join(f"coalesce(sum({sql}), 0) AS {key}" for key, sql in LIST.states.items() if key in _COUNTED)
    where, values = ("", ()) if group is None else (" WHERE group_id = ?", (group,))
    row = db.one(f"SELECT {columns} FROM member{where}", values)  # noqa: S608 - conditions of ours
    return {} if row is None else {key: row[key] for key in sorted(_COUNTED) if row[key]}


def troubled(db: Source, group: int | None, states: Sequence[str]) -> int:
    """How many members are in any of these states of the list."""
    any_of = " OR ".join(LIST.states[state] for state in states)
    where, values = ("", ()) if group is None else (" AND group_id = ?", (group,))
    return int(db.value(f"SELECT count(*) FROM member WHERE ({any_of}){where}", values))  # noqa: S608 - ours


def counts(db: Source, group: int | None) -> dict[str, int]:
    """Members present by status."""
    where, values = ("", ()) if group is None else (" AND group_id = ?", (group,))
    rows = db.all(
        f"SELECT status, count(*) FROM member WHERE presence = 'present'{where} GROUP BY status",  # noqa: S608
        values,
    )
    return {row[0]: row[1] for row in rows}


_COUNTED = {*FOUND, "left_unasked", "new", "gone", "heard"}
