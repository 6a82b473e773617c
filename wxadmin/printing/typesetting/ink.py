"""The marks on a page, and the one way in which text gets there.

How text is emitted (whoever reads papers back relies on this; see :mod:`wxadmin.printing.reading`):

- One content stream a page. No forms, no annotations, no literal strings, no inline pictures.
- A picture is ``q``, ``width 0 0 height x y cm``, ``/Im1 Do``, ``Q``; what it may be see :mod:`..pictures`.
- Each line of text, or each part of it that is set in one size, is one text object, in reading order::

      BT
      1 0 0 1 x y Tm          origin of the baseline in points, two decimals
      /F1 15.75 Tf            a face; again within the line wherever the face changes
      [<00010002>-95<0003>]TJ hex codes of two bytes, Identity-H; numbers are kerns in thousandths of the em;
                              one may come first, none comes last
      ET

- A code stands for one character of one face: its ToUnicode names that one code point and the glyph of the same number
  draws it (CIDToGIDMap is Identity). Spaces are printed as characters; nothing is printed for a line's end.
- A watermark is a text object with a rotated matrix in grey, first in the stream.
- Lines and boxes are ``re f``, dashes ``d … S``. All is black but what stands between ``q``, a colour and ``Q``. The
  check block is described in :mod:`wxadmin.printing.block`; pictures aside, it alone moves the origin (``cm``).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from wxadmin.printing.typesetting.breaking import Line
from wxadmin.printing.typesetting.faces import MISSING, Chain, Face
from wxadmin.printing.typesetting.measuring import Measured, between, measure

if TYPE_CHECKING:
    from wxadmin.printing.typesetting.book import Book
    from wxadmin.printing.typesetting.pictures import Bitmap, Wanted

RED = "0.78 0.06 0.09 rg"
"""The red of a 红头: sRGB (199, 15, 23), dark enough to stay legible when a copier makes it grey."""
HAIR = "0.6 g"
"""Grey for thin frames."""
_THINNEST = 0.1
"""Points: a picture drawn thinner could become a matrix of zeros."""


class Page:
    """One page being drawn. Points from the lower left corner."""

    def __init__(self, book: Book, width: float, height: float) -> None:
        self.book = book
        self.width = width
        self.height = height
        self.operators: list[str] = []

    def line(self, para: Measured, line: Line, x: float, y: float, size: float) -> None:
        """One line of a paragraph, its column beginning at ``x``, baseline at ``y``."""
        if line.end > line.start:
            body = "\n".join(shown(self.book, para, line, size))
            self.operators.append(f"BT\n1 0 0 1 {x + line.x * size / 1000:.2f} {y:.2f} Tm\n{body}\nET")

    def text(self, x: float, y: float, text: str, chain: Chain, size: float, *, align: str = "left") -> float:
        """A short text on one line at ``x`` (its left end, middle or right end by ``align``); returns its width."""
        para = measure([(text, chain)])
        width = para.width * size / 1000
        at = x - (width if align == "right" else width / 2 if align == "centre" else 0.0)
        self.line(para, Line(0, len(para.text), 0.0, para.width), at, y, size)
        return width

    def codes(self, text: str, letters: Chain) -> list[tuple[str, str]]:
        """A text that the chain has, as (font, hex codes) a face; from now on the document embeds those characters."""
        found = []
        for face, chars in groupby(text, partial(_who, letters)):
            font = self.book.font(face or letters.first)
            found.append((font.name, "".join(map(font.codes.__getitem__, chars))))
        return found

    def plain_text(self, x: float, y: float, text: str, letters: Chain, size: float) -> None:
        """A text on one line without kerns, every character of which the chain has."""
        body = "\n".join(f"/{font} {size:g} Tf\n[<{codes}>]TJ" for font, codes in self.codes(text, letters))
        self.operators.append(f"BT\n1 0 0 1 {x:.2f} {y:.2f} Tm\n{body}\nET")

    def watermark(self, text: str, chain: Chain, size: float, grey: float = 0.9) -> None:
        """Large grey letters across the page from lower left to upper right, under everything else."""
        para = measure([(text, chain)])
        angle = math.atan2(self.height, self.width)
        across = para.width * size / 1000
        cos, sin = math.cos(angle), math.sin(angle)
        x = self.width / 2 - across / 2 * cos + size * 0.35 * sin
        y = self.height / 2 - across / 2 * sin - size * 0.35 * cos
        body = "\n".join(shown(self.book, para, Line(0, len(para.text), 0.0, para.width), size))
        matrix = f"{cos:.4f} {sin:.4f} {-sin:.4f} {cos:.4f} {x:.2f} {y:.2f} Tm"
        self.operators.insert(0, f"q\n{grey:g} g\nBT\n{matrix}\n{body}\nET\nQ")

    def rectangles(
        self, boxes: list[tuple[float, float, float, float]] | tuple[tuple[float, ...], ...], colour: str = ""
    ) -> None:
        """Filled boxes of x, y, width, height; ``colour`` is an operator such as ``RED`` (``""`` is black)."""
        if boxes:
            body = "\n".join(f"{x:.3f} {y:.3f} {w:.3f} {h:.3f} re" for x, y, w, h in boxes) + "\nf"
            self.operators.append(f"q\n{colour}\n{body}\nQ" if colour else body)

    def rule(self, x: float, y: float, width: float, thickness: float = 0.5) -> None:
        """A horizontal rule centred on ``y``."""
        self.rectangles([(x, y - thickness / 2, width, thickness)])

    def picture(self, picture: Bitmap | Wanted, x: float, y: float, width: float, height: float) -> None:
        """A picture whose lower left corner is at ``x``, ``y``. UserError as of :meth:`Book.picture`."""
        name = self.book.picture(picture)
        wide, high = max(width, _THINNEST), max(height, _THINNEST)
        self.operators.append(f"q\n{wide:.3f} 0 0 {high:.3f} {x:.3f} {y:.3f} cm\n/{name} Do\nQ")

    def cut(self, x: float, y: float, width: float) -> None:
        """A dashed rule to cut along."""
        self.operators.append(f"q\n0.6 w\n[4 3] 0 d\n{x:.2f} {y:.2f} m\n{x + width:.2f} {y:.2f} l\nS\nQ")

    def leader(self, x: float, y: float, width: float) -> None:
        """Dots that lead the eye from ``x`` over ``width``; on every page in the same places."""
        step = 6.0
        first = math.ceil(x / step)
        dots = range(first, math.floor((x + width) / step) + 1)
        self.rectangles([(i * step - 0.45, y, 0.9, 0.9) for i in dots])


def shown(book: Book, para: Measured, line: Line, size: float) -> list[str]:
    """The Tf and TJ operators of a line."""
    out: list[str] = []
    lead = 0.0
    for start, end, chain in para.runs:
        low, high = max(start, line.start), min(end, line.end)
        if low >= high:
            continue
        text = para.text[low:high]
        if not chain.strays or chain.strays.keys().isdisjoint(text):
            lead = _part(out, book, para, line, (low, high), chain.first, size, lead)
            continue
        at = low
        for who, group in groupby(text, partial(_who, chain)):
            stop = at + len(list(group))
            if who is None:
                book.missing.update(dict.fromkeys(para.text[at:stop]))
            lead = _part(out, book, para, line, (at, stop), who or chain.first, size, lead, missing=who is None)
            at = stop
    return out


def _who(chain: Chain, char: str) -> Face | None:
    """The face that prints a character, None where none does."""
    return chain.strays.get(char, chain.first)


def _part(
    out: list[str],
    book: Book,
    para: Measured,
    line: Line,
    span: tuple[int, int],
    face: Face,
    size: float,
    lead: float,
    *,
    missing: bool = False,
) -> float:
    """Characters ``span`` in one face, ``lead`` before them; returns the kern that belongs behind them.

    That kern goes to the front of the next part, because pdfium forgets a number at the end of a TJ array.
    """
    low, high = span
    font = book.font(face)
    text = MISSING * (high - low) if missing else para.text[low:high]
    codes = list(map(font.codes.__getitem__, text))
    out.append(f"/{font.name} {size:g} Tf")
    front = f"[{_kern(lead)}<" if lead else "[<"
    last = line.end - 1  # the last character of a line is followed by nothing
    stop = min(high, last)
    kerns = [0.0] * (high - low)
    if line.stretch:
        gaps = para.gaps
        alike = gaps[stop] - gaps[low] == stop - low and para.classes.find("S", low, stop) < 0
        if alike and not between(para.kerned, low, stop):
            # Every place is stretched alike, so one separator serves.
            separator = f">{_kern(-line.stretch)}<"
            out.append(f"{front}{separator.join(codes)}>]TJ")
            return -line.stretch if high <= last else 0.0
        places: Iterable[int] = range(low, stop)
    elif line.squeeze:
        places = sorted({*between(para.kerned, low, stop), *between(para.given, low, stop)})
    else:
        places = between(para.kerned, low, stop)
    for i in places:
        kerns[i - low] = para.widths[i] - para.natural[i] + line.squeeze * para.give[i]
        if line.stretch:
            kerns[i - low] -= line.stretch * (para.gaps[i + 1] - para.gaps[i])
    behind, kerns[-1] = kerns[-1], 0.0
    # A line has few different kerns; each is put into words once.
    words = {kern: f">{_kern(kern)}<" if kern else "" for kern in set(kerns)}
    body = "".join([code + words[kern] for code, kern in zip(codes, kerns, strict=True)])
    out.append(f"{front}{body}>]TJ")
    return behind


def _kern(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
