"""Checks a finished PDF with an engine that is not ours (pdfium): what a careful proof-reader would mark.

Lines are gathered again from the positions of the printed characters, so nothing is taken on trust from the
typesetting.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from wxadmin.domain.errors import UserError
from wxadmin.domain.style import PLAIN, Style
from wxadmin.printing.pdf_marks import check_marks, check_numbers, in_file, in_header, is_page_number, marks_of
from wxadmin.printing.pdf_text import Row, characters, is_han, rows
from wxadmin.printing.typesetting.characters import CLOSING, NOT_FIRST, NOT_LAST, PAUSES, STOPS
from wxadmin.printing.typesetting.profile import Profile, profile_of

EDGE = 0.3
"""Points that a line's end may be off the edge of the type area."""
_LABEL = re.compile(
    r"(?:（[零〇一二三四五六七八九十百\d]{1,4}）|第[^，。]{1,5}[项目]|\d+(?:\.\d+)*(?:[.、)]|(?<=\.\d)(?= ))"
    r"|[①-⑳]|[a-zA-Z][.)）]|[-–—•·*])\s*"
)
"""The number of an item and what parts it from its text."""
_ADDRESS = re.compile(r"[!-~]{12}")
_BEFORE = "".join(NOT_LAST) + "￥¥€£№§≥≤±＞＜"
_ATTACHED = re.compile(r"附件\d*")
_MARKS = frozenset(CLOSING + PAUSES + STOPS)


@dataclass(frozen=True, slots=True)
class Violation:
    """What is wrong on which page (from 1).

    ``kind``: start, end, split, orphan, overfull, ragged, overlap, outside, single (a paragraph's last line alone on a
    page), font (not embedded), glyph (no text behind a glyph, or a glyph missing), sheet (of another size), number (of
    the page: missing, wrong or on the wrong side), picture (outside the type area, or on another), rule (outside),
    covered (text on a picture, a code to scan or a solid box), crossed (text that a rule of a table goes through),
    faint (text too light to see), uneven (lines of prose that are not all as far apart).
    """

    page: int
    kind: str
    text: str


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
        above: list[Row] = []
        there = p
        pages = []
        for number in range(1, len(pdf) + 1):
            page = pdf[number - 1]
            wide, high = page.get_size()
            here = (p.lying() if wide > high else p).on(number)
            printed = rows(list(characters(page)))
            pages.append((printed, here))
            if in_file(printed) is not None:
                above = []  # a page of another paper, in whatever style that one has
                page.close()
                continue
            if abs(wide - here.page[0]) > 1 or abs(high - here.page[1]) > 1:
                found.append(Violation(number, "sheet", f"{wide:.0f}×{high:.0f}"))
            found += _check_page(printed, number, here)
            found += [Violation(number, *wrong) for wrong in check_marks(marks_of(page), printed, here)]
            body = [row for row in printed if _in_body(row, here)]
            if above and body:
                found += _single([_moved(row, here.left - there.left) for row in above], body, number, here)
            above, there = body, here
            page.close()
        found += [Violation(*wrong) for wrong in check_numbers(pages)]
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
        return sum(len(rows(list(characters(page)))) for page in pdf)
    finally:
        pdf.close()


def _in_body(row: Row, p: Profile) -> bool:
    return p.bottom - 1.0 <= row.y <= p.page[1] - p.top + 1.0


def _check_page(printed: list[Row], number: int, p: Profile) -> list[Violation]:
    found = []
    body = [row for row in printed if _in_body(row, p)]
    for row in printed:
        if any(c.text in "\ufffd\0\ufffe\uffff" for c in row.chars):
            found.append(Violation(number, "glyph", row.text[:12]))
        under = row.y < p.bottom and not is_page_number(row, p)
        if not _in_body(row, p) and (under or not in_header(row, p)):
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
            # A line before a long word or amount may stay short, also when a bracket opens before it.
            free = below is not None and _is_latin(below) and off < -0.5 * row.size
            set_flush = _flush_left(row, p) or (below is not None and _hangs(below, row, p))
            set_flush = set_flush and row.size < p.title_size - 0.1
            flush = set_flush and is_han(row.chars[-1].text) and not free and not _stiff(row, -off)
            if flush and abs(off) > EDGE:
                found.append(Violation(number, "ragged", row.text[-6:]))
    return found + [Violation(number, "uneven", row.text[:12]) for row in _uneven(body, p)]


