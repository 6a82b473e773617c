"""清理记录: which messages were withdrawn or removed, by whom and when.

The owner notes it of an archived message; recalls that a system line of the chat tells are listed beside that.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from wxadmin.domain.errors import UserError, one_line
from wxadmin.i18n import _
from wxadmin.services import clock, executions
from wxadmin.services.listing import Badge, Chip, Column, Ids, Row, Tone, View, ids_of
from wxadmin.services.records import Change, Reader, Store
from wxadmin.store import messages as stored_messages
from wxadmin.store import withdrawals as stored
from wxadmin.store.engine import Row as Stored
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

How = Literal["recalled", "removed", "asked"]
HOW: dict[How, str] = {"recalled": _("本人撤回"), "removed": _("已被删除"), "asked": _("已要求撤回")}
_TONES: dict[str, Tone] = {"recalled": "muted", "removed": "ok", "asked": "warn"}

COLUMNS = (
    Column("time", _("清理时间"), 150),
    Column("how", _("方式"), 100),
    Column("by", _("经办人"), 120),
    Column("sender", _("发言人"), 130, sortable=False),
    Column("said", _("发言时间"), 150, sortable=False),
    Column("text", _("内容"), 320, sortable=False),
    Column("note", _("说明"), 180, sortable=False),
    Column("source", _("来源"), 90, sortable=False),
)
CHIPS = (*(Chip(key, words) for key, words in HOW.items()), Chip("told", _("只看系统提示")))


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What became of a message; ``at`` as shown."""

    id: int
    how: How
    at: str
    by: str
    note: str

    @property
    def words(self) -> str:
        """One line: how, when, by whom."""
        line = _("{how}（{at}，{by}）").format(how=HOW[self.how], at=self.at, by=self.by)
        return f"{line}：{self.note}" if self.note else line


def record(store: Store, message: int, how: How, by: str, at: datetime | None = None, note: str = "") -> Change[int]:
    """Note what became of a message; ``by`` is who withdrew, removed or asked, ``at`` when (None: now).

    UserError for a message that is gone, no name, a time in the future or before the message was said, and what is
    noted already.
    """
    name = one_line(by).strip()
    if how not in HOW:
        raise UserError(_("没有这种清理方式：{}").format(how), remedy=_("请从列表里选择"))
    if not name:
        raise UserError(_("没有写经办人"), remedy=_("请写上谁撤回、删除或要求撤回的"))

    def work(tx: Tx) -> int:
        row = stored_messages.one(tx, message)
        if row is None:
            raise UserError(_("没有这条消息"), remedy=_("可能已被撤销导入，请刷新列表"))
        moment = at or clock.moment(tx.at)
        if moment > clock.moment(tx.at) + timedelta(minutes=1):
            raise UserError(_("清理时间在将来"), remedy=_("请改成已经发生的时间"))
        if row["local"] and not clock.is_day(row["local"]) and int(moment.timestamp()) < row["at"] - 60:
            raise UserError(_("清理时间比这条消息还早"), remedy=_("请改成发言之后的时间"))
        if any(one["how"] == how for one in stored.of_messages(tx, [message])):
            raise UserError(_("已经登记过“{}”").format(HOW[how]), remedy=_("要改请先在操作日志里撤销那次登记"))
        noted = tx.insert(
            "withdrawal",
            {
                "group_id": row["group_id"], "message_id": message, "subject": row["subject"],
                "sender": row["sender"], "how": how, "at": int(moment.timestamp()), "by_whom": name,
                "note": one_line(note).strip(), "made": clock.stamp(clock.moment(tx.at)),
            },
        )  # fmt: skip
        executions.after_withdrawal(tx, row["group_id"])
        return noted

    return store.change(_("登记清理：{}").format(HOW[how]), work)


def of(store: Store, message: int) -> tuple[Withdrawal, ...]:
    """What became of a message, in the order it happened."""
    with store.read() as db:
        return of_many(db, [message]).get(message, ())


def of_many(db: Source, messages: Collection[int]) -> dict[int, tuple[Withdrawal, ...]]:
    """The same of several, only those of which something is noted."""
    found: dict[int, tuple[Withdrawal, ...]] = {}
    for row in stored.of_messages(db, messages):
        one = Withdrawal(row["id"], row["how"], clock.shown(row["at"]), row["by_whom"], row["note"])
        found[row["message_id"]] = (*found.get(row["message_id"], ()), one)
    return found


def index(store: Store, view: View, reader: Reader | None = None) -> Ids:
    """What was cleared away, the latest first unless sorted otherwise."""
    return ids_of(store, stored.LIST, view, reader)


def page(store: Store, ids: Sequence[int]) -> list[Row]:
    """Those as rows."""
    with store.read() as db:
        noted = stored.noted(db, [i // 2 for i in ids if i % 2 == 0])
        told = stored.told(db, [i // 2 for i in ids if i % 2])
    rows = []
    for i in ids:
        row = (told if i % 2 else noted).get(i // 2)
        if row is not None:
            rows.append(_of_event(i, row) if i % 2 else _of_note(i, row))
    return rows


def message_of(store: Store, entry: int) -> int | None:
    """The message an entry of the list is about; None for what a system line alone tells."""
    if entry % 2:
        return None
    with store.read() as db:
        row = stored.noted(db, [entry // 2]).get(entry // 2)
    return None if row is None else int(row["message_id"])


def _of_note(number: int, row: Stored) -> Row:
    said: Any = row["said"] if row["local"] and not clock.is_day(row["local"]) else row["local"]
    cells = (
        clock.shown(row["at"]), HOW[row["how"]], row["by_whom"], row["sender"], clock.shown(said),
        " ".join(row["text"].split()), row["note"], _("登记"),
    )  # fmt: skip
    return Row(number, cells, (Badge(HOW[row["how"]], _TONES[row["how"]]),))


def _of_event(number: int, row: Stored) -> Row:
    words = "、".join(json.loads(row["subjects"]))
    when: Any = row["at"] if not clock.is_day(row["local"] or "") else row["local"]
    cells = (
        clock.shown(when), HOW["recalled"], row["actor"], row["actor"], "", words or _("撤回了一条消息"), "",
        _("系统提示"),
    )  # fmt: skip
    return Row(number, cells)
