"""From paragraphs and rows to pages: everything becomes strips of fixed height, and the strips are filled into pages.

A strip that says ``keep`` is never the last on a page. Paragraphs keep two lines together at either end, headings keep
with what follows, the end of a paper keeps with the lines before it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from wxadmin.printing.typesetting.breaking import Line, break_lines
from wxadmin.printing.typesetting.faces import Chain
from wxadmin.printing.typesetting.headings import balanced
from wxadmin.printing.typesetting.ink import Page
from wxadmin.printing.typesetting.measuring import Measured, measure

if TYPE_CHECKING:
    from wxadmin.printing.typesetting.table import Table

ASCENT = 0.88
"""Top of the Han em box above the baseline, in em (the same in all bundled faces)."""

Runs = Sequence[tuple[str, Chain]]


@dataclass(slots=True)
class Strip:
    """A piece of a page. ``height`` it takes, ``ink`` it needs at the foot of a page, ``before`` is room above it.

    ``before`` is dropped at the top of a page. ``bookmark`` is a level and title. ``table`` names the table whose
    ``head`` is repeated when the strip is first on a page; ``foot`` strips stand at the lower edge of the last page;
    a ``fresh`` strip begins a page.
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
    fresh: bool = False

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
    em = width * 1000 / size
    column = em - (hang + right) * 1000
    para, lines = _broken(parts, column, em - (first + right) * 1000, align == "justify")
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
        held = count > 1 and (i == 0 or i == count - 2)
        held = held or (keep and (count <= _HEADING or i == count - 1))
        draw = _drawing(para, line, indent * size / 1000, size)
        strips.append(Strip(leading, size, draw, held, before if i == 0 else 0.0, bookmark if i == 0 else None))
    return strips


def labelled(
    label: tuple[str, Chain],
    runs: Runs,
    chain: Chain,
    *,
    size: float,
    leading: float,
    width: float,
    first: float,
    keep: bool = False,
) -> list[Strip]:
    """A paragraph whose lines all stand behind its label, which begins ``first`` em in."""
    name = measure([label])
    hang = first + name.width / 1000
    strips = paragraph(runs, chain, size=size, leading=leading, width=width, first=hang, hang=hang, keep=keep)
    own = _drawing(name, Line(0, len(name.text), 0.0, name.width), first * size, size)
    if not strips:
        return [Strip(leading, size, own, keep)]
    rest = strips[0].draw

    def draw(page: Page, x: float, top: float) -> None:
        own(page, x, top)
        rest(page, x, top)

    strips[0].draw = draw
    return strips


_HEADING = 8
"""Lines up to which what keeps with the next line keeps together itself."""
_PHRASE = 60
_TITLE = 200
"""Characters up to which words are looked for where a heading is parted."""


@lru_cache(maxsize=256)
def _standing(runs: tuple[tuple[str, Chain], ...]) -> Measured:
    """Headings and standing phrases come again and again, on one paper and the next."""
    return measure(runs)


@lru_cache(maxsize=1024)
def _broken(
    parts: tuple[tuple[str, Chain], ...], column: float, first: float, justify: bool
) -> tuple[Measured, list[Line]]:
    """A paragraph's lines, which nobody changes: while a text is being written all but one of them come again."""
    short = sum(len(text) for text, _ in parts) <= _PHRASE
    para = _standing(parts) if short else measure(parts)
    return para, break_lines(para, column, first=first, justify=justify)


def _drawing(para: Measured, line: Line, indent: float, size: float) -> Callable[[Page, float, float], None]:
    def draw(page: Page, x: float, top: float) -> None:
        page.line(para, line, x + indent, top - ASCENT * size, size)

    return draw


def _balanced(para: Measured, lines: list[Line], column: float) -> list[Line]:
    """A heading that is not justified in the same number of lines, but of about one length and parted between words."""
    found = balanced(para, len(lines), column) if len(para.text) <= _TITLE else None
    if found:
        return found
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
    return Strip(0.0, 0.0, nothing, before=height, lines=0)


def nothing(page: Page, x: float, top: float) -> None:
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
        if seen >= lines or (strip.lines and strip.ink > _TALL):
            return


_TALL = 60.0
"""Points from which a single strip (a picture, a long row) is company enough."""


def paginate(strips: Sequence[Strip], height: float) -> list[list[Placed]]:
    """Fill pages of this height; every strip appears exactly once, and in order.

    A page takes as many strips as fit and then gives back those that may not be its last. Where a page would give back
    all it has (a chain of ``keep`` higher than a page) the chain is parted where the page is full. A strip higher than
    a page stands alone.
    """
    pages: list[list[Placed]] = []
    at, count = 0, len(strips)
    while at < count:
        placed = _repeated(strips[at], height)
        heads = len(placed)
        y = sum(head.strip.height for head in placed)
        inked = bool(placed)
        end = at
        while end < count:
            strip = strips[end]
            if strip.fresh and end > at:
                break
            gap = strip.before if inked and end > at else 0.0
            if strip.ink == strip.height == 0.0:
                gap = max(0.0, min(gap, height - y))  # room of its own never begins a page
            elif inked and end > at and y + gap + strip.ink > height + 0.01:
                break
            y += gap
            placed.append(Placed(strip, y))
            y += strip.height
            inked = inked or strip.ink > 0.0
            end += 1
        if end < count and not strips[end].fresh:
            back = end
            while back > at and strips[back - 1].keep:
                back -= 1
            # What would be left of the page must be more than room.
            if any(strip.ink for strip in strips[at:back]):
                end = back
            del placed[heads + end - at :]
        pages.append(placed)
        at = end
    _to_the_foot(pages, height)
    return pages or [[]]


def _repeated(first: Strip, height: float) -> list[Placed]:
    """The head of the table that goes on with this strip; none where both together are higher than the page."""
    table = first.table
    if table is None or first is table.head or table.head.height + first.ink > height:
        return []
    return [Placed(table.head, 0.0)]


def _to_the_foot(pages: list[list[Placed]], height: float) -> None:
    if not pages:
        return
    foot = [placed for placed in pages[-1] if placed.strip.foot]
    if foot:
        used = foot[-1].y + foot[-1].strip.ink
        for placed in foot:
            placed.y += max(0.0, height - used)
