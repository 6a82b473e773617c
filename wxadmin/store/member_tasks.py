"""What must be done in WeChat with members, and who was reminded of what, as stored."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from wxadmin.store.engine import Row
from wxadmin.store.lists import ListSource, Source, by_ids, found_by

# A day is over at midnight of the owner's zone, which is 16:00 in UTC.
_OVERDUE = "(state = 'open' AND due <> '' AND due || 'T16:00:00Z' <= :now)"

LIST = ListSource(
    source="(SELECT *, state <> 'open' AS over, due = '' AS undated FROM member_task) task",
    orders={
        "": ("over", "undated", "due", "made"),
        "kind": ("kind", "name_key"),
        "who": ("name_key",),
        "group": ("group_id", "made"),
        "due": ("undated", "due"),
        "state": ("over", "state", "carried", "made"),
        "made": ("made",),
    },
    states={
        "open": "state = 'open'",
        "overdue": _OVERDUE,
        "carried": "(state = 'open' AND carried <> '')",
        "contradicted": "(state = 'open' AND contradicted <> '')",
        "done": "state = 'done'",
        "dropped": "state = 'dropped'",
    },
    resting="state = 'open'",
    search=found_by("member_task"),
)

KINDS = ("remove", "invite", "rename", "mute", "unmute", "withdraw", "criticise", "dissolve", "unit")


def source_of(chips: Sequence[str]) -> ListSource:
    """The list with the tasks of these kinds alone, of all where no kind is among the chips."""
    kinds = [kind for kind in KINDS if kind in chips]
    if not kinds:
        return LIST
    where = f"WHERE kind IN ({', '.join(repr(kind) for kind in kinds)})) task"
    return replace(LIST, source=LIST.source.replace(") task", f" {where}"))


_MEASURES = {
    "mute": "mute", "remove": "removal", "withdraw": "withdraw", "criticise": "criticism", "dissolve": "dissolve",
}  # fmt: skip
_ROW = "SELECT t.*, g.name AS group_name FROM member_task t JOIN grp g ON g.id = t.group_id"


def page(db: Source, ids: Sequence[int]) -> list[Row]:
    """Rows of the list with the group's name."""
    return by_ids(db, f"{_ROW} WHERE t.id IN", ids)


def one(db: Source, task: int) -> Row | None:
    """One task with the group's name."""
    return db.one(f"{_ROW} WHERE t.id = ?", (task,))


def open_of(db: Source, group: int) -> list[Row]:
    """The open tasks of a group, oldest first."""
    return db.all("SELECT * FROM member_task WHERE group_id = ? AND state = 'open' ORDER BY id", (group,))


def of_person(db: Source, person: int) -> list[Row]:
    """The tasks about a person, newest first."""
    return db.all(f"{_ROW} WHERE t.person_id = ? ORDER BY t.id DESC", (person,))


def about(db: Source, group: int, person: int | None, nickname: str) -> list[Row]:
    """The tasks of a group about a member, newest first."""
    return db.all(
        f"{_ROW} WHERE t.group_id = ? AND (t.person_id = ? OR t.nickname = ? OR t.wanted = ?) ORDER BY t.id DESC",
        (group, person, nickname, nickname),
    )


def of_source(db: Source, source: str, source_id: int) -> list[Row]:
    """The tasks something asked for."""
    return db.all(f"{_ROW} WHERE t.source = ? AND t.source_id = ? ORDER BY t.id", (source, source_id))


def acts(db: Source, task: int) -> list[Row]:
    """What became of a task, in order."""
    return db.all("SELECT * FROM task_act WHERE task_id = ? ORDER BY id", (task,))


def confirmed(db: Source, change: int) -> int:
    """How many tasks were shown to be carried out by what came in with a change."""
    sql = (
        "SELECT count(*) FROM entry e JOIN task_act a ON a.id = e.row"
        " WHERE e.seq > ?1 AND +e.change = ?1 AND +e.tbl = 'task_act' AND a.kind = 'confirmed'"
    )
    return int(db.value(sql, (change,)))


def of_key(db: Source, group: int, made: str, kind: str, who: str) -> Row | None:
    """The task opened at a time (stamp) for a nickname, or where it has none a name."""
    return db.one(
        "SELECT * FROM member_task WHERE group_id = ? AND kind = ? AND made = ?"
        " AND iif(nickname = '', name, nickname) = ? ORDER BY id",
        (group, kind, made, who),
    )


def of_sanctions(db: Source, group: int, kinds: Sequence[str]) -> list[Row]:
    """Tasks of these kinds that measures in force ask for in a group.

    With ``measure``, ``starts``, ``ends``, ``settled``, ``standing`` (its state) and the case (``case_id``, ``number``)
    of the measure.
    """
    marks = ",".join("?" * len(kinds))
    measures = [_MEASURES[kind] for kind in kinds]
    return db.all(
        "SELECT t.*, s.measure, s.starts, s.ends, s.settled, s.state AS standing, s.case_id, c.number FROM sanction s"  # noqa: S608 - marks alone
        " CROSS JOIN member_task t ON t.source = 'sanction' AND t.source_id = s.id JOIN cases c ON c.id = s.case_id"
        f" WHERE s.group_id = ? AND s.state IN ('decided', 'carried') AND s.measure IN ({marks})"
        f" AND t.state <> 'dropped' AND t.kind IN ({marks}) ORDER BY t.id",
        (group, *measures, *kinds),
    )


