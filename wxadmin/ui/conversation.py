"""Messages as a conversation shows them, with hits marked and the message looked at set off.

One widget paints them all: a card has many messages, and a widget for each part of each takes longer to lay out than
an owner waits for the next entry.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QFont,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextLayout,
)
from PySide6.QtWidgets import QMenu, QScrollArea, QSizePolicy, QWidget

from wxadmin.i18n import _
from wxadmin.services.chats import ContextLine
from wxadmin.ui import theme
from wxadmin.ui.sharing import shown
from wxadmin.ui.textblock import arranged, marked

if TYPE_CHECKING:
    from wxadmin.ui.page import Page

_PAD, _GAP, _STRIPE = 8, 6, 4


class Conversation(QWidget):
    """The lines from top to bottom; the words of all are its accessible name.

    What can be done with the line under the mouse is in its menu, with that marked by ↑ and ↓ by the menu key; with a
    ``page`` that is more than copying.
    """

    def __init__(self, lines: Sequence[ContextLine], parent: QWidget, page: Page | None = None) -> None:
        super().__init__(parent)
        self._page = page
        self._lines = tuple(lines)
        self._at = next((at for at, line in enumerate(self._lines) if line.focus), 0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
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
            top, end = self._span(at)
            box = QRectF(0, top, self.width(), end - top)
            if not box.intersects(QRectF(event.rect())):
                continue
            if line.focus:
                painter.fillRect(box, theme.color("amber_soft"))
                painter.fillRect(QRectF(0, top, _STRIPE, box.height()), theme.color("amber"))
            if at == self._at and self.hasFocus():
                painter.setPen(theme.color("accent"))
                painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
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

    def _under(self, y: float) -> int:
        return max((at for at, top in enumerate(self._tops) if top <= y), default=0)

    def _mark(self, at: int) -> None:
        """Make a line the one that keys are about, and bring it into view."""
        self._at = at
        self.setAccessibleDescription(f"{self._senders[at]}：{self._texts[at]}")
        self.update()
        pane = self._pane()
        if pane is not None and (inner := pane.widget()) is not None:
            top, end = self._span(at)
            spot = self.mapTo(inner, QPoint(0, int(top + end) // 2))
            pane.ensureVisible(spot.x(), spot.y(), 0, int(end - top) // 2 + _GAP)

    def _pane(self) -> QScrollArea | None:
        pane = self.parentWidget()
        while pane is not None and not isinstance(pane, QScrollArea):
            pane = pane.parentWidget()
        return pane

    def bring(self) -> None:
        """Bring the message looked at into the middle of the pane, once that has its lines laid out."""
        if self._lines:
            QTimer.singleShot(0, self, self._centre)

    def _centre(self) -> None:
        self._mark(self._at)
        pane = self._pane()
        if pane is not None and (inner := pane.widget()) is not None:
            top, end = self._span(self._at)
            middle = self.mapTo(inner, QPoint(0, int(top + end) // 2)).y()
            pane.verticalScrollBar().setValue(middle - pane.viewport().height() // 2)

    def _span(self, at: int) -> tuple[float, float]:
        end = self._tops[at + 1] - _GAP if at + 1 < len(self._tops) else self._height
        return self._tops[at], end

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._lines:
            self._mark(self._under(event.position().y()))
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        turn = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if turn and 0 <= self._at + turn < len(self._lines):
            self._mark(self._at + turn)
        elif event.matches(QKeySequence.StandardKey.Copy) and self._lines:
            self._copy(self._at)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if not self._lines:
            return
        spot = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            spot = self.mapToGlobal(QPoint(4 * _PAD, int(self._span(self._at)[0]) + _HEAD))
        else:
            self._mark(self._under(event.pos().y()))
        self.menu(self._at).popup(spot)

    def menu(self, at: int) -> QMenu:
        """What can be done with a line; deletes itself when closed."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("复制")).triggered.connect(partial(self._copy, at))
        page, message = self._page, self._lines[at].id
        if page is None or not message:
            return menu
        for file, name, _size in self._lines[at].files:
            menu.addAction(_("打开附件 {name}").format(name=shown(name))).triggered.connect(
                partial(self._open_file, page, file)
            )
        menu.addAction(_("打印摘录…")).triggered.connect(partial(self._print, page, message))
        if page.desk.may("review"):
            from wxadmin.services.matter_kinds import RAISED

            menu.addAction(_("登记清理…")).triggered.connect(partial(self._note, page, message))
            raised = menu.addMenu(_("转为事项"))
            for kind, words in RAISED.items():
                raised.addAction(_("{}…").format(words)).triggered.connect(partial(self._raise, page, message, kind))
        if page.desk.may("publish") and self._lines[at].kind == "text":
            menu.addAction(_("转为公告（交办）")).triggered.connect(partial(self._instruct, page, message))
        return menu

    def _copy(self, at: int) -> None:
        QGuiApplication.clipboard().setText(self._texts[at])

    def _open_file(self, page: Page, file: int) -> None:
        from wxadmin.ui.chatfiles import look

        page.start(look(page, file))

    def _instruct(self, page: Page, message: int) -> None:
        from wxadmin.ui import announcementacts

        page.start(announcementacts.from_messages(page, (message,)))

    def _print(self, page: Page, message: int) -> None:
        from wxadmin.ui import dialogs
        from wxadmin.ui.excerptsheet import ExcerptSheet

        page.start(dialogs.show(ExcerptSheet(page, page.desk, message)))

    def _note(self, page: Page, message: int) -> None:
        from wxadmin.ui.withdrawalsheet import note

        page.start(note(page, message, page.desk.group))

    def _raise(self, page: Page, message: int, kind: str) -> None:
        from wxadmin.ui import matteracts

        page.start(matteracts.from_message(page, message, kind))


_HEAD = 22
