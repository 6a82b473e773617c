"""A text as WeChat shows it."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from wxadmin.ui.textblock import TextBlock


class Bubble(QFrame):
    """A text as the group sees it."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("bubble", "true")
        inner = QVBoxLayout(self)
        inner.setContentsMargins(12, 8, 12, 8)
        self._words = TextBlock(text, self)
        inner.addWidget(self._words)

    def set_text(self, text: str) -> None:
        """Show other words."""
        self._words.set_text(text)
