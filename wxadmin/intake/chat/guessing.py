"""What the columns of a table without a known header could mean; the owner has the last word."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from wxadmin.intake.chat.clock import DEFAULT_ZONE, cell_time, zone_of
from wxadmin.intake.chat.columns import field_of, is_type_word

ROLES = ("time", "day", "sender", "text", "kind", "quote", "group")
"""What a column may be taken for: when, its day alone, who, words, kind, quoted words, name of the group."""
DELIMITERS = (",", "\t", ";", "|")
_ROLE_OF = {
    "nickname": "sender", "remark": "sender", "name": "sender", "sender": "sender", "talker": "sender", "epoch": "time",
    "time": "time", "day": "day", "content": "text", "type": "kind", "quote": "quote", "group": "group",
}  # fmt: skip
_RANK = ("nickname", "remark", "name", "sender", "talker", "time", "epoch", "day", "content", "type", "quote", "group")
_LOOKED_AT = 200_000
_SAMPLE = 30
_MOST_COLUMNS = 200
_LONGEST_NAME = 40
_MOSTLY = 0.8


@dataclass(frozen=True, slots=True)
class TableGuess:
    """A table as it stands and what its columns seem to mean.

    ``titles`` are the cells of the first row, ``titled``: they are no data; ``rows`` up to 30 rows of data; ``columns``
    column from 0 -> one of ROLES, each role once, those that could not be told left out.
    """

    titles: tuple[str, ...]
    titled: bool
    rows: tuple[tuple[str, ...], ...]
    columns: dict[int, str]
    delimiter: str


def guess_columns(text: str) -> TableGuess | None:
    """The guess for a decoded text; None when it is no table of two to 200 columns."""
    best: tuple[int, str, list[list[str]]] | None = None
    for delimiter in DELIMITERS:
        rows = _rows(text, delimiter)
        width = len(rows[0]) if rows else 0
        even = sum(len(row) == width for row in rows)
        if (
            2 <= width <= _MOST_COLUMNS
            and len(rows) > 1
            and even >= _MOSTLY * len(rows)
            and (not best or width > best[0])
        ):
            best = (width, delimiter, rows)
    if best is None:
        return None
    width, delimiter, rows = best
    titled = not any(_is_time(cell) for cell in rows[0])
    data = [tuple(row) for row in rows[titled:] if len(row) == width]
    titles = tuple(cell.strip() for cell in rows[0])
    columns = _by_title(titles) if titled else {}
    _by_content(columns, data, width)
    return TableGuess(titles, titled, tuple(data), columns, delimiter)


def _rows(text: str, delimiter: str) -> list[list[str]]:
    part = text.lstrip("\ufeff\n")[:_LOOKED_AT]
    if len(part) == _LOOKED_AT and "\n" in part:
        part = part[: part.rindex("\n")]
    try:
        return [row for row in islice(csv.reader(part.split("\n"), delimiter=delimiter), _SAMPLE + 1) if any(row)]
    except csv.Error:
        return []


def _is_time(cell: str) -> bool:
    return cell_time(cell, zone_of(DEFAULT_ZONE)) is not None


def _by_title(titles: Sequence[str]) -> dict[int, str]:
    found: dict[str, tuple[int, int]] = {}
    for place, title in enumerate(titles):
        field = field_of(title)
        if field in _ROLE_OF:
            role, rank = _ROLE_OF[field], _RANK.index(field)
            found[role] = min(found.get(role, (rank, place)), (rank, place))
    return {place: role for role, (_, place) in found.items()}


def _by_content(columns: dict[int, str], rows: Sequence[tuple[str, ...]], width: int) -> None:
    """Adds time, kind, sender and text where cells show them and no title did."""
    cells = {place: [row[place].strip() for row in rows if row[place].strip()] for place in range(width)}

    def free(role: str) -> list[int]:
        return [] if role in columns.values() else [p for p in range(width) if p not in columns and cells[p]]

    for place in free("time"):
        if sum(map(_is_time, cells[place])) >= _MOSTLY * len(cells[place]):
            columns[place] = "time"
            break
    for place in free("kind"):
        if sum(map(is_type_word, cells[place])) >= _MOSTLY * len(cells[place]):
            columns[place] = "kind"
            break
    texts = [p for p in free("text") if not all(cell.isdigit() for cell in cells[p])]
    if texts:
        columns[max(texts, key=lambda p: (sum(map(len, cells[p])) / len(cells[p]), len(set(cells[p]))))] = "text"
    names = [p for p in free("sender") if max(map(len, cells[p])) <= _LONGEST_NAME and not _is_number(cells[p])]
    if names:
        columns[min(names, key=lambda p: (len(set(cells[p])) / len(cells[p]), p))] = "sender"


def _is_number(cells: Sequence[str]) -> bool:
    return all(cell.isdigit() for cell in cells)
