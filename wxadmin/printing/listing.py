"""A list as it stands on the screen."""

from __future__ import annotations

from wxadmin.domain.papers import ListPaper
from wxadmin.domain.seal import Mark
from wxadmin.printing.composition import Composition


def compose(paper: ListPaper, sheet: Composition, mark: Mark) -> None:
    """Fill the sheet."""
    sheet.title(paper.title, bookmark=(0, paper.title))
    sheet.facts([*paper.facts, f"共{len(paper.rows)}条"])
    columns = [(column.title, column.share, column.align) for column in paper.columns]
    sheet.table(columns, [list(row) for row in paper.rows])
    sheet.block(mark, paper.number)
