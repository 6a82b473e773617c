"""What is done to a record file before anybody may read or write in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from wxadmin.domain.errors import StoreError
from wxadmin.i18n import _
from wxadmin.store import anchor, engine, files, ledger, migrations
from wxadmin.store.anchor import Anchor
from wxadmin.store.engine import Connection

SMALLEST = 4096
"""Bytes of one page; SQLite would take an empty file for a new database."""


def no_record_file(path: Path) -> StoreError:
    """What is said of a database that is empty."""
    return StoreError(_("记录文件是空的或被截断了"), where=str(path), remedy=_("请从备份恢复"))


def create_file(path: Path, key: bytes, origin: bytes) -> None:
    """Build an empty file under another name, so that it is there whole or not at all."""
    partly = path.with_name(path.name + ".new")
    files.remove_database(partly)
    with engine.saying_why(str(path)):
        connection = engine.connect(partly, key, write=True)
        try:
            migrations.migrate(connection)
            connection.execute("INSERT INTO meta VALUES('origin', ?)", (origin,))
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            connection.close()
    partly.replace(path)
    files.sync_folder(path.parent)


def bring_up_to_date(connection: Connection, path: Path, *, before: Callable[[], object] | None) -> None:
    """Migrate an older file after calling ``before`` (None: read only, so refuse it); refuse a newer or foreign one."""
    where = str(path)
    found = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if found < 1:
        raise no_record_file(path)
    if found > migrations.version():
        raise StoreError(_("记录文件来自更新的版本"), where=where, remedy=_("请安装新版本后再打开"))
    if found < migrations.version():
        if before is None:
            raise StoreError(
                _("记录文件来自旧版本，还没有升级"),
                where=where,
                remedy=_("请先用主窗口打开一次，或运行一次 wxadmin backup"),
            )
        before()
        migrations.migrate(connection)
    if migrations.fingerprint(connection) != migrations.expected_fingerprint():
        raise StoreError(_("记录文件的表结构被改动过"), where=where, remedy=_("请从备份恢复"))


def origin_of(connection: Connection) -> bytes:
    """The 16 bytes that name the file. StoreError if they are gone."""
    row = connection.execute("SELECT value FROM meta WHERE key = 'origin'").fetchone()
    if row is None:
        raise StoreError(_("记录文件没有编号"), remedy=_("请从备份恢复"))
    return bytes(row[0])


def remembered(folder: Path, warnings: list[str]) -> Anchor | None:
    """The root remembered outside the file; says so in ``warnings`` if it cannot be read."""
    try:
        return anchor.read(folder)
    except ValueError:
        warnings.append(_("last_root 文件读不懂，无法核对记录是否被换成旧的"))
        return None


def doubt(connection: Connection, origin: bytes, known: Anchor | None) -> StoreError | None:
    """What the root remembered outside the file says against it."""
    if known is None:
        return None
    try:
        return _difference(connection, origin, known)
    except StoreError as error:
        return error


def _difference(connection: Connection, origin: bytes, known: Anchor) -> StoreError | None:
    size = ledger.size_of(connection)
    if known.origin != origin:
        what = _("这不是上次在这里使用的那份记录文件")
    elif size < known.size:
        what = _("记录文件比上次使用时少了 {count} 条操作记录").format(count=known.size - size)
    elif ledger.root_at(connection, known.size) != known.root:
        what = _("记录文件里过去的操作记录被改动过")
    else:
        return None
    return StoreError(what, remedy=_("请放回原来的文件或从备份恢复；确要使用这一份，先移走旁边的 last_root 文件"))
