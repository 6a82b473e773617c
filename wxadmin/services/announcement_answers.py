"""What came back to a posted announcement: pastes, whose an unclear answer is, who is still missing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from wxadmin.domain.answers import items_of, starts_chain
from wxadmin.domain.errors import UserError
from wxadmin.domain.reply_names import NameBook
from wxadmin.i18n import _
from wxadmin.services import answers, clock, people
from wxadmin.services.announcement_plans import existing, posted
from wxadmin.services.announcement_plans import of as plan_of
from wxadmin.services.answers import Board
from wxadmin.services.records import Change, Store
from wxadmin.services.standing import fresh
from wxadmin.store import announcements as stored
from wxadmin.store import people as stored_people
from wxadmin.store.engine import Row
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

if TYPE_CHECKING:
    from wxadmin.services.progress_reports import Told

T = TypeVar("T")

MOST_LETTERS = 500_000
"""Longer pastes are no answers to one announcement."""
_FEW = 3
"""Names from which a list tells whose it is."""
_TELLING = 4
"""Letters from which the title of a list tells what it is about."""
_OF_ANY = re.compile(
    r"[\W\d_]|收到|回复|请|接龙|确认|报名|签到|统计|登记|名单|参加|大家|各位|家长|人员|情况|今[日天]|明[日天]"
)
_HEADING = re.compile(r"\s*[#＃]\s?(?:群?接[龙龍]|group\s?notes?)[ \t]*\n?(?P<title>[^\n]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a paste may belong to another announcement; ``other`` is that one, None where none fits."""

    words: str
    other: int | None = None
    title: str = ""


def know_senders(store: Store, announcement: int) -> None:
    """Bring the check of members up to date, which knows whose nickname an answer has."""
    with store.read() as db:
        group = existing(db, announcement)["group_id"]
    fresh(store, group)


def read_list(path: Path) -> str:
    """The text of a file with answers; UserError when it cannot be read."""
    from wxadmin.intake.text import decode, read_bytes, shown

    return decode(read_bytes(path), where=shown(path))


