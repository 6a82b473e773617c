"""What all papers share: title, body paragraphs, sign-off, page furniture, check block, and the finished PDF.

A paper's own module fills a :class:`Composition` with strips; ``draw`` breaks them into pages and puts those in a book.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from wxadmin.domain.errors import UserError
from wxadmin.domain.seal import Draft, Mark
from wxadmin.domain.style import Style
from wxadmin.printing.block import BEGIN, BLOCK_HEIGHT, END, characters, picture
from wxadmin.printing.typesetting.book import Book, Bookmark
from wxadmin.printing.typesetting.breaking import measure
from wxadmin.printing.typesetting.faces import Chain, chain
from wxadmin.printing.typesetting.flow import (
    Placed,
    Runs,
    Strip,
    keep_together,
    keep_with_text,
    nothing,
    paginate,
    paragraph,
    space,
)
from wxadmin.printing.typesetting.ink import Page
from wxadmin.printing.typesetting.profile import Profile, profile_of
from wxadmin.printing.typesetting.table import Column, RowStrip, Table

DRAFT = "草稿"
_BLOCK_ROOM = 10.0
_SHORT = re.compile(r"[^。！？；，：]{1,24}")


def chinese_date(day: date) -> str:
    """``2026年9月2日``: Arabic numerals without leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"


def office(unit: str, issuer: str) -> str:
    """Who signs: the issuer with the unit before it, unless it names the unit itself."""
    return issuer if not unit or unit in issuer else unit + issuer


