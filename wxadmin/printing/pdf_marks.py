"""What stands where on the pages of a PDF, beside the words of the text: pictures, rules, page numbers, the sheet.

Pictures and rules are asked of pdfium, which reads them from the file; nothing is taken on trust from the typesetting.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from wxadmin.printing.pdf_text import Char, Row
from wxadmin.printing.typesetting.profile import Profile

Box = tuple[float, float, float, float]
"""Left, bottom, right, top in points."""
_PAGE_NUMBER = re.compile(r"(?:—\s*(\d+)\s*—|第\s*(\d+)\s*页\s*共\s*(\d+)\s*页)")
_OFF = 1.0
"""Points that anything but a line's end may be off its place."""
_HEADER = 21.0
"""Millimetres of the form above the type area in which a header, its logo or 草稿 may stand."""
_UNPRINTED = 13.0
"""Points at the edge of the sheet that office printers leave white."""
_IN_FILE = re.compile(r"案卷第 *(\d+) *页 *共 *(\d+) *页")
_THIN = 1.2
"""Points up to which a box is a rule."""
_THICK = 4.0
"""Points from which a box is solid, and hides what stands below it."""
_LIGHT = 140
_ASLANT = 0.01
_DOTS = 40
"""Boxes of one drawing from which it is a QR code, if none is larger than a line of it."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What a page shows beside text: pictures, drawings by their outline, their single boxes, codes to scan.

    ``faint`` are places of upright text that a reader can hardly see: too light, or drawn in no colour at all.
    """

    pictures: tuple[Box, ...]
    drawings: tuple[Box, ...]
    boxes: tuple[Box, ...]
    codes: tuple[Box, ...]
    faint: tuple[Box, ...] = ()


def marks_of(page: Any) -> Marks:
    """The pictures and drawings of a page."""
    from pypdfium2 import raw

    pictures, drawings, boxes, codes, faint = [], [], [], [], []
    for thing in page.get_objects():
        if thing.type == raw.FPDF_PAGEOBJ_IMAGE:
            pictures.append(thing.get_bounds())
        elif thing.type == raw.FPDF_PAGEOBJ_PATH:
            bounds = thing.get_bounds()
            drawings.append(bounds)
            parts = list(_boxes(thing))
            if len(parts) >= _DOTS and _like_a_code(bounds, parts):
                codes.append(bounds)
            else:
                boxes += parts
        elif thing.type == raw.FPDF_PAGEOBJ_TEXT and _is_faint(thing):
            faint.append(thing.get_bounds())
    return Marks(tuple(pictures), tuple(drawings), tuple(boxes), tuple(codes), tuple(faint))


def _is_faint(text: Any) -> bool:
    """Whether upright text is lighter than a middle grey, or is not painted; a watermark lies aslant."""
    from pypdfium2 import raw

    if raw.FPDFTextObj_GetTextRenderMode(text) == raw.FPDF_TEXTRENDERMODE_INVISIBLE:
        return True
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    raw.FPDFPageObj_GetFillColor(text, red, green, blue, alpha)
    light = 0.2126 * red.value + 0.7152 * green.value + 0.0722 * blue.value
    return (light > _LIGHT or alpha.value < _LIGHT) and abs(text.get_matrix().b) < _ASLANT


def _boxes(path: Any) -> Iterator[Box]:
    """The boxes of a path on the page, one each time the pen is put down."""
    from pypdfium2 import raw

    matrix = path.get_matrix()
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    for i in range(raw.FPDFPath_CountSegments(path)):
        segment = raw.FPDFPath_GetPathSegment(path, i)
        if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO and points:
            yield _around(points)
            points = []
        raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        points.append(matrix.on_point(x.value, y.value))
    if points:
        yield _around(points)


def _around(points: Sequence[tuple[float, float]]) -> Box:
    across, up = zip(*points, strict=True)
    return min(across), min(up), max(across), max(up)


def _like_a_code(bounds: Box, parts: Sequence[Box]) -> bool:
    """Square, and made of bars of one height."""
    wide, high = bounds[2] - bounds[0], bounds[3] - bounds[1]
    bar = parts[0][3] - parts[0][1]
    return abs(wide - high) < 2 * bar and all(abs(box[3] - box[1] - bar) < bar / 2 for box in parts)


def check_marks(marks: Marks, found: Sequence[Row], p: Profile) -> Iterator[tuple[str, str]]:
    """Kind and words of what is wrong on a page with these rows of text."""
    for box in marks.pictures:
        if not (_within(box, p) or _in_header(box, p)):
            yield "picture", "图片超出版心"
    for i, box in enumerate(marks.pictures):
        if any(_common(box, other) for other in marks.pictures[:i]):
            yield "picture", "图片重叠"
    for box in marks.drawings:
        if not (_within(box, p) or _in_header(box, p)):
            yield "rule", f"线条超出版心 {box[0]:.0f},{box[1]:.0f}"
    for box in marks.faint:
        yield "faint", f"看不清的字 {box[0]:.0f},{box[1]:.0f}"
    solid = [box for box in marks.boxes if min(box[2] - box[0], box[3] - box[1]) > _THICK]
    covers = (*marks.pictures, *marks.codes, *solid)
    wide = [box for box in marks.boxes if box[3] - box[1] <= _THIN and box[2] - box[0] >= 0.9 * p.width]
    upright = [box for box in marks.boxes if box[2] - box[0] <= _THIN < box[3] - box[1]]
    for row in found:
        if any(_centre_in(char, box) for char in row.chars for box in covers):
            yield "covered", row.text[:12]
        if any(_crossed(char, wide, upright) for char in row.chars):
            yield "crossed", row.text[:12]
    yield from _on_each_other(found)


