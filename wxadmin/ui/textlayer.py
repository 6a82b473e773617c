"""The text of a page as an owner selects, copies and searches it: characters with their boxes, in lines.

A PDF knows glyphs at places. Lines are found from the places; whether a line goes on in the next one is decided from
indents and right edges, and where that is not certain the line break stays: copying never loses or invents a character.
All measures are points, x to the right and y down from the upper left corner of the page.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

_QUOTES = str.maketrans("“”„‟‘’‚‛", "\"\"\"\"''''")
_STEP = re.compile(
    r"第[一二三四五六七八九十百零〇\d]+[章节条款]|[（(][一二三四五六七八九十\d]+[）)]"
    r"|[一二三四五六七八九十\d]+[、.．)）]|附件|注："
)
_END = "。！？；：…”"
_SURE = "/-_=&%#+~"  # a break of a line behind these stands for no space


class Glyph(NamedTuple):
    """One character and its box."""

    char: str
    left: float
    top: float
    right: float
    bottom: float


class Box(NamedTuple):
    """A rectangle."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Line:
    """Characters ``start`` to ``end`` beside each other; ``seam`` is what stands before them when lines are joined."""

    start: int
    end: int
    box: Box
    seam: str


@dataclass(frozen=True, slots=True)
class PageText:
    """The text of one page. Carets are places between characters, 0 to ``len(chars)``."""

    chars: str
    lines: tuple[Line, ...]
    folded: str
    """``chars`` for comparison: no white space, one case, one width; cells of a table are parted by a line end."""
    _boxes: array[float]
    _places: array[int]
    _starts: tuple[int, ...]

    def box(self, at: int) -> Box:
        """The box of one character."""
        return Box(*self._boxes[4 * at : 4 * at + 4])

    def line_of(self, at: int) -> int:
        """Which line the character ``at`` stands in."""
        return max(0, bisect_right(self._starts, at) - 1)

    def text(self, start: int, end: int) -> str:
        """The characters between two carets, lines joined where they are one paragraph."""
        parts: list[str] = []
        for line in self.lines:
            one, other = max(start, line.start), min(end, line.end)
            if one < other:
                parts.append(line.seam if parts else "")
                parts.append(self.chars[one:other])
        return "".join(parts)

    def boxes(self, start: int, end: int) -> list[Box]:
        """A rectangle a line that covers the characters between two carets."""
        found: list[Box] = []
        for line in self.lines:
            one, other = max(start, line.start), min(end, line.end)
            if one < other:
                found.append(Box(self.box(one).left, line.box.top, self.box(other - 1).right, line.box.bottom))
        return found

    def caret(self, x: float, y: float) -> int:
        """The caret nearest to a point: of the nearest line the nearest edge of a character."""
        if not self.lines:
            return 0
        line = min(self.lines, key=lambda one: _distance(one.box, x, y))
        for at in range(line.start, line.end):
            box = self.box(at)
            if x < (box.left + box.right) / 2:
                return at
        return line.end

    def over(self, x: float, y: float) -> int | None:
        """The character at a point, None when none is there."""
        for line in self.lines:
            if line.box.top <= y <= line.box.bottom and line.box.left <= x <= line.box.right:
                for at in range(line.start, line.end):
                    if x <= self.box(at).right:
                        return at
        return None

    def word(self, at: int) -> tuple[int, int]:
        """Carets around the word at a character: letters and figures, or Chinese up to the next mark."""
        line = self.lines[self.line_of(at)]
        kind = _kind(self.chars[at])
        start, end = at, at + 1
        while kind and start > line.start and _kind(self.chars[start - 1]) == kind:
            start -= 1
        while kind and end < line.end and _kind(self.chars[end]) == kind:
            end += 1
        return start, end

    def find(self, wanted: str) -> list[tuple[int, int]]:
        """Carets around every place where ``wanted`` (as :func:`fold` gives it) stands, also over a line end."""
        found: list[tuple[int, int]] = []
        at = self.folded.find(wanted) if wanted else -1
        while at >= 0:
            last = at + len(wanted) - 1
            found.append((self._places[at], self._places[last] + 1))
            at = self.folded.find(wanted, last + 1)
        return found


def fold(text: str) -> str:
    """A text for comparison: without white space, in one case, full and half width alike."""
    return "".join(_folded(c) for c in text)