class Composition:
    """A paper being composed in one style."""

    def __init__(self, style: Style) -> None:
        self.style = style
        self.profile = profile = profile_of(style)
        self.strips: list[Strip] = []
        self.header = ""
        self.number = ""
        self.body = chain(profile.body, profile.owners)
        self.hei = chain("hei", profile.owners)
        self.kai = chain("kai", profile.owners)
        self.biaosong = chain("biaosong", profile.owners)

    def lie(self) -> None:
        """Turn the sheet by a quarter; to be said before anything is added."""
        self.profile = self.profile.lying()

    def new_page(self) -> None:
        """What comes next begins a page."""
        self.strips.append(Strip(0.0, 0.0, nothing, lines=0, fresh=True))

    def add(self, strips: list[Strip]) -> None:
        """Append strips."""
        self.strips += strips

    def title(self, text: str, *, bookmark: tuple[int, str] | None = None) -> None:
        """The title of the paper, centred; the line grid of the body goes on below it."""
        p = self.profile
        if not text.strip():
            return
        lines = paragraph(
            text,
            self.biaosong,
            size=p.title_size,
            leading=p.title_leading,
            width=p.width,
            align="centre",
            keep=True,
            bookmark=bookmark,
        )
        keep_together(lines)
        self.strips += lines
        # Rounded up to whole body lines, so that the 22 lines of a page stay where they are.
        lines[-1].height += -len(lines) * p.title_leading % p.leading
        lines[-1].keep = True

    def subtitle(self, text: str) -> None:
        """A line or two in 楷体 below the title."""
        if text:
            self.text(text, align="centre", first=0, chain_=self.kai, keep=True)

    def blank(self) -> None:
        """An empty line, none at the top of a page; never the last of a page."""
        self.strips.append(space(self.profile.leading))
        self.strips[-1].keep = True

    def text(
        self,
        runs: Runs | str,
        *,
        align: str = "justify",
        first: float = 2.0,
        hang: float = 0.0,
        right: float = 0.0,
        before: float = 0.0,
        keep: bool = False,
        bookmark: tuple[int, str] | None = None,
        chain_: Chain | None = None,
        size: float | None = None,
        leading: float | None = None,
    ) -> list[Strip]:
        """A paragraph in body size, indented by two characters; returns its strips."""
        p = self.profile
        strips = paragraph(
            runs,
            chain_ or self.body,
            size=size or p.size,
            leading=leading or p.leading,
            width=p.width,
            align=align,
            first=first,
            hang=hang,
            right=right,
            before=before,
            keep=keep,
            bookmark=bookmark,
        )
        self.strips += strips
        return strips

    def sign_off(self, issuer: str, day: date | None) -> None:
        """Office and date at the end, right; the date four characters in, the office centred over it."""
        lines = [line for line in (issuer, chinese_date(day) if day else "") if line]
        if not lines:
            return
        keep_with_text(self.strips)
        start = len(self.strips)
        if issuer and day:
            # GB/T 9704 7.3.5: the date four characters in and the office centred over it; an office longer than the
            # date two characters in, and the date moved so that it is in the middle again.
            longer = ems(issuer, self.body) - ems(lines[1], self.body)
            office, dated = (4.0 - longer / 2, 4.0) if longer <= 4 else (2.0, 2.0 + min(longer, 16.0) / 2)
            self.text(issuer, align="right", first=0, right=office, before=self.profile.leading)
            self.text(lines[1], align="right", first=0, right=dated)
        else:
            self.text(lines[0], align="right", first=0, right=4.0, before=self.profile.leading)
        keep_together(self.strips[start:])

    def facts(self, items: list[str]) -> None:
        """Short facts in small type, as many on a line as fit, none of them parted."""
        p = self.profile
        room = p.width / p.table_size - 2.0
        lines: list[str] = []
        for item in items:
            joined = f"{lines[-1]}　　{item}" if lines else item
            if lines and ems(joined, self.body) <= room:
                lines[-1] = joined
            else:
                lines.append(item)
        for line in lines:
            self.text(line, first=0, size=p.table_size, leading=p.table_leading, align="left", keep=True)
        self.strips[-1].height += p.table_leading / 3

    def table(
        self,
        columns: Sequence[tuple[str, float, str]],
        rows: list[list[str]],
        *,
        row_height: float = 0.0,
        size: float = 0.0,
    ) -> None:
        """A ruled table over the whole width; each column is title, share of the width and alignment."""
        p = self.profile
        size = size or p.table_size
        leading = size * p.table_leading / p.table_size
        letters = [Column(*column) for column in columns]
        table = Table(letters, self.body, self.hei, size, leading, p.width, row_height or leading * 1.4)
        self.strips += table.strips(rows)

    def block(self, mark: Mark, number: str, *, foot: bool = True) -> None:
        """Room for the check block of a paper of this number, the same for every mark; never alone on a page."""
        keep_with_text(self.strips)

        def draw(page: Page, x: float, top: float) -> None:
            _draw_block(page, mark, number, x, top - BLOCK_HEIGHT, self.hei)

        self.strips.append(Strip(BLOCK_HEIGHT, BLOCK_HEIGHT, draw, before=_BLOCK_ROOM, foot=foot, lines=0))

    def draw(self, book: Book, mark: Mark) -> None:
        """Break into pages and draw them, numbered from 1, behind those that the book has."""
        p = self.profile
        pages = paginate(self.strips, p.height)
        for number, placed in enumerate(pages):
            for item in placed:
                item.strip.page = number
        for number, placed in enumerate(pages):
            page = book.page(*p.page)
            here = replace(p, left=p.left_of(number + 1))
            self._furniture_above(page, here, mark, number, len(pages))
            self._draw(book, page, here, placed)
            self._page_number(page, here, number + 1, len(pages))

    def _draw(self, book: Book, page: Page, p: Profile, placed: list[Placed]) -> None:
        top = p.page[1] - p.top
        open_table: tuple[Table, float, float] | None = None
        for index, item in enumerate(placed):
            y = top - item.y
            strip = item.strip
            if strip.bookmark is not None:
                book.bookmarks.append(Bookmark(*strip.bookmark, len(book.pages) - 1, y + p.size))
            if open_table is not None and strip.table is not open_table[0]:
                open_table[0].frame(page, p.left, open_table[1], open_table[2])
                open_table = None
            if strip.table is not None:
                open_table = (strip.table, open_table[1] if open_table else y, y - strip.height)
            if isinstance(strip, RowStrip) and strip.split:
                if index and strip.same_row(placed[index - 1].strip):
                    continue
                part = [other.strip for other in placed[index:] if strip.same_row(other.strip)]
                strip.paint_part(page, p.left, y, part)
            else:
                strip.paint(page, p.left, y)
        if open_table is not None:
            open_table[0].frame(page, p.left, open_table[1], open_table[2])

    def _furniture_above(self, page: Page, p: Profile, mark: Mark, number: int, total: int) -> None:
        header = y = p.page[1] - p.top + 14.0
        right = p.left + p.width
        if isinstance(mark, Draft):
            page.watermark(DRAFT, self.hei, p.page[0] * 0.28, grey=0.93)
            y += p.small_size + 10.0 if self.header else 0.0
            width = page.text(right - 4.0, y + 4.0, DRAFT, self.hei, p.small_size + 2, align="right")
            low, high = y, y + p.small_size + 6.0
            left = right - width - 8.0
            page.rectangles(
                [
                    (left, low, width + 8.0, 0.7),
                    (left, high, width + 8.0, 0.7),
                    (left, low, 0.7, high - low),
                    (right - 0.7, low, 0.7, high - low + 0.7),
                ]
            )
        if self.header:
            self._header(page, p, header, number, total)

    def _header(self, page: Page, p: Profile, y: float, number: int, total: int) -> None:
        right = [self.number] if self.number else []
        if p.numbering == "dash":
            right.append(f"第{number + 1}页 共{total}页")
        taken = page.text(p.left + p.width, y, "　".join(right), self.body, p.small_size, align="right")
        room = (p.width - taken) / p.small_size - 2
        page.text(p.left, y, _shortened(self.header, room), self.body, p.small_size)
        page.rule(p.left, y - 5.0, p.width, 0.5)

    def _page_number(self, page: Page, p: Profile, number: int, total: int) -> None:
        y = p.bottom - p.drop - 0.38 * p.number_size
        song = chain("song", p.owners)
        if p.numbering == "total":
            page.text(p.page[0] / 2, y, f"第 {number} 页 共 {total} 页", song, p.number_size, align="centre")
        elif number % 2:
            page.text(p.left + p.width - p.number_size, y, f"— {number} —", song, p.number_size, align="right")
        else:
            page.text(p.left + p.number_size, y, f"— {number} —", song, p.number_size)


