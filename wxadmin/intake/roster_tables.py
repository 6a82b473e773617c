"""Files with tables -> rows of text: XLSX, XLS, CSV, TSV, tables in DOCX; hostile ones are refused first."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import statistics
import zipfile
import zlib
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from threading import Thread
from typing import Any, TypeVar

from wxadmin.domain.errors import UserError
from wxadmin.domain.jobs import Step, quiet
from wxadmin.intake.sheet_extent import ROW_LIMIT, Extent, TooLargeError, longest_at_most, longest_string, plain_extent
from wxadmin.intake.text import decode

T = TypeVar("T")

ZIP_LIMIT = 20 * 1024 * 1024
UNPACKED_LIMIT = 100 * 1024 * 1024
CELL_LIMIT = 32_767
_CHUNK = 1 << 20
_WATCH = 0.05  # seconds between two looks at a call that cannot be stopped
_KEPT = 200_000
_SHORT = 40
_EXACT = 1e15
_OTHER_BOOKS = {"xl/workbook.bin", "content.xml"}
"""The table reader falls back to these where the workbook is broken, and nobody has looked at their cells."""
_CELLS = b"sheetData"
"""Stands in every part that the table reader can take cells from; its own search is by these bytes, too."""
_STRINGS = (b"<sst", b":sst")
SHOWN_LIMIT = 100_000_000
"""Characters that shared strings may come to in all cells; 100,000 rows of 100 characters come to a tenth of it."""
_LARGE = "请分成几份；确认要整份读取时加 --allow-large"
_SAVE_AS = "请用表格软件打开后另存为 .xlsx 再导入"


Area = tuple[tuple[int, int], tuple[int, int]]
"""((top, left), (bottom, right)) of cells that are one, from 0, both ends counted."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table, its merged cells filled in; ``numbers`` are the rows (lines of a text) in the source, from 1."""

    name: str
    rows: Sequence[tuple[str, ...]]
    numbers: Sequence[int]
    merged: tuple[Area, ...] = ()


def tables_of(
    raw: bytes, *, where: str, allow_large: bool = False, step: Step = quiet, encoding: str | None = None
) -> tuple[Sheet, ...]:
    """The tables of a file, by its content, not its extension; UserError in one sentence when there are none.

    ``step`` is called all the while, (0, 0) as long as nobody knows how much there is; ``encoding`` is the owner's word
    for a text that does not tell its own.
    """
    if raw[:4] == b"PK\x03\x04":
        return _packed(raw, where, allow_large, step)
    if raw[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return _ole(raw, where, allow_large, step)
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
    return (_separated(decode(raw, where=where, encoding=encoding), where, allow_large, step),)


def _packed(raw: bytes, where: str, allow_large: bool, step: Step) -> tuple[Sheet, ...]:
    if len(raw) > ZIP_LIMIT and not allow_large:
        raise TooLargeError("超过 20 MB", where=where, remedy=_LARGE)
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            names = set(package.namelist())
            if any(entry.flag_bits & 1 for entry in package.infolist()):
                raise UserError("文件有密码", where=where, remedy="请去掉密码后另存一份再导入")
            if "xl/workbook.xml" in names:
                if _OTHER_BOOKS & {name.lower() for name in names}:
                    raise UserError("文件里混着两种表格", where=where, remedy=_SAVE_AS)
                _checked(package, where, allow_large, step, cells=True)
            elif "word/document.xml" in names:
                _checked(package, where, allow_large, step, cells=False)
            else:
                kind = "WPS 或 LibreOffice 的表格" if "content.xml" in names else "压缩包"
                raise UserError(f"这是{kind}，不是 .xlsx", where=where, remedy=_SAVE_AS)
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, ValueError, RuntimeError, zlib.error) as error:
        raise UserError("文件不完整或已损坏", where=where, remedy="请重新导出或重新下载后再试") from error
    if "word/document.xml" in names:
        return _documents(raw, where, allow_large)
    return _workbook(raw, where, allow_large, step)