def build(glyphs: Iterable[Glyph]) -> PageText:
    """The text of a page from its characters in the order they were written."""
    kept = [g for g in glyphs if g.char not in "\r\n\0"]
    lines = _joined(kept, _lines(kept))
    folded: list[str] = []
    places: array[int] = array("L")
    for line in lines:
        if line.seam == "\t":
            folded.append("\n")
            places.append(line.start)
        for at in range(line.start, line.end):
            one = _folded(kept[at].char)
            if one:
                folded.append(one)
                places.append(at)
    boxes: array[float] = array("f")
    for glyph in kept:
        boxes.extend(glyph[1:])
    return PageText(
        "".join(g.char for g in kept), lines, "".join(folded), boxes, places, tuple(line.start for line in lines)
    )


@lru_cache(maxsize=8192)
def _folded(char: str) -> str:
    """One character for comparison, ``""`` for white space."""
    if char.isspace() or char in "\u200b\u2060\ufeff\u00ad":
        return ""
    plain = unicodedata.normalize("NFKC", char).casefold()
    return (plain if len(plain) == 1 else char).translate(_QUOTES)


def _kind(char: str) -> str:
    """``latin``, ``han`` or ``""`` for marks and white space."""
    if not char.isalnum():
        return "latin" if char in "_@" else ""
    return "han" if unicodedata.east_asian_width(char) == "W" else "latin"


def _distance(box: Box, x: float, y: float) -> tuple[float, float]:
    down = max(box.top - y, 0.0, y - box.bottom)
    return down, max(box.left - x, 0.0, x - box.right)


def _lines(glyphs: Sequence[Glyph]) -> list[tuple[int, int, Box]]:
    """Runs of characters that stand beside each other."""
    found: list[tuple[int, int, Box]] = []
    start = 0
    for at in range(1, len(glyphs) + 1):
        if at < len(glyphs) and _beside(glyphs[at - 1], glyphs[at]):
            continue
        run = glyphs[start:at]
        if run:
            box = Box(
                min(g.left for g in run), min(g.top for g in run), max(g.right for g in run), max(g.bottom for g in run)
            )
            found.append((start, at, box))
        start = at
    return found


def _beside(one: Glyph, other: Glyph) -> bool:
    high = min(one.bottom - one.top, other.bottom - other.top)
    together = min(one.bottom, other.bottom) - max(one.top, other.top)
    # A squeezed mark may overlap the character before it by half its width; two columns are further apart than an em.
    return together > high / 2 and -high <= other.left - one.right <= high


def _joined(glyphs: Sequence[Glyph], runs: Sequence[tuple[int, int, Box]]) -> tuple[Line, ...]:
    """Lines with the seam before each: ``""`` inside a paragraph, a tab beside each other, a line end otherwise."""
    lines: list[Line] = []
    for number, (start, end, box) in enumerate(runs):
        seam = "\n"
        if number:
            before = runs[number - 1][2]
            if min(before.bottom, box.bottom) - max(before.top, box.top) > (box.bottom - box.top) / 2:
                seam = "\t" if box.left > before.left else "\n"
            elif _goes_on(glyphs, runs, number, inside=lines[-1].seam == ""):
                seam = _gap(glyphs[start - 1].char, glyphs[start].char)
        lines.append(Line(start, end, box, seam))
    return tuple(lines)


def _gap(one: str, other: str) -> str:
    """Between two lines of a paragraph: nothing, or the line end where only the writer knew whether a space stood."""
    if one.isspace() or other.isspace() or one in _SURE:
        return ""
    narrow = all(unicodedata.east_asian_width(c) not in "WFA" for c in (one, other))
    return "\n" if narrow else ""


def _goes_on(glyphs: Sequence[Glyph], runs: Sequence[tuple[int, int, Box]], number: int, *, inside: bool) -> bool:
    """Whether line ``number`` surely continues the paragraph of the line before; ``inside``: that one did so itself."""
    start, end, box = runs[number]
    first, last, before = runs[number - 1]
    em = before.bottom - before.top
    if not 0.8 < (box.bottom - box.top) / em < 1.25 or not 0 < box.top - before.top < 2.2 * em:
        return False
    right = max((b.right for _s, _e, b in runs if abs(b.bottom - b.top - em) < em / 4), default=before.right)
    narrow = unicodedata.east_asian_width(glyphs[last - 1].char) not in "WFA"
    if before.right < right - (8 * em if narrow else 1.2 * em):
        return False
    words = "".join(g.char for g in glyphs[start : min(end, start + 12)])
    if _STEP.match(words):
        return False
    moved = box.left - before.left
    if moved < -em / 2:
        return moved > -5 * em  # the line before was the first of its paragraph, indented
    head = "".join(g.char for g in glyphs[first : min(last, first + 12)])
    if moved > em / 2:
        return bool(_STEP.match(head)) and moved < 6 * em and glyphs[last - 1].char not in _END
    return inside or glyphs[last - 1].char not in _END
