"""An open record file: every write goes through :meth:`Store.change`, every list reads through a reader of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Generic, Self, TypeVar

from wxadmin.domain.errors import StoreError
from wxadmin.domain.jobs import Step, quiet
from wxadmin.i18n import _
from wxadmin.store import anchor, backup, checking, engine, erased, history, ledger, staging, sweeping, undo, vetting
from wxadmin.store.anchor import Anchor
from wxadmin.store.checking import CheckReport
from wxadmin.store.engine import Connection, EngineError
from wxadmin.store.gate import Gate
from wxadmin.store.history import ChangeRow, JournalRow
from wxadmin.store.journal import ERASURE, FINAL, PLAIN, UNDO, Tx
from wxadmin.store.ledger import Ledger
from wxadmin.store.lock import InstanceLock
from wxadmin.store.reading import Reader
from wxadmin.store.staging import Stage
from wxadmin.store.writer import Writer

T = TypeVar("T")
Clock = Callable[[], datetime]

DATABASE = "records.db"
_LOOKS, _PAUSE = 20, 0.1


def _must_reopen() -> StoreError:
    return StoreError(_("上一次读写出错，为免写坏，记录文件已停止写入"), remedy=_("请重新打开记录文件"))


def local_now() -> datetime:
    """The time with its zone."""
    return datetime.now().astimezone()


@dataclass(frozen=True, slots=True)
class Change(Generic[T]):
    """What a change did: its number (0 if it journalled nothing), its name, the tables it wrote, what the work gave.

    ``then`` are the numbers of changes of the program's own that it brought with it.
    """

    id: int
    label: str
    tables: frozenset[str]
    value: T
    then: tuple[int, ...] = ()


class Store:
    """An open record file. Made by ``opening.open_store`` and ``create_store``; safe to use from any thread."""

    def __init__(
        self, folder: Path, key: bytes, origin: bytes, *,
        lock: InstanceLock | None, connection: Connection | None, actor: str, clock: Clock,
    ) -> None:  # fmt: skip
        self.folder = folder
        self.origin = origin
        """The 16 bytes that name this record file in every leaf."""
        self.actor = actor
        """Who is acting: the name every change is journalled under."""
        self.warnings: tuple[str, ...] = ()
        """What the owner should know though the file could be opened."""
        self._path = folder / DATABASE
        self._key = key
        self._lock = lock
        self._clock = clock
        self._readers: list[Reader] = []
        self._idle: list[Reader] = []
        self._readers_guard = threading.Lock()
        self._closed = False
        self._broken = False
        self._writer: Writer | None = None
        if connection is not None:
            self._connection = connection
            self._gate = Gate(connection)
            with self._gate.administering():
                self._ledger = Ledger(connection, origin)
            self._writer = Writer("wxadmin-store")

    @property
    def closed(self) -> bool:
        """Whether the file has been given free."""
        return self._closed

    @property
    def writable(self) -> bool:
        """Whether this session may write."""
        return self._writer is not None

    # Writing ---------------------------------------------------------------------------------------------------------

    def change(
        self, label: str, work: Callable[[Tx], T], *, final: bool = False, actor: str | None = None,
        sweeping: Collection[str] = (),
    ) -> Change[T]:  # fmt: skip
        """Run ``work`` in one transaction on the writer thread and return when it is safely on disk.

        ``label`` is its name in menu and journal; ``final`` marks an act that is never undone, only amended. Whatever
        ``work`` raises is raised here and nothing of it is kept. StoreError if it could not be saved. ``sweeping`` are
        tables of which many rows change at once; their full-text index is tidied afterwards (:mod:`sweeping`).
        """
        return self._run_change(label, work, kind=FINAL if final else PLAIN, actor=actor, tables=frozenset(sweeping))

    def _run_change(
        self, label: str, work: Callable[[Tx], T], *, kind: str, target: int | None = None, actor: str | None = None,
        tables: frozenset[str] = frozenset(),
    ) -> Change[T]:  # fmt: skip
        def run(connection: Connection) -> tuple[Tx, T]:
            tx = Tx(
                connection, self._ledger, self._gate, label=label, at=self._clock().isoformat(timespec="seconds"),
                actor=self.actor if actor is None else actor, kind=kind, target=target,
            )  # fmt: skip
            try:
                if not tables:
                    return tx, work(tx)
                with self._gate.writing():
                    begin = sweeping.mark(connection, tables)
                try:
                    return tx, work(tx)
                finally:
                    with self._gate.writing():
                        sweeping.secure(connection, begin)
            finally:
                tx.end()

        tx, value = self._write(run, guarded=True)
        if tables:
            # The change is made; what cannot be tidied now is tidied at the next start.
            with suppress(StoreError):
                sweeping.merge(self._write)
        return Change(tx.id, label, frozenset(tx.tables), value)

    def _write(self, work: Callable[[Connection], T], *, guarded: bool = False) -> T:
        """One transaction on the writer thread; ``guarded`` leaves the gate closed for the work to open."""
        if self._writer is None:
            raise StoreError(_("记录文件是只读打开的，不能修改"), remedy=_("请在主窗口里修改"))
        return self._writer.run(lambda: self._transaction(work, guarded=guarded))

    def _transaction(self, work: Callable[[Connection], T], *, guarded: bool) -> T:
        if self._broken:
            raise _must_reopen()
        connection = self._connection
        size = self._ledger.frontier.size
        try:
            with self._gate.administering():
                connection.execute("BEGIN IMMEDIATE")
            if guarded:
                result = work(connection)
            else:
                with self._gate.writing():
                    result = work(connection)
            with self._gate.administering():
                connection.execute("COMMIT")
        except BaseException as error:
            self._roll_back(error)
            known = engine.explain(error)
            if known is None:
                raise
            raise known from error
        if self._ledger.frontier.size != size:
            self._remember()
        return result

    def _roll_back(self, error: BaseException) -> None:
        """Undo what the failed transaction did; a file that may be damaged is not written again until reopened."""
        try:
            with self._gate.administering():
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                self._ledger.reload()
        except (EngineError, StoreError):
            self._broken = True
        if engine.needs_reopening(error):
            self._broken = True

    def _remember(self) -> None:
        # An older remembered root is still a true one, so failing here loses nothing but sharpness.
        with suppress(OSError):
            frontier = self._ledger.frontier
            anchor.write(self.folder, Anchor(self.origin, frontier.size, frontier.root()))

    def undo(self, change: int) -> Change[None]:
        """Take a change back by a new one, itself a change that can be undone. UserError, saying why, when refused."""
        with self.read() as reader:
            label = history.undo_label(reader, change)
            tables = undo.many(reader, change, sweeping.MANY)
        work = partial(undo.take_back, number=change)
        return self._run_change(label, work, kind=UNDO, target=change, tables=tables)

    def erase(
        self, label: str, work: Callable[[Tx], T], *, actor: str | None = None, sweeping: Collection[str] = ()
    ) -> Change[T]:
        """Like :meth:`change`, for a change that erases (``tx.erase``): final, and afterwards the log is emptied.

        The list of whom it was about is remembered beside the record file, for backups that are put back later.
        """
        self._tidy()  # words marked as gone before must not outlive whom they are about
        change = self._run_change(label, work, kind=ERASURE, actor=actor, tables=frozenset(sweeping))
        self._forget()
        return change

    def _tidy(self) -> None:
        sweeping.merge(self._write)

    def _forget(self) -> None:
        """Empty the write-ahead log, which still holds pages as they were, and remember outside who was erased."""

        def empty() -> None:
            with self._gate.administering():
                for _attempt in range(_LOOKS):
                    busy = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
                    if not busy:
                        return
                    # Somebody reads an older state; what is left then goes when the file is closed.
                    time.sleep(_PAUSE)

        if self._writer is not None:
            self._writer.run(empty)
        self.remember_erased()

    def remember_erased(self) -> None:
        """Say beside the record file and its backups whom the file itself says it erased."""
        with self.read() as reader:
            known = erased.told(reader.connection)
        # The file itself still says so, and the next opening tries again.
        with suppress(OSError):
            erased.remember(self.folder, self.origin, known)

    def last_undoable(self) -> ChangeRow | None:
        """The newest change that stands and can be taken back, for the menu; None if there is none."""
        with self.read() as reader:
            return undo.last_undoable(reader)

    def stage(self, kind: str) -> Stage:
        """Begin an import; use it as a context and publish it in a change (``tx.publish(stage)``)."""
        return Stage(self._write, kind, self._busy)

    def _busy(self) -> bool:
        return self._writer is not None and self._writer.busy

    def purge_stale(self) -> None:
        """Take out imports that were under way when the program ended; a reading session leaves them unseen."""
        if self._writer is not None:
            for batch in self._write(staging.staged_batches):
                staging.purge(self._write, batch, self._busy)
            sweeping.merge(self._write)

    # Reading ---------------------------------------------------------------------------------------------------------

    def reader(self) -> Reader:
        """A query-only connection of one's own; close it, or it is closed with the store."""
        with self._readers_guard:
            if self._closed:
                raise engine.closed()
            with engine.saying_why(str(self._path)):
                reader = Reader(engine.connect(self._path, self._key, write=False), str(self._path))
            self._readers.append(reader)
            return reader

    @contextmanager
    def read(self) -> Iterator[Reader]:
        """A query-only reader that sees one state of the records as long as the block runs."""
        with self._readers_guard:
            reader = self._idle.pop() if self._idle else None
        reader = reader or self.reader()
        try:
            with reader.snapshot():
                yield reader
        finally:
            with self._readers_guard:
                if not self._closed:
                    self._idle.append(reader)

    def history(self, table: str, row_id: int) -> list[JournalRow]:
        """What happened to a record, oldest first."""
        with self.read() as reader:
            return history.of_record(reader, table, row_id)

    def changes(self, before: int = 2**62, limit: int = 100) -> list[ChangeRow]:
        """Up to ``limit`` changes numbered below ``before``, newest first."""
        with self.read() as reader:
            return history.newest(reader, before, limit)

    def backup(self, step: Step = quiet) -> Path:
        """A checked archive in the folder ``backups`` beside the record file; writers are not held up."""
        return backup.write_backup(self.folder, self._key, at=self._clock(), step=step)

    def check(self, step: Step = quiet) -> CheckReport:
        """The full check, on a connection of its own, with the root remembered outside the file."""
        warnings: list[str] = []
        # Read before the file, which only grows.
        known = vetting.remembered(self.folder, warnings)
        reader, beside = self.reader(), self.reader()
        try:
            report = checking.check(reader.connection, beside.connection, anchor=known, step=step)
        finally:
            self._drop(reader)
            self._drop(beside)
        return report if not warnings else replace(report, problems=(*report.problems, *warnings))

    def checkpoint(self) -> tuple[int, bytes]:
        """(size, root) of the ledger as it is on disk now."""
        with self.read() as reader:
            size = ledger.size_of(reader.connection)
            return size, ledger.root_at(reader.connection, size)

    def root_at(self, size: int) -> bytes:
        """The root the ledger had at ``size`` entries. ValueError if it has fewer."""
        with self.read() as reader:
            return ledger.root_at(reader.connection, size)

    def proof(self, seq: int) -> tuple[int, bytes, tuple[bytes, ...]]:
        """(size, root, inclusion proof) of entry ``seq``. ValueError if there is none."""
        with self.read() as reader:
            return ledger.proof(reader.connection, seq)

    def _drop(self, reader: Reader) -> None:
        reader.close()
        with self._readers_guard, suppress(ValueError):
            self._readers.remove(reader)

    def close(self) -> None:
        """Finish what was handed in, close all connections and give the file free; harmless when already closed."""
        if self._writer is not None:
            self._writer.close()
        with self._readers_guard:
            if self._closed:
                return
            self._closed = True
            for reader in self._readers:
                reader.close()
            self._idle.clear()
        if self._writer is not None:
            with suppress(EngineError):
                self._connection.close()
        if self._lock is not None:
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()
