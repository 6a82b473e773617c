"""Under which nicknames the member of a task is known, and nobody else."""

from __future__ import annotations

from collections.abc import Iterable

from wxadmin.services import clock
from wxadmin.store import executions as stored
from wxadmin.store import member_tasks as stored_tasks
from wxadmin.store import members as stored_members
from wxadmin.store.engine import Row
from wxadmin.store.lists import Source


def of(db: Source, task: Row, theirs: Iterable[str]) -> list[str]:
    """Those of a person's nicknames that a task is about.

    Where the person has several accounts, each has a task of its own; nicknames besides are the first one's.
    """
    alike = stored_tasks.of_source(db, task["source"], task["source_id"])
    alike = [one for one in alike if one["kind"] == task["kind"] and one["person_id"] == task["person_id"]]
    others = {one["nickname"] for one in alike if one["id"] != task["id"]}
    first = not alike or alike[0]["id"] == task["id"]
    return sorted(name for name in theirs if name == task["nickname"] or (first and name not in others))


def speaking(db: Source, task: Row, since: int) -> list[str]:
    """The nicknames under which nobody but the member of a task speaks after a second."""
    names = {task["nickname"]} if task["nickname"] else set()
    group = task["group_id"]
    if task["person_id"] is not None:
        names |= set(stored_members.nicknames_of(db, group, task["person_id"]))
    # A removed member's nickname that stands in a list taken since is somebody's who is there.
    last = stored_members.last_snapshot(db, group) if task["kind"] == "remove" else None
    most = 0 if last is not None and clock.moment(last["taken"]).timestamp() > since else 1
    certain = []
    for name in of(db, task, names):
        row = stored_members.by_nickname(db, group, name)
        others = row is not None and row["person_id"] is not None and row["person_id"] != task["person_id"]
        if not others and stored.bearers(db, group, name) <= most:
            certain.append(name)
    return certain
