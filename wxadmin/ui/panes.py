"""Panes side by side where the width allows it, else one at a time, chosen by chips above them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QButtonGroup, QPushButton, QSplitter, QVBoxLayout, QWidget

from wxadmin.i18n import _
from wxadmin.ui import theme
from wxadmin.ui.flow import Flow
from wxadmin.ui.sidebyside import HANDLE


class Panes(QWidget):
    """``least`` is the width in logical pixels below which only one pane is shown."""

    def __init__(self, parent: QWidget, least: int) -> None:
        super().__init__(parent)
        self._least = least
        self._now = 0
        self._narrow = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        self._bar = QWidget(self)
        self._flow = Flow(self._bar)
        self._bar.hide()
        column.addWidget(self._bar)
        self._choice = QButtonGroup(self)
        self._choice.idClicked.connect(self.turn)
        self.sides = QSplitter(Qt.Orientation.Horizontal, self)
        self.sides.setHandleWidth(HANDLE)
        self.sides.setChildrenCollapsible(False)
        column.addWidget(self.sides, 1)
        self._panes: list[QWidget] = []
        self._widths: list[int] = []
        self._shared = False

    def add(self, title: str, pane: QWidget, *, width: int, stretch: int = 0) -> None:
        """Put a pane to the right of the others, ``width`` wide at first."""
        chip = QPushButton(title, self._bar)
        chip.setProperty("chip", "true")
        chip.setCheckable(True)
        chip.setAutoDefault(False)
        chip.setAccessibleName(_("看{pane}").format(pane=title))
        chip.setChecked(not self._panes)
        self._choice.addButton(chip, len(self._panes))
        self._flow.addWidget(chip)
        self.sides.addWidget(pane)
        self.sides.setStretchFactor(len(self._panes), stretch)
        self._panes.append(pane)
        self._widths.append(width)

    @property
    def narrow(self) -> bool:
        """Whether only one pane fits."""
        return self._narrow

    def turn(self, at: int) -> None:
        """Show this pane where only one fits."""
        self._now = at
        chip = self._choice.button(at)
        if chip is not None:
            chip.setChecked(True)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._arrange()
        return super().event(event)

    def _arrange(self) -> None:
        self._narrow = self.width() < self._least
        self._bar.setVisible(self._narrow)
        for at, pane in enumerate(self._panes):
            pane.setVisible(not self._narrow or at == self._now)
        if not self._narrow and not self._shared:
            self._shared = True
            rest = self.width() - 2 * HANDLE - sum(self._widths[:-1])
            self.sides.setSizes([*self._widths[:-1], max(rest, self._widths[-1])])
