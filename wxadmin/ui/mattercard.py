"""A matter on the queue's card: from whom, about whom, checks, what is owed, and everything that is done with it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from wxadmin.i18n import _
from wxadmin.services import matter_kinds, matters
from wxadmin.services.matter_cards import MatterCard
from wxadmin.ui import matteracts, theme
from wxadmin.ui.card import Link, button, label, pill
from wxadmin.ui.flow import Flow
from wxadmin.ui.sharing import MODE, shown
from wxadmin.ui.textblock import TextBlock

if TYPE_CHECKING:
    from wxadmin.ui.page import Page

_SIGNS = {"ok": "✓", "warn": "！", "danger": "✗"}
_ROLES = {"ok": "text", "warn": "amber", "danger": "danger"}


class MatterBlock(QWidget):
    """Reads the matter of an entry and shows it; what is done with it is written through the page's desk.

    The words of the matter are not repeated: the card they stand on has them.
    """

    def __init__(self, page: Page, review: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._page = page  # outlives this block, so dialogs are its children
        self._review = review
        self.card: MatterCard | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.GAP)
        page.desk.tasks.start(self.load())

    async def load(self) -> None:
        """Read it and show it."""
        desk, review = self._page.desk, self._review
        found = await desk.read(lambda: matters.card(desk.store, review), self._page.strip)
        if found is not None and shiboken6.isValid(self):
            self.card = found
            self._show(found)

    def _show(self, card: MatterCard) -> None:
        draft = card.draft
        badges = QHBoxLayout()
        badges.setSpacing(theme.GAP)
        if card.derived:
            badges.addWidget(pill(_("程序发现"), "info", self))
        elif card.answered:
            badges.addWidget(pill(_("已答复"), "ok", self))
        elif card.owed:
            late = card.overdue
            badges.addWidget(pill(_("逾期未答复") if late else _("待答复"), "danger" if late else "warn", self))
        if draft.secret:
            badges.addWidget(pill(_("要求保密"), "danger", self))
        if card.malicious:
            badges.addWidget(pill(_("恶意举报"), "danger", self))
        badges.addStretch(1)
        self._column.addLayout(badges)
        facts = [
            (matter_kinds.RAISERS.get(draft.kind, ""), card.by(covered=MODE.on)),
            (matter_kinds.ABOUT.get(draft.kind, _("涉及")), "、".join(party.label for party in draft.about)),
            (_("收到"), card.received), (_("答复期限"), "" if card.derived else card.due), *card.facts,
            (_("已改正"), card.mended),
            (_("调解记录") if draft.kind == "dispute" else _("核查记录"), card.remark),
        ]  # fmt: skip
        self._facts(facts)
        if card.checks:
            self._head(_("逐项检查"))
            for check in card.checks:
                words = shown(f"{_SIGNS[check.tone]} {check.words}")
                self._column.addWidget(TextBlock(words, self, role=_ROLES[check.tone]))
        # Beside each other they would tell who asked not to be named.
        others = () if MODE.on else card.others
        for title, lines in ((_("上一稿"), card.earlier), (_("下一稿"), card.later), (_("同一人提出的"), others)):
            if lines:
                self._head(title)
                for review, line in lines:
                    self._link(line, "queue", review)
        if card.task is not None:
            self._link(_("查看待执行事项"), "tasks", card.task)
        if card.case_of_task is not None:
            self._link(_("查看处罚的案件"), "cases", card.case_of_task)
        if card.announcement is not None:
            self._link(_("查看公告草稿"), "announcements", card.announcement)
        if card.warning and card.state != "unfounded":
            self._head(_("提醒全群的话"))
            self._column.addWidget(TextBlock(shown(card.warning), self))
        if card.answered:
            self._head(_("答复"))
            said = card.answer
            if MODE.on and draft.secret and draft.by.called:
                said = said.replace(draft.by.called, "＊＊")
            self._column.addWidget(TextBlock(shown(said), self))
            by = "　".join(part for part in (card.answered, card.answered_by) if part)
            self._column.addWidget(TextBlock(by, self, role="muted", size=theme.SMALL))
        self._acts(card)

    def _acts(self, card: MatterCard) -> None:
        if not self._page.desk.may(self._page.RIGHT):
            return
        holder = QWidget(self)
        row = Flow(holder)

        def offer(
            words: str, act: Callable[[Page, MatterCard], Coroutine[Any, Any, Any]], icon: str, kind: str
        ) -> None:
            slot = partial(self._start, act, card)
            row.addWidget(button(words, slot, holder, kind=kind, icon=icon))

        draft = card.draft
        if not card.derived:
            again = bool(card.answered)
            # While it waits the main button of the view is that of the decision below.
            main = "" if again or card.state == "waiting" else "main"
            offer(_("再答复…") if again else _("答复…"), matteracts.answer, "copy", main)
        if draft.kind == "submission" and card.state == "founded":
            offer(_("复制发布"), matteracts.copy_posting, "copy", "")
            if card.announcement is None:
                offer(_("转成公告"), matteracts.to_announcement, "megaphone", "")
        if draft.kind == "submission" and card.state == "unfounded" and not card.later:
            offer(_("登记改好的一稿…"), matteracts.resubmit, "file-plus", "")
        if card.warning:
            offer(_("复制提醒"), _copy_warning, "copy", "quiet")
        if card.state == "waiting" and not card.answered and not card.derived:
            offer(_("更正…"), matteracts.correct, "pencil", "quiet")
        if draft.kind in ("dispute", "report", "anomaly"):
            offer(_("调解记录…") if draft.kind == "dispute" else _("核查记录…"), matteracts.remark, "pencil", "quiet")
        if not card.derived:
            words = _("送审单") if draft.kind == "submission" else _("答复单")
            offer(words, matteracts.slip, "printer", "quiet")
        self._column.addWidget(holder)

    def _start(self, act: Callable[[Page, MatterCard], Coroutine[Any, Any, Any]], card: MatterCard) -> None:
        self._page.start(act(self._page, card))

    def _facts(self, pairs: list[tuple[str, str]]) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for row, (name, value) in enumerate((n, v) for n, v in pairs if n and v):
            grid.addWidget(label(name, self, "muted"), row, 0)
            grid.addWidget(TextBlock(shown(value), self), row, 1)
        self._column.addLayout(grid)

    def _head(self, text: str) -> None:
        self._column.addWidget(label(text, self, "heading"))

    def _link(self, text: str, page: str, record: int) -> None:
        piece = Link(text, page, record, self)
        piece.opened.connect(self._page.desk.open)
        self._column.addWidget(piece)


async def _copy_warning(page: Page, card: MatterCard) -> None:
    page.copy(card.warning, _("提醒已复制，可以发到群里。"))
