"""Columns give way a little before a list scrolls sideways, keep what the owner chose, and cut numbers in the middle."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem, QWidget

from wxadmin.services.listing import Column
from wxadmin.ui.listcolumns import ListColumns
from wxadmin.ui.models.paged import MIDDLE_ROLE
from wxadmin.ui.table import CellDelegate, Table

COLUMNS = (
    Column("number", "编号", 140, middle=True), Column("person", "人员", 100), Column("state", "状态", 80),
    Column("day", "日期", 120),
)  # fmt: skip
WIDTHS = {"number": 140, "person": 100, "state": 80}


class Cells(QStandardItemModel):
    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        return COLUMNS[index.column()].middle if role == MIDDLE_ROLE else super().data(index, role)


@pytest.fixture
def table(host: QWidget) -> Table:
    made = Table(host)
    made.setModel(Cells(40, len(COLUMNS), made))
    host.show()
    made.show()
    return made


def at(table: Table, width: int) -> tuple[list[int], bool]:
    """The widths of the columns shown in a table of so many pixels, and whether it scrolls sideways."""
    table.resize(width, 300)
    QApplication.processEvents()
    head = table.horizontalHeader()
    shown = [head.sectionSize(n) for n in range(head.count()) if not head.isSectionHidden(n)]
    return shown, table.horizontalScrollBar().maximum() > 0


@pytest.mark.parametrize("stretch", ["person", ""])
def test_a_few_pixels_too_many_are_shared_before_the_list_scrolls(table: Table, stretch: str) -> None:
    columns = ListColumns(table, COLUMNS, WIDTHS, stretch)
    assert columns.shown() == (0, 1, 2)
    wide, scrolls = at(table, 500)
    assert wide[0] == 140
    assert not scrolls
    narrow, scrolls = at(table, 300)
    assert not scrolls
    assert 119 <= narrow[0] < 140
    # Where everything would be cut it scrolls, each column as wide as it was.
    least, scrolls = at(table, 200)
    assert scrolls
    assert least[0] == 140
    assert at(table, 500)[0][0] == 140


def test_what_the_owner_chose_is_kept_whatever_the_window_was(table: Table) -> None:
    columns = ListColumns(table, COLUMNS, WIDTHS, "person")
    at(table, 500)
    table.setColumnWidth(0, 170)
    menu = {action.text(): action for action in table.horizontalHeader().actions()}
    menu["日期"].setChecked(True)
    assert columns.shown() == (0, 1, 2, 3)
    narrow, _scrolls = at(table, 445)
    assert narrow[0] < 170
    kept = columns.state()
    menu["日期"].setChecked(False)
    table.setColumnWidth(0, 90)
    columns.restore(kept)
    assert columns.shown() == (0, 1, 2, 3)
    assert menu["日期"].isChecked()
    assert at(table, 900)[0][0] == 170


def test_a_number_is_cut_in_its_middle(table: Table) -> None:
    delegate = table.itemDelegate()
    assert isinstance(delegate, CellDelegate)
    modes = []
    for column in range(2):
        option = QStyleOptionViewItem()
        option.textElideMode = Qt.TextElideMode.ElideRight
        delegate.initStyleOption(option, table.model().index(0, column))
        modes.append(option.textElideMode)
    assert modes == [Qt.TextElideMode.ElideMiddle, Qt.TextElideMode.ElideRight]
