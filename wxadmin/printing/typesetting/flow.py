"""From paragraphs and rows to pages: everything becomes strips of fixed height, and the strips are filled into pages.

A strip that says ``keep`` is never the last on a page. Paragraphs keep two lines together at either end, headings keep
with what follows, the end of a paper keeps with the lines before it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from wxadmin.printing.typesetting.breaking import GAP, PENALTIES, Line, Measured, break_lines, measure
from wxadmin.printing.typesetting.characters import printable
from wxadmin.printing.typesetting.faces import Chain
from wxadmin.printing.typesetting.ink import Page

ASCENT = 0.88
"""Top of the Han em box above the baseline, in em (the same in all bundled faces)."""

Runs = Sequence[tuple[str, Chain]]
Cell = tuple[Measured, list[Line]]


@dataclass(slots=True)
class Strip:
    """A piece of a page. ``height`` it takes, ``ink`` it needs at the foot of a page, ``before`` is room above it.

    ``before`` is dropped at the top of a page. ``bookmark`` is a level and title. ``table`` names the table whose
    ``head`` is repeated when the strip is first on a page; ``foot`` strips stand at the lower edge of the last page.
    """

    height: float
    ink: float
    draw: Callable[[Page, float, float], None]
    keep: bool = False
    before: float = 0.0
    bookmark: tuple[int, str] | None = None
    table: Table | None = None
    foot: bool = False
    page: int = -1
    lines: int = 1

    def paint(self, page: Page, x: float, top: float) -> None:
        """Put it on a page, its upper edge at ``top``."""
        self.draw(page, x, top)


@dataclass(slots=True)
class Placed:
    """A strip with its distance from the top of the type area."""

    strip: Strip
    y: float


def paragraph(
    runs: Runs | str,
    chain: Chain,
    *,
    size: float,
    leading: float,
    width: float,
    align: str = "justify",
    first: float = 0.0,
    hang: float = 0.0,
    right: float = 0.0,
    before: float = 0.0,
    keep: bool = False,
    bookmark: tuple[int, str] | None = None,
) -> list[Strip]:
    """A paragraph as strips; ``first``, ``hang`` and ``right`` are indents in em."""
    parts = ((runs, chain),) if isinstance(runs, str) else tuple(runs)
    short = sum(len(text) for text, _ in parts) <= _PHRASE
    para = _standing(parts) if short else measure(parts)
    em = width * 1000 / size
    column = em - (hang + right) * 1000
    lines = break_lines(para, column, first=em - (first + right) * 1000, justify=align == "justify")
    if align in ("centre", "right") and len(lines) > 1:
        lines = _balanced(para, lines, column)
    strips = []
    count = len(lines)
    for i, line in enumerate(lines):
        indent = (hang if i else first) * 1000
        if align == "centre":
            indent += (em - indent - line.width) / 2
        elif align == "right":
            indent = em - right * 1000 - line.width
        held = keep or (count > 1 and (i == 0 or i == count - 2))
        draw = _drawing(para, line, indent * size / 1000, size)
        strips.append(Strip(leading, size, draw, held, before if i == 0 else 0.0, bookmark if i == 0 else None))
    return strips


_PHRASE = 60


@lru_cache(maxsize=256)
def _standing(runs: tuple[tuple[str, Chain], ...]) -> Measured:
    """Headings and standing phrases come again and again, on one paper and the next."""
    return measure(runs)


def _drawing(para: Measured, line: Line, indent: float, size: float) -> Callable[[Page, float, float], None]:
    def draw(page: Page, x: float, top: float) -> None:
        page.line(para, line, x + indent, top - ASCENT * size, size)

    return draw


# After these a heading may be parted without tearing a word: the office, then what the paper is.
_JOINTS = re.compile(
    "(?<=公司|中心|学校|小学|中学|大学|学院|医院|街道|社区|小区|集团|年级|部门|关于|制度|规定|办法)"
    "|(?<=[会局处科院园厂室群班）》、])"
)


def _balanced(para: Measured, lines: list[Line], column: float) -> list[Line]:
    """A centred heading in the same number of lines, but of about one length, parted at a joint where one is near."""
    if len(lines) == 2:
        middle = len(para.text) / 2
        joints = [m.start() for m in _JOINTS.finditer(para.text) if 0.55 <= m.start() / middle <= 1.45]
        for joint in sorted(joints, key=lambda at: abs(at - middle)):
            width = para.length[joint] - max(0, para.natural[joint - 1] - para.widths[joint - 1])
            rest = para.length[-1] - para.length[joint]
            allowed = PENALTIES[para.classes[joint - 1 : joint + 1]] == 0.0
            if allowed and max(width, rest) <= column:
                return [Line(0, joint, 0.0, width), Line(joint, len(para.text), 0.0, rest)]
    low, high = column / len(lines), column
    best = lines
    while high - low > 500:
        middle = (low + high) / 2
        tried = break_lines(para, middle, justify=False)
        if len(tried) <= len(lines):
            best, high = tried, middle
        else:
            low = middle
    return best


def space(height: float) -> Strip:
    """Room that disappears at the top of a page."""
    return Strip(0.0, 0.0, _nothing, before=height, lines=0)


def _nothing(page: Page, x: float, top: float) -> None:
    """An empty strip."""


def keep_together(strips: Sequence[Strip]) -> None:
    """No page ends inside these strips."""
    for strip in strips[:-1]:
        strip.keep = True


def keep_with_text(strips: Sequence[Strip], lines: int = 2) -> None:
    """What comes after these strips shares its page with at least ``lines`` lines of them."""
    seen = 0
    for strip in reversed(strips):
        strip.keep = True
        seen += strip.lines
        if seen >= lines:
            return


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
            return [RowStrip(height, height, _nothing, table=self, row=row, count=count, head=head)]
        strips: list[Strip] = []
        for i in range(count):
            above = pad / 2 if i == 0 else 0.0
            height = self.leading + above + (pad / 2 if i == count - 1 else 0.0)
            strips.append(
                RowStrip(
                    height,
                    height,
                    _nothing,
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


def paginate(strips: Sequence[Strip], height: float) -> list[list[Placed]]:
    """Fill pages of this height. A strip higher than a page stands alone; every strip appears exactly once."""
    pages: list[list[Placed]] = []
    at, count = 0, len(strips)
    while at < count:
        y = 0.0
        placed: list[Placed] = []
        first = strips[at]
        if first.table is not None and first is not first.table.head:
            placed.append(Placed(first.table.head, 0.0))
            y = first.table.head.height
        heads = len(placed)
        end = at
        while end < count:
            strip = strips[end]
            gap = strip.before if end > at else 0.0
            if y + gap + strip.ink > height + 0.01 and end > at:
                break
            y += gap
            placed.append(Placed(strip, y))
            y += strip.height
            end += 1
        if end < count:
            back = end
            while back > at + 1 and (strips[back - 1].keep or strips[back].height == 0.0):
                back -= 1
            if not strips[back - 1].keep:
                end = back
            del placed[heads + end - at :]
        pages.append(placed)
        at = end
    _to_the_foot(pages, height)
    return pages or [[]]


def _to_the_foot(pages: list[list[Placed]], height: float) -> None:
    if not pages:
        return
    foot = [placed for placed in pages[-1] if placed.strip.foot]
    if foot:
        used = foot[-1].y + foot[-1].strip.ink
        for placed in foot:
            placed.y += max(0.0, height - used)
