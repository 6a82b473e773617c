"""How far the filled cells of a worksheet reach, found before the table reader makes room for all cells between."""

from __future__ import annotations

import re
from typing import IO
from xml.parsers import expat

from wxadmin.domain.errors import UserError
from wxadmin.domain.jobs import Step, quiet

ROW_LIMIT = 50_000
COLUMN_LIMIT = 512
"""More columns than any list of people has; a cell beyond is a slip or an attack and costs memory for all between."""
AREA_LIMIT = 5_000_000
"""Cells a sheet may span, empty ones included: the reader keeps room for each."""
_MOST_AREA = 50_000_000
_MOST_ROWS = 1_048_576
_CHUNK = 1 << 20
_PLACE = re.compile(r"([A-Za-z]*)([0-9]+)")
_LARGE = "请分成几份；确认要整份读取时加 --allow-large"
_SAVE_AS = "请用表格软件打开后另存为 .xlsx 再导入"


_CELL = re.compile(rb"<(?:[^\s<>/!?]*:)?c[\s/>]")
"""Every way a cell can begin."""
_PLAIN = re.compile(rb'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"(?: [a-qs-z]+="[\w.]*")*(/?)>')
"""How spreadsheet programs begin one."""


class TooLargeError(UserError):
    """More than is read without the owner's word; a second reading with ``allow_large`` takes it."""


class _Local(dict[str, str]):
    """Element names without their prefix, as the table reader compares them."""

    def __missing__(self, name: str) -> str:
        self[name] = local = name.partition(":")[2] or name
        return local


class Extent:
    """The furthest filled row and column of one worksheet part, wherever in the package it lies.

    Rows and cells are counted as the table reader counts them: by their ``r``, else after the one before.
    """

    def __init__(self) -> None:
        self._local = _Local()
        self._row = 0
        self._column = 0
        self._waiting: tuple[int, int] | None = None  # a cell that is filled once anything begins in it
        self._filled = 0  # rows
        self._last = 0
        self._furthest = (0, 0)
        self._widest = (0, 0)
        self.shared = 0
        """Cells that show a string of the workbook's table of strings."""

    def read(self, stream: IO[bytes], where: str, step: Step = quiet) -> None:
        """Reads the whole part; UserError when it is no XML that every reader understands alike."""
        # The table reader goes by bytes: an encoding of the document's own could hide cells from us.
        parser = expat.ParserCreate("utf-8")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.buffer_text = True
        try:
            while piece := stream.read(_CHUNK):
                step(0, 0)
                parser.Parse(piece, False)
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            what = f"工作表读不出来，第 {error.lineno} 行起写坏了"
            raise UserError(what, where=where, remedy=_SAVE_AS) from error
        except ValueError as error:
            raise UserError("工作表里有读不懂的行号或单元格", where=where, remedy=_SAVE_AS) from error

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = self._local[name]
        if local == "c":
            place = attributes.get("r")
            row, column = _numbers(place) if place is not None else (self._row or 1, self._column + 1)
            self._column = column
            self._waiting = (row, column)
            self.shared += attributes.get("t") == "s"
        elif local == "row":
            place = attributes.get("r")
            self._row = self._row + 1 if place is None else _numbers(place)[0]
        elif self._waiting:
            row, column = self._waiting
            self._waiting = None
            self._filled += row != self._last
            self._last = row
            self._furthest = max(self._furthest, (row, column))
            self._widest = max(self._widest, (column, row))

    def _end(self, name: str) -> None:
        local = self._local[name]
        if local == "c":
            self._waiting = None
        elif local == "row":
            self._column = 0

    def add_plain(self, data: bytes, columns: dict[bytes, int]) -> bool:
        """Count the cells of a piece of text; False when one of them begins in an unusual way."""
        cells = _PLAIN.findall(data)
        if len(cells) != len(_CELL.findall(data)):
            return False
        for letters, digits, empty in cells:
            if empty:
                continue
            column = columns.get(letters)
            if column is None:
                column = columns[letters] = _numbers(letters.decode() + "1")[1]
            row = int(digits)
            if row != self._last:
                self._filled += 1
                self._last = row
                if row > self._furthest[0]:
                    self._furthest = (row, column)
            if column > self._widest[0]:
                self._widest = (column, row)
        self.shared += data.count(b't="s"')
        return True

    def judge(self, where: str, *, allow_large: bool) -> None:
        """UserError for a cell far from all others, and for more rows or room than allowed."""
        row, column = self._furthest
        if self._widest[0] > COLUMN_LIMIT:
            raise _too_far(self._widest[1], self._widest[0], where)
        if row > _MOST_ROWS or (row > ROW_LIMIT and self._filled * 4 < row):
            raise _too_far(row, column, where)
        if row > ROW_LIMIT and not allow_large:
            raise TooLargeError(f"有 {row} 行，超过 {ROW_LIMIT} 行", where=where, remedy=_LARGE)
        if row * self._widest[0] > (_MOST_AREA if allow_large else AREA_LIMIT):
            raise _too_far(row, column, where)


