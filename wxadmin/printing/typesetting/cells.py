"""What a table is made of: columns, cells, and the strips that its rows become."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from wxadmin.printing.typesetting.breaking import Line, break_lines
from wxadmin.printing.typesetting.faces import Chain
from wxadmin.printing.typesetting.flow import Strip
from wxadmin.printing.typesetting.measuring import Measured, measure

Words = str | tuple[tuple[str, Chain], ...]
"""What a cell says, in the face of the table or in runs of several; a line feed begins a new line."""
Laid = list[tuple[Measured, Line]]
_LOOSEST = 90
"""Thousandths of the em; from a tenth on a gap is read as a space, and a search for the words finds nothing."""
Edges = tuple[float, ...]
"""The verticals of a row from the table's left edge, in points."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: heading, share of the width, alignment of its cells.

    Texts of a column that is ``whole`` (names) are set smaller, down to four fifths, before they are parted.
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
class PlainRow(Strip):
    """A row with one text a column, in ``count`` lines."""

    row: Sequence[str] = ()
    count: int = 1


@dataclass(slots=True, eq=False)
class RowStrip(Strip):
    """A row of cells, or with ``split`` line ``start`` of one that may be parted; ``count`` lines in all.

    ``above`` is the room above its first line, ``last`` says whether the rule below the row follows it.
    """

    cells: tuple[Cell, ...] = ()
    edges: Edges = ()
    start: int = 0
    count: int = 1
    above: float = 0.0
    last: bool = True
    split: bool = False


@dataclass(slots=True, eq=False)
class Stack(Strip):
    """A head of several rows."""

    parts: tuple[Strip, ...] = ()


def laid(words: Words, chain: Chain, room: float, *, justify: bool) -> Laid:
    """The words in lines ``room`` wide (thousandths of the em), each paragraph of its own."""
    runs = ((words, chain),) if isinstance(words, str) else words
    paragraphs: list[list[tuple[str, Chain]]] = [[]]
    for text, letters in runs:
        first, *more = text.split("\n")
        paragraphs[-1].append((first, letters))
        paragraphs += [[(part, letters)] for part in more]
    out: Laid = []
    for paragraph in paragraphs:
        para = measure(paragraph)
        lines = break_lines(para, room, justify=justify) or [Line(0, 0, 0.0, 0.0)]
        out += [(para, _not_loose(para, line)) for line in lines]
    return out


def _not_loose(para: Measured, line: Line) -> Line:
    """A line that narrow columns would stretch so far that readers take the gaps for spaces is left short instead."""
    if line.stretch <= _LOOSEST:
        return line
    places = para.gaps[line.end - 1] - para.gaps[line.start]
    return replace(line, stretch=0.0, width=line.width - line.stretch * places)
