"""Files with tables -> rows of text: XLSX, XLS, CSV, TSV, tables in DOCX; hostile ones are refused first."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import statistics
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from wxadmin.domain.errors import UserError
from wxadmin.intake.sheet_extent import ROW_LIMIT, Extent, longest_string
from wxadmin.intake.text import decode

ZIP_LIMIT = 20 * 1024 * 1024
UNPACKED_LIMIT = 100 * 1024 * 1024
CELL_LIMIT = 32_767
_CHUNK = 1 << 20
_OTHER_BOOKS = {"xl/workbook.bin", "content.xml"}
"""The table reader falls back to these where the workbook is broken, and nobody has looked at their cells."""
_CELLS = b"sheetData"
"""Stands in every part that the table reader can take cells from; its own search is by these bytes, too."""
_STRINGS = (b"<sst", b":sst")
SHOWN_LIMIT = 100_000_000
"""Characters that shared strings may come to in all cells; 100,000 rows of 100 characters come to a tenth of it."""
_LARGE = "请分成几份；确认要整份读取时加 --allow-large"
_SAVE_AS = "请用表格软件打开后另存为 .xlsx 再导入"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table, its merged cells filled in; ``numbers`` are the rows (lines of a text) in the source, from 1."""

    name: str
    rows: tuple[tuple[str, ...], ...]
    numbers: Sequence[int]


def tables_of(raw: bytes, *, where: str, allow_large: bool = False) -> tuple[Sheet, ...]:
    """The tables of a file, by its content, not its extension; UserError in one sentence when there are none."""
    if raw[:4] == b"PK\x03\x04":
        return _packed(raw, where, allow_large)
    if raw[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return _ole(raw, where, allow_large)
    for mark, what in (
        (b"%PDF", "PDF"),
        (b"\x89PNG", "图片"),
        (b"\xff\xd8\xff", "图片"),
        (b"GIF8", "图片"),
        (b"PK", "压缩包"),
    ):
        if raw.startswith(mark):
            raise UserError(f"这是{what}，不是表格", where=where, remedy=_SAVE_AS)
    head = raw[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"{\\rtf")):
        raise UserError("这是网页或 XML，不是表格，虽然文件名看起来像", where=where, remedy=_SAVE_AS)
    return (_separated(decode(raw, where=where), where, allow_large),)


def _packed(raw: bytes, where: str, allow_large: bool) -> tuple[Sheet, ...]:
    if len(raw) > ZIP_LIMIT and not allow_large:
        raise UserError("超过 20 MB", where=where, remedy=_LARGE)
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            names = set(package.namelist())
            if any(entry.flag_bits & 1 for entry in package.infolist()):
                raise UserError("文件有密码", where=where, remedy="请去掉密码后另存一份再导入")
            if "xl/workbook.xml" in names:
                if _OTHER_BOOKS & {name.lower() for name in names}:
                    raise UserError("文件里混着两种表格", where=where, remedy=_SAVE_AS)
                _checked(package, where, allow_large, cells=True)
            elif "word/document.xml" in names:
                _checked(package, where, allow_large, cells=False)
            else:
                kind = "WPS 或 LibreOffice 的表格" if "content.xml" in names else "压缩包"
                raise UserError(f"这是{kind}，不是 .xlsx", where=where, remedy=_SAVE_AS)
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, ValueError, RuntimeError, zlib.error) as error:
        raise UserError("文件不完整或已损坏", where=where, remedy="请重新导出或重新下载后再试") from error
    return _documents(raw, where, allow_large) if "word/document.xml" in names else _workbook(raw, where, allow_large)


def _checked(package: zipfile.ZipFile, where: str, allow_large: bool, *, cells: bool) -> None:
    """Unpack once in pieces: sizes, checksums, no document type; in a workbook no cell far away, whatever its part."""
    total = shown = longest = 0
    for entry in package.infolist():
        first = entry.filename.endswith((".xml", ".rels", ".vml"))
        sheet = strings = False
        tail = b""
        with package.open(entry) as stream:
            while piece := stream.read(_CHUNK):
                total += len(piece)
                if total > UNPACKED_LIMIT and not allow_large:
                    raise UserError("解压后超过 100 MB", where=where, remedy=_LARGE)
                if first and _has_doctype(piece):
                    raise UserError("文件里有不该有的文档类型声明（DOCTYPE），可能有害", where=where, remedy=_SAVE_AS)
                first = False
                sheet = sheet or _CELLS in tail + piece
                strings = strings or any(mark in tail + piece for mark in _STRINGS)
                tail = piece[-len(_CELLS) :]
        if cells and sheet:
            part = f"{where} {entry.filename.rpartition('/')[2].removesuffix('.xml')}"
            extent = Extent()
            with package.open(entry) as stream:
                extent.read(stream, part)
            extent.judge(part, allow_large=allow_large)
            shown += extent.shared
        elif cells and strings:
            with package.open(entry) as stream:
                longest = max(longest, longest_string(stream))
    # The table reader copies a shared string into every cell that shows it.
    if shown * longest > SHOWN_LIMIT:
        raise UserError(f"有一段 {longest} 字的文字，被许多单元格引用，展开后太大", where=where, remedy=_SAVE_AS)


def _has_doctype(head: bytes) -> bool:
    plain = head[:8192].replace(b"\0", b"").upper()
    return b"<!DOCTYPE" in plain or b"<!ENTITY" in plain


