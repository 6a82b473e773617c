"""Messages as a conversation shows them, with hits marked and the message looked at set off."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from wxadmin.i18n import _
from wxadmin.services.chats import ContextLine
from wxadmin.services.exhibits import size_words
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
        if line.kind == "event":
            alone = QVBoxLayout(frame)
            alone.setContentsMargins(8, 0, 8, 0)
            words = f"{line.time}　{line.text}" if line.time else line.text
            alone.addWidget(TextBlock(words, frame, role="muted", size=theme.SMALL))
            return frame
        if line.focus:
            frame.setProperty("strip", "soon")
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(8, 4, 8, 6)
        inner.setSpacing(2)
        head = QHBoxLayout()
        head.setSpacing(theme.GAP)
        named = f"{line.sender}（{line.person}）" if line.person else line.sender
        sender = TextBlock(named, frame, role="muted", size=theme.SMALL, lines=1)
        time = label(line.time, frame, "muted", "small")
        time.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(sender, 1)
        head.addWidget(time)
        inner.addLayout(head)
        if line.quote is not None:
            quoted = _("回复 {who}：{words}").format(who=line.quote[0], words=line.quote[1])
            inner.addWidget(TextBlock(quoted, frame, role="muted", size=theme.SMALL))
        inner.addWidget(TextBlock(line.text, frame, marks=line.marks))
        for _file, name, size in line.files:
            told = _("附件 {name}（{size}）").format(name=name, size=size_words(size))
            inner.addWidget(TextBlock(told, frame, role="muted", size=theme.SMALL))
        if line.withdrawn:
            inner.addWidget(TextBlock(line.withdrawn, frame, role="muted", size=theme.SMALL))
        return frame
