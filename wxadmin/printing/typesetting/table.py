"""Ruled tables: rows of cells that become strips, with a head repeated on every page.

Most rows are plain: one text a column, in one face. They are many, so for them only words and a height are kept, and
what is printed is put together when the page is drawn. Other rows have :class:`Cell` objects: runs of several faces,
cells over several columns, their own verticals, a line at the foot to be signed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field
from itertools import pairwise

from wxadmin.printing.typesetting.book import Book
from wxadmin.printing.typesetting.breaking import Line, Measured, advances, break_lines, measure
from wxadmin.printing.typesetting.faces import Chain
from wxadmin.printing.typesetting.flow import ASCENT, Strip, nothing
from wxadmin.printing.typesetting.ink import Page, shown

Words = str | tuple[tuple[str, Chain], ...]
"""What a cell says, in the face of the table or in runs of several; a line feed begins a new line."""
Laid = list[tuple[Measured, Line]]

_SIMPLE = re.compile("[\u4e00-\u9fff]+|[0-9A-Za-z]+")
"""Texts in which no character changes the room of another."""
_HELD = 12
"""Lines from which on a row may be parted over pages."""
_REMEMBERED = 400
_SMALLEST = 0.6
"""Of the table's size: how small a text may be set that is not to be parted."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: heading, share of the width, alignment of its cells.

    Texts of a column that is ``whole`` (names) are set smaller, down to three fifths, before they are parted.
    """

    title: str
    share: float
    align: str = "centre"
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell over ``columns`` columns. ``align`` is left, centre, right or justify (empty: the column's).

    ``lines`` is its least height in lines; where that is more than one, the words stand at the top rather than in the
    middle, as they do above a ``foot``, which stands right on the last lines. Runs set in the chain ``struck`` are
    struck through.
    """

    words: Words
    columns: int = 1
    align: str = ""
    lines: int = 1
    foot: str = ""
    struck: Chain | None = None


