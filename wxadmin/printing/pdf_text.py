"""The printed characters of a PDF page, gathered into rows by where they stand (pdfium)."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Char:
    """A character: its origin, size, and the box of its ink, in points from the lower left corner."""

    text: str
    x: float
    y: float
    size: float
    left: float
    bottom: float
    right: float
    top: float


@dataclass(slots=True)
class Row:
    """Characters on one baseline that stand close together, from left to right."""

    chars: list[Char] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What it says."""
        return "".join(c.text for c in self.chars)

    @property
    def x(self) -> float:
        """Where its first character begins."""
        return self.chars[0].x

    @property
    def y(self) -> float:
        """Its baseline."""
        return self.chars[0].y

    @property
    def size(self) -> float:
        """Size of its letters."""
        return self.chars[0].size

    @property
    def end(self) -> float:
        """Where the last character ends: its ink, for Han its em box, which is the edge that is set flush."""
        last = self.chars[-1]
        return last.x + last.size if is_han(last.text) else last.right


def is_han(text: str) -> bool:
    """Whether a character is a Han character."""
    return "\u3400" <= text[:1] <= "\u9fff" or text[:1] >= "\U00020000" or text == "〇"


def characters(page: Any) -> Iterator[Char]:
    """Upright characters in the order of the file; the watermark is rotated and left out."""
    from pypdfium2 import raw

    text = page.get_textpage()
    x, y = ctypes.c_double(), ctypes.c_double()
    pending = ""
    for i in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, i)
        if raw.FPDFText_IsGenerated(text, i) == 1 or abs(raw.FPDFText_GetCharAngle(text, i)) > 0.01:
            continue
        if 0xD800 <= code < 0xDC00:
            pending = chr(code)
            continue
        char = chr(code)
        if pending:
            char = (pending + char).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
            pending = ""
        raw.FPDFText_GetCharOrigin(text, i, ctypes.byref(x), ctypes.byref(y))
        left, bottom, right, top = text.get_charbox(i)
        yield Char(char, x.value, y.value, raw.FPDFText_GetFontSize(text, i), left, bottom, right, top)
    text.close()


def rows(chars: list[Char]) -> list[Row]:
    """Characters gathered by baseline; a jump to the left, or of more than three em, begins another row."""
    found: list[Row] = []
    for char in chars:
        row = found[-1] if found else None
        last = row.chars[-1] if row else None
        if (
            row is None
            or last is None
            or abs(last.y - char.y) > 0.5
            or char.x < last.x - 0.01
            or char.x - last.x > 3 * char.size
            or abs(last.size - char.size) > 0.1
        ):
            found.append(Row([char]))
        else:
            row.chars.append(char)
    stripped = []
    for row in found:
        while row.chars and not row.chars[-1].text.strip():
            row.chars.pop()
        while row.chars and not row.chars[0].text.strip():
            row.chars.pop(0)
        if row.chars:
            stripped.append(row)
    return stripped
