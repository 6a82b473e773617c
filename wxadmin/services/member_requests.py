"""What an approved application or a closed check-list asks to be done in WeChat: a task written in their own change."""

from __future__ import annotations

from wxadmin.domain.ordering import searchable
from wxadmin.services import clock, spelling
from wxadmin.store import applications as stored
from wxadmin.store.journal import Tx


def ask(
    tx: Tx, kind: str, group: int, person: int | None, name: str, nickname: str, subject: bytes, reason: str
) -> None:
    """Opens a task (``invite`` or ``remove``) for a member unless the same one is open."""
    if stored.open_task(tx, group, kind, person, nickname, name):
        return
    tx.insert(
        "member_task",
        {
            "group_id": group, "kind": kind, "nickname": nickname, "wanted": "", "person_id": person, "name": name,
            "reason": reason, "due": "", "state": "open", "contradicted": "", "closed": "", "closed_by": "",
            "snapshot_id": None, "made": clock.stamp(clock.moment(tx.at)), "subject": subject,
            "search": searchable(nickname, name, *spelling.pinyin_words(name)),
        },
    )  # fmt: skip
