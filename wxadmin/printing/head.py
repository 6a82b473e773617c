"""红头: the red words of an office above its paper, number and red rule below them, and its logo.

GB/T 9704-2012, 7.2, with two measures made smaller. The standard puts the words 35 mm below the upper edge of the type
area, because copy number, secrecy and urgency stand in that room, and leaves two lines between words, number, rule and
title. Our papers have none of the three and are often a page with a return slip, so the words stand at the upper edge
of the type area, 37 mm below that of the sheet (about as the letter form of the standard, 10.1, has them), and one
line is left in each place. All of the head takes whole lines, so that the grid of 22 lines goes on below it. Number,
rule and their distance of 4 mm are those of the standard.
"""

from __future__ import annotations

from math import ceil

from wxadmin.printing.composition import Composition
from wxadmin.printing.typesetting.breaking import Line, Measured, measure
from wxadmin.printing.typesetting.flow import ASCENT, Strip, halves
from wxadmin.printing.typesetting.ink import Page, shown

RED = "0.85 0.07 0.09 rg"
_NARROWEST = 0.68
"""Red words are condensed to 15 parts in 22 at most, the letter that offices have used for decades."""
_LONGEST = 20
"""Characters that stand on one line; joint names that are longer take two."""
_RULE = 1.6


def add(sheet: Composition, number: str) -> str:
    """Put the head on the sheet, before anything else; nothing when the style has neither red words nor logo.

    Returns what the subtitle has still to say: the number, or ``""`` when it stands in the head.
    """
    words = sheet.style.red.strip()
    if not words:
        return number
    p = sheet.profile
    lines = _lines(words)
    paras = [measure([(line, sheet.biaosong)]) for line in lines]
    longest = max(para.width for para in paras) / 1000
    size = min(p.red_size, p.width / longest / (_NARROWEST + 0.08))
    across = min(1.0, p.width / longest / size)
    marks = size * (1 + 1.15 * (len(lines) - 1))
    numbered = p.size if number else 0.0
    fixed = marks + numbered + 4 * p.mm + p.leading
    height = ceil((fixed + 0.6 * p.leading * bool(number)) / p.leading - 0.01) * p.leading
    spare = height - fixed

    def draw(page: Page, x: float, top: float) -> None:
        y = top - ASCENT * size
        for para in paras:
            _red(page, para, x + p.width / 2, y, size, across)
            y -= 1.15 * size
        edge = top - marks - spare
        if number:
            page.text(x + p.width / 2, edge - ASCENT * p.size, number, sheet.body, p.size, align="centre")
            edge -= p.size
        edge -= 4 * p.mm
        page.operators.append(f"q\n{RED}\n{x:.2f} {edge - _RULE:.2f} {p.width:.2f} {_RULE:g} re\nf\nQ")

    sheet.strips.append(Strip(height, height - p.leading, draw, keep=True))
    return ""


def _lines(words: str) -> list[str]:
    """The red words on one line, or on two where they are long; line ends of the owner are kept."""
    lines = [line.strip() for line in words.split("\n") if line.strip()]
    return [half for line in lines for half in (halves(line) if len(line) > _LONGEST else [line])]


def _red(page: Page, para: Measured, middle: float, y: float, size: float, across: float) -> None:
    """A line of red words centred on ``middle``, each letter ``across`` times as wide as it is cut."""
    line = Line(0, len(para.text), 0.0, para.width)
    body = "\n".join(shown(page.book, para, line, size))
    left = middle - para.width * size * across / 2000
    page.operators.append(f"q\n{RED}\nBT\n{across:.4f} 0 0 1 {left:.2f} {y:.2f} Tm\n{body}\nET\nQ")
