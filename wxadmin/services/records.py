"""The record file as a whole: opening, closing, backup, restore, check, undo and history."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wxadmin.domain.jobs import Step, quiet
from wxadmin.store.session import Change, CheckReport, Reader, Store

__all__ = ["Change", "CheckReport", "HistoryLine", "Reader", "Store"]


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One change of one record: when, by whom, what the change was called, and which fields it set (name, before, after)."""

    change: int
    at: str
    actor: str
    label: str
    fields: tuple[tuple[str, str, str], ...]


def default_folder() -> Path:
    """Where the owner's records lie unless told otherwise: the local application-data folder."""
    raise NotImplementedError


def exists(folder: Path) -> bool:
    """Whether a record file lies in ``folder``."""
    raise NotImplementedError


def open_default(*, write: bool = True) -> Store:
    """The owner's record file, made on first use. StoreError: locked (names who holds it), damaged, wrong key, newer."""
    raise NotImplementedError


def open_at(folder: Path, *, write: bool = True, create: bool = False, key_file: bool = False) -> Store:
    """The record file in ``folder``; ``create`` makes it where there is none, ``key_file`` then with its key beside it."""
    raise NotImplementedError


def close(store: Store) -> None:
    """Ends the writer and gives the file free; harmless when already closed."""
    raise NotImplementedError


def reader(store: Store) -> Reader:
    """A connection of its own for one list; ``interrupt()`` from any thread stops its query, ``close()`` ends it."""
    raise NotImplementedError


def backup(store: Store, step: Step = quiet) -> Path:
    """Writes a verified copy into the records' backups folder and names it."""
    raise NotImplementedError


def restore(folder: Path, archive: Path, step: Step = quiet) -> Path:
    """Puts a backup in place of the record file in ``folder`` and returns where the old one was kept."""
    raise NotImplementedError


def check(store: Store, step: Step = quiet) -> CheckReport:
    """The full check: pages, constraints, ledger."""
    raise NotImplementedError


def undo(store: Store, change: int | None = None) -> Change[Any]:
    """Takes the last undoable change (or that one) back; UserError when its rows moved on or it was issued."""
    raise NotImplementedError


def undo_label(store: Store) -> str | None:
    """The name of what :func:`undo` would take back, or None."""
    raise NotImplementedError


def history(store: Store, table: str, row: int) -> tuple[HistoryLine, ...]:
    """Every change of one record, newest first."""
    raise NotImplementedError
