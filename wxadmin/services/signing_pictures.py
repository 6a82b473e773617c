"""Pictures of sheets that came back signed: the evidence of a round, kept like the pictures of attachments."""

from __future__ import annotations

from pathlib import Path

from wxadmin.domain.errors import UserError
from wxadmin.i18n import _
from wxadmin.services import clock, kept_pictures
from wxadmin.services.attachments import AttachmentRow
from wxadmin.services.records import Change, Store
from wxadmin.services.signing_records import existing
from wxadmin.store import signings as stored
from wxadmin.store.engine import Row as Stored
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

_MOST = 999


def of(store: Store, round_id: int) -> tuple[AttachmentRow, ...]:
    """What a round has, in order; UserError when there is no such round."""
    with store.read() as db:
        existing(db, round_id)
        rows = stored.pictures(db, round_id)
    return tuple(AttachmentRow(row["id"], row["title"], row["file_name"], "", picture=True) for row in rows)


def add_picture(store: Store, round_id: int, path: Path) -> Change[int]:
    """Takes a picture file in, reduced, also after the round has ended; UserError when it is none or too large."""
    with store.read() as db:
        existing(db, round_id)
    taken = kept_pictures.take(path)

    def work(tx: Tx) -> int:
        existing(tx, round_id)
        there = stored.pictures(tx, round_id)
        if len(there) >= _MOST:
            raise UserError(_("照片已有 {} 张").format(len(there)), remedy=_("请移去不用的"))
        return tx.insert(
            "signing_picture",
            {
                "signing_id": round_id,
                "position": max((row["position"] for row in there), default=-1) + 1,
                "title": taken.title,
                "file_name": taken.name,
                "original": taken.original,
                "picture": kept_pictures.keep(tx, taken.data),
                "removed": 0,
                "created": clock.stamp(clock.moment(tx.at)),
            },
        )

    return store.change(_("添加签收照片 {}").format(taken.title), work)


def remove(store: Store, picture: int) -> Change[int]:
    """Takes a picture away."""
    with store.read() as db:
        title = _existing(db, picture)["title"]

    def work(tx: Tx) -> int:
        _existing(tx, picture)
        tx.update("signing_picture", picture, {"removed": 1})
        return picture

    return store.change(_("移去签收照片 {}").format(title), work)


def move(store: Store, picture: int, by: int) -> Change[int]:
    """Moves a picture ``by`` places down (negative: up), as far as there is room."""
    with store.read() as db:
        title = _existing(db, picture)["title"]

    def work(tx: Tx) -> int:
        order = stored.pictures(tx, _existing(tx, picture)["signing_id"])
        kept_pictures.place_anew(tx, "signing_picture", order, picture, by)
        return picture

    return store.change(_("调整签收照片次序 {}").format(title), work)


def picture(store: Store, picture: int) -> bytes:
    """The bytes of a picture as they are kept."""
    with store.read() as db:
        return kept_pictures.bytes_of(db, _existing(db, picture)["picture"])


def _existing(db: Source, picture: int) -> Stored:
    row = stored.picture(db, picture)
    if row is None:
        raise UserError(_("没有这张照片"), remedy=_("可能已被移去，请刷新"))
    return row
