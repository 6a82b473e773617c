"""An announcement is marked as posted, its text, audience and deadline frozen; later its collection is closed."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from wxadmin.domain import message_blanks
from wxadmin.domain.errors import UserError
from wxadmin.domain.ordering import searchable
from wxadmin.i18n import _, joined, on_paper
from wxadmin.services import announcement_plans, announcement_texts, attachments, audiences, clock, spelling
from wxadmin.services.announcement_plans import Plan, existing, posted
from wxadmin.services.attachments import Owner
from wxadmin.services.records import Change, Store
from wxadmin.store import messages as stored_messages
from wxadmin.store.engine import Row as Stored
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

_FIRST_YEAR = 2011
"""Before, there was no WeChat to post in."""


def post(store: Store, announcement: int, at: datetime | None = None, by: str = "") -> Change[int]:
    """Marks the draft as posted by hand, now or at a time that lies behind us: text, deadline, audience are frozen.

    An instruction was given when its message was. UserError for an empty text or audience, open blanks, a deadline
    that is past, a time to come, and for what was sent for approval and is not approved.
    """
    with store.read() as db:
        row = existing(db, announcement)
        plan = announcement_plans.of(db, announcement)
        resolved = audiences.resolve(db, row["group_id"], plan.audience)
        said = _said(db, plan) if at is None else at.astimezone(clock.zone()) if at.tzinfo else at.replace(
            tzinfo=clock.zone()
        )  # fmt: skip
    _refuse_unready(row, plan, resolved)
    with store.stage("audience") as stage:
        frozen: list[dict[str, Any]] = [
            {
                "announcement_id": announcement,
                "position": position,
                "person_id": one.id,
                "person": json.dumps(asdict(one.person), ensure_ascii=False),
                "subject": one.subject,
            }
            for position, one in enumerate(resolved.people)
        ]
        stage.add("audience", frozen)

        def work(tx: Tx) -> int:
            now = existing(tx, announcement)
            if now["state"] != "draft":
                raise UserError(_("公告已经发布过"), remedy=_("请刷新列表"))
            if announcement_plans.of(tx, announcement) != plan or (now["title"], now["body"]) != (
                row["title"], row["body"],
            ):  # fmt: skip
                raise UserError(_("草稿刚刚改过"), remedy=_("请再看一遍后重新标记"))
            announcement_plans.refuse_unapproved(tx, announcement, plan)
            moment = said or clock.moment(tx.at)
            if moment > clock.moment(tx.at):
                raise UserError(_("发布时间还没有到"), remedy=_("请改成已经过去的时间，或等发出以后再标记"))
            if moment.year < _FIRST_YEAR:
                raise UserError(_("发布时间太早：{}").format(clock.shown_full(moment)), remedy=_("请改成发出的时间"))
            fixed = clock.moment(now["fixed"]) if now["fixed"] else None
            due = announcement_plans.deadline(tx, moment, now["minutes"], fixed, plan.due)
            if due is not None and due <= moment:
                raise UserError(_("截止时间已经过了"), remedy=_("请改成以后的时间"))
            if frozen:
                tx.publish(stage)
            attachments.freeze(tx, Owner("announcement", announcement))
            title, body = (message_blanks.filled(now[key], plan.fields) for key in ("title", "body"))
            solved = announcement_plans.solution(moment, plan.due)
            values: dict[str, str | int] = {
                "state": "open", "title": title, "title_key": spelling.key(title), "body": body,
                "search": searchable(title, body), "posted": clock.stamp(moment),
                "deadline": "" if due is None else clock.stamp(due), "audience": len(frozen),
            }  # fmt: skip
            tx.update("announcement", announcement, values)
            if solved is not None:
                announcement_plans.write(tx, announcement, replace(plan, solution=clock.stamp(solved)))
            announcement_plans.freeze_left_out(tx, announcement, resolved.left_out)
            _note_posting(tx, announcement, plan, resolved, by)
            return announcement

        return store.change(_("发布公告 {}").format(message_blanks.filled(row["title"], plan.fields)), work)


def _said(db: Source, plan: Plan) -> datetime | None:
    """When the message was sent that gave an instruction; None where there is none, or its hour is unknown."""
    message = None if plan.message is None else stored_messages.one(db, plan.message)
    return None if message is None or clock.is_day(message["local"]) else clock.local(message["at"])


def _refuse_unready(row: Stored, plan: Plan, resolved: audiences.Resolved) -> None:
    if not row["title"] and not row["body"].strip():
        raise UserError(_("公告是空的"), remedy=_("请先写标题和正文"))
    open_ones = message_blanks.missing(f"{row['title']}\n{row['body']}", plan.fields)
    if open_ones:
        what = _("还有 {} 处没有填：{}").format(len(open_ones), joined(_("、"), open_ones))
        raise UserError(what, remedy=_("请填好，或从正文里删去"))
    if not resolved.people and not plan.audience.whole:
        raise UserError(_("对象里一个人也没有"), remedy=_("请改对象，或选全群"))


def _note_posting(tx: Tx, announcement: int, plan: Plan, resolved: audiences.Resolved, by: str) -> None:
    row = existing(tx, announcement)
    note = on_paper(_("{}，对象 {} 人")).format(on_paper(audiences.words(plan.audience)), len(resolved.people))
    if resolved.left_out:
        note += on_paper(_("，不在对象里 {} 人")).format(len(resolved.left_out))
    announcement_plans.act(tx, announcement, "posted", by=by, text=announcement_texts.of_row(row, plan), note=note)
    if plan.corrects is not None:
        announcement_plans.act(tx, plan.corrects, "corrected", by=by, note=row["title"])


def close(store: Store, announcement: int) -> Change[int]:
    """Ends the collection."""
    with store.read() as db:
        row = posted(db, announcement)

    def work(tx: Tx) -> int:
        if posted(tx, announcement)["state"] == "closed":
            raise UserError(_("收集已经结束"), remedy=_("请刷新列表"))
        tx.update("announcement", announcement, {"state": "closed"})
        announcement_plans.act(tx, announcement, "closed")
        return announcement

    # Imported here because a draft handed in may become an announcement.
    from wxadmin.services.matters import along

    return along(store, row["group_id"], store.change(_("结束收集 {}").format(row["title"]), work))
