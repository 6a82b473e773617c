"""Choosing one person of the roster: type a name, its pinyin, a department or a phone number."""

from __future__ import annotations

from collections.abc import Sequence

import shiboken6
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from wxadmin.domain.people import Person
from wxadmin.i18n import _
from wxadmin.services import people, spelling
from wxadmin.services.listing import Row, View
from wxadmin.ui import dialogs
from wxadmin.ui.desk import Desk

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


class FindPerson(dialogs.Sheet):
    """Anybody of the roster, however long it is: what is typed is looked for in the records."""

    _MOST = 60
    _PAUSE = 120  # ms without another letter before the records are asked

    def __init__(
        self, parent: QWidget, desk: Desk, title: str, verb: str, *, without: int = 0, typed: str = ""
    ) -> None:
        super().__init__(parent, title, verb)
        self._desk = desk
        self._without = without
        self._turn = 0
        self.resize(480, 460)
        self.field = QLineEdit(typed, self)
        self.field.setAccessibleName(_("从花名册里找"))
        self.field.setPlaceholderText(_("姓名、拼音、部门、电话或编号"))
        self.list = QListWidget(self)
        self.list.setAccessibleName(_("花名册"))
        self.list.setUniformItemSizes(True)
        self.body.addWidget(self.field)
        self.body.addWidget(self.list, 1)
        self.count = self.say("", muted=True)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_timer_timeout)
        self.field.textChanged.connect(self._on_text_changed)
        self.list.currentRowChanged.connect(self._on_row_changed)
        self.list.itemDoubleClicked.connect(self.accept)
        self.main.setEnabled(False)
        self.field.setFocus()
        self._on_timer_timeout()

    def chosen(self) -> int:
        """The person's id."""
        return int(self.list.currentItem().data(Qt.ItemDataRole.UserRole))

    def found(self) -> tuple[int, str]:
        """The person's id and the words of their row."""
        return self.chosen(), self.list.currentItem().text().split("　")[0]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self.list.count():
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            self.list.setCurrentRow(min(max(self.list.currentRow() + step, 0), self.list.count() - 1))
            return
        super().keyPressEvent(event)

    def _filled(self) -> tuple[object, ...]:
        return ()  # what is looked for is no loss

    def _on_text_changed(self) -> None:
        self.main.setEnabled(False)
        self._timer.start(self._PAUSE)

    def _on_timer_timeout(self) -> None:
        self._turn += 1
        self._desk.tasks.start(self._look(self.field.text().strip(), self._turn))

    async def _look(self, typed: str, turn: int) -> None:
        store, without = self._desk.store, self._without

        def read() -> tuple[int, list[Row]]:
            ids = [i for i in people.index(store, View(search=typed)) if i != without]
            return len(ids), people.page(store, ids[: self._MOST])

        found = await self._desk.read(read)
        if found is None or turn != self._turn or not shiboken6.isValid(self):
            return
        amount, rows = found
        self.list.clear()
        for row in rows:
            name, tail = row.cells[0], "　".join(cell for cell in row.cells[1:5] if cell)
            item = QListWidgetItem(f"{name}　{tail}" if tail else name, self.list)
            item.setData(Qt.ItemDataRole.UserRole, row.id)
        if amount > len(rows):
            self.count.setText(_("共 {n} 人，先列出 {m} 人；多打几个字就少了。").format(n=f"{amount:,}", m=len(rows)))
        else:
            self.count.setText(_("共 {n} 人").format(n=amount) if amount else _("没有找到。"))
        if typed and rows:
            self.list.setCurrentRow(0)
        self._on_row_changed()

    def _on_row_changed(self) -> None:
        self.main.setEnabled(self.list.currentItem() is not None and not self._timer.isActive())

    def done(self, code: int) -> None:
        """Closed: what is still on its way comes too late."""
        self._timer.stop()
        self._turn += 1
        super().done(code)
