"""A paper addressed to someone: reply to an appeal, recommendation to the unit, lifting of a measure."""

from __future__ import annotations

from wxadmin.domain.papers import LetterPaper
from wxadmin.domain.seal import Mark
from wxadmin.printing import attachments, head
from wxadmin.printing.composition import Composition, office


def compose(paper: LetterPaper, sheet: Composition, mark: Mark) -> None:
    """Fill the sheet."""
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
