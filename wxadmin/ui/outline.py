"""The outline of a paper as a list that drops down: 章 and 条 to jump to."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from wxadmin.i18n import _
from wxadmin.ui.pdf import Bookmark
from wxadmin.ui.textblock import tip

_WIDTH, _HEIGHT = 320, 420


class OutlineList(QFrame):
    """Drops down below a button; ``chosen`` carries page and points below its upper edge."""

    chosen = Signal(int, float)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.list = QListWidget(self)
        self.list.setAccessibleName(_("目录"))
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(self._on_item_clicked)
        column.addWidget(self.list)

    def drop(self, below: QWidget, entries: Sequence[Bookmark], page: int, top: float) -> None:
        """Show the entries under a widget, the last one at or above ``top`` points of ``page`` picked."""
        self.list.clear()
        for entry in entries:
            item = QListWidgetItem("　" * entry.level + entry.title)
            item.setData(Qt.ItemDataRole.UserRole, entry)
            item.setToolTip(tip(_("{title}，第 {n} 页").format(title=entry.title, n=entry.page + 1)))
            self.list.addItem(item)
        here = [n for n, entry in enumerate(entries) if (entry.page, entry.top) <= (page, top)]
        self.list.setCurrentRow(here[-1] if here else 0)
        rows = self.list.sizeHintForRow(0) * len(entries) + 8
        screen = self.screen().availableGeometry()
        corner = below.mapToGlobal(QPoint(0, below.height()))
        width, height = min(_WIDTH, screen.width()), min(_HEIGHT, rows, max(120, screen.bottom() - corner.y()))
        corner.setX(max(screen.left(), min(corner.x(), screen.right() - width)))
        self.setGeometry(corner.x(), corner.y(), width, height)
        self.show()
        self.list.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            item = self.list.currentItem()
            if item is not None:
                self._on_item_clicked(item)
        else:
            super().keyPressEvent(event)

    def _on_item_clicked(self, item: QListWidgetItem) -> None:
        entry = item.data(Qt.ItemDataRole.UserRole)
        self.hide()
        if isinstance(entry, Bookmark):
            self.chosen.emit(entry.page, entry.top)
