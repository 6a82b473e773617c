"""An announcement as a sheet for the notice board."""

from __future__ import annotations

from wxadmin.domain.papers import AnnouncementPaper
from wxadmin.domain.seal import Mark
from wxadmin.printing import head
from wxadmin.printing.composition import Composition, office


def compose(paper: AnnouncementPaper, sheet: Composition, mark: Mark) -> None:
    """Fill the sheet."""
    number = head.add(sheet, paper.number)
    sheet.title(paper.title, bookmark=(0, paper.title))
    sheet.subtitle(number)
    sheet.blank()
    if paper.group:
        sheet.text(f"{paper.group}：", first=0, keep=True)
    for text in paper.paragraphs:
        for line in text.split("\n"):
            if line.strip():
                sheet.text(line)
    sheet.sign_off(office(paper.unit, paper.issuer), paper.issued)
    sheet.block(mark, paper.number)
