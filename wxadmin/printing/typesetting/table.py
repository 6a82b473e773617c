"""Ruled tables: rows of cells that become strips, with a head repeated on every page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from wxadmin.printing.typesetting.breaking import GAP, Line, Measured, break_lines, measure
from wxadmin.printing.typesetting.characters import printable
from wxadmin.printing.typesetting.faces import Chain
from wxadmin.printing.typesetting.flow import ASCENT, Strip, nothing
from wxadmin.printing.typesetting.ink import Page

Cell = tuple[Measured, list[Line]]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: heading, share of the width, alignment of its cells."""

    title: str
    share: float
    align: str = "centre"


@dataclass(slots=True)
class Table:
    """A ruled table whose head is repeated on every page. Cost is linear in the rows."""

    columns: Sequence[Column]
    chain: Chain
    head_chain: Chain
    size: float
    leading: float
    width: float
    row_height: float
    rule: float = 0.5
    head: Strip = field(init=False)
    edges: list[float] = field(init=False)
    _counts: list[dict[str, int]] = field(default_factory=list)
    _known: dict[tuple[str, int, bool], Cell] = field(default_factory=dict)

    def __post_init__(self) -> None:
        total = sum(column.share for column in self.columns)
        self.edges = [0.0]
        for column in self.columns:
            self.edges.append(self.edges[-1] + self.width * column.share / total)
        self._counts = [{} for _ in self.columns]
        self.head = self._strips(tuple(column.title for column in self.columns), head=True)[0]
        self.head.keep = True

    def strips(self, rows: Sequence[Sequence[str]]) -> list[Strip]:
        """Head and rows.

        A row keeps only its words; its lines are made again when it is drawn, because holding the lines of twenty
        thousand rows costs more in garbage collection than making them twice.
        """
        out = [self.head]
        for row in rows:
            out += self._strips(tuple(row))
        if len(out) > 2:
            out[-2].keep = True
        return out

    def _strips(self, row: tuple[str, ...], *, head: bool = False) -> list[Strip]:
        """A row: one strip, or one a line when it is too long to be held together."""
        count = 1
        for i, text in enumerate(row):
            if not text:
                continue
            lines = 0 if head else self._counts[i].get(text, 0)
            if not lines:
                lines = 1 if self._fits(text, i, head) else len(self.cell(text, i, head)[1])
                if not head:
                    self._counts[i][text] = lines
            if lines > count:
                count = lines
        pad = max(self.row_height - self.leading, 4.0)
        if count <= _HELD:
            height = count * self.leading + pad
            return [RowStrip(height, height, nothing, table=self, row=row, count=count, head=head)]
        strips: list[Strip] = []
        for i in range(count):
            above = pad / 2 if i == 0 else 0.0
            height = self.leading + above + (pad / 2 if i == count - 1 else 0.0)
            strips.append(
                RowStrip(
                    height,
                    height,
                    nothing,
                    keep=i in (0, count - 2),
                    table=self,
                    row=row,
                    start=i,
                    above=above,
                    last=i == count - 1,
                    split=True,
                )
            )
        return strips

    def _room(self, column: int) -> float:
        return (self.edges[column + 1] - self.edges[column] - 2 * _PADDING) * 1000 / self.size

    def _fits(self, text: str, column: int, head: bool) -> bool:
        """Whether a text certainly fits on one line, without setting it."""
        widths = (self.head_chain if head else self.chain).widths
        most = sum(map(widths.__getitem__, text)) + GAP * len(text)
        return most <= self._room(column) and printable(text) is text

    def cell(self, text: str, column: int, head: bool) -> Cell:
        """A cell's text in lines; the last few hundred are remembered, since departments repeat."""
        key = (text, column, head)
        found = self._known.get(key)
        if found is None:
            para = measure([(text.replace("\n", " "), self.head_chain if head else self.chain)])
            if len(self._known) > _REMEMBERED:
                self._known.clear()
            found = self._known[key] = (para, break_lines(para, self._room(column), justify=False))
        return found

    def frame(self, page: Page, x: float, top: float, bottom: float) -> None:
        """The vertical rules, top and bottom rule of a part of the table on one page."""
        for y in (top, bottom):
            page.rectangles([(x - self.rule / 2, y - self.rule / 2, self.width + self.rule, self.rule)])
        page.rectangles([(x + e - self.rule / 2, bottom, self.rule, top - bottom) for e in self.edges])


_PADDING = 4.0
_HELD = 12
_REMEMBERED = 400


@dataclass(slots=True)
class RowStrip(Strip):
    """A row of a table, or with ``split`` line ``start`` of one that may be parted."""

    row: tuple[str, ...] = ()
    start: int = 0
    count: int = 1
    above: float = 0.0
    last: bool = True
    split: bool = False
    head: bool = False

    def paint(self, page: Page, x: float, top: float) -> None:
        """Cells from left to right, then the rule below."""
        self._cells(page, x, top, self.count)
        if self.last:
            self._rule(page, x, top - self.height)

    def same_row(self, other: Strip) -> bool:
        """Whether the other is a line of the same parted row."""
        return isinstance(other, RowStrip) and other.split and other.row is self.row

    def paint_part(self, page: Page, x: float, top: float, part: Sequence[Strip]) -> None:
        """All lines of this row that are on one page, cell by cell, so that each cell is read in one piece."""
        self._cells(page, x, top, len(part))
        last = part[-1]
        if isinstance(last, RowStrip) and last.last:
            self._rule(page, x, top - sum(strip.height for strip in part))

    def _cells(self, page: Page, x: float, top: float, count: int) -> None:
        table = self.table
        assert table is not None
        size, leading = table.size, table.leading
        for i, text in enumerate(self.row):
            if not text:
                continue
            para, lines = table.cell(text, i, self.head)
            shown = lines[self.start : self.start + count]
            centring = 0.0 if self.split else (self.height - len(shown) * leading) / 2
            y = top - self.above - centring - (leading - size) / 2 - ASCENT * size
            left, right = x + table.edges[i] + _PADDING, x + table.edges[i + 1] - _PADDING
            centred = table.columns[i].align == "centre"
            for line in shown:
                indent = (right - left - line.width * size / 1000) / 2 if centred else 0.0
                page.line(para, line, left + indent, y, size)
                y -= leading

    def _rule(self, page: Page, x: float, y: float) -> None:
        table = self.table
        assert table is not None
        page.rectangles([(x - table.rule / 2, y - table.rule / 2, table.width + table.rule, table.rule)])
