"""What all papers share: title, body paragraphs, sign-off, page furniture, check block, and the finished PDF.

A paper's own module fills a :class:`Composition` with strips; ``draw`` breaks them into pages and puts those in a book.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import groupby
from math import ceil
from typing import TYPE_CHECKING

from wxadmin.domain.errors import UserError
from wxadmin.domain.jobs import Step, quiet
from wxadmin.domain.seal import Draft, Mark
from wxadmin.domain.style import Style
from wxadmin.printing import furniture
from wxadmin.printing.block import BEGIN, BLOCK_HEIGHT, END, characters, picture
from wxadmin.printing.typesetting.book import Book, Bookmark
from wxadmin.printing.typesetting.faces import Chain, chain
from wxadmin.printing.typesetting.flow import (
    Placed,
    Runs,
    Strip,
    keep_together,
    keep_with_text,
    labelled,
    nothing,
    paginate,
    paragraph,
    space,
)
from wxadmin.printing.typesetting.ink import Page
from wxadmin.printing.typesetting.measuring import measure
from wxadmin.printing.typesetting.profile import MM, Profile, profile_of
from wxadmin.printing.typesetting.table import Column, Table

if TYPE_CHECKING:
    from wxadmin.printing.typesetting.pictures import Bitmap

BLOCK_ROOM = 10.0
"""Points above the check block."""
_BLANK = 0.7
"""Part of a line below a title from which an empty line is not wanted any more."""
_SEAL = 42 * MM
_SEAL_HIGHER = 8.0
"""Points by which the middle of a seal is above that of office and date."""
_SEAL_OFF = 2.0
"""Points at least between the text and a seal."""
_SHORT = re.compile(
    r"(?!特此|此致|敬礼|以上|附件|注|[（(]?[\d一二三四五六七八九十]+[.、．)）])"
    r"(?=.*[\u4e00-\u9fff])[\w 　（）()·\-—&“”《》、]{1,30}"
)
"""What may be an office: a few words without a sentence's marks."""
_OFFICE = re.compile("[会处室部局委站院校司心办组科队所厂店群社园馆团区村坊港场堂]$|街道$|[年班]级$|集团$")
_NOTE = re.compile("[（(].*[）)]")
_DATE = re.compile(
    r"(?:\d{4}|[〇○零一二三四五六七八九]{4})年(?:\d{1,2}|[一二三四五六七八九十]{1,2})月(?:(?:\d{1,2}|[一二三四五六七八九十]{1,3})日)?"
    r"|\d{4}([-./])\d{1,2}\1\d{1,2}"
)


