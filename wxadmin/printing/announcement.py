"""An announcement as a sheet for the notice board."""

from __future__ import annotations

from wxadmin.domain.papers import AnnouncementPaper
from wxadmin.domain.seal import Mark
from wxadmin.printing import attachments, head
from wxadmin.printing.block import BLOCK_HEIGHT
from wxadmin.printing.composition import BLOCK_ROOM, Composition, office
from wxadmin.printing.typesetting.flow import Strip, nothing, paginate

_LARGER = (1.6, 1.5, 1.4, 1.3, 1.2, 1.1)
"""A short announcement in large type is set as much larger as one page holds."""
_SMALLER = (0.95, 0.9, 0.85, 0.8, 0.75)
"""One that goes over by less than a page is set smaller if that brings it on one sheet; still 16.5 pt on A4."""
_OPENED = 0.2
"""Part of the leading that may be added to it at most."""
_LOWERED = 0.3
"""Part of the room left over that stands above the title."""


def compose(paper: AnnouncementPaper, sheet: Composition, mark: Mark) -> None:
    """Fill the sheet."""
    if sheet.profile.key == "dazi":
        _fill_the_sheet(paper, sheet)
    else:
        _words(paper, sheet)
    attachments.pages(sheet, paper.attachments)
    sheet.block(mark, paper.number)


def _words(paper: AnnouncementPaper, sheet: Composition) -> None:
    """Head to date."""
    number = head.add(sheet, paper.number)
    sheet.title(paper.title, bookmark=(0, paper.title))
    sheet.subtitle(number)
    sheet.blank()
    sheet.addressee(paper.group)
    for text in paper.paragraphs:
        for line in text.split("\n"):
            if line.strip():
                sheet.text(line)
    attachments.note(sheet, paper.attachments)
    sheet.sign_off(office(paper.unit, paper.issuer), paper.issued)


def _fill_the_sheet(paper: AnnouncementPaper, sheet: Composition) -> None:
    """Letters as large as one page allows, then lines further apart, then all of it a little down the page."""
    room = sheet.profile.height - (0.0 if paper.attachments else BLOCK_HEIGHT + BLOCK_ROOM)
    chosen, spare = _tried(paper, sheet, 1.0, room)
    if spare > -sheet.profile.height:
        for factor in _LARGER if spare >= 0 else _SMALLER:
            other, left = _tried(paper, sheet, factor, room)
            if left >= 0:
                chosen, spare = other, left
                break
    if spare < 0:
        sheet.add(chosen.strips)
        return
    lines = [strip for strip in chosen.strips if strip.lines]
    more = min(chosen.profile.leading * _OPENED, spare / max(1, len(lines)))
    for strip in lines:
        strip.height += more
    spare -= more * len(lines)
    if spare > 0 and not sheet.style.red:
        sheet.strips.append(Strip(spare * _LOWERED, 0.0, nothing, keep=True, lines=0))
    sheet.add(chosen.strips)


def _tried(paper: AnnouncementPaper, sheet: Composition, factor: float, room: float) -> tuple[Composition, float]:
    """The words in letters ``factor`` times as large, and the room left below them on one page; negative for more."""
    tried = Composition(sheet.style)
    tried.profile = sheet.profile.lettered(factor)
    _words(paper, tried)
    pages = paginate(tried.strips, room)
    used = sum(max((placed.y + placed.strip.height for placed in page), default=0.0) for page in pages)
    return tried, room - used if len(pages) == 1 else min(room - used, -1.0)
