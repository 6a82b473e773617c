"""Papers: drafts for the eye, issued ones sealed by the ledger and kept as they were printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wxadmin.domain.papers import Paper
from wxadmin.i18n import _
from wxadmin.services.listing import Chip, Column, Ids, Row, View
from wxadmin.services.records import Change, Reader, Store

COLUMNS = (
    Column("number", _("编号"), 150),
    Column("kind", _("种类"), 110),
    Column("title", _("标题"), 300),
    Column("issued", _("签发时间"), 160),
    Column("pages", _("页数"), 60, numeric=True),
)
CHIPS = (
    Chip("notice", _("通知书")), Chip("regulation", _("规章制度")), Chip("sheet", _("签收表")),
    Chip("history", _("处罚记录")), Chip("announcement", _("公告")),
)  # fmt: skip
KINDS = {
    "notice": _("违规处理通知书"), "regulation": _("规章制度"), "sheet": _("签收表"), "history": _("处罚记录"),
    "announcement": _("公告"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class IssuedPaper:
    """A paper as issued; ``pdf`` is byte for byte what every reprint gives; ``code`` is the short code of its block."""

    id: int
    number: str
    kind: str
    title: str
    pdf: bytes
    pages: int
    code: str
    issued: str
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Origin:
    """What a paper belongs to; any of them may be None."""

    group: int | None = None
    case: int | None = None
    revision: int | None = None
    announcement: int | None = None
    person: int | None = None


def draft(paper: Paper) -> bytes:
    """The PDF marked 草稿, without a check block."""
    raise NotImplementedError


def issue(store: Store, paper: Paper, origin: Origin) -> Change[IssuedPaper]:
    """Numbers the paper, seals it in the ledger and keeps its PDF, all in one final change."""
    raise NotImplementedError


def reprint(store: Store, paper: int) -> bytes:
    """The bytes as issued."""
    raise NotImplementedError


def get(store: Store, paper: int) -> IssuedPaper:
    """One issued paper; UserError when there is none."""
    raise NotImplementedError


def index(store: Store, view: View, reader: Reader | None = None) -> Ids:
    """Ids of issued papers, newest first unless sorted otherwise."""
    raise NotImplementedError


def page(store: Store, ids: Sequence[int]) -> list[Row]:
    """Those papers as rows."""
    raise NotImplementedError


def file_name(paper: IssuedPaper) -> str:
    """A name that is legal everywhere: ``违规处理通知书 违处〔2026〕1号.pdf``."""
    raise NotImplementedError
