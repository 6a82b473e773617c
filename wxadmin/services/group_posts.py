"""Who holds which post in a group: owner, administrators, the committee; appointed, relieved, supervised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from wxadmin.domain.errors import UserError
from wxadmin.i18n import _, joined, on_paper
from wxadmin.services import clock, group_acts, spelling
from wxadmin.services.records import Change, Store
from wxadmin.store import groups as stored
from wxadmin.store import people as stored_people
from wxadmin.store.engine import Row
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

ROLES: Mapping[str, str] = {
    "owner": _("群主"), "admin": _("管理员"), "head": _("管理小组组长"), "committee": _("管理小组成员"),
    "duty": _("专项负责人"),
}  # fmt: skip
"""Posts and their words on screen; their order is the order of rank."""

DUTIES: tuple[str, ...] = (
    _("审核入群"), _("核对昵称"), _("内容巡查"), _("处理违规"), _("公告通知"), _("活动组织"), _("归档记录"),
)  # fmt: skip
"""Duties offered; any other words will do."""

NEGLIGENCE = _("管理员失职")
"""The act an administrator is charged with who does not do the duties of the post."""

_LONGEST = 500
"""Characters of duties, of who appointed and of a note."""

MANAGING = ("owner", "admin", "head", "committee")
"""Roles that may let people in."""

_SELF = ("你", "我", "You", "you")
"""How a system line names whoever exported the chat: the owner of these records."""


@dataclass(frozen=True, slots=True)
class Post:
    """A post in a group. ``person`` is None for somebody who is not on the roster; days are ISO dates or ``""``.

    ``until`` is the last day: of a term that still runs, or of a post given up. ``id`` 0: an owner known by name alone,
    from before posts were kept.
    """

    id: int
    group: int
    role: str
    person: int | None
    name: str
    duties: str
    since: str
    until: str
    appointed_by: str
    note: str
    ended: bool = False

    @property
    def held(self) -> bool:
        """Whether the post is held today, or given from a later day on."""
        return not self.ended and (not self.until or self.until >= clock.today().isoformat())


@dataclass(frozen=True, slots=True)
class PostDraft:
    """What the owner fills in: ``name`` counts where ``person`` is None. ``since`` None: from today."""

    role: str
    person: int | None = None
    name: str = ""
    duties: str = ""
    since: date | None = None
    until: date | None = None
    appointed_by: str = ""
    note: str = ""


def of_group(store: Store, group: int) -> tuple[Post, ...]:
    """All posts of a group: those held today by rank, then the former ones, newest first."""
    with store.read() as db:
        return _posts(db, group)


def of_person(store: Store, person: int) -> tuple[tuple[int, str], ...]:
    """(group id, line) of each post somebody holds or held."""
    with store.read() as db:
        rows = stored.posts_of_person(db, person)
    return tuple((row["group_id"], joined(_("："), (row["group_name"], _line(_post(row))))) for row in rows)


def held_today(db: Source, group: int) -> tuple[Post, ...]:
    """The posts that somebody holds today; neither those given up nor those that begin later."""
    today = clock.today().isoformat()
    return tuple(p for p in _posts(db, group) if p.held and p.since <= today)


def managing(db: Source, group: int) -> tuple[Post, ...]:
    """Those who manage the group today: owner, administrators, committee."""
    return tuple(p for p in held_today(db, group) if p.role in MANAGING)


@dataclass(frozen=True, slots=True)
class Gate:
    """Who may bring people in where only those who manage may: people by id, and by name who are on no roster."""

    persons: frozenset[int]
    names: frozenset[str]

    @staticmethod
    def of(managing: Sequence[Post]) -> Gate:
        """From the posts of those who manage."""
        return Gate(
            frozenset(post.person for post in managing if post.person is not None),
            frozenset(post.name for post in managing if post.name),
        )

    @property
    def known(self) -> bool:
        """Whether anybody is known to manage the group; else nobody can be said to act against it."""
        return bool(self.persons or self.names)

    def lets(self, actor: str, person: int | None, name: str) -> bool:
        """Whether who acts in a system line (a nickname; who bears it, where known) may let others in."""
        return actor in _SELF or person in self.persons or actor in self.names or name in self.names


def line(post: Post) -> str:
    """A post in one line: role, since, until, duties."""
    return _line(post)


def appoint(store: Store, group: int, draft: PostDraft) -> Change[int]:
    """Gives somebody a post; a new owner takes the place of the one before and stands in the group's settings.

    UserError for an unknown role, nobody named, days in the wrong order, or a post already held.
    """
    _check(draft)
    return store.change(
        _("任命{} {}").format(ROLES[draft.role], _named(store, draft)), lambda tx: _appoint(tx, group, draft)
    )


def edit(store: Store, post: int, draft: PostDraft) -> Change[int]:
    """Changes duties, days, who appointed and the note of a post; the person and the role stay."""
    _check(draft)

    def work(tx: Tx) -> int:
        row = _existing(tx, post)
        values = {**_said(draft), "since": _day(draft.since) or row["since"]}
        if values["until"] and values["until"] < values["since"]:
            raise UserError(_("任期的最后一天早于第一天"), remedy=_("请改正任期"))
        tx.update("group_post", post, values)
        return post

    return store.change(_("修改任职 {}").format(_named(store, draft)), work)


def relieve(store: Store, post: int, reason: str = "", day: date | None = None) -> Change[int]:
    """Ends a post on a day, today unless given; on one to come it is held until then, but for the owner's.

    UserError when it ended before or had not begun.
    """
    last = (day or clock.today()).isoformat()
    over = last <= clock.today().isoformat()
    with store.read() as db:
        name = _existing(db, post)["name"]

    def work(tx: Tx) -> int:
        row = _existing(tx, post)
        if not _post(row).held:
            raise UserError(_("{} 已经不再任职").format(row["name"]), remedy=_("不用再免去"))
        if row["since"] and last < row["since"]:
            raise UserError(_("免去的日子早于任职的日子"), remedy=_("请改成任职之后的日子"))
        if row["role"] == "owner" and not over:
            raise UserError(_("免去群主的日子还没有到"), remedy=_("请到那天再免去"))
        tx.update("group_post", post, {"until": last, "ended": int(over), "note": _joined(row["note"], reason)})
        role = on_paper(ROLES[row["role"]])
        note = on_paper(_("{}不再担任{}")).format(row["name"], role) + (f"，{reason.strip()}" if reason.strip() else "")
        group_acts.write(tx, row["group_id"], "relieved", note, day=last, subject=row["subject"])
        if row["role"] == "owner":
            tx.update("grp", row["group_id"], {"owner": ""})
        return post

    return store.change(_("免去任职 {}").format(name), work)


def supervise(store: Store, post: int, note: str, day: date | None = None) -> Change[int]:
    """Notes how the duties of a post were done."""
    words = " ".join(note.split())
    if not words:
        raise UserError(_("没有写履职情况"), remedy=_("请写一句"))
    with store.read() as db:
        name = _existing(db, post)["name"]

    def work(tx: Tx) -> int:
        row = _existing(tx, post)
        said = f"{row['name']}（{on_paper(ROLES[row['role']])}）：{words}"
        when = (day or clock.today()).isoformat()
        return group_acts.write(tx, row["group_id"], "supervised", said, day=when, subject=row["subject"])

    return store.change(_("履职监督 {}").format(name), work)


def negligence(store: Store, post: int, facts: str, day: date | None = None) -> Change[int]:
    """Opens a case on an administrator's negligence, as a draft; the value is the case."""
    from wxadmin.services import cases

    with store.read() as db:
        row = _existing(db, post)
    words = " ".join(facts.split())
    if not words:
        raise UserError(_("没有写失职的事实"), remedy=_("请写明哪件职责没有做到"))
    draft = cases.CaseDraft(
        group=row["group_id"],
        person=row["person_id"],
        facts=words,
        category=on_paper(NEGLIGENCE),
        occurred=day or clock.today(),
        sender=row["name"],
    )
    return cases.create(store, draft)


