"""同条款以前的处理: how the same clause was decided before, one line each, read after the card is painted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wxadmin.domain.papers import ClauseCitation
from wxadmin.i18n import _
from wxadmin.ui.card import Link, label
from wxadmin.ui.textblock import TextBlock

if TYPE_CHECKING:
    from wxadmin.ui.page import Page


class PrecedentBlock(QWidget):
    """Empty until it has read; says so when nothing was decided on the clause before."""

    def __init__(self, page: Page, group: int, case: int, clause: ClauseCitation, parent: QWidget) -> None:
        super().__init__(parent)
        self._page, self._group, self._case, self._clause = page, group, case, clause
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._column.addWidget(label(_("同一条款以前的处理"), self, "muted"))
        page.desk.tasks.start(self._load())

    async def _load(self) -> None:
        from wxadmin.services import precedents

        store, group, case, clause = self._page.desk.store, self._group, self._case, self._clause

        def read() -> tuple[tuple[precedents.Precedent, ...], tuple[str, ...]]:
            found = precedents.of_clause(store, group, clause, apart_from=case)
            return found, precedents.figures_words(precedents.figures_of(store, group, clause, apart_from=case))

        seen = await self._page.desk.read(read, self._page.strip)
        if seen is None or not shiboken6.isValid(self):
            return
        found, figures = seen
        for one in found:
            words = f"{one.day}　{one.number}　{one.who}　{'、'.join(one.measures)}　{one.state}"
            piece = Link(words, "cases", one.case, self)
            piece.opened.connect(self._page.desk.open)
            self._column.addWidget(piece)
        for said in figures if found else (_("本群没有按这一条处理过。"),):
            self._column.addWidget(TextBlock(said, self, role="muted"))
