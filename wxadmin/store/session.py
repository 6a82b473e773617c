"""An open record file: every write goes through :meth:`Store.change`, every list reads through a reader of its own."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Generic, Self, TypeVar

from wxadmin.domain import merkle
from wxadmin.domain.errors import StoreError
from wxadmin.i18n import _
from wxadmin.store import anchor, engine, files, keys, ledger, migrations, place, staging
from wxadmin.store.anchor import Anchor
from wxadmin.store.engine import Connection, EngineError
from wxadmin.store.gate import Gate
from wxadmin.store.journal import FINAL, PLAIN, Tx
from wxadmin.store.keys import Keychain, KeyFile
from wxadmin.store.ledger import Ledger
from wxadmin.store.lock import InstanceLock
from wxadmin.store.reading import Reader
from wxadmin.store.staging import Stage
from wxadmin.store.writer import Writer

T = TypeVar("T")
Clock = Callable[[], datetime]

DATABASE = "records.db"


def _must_reopen() -> StoreError:
    return StoreError(_("上一次读写出错，为免写坏，记录文件已停止写入"), remedy=_("请重新打开记录文件"))


def local_now() -> datetime:
    """The time with its zone."""
    return datetime.now().astimezone()


@dataclass(frozen=True, slots=True)
class Change(Generic[T]):
    """What a change did: its number (0 if it journalled nothing), its name, the tables it wrote, what the work gave."""

    id: int
    label: str
    tables: frozenset[str]
    value: T


class Store:
    """An open record file. Made by :func:`open_store` and :func:`create_store`; safe to use from any thread."""

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
        self._broken: StoreError | None = None
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
        self, label: str, work: Callable[[Tx], T], *, final: bool = False, actor: str | None = None
    ) -> Change[T]:
        """Run ``work`` in one transaction on the writer thread and return when it is safely on disk.

        ``label`` is its name in menu and journal; ``final`` marks an act that is never undone, only amended. Whatever
        ``work`` raises is raised here and nothing of it is kept. StoreError if it could not be saved.
        """
        return self._run_change(label, work, kind=FINAL if final else PLAIN, actor=actor)

    def _run_change(
        self, label: str, work: Callable[[Tx], T], *, kind: str, target: int | None = None, actor: str | None = None
    ) -> Change[T]:
        def run(connection: Connection) -> tuple[Tx, T]:
            tx = Tx(
                connection, self._ledger, self._gate, label=label, at=self._clock().isoformat(timespec="seconds"),
                actor=self.actor if actor is None else actor, kind=kind, target=target,
            )  # fmt: skip
            try:
                return tx, work(tx)
            finally:
                tx.end()

        tx, value = self._write(run, guarded=True)
        return Change(tx.id, label, frozenset(tx.tables), value)

    def _write(self, work: Callable[[Connection], T], *, guarded: bool = False) -> T:
        """One transaction on the writer thread; ``guarded`` leaves the gate closed for the work to open."""
        if self._writer is None:
            raise StoreError(_("记录文件是只读打开的，不能修改"), remedy=_("请在主窗口里修改"))
        return self._writer.run(lambda: self._transaction(work, guarded=guarded))

    def _transaction(self, work: Callable[[Connection], T], *, guarded: bool) -> T:
        if self._broken is not None:
            raise self._broken
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
        except (EngineError, ValueError):
            self._broken = _must_reopen()
        if engine.needs_reopening(error):
            self._broken = _must_reopen()

    def _remember(self) -> None:
        # An older remembered root is still a true one, so failing here loses nothing but sharpness.
        with suppress(OSError):
            frontier = self._ledger.frontier
            anchor.write(self.folder, Anchor(self.origin, frontier.size, frontier.root()))

    def stage(self, kind: str) -> Stage:
        """Begin an import; use it as a context and publish it in a change (``tx.publish(stage)``)."""
        return Stage(self._write, kind)

    def purge_stale(self) -> None:
        """Take out imports that were under way when the program ended; a reading session leaves them unseen."""
        if self._writer is not None:
            for batch in self._write(staging.staged_batches):
                staging.purge(self._write, batch)

    # Reading ---------------------------------------------------------------------------------------------------------

    def reader(self) -> Reader:
        """A query-only connection of one's own; close it, or it is closed with the store."""
        with self._readers_guard:
            if self._closed:
                raise StoreError(_("记录文件已关闭"), remedy=_("请重新打开"))
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