@dataclass(slots=True, eq=False)
class Table:
    """A ruled table whose head is repeated on every page (none when no column has a title). Linear in the rows.

    ``edges`` are the verticals from the table's left edge in points, those that are ``heavy`` are drawn thicker.
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
    edges: tuple[float, ...] = field(init=False)
    _counts: list[dict[str, int]] = field(default_factory=list)
    _laid: dict[tuple[Words, float, bool], Laid] = field(default_factory=dict)
    _book: Book | None = None
    _ready: list[dict[str, list[tuple[float, str]]]] = field(default_factory=list)
    _floor: list[tuple[Page, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        total = sum(column.share for column in self.columns)
        edges = [0.0]
        for column in self.columns:
            edges.append(edges[-1] + self.width * column.share / total)
        self.edges = tuple(edges)
        self._counts = [{} for _ in self.columns]
        titles = tuple(Cell(((column.title, self.head_chain),), align="centre") for column in self.columns)
        self.head = Strip(0.0, 0.0, nothing, lines=0, table=self)
        if any(column.title for column in self.columns):
            self.head = self._held(titles, self.edges, self._most_lines(titles, self.edges))
        self.head.keep = True

    @property
    def padding(self) -> float:
        """Room between a vertical and the words beside it."""
        return self.size / 3

    def strips(self, rows: Iterable[Sequence[str]]) -> list[Strip]:
        """Head and plain rows; the last row never stands alone on a page."""
        out = [self.head, *self.rows(rows)]
        if len(out) > 2:
            out[-2].keep = True
        return out

    def rows(self, rows: Iterable[Sequence[str]]) -> list[Strip]:
        """Plain rows, a text a column. Holding their lines until they are drawn would cost more than the lines do."""
        out: list[Strip] = []
        edges = self.edges
        rooms = [self._room(left, right) for left, right in pairwise(edges)]
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

    def row(self, cells: Sequence[Cell], edges: tuple[float, ...] | None = None) -> list[Strip]:
        """A row of cells: one strip, or one a line when it is too long to be held together.

        ``edges`` are its own verticals when they are not those of the table's columns; then each cell takes one place.
        """
        cells = tuple(cells)
        if edges is None:
            edges, at = (0.0,), 0
            for cell in cells:
                at += cell.columns
                edges = (*edges, self.edges[at])
            if edges == self.edges:
                edges = self.edges
        count = self._most_lines(cells, edges)
        return [self._held(cells, edges, count)] if count <= _HELD else self._parted(cells, edges, count)

    def heading(self, words: str) -> tuple[list[Strip], Table]:
        """A heading over the whole width, and the table for the rows below it, which repeats it after a page's end."""
        strips = self._over(words)
        strips[-1].keep = True
        below = copy(self)
        again = self._over(f"{words}（续）")
        height = self.head.height + sum(strip.height for strip in again)
        below.head = Stack(height, height, nothing, keep=True, table=below, parts=(self.head, *again))
        return strips, below

    def _over(self, words: str) -> list[Strip]:
        cell = Cell(((words, self.head_chain),), columns=len(self.columns), align="left")
        held = self._held((cell,), (0.0, self.width), self._most_lines((cell,), (0.0, self.width)))
        return [held]

    def _held(self, cells: tuple[Cell, ...], edges: tuple[float, ...], count: int) -> Strip:
        height = self._height(count)
        return RowStrip(height, height, nothing, table=self, cells=cells, edges=edges, count=count)

    def _parted(self, cells: tuple[Cell, ...], edges: tuple[float, ...], count: int) -> list[Strip]:
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
        return max(self.row_height, count * self.leading + min(self.row_height - self.leading, self.leading / 2), 4.0)

    def _room(self, left: float, right: float) -> float:
        """Width of a cell's lines between two verticals, thousandths of the em."""
        return (right - left - 2 * self.padding) * 1000 / self.size

    def _count(self, text: str, room: float, whole: bool) -> int:
        """How many lines a plain cell takes."""
        if _SIMPLE.fullmatch(text) and sum(map(self.chain.widths.__getitem__, text)) <= room:
            return 1
        return len(self._lines(text, room / self._scale(text, room) if whole else room, justify=False))

    def _scale(self, text: str, room: float) -> float:
        """How much smaller a text is set that is to stay whole; 1 where it would have to be parted all the same."""
        lines = self._lines(text, room / _SMALLEST, justify=False)
        return min(1.0, room / (lines[0][1].width or 1.0)) if len(lines) == 1 else 1.0

    def _most_lines(self, cells: tuple[Cell, ...], edges: tuple[float, ...]) -> int:
        most = 1
        for cell, left, right in zip(cells, edges, edges[1:], strict=False):
            lines = self._lines(cell.words, self._room(left, right), justify=cell.align == "justify")
            foot = len(self._lines(cell.foot, self._room(left, right), justify=False)) if cell.foot else 0
            most = max(most, len(lines) + foot, cell.lines)
        return most

    def _lines(self, words: Words, room: float, *, justify: bool) -> Laid:
        """The words in lines; the last few hundred are remembered, since cells are laid, then drawn page by page."""
        key = (words, room, justify)
        found = self._laid.get(key)
        if found is None:
            found = []
            for runs in _paragraphs(words, self.chain):
                para = measure(runs)
                found += [(para, line) for line in break_lines(para, room, justify=justify) or [Line(0, 0, 0.0, 0.0)]]
            if len(self._laid) > _REMEMBERED:
                self._laid.clear()
            self._laid[key] = found
        return found

    # -- on the page

    def paint(self, page: Page, x: float, placed: Sequence[tuple[float, Strip]]) -> None:
        """The rows that stand on one page, each with the height of its upper edge: words, then rules."""
        bands: list[tuple[tuple[float, ...], float, float]] = []
        floors: list[float] = []
        flat: list[tuple[float, Strip]] = []
        for top, strip in placed:
            if isinstance(strip, Stack):
                for part in strip.parts:
                    flat.append((top, part))
                    top -= part.height
            else:
                flat.append((top, strip))
        for index, (top, strip) in enumerate(flat):
            bottom = top - strip.height
            if isinstance(strip, PlainRow):
                edges, last = self.edges, True
                self._plain(page, x, top, strip)
            elif isinstance(strip, RowStrip):
                edges, last = strip.edges, strip.last
                before = flat[index - 1][1] if index else None
                if not (strip.split and isinstance(before, RowStrip) and before.cells is strip.cells):
                    self._cells(page, x, top, strip, _lines_here(flat, index))
            else:
                continue
            if bands and bands[-1][0] is edges:
                bands[-1] = (edges, bands[-1][1], bottom)
            else:
                bands.append((edges, top, bottom))
            if last:
                floors.append(bottom)
        if bands:
            self._rules(page, x, bands, floors)

    def _rules(
        self, page: Page, x: float, bands: list[tuple[tuple[float, ...], float, float]], floors: list[float]
    ) -> None:
        half, thick = self.rule / 2, self.rule
        top, bottom = bands[0][1], bands[-1][2]
        # Where the rows of a heading join those above, their rule is there already.
        levels = floors if self._floor == [(page, top)] else [top, *floors]
        if not floors or floors[-1] != bottom:
            levels = [*levels, bottom]
        self._floor[:] = [(page, bottom)]
        left, wide = x - half, self.width + thick
        boxes = [(left, level - half, wide, thick) for level in levels]
        for edges, high, low in bands:
            boxes += [(left + edge, low, thick, high - low) for edge in edges]
            boxes += [(left + edge - thick, low, 3 * thick, high - low) for edge in self.heavy.intersection(edges)]
        page.rectangles(boxes)

    def _plain(self, page: Page, x: float, top: float, strip: PlainRow) -> None:
        book = page.book
        if self._book is not book:
            self._book, self._ready = book, [{} for _ in self.columns]
        out = page.operators
        leading = self.leading
        base = top - (strip.height + self._drop()) / 2
        # One line in the middle of its row, which nearly all are.
        middle = f"{base:.2f} Tm\n"
        for i, text in enumerate(strip.row):
            if not text:
                continue
            ready = self._ready[i].get(text)
            if ready is None:
                ready = self._prepare(book, text, i)
            if len(ready) == 1:
                dx, body = ready[0]
                out.append(f"BT\n1 0 0 1 {x + dx:.2f} {middle}{body}")
            else:
                y = base + (len(ready) - 1) * leading / 2
                for dx, body in ready:
                    out.append(f"BT\n1 0 0 1 {x + dx:.2f} {y:.2f} Tm\n{body}")
                    y -= leading

    def _drop(self) -> float:
        """Twice the distance from the middle of a line to its baseline."""
        return 2 * (ASCENT - 0.5) * self.size

    def _prepare(self, book: Book, text: str, column: int) -> list[tuple[float, str]]:
        """A plain cell's lines: where each begins, from the table's left edge, and the operators that show it."""
        left, right = self.edges[column], self.edges[column + 1]
        chain, size = self.chain, self.size
        width = sum(map(chain.widths.__getitem__, text)) if _SIMPLE.fullmatch(text) else 0
        room = self._room(left, right)
        if 0 < width <= room and chain.strays.keys().isdisjoint(text):
            font = book.font(chain.first)
            codes = "".join(map(font.codes.__getitem__, text))
            line = Line(0, len(text), 0.0, width)
            at = self._start(line, left, right, self.columns[column].align)
            made = [(at, f"/{font.name} {size:g} Tf\n[<{codes}>]TJ\nET")]
        else:
            made = []
            align, scale = self.columns[column].align, 1.0
            if self.columns[column].whole:
                scale = self._scale(text, room)
            for para, line in self._lines(text, room / scale, justify=False):
                if line.end > line.start:
                    body = "\n".join(shown(book, para, line, size * scale))
                    made.append((self._start(line, left, right, align, scale), f"{body}\nET"))
        ready = self._ready[column]
        if len(ready) > _REMEMBERED:
            ready.clear()
        ready[text] = made
        return made

    def _start(self, line: Line, left: float, right: float, align: str, scale: float = 1.0) -> float:
        """Where a line of a cell begins, from the table's left edge."""
        em = self.size * scale / 1000
        if align == "centre":
            return (left + right - line.width * em) / 2 + line.x * em
        if align == "right":
            return right - self.padding - line.width * em + line.x * em
        return left + self.padding + line.x * em

    def _cells(self, page: Page, x: float, top: float, strip: RowStrip, count: int) -> None:
        """All lines of a row that are on one page, cell by cell, so that each cell is read in one piece."""
        edges = strip.edges
        at = 0
        for cell, left, right in zip(strip.cells, edges, edges[1:], strict=False):
            room = self._room(left, right)
            lines = self._lines(cell.words, room, justify=cell.align == "justify")
            align = cell.align or self.columns[at].align
            at = min(at + cell.columns, len(self.columns) - 1)
            if strip.split:
                high, skip = top - strip.above, strip.start
            else:
                rows = strip.count if cell.foot or cell.lines > 1 else len(lines)
                high, skip = top - (strip.height - rows * self.leading) / 2, 0
            first = high - self.leading / 2 - self._drop() / 2
            here = lines[skip : skip + count]
            self._show(page, x, first, here, (left, right), align, cell.struck)
            if cell.foot:
                foot = self._lines(cell.foot, room, justify=False)
                begin = strip.count - len(foot)
                low = max(begin, skip)
                here = foot[low - begin : skip + count - begin] if skip + count > low else []
                self._show(page, x, first - (low - skip) * self.leading, here, (left, right), "right", None)

    def _show(
        self, page: Page, x: float, y: float, lines: Laid, place: tuple[float, float], align: str, struck: Chain | None
    ) -> None:
        for para, line in lines:
            at = x + self._start(line, *place, align)
            page.line(para, line, at - line.x * self.size / 1000, y, self.size)
            if struck is not None:
                self._strike(page, para, line, at, y, struck)
            y -= self.leading

    def _strike(self, page: Page, para: Measured, line: Line, x: float, y: float, struck: Chain) -> None:
        em = self.size / 1000
        for start, end, chain in para.runs:
            low, high = max(start, line.start), min(end, line.end)
            if chain is struck and low < high:
                steps = advances(para, line)
                left = sum(steps[: low - line.start]) * em
                width = sum(steps[low - line.start : high - line.start]) * em
                page.rule(x + left, y + 0.36 * self.size, width, max(0.6, self.size / 16))


