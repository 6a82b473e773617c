"""Applications as stored, and what the records know of those who apply."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from wxadmin.store.engine import Row
from wxadmin.store.lists import ListSource, Source, by_ids, found_by

_KINDS = ("join", "exit", "founding", "dissolving", "outside")
_SOURCE = "(SELECT *, state <> 'waiting' AS done FROM application{}) asked"
# A day is over at midnight of the owner's zone, which is 16:00 in UTC.
_OVERDUE = "(state = 'waiting' AND due <> '' AND due || 'T16:00:00Z' <= :now)"
_ENDING = "(state = 'passed' AND kind = 'outside' AND until <> '' AND until <= date(:now, '+8 hours', '+7 days'))"

LIST = ListSource(
    source=_SOURCE.format(""),
    orders={
        "": ("done", "due", "received DESC"),
        "name": ("name_key",),
        "kind": ("kind", "received"),
        "group": ("group_id", "received"),
        "received": ("received",),
        "due": ("due",),
        "state": ("state", "received"),
    },
    group="(group_id = :group OR group_id IS NULL)",
    states={
        **{s: f"state = '{s}'" for s in ("waiting", "passed", "returned", "withdrawn")},
        "overdue": _OVERDUE,
        "ending": _ENDING,
    },
    search=found_by("application"),
)


def source_of(chips: Sequence[str]) -> ListSource:
    """The list with the applications of these kinds alone, of all where no kind is among the chips."""
    kinds = [kind for kind in _KINDS if kind in chips]
    if not kinds:
        return LIST
    return replace(LIST, source=_SOURCE.format(f" WHERE kind IN ({', '.join(repr(kind) for kind in kinds)})"))


_ROW = (
    "SELECT a.*, coalesce(g.name, '') AS group_name, coalesce(p.name, '') AS person_name,"
    " coalesce(p.department, '') AS department, coalesce(p.gone, 0) AS gone,"
    " EXISTS (SELECT 1 FROM member m WHERE m.group_id = a.group_id AND m.person_id = a.person_id"
    " AND m.presence = 'present') AS present"
    " FROM application a LEFT JOIN grp g ON g.id = a.group_id LEFT JOIN v_person p ON p.id = a.person_id"
)


def page(db: Source, ids: Sequence[int]) -> list[Row]:
    """Rows of the list with group and person."""
    return by_ids(db, f"{_ROW} WHERE a.id IN", ids)


def one(db: Source, application: int) -> Row | None:
    """One application."""
    return db.one(f"{_ROW} WHERE a.id = ?", (application,))


def of_person(db: Source, person: int) -> list[Row]:
    """The applications of a person, newest first."""
    return db.all(f"{_ROW} WHERE a.person_id = ? ORDER BY a.received DESC, a.id DESC", (person,))


def others(db: Source, application: int, group: int | None, person: int | None, name: str) -> list[Row]:
    """What else the same person, or somebody of that name nobody was found for, applied for in the group."""
    return db.all(
        f"{_ROW} WHERE a.id <> ?1 AND a.group_id IS ?2 AND (a.person_id = ?3 OR (a.person_id IS NULL AND a.name = ?4))"
        " ORDER BY a.received DESC, a.id DESC",
        (application, group, person, name),
    )


def decided(db: Source, group: int) -> list[Row]:
    """Passed applications to join or to leave a group, in the order of the decisions."""
    return db.all(
        "SELECT id, kind, person_id, name, nickname, decided FROM application"
        " WHERE group_id = ? AND kind IN ('join', 'exit') AND state = 'passed' ORDER BY decided, id",
        (group,),
    )


def counts(db: Source, group: int | None, now: str) -> dict[str, int]:
    """How many wait, how many of them are overdue, how many outside contacts end within a week or ended."""
    row = db.one(
        "SELECT coalesce(sum(state = 'waiting'), 0) AS waiting,"  # noqa: S608 - conditions of ours
        f" coalesce(sum({_OVERDUE}), 0) AS overdue, coalesce(sum({_ENDING}), 0) AS ending"
        " FROM application WHERE state IN ('waiting', 'passed')"
        " AND (:group IS NULL OR group_id = :group OR group_id IS NULL)",
        {"group": group, "now": now},
    )
    return {} if row is None else {"waiting": row["waiting"], "overdue": row["overdue"], "ending": row["ending"]}


def kinds_found(db: Source, group: int | None) -> list[Row]:
    """(state, kind) that there are in a group, or in all."""
    return db.all(
        "SELECT DISTINCT state, kind FROM application WHERE ?1 IS NULL OR group_id = ?1 OR group_id IS NULL", (group,)
    )


# Who it may be


def names(db: Source) -> list[Row]:
    """(id, name) of everybody."""
    return db.all("SELECT id, name FROM v_person")


def pointed(db: Source, numbers: Sequence[str]) -> list[int]:
    """Ids of people with one of these numbers or phones of their own."""
    found = db.all(
        "SELECT id FROM v_person WHERE number IN (SELECT value FROM json_each(?1))"
        " OR phone IN (SELECT value FROM json_each(?1))",
        (json.dumps(list(numbers)),),
    )
    return [row[0] for row in found]


def guarded(db: Source) -> list[Row]:
    """(id, guardians) of everybody who has guardians."""
    return db.all("SELECT id, guardians FROM v_person WHERE guardians <> '[]'")


def one_a_department(db: Source) -> list[int]:
    """One person of each department, so that all its names are known."""
    return [row[0] for row in db.all("SELECT min(id) FROM v_person GROUP BY departments")]


def accounts(db: Source, group: int, person: int) -> list[str]:
    """Nicknames under which a person is in the group by its last list."""
    rows = db.all(
        "SELECT nickname FROM member WHERE group_id = ? AND person_id = ? AND presence = 'present'", (group, person)
    )
    return [row[0] for row in rows]


def present(db: Source, group: int, nickname: str) -> bool:
    """Whether somebody of that nickname is in the group by its last list."""
    return (
        db.value("SELECT 1 FROM member WHERE group_id = ? AND nickname = ? AND presence = 'present'", (group, nickname))
        is not None
    )


def consents(db: Source, person: int) -> bool:
    """Whether consent to being listed is given for a person."""
    found = db.value("SELECT 1 FROM consent WHERE person_id = ? AND given <> '' AND withdrawn = ''", (person,))
    return found is not None


def rule_of(db: Source, group: int) -> str:
    """The naming rule of a group, ``""`` without."""
    return str(db.value("SELECT naming_rule FROM grp WHERE id = ?", (group,)) or "")
