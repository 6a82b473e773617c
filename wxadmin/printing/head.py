"""红头: the red words of an office above its paper, number and red rule below them, and its logo.

GB/T 9704-2012, 7.2, with two measures made smaller. The standard puts the words 35 mm below the upper edge of the type
area, because copy number, secrecy and urgency stand in that room, and leaves two lines between words, number, rule and
title. Our papers have none of the three and are often a page with a return slip, so the words stand at the upper edge
of the type area, 37 mm below that of the sheet (about as the letter form of the standard, 10.1, has them), and less
than a line is left in each place. All of the head takes whole lines, so that the grid of 22 lines goes on below it.
Number, rule and their distance of 4 mm are those of the standard.

The logo stands left of the red words; without such words left above the title; in a format with a header in the header
of every page, as companies have it.
"""

from __future__ import annotations

from math import ceil

from wxadmin.domain.errors import UserError
from wxadmin.domain.papers import Picture
from wxadmin.printing.composition import Composition, ems
from wxadmin.printing.furniture import LOGO_MM
from wxadmin.printing.typesetting import pictures
from wxadmin.printing.typesetting.breaking import Line
from wxadmin.printing.typesetting.flow import ASCENT, Strip
from wxadmin.printing.typesetting.headings import halves
from wxadmin.printing.typesetting.ink import RED, Page, shown
from wxadmin.printing.typesetting.measuring import Measured, measure
from wxadmin.printing.typesetting.picture_files import size_of
from wxadmin.printing.typesetting.pictures import Bitmap

_NARROWEST = 0.76
"""Red words are condensed to about three parts in four, the letter that offices have used for decades."""
_LONGEST = 20
"""Characters that stand on one line; joint names that are longer take two."""
_MOST_LINES = 4
_LINES = 1.15
"""Leading of the red words in em."""
_RULE = 1.6
_ABOVE_NUMBER, _BELOW = 0.5, 0.8
"""Lines at least between words and number, and between rule and title."""
_ALONE_MM = 16.0
"""Height of a logo without red words; none is wider than three times its height."""


def add(sheet: Composition, number: str) -> str:
    """Put the head on the sheet, before anything else; nothing when the style has neither red words nor logo.

    Returns what the subtitle has still to say: the number, or ``""`` when it stands in the head. UserError when the
    logo is no picture or the red words are too many.
    """
    p = sheet.profile
    words = sheet.style.red.strip()
    logo = Picture("标志", sheet.style.logo) if sheet.style.logo else None
    if logo and p.header:
        high = LOGO_MM * p.mm
        sheet.logo, logo = pictures.read(logo, 3 * high, high), None
    sheet.below_header()
    if words:
        _words(sheet, _lines(words), number, logo)
        return ""
    if logo:
        _alone(sheet, logo)
    return number


def _lines(words: str) -> list[str]:
    """The red words on one line, or on more where they are long; line ends of the owner are kept."""
    lines = [line.strip() for line in words.split("\n") if line.strip()]
    while len(lines) <= _MOST_LINES and any(len(line) > _LONGEST for line in lines):
        lines = [half for line in lines for half in (halves(line) if len(line) > _LONGEST else [line])]
    if len(lines) > _MOST_LINES:
        raise UserError(
            f"红头的字太多，{_MOST_LINES} 行放不下", where="红头", remedy=f"请改短，每行最多 {_LONGEST} 个字"
        )
    return lines


def _fitted(logo: Picture, width: float, height: float) -> tuple[Bitmap, float, float]:
    """The logo and its size in a box."""
    wide, high = size_of(logo)
    scale = min(width / wide, height / high)
    return pictures.read(logo, wide * scale, high * scale), wide * scale, high * scale


def _words(sheet: Composition, lines: list[str], number: str, logo: Picture | None) -> None:
    p = sheet.profile
    paras = [measure([(line, sheet.biaosong)]) for line in lines]
    longest = max(para.width for para in paras) / 1000
    room, shown_logo = p.width, None
    if logo:
        shown_logo = _fitted(logo, p.width / 4, min(0.8 * p.red_size, p.width / longest / _NARROWEST))
        room -= shown_logo[1] + 0.25 * p.red_size
    size = min(p.red_size, room / longest / _NARROWEST)
    across = min(1.0, room / longest / size)
    marks = size * (1 + _LINES * (len(lines) - 1))
    band = max(marks, shown_logo[2] if shown_logo else 0.0)
    fixed = band + (p.size if number else 0.0) + 4 * p.mm + _BELOW * p.leading
    height = ceil((fixed + _ABOVE_NUMBER * p.leading * bool(number)) / p.leading - 0.01) * p.leading
    spare = height - fixed
    wide = longest * size * across
    number_size = min(p.size, p.width / max(ems(number, sheet.body), 1.0))

    def draw(page: Page, x: float, top: float) -> None:
        middle = x + p.width / 2
        if shown_logo:
            bitmap, width, high = shown_logo
            left = x + (p.width - width - 0.25 * p.red_size - wide) / 2
            page.picture(bitmap, left, top - (band + high) / 2, width, high)
            middle = left + width + 0.25 * p.red_size + wide / 2
        y = top - (band - marks) / 2 - ASCENT * size
        for para in paras:
            _red(page, para, middle, y, size, across)
            y -= _LINES * size
        edge = top - band - spare
        if number:
            page.text(x + p.width / 2, edge - ASCENT * p.size, number, sheet.body, number_size, align="centre")
            edge -= p.size
        edge -= 4 * p.mm
        page.rectangles([(x, edge - _RULE, p.width, _RULE)], RED)

    sheet.strips.append(Strip(height, height - _BELOW * p.leading, draw, keep=True))


def _alone(sheet: Composition, logo: Picture) -> None:
    p = sheet.profile
    bitmap, width, high = _fitted(logo, 3 * _ALONE_MM * p.mm, _ALONE_MM * p.mm)
    height = ceil((_ALONE_MM * p.mm + 0.3 * p.leading) / p.leading) * p.leading

    def draw(page: Page, x: float, top: float) -> None:
        page.picture(bitmap, x, top - high, width, high)

    sheet.strips.append(Strip(height, high, draw, keep=True))


def _red(page: Page, para: Measured, middle: float, y: float, size: float, across: float) -> None:
    """A line of red words centred on ``middle``, each letter ``across`` times as wide as it is cut."""
    line = Line(0, len(para.text), 0.0, para.width)
    body = "\n".join(shown(page.book, para, line, size))
    left = middle - para.width * size * across / 2000
    page.operators.append(f"q\n{RED}\nBT\n{across:.4f} 0 0 1 {left:.2f} {y:.2f} Tm\n{body}\nET\nQ")