def plain_extent(stream: IO[bytes], step: Step = quiet) -> Extent | None:
    """The extent of a part all of whose cells begin as spreadsheet programs write them; None for any other.

    Looks at bytes alone, hence much faster than :meth:`Extent.read`. A cell that stands in a comment or is empty is
    counted, too: the extent is never smaller than the true one.
    """
    extent = Extent()
    columns: dict[bytes, int] = {}
    rest = b""
    # Without handlers it only says whether this is well-formed, at the speed of C.
    parser = expat.ParserCreate("utf-8")
    while piece := stream.read(_CHUNK):
        step(0, 0)
        try:
            parser.Parse(piece, False)
        except expat.ExpatError:
            return None
        data = rest + piece
        end = data.rfind(b"<")
        if end < 0 or len(data) - end > _CHUNK:
            return None
        data, rest = data[:end], data[end:]
        if not extent.add_plain(data, columns):
            return None
    try:
        parser.Parse(b"", True)
    except expat.ExpatError:
        return None
    return extent if extent.add_plain(rest, columns) else None


def longest_at_most(stream: IO[bytes], step: Step = quiet) -> int:
    """Bytes of the longest entry of a table of strings with its markup: never less than its characters."""
    longest = 0
    rest = 0
    tail = b""
    while piece := stream.read(_CHUNK):
        step(0, 0)
        first, *ends = (tail + piece).split(b"</si>")
        if not ends:
            rest += len(piece)
            tail = piece[-4:]
            continue
        longest = max(longest, rest + len(first), *map(len, ends))
        tail = ends[-1][-4:]
        rest = len(ends[-1])
    return max(longest, rest)


def longest_string(stream: IO[bytes], step: Step = quiet) -> int:
    """Characters of the longest entry of a table of strings; 0 for a part that is none. ValueError for no XML."""
    longest = length = 0
    local = _Local()

    def start(name: str, _attributes: dict[str, str]) -> None:
        nonlocal length
        if local[name] == "si":
            length = 0

    def text(data: str) -> None:
        nonlocal length, longest
        length += len(data)
        longest = max(longest, length)

    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = start
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        while piece := stream.read(_CHUNK):
            step(0, 0)
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise ValueError(str(error)) from error
    return longest


def _refuse_doctype(*_declared: object) -> None:
    raise ValueError("document type")


def _numbers(place: str) -> tuple[int, int]:
    """Row and column of a reference, from 1; column 0 for a bare row. ValueError for none, or an endless one."""
    found = _PLACE.fullmatch(place) if len(place) <= 20 else None
    if found is None:
        raise ValueError(place)
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


def _too_far(row: int, column: int, where: str) -> UserError:
    cell = f"{column_letters(column - 1)}{row}"
    return UserError(f"单元格 {cell} 离其他内容太远", where=where, remedy="请删去这个单元格再导入")


def column_letters(index: int) -> str:
    """The letters of a column counted from 0: A, B, … AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
