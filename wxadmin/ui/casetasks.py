"""What a case asks to be done in WeChat or told the unit: its tasks, one line each, read after the card is painted."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wxadmin.i18n import _
from wxadmin.services import member_tasks
from wxadmin.ui.card import Link, label

if TYPE_CHECKING:
    from wxadmin.services.cases import CaseCard
    from wxadmin.ui.page import Page


class TaskBlock(QWidget):
    """Hidden where nothing is asked for."""

    def __init__(self, page: Page, case: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._page, self._case = page, case
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self.hide()
        page.desk.tasks.start(self._load())

    async def _load(self) -> None:
        desk, case = self._page.desk, self._case
        found = await desk.read(partial(member_tasks.of_case, desk.store, case), self._page.strip)
        if not found or not shiboken6.isValid(self):
            return
        self._column.addWidget(label(_("待执行事项"), self, "muted"))
        for task, line in found:
            piece = Link(line, "tasks", task, self)
            piece.opened.connect(desk.open)
            self._column.addWidget(piece)
        self.show()


async def show(page: Page, detail: CaseCard) -> None:
    """Go to the first task of a case that waits, or to the last one that did."""
    desk = page.desk

    def read() -> int | None:
        found = [task for task, _line in member_tasks.of_case(desk.store, detail.id)]
        waiting = (task for task in found if member_tasks.get(desk.store, task).state == "open")
        return next(waiting, found[-1] if found else None)

    found = await desk.read(read, page.strip)
    if found is None:
        page.strip.hint(_("这个案件没有待执行事项。"))
    else:
        desk.open("tasks", found)
