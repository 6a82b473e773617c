"""公告: written, checked, posted to a frozen audience, answered."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from wxadmin.domain import deadlines
from wxadmin.domain.errors import UserError
from wxadmin.domain.hits import Hit
from wxadmin.domain.ordering import searchable
from wxadmin.domain.papers import AnnouncementPaper
from wxadmin.domain.style import Style
from wxadmin.i18n import _
from wxadmin.services import answers, attachments, clock, groups, papers, people, spelling
from wxadmin.services.answers import Board
from wxadmin.services.attachments import Owner
from wxadmin.services.listing import Badge, Chip, Column, Ids, Row, Tone, View, ids_of
from wxadmin.services.papers import IssuedPaper, Origin
from wxadmin.services.records import Change, Reader, Store
from wxadmin.services.rules import screener
from wxadmin.services.standing import fresh
from wxadmin.store import announcements as stored
from wxadmin.store import people as stored_people
from wxadmin.store.engine import Row as Stored
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

COLUMNS = (
    Column("title", _("标题"), 300),
    Column("state", _("状态"), 90),
    Column("posted", _("发布时间"), 150),
    Column("deadline", _("截止时间"), 150),
    Column("answered", _("已确认"), 90, sortable=False),
)
CHIPS = (Chip("draft", _("草稿")), Chip("open", _("收集中")), Chip("overdue", _("已逾期")), Chip("closed", _("已结束")))
STATES = {"draft": _("草稿"), "open": _("收集中"), "overdue": _("已逾期"), "closed": _("已结束")}


@dataclass(frozen=True, slots=True)
class AnnouncementDraft:
    """What is written.

    ``minutes`` is the time to answer after posting (0: no answer is asked for), ``deadline`` a fixed time instead
    (aware, or in the owner's zone). ``announcer`` is who posts it and is not expected to answer.
    """

    group: int
    title: str
    body: str
    minutes: int = 0
    deadline: datetime | None = None
    announcer: str = ""
    id: int | None = None


@dataclass(frozen=True, slots=True)
class AnnouncementCard:
    """One announcement; times as shown, ``""`` where there is none."""

    id: int
    draft: AnnouncementDraft
    state: str
    posted: str
    deadline: str
    audience: int
    board: Board | None
    paper: int | None = None


_TONES: dict[str, Tone] = {"draft": "info", "open": "warn", "overdue": "danger", "closed": "muted"}


def index(store: Store, view: View, reader: Reader | None = None) -> Ids:
    """Ids of announcements, newest first unless sorted otherwise."""
    return ids_of(store, stored.LIST, view, reader)


def page(store: Store, ids: Sequence[int]) -> list[Row]:
    """Those announcements as rows."""
    with store.read() as db:
        rows = stored.page(db, ids)
        boards = {r["id"]: answers.board(db, r) for r in rows if r["state"] != "draft"}
    result = []
    for r in rows:
        state = _state(r)
        board = boards.get(r["id"])
        answered = "" if board is None else f"{len(board.confirmed)}/{board.expected}"
        cells = (r["title"], STATES[state], clock.shown(r["posted"]), clock.shown(r["deadline"]), answered)
        result.append(Row(r["id"], cells, (Badge(STATES[state], _TONES[state]),)))
    return result


def _state(row: Stored) -> str:
    if row["state"] == "open" and row["deadline"] and row["deadline"] < clock.stamp():
        return "overdue"
    return str(row["state"])


def _existing(db: Source, announcement: int) -> Stored:
    row = stored.one(db, announcement)
    if row is None:
        raise UserError(_("没有这条公告"), remedy=_("可能已被删除，请刷新列表"))
    return row


def _posted(db: Source, announcement: int) -> Stored:
    row = _existing(db, announcement)
    if row["state"] == "draft":
        raise UserError(_("公告还没有发布"), remedy=_("请先标记为已发布"))
    return row


def _know_senders(store: Store, announcement: int) -> None:
    """Bring the check of members up to date, which knows whose nickname an answer has."""
    with store.read() as db:
        group = _existing(db, announcement)["group_id"]
    fresh(store, group)


def get(store: Store, announcement: int) -> AnnouncementCard:
    """One announcement; UserError when there is none."""
    _know_senders(store, announcement)
    with store.read() as db:
        row = _existing(db, announcement)
        found = None if row["state"] == "draft" else answers.board(db, row)
    fixed = clock.moment(row["fixed"]) if row["fixed"] else None
    draft = AnnouncementDraft(
        row["group_id"], row["title"], row["body"], row["minutes"], fixed, row["announcer"], row["id"]
    )
    return AnnouncementCard(
        row["id"], draft, _state(row), clock.shown(row["posted"]), clock.shown(row["deadline"]), row["audience"], found,
        row["paper_id"],
    )  # fmt: skip


def save(store: Store, draft: AnnouncementDraft) -> Change[int]:
    """Keeps a draft (``draft.id`` None makes one); the value is its id. UserError once it is posted."""
    groups.get(store, draft.group)
    values = _values(draft)

    def work(tx: Tx) -> int:
        if draft.id is None:
            return insert(tx, draft)
        if _existing(tx, draft.id)["state"] != "draft":
            raise UserError(_("公告已经发布，不能修改"), remedy=_("需要更正时请另发一条"))
        tx.update("announcement", draft.id, values)
        return draft.id

    return store.change(_("保存公告草稿 {}").format(draft.title.strip()).rstrip(), work)


def insert(tx: Tx, draft: AnnouncementDraft) -> int:
    """A new draft inside the change of something else, such as a regulation that is published."""
    empty: dict[str, str | int] = {
        "state": "draft",
        "posted": "",
        "deadline": "",
        "audience": 0,
        "created": clock.stamp(clock.moment(tx.at)),
    }
    return tx.insert("announcement", {**_values(draft), **empty})


def _values(draft: AnnouncementDraft) -> dict[str, str | int]:
    # A draft may wait for its title.
    title = spelling.title(draft.title, _("标题")) if draft.title.strip() else ""
    if draft.minutes < 0:
        raise UserError(_("回复时限不能是负数"), remedy=_("请改成 0 或更大的分钟数"))
    fixed = draft.deadline
    if fixed is not None and fixed.tzinfo is None:
        fixed = fixed.replace(tzinfo=clock.zone())
    return {
        "group_id": draft.group,
        "title": title,
        "title_key": spelling.key(title),
        "body": draft.body,
        "minutes": draft.minutes,
        "fixed": "" if fixed is None else clock.stamp(fixed),
        "announcer": draft.announcer.strip(),
        "search": searchable(draft.title, draft.body),
    }


def discard(store: Store, announcement: int) -> Change[int]:
    """Throws a draft away."""
    with store.read() as db:
        title = _existing(db, announcement)["title"]

    def work(tx: Tx) -> int:
        if _existing(tx, announcement)["state"] != "draft":
            raise UserError(_("公告已经发布，不能删除"), remedy=_("可以结束收集"))
        attachments.discard(tx, Owner("announcement", announcement))
        tx.delete("announcement", announcement)
        return announcement

    return store.change(_("删除公告草稿 {}").format(title), work)


def check(store: Store, group: int, text: str) -> tuple[Hit, ...]:
    """What screening says of the text under the group's rules."""
    return tuple(screener(store, group).screen_texts([text])[0].hits)


def post(store: Store, announcement: int) -> Change[int]:
    """Marks the draft as posted now: text, deadline and audience (the group's people) are frozen."""
    with store.read() as db:
        row = _existing(db, announcement)
        rows = [p for p in stored_people.of_group(db, row["group_id"]) if not p["gone"]]
    if not row["title"] and not row["body"].strip():
        raise UserError(_("公告是空的"), remedy=_("请先写标题和正文"))
    with store.stage("audience") as stage:
        frozen = [
            {
                "announcement_id": announcement,
                "position": position,
                "person_id": person["id"],
                "person": json.dumps(asdict(people.person_of(person)), ensure_ascii=False),
                "subject": person["subject"],
            }
            for position, person in enumerate(rows)
        ]
        stage.add("audience", frozen)

        def work(tx: Tx) -> int:
            now = _existing(tx, announcement)
            if now["state"] != "draft":
                raise UserError(_("公告已经发布过"), remedy=_("请刷新列表"))
            moment = clock.moment(tx.at)
            fixed = clock.moment(now["fixed"]) if now["fixed"] else None
            due = deadlines.answer_deadline(moment, now["minutes"], fixed)
            if due is not None and due <= moment:
                raise UserError(_("截止时间已经过了"), remedy=_("请改成以后的时间"))
            if frozen:
                tx.publish(stage)
            attachments.freeze(tx, Owner("announcement", announcement))
            tx.update(
                "announcement",
                announcement,
                {
                    "state": "open",
                    "posted": clock.stamp(moment),
                    "deadline": "" if due is None else clock.stamp(due),
                    "audience": len(frozen),
                },
            )
            return announcement

        return store.change(_("发布公告 {}").format(row["title"]), work)


def read_list(path: Path) -> str:
    """The text of a file with answers; UserError when it cannot be read."""
    from wxadmin.intake.text import decode, read_bytes, shown

    return decode(read_bytes(path), where=shown(path))


def paste_replies(store: Store, announcement: int, text: str) -> Change[int]:
    """Adds a paste of answers; the value is how many more people are confirmed. UserError for an empty paste."""
    if not text.strip():
        raise UserError(_("没有文字"), remedy=_("请粘贴群里的回复或接龙"))
    _know_senders(store, announcement)
    with store.read() as db:
        row = _posted(db, announcement)
        before = len(answers.board(db, row).confirmed)
        answers.read(text)

    def work(tx: Tx) -> int:
        now = _posted(tx, announcement)
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
    _know_senders(store, announcement)
    with store.read() as db:
        return answers.board(db, _posted(db, announcement))


def pick(store: Store, announcement: int, text: str, person: int) -> Change[int]:
    """Says whose an unclear answer is."""
    with store.read() as db:
        row = _posted(db, announcement)
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


def close(store: Store, announcement: int) -> Change[int]:
    """Ends the collection."""
    with store.read() as db:
        row = _posted(db, announcement)

    def work(tx: Tx) -> int:
        _posted(tx, announcement)
        tx.update("announcement", announcement, {"state": "closed"})
        return announcement

    # Imported here because a draft handed in may become an announcement.
    from wxadmin.services.matters import along

    return along(store, row["group_id"], store.change(_("结束收集 {}").format(row["title"]), work))


def reminder(store: Store, announcement: int) -> str:
    """A text with @names of those still missing; UserError when nobody is."""
    _know_senders(store, announcement)
    with store.read() as db:
        row = _posted(db, announcement)
        found = answers.board(db, row)
    if not found.missing:
        raise UserError(_("没有还未回复的人"), remedy=_("不需要提醒"))
    return found.reminder


def text_for_clipboard(store: Store, announcement: int) -> str:
    """The announcement as it goes into the group."""
    with store.read() as db:
        row = _existing(db, announcement)
    lines = [f"【{row['title']}】"] if row["title"] else []
    lines.append(row["body"].strip())
    if row["deadline"]:
        lines.append(_("请在{}前回复“收到”。").format(clock.shown(row["deadline"])))
    elif row["fixed"]:
        lines.append(_("请在{}前回复“收到”。").format(clock.shown(row["fixed"])))
    elif row["minutes"]:
        lines.append(_("请在 {} 分钟内回复“收到”。").format(row["minutes"]))
    return "\n".join(line for line in lines if line)


def paper(store: Store, announcement: int) -> AnnouncementPaper:
    """The announcement as a sheet for the notice board."""
    with store.read() as db:
        row = _existing(db, announcement)
    owner = groups.get(store, row["group_id"])
    return AnnouncementPaper(
        owner.unit,
        owner.name,
        row["title"] or _("公告"),
        tuple(line.strip() for line in row["body"].splitlines() if line.strip()),
        owner.office or owner.unit or owner.name,
        clock.day_of(row["posted"]) if row["posted"] else clock.today(),
        attachments=attachments.papers(store, Owner("announcement", announcement)),
    )


def issue(store: Store, announcement: int, style: Style | None = None) -> Change[IssuedPaper]:
    """Issues that sheet; UserError for a draft or one issued before."""
    with store.read() as db:
        row = _posted(db, announcement)

    def note(tx: Tx, paper_id: int) -> None:
        if _posted(tx, announcement)["paper_id"] is not None:
            raise UserError(_("这条公告已经签发过"), remedy=_("请在文书列表里补打"))
        tx.update("announcement", announcement, {"paper_id": paper_id})

    if row["paper_id"] is not None:
        raise UserError(_("这条公告已经签发过"), remedy=_("请在文书列表里补打"))
    origin = Origin(group=row["group_id"], announcement=announcement)
    return papers.issue(store, paper(store, announcement), origin, note, style)
