"""转入待审: a message no rule hit comes into the queue because the owner saw it himself."""

from __future__ import annotations

from wxadmin.domain.errors import UserError
from wxadmin.domain.hits import CATEGORIES, Category, Hit, Screened
from wxadmin.i18n import _, on_paper
from wxadmin.services import reviewables, settings
from wxadmin.services.records import Change, Store
from wxadmin.services.rules import screener
from wxadmin.store import messages as stored_messages
from wxadmin.store import rulebooks as stored_rulebooks
from wxadmin.store.journal import Tx

_SCORE = 1.0
"""Somebody looked at it already: it stands at the head of the queue."""


def suggested(store: Store, message: int) -> Category | None:
    """What the rules that hold now call the message; None where they find nothing."""
    with store.read() as db:
        row = stored_messages.one(db, message)
    if row is None:
        return None
    hits = screener(store, row["group_id"]).screen_texts([row["text"]])[0].hits
    return max(hits, key=lambda hit: hit.level).category if hits else None


def put(store: Store, message: int, category: str) -> Change[int]:
    """An entry of the queue about a message of the archive, as this category; the value is its id.

    It is decided like any other: a case founded on it has the message as its evidence. UserError for a message that is
    gone or waits already, and for a category there is not.
    """
    if category not in CATEGORIES:
        raise UserError(_("没有这种类别：{}").format(category), remedy=_("请从列表里选择"))
    with store.read() as db:
        row = stored_messages.one(db, message)
    if row is None:
        raise UserError(_("没有这条消息"), remedy=_("可能已被撤销导入，请刷新列表"))
    text = row["text"]
    by = settings.get(store).actor
    why = on_paper(_("{}从聊天归档转入")).format(by or on_paper(_("管理员")))
    hit = Hit(category, on_paper(_("人工转入")), 0, len(text), text, why)
    found = Screened(0, (hit,), _SCORE)

    def work(tx: Tx) -> int:
        if stored_rulebooks.queued(tx, [message]):
            raise UserError(_("这条消息已经在待审队列里"), remedy=_("请在待审队列里处理"))
        made = tx.insert("review", reviewables.row_of(row["group_id"], message, dict(row), found))
        tx.update("message", message, {"flagged": 1})
        return made

    return store.change(_("转入待审 {}").format(row["sender"]), work)
