"""The archive of what was said: pasted or read, joined to what is there, screened."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from wxadmin.domain.chat import Message, Quote
from wxadmin.domain.errors import UserError
from wxadmin.domain.ordering import phrases
from wxadmin.i18n import _
from wxadmin.services import chat_import, clock, senders, withdrawals
from wxadmin.services.exhibits import size_words
from wxadmin.services.listing import Badge, Chip, Column, Ids, Row, View
from wxadmin.services.records import Reader, Store
from wxadmin.store import messages as stored
from wxadmin.store.engine import Row as Stored
from wxadmin.store.lists import Source

ChatPreview = chat_import.ChatPreview
ChatImport = chat_import.ChatImport
preview = chat_import.preview
preview_transcript = chat_import.preview_transcript
import_chat = chat_import.import_chat

COLUMNS = (
    Column("time", _("时间"), 190),
    Column("sender", _("发言人"), 140),
    Column("text", _("内容"), 300, sortable=False),
    Column("kind", _("类型"), 64),
)
CHIPS = (
    Chip("flagged", _("有命中")),
    Chip("case", _("已作证据")),
    Chip("withdrawn", _("已清理")),
    Chip("file", _("有附件")),
)
MOST_FOUND = stored.MOST_FOUND


@dataclass(frozen=True, slots=True)
class Filter:
    """What else messages must be: said by ``sender`` (a nickname), of a ``kind``, between two days, both included."""

    sender: str = ""
    kind: str = ""
    first: date | None = None
    last: date | None = None


class Archive:
    """The archive as a list, narrowed down by a filter that may change between two readings."""

    COLUMNS = COLUMNS
    CHIPS = CHIPS

    def __init__(self) -> None:
        self.filter = Filter()

    def index(self, store: Store, view: View, reader: Reader | None = None) -> Ids:
        """As :func:`index`, under the filter."""
        return index(store, view, reader, self.filter)

    def page(self, store: Store, ids: Sequence[int]) -> list[Row]:
        """As :func:`page`."""
        return page(store, ids)


@dataclass(frozen=True, slots=True)
class ContextLine:
    """One message of a conversation; ``marks`` are half-open spans of hits, ``focus`` is the message looked at.

    A line of ``kind`` ``event`` is a system line, its id 0. ``withdrawn`` says what became of the message, ``person``
    who the sender was where the nickname alone does not say it; ``quote`` are (sender, words) it answers to; ``files``
    (id, name, bytes) came with it.
    """

    id: int
    sender: str
    time: str
    text: str
    marks: tuple[tuple[int, int], ...] = ()
    focus: bool = False
    kind: str = "text"
    withdrawn: str = ""
    person: str = ""
    quote: tuple[str, str] | None = None
    files: tuple[tuple[int, str, int], ...] = ()

    @property
    def called(self) -> str:
        """The sender, with their name where the nickname does not say it; a system line says that it is one."""
        if self.kind == "event":
            return _("系统提示")
        return f"{self.sender}（{self.person}）" if self.person else self.sender

    @property
    def whole(self) -> str:
        """The words, and below them what they answer to, what came with them and what became of them."""
        lines = [self.text]
        if self.quote is not None:
            lines.append(_("（回复 {who}：{words}）").format(who=self.quote[0], words=self.quote[1]))
        for _id, name, size in self.files:
            lines.append(_("（附件 {name}，{size}）").format(name=name, size=size_words(size)))
        if self.withdrawn:
            lines.append(_("【{what}】").format(what=self.withdrawn))
        return "\n".join(lines)


KIND_WORDS = {
    "text": _("文字"), "image": _("图片"), "voice": _("语音"), "video": _("视频"), "file": _("文件"), "link": _("链接"),
    "chain": _("接龙"), "red_packet": _("红包"), "sticker": _("表情"), "other": _("其他"),
}  # fmt: skip


def index(store: Store, view: View, reader: Reader | None = None, only: Filter | None = None) -> Ids:
    """Ids of the messages of the view, oldest first unless sorted otherwise; of a search MOST_FOUND, the latest.

    A word of the search is also found in how the senders' names sound. Cancelled when the reader was interrupted.
    """
    if reader is not None:
        return _index(reader, view, only or Filter())
    with store.read() as db:
        return _index(db, view, only or Filter())


def _index(db: Source, view: View, only: Filter) -> Ids:
    words = phrases(view.search)
    if view.search.strip() and not words:
        return array("q")
    parts = view.search.split()
    sounding = senders.by_pinyin(db, view.group, parts)
    alike = set.intersection(*(set(names) for names in sounding.values())) if sounding else set()
    others = phrases(" ".join(part for part in parts if part.lower() not in sounding))
    first, last = (None if day is None else clock.seconds(day.isoformat()) for day in (only.first, only.last))
    return stored.ids(
        db,
        stored.Asked(
            view.group, " ".join(words), tuple(sorted(alike)), " ".join(others), only.sender, only.kind,
            first, None if last is None else last + 86_399, view.chips, view.sort, view.descending,
        ),
    )  # fmt: skip


def first_on(store: Store, group: int | None, day: date) -> int | None:
    """The first message of a day, or after it; None when there is none."""
    with store.read() as db:
        return stored.since(db, group, clock.seconds(day.isoformat()) or 0)


def slices(store: Store, group: int, since: date | None = None) -> Iterator[list[tuple[int, Message]]]:
    """The archive of a group as (id, message), in order, some thousand at a time, as one state of the records."""
    first = 0 if since is None else clock.seconds(since.isoformat()) or 0
    with store.read() as db:
        for rows in stored.slices(db, group, first):
            yield [(row["id"], message_of(row)) for row in rows]


def message_of(row: Stored) -> Message:
    """A stored message as the readers give it."""
    quote = Quote(row["quote_sender"], row["quote_text"]) if row["quote_text"] else None
    return Message(row["sender"], row["local"] or None, row["kind"], row["text"], quote)


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
    """The message with up to ``n`` before and after it in its group, and the system lines among them."""
    with store.read() as db:
        row = stored.one(db, message)
        if row is None:
            raise UserError(_("没有这条消息"), remedy=_("可能已被撤销导入，请刷新列表"))
        rows = stored.around(db, row, n)
        ids = [r["id"] for r in rows]
        hits = stored.hits_of(db, ids)
        gone = withdrawals.of_many(db, ids)
        events = stored.events_between(db, row["group_id"], rows[0]["at"], rows[-1]["at"], 4 * n)
        files: dict[int, list[tuple[int, str, int]]] = {}
        for file in stored.files_of(db, ids):
            files.setdefault(file["message_id"], []).append((file["id"], file["name"], file["bytes"]))
        names = {r["id"]: _borne(db, r) for r in rows}
    lines = []
    waiting = list(events)
    for r in rows:
        while waiting and waiting[0]["at"] < r["at"]:
            lines.append(_event_line(waiting.pop(0)))
        marks = tuple((h["start"], h["end"]) for h in json.loads(hits.get(r["id"], "[]")))
        lines.append(
            ContextLine(
                r["id"], r["sender"], when(r), r["text"], marks, r["id"] == message, r["kind"],
                "；".join(one.words for one in gone.get(r["id"], ())), names[r["id"]],
                (r["quote_sender"], r["quote_text"]) if r["quote_text"] else None, tuple(files.get(r["id"], ())),
            )
        )  # fmt: skip
    return (*lines, *map(_event_line, waiting))


def _borne(db: Source, row: Stored) -> str:
    """Who bore the sender's nickname that day, where the nickname does not have the name in it."""
    found = senders.speaker(db, row["group_id"], row["sender"], row["at"])
    return "" if not found.name or found.name in row["sender"] else found.name


