"""The one place that knows the database engine: SQLCipher's SQLite, its settings and its errors.

sqlite-utils takes the engine from ``sys.modules`` at its import, so nothing else may import it before this module.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlcipher3
from sqlcipher3 import dbapi2

from wxadmin.domain.errors import StoreError
from wxadmin.i18n import _

if TYPE_CHECKING:
    # sqlcipher3 is built from the standard library's module and has no types of its own.
    from sqlite3 import Connection, Row
else:
    Connection, Row = dbapi2.Connection, dbapi2.Row

__all__ = [
    "KEY_BYTES", "Connection", "EngineError", "IntegrityError", "Row",
    "closed", "connect", "explain", "migration_set", "needs_reopening", "saying_why", "statements",
]  # fmt: skip

sys.modules["pysqlite3"] = sqlcipher3
sys.modules["pysqlite3.dbapi2"] = dbapi2

EngineError: type[Exception] = dbapi2.Error
IntegrityError: type[Exception] = dbapi2.IntegrityError

KEY_BYTES = 32
BUSY_SECONDS = 5.0
# Small steps: the commit that moves the log into the file is one that somebody waits for.
CHECKPOINT_PAGES = 250

# Read back as these values; SQLite silently ignores a pragma it does not know.
WRITER_CACHE_KIB = 65_536
PRAGMAS: tuple[tuple[str, str, object], ...] = (
    ("cipher_log_level", "NONE", "NONE"),
    ("synchronous", "FULL", 2),
    ("fullfsync", "1", 1),
    ("checkpoint_fullfsync", "1", 1),
    ("foreign_keys", "1", 1),
    ("recursive_triggers", "1", 1),
    ("secure_delete", "1", 1),
    ("trusted_schema", "0", 0),
    ("temp_store", "MEMORY", 2),
    ("wal_autocheckpoint", str(CHECKPOINT_PAGES), CHECKPOINT_PAGES),
)


def connect(path: Path | None, key: bytes, *, write: bool) -> Connection:
    """A connection with every setting made and read back; autocommit, rows by name.

    ``path`` None is an empty plain database in memory. The file must exist unless ``write``. Readers are query-only.
    Raises the engine's error if the file cannot be read with this key (translate with :func:`saying_why`).
    """
    mode = "rwc" if write else "rw"
    target = ":memory:" if path is None else f"{path.absolute().as_uri()}?mode={mode}"
    connection: Connection = dbapi2.connect(
        target, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, uri=True, cached_statements=256
    )
    try:
        if path is not None:
            if len(key) != KEY_BYTES:
                raise ValueError("the vault key has 32 bytes")
            connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        for name, value, wanted in PRAGMAS:
            connection.execute(f"PRAGMA {name} = {value}").fetchall()
            _assert_pragma(connection, name, wanted)
        # The first read of the file, hence the one that finds a wrong key.
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if path is not None:
            if write:
                connection.execute("PRAGMA journal_mode = WAL").fetchall()
                # A long import touches pages all over six indexes: each is kept instead of decrypted again.
                connection.execute(f"PRAGMA cache_size = -{WRITER_CACHE_KIB}").fetchall()
            _assert_pragma(connection, "journal_mode", "wal")
        if not write:
            connection.execute("PRAGMA query_only = 1")
            _assert_pragma(connection, "query_only", 1)
        connection.row_factory = Row
    except BaseException:
        connection.close()
        raise
    return connection


def _assert_pragma(connection: Connection, name: str, wanted: object) -> None:
    row = connection.execute(f"PRAGMA {name}").fetchone()
    if row is None or (row[0] != wanted and str(row[0]) != str(wanted)):
        raise RuntimeError(f"the database engine did not take PRAGMA {name} = {wanted}")


def statements(script: str) -> Iterator[str]:
    """The statements of a script one by one; ``executescript`` would commit the transaction it runs in."""
    waiting = ""
    for line in script.splitlines(keepends=True):
        waiting += line
        if dbapi2.complete_statement(waiting):
            if waiting.strip().strip(";").strip():
                yield waiting.strip()
            waiting = ""
    if waiting.strip():
        raise ValueError(f"unfinished statement: {waiting.strip()[:60]}")


def migration_set(connection: Connection, scripts: tuple[tuple[str, str], ...]) -> None:
    """Run the scripts not yet applied, each in a transaction, and note them (``sqlite_utils.Migrations``)."""
    import sqlite_utils

    database = sqlite_utils.Database(connection)
    migrations = sqlite_utils.Migrations("wxadmin")

    def add(name: str, script: str) -> None:
        @migrations(name=name)
        def apply(db: Any) -> None:
            for statement in statements(script):
                db.execute(statement)

    for name, script in scripts:
        add(name, script)
    migrations.apply(database)


# Primary result codes of SQLite (https://sqlite.org/rescode.html); extended codes carry them in the low byte.
_FULL, _IOERR, _CORRUPT, _NOTADB, _BUSY, _LOCKED, _READONLY, _CANTOPEN = 13, 10, 11, 26, 5, 6, 8, 14
_IOERR_SHMSIZE = _IOERR | 19 << 8


def explain(error: BaseException) -> StoreError | None:
    """The engine's error as the owner should hear it; None for everything that is a bug."""
    if not isinstance(error, EngineError):
        return None
    extended = getattr(error, "sqlite_errorcode", 0)
    code = extended & 0xFF
    # Without room for the WAL's index not even reading begins.
    if code == _FULL or extended == _IOERR_SHMSIZE:
        return StoreError(_("磁盘已满，这次修改没有保存"), remedy=_("腾出空间后再做一次"))
    if code == _IOERR:
        return StoreError(_("读写磁盘出错，这次修改没有保存"), remedy=_("检查磁盘后重新打开记录文件，再做一次"))
    if code in {_CORRUPT, _NOTADB}:
        return StoreError(
            _("记录文件已损坏，或密钥不属于这份记录文件"), remedy=_("请放回与它配套的密钥文件，或从备份恢复")
        )
    if code in {_BUSY, _LOCKED}:
        return StoreError(_("记录文件正被别的程序占用，这次修改没有保存"), remedy=_("关闭那个程序后再试"))
    if code == _READONLY:
        return StoreError(_("记录文件不能写入，这次修改没有保存"), remedy=_("请检查文件夹的写入权限"))
    if code == _CANTOPEN:
        return StoreError(_("打不开记录文件"), remedy=_("请检查文件是否还在、是否有读写权限"))
    return None


def closed() -> StoreError:
    """What is said to who still reads or writes after the file was closed."""
    return StoreError(_("记录文件已关闭"), remedy=_("请重新打开"))


def needs_reopening(error: BaseException) -> bool:
    """Whether what the engine has in memory may no longer be what is on disk."""
    return isinstance(error, EngineError) and getattr(error, "sqlite_errorcode", 0) & 0xFF in {
        _IOERR, _CORRUPT, _NOTADB,
    }  # fmt: skip


@contextmanager
def saying_why(where: str = "") -> Iterator[None]:
    """Turns the engine's known errors inside the block into StoreError; ``where`` names the file."""
    try:
        yield
    except EngineError as error:
        known = explain(error)
        if known is None:
            raise
        raise StoreError(known.what, where=where, remedy=known.remedy) from error