def _checked(package: zipfile.ZipFile, where: str, allow_large: bool, step: Step, *, cells: bool) -> None:
    """Unpack once in pieces: sizes, checksums, no document type; in a workbook no cell far away, whatever its part."""
    total = shown = 0
    tables: list[zipfile.ZipInfo] = []
    for entry in package.infolist():
        first = entry.filename.endswith((".xml", ".rels", ".vml"))
        sheet = strings = False
        tail = b""
        with package.open(entry) as stream:
            while piece := stream.read(_CHUNK):
                step(0, 0)
                total += len(piece)
                if total > UNPACKED_LIMIT and not allow_large:
                    raise TooLargeError("解压后超过 100 MB", where=where, remedy=_LARGE)
                if first and _has_doctype(piece):
                    raise UserError("文件里有不该有的文档类型声明（DOCTYPE），可能有害", where=where, remedy=_SAVE_AS)
                first = False
                sheet = sheet or _CELLS in tail + piece
                strings = strings or any(mark in tail + piece for mark in _STRINGS)
                tail = piece[-len(_CELLS) :]
        if cells and sheet:
            part = f"{where} {entry.filename.rpartition('/')[2].removesuffix('.xml')}"
            shown += _extent(package, entry, part, allow_large, step)
        elif cells and strings:
            tables.append(entry)
    # The table reader copies a shared string into every cell that shows it.
    for entry in tables:
        with package.open(entry) as stream:
            longest = longest_at_most(stream, step)
        if shown * longest > SHOWN_LIMIT:
            with package.open(entry) as stream:
                longest = longest_string(stream, step)
        if shown * longest > SHOWN_LIMIT:
            what = f"有一段 {longest} 字的文字，被许多单元格引用，展开后太大"
            raise UserError(what, where=where, remedy=_SAVE_AS)


def _extent(package: zipfile.ZipFile, entry: zipfile.ZipInfo, part: str, allow_large: bool, step: Step) -> int:
    """Judges how far the cells of a part reach; how many of them show a shared string."""
    with package.open(entry) as stream:
        plain = plain_extent(stream, step)
    if plain is not None:
        with suppress(UserError):
            plain.judge(part, allow_large=True)
            plain.judge(part, allow_large=allow_large)
            return plain.shared
    # Not written as spreadsheet programs write, or too far at first sight: looked at cell by cell.
    extent = Extent()
    with package.open(entry) as stream:
        extent.read(stream, part, step)
    extent.judge(part, allow_large=allow_large)
    return extent.shared


def _has_doctype(head: bytes) -> bool:
    plain = head[:8192].replace(b"\0", b"").upper()
    return b"<!DOCTYPE" in plain or b"<!ENTITY" in plain


def _ole(raw: bytes, where: str, allow_large: bool, step: Step) -> tuple[Sheet, ...]:
    def has(name: str) -> bool:
        return name.encode("utf-16-le") in raw

    if has("EncryptedPackage"):
        raise UserError("文件有密码", where=where, remedy="请去掉密码后另存一份再导入")
    if has("WordDocument"):
        raise UserError("这是 .doc 文档", where=where, remedy="请用 Word 另存为 .docx，或把表格另存为 .xlsx")
    if not (has("Workbook") or has("Book")):
        raise UserError("不是能读的表格", where=where, remedy=_SAVE_AS)
    if len(raw) > ZIP_LIMIT and not allow_large:
        raise TooLargeError("超过 20 MB", where=where, remedy=_LARGE)
    return _workbook(raw, where, allow_large, step)


