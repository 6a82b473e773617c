"""执行落空 in the queue: what was decided and not carried out, once for each time somebody said that it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from wxadmin.i18n import _, joined, on_paper
from wxadmin.services import clock
from wxadmin.services.records import Store
from wxadmin.store import matters as stored_matters
from wxadmin.store import member_tasks as stored_tasks
from wxadmin.store.engine import Row
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

_SCORE = 0.55
_TITLES: Mapping[tuple[str, str], str] = {
    ("remove", "still"): _("“{}”还在群里"), ("invite", "still"): _("“{}”还没有进群"),
    ("rename", "still"): _("“{}”还没有改名"), ("remove", "again"): _("移出的“{}”又在群里"),
    ("mute", "spoke"): _("“{}”在禁言期间发言"), ("remove", "spoke"): _("已移出的“{}”还在群里发言"),
    ("withdraw", "kept"): _("“{}”的消息没有登记撤回"), ("criticise", "silent"): _("对“{}”的通报没有在群里发布"),
    ("dissolve", "spoke"): _("因“{}”的案件登记已解散，群里还有人发言"),
}  # fmt: skip
"""(kind of the task, what was found) → the title of the entry."""
_SHORT: Mapping[tuple[str, str], str] = {
    ("remove", "still"): _("应移出的人还在群里"), ("invite", "still"): _("邀请的人没有进群"),
    ("rename", "still"): _("没有改名"), ("remove", "again"): _("移出的人又在群里"),
    ("mute", "spoke"): _("禁言期间发言"), ("remove", "spoke"): _("已移出的人还在群里发言"),
    ("withdraw", "kept"): _("消息没有登记撤回"), ("criticise", "silent"): _("通报没有发布"),
    ("dissolve", "spoke"): _("登记已解散，群里还有人发言"),
}  # fmt: skip
"""The same for whoever brought in what shows it."""
_FOUND: Mapping[str, str] = {"name": _("昵称或进退群的问题"), "late": _("没有按时回复公告")}
"""What else the program finds when something came in."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a list or chat showed of tasks when it came in: entries of the queue, in words too, and tasks confirmed."""

    entered: int = 0
    words: str = ""
    confirmed: int = 0


def told(store: Store, *changes: int) -> Told:
    """What the change that brought a list or chat in found, and those it brought with it."""
    with store.read() as db:
        keys = [key for change in changes for key in stored_matters.entered(db, change)]
        confirmed = sum(stored_tasks.confirmed(db, change) for change in changes)
    parts = [key.split("|") for key in keys if key.startswith("task|")]
    heads = [key.partition(":")[0] for key in keys]
    found = Counter([_SHORT[part[2], part[3]] for part in parts] + [_FOUND[head] for head in heads if head in _FOUND])
    words = (_("{} 条：{}").format(n, what) for what, n in found.items())
    return Told(found.total(), joined(_("，"), words), confirmed)


def close(tx: Tx, task: Row) -> None:
    """Closes what waits in the queue about a task: it was put right, or need not be done any more."""
    from wxadmin.services import matter_findings

    for row in _entries(tx, task):
        if row["state"] == "waiting" and _is_of(row, task):
            matter_findings.close(tx, row)


def _entries(db: Source, task: Row) -> list[Row]:
    return stored_matters.found_under(db, task["group_id"], _beginning(task))


def _beginning(task: Row) -> str:
    return f"task|{task['made']}|{task['kind']}|"


def _who(task: Row) -> str:
    who: str = task["nickname"] or task["name"]
    return who


def _is_of(row: Row, task: Row) -> bool:
    return bool(row["key"].split("|", 5)[-1] == _who(task))


def _key(db: Source, task: Row, what: str) -> str:
    """The stamp and the name are the same in a record file the group was handed over to."""
    return f"{_beginning(task)}{what}|{stored_tasks.times_said(db, task['id'])}|{_who(task)}"


def known(db: Source, task: Row, what: str, message: int = 0) -> bool:
    """Whether this contradiction stands in the queue, or stood there and was decided.

    ``message`` is what shows it: an entry about the same words and another task of the kind says the same, unless it
    was closed because that one was put right.
    """
    found = stored_matters.found_under(db, task["group_id"], _key(db, task, what))
    if any(row["state"] == "waiting" or not row["mended"] for row in found):
        return True
    return bool(message) and task["contradicted"] != "" and _said_of_another(db, task, message)


def _said_of_another(db: Source, task: Row, message: int) -> bool:
    """Whether an entry about another task of the kind and the same member shows the same message."""
    return any(
        row["message_id"] == message and row["key"].split("|")[2] == task["kind"] and _is_of(row, task)
        for row in stored_matters.found_under(db, task["group_id"], "task|")
        if not row["key"].startswith(_beginning(task))
    )


def report(tx: Tx, task: Row, what: str, text: str, message: int | None = None) -> None:
    """Puts a contradiction into the queue, once for each time somebody said that it was done."""
    from wxadmin.services import matter_findings, matters
    from wxadmin.services.matter_cards import MatterDraft, Party

    key = _key(tx, task, what)
    row = next(iter(stored_matters.found_under(tx, task["group_id"], key)), None)
    said = on_paper(_("{}登记已经办了")).format(clock.shown_full(task["carried"])) if task["carried"] else ""
    due = on_paper(_("应在{}前办好")).format(clock.shown_day(task["due"])) if task["due"] else ""
    body = joined("。", (task["reason"], said or due, text)) + "。"
    if row is not None:
        if row["state"] == "waiting":
            tx.update("matter", row["id"], {"body": body})
        elif row["mended"] and row["decided"] == row["mended"]:
            tx.update("matter", row["id"], {"body": body})
            matter_findings.come_back(tx, row)
        return
    if any(one["state"] == "waiting" and _is_of(one, task) for one in _entries(tx, task)):
        return  # one entry says that it was not carried out, whatever shows it
    if message is not None and _said_of_another(tx, task, message):
        return
    title = on_paper(_TITLES[task["kind"], what]).format(_who(task))[:200]
    about = Party(task["person_id"], task["name"], task["nickname"])
    draft = MatterDraft(
        "undone", task["group_id"], body, title, about=(about,), received=clock.today(), message=message
    )  # fmt: skip
    matters.insert(tx, draft, score=_SCORE, key=key)
