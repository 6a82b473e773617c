"""Whether the messages that were to be withdrawn are, by what was noted of them and by what system lines tell."""

from __future__ import annotations

from wxadmin.i18n import _, on_paper
from wxadmin.services import clock, execution_entries, task_acts
from wxadmin.store import executions as stored
from wxadmin.store.engine import Row
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

_RECALL = 180  # seconds within which WeChat lets somebody recall a message, and a minute more for times without seconds


def find(db: Source, task: Row, since: int | None) -> tuple[bool, list[Row]] | None:
    """(whether all are gone, those that are not) of the messages of a task; None when there is nothing to say now."""
    messages = stored.to_withdraw(db, task["case_id"], task)
    if not messages:
        return None
    left = [message for message in messages if not message["gone"] and not _recalled(db, task["group_id"], message)]
    if not left:
        return True, []
    over = since is not None and clock.day_of(since) < clock.today()
    return None if not over or execution_entries.known(db, task, "kept") else (False, left)


def look(tx: Tx, task: Row, since: int | None) -> None:
    """Confirms an open task whose messages are gone; those that are still there after its day contradict it."""
    found = find(tx, task, since)
    if found is None:
        return
    gone, left = found
    if gone:
        task_acts.confirm(tx, task, on_paper(_("清理记录里都已撤回或删除")))
        return
    text = on_paper(_("还有 {} 条消息没有登记撤回或删除")).format(len(left))
    task_acts.deny(tx, task, text, message=left[0]["id"])
    execution_entries.report(tx, task, "kept", text, left[0]["id"])


def _recalled(db: Source, group: int, message: Row) -> bool:
    """Whether system lines tell that a message was recalled, and not another one of the same sender.

    Its sender can recall it for a short while, who leads the group later, too.
    """
    sender, at = message["sender"], message["at"]
    lines = stored.recalls(db, group, sender, at)
    own = [line["at"] for line in lines if line["actor"] == sender and line["at"] <= at + _RECALL]
    led = [line["at"] for line in lines if line["actor"] != sender]
    for told, first in ((own, (own[0] if own else at) - _RECALL), (led, at)):
        # As many lines as messages that may be meant.
        if told and stored.said_between(db, group, sender, first, told[-1]) <= len(told):
            return True
    return False
