"""Whose data was erased, remembered outside the database, so that a backup put back later loses it again.

``erased`` is a text of lines ``ORIGIN SUBJECT DAY CHOICES`` (hex, hex, ISO date, words joined by commas or ``-``): a
random number of a person and what was chosen besides, nothing that says who it was. It lies beside the record file and
beside the backups, since either may be all that is left.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from wxadmin.store import files
from wxadmin.store.engine import Connection

FILE_NAME = "erased"
_BACKUPS = "backups"
_MAX_BYTES = 8 << 20


@dataclass(frozen=True, slots=True)
class Erased:
    """One person: the subject id, the day, and the keys of what was chosen besides."""

    subject: bytes
    day: str
    also: tuple[str, ...] = ()


def told(connection: Connection) -> tuple[Erased, ...]:
    """Whom the record file itself says it erased; nothing for a file older than erasures."""
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'erasure'").fetchone() is None:
        return ()
    rows = connection.execute("SELECT person, day, went FROM erasure ORDER BY id").fetchall()
    return tuple(Erased(bytes(row[0]), row[1], tuple(json.loads(row[2]).get("also", ()))) for row in rows)


def read(folder: Path, origin: bytes) -> dict[bytes, Erased]:
    """Whom the list in a folder names, by subject id; a line that says nothing readable is passed over."""
    try:
        lines = (folder / FILE_NAME).read_bytes()[:_MAX_BYTES].decode("ascii", errors="replace").splitlines()
    except OSError:
        return {}
    found = {}
    for line in lines:
        words = line.split()
        try:
            whose, subject = bytes.fromhex(words[0]), bytes.fromhex(words[1])
        except (ValueError, IndexError):
            continue
        if whose == origin and len(subject) == 16 and len(words) == 4:
            found[subject] = Erased(subject, words[2], () if words[3] == "-" else tuple(words[3].split(",")))
    return found


def remember(folder: Path, origin: bytes, known: Iterable[Erased] = ()) -> None:
    """Bring the lists beside the record file and its backups to one state with ``known`` in it.

    OSError where one cannot be written, which is then as it was.
    """
    places = [place for place in (folder, folder / _BACKUPS) if place.is_dir()]
    kept = [read(place, origin) for place in places]
    everybody = {one.subject: one for one in known}
    for part in kept:
        everybody |= part
    for place, part in zip(places, kept, strict=True):
        if part.keys() != everybody.keys():
            _add(place / FILE_NAME, origin, [one for one in everybody.values() if one.subject not in part])


def _add(target: Path, origin: bytes, new: Iterable[Erased]) -> None:
    before = target.read_bytes() if target.exists() else b""
    if before and not before.endswith(b"\n"):
        before += b"\n"
    said = "".join(f"{origin.hex()} {one.subject.hex()} {one.day} {','.join(one.also) or '-'}\n" for one in new)
    partly = target.with_name(FILE_NAME + ".new")
    partly.write_bytes(before + said.encode("ascii"))
    files.sync_file(partly)
    partly.replace(target)
    files.sync_folder(target.parent)
