"""A table's part of a page: the words of its rows, then the rules around them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from wxadmin.printing.typesetting.book import Book
from wxadmin.printing.typesetting.breaking import Line, advances
from wxadmin.printing.typesetting.cells import Edges, Laid, PlainRow, RowStrip, Stack
from wxadmin.printing.typesetting.faces import Chain
from wxadmin.printing.typesetting.flow import ASCENT, Strip
from wxadmin.printing.typesetting.ink import Page, shown
from wxadmin.printing.typesetting.measuring import Measured

if TYPE_CHECKING:
    from wxadmin.printing.typesetting.table import Table

Band = tuple[Edges, float, float]
"""Rows with the same verticals, one below the other: verticals, upper and lower edge."""
_REMEMBERED = 400


class Ruling:
    """Draws the rows of one table, in one book after another."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._book: Book | None = None
        self._ready: list[dict[str, list[tuple[float, str]]]] = []
        self._floor: tuple[Page, float] | None = None

    def paint(self, page: Page, x: float, placed: Sequence[tuple[float, Strip]]) -> None:
        """The rows that stand on one page, each with the height of its upper edge; ``x`` is the table's left edge."""
        if self._book is not page.book:
            self._book, self._ready = page.book, [{} for _ in self._table.columns]
        bands: list[Band] = []
        floors: list[float] = []
        rows = list(_rows(placed))
        for index, (top, strip) in enumerate(rows):
            bottom = top - strip.height
            if isinstance(strip, PlainRow):
                edges, last = self._table.edges, True
                self._plain(page, x, top, strip)
            elif isinstance(strip, RowStrip):
                edges, last = strip.edges, strip.last
                before = rows[index - 1][1] if index else None
                if not (strip.split and isinstance(before, RowStrip) and before.cells is strip.cells):
                    self._cells(page, x, top, strip, _lines_here(rows, index))
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

    def _rules(self, page: Page, x: float, bands: list[Band], floors: list[float]) -> None:
        half, thick = self._table.rule / 2, self._table.rule
        top, bottom = bands[0][1], bands[-1][2]
        # Where the rows of a heading join those above, their rule is there already.
        joins = self._floor is not None and self._floor[0] is page and abs(self._floor[1] - top) < 0.01
        levels = floors if joins else [top, *floors]
        if not floors or floors[-1] != bottom:
            levels = [*levels, bottom]
        self._floor = page, bottom
        left, wide = x - half, self._table.width + thick
        boxes = [(left, level - half, wide, thick) for level in levels]
        for edges, high, low in bands:
            boxes += [(left + edge, low, thick, high - low) for edge in edges]
            boxes += [
                (left + edge - thick, low, 3 * thick, high - low) for edge in self._table.heavy.intersection(edges)
            ]
        page.rectangles(boxes)

    # -- plain rows

    def _plain(self, page: Page, x: float, top: float, strip: PlainRow) -> None:
        out = page.operators
        leading = self._table.leading
        base = top - strip.height / 2 - self._drop()
        # One line in the middle of its row, which nearly all are.
        middle = f"{base:.2f} Tm\n"
        for i, text in enumerate(strip.row):
            if not text:
                continue
            ready = self._ready[i].get(text)
            if ready is None:
                ready = self._prepare(page.book, text, i)
            if len(ready) == 1:
                dx, body = ready[0]
                out.append(f"BT\n1 0 0 1 {x + dx:.2f} {middle}{body}")
            else:
                y = base + (len(ready) - 1) * leading / 2
                for dx, body in ready:
                    out.append(f"BT\n1 0 0 1 {x + dx:.2f} {y:.2f} Tm\n{body}")
                    y -= leading

    def _drop(self) -> float:
        """Distance from the middle of a line to its baseline."""
        return (ASCENT - 0.5) * self._table.size

    def _prepare(self, book: Book, text: str, i: int) -> list[tuple[float, str]]:
        """A plain cell's lines: where each begins, from the table's left edge, and the operators that show it."""
        table = self._table
        left, right, column = table.edges[i], table.edges[i + 1], table.columns[i]
        chain, size = table.chain, table.size
        room = table.room(left, right)
        width = table.simple.get(text)
        if width is not None and width <= room and (not chain.strays or chain.strays.keys().isdisjoint(text)):
            font = book.font(chain.first)
            codes = "".join(map(font.codes.__getitem__, text))
            made = [(self._start(width, left, right, column.align), f"/{font.name} {size:g} Tf\n[<{codes}>]TJ\nET")]
        else:
            made = []
            scale = table.scale(text, room) if column.whole else 1.0
            for para, line in table.lines(text, room / scale):
                if line.end > line.start:
                    body = "\n".join(shown(book, para, line, size * scale))
                    at = self._start(line.width, left, right, column.align, scale)
                    made.append((at + line.x * size * scale / 1000, f"{body}\nET"))
        ready = self._ready[i]
        if len(ready) > _REMEMBERED:
            ready.clear()
        ready[text] = made
        return made

    def _start(self, width: float, left: float, right: float, align: str, scale: float = 1.0) -> float:
        """Where a line of this width (thousandths of the em) begins in its cell, from the table's left edge."""
        if align == "centre":
            return (left + right - width * self._table.size * scale / 1000) / 2
        if align == "right":
            return right - self._table.padding - width * self._table.size * scale / 1000
        return left + self._table.padding

    # -- rows of cells

    def _cells(self, page: Page, x: float, top: float, strip: RowStrip, count: int) -> None:
        """``count`` lines of a row that stand on this page, cell by cell, so that each cell is read in one piece."""
        table = self._table
        for cell, left, right in zip(strip.cells, strip.edges, strip.edges[1:], strict=False):
            room = table.room(left, right)
            lines = table.lines(cell.words, room, justify=cell.align == "justify")
            if strip.split:
                high, skip = top - strip.above, strip.start
            else:
                rows = strip.count if cell.foot or cell.lines > 1 else len(lines)
                high, skip = top - (strip.height - rows * table.leading) / 2, 0
            first = high - table.leading / 2 - self._drop()
            self._show(page, x, first, lines[skip : skip + count], (left, right), cell.align, cell.struck)
            if cell.foot:
                foot = table.lines(cell.foot, room)
                begin = strip.count - len(foot)
                low = max(begin, skip)
                here = foot[low - begin : skip + count - begin] if skip + count > low else []
                self._show(page, x, first - (low - skip) * table.leading, here, (left, right), "right", None)

    def _show(
        self, page: Page, x: float, y: float, lines: Laid, place: tuple[float, float], align: str, struck: Chain | None
    ) -> None:
        size = self._table.size
        for para, line in lines:
            at = x + self._start(line.width, *place, align)
            page.line(para, line, at, y, size)
            if struck is not None:
                self._strike(page, para, line, at + line.x * size / 1000, y, struck)
            y -= self._table.leading

    def _strike(self, page: Page, para: Measured, line: Line, x: float, y: float, struck: Chain) -> None:
        em = self._table.size / 1000
        for start, end, chain in para.runs:
            low, high = max(start, line.start), min(end, line.end)
            if chain is struck and low < high:
                steps = advances(para, line)
                # The blank half of a trimmed bracket stands outside the cell; nothing is struck there.
                trimmed = -line.x if low == line.start else 0.0
                left = (sum(steps[: low - line.start]) + trimmed) * em
                width = (sum(steps[low - line.start : high - line.start]) - trimmed) * em
                page.rule(x + left, y + 0.36 * self._table.size, width, max(0.6, self._table.size / 16))


def _rows(placed: Sequence[tuple[float, Strip]]) -> list[tuple[float, Strip]]:
    """What stands on a page row by row, heads of several rows taken apart."""
    out: list[tuple[float, Strip]] = []
    for top, strip in placed:
        if isinstance(strip, Stack):
            for part in strip.parts:
                out.append((top, part))
                top -= part.height
        else:
            out.append((top, strip))
    return out


def _lines_here(rows: Sequence[tuple[float, Strip]], index: int) -> int:
    """How many lines of the row at ``index`` stand on this page."""
    strip = rows[index][1]
    assert isinstance(strip, RowStrip)
    if not strip.split:
        return strip.count
    count = 0
    for _, other in rows[index:]:
        if not isinstance(other, RowStrip) or other.cells is not strip.cells:
            break
        count += 1
    return count
