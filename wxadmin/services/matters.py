"""送审、举报、建议、求助、纠纷、账号异常: taken in, corrected, answered; each is an entry of the queue."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import cast

from wxadmin.domain.errors import UserError
from wxadmin.domain.hits import Hit
from wxadmin.domain.ordering import searchable
from wxadmin.i18n import _, joined, on_paper
from wxadmin.services import clock, groups, matter_cards, matter_kinds, reviewables, settings, spelling
from wxadmin.services.matter_cards import MatterCard, MatterDraft, Party, existing
from wxadmin.services.matter_drafts import case_draft, from_message
from wxadmin.services.matter_findings import along, derive, derive_all
from wxadmin.services.records import Change, Store
from wxadmin.services.reviewables import KINDS
from wxadmin.store import matters as stored
from wxadmin.store import members as stored_members
from wxadmin.store import messages as stored_messages
from wxadmin.store import people as stored_people
from wxadmin.store.engine import Row as Stored
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source, Value

__all__ = [
    "MatterCard", "MatterDraft", "Party", "along", "answer", "card", "case_draft", "derive", "derive_all", "edit",
    "file", "file_many", "from_message", "mark", "owed", "recognised",
]  # fmt: skip

card = matter_cards.card
_LONGEST_BODY, _LONGEST_FIELD = 20_000, 2_000
_MOST_PARTIES = 20
_SCORES: Mapping[str, float] = {
    "submission": 0.4, "report": 0.6, "suggestion": 0.3, "help": 0.5, "dispute": 0.6, "anomaly": 0.9,
}  # fmt: skip
"""How pressing an entry of a kind is before anything else is known of it."""
_ABOUT_OTHERS = frozenset({"report", "anomaly", "name", "late", "undone"})


# Taking in


def file(store: Store, draft: MatterDraft) -> Change[int]:
    """Takes one in; the value is its entry of the queue.

    UserError without words, for somebody the roster does not have, or a day to come.
    """
    change = file_many(store, (draft,))
    return Change(change.id, change.label, change.tables, change.value[0])


def file_many(store: Store, drafts: Sequence[MatterDraft]) -> Change[tuple[int, ...]]:
    """Takes several in by one change; the values are their entries of the queue, in order."""
    if not drafts:
        raise UserError(_("没有要登记的事项"), remedy=_("请先填写或粘贴"))
    made = []
    for one in drafts:
        hits, score = screened(store, one)
        with store.read() as db:
            made.append((_completed(store, db, one), hits, score))
    if len(made) == 1:
        label = _("登记{} {}").format(KINDS[drafts[0].kind], made[0][0].title)
    else:
        label = _("登记 {} 件事项").format(len(made))
    return store.change(label, lambda tx: tuple(insert(tx, *one) for one in made))


def insert(
    tx: Tx, draft: MatterDraft, hits: tuple[Hit, ...] = (), score: float = 0.5, key: str = ""
) -> int:  # fmt: skip
    """Puts a completed draft and its entry into the queue inside a change; returns the entry."""
    parties = [_values_of(tx, party) for party in draft.about]
    raised = _values_of(tx, draft.by)
    sender, subject = _sender(draft, raised, parties)
    review = reviewables.add(
        tx,
        reviewables.Reviewable(
            draft.group,
            cast("reviewables.Kind", draft.kind),
            sender,
            _words(draft),
            subject,
            score=score,
            hits=hits,
        ),
    )
    earlier = None if draft.earlier is None else existing(tx, draft.earlier)["id"]
    matter = tx.insert(
        "matter",
        {
            **_columns(draft, raised), "review_id": review, "group_id": draft.group,
            "kind": reviewables.KEPT_AS.get(draft.kind, draft.kind),
            "remark": "", "malicious": 0, "earlier_id": earlier, "announcement_id": None, "answer": "",
            "answered": "", "answered_by": "", "key": key, "mended": "", "created": clock.stamp(clock.moment(tx.at)),
        },
    )  # fmt: skip
    _put_parties(tx, matter, draft, parties)
    return review


def edit(store: Store, review: int, version: int, draft: MatterDraft) -> Change[int]:
    """Corrects a matter that waits; its kind stays. UserError once it is decided or answered."""
    with store.read() as db:
        row = existing(db, review)
        wanted = _completed(store, db, replace(draft, kind=row["kind"], group=row["group_id"]))
    hits, _score = screened(store, wanted)

    def work(tx: Tx) -> int:
        now = touch(tx, review, version)
        if now["state"] != "waiting" or now["answered"]:
            raise UserError(_("这一件已经处理过"), where=now["title"], remedy=_("要改请先退回待处理"))
        parties = [_values_of(tx, party) for party in wanted.about]
        raised = _values_of(tx, wanted.by)
        sender, subject = _sender(wanted, raised, parties)
        tx.update("matter", now["id"], _columns(wanted, raised))
        for kept in stored.parties(tx, now["id"]):
            tx.delete("matter_party", kept["id"])
        _put_parties(tx, now["id"], wanted, parties)
        tx.update(
            "review", review,
            {
                "sender": sender, "sender_key": spelling.key(sender), "subject": subject,
                "hits": reviewables.packed(hits), "search": searchable(sender, _words(wanted)),
            },
        )  # fmt: skip
        return review

    return store.change(_("更正{} {}").format(KINDS[row["kind"]], wanted.title), work)


def _completed(store: Store, db: Source, draft: MatterDraft) -> MatterDraft:
    """The draft with who is meant, its title and its days; UserError for what cannot be."""
    if draft.kind not in matter_kinds.RAISED:
        raise UserError(_("没有这种事项：{}").format(draft.kind), remedy=_("请从列表里选择"))
    groups.get(store, draft.group)
    body = draft.body.replace("\r\n", "\n").replace("\r", "\n").strip()
    where = draft.title.strip() or KINDS[draft.kind]
    if not body:
        raise UserError(_("没有写{}").format(matter_kinds.BODIES[draft.kind]), where=where, remedy=_("请写上内容"))
    if len(body) > _LONGEST_BODY:
        what = _("内容超过 {} 个字").format(_LONGEST_BODY)
        raise UserError(what, where=where, remedy=_("请缩短，或把原文作为证据文件"))
    known = {blank.key: blank.label for blank in matter_kinds.BLANKS[draft.kind]}
    fields = {key: value.strip() for key, value in draft.fields.items() if value.strip() and key in known}
    long = next((known[key] for key, value in fields.items() if len(value) > _LONGEST_FIELD), None)
    if long is not None:
        raise UserError(_("“{}”超过 {} 个字").format(long, _LONGEST_FIELD), where=where, remedy=_("请写短一些"))
    about = tuple(recognised(db, draft.group, party) for party in draft.about if party.label)
    if len(about) > _MOST_PARTIES:
        raise UserError(_("涉及的人超过 {} 个").format(_MOST_PARTIES), where=where, remedy=_("请只写主要的几位"))
    about = about if draft.kind in matter_kinds.ABOUT else ()
    if draft.kind == "dispute" and len(about) < 2:
        raise UserError(_("纠纷至少要写两方"), where=where, remedy=_("请写上另一方的姓名或群昵称"))
    by = recognised(db, draft.group, draft.by)
    received = draft.received or clock.today()
    if received > clock.today():
        raise UserError(_("收到日期还没有到"), where=clock.shown_day(received), remedy=_("请改成今天或以前"))
    due = draft.due or matter_kinds.terms(store)[draft.kind].due(received)
    if due < received:
        raise UserError(_("答复期限早于收到日期"), where=where, remedy=_("请改晚一些"))
    title = spelling.title(draft.title.strip() or _first_words(body), _("标题"))
    if draft.message is not None and stored_messages.one(db, draft.message) is None:
        raise UserError(_("没有这条消息"), remedy=_("可能已被撤销导入，请刷新列表"))
    return replace(
        draft, body=body, title=title, by=by, about=about, fields=fields, received=received, due=due
    )  # fmt: skip


def _first_words(body: str) -> str:
    first = next(line.strip() for line in body.splitlines() if line.strip())
    head = re.split(r"[。！!？?；;]", first, maxsplit=1)[0].strip() or first
    head = "".join(c for c in head if c.isprintable())
    return head if len(head) <= 30 else f"{head[:29]}…"


def recognised(db: Source, group: int, party: Party) -> Party:
    """The party with the person the records surely mean, and the name as the roster has it."""
    name, nickname = " ".join(party.name.split())[:60], " ".join(party.nickname.split())[:60]
    person = party.person
    if person is None:
        for called in (nickname, name):
            member = stored_members.by_nickname(db, group, called) if called else None
            if member is not None:
                nickname, person = called, member["person_id"]
                break
    if person is None and name:
        same = [row["id"] for row in stored_people.of_group(db, group) if row["name"] == name and not row["gone"]]
        person = same[0] if len(same) == 1 else None
    if person is None:
        return Party(None, "" if name == nickname else name, nickname)
    row = stored_people.one(db, person)
    if row is None:
        if party.person is None:
            return Party(None, name, nickname)
        raise UserError(_("花名册里没有这个人"), where=name or nickname, remedy=_("请重新选择，或只写名字"))
    nicknames = stored_members.nicknames_of(db, group, person)
    return Party(person, row["name"], nickname or (nicknames[0] if len(nicknames) == 1 else ""))


def _values_of(db: Source, party: Party) -> dict[str, Value]:
    row = None if party.person is None else stored_people.one(db, party.person)
    return {
        "person_id": None if row is None else party.person, "name": party.name, "nickname": party.nickname,
        "subject": b"" if row is None else bytes(row["subject"]),
    }  # fmt: skip


def _sender(
    draft: MatterDraft, raised: Mapping[str, Value], parties: Sequence[Mapping[str, Value]]
) -> tuple[str, bytes]:  # fmt: skip
    """Under whose name it stands in the list: whom it is about; who raised it only where it is about nobody else."""
    who = parties[0] if parties else raised if draft.kind not in _ABOUT_OTHERS else None
    if who is None:
        return "", b""
    subject = who["subject"]
    assert isinstance(subject, bytes)
    return str(who["nickname"] or who["name"]), subject


def _words(draft: MatterDraft) -> str:
    names = (part for party in (draft.by, *draft.about) for part in (party.name, party.nickname))
    return joined(" ", (draft.title, draft.body, *names, *(draft.fields.values())))


def _columns(draft: MatterDraft, raised: Mapping[str, Value]) -> dict[str, Value]:
    assert draft.received is not None
    return {
        **raised, "name_key": spelling.name_key(draft.by.name), "secret": int(draft.secret), "title": draft.title,
        "body": draft.body, "fields": json.dumps(dict(draft.fields), ensure_ascii=False), "message_id": draft.message,
        "received": draft.received.isoformat(), "due": "" if draft.due is None else draft.due.isoformat(),
    }  # fmt: skip


def _put_parties(tx: Tx, matter: int, draft: MatterDraft, parties: Sequence[Mapping[str, Value]]) -> None:
    role = "party" if draft.kind == "dispute" else "about"
    for position, values in enumerate(parties):
        tx.insert("matter_party", {**values, "matter_id": matter, "role": role, "position": position})


def screened(store: Store, draft: MatterDraft) -> tuple[tuple[Hit, ...], float]:
    """What screening says of the words of a draft handed in, and how pressing the entry is."""
    score = _SCORES.get(draft.kind, 0.5)
    if draft.kind == "help" and draft.fields.get("urgent", "") not in ("", on_paper(_("一般"))):
        score = 0.8
    if draft.kind != "submission" or not draft.body.strip():
        return (), score
    from wxadmin.services.rules import screener

    body = draft.body.replace("\r\n", "\n").replace("\r", "\n").strip()
    found = screener(store, draft.group).screen_texts([body])[0]
    return found.hits, max(score, found.score)


def touch(tx: Tx, review: int, version: int) -> Stored:
    """The matter, its entry's version counted up; UserError when it moved on since ``version`` was read."""
    row = existing(tx, review)
    if row["version"] != version:
        now = reviewables.state_words(row["kind"], row["state"])
        raise UserError(
            _("这一件刚刚被处理过：{}").format(now), where=row["title"], remedy=_("请看过新的状态再决定")
        )  # fmt: skip
    tx.update("review", review, {"version": version + 1})
    return row


