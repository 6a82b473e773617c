"""A text as it was pasted, with the numbers of its lines in the margin; some lines can be shown as the ones meant."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QResizeEvent, QTextCursor, QTextFormat
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QTextEdit, QWidget

from wxadmin.i18n import _
from wxadmin.ui import theme


class OriginalView(QPlainTextEdit):
    """Read only. ``visited`` carries the line (from 1) that the owner went to."""

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
        self.setPlainText(words)
        self._margin = _Margin(self)
        digits = len(str(max(1, self.blockCount())))
        self._wide = self.fontMetrics().horizontalAdvance("9") * max(2, digits) + 16
        self.setViewportMargins(self._wide, 0, 0, 0)
        self.updateRequest.connect(self._on_update_request)
        self.cursorPositionChanged.connect(self._on_cursor_moved)

    def show_lines(self, first: int, last: int) -> None:
        """Bring these lines (from 1) into sight on the ground of what is chosen."""
        document = self.document()
        block = document.findBlockByNumber(max(0, first - 1))
        end = document.findBlockByNumber(min(max(first, last), document.blockCount()) - 1)
        if not block.isValid() or not end.isValid():
            return
        cursor = QTextCursor(block)
        cursor.setPosition(end.position() + end.length() - 1, QTextCursor.MoveMode.KeepAnchor)
        mark = QTextEdit.ExtraSelection()
        mark.cursor = cursor
        mark.format.setBackground(theme.color("selected"))
        mark.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
        self.setExtraSelections([mark])
        self.blockSignals(True)
        self.setTextCursor(QTextCursor(block))
        self.blockSignals(False)
        self.centerCursor()

    @property
    def marked(self) -> str:
        """The words of the lines shown as the ones meant."""
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
        self.visited.emit(self.textCursor().blockNumber() + 1)


class _Margin(QWidget):
    """The margin of an :class:`OriginalView`."""

    def __init__(self, view: OriginalView) -> None:
        super().__init__(view)
        self._view = view

    def paintEvent(self, event: QPaintEvent) -> None:
        self._view.paint_margin(event)