def _shortened(text: str, characters: float) -> str:
    return text if len(text) <= characters else text[: int(characters) - 1] + "…"


def ems(text: str, letters: Chain) -> float:
    """How long a text is on one line, in em."""
    return measure([(text, letters)]).width / 1000


def is_signature(text: str) -> bool:
    """Whether a closing line is a date or an office rather than a sentence."""
    return bool(re.fullmatch(r"[\s　]*\d{4}年\d{1,2}月\d{1,2}日[\s　]*", text)) or bool(_SHORT.fullmatch(text))


def _draw_block(page: Page, mark: Mark, number: str, x: float, y: float, letters: Chain) -> None:
    """The check block, tagged so that a reader can leave out what differs between marks; nothing for a draft."""
    if isinstance(mark, Draft):
        return
    known = "".join(filter(letters.prints, characters(number)))
    page.codes(known, letters)
    drawing = picture(mark)
    shown = "".join(line.text for line in drawing.lines)
    if not set(shown) <= set(known):
        raise UserError("编号里有字体印不出的字，不能签发", where=number, remedy="请改用常用的字作编号")
    page.operators.append(f"q\n1 0 0 1 {x:.2f} {y:.2f} cm\n{BEGIN.decode().strip()}")
    page.rectangles(drawing.rects)
    for line in drawing.lines:
        page.plain_text(line.x, line.y, line.text, letters, line.size)
    page.operators.append(f"{END.decode().strip()}\nQ")