def chinese_date(day: date) -> str:
    """``2026年9月2日``: Arabic numerals without leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"


def office(unit: str, issuer: str) -> str:
    """Who signs: the issuer with the unit before it, unless it names the unit itself, or a part of it over again."""
    if not unit or unit in issuer:
        return issuer
    again = next((n for n in range(min(len(unit), len(issuer)) - 1, 1, -1) if issuer.startswith(unit[-n:])), 0)
    return unit + issuer[again:]


class Composition:
    """A paper being composed in one style."""

    def __init__(self, style: Style) -> None:
        self.style = style
        self.profile = profile = profile_of(style)
        self.strips: list[Strip] = []
        self.header = ""
        self.number = ""
        self.logo: Bitmap | None = None
        self._roomy: Strip | None = None
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
        self.below_header()
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
        self.strips += lines
        # Rounded up to whole body lines, so that the 22 lines of a page stay where they are.
        room = -len(lines) * p.title_leading % p.leading
        lines[-1].height += room
        self._roomy = lines[-1] if room > _BLANK * p.leading else None

    def below_header(self) -> None:
        """A line's room below the header of the first page, so that what comes next does not hang on its rule."""
        if self.profile.header and not self.strips:
            self.strips.append(Strip(self.profile.leading, 0.0, nothing, keep=True, lines=0))

    def subtitle(self, text: str) -> None:
        """A line or two in 楷体 below the title, parted between its facts where one line does not hold them."""
        lines = [text]
        gaps = [at for at, char in enumerate(text) if char == "　"]
        if gaps and ems(text, self.kai) > self.profile.width / self.profile.size:
            middle = min(gaps, key=lambda at: abs(at - len(text) / 2))
            lines = [text[:middle], text[middle + 1 :]]
        for line in filter(None, lines):
            self.text(line, align="centre", first=0, chain_=self.kai, keep=True)

    def blank(self) -> None:
        """An empty line, none at the top of a page; never the last of a page.

        None below a title that has about as much room below it already, where it was rounded up to whole lines.
        """
        if self.strips and self.strips[-1] is self._roomy:
            return
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

    def addressee(self, names: str) -> None:
        """主送: whom the paper is for, from the margin, turned lines at the margin too, with a full-width colon."""
        names = names.strip().rstrip(":：")
        if names:
            self.text(f"{names}：", first=0, keep=True)

    def item(self, label: str, runs: Runs, *, first: float = 2.0, keep: bool = False) -> None:
        """An item whose turned lines stand under its first word; a label too long for that is set as any words are."""
        p = self.profile
        if first + ems(label, self.body) > p.width / p.size / 3:
            self.text([(label, self.body), *runs], first=first, keep=keep)
            return
        self.strips += labelled(
            (label, self.body),
            runs,
            self.body,
            size=p.size,
            leading=p.leading,
            width=p.width,
            first=first,
            keep=keep,
        )

    def sign_off(self, issuer: str, day: date | None) -> None:
        """Office and date at the end."""
        self.signature([issuer, chinese_date(day) if day else ""])

    def signature(self, lines: Sequence[str]) -> None:
        """Offices and at last the date, on the right; never alone on a page.

        GB/T 9704 7.3.5: the date four characters in and the office centred over it; an office longer than the date two
        characters in, and the date moved so that it is in the middle again. With ``style.seal`` there is room for a
        seal over both.
        """
        lines = [line for line in lines if line]
        if not lines:
            return
        p = self.profile
        keep_with_text(self.strips)
        start = len(self.strips)
        wide = [ems(line, self.body) for line in lines]
        rights = [4.0] * len(lines)
        if len(lines) > 1 and is_date(lines[-1]):
            longer = max(wide[:-1]) - wide[-1]
            dated = 4.0 if longer <= 4 else 2.0 + min(longer, 16.0) / 2
            middle = dated + wide[-1] / 2
            rights = [max(2.0, middle - width / 2) for width in wide]
        above, below = _seal_room(len(lines), p) if self.style.seal else (p.leading, 0.0)
        for number, (line, right) in enumerate(zip(lines, rights, strict=True)):
            self.text(line, align="right", first=0, right=right, before=0.0 if number else above)
        if below:
            self.strips.append(Strip(below, below, nothing, lines=0))
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
        size: float = 0.0,
    ) -> None:
        """A ruled table over the whole width; each column is title, share of the width and alignment."""
        p = self.profile
        size = size or p.table_size
        leading = size * p.table_leading / p.table_size
        letters = [Column(*column) for column in columns]
        table = Table(letters, self.body, self.hei, size, leading, p.width, leading * 1.4)
        self.strips += table.strips(rows)

    def block(self, mark: Mark, number: str, *, foot: bool = True) -> None:
        """Room for the check block of a paper of this number, the same for every mark; never alone on a page."""
        keep_with_text(self.strips)

        def draw(page: Page, x: float, top: float) -> None:
            _draw_block(page, mark, number, x, top - BLOCK_HEIGHT, self.hei)

        self.strips.append(Strip(BLOCK_HEIGHT, BLOCK_HEIGHT, draw, before=BLOCK_ROOM, foot=foot, lines=0))

    def draw(self, book: Book, mark: Mark, step: Step = quiet) -> None:
        """Break into pages and draw them, numbered from 1, behind those that the book has.

        ``step`` counts them.
        """
        pages = paginate(self.strips, self.profile.height)
        for index, placed in enumerate(pages):
            for item in placed:
                item.strip.page = index
        self.settle(len(pages))
        for number, placed in enumerate(pages, 1):
            step(number, len(pages))
            self.draw_page(book, mark, placed, (number, len(pages)))

    def settle(self, pages: int) -> None:
        """Every strip knows its page, of so many, and nothing is drawn yet: what names pages can be filled in."""

    def draw_page(self, book: Book, mark: Mark, placed: list[Placed], at: tuple[int, int]) -> None:
        """One page with all that stands around the type area; ``at`` is its number and how many there are."""
        p = self.profile.on(at[0])
        page = book.page(*p.page)
        if isinstance(mark, Draft):
            furniture.draft(page, p, self.hei, header=bool(self.header))
        if self.header:
            # A title that stands right below is said once, but where a house has its header on every page.
            untitled = at[0] == 1 and not p.header
            furniture.header(page, p, self.body, self.header, self.number, at, self.logo, untitled=untitled)
        self._draw(book, page, p, placed)
        furniture.page_number(page, p, *at)

    def _draw(self, book: Book, page: Page, p: Profile, placed: list[Placed]) -> None:
        top = p.page[1] - p.top
        for table, run in groupby(placed, lambda item: item.strip.table):
            at = [(top - item.y, item.strip) for item in run]
            for y, strip in at:
                if strip.bookmark is not None:
                    book.bookmarks.append(Bookmark(*strip.bookmark, len(book.pages) - 1, y + p.size))
                if table is None:
                    strip.paint(page, p.left, y)
            if table is not None:
                table.paint(page, p.left, at)


def ems(text: str, letters: Chain) -> float:
    """How long a text is on one line, in em."""
    return measure([(text, letters)]).width / 1000


def is_date(text: str) -> bool:
    """Whether a line is a date and nothing else, in figures or in Chinese."""
    return bool(_DATE.fullmatch(text.strip()))


def signature_of(lines: Sequence[str]) -> slice:
    """Which of a text's closing lines are offices and date at its end, maybe with a note in brackets below them.

    None where the lines before a note are sentences, items, or no words at all, or where nothing says that it is an
    office that signs.
    """
    end = len(lines)
    while end and _NOTE.fullmatch(lines[end - 1].strip()):
        end -= 1
    start = end
    while start and (is_date(lines[start - 1]) or _SHORT.fullmatch(lines[start - 1].strip())):
        start -= 1
    while start < end and not any(map(is_date, lines[start:end])) and not _OFFICE.search(lines[start].strip()):
        start += 1
    return slice(start, end)


def _seal_room(lines: int, p: Profile) -> tuple[float, float]:
    """Room above and below a signature of so many lines for a seal of 42 mm, which no paper size makes larger.

    GB/T 9704 7.3.5: office and date stand in the middle of the seal or a little below it, and its upper edge is less
    than a line below the text.
    """
    blank = p.leading - p.size
    signature = (lines - 1) * p.leading + p.size
    over = _SEAL / 2 + _SEAL_HIGHER - signature / 2  # from the seal's upper edge to the office's
    above = ceil(max(1.0, (over + _SEAL_OFF - blank) / p.leading)) * p.leading
    return above, max(0.0, _SEAL - over - signature - blank)


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
