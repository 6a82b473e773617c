"""A full-text index when much of it goes at once.

With secure-delete on, each word taken out is looked up in lists as long as the table: a second for a thousand people.
Where many rows go or change in one piece, words are only marked as gone, and the whole index is then merged in short
transactions, which leaves nothing of them behind. Until that is done a mark in the file asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol, TypeVar

from wxadmin.store.engine import Connection
from wxadmin.store.schema_nouns import SEARCHED

T = TypeVar("T")

INDEXED = frozenset(SEARCHED)
MANY = 200
"""Rows from which on this is worth a merge."""
_PAGES = 200
_MARK = "index.merge."


class Writing(Protocol):
    """One short transaction on the writer thread."""

    def __call__(self, work: Callable[[Connection], T]) -> T:
        """Run the work and commit."""
        ...


def mark(connection: Connection, tables: frozenset[str]) -> list[str]:
    """From now on words taken out of these tables' indexes are only marked as gone; asks for a merge.

    Call :func:`secure` with what it returns before the transaction ends, after an error, too: the file rolls back, but
    not what the index keeps of its settings in memory.
    """
    indexed = sorted(tables & INDEXED)
    for table in indexed:
        _secure(connection, table, on=False)
        connection.execute("INSERT OR IGNORE INTO layout (key, value) VALUES (?, '')", (_MARK + table,))
    return indexed


def secure(connection: Connection, indexed: Sequence[str]) -> None:
    """Words are taken out for good again."""
    for table in indexed:
        _secure(connection, table, on=True)


def _secure(connection: Connection, table: str, *, on: bool) -> None:
    connection.execute(f"INSERT INTO {table}_fts ({table}_fts, rank) VALUES ('secure-delete', ?)", (int(on),))  # noqa: S608 - a table of ours


def waiting(connection: Connection) -> list[str]:
    """Tables whose index is to be merged."""
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'layout'").fetchall():
        return []  # a file from before its tables were made
    rows = connection.execute("SELECT key FROM layout WHERE key LIKE ?", (_MARK + "%",)).fetchall()
    return [row[0].removeprefix(_MARK) for row in rows]


def merge(writing: Writing) -> None:
    """Merge what waits for it, in short transactions."""
    for table in writing(waiting):
        pages = -_PAGES
        while writing(partial(_merge_slice, table=table, pages=pages)):
            pages = _PAGES


def _merge_slice(connection: Connection, table: str, pages: int) -> bool:
    """One step; whether more is left. A negative number of pages begins a merge of the whole index."""
    before = connection.total_changes
    connection.execute(f"INSERT INTO {table}_fts ({table}_fts, rank) VALUES ('merge', ?)", (pages,))  # noqa: S608 - as above
    if pages < 0 or connection.total_changes - before >= 2:
        return True
    connection.execute("DELETE FROM layout WHERE key = ?", (_MARK + table,))
    return False
