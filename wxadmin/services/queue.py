"""待审队列: what screening flagged, with its reasons, until a person decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from wxadmin.domain.hits import Hit
from wxadmin.domain.papers import ClauseCitation
from wxadmin.i18n import _
from wxadmin.services.chats import ContextLine
from wxadmin.services.listing import Chip, Column, Ids, Row, View
from wxadmin.services.records import Change, Reader, Store

COLUMNS = (
    Column("score", _("研判分"), 70, numeric=True),
    Column("sender", _("发言人"), 140),
    Column("category", _("类别"), 120),
    Column("text", _("内容"), 360, sortable=False),
    Column("time", _("时间"), 150),
    Column("state", _("状态"), 90),
)
CATEGORY_WORDS = {
    "advert": _("广告"), "abuse": _("辱骂"), "discrimination": _("歧视"), "porn": _("低俗色情"), "violence": _("暴力"),
    "gambling": _("赌博"), "drugs": _("毒品"), "fraud": _("诈骗"), "rumour": _("疑似谣言"), "politics": _("政治敏感"),
    "superstition": _("封建迷信"), "personal_data": _("个人信息"), "secret": _("泄密"), "link": _("可疑链接"),
    "flood": _("刷屏"), "duplicate": _("重复发送"), "mention_abuse": _("滥用@"), "trade": _("群内交易"),
    "off_hours": _("非工作时间"), "off_topic": _("无关内容"),
}  # fmt: skip
CHIPS = (
    Chip("waiting", _("待处理")),
    Chip("urgent", _("优先")),
    Chip("founded", _("属实")),
    Chip("unfounded", _("不属实")),
    Chip("ignored", _("忽略")),
    Chip("reminded", _("已提醒")),
)
STATES = {
    "waiting": _("待处理"), "founded": _("属实"), "unfounded": _("不属实"), "ignored": _("忽略"), "reminded": _("已提醒"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reason:
    """One part of why an entry is here: words and a weight from 0 to 1 (for a small bar)."""

    label: str
    value: float
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ReviewCard:
    """One entry with all a decision needs. ``version`` goes back with the decision; a stale one is refused.

    ``earlier_cases`` and ``same_clause`` are (case id, one line). ``person`` None: the sender is linked to nobody.
    """

    id: int
    group: int
    message: int
    kind: str
    sender: str
    member: int | None
    person: int | None
    person_label: str
    name_status: str
    time: str
    text: str
    hits: tuple[Hit, ...]
    why: tuple[Reason, ...]
    score: float
    context: tuple[ContextLine, ...]
    earlier_cases: tuple[tuple[int, str], ...]
    same_clause: tuple[tuple[int, str], ...]
    clause: ClauseCitation | None
    category: str
    state: str
    note: str
    decided: str
    case: int | None
    version: int


def index(store: Store, view: View, reader: Reader | None = None) -> Ids:
    """Ids of the entries, by score then time; without a state chip only those waiting."""
    raise NotImplementedError


def page(store: Store, ids: Sequence[int]) -> list[Row]:
    """Those entries as rows."""
    raise NotImplementedError


def get(store: Store, review: int) -> ReviewCard:
    """One entry; UserError when there is none."""
    raise NotImplementedError


def waiting(store: Store, group: int | None) -> int:
    """How many entries wait."""
    raise NotImplementedError


def dismiss(
    store: Store, review: int, version: int, outcome: Literal["unfounded", "ignored"], note: str = ""
) -> Change[int]:
    """不属实 or 忽略; UserError when somebody decided meanwhile."""
    raise NotImplementedError


def remind(store: Store, review: int, version: int, note: str = "") -> Change[int]:
    """A private word was had: founded, no case."""
    raise NotImplementedError


def reopen(store: Store, review: int, version: int) -> Change[int]:
    """Puts a dismissed or reminded entry back among those waiting."""
    raise NotImplementedError


def reminder_text(store: Store, review: int) -> str:
    """Polite words to the sender that name the clause; for the clipboard."""
    raise NotImplementedError
