"""Kinds of work for the kill harness: what the store does, and the same done without protection."""

from __future__ import annotations

import os
import random
from pathlib import Path

from tests.store import test_erasure
from tests.store.kill import Ack
from wxadmin.domain.errors import UserError
from wxadmin.store.engine import Connection
from wxadmin.store.journal import Tx
from wxadmin.store.opening import create_store, open_store, restore
from wxadmin.store.session import Store


def open_or_create(folder: Path) -> Store:
    return open_store(folder) if (folder / "records.db").exists() else create_store(folder)


def some_rows(tx: Tx, rng: random.Random) -> None:
    """Inserts, updates and deletions of a few rows, in long and short texts."""
    for _ in range(rng.choice((1, 1, 2, 8))):
        ids = [row[0] for row in tx.all("SELECT id FROM place ORDER BY id DESC LIMIT 20")]
        kind = rng.random()
        if kind < 0.6 or not ids:
            tx.insert("place", {"name": os.urandom(8).hex(), "note": "记" * rng.randrange(900)})
        elif kind < 0.85:
            tx.update("place", rng.choice(ids), {"note": "改" * rng.randrange(900), "size": rng.random()})
        else:
            tx.delete("place", rng.choice(ids))


def changing(folder: Path, ack: Ack, rng: random.Random) -> None:
    """Changes and undos."""
    with open_or_create(folder) as store:
        while True:
            if rng.random() < 0.2 and (last := store.last_undoable()) is not None:
                try:
                    store.undo(last.id)
                except UserError:
                    continue
            else:
                store.change("改", lambda tx: some_rows(tx, rng), final=rng.random() < 0.1)
            ack.sure(store)


def importing(folder: Path, ack: Ack, rng: random.Random) -> None:
    """Imports staged, published, left alone and withdrawn, with changes in between."""
    with open_or_create(folder) as store:
        while True:
            with store.stage("chat") as stage:
                ids = stage.add("line", [{"text": "句" * rng.randrange(200)} for _ in range(rng.randrange(300))])
                stage.add("tag", [{"line": i, "word": "词"} for i in ids[:30]])
                if rng.random() < 0.5:
                    store.change("改", lambda tx: some_rows(tx, rng))
                    ack.sure(store)
                if rng.random() < 0.8:
                    change = store.change("导入", lambda tx, stage=stage: tx.publish(stage))
                    ack.sure(store)
                    if rng.random() < 0.3:
                        store.undo(change.id)
                        ack.sure(store)


def backing_up(folder: Path, ack: Ack, rng: random.Random) -> None:
    """Changes, backups and restores in turn."""
    while True:
        with open_or_create(folder) as store:
            for _ in range(rng.randrange(3)):
                store.change("改", lambda tx: some_rows(tx, rng))
                ack.sure(store)
            at = store.checkpoint()
            archive = store.backup()
            for _ in range(rng.randrange(3)):
                store.change("改", lambda tx: some_rows(tx, rng))
                ack.sure(store)
        ack.maybe(*at)
        restore(folder, archive)
        ack.sure_of(*at)


def erasing(folder: Path, ack: Ack, rng: random.Random) -> None:
    """People come in with all that is theirs, and are erased again."""
    with open_or_create(folder) as store:
        while True:
            subject = rng.randbytes(16)
            known = [bytes(row[0]) for row in store.change("看", lambda tx: tx.all("SELECT subject FROM person")).value]
            if len(known) > 3:
                test_erasure.erase(store, rng.choice(known))
            else:
                test_erasure.planted(store, subject)
            ack.sure(store)
            if rng.random() < 0.1:
                store.backup()


def opening(folder: Path, ack: Ack, rng: random.Random) -> None:
    """Making, opening and closing record files, with a change each time."""
    while True:
        with open_or_create(folder) as store:
            store.change("改", lambda tx: some_rows(tx, rng))
            ack.sure(store)


def acknowledging_too_soon(folder: Path, ack: Ack, rng: random.Random) -> None:
    """Control: says saved before the commit."""
    with open_or_create(folder) as store:
        while True:

            def work(tx: Tx) -> None:
                some_rows(tx, rng)
                frontier = store._ledger.frontier
                ack.sure_of(frontier.size, frontier.root())
                for _ in range(30):
                    some_rows(tx, rng)

            store.change("改", work)


class _NoTransaction:
    """A connection that forgets to begin and commit, so that every statement stands alone."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def execute(self, sql: str, *rest: object) -> object:
        skipped = sql in {"BEGIN IMMEDIATE", "COMMIT", "ROLLBACK"}
        return self._connection.execute("SELECT 1" if skipped else sql, *rest)

    def __getattr__(self, name: str) -> object:
        return getattr(self._connection, name)


def without_transactions(folder: Path, ack: Ack, rng: random.Random) -> None:
    """Control: rows and journal written one by one."""
    with open_or_create(folder) as store:
        store._connection = _NoTransaction(store._connection)  # type: ignore[assignment]
        while True:
            store.change("改", lambda tx: some_rows(tx, rng))
            ack.sure(store)
