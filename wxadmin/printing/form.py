"""A form: rows of labelled cells to fill in by hand or by the program."""

from __future__ import annotations

from wxadmin.domain.papers import FormPaper
from wxadmin.domain.seal import Mark
from wxadmin.printing.composition import Composition


def compose(paper: FormPaper, sheet: Composition, mark: Mark) -> None:
    """Fill the sheet."""
    sheet.title(paper.title, bookmark=(0, paper.title))
    rows = [[field.label, field.value] for row in paper.rows for field in row]
    sheet.table([("项目", 1.0, "centre"), ("内容", 4.0, "left")], rows)
    sheet.block(mark, paper.number)
