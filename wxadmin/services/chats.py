"""The archive of what was said: pasted or read, joined to what is there, screened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from wxadmin.domain.chat import Rejected, Transcript
from wxadmin.domain.jobs import Step, quiet
from wxadmin.i18n import _
from wxadmin.services.listing import Chip, Column, Ids, Row, View
from wxadmin.services.records import Change, Reader, Store

COLUMNS = (
    Column("time", _("时间"), 150),
    Column("sender", _("发言人"), 140),
    Column("text", _("内容"), 460, sortable=False),
    Column("kind", _("类型"), 80),
)
CHIPS = (Chip("flagged", _("有命中")), Chip("case", _("已作证据")))


@dataclass(frozen=True, slots=True)
class ChatPreview:
    """What an import would do. ``new`` are indexes into ``transcript.messages``; ``repeated`` counts those archived before;

    ``flagged`` counts new messages with hits; ``strangers`` are senders who are in no member list of the group.
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


@dataclass(frozen=True, slots=True)
class ChatImport:
    """What an import did."""

    messages: int
    repeated: int
    queued: int


@dataclass(frozen=True, slots=True)
class ContextLine:
    """One message as a conversation shows it; ``marks`` are half-open spans of hits, ``focus`` the message looked at."""

    id: int
    sender: str
    time: str
    text: str
    marks: tuple[tuple[int, int], ...] = ()
    focus: bool = False
    kind: str = "text"


def index(store: Store, view: View, reader: Reader | None = None) -> Ids:
    """Ids of the messages of the view, oldest first unless sorted otherwise."""
    raise NotImplementedError


def page(store: Store, ids: Sequence[int]) -> list[Row]:
    """Those messages as rows."""
    raise NotImplementedError


def context(store: Store, message: int, n: int = 5) -> tuple[ContextLine, ...]:
    """The message with up to ``n`` before and after it in its group."""
    raise NotImplementedError


def preview(
    store: Store, group: int, source: str | Path, *, date: date | None = None, allow_large: bool = False,
    step: Step = quiet,
) -> ChatPreview:
    """Reads a paste (str) or a file (Path) and compares it with the archive; UserError when nothing can be read."""
    raise NotImplementedError


def import_chat(store: Store, preview: ChatPreview, step: Step = quiet) -> Change[ChatImport]:
    """Archives the new messages, screens them and queues what was hit: one undoable change, staged in small writes."""
    raise NotImplementedError
