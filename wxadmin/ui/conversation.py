"""Messages as a conversation shows them, with hits marked and the message looked at set off."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from wxadmin.services.chats import ContextLine
from wxadmin.ui import theme
from wxadmin.ui.card import label
from wxadmin.ui.textblock import TextBlock


class Conversation(QWidget):
    """The lines from top to bottom."""

    def __init__(self, lines: Sequence[ContextLine], parent: QWidget) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for line in lines:
            column.addWidget(self._line(line))

    def _line(self, line: ContextLine) -> QFrame:
        frame = QFrame(self)
        if line.focus:
            frame.setProperty("strip", "soon")
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(8, 4, 8, 6)
        inner.setSpacing(2)
        head = QHBoxLayout()
        head.setSpacing(theme.GAP)
        sender = TextBlock(line.sender, frame, role="muted", size=theme.SMALL, lines=1)
        time = label(line.time, frame, "muted", "small")
        time.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(sender, 1)
        head.addWidget(time)
        inner.addLayout(head)
        inner.addWidget(TextBlock(line.text, frame, marks=line.marks))
        return frame
