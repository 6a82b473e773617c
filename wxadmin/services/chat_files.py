"""Files that came as attachments of a shared chat: kept whole beside their message, given back as they came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from wxadmin import atomic
from wxadmin.domain.chat import Attachment, Message
from wxadmin.domain.errors import UserError, one_line
from wxadmin.i18n import _
from wxadmin.services import exhibits, kept_pictures
from wxadmin.services.records import Store
from wxadmin.store import members as stored_members
from wxadmin.store import messages as stored
from wxadmin.store.journal import Tx

_NAMELESS = _("附件")


@dataclass(frozen=True, slots=True)
class ChatFile:
    """One file; ``sha`` is its SHA-256 in hex, ``message`` 0 where no message names it."""

    id: int
    message: int
    name: str
    media: exhibits.Media
    bytes: int
    sha: str


def keep(tx: Tx, group: int, files: Sequence[Attachment], ids: Mapping[int, int], said: Sequence[Message]) -> int:
    """Keeps the files of the messages in ``ids`` (index → id), and those that no message names; how many.

    What is there already beside the same message, or beside none, is not kept twice.
    """
    subjects = stored_members.subjects(tx, group)
    kept = 0
    for file in files:
        if not file.data or (file.message >= 0 and file.message not in ids):
            continue
        sender = said[file.message].sender if file.message >= 0 else ""
        message, sha = ids.get(file.message, 0), kept_pictures.keep(tx, file.data)
        if stored.has_file(tx, group, message, sha):
            continue
        tx.insert(
            "message_file",
            {
                "group_id": group, "message_id": message, "subject": subjects.get(sender, b""), "sender": sender,
                "name": one_line(file.name).strip()[:200] or _NAMELESS, "bytes": len(file.data), "picture": sha,
            },
        )  # fmt: skip
        kept += 1
    return kept


def get(store: Store, file: int) -> tuple[ChatFile, bytes]:
    """A file and its bytes; UserError when it is gone, StoreError when they are not those its SHA-256 names."""
    with store.read() as db:
        row = stored.file(db, file)
        if row is None:
            raise UserError(_("没有这个附件"), remedy=_("可能已被删除，请刷新列表"))
        data = kept_pictures.bytes_of(db, row["picture"])
    found = ChatFile(file, row["message_id"], row["name"], exhibits.media_of(row["name"]), row["bytes"], row["picture"])
    return found, data


def save_original(store: Store, file: int, target: Path) -> Path:
    """Writes the file as it came to ``target``, whole or not at all; UserError where that cannot be written."""
    atomic.write_bytes(get(store, file)[1], target)
    return target
