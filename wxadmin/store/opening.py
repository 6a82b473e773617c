"""Making a record file, opening it, and putting a backup in its place."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from wxadmin.domain import merkle
from wxadmin.domain.errors import StoreError
from wxadmin.domain.jobs import Step, quiet
from wxadmin.i18n import _
from wxadmin.store import backup, engine, keys, place, vetting
from wxadmin.store.archive import refuse_no_file
from wxadmin.store.keys import Keychain, KeyFile
from wxadmin.store.lock import FILE_NAME as LOCK_NAME
from wxadmin.store.lock import InstanceLock
from wxadmin.store.session import DATABASE, Clock, Store, local_now


def create_store(
    folder: Path, *, key: KeyFile | Keychain | None = None, actor: str = "", clock: Clock = local_now
) -> Store:
    """A new, empty record file in ``folder`` (made if needed), opened for writing; ``key`` says where its key lies.

    A key file left there by an earlier record file is used again, never overwritten. StoreError: there is a record
    file already, the place is a network path or cannot be written.
    """
    place.refuse_network(folder)
    _make_folder(folder)
    path = folder / DATABASE
    with _locked(folder) as lock:
        backup.finish(folder)
        if path.exists():
            raise StoreError(_("这里已有记录文件"), where=str(path), remedy=_("请直接打开它，或另选一个空文件夹"))
        envelope = folder / keys.FILE_NAME
        origin = secrets.token_bytes(merkle.ORIGIN_BYTES)
        if not envelope.exists():
            keys.write_envelope(envelope, origin, secrets.token_bytes(engine.KEY_BYTES), key or KeyFile())
        vetting.create_file(path, keys.read_key(envelope), origin)
        return _open(folder, lock, actor=actor, clock=clock)


def open_store(folder: Path, *, write: bool = True, actor: str = "", clock: Clock = local_now) -> Store:
    """The record file in ``folder``; ``write`` False opens it for reading beside a running window.

    StoreError: no record file here, locked (names who holds it), key missing or damaged, file damaged, of a newer
    version, put back to an older state (a reading session warns instead), or on a network path.
    """
    try:
        place.refuse_network(folder)
        # A folder that holds no records is left as it is, without even a lock.
        if not write or not ((folder / DATABASE).exists() or backup.pending(folder)):
            return _open(folder, None, actor=actor, clock=clock)
        with _locked(folder) as lock:
            backup.finish(folder)
            backup.clear_leftovers(folder)
            return _open(folder, lock, actor=actor, clock=clock)
    except PermissionError as error:
        raise StoreError(_("没有权限读取记录文件夹"), where=str(folder), remedy=_("请检查文件夹的权限")) from error


def restore(
    folder: Path, archive: Path, *, key_file: Path | None = None, clock: Clock = local_now, step: Step = quiet
) -> Path | None:
    """Put a checked backup in place of the record file in ``folder``; returns where the old files are kept, if any.

    The key is that of ``key_file``, else of the folder, else beside the archive or above it. StoreError: the folder is
    in use, no key opens the archive, it is damaged or not ours; then nothing is changed.
    """
    place.refuse_network(folder)
    refuse_no_file(archive)
    new = not folder.exists()
    _make_folder(folder)
    try:
        with _locked(folder) as lock:
            backup.finish(folder)
            kept = backup.prepare(folder, archive, at=clock(), key_file=key_file, step=step)
            backup.finish(folder)
            lock.release()
    except BaseException:
        if new:
            (folder / LOCK_NAME).unlink(missing_ok=True)
            with suppress(OSError):
                folder.rmdir()
        raise
    return kept


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(_("文件夹建不了"), where=str(folder), remedy=_("请检查上级文件夹的写入权限")) from error


@contextmanager
def _locked(folder: Path) -> Iterator[InstanceLock]:
    """The lock, given back if the block fails; otherwise the block has passed it on."""
    lock = InstanceLock(folder)
    try:
        yield lock
    except BaseException:
        lock.release()
        raise


def _open(folder: Path, lock: InstanceLock | None, *, actor: str, clock: Clock) -> Store:
    path = folder / DATABASE
    if backup.pending(folder):
        raise StoreError(_("恢复备份还没有做完"), where=str(folder), remedy=_("请先用主窗口打开一次"))
    if not path.is_file():
        raise StoreError(_("这里没有记录文件"), where=str(folder), remedy=_("请检查文件夹，或先新建、从备份恢复"))
    if path.stat().st_size < vetting.SMALLEST:
        raise vetting.no_record_file(path)
    envelope = folder / keys.FILE_NAME
    key = keys.read_key(envelope)
    warnings = []
    if keys.open_to_others(envelope):
        warnings.append(_("密钥文件可被本机其他账户读取，请改成只有自己可读"))
    if cloud := place.cloud_name(folder):
        warnings.append(_("记录文件在网盘同步文件夹“{name}”里，同步可能写坏它，建议移到别处").format(name=cloud))
    known = vetting.remembered(folder, warnings)

    def copy_first() -> None:
        backup.write_backup(folder, key, at=clock(), name="before-upgrade")

    with engine.saying_why(str(path)):
        connection = engine.connect(path, key, write=lock is not None)
    try:
        with engine.saying_why(str(path)):
            vetting.bring_up_to_date(connection, path, before=copy_first if lock else None)
            origin = vetting.origin_of(connection)
            doubt = vetting.doubt(connection, origin, known)
            if doubt is not None and lock is not None:
                raise doubt
            store = Store(
                folder, key, origin, lock=lock, connection=connection if lock else None, actor=actor, clock=clock
            )
    except BaseException:
        connection.close()
        raise
    if lock is None:
        connection.close()
    store.warnings = (*warnings, *([] if doubt is None else [str(doubt)]))
    try:
        store.purge_stale()
        if lock is not None:
            store.remember_erased()
    except BaseException:
        store.close()
        raise
    return store