def of_case(db: Source, case: int) -> list[Row]:
    """The tasks that the measures of a case asked for."""
    return db.all(
        f"{_ROW} JOIN sanction s ON t.source = 'sanction' AND t.source_id = s.id WHERE s.case_id = ? ORDER BY t.id",
        (case,),
    )


def found(db: Source, group: int | None) -> frozenset[str]:
    """Kinds of tasks that there are, and states of tasks but ``open``."""
    rows = db.all(
        "SELECT DISTINCT kind, iif(state = 'open', iif(carried <> '', 'carried', ''), state) AS state,"
        " state = 'open' AND contradicted <> '' AS contradicted FROM member_task WHERE ?1 IS NULL OR group_id = ?1",
        (group,),
    )
    found = {row["kind"] for row in rows} | {row["state"] for row in rows if row["state"]}
    return frozenset(found | {"contradicted" for row in rows if row["contradicted"]})


def times_said(db: Source, task: int) -> int:
    """How often somebody said, or a list or chat showed, that a task was carried out."""
    sql = "SELECT count(*) FROM task_act WHERE task_id = ? AND kind IN ('said', 'done', 'confirmed')"
    return int(db.value(sql, (task,)))


def readmitted(db: Source, group: int, task: Row) -> bool:
    """Whether a removed member was asked back, or their application passed, since the task was ended."""
    return (
        db.one(
            "SELECT 1 FROM member_task WHERE group_id = ?1 AND kind = 'invite' AND state <> 'dropped' AND id > ?2 AND"
            " (person_id = ?3 OR (?3 IS NULL AND (nickname = ?4 OR name = ?4)))"
            " UNION ALL SELECT 1 FROM application WHERE group_id = ?1 AND kind = 'join' AND state = 'passed'"
            " AND decided >= ?5 AND (person_id = ?3 OR (?3 IS NULL AND (nickname = ?4 OR name = ?4)))",
            (group, task["id"], task["person_id"], task["nickname"] or task["name"], task["closed"] or task["made"]),
        )
        is not None
    )


def case_of(db: Source, task: Row) -> Row | None:
    """(id, number) of the case whose measure asked for a task."""
    if task["source"] != "sanction":
        return None
    return db.one(
        "SELECT c.id, c.number FROM sanction s JOIN cases c ON c.id = s.case_id WHERE s.id = ?", (task["source_id"],)
    )


def of_cases_due(db: Source, group: int | None, today: str) -> tuple[int, int]:
    """How many tasks of cases are past their day (before ``today``), and how many a list or chat contradicts."""
    row = db.one(
        "SELECT coalesce(sum(due <> '' AND due < ?2), 0) AS overdue,"
        " coalesce(sum(contradicted <> '' AND contradicted >= carried), 0) AS undone"
        " FROM member_task WHERE source = 'sanction' AND state = 'open' AND (?1 IS NULL OR group_id = ?1)",
        (group, today),
    )
    assert row is not None
    return row["overdue"], row["undone"]


def counts(db: Source, group: int | None, now: str) -> dict[str, int]:
    """How many are open, and of these overdue."""
    row = db.one(
        f"SELECT count(*) AS open, coalesce(sum({_OVERDUE}), 0) AS overdue FROM member_task"  # noqa: S608 - ours
        " WHERE state = 'open' AND (:group IS NULL OR group_id = :group)",
        {"group": group, "now": now},
    )
    assert row is not None
    return {"open": row["open"], "overdue": row["overdue"]}


# Reminders


def reminders(db: Source, group: int, cause: str, since: str) -> list[Row]:
    """What was handed out for a cause since a time, oldest first."""
    return db.all(
        "SELECT * FROM reminder WHERE group_id = ? AND cause = ? AND sent >= ? ORDER BY sent, id", (group, cause, since)
    )


def reminders_about(db: Source, group: int, person: int | None, nicknames: Sequence[str]) -> list[Row]:
    """The reminders of a member of a group, oldest first."""
    return db.all(
        "SELECT * FROM reminder WHERE group_id = ?1 AND (person_id = ?2 OR nickname IN"
        " (SELECT value FROM json_each(?3))) ORDER BY sent, id",
        (group, person, json.dumps(list(nicknames))),
    )


def reminders_of_person(db: Source, person: int) -> list[Row]:
    """The reminders of a person with the name of their group, newest first."""
    return db.all(
        "SELECT r.*, g.name AS group_name FROM reminder r JOIN grp g ON g.id = r.group_id WHERE r.person_id = ?"
        " ORDER BY r.sent DESC, r.id DESC",
        (person,),
    )
