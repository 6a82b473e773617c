"""The last root, remembered outside the database: finds a file put back to an older or another state.

``last_root`` is one line: ``wxadmin-root-v1 ORIGIN SIZE ROOT`` (hex, decimal, hex). It is written after each commit
without waiting for the disk, so it is never newer than the record file.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FILE_NAME = "last_root"
_FORMAT = "wxadmin-root-v1"
_MAX_BYTES = 400


@dataclass(frozen=True, slots=True)
class Anchor:
    """A root the ledger once had."""

    origin: bytes
    size: int
    root: bytes


def write(folder: Path, anchor: Anchor) -> None:
    """Replace the remembered root. OSError if it cannot be written."""
    partly = folder / f"{FILE_NAME}.new"
    partly.write_text(f"{_FORMAT} {anchor.origin.hex()} {anchor.size} {anchor.root.hex()}\n", encoding="ascii")
    partly.replace(folder / FILE_NAME)


def read(folder: Path) -> Anchor | None:
    """The remembered root, None if there is none. ValueError if the file says nothing readable."""
    try:
        data = (folder / FILE_NAME).read_bytes()[:_MAX_BYTES]
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ValueError("unreadable") from error
    fields = data.decode("ascii", errors="replace").split()
    if len(fields) != 4 or fields[0] != _FORMAT:
        raise ValueError("not a remembered root")
    found = Anchor(bytes.fromhex(fields[1]), int(fields[2]), bytes.fromhex(fields[3]))
    if len(found.origin) != 16 or len(found.root) != 32 or found.size < 0:
        raise ValueError("not a remembered root")
    return found
