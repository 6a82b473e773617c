"""What came back to a posted announcement: pastes, whose an unclear answer is, who is still missing."""

from __future__ import annotations

from pathlib import Path

from wxadmin.domain.errors import UserError
from wxadmin.i18n import _
from wxadmin.services import answers, clock
from wxadmin.services.announcement_plans import existing, posted
from wxadmin.services.answers import Board
from wxadmin.services.records import Change, Store
from wxadmin.services.standing import fresh
from wxadmin.store import announcements as stored
from wxadmin.store.journal import Tx


def know_senders(store: Store, announcement: int) -> None:
    """Bring the check of members up to date, which knows whose nickname an answer has."""
    with store.read() as db:
        group = existing(db, announcement)["group_id"]
    fresh(store, group)


def read_list(path: Path) -> str:
    """The text of a file with answers; UserError when it cannot be read."""
    from wxadmin.intake.text import decode, read_bytes, shown

    return decode(read_bytes(path), where=shown(path))


def paste_replies(store: Store, announcement: int, text: str) -> Change[int]:
    """Adds a paste of answers; the value is how many more people are confirmed. UserError for an empty paste."""
    if not text.strip():
        raise UserError(_("没有文字"), remedy=_("请粘贴群里的回复或接龙"))
    know_senders(store, announcement)
    with store.read() as db:
        row = posted(db, announcement)
        before = len(answers.board(db, row).confirmed)
        answers.read(text)

    def work(tx: Tx) -> int:
        now = posted(tx, announcement)
        if now["state"] == "closed":
            raise UserError(_("收集已经结束"), remedy=_("可以先撤销“结束收集”"))
        tx.insert(
            "reply_paste",
            {"announcement_id": announcement, "pasted": clock.stamp(clock.moment(tx.at)), "text": text},
        )
        return len(answers.board(tx, now).confirmed) - before

    return store.change(_("粘贴回复 {}").format(row["title"]), work)


def board(store: Store, announcement: int) -> Board:
    """The heaps from all pastes and picks."""
    know_senders(store, announcement)
    with store.read() as db:
        return answers.board(db, posted(db, announcement))


def pick(store: Store, announcement: int, text: str, person: int) -> Change[int]:
    """Says whose an unclear answer is."""
    with store.read() as db:
        row = posted(db, announcement)
        known = {a["person_id"]: a["subject"] for a in stored.audience(db, announcement)}
    if person not in known:
        raise UserError(_("这个人不在公告对象里"), remedy=_("请从候选人里选择"))

    def work(tx: Tx) -> int:
        if any(p["text"] == text and p["person_id"] == person for p in stored.picks(tx, announcement)):
            return person
        picked = clock.stamp(clock.moment(tx.at))
        tx.insert(
            "reply_pick",
            {
                "announcement_id": announcement,
                "text": text,
                "person_id": person,
                "picked": picked,
                "subject": known[person],
            },
        )
        return person

    return store.change(_("认定回复 {}").format(row["title"]), work)


def reminder(store: Store, announcement: int) -> str:
    """A text with @names of those still missing; UserError when nobody is."""
    know_senders(store, announcement)
    with store.read() as db:
        row = posted(db, announcement)
        found = answers.board(db, row)
    if not found.missing:
        raise UserError(_("没有还未回复的人"), remedy=_("不需要提醒"))
    return found.reminder
