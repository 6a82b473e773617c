"""What an announcement is for besides its text: kind, audience, deadline, blanks, clause, approval, what was done."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, time
from typing import Any

from wxadmin.domain import deadlines
from wxadmin.domain.errors import UserError
from wxadmin.domain.papers import ClauseCitation
from wxadmin.i18n import _, on_paper
from wxadmin.services import clock, workdays
from wxadmin.services.audiences import DROPPED, Audience, LeftOut
from wxadmin.store import announcements as stored
from wxadmin.store import people as stored_people
from wxadmin.store import signings as stored_signings
from wxadmin.store.engine import Row
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

KINDS: Mapping[str, str] = {
    "notice": _("通知"), "urgent": _("紧急"), "meeting": _("会议"), "duty": _("值班、任务"),
    "regulation": _("规章变更"), "activity": _("活动"), "thanks": _("致谢"), "instruction": _("交办"),
}  # fmt: skip
APPROVALS: Mapping[str, str] = {
    "": "", "asked": _("等待审批"), "approved": _("已审批"), "returned": _("审批退回"),
}  # fmt: skip
ACTS: Mapping[str, str] = {
    "asked": _("送审"), "approved": _("审批通过"), "returned": _("退回修改"), "changed": _("送审后改过"),
    "withdrawn": _("撤回送审"), "posted": _("发布"), "reminded": _("催办"), "corrected": _("另发更正"),
    "closed": _("结束收集"), "queued": _("逾期转待审"),
}  # fmt: skip
_GATES = ("asked", "approved", "returned", "changed", "withdrawn")
_MOST_WORKDAYS = 250


@dataclass(frozen=True, slots=True)
class Due:
    """By when answers are asked for, beside the fixed time and the minutes of the draft.

    ``workdays`` after the day of posting until the clock ``until`` (``HH:MM``); ``solution`` is the clock on the day of
    posting (``24:00`` its end) by which what was ordered is to be solved, ``""`` where only an answer is asked for.
    """

    workdays: int = 0
    until: str = "18:00"
    solution: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """``message`` is where an instruction was given; ``planned`` (aware) when it is to be posted by hand.

    ``fields`` fill the blanks ``{…}`` of the text. ``clause`` is under which silence is a breach. ``corrects`` is the
    announcement this one puts right. ``solution`` (stamp) is when the solution is due, known once posted.
    """

    kind: str = "notice"
    template: str = ""
    audience: Audience = field(default_factory=Audience)
    due: Due = field(default_factory=Due)
    fields: Mapping[str, str] = field(default_factory=dict)
    clause: ClauseCitation | None = None
    message: int | None = None
    corrects: int | None = None
    planned: datetime | None = None
    approval: str = ""
    approver: str = ""
    solution: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """Something done about an announcement: ``kind`` of ACTS, when (shown), by whom, the text as it stood, a note."""

    kind: str
    at: str
    by: str
    text: str
    note: str


def existing(db: Source, announcement: int) -> Row:
    """The row of an announcement; UserError when there is none."""
    row = stored.one(db, announcement)
    if row is None:
        raise UserError(_("没有这条公告"), remedy=_("可能已被删除，请刷新列表"))
    return row


def posted(db: Source, announcement: int) -> Row:
    """The same of one that is posted; UserError for a draft."""
    row = existing(db, announcement)
    if row["state"] == "draft":
        raise UserError(_("公告还没有发布"), remedy=_("请先标记为已发布"))
    return row


def of(db: Source, announcement: int) -> Plan:
    """The plan of an announcement; of one made before there were plans what holds by itself."""
    row = stored.plan(db, announcement)
    if row is None:
        return Plan()
    due = json.loads(row["due"])
    audience = json.loads(row["audience"])
    picks = stored.picked_people(db, announcement)
    return Plan(
        row["kind"], row["template"],
        Audience(
            tuple(audience.get("categories", ())), tuple(audience.get("posts", ())),
            tuple(audience.get("departments", ())), row["unsigned_of"], row["unanswered_of"],
            bool(audience.get("only")),
            tuple(p["person_id"] for p in picks if p["wanted"]),
            tuple(p["person_id"] for p in picks if not p["wanted"] and p["why"] in ("", on_paper(DROPPED))),
        ),
        Due(due.get("workdays", 0), due.get("until", "18:00"), due.get("solution", "")),
        json.loads(row["fields"]), _clause(row["clause"]), row["message_id"], row["corrects"],
        clock.moment(row["planned"]) if row["planned"] else None, row["approval"], row["approver"],
        due.get("solution_at", ""),
    )  # fmt: skip


def write(tx: Tx, announcement: int, plan: Plan) -> None:
    """Keeps it inside a change, approval included; UserError for what cannot be."""
    if plan.kind not in KINDS:
        known = "、".join(KINDS.values())
        raise UserError(_("没有这种公告：{}").format(plan.kind), remedy=_("可用的有 {}").format(known))
    check_due(plan.due)
    _refuse_gone(tx, plan)
    due = {**asdict(plan.due), **({"solution_at": plan.solution} if plan.solution else {})}
    a = plan.audience
    rules = {"categories": a.categories, "posts": a.posts, "departments": a.departments, "only": a.only}
    values: dict[str, Any] = {
        "kind": plan.kind, "template": plan.template, "audience": _json(rules), "due": _json(due),
        "fields": _json(dict(plan.fields)),
        "clause": "" if plan.clause is None else _json(asdict(plan.clause)), "message_id": plan.message,
        "unsigned_of": a.unsigned, "unanswered_of": a.unanswered, "corrects": plan.corrects,
        "planned": "" if plan.planned is None else clock.stamp(plan.planned), "approval": plan.approval,
        "approver": plan.approver,
    }  # fmt: skip
    row = stored.plan(tx, announcement)
    if row is None and plan == Plan():
        return
    if row is None:
        tx.insert("announcement_plan", {"announcement_id": announcement, **values})
    elif any(row[key] != value for key, value in values.items()):
        tx.update("announcement_plan", row["id"], values)
    _write_picks(tx, announcement, {**dict.fromkeys(a.picked, 1), **dict.fromkeys(a.dropped, 0)})


def _refuse_gone(db: Source, plan: Plan) -> None:
    audience = plan.audience
    for number in (audience.unanswered, plan.corrects):
        if number is not None and stored.one(db, number) is None:
            raise UserError(_("所指的那条公告已经不在了"), remedy=_("请重新选择对象，或改成普通公告"))
    if audience.unsigned is not None and stored_signings.one(db, audience.unsigned) is None:
        raise UserError(_("所指的那次签收已经不在了"), remedy=_("请重新选择对象"))


def _write_picks(tx: Tx, announcement: int, wanted: Mapping[int, int]) -> None:
    before = {row["person_id"]: row for row in stored.picked_people(tx, announcement)}
    for person, row in before.items():
        if person not in wanted:
            tx.delete("audience_pick", row["id"])
        elif row["wanted"] != wanted[person]:
            tx.update("audience_pick", row["id"], {"wanted": wanted[person], "why": ""})
    for person, how in wanted.items():
        subject = stored_people.subject_of(tx, person) if person not in before else b""
        if subject is None:
            raise UserError(_("挑选的人已不在花名册"), remedy=_("请重新选择对象"))
        if person not in before:
            tx.insert(
                "audience_pick",
                {"announcement_id": announcement, "person_id": person, "subject": subject, "wanted": how, "why": ""},
            )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _clause(written: str) -> ClauseCitation | None:
    if not written:
        return None
    found = json.loads(written)
    return ClauseCitation(**{**found, "at": tuple(found["at"])})


def check_due(due: Due) -> None:
    """UserError for a number of days or a clock that cannot be."""
    if not 0 <= due.workdays <= _MOST_WORKDAYS:
        raise UserError(_("工作日要在 0 到 {} 之间").format(_MOST_WORKDAYS), remedy=_("请改小，或写一个日期"))
    for words in (due.until, due.solution):
        if words and _clock(words) is None:
            raise UserError(_("时刻读不懂：{}").format(words), remedy=_("请写成 18:00 这样"))


def _clock(words: str) -> time | None:
    try:
        return time(23, 59) if words == "24:00" else time.fromisoformat(words)
    except ValueError:
        return None


def deadline(db: Source, posted: datetime, minutes: int, fixed: datetime | None, due: Due) -> datetime | None:
    """When answers are due to what was posted then: the fixed time, else working days, else minutes, else None."""
    if fixed is None and due.workdays > 0:
        day = workdays.after(db, clock.day_of(posted), due.workdays)
        return datetime.combine(day, _clock(due.until) or time(18), clock.zone())
    return deadlines.answer_deadline(posted, minutes, fixed)


def solution(posted: datetime, due: Due) -> datetime | None:
    """When the solution is due: at a clock of the day of posting, at its end where that is past; None for none."""
    at = _clock(due.solution) if due.solution else None
    if at is None:
        return None
    found = datetime.combine(clock.day_of(posted), at, clock.zone())
    return found if found > posted else datetime.combine(clock.day_of(posted), time(23, 59, 59), clock.zone())


def due_words(minutes: int, fixed: datetime | None, due: Due) -> str:
    """By when, as it is told before posting (Chinese: it goes into the group); ``""`` when no answer is asked for."""
    if fixed is not None:
        return on_paper(_("在{}前")).format(clock.shown(fixed))
    if due.workdays:
        return on_paper(_("在 {} 个工作日内（到当天 {}）")).format(due.workdays, due.until)
    if minutes and minutes % 1440 == 0:
        return on_paper(_("在 {} 天内")).format(minutes // 1440)
    if minutes and minutes % 60 == 0:
        return on_paper(_("在 {} 小时内")).format(minutes // 60)
    return on_paper(_("在 {} 分钟内")).format(minutes) if minutes else ""


def refuse_unapproved(db: Source, announcement: int, plan: Plan) -> None:
    """UserError where approval was asked for and is not there for the text as it stands."""
    if plan.approval == "approved":
        return
    last = next((a["kind"] for a in reversed(stored.acts(db, announcement)) if a["kind"] in _GATES), "")
    if plan.approval == "asked":
        raise UserError(_("公告还在等审批"), remedy=_("请等审批，或先撤回送审"))
    if last == "returned":
        raise UserError(_("公告被退回修改"), remedy=_("请改好重新送审，或撤回送审"))
    if last == "changed":
        raise UserError(_("公告送审以后改过"), remedy=_("请重新送审，或撤回送审"))


def freeze_left_out(tx: Tx, announcement: int, left_out: Sequence[LeftOut]) -> None:
    """Keeps who of the group it was not for, and why."""
    before = {row["person_id"]: row["id"] for row in stored.picked_people(tx, announcement)}
    for one in left_out:
        if one.id in before:
            tx.update("audience_pick", before[one.id], {"wanted": 0, "why": one.why})
        else:
            tx.insert(
                "audience_pick",
                {
                    "announcement_id": announcement, "person_id": one.id, "subject": one.subject, "wanted": 0,
                    "why": one.why,
                },
            )  # fmt: skip


def act(tx: Tx, announcement: int, kind: str, *, by: str = "", text: str = "", note: str = "") -> int:
    """Writes down what was done; never changed afterwards."""
    at = clock.stamp(clock.moment(tx.at))
    return tx.insert(
        "announcement_act",
        {"announcement_id": announcement, "kind": kind, "at": at, "by_whom": by, "text": text, "note": note},
    )


def acts(db: Source, announcement: int) -> tuple[Act, ...]:
    """What was done, oldest first."""
    return tuple(map(_act, stored.acts(db, announcement)))


def _act(row: Row) -> Act:
    return Act(row["kind"], clock.shown(row["at"]), row["by_whom"], row["text"], row["note"])
