"""Files that must be on disk when we say so."""

from __future__ import annotations

import os
from pathlib import Path

DATABASE_PARTS = ("", "-wal", "-shm", "-journal")
"""Endings of the files that together are one database."""


def sync_file(path: Path) -> None:
    """Wait until the file's content is on disk. OSError if it cannot be."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until the names in the folder are on disk; Windows keeps them with the files."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove_database(path: Path) -> None:
    """Remove a database with what SQLite puts beside it."""
    for ending in DATABASE_PARTS:
        path.with_name(path.name + ending).unlink(missing_ok=True)
