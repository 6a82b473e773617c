"""The line above a paper: what it is, and tools that move into a ⋯ menu where the pane is narrow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from wxadmin.i18n import _
from wxadmin.ui import theme
from wxadmin.ui.card import button, label
from wxadmin.ui.textblock import tip

_GAP = 4
_ROUNDS = 4  # until the width that showing and hiding leave is the one arranged for


class Elided(QLabel):
    """A label that gives way: words that do not fit end with an ellipsis and stand whole in the tool tip."""

    def __init__(self, parent: QWidget, *kinds: str) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        for kind in kinds:
            self.setProperty(kind, "true")

    def minimumSizeHint(self) -> QSize:
        return QSize(min(24, super().minimumSizeHint().width()), super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        words = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        self.setToolTip(tip(self.text()) if words != self.text() else "")
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, words)
        painter.end()


class PageField(QWidget):
    """The present page in a field, and of how many; ``asked`` carries the page (from 0) the owner typed."""

    asked = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._now = 0
        self._all = 0
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_GAP)
        self.field = QLineEdit(self)
        self.field.setFixedWidth(46)
        self.field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.field.setAccessibleName(_("页码"))
        self.field.setToolTip(_("转到某页（Ctrl+G）"))
        self.field.editingFinished.connect(self._on_editing_finished)
        self.of = label("", self, "muted")
        row.addWidget(self.field)
        row.addWidget(self.of)

    def show_page(self, now: int, of: int) -> None:
        """Tell the page (from 0) and how many there are; what the owner is typing stays."""
        self._now, self._all = now, of
        self.of.setText(f"/ {of}" if of else "")
        self.setEnabled(of > 0)
        if not (self.field.hasFocus() and self.field.isModified()):
            self.field.setText(str(now + 1) if of else "")
            self.field.setModified(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()  # else a sheet would take it for its main button
        else:
            super().keyPressEvent(event)

    def _on_editing_finished(self) -> None:
        text, changed = self.field.text().strip(), self.field.isModified()
        self.field.setModified(False)
        if changed and text.isdecimal() and self._all:
            self.asked.emit(min(max(int(text[:6]), 1), self._all) - 1)
        self.field.setText(str(self._now + 1) if self._all else "")
        self.field.setModified(False)


@dataclass(slots=True)
class _Tool:
    widget: QWidget
    action: QAction | None  # None: stays whatever the width
    rank: int  # higher ones go into the menu first


class ToolRow(QWidget):
    """Tools side by side; what does not fit is found in the ⋯ menu at the end."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._tools: list[_Tool] = []
        self._arranging = self._again = False
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(_GAP)
        self._row.addStretch(1)
        self.more = QToolButton(self)
        self.more.setIcon(theme.icon("ellipsis"))
        self.more.setAccessibleName(_("更多纸面工具"))
        self.more.setToolTip(_("更多纸面工具"))
        self.more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = QMenu(self)
        self.more.setMenu(self.menu)
        self._row.addWidget(self.more)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def add(self, widget: QWidget, action: QAction | None = None, *, rank: int = 0, at: int | None = None) -> None:
        """Add a tool at the end (or before tool ``at``); with ``action`` it may move into the menu."""
        at = len(self._tools) if at is None else at
        self._tools.insert(at, _Tool(widget, action, rank))
        self._row.insertWidget(at + 1, widget)
        if action is not None:
            before = next((t.action for t in self._tools[at + 1 :] if t.action is not None), None)
            self.menu.insertAction(before, action) if before else self.menu.addAction(action)
        self.arrange()

    @property
    def whole(self) -> int:
        """The width that shows every tool."""
        return sum(self._width(t) + _GAP for t in self._tools)

    @staticmethod
    def _width(tool: _Tool) -> int:
        return max(tool.widget.sizeHint().width(), tool.widget.minimumWidth())

    def arrange(self) -> None:
        """Show the tools that fit, the others as entries of the menu."""
        self._again = True
        if self._arranging:
            return  # showing a tool lays the row out anew: one hidden while it is being shown would stay in sight
        self._arranging = True
        for _round in range(_ROUNDS):
            if self._again:
                self._again = False
                self._arrange()
        self._arranging = False

    def _arrange(self) -> None:
        room, wanted = self.width(), self.whole
        going = sorted((t for t in self._tools if t.action is not None), key=lambda t: -t.rank)
        hidden: list[_Tool] = []
        if wanted > room:
            wanted += self.more.sizeHint().width()
            while going and wanted > room:
                tool = going.pop(0)
                wanted -= self._width(tool) + _GAP
                hidden.append(tool)
        for tool in self._tools:
            tool.widget.setVisible(tool not in hidden)
            if tool.action is not None:
                tool.action.setVisible(tool in hidden)
        self.more.setVisible(bool(hidden))

    def minimumSizeHint(self) -> QSize:
        fixed = sum(self._width(t) + _GAP for t in self._tools if t.action is None)
        return QSize(fixed + self.more.sizeHint().width(), super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        return QSize(self.whole, super().sizeHint().height())

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self.arrange()  # a tool wants another width than before: more pages, another zoom, one that came
        return done

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()


class PreviewBar(QWidget):
    """Caption and state of a paper with its tools beside them, or below them in a narrow pane."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.GAP)
        self._grid.setVerticalSpacing(_GAP)
        self._words = QWidget(self)
        row = QHBoxLayout(self._words)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GAP)
        self.caption = Elided(self._words, "heading")
        self.state = Elided(self._words, "muted")
        row.addWidget(self.caption)
        row.addWidget(self.state)
        row.addStretch(1)
        self.tools = ToolRow(self)
        self._narrow = False
        self._grid.addWidget(self._words, 0, 0)
        self._grid.addWidget(self.tools, 0, 1)
        self._grid.setColumnStretch(0, 1)

    def tool(self, icon: str, name: str, slot: Callable[[], None], *, rank: int = 0) -> QPushButton:
        """Add a button; ``rank`` 0 stays in sight, higher ones go into the menu first."""
        piece = button("", slot, self.tools, kind="quiet", icon=icon)
        piece.setAccessibleName(name)
        piece.setToolTip(name)
        action = None
        if rank:
            action = QAction(theme.icon(icon), name, self)
            action.triggered.connect(slot)
        self.tools.add(piece, action, rank=rank)
        return piece

    def arrange(self) -> None:
        """Caption and tools in one line where both fit."""
        narrow = self._words.sizeHint().width() + theme.GAP + self.tools.whole > self.width()
        if narrow != self._narrow:
            self._narrow = narrow
            self._grid.removeWidget(self.tools)
            if narrow:
                self._grid.addWidget(self.tools, 1, 0, 1, 2)
            else:
                self._grid.addWidget(self.tools, 0, 1)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.tools.minimumSizeHint().width(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()
