"""Messages as a conversation shows them, with hits marked and the message looked at set off.

One widget paints them all: a card has many messages, and a widget for each part of each takes longer to lay out than
an owner waits for the next entry.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QContextMenuEvent, QFont, QGuiApplication, QPainter, QPaintEvent, QResizeEvent, QTextLayout
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from wxadmin.i18n import _
from wxadmin.services.chats import ContextLine
from wxadmin.ui import theme
from wxadmin.ui.sharing import shown
from wxadmin.ui.textblock import arranged, marked

_PAD, _GAP, _STRIPE = 8, 6, 4


class Conversation(QWidget):
    """The lines from top to bottom; the words of all are its accessible name, those under the mouse can be copied."""

    def __init__(self, lines: Sequence[ContextLine], parent: QWidget) -> None:
        super().__init__(parent)
        self._lines = tuple(lines)
        self._texts = tuple(shown(line.whole) for line in lines)
        self._senders = tuple(shown(line.called) for line in lines)
        self.setAccessibleName("\n".join(f"{who} {line.time}：{text}" for who, line, text in self._said()))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._small = theme.tabular(QFont(self.font()))
        self._small.setPixelSize(theme.SMALL)
        self._body = QFont(self.font())
        self._body.setPixelSize(theme.BODY)
        self._width = -1
        self._layouts: list[QTextLayout] = []
        self._tops: list[float] = []
        self._height = 0.0

    def _said(self) -> list[tuple[str, ContextLine, str]]:
        return list(zip(self._senders, self._lines, self._texts, strict=True))

    def words(self) -> tuple[str, ...]:
        """What the messages say as shown, in order."""
        return self._texts

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        self._arrange(width)
        return int(self._height + 0.999)

    def sizeHint(self) -> QSize:
        return QSize(400, self.heightForWidth(self.width() if self.width() > 100 else 400))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 20)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def _arrange(self, width: int) -> None:
        if width == self._width:
            return
        self._width = width
        self._layouts, self._tops = [], []
        y = 0.0
        for text in self._texts:
            layout, high = arranged(text, self._body, max(width - 2 * _PAD, 20))
            self._layouts.append(layout)
            self._tops.append(y)
            y += 4 + _HEAD + high + 6 + _GAP
        self._height = max(0.0, y - _GAP)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._arrange(self.width())
        painter = QPainter(self)
        for at, (sender, line, text) in enumerate(self._said()):
            top = self._tops[at]
            end = self._tops[at + 1] - _GAP if at + 1 < len(self._tops) else self._height
            box = QRectF(0, top, self.width(), end - top)
            if not box.intersects(QRectF(event.rect())):
                continue
            if line.focus:
                painter.fillRect(box, theme.color("amber_soft"))
                painter.fillRect(QRectF(0, top, _STRIPE, box.height()), theme.color("amber"))
            painter.setFont(self._small)
            painter.setPen(theme.color("muted"))
            head = QRectF(_PAD, top + 4, self.width() - 2 * _PAD, _HEAD)
            side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(head, side, line.time)
            room = int(head.width()) - painter.fontMetrics().horizontalAdvance(line.time) - _PAD
            who = painter.fontMetrics().elidedText(sender, Qt.TextElideMode.ElideRight, room)
            painter.drawText(head, Qt.AlignmentFlag.AlignVCenter, who)
            painter.setPen(theme.color("text"))
            place = QPointF(_PAD, top + 4 + _HEAD)
            self._layouts[at].draw(painter, place, marked(text, line.marks), QRectF(event.rect()))
        painter.end()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        under = [at for at, top in enumerate(self._tops) if top <= event.pos().y()]
        if under:
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            action = menu.addAction(_("复制"))
            action.setData(self._texts[under[-1]])
            menu.triggered.connect(self._on_copy_chosen)
            menu.popup(event.globalPos())

    def _on_copy_chosen(self, action: object) -> None:
        from PySide6.QtGui import QAction

        if isinstance(action, QAction):
            QGuiApplication.clipboard().setText(action.data())


_HEAD = 22
