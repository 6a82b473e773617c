"""A sheet with a list on the left and the record chosen on the right, one undo for both."""

from __future__ import annotations

from typing import Any

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QWidget

from wxadmin.i18n import _
from wxadmin.ui import dialogs
from wxadmin.ui.desk import Desk
from wxadmin.ui.listpane import ListPane
from wxadmin.ui.strip import Strip


class ListSheet(dialogs.Sheet):
    """Subclasses fill ``tools`` and call :meth:`lay_out`; they give :meth:`read` and :meth:`render`."""

    def __init__(self, parent: QWidget, desk: Desk, title: str) -> None:
        super().__init__(parent, title, _("关闭"))
        self.cancel.hide()
        self.main.setProperty("main", "false")  # what is done with the record has the main button
        self.main.setDefault(False)
        self.main.setAutoDefault(False)
        room = self.screen().availableGeometry()
        self.resize(min(1080, round(room.width() * 0.94)), min(700, round(room.height() * 0.88)))
        self.desk = desk
        self._loads = 0
        self.strip = Strip(self)
        self.strip.undo_wanted.connect(self._on_undo_wanted)
        self.body.addWidget(self.strip)
        self.tools = QHBoxLayout()
        self.body.addLayout(self.tools)

    def lay_out(self, pane: ListPane, right: QWidget, sizes: list[int], record: int | None) -> None:
        """List and record side by side; ``record`` is opened first."""
        self.list = pane
        pane.opened.connect(self._on_list_opened)
        pane.failed.connect(self.desk.tasks.failed)
        sides = QSplitter(Qt.Orientation.Horizontal, self)
        sides.setHandleWidth(12)
        sides.setChildrenCollapsible(False)
        sides.addWidget(pane)
        sides.addWidget(right)
        sides.setSizes(sizes)
        self.body.addWidget(sides, 1)
        self.render_record(None)
        if record is not None:
            pane.show_record(record)
        pane.focus_list()

    def read_record(self, record: int) -> Any:
        """The record of the list; not on this thread. UserError when it is gone."""
        raise NotImplementedError

    def render_record(self, card: Any) -> None:
        """Show what :meth:`read_record` gave; None for nothing."""
        raise NotImplementedError

    def _on_list_opened(self, record: object) -> None:
        self._loads += 1
        if not isinstance(record, int):
            self.render_record(None)
        elif not self.desk.tasks.closing:
            self.desk.tasks.start(self._load(record, self._loads))

    async def _load(self, record: int, load: int) -> None:
        card = await self.desk.read(lambda: self.read_record(record), self.strip)
        if load == self._loads and shiboken6.isValid(self) and self.isVisible():
            self.render_record(card)

    def _on_undo_wanted(self, change: int) -> None:
        self.desk.tasks.start(self._undo(change))

    async def _undo(self, change: int) -> None:
        await self.desk.undo(self.strip, change)
        if shiboken6.isValid(self) and self.isVisible():
            self.reload()

    def reload(self) -> None:
        """Something of the list changed."""
        self.list.reload()
