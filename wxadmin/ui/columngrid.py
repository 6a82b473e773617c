"""The first rows of a list with a choice above each column: what the owner says it means."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from wxadmin.domain.people import RosterTable
from wxadmin.i18n import _
from wxadmin.services.column_maps import CHOICES
from wxadmin.ui.sharing import shown
from wxadmin.ui.textblock import tip

_KEEP = "keep"
_ROW = 28
_WIDE = 132


class ColumnGrid(QWidget):
    """``changed`` comes when the owner chose something; what stands chosen is ``mapping`` and ``header``.

    ``choices`` are (word, title) of what a column may be, ``once`` the words only one column can have.
    """

    changed = Signal()

    def __init__(
        self, table: RosterTable, parent: QWidget, choices: Sequence[tuple[str, str]] = CHOICES,
        once: Collection[str] = ("name",),
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._table = table
        self._choices = choices
        self._once = once
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(4)
        self.grid = QTableWidget(self)
        self.grid.setAccessibleName(_("每一列是什么"))
        self.grid.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.grid.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.grid.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the choices in it are the tab stops
        self.grid.verticalHeader().hide()
        self.grid.verticalHeader().setDefaultSectionSize(_ROW)
        self.grid.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.headless = QCheckBox(_("第一行就是数据，没有列名"), self)
        self.headless.setChecked(table.at < 0)
        self.headless.toggled.connect(self._on_headless_toggled)
        self.fields: list[QComboBox] = []
        outer.addWidget(self.grid, 1)
        outer.addWidget(self.headless)
        self._fill()

    def _fill(self) -> None:
        titles, rows = self._table.titles, self._table.rows
        if self.headless.isChecked() and any(titles):
            titles, rows = (), (self._table.titles, *rows)
        width = len(self._table.fields)
        chosen = self.mapping() if self.fields else dict(enumerate(self._table.fields))
        self.grid.clear()
        self.fields = []
        self.grid.setColumnCount(width)
        self.grid.setRowCount(1 + len(rows))
        self.grid.setRowHeight(0, 34)
        called = [
            titles[at] if at < len(titles) and titles[at] else _("第 {} 列").format(at + 1) for at in range(width)
        ]
        self.grid.setHorizontalHeaderLabels([shown(title) for title in called])
        for at, title in enumerate(called):
            self.grid.setColumnWidth(at, _WIDE)
            self.grid.setCellWidget(0, at, self._choice(title, chosen.get(at, "")))
            for number, row in enumerate(rows, 1):
                item = QTableWidgetItem(shown(row[at]).replace("\n", " "))
                item.setToolTip(tip(shown(row[at])))
                self.grid.setItem(number, at, item)

    def _choice(self, title: str, word: str) -> QComboBox:
        field = QComboBox(self.grid)
        field.setAccessibleName(_("“{}”这一列是").format(title))
        for known, said in self._choices:
            field.addItem(_("保留为“{}”").format(title) if known == _KEEP else said, known)
        field.setCurrentIndex(max(0, field.findData(word)))
        field.setMaxVisibleItems(18)
        field.view().setMinimumWidth(190)
        # A wheel turned over the table scrolls it and changes nothing.
        field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        field.activated.connect(self._on_field_chosen)
        self.fields.append(field)
        return field

    def mapping(self) -> dict[int, str]:
        """Column from 0 -> what it was chosen to be."""
        return {at: str(field.currentData()) for at, field in enumerate(self.fields)}

    @property
    def header(self) -> int:
        """The row of the titles from 0, -1 where the first row is data."""
        return -1 if self.headless.isChecked() else max(0, self._table.at)

    @property
    def named(self) -> bool:
        """Whether a column was chosen to be the name."""
        return "name" in self.mapping().values()

    def show_rows(self, rows: int) -> None:
        """Be high enough for the titles, the choices and so many rows."""
        bar = self.grid.horizontalScrollBar().sizeHint().height()
        self.grid.setFixedHeight(self.grid.horizontalHeader().sizeHint().height() + 34 + rows * _ROW + bar)

    def _on_field_chosen(self) -> None:
        # Of what only one column can be, that is the one chosen last.
        sender = self.sender()
        if isinstance(sender, QComboBox) and sender.currentData() in self._once:
            for field in self.fields:
                if field is not sender and field.currentData() == sender.currentData():
                    field.setCurrentIndex(0)
        self.changed.emit()

    def _on_headless_toggled(self) -> None:
        self._fill()
        self.changed.emit()
