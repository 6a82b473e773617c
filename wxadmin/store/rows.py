"""How a row is written to the database and how the journal keeps it: its image, in one canonical form."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from wxadmin.domain.errors import UserError
from wxadmin.i18n import _
from wxadmin.store.engine import Connection, Row
from wxadmin.store.tables import TABLES, Table

Value = str | int | float | bytes | None
Image = dict[str, Any]
"""A row as the journal keeps it: column to value; bytes as ``{"hex": …}``, written-once bytes as ``{"sha256": …}``."""

_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
NAME = re.compile(r"[a-z_][a-z0-9_]*\Z")


class Source(Protocol):
    """Where rows are read from: a reader, or a running change."""

    def all(self, sql: str, params: Sequence[Value] | Mapping[str, Value] = ()) -> list[Row]:
        """Rows of a query."""
        ...

    def one(self, sql: str, params: Sequence[Value] | Mapping[str, Value] = ()) -> Row | None:
        """The first row of a query, or None."""
        ...


def facts(table: str) -> Table:
    """What is known of a table; ValueError for a name the registry does not have."""
    found = TABLES.get(table)
    if found is None or not NAME.match(table):
        raise ValueError(f"unknown table {table!r}")
    return found


def canonical(value: object) -> str:
    """JSON in its one form: sorted keys, no spaces, no escapes. Raises UserError for text that cannot be stored."""
    text = _ENCODER.encode(value)
    refuse_unstorable(text)
    return text


def refuse_unstorable(text: str) -> None:
    """UserError for text that SQLite or UTF-8 cannot keep whole: NUL and lone surrogates."""
    if "\0" not in text:
        try:
            text.encode()
        except UnicodeEncodeError:
            pass
        else:
            return
    raise UserError(_("文字里有不能保存的字符（空字符或残缺的代理字符）"), remedy=_("请删去后再试"))


def image_of(row: Row, table: Table, columns: Sequence[str] | None = None) -> Image:
    """The row, or the first so many of its columns, as the journal keeps it."""
    return image_from(columns or row.keys(), row, table)


def image_from(columns: Sequence[str], values: Iterable[Value], table: Table) -> Image:
    """The same of values in the order of the columns; values beyond them are left out."""
    once = table.written_once
    # Written out because a check does this once for every record there is.
    return {
        name: (_bytes_said(value, written_once=name in once) if isinstance(value, bytes) else value)
        for name, value in zip(columns, values, strict=False)
    }


def _bytes_said(value: bytes, *, written_once: bool) -> dict[str, str]:
    return {"sha256": hashlib.sha256(value).hexdigest()} if written_once else {"hex": value.hex()}


def values_of(image: Image, *, keeping: Image | None) -> dict[str, Value]:
    """The columns, without id, that bring a row from ``keeping`` (None: from nothing) to the image.

    ValueError if that needs written-once bytes, which the journal does not keep.
    """
    values: dict[str, Value] = {}
    for name, value in image.items():
        if name == "id":
            continue
        if isinstance(value, dict):
            if "hex" not in value:
                if keeping is not None and keeping[name] == value:
                    continue
                raise ValueError(f"{name} cannot be restored")
            value = bytes.fromhex(value["hex"])
        values[name] = value
    return values


def read_image(db: Source, table: str, row_id: int) -> Image | None:
    """The image of a row as it is now, None if there is none."""
    known = facts(table)
    row = db.one(f'SELECT * FROM "{table}" WHERE id = ?', (row_id,))  # noqa: S608 - a known table
    return None if row is None else image_of(row, known)


def references() -> list[tuple[str, str, str]]:
    """(table, column, table referred to) of every column that refers to a record without a foreign key."""
    return [(name, column, target) for name, table in TABLES.items() for column, target in table.refers]


def insert_row(connection: Connection, table: str, values: Mapping[str, Value]) -> int:
    """Insert and return the id; RETURNING because triggers may move ``lastrowid``, fetched whole because it must be."""
    facts(table)
    names = ", ".join(f'"{column(name)}"' for name in values)
    marks = ", ".join("?" * len(values))
    sql = f'INSERT INTO "{table}" ({names}) VALUES ({marks}) RETURNING id'  # noqa: S608 - names are checked
    return int(connection.execute(sql, storable(values)).fetchall()[0][0])


def update_row(connection: Connection, table: str, row_id: int, values: Mapping[str, Value]) -> None:
    """Set the columns of a row."""
    facts(table)
    sets = ", ".join(f'"{column(name)}" = ?' for name in values)
    connection.execute(f'UPDATE "{table}" SET {sets} WHERE id = ?', (*storable(values), row_id))  # noqa: S608 - as above


def delete_row(connection: Connection, table: str, row_id: int) -> None:
    """Remove a row."""
    facts(table)
    connection.execute(f'DELETE FROM "{table}" WHERE id = ?', (row_id,))  # noqa: S608 - a known table


def delete_rows(connection: Connection, table: str, ids: Sequence[int]) -> None:
    """Remove some rows by one statement, after which the full-text index ends once; no more than a few hundred."""
    facts(table)
    marks = ", ".join("?" * len(ids))
    connection.execute(f'DELETE FROM "{table}" WHERE id IN ({marks})', ids)  # noqa: S608 - a known table


def column(name: str) -> str:
    """The name, if it can be a column; ValueError else."""
    if not NAME.match(name):
        raise ValueError(f"{name!r} is no column")
    return name


def storable(values: Mapping[str, Value]) -> tuple[Value, ...]:
    """The values, if SQLite keeps them as they are; UserError else."""
    for value in values.values():
        if isinstance(value, str):
            refuse_unstorable(value)
    return tuple(values.values())
