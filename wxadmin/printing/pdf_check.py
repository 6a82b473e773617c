"""Checks a finished PDF with an engine that is not ours (pdfium): what a careful proof-reader would mark.

Lines are gathered again from the positions of the printed characters, so nothing is taken on trust from the
typesetting.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from wxadmin.domain.errors import UserError
from wxadmin.domain.style import PLAIN, Style
from wxadmin.printing.typesetting.characters import CLOSING, NOT_FIRST, NOT_LAST, PAUSES, STOPS
from wxadmin.printing.typesetting.profile import Profile, profile_of

EDGE = 0.3
"""Points that a line's end may be off the edge of the type area."""
_PAGE_NUMBER = re.compile(r"—\s*\d+\s*—|第\s*\d+\s*页\s*共\s*\d+\s*页")
_MARKS = frozenset(CLOSING + PAUSES + STOPS)


@dataclass(frozen=True, slots=True)
class Violation:
    """What is wrong on which page (from 1).

    ``kind``: start, end, split, orphan, overfull, ragged, overlap, outside, single (a paragraph's last line alone on a
    page), font (not embedded), glyph (no text behind a glyph, or a glyph missing).
    """

    page: int
    kind: str
    text: str


@dataclass(slots=True)
class _Char:
    text: str
    x: float
    y: float
    size: float
    left: float
    bottom: float
    right: float
    top: float


@dataclass(slots=True)
class _Row:
    """Characters on one baseline that stand close together, from left to right."""

    chars: list[_Char] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(c.text for c in self.chars)

    @property
    def x(self) -> float:
        return self.chars[0].x

    @property
    def y(self) -> float:
        return self.chars[0].y

    @property
    def size(self) -> float:
        return self.chars[0].size

    @property
    def end(self) -> float:
        """Where the last character ends: its ink, for Han its em box, which is the edge that is set flush."""
        last = self.chars[-1]
        return last.x + last.size if _is_han(last.text) else last.right


def check_pdf(source: Path | bytes, style: Style = PLAIN) -> list[Violation]:
    """All violations of a paper of ours. UserError when it is not a readable PDF."""
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(source)
    except (pypdfium2.PdfiumError, OSError) as error:
        raise UserError("这不是可读的 PDF", where="" if isinstance(source, bytes) else str(source)) from error
    found: list[Violation] = []
    p = profile_of(style)
    try:
        above: list[_Row] = []
        for number in range(1, len(pdf) + 1):
            page = pdf[number - 1]
            here = replace(p, left=p.left_of(number))
            rows = _rows(list(_characters(page)))
            found += _check_page(rows, number, here)
            body = [row for row in rows if _in_body(row, here)]
            if above and body:
                found += _single(above, body, number, here)
            above = body
            page.close()
    except pypdfium2.PdfiumError as error:
        raise UserError("PDF 有读不出的页", where="" if isinstance(source, bytes) else str(source)) from error
    finally:
        pdf.close()
    return found + _fonts(source)


def count_lines(source: Path | bytes) -> int:
    """How many lines the paper has, for reports."""
    import pypdfium2

    pdf = pypdfium2.PdfDocument(source)
    try:
        return sum(len(_rows(list(_characters(page)))) for page in pdf)
    finally:
        pdf.close()


def _characters(page: Any) -> Iterator[_Char]:
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
        yield _Char(char, x.value, y.value, raw.FPDFText_GetFontSize(text, i), left, bottom, right, top)
    text.close()


def _rows(chars: list[_Char]) -> list[_Row]:
    """Characters gathered by baseline; a jump to the left, or of more than three em, begins another row."""
    rows: list[_Row] = []
    for char in chars:
        row = rows[-1] if rows else None
        last = row.chars[-1] if row else None
        if (
            row is None
            or last is None
            or abs(last.y - char.y) > 0.5
            or char.x < last.x - 0.01
            or char.x - last.x > 3 * char.size
            or abs(last.size - char.size) > 0.1
        ):
            rows.append(_Row([char]))
        else:
            row.chars.append(char)
    stripped = []
    for row in rows:
        while row.chars and not row.chars[-1].text.strip():
            row.chars.pop()
        while row.chars and not row.chars[0].text.strip():
            row.chars.pop(0)
        if row.chars:
            stripped.append(row)
    return stripped


def _in_body(row: _Row, p: Profile) -> bool:
    return p.bottom - 1.0 <= row.y <= p.page[1] - p.top + 1.0


