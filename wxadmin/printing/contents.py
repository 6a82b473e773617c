"""目录: the units of a regulation, each with dots to the page it begins on.

Pages are known once all strips are placed and before anything is drawn, so one pass is enough: an entry holds the strip
that it leads to, never its words, and units of the same name keep their own pages.
"""

from __future__ import annotations

from collections.abc import Sequence

from wxadmin.printing.composition import Composition
from wxadmin.printing.typesetting.breaking import break_lines
from wxadmin.printing.typesetting.flow import ASCENT, Strip, keep_together, nothing
from wxadmin.printing.typesetting.ink import Page
from wxadmin.printing.typesetting.measuring import measure

_LONG = 10
"""Entries from which the contents have pages of their own: the text then begins on a fresh one."""
_CLOSER = 0.12
"""Part of the leading that contents may lose."""

Entry = tuple[int, str, Strip]
"""Level from 0, label, and the first strip of what it names."""


def strips(entries: Sequence[Entry], sheet: Composition, at: int) -> list[Strip]:
    """The contents, to be put before strip ``at`` of the sheet."""
    if not entries:
        return []
    p = sheet.profile
    start = len(sheet.strips)
    sheet.text("目　录", align="centre", first=0, chain_=sheet.hei, keep=True, bookmark=(0, "目录"))
    sheet.strips[-1].height += p.leading / 2
    for entry in entries:
        sheet.strips += _entry(*entry, sheet)
    made = sheet.strips[start:]
    del sheet.strips[start:]
    if len(entries) > 1:
        made[0].keep = True
        made[-2].keep = True
    _drawn_in(made, p.height - sum(strip.before + strip.height for strip in sheet.strips[:at]), p.height, p.leading)
    last = Strip(0.0, 0.0, nothing, lines=0)
    if len(entries) >= _LONG:
        last.fresh = True
    else:
        last.before = p.leading
    return [*made, last]


def _drawn_in(made: list[Strip], first: float, height: float, leading: float) -> None:
    """Set the contents a little closer where that spares a page with no more than three lines on it."""
    over = sum(strip.height for strip in made) - first
    over = over % height if over > 0 else 0.0
    less = over / len(made)
    if over <= 3 * leading and less <= _CLOSER * leading:
        for strip in made:
            strip.height -= less


def _entry(level: int, label: str, target: Strip, sheet: Composition) -> list[Strip]:
    """A label, turned where it is long, and behind its last line dots and the page."""
    p = sheet.profile
    indent = min(level, 3) * 2.0
    para = measure([(label, sheet.body)])
    room = (p.width / p.size - indent - 4.0) * 1000
    lines = break_lines(para, room - 2000.0, first=room, justify=False)
    made = []
    for i, line in enumerate(lines):
        at = (indent + (2.0 if i else 0.0)) * p.size

        def draw(page: Page, x: float, top: float, i: int = i, at: float = at) -> None:
            line = lines[i]
            y = top - ASCENT * p.size
            page.line(para, line, x + at, y, p.size)
            if i == len(lines) - 1:
                taken = page.text(x + p.width, y, str(target.page + 1), sheet.body, p.size, align="right")
                start = x + at + (line.x + line.width + 500) * p.size / 1000
                page.leader(start, y + 0.1 * p.size, x + p.width - taken - 0.5 * p.size - start)

        made.append(Strip(p.leading, p.size, draw))
    keep_together(made)
    return made
