"""Exports as tables: CSV and TSV, recognised by the signature of their header."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import tzinfo

from wxadmin.domain.chat import Rejected
from wxadmin.domain.errors import UserError
from wxadmin.domain.jobs import Step, quiet
from wxadmin.intake.chat.columns import Row, RowReader, map_columns
from wxadmin.intake.chat.lines import Reading

_DELIMITERS = (",", "\t", ";", "|")
_STEP = 5_000
_LONGEST_CELL = 1 << 30


def table_delimiter(text: str) -> str | None:
    """The delimiter under which the first line is the header of a known export, or None."""
    header = _first_line(text)
    if len(header) > 4000:
        return None
    for delimiter in _DELIMITERS:
        if delimiter in header and map_columns(_cells(header, delimiter)) is not None:
            return delimiter
    return None


def unknown_header(text: str, name: str) -> UserError:
    """The refusal of a table whose header says nothing."""
    header = _first_line(text)[:80]
    what = f"表头里找不到发送人和内容两列（{header}）"
    remedy = "请把列名改成“时间、发送人、内容”，或在窗口里导入时指定列"
    return UserError(what, where=f"{name} 第 1 行" if name else "第 1 行", remedy=remedy)


def read_table(text: str, delimiter: str, zone: tzinfo, *, where: str, step: Step = quiet) -> Reading:
    """The messages of a table. Rows with more or fewer cells than the header are rejected with their line.

    UserError with the line when the quotation marks do not close.
    """
    limit = csv.field_size_limit(_LONGEST_CELL)
    try:
        try:
            return _read(text, delimiter, zone, where, step, quoted=True)
        except csv.Error as error:
            if delimiter != "\t":
                raise UserError(
                    "表格的引号不成对，读不下去",
                    where=f"{where} 第 {error.args[1]} 行",
                    remedy="请检查这一行起的双引号是否成对，或重新导出",
                ) from None
            return _read(text, delimiter, zone, where, step, quoted=False)  # tabs need no quotation marks
    finally:
        csv.field_size_limit(limit)


def _read(text: str, delimiter: str, zone: tzinfo, where: str, step: Step, *, quoted: bool) -> Reading:
    """The rows of a table; csv.Error with the line as second argument."""
    out = Reading()
    text = text.lstrip("\ufeff")
    begin = len(text) - len(text.lstrip("\n"))
    total = text.count("\n") + 1
    rows = csv.reader(
        _lines(text, begin), delimiter=delimiter, strict=True, quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
    )
    header: list[str] = []
    reader: RowReader | None = None
    before = begin
    places: dict[str, int] = {}
    while True:
        try:
            cells = next(rows, None)
        except csv.Error as error:
            raise csv.Error(str(error), before + 1) from None
        if cells is None:
            break
        first, before = before + 1, begin + rows.line_num
        if reader is None:
            header = [cell.strip() for cell in cells]
            fields = map_columns(header)
            if fields is None:
                raise unknown_header(text, where)
            places = {field: header.index(column) for field, column in fields.items()}
            reader = RowReader(fields, zone, out)
            continue
        if (len(out.messages) + 1) % _STEP == 0:
            step(before, total)
        if not "".join(cells).strip():
            continue
        if _ragged(cells, len(header), places["content"]):
            why = f"这一行有 {len(cells)} 格，表头有 {len(header)} 格"
            out.rejected.append(Rejected(first, delimiter.join(cells), why))
            continue
        row = {field: cells[place] for field, place in places.items() if place < len(cells)}
        flat = first == before
        words = first if flat else first + sum(cell.count("\n") for cell in cells[: places["content"]])
        reader.read(Row(row, first, words))
    if reader is not None:
        reader.finish()
    step(total, total)
    return out


def _ragged(cells: list[str], width: int, content: int) -> bool:
    if len(cells) > width:
        return any(cell.strip() for cell in cells[width:])
    return len(cells) <= content


def _lines(text: str, start: int) -> Iterator[str]:
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end


def _first_line(text: str) -> str:
    text = text.lstrip("\ufeff\n")
    return text[: text.find("\n")] if "\n" in text else text


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter), [])]
    except csv.Error:
        return []