def keep_owner(tx: Tx, group: int, name: str) -> None:
    """Bring the owner's post in step with the name in the settings of the group, inside a change."""
    now = [post for post in _posts(tx, group) if post.role == "owner" and post.held and post.id]
    if any(post.name == name for post in now):
        return
    today = clock.today().isoformat()
    for post in now:
        tx.update("group_post", post.id, {"until": today, "ended": 1})
    if not name:
        return
    known = stored.named(tx, name, group)
    row = known[0] if len(known) == 1 else None
    person, subject = (None, b"") if row is None else (row["id"], row["subject"])
    values = _said(PostDraft("owner"))
    tx.insert(
        "group_post",
        {**values, "group_id": group, "role": "owner", "person_id": person, "name": name, "subject": subject,
         "since": today, "ended": 0},
    )  # fmt: skip


def _appoint(tx: Tx, group: int, draft: PostDraft) -> int:
    if stored.one(tx, group) is None:
        raise UserError(_("没有这个群"), remedy=_("请重新选择群"))
    person, name, subject = _who(tx, draft)
    since = _day(draft.since) or clock.today().isoformat()
    made = 0
    for post in _posts(tx, group):
        if not post.held or post.role != draft.role or not post.id:
            continue
        if post.name == name and post.person is None and person is not None:
            # Known by name alone so far: the same post, now of a person of the roster.
            tx.update("group_post", post.id, {**_said(draft), "person_id": person, "subject": subject, "since": since})
            made = post.id
        elif (post.person, post.name) == (person, name):
            raise UserError(_("{} 已经是{}").format(name, ROLES[draft.role]), remedy=_("要改职责请点“改任职”"))
        elif draft.role == "owner":
            tx.update("group_post", post.id, {"until": max(since, post.since), "ended": 1})
    if not made:
        made = tx.insert(
            "group_post",
            {**_said(draft), "group_id": group, "role": draft.role, "person_id": person, "name": name,
             "subject": subject, "since": since, "ended": 0},
        )  # fmt: skip
    if draft.role == "owner":
        tx.update("grp", group, {"owner": name})
    note = on_paper(_("{}任{}")).format(name, on_paper(ROLES[draft.role]))
    note += f"，{draft.duties.strip()}" if draft.duties.strip() else ""
    group_acts.write(tx, group, "appointed", note, day=since, actor=draft.appointed_by.strip(), subject=subject)
    return made


