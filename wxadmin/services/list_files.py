"""A list that is a paper, as a table for spreadsheets."""

from __future__ import annotations

from pathlib import Path

from wxadmin.domain.errors import UserError
from wxadmin.domain.papers import ListPaper
from wxadmin.i18n import _

SUFFIXES = ("xlsx", "csv")


def write(paper: ListPaper, path: Path) -> int:
    """Writes the rows of a list under its titles, by the file's ending; the value is how many.

    UserError for another ending, or when the file cannot be written.
    """
    from wxadmin.intake.tables_out import write_csv, write_xlsx

    titles = [column.title for column in paper.columns]
    suffix = path.suffix.lower().lstrip(".")
    if suffix not in SUFFIXES:
        raise UserError(_("不知道要写成哪种表格"), where=path.name, remedy=_("文件名请以 .xlsx 或 .csv 结尾"))
    (write_xlsx if suffix == "xlsx" else write_csv)(path, titles, paper.rows)
    return len(paper.rows)
