"""Finished papers one behind the other in one file, for printing many at once, and as pieces of a case file."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wxadmin.domain.errors import UserError
from wxadmin.domain.jobs import Step, quiet
from wxadmin.printing.block import BEGIN
from wxadmin.printing.plain_pdf import Name, NotPlainError, PlainPdf, Ref
from wxadmin.printing.reading import BOUND
from wxadmin.printing.typesetting.book import PRODUCER, Book, Bookmark
from wxadmin.printing.typesetting.ink import Page
from wxadmin.printing.typesetting.objects import Entries, Raw, Stream

_DEEPEST = 64
"""A paper has its dictionaries within one another to some ten levels."""
_WITHIN = b"/WxPiece BMC\n"
"""In place of the mark of the check block on a page that became part of another paper: all of it is that one's now."""
_OWN_FONT = re.compile(r"/F(\d+) ")
_FONTS_FROM = 900
"""Our fonts on a page of another paper are called F901 and on, which none of its own are."""


def bind(
    papers: Sequence[tuple[str, bytes]], *, title: str, created: datetime, duplex: bool = False, step: Step = quiet
) -> bytes:
    """Papers of ours (title and PDF) in one file with a bookmark each, their own outline below it.

    Pages keep their content byte for byte, and what several papers have alike is in the file once. With ``duplex`` an
    empty page follows a paper of an odd number of pages, so that no two papers share a sheet. The file is for printing;
    the originals alone prove something. UserError for a file that is none of ours, and for none at all.
    """
    if not papers:
        raise UserError("没有选择要合订的文书", remedy="请先选择文书")
    bundle = Bundle(title, PRODUCER, created)
    for done, (name, pdf) in enumerate(papers):
        step(done, len(papers))
        try:
            bundle.take(name, finished(pdf), duplex=duplex and done + 1 < len(papers))
        except NotPlainError as error:
            raise UserError("不是本程序打印的原件，不能合订", where=name, remedy="请去掉这一份再试") from error
    step(len(papers), len(papers))
    bundle.remarks[BOUND] = str(len(papers))
    return bundle.pdf()


@dataclass(frozen=True, slots=True)
class Finished:
    """A paper of ours as a file: its pages as dictionaries with width and height, and its outline."""

    pdf: PlainPdf
    pages: tuple[dict[str, object], ...]
    sizes: tuple[tuple[float, float], ...]
    outline: tuple[Bookmark, ...]


def finished(data: bytes) -> Finished:
    """The paper of these bytes; NotPlainError when it is none of ours."""
    pdf = PlainPdf(data)
    root = _entries(pdf, pdf.trailer.get("Root"))
    kids = _entries(pdf, root.get("Pages")).get("Kids")
    if not isinstance(kids, list) or not kids:
        raise NotPlainError("no pages")
    pages, sizes = [], []
    for kid in kids:
        page = _entries(pdf, kid)
        if page.get("Type") != "Page" or page.keys() != {"Type", "Parent", "MediaBox", "Resources", "Contents"}:
            raise NotPlainError("a page of another kind")
        box = page["MediaBox"]
        if not isinstance(box, list) or len(box) != 4 or not all(isinstance(one, float) for one in box):
            raise NotPlainError("a page of no size")
        pages.append(page)
        sizes.append((box[2], box[3]))
    outline: tuple[Bookmark, ...] = ()
    if "Outlines" in root:
        places = {kid.number: at for at, kid in enumerate(kids) if isinstance(kid, Ref)}
        outline = tuple(_outline(pdf, _entries(pdf, root["Outlines"]), places, 1, set()))
    return Finished(pdf, tuple(pages), tuple(sizes), outline)


class Taken(Page):
    """A page of a finished paper; what is drawn on it comes on top. ``entries`` None: an empty page."""

    def __init__(
        self, book: Bundle, size: tuple[float, float], source: PlainPdf, entries: dict[str, object] | None
    ) -> None:
        super().__init__(book, *size)
        self.source = source
        self.entries = entries


