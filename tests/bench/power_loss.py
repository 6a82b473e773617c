"""Power cuts at any moment, in a model of a disk that keeps what was synced and any part of what was not.

``python -m tests.bench.power_loss [crashes]`` needs apsw, installed for this alone: its file layer can be watched, that
of the program's own engine cannot. The settings are the program's; the engine is plain SQLite. A page cache that writes
in any order, tears writes at sectors of 512 bytes and forgets new files is assumed. A control without syncs and one
that syncs at checkpoints alone must lose something, otherwise the model would not notice.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wxadmin.store.engine import PRAGMAS

COMMITS = 60
CRASHES_A_RUN = 100
SECTOR = 512


@dataclass(frozen=True, slots=True)
class Op:
    """What reached the file layer: write, truncate, sync, delete (``sync``: durably), or ack of commit ``at``."""

    kind: str
    name: str = ""
    at: int = 0
    data: bytes = b""
    sync: bool = False


class Recorder:
    """A file layer of SQLite that notes every operation in ``ops``."""

    def __init__(self) -> None:
        import apsw

        self.ops: list[Op] = []
        ops = self.ops

        class File(apsw.VFSFile):  # type: ignore[misc]
            def __init__(self, name: Any, flags: Any) -> None:
                self.name = name.filename() if isinstance(name, apsw.URIFilename) else name
                super().__init__("", name, flags)

            def xWrite(self, data: Any, offset: int) -> None:  # noqa: N802 - SQLite's name
                ops.append(Op("write", self.name, offset, bytes(data)))
                super().xWrite(data, offset)

            def xTruncate(self, size: int) -> None:  # noqa: N802
                ops.append(Op("truncate", self.name, size))
                super().xTruncate(size)

            def xSync(self, flags: int) -> None:  # noqa: N802
                ops.append(Op("sync", self.name))
                super().xSync(flags)

        class Layer(apsw.VFS):  # type: ignore[misc]
            def __init__(self) -> None:
                super().__init__("recorded", "")

            def xOpen(self, name: Any, flags: Any) -> Any:  # noqa: N802
                return File(name, flags)

            def xDelete(self, name: str, sync: bool) -> None:  # noqa: N802
                ops.append(Op("delete", name, sync=sync))
                super().xDelete(name, sync)

        self.layer = Layer()

    def work(self, path: Path, seed: int, synchronous: str | None) -> list[Op]:
        """The operations of a run of commits under the program's settings, or with another ``synchronous``."""
        import apsw

        self.ops.clear()
        chance = random.Random(seed)
        connection = apsw.Connection(str(path), vfs="recorded")
        # The layer has no shared memory; the log is written and synced alike.
        connection.execute("PRAGMA locking_mode = exclusive")
        for name, value, _ in (("journal_mode", "WAL", ""), *PRAGMAS):
            connection.execute(f"PRAGMA {name} = {value}").fetchall()
        if synchronous:
            connection.execute(f"PRAGMA synchronous = {synchronous}")
        connection.execute("CREATE TABLE t(id INTEGER PRIMARY KEY, b BLOB)")
        connection.execute("CREATE INDEX ti ON t(b)")
        self.ops.append(Op("ack"))
        for number in range(1, COMMITS + 1):
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO t VALUES(?,?)", (number, chance.randbytes(chance.randrange(50, 20_000))))
            if number % 5 == 0:
                connection.execute("UPDATE t SET b = ? WHERE id = ?", (chance.randbytes(3000), number // 2))
            connection.execute("COMMIT")
            self.ops.append(Op("ack", at=number))
        recorded = list(self.ops)
        connection.close()
        return recorded


@dataclass(slots=True)
class Disk:
    """What is surely on disk, and what may be."""

    sure: dict[str, bytearray] = field(default_factory=dict)
    pending: dict[str, list[Op]] = field(default_factory=dict)
    deleted: dict[str, bytearray] = field(default_factory=dict)
    acknowledged: int = -1

    def take(self, op: Op) -> None:
        """One operation."""
        if op.kind == "ack":
            self.acknowledged = op.at
        elif op.kind == "sync":
            if op.name not in self.sure:
                # SQLite syncs the folder with the first sync of a new file.
                self.deleted.clear()
            held = self.sure.setdefault(op.name, bytearray())
            for waiting in self.pending.pop(op.name, []):
                apply(held, waiting)
        elif op.kind == "delete":
            self.pending.pop(op.name, None)
            old = self.sure.pop(op.name, bytearray())
            if not op.sync:
                self.deleted[op.name] = old
        else:
            self.pending.setdefault(op.name, []).append(op)

    def after_a_cut(self, chance: random.Random) -> dict[str, bytearray]:
        """The files as they may be found."""
        found = {n: old for n, old in self.deleted.items() if n not in self.pending and chance.random() < 0.5}
        for name in sorted({*self.sure, *self.pending}):
            if name not in self.sure and chance.random() < 0.3:
                continue
            held = bytearray(self.sure.get(name, b""))
            for op in self.pending.get(name, []):
                if chance.random() < 0.5:
                    continue
                if op.kind == "truncate":
                    apply(held, op)
                    continue
                for at in range(0, len(op.data), SECTOR):
                    if chance.random() < 0.7:
                        apply(held, Op("write", name, op.at + at, op.data[at : at + SECTOR]))
            found[name] = held
        return found


def apply(held: bytearray, op: Op) -> None:
    """Write or truncate."""
    if op.kind == "truncate":
        del held[op.at :]
        return
    held.extend(bytes(max(0, op.at + len(op.data) - len(held))))
    held[op.at : op.at + len(op.data)] = op.data


def outcome(folder: Path, found: dict[str, bytearray], acknowledged: int) -> str:
    """``sound``, ``lost`` or ``damaged``, from opening what is left."""
    shutil.rmtree(folder)
    folder.mkdir()
    for name, data in found.items():
        (folder / Path(name).name).write_bytes(data)
    connection = sqlite3.connect(folder / "a.db")
    try:
        if connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            return "damaged"
        newest = connection.execute("SELECT max(id) FROM t").fetchone()[0] or 0
    except sqlite3.DatabaseError as error:
        return "lost" if "no such table" in str(error) else "damaged"
    finally:
        connection.close()
    return "lost" if newest < acknowledged else "sound"


def run(recorder: Recorder, scratch: Path, crashes: int, synchronous: str | None) -> dict[str, int]:
    """Outcomes of so many cuts."""
    counted = {"sound": 0, "lost": 0, "damaged": 0}
    chance = random.Random(7)
    folder = scratch / "disk"
    for seed in range(crashes // CRASHES_A_RUN):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        ops = recorder.work(folder / "a.db", seed, synchronous)
        first = ops.index(Op("ack"))
        cuts = sorted(chance.randrange(first + 1, len(ops) + 1) for _ in range(CRASHES_A_RUN))
        disk, done = Disk(), 0
        for cut in cuts:
            for op in ops[done:cut]:
                disk.take(op)
            done = cut
            counted[outcome(folder, disk.after_a_cut(chance), disk.acknowledged)] += 1
    return counted


def main(crashes: int) -> None:
    """Print the outcomes of the program's settings and of the controls."""
    recorder = Recorder()
    with tempfile.TemporaryDirectory() as scratch:
        for label, synchronous, count in (
            ("as the program", None, crashes),
            ("control NORMAL", "NORMAL", crashes // 10),
            ("control OFF", "OFF", crashes // 10),
        ):
            started = time.monotonic()
            counted = run(recorder, Path(scratch), count, synchronous)
            print(f"{label:16} crashes={count} {counted}  {time.monotonic() - started:.0f} s", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 30_000)
