"""Kill a program at a random moment, again and again, and see whether anything it had acknowledged is lost or damaged.

A *work* is a function of a module: ``work(folder, ack, rng)``. It runs in a child process until it is killed, opens or
makes its record file in ``folder`` itself, and calls ``ack.sure(store)`` after everything that has been acknowledged to
a user. ``ack.sure`` sends the ledger's size and root to the parent, so one kind of work serves for any service:

    def deciding(folder, ack, rng):
        with open_or_create(folder) as store:
            while True:
                cases.decide(store, …)
                ack.sure(store)

    outcome = kill_often("tests.services.works:deciding", tmp_path, kills=25)
    assert outcome.clean, outcome

After each kill the file is opened, the ledger must still contain the last acknowledged root (nothing lost), and the
full check must find nothing (nothing damaged). Work that replaces the file says ``ack.maybe(size, root)`` before:
either the last sure root or one announced after it must be there.
"""

from __future__ import annotations

import importlib
import multiprocessing
import os
import random
import signal
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

from wxadmin.domain.errors import StoreError
from wxadmin.store.opening import open_store
from wxadmin.store.session import Store

Root = tuple[int, bytes]


class Ack:
    """What the child tells the parent; what was sent counts even if the child dies at once."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe

    def sure(self, store: Store) -> None:
        """Everything up to now has been acknowledged."""
        self._pipe.send(("sure", store.checkpoint()))

    def sure_of(self, size: int, root: bytes) -> None:
        """The same for a root known otherwise."""
        self._pipe.send(("sure", (size, root)))

    def maybe(self, size: int, root: bytes) -> None:
        """From now on the file may be one with this root instead."""
        self._pipe.send(("maybe", (size, root)))


Work = Callable[[Path, Ack, random.Random], None]


@dataclass
class Outcome:
    """Figures of many kills; ``lost`` and ``damaged`` name the kill and what was found."""

    kills: int = 0
    acknowledged: int = 0
    logs_left: int = 0
    lost: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def clean(self) -> bool:
        """Nothing lost, nothing damaged, and something was acknowledged at all."""
        return not self.lost and not self.damaged and self.acknowledged > 0


def _child(work: str, tables: str, folder: str, seed: int, pipe: Connection) -> None:
    module, name = work.split(":")
    with _tables(tables):
        getattr(importlib.import_module(module), name)(Path(folder), Ack(pipe), random.Random(seed))


def _tables(spec: str) -> AbstractContextManager[None]:
    if not spec:
        return nullcontext()
    module, name = spec.split(":")
    found: AbstractContextManager[None] = getattr(importlib.import_module(module), name)()
    return found


def kill_often(
    work: str,
    scratch: Path,
    *,
    kills: int,
    tables: str = "",
    longest: float = 0.12,
    fresh_every: int = 15,
    seed: int = 0,
) -> Outcome:
    """Run ``module:function`` in a child, kill it after up to ``longest`` seconds of work, look, and start it again.

    The record file lives on over ``fresh_every`` kills. ``tables`` names a context manager that puts other tables in
    place of the product's (``module:function``), in child and parent alike.
    """
    context = multiprocessing.get_context("forkserver" if os.name == "posix" else "spawn")
    if os.name == "posix":
        context.set_forkserver_preload(["tests.store.kill", work.split(":", maxsplit=1)[0]])
    rng, outcome, started = random.Random(seed), Outcome(), time.monotonic()
    with _tables(tables):
        folder, known = scratch, list[Root]()
        for number in range(kills):
            if number % fresh_every == 0:
                folder, known = scratch / f"round{number}", []
            told = _run_and_kill(context, work, tables, folder, rng, longest)
            for kind, root in told:
                known = [root] if kind == "sure" else [*known, root]
            outcome.kills += 1
            outcome.acknowledged += sum(kind == "sure" for kind, _root in told)
            log = folder / "records.db-wal"
            outcome.logs_left += log.exists() and log.stat().st_size > 0
            if (folder / "records.db").exists() or (folder / "restoring.json").exists():
                _look(folder, known, f"kill {number}", outcome)
            elif known:
                outcome.lost.append(f"kill {number}: the record file is gone")
    outcome.seconds = time.monotonic() - started
    return outcome


def _run_and_kill(
    context: multiprocessing.context.BaseContext,
    work: str,
    tables: str,
    folder: Path,
    rng: random.Random,
    longest: float,
) -> list[tuple[str, Root]]:
    mine, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_child, args=(work, tables, str(folder), rng.randrange(2**32), theirs), daemon=True)  # type: ignore[attr-defined]
    child.start()
    theirs.close()
    if rng.random() < 0.85:
        # Mostly in the middle of work, now and then while it starts.
        mine.poll(20)
    time.sleep(rng.random() * longest)
    os.kill(child.pid, signal.SIGKILL) if os.name == "posix" else child.kill()
    child.join()
    told: list[tuple[str, Root]] = []
    while True:
        try:
            told.append(mine.recv())
        except (EOFError, OSError):
            break
    mine.close()
    code = child.exitcode
    child.close()
    assert code is not None
    assert code < 0, f"the work ended by itself with {code}"
    return told


def _look(folder: Path, known: list[Root], where: str, outcome: Outcome) -> None:
    try:
        with open_store(folder) as store:
            problems = store.check().problems
            if problems:
                outcome.damaged.append(f"{where}: {problems[0]}")
            if known and not any(_has(store, root) for root in known):
                outcome.lost.append(f"{where}: {known[-1][0]} entries acknowledged, {store.checkpoint()[0]} there")
    except StoreError as error:
        (outcome.lost if "少了" in str(error) else outcome.damaged).append(f"{where}: {error}")


def _has(store: Store, root: Root) -> bool:
    return store.checkpoint()[0] >= root[0] and store.root_at(root[0]) == root[1]