def _event_line(row: Stored) -> ContextLine:
    day = row["local"] and clock.is_day(row["local"])
    shown = clock.shown(row["local"] if day else row["at"]) if row["local"] else ""
    return ContextLine(0, "", shown, event_words(row["kind"], row["actor"], json.loads(row["subjects"])), kind="event")


def event_words(kind: str, actor: str, subjects: Sequence[str]) -> str:
    """A system line in words."""
    who, whom = _("“{}”").format(actor) if actor else "", "、".join(_("“{}”").format(name) for name in subjects)
    if kind == "join":
        alone = not actor or list(subjects) == [actor]
        return _("{}加入群聊").format(whom) if alone else _("{}邀请{}加入群聊").format(who, whom)
    if kind == "remove":
        return _("{}将{}移出群聊").format(who, whom) if actor else _("{}被移出群聊").format(whom)
    if kind == "recall":
        return _("{}撤回了{}的一条消息").format(who, whom) if whom else _("{}撤回了一条消息").format(who)
    if kind == "rename":
        return _("{}修改群名为{}").format(who, whom)
    if kind == "pinned":
        return _("{}置顶了消息").format(who)
    return _("系统提示 {}").format(f"{who} {whom}".strip()).strip()


@dataclass(frozen=True, slots=True)
class ChatCard:
    """A message with the conversation around it, who said it, what became of it, its entry in the queue (0: none)."""

    id: int
    group: int
    speaker: senders.Speaker
    lines: tuple[ContextLine, ...]
    withdrawals: tuple[withdrawals.Withdrawal, ...]
    review: int = 0


def get(store: Store, message: int, n: int = 8) -> ChatCard:
    """One message; UserError when it is gone."""
    lines = context(store, message, n)
    with store.read() as db:
        row = stored.one(db, message)
        if row is None:
            raise UserError(_("没有这条消息"), remedy=_("可能已被撤销导入，请刷新列表"))
        speaker = senders.speaker(db, row["group_id"], row["sender"], row["at"])
        gone = withdrawals.of_many(db, [message]).get(message, ())
        review = stored.review_of(db, message)
    return ChatCard(message, row["group_id"], speaker, lines, gone, review)
