"""The record file as a whole: opening, closing, backup, restore, check, undo and history."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wxadmin.domain.errors import UserError
from wxadmin.domain.jobs import Step, quiet
from wxadmin.i18n import _
from wxadmin.services import clock
from wxadmin.services.given_files import refuse_special
from wxadmin.store import changes as stored
from wxadmin.store import history as stored_history
from wxadmin.store.checking import CheckReport
from wxadmin.store.keys import Keychain, KeyFile
from wxadmin.store.lists import Source
from wxadmin.store.opening import create_store, open_store
from wxadmin.store.opening import restore as restore_backup
from wxadmin.store.reading import Reader
from wxadmin.store.session import DATABASE, Change, Store

__all__ = ["Change", "CheckReport", "HistoryLine", "Reader", "Store"]


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One change of one record: when (shown), by whom, its name, and the fields it set (name, before, after)."""

    change: int
    at: str
    actor: str
    label: str
    fields: tuple[tuple[str, str, str], ...]


def default_folder() -> Path:
    """Where the owner's records lie unless told otherwise: the local application-data folder."""
    from platformdirs import user_data_path

    return user_data_path("wxadmin", appauthor=False, roaming=False)


def exists(folder: Path) -> bool:
    """Whether a record file lies in ``folder``."""
    return (folder / DATABASE).is_file()


def open_default(*, write: bool = True) -> Store:
    """The owner's record file, made on first use. StoreError: locked (by whom), damaged, wrong key, newer."""
    return open_at(default_folder(), write=write, create=write)


def open_at(folder: Path, *, write: bool = True, create: bool = False, key_file: bool = False) -> Store:
    """The record file in ``folder``; ``create`` makes it where there is none, ``key_file`` then with its key beside it.

    Without ``key_file`` the key of a new file goes into the keychain, where there is one that works, else into a key
    file readable by its owner alone. What days have brought since the last time is settled first.
    """
    if create and not exists(folder):
        store = _create(folder, key_file=key_file)
    else:
        store = open_store(folder, write=write, clock=clock.now)
    from wxadmin.services import case_parts, executions, fixed, groups, sanctions, settings

    try:
        store.actor = (
            settings.get(store).actor or next((g.owner for g in groups.every(store) if g.owner), "") or _login()
        )
        if write:
            fixed.take_effect(store)
            case_parts.take_up(store)
            sanctions.end_due(store)
            executions.check(store)
    except BaseException:
        store.close()  # else nobody could open it again
        raise
    return store


def _create(folder: Path, *, key_file: bool) -> Store:
    if not key_file and keychain_works():
        return create_store(folder, key=Keychain(), clock=clock.now)
    return create_store(folder, key=KeyFile(), clock=clock.now)


def keychain_works() -> bool:
    """Whether this system has a keychain that keeps a secret without asking for a password on the terminal."""
    import keyring
    from keyring.backends import fail, null
    from keyring.errors import KeyringError

    try:
        backend = keyring.get_keyring()
        return backend.priority > 0 and not isinstance(backend, fail.Keyring | null.Keyring)
    except (KeyringError, OSError, RuntimeError):
        return False


def _login() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


def close(store: Store) -> None:
    """Ends the writer and gives the file free; harmless when already closed."""
    store.close()


def reader(store: Store) -> Reader:
    """A connection of its own for one list; ``interrupt()`` from any thread stops its query, ``close()`` ends it."""
    return store.reader()


def position(db: Source) -> int:
    """The state of the records that ``db`` reads."""
    return stored.position(db)


def moved_on(db: Source, since: int, tables: Collection[str]) -> bool:
    """Whether one of the tables was written after that state."""
    return stored.moved_on(db, since, tables)


def backup(store: Store, step: Step = quiet) -> Path:
    """Writes a verified copy into the records' backups folder and names it."""
    return store.backup(step)


def restore(folder: Path, archive: Path, step: Step = quiet, *, key_file: Path | None = None) -> Path | None:
    """Puts a backup in place of the record file in ``folder``; returns where the old files were kept, if any."""
    refuse_special(archive)
    return restore_backup(folder, archive, key_file=key_file, clock=clock.now, step=step)


def check(store: Store, step: Step = quiet) -> CheckReport:
    """The full check: pages, constraints, ledger."""
    return store.check(step)


def undo(store: Store, change: int | None = None) -> Change[None]:
    """Takes the last undoable change (or that one) back; UserError when its rows moved on or it was issued."""
    if change is None:
        last = store.last_undoable()
        if last is None:
            raise UserError(_("没有可以撤销的修改"), remedy=_("已签发的只能作废，不能撤销"))
        change = last.id
    return store.undo(change)


def undo_label(store: Store) -> str | None:
    """The name of what :func:`undo` would take back, or None."""
    last = store.last_undoable()
    return None if last is None else last.label


def undo_actor(store: Store, change: int | None = None) -> str:
    """Who made the change that :func:`undo` would take back, ``""`` when there is none."""
    if change is None:
        last = store.last_undoable()
        return "" if last is None else last.actor
    with store.read() as db:
        found = stored_history.changes(db, [change])
    return found[0].actor if found else ""


def history(store: Store, table: str, row: int) -> tuple[HistoryLine, ...]:
    """Every change of one record, newest first."""
    with store.read() as db:
        found = stored_history.of_record(db, table, row)
    lines = []
    for entry in reversed(found):
        before, after = entry.before or {}, entry.after or {}
        fields = tuple(
            (name, _words(before.get(name)), _words(after.get(name)))
            for name in after
            if before.get(name) != after.get(name) and name not in _DERIVED and not name.endswith("_key")
        )
        change = entry.change
        lines.append(HistoryLine(change.id, clock.shown(change.at), change.actor, change.label, fields))
    return tuple(lines)


_DERIVED = {"id", "search", "subject", "batch"}


def _words(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
