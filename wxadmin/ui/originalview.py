"""A text as it was pasted, with the numbers of its lines in the margin; some words can be shown as the ones meant."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QResizeEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QTextEdit, QWidget

from wxadmin.i18n import _
from wxadmin.ui import theme


class OriginalView(QPlainTextEdit):
    """Read only. ``visited`` carries the character (code point) that the owner went to."""

    visited = Signal(int)

    def __init__(self, words: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setAccessibleName(_("原文"))
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._words = words
        self.setPlainText(words)
        self._margin = _Margin(self)
        digits = len(str(max(1, self.blockCount())))
        self._wide = self.fontMetrics().horizontalAdvance("9") * max(2, digits) + 16
        self.setViewportMargins(self._wide, 0, 0, 0)
        self.updateRequest.connect(self._on_update_request)
        self.cursorPositionChanged.connect(self._on_cursor_moved)

    def show_span(self, start: int, end: int) -> None:
        """Bring these characters (code points) into sight on the ground of what is chosen."""
        cursor = self.textCursor()
        cursor.setPosition(min(_utf16(self._words[:start]), self.document().characterCount() - 1))
        place = QTextCursor(cursor)
        cursor.setPosition(
            min(_utf16(self._words[:end]), self.document().characterCount() - 1), QTextCursor.MoveMode.KeepAnchor
        )
        mark = QTextEdit.ExtraSelection()
        mark.cursor = cursor
        mark.format.setBackground(theme.color("selected"))
        self.setExtraSelections([mark])
        self.blockSignals(True)
        self.setTextCursor(place)
        self.blockSignals(False)
        self.centerCursor()

    @property
    def marked(self) -> str:
        """The words shown as the ones meant."""
        return "\n".join(one.cursor.selectedText() for one in self.extraSelections()).replace("\u2029", "\n")

    def paint_margin(self, event: QPaintEvent) -> None:
        """The numbers beside the lines in sight."""
        painter = QPainter(self._margin)
        painter.fillRect(event.rect(), theme.color("raised"))
        painter.setPen(theme.color("muted"))
        font = theme.tabular(QFont(self.font()))
        font.setPixelSize(theme.SMALL)
        painter.setFont(font)
        block = self.firstVisibleBlock()
        top = self.blockBoundingGeometry(block).translated(self.contentOffset()).top()
        high = self.fontMetrics().height()
        while block.isValid() and top <= event.rect().bottom():
            if block.isVisible():
                place = QRectF(0, top, self._wide - 8, high)
                painter.drawText(
                    place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(block.blockNumber() + 1)
                )
            top += self.blockBoundingRect(block).height()
            block = block.next()
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        inside = self.contentsRect()
        self._margin.setGeometry(QRect(inside.left(), inside.top(), self._wide, inside.height()))

    def _on_update_request(self, rect: QRect, by: int) -> None:
        if by:
            self._margin.scroll(0, by)
        else:
            self._margin.update(0, rect.y(), self._margin.width(), rect.height())

    def _on_cursor_moved(self) -> None:
        before = self._words.encode("utf-16-le")[: 2 * self.textCursor().position()]
        self.visited.emit(len(before.decode("utf-16-le", "ignore")))


class _Margin(QWidget):
    """The margin of an :class:`OriginalView`."""

    def __init__(self, view: OriginalView) -> None:
        super().__init__(view)
        self._view = view

    def paintEvent(self, event: QPaintEvent) -> None:
        self._view.paint_margin(event)


def _utf16(words: str) -> int:
    """Where Qt counts the end of these words."""
    return len(words.encode("utf-16-le")) // 2
