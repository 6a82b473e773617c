"""A small field of tables of the tests' own, so that the store is tried apart from the tables of the product."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from unittest import mock

from wxadmin.store import ledger_schema, migrations, tables
from wxadmin.store.tables import Table

SQL = """
CREATE TABLE place(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, note TEXT, size REAL) STRICT;
CREATE TABLE item(
  id INTEGER PRIMARY KEY AUTOINCREMENT, place INTEGER REFERENCES place(id), subject BLOB, text TEXT NOT NULL,
  count INTEGER NOT NULL DEFAULT 7
) STRICT;
CREATE TABLE line(id INTEGER PRIMARY KEY AUTOINCREMENT, batch INTEGER, subject BLOB, text TEXT NOT NULL) STRICT;
CREATE INDEX line_batch ON line(batch);
CREATE TABLE tag(id INTEGER PRIMARY KEY AUTOINCREMENT, batch INTEGER, line INTEGER NOT NULL, word TEXT NOT NULL) STRICT;
CREATE INDEX tag_line ON tag(line);
CREATE TABLE pick(id INTEGER PRIMARY KEY AUTOINCREMENT, line INTEGER NOT NULL) STRICT;
CREATE INDEX pick_line ON pick(line);
CREATE TABLE sheet(id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT NOT NULL, pdf BLOB NOT NULL) STRICT;
CREATE TABLE draft(id INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT NOT NULL) STRICT;
CREATE VIEW v_line AS SELECT * FROM line WHERE batch IS NULL OR batch IN (SELECT id FROM batch WHERE state = 1);
CREATE VIEW v_tag AS SELECT * FROM tag WHERE batch IS NULL OR batch IN (SELECT id FROM batch WHERE state = 1);
"""

TABLES = {
    "batch": Table(),
    "place": Table(),
    "item": Table(subject="subject"),
    "line": Table(subject="subject", batch=True),
    "tag": Table(batch=True, refers=(("line", "line"),)),
    "pick": Table(refers=(("line", "line"),)),
    "sheet": Table(written_once=frozenset({"pdf"})),
    "draft": Table(journalled=False),
}
MIGRATIONS = (("0001_ledger", ledger_schema.SQL), ("0002_field", SQL))


@contextmanager
def own_tables(steps: tuple[tuple[str, str], ...] = MIGRATIONS) -> Iterator[None]:
    """The store knows these tables and no others inside the block."""
    with mock.patch.object(migrations, "MIGRATIONS", steps), mock.patch.dict(tables.TABLES, TABLES, clear=True):
        migrations.expected_fingerprint.cache_clear()
        try:
            yield
        finally:
            migrations.expected_fingerprint.cache_clear()


class Ticking:
    """A clock that goes on by a second at every look."""

    def __init__(self) -> None:
        self.now = datetime(2026, 9, 1, 8, 0, tzinfo=timezone(timedelta(hours=8)))

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now