def _within(box: Box, p: Profile) -> bool:
    """Inside the type area."""
    return _between(box, p) and box[1] >= p.bottom - _OFF and box[3] <= p.page[1] - p.top + _OFF


def _in_header(box: Box, p: Profile) -> bool:
    top = p.page[1] - p.top
    return _between(box, p) and box[1] >= top and box[3] <= min(top + _HEADER * p.mm, p.page[1] - _UNPRINTED)


def _between(box: Box, p: Profile) -> bool:
    return box[0] >= p.left - _OFF and box[2] <= p.left + p.width + _OFF


def _common(one: Box, other: Box) -> bool:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    return wide > _OFF and min(one[3], other[3]) - max(one[1], other[1]) > _OFF


def _centre_in(char: Char, box: Box) -> bool:
    x, y = (char.left + char.right) / 2, (char.bottom + char.top) / 2
    return char.right > char.left and box[0] < x < box[2] and box[1] < y < box[3]


def _crossed(char: Char, wide: Sequence[Box], upright: Sequence[Box]) -> bool:
    """Whether a rule of a table goes through the ink of a character."""
    if not char.text.strip() or char.right <= char.left:
        return False
    third = (char.top - char.bottom) / 3
    if any(char.bottom + third < (b[1] + b[3]) / 2 < char.top - third and b[0] < char.left < b[2] for b in wide):
        return True
    third = (char.right - char.left) / 3
    middle = (char.bottom + char.top) / 2
    return any(char.left + third < (b[0] + b[2]) / 2 < char.right - third and b[1] < middle < b[3] for b in upright)


def _on_each_other(found: Sequence[Row]) -> Iterator[tuple[str, str]]:
    """Rows of text whose ink lies on that of another row by more than an eighth of the size each way."""
    high = sorted(((max(c.top for c in row.chars), row) for row in found), key=lambda pair: -pair[0])
    for i, (_, row) in enumerate(high):
        low = min(c.bottom for c in row.chars)
        for top, other in high[i + 1 :]:
            if top < low:
                break
            if other.x < row.chars[-1].right and row.x < other.chars[-1].right and _ink_on_ink(row, other):
                yield "overlap", other.text[:12]


def _ink_on_ink(row: Row, other: Row) -> bool:
    least = min(row.size, other.size) / 8
    return any(
        min(one.right, two.right) - max(one.left, two.left) > least
        and min(one.top, two.top) - max(one.bottom, two.bottom) > least
        for one in row.chars
        for two in other.chars
        if one.text.strip() and two.text.strip()
    )


def in_header(row: Row, p: Profile) -> bool:
    """Whether a row is where a header, a page's number or 草稿 may stand, and not at the edge of the sheet."""
    return row.y < min(p.page[1] - p.top + _HEADER * p.mm, p.page[1] - _UNPRINTED)


def is_page_number(row: Row, p: Profile) -> bool:
    """Whether a row is the page's number below the type area."""
    return row.y < p.bottom and bool(_PAGE_NUMBER.fullmatch(row.text.strip()))


def in_file(found: Sequence[Row]) -> Row | None:
    """On a page of a finished paper in a case file the row at its top that says what page of the file it is."""
    top = max((row.y for row in found), default=0.0)
    return next((row for row in found if row.y > top - _OFF and _IN_FILE.fullmatch(row.text.strip())), None)


def check_numbers(pages: Sequence[tuple[Sequence[Row], Profile]]) -> Iterator[tuple[int, str, str]]:
    """Page (from 1), kind and words of page numbers that are missing, wrong, or in the wrong place.

    Papers bound in one file each begin with 1; a page of one in a case file has the file's number at its upper edge.
    """
    expected = 1
    totals: list[int] = []
    for index, (found, p) in enumerate(pages, 1):
        if p.mirrored and not found and index % 2 == 0:
            expected = 1  # the white back of a paper's last page
            continue
        stamped = in_file(found)
        if stamped is not None:
            match = _IN_FILE.fullmatch(stamped.text.strip())
            assert match is not None
            if int(match[1]) != expected:
                yield index, "number", stamped.text
            totals.append(int(match[2]) if p.numbering == "total" else 0)
            expected = int(match[1]) + 1
            continue
        numbers = [row for row in found if is_page_number(row, p)]
        if len(numbers) != 1:
            yield index, "number", "没有页码" if not numbers else "不止一个页码"
            expected += 1
            continue
        row = numbers[0]
        match = _PAGE_NUMBER.fullmatch(row.text.strip())
        assert match is not None
        dash, of, total = match.groups()
        number = int(dash or of)
        if number not in (1, expected):
            yield index, "number", row.text
        if number == 1:
            yield from _total(totals, index)
            totals = []
        totals.append(int(total or 0))
        if (dash is not None) != (p.numbering == "dash") or not _in_place(row, number, p):
            yield index, "number", f"{row.text} 位置不对"
        expected = number + 1
    yield from _total(totals, len(pages) + 1)


def _total(totals: Sequence[int], behind: int) -> Iterator[tuple[int, str, str]]:
    if any(total not in (0, len(totals)) for total in totals):
        yield behind - 1, "number", f"共 {totals[-1]} 页，实有 {len(totals)} 页"


def _in_place(row: Row, number: int, p: Profile) -> bool:
    """Odd numbers one character in from the right edge, even ones from the left; others in the middle."""
    drop = p.bottom - row.y
    if not p.drop / 2 < drop < p.drop * 1.5 or abs(row.size - p.number_size) > 0.1:
        return False
    if p.numbering == "total":
        return abs((row.x + row.chars[-1].right) / 2 - p.left - p.width / 2) < p.number_size / 2
    if number % 2:
        return abs(row.chars[-1].right - p.left - p.width + p.number_size) < p.number_size / 4
    return abs(row.x - p.left - p.number_size) < p.number_size / 4
