"""Ruled tables: rows of cells that become strips, with a head repeated on every page.

Most rows are plain: one text a column, in one face. They are many, so for them only words and a height are kept, and
what is printed is put together when the page is drawn. Other rows have cells of their own: runs of several faces,
over several columns, between other verticals, with a line at the foot to be signed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from itertools import pairwise

from wxadmin.printing.typesetting.cells import Cell, Column, Edges, Laid, PlainRow, RowStrip, Stack, Words, laid
from wxadmin.printing.typesetting.characters import printable
from wxadmin.printing.typesetting.faces import Chain
from wxadmin.printing.typesetting.flow import Strip, nothing
from wxadmin.printing.typesetting.ink import Page
from wxadmin.printing.typesetting.measuring import GAP
from wxadmin.printing.typesetting.ruling import Ruling

__all__ = ["SMALLEST", "Cell", "Column", "Table"]

_SIMPLE = re.compile("[\u4e00-\u9fff]+|[0-9A-Za-z]+")
"""Texts in which no character changes the room of another."""
_HELD = 12
"""Lines from which on a row may be parted over pages."""
_REMEMBERED = 400
SMALLEST = 0.8
"""Of the table's size: how small a text may be set that is not to be parted."""
_AGAIN = 40
"""Characters of a heading that are repeated on the next page."""


