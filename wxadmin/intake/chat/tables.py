"""Exports as tables: CSV and TSV, recognised by the signature of their header."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from itertools import islice

from wxadmin.domain.chat import Rejected
from wxadmin.domain.errors import UserError
from wxadmin.domain.jobs import Step, quiet
from wxadmin.intake.chat.columns import Row, RowReader, map_columns
from wxadmin.intake.chat.guessing import DELIMITERS
from wxadmin.intake.chat.lines import Reading

_FIELDS = {
    "time": "time", "day": "day", "sender": "name", "text": "content", "kind": "type", "quote": "quote",
    "group": "group",
}  # fmt: skip
_TITLE_ROWS = 8
"""Lines of title and notes before a header at most."""
_STEP = 5_000
_ABOVE = "这一行在表头上面，不是消息"
_ROWS_BELOW = 3
_CLOCK = re.compile(r"\d[:：]\d\d")  # no header has one; a message about headers has
_LONGEST_CELL = 1 << 30
_LONGEST_HEADER = 4000


def table_delimiter(text: str) -> tuple[str, int] | None:
    """The delimiter under which a line is the header of a known export, and the lines before it; None without one.

    Behind lines of title and notes it must have rows of its width below.
    """
    lines = list(islice(_lines(text, 0), _TITLE_ROWS + 2 * _ROWS_BELOW))
    for place, line in enumerate(lines[:_TITLE_ROWS]):
        header = line.strip("\ufeff\n")
        if len(header) > _LONGEST_HEADER:
            return None
        for delimiter in DELIMITERS:
            if delimiter not in header:
                continue
            cells = _cells(header, delimiter)
            if map_columns(cells) is None or _CLOCK.search(header):
                continue
            above = any(before.strip("\ufeff \t\n") for before in lines[:place])
            below = [line for line in lines[place + 1 :] if line.strip()][:_ROWS_BELOW]
            if not above or (below and all(line.count(delimiter) >= len(cells) - 1 for line in below)):
                return delimiter, place
    return None


def unknown_header(text: str, name: str) -> UserError:
    """The refusal of a table whose header says nothing."""
    header = _first_line(text)[:80]
    what = f"表头里找不到发送人和内容两列（{header}）"
    remedy = "请把列名改成“时间、发送人、内容”，或在窗口里导入时指定列"
    return UserError(what, where=f"{name} 第 1 行" if name else "第 1 行", remedy=remedy)


def read_table(
    text: str, delimiter: str, zone: tzinfo, *, where: str, step: Step = quiet, before: int = 0,
    columns: Mapping[int, str] | None = None, titled: bool = True,
) -> Reading:  # fmt: skip
    """The messages of a table. Rows with more or fewer cells than the header are rejected with their line.

    ``before`` lines stand above the header. ``columns`` are the owner's word: column from 0 -> role of
    :data:`~wxadmin.intake.chat.guessing.ROLES`; ``titled``: the first row is a header. UserError with the line when the
    quotation marks do not close.
    """
    table = _Table(text, delimiter, zone, where, step, before, columns, titled)
    limit = csv.field_size_limit(_LONGEST_CELL)
    try:
        try:
            return _read(table, quoted=True)
        except csv.Error as error:
            if delimiter != "\t":
                raise UserError(
                    "表格的引号不成对，读不下去",
                    where=f"{where} 第 {error.args[1]} 行",
                    remedy="请检查这一行起的双引号是否成对，或重新导出",
                ) from None
            return _read(table, quoted=False)  # tabs need no quotation marks
    finally:
        csv.field_size_limit(limit)


@dataclass(frozen=True, slots=True)
class _Table:
    text: str
    delimiter: str
    zone: tzinfo
    where: str
    step: Step
    before: int
    columns: Mapping[int, str] | None
    titled: bool


def _places(header: list[str], columns: Mapping[int, str] | None, where: str) -> dict[str, int]:
    """Field -> column from 0."""
    if columns is not None:
        places = {_FIELDS[role]: place for place, role in columns.items() if role in _FIELDS and place < len(header)}
        if not {"name", "content"} <= places.keys():
            raise UserError("还没有指定哪一列是发送人、哪一列是内容", where=where, remedy="请指定这两列后再导入")
        return places
    fields = map_columns(header)
    if fields is None:
        raise unknown_header(",".join(header), where)
    return {field: header.index(column) for field, column in fields.items()}


def _read(table: _Table, *, quoted: bool) -> Reading:
    """The rows of a table; csv.Error with the line as second argument."""
    out = Reading()
    text, delimiter, step = table.text.lstrip("\ufeff"), table.delimiter, table.step
    start = 0
    for place in range(table.before):
        end = text.index("\n", start)
        if text[start:end].strip():
            out.rejected.append(Rejected(place + 1, text[start:end].strip(), _ABOVE))
        start = end + 1
    begin = table.before
    while text.startswith("\n", start):
        start, begin = start + 1, begin + 1
    total = text.count("\n") + 1
    rows = csv.reader(
        _lines(text, start), delimiter=delimiter, strict=True, quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
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
            places = _places(header, table.columns, table.where)
            reader = RowReader({field: header[place] for field, place in places.items()}, table.zone, out)
            if table.titled:
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
