"""What the checks of an announcement say, as a list; a click leads to where it is put right."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from wxadmin.i18n import _
from wxadmin.services.announcement_checks import Check, Checked
from wxadmin.ui.card import label
from wxadmin.ui.findingline import FindingLine
from wxadmin.ui.textblock import TextBlock


class Checks(QFrame):
    """The findings, the gravest first; ``wanted`` carries the Check that was clicked."""

    wanted = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._shown: tuple[Check, ...] | None = None
        self.summary = ""
        """How many there are, ``""`` where nothing needs a look."""

    def show_checks(self, found: Checked) -> None:
        """Show these in place of the ones before."""
        if found.checks == self._shown:
            return
        self._shown = found.checks
        while self._column.count():
            item = self._column.takeAt(0)
            old = item.widget() if item is not None else None
            if old is not None:
                old.hide()
                old.deleteLater()
        grave = [check for check in found.checks if check.tone != "info"]
        stopping = sum(check.tone == "danger" for check in grave)
        words = _("要处理 {n} 处，留意 {m} 处").format(n=stopping, m=len(found.checks) - stopping)
        self.summary = words if grave else ""
        if grave:
            self._column.addWidget(label(words, self, "muted"))
        else:
            self._column.addWidget(TextBlock(_("没有发现不妥的用词。"), self, role="muted"))
        for check in found.checks:
            line = FindingLine(check.words, check.tone, self)
            line.setProperty("check", check)
            line.clicked.connect(self._on_line_clicked)
            self._column.addWidget(line)

    def focus_first(self) -> None:
        """Bring the findings into view, the keyboard on the first."""
        lines = self.findChildren(FindingLine, options=Qt.FindChildOption.FindDirectChildrenOnly)
        first = next((line for line in lines if line.isVisible()), None)
        if first is None:
            return
        pane = self.parentWidget()
        while pane is not None and not isinstance(pane, QScrollArea):
            pane = pane.parentWidget()
        if pane is not None:
            pane.ensureWidgetVisible(self, 0, 0)
        first.setFocus()

    def _on_line_clicked(self) -> None:
        piece = self.sender()
        if piece is not None:
            self.wanted.emit(piece.property("check"))
