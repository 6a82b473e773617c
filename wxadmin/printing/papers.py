"""A paper of the domain as a PDF: made in memory, written so that either the old or the whole new file is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from wxadmin.atomic import write_bytes
from wxadmin.domain.jobs import Step, quiet
from wxadmin.domain.papers import (
    AnnouncementPaper,
    CaseFile,
    ComparisonPaper,
    FormPaper,
    LetterPaper,
    ListPaper,
    Notice,
    Paper,
    PenaltyHistory,
    RecordPaper,
    RegulationPaper,
    SignSheet,
)
from wxadmin.domain.seal import Mark
from wxadmin.domain.style import PLAIN, Style
from wxadmin.printing import (
    announcement,
    casefile,
    comparison,
    form,
    history,
    letter,
    listing,
    notice,
    record,
    regulation,
    sheet,
)
from wxadmin.printing.binding import Bundle
from wxadmin.printing.composition import Composition
from wxadmin.printing.typesetting.book import PRODUCER, Book, Bookmark

__all__ = ["Rendered", "render", "render_batch", "title_of", "write"]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished file, its pages, and the characters that no face has (printed as 〓)."""

    pdf: bytes
    pages: int
    missing: tuple[str, ...]


class _Compose(Protocol):
    """Fills a composition with a paper of one kind, its check block included."""

    def __call__(self, paper: Any, sheet: Composition, mark: Mark, /) -> None: ...


_COMPOSE: dict[type, _Compose] = {
    RegulationPaper: regulation.compose,
    SignSheet: sheet.compose,
    Notice: notice.compose,
    PenaltyHistory: history.compose,
    AnnouncementPaper: announcement.compose,
    FormPaper: form.compose,
    LetterPaper: letter.compose,
    ListPaper: listing.compose,
    ComparisonPaper: comparison.compose,
    RecordPaper: record.compose,
    CaseFile: casefile.compose,
}


def render(
    paper: Paper, *, mark: Mark, created: datetime, style: Style = PLAIN, part: int = 2, step: Step = quiet
) -> Rendered:
    """The paper as PDF/A-``part``b; the same arguments give the same bytes.

    ``created`` goes into the file's data; it must know its zone. ``step`` counts pages. UserError for a font or a
    picture that is missing or broken; Cancelled through ``step``.
    """
    shelf = Bundle if isinstance(paper, CaseFile) else Book
    book = shelf(title_of(paper), _author(paper), created, part=part)
    _compose(paper, mark, style).draw(book, mark, step)
    return Rendered(book.pdf(), len(book.pages), tuple(book.missing))


def render_batch(
    papers: Sequence[tuple[Paper, Mark]],
    *,
    title: str,
    created: datetime,
    style: Style = PLAIN,
    step: Step = quiet,
) -> Rendered:
    """Many papers in one file to be printed at once, each numbered from 1 and with a bookmark of its own.

    With ``style.duplex`` an empty page follows a paper of an odd number of pages, so that no two papers share a sheet.
    The file as a whole is no issued paper; each of the papers in it is rendered singly for issuing.
    """
    book = Bundle(title, PRODUCER, created)
    for done, (paper, mark) in enumerate(papers):
        step(done, len(papers))
        before, start = len(book.bookmarks), len(book.pages)
        _compose(paper, mark, style).draw(book, mark)
        within = [replace(entry, level=entry.level + 1) for entry in book.bookmarks[before:]]
        last = book.pages[-1]
        book.bookmarks[before:] = [Bookmark(0, title_of(paper), start, book.pages[start].height), *within]
        if style.duplex and len(book.pages) % 2 and done + 1 < len(papers):
            book.page(last.width, last.height)
    return Rendered(book.pdf(), len(book.pages), tuple(book.missing))


def _compose(paper: Paper, mark: Mark, style: Style) -> Composition:
    composition = casefile.Volume(style) if isinstance(paper, CaseFile) else Composition(style)
    _COMPOSE[type(paper)](paper, composition, mark)
    if composition.profile.header and not composition.header:
        composition.header, composition.number = _header(paper), paper.number
    return composition


def title_of(paper: Paper) -> str:
    """The title a reader shows in its window."""
    if isinstance(paper, RegulationPaper):
        return paper.text.title or "规章制度"
    if isinstance(paper, Notice):
        return f"{notice.TITLE} {paper.number}".strip()
    if isinstance(paper, PenaltyHistory):
        return f"违规处理记录 {paper.person or paper.group}".strip()
    if isinstance(paper, RecordPaper):
        return f"{paper.title} {paper.person}".strip()
    if isinstance(paper, CaseFile):
        return f"{paper.title} {paper.number}".strip()
    return paper.title


def _header(paper: Paper) -> str:
    """What runs above every page; nothing that the paper itself does not say."""
    if isinstance(paper, RegulationPaper):
        return paper.text.title or paper.unit
    return notice.TITLE if isinstance(paper, Notice) else title_of(paper)


def _author(paper: Paper) -> str:
    issuer = getattr(paper, "issuer", "")
    return str(issuer or paper.unit or "管理组")


def write(paper: Paper, path: Path, *, mark: Mark, created: datetime, style: Style = PLAIN) -> Rendered:
    """Render and write; UserError when the file cannot be written, and then the old file is untouched."""
    made = render(paper, mark=mark, created=created, style=style)
    write_bytes(made.pdf, path)
    return made
