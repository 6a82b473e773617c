"""Changing a record file behind the program's back, with the key and without the triggers."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wxadmin.store import engine
from wxadmin.store.engine import Connection

COVERED = {
    "entry": None, "body": None, "node": None, "batch": None, "batch_row": None,
    "place": None, "item": None, "line": None, "tag": None, "pick": None, "sheet": None,
}  # fmt: skip


@contextmanager
def behind_its_back(folder: Path, key: bytes) -> Iterator[Connection]:
    """A connection that may do anything; triggers are put back at the end, so that the schema gives nothing away."""
    connection = engine.connect(folder / "records.db", key, write=True)
    connection.execute("PRAGMA foreign_keys = 0")
    connection.execute("PRAGMA ignore_check_constraints = 1")
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _sql in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    try:
        yield connection
    finally:
        for _name, sql in triggers:
            connection.execute(sql)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        connection.close()


def random_tampering(connection: Connection, rng: random.Random) -> str:
    """One change of one value, or a row taken out, doubled or two swapped, in any table that is covered; says which."""
    while True:
        table = rng.choice(list(COVERED))
        names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        rowid = (
            "rowid" if table not in {"node", "batch_row"} else ("height, number" if table == "node" else "batch, place")
        )
        keys = [tuple(row) for row in connection.execute(f"SELECT {rowid} FROM {table}")]
        if not keys:
            continue
        parts = rowid.split(", ")
        where = " AND ".join(f"{part} = ?" for part in parts)
        key = rng.choice(keys)
        kind = rng.choice(("value", "value", "value", "delete", "swap"))
        if kind == "delete":
            connection.execute(f"DELETE FROM {table} WHERE {where}", key)
            return f"delete {table} {key}"
        name = rng.choice(names)
        old = connection.execute(f"SELECT {name} FROM {table} WHERE {where}", key).fetchone()[0]
        if kind == "swap":
            other = rng.choice(keys)
            new = connection.execute(f"SELECT {name} FROM {table} WHERE {where}", other).fetchone()[0]
            if new == old:
                continue
            try:
                connection.execute(f"UPDATE {table} SET {name} = ? WHERE {where}", (new, *key))
            except engine.IntegrityError:
                continue
            return f"take {table}.{name} of {other} for {key}"
        new = _other(old, rng)
        try:
            connection.execute(f"UPDATE {table} SET {name} = ? WHERE {where}", (new, *key))
        except engine.IntegrityError:
            continue
        return f"set {table}.{name} of {key} from {old!r} to {new!r}"


def _other(old: object, rng: random.Random) -> object:
    if isinstance(old, bytes):
        if not old:
            return rng.randbytes(16)
        at = rng.randrange(len(old))
        return old[:at] + bytes([old[at] ^ 1 << rng.randrange(8)]) + old[at + 1 :]
    if isinstance(old, str):
        at = rng.randrange(len(old) + 1)
        return old[:at] + rng.choice("甲乙12 \n") + old[at:]
    if isinstance(old, int):
        return old + rng.choice((-1, 1, 1000))
    if isinstance(old, float):
        return old + 0.5
    return rng.choice((1, 2))
