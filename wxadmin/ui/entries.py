"""Lists with two lines an entry, painted by hand: that of the queue, and the frame for others."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from wxadmin.services.listing import Row
from wxadmin.services.queue import BANDS, Entry
from wxadmin.ui import theme
from wxadmin.ui.card import draw_pill
from wxadmin.ui.models.paged import ROW_ROLE
from wxadmin.ui.queuebands import COLOURS

Index = QModelIndex | QPersistentModelIndex
HIGH = 58
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
        return QSize(200, HIGH)


class Reviews(TwoLines):
    """Who · kind · time above, the first words with the hit marked beneath; a stripe tells the band, a tick a mark."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.marked: set[int] = set()
        """Ids of entries chosen for one decision together."""

    def words(self, painter: QPainter, rect: QRect, row: Row, base: QFont) -> None:
        small = theme.tabular(QFont(base))
        small.setPixelSize(theme.SMALL)
        left, right = rect.x() + 14, rect.right() - 12
        band = row.band if isinstance(row, Entry) else "other"
        if band != "other":
            painter.fillRect(QRect(rect.x(), rect.y() + 1, 4, rect.height() - 2), theme.color(COLOURS[band]))
        if row.id in self.marked:
            painter.fillRect(rect.adjusted(4, 0, 0, -1), theme.color("hit"))
            painter.drawPixmap(left, rect.y() + 9, theme.icon("check", "accent").pixmap(18, 18))
            left += 24
        first = QRectF(left, rect.y() + 7, right - left, 22)
        second = QRectF(left, rect.y() + 31, right - left, 20)
        painter.setFont(small)
        x = first.x()
        words = row.cells[_CATEGORY]
        width = painter.fontMetrics().horizontalAdvance(words) + 18
        draw_pill(painter, QRectF(x, first.y(), width, 22), words, "warn")
        x += width + 8
        state = row.badges[-1].text if band in ("overdue", "today") else row.cells[_STATE]
        tail = f"{state} · {row.cells[_TIME]}" if band != "other" or not self._waits(row) else row.cells[_TIME]
        if band == "urgent":
            tail = f"{BANDS['urgent']} · {row.cells[_TIME]}"
        wide = painter.fontMetrics().horizontalAdvance(tail) + 4
        painter.setPen(theme.color(COLOURS[band] if band in ("overdue", "today") else "muted"))
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
        second.setWidth(second.width() - broad - 12)
        self._text(painter, second, row)

    @staticmethod
    def _waits(row: Row) -> bool:
        return bool(row.badges) and row.badges[0].tone == "warn"

    @staticmethod
    def _text(painter: QPainter, room: QRectF, row: Row) -> None:
        """The words on one line, hits on their colour and underlined, so that colour is not the only sign."""
        text = row.cells[_TEXT].replace("\n", " ")
        metrics = painter.fontMetrics()
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(room.width()))
        same = len(shown) - 1 if shown != text else len(shown)
        for start, end in row.marks if isinstance(row, Entry) else ():
            start, end = max(0, start), min(end, same)
            if start < end:
                x = room.x() + metrics.horizontalAdvance(shown[:start])
                wide = metrics.horizontalAdvance(shown[:end]) + room.x() - x
                painter.fillRect(QRectF(x, room.y(), wide, room.height()), theme.color("hit"))
                painter.fillRect(QRectF(x, room.bottom() - 2, wide, 1), theme.color("text"))
        painter.setPen(theme.color("muted"))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)


class Entries(QTableView):
    """The list of entries; letters go to the page. ``lines`` paints them, those of the queue unless given.

    A table of one column: Qt's own list lays every row out anew for each row that goes, which takes 150 ms of 50,000.
    """

    def __init__(self, parent: QWidget, lines: TwoLines | None = None) -> None:
        super().__init__(parent)
        self.setItemDelegate(lines or Reviews(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        rows = self.verticalHeader()
        rows.hide()
        rows.setMinimumSectionSize(HIGH)
        rows.setDefaultSectionSize(HIGH)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head = self.horizontalHeader()
        head.hide()
        head.setStretchLastSection(False)

    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        if model is not None:
            for column in range(1, model.columnCount()):
                self.setColumnHidden(column, True)
            self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if (event.text() and event.text().isprintable()) or event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
            return
        super().keyPressEvent(event)
