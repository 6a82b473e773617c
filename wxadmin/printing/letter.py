"""A paper addressed to someone: reply to an appeal, recommendation to the unit, lifting of a measure."""

from __future__ import annotations

from dataclasses import replace
from math import ceil

from wxadmin.domain.papers import LetterPaper
from wxadmin.domain.seal import Mark
from wxadmin.printing import attachments, head
from wxadmin.printing.composition import Composition, office
from wxadmin.printing.typesetting.flow import paginate
from wxadmin.printing.typesetting.profile import Profile

_CLOSER = (1.7, 1.6, 1.5)
"""Em from line to line, to be tried in turn."""


def compose(paper: LetterPaper, sheet: Composition, mark: Mark) -> None:
    """Fill the sheet; what goes a little over one page is set with less room between the lines, as offices do."""
    own = sheet.profile
    if _filled(paper, sheet, mark, own) != 2 or paper.attachments:
        return
    for em in _CLOSER:
        leading = round(own.size * em, 2)
        closer = replace(own, leading=leading, title_leading=ceil(own.title_leading / leading) * leading)
        if leading < own.leading and _filled(paper, sheet, mark, closer) == 1:
            return
    _filled(paper, sheet, mark, own)


def _filled(paper: LetterPaper, sheet: Composition, mark: Mark, profile: Profile) -> int:
    """The sheet filled in this profile; returns its pages."""
    sheet.profile, sheet.strips = profile, []
    _fill(paper, sheet, mark)
    return len(paginate(sheet.strips, profile.height))


def _fill(paper: LetterPaper, sheet: Composition, mark: Mark) -> None:
    number = head.add(sheet, paper.number)
    sheet.title(paper.title, bookmark=(0, paper.title))
    sheet.subtitle(number)
    sheet.blank()
    sheet.addressee(paper.addressee)
    for section in paper.sections:
        if section.heading:
            sheet.text([(section.heading, sheet.hei)], keep=True, bookmark=(1, section.heading))
        lines = [line for text in section.paragraphs for line in text.split("\n") if line.strip()]
        for line in lines:
            # What only leads to the next lines does not end a page.
            sheet.text(line, keep=line.endswith("：") and line is not lines[-1])
    attachments.note(sheet, paper.attachments)
    sheet.sign_off(office(paper.unit, paper.issuer), paper.issued)
    attachments.pages(sheet, paper.attachments)
    sheet.block(mark, paper.number)
