"""审批: an announcement is sent for approval, approved, sent back with a reason, taken back; its versions compared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from wxadmin.domain import message_blanks
from wxadmin.domain.errors import UserError
from wxadmin.domain.pieces import Piece, pieces
from wxadmin.i18n import _, joined, on_paper
from wxadmin.services import announcement_plans, announcement_texts, operators
from wxadmin.services import settings as kept_settings
from wxadmin.services.announcement_plans import Act, Plan, existing
from wxadmin.services.records import Change, Store
from wxadmin.store import announcements as stored
from wxadmin.store.engine import Row
from wxadmin.store.journal import Tx

_Act = Callable[[Tx, Row, Plan], Plan]


def approvers(store: Store, by: str = "") -> tuple[str, ...]:
    """Who besides this one (``""``: who acts now) may approve; empty where nobody else is named."""
    who = _who(store, by)
    return tuple(one.name for one in operators.every(store) if one.active and one.may("publish") and one.name != who)


def ask(store: Store, announcement: int, note: str = "", *, by: str = "", approver: str = "") -> Change[int]:
    """Sends a draft for approval as it stands; UserError when it waits already, or has blanks to fill.

    ``approver`` is whom it is meant for, ``""`` anybody of :func:`approvers`; the others may approve as well.
    """
    who = _who(store, by)
    if approver and approver not in approvers(store, by):
        raise UserError(_("{} 不能审批公告").format(approver), remedy=_("请选有“发布规章和公告”权限的另一个人"))

    def work(tx: Tx, row: Row, plan: Plan) -> Plan:
        if plan.approval in ("asked", "approved"):
            raise UserError(_("公告已经送审"), remedy=_("请等审批，或先撤回送审"))
        if not row["title"].strip() and not row["body"].strip():
            raise UserError(_("公告是空的"), remedy=_("请先写标题和正文"))
        open_ones = message_blanks.missing(f"{row['title']}\n{row['body']}", plan.fields)
        if open_ones:
            what = _("还有 {} 处没有填：{}").format(len(open_ones), joined(_("、"), open_ones))
            raise UserError(what, remedy=_("请填好，或从正文里删去"))
        text = announcement_texts.of_row(row, plan)
        announcement_plans.act(tx, announcement, "asked", by=who, text=text, note=note.strip())
        return replace(plan, approval="asked", approver=approver)

    return _do(store, announcement, _("公告送审 {}"), work)


def approve(store: Store, announcement: int, note: str = "", *, by: str = "") -> Change[int]:
    """Approves it; UserError for who may not, and when it was not sent for approval or has changed since.

    Who sent it approves it himself only where nobody else may, and that is written down.
    """
    who = _may(store, by)
    others = approvers(store, by)

    def work(tx: Tx, row: Row, plan: Plan) -> Plan:
        _need_asked(plan)
        sender = next((act["by_whom"] for act in reversed(stored.acts(tx, announcement)) if act["kind"] == "asked"), "")
        said = note.strip()
        if who and sender == who:
            if others:
                what = _("公告是 {} 自己送审的").format(who)
                raise UserError(what, remedy=_("请由{}审批").format(joined(_("、"), others)))
            said = on_paper(_("由本人审批")) + (f"；{said}" if said else "")
        text = announcement_texts.of_row(row, plan)
        announcement_plans.act(tx, announcement, "approved", by=who, text=text, note=said)
        return replace(plan, approval="approved", approver=who)

    return _do(store, announcement, _("审批通过公告 {}"), work)


def send_back(store: Store, announcement: int, reason: str, *, by: str = "") -> Change[int]:
    """Gives it back to be changed, with the reason."""
    if not reason.strip():
        raise UserError(_("没有写退回的原因"), remedy=_("请写上要改什么"))
    who = _may(store, by)

    def work(tx: Tx, _row: Row, plan: Plan) -> Plan:
        _need_asked(plan)
        announcement_plans.act(tx, announcement, "returned", by=who, note=reason.strip())
        return replace(plan, approval="returned", approver=who)

    return _do(store, announcement, _("退回公告 {}"), work)


def withdraw(store: Store, announcement: int, *, by: str = "") -> Change[int]:
    """Takes it back: it is posted without approval, or sent again."""
    who = _who(store, by)

    def work(tx: Tx, _row: Row, plan: Plan) -> Plan:
        announcement_plans.act(tx, announcement, "withdrawn", by=who)
        return replace(plan, approval="", approver="")

    return _do(store, announcement, _("撤回公告送审 {}"), work)


def _do(store: Store, announcement: int, label: str, act: _Act) -> Change[int]:
    with store.read() as db:
        fields = announcement_plans.of(db, announcement).fields
        title = message_blanks.filled(existing(db, announcement)["title"], fields)

    def work(tx: Tx) -> int:
        row = existing(tx, announcement)
        if row["state"] != "draft":
            raise UserError(_("公告已经发布，不用再审批"), remedy=_("请刷新列表"))
        announcement_plans.write(tx, announcement, act(tx, row, announcement_plans.of(tx, announcement)))
        return announcement

    return store.change(label.format(title), work)


def _need_asked(plan: Plan) -> None:
    if plan.approval != "asked":
        raise UserError(_("这份公告没有在等审批"), remedy=_("可能已经撤回或改过，请刷新"))


def _who(store: Store, by: str) -> str:
    return by.strip() or kept_settings.get(store).actor


def _may(store: Store, by: str) -> str:
    """Who approves; UserError where operators are named and this one may not publish."""
    who = _who(store, by)
    operator = operators.acting(store, who)
    if operator is not None and not operator.may("publish"):
        what = _("{} 没有“{}”的权限").format(who or _("当前管理员"), operators.RIGHTS["publish"])
        raise UserError(what, remedy=_("请由有权限的管理员审批"))
    return who


def differences(old: Act, new: Act) -> tuple[Piece, ...]:
    """What became of the text from one act to another."""
    return pieces(old.text, new.text)
