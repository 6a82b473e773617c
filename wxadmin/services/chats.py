"""The archive of what was said: pasted or read, joined to what is there, screened."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from wxadmin.domain.errors import UserError
from wxadmin.i18n import _
from wxadmin.services import chat_import, clock
from wxadmin.services.listing import Badge, Chip, Column, Ids, Row, View, ids_of
from wxadmin.services.records import Reader, Store
from wxadmin.store import messages as stored
from wxadmin.store.engine import Row as Stored

COLUMNS = (
    Column("time", _("时间"), 150),
    Column("sender", _("发言人"), 140),
    Column("text", _("内容"), 460, sortable=False),
    Column("kind", _("类型"), 80),
)
CHIPS = (Chip("flagged", _("有命中")), Chip("case", _("已作证据")))


ChatPreview = chat_import.ChatPreview
ChatImport = chat_import.ChatImport
preview = chat_import.preview
preview_transcript = chat_import.preview_transcript
import_chat = chat_import.import_chat


@dataclass(frozen=True, slots=True)
class ContextLine:
    """One message of a conversation; ``marks`` are half-open spans of hits, ``focus`` is the message looked at."""

    id: int
    sender: str
    time: str
    text: str
    marks: tuple[tuple[int, int], ...] = ()
    focus: bool = False
    kind: str = "text"


KIND_WORDS = {
    "text": _("文字"), "image": _("图片"), "voice": _("语音"), "video": _("视频"), "file": _("文件"), "link": _("链接"),
    "chain": _("接龙"), "red_packet": _("红包"), "sticker": _("表情"), "other": _("其他"),
}  # fmt: skip


def index(store: Store, view: View, reader: Reader | None = None) -> Ids:
    """Ids of the messages of the view, oldest first unless sorted otherwise."""
    return ids_of(store, stored.LIST, view, reader)


def page(store: Store, ids: Sequence[int]) -> list[Row]:
    """Those messages as rows."""
    with store.read() as db:
        rows = stored.page(db, ids)
    return [
        Row(
            row["id"],
            (when(row), row["sender"], " ".join(row["text"].split()), KIND_WORDS[row["kind"]]),
            (Badge(_("有命中"), "warn"),) if row["flagged"] else (),
        )
        for row in rows
    ]


def spoken(message: Stored) -> int | str:
    """When a stored message was said, for :mod:`clock` to show: a time, a day alone, ``""`` where neither is known."""
    written: str = message["local"]
    return message["at"] if written and not clock.is_day(written) else written


def when(message: Stored) -> str:
    """The time of a message as shown, the day alone or ``""`` where the source had no clock."""
    return clock.shown(spoken(message))


def context(store: Store, message: int, n: int = 5) -> tuple[ContextLine, ...]:
    """The message with up to ``n`` before and after it in its group."""
    with store.read() as db:
        row = stored.one(db, message)
        if row is None:
            raise UserError(_("没有这条消息"), remedy=_("可能已被撤销导入，请刷新列表"))
        rows = stored.around(db, row, n)
        hits = stored.hits_of(db, [r["id"] for r in rows])
    return tuple(
        ContextLine(
            r["id"],
            r["sender"],
            when(r),
            r["text"],
            tuple((h["start"], h["end"]) for h in json.loads(hits.get(r["id"], "[]"))),
            r["id"] == message,
            r["kind"],
        )
        for r in rows
    )
