"""What stands in place of a page while no records are open: that they are being opened, or why they cannot be."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from wxadmin.domain.errors import UserError
from wxadmin.i18n import _
from wxadmin.ui import theme
from wxadmin.ui.card import button
from wxadmin.ui.textblock import TextBlock


class Waiting(QWidget):
    """``again`` asks to open the same records once more, ``elsewhere`` for others."""

    again = Signal()
    elsewhere = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(48, 48, 48, 48)
        column.addStretch(2)
        self.words = TextBlock(_("正在打开台账…"), self, role="muted", size=theme.HEADING)
        column.addWidget(self.words)
        column.addSpacing(theme.MARGIN)
        row = QHBoxLayout()
        self.retry = button(_("再试一次"), self.again.emit, self, kind="main")
        self.other = button(_("打开别的台账文件夹…"), self.elsewhere.emit, self)
        row.addWidget(self.retry)
        row.addWidget(self.other)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(3)
        self.say_opening()

    def say_opening(self) -> None:
        """The records are being opened."""
        self.words.set_text(_("正在打开台账…"))
        self.retry.hide()
        self.other.hide()

    def say_wrong(self, error: UserError) -> None:
        """They could not be opened: what is wrong and what can be done."""
        self.words.set_text(str(error))
        self.retry.show()
        self.other.show()
        self.retry.setFocus()
