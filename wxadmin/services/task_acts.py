"""What becomes of a task: said to be done, shown by a list or chat to be or not to be, taken up again, dropped."""

from __future__ import annotations

from collections.abc import Mapping

from wxadmin.i18n import _, joined, on_paper, retold
from wxadmin.services import clock, execution_entries
from wxadmin.store import member_tasks as stored
from wxadmin.store.engine import Row
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

BY_WORD = frozenset({"mute", "unmute", "correct", "dissolve", "unit"})
"""Kinds that no list and seldom a chat proves done: the owner's word ends them."""
ACTS: Mapping[str, str] = {
    "said": _("说已经办了"), "unsaid": _("改为还没有办"), "confirmed": _("核实办成"), "denied": _("核实没有办成"),
    "reopened": _("办成后又落空"), "dropped": _("不办了"), "done": _("办结"),
}  # fmt: skip


def add(
    tx: Tx, task: Row, kind: str, text: str = "", by: str = "", *, message: int | None = None,
    snapshot: int | None = None,
) -> int:  # fmt: skip
    """Writes what became of a task; ``message`` or ``snapshot`` is what shows it."""
    return tx.insert(
        "task_act",
        {
            "task_id": task["id"], "group_id": task["group_id"], "subject": bytes(task["subject"]), "kind": kind,
            "at": clock.stamp(clock.moment(tx.at)), "by_whom": by.strip(), "text": text.strip(),
            "message_id": message, "snapshot_id": snapshot,
        },
    )  # fmt: skip


def of(db: Source, task: int) -> tuple[tuple[str, str, int | None], ...]:
    """(time shown, words, message) of what became of a task, in order."""
    return tuple(
        (clock.shown(row["at"]), joined("　", (ACTS[row["kind"]], retold(row["text"]), row["by_whom"])),
         row["message_id"])
        for row in stored.acts(db, task)
    )  # fmt: skip


def said(tx: Tx, task: Row, by: str, moment: str = "") -> None:
    """Somebody says an open task was carried out, at a moment (a stamp, ``""``: now)."""
    from wxadmin.services import executions, sanctions

    at = clock.stamp(clock.moment(tx.at))
    final = task["kind"] in BY_WORD or not executions.provable(tx, task)
    values = {"carried": at}
    if final:
        values |= {"state": "done", "closed": at, "closed_by": by.strip()}
    tx.update("member_task", task["id"], values)
    add(tx, task, "said", by=by)
    sanctions.task_said(tx, task, moment or at, by)
    if final:
        execution_entries.close(tx, task)


def unsaid(tx: Tx, task: Row, by: str) -> None:
    """An open task was not carried out after all."""
    from wxadmin.services import sanctions

    tx.update("member_task", task["id"], {"carried": ""})
    add(tx, task, "unsaid", by=by)
    sanctions.came_undone(tx, task, on_paper(ACTS["unsaid"]))


def finish(tx: Tx, task: Row, by: str) -> None:
    """The owner ends an open task as done, whatever a list may say later."""
    from wxadmin.services import sanctions

    at = clock.stamp(clock.moment(tx.at))
    tx.update("member_task", task["id"], {"state": "done", "closed": at, "closed_by": by})
    add(tx, task, "done", by=by)
    sanctions.task_said(tx, task, at, by)
    execution_entries.close(tx, task)


def drop(tx: Tx, task: Row, why: str, by: str) -> None:
    """An open task need not be done, and why."""
    at = clock.stamp(clock.moment(tx.at))
    tx.update("member_task", task["id"], {"state": "dropped", "closed": at, "closed_by": by.strip()})
    add(tx, task, "dropped", why, by)
    execution_entries.close(tx, task)


def confirm(tx: Tx, task: Row, text: str, *, message: int | None = None, snapshot: int | None = None) -> None:
    """A list or chat shows that an open task was carried out."""
    from wxadmin.services import sanctions

    at = clock.stamp(clock.moment(tx.at))
    tx.update("member_task", task["id"], {"state": "done", "closed": at, "snapshot_id": snapshot})
    add(tx, task, "confirmed", text, message=message, snapshot=snapshot)
    sanctions.task_said(tx, task, at, "")
    execution_entries.close(tx, task)


def deny(tx: Tx, task: Row, text: str, *, message: int | None = None, snapshot: int | None = None) -> None:
    """A list or chat shows that a task was not carried out, or came undone: it is open again, and so is its measure."""
    from wxadmin.services import sanctions

    at = clock.stamp(clock.moment(tx.at))
    over = task["state"] == "done"
    new = over or not task["contradicted"] or task["carried"] >= task["contradicted"]
    values = {"contradicted": at, "snapshot_id": snapshot}
    if over:
        values |= {"state": "open", "closed": "", "closed_by": "", "carried": ""}
    tx.update("member_task", task["id"], values)
    if new:
        add(tx, task, "reopened" if over else "denied", text, message=message, snapshot=snapshot)
    sanctions.came_undone(tx, task, text)
