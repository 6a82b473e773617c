"""Lists out to XLSX and CSV: nothing in them can act as a formula, and a file is the old one or the new one."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

from wxadmin.atomic import write_bytes
from wxadmin.domain.errors import UserError

Cell = str | int | float | None
Encoding = Literal["utf-8-sig", "gb18030"]

_ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_CELL_LIMIT = 32_767
_ROW_LIMIT = 1_048_576


def write_xlsx(path: str | Path, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """One sheet; texts are typed as text, numbers as numbers, the header stays in sight.

    UserError when a cell or the sheet is too large for the format, or the file cannot be written.
    """
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    table = _checked([header, *rows], path)
    if len(table) > _ROW_LIMIT:
        where, remedy = Path(path).name, "请先筛选，或导出为 CSV"
        raise UserError(f"超过 {_ROW_LIMIT} 行，写不成一张工作表", where=where, remedy=remedy)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("名单")
    sheet.freeze_panes = "A2"
    bold = Font(bold=True)
    for number, row in enumerate(table):
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, None if isinstance(value, str) else value)
            if isinstance(value, str):
                cell.value = _CONTROL.sub(_visible, value)
                cell.data_type = "s"
                cell.number_format = "@"
            if number == 0:
                cell.font = bold
            cells.append(cell)
        sheet.append(cells)
    packed = io.BytesIO()
    book.save(packed)
    write_bytes(packed.getvalue(), Path(path))


def write_csv(
    path: str | Path, header: Sequence[str], rows: Iterable[Sequence[Cell]], encoding: Encoding = "utf-8-sig"
) -> None:
    """CSV for spreadsheets: UTF-8 with mark, or GB 18030; a text that would act as a formula gets an apostrophe."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    for row in _checked([header, *rows], path):
        writer.writerow([_harmless(value) for value in row])
    write_bytes(out.getvalue().encode(encoding), Path(path))


def _harmless(value: Cell) -> Cell:
    if not isinstance(value, str):
        return value
    text = _CONTROL.sub(_visible, value)
    return "'" + text if text.lstrip(" \u3000").startswith(_ACTIVE) or text.startswith(_ACTIVE) else text


def _checked(rows: list[Sequence[Cell]], path: str | Path) -> list[Sequence[Cell]]:
    for number, row in enumerate(rows, 1):
        for text in row:
            if not isinstance(text, str):
                continue
            where = f"{Path(path).name} 第 {number} 行"
            if len(text) > _CELL_LIMIT:
                remedy = f"每格最多 {_CELL_LIMIT} 个字符"
                raise UserError(f"有一格是 {len(text)} 个字符，表格里放不下", where=where, remedy=remedy)
            if _SURROGATE.search(text):
                raise UserError("有不成对的代理字符", where=where, remedy="请改正这一格后再导出")
    return rows


def _visible(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"
