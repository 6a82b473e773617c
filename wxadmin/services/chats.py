"""The archive of what was said: pasted or read, joined to what is there, screened."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from wxadmin.domain.archive_overlap import archived_before, has_clock
from wxadmin.domain.chat import Event, Message, Rejected, Transcript
from wxadmin.domain.errors import UserError
from wxadmin.domain.hits import Screened
from wxadmin.domain.jobs import Step, quiet
from wxadmin.domain.ordering import searchable
from wxadmin.i18n import _
from wxadmin.services import clock, groups, spelling
from wxadmin.services.listing import Badge, Chip, Column, Ids, Row, View, ids_of
from wxadmin.services.records import Change, Reader, Store, moved_on, position
from wxadmin.services.rules import screener
from wxadmin.services.standing import fresh
from wxadmin.store import members as stored_members
from wxadmin.store import messages as stored
from wxadmin.store.engine import Row as Stored
from wxadmin.store.journal import Tx

COLUMNS = (
    Column("time", _("时间"), 150),
    Column("sender", _("发言人"), 140),
    Column("text", _("内容"), 460, sortable=False),
    Column("kind", _("类型"), 80),
)
CHIPS = (Chip("flagged", _("有命中")), Chip("case", _("已作证据")))


@dataclass(frozen=True, slots=True)
class ChatPreview:
    """What an import would do.

    ``new`` are indexes into ``transcript.messages``, ``screened`` what was found in them, in their order; ``repeated``
    counts those archived before, ``flagged`` new messages with hits; ``strangers`` are senders who are in no member
    list of the group. ``first`` and ``last`` are the span of the new messages as shown, ``position`` the state of the
    records it was made from.
    """

    group: int
    transcript: Transcript
    new: tuple[int, ...]
    repeated: int
    rejected: tuple[Rejected, ...]
    flagged: int
    strangers: tuple[str, ...]
    first: str = ""
    last: str = ""
    source: str = ""
    position: int = 0
    screened: tuple[Screened, ...] = ()


@dataclass(frozen=True, slots=True)
class ChatImport:
    """What an import did."""

    messages: int
    repeated: int
    queued: int


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
_UNTIMED_LOOK_BACK = 2000


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


def preview(
    store: Store,
    group: int,
    source: str | Path,
    *,
    date: date | None = None,
    allow_large: bool = False,
    step: Step = quiet,
) -> ChatPreview:
    """Reads a paste (str) or a file (Path) and compares it with the archive; UserError when nothing can be read.

    ``date`` is the day of messages whose source gives none.
    """
    from wxadmin.intake.chat import parse_chat, read_chat

    if isinstance(source, Path):
        name = source.name
        transcript = read_chat(source, date=date, allow_large=allow_large, step=step)
    else:
        name = _("粘贴")
        transcript = parse_chat(source, date=date, step=step)
    return preview_transcript(store, group, transcript, source=name, step=step)


def preview_transcript(
    store: Store, group: int, transcript: Transcript, *, source: str = "", step: Step = quiet
) -> ChatPreview:
    """The same for a transcript already read."""
    owner = groups.get(store, group)
    messages = transcript.messages
    fresh(store, group)
    with store.read() as db:
        here = position(db)
        times = [_seconds(m.time) for m in messages if m.time is not None and has_clock(m)]
        timed = stored.between(db, group, min(times) - 59, max(times) + 59) if times else []
        untimed = stored.without_clock(db, group, _UNTIMED_LOOK_BACK) if len(times) < len(messages) else []
        known = {row["nickname"] for row in stored_members.of_group(db, group) if row["presence"] != "heard"}
    repeated = archived_before(
        messages,
        [(row["sender"], row["local"], row["kind"], row["text"]) for row in timed],
        [(row["sender"], row["local"], row["kind"], row["text"]) for row in untimed],
    )
    new = tuple(i for i in range(len(messages)) if i not in repeated)
    screened = tuple(screener(owner.kind).screen([messages[i] for i in new], step=step))
    strangers = dict.fromkeys(messages[i].sender for i in new if messages[i].sender not in known)
    span = sorted((t for i in new if (t := messages[i].time) is not None), key=_seconds)
    return ChatPreview(
        group,
        transcript,
        new,
        len(repeated),
        transcript.rejected,
        sum(bool(s.hits) for s in screened),
        tuple(s for s in strangers if s),
        _shown(span[0]) if span else "",
        _shown(span[-1]) if span else "",
        source,
        here,
        screened,
    )


def _seconds(written: str) -> int:
    found = clock.seconds(written)
    assert found is not None
    return found


def _shown(written: str) -> str:
    return clock.shown(written if clock.is_day(written) else _seconds(written))


def import_chat(store: Store, preview: ChatPreview, step: Step = quiet) -> Change[ChatImport]:
    """Archives the new messages and queues what was hit: one undoable change, staged in small writes.

    UserError when anything was imported, or an import taken back, since the preview was made.
    """
    group = groups.get(store, preview.group)
    messages = preview.transcript.messages
    at = _moments(messages)
    events = _events_beside_new(preview, at)
    with store.read() as db:
        subjects = stored_members.subjects(db, group.id)
        known = Counter(stored.events_of(db, group.id, {row["at"] for row in events}))
    events = [row for row in events if not _taken(known, tuple(row[name] for name in stored.EVENT_SAYS))]
    with store.stage("chat") as stage:
        rows = [
            _message_row(group.id, messages[i], at[i], subjects, bool(found.hits))
            for i, found in zip(preview.new, preview.screened, strict=True)
        ]
        ids = stage.add("message", rows, step)
        queue = [
            _review_row(group.id, message_id, row, found)
            for message_id, row, found in zip(ids, rows, preview.screened, strict=True)
            if found.hits
        ]
        stage.add("review", queue)
        stage.add("event", events)
        done = ChatImport(len(ids), preview.repeated, len(queue))

        def work(tx: Tx) -> ChatImport:
            if moved_on(tx, preview.position, ("batch",)):
                raise UserError(_("聊天归档在预览之后又有了变化"), remedy=_("请重新预览再导入"))
            if ids or events:
                tx.publish(stage)
            return done

        change = store.change(_("导入聊天记录 {}（{} 条）").format(group.name, len(ids)), work)
    fresh(store, group.id)
    return change


def _moments(messages: Sequence[Message]) -> list[int]:
    """UTC seconds for every message, those without a clock beside their neighbours.

    They have the time of the nearest one before, else after, else now; with a day alone not before that day begins.
    """
    known = [clock.seconds(m.time) for m in messages]
    result = []
    last = next((t for t in known if t is not None), int(clock.now().timestamp()))
    for message, moment in zip(messages, known, strict=True):
        if moment is not None:
            same_day = not has_clock(message) and clock.day_of(last) == clock.day_of(moment)
            last = last if same_day else moment
        result.append(last)
    return result


def _events_beside_new(preview: ChatPreview, at: Sequence[int]) -> list[dict[str, Any]]:
    """Events before or after a new message; those amid archived ones came in with them."""
    new = set(preview.new)
    last = len(at) - 1
    return [
        _event_row(preview.group, event, at[max(0, event.after - 1)])
        for event in preview.transcript.events
        if min(event.after, last) in new or event.after - 1 in new
    ]


def _taken(left: Counter[tuple[Any, ...]], one: tuple[Any, ...]) -> bool:
    """Whether one more of these is left, and takes it."""
    left[one] -= 1
    return left[one] >= 0


def _message_row(group: int, message: Message, at: int, subjects: dict[str, bytes], flagged: bool) -> dict[str, Any]:
    quote = message.quote
    return {
        "group_id": group,
        "at": at,
        "local": message.time or "",
        "sender": message.sender,
        "sender_key": spelling.key(message.sender),
        "subject": subjects.get(message.sender, b""),
        "kind": message.kind,
        "text": message.text,
        "quote_sender": "" if quote is None else quote.sender,
        "quote_text": "" if quote is None else quote.text,
        "flagged": int(flagged),
        "search": searchable(message.sender, message.text),
    }


def _review_row(group: int, message: int, row: dict[str, Any], found: Screened) -> dict[str, Any]:
    worst = max(found.hits, key=lambda hit: (hit.level, -hit.start))
    return {
        "group_id": group,
        "message_id": message,
        "subject": row["subject"],
        "sender": row["sender"],
        "sender_key": row["sender_key"],
        "at": row["at"],
        "category": worst.category,
        "score": found.score,
        "hits": json.dumps([asdict(hit) for hit in found.hits], ensure_ascii=False),
        "state": "waiting",
        "note": "",
        "version": 1,
        "decided": "",
        "search": row["search"],
    }


def _event_row(group: int, event: Event, beside: int) -> dict[str, Any]:
    moment = clock.seconds(event.time)
    return {
        "group_id": group,
        "at": beside if moment is None else moment,
        "local": event.time or "",
        "kind": event.kind,
        "actor": event.actor,
        "subjects": json.dumps(event.subjects, ensure_ascii=False),
        "subject": b"",
    }
