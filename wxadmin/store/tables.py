"""What the store must know of each table: is it journalled, whom is it about, may an import fill it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """Facts of one table; its key is ``id INTEGER PRIMARY KEY AUTOINCREMENT`` so that no number is ever used twice.

    ``journalled``: every write leaves a before and after image and a ledger leaf. ``subject``: the column holding the
    16-byte subject id of the person the row is about. ``batch``: has a column ``batch``, the id
    in table batch; an import stages rows into it, NULL means entered by hand; read it through ``v_<table>`` alone.
    ``written_once``: BLOB columns of which the journal keeps the SHA-256 instead of the bytes (issued papers); they
    are set at insert, never changed, and their row is never deleted. ``refers``: (column, table) of columns that hold
    ids of records of an imported table, where a foreign key would make purging slow; what they refer to is not
    deleted, nor its import withdrawn.
    """

    journalled: bool = True
    subject: str | None = None
    batch: bool = False
    written_once: frozenset[str] = frozenset()
    refers: tuple[tuple[str, str], ...] = ()


# The store's other tables are not listed: the journal alone writes them.
TABLES: dict[str, Table] = {
    "batch": Table(),
}
"""By table name; each migration's module adds its tables with ``TABLES.update({...})`` beside its SQL."""
