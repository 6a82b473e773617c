"""The outermost window: on screen at once with a drawing of what is to come, before anything is loaded.

It imports as little of Qt as it can (the namespace ``Qt`` alone costs as much as a sixth of a bare start). The
furniture, main_window.MainWindow, comes as its central widget right after the first paint.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSettings, Signal
from PySide6.QtGui import QCloseEvent, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QMainWindow

from wxadmin.i18n import _
from wxadmin.ui.colours import Theme

NAVIGATION = 208
"""Logical pixels of the left side."""

_MENU, _BAND, _STATUS, _ENTRY = 30, 51, 26, 38


class Shell(QMainWindow):
    """``painted`` comes once, after the first paint; ``closing`` when it is to be closed, which is left to others."""

    painted = Signal()
    closing = Signal()

    def __init__(self, theme: Theme, pages: Sequence[str], settings: QSettings) -> None:
        super().__init__()
        self._theme = theme
        self._titles = pages
        self._painted = False
        self.setWindowTitle(_("群务台账"))
        self.setMinimumSize(880, 560)
        self.resize(1240, 720)
        geometry = settings.value("window/geometry")
        if geometry is not None:
            self.restoreGeometry(geometry)
        room = self.screen().availableGeometry()
        self.setMinimumSize(min(880, room.width()), min(560, room.height()))
        if not room.contains(self.geometry()) and not self.isMaximized():
            self.resize(self.size().boundedTo(room.size()))
            self.move(room.topLeft())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.centralWidget() is None:
            self._sketch()
        if not self._painted:
            self._painted = True
            self.painted.emit()

    def _sketch(self) -> None:
        """The places of navigation, band and status line, with the words of the pages."""
        theme, wide, high = self._theme, self.width(), self.height()
        painter = QPainter(self)
        painter.fillRect(0, 0, wide, high, QColor(theme.window))
        painter.fillRect(0, _MENU, NAVIGATION, high - _MENU - _STATUS, QColor(theme.raised))
        line = QColor(theme.line)
        painter.fillRect(0, _MENU, wide, 1, line)
        painter.fillRect(NAVIGATION, _MENU, 1, high - _MENU - _STATUS, line)
        painter.fillRect(NAVIGATION, _MENU + _BAND, wide - NAVIGATION, 1, line)
        painter.fillRect(0, high - _STATUS, wide, 1, line)
        painter.setPen(QColor(theme.text))
        for at, title in enumerate(self._titles):
            painter.drawText(48, _MENU + 83 + at * _ENTRY, title)
        painter.setPen(QColor(theme.muted))
        painter.drawText(NAVIGATION + 48, _MENU + _BAND + 60, _("正在打开台账…"))
        painter.end()

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self.closing.emit()
