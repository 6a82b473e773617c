"""Pictures in the record file: taken in from files, kept once each by their digest, in order, given back whole."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from wxadmin.domain.errors import StoreError, one_line
from wxadmin.i18n import _, on_paper
from wxadmin.services.picture_files import read_picture
from wxadmin.store import attachments as stored
from wxadmin.store.engine import Row
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class Taken:
    """A picture file read and reduced: the name of its file, a title that this gives, SHA-256 of the file in hex."""

    name: str
    title: str
    original: str
    data: bytes


def take(path: Path) -> Taken:
    """The picture of a file; UserError when it is none or too large."""
    from wxadmin.printing.typesetting.pictures import reduced

    given = read_picture(path)
    digest = hashlib.sha256(given.data).hexdigest()
    return Taken(one_line(given.name), title_of(given.name), digest, reduced(given))


def title_of(name: str) -> str:
    """The title that the name of a file gives: what can be seen of it, no longer than a title may be."""
    return "".join(c for c in Path(name).stem if c.isprintable()).strip()[:LONGEST_TITLE] or on_paper(_("图片"))


def keep(tx: Tx, data: bytes) -> str:
    """Keep a picture, unless it is there; returns what names it, its SHA-256 in hex."""
    sha = hashlib.sha256(data).hexdigest()
    if not stored.has_picture(tx, sha):
        tx.insert("picture", {"sha": sha, "data": data})
    return sha


def place_anew(tx: Tx, table: str, rows: Sequence[Row], moved: int, by: int) -> None:
    """Move the row ``moved`` among ``rows``, which are in order, ``by`` places down, as far as there is room."""
    order = list(rows)
    here = [row["id"] for row in order].index(moved)
    order.insert(max(0, min(len(order) - 1, here + by)), order.pop(here))
    for position, row in enumerate(order):
        if row["position"] != position:
            tx.update(table, row["id"], {"position": position})


def bytes_of(db: Source, sha: str) -> bytes:
    """The bytes of a kept picture; StoreError when they are not what they were."""
    data = stored.picture(db, sha)
    if data is None or hashlib.sha256(data).hexdigest() != sha:
        raise StoreError(_("记录文件里的一幅图片缺失或被改动过"), remedy=_("请运行完整检查，或从备份恢复"))
    return data
