"""The page below and the editor above it: while a text is edited the editor has the whole page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLayout, QStackedWidget, QVBoxLayout, QWidget

from wxadmin.ui.desk import Desk

if TYPE_CHECKING:
    from wxadmin.ui.editor.editor import RegulationEditor


class EditorLayers(QStackedWidget):
    """Takes over the layout of a page. ``saved`` carries the id of a draft that was saved, ``left`` says it is back."""

    saved = Signal(int)
    left = Signal()

    def __init__(self, desk: Desk, page: QWidget, body: QLayout) -> None:
        super().__init__(page)
        self._desk = desk
        self._editor: RegulationEditor | None = None
        below = QWidget(self)
        below.setLayout(body)
        self.addWidget(below)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self)

    @property
    def editing(self) -> bool:
        """Whether the editor covers the page."""
        return self._editor is not None and self.currentWidget() is self._editor

    async def edit(self, revision: int) -> None:
        """Open a version in the editor; why it cannot be opened stands there too."""
        from wxadmin.ui.editor.editor import RegulationEditor

        if self._editor is None:
            self._editor = RegulationEditor(self._desk, self)
            self._editor.saved.connect(self.saved)
            self._editor.left.connect(self._on_editor_left)
            self.addWidget(self._editor)
        await self._editor.open(revision)
        self.setCurrentWidget(self._editor)
        self._editor.focus_first()

    async def leave(self) -> bool:
        """Back to the page, unless the owner wants to stay."""
        if self._editor is not None and self.editing:
            if not await self._editor.leave():
                return False
            self.setCurrentIndex(0)
        return True

    def find_words(self) -> bool:
        """Put the keyboard into the editor's search; False while the page is shown."""
        if self._editor is None or not self.editing:
            return False
        self._editor.find_words()
        return True

    def keep_now(self) -> str:
        """Keep what was typed; why that is impossible, ``""`` when nothing can be lost."""
        return "" if self._editor is None else self._editor.keep_now()

    def shut(self) -> None:
        """The window closes."""
        if self._editor is not None:
            self._editor.shut()

    def _on_editor_left(self) -> None:
        self.setCurrentIndex(0)
        self.left.emit()
