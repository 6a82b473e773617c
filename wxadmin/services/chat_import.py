"""Chats on their way into the archive: read, compared with what is there, screened, staged and published.

A chat may have a million messages. Of each no more is held than the reader gave; rows are made shortly before they are
written, and of what the archive holds already one slice at a time is read.
"""

from __future__ import annotations

import json
from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from wxadmin.domain.archive_overlap import Archived, archived_before
from wxadmin.domain.chat import Event, Rejected, Transcript
from wxadmin.domain.errors import UserError
from wxadmin.domain.hits import Screened
from wxadmin.domain.jobs import Step, quiet
from wxadmin.domain.messages import Messages
from wxadmin.domain.ordering import searchable, searchable_after
from wxadmin.i18n import _
from wxadmin.services import chat_files, clock, executions, groups, reviewables, spelling
from wxadmin.services.records import Change, Store, moved_on, position
from wxadmin.services.rules import screener
from wxadmin.services.standing import fresh
from wxadmin.store import members as stored_members
from wxadmin.store import messages as stored
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

_UNTIMED_LOOK_BACK = 2000


@dataclass(frozen=True, slots=True)
class ChatPreview:
    """What an import would do.

    ``new`` are indexes into ``transcript.messages``; ``screened`` those of them in which something was found, their
    ``index`` the same kind of index; ``repeated`` counts those archived before; ``strangers`` are senders who are in
    no member list of the group, ``people`` senders known to be somebody (nickname, name). ``first`` and ``last`` are
    the span of the new messages as shown, ``position`` the state of the records it was made from.
    """

    group: int
    transcript: Transcript
    new: Sequence[int]
    repeated: int
    rejected: tuple[Rejected, ...]
    flagged: int
    strangers: tuple[str, ...]
    first: str = ""
    last: str = ""
    source: str = ""
    position: int = 0
    screened: tuple[Screened, ...] = ()
    people: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ChatImport:
    """What an import did."""

    messages: int
    repeated: int
    queued: int


def preview(
    store: Store,
    group: int,
    source: str | Path,
    *,
    date: date | None = None,
    allow_large: bool = False,
    columns: Mapping[int, str] | None = None,
    step: Step = quiet,
) -> ChatPreview:
    """Reads a paste (str) or a file (Path) and compares it with the archive; UserError when nothing can be read.

    ``date`` is the day of messages whose source gives none, ``columns`` what the owner says the columns of a table are
    (from 0 → role of ``chat_columns.CHOICES``).
    """
    from wxadmin.intake.chat import parse_chat, read_chat

    if isinstance(source, Path):
        name = source.name
        transcript = read_chat(source, date=date, allow_large=allow_large, columns=columns, step=step)
    else:
        name = _("粘贴")
        transcript = parse_chat(source, date=date, columns=columns, step=step)
    return preview_transcript(store, group, transcript, source=name, step=step)


def preview_transcript(
    store: Store, group: int, transcript: Transcript, *, source: str = "", step: Step = quiet
) -> ChatPreview:
    """The same for a transcript already read."""
    groups.get(store, group)
    messages = Messages.of(transcript.messages)
    fresh(store, group)
    with store.read() as db:
        here = position(db)
        members = stored_members.of_group(db, group)
        repeated = _repeated(db, group, messages)
    new: Sequence[int] = [i for i in range(len(messages)) if i not in repeated] if repeated else range(len(messages))
    again = len(repeated)
    del repeated
    fresh_ones = Messages(messages[i] for i in new) if again else messages
    found = screener(store, group).flagged(fresh_ones, step=step)
    screened = tuple(replace(s, index=new[s.index]) for s in found) if again else tuple(found)
    senders = fresh_ones.senders()
    known = {row["nickname"]: row["person_name"] for row in members if row["presence"] != "heard"}
    first, last = _span(fresh_ones.times())
    return ChatPreview(
        group,
        transcript,
        new or (),
        again,
        transcript.rejected,
        len(screened),
        tuple(s for s in senders if s and s not in known),
        _shown(first) if first else "",
        _shown(last) if last else "",
        source,
        here,
        screened,
        tuple((s, known[s]) for s in senders if known.get(s)),
    )


@dataclass(frozen=True, slots=True)
class _Timed:
    """What the archive says of a span of seconds, read in slices each time it is gone through."""

    db: Source
    group: int
    first: int
    last: int

    def __iter__(self) -> Iterator[Archived]:
        return stored.between(self.db, self.group, self.first, self.last)


def _repeated(db: Source, group: int, messages: Messages) -> set[int]:
    """Indexes of messages that are archived."""
    first, last = _span(time for time in messages.times() if _clocked(time))
    timed: _Timed | tuple[Archived, ...] = ()
    if first:
        timed = _Timed(db, group, _seconds(first) - 59, _seconds(last) + 59)
        timed = timed if next(iter(timed), None) is not None else ()
    untimed = [] if messages.all_clocked() else stored.without_clock(db, group, _UNTIMED_LOOK_BACK)
    return archived_before(messages, timed, untimed) if timed or untimed else set()


