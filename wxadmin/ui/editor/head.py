"""The top row of the editor: back, title, which panes are in sight, find, undo and redo, save."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from wxadmin.i18n import _
from wxadmin.ui import theme
from wxadmin.ui.card import button, label
from wxadmin.ui.textblock import TextBlock


class Head(QWidget):
    """Signals say what was pressed; ``pane`` carries the number of a pane that is wanted, from the left."""

    back_wanted = Signal()
    find_wanted = Signal()
    undo_wanted = Signal()
    redo_wanted = Signal()
    save_wanted = Signal()
    pane = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GAP)
        self.back = button(_("返回"), self.back_wanted.emit, self, kind="quiet", icon="chevron-left")
        row.addWidget(self.back)
        self.title = TextBlock("", self, size=theme.TITLE, bold=True, lines=1)
        self.title.setMinimumHeight(30)
        row.addWidget(self.title, 1, Qt.AlignmentFlag.AlignVCenter)
        self.version = label("", self, "muted", "small")
        row.addWidget(self.version)
        self._switches: list[QPushButton] = []
        for words in (_("大纲"), _("条款"), _("纸面")):
            chip = QPushButton(words, self)
            chip.setProperty("chip", "true")
            chip.setCheckable(True)
            chip.setAccessibleName(_("看{pane}").format(pane=words))
            chip.clicked.connect(self._on_switch_clicked)
            row.addWidget(chip)
            self._switches.append(chip)
        search = button("", self.find_wanted.emit, self, kind="quiet", icon="search")
        search.setAccessibleName(_("查找和替换"))
        search.setToolTip(_("查找和替换（Ctrl+F、Ctrl+H）"))
        self.undo = button(_("撤销"), self.undo_wanted.emit, self, kind="quiet")
        self.redo = button(_("重做"), self.redo_wanted.emit, self, kind="quiet")
        self.state = label("", self, "muted", "small")
        self.save = button(_("保存"), self.save_wanted.emit, self, kind="main")
        self.save.setToolTip("Ctrl+S")
        for piece in (search, self.undo, self.redo, self.state, self.save):
            row.addWidget(piece)
        for piece in (self.back, self.undo, self.redo, self.save):
            piece.setMinimumWidth(piece.sizeHint().width())

    def show_panes(self, shown: list[int], room: int) -> None:
        """Which panes are in sight; where there is room for all of them nothing is to be chosen."""
        for number, chip in enumerate(self._switches):
            chip.setChecked(number in shown)
            chip.setVisible(room < len(self._switches))
        self.version.setVisible(room == len(self._switches))
        self.state.setVisible(room > 1)

    def show_steps(self, undo: str, redo: str) -> None:
        """What can be taken back and done again, by name; ``""`` for nothing."""
        for piece, verb, name in ((self.undo, _("撤销"), undo), (self.redo, _("重做"), redo)):
            piece.setEnabled(bool(name))
            piece.setToolTip(_("{verb}“{what}”").format(verb=verb, what=name) if name else verb)

    def _on_switch_clicked(self) -> None:
        chip = self.sender()
        if isinstance(chip, QPushButton):
            self.pane.emit(self._switches.index(chip))