def _ole(raw: bytes, where: str, allow_large: bool) -> tuple[Sheet, ...]:
    def has(name: str) -> bool:
        return name.encode("utf-16-le") in raw

    if has("EncryptedPackage"):
        raise UserError("文件有密码", where=where, remedy="请去掉密码后另存一份再导入")
    if has("WordDocument"):
        raise UserError("这是 .doc 文档", where=where, remedy="请用 Word 另存为 .docx，或把表格另存为 .xlsx")
    if not (has("Workbook") or has("Book")):
        raise UserError("不是能读的表格", where=where, remedy=_SAVE_AS)
    if len(raw) > ZIP_LIMIT and not allow_large:
        raise UserError("超过 20 MB", where=where, remedy=_LARGE)
    return _workbook(raw, where, allow_large)


def _workbook(raw: bytes, where: str, allow_large: bool) -> tuple[Sheet, ...]:
    import python_calamine as calamine

    sheets = []
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(raw))
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            if sheet.start is None or sheet.end is None:
                continue
            if sheet.end[0] > ROW_LIMIT and not allow_large:
                raise UserError(
                    f"有 {sheet.end[0] + 1} 行，超过 {ROW_LIMIT} 行", where=f"{where} {name}", remedy=_LARGE
                )
            rows = [[_text(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
            _fill(rows, sheet.merged_cell_ranges or ())
            sheets.append(Sheet(name, tuple(map(tuple, rows)), range(1, len(rows) + 1)))
    except calamine.PasswordError:
        raise UserError("文件有密码", where=where, remedy="请去掉密码后另存一份再导入") from None
    except (calamine.CalamineError, OSError, ValueError, IndexError) as error:
        raise UserError("表格读不出来，文件可能已损坏", where=where, remedy=_SAVE_AS) from error
    return tuple(sheets)


def _fill(rows: list[list[str]], ranges: Sequence[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """Write the value of merged cells into each of them."""
    for (top, left), (bottom, right) in ranges:
        if top >= len(rows) or left >= len(rows[top]):
            continue
        value = rows[top][left]
        if not value:
            continue
        for row in rows[top : bottom + 1]:
            for at in range(left, min(right + 1, len(row))):
                row[at] = value


def _text(value: Any) -> str:
    """A cell as people read it; whole numbers without a decimal point, so that phones and numbers stay themselves."""
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        return value.replace("_x000D_", "").strip()[: CELL_LIMIT + 1]
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e21 else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ", "minutes")
    return str(value)


def _documents(raw: bytes, where: str, allow_large: bool) -> tuple[Sheet, ...]:
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    try:
        document = docx.Document(io.BytesIO(raw))
        tables = [[tuple(cell.text.strip() for cell in row.cells) for row in table.rows] for table in document.tables]
    except (PackageNotFoundError, KeyError, ValueError, AttributeError, IndexError, SyntaxError) as error:
        raise UserError(
            "文档读不出来，文件可能已损坏", where=where, remedy="请用 Word 打开后另存为 .docx 再试"
        ) from error
    if not tables:
        raise UserError("文档里没有表格", where=where, remedy="请把名单做成表格，或另存为 .xlsx")
    if not allow_large and any(len(rows) > ROW_LIMIT for rows in tables):
        raise UserError(f"超过 {ROW_LIMIT} 行", where=where, remedy=_LARGE)
    return tuple(Sheet(f"表格{i}", tuple(rows), range(1, len(rows) + 1)) for i, rows in enumerate(tables, 1))


def _separated(text: str, where: str, allow_large: bool) -> Sheet:
    if text.lower().startswith("sep="):
        text = "\n" + text.partition("\n")[2]
    separator = max(",\t;|，", key=lambda sign: _evenness(text, sign))
    rows = []
    numbers: list[int] = []
    limit = csv.field_size_limit(1 << 20)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        start = 1
        for row in reader:
            if reader.line_num - start > 200:
                raise _unpaired(where, start)
            numbers.append(start)
            rows.append(tuple(_unwrapped(cell) for cell in row))
            start = reader.line_num + 1
            if len(rows) > ROW_LIMIT and not allow_large:
                raise UserError(f"超过 {ROW_LIMIT} 行", where=where, remedy=_LARGE)
    except csv.Error as error:
        raise UserError(
            "这一行读不出来，可能引号没有配对", where=f"{where} 第 {start} 行", remedy="请检查这一行的引号和分隔符"
        ) from error
    finally:
        csv.field_size_limit(limit)
    if numbers and _left_open(text.split("\n", numbers[-1] - 1)[-1], separator):
        raise _unpaired(where, numbers[-1])
    return Sheet("", tuple(rows), numbers)


def _unpaired(where: str, line: int) -> UserError:
    what = "引号没有配对，后面的行都连在了一起"
    return UserError(what, where=f"{where} 第 {line} 行", remedy="请补上或删去这一行的引号")


def _left_open(record: str, separator: str) -> bool:
    """Whether the text ends inside a quoted cell."""
    try:
        for _ in csv.reader(io.StringIO(record, newline=""), delimiter=separator, strict=True):
            pass
    except csv.Error as error:
        return "unexpected end of data" in str(error)
    return False


def _evenness(text: str, separator: str) -> tuple[float, int]:
    """How much the first lines look like rows cut by this sign: share of lines of the usual width, and that width."""
    lines = [line for line in text.split("\n", 60)[:50] if line.strip()]
    try:
        widths = [len(row) for row in csv.reader(lines, delimiter=separator)]
    except csv.Error:
        return (0.0, 0)
    if not widths:
        return (0.0, 0)
    usual = statistics.mode(widths)
    if usual < 2:
        usual = max(set(widths), key=lambda w: (w > 1, widths.count(w)))
    return (widths.count(usual) / len(widths), usual) if usual > 1 else (0.0, 1)


def _unwrapped(cell: str) -> str:
    """Excel's tricks to keep a number a text: ``="017"``, a leading apostrophe or tab."""
    cell = cell.strip()
    found = re.fullmatch(r'="(.*)"', cell)
    return found[1] if found else cell.removeprefix("'") if cell[1:].isdigit() else cell
