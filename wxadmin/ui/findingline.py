"""A finding as a line that can be clicked and reached by Tab: a sign, and words that wrap."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from wxadmin.ui import theme
from wxadmin.ui.textblock import TextBlock

_SIGNS = {"danger": "✕", "warn": "！", "info": "·"}
_ROLES = {"danger": "danger", "warn": "amber", "info": "muted"}
_SAID = {"danger": "✕ ", "warn": "！ ", "info": ""}


class FindingLine(QWidget):
    """``tone`` is danger, warn or info; the sign says what the colour says."""

    clicked = Signal()

    def __init__(self, words: str, tone: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(_SAID[tone] + words)
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 3, 4, 3)
        row.setSpacing(6)
        sign = TextBlock(_SIGNS[tone], self, role=_ROLES[tone], bold=True)
        sign.setFixedWidth(14)
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(TextBlock(words, self, role="text" if tone != "info" else "muted"), 1)
        for piece in self.findChildren(TextBlock):
            piece.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.color("accent"), 1))
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 4, 4)
            painter.end()