def _workbook(raw: bytes, where: str, allow_large: bool, step: Step) -> tuple[Sheet, ...]:
    import python_calamine as calamine

    sheets = []
    try:
        book = _watched(lambda: calamine.CalamineWorkbook.from_filelike(io.BytesIO(raw)), step)
        for name in book.sheet_names:
            sheet = _watched(partial(book.get_sheet_by_name, name), step)
            if sheet.start is None or sheet.end is None:
                continue
            if sheet.end[0] > ROW_LIMIT and not allow_large:
                raise TooLargeError(
                    f"有 {sheet.end[0] + 1} 行，超过 {ROW_LIMIT} 行", where=f"{where} {name}", remedy=_LARGE
                )
            merged = tuple(sheet.merged_cell_ranges or ())
            rows = _fill(_rows(sheet, step), merged)
            sheets.append(Sheet(name, rows, range(1, len(rows) + 1), merged))
    except calamine.PasswordError:
        raise UserError("文件有密码", where=where, remedy="请去掉密码后另存一份再导入") from None
    except (calamine.CalamineError, OSError, ValueError, IndexError) as error:
        raise UserError("表格读不出来，文件可能已损坏", where=where, remedy=_SAVE_AS) from error
    return tuple(sheets)


def _watched(work: Callable[[], T], step: Step) -> T:
    """The result of a call into the table reader, which gives the interpreter free and cannot be stopped.

    It runs on a thread of its own; a cancel leaves that thread to end by itself, its result unused.
    """
    result: Future[T] = Future()

    def run() -> None:
        try:
            result.set_result(work())
        except BaseException as error:  # noqa: BLE001 - goes to who waits
            result.set_exception(error)

    Thread(target=run, name="wxadmin-table", daemon=True).start()
    while True:
        step(0, 0)
        with suppress(FutureTimeout):
            return result.result(_WATCH)


def _rows(sheet: Any, step: Step) -> list[tuple[str, ...]]:
    """The cells as texts, row by row, those before the first filled one as empty."""
    (top, left), lead = sheet.start, ("",) * sheet.start[1]
    rows: list[tuple[str, ...]] = [()] * top
    kept: dict[str, str] = {}
    for row in sheet.iter_rows():
        if len(rows) % 1000 == 0:
            step(0, 0)
            if len(kept) > _KEPT:
                kept.clear()
        cells = [value if type(value) is str else _text(value) for value in row]
        cells = [cell if not cell or cell.isalnum() else _tidy(cell) for cell in cells]
        # One copy of words that stand in many rows.
        made = tuple([kept.setdefault(cell, cell) if len(cell) < _SHORT else cell for cell in cells])
        rows.append(lead + made if left else made)
    return rows


def _fill(rows: list[tuple[str, ...]], ranges: Sequence[Area]) -> list[tuple[str, ...]]:
    """The rows with the value of merged cells in each of them."""
    changed: dict[int, list[str]] = {}
    for (top, left), (bottom, right) in ranges:
        if top >= len(rows) or left >= len(rows[top]):
            continue
        value = rows[top][left]
        if not value:
            continue
        for number in range(top, min(bottom + 1, len(rows))):
            row = changed.setdefault(number, list(rows[number]))
            for at in range(left, min(right + 1, len(row))):
                row[at] = value
    for number, row in changed.items():
        rows[number] = tuple(row)
    return rows


def _tidy(cell: str) -> str:
    return cell.replace("_x000D_", "").strip()[: CELL_LIMIT + 1]


def _text(value: Any) -> str:
    """A cell as people read it; whole numbers without a decimal point, so that phones and numbers stay themselves."""
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        if abs(value) >= _EXACT:
            # A spreadsheet keeps fifteen digits; the rest of an identity or account number is lost.
            return f"{value:.14e}"
        return str(int(value)) if value.is_integer() else repr(value)
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
        raise TooLargeError(f"超过 {ROW_LIMIT} 行", where=where, remedy=_LARGE)
    return tuple(Sheet(f"表格{i}", tuple(rows), range(1, len(rows) + 1)) for i, rows in enumerate(tables, 1))


def _separated(text: str, where: str, allow_large: bool, step: Step) -> Sheet:
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
            if len(rows) % 1000 == 0:
                step(0, 0)
            if len(rows) > ROW_LIMIT and not allow_large:
                raise TooLargeError(f"超过 {ROW_LIMIT} 行", where=where, remedy=_LARGE)
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