class Bundle(Book):
    """A book some or all of whose pages are those of finished papers."""

    def __init__(self, title: str, author: str, created: datetime, *, part: int = 2) -> None:
        super().__init__(title, author, created, part=part)
        self._known: dict[bytes, str] = {}
        self._places: dict[PlainPdf, dict[int, str]] = {}

    def take(self, name: str, paper: Finished, *, duplex: bool) -> None:
        """All pages of a paper and its outline, below a bookmark of this name; with ``duplex`` an even number."""
        before = len(self.pages)
        for number in range(len(paper.pages)):
            self.taken(paper, number)
        if duplex and len(paper.pages) % 2:
            self.pages.append(Taken(self, paper.sizes[-1], paper.pdf, None))
        self.bookmarks.append(Bookmark(0, name, before, paper.sizes[0][1]))
        self.bookmarks += [Bookmark(one.level, one.title, before + one.page, one.top) for one in paper.outline]

    def taken(self, paper: Finished, number: int) -> Taken:
        """A new last page: that page (from 0) of a finished paper."""
        page = Taken(self, paper.sizes[number], paper.pdf, paper.pages[number])
        self.pages.append(page)
        return page

    def leaf(self, page: Page, parent: str, shared: str, fonts: Mapping[str, Any]) -> Entries:
        """A page as an object of the file."""
        if not isinstance(page, Taken):
            return super().leaf(page, parent, shared, fonts)
        if page.entries is None:
            box = f"[0 0 {_atom(page.width)} {_atom(page.height)}]"
            return Entries(Type="/Page", MediaBox=box, Resources="<<>>", Parent=parent)
        pdf, places = page.source, self._places.setdefault(page.source, {})
        box = self._written(pdf, page.entries["MediaBox"], places, 0)
        if not page.operators:
            kept = {key: self._written(pdf, page.entries[key], places, 0) for key in ("Resources", "Contents")}
            return Entries(Type="/Page", MediaBox=box, **kept, Parent=parent)
        resources = {
            key: self._written(pdf, value, places, 1)
            for key, value in _entries(pdf, page.entries["Resources"]).items()
            if key != "Font"
        }
        own = _entries(pdf, page.entries["Resources"]).get("Font", {})
        named = {key: self._written(pdf, value, places, 2) for key, value in _entries(pdf, own).items()}
        named |= {_renamed(name): font.format(self).decode() for name, font in fonts.items()}
        resources["Font"] = _joined(named)
        content = self.place(Stream(self._drawn_over(page)))
        return Entries(Type="/Page", MediaBox=box, Resources=_joined(resources), Contents=content, Parent=parent)

    def _drawn_over(self, page: Taken) -> bytes:
        """The operators of the page, no check block among them any more, and behind them what was drawn on it."""
        assert page.entries is not None
        contents = page.entries["Contents"]
        if not isinstance(contents, Ref):
            raise NotPlainError("a page without content")
        below = page.source.unpacked(page.source.thing(contents)).replace(BEGIN, _WITHIN)
        above = _OWN_FONT.sub(lambda found: f"/{_renamed('F' + found[1])} ", "\n".join(page.operators))
        return b"q\n" + below + b"\nQ\n" + above.encode("ascii")

    def _written(self, pdf: PlainPdf, value: object, places: dict[int, str], depth: int) -> str:
        """A value as PDF syntax, what it refers to put into this file."""
        if depth > _DEEPEST:
            raise NotPlainError("a ring of references")
        if isinstance(value, Ref):
            if value.number not in places:
                places[value.number] = self._copied(pdf, value, places, depth)
            return places[value.number]
        if isinstance(value, dict):
            return _joined({key: self._written(pdf, one, places, depth + 1) for key, one in value.items()})
        if isinstance(value, list):
            return f"[{' '.join(self._written(pdf, one, places, depth + 1) for one in value)}]"
        return _atom(value)

    def _copied(self, pdf: PlainPdf, ref: Ref, places: dict[int, str], depth: int) -> str:
        thing = pdf.thing(ref)
        body = self._written(pdf, thing.value, places, depth + 1).encode("ascii")
        if thing.stored is not None:
            body += b"\nstream\n" + thing.stored + b"\nendstream\n"
        key = hashlib.sha256(body).digest()
        if key not in self._known:
            self._known[key] = self.place(Raw(body))
        return self._known[key]


def _renamed(name: str) -> str:
    return f"F{_FONTS_FROM + int(name[1:])}"


def _outline(
    pdf: PlainPdf, node: dict[str, object], pages: dict[int, int], level: int, seen: set[int]
) -> Iterator[Bookmark]:
    """The entries below a node of an outline, in order."""
    following = node.get("First")
    while isinstance(following, Ref):
        item = _entries(pdf, following)
        title, goal = item.get("Title"), item.get("Dest")
        if following.number in seen or not isinstance(title, bytes) or not isinstance(goal, list) or len(goal) != 5:
            raise NotPlainError("no plain outline")
        seen.add(following.number)
        target, _, _, height, _ = goal
        if not isinstance(target, Ref) or target.number not in pages or not isinstance(height, float):
            raise NotPlainError("an outline that leads elsewhere")
        yield Bookmark(level, title.decode("utf-16", "replace"), pages[target.number], height)
        yield from _outline(pdf, item, pages, level + 1, seen)
        following = item.get("Next")


def _entries(pdf: PlainPdf, value: object) -> dict[str, object]:
    found = pdf.resolve(value)
    if not isinstance(found, dict):
        raise NotPlainError("no dictionary")
    return found


def _joined(entries: dict[str, str]) -> str:
    return f"<<{' '.join(f'/{key} {value}' for key, value in entries.items())}>>"


def _atom(value: object) -> str:
    if isinstance(value, Name):
        return f"/{value}"
    if isinstance(value, bytes):
        return f"<{value.hex()}>"
    if isinstance(value, float):
        return f"{value:.5f}".rstrip("0").rstrip(".")
    return {None: "null", True: "true", False: "false"}[value]  # type: ignore[index]
