"""Choosing one person of the roster: type a name, its pinyin, a department or a phone number."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from wxadmin.domain.people import Person
from wxadmin.i18n import _
from wxadmin.services import people, spelling
from wxadmin.ui import dialogs

_WORDS = Qt.ItemDataRole.UserRole + 1


class RosterSheet(dialogs.Sheet):
    """The people of a group, narrowed down while typing."""

    def __init__(self, parent: QWidget, title: str, known: Sequence[tuple[int, Person]]) -> None:
        super().__init__(parent, title, _("就是此人"))
        self.resize(480, 460)
        self.field = QLineEdit(self)
        self.field.setAccessibleName(_("从花名册里找"))
        self.field.setPlaceholderText(_("姓名、拼音、部门或电话"))
        self.field.textChanged.connect(self._on_text_changed)
        self.body.addWidget(self.field)
        self.list = QListWidget(self)
        self.list.setAccessibleName(_("花名册"))
        for number, person in known:
            where = people.department_words(person)
            tail = "　".join(part for part in (where, person.post, person.phone) if part)
            item = QListWidgetItem(f"{person.name}　{tail}" if tail else person.name)
            item.setData(Qt.ItemDataRole.UserRole, number)
            words = (person.name, where, person.phone, *spelling.pinyin_words(person.name))
            item.setData(_WORDS, " ".join(words).lower())
            self.list.addItem(item)
        self.list.currentRowChanged.connect(self._on_row_changed)
        self.list.itemDoubleClicked.connect(self.accept)
        self.body.addWidget(self.list, 1)
        self._on_text_changed()
        self.field.setFocus()

    def _on_text_changed(self) -> None:
        sought = self.field.text().strip().lower()
        first = None
        for row in range(self.list.count()):
            item = self.list.item(row)
            hidden = sought not in item.data(_WORDS)
            item.setHidden(hidden)
            if first is None and not hidden:
                first = item
        self.list.clearSelection()
        if first is not None and sought:
            self.list.setCurrentItem(first)
        else:
            self.list.setCurrentRow(-1)
        self._on_row_changed()

    def _on_row_changed(self) -> None:
        item = self.list.currentItem()
        self.main.setEnabled(item is not None and not item.isHidden())

    def chosen(self) -> int:
        """The person's id."""
        return int(self.list.currentItem().data(Qt.ItemDataRole.UserRole))
