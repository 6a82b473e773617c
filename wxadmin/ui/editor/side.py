"""The left side: outline, blanks or what is to be looked at, one of them at a time."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListView,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from wxadmin.domain.blanks import missing
from wxadmin.domain.regulation_places import Place
from wxadmin.i18n import _
from wxadmin.ui import theme
from wxadmin.ui.editor.blanklist import BlankList
from wxadmin.ui.editor.commands import COMMANDS, Command
from wxadmin.ui.editor.manuscript import Manuscript
from wxadmin.ui.editor.outline import OutlineTree
from wxadmin.ui.textblock import tip

_IN_ROW = ("after", "inside", "up", "down", "promote", "demote", "remove")


class Side(QWidget):
    """``wanted`` carries a command of the outline; ``asked`` a place that is to be shown."""

    wanted = Signal(object)
    asked = Signal(object)

    def __init__(self, manuscript: Manuscript, parent: QWidget) -> None:
        super().__init__(parent)
        self._manuscript = manuscript
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        chips = QHBoxLayout()
        chips.setSpacing(4)
        self._chips: list[QPushButton] = []
        self.stack = QStackedWidget(self)
        for number in range(3):
            chip = QPushButton(self)
            chip.setProperty("chip", "true")
            chip.setCheckable(True)
            chip.setAutoExclusive(True)
            chip.clicked.connect(self._on_chip_clicked)
            chip.setChecked(number == 0)
            chips.addWidget(chip)
            self._chips.append(chip)
        chips.addStretch(1)
        column.addLayout(chips)
        column.addWidget(self.stack, 1)
        outline = QWidget(self)
        inner = QVBoxLayout(outline)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(4)
        inner.addLayout(self._build_tools(outline))
        self.tree = OutlineTree(outline)
        self.tree.menu_wanted.connect(self._on_menu_wanted)
        inner.addWidget(self.tree, 1)
        self.stack.addWidget(outline)
        self.blanks = BlankList(manuscript, self)
        self.stack.addWidget(self.blanks)
        self.checks = QListWidget(self)
        self.checks.setAccessibleName(_("检查"))
        self.checks.setWordWrap(True)
        self.checks.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.checks.setResizeMode(QListView.ResizeMode.Adjust)
        self.checks.setIconSize(QSize(16, 16))
        self.checks.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.checks.itemActivated.connect(self._on_check_chosen)
        self.checks.itemClicked.connect(self._on_check_chosen)
        self.stack.addWidget(self.checks)
        self._count(0)
        manuscript.changed.connect(self._on_manuscript_changed)

    def _build_tools(self, parent: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(0)
        self._menu = QMenu(self)
        for command in COMMANDS:
            if command.key in ("after", "remove", "renumber"):
                self._menu.addSeparator()
            action = self._menu.addAction(command.name)
            if command.icon:
                action.setIcon(theme.icon(command.icon))
            action.setData(command)
            action.triggered.connect(self._on_action_triggered)
            if command.key in _IN_ROW:
                tool = QToolButton(parent)
                tool.setIcon(theme.icon(command.icon))
                tool.setIconSize(QSize(18, 18))
                tool.setAccessibleName(command.name)
                tool.setToolTip(command.shown)
                tool.setFocusPolicy(Qt.FocusPolicy.TabFocus)
                tool.clicked.connect(action.trigger)
                row.addWidget(tool)
        more = QToolButton(parent)
        more.setIcon(theme.icon("ellipsis"))
        more.setAccessibleName(_("更多操作"))
        more.setToolTip(_("更多操作"))
        more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        more.setMenu(self._menu)
        row.addWidget(more)
        row.addStretch(1)
        return row

    # What is shown

    def show_blanks(self) -> None:
        """The blanks come to the front."""
        self._show(1)

    def _show(self, number: int) -> None:
        self._chips[number].setChecked(True)
        self.stack.setCurrentIndex(number)

    def show_checks(self, found: Sequence[tuple[str, str, Place]]) -> None:
        """What is to be looked at: kind (``fault`` or ``caution``), a sentence, the unit."""
        self.checks.clear()
        for kind, words, place in found:
            role = ("circle-alert", "danger") if kind == "fault" else ("triangle-alert", "amber")
            item = QListWidgetItem(theme.icon(*role), words)
            item.setData(Qt.ItemDataRole.UserRole, place)
            item.setToolTip(tip(words))
            self.checks.addItem(item)
        if not found:
            item = QListWidgetItem(_("没有发现问题"))
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.checks.addItem(item)
        self._count(len(found))

    def _count(self, checks: int) -> None:
        open_ones = len(missing(self._manuscript.text))
        words = (
            _("大纲"),
            _("填空 {n}").format(n=open_ones) if open_ones else _("填空"),
            _("检查 {n}").format(n=checks) if checks else _("检查"),
        )
        for chip, said in zip(self._chips, words, strict=True):
            chip.setText(said)
            chip.setAccessibleName(said)
        self._checks_count = checks

    # What happens

    def _on_chip_clicked(self) -> None:
        self.stack.setCurrentIndex(next(n for n, chip in enumerate(self._chips) if chip.isChecked()))

    def _on_action_triggered(self) -> None:
        action = self.sender()
        command = action.data() if hasattr(action, "data") else None
        if isinstance(command, Command):
            self.wanted.emit(command)

    def _on_menu_wanted(self, point: object) -> None:
        self._menu.popup(self.tree.viewport().mapToGlobal(point))  # type: ignore[call-overload]

    def _on_check_chosen(self, item: QListWidgetItem) -> None:
        place = item.data(Qt.ItemDataRole.UserRole)
        if place is not None:
            self.asked.emit(tuple(place))

    def _on_manuscript_changed(self, _what: str) -> None:
        self._count(self._checks_count)