def _lines_here(placed: Sequence[tuple[float, Strip]], index: int) -> int:
    """How many lines of the row at ``index`` stand on this page."""
    strip = placed[index][1]
    assert isinstance(strip, RowStrip)
    if not strip.split:
        return strip.count
    count = 0
    for _, other in placed[index:]:
        if not isinstance(other, RowStrip) or other.cells is not strip.cells:
            break
        count += 1
    return count


def _paragraphs(words: Words, chain: Chain) -> list[list[tuple[str, Chain]]]:
    runs = ((words, chain),) if isinstance(words, str) else words
    out: list[list[tuple[str, Chain]]] = [[]]
    for text, letters in runs:
        first, *more = text.split("\n")
        out[-1].append((first, letters))
        out += [[(part, letters)] for part in more]
    return out


@dataclass(slots=True, eq=False)
class PlainRow(Strip):
    """A row with one text a column."""

    row: Sequence[str] = ()
    count: int = 1


@dataclass(slots=True, eq=False)
class RowStrip(Strip):
    """A row of cells, or with ``split`` line ``start`` of one that may be parted; ``count`` lines in all."""

    cells: tuple[Cell, ...] = ()
    edges: tuple[float, ...] = ()
    start: int = 0
    count: int = 1
    above: float = 0.0
    last: bool = True
    split: bool = False


@dataclass(slots=True, eq=False)
class Stack(Strip):
    """A head of several rows."""

    parts: tuple[Strip, ...] = ()