def _check(draft: PostDraft) -> None:
    if draft.role not in ROLES:
        raise UserError(_("没有这种任职：{}").format(draft.role), remedy=_("请从列表里选择"))
    for words in (draft.duties, draft.appointed_by, draft.note):
        if len(words) > _LONGEST:
            raise UserError(_("写了 {} 个字，太长").format(len(words)), remedy=_("请写在 {} 个字以内").format(_LONGEST))
    if draft.role == "owner" and draft.since and draft.since > clock.today():
        raise UserError(_("群主的任期还没有开始"), remedy=_("请到那天再任命"))
    if draft.since and draft.until and draft.until < draft.since:
        raise UserError(_("任期的最后一天早于第一天"), remedy=_("请改正任期"))


def _who(db: Source, draft: PostDraft) -> tuple[int | None, str, bytes]:
    if draft.person is None:
        return None, spelling.title(draft.name, _("姓名")), b""
    row = stored_people.one(db, draft.person)
    if row is None:
        raise UserError(_("花名册里没有这个人"), remedy=_("请重新选择"))
    return row["id"], row["name"], row["subject"]


def _named(store: Store, draft: PostDraft) -> str:
    with store.read() as db:
        return _who(db, draft)[1]


def _said(draft: PostDraft) -> dict[str, str]:
    return {
        "duties": " ".join(draft.duties.split()),
        "until": _day(draft.until),
        "appointed_by": draft.appointed_by.strip(),
        "note": draft.note.strip(),
    }


def _posts(db: Source, group: int) -> tuple[Post, ...]:
    ranks = list(ROLES)
    found = [_post(row) for row in stored.posts(db, group)]
    row = stored.one(db, group)
    if row is not None and row["owner"] and not any(post.role == "owner" and post.held for post in found):
        found.append(Post(0, group, "owner", None, row["owner"], "", "", "", "", ""))
    held = sorted((post for post in found if post.held), key=lambda post: ranks.index(post.role))
    return (*held, *(post for post in found if not post.held))


def _post(row: Row) -> Post:
    return Post(
        row["id"], row["group_id"], row["role"], row["person_id"], row["name"], row["duties"], row["since"],
        row["until"], row["appointed_by"], row["note"], bool(row["ended"]),
    )  # fmt: skip


def _line(post: Post) -> str:
    parts: Sequence[str] = (
        joined(" ", (ROLES.get(post.role, post.role), post.name or _("（姓名已删除）"))),
        _("{}起").format(clock.shown_day(post.since)) if post.since else "",
        _("到{}").format(clock.shown_day(post.until)) if post.until else "",
        post.duties,
    )
    return joined(_("，"), parts)


def _existing(db: Source, post: int) -> Row:
    row = stored.post(db, post)
    if row is None:
        raise UserError(_("没有这项任职"), remedy=_("请刷新群的资料"))
    return row


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _joined(*parts: str) -> str:
    return "；".join(part.strip() for part in parts if part.strip())