def create_store(
    folder: Path, *, key: KeyFile | Keychain | None = None, actor: str = "", clock: Clock = local_now
) -> Store:
    """A new, empty record file in ``folder`` (made if needed), opened for writing; ``key`` says where its key lies.

    A key file left there by an earlier record file is used again, never overwritten. StoreError: there is a record
    file already, the place is a network path or cannot be written.
    """
    place.refuse_network(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(_("文件夹建不了"), where=str(folder), remedy=_("请检查上级文件夹的写入权限")) from error
    path = folder / DATABASE
    lock = InstanceLock(folder)
    try:
        if path.exists():
            raise StoreError(_("这里已有记录文件"), where=str(path), remedy=_("请直接打开它，或另选一个空文件夹"))
        envelope = folder / keys.FILE_NAME
        origin = secrets.token_bytes(merkle.ORIGIN_BYTES)
        if not envelope.exists():
            keys.write_envelope(envelope, origin, secrets.token_bytes(engine.KEY_BYTES), key or KeyFile())
        _create_file(path, keys.read_key(envelope), origin)
        return _open(folder, lock, actor=actor, clock=clock)
    except BaseException:
        lock.release()
        raise


def _create_file(path: Path, key: bytes, origin: bytes) -> None:
    """Build the file under another name, so that it is there whole or not at all."""
    partly = path.with_name(path.name + ".new")
    _remove_database(partly)
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


def _remove_database(path: Path) -> None:
    for ending in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def open_store(folder: Path, *, write: bool = True, actor: str = "", clock: Clock = local_now) -> Store:
    """The record file in ``folder``; ``write`` False opens it for reading beside a running window.

    StoreError: no record file here, locked (names who holds it), key missing or damaged, file damaged, of a newer
    version, put back to an older state, or on a network path.
    """
    place.refuse_network(folder)
    lock = InstanceLock(folder) if write and folder.is_dir() else None
    try:
        return _open(folder, lock, actor=actor, clock=clock)
    except BaseException:
        if lock is not None:
            lock.release()
        raise


def _open(folder: Path, lock: InstanceLock | None, *, actor: str, clock: Clock) -> Store:
    path = folder / DATABASE
    if not path.is_file():
        raise StoreError(_("这里没有记录文件"), where=str(folder), remedy=_("请检查文件夹，或先新建、从备份恢复"))
    envelope = folder / keys.FILE_NAME
    key = keys.read_key(envelope)
    warnings = []
    if keys.open_to_others(envelope):
        warnings.append(_("密钥文件可被本机其他账户读取，请改成只有自己可读"))
    if cloud := place.cloud_name(folder):
        warnings.append(_("记录文件在网盘同步文件夹“{name}”里，同步可能写坏它，建议移到别处").format(name=cloud))
    remembered = _remembered(folder, warnings)
    with engine.saying_why(str(path)):
        connection = engine.connect(path, key, write=lock is not None)
    try:
        with engine.saying_why(str(path)):
            _bring_up_to_date(connection, path, write=lock is not None)
            origin = bytes(connection.execute("SELECT value FROM meta WHERE key = 'origin'").fetchone()[0])
            doubt = _doubt(connection, origin, remembered)
        if doubt is not None:
            if lock is not None:
                raise doubt
            warnings.append(str(doubt))
        with engine.saying_why(str(path)):
            store = Store(
                folder, key, origin, lock=lock, connection=connection if lock else None, actor=actor, clock=clock
            )
    except BaseException:
        connection.close()
        raise
    if lock is None:
        connection.close()
    store.warnings = tuple(warnings)
    try:
        store.purge_stale()
    except BaseException:
        store.close()
        raise
    return store


def _bring_up_to_date(connection: Connection, path: Path, *, write: bool) -> None:
    """Migrate an older file (after a backup), refuse a newer one and one whose schema is not ours."""
    where = str(path)
    found = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if found > migrations.version():
        raise StoreError(_("记录文件来自更新的版本"), where=where, remedy=_("请安装新版本后再打开"))
    if found < migrations.version():
        if not write:
            raise StoreError(_("记录文件来自旧版本，还没有升级"), where=where, remedy=_("请先用主窗口打开一次"))
        migrations.migrate(connection)
    if migrations.fingerprint(connection) != migrations.expected_fingerprint():
        raise StoreError(_("记录文件的表结构被改动过"), where=where, remedy=_("请从备份恢复"))


def _remembered(folder: Path, warnings: list[str]) -> Anchor | None:
    try:
        return anchor.read(folder)
    except ValueError:
        warnings.append(_("last_root 文件读不懂，无法核对记录是否被换成旧的"))
        return None


def _doubt(connection: Connection, origin: bytes, remembered: Anchor | None) -> StoreError | None:
    """What the root remembered outside the file says against it."""
    if remembered is None:
        return None
    size = ledger.size_of(connection)
    if remembered.origin != origin:
        what = _("这不是上次在这里使用的那份记录文件")
    elif size < remembered.size:
        what = _("记录文件比上次使用时少了 {count} 条操作记录").format(count=remembered.size - size)
    elif ledger.root_at(connection, remembered.size) != remembered.root:
        what = _("记录文件里过去的操作记录被改动过")
    else:
        return None
    return StoreError(what, remedy=_("请放回原来的文件或从备份恢复；确要使用这一份，先移走旁边的 last_root 文件"))
