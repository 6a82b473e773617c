"""Figures of the store, each against a floor measured in the same run.

python -m tests.bench.store_bench            speeds at 100,000 rows (about a minute)
python -m tests.bench.store_bench kill       1,000 kills over four kinds of work (about five minutes)
python -m tests.bench.store_bench flips      10,000 bit flips in database and backup
python -m tests.bench.store_bench tamper     200 tamperings against the root outside
"""

from __future__ import annotations

import itertools
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.store.field import own_tables
from tests.store.kill import kill_often
from tests.store.tamper import behind_its_back, random_tampering
from tests.store.test_trust import checked, lived_in
from wxadmin.domain.errors import StoreError
from wxadmin.store import engine, keys
from wxadmin.store.backup import check_archive
from wxadmin.store.engine import Connection
from wxadmin.store.journal import Tx
from wxadmin.store.opening import create_store, open_store
from wxadmin.store.session import Store

ROWS = 100_000


def timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def show(what: str, value: str) -> None:
    sys.stdout.write(f"{what:<58}{value}\n")


def one_insert(tx: Tx) -> int:
    return tx.insert("place", {"name": os.urandom(8).hex(), "note": "记" * 40})


def bare_commits(folder: Path, count: int) -> list[float]:
    """The floor: one plain encrypted insert a transaction with the same settings, nothing journalled."""
    connection: Connection = engine.connect(folder / "bare.db", b"k" * 32, write=True)
    connection.execute("CREATE TABLE place(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, note TEXT) STRICT")
    taken = []
    for _ in range(count):
        started = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO place(name, note) VALUES(?, ?)", (os.urandom(8).hex(), "记" * 40))
        connection.execute("COMMIT")
        taken.append(time.perf_counter() - started)
    connection.close()
    return taken


def commits(store: Store, count: int) -> list[float]:
    return [timed(lambda: store.change("新建", one_insert)) for _ in range(count)]


def quantiles(taken: list[float]) -> str:
    ordered = sorted(taken)
    p50, p99 = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)]
    return f"{len(taken) / sum(taken):7.0f}/s  p50 {p50 * 1e3:.2f} ms  p99 {p99 * 1e3:.2f} ms  max {ordered[-1] * 1e3:.1f} ms"


def many(tx: Tx, count: int) -> None:
    for _ in range(count):
        one_insert(tx)


def speeds(scratch: Path) -> None:
    folder = scratch / "r"
    bare = bare_commits(scratch, 3000)
    show("bare encrypted commits", quantiles(bare))
    store = create_store(folder)
    ours = commits(store, 3000)
    show("changes: row, images, 2 leaves, durable", quantiles(ours))
    show("  ÷ bare (median)", f"{statistics.median(ours) / statistics.median(bare):.2f}")
    left = ROWS - store.checkpoint()[0]
    seconds = timed(lambda: store.change("许多", lambda tx: many(tx, left)))
    show("appends in one change", f"{left / seconds:7.0f}/s")
    with store.stage("chat") as stage:
        rows = [{"text": f"第 {i} 句" + "字" * 30, "subject": b"s" * 16} for i in range(ROWS // 2)]
        waits: list[float] = []
        seconds = timed(lambda: stage.add("line", rows, lambda _d, _t: waits.append(time.perf_counter())))
        slices = [later - earlier for earlier, later in itertools.pairwise(waits)]
        show("staged rows", f"{len(rows) / seconds:7.0f}/s  longest transaction {max(slices) * 1e3:.1f} ms")
        seconds = timed(lambda: store.change("导入", lambda tx: tx.publish(stage)))
        show("  publishing change", f"{seconds * 1e3:.0f} ms")
    show("changes at that size", quantiles(commits(store, 1000)))
    show(
        "proof of one entry", f"{statistics.median([timed(lambda: store.proof(777)) for _ in range(20)]) * 1e3:.1f} ms"
    )
    size = store.checkpoint()[0]
    seconds = timed(lambda: show_problems(store))
    show(f"full check, {size} entries and {len(rows)} imported rows", f"{seconds:.2f} s")
    seconds = timed(store.backup)
    show("backup with its own full check", f"{seconds:.2f} s")
    store.close()
    opening = []
    for _ in range(7):
        started = time.perf_counter()
        store = open_store(folder)
        opening.append(time.perf_counter() - started)
        store.close()
    show(f"opening with its check at {size} entries", f"{statistics.median(opening) * 1e3:.1f} ms")
    show("  file", f"{(folder / 'records.db').stat().st_size / 1e6:.1f} MB")


def show_problems(store: Store) -> None:
    for problem in store.check().problems:
        show("PROBLEM", problem)


def kills(scratch: Path) -> None:
    for work, count in (("changing", 350), ("importing", 300), ("backing_up", 200), ("opening", 150)):
        outcome = kill_often(
            f"tests.store.works:{work}", scratch / work, kills=count, tables="tests.store.field:own_tables", seed=count
        )
        show(work, str(outcome))
    for work in ("acknowledging_too_soon", "without_transactions"):
        outcome = kill_often(
            f"tests.store.works:{work}", scratch / work, kills=30, tables="tests.store.field:own_tables", seed=1
        )
        show(f"control {work}", f"lost {len(outcome.lost)}, damaged {len(outcome.damaged)} of {outcome.kills}")


def sound(scratch: Path) -> Path:
    with create_store(scratch / "sound") as store:
        lived_in(store)
        store.backup()
    return scratch / "sound"


def flips(scratch: Path, count: int = 5000) -> None:
    folder = sound(scratch)
    archive = next((folder / "backups").iterdir())
    copy = scratch / "flip"
    copy.mkdir()
    shutil.copy(folder / "records.key", copy)
    shutil.copy(folder / "last_root", copy)
    rng = random.Random(1)
    silent = 0
    whole = (folder / "records.db").read_bytes()
    for _ in range(count):
        at = rng.randrange(len(whole))
        (copy / "records.db").write_bytes(whole[:at] + bytes([whole[at] ^ 1 << rng.randrange(8)]) + whole[at + 1 :])
        silent += not checked(copy)
        for path in copy.glob("records.db-*"):
            path.unlink()
    show(f"{count} bit flips in the database", f"{silent} silent")
    whole, silent, bad = archive.read_bytes(), 0, scratch / "bad"
    for _ in range(count):
        at = rng.randrange(len(whole))
        bad.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << rng.randrange(8)]) + whole[at + 1 :])
        try:
            silent += check_archive(bad, key_file=folder / keys.FILE_NAME).ok
        except StoreError:
            continue
    show(
        f"{count} bit flips in a backup", f"{silent} silent (ZIP's own dates and flags may be, the contents are hashed)"
    )


def tamperings(scratch: Path, count: int = 200) -> None:
    folder = sound(scratch)
    with open_store(folder, write=False) as store:
        key = store._key
    rng = random.Random(99)
    unseen = []
    for number in range(count):
        copy = scratch / f"t{number}"
        shutil.copytree(folder, copy)
        with behind_its_back(copy, key) as connection:
            what = random_tampering(connection, rng)
        if not checked(copy):
            unseen.append(what)
        shutil.rmtree(copy)
    show(f"{count} tamperings", f"{len(unseen)} unseen {unseen}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        if sys.argv[1:] == ["kill"]:
            kills(Path(temporary))
        else:
            with own_tables():
                {"flips": flips, "tamper": tamperings}.get((sys.argv[1:] or [""])[0], speeds)(Path(temporary))
