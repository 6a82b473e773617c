"""公告: written, checked, posted to a frozen audience, answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from wxadmin.domain.hits import Hit
from wxadmin.domain.papers import AnnouncementPaper
from wxadmin.i18n import _
from wxadmin.services.listing import Chip, Column, Ids, Row, View
from wxadmin.services.papers import IssuedPaper
from wxadmin.services.records import Change, Reader, Store

COLUMNS = (
    Column("title", _("标题"), 300),
    Column("state", _("状态"), 90),
    Column("posted", _("发布时间"), 150),
    Column("deadline", _("截止时间"), 150),
    Column("answered", _("已确认"), 90, sortable=False),
)
CHIPS = (Chip("draft", _("草稿")), Chip("open", _("收集中")), Chip("overdue", _("已逾期")), Chip("closed", _("已结束")))
STATES = {"draft": _("草稿"), "open": _("收集中"), "overdue": _("已逾期"), "closed": _("已结束")}


@dataclass(frozen=True, slots=True)
class AnnouncementDraft:
    """What is written. ``minutes`` is the time to answer after posting (0: none asked), ``deadline`` a fixed one instead."""

    group: int
    title: str
    body: str
    minutes: int = 0
    deadline: datetime | None = None
    announcer: str = ""
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One confirmed person; ``late`` when the answer came after the deadline."""

    person: int
    label: str
    note: str
    late: bool = False
    picked: bool = False


@dataclass(frozen=True, slots=True)
class Unclear:
    """An answer that fits several people; ``candidates`` are (person id, label)."""

    text: str
    candidates: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Board:
    """The four heaps. ``missing`` are (person id, label); ``late`` repeats those of ``confirmed`` who were late."""

    confirmed: tuple[Answer, ...]
    ambiguous: tuple[Unclear, ...]
    missing: tuple[tuple[int, str], ...]
    strangers: tuple[str, ...]
    late: tuple[Answer, ...]
    expected: int
    overdue: bool
    reminder: str


@dataclass(frozen=True, slots=True)
class AnnouncementCard:
    """One announcement; times as shown, ``""`` where there is none."""

    id: int
    draft: AnnouncementDraft
    state: str
    posted: str
    deadline: str
    audience: int
    board: Board | None
    paper: int | None = None


def index(store: Store, view: View, reader: Reader | None = None) -> Ids:
    """Ids of announcements, newest first unless sorted otherwise."""
    raise NotImplementedError


def page(store: Store, ids: Sequence[int]) -> list[Row]:
    """Those announcements as rows."""
    raise NotImplementedError


def get(store: Store, announcement: int) -> AnnouncementCard:
    """One announcement; UserError when there is none."""
    raise NotImplementedError


def save(store: Store, draft: AnnouncementDraft) -> Change[int]:
    """Keeps a draft (``draft.id`` None makes one); not journalled, so it can be saved while typing."""
    raise NotImplementedError


def discard(store: Store, announcement: int) -> Change[int]:
    """Throws a draft away."""
    raise NotImplementedError


def check(store: Store, group: int, text: str) -> tuple[Hit, ...]:
    """What screening says of the text under the group's rules."""
    raise NotImplementedError


def post(store: Store, announcement: int) -> Change[int]:
    """Marks the draft as posted now: text, deadline and audience (the group's people) are frozen."""
    raise NotImplementedError


def paste_replies(store: Store, announcement: int, text: str) -> Change[int]:
    """Adds a paste of answers; the value is how many more people are confirmed. UserError when nothing in it can be read."""
    raise NotImplementedError


def board(store: Store, announcement: int) -> Board:
    """The heaps from all pastes and picks."""
    raise NotImplementedError


def pick(store: Store, announcement: int, text: str, person: int) -> Change[int]:
    """Says whose an unclear answer is."""
    raise NotImplementedError


def close(store: Store, announcement: int) -> Change[int]:
    """Ends the collection."""
    raise NotImplementedError


def reminder(store: Store, announcement: int) -> str:
    """A text with @names of those still missing."""
    raise NotImplementedError


def text_for_clipboard(store: Store, announcement: int) -> str:
    """The announcement as it goes into the group."""
    raise NotImplementedError


def paper(store: Store, announcement: int) -> AnnouncementPaper:
    """The announcement as a sheet for the notice board."""
    raise NotImplementedError


def issue(store: Store, announcement: int) -> Change[IssuedPaper]:
    """Issues that sheet; UserError for a draft."""
    raise NotImplementedError
