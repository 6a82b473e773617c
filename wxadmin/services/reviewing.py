"""Review of a draft: sent, sent back with a reason, approved, taken back; each time who and when."""

from __future__ import annotations

from collections.abc import Callable

from wxadmin.domain.errors import UserError
from wxadmin.i18n import _
from wxadmin.services import drafting, versions
from wxadmin.services.records import Change, Store
from wxadmin.services.settings import get as settings_of
from wxadmin.store.engine import Row as Stored
from wxadmin.store.journal import Tx

_Act = Callable[[Tx, Stored], None]


def submit(store: Store, revision: int, note: str = "", *, by: str = "") -> Change[int]:
    """Sends a draft for review; UserError when it is there already."""
    who = _who(store, by)

    def work(tx: Tx, row: Stored) -> None:
        if versions.in_review(row):
            raise UserError(_("这份草稿已经送审"), remedy=_("要改请先撤回或退回"))
        drafting.note_act(tx, revision, "submitted", who, note)

    return _act(store, revision, _("送审制度 {}"), work)


def send_back(store: Store, revision: int, reason: str, *, by: str = "") -> Change[int]:
    """Gives a draft in review back to its author, with the reason."""
    if not reason.strip():
        raise UserError(_("没有写退回的原因"), remedy=_("请写上要改什么"))
    who = _who(store, by)

    def work(tx: Tx, row: Stored) -> None:
        _need_review(row)
        drafting.note_act(tx, revision, "returned", who, reason)

    return _act(store, revision, _("退回制度 {}"), work)


def approve(store: Store, revision: int, note: str = "", *, by: str = "") -> Change[int]:
    """Approves a draft in review; who and when is kept and goes with the publication."""
    who = _who(store, by)

    def work(tx: Tx, row: Stored) -> None:
        _need_review(row)
        if row["last_act"] == "approved":
            raise UserError(_("这份草稿已经审核通过"), remedy=_("可以发布了"))
        drafting.note_act(tx, revision, "approved", who, note)

    return _act(store, revision, _("审核通过制度 {}"), work)


def withdraw(store: Store, revision: int, note: str = "", *, by: str = "") -> Change[int]:
    """Takes a draft back from review."""
    who = _who(store, by)

    def work(tx: Tx, row: Stored) -> None:
        _need_review(row)
        drafting.note_act(tx, revision, "withdrawn", who, note)

    return _act(store, revision, _("撤回送审 {}"), work)


def _act(store: Store, revision: int, label: str, act: _Act) -> Change[int]:
    with store.read() as db:
        title = versions.draft_of(db, revision)["title"]

    def work(tx: Tx) -> int:
        act(tx, versions.draft_of(tx, revision))
        return revision

    return store.change(label.format(title), work)


def _need_review(row: Stored) -> None:
    if not versions.in_review(row):
        raise UserError(_("这份草稿没有送审"), remedy=_("请先送审"))


def _who(store: Store, by: str) -> str:
    return by.strip() or settings_of(store).actor
