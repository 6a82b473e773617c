"""Lists with two lines an entry, painted by hand: that of the queue, and the frame for others."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from wxadmin.services import reviewables
from wxadmin.services.listing import Row
from wxadmin.ui import theme
from wxadmin.ui.card import draw_pill
from wxadmin.ui.models.paged import ROW_ROLE

Index = QModelIndex | QPersistentModelIndex
_SCORE, _SENDER, _CATEGORY, _TEXT, _TIME, _STATE = range(6)


class TwoLines(QStyledItemDelegate):
    """The ground of an entry; subclasses paint its words."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        state = option.state
        on = bool(state & state.State_Selected)
        painter.save()
        painter.fillRect(rect, theme.color("selected" if on else "base"))
        if on and state & state.State_HasFocus:
            painter.fillRect(QRect(rect.x(), rect.y(), 3, rect.height()), theme.color("accent"))
        painter.setPen(theme.color("hover"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        row = index.data(ROW_ROLE)
        if isinstance(row, Row):
            self.words(painter, rect, row, option.font)
        painter.restore()

    def words(self, painter: QPainter, rect: QRect, row: Row, base: QFont) -> None:
        """Paint what a row says into a rectangle."""
        raise NotImplementedError

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, 58)


class _Reviews(TwoLines):
    """Who · kind · time above, the first words beneath, the score at the right."""

    def words(self, painter: QPainter, rect: QRect, row: Row, base: QFont) -> None:
        small = theme.tabular(QFont(base))
        small.setPixelSize(theme.SMALL)
        left, right = rect.x() + 12, rect.right() - 12
        first = QRectF(left, rect.y() + 7, right - left, 22)
        second = QRectF(left, rect.y() + 31, right - left, 20)
        painter.setFont(small)
        x = first.x()
        badge = next((b for b in row.badges if b.text == row.cells[_CATEGORY]), None)
        words = row.cells[_CATEGORY]
        width = painter.fontMetrics().horizontalAdvance(words) + 18
        draw_pill(painter, QRectF(x, first.y(), width, 22), words, badge.tone if badge else "warn")
        x += width + 8
        tail = row.cells[_TIME]
        if row.cells[_STATE] != reviewables.state_words("chat", "waiting"):
            tail = f"{row.cells[_STATE]} · {tail}"
        wide = painter.fontMetrics().horizontalAdvance(tail) + 4
        painter.setPen(theme.color("muted"))
        painter.drawText(
            QRectF(right - wide, first.y(), wide, 22), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, tail
        )
        painter.setFont(base)
        painter.setPen(theme.color("text"))
        room = right - wide - 8 - x
        sender = painter.fontMetrics().elidedText(row.cells[_SENDER], Qt.TextElideMode.ElideRight, int(room))
        painter.drawText(QRectF(x, first.y(), room, 22), Qt.AlignmentFlag.AlignVCenter, sender)
        painter.setFont(small)
        score = row.cells[_SCORE]
        broad = painter.fontMetrics().horizontalAdvance(score) + 4
        painter.setPen(theme.color("accent"))
        painter.drawText(
            QRectF(right - broad, second.y(), broad, 20),
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
            score,
        )
        painter.setFont(base)
        painter.setPen(theme.color("muted"))
        text = row.cells[_TEXT].replace("\n", " ")
        text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(second.width() - broad - 12))
        painter.drawText(second, Qt.AlignmentFlag.AlignVCenter, text)


class Entries(QListView):
    """The list of entries; letters go to the page. ``lines`` paints them, those of the queue unless given."""

    def __init__(self, parent: QWidget, lines: TwoLines | None = None) -> None:
        super().__init__(parent)
        self.setItemDelegate(lines or _Reviews(self))
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if (event.text() and event.text().isprintable()) or event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
            return
        super().keyPressEvent(event)
