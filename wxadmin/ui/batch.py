"""Notices of several cases in one file with bookmarks: issued ones as they were issued, else drafts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtWidgets import QWidget

from wxadmin.domain.jobs import Step
from wxadmin.i18n import _
from wxadmin.services import cases, notices, papers
from wxadmin.ui import dialogs
from wxadmin.ui.desk import Desk
from wxadmin.ui.papersheet import look
from wxadmin.ui.preview import save_name
from wxadmin.ui.strip import Strip

K = TypeVar("K")
T = TypeVar("T")


async def print_notices(desk: Desk, picked: tuple[int, ...], parent: QWidget, strip: Strip) -> None:
    """Bind the notices of all parties of these cases and show the file; drafts are never mixed among issued ones."""
    store = desk.store
    cards = await desk.job(_("读取案件"), lambda step: _each(picked, lambda case: cases.get(store, case), step), strip)
    if cards is None:
        return
    every = [(card, party) for card in cards for party in card.parties]
    issued = [party.paper for _card, party in every if party.paper is not None]
    drafts = [
        (card.id, party.id)
        for card, party in every
        if party.paper is None and not party.voided and card.state != "void"
    ]
    if not issued and not drafts:
        strip.hint(_("选中的案件都已作废，没有可打印的通知书。"))
        return
    if (
        issued
        and drafts
        and not await dialogs.confirm(
            parent,
            _("打印通知书"),
            _("选中的案件里有 {n} 份通知书还没有签发，这次不打印；签发后再打印。现在打印已签发的 {m} 份？").format(
                n=len(drafts), m=len(issued)
            ),
            _("打印已签发的"),
        )
    ):
        return
    title = _("通知书（{n} 份）").format(n=len(issued) or len(drafts))

    def work(step: Step) -> bytes:
        if issued:
            return papers.bind(store, issued, step)
        built = _each(drafts, lambda one: notices.build(store, one[0], party=one[1]), step)
        return papers.draft_batch(store, built, title, step=step)

    pdf = await desk.job(_("合并通知书"), work, strip)
    if pdf is not None:
        state = _("已签发") if issued else _("草稿，未签发")
        await look(desk, parent, title, lambda: pdf, state, save_name(title), "notice")


def _each(picked: Sequence[K], read: Callable[[K], T], step: Step) -> list[T]:
    found = []
    for done, one in enumerate(picked):
        step(done, len(picked))
        found.append(read(one))
    return found
