"""Empty record files for tests: one is built in each process, and every test opens a copy of its own."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from wxadmin.services import records
from wxadmin.services.records import Store


@lru_cache(maxsize=1)
def _files() -> dict[str, bytes]:
    with TemporaryDirectory() as place:
        folder = Path(place, "records")
        records.open_at(folder, create=True, key_file=True).close()
        return {file.name: file.read_bytes() for file in folder.iterdir() if file.suffix != ".lock"}


def fresh_records(folder: Path) -> Store:
    """An empty record file in ``folder`` (made if needed), opened for writing, with its key in a file beside it.

    All have one key and one origin, as copies have: who needs two strangers in one test makes one of them with
    ``records.open_at(folder, create=True, key_file=True)``, which takes six times as long.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in _files().items():
        handle = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
    return records.open_at(folder)