def _uneven(body: list[Row], p: Profile) -> Iterator[Row]:
    """Lines of prose in body size nearer to the one above, or further from it, than most of the page.

    In smaller sizes two parts of a page may be set differently, as a notice and its slip are.
    """
    steps = []
    for i, row in enumerate(body):
        above = _above(body, i)
        prose = above is not None and abs(row.size - p.size) < 0.1 and _flush_left(above, p)
        if prose and above is not None and _continues(above, row, p):
            steps.append((above.y - row.y, row))
    usual = sorted(step for step, _ in steps)[len(steps) // 2] if steps else 0.0
    yield from (row for step, row in steps if abs(step - usual) > EDGE)


def _is_latin(row: Row) -> bool:
    """Whether a row begins with a Latin word or a number, marks before it aside."""
    return row.text.lstrip(_BEFORE)[:1].isascii() or row.chars[0].text.isascii()


def _beginning(above: Row, row: Row, number: int) -> list[Violation]:
    first = row.chars[0].text
    if first not in NOT_FIRST or all(c.text in NOT_FIRST for c in above.chars):
        return []
    kind = "split" if first in "—…" and above.chars[-1].text == first else "start"
    return [Violation(number, kind, row.text[:6])]


def _above(body: list[Row], i: int) -> Row | None:
    """The row before in the file, when it stands directly above in the same size."""
    if not i:
        return None
    row, above = body[i], body[i - 1]
    near = 0 < above.y - row.y <= 2.05 * row.size and abs(above.size - row.size) < 0.1
    return above if near and above.x < row.end and row.x < above.end else None


def _flush_left(row: Row, p: Profile) -> bool:
    """Whether the row begins at the margin, two characters in, or less a trimmed bracket."""
    return any(abs(row.x - p.left - indent * row.size) < 0.2 * row.size for indent in (-0.5, 0.0, 2.0))


def _continues(above: Row, row: Row, p: Profile) -> bool:
    """Whether ``row`` is the same paragraph as ``above``.

    In body size every paragraph is indented, so a row at the margin goes on; in smaller type the row above must be
    full; elsewhere (cells) nearness decides.
    """
    if row.x > p.left + 1.5 * row.size and _LABEL.fullmatch(row.text):
        return False  # an item with nothing but its number
    if _hangs(row, above, p):
        return True
    if _flush_left(above, p):
        full = abs(row.size - p.size) < 0.1 or above.end >= p.left + p.width - 1.2 * above.size
        return full and row.x < p.left + 1.0
    if abs(above.y - row.y) > 1.8 * row.size:
        return False
    if p.hanging and abs(above.size - p.size) < 0.1 and row.x < above.x - 0.2 * row.size:
        return False  # the next item
    heading = _centred(above, p) and _centred(row, p) and above.size >= p.size
    return not (above.size >= p.title_size or heading)


def _stiff(row: Row, short: float) -> bool:
    """Whether a row holds so long an address that the few places beside it would gape if they filled the line."""
    places = sum(not (a.text.isascii() or b.text.isascii()) for a, b in pairwise(row.chars))
    return short > 0.14 * row.size * places and bool(_ADDRESS.search(row.text))


def _hangs(row: Row, above: Row, p: Profile) -> bool:
    """Whether a row stands under the first words of an item, behind its number."""
    if not (p.hanging and abs(row.size - p.size) < 0.1 and abs(above.size - p.size) < 0.1):
        return False
    right = p.left + p.width
    # A line before an address or a number may be short.
    short = right - above.end > 1.2 * above.size
    if short and not (_is_latin(row) and right - above.end < p.width / 2):
        return False
    if _LABEL.match(row.text):
        return False
    label = _LABEL.match(above.text)
    if label and label.end() < len(above.text):
        # An opening bracket is trimmed at the head of a line.
        return any(abs(above.chars[label.end()].x - x) < 0.5 for x in (row.x, row.x + row.size / 2))
    return abs(row.x - above.x) < 0.6 * row.size and max(row.x, above.x) > p.left + 2.5 * row.size


def _centred(row: Row, p: Profile) -> bool:
    return abs((row.x + row.end) / 2 - p.left - p.width / 2) < row.size


def _moved(row: Row, by: float) -> Row:
    """The row as it would stand on a page whose left margin is wider by so many points."""
    return Row([replace(c, x=c.x + by, left=c.left + by, right=c.right + by) for c in row.chars]) if by else row


def _single(above: list[Row], body: list[Row], number: int, p: Profile) -> list[Violation]:
    """A paragraph's last line alone on top of a page, or its first alone at the foot of the page before."""
    last, first = above[-1], body[0]
    listed = len(body) > 1 and abs(body[1].y - first.y) < 0.5  # a line of contents and its page
    if listed or _ATTACHED.fullmatch(first.text):
        return []
    if not ((_flush_left(last, p) or _hangs(first, last, p)) and abs(last.size - first.size) < 0.1) or not _continues(
        last, first, p
    ):
        return []
    second = body[1] if len(body) > 1 and _above(body, 1) is first else None
    if second is None or not _continues(first, second, p):
        return [Violation(number, "single", first.text[:12])]
    before = above[-2] if len(above) > 1 and _above(above, len(above) - 1) is above[-2] else None
    if before is None or not _continues(before, last, p):
        return [Violation(number - 1, "single", last.text[:12])]
    return []


def _touching(row: Row) -> Iterator[str]:
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
