"""List and detail side by side, or one over the other where the page is narrow."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from wxadmin.i18n import _
from wxadmin.ui.card import button

HANDLE = 12
NARROW = 860  # logical pixels of a page below which the detail covers the list


class SideBySide(QSplitter):
    """List, detail and perhaps a paper in a splitter; in a narrow page the detail covers the list, with a way back."""

    def __init__(self, first: QWidget, second: QWidget, parent: QWidget, third: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._first = first
        self._second = second
        self.setHandleWidth(HANDLE)
        self.setChildrenCollapsible(False)
        self._right = QWidget(self)
        column = QVBoxLayout(self._right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.back = button(_("返回列表"), self.show_list, self._right, kind="quiet", icon="chevron-left")
        self.back.hide()
        column.addWidget(self.back)
        column.addWidget(second, 1)
        self.addWidget(first)
        self.addWidget(self._right)
        if third is not None:
            self.addWidget(third)
        self._third = third
        self._over = False
        self.wide_only = False
        """Whether the third is seen in a wide page alone, where the detail needs all the room of a narrow one."""
        self.setStretchFactor(0, 3)
        self.setStretchFactor(1, 2)

    def show_detail(self) -> None:
        """In a narrow page: let the detail cover the list."""
        self._over = True
        self._arrange()

    def show_list(self) -> None:
        """Back to the list."""
        self._over = False
        self._arrange()
        self._first.setFocus()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._arrange()
        return super().event(event)

    @property
    def narrow(self) -> bool:
        """Whether only one of list and detail fits."""
        return self.width() < NARROW

    def _arrange(self) -> None:
        narrow = self.narrow
        self._first.setVisible(not narrow or not self._over)
        self._right.setVisible(not narrow or self._over)
        self.back.setVisible(narrow)
        if self._third is not None:
            self._third.setVisible(not narrow or (self._over and not self.wide_only))
