"""Finished papers one behind the other in one file, for printing many at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime

from wxadmin.domain.errors import UserError
from wxadmin.domain.jobs import Step, quiet
from wxadmin.printing.plain_pdf import Name, NotPlainError, PlainPdf, Ref
from wxadmin.printing.reading import BOUND
from wxadmin.printing.typesetting.book import PRODUCER, Book, Bookmark
from wxadmin.printing.typesetting.objects import Raw

_DEEPEST = 64
"""A paper has its dictionaries within one another to some ten levels."""


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
    bundle = _Bundle(title, PRODUCER, created)
    for done, (name, pdf) in enumerate(papers):
        step(done, len(papers))
        try:
            bundle.take(name, PlainPdf(pdf), duplex=duplex and done + 1 < len(papers))
        except NotPlainError as error:
            raise UserError("不是本程序打印的原件，不能合订", where=name, remedy="请去掉这一份再试") from error
    step(len(papers), len(papers))
    bundle.remarks[BOUND] = str(len(papers))
    return bundle.pdf()


class _Bundle(Book):
    """A book whose pages are those of finished papers."""

    def __init__(self, title: str, author: str, created: datetime) -> None:
        super().__init__(title, author, created)
        self._taken: list[dict[str, str]] = []
        self._known: dict[bytes, str] = {}

    def take(self, name: str, pdf: PlainPdf, *, duplex: bool) -> None:
        """All pages of a paper and its outline, below a bookmark of this name; with ``duplex`` an even number."""
        places: dict[int, str] = {}
        root = _entries(pdf, pdf.trailer.get("Root"))
        tree = _entries(pdf, root.get("Pages"))
        kids = tree.get("Kids")
        if not isinstance(kids, list) or not kids:
            raise NotPlainError("no pages")
        before, top = len(self._taken), 0.0
        for kid in kids:
            page = _entries(pdf, kid)
            if page.get("Type") != "Page" or page.keys() != {"Type", "Parent", "MediaBox", "Resources", "Contents"}:
                raise NotPlainError("a page of another kind")
            box = page["MediaBox"]
            if not top and isinstance(box, list) and len(box) == 4 and isinstance(box[3], float):
                top = box[3]
            rest = {key: self._written(pdf, page[key], places, 0) for key in ("MediaBox", "Resources", "Contents")}
            self._taken.append({"Type": "/Page"} | rest)
        if duplex and len(kids) % 2:
            self._taken.append({"Type": "/Page", "MediaBox": self._taken[-1]["MediaBox"], "Resources": "<<>>"})
        self.bookmarks.append(Bookmark(0, name, before, top))
        if "Outlines" in root:
            pages = {kid.number: before + at for at, kid in enumerate(kids) if isinstance(kid, Ref)}
            self.bookmarks += _outline(pdf, _entries(pdf, root["Outlines"]), pages, 1, set())

    def kids(self, parent: str) -> list[str]:
        """The pages as references, made parts of the tree of pages."""
        return [self.place(Raw(_joined(page | {"Parent": parent}).encode("ascii"))) for page in self._taken]

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
