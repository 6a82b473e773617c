"""The product's own tables obey the rules every write relies on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import wxadmin.store
from wxadmin.store import engine, migrations
from wxadmin.store.engine import Connection
from wxadmin.store.opening import create_store, open_store
from wxadmin.store.tables import TABLES

OWN = {"meta", "entry", "body", "node", "erasing", "batch_row", "_sqlite_migrations"}


@pytest.fixture(scope="module")
def schema() -> Iterator[Connection]:
    connection = engine.connect(None, b"", write=True)
    migrations.migrate(connection)
    yield connection
    connection.close()


def names(schema: Connection, kind: str) -> set[str]:
    found = {row[0] for row in schema.execute("SELECT name FROM sqlite_master WHERE type = ?", (kind,))}
    return {name for name in found if not name.startswith("sqlite_")}


def full_text(schema: Connection) -> set[str]:
    virtual = {
        row[0] for row in schema.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%'")
    }
    return {name for name in names(schema, "table") if any(name == v or name.startswith(f"{v}_") for v in virtual)}


def test_every_table_is_registered(schema: Connection) -> None:
    assert names(schema, "table") - OWN - full_text(schema) == set(TABLES)


def test_tables_are_strict_and_never_use_an_id_twice(schema: Connection) -> None:
    strict = {row[1]: row[5] for row in schema.execute("PRAGMA table_list")}
    for name in names(schema, "table") - full_text(schema) - {"_sqlite_migrations"}:
        assert strict[name] == 1, name
    for name in TABLES:
        sql = schema.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()[0]
        assert re.search(r"\bid INTEGER PRIMARY KEY AUTOINCREMENT\b", sql), name


def test_what_is_said_of_a_table_is_true(schema: Connection) -> None:
    for name, table in TABLES.items():
        columns = {row[1]: row[2] for row in schema.execute(f"PRAGMA table_info({name})")}
        assert ("batch" in columns) == table.batch or name == "batch", name
        if table.subject:
            assert columns[table.subject] == "BLOB", name
        for column in table.written_once:
            assert columns[column] == "BLOB", name
        for column, target in table.refers:
            assert column in columns, name
            assert target in TABLES, name
        if table.batch:
            assert f"v_{name}" in names(schema, "view"), name


def test_nothing_is_deleted_unjournalled(schema: Connection) -> None:
    for name in TABLES:
        for key in schema.execute(f"PRAGMA foreign_key_list({name})"):
            assert key[6] in {"NO ACTION", "RESTRICT"} or not TABLES[name].journalled, (name, key)


def test_a_fresh_file_has_the_expected_fingerprint_and_passes_the_check(tmp_path: Path) -> None:
    with create_store(tmp_path / "r") as store:
        assert store.check().problems == ()
    with open_store(tmp_path / "r") as store:
        assert store.warnings == ()


def test_the_traps_of_sqlite_utils_are_not_stepped_into() -> None:
    """Implicit creation, upserts and transform drop triggers or write NULL: schemas come from migrations alone."""
    folder = Path(wxadmin.store.__file__).parent
    for path in folder.glob("*.py"):
        text = path.read_text(encoding="utf-8")
        for word in ("alter=True", "upsert", "transform(", "insert_all", ".executescript("):
            assert word not in text, f"{path.name}: {word}"
        if path.name != "engine.py":
            assert "import sqlite_utils" not in text, path.name
            assert "import sqlite3" not in text, path.name


def test_the_engine_is_the_one_module_that_names_it() -> None:
    import sys

    import sqlcipher3
    import sqlite_utils.utils

    assert sys.modules["pysqlite3"] is sqlcipher3
    assert sqlite_utils.utils.sqlite3 is sqlcipher3
