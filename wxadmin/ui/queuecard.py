"""One entry of the queue on its card: why it is there, the conversation, the person, what was decided before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from wxadmin.i18n import _
from wxadmin.services import members, queue, reviewables
from wxadmin.services.exhibits import Of
from wxadmin.services.queue_cards import ReviewCard
from wxadmin.ui.card import Card, button
from wxadmin.ui.conversation import Conversation
from wxadmin.ui.exhibitpane import ExhibitPane
from wxadmin.ui.mattercard import MatterBlock

if TYPE_CHECKING:
    from wxadmin.ui.page import Page

Act = tuple[str, str, Callable[[], None]]
"""Words, icon and slot of a side action: none of them takes the entry away."""


def fill(page: Page, card: Card, detail: ReviewCard, acts: Sequence[Act], *, again: bool) -> None:
    """Build the card of an entry on its page; ``again`` keeps the place where it was read."""
    waiting = detail.state == "waiting"
    card.clear()
    card.title(
        queue.category_words(detail.category),
        badge=reviewables.state_words(detail.kind, detail.state),
        tone="warn" if waiting else "muted",
    )
    if detail.message:
        card.add(Conversation(tuple(line for line in detail.context if line.focus), card.host, page))
    else:
        _matter(page, card, detail)
    if not waiting:
        _outcome(card, detail)
    card.row(*(button(words, slot, card.host, kind="quiet", icon=icon) for words, icon, slot in acts))
    card.section(_("为什么在这里"))
    card.bars((reason.label, reason.value, reason.detail) for reason in detail.why)
    if detail.clause is not None:
        where = "".join(detail.clause.at)
        words = f"《{detail.clause.regulation}》{where}：{detail.clause.text}"
        card.facts(((_("条款"), words), (_("签收"), detail.clause.signing)))
    elif detail.kind == "chat":
        card.text(_("现行规章里没有找到对应的条款。"), role="muted")
    if detail.message:
        card.section(_("前后的聊天"))
        card.add(Conversation(detail.context, card.host, page))
    _person(card, detail)
    if detail.same_clause or detail.same_decided:
        card.section(_("同一条款以前怎么处理"))
        for case, line in detail.same_clause:
            card.link(line, "cases", case)
        for review, line in detail.same_decided:
            card.link(line, "queue", review)
    if detail.notes:
        card.section(_("备注"))
        for note in detail.notes:
            card.facts(((" ".join(filter(None, (note.time, note.by))), note.text),))
    card.finish(keep_place=again)


def _matter(page: Page, card: Card, detail: ReviewCard) -> None:
    if not detail.text.startswith(detail.title.rstrip("…")):
        card.text(detail.title)
    if detail.text:
        card.text(detail.text, marks=[(hit.start, hit.end) for hit in detail.hits])
    card.add(MatterBlock(page, detail.id, card.host))


def evidence(page: Page, card: Card, detail: ReviewCard) -> None:
    """The exhibits of an entry below the rest of its card."""
    card.section(_("证据"))
    card.add(ExhibitPane(page, Of("review", detail.id), card.host))


def _outcome(card: Card, detail: ReviewCard) -> None:
    card.section(_("处理结果"))
    card.facts(
        (
            (_("结果"), reviewables.state_words(detail.kind, detail.state)),
            (_("时间"), detail.decided),
            (_("处理人"), detail.decided_by),
            (_("条款"), detail.decided_clause),
            (_("理由"), detail.reason),
            (_("备注"), detail.note),
        )
    )
    if detail.case is not None:
        card.link(_("查看案件"), "cases", detail.case)


def _person(card: Card, detail: ReviewCard) -> None:
    card.section(_("发言人") if detail.message else _("当事人"))
    card.facts(
        (
            (_("群昵称"), detail.sender),
            (_("人员"), detail.person_label or _("还没有认出是谁")),
            (_("实名"), members.STATUS.get(detail.name_status, detail.name_status)),
        )
    )
    if detail.person is not None:
        card.link(_("查看花名册：{name}").format(name=detail.person_label), "people", detail.person)
    elif detail.member is not None:
        card.link(_("去认人：{name}").format(name=detail.sender), "members", detail.member)
    for case, line in detail.earlier_cases:
        card.link(line, "cases", case)
    for review, line in detail.earlier_words:
        card.link(line, "queue", review)
    if not detail.earlier_cases and not detail.earlier_words:
        card.text(_("以前没有处罚记录，也没有私下提醒过。"), role="muted")
    if detail.others:
        card.text(_("此人还有待处理的："), role="muted")
        for review, line in detail.others:
            card.link(line, "queue", review)
