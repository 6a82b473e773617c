"""What was said in a group: messages, events and what could not be read; field names as in ``chat parse``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

MessageKind = Literal["text", "image", "voice", "video", "file", "link", "chain", "red_packet", "sticker", "other"]
EventKind = Literal["join", "remove", "recall", "rename", "pinned", "other"]
ChatFormat = Literal["wechat4", "mac3", "windows3", "mail", "csv", "json", "chatlab", "lines", "mixed"]


@dataclass(frozen=True, slots=True)
class Quote:
    """The words somebody answered to; not the speaker's own."""

    sender: str
    text: str


@dataclass(frozen=True, slots=True)
class Message:
    """One message. ``time`` is ``YYYY-MM-DDTHH:MM`` (with ``:SS`` where the source has seconds) or None.

    A message without a clock whose day the owner gave has that day alone, ``YYYY-MM-DD``: its hour is not known.

    ``line`` is the line of the source, from 1, on which its words begin (0 where the source has no lines).
    """

    sender: str
    time: str | None
    kind: MessageKind
    text: str
    quote: Quote | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Event:
    """A system line. ``time`` as in :class:`Message`; ``after`` is the number of messages that stand before it.

    ``text`` is the line as it stood.
    """

    kind: EventKind
    actor: str
    subjects: tuple[str, ...]
    time: str | None
    line: int = 0
    after: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A piece of the source that was not understood, and why. ``line`` counts from 1."""

    line: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a chat. ``message`` is the index of the message that names it, -1 where none does."""

    name: str
    data: bytes
    message: int = -1


@dataclass(frozen=True, slots=True)
class Transcript:
    """Everything read out of one paste or file, in its order.

    ``messages`` of a file are :class:`~wxadmin.domain.messages.Messages`, for there may be a million of them.
    """

    format: ChatFormat
    group: str | None
    messages: Sequence[Message]
    events: tuple[Event, ...]
    rejected: tuple[Rejected, ...]
    attachments: tuple[Attachment, ...] = ()