def _span(times: Iterable[str | None]) -> tuple[str, str]:
    """The first and the last of times, ``""`` where there is none."""
    first = last = ""
    for time in times:
        # Times of one form sort as they are written; a day alone stands before its hours.
        if time is not None and (not first or time < first):
            first = time
        if time is not None and time > last:
            last = time
    return first, last


def _clocked(written: str | None) -> bool:
    return written is not None and not clock.is_day(written)


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
    messages = Messages.of(preview.transcript.messages)
    at = _moments(messages)
    events = _events_beside_new(preview, at)
    with store.read() as db:
        rows = _Rows(group.id, messages, at, stored_members.subjects(db, group.id), preview.screened)
        known = Counter(stored.events_of(db, group.id, {row["at"] for row in events}))
    events = [row for row in events if not _taken(known, tuple(row[name] for name in stored.EVENT_SAYS))]
    with store.stage("chat") as stage:
        ids = stage.add_made("message", preview.new, rows.of, step)
        flagged = list(zip(_places(preview), preview.screened, strict=True))

        def entry(one: tuple[int, Screened]) -> dict[str, Any]:
            place, found = one
            return reviewables.row_of(group.id, ids[place], rows.of(found.index), found)

        stage.add_made("review", flagged, entry)
        stage.add("event", events)
        done = ChatImport(len(ids), preview.repeated, len(flagged))
        beside = dict(zip(preview.new, ids, strict=True)) if preview.transcript.attachments else {}

        def work(tx: Tx) -> ChatImport:
            if moved_on(tx, preview.position, ("batch",)):
                raise UserError(_("聊天归档在预览之后又有了变化"), remedy=_("请重新预览再导入"))
            if ids or events:
                tx.publish(stage)
            if ids:
                chat_files.keep(tx, group.id, preview.transcript.attachments, beside, messages)
            if ids or events:
                executions.after_chat(tx, group.id, rows.senders)
            return done

        change = store.change(_("导入聊天记录 {}（{} 条）").format(group.name, len(ids)), work)
    fresh(store, group.id)
    return change


def _places(preview: ChatPreview) -> list[int]:
    """The place among the new messages of each that was screened."""
    if isinstance(preview.new, range):
        return [found.index for found in preview.screened]
    wanted = {found.index for found in preview.screened}
    return [place for place, index in enumerate(preview.new) if index in wanted]


def _moments(messages: Messages) -> Sequence[int]:
    """UTC seconds for every message, those without a clock beside their neighbours.

    They have the time of the nearest one before, else after, else now; with a day alone not before that day begins.
    """
    result = array("q")
    now = int(clock.now().timestamp())
    last = next((t for time in messages.times() if (t := clock.seconds(time)) is not None), now)
    for time in messages.times():
        moment = clock.seconds(time)
        if moment is not None:
            same_day = not _clocked(time) and clock.day_of(last) == clock.day_of(moment)
            last = last if same_day else moment
        result.append(last)
    return result


def _events_beside_new(preview: ChatPreview, at: Sequence[int]) -> list[dict[str, Any]]:
    """Events before or after a new message; those amid archived ones came in with them."""
    if not preview.transcript.events:
        return []
    new = preview.new if isinstance(preview.new, range) else set(preview.new)
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


@dataclass(slots=True)
class _Speaker:
    """What every row of a sender has in common."""

    name: str
    key: str
    subject: bytes
    search: str


class _Rows:
    """Makes the rows of messages one by one; what rows of a sender have in common is made once."""

    def __init__(
        self, group: int, messages: Messages, at: Sequence[int], subjects: Mapping[str, bytes],
        screened: Sequence[Screened],
    ) -> None:  # fmt: skip
        self._group = group
        self._messages = messages
        self._at = at
        self._subjects = subjects
        self._flagged = {found.index for found in screened}
        self._speakers: dict[str, _Speaker] = {}

    @property
    def senders(self) -> Collection[str]:
        """Everybody who sent a message of those made so far."""
        return self._speakers.keys()

    def of(self, index: int) -> dict[str, Any]:
        """The row of one message."""
        message = self._messages[index]
        sender = message.sender
        speaker = self._speakers.get(sender)
        if speaker is None:
            key, search = spelling.key(sender), searchable(sender)
            speaker = self._speakers[sender] = _Speaker(sender, key, self._subjects.get(sender, b""), search)
        quote = message.quote
        return {
            "group_id": self._group,
            "at": self._at[index],
            "local": message.time or "",
            "sender": sender,
            "sender_key": speaker.key,
            "subject": speaker.subject,
            "kind": message.kind,
            "text": message.text,
            "quote_sender": "" if quote is None else quote.sender,
            "quote_text": "" if quote is None else quote.text,
            "flagged": int(index in self._flagged),
            "search": searchable_after(speaker.search, message.text),
        }


def _event_row(group: int, event: Event, beside: int) -> dict[str, Any]:
    from wxadmin.intake.chat.system import recalled_of

    moment = clock.seconds(event.time)
    subjects = event.subjects
    if event.kind == "recall" and not subjects and (whose := recalled_of(event.text)):
        subjects = (whose,)
    return {
        "group_id": group,
        "at": beside if moment is None else moment,
        "local": event.time or "",
        "kind": event.kind,
        "actor": event.actor,
        "subjects": json.dumps(subjects, ensure_ascii=False),
        "subject": b"",
    }
