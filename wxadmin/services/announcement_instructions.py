"""交办: an instruction given in the chat becomes an announcement with the deadline it names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from wxadmin.domain import instructions
from wxadmin.domain.errors import UserError
from wxadmin.domain.instructions import Instruction
from wxadmin.i18n import _
from wxadmin.services import announcements, clock, group_posts
from wxadmin.services.announcement_plans import Due, Plan
from wxadmin.services.announcements import AnnouncementDraft
from wxadmin.services.audiences import Audience
from wxadmin.services.records import Change, Store
from wxadmin.services.standing import fresh
from wxadmin.store import announcements as stored
from wxadmin.store import groups as stored_groups
from wxadmin.store import members as stored_members
from wxadmin.store import messages as stored_messages
from wxadmin.store import people as stored_people
from wxadmin.store.engine import Row
from wxadmin.store.lists import Source

DAYS = 14
"""How far back the chat is looked through."""
_SIGN_OFF = "24:00"


@dataclass(frozen=True, slots=True)
class Found:
    """An instruction of the chat that is no announcement yet; ``due`` in the words of the message, ``""`` for none."""

    message: int
    sender: str
    time: str
    text: str
    due: str


def found(store: Store, group: int, days: int = DAYS) -> tuple[Found, ...]:
    """What owner and administrators asked for in the last days, newest first."""
    fresh(store, group)
    with store.read() as db:
        taken = stored.from_messages(db, group)
        said = [(row, one) for row, one in _asked(db, group, days) if row["id"] not in taken]
    return tuple(
        Found(row["id"], row["sender"], clock.shown(_shown(row)), row["text"], "" if one.due is None else one.due.words)
        for row, one in said
    )


def said(store: Store, group: int, days: int) -> tuple[tuple[int, int], ...]:
    """(message, second) of the same and of those that are announcements, for members that are ready."""
    with store.read() as db:
        return tuple((row["id"], row["at"]) for row, _one in _asked(db, group, days))


def _asked(db: Source, group: int, days: int) -> Iterator[tuple[Row, Instruction]]:
    since = int((clock.now() - timedelta(days=days)).timestamp())
    for row in stored.spoken(db, group, since, _leading(db, group)):
        one = instructions.find(row["text"], _said(row))
        if one is not None:
            yield row, one


def _leading(db: Source, group: int) -> tuple[str, ...]:
    """The nicknames under which those speak who manage the group."""
    posts = group_posts.managing(db, group)
    persons = {post.person for post in posts if post.person is not None}
    row = stored_groups.one(db, group)
    names = {post.name for post in posts if post.name} | ({row["owner"]} if row is not None and row["owner"] else set())
    persons |= {one["id"] for one in stored_people.of_group(db, group) if one["name"] in names and not one["gone"]}
    known = {nick for nick, person in stored_members.known_as(db, group).items() if person in persons}
    return tuple(sorted(known | names))


def _said(row: Row) -> datetime:
    """When it was said, local and naive; of a day without a clock its morning."""
    if clock.is_day(row["local"]):
        return datetime.fromisoformat(row["local"]).replace(hour=8)
    return clock.local(row["at"]).replace(tzinfo=None)


def _shown(row: Row) -> str | int:
    return str(row["local"]) if clock.is_day(row["local"]) else int(row["at"])


def from_messages(store: Store, messages: Sequence[int]) -> Change[int]:
    """An announcement under the pen from a message of the archive, or from several of one speaker; the value is its id.

    Its deadline, where one is named, counts from when that was said, and so does the time of posting. Whoever is named
    with @ is its audience, else the group. UserError for messages that are gone, have no words, became one before, or
    were said by different people.
    """
    with store.read() as db:
        rows = [row for row in (stored_messages.one(db, message) for message in messages) if row is not None]
        if not rows:
            raise UserError(_("这条消息已经不在存档里"), remedy=_("请刷新后再选"))
        group = rows[0]["group_id"]
        taken = stored.from_messages(db, group)
        if any(row["id"] in taken for row in rows):
            raise UserError(_("这条消息已经转成公告"), remedy=_("请在公告里继续"))
    if len({(row["group_id"], row["sender"]) for row in rows}) > 1:
        raise UserError(_("选中的消息不是同一个人在同一个群里说的"), remedy=_("请只选一个人说的"))
    rows = sorted((row for row in rows if row["kind"] == "text" and row["text"].strip()), key=_order)
    if not rows:
        raise UserError(_("这条消息没有文字"), remedy=_("请选一条文字消息"))
    fresh(store, group)
    text = "\n".join(row["text"].strip() for row in rows)
    row = next((row for row in rows if instructions.find(row["text"].strip(), _said(row)) is not None), rows[0])
    one = instructions.find(text, _said(row))
    names, everybody = instructions.called(text)
    with store.read() as db:
        picked = () if everybody else _mentioned(db, group, names)
        announcer = _name_of(db, group, row["sender"])
    due = None if one is None else one.due
    minutes = 0 if due is None or due.at is not None or due.workdays else due.minutes
    solved = "" if one is None or not one.solution else one.solved or _SIGN_OFF
    plan = Plan(
        "instruction",
        audience=Audience(only=bool(picked), picked=picked),
        due=Due(due.workdays if due is not None else 0, solution=solved),
        message=row["id"],
    )
    fixed = None if due is None or due.at is None else due.at.replace(tzinfo=clock.zone())
    title = instructions.title_of(text)
    draft = AnnouncementDraft(group, title, text, minutes, fixed, announcer, plan=plan)
    return store.change(_("把群里的交办转成公告 {}").format(title), lambda tx: announcements.insert(tx, draft))


def _order(row: Row) -> tuple[int, int]:
    """As it was said."""
    return row["at"], row["id"]


def _mentioned(db: Source, group: int, names: tuple[str, ...]) -> tuple[int, ...]:
    """Who of the group is meant by names behind @; empty when one of them cannot be told for certain."""
    known = stored_members.known_as(db, group)
    people = [row for row in stored_people.of_group(db, group) if not row["gone"]]
    found: list[int] = []
    for name in names:
        alike = {row["id"] for row in people if row["name"] == name} | {known[name]} if name in known else {
            row["id"] for row in people if row["name"] == name
        }  # fmt: skip
        if len(alike) != 1:
            return ()
        found += alike
    return tuple(dict.fromkeys(found))


def _name_of(db: Source, group: int, sender: str) -> str:
    """Who spoke, by the name of the roster where it is known."""
    person = stored_members.known_as(db, group).get(sender)
    row = None if person is None else stored_people.one(db, person)
    return sender if row is None else str(row["name"])
