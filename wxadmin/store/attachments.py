"""Attachments of regulations, announcements and cases, and the pictures among them."""

from __future__ import annotations

from typing import Literal

from wxadmin.store.engine import Row
from wxadmin.store.lists import Source

OwnerKind = Literal["revision", "announcement", "case"]
COLUMNS: dict[OwnerKind, str] = {"revision": "revision_id", "announcement": "announcement_id", "case": "case_id"}
"""Which column of an attachment names its owner."""
NAMING = ("attachment", "signing_picture", "exhibit", "message_file")
"""Tables whose column ``picture`` names bytes by their SHA-256."""


def of(db: Source, kind: OwnerKind, owner: int) -> list[Row]:
    """All rows of an owner in order, removed ones among them; pictures by their digest alone."""
    return db.all(
        f"SELECT * FROM attachment WHERE {COLUMNS[kind]} = ? ORDER BY position, id",  # noqa: S608 - a column of ours
        (owner,),
    )


def one(db: Source, attachment: int) -> Row | None:
    """One attachment."""
    return db.one("SELECT * FROM attachment WHERE id = ?", (attachment,))


def picture(db: Source, sha: str) -> bytes | None:
    """The bytes of a picture by their SHA-256 in hex, None when it is not there."""
    row = db.one("SELECT data FROM picture WHERE sha = ?", (sha,))
    return None if row is None else bytes(row[0])


def has_picture(db: Source, sha: str) -> bool:
    """Whether that picture is kept."""
    return db.one("SELECT 1 FROM picture WHERE sha = ?", (sha,)) is not None
