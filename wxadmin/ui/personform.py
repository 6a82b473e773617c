"""The form of one person: every field, guardians and what lists say beyond the fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import shiboken6
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from wxadmin.domain.people import EXTRAS, Guardian, Person
from wxadmin.i18n import _
from wxadmin.services import duplicates, people
from wxadmin.ui import dialogs, theme
from wxadmin.ui.card import button, label
from wxadmin.ui.desk import Desk
from wxadmin.ui.textblock import TextBlock

_SHOWN = 3
_RELATIONS = (_("爸爸"), _("妈妈"), _("爷爷"), _("奶奶"), _("外公"), _("外婆"), _("监护人"))


class PersonForm(dialogs.Sheet):
    """One person by hand; departments with ``/`` between levels and ``；`` between several.

    Guardians and extras are rows; an empty row says nothing, so that one is taken away by emptying it.
    """

    def __init__(
        self, parent: QWidget, person: Person | None, title: str = "", verb: str = "", desk: Desk | None = None
    ) -> None:
        super().__init__(
            parent, title or (_("改资料") if person else _("添加一人")), verb or (_("保存") if person else _("添加"))
        )
        self._before = before = person or Person("")
        form = self.form()
        self.name = self._line(form, _("姓名"), before.name)
        self.department = self._line(form, _("部门/班级"), people.words(before, "departments"))
        self.department.setPlaceholderText(_("例如 总部/销售部；几个部门用“；”隔开"))
        self.post = self._line(form, _("职务"), before.post)
        self.category = _choice(self, _("类别"), people.CATEGORIES, before.category)
        form.addRow(label(_("类别"), self, "muted"), self.category)
        self.phone = self._line(form, _("电话"), before.phone)
        self.number = self._line(form, _("编号"), before.number)
        self.guardians = _Rows(self, _("家长"), _("加一位家长"), (_("关系"), _("姓名"), _("电话")), 0, _RELATIONS)
        for one in before.guardians:
            self.guardians.add((one.relation, one.name, one.phone))
        form.addRow(label(_("家长"), self, "muted"), self.guardians)
        titles = tuple(people.extra_title(key) for key in EXTRAS)
        self.extras = _Rows(self, _("其他资料"), _("加一项资料"), (_("名称"), _("内容")), 0, titles)
        for key, value in before.extras:
            self.extras.add((people.extra_title(key), value))
        form.addRow(label(_("其他资料"), self, "muted"), self.extras)
        self.note = QPlainTextEdit(before.note, self)
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(60)
        self.note.setAccessibleName(_("备注"))
        form.addRow(label(_("备注"), self, "muted"), self.note)
        self._desk, self._asked = desk, 0
        self.already = TextBlock("", self, role="muted")
        self.body.addWidget(self.already)
        if desk is not None:
            for field in (self.name, self.phone, self.number):
                field.editingFinished.connect(self._on_edited)
        self.name.textChanged.connect(self._on_name_changed)
        self.guardians.grown.connect(self._on_grown)
        self.extras.grown.connect(self._on_grown)
        self.name.setFocus()
        self._on_name_changed()
        self.fit(560)

    def _line(self, form: QFormLayout, title: str, text: str) -> QLineEdit:
        field = QLineEdit(text, self)
        field.setAccessibleName(title)
        form.addRow(label(title, self, "muted"), field)
        return field

    def _on_name_changed(self) -> None:
        self.main.setEnabled(bool(self.name.text().strip()))

    def _on_grown(self) -> None:
        self.fit(self.width())

    def _on_edited(self) -> None:
        if self._desk is not None and not self._desk.tasks.closing:
            self._asked += 1
            self._desk.tasks.start(self._look(self._desk, self._asked))

    async def _look(self, desk: Desk, asked: int) -> None:
        """Say who is on the roster already with this name, telephone or number."""
        store, name, phone, number = desk.store, self.name.text(), self.phone.text(), self.number.text()
        found = await desk.read(lambda: duplicates.already(store, name, phone, number))
        if found is None or asked != self._asked or not shiboken6.isValid(self):
            return
        who = "、".join(shown for _id, shown in found[:_SHOWN])
        if len(found) > _SHOWN:
            who = _("{who} 等 {n} 人").format(who=who, n=len(found))
        words = _("花名册里已有：{who}。是同一个人的话，请取消，改他的资料。").format(who=who)
        self.already.set_text(words if found else "")
        self.fit(self.width())

    def person(self) -> Person:
        """What stands in the form."""
        keys = {people.extra_title(key): key for key in EXTRAS}
        extras = {keys.get(name, name): value for name, value in self.extras.values() if name and value}
        return replace(
            self._before, name=self.name.text().strip(), departments=paths_of(self.department.text()),
            post=self.post.text().strip(), category=self.category.currentText().strip(),
            phone=self.phone.text().strip(), number=self.number.text().strip(),
            guardians=tuple(Guardian(name, kind, phone) for kind, name, phone in self.guardians.values() if name),
            extras=tuple(extras.items()), note=self.note.toPlainText().strip(),
        )  # fmt: skip


def paths_of(text: str) -> tuple[tuple[str, ...], ...]:
    """Departments as typed: levels parted by ``/``, several by ``；``, none twice."""
    paths = (
        tuple(level.strip() for level in path.split("/") if level.strip())
        for path in text.replace(";", "；").split("；")
    )
    return tuple(dict.fromkeys(path for path in paths if path))


def _choice(parent: QWidget, name: str, offered: Sequence[str], text: str) -> QComboBox:
    """Words to choose from or to type."""
    field = QComboBox(parent)
    field.setEditable(True)
    field.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    field.addItems(["", *offered])
    field.setCurrentText(text)
    field.setAccessibleName(name)
    return field


class _Rows(QWidget):
    """Rows of a few fields with a button that adds one; the field at ``chosen`` offers words."""

    grown = Signal()

    def __init__(
        self, parent: QWidget, name: str, more: str, titles: Sequence[str], chosen: int, offered: Sequence[str]
    ) -> None:
        super().__init__(parent)
        self._name, self._titles, self._chosen, self._offered = name, tuple(titles), chosen, tuple(offered)
        self._rows: list[tuple[QComboBox | QLineEdit, ...]] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._more = button(more, self._on_more_clicked, self, kind="link")
        self._column.addWidget(self._more)

    def add(self, values: Sequence[str]) -> None:
        """One more row."""
        row = QHBoxLayout()
        row.setSpacing(theme.GAP)
        fields: list[QComboBox | QLineEdit] = []
        for place, (title, value) in enumerate(zip(self._titles, values, strict=True)):
            name = _("{what} {n} {field}").format(what=self._name, n=len(self._rows) + 1, field=title)
            field: QComboBox | QLineEdit
            if place == self._chosen:
                field = _choice(self, name, self._offered, value)
                field.setMinimumWidth(110)
            else:
                field = QLineEdit(value, self)
                field.setPlaceholderText(title)
                field.setAccessibleName(name)
            fields.append(field)
            row.addWidget(field, 1 if place != self._chosen else 0)
        self._rows.append(tuple(fields))
        self._column.insertLayout(len(self._rows) - 1, row)

    def values(self) -> list[tuple[str, ...]]:
        """What stands in the rows."""
        return [
            tuple((f.currentText() if isinstance(f, QComboBox) else f.text()).strip() for f in row)
            for row in self._rows
        ]

    def _on_more_clicked(self) -> None:
        self.add(("",) * len(self._titles))
        self._rows[-1][0].setFocus()
        self.grown.emit()


def _words(field: QComboBox | QLineEdit) -> str:
    return (field.currentText() if isinstance(field, QComboBox) else field.text()).strip()
