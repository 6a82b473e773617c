"""The left side: group selector on top, pages with an icon and the count of what waits there."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from wxadmin.i18n import _
from wxadmin.ui import theme
from wxadmin.ui.groupchooser import GroupChooser
from wxadmin.ui.places import PAGES
from wxadmin.ui.shell import NAVIGATION

_COUNT = Qt.ItemDataRole.UserRole + 1
_KEY = Qt.ItemDataRole.UserRole


class _Entry(QStyledItemDelegate):
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        _key, title, icon = PAGES[index.row()]
        self.initStyleOption(option, index)
        rect = option.rect
        state = option.state
        on = bool(state & state.State_Selected)
        over = bool(state & state.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(rect).adjusted(8, 1, -8, -1)
        if on or over:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("selected" if on else "hover"))
            painter.drawRoundedRect(frame, 6, 6)
        if on:
            painter.setBrush(theme.color("accent"))
            painter.drawRoundedRect(QRectF(frame.x(), frame.y() + 8, 3, frame.height() - 16), 1.5, 1.5)
        if state & state.State_HasFocus and on:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(theme.color("accent"))
            painter.drawRoundedRect(frame.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        side = 18
        theme.icon(icon, "accent" if on else "muted").paint(
            painter, int(frame.x()) + 12, int(frame.center().y() - side / 2) + 1, side, side
        )
        font = QFont(option.font)
        font.setBold(on)
        small = theme.tabular(QFont(font))
        small.setBold(False)
        small.setPixelSize(theme.SMALL)
        count = index.data(_COUNT)
        words = "" if not count else f"{count:,}" if count < 10_000 else "9999+"
        painter.setFont(font)
        painter.setPen(theme.color("text"))
        beside = 10 + (QFontMetrics(small).horizontalAdvance(words) + 4 if words else 0)
        place = frame.adjusted(40, 0, -beside, 0)
        name = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, int(place.width()))
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, name)
        if words:
            painter.setFont(small)
            painter.setPen(theme.color("text" if on else "muted"))
            painter.drawText(
                frame.adjusted(0, 0, -10, 0), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, words
            )
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(160, 38)


class _List(QListWidget):
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() and event.text().isprintable():
            event.ignore()
            return
        super().keyPressEvent(event)


class Navigation(QWidget):
    """``page_chosen`` carries a page key, ``group_chosen`` a group id (None: all); ``group_wanted`` wants a new one."""

    page_chosen = Signal(str)
    group_chosen = Signal(object)
    group_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("nav", "true")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(NAVIGATION)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 12)
        column.setSpacing(8)
        self.groups = GroupChooser(self)
        self.groups.chosen.connect(self.group_chosen)
        self.groups.new_wanted.connect(self.group_wanted)
        holder = QVBoxLayout()
        holder.setContentsMargins(8, 0, 8, 4)
        holder.setSpacing(4)
        holder.addWidget(self.groups)
        column.addLayout(holder)
        self.list = _List(self)
        self.list.setAccessibleName(_("页面"))
        self.list.setItemDelegate(_Entry(self.list))
        self.list.setFrameShape(QListWidget.Shape.NoFrame)
        self.list.setStyleSheet("QListWidget{background:transparent;border:0;}")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMouseTracking(True)
        for key, title, _icon in PAGES:
            item = QListWidgetItem(title)
            item.setData(_KEY, key)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, title)
            self.list.addItem(item)
        self.list.currentRowChanged.connect(self._on_row_changed)
        column.addWidget(self.list, 1)

    def show_groups(self, groups: tuple[tuple[int, str], ...], current: int | None) -> None:
        """Fill the selector; ``current`` None is all groups."""
        self.groups.show_groups(groups, current)

    def show_counts(self, counts: dict[str, int]) -> None:
        """Write what waits beside the pages."""
        for row, (key, title, _icon) in enumerate(PAGES):
            item = self.list.item(row)
            count = counts.get(key, 0)
            item.setData(_COUNT, count)
            words = _("{page}，{n} 项待办").format(page=title, n=count) if count else title
            item.setData(Qt.ItemDataRole.AccessibleTextRole, words)

    def show_page(self, key: str) -> None:
        """Mark the page shown, without asking for it."""
        row = next(i for i, page in enumerate(PAGES) if page[0] == key)
        self.list.blockSignals(True)
        self.list.setCurrentRow(row)
        self.list.blockSignals(False)

    def _on_row_changed(self, row: int) -> None:
        if 0 <= row < len(PAGES):
            self.page_chosen.emit(PAGES[row][0])
