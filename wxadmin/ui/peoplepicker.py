"""The people of some groups with a tick each: who is asked, and who is left out."""

from __future__ import annotations

from collections.abc import Sequence

import shiboken6
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from wxadmin.domain.people import Person
from wxadmin.i18n import _
from wxadmin.services import people
from wxadmin.ui import theme
from wxadmin.ui.card import label
from wxadmin.ui.desk import Desk

_ID = Qt.ItemDataRole.UserRole
_ROW, _SHOWN = 28, 5


class PeoplePicker(QWidget):
    """Everybody ticked but those in ``left_out``, which are ids. Who has left the unit is not listed."""

    changed = Signal()

    def __init__(self, parent: QWidget, desk: Desk, group: int, left_out: frozenset[int] = frozenset()) -> None:
        super().__init__(parent)
        self._desk = desk
        self._turn = 0
        self.left_out = left_out
        self._everybody: tuple[int, ...] | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(_("找人：姓名或部门"))
        self.search.setAccessibleName(_("找人：姓名或部门"))
        self.search.setClearButtonEnabled(True)
        self.list = QListWidget(self)
        self.list.setUniformItemSizes(True)
        self.list.setAccessibleName(_("谁要签"))
        self.list.setFixedHeight(_ROW * _SHOWN + 6)
        self.count = label("", self, "muted")
        column.addWidget(self.search)
        column.addWidget(self.list)
        column.addWidget(self.count)
        self.search.textChanged.connect(self._on_search_changed)
        self.list.itemChanged.connect(self._on_item_changed)
        self.setMinimumHeight(_ROW * _SHOWN + 6 + 34 + 30 + theme.GAP)
        self.load((group,))

    def load(self, groups: Sequence[int]) -> None:
        """Show the people of other groups; who was left out stays so."""
        self._turn += 1
        self._desk.tasks.start(self._load(tuple(groups), self._turn))

    async def _load(self, groups: tuple[int, ...], turn: int) -> None:
        store = self._desk.store

        def read() -> dict[int, Person]:
            return {i: p for group in groups for i, p in people.of_group(store, group) if not p.left}

        found = await self._desk.read(read)
        if found is None or turn != self._turn or not shiboken6.isValid(self):
            return
        self._everybody = tuple(found)
        self.list.blockSignals(True)
        self.list.clear()
        for number, person in found.items():
            item = QListWidgetItem(people.label(person), self.list)
            item.setData(_ID, number)
            item.setSizeHint(QSize(0, _ROW))
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable)
            item.setCheckState(Qt.CheckState.Unchecked if number in self.left_out else Qt.CheckState.Checked)
        self.list.blockSignals(False)
        self._on_search_changed()
        self._tell()

    def chosen(self) -> tuple[int, ...] | None:
        """Who is ticked; None, which is everybody, as long as the people are on their way."""
        if self._everybody is None:
            return None
        return tuple(number for number in self._everybody if number not in self.left_out)

    def _tell(self) -> None:
        everybody = self._everybody or ()
        out = sum(number in self.left_out for number in everybody)
        words = _("{n} 人").format(n=f"{len(everybody) - out:,}")
        self.count.setText(words + (_("，不签 {n} 人").format(n=out) if out else ""))

    def _on_search_changed(self) -> None:
        wanted = self.search.text().strip()
        for row in range(self.list.count()):
            item = self.list.item(row)
            item.setHidden(wanted not in item.text())

    def _on_item_changed(self, item: QListWidgetItem) -> None:
        number = int(item.data(_ID))
        if item.checkState() == Qt.CheckState.Checked:
            self.left_out -= {number}
        else:
            self.left_out |= {number}
        self._tell()
        self.changed.emit()