def _check_page(rows: list[_Row], number: int, p: Profile) -> list[Violation]:
    found = []
    body = [row for row in rows if _in_body(row, p)]
    for row in rows:
        if any(c.text in "\ufffd\0\ufffe\uffff" for c in row.chars):
            found.append(Violation(number, "glyph", row.text[:12]))
        if not _in_body(row, p) and row.y < p.bottom and not _PAGE_NUMBER.fullmatch(row.text.strip()):
            found.append(Violation(number, "outside", row.text[:12]))
        if row.chars[0].left < p.left - 1.0:
            found.append(Violation(number, "outside", row.text[:12]))
        if row.chars[-1].right > p.left + p.width + 1.0:
            found.append(Violation(number, "overfull", row.text[-12:]))
        found += [Violation(number, "overlap", pair) for pair in _touching(row)]
    for i, row in enumerate(body):
        above = _above(body, i)
        below = body[i + 1] if i + 1 < len(body) and _above(body, i + 1) is row else None
        goes_on = below is not None and _continues(row, below, p)
        if above is not None and row.y > above.y - 0.72 * row.size:
            found.append(Violation(number, "overlap", row.text[:12]))
        if above is not None and _continues(above, row, p):
            found += _beginning(above, row, number)
            # A run of nothing but marks has no character that could stand alone.
            if not goes_on and _alone(row.text) and not _alone(above.text) and len(above.chars) > 3:
                found.append(Violation(number, "orphan", row.text))
        if goes_on:
            if row.chars[-1].text in NOT_LAST and len(row.chars) > 1:
                found.append(Violation(number, "end", row.text[-6:]))
            off = row.end - p.left - p.width
            # A line before a long word may stay short.
            free = below is not None and below.chars[0].text.isascii() and off < -0.5 * row.size
            flush = _flush_left(row, p) and row.size < p.title_size and _is_han(row.chars[-1].text) and not free
            if flush and abs(off) > EDGE:
                found.append(Violation(number, "ragged", row.text[-6:]))
    return found


def _beginning(above: _Row, row: _Row, number: int) -> list[Violation]:
    first = row.chars[0].text
    if first not in NOT_FIRST or all(c.text in NOT_FIRST for c in above.chars):
        return []
    kind = "split" if first in "—…" and above.chars[-1].text == first else "start"
    return [Violation(number, kind, row.text[:6])]


def _above(body: list[_Row], i: int) -> _Row | None:
    """The row before in the file, when it stands directly above in the same size."""
    if not i:
        return None
    row, above = body[i], body[i - 1]
    near = 0 < above.y - row.y <= 2.05 * row.size and abs(above.size - row.size) < 0.1
    return above if near and above.x < row.end and row.x < above.end else None


def _flush_left(row: _Row, p: Profile) -> bool:
    """Whether the row begins at the margin, two characters in, or less a trimmed bracket."""
    return any(abs(row.x - p.left - indent * row.size) < 0.2 * row.size for indent in (-0.5, 0.0, 2.0))


def _continues(above: _Row, row: _Row, p: Profile) -> bool:
    """Whether ``row`` is the same paragraph as ``above``.

    In body size every paragraph is indented, so a row at the margin goes on; in smaller type the row above must be
    full; elsewhere (cells) nearness decides.
    """
    if _flush_left(above, p):
        full = abs(row.size - p.size) < 0.1 or above.end >= p.left + p.width - 1.2 * above.size
        return full and row.x < p.left + 0.7 * row.size
    if abs(above.y - row.y) > 1.8 * row.size:
        return False
    heading = _centred(above, p) and _centred(row, p) and above.size >= p.size
    return not (above.size >= p.title_size or heading)


def _centred(row: _Row, p: Profile) -> bool:
    return abs((row.x + row.end) / 2 - p.left - p.width / 2) < row.size


def _single(above: list[_Row], body: list[_Row], number: int, p: Profile) -> list[Violation]:
    """A paragraph's last line alone on top of a page, or its first alone at the foot of the page before."""
    last, first = above[-1], body[0]
    if not (_flush_left(last, p) and abs(last.size - first.size) < 0.1) or not _continues(last, first, p):
        return []
    second = body[1] if len(body) > 1 and _above(body, 1) is first else None
    if second is None or not _continues(first, second, p):
        return [Violation(number, "single", first.text[:12])]
    before = above[-2] if len(above) > 1 and _above(above, len(above) - 1) is above[-2] else None
    if before is None or not _continues(before, last, p):
        return [Violation(number - 1, "single", last.text[:12])]
    return []


def _touching(row: _Row) -> Iterator[str]:
    """Neighbours whose ink overlaps by more than an eighth of the size."""
    for one, other in zip(row.chars, row.chars[1:], strict=False):
        ink = one.text.strip() and other.text.strip() and one.right > one.left and other.right > other.left
        if ink and one.right - other.left > one.size / 8 and min(one.top, other.top) > max(one.bottom, other.bottom):
            if one.text in "—…" and other.text == one.text:
                continue
            yield one.text + other.text


def _alone(text: str) -> bool:
    letters = [c for c in text if c not in NOT_FIRST and c not in NOT_LAST and not c.isspace()]
    return len(letters) < 2


def _is_han(text: str) -> bool:
    return "\u3400" <= text[:1] <= "\u9fff" or text[:1] >= "\U00020000" or text == "〇"


def _fonts(source: Path | bytes) -> list[Violation]:
    """Fonts without their program in the file, or without a way back to text."""
    import io

    from pypdf import PdfReader

    found = []
    reader = PdfReader(io.BytesIO(source) if isinstance(source, bytes) else source)
    for number, page in enumerate(reader.pages, 1):
        resources: Any = page.get("/Resources") or {}
        fonts: Any = resources.get("/Font")
        for font in fonts.get_object().values() if fonts else ():
            font = font.get_object()
            inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
            descriptor = inner.get("/FontDescriptor")
            programs = ("/FontFile", "/FontFile2", "/FontFile3")
            if descriptor is None or not any(key in descriptor.get_object() for key in programs):
                found.append(Violation(number, "font", str(font.get("/BaseFont"))))
            elif "/ToUnicode" not in font:
                found.append(Violation(number, "glyph", str(font.get("/BaseFont"))))
    return list(dict.fromkeys(found))