@dataclass(slots=True, eq=False)
class Table:
    """A ruled table whose head is repeated on every page (none when no column has a title). Linear in the rows.

    ``edges`` are the verticals of its columns, those that are ``heavy`` are drawn thicker; ``simple`` are the advances
    of texts that are known to fit on one line, in thousandths of the em.
    """

    columns: Sequence[Column]
    chain: Chain
    head_chain: Chain
    size: float
    leading: float
    width: float
    row_height: float
    rule: float = 0.5
    heavy: frozenset[float] = frozenset()
    head: Strip = field(init=False)
    edges: Edges = field(init=False)
    simple: dict[str, int] = field(default_factory=dict)
    _counts: list[dict[str, int]] = field(init=False)
    _laid: dict[tuple[Words, float, bool], Laid] = field(default_factory=dict)
    _ruling: Ruling = field(init=False)

    def __post_init__(self) -> None:
        total = sum(column.share for column in self.columns)
        edges = [0.0]
        for column in self.columns:
            edges.append(edges[-1] + self.width * column.share / total)
        self.edges = tuple(edges)
        self._counts = [{} for _ in self.columns]
        self._ruling = Ruling(self)
        self.head = Strip(0.0, 0.0, nothing, lines=0, table=self)
        if any(column.title for column in self.columns):
            titles = [Cell(((column.title, self.head_chain),), align="centre") for column in self.columns]
            self.head = self._held(tuple(titles), self.edges, self._most_lines(titles, self.edges))
        self.head.keep = True

    def strips(self, rows: Iterable[Sequence[str]]) -> list[Strip]:
        """Head and plain rows; the last row never stands alone on a page."""
        out = [self.head, *self.rows(rows)]
        if len(out) > 2:
            out[-2].keep = True
        return out

    def rows(self, rows: Iterable[Sequence[str]]) -> list[Strip]:
        """Plain rows, a text a column. Holding their lines until they are drawn would cost more than the lines do."""
        out: list[Strip] = []
        rooms = [self.room(left, right) for left, right in pairwise(self.edges)]
        places = list(zip(rooms, self.columns, self._counts, strict=True))
        for row in rows:
            count = 1
            for text, (room, column, known) in zip(row, places, strict=True):
                if text:
                    lines = known.get(text)
                    if lines is None:
                        lines = known[text] = self._count(text, room, column.whole)
                    if lines > count:
                        count = lines
            if count > _HELD:
                out += self.row([Cell(text) for text in row])
            else:
                height = self._height(count)
                strip = PlainRow(height, height, nothing, False, 0.0, None, self)
                strip.row = row
                strip.count = count
                out.append(strip)
        return out

    def row(self, cells: Sequence[Cell], edges: Edges | None = None) -> list[Strip]:
        """A row of cells: one strip, or one a line when it is too long to be held together.

        ``edges`` are its own verticals when they are not those of the table's columns; then each cell takes one place.
        """
        placed, at, own = [], 0, [0.0]
        for cell in cells:
            align = cell.align or self.columns[min(at, len(self.columns) - 1)].align
            placed.append(replace(cell, align=align))
            at += cell.columns
            own.append(self.edges[at] if edges is None else 0.0)
        if edges is None:
            edges = self.edges if tuple(own) == self.edges else tuple(own)
        count = self._most_lines(placed, edges)
        return (
            [self._held(tuple(placed), edges, count)] if count <= _HELD else self._parted(tuple(placed), edges, count)
        )

    def heading(self, words: str) -> tuple[list[Strip], Table]:
        """A heading over the whole width, and the table for the rows below it, which repeats it after a page's end."""
        strips = self._over(words)
        for strip in strips[-2:]:
            strip.keep = True
        below = copy(self)
        again = self._over(f"{words if len(words) <= _AGAIN else words[: _AGAIN - 1] + '…'}（续）")
        height = self.head.height + sum(strip.height for strip in again)
        below.head = Stack(height, height, nothing, keep=True, table=below, parts=(self.head, *again))
        return strips, below

    def _over(self, words: str) -> list[Strip]:
        return self.row([Cell(((words, self.head_chain),), align="left")], (0.0, self.width))

    def _held(self, cells: tuple[Cell, ...], edges: Edges, count: int) -> Strip:
        height = self._height(count)
        return RowStrip(height, height, nothing, table=self, cells=cells, edges=edges, count=count)

    def _parted(self, cells: tuple[Cell, ...], edges: Edges, count: int) -> list[Strip]:
        pad = self._height(count) - count * self.leading
        strips: list[Strip] = []
        for i in range(count):
            above = pad / 2 if i == 0 else 0.0
            height = self.leading + above + (pad / 2 if i == count - 1 else 0.0)
            strip = RowStrip(height, height, nothing, i in (0, count - 2), table=self, cells=cells, edges=edges)
            strip.start, strip.count, strip.above, strip.last, strip.split = i, count, above, i == count - 1, True
            strips.append(strip)
        return strips

    def _height(self, count: int) -> float:
        """Height of a row of so many lines."""
        return max(self.row_height, count * self.leading + min(self.row_height - self.leading, self.leading / 2))

    @property
    def padding(self) -> float:
        """Room between a vertical and the words beside it."""
        return self.size / 3

    def room(self, left: float, right: float) -> float:
        """Width of a cell's lines between two verticals, thousandths of the em."""
        return (right - left - 2 * self.padding) * 1000 / self.size

    def _count(self, text: str, room: float, whole: bool) -> int:
        """How many lines a plain cell takes."""
        width = sum(map(self.chain.widths.__getitem__, text))
        if _SIMPLE.fullmatch(text):
            if width <= room:
                self.simple[text] = width
                return 1
        elif width + GAP * len(text) <= room and printable(text) is text:
            return 1  # whatever gaps there are to be; what it looks like is found out when it is drawn
        return len(self.lines(text, room / self.scale(text, room) if whole else room))

    def scale(self, text: str, room: float) -> float:
        """How much smaller a text is set that is to stay whole; 1 where it would have to be parted all the same."""
        lines = self.lines(text, room / SMALLEST)
        return min(1.0, room / (lines[0][1].width or 1.0)) if len(lines) == 1 else 1.0

    def _most_lines(self, cells: Sequence[Cell], edges: Edges) -> int:
        most = 1
        for cell, (left, right) in zip(cells, pairwise(edges), strict=True):
            room = self.room(left, right)
            foot = len(self.lines(cell.foot, room)) if cell.foot else 0
            most = max(most, len(self.lines(cell.words, room, justify=cell.align == "justify")) + foot, cell.lines)
        return most

    def lines(self, words: Words, room: float, *, justify: bool = False) -> Laid:
        """The words in lines; the last few hundred are remembered, since cells are laid, then drawn page by page."""
        key = (words, room, justify)
        found = self._laid.get(key)
        if found is None:
            if len(self._laid) > _REMEMBERED:
                self._laid.clear()
            found = self._laid[key] = laid(words, self.chain, room, justify=justify)
        return found

    def paint(self, page: Page, x: float, placed: Sequence[tuple[float, Strip]]) -> None:
        """The rows that stand on one page, each with the height of its upper edge."""
        self._ruling.paint(page, x, placed)
