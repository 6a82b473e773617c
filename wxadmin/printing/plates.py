"""Pictures on a paper: side by side as they fit, each with its caption below."""

from __future__ import annotations

from collections.abc import Sequence

from wxadmin.domain.papers import Picture
from wxadmin.printing.composition import Composition
from wxadmin.printing.typesetting import pictures as files
from wxadmin.printing.typesetting.breaking import break_lines
from wxadmin.printing.typesetting.flow import ASCENT, Strip
from wxadmin.printing.typesetting.ink import HAIR, Page
from wxadmin.printing.typesetting.measuring import measure
from wxadmin.printing.typesetting.picture_files import size_of
from wxadmin.printing.typesetting.profile import MM

_LARGEST_PIXEL = 0.75
"""Points (a screen of 96 dots an inch): a small picture is not blown up beyond this."""


def add(
    sheet: Composition,
    pictures: Sequence[Picture],
    *,
    across: int = 2,
    height_mm: float = 60,
    numbered: bool = True,
) -> None:
    """Pictures in rows of up to ``across``, none higher than ``height_mm`` (of an A4 sheet), ``numbered`` 图1, 图2 ….

    Proportions are kept, a caption is never parted from its picture, and a picture too wide for a share of the line
    has a line of its own. UserError for a file that is no picture.
    """
    p = sheet.profile
    gap = p.small_size * 2
    sized = [(picture, *size_of(picture)) for picture in pictures]
    rows: list[list[tuple[int, Picture, int, int]]] = []
    room = 0
    for number, (picture, wide, high) in enumerate(sized, 1):
        alone = wide / high > (p.width - gap) / across / (height_mm * p.mm) * 2
        if alone or room == 0:
            rows.append([])
            room = 1 if alone else across
        rows[-1].append((number, picture, wide, high))
        room -= 1
    for row in rows:
        sheet.strips.append(_row(sheet, row, height_mm * p.mm, gap, numbered=numbered))


def _row(
    sheet: Composition, row: list[tuple[int, Picture, int, int]], most: float, gap: float, *, numbered: bool
) -> Strip:
    """One strip: pictures standing on one line, captions below."""
    p = sheet.profile
    size, leading = p.small_size, p.small_size * 1.4
    cell = (p.width - gap * (len(row) - 1)) / len(row)
    below, above = leading * 0.4, leading * 0.5
    letters = [measure([(_caption(number if numbered else 0, picture), sheet.hei)]) for number, picture, _, _ in row]
    lines = [break_lines(para, cell / size * 1000, justify=False) for para in letters]
    words = max(map(len, lines)) * leading + below
    most = min(most, p.height - words - above)
    boxes = []
    for _, _, wide, high in row:
        scale = min(cell / wide, most / high, _LARGEST_PIXEL * p.mm / MM)
        boxes.append((wide * scale, high * scale))
    tall = max(high for _, high in boxes)
    wanted = [files.wanted(picture, w * h, *box) for (_, picture, w, h), box in zip(row, boxes, strict=True)]

    def draw(page: Page, x: float, top: float) -> None:
        foot = top - above - tall
        for i, (picture, (wide, high)) in enumerate(zip(wanted, boxes, strict=True)):
            left = x + i * (cell + gap)
            at = left + (cell - wide) / 2
            page.picture(picture, at, foot, wide, high)
            page.rectangles(_frame(at, foot, wide, high), HAIR)
            y = foot - below - ASCENT * size
            for line in lines[i]:
                page.line(letters[i], line, left + (cell - line.width * size / 1000) / 2, y, size)
                y -= leading

    height = above + tall + words
    return Strip(height + above, height, draw, lines=0)


def _caption(number: int, picture: Picture) -> str:
    words = " ".join(picture.caption.split())
    return f"图{number}　{words}".rstrip("　") if number else words


def _frame(x: float, y: float, width: float, height: float) -> list[tuple[float, float, float, float]]:
    """A hairline just around a picture; a chat on white paper has no edge of its own."""
    t = 0.4
    return [
        (x - t, y - t, width + 2 * t, t),
        (x - t, y + height, width + 2 * t, t),
        (x - t, y, t, height),
        (x + width, y, t, height),
    ]
