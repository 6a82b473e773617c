"""What member lists show of tasks: not carried out though somebody said so, or come to nothing afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from wxadmin.i18n import _, on_paper
from wxadmin.services import clock, execution_entries, execution_names, task_acts
from wxadmin.store import member_tasks as stored_tasks
from wxadmin.store.engine import Row
from wxadmin.store.journal import Tx


def denied_by_list(tx: Tx, task: Row, snapshot: int, text: str) -> None:
    """A list shows that an open task was not carried out: noted, and queued where it should be done by now."""
    at = clock.day_of(clock.moment(tx.at))
    claimed = _claimed(task)
    # Who was invited may take a day to come.
    if claimed and task["kind"] == "invite" and clock.day_of(task["carried"]) >= at:
        claimed = False
    late = task["source"] == "sanction" and bool(task["due"]) and date.fromisoformat(task["due"]) < at
    task_acts.deny(tx, task, text, snapshot=snapshot)
    if claimed or late:
        execution_entries.report(tx, task, "still", text)


def after_list(
    tx: Tx, group: int, snapshot: int, bearing: Mapping[str, frozenset[int]], came: Mapping[str, int]
) -> None:  # fmt: skip
    """Looks whether somebody removed by a decision stands in a new list again.

    ``bearing`` are the nicknames of the list with the persons who certainly stand behind them, ``came`` how many more
    members bear a nickname than in the list before.
    """
    for task in stored_tasks.of_sanctions(tx, group, ("remove",)):
        if task["state"] != "done" or task["snapshot_id"] == snapshot:
            continue
        name = task["nickname"]
        if task["person_id"] is not None:
            theirs = [one for one, those in bearing.items() if task["person_id"] in those]
            seen = next(iter(execution_names.of(tx, task, theirs)), "")
        else:
            # Whom the list knows to be somebody is not the one nobody was known for. Where the chat told of the
            # removal, the list before may have the nickname yet.
            by_chat = task["snapshot_id"] is None and not task["closed_by"] and name in bearing
            seen = name if (by_chat or came.get(name, 0) > 0) and not bearing.get(name) else ""
        if seen and not stored_tasks.readmitted(tx, group, task):
            text = on_paper(_("{}的成员名单里有“{}”")).format(clock.shown_full(tx.at), seen)
            task_acts.deny(tx, task, text, snapshot=snapshot)
            execution_entries.report(tx, task, "again", text)


def _claimed(task: Row) -> bool:
    """Whether somebody said it was done since the last time it was contradicted."""
    return bool(task["carried"]) and bool(task["carried"] >= task["contradicted"])