def check_paste(text: str) -> str:
    """The text as it is kept; UserError when there is none, far too much, or a letter that is none, with its line."""
    from wxadmin.intake.text import refuse_damaged

    text = text.replace("\r\n", "\n").replace("\r", "\n")
    refuse_damaged(text, where=_("粘贴的内容"))
    if not text.strip():
        raise UserError(_("没有文字"), remedy=_("请粘贴群里的回复或接龙"))
    if len(text) > MOST_LETTERS:
        remedy = _("一次最多 {} 万字，请只粘贴这则公告之后的回复").format(MOST_LETTERS // 10_000)
        raise UserError(_("粘贴的内容太长（{} 万字）").format(len(text) // 10_000), remedy=remedy)
    return text


def doubt(store: Store, announcement: int, text: str) -> Doubt | None:
    """Whether a paste seems to answer something else: a list under another title, or names of other people.

    Nothing is kept by asking. None where nothing speaks against it.
    """
    text = check_paste(text)
    with store.read() as db:
        row = posted(db, announcement)
        others = [r for r in stored.open_ones(db, row["group_id"]) if r["id"] != announcement]
        title = _chain_title(text)
        own = _likeness(title, row["title"] + row["body"])
        scores = [(_likeness(title, other["title"]), other) for other in others] if title else []
        score, better = max(scores, key=lambda pair: pair[0], default=(0.0, None))
        if better is not None and score >= 0.5 and score > own + 0.2:
            words = _("接龙的标题是“{}”，像是另一则公告“{}”的回复。").format(title, better["title"])
            return Doubt(words, better["id"], better["title"])
        if own == 0 and len(_OF_ANY.sub("", title)) >= _TELLING:
            return Doubt(_("接龙的标题是“{}”，和这则公告没有相同的字句。").format(title))
        audience, ids, _labels, known = answers.audience_of(db, row)
        mine, rest, listed = _named(NameBook(audience, known), text)
        if mine + len(rest) < _FEW or mine * 2 >= mine + len(rest):
            return None
        there = set(ids)
        everybody = [people.person_of(p) for p in stored_people.of_group(db, row["group_id"]) if p["id"] not in there]
        elsewhere = NameBook(everybody)
        strange = sum(1 for words in rest if elsewhere.item(words).meant.people or elsewhere.sender(words).people)
    if strange * 2 > len(rest):
        return Doubt(_("里面大多是这则公告对象以外的人（{} 个里有 {} 个）。").format(mine + len(rest), strange))
    if not listed:
        return None  # nicknames nobody knows yet are no sign of another announcement
    return Doubt(_("里面 {} 个名字只有 {} 个在这则公告的对象里。").format(mine + len(rest), mine))


def _chain_title(text: str) -> str:
    for reply, _time in answers.read(text):
        if starts_chain(reply.text):
            found = _HEADING.match(reply.text)
            title = found["title"].strip() if found else ""
            return "" if re.match(r"\d+[.、．]", title) else title
    return ""


def _likeness(title: str, other: str) -> float:
    """What share of the pairs of letters of a title stands in other words; 0 for no title."""
    mine = _pairs(title)
    return len(mine & _pairs(other)) / len(mine) if mine else 0.0


def _pairs(text: str) -> set[str]:
    letters = re.sub(r"[\W\d_]", "", text)
    return {letters[i : i + 2] for i in range(len(letters) - 1)}


def _named(book: NameBook, text: str) -> tuple[int, list[str], bool]:
    """How many senders and lines of lists name somebody known, those that do not, and whether most are of lists."""
    heads: dict[str, bool] = {}
    for reply, _time in answers.read(text):
        if reply.sender:
            heads.setdefault(reply.sender, False)
        heads.update({item.words: True for item in items_of(reply.text) if item.number})
    rest = [head for head in heads if not book.sender(head).people and not book.item(head).meant.people]
    return len(heads) - len(rest), rest, sum(heads.values()) * 2 > len(heads)


def paste_replies(store: Store, announcement: int, text: str) -> Change[int]:
    """Adds a paste of answers; the value is how many more people are confirmed.

    UserError for an empty or far too long paste, for one that was pasted before, and when the collection has ended.
    """
    from wxadmin.services.progress_reports import keep  # reports are pasted as answers are

    text = check_paste(text)
    know_senders(store, announcement)
    with store.read() as db:
        row = posted(db, announcement)
        before = len(answers.board(db, row).confirmed)
        _refuse_again(stored.pastes(db, announcement), text)
        reports = _results(db, row, text)

    def work(tx: Tx) -> int:
        now = posted(tx, announcement)
        if now["state"] == "closed":
            raise UserError(_("收集已经结束"), remedy=_("可以先撤销“结束收集”"))
        _refuse_again(stored.pastes(tx, announcement), text)
        tx.insert(
            "reply_paste",
            {"announcement_id": announcement, "pasted": clock.stamp(clock.moment(tx.at)), "text": text},
        )
        if reports:
            keep(tx, announcement, reports)
        return len(answers.board(tx, now).confirmed) - before

    change = store.change(_("粘贴回复 {}").format(row["title"]), work)
    in_time = not reports and (not row["deadline"] or row["deadline"] > clock.stamp())
    return change if in_time else settled(store, row["group_id"], change)


def _results(db: Source, row: Row, text: str) -> tuple[Told, ...]:
    """What a paste reports of progress, where a solution is asked for or a post is to be passed on."""
    from wxadmin.services.progress_reports import passes_on, read

    if not passes_on(row) and not plan_of(db, row["id"]).solution:
        return ()
    return tuple(one for one in read(db, row, text).told if one[1] >= 0)


def settled(store: Store, group: int, change: Change[T]) -> Change[T]:
    """The change after which who did not answer in time stands in the queue, and who did is gone from it."""
    from wxadmin.services.matter_findings import along  # the queue reads boards, too

    return along(store, group, change)


def pasted_before(store: Store, announcement: int, text: str) -> str:
    """That the same text was pasted already and when, in words; ``""`` where it was not."""
    text = check_paste(text)
    with store.read() as db:
        return _again(stored.pastes(db, posted(db, announcement)["id"]), text)


def _again(pastes: Sequence[Row], text: str) -> str:
    for paste in pastes:
        if paste["text"].strip() == text.strip():
            return _("这段内容 {} 已经粘贴过，没有新的回复").format(clock.shown(paste["pasted"]))
    return ""


def _refuse_again(pastes: Sequence[Row], text: str) -> None:
    if words := _again(pastes, text):
        raise UserError(words, remedy=_("不用再粘贴"))


def remove_paste(store: Store, announcement: int, paste: int) -> Change[int]:
    """Takes one paste back; whose its answers are stays known. The value is how many fewer are confirmed."""
    from wxadmin.services.progress_reports import drop

    with store.read() as db:
        row = posted(db, announcement)
        before = len(answers.board(db, row).confirmed)
        pastes = {one["id"]: one for one in stored.pastes(db, announcement)}
        if paste not in pastes:
            raise UserError(_("没有这次粘贴"), remedy=_("可能已被移除，请刷新"))
        reports = _results(db, row, pastes[paste]["text"])
        rest = [one for n, other in pastes.items() if n != paste for one in _results(db, row, other["text"])]

    def work(tx: Tx) -> int:
        tx.delete("reply_paste", paste)
        if reports:
            drop(tx, announcement, reports, pastes[paste]["pasted"], rest)
        return before - len(answers.board(tx, posted(tx, announcement)).confirmed)

    return settled(store, row["group_id"], store.change(_("移除一次粘贴 {}").format(row["title"]), work))


def board(store: Store, announcement: int) -> Board:
    """The heaps from all pastes and picks."""
    know_senders(store, announcement)
    with store.read() as db:
        return answers.board(db, posted(db, announcement))


def pick(store: Store, announcement: int, text: str, person: int) -> Change[int]:
    """Says whose an answer is that is nobody's yet; UserError for words nobody pasted."""
    with store.read() as db:
        row = posted(db, announcement)
        known = {a["person_id"]: a["subject"] for a in stored.audience(db, announcement)}
    if person not in known:
        raise UserError(_("这个人不在公告对象里"), remedy=_("请从候选人里选择"))

    def work(tx: Tx) -> int:
        before = stored.picks(tx, announcement)
        found = answers.board(tx, posted(tx, announcement))
        open_ones = {*(one.text for one in found.ambiguous), *found.strangers, *(old["text"] for old in before)}
        if text not in open_ones:
            raise UserError(_("这条回复已经不在待认的回复里"), where=text[:40], remedy=_("请刷新后再认"))
        for old in before:
            if old["text"] == text and old["person_id"] == person:
                return person
            if old["text"] == text:
                tx.delete("reply_pick", old["id"])
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
