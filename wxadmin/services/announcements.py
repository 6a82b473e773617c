"""公告: listed, written, checked, copied, put right by another one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from wxadmin.domain import message_blanks
from wxadmin.domain.errors import UserError
from wxadmin.domain.hits import Hit
from wxadmin.domain.ordering import searchable
from wxadmin.i18n import _, on_paper
from wxadmin.services import (
    announcement_plans,
    announcement_texts,
    answers,
    attachments,
    clock,
    groups,
    progress_reports,
    solutions,
    spelling,
)
from wxadmin.services.announcement_answers import board, know_senders, paste_replies, pick, read_list, reminder
from wxadmin.services.announcement_plans import Act, Plan, existing, posted
from wxadmin.services.announcement_posting import close, post
from wxadmin.services.announcement_texts import issue, paper, portions, text_for_clipboard
from wxadmin.services.answers import Board
from wxadmin.services.attachments import Owner
from wxadmin.services.listing import Badge, Chip, Column, Ids, Row, Tone, View, ids_of
from wxadmin.services.records import Change, Reader, Store
from wxadmin.services.rules import screener
from wxadmin.services.solutions import Solution
from wxadmin.store import acknowledgements as stored_marks
from wxadmin.store import announcements as stored
from wxadmin.store import people as stored_people
from wxadmin.store.engine import Row as Stored
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

__all__ = [
    "CHIPS", "COLUMNS", "STATES", "AnnouncementCard", "AnnouncementDraft", "Board", "board", "check", "close", "copy",
    "correct", "discard", "get", "index", "insert", "issue", "page", "paper", "paste_replies", "pick", "portions",
    "post", "read_list", "reminder", "save", "text_for_clipboard",
]  # fmt: skip

COLUMNS = (
    Column("title", _("标题"), 300),
    Column("state", _("状态"), 90),
    Column("posted", _("发布时间"), 150),
    Column("deadline", _("截止时间"), 150),
    Column("answered", _("已确认"), 90, sortable=False),
    Column("kind", _("类型"), 90, sortable=False),
)
CHIPS = (
    Chip("draft", _("草稿")), Chip("planned", _("定时")), Chip("news", _("规章变更未发布")),
    Chip("asked", _("等待审批")), Chip("open", _("收集中")), Chip("overdue", _("已逾期")), Chip("closed", _("已结束")),
)  # fmt: skip
STATES = {"draft": _("草稿"), "open": _("收集中"), "overdue": _("已逾期"), "closed": _("已结束")}
_MOST_MINUTES = 366 * 24 * 60
_TONES: dict[str, Tone] = {"draft": "info", "open": "warn", "overdue": "danger", "closed": "muted"}
_APPROVAL_TONES: dict[str, Tone] = {"asked": "warn", "approved": "ok", "returned": "danger"}


@dataclass(frozen=True, slots=True)
class AnnouncementDraft:
    """What is written.

    ``minutes`` is the time to answer after posting (0: no answer is asked for), ``deadline`` a fixed time instead
    (aware, or in the owner's zone). ``announcer`` is who posts it and is not expected to answer. ``plan`` is what it is
    for besides its text; its approval is not taken from here.
    """

    group: int
    title: str
    body: str
    minutes: int = 0
    deadline: datetime | None = None
    announcer: str = ""
    id: int | None = None
    plan: Plan = field(default_factory=Plan)


@dataclass(frozen=True, slots=True)
class AnnouncementCard:
    """One announcement; times as shown, ``""`` where there is none.

    ``acts`` oldest first. ``left_out`` are (label, why) of the group's people it was not for, as of posting;
    ``corrections`` (id, title) of announcements that put it right, ``corrects`` the one it puts right. ``text`` is what
    goes into the group. ``solution`` is who owes the result of what was ordered, None where none is asked for;
    ``passing`` whether it asks to be passed on.
    """

    id: int
    draft: AnnouncementDraft
    state: str
    posted: str
    deadline: str
    audience: int
    board: Board | None
    paper: int | None = None
    acts: tuple[Act, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()
    corrections: tuple[tuple[int, str], ...] = ()
    corrects: tuple[int, str] | None = None
    text: str = ""
    solution: Solution | None = None
    passing: bool = False

    @property
    def kind(self) -> str:
        """A key of announcement_plans.KINDS."""
        return self.draft.plan.kind

    @property
    def quiet(self) -> bool:
        """Whether nobody has to answer, and nobody did."""
        board = self.board
        silent = board is not None and not board.confirmed and not board.ambiguous
        return silent and not self.deadline and self.solution is None

    @property
    def plan(self) -> Plan:
        """What it is for besides its text."""
        return self.draft.plan

    @property
    def approval(self) -> str:
        """A key of announcement_plans.APPROVALS."""
        return self.draft.plan.approval

    @property
    def versions(self) -> tuple[Act, ...]:
        """The acts that keep a text other than the one before, oldest first."""
        found: list[Act] = []
        for act in self.acts:
            if act.text and (not found or found[-1].text != act.text):
                found.append(act)
        return tuple(found)


def index(store: Store, view: View, reader: Reader | None = None) -> Ids:
    """Ids of announcements, newest first unless sorted otherwise."""
    return ids_of(store, stored.LIST, view, reader)


def page(store: Store, ids: Sequence[int]) -> list[Row]:
    """Those announcements as rows."""
    with store.read() as db:
        rows = stored.page(db, ids)
        boards = {r["id"]: answers.board(db, r) for r in rows if r["state"] != "draft"}
        plans = stored.plans(db, ids)
    result = []
    for r in rows:
        state, found, plan = _state(r), boards.get(r["id"]), plans.get(r["id"])
        asked = bool(r["deadline"]) or (found is not None and found.confirmed)
        answered = "" if found is None or not asked else f"{len(found.confirmed)}/{found.expected}"
        kind = announcement_plans.KINDS["notice" if plan is None else plan["kind"]]
        badge, title, when = Badge(STATES[state], _TONES[state]), r["title"], clock.shown(r["posted"])
        if state == "open" and not asked:
            badge = Badge(_("已发布"), "muted")
        if state == "draft" and plan is not None:
            title = message_blanks.filled(title, json.loads(plan["fields"]))
            when = _("计划 {}").format(clock.shown(plan["planned"])) if plan["planned"] else ""
            if plan["approval"]:
                badge = Badge(announcement_plans.APPROVALS[plan["approval"]], _APPROVAL_TONES[plan["approval"]])
        cells = (title, badge.text, when, clock.shown(r["deadline"]), answered, kind)
        result.append(Row(r["id"], cells, (badge,)))
    return result


def _state(row: Stored) -> str:
    if row["state"] == "open" and row["deadline"] and row["deadline"] < clock.stamp():
        return "overdue"
    return str(row["state"])


def get(store: Store, announcement: int) -> AnnouncementCard:
    """One announcement; UserError when there is none."""
    know_senders(store, announcement)
    with store.read() as db:
        row = existing(db, announcement)
        found = None if row["state"] == "draft" else answers.board(db, row)
        draft = _draft(db, row)
        corrections = tuple((p["announcement_id"], p["title"]) for p in stored.naming(db, announcement)
                            if p["corrects"] == announcement and p["state"] != "draft")  # fmt: skip
        before = None if draft.plan.corrects is None else stored.one(db, draft.plan.corrects)
        return AnnouncementCard(
            row["id"], draft, _state(row), clock.shown(row["posted"]), clock.shown(row["deadline"]), row["audience"],
            found, row["paper_id"], announcement_plans.acts(db, announcement), _left_out(db, announcement), corrections,
            None if before is None else (before["id"], before["title"]), announcement_texts.of_row(row, draft.plan),
            solutions.of(db, row, draft.plan.solution) if draft.plan.solution else None,
            progress_reports.passes_on(row),
        )  # fmt: skip


def _draft(db: Source, row: Stored) -> AnnouncementDraft:
    fixed = clock.moment(row["fixed"]) if row["fixed"] else None
    return AnnouncementDraft(
        row["group_id"], row["title"], row["body"], row["minutes"], fixed, row["announcer"], row["id"],
        announcement_plans.of(db, row["id"]),
    )  # fmt: skip


def _left_out(db: Source, announcement: int) -> tuple[tuple[str, str], ...]:
    found = [row for row in stored.picked_people(db, announcement) if row["why"]]
    names = {row["id"]: row["name"] for row in stored_people.page(db, [row["person_id"] for row in found])}
    return tuple((names.get(row["person_id"], _("（已不在花名册）")), row["why"]) for row in found)


def save(store: Store, draft: AnnouncementDraft) -> Change[int]:
    """Keeps a draft (``draft.id`` None makes one); the value is its id. UserError once it is posted.

    What was sent for approval or approved needs approval again when it is changed.
    """
    groups.get(store, draft.group)
    values = _values(draft)

    def work(tx: Tx) -> int:
        if draft.id is None:
            return insert(tx, draft)
        row = existing(tx, draft.id)
        if row["state"] != "draft":
            raise UserError(_("公告已经发布，不能修改"), remedy=_("需要更正时请另发一条"))
        before = announcement_plans.of(tx, draft.id)
        fields = {name: value for name, value in draft.plan.fields.items() if value.strip()}
        plan = replace(draft.plan, fields=fields, approval=before.approval, approver=before.approver)
        said = replace(plan, planned=before.planned) != before or any(row[key] != values[key] for key in values)
        if said and before.approval in ("asked", "approved"):
            plan = replace(plan, approval="", approver="")
            announcement_plans.act(tx, draft.id, "changed", note=on_paper(_("改过以后要重新审批")))
        tx.update("announcement", draft.id, values)
        announcement_plans.write(tx, draft.id, plan)
        return draft.id

    title = message_blanks.filled(draft.title, draft.plan.fields).strip()
    return store.change(_("保存公告草稿 {}").format(title).rstrip(), work)


def insert(tx: Tx, draft: AnnouncementDraft) -> int:
    """A new draft inside the change of something else, such as a regulation that is published."""
    empty: dict[str, str | int] = {
        "state": "draft",
        "posted": "",
        "deadline": "",
        "audience": 0,
        "created": clock.stamp(clock.moment(tx.at)),
    }
    made = tx.insert("announcement", {**_values(draft), **empty})
    fields = {name: value for name, value in draft.plan.fields.items() if value.strip()}
    announcement_plans.write(tx, made, replace(draft.plan, fields=fields, approval="", approver="", solution=""))
    return made


def _values(draft: AnnouncementDraft) -> dict[str, str | int]:
    # A draft may wait for its title.
    title = spelling.title(draft.title, _("标题")) if draft.title.strip() else ""
    if draft.minutes < 0:
        raise UserError(_("回复时限不能是负数"), remedy=_("请改成 0 或更大的分钟数"))
    if draft.minutes > _MOST_MINUTES:
        raise UserError(_("回复时限超过一年"), remedy=_("请改短，或写一个日期"))
    fixed = draft.deadline
    if fixed is not None and not 2000 <= fixed.year < 9999:
        raise UserError(_("截止时间不对：{} 年").format(fixed.year), remedy=_("请改成以后的时间"))
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
    """Throws a draft away, with what came back to it before its posting was undone."""
    with store.read() as db:
        title = message_blanks.filled(
            existing(db, announcement)["title"], announcement_plans.of(db, announcement).fields
        )

    def work(tx: Tx) -> int:
        if existing(tx, announcement)["state"] != "draft":
            raise UserError(_("公告已经发布，不能删除"), remedy=_("可以结束收集"))
        if stored.naming(tx, announcement):
            raise UserError(_("另一条公告以这条为准，不能删除"), remedy=_("请先删除那条更正或补发的草稿"))
        attachments.discard(tx, Owner("announcement", announcement))
        for table, row_id in stored_marks.came_back(tx, announcement):
            tx.delete(table, row_id)
        plan = stored.plan(tx, announcement)
        if plan is not None:
            tx.delete("announcement_plan", plan["id"])
        for row in stored.picked_people(tx, announcement):
            tx.delete("audience_pick", row["id"])
        for row in stored.acts(tx, announcement):
            tx.delete("announcement_act", row["id"])
        tx.delete("announcement", announcement)
        return announcement

    return store.change(_("删除公告草稿 {}").format(title), work)


def check(store: Store, group: int, text: str) -> tuple[Hit, ...]:
    """What screening says of the text under the group's rules; announcement_checks has all that is checked."""
    return tuple(screener(store, group).screen_texts([text])[0].hits)


def copy(store: Store, announcement: int, by: str = "") -> Change[int]:
    """A new draft with the same text, kind and audience; a deadline that is past stays behind."""
    with store.read() as db:
        draft = _draft(db, existing(db, announcement))
    return _anew(store, _("复制公告 {}").format(draft.title), draft, by)


def correct(store: Store, announcement: int, by: str = "") -> Change[int]:
    """A draft that puts a posted one right and names it; for the same people."""
    with store.read() as db:
        row = posted(db, announcement)
        draft = _draft(db, row)
    head = on_paper(_("更正："))
    title = draft.title if draft.title.startswith(head) else head + draft.title
    body = on_paper(_("{}发布的“{}”有误，更正如下：\n原文：{{原文}}\n改为：{{更正后}}\n其余内容不变，请以这一条为准。"))
    said = body.replace("{}", clock.shown(row["posted"]), 1).replace("{}", draft.title, 1)
    fresh = replace(draft, title=title, body=said, plan=replace(draft.plan, corrects=announcement, fields={}))
    return _anew(store, _("更正公告 {}").format(draft.title), fresh, by)


def _anew(store: Store, label: str, draft: AnnouncementDraft, by: str) -> Change[int]:
    past = draft.deadline is not None and draft.deadline <= clock.now()
    plan = replace(draft.plan, message=None, planned=None)

    def work(tx: Tx) -> int:
        known = [one for one in (*plan.audience.picked, *plan.audience.dropped) if stored_people.one(tx, one)]
        audience = replace(
            plan.audience, picked=tuple(p for p in plan.audience.picked if p in known),
            dropped=tuple(p for p in plan.audience.dropped if p in known),
        )  # fmt: skip
        return insert(tx, replace(
            draft, id=None, deadline=None if past else draft.deadline, announcer=by or draft.announcer,
            plan=replace(plan, audience=audience),
        ))  # fmt: skip

    return store.change(label, work)
