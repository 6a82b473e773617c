"""A paragraph measured once for any column: advances with marks squeezed and gaps added, what may give and stretch.

All lengths are in thousandths of the em, so that what was measured fits any size. Two full-width marks side by side
take one and a half em; alone each can give its blank half when a line is too long. Between Han and Latin stands a gap
that can shrink. Nothing is stretched inside Latin words, numbers and dashes.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, compress
from operator import ne

from wxadmin.printing.typesetting.characters import classes_of, printable
from wxadmin.printing.typesetting.faces import Chain

GAP = 95
"""Between Han and Latin. CLREQ allows up to a quarter em; poppler reads a gap of a tenth as a space, and then a
search for ``30分钟`` finds nothing, so it stays just below; the digits' own bearings make it look like an eighth."""
GAP_GIVE = 55
HALF = 500
FULL = 750
"""From this width on a mark counts as full width and has a blank half."""

WIDE_SPACE = 600
"""A single ideographic space, as in 第一条　总则: poppler takes a gap of 0.7 em for one between columns, and two short
lines with such a gap, one above the other, would be read as two columns."""
SPACE_WEIGHT = 3
"""A space between words takes this many times the stretch of a place between two characters."""

_MARKS = re.compile("[OCTEM]")
_LATIN = re.compile("[LNU]+")
_HAN = frozenset("HGZJVW")
_SPACES = re.compile("S")
_SPACES_BESIDE = re.compile("(?<=[OCTE])S+|S+(?=[OCTE])")
_WIDE_SPACES = re.compile("(?<=[^IS])I(?=[^IS])")
_SPECIAL = re.compile("[OCTEMSI]|[HGZJVW][LN]|[LN][HGZJVW]|NK|U[HGZJVW]")
_RIGID = re.compile("K?[LNPQBUXY]{2,}|K[LN]|D{2,}")
_RIGID_TOO = re.compile(f"{_RIGID.pattern}|.X+|.I.", re.DOTALL)
_ANY_SPACE = re.compile("[SI]")


@dataclass(slots=True)
class Measured:
    """A paragraph with everything that does not depend on the width of the column.

    ``natural[i]`` is the advance of character i with the marks beside it squeezed and gaps added, ``give[i]`` what can
    still be taken from it, ``gaps[k]`` how many times the stretch all places before k take together, ``ends[k]`` the
    length up to k without spaces and a gap at its end.
    """

    text: str
    runs: tuple[tuple[int, int, Chain], ...]
    classes: str
    widths: Sequence[int]
    natural: Sequence[int]
    give: Sequence[int]
    kerned: tuple[int, ...]
    given: tuple[int, ...]
    length: list[int] = field(default_factory=list)
    gives: list[int] = field(default_factory=list)
    gaps: Sequence[int] = ()
    ends: list[int] = field(default_factory=list)

    @property
    def width(self) -> int:
        """Advance of the whole text on one line, thousandths of the em."""
        return sum(self.natural)


def measure(runs: Sequence[tuple[str, Chain]]) -> Measured:
    """Prepare a paragraph of one or several faces. Hidden characters become visible marks here."""
    text = ""
    widths: list[int] = []
    spans: list[tuple[int, int, Chain]] = []
    for given_text, chain in runs:
        part = printable(given_text)
        if part:
            spans.append((len(text), len(text) + len(part), chain))
            widths += map(chain.widths.__getitem__, part)
            text += part
    classes = classes_of(text)
    if not _SPECIAL.search(classes):
        return Measured(text, tuple(spans), classes, widths, widths, bytes(len(text)), (), ())
    natural = list(widths)
    give = [0] * len(text)
    _squeeze_marks(text, classes, widths, natural, give)
    for i in _gaps(classes, widths):
        natural[i] += GAP
        give[i] += GAP_GIVE
    for match in _WIDE_SPACES.finditer(classes):
        natural[match.start()] -= widths[match.start()] - WIDE_SPACE
    for match in _SPACES.finditer(classes):
        give[match.start()] += widths[match.start()] // 3
    for match in _SPACES_BESIDE.finditer(classes):
        start, end = match.span()
        if max(widths[max(start - 1, 0)], widths[min(end, len(text) - 1)]) >= FULL:
            for i in range(start, end):  # the mark's blank half is room enough
                natural[i] = give[i] = 0
    places = range(len(text))
    kerned = () if natural == widths else tuple(compress(places, map(ne, natural, widths)))
    given = tuple(compress(places, give))
    return Measured(text, tuple(spans), classes, widths, natural, give, kerned, given)


def _gaps(classes: str, widths: Sequence[int]) -> Iterator[int]:
    """The characters behind which a gap stands: Han before Latin, Latin before Han, a number before ￥."""
    for match in _LATIN.finditer(classes):
        start, end = match.span()
        if start and classes[start] != "U" and classes[start - 1] in _HAN:
            yield start - 1
        before, after = classes[end - 1], classes[end : end + 1]
        if (after in _HAN and not (before == "U" and widths[end - 1] >= FULL)) or before + after == "NK":
            yield end - 1


def _squeeze_marks(text: str, classes: str, widths: list[int], natural: list[int], give: list[int]) -> None:
    """Side by side two full-width marks lose half an em; alone each can give its blank half when a line is too long."""
    last = len(text) - 1
    for match in _MARKS.finditer(classes):
        i = match.start()
        mark = classes[i]
        if widths[i] < FULL:
            continue
        after = classes[i + 1] if i < last and widths[i + 1] >= FULL else ""
        if mark == "O":
            before = classes[i - 1] if i else ""
            if after == "O":
                natural[i] -= HALF
            if before and before not in "OCTES":
                give[i - 1] += HALF
        elif mark == "M":
            if text[i] in "·・":
                give[i] += HALF // 2
                if i:
                    give[i - 1] += HALF // 2
        elif after and after in "OCTE":
            natural[i] -= HALF
        elif after != "I":
            # A sentence's stop keeps more of its room than a comma.
            give[i] += HALF // 2 if mark == "E" else HALF


def sum_up(para: Measured) -> None:
    """Fill in the sums that only a paragraph of several lines needs; ``length`` stays empty until it is done.

    Papers set at the same time may share a paragraph: each sum is put there whole, and ``length`` last.
    """
    count = len(para.text)
    free = bytearray(b"\1") * count
    rigid = False
    odd = "X" in para.classes or "I" in para.classes
    for match in (_RIGID_TOO if odd else _RIGID).finditer(para.classes):
        rigid = True
        free[match.start() : match.end() - 1] = bytes(match.end() - match.start() - 1)
    for i in para.kerned:
        if para.natural[i] > para.widths[i]:
            rigid = True
            free[i] = 0
    for match in _SPACES.finditer(para.classes):
        rigid = True
        free[match.start()] = SPACE_WEIGHT if para.natural[match.start()] else 0
    ends = length = [0, *accumulate(para.natural)]
    if para.kerned or "S" in para.classes:
        ends = length.copy()
        for i in para.kerned:
            ends[i + 1] -= max(0, para.natural[i] - para.widths[i])
        for match in _ANY_SPACE.finditer(para.classes):
            ends[match.end()] = ends[match.start()]
    para.gives = [0, *accumulate(para.give)]
    para.gaps = [0, *accumulate(free)] if rigid else range(count + 1)
    para.ends = ends
    para.length = length


def between(places: tuple[int, ...], start: int, end: int) -> tuple[int, ...]:
    """The members of a sorted tuple from ``start`` up to ``end``."""
    if not places:
        return ()
    return places[bisect_left(places, start) : bisect_left(places, end)]