# What is done with one


def answer(store: Store, review: int, version: int, text: str, *, by: str = "") -> Change[int]:
    """Keeps what was answered to who raised it; nothing is owed from then on. UserError for no words.

    Of what the program found there is nobody to answer. An answer can be given anew; the journal keeps the former.
    """
    said = text.strip()
    if not said:
        raise UserError(_("答复没有文字"), remedy=_("请写上怎么答复，或选一个模板"))
    if len(said) > _LONGEST_FIELD:
        raise UserError(_("答复超过 {} 个字").format(_LONGEST_FIELD), remedy=_("请写短一些"))
    with store.read() as db:
        row = existing(db, review)
    if row["key"]:
        raise UserError(_("程序发现的事项没有要答复的人"), where=row["title"], remedy=_("请直接处理"))
    who = by.strip() or settings.get(store).actor

    def work(tx: Tx) -> int:
        now = touch(tx, review, version)
        at = clock.stamp(clock.moment(tx.at))
        tx.update("matter", now["id"], {"answer": said, "answered": at, "answered_by": who})
        return review

    return store.change(_("答复{} {}").format(KINDS[row["kind"]], row["title"]), work)


def mark(
    store: Store, review: int, version: int, remark: str, *, malicious: bool = False, settled: str | None = None
) -> Change[int]:
    """Keeps a remark of the owner's: how a dispute was talked over, that a report was made up (``malicious``).

    ``settled`` is how a dispute ended, None leaves that. A remark is told to nobody.
    """
    said = remark.strip()
    if len(said) > _LONGEST_BODY:
        raise UserError(_("记录超过 {} 个字").format(_LONGEST_BODY), remedy=_("请写短一些"))
    with store.read() as db:
        row = existing(db, review)
    if malicious and row["kind"] != "report":
        raise UserError(_("只有举报可以记为恶意"), where=row["title"], remedy=_("请取消勾选"))

    def work(tx: Tx) -> int:
        now = touch(tx, review, version)
        values: dict[str, Value] = {"remark": said, "malicious": int(malicious)}
        if settled is not None:
            fields = {**json.loads(now["fields"]), "settled": settled.strip()}
            values["fields"] = json.dumps({k: v for k, v in fields.items() if v}, ensure_ascii=False)
        tx.update("matter", now["id"], values)
        return review

    return store.change(_("记录{} {}").format(KINDS[row["kind"]], row["title"]), work)


def owed(store: Store, group: int | None) -> dict[str, int]:
    """How many wait for an answer (``owed``), and how many of them longer than they may (``overdue``)."""
    with store.read() as db:
        return stored.counts(db, group, clock.stamp())
