"""Erasing once more, in a database that was put back from a time before the erasure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from wxadmin.i18n import _
from wxadmin.store import engine, erased, erasure, erasure_who, migrations, sweeping, vetting
from wxadmin.store.engine import Connection
from wxadmin.store.erased import Erased
from wxadmin.store.gate import Gate
from wxadmin.store.journal import ERASURE, Tx
from wxadmin.store.ledger import Ledger

T = TypeVar("T")


def again(database: Path, key: bytes, known: Sequence[Erased], *, at: datetime) -> bool:
    """Erase in a closed database whom ``known`` names and it still holds; whether there was anybody.

    The database is brought up to date for it. StoreError when it cannot be read or written.
    """
    with engine.saying_why(str(database)):
        connection = engine.connect(database, key, write=True)
        try:
            here = {one.subject for one in erased.told(connection)}
            todo = [one for one in known if one.subject not in here and _holds(connection, one.subject)]
            if not todo:
                return False
            if int(connection.execute("PRAGMA user_version").fetchone()[0]) < migrations.version():
                migrations.migrate(connection)
            origin = vetting.origin_of(connection)
            sweeping.merge(partial(_write, connection))
            for also in sorted({one.also for one in todo}):
                _erase(connection, origin, [one for one in todo if one.also == also], at)
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            connection.close()
    return True


def _write(connection: Connection, work: Callable[[Connection], T]) -> T:
    connection.execute("BEGIN IMMEDIATE")
    result = work(connection)
    connection.execute("COMMIT")
    return result


def _holds(connection: Connection, subject: bytes) -> bool:
    sql = "SELECT 1 FROM entry WHERE subject = ?1 UNION ALL SELECT 1 FROM person WHERE subject = ?1"
    return connection.execute(sql, (subject,)).fetchone() is not None


def _erase(connection: Connection, origin: bytes, part: Sequence[Erased], at: datetime) -> None:
    gate = Gate(connection)
    try:
        with gate.administering():
            ledger = Ledger(connection, origin)
            connection.execute("BEGIN IMMEDIATE")
        tx = Tx(
            connection, ledger, gate,
            label=_("恢复备份后再次删除个人信息"), at=at.isoformat(timespec="seconds"), actor="", kind=ERASURE,
        )  # fmt: skip
        who = erasure_who.find(tx, [one.subject for one in part], part[0].also)
        erasure.apply(tx, erasure.plan(tx, who, part[0].also), who)
        for one in part:
            erasure.note(tx, [one.subject], day=one.day, reason="", actor="", went={"also": one.also}, kept={})
        tx.end()
        with gate.administering():
            connection.execute("COMMIT")
    finally:
        connection.set_authorizer(None)
