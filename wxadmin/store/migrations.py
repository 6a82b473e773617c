"""The one ordered list of schema changes. A released one is never edited; a new one is added at the end."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from wxadmin.store import (
    engine,
    ledger_schema,
    schema_announcing,
    schema_appeals,
    schema_applications,
    schema_archive,
    schema_cases,
    schema_exhibits,
    schema_groups,
    schema_ladder,
    schema_matters,
    schema_memberships,
    schema_nouns,
    schema_papers,
    schema_queue,
    schema_regulations,
    schema_roster,
    schema_rulebooks,
    schema_sanctions,
    schema_trust,
)
from wxadmin.store.engine import Connection

MIGRATIONS: tuple[tuple[str, str], ...] = (
    ("0001_ledger", ledger_schema.SQL),
    ("0002_nouns", schema_nouns.SQL),
    ("0003_papers", schema_papers.SQL),
    ("0004_regulations", schema_regulations.SQL),
    (
        "0005_people",
        schema_groups.SQL + schema_roster.SQL + schema_memberships.SQL + schema_applications.SQL + schema_trust.SQL,
    ),
    (
        "0006_moderation",
        schema_queue.SQL + schema_matters.SQL + schema_archive.SQL + schema_rulebooks.SQL + schema_exhibits.SQL,
    ),
    (
        "0007_cases",
        schema_cases.SQL + schema_sanctions.SQL + schema_ladder.SQL + schema_appeals.SQL + schema_announcing.SQL,
    ),
)
"""(name, SQL). STRICT tables and triggers only; the number of migrations is the file's version (``user_version``)."""


def version() -> int:
    """The version of record files this program writes."""
    return len(MIGRATIONS)


def migrate(connection: Connection) -> None:
    """Apply what is missing, each migration in one transaction, and note the version."""
    engine.migration_set(connection, MIGRATIONS)
    connection.execute(f"PRAGMA user_version = {version()}")


def fingerprint(connection: Connection) -> str:
    """SHA-256 over every table, index, view and trigger of the connection as it was declared."""
    digest = hashlib.sha256()
    rows = connection.execute(
        "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master"
        " WHERE name NOT LIKE 'sqlite@_%' ESCAPE '@' AND tbl_name <> '_sqlite_migrations' ORDER BY type, name"
    )
    for row in rows:
        for value in row:
            data = str(value).encode()
            digest.update(len(data).to_bytes(4, "big") + data)
    return digest.hexdigest()


@lru_cache(maxsize=1)
def expected_fingerprint() -> str:
    """The fingerprint of a fresh file of this version, found by building one in memory."""
    connection = engine.connect(None, b"", write=True)
    try:
        for _name, script in MIGRATIONS:
            for statement in engine.statements(script):
                connection.execute(statement)
        return fingerprint(connection)
    finally:
        connection.close()
