"""修订对照表: what differs between two versions of a regulation, in three columns."""

from __future__ import annotations

from wxadmin.domain.papers import ComparisonPaper
from wxadmin.domain.seal import Mark
from wxadmin.printing.composition import Composition

_KINDS = {"changed": "修改", "moved": "移动", "added": "新增", "removed": "删除"}


def compose(paper: ComparisonPaper, sheet: Composition, mark: Mark) -> None:
    """Fill the sheet."""
    sheet.title(paper.title, bookmark=(0, paper.title))
    sheet.blank()
    rows = [[c.old_text, c.new_text, _KINDS[c.kind]] for c in paper.changes if c.kind != "same"]
    columns = [(paper.old_version, 4.0, "left"), (paper.new_version, 4.0, "left"), ("说明", 1.2, "centre")]
    sheet.table(columns, rows)
    sheet.block(mark, paper.number)
