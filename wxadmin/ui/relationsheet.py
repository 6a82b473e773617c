"""A relation of a person: which, to whom, since when; and a post held before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QRadioButton,
    QWidget,
)

from wxadmin.i18n import _
from wxadmin.services import relations
from wxadmin.services.relations import Relation
from wxadmin.ui import dialogs, theme
from wxadmin.ui.card import button, label
from wxadmin.ui.dayfield import day_field, day_of
from wxadmin.ui.personform import paths_of


class RelationSheet(dialogs.Sheet):
    """``found`` is somebody chosen from the roster, as (id, label); else a name is typed.

    ``wants_other`` is True when the sheet was left to look for somebody on the roster.
    """

    def __init__(self, parent: QWidget, name: str, found: tuple[int, str] | None = None, *, kind: str = "") -> None:
        super().__init__(parent, _("添加关系：{}").format(name), _("添加"))
        self.other = None if found is None else found[0]
        self.wants_other = False
        form = self.form()
        self.kind = QComboBox(self)
        self.kind.setEditable(True)
        self.kind.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        for key, words in relations.KINDS.items():
            self.kind.addItem(words, key)
        if kind:
            self.kind.setCurrentText(kind)
        self.kind.setAccessibleName(_("什么关系"))
        form.addRow(label(_("什么关系"), self, "muted"), self.kind)
        self.name = QLineEdit("" if found is None else found[1], self)
        self.name.setReadOnly(found is not None)
        self.name.setAccessibleName(_("对方"))
        self.name.setPlaceholderText(_("不在花名册上的，直接写姓名"))
        row = QHBoxLayout()
        row.setSpacing(theme.GAP)
        row.addWidget(self.name, 1)
        row.addWidget(button(_("从花名册选…"), self._on_roster_clicked, self))
        form.addRow(label(_("对方"), self, "muted"), row)
        self.theirs = QRadioButton(self)
        self.mine = QRadioButton(self)
        self.theirs.setChecked(True)
        form.addRow(label(_("谁是谁的"), self, "muted"), self.theirs)
        form.addRow(QWidget(self), self.mine)
        self._who = name
        self.has_since = QCheckBox(_("知道从哪天起"), self)
        self.since = day_field(self, _("从哪天起"))
        self.since.setEnabled(False)
        self.has_since.toggled.connect(self.since.setEnabled)
        form.addRow(self.has_since, self.since)
        self.note = QLineEdit(self)
        self.note.setAccessibleName(_("备注"))
        form.addRow(label(_("备注"), self, "muted"), self.note)
        self.kind.currentTextChanged.connect(self._on_changed)
        self.name.textChanged.connect(self._on_changed)
        self._on_changed()
        self.fit(520)

    def _on_roster_clicked(self) -> None:
        self.wants_other = True
        self.done(0)

    def _on_changed(self) -> None:
        other, kind = self.name.text().strip() or _("对方"), self.kind.currentText().strip()
        self.theirs.setText(_("{}是{}的{}").format(other, self._who, kind))
        self.mine.setText(_("{}是{}的{}").format(self._who, other, kind))
        self.main.setEnabled(bool(kind) and bool(self.name.text().strip()))

    def typed(self) -> str:
        """The name of somebody who is not on the roster, ``""`` with somebody who is."""
        return "" if self.other is not None else self.name.text().strip()

    def key(self) -> str:
        """The kind: a key of ours, or the word typed."""
        typed = self.kind.currentText().strip()
        return next((key for key, words in relations.KINDS.items() if words == typed), typed)

    def day(self) -> date | None:
        """Since when, None when that is not known."""
        return day_of(self.since) if self.has_since.isChecked() else None


class EndRelationSheet(dialogs.Sheet):
    """One of a person's relations: until when it held, or that it never was."""

    def __init__(self, parent: QWidget, known: Sequence[Relation]) -> None:
        super().__init__(parent, _("结束或删去关系"), _("结束"))
        self.setMinimumWidth(420)
        self._known = tuple(known)
        self.list = QListWidget(self)
        self.list.setAccessibleName(_("哪一条关系"))
        self.list.addItems([one.line for one in known])
        self.list.setCurrentRow(0)
        self.body.addWidget(self.list)
        self.until = day_field(self, _("到哪天止"))
        self.wrong = QCheckBox(_("记错了，直接删去"), self)
        self.wrong.toggled.connect(self._on_wrong_toggled)
        row = QHBoxLayout()
        row.setSpacing(theme.GAP)
        row.addWidget(label(_("到哪天止"), self, "muted"))
        row.addWidget(self.until)
        row.addWidget(self.wrong)
        row.addStretch(1)
        self.body.addLayout(row)

    def _on_wrong_toggled(self, on: bool) -> None:
        self.until.setEnabled(not on)
        self.main.setText(_("删去") if on else _("结束"))

    def chosen(self) -> int:
        """The relation's id."""
        return self._known[self.list.currentRow()].id

    def day(self) -> date:
        """The last day."""
        return day_of(self.until)


class HeldPostSheet(dialogs.Sheet):
    """A post held before, noted by hand."""

    def __init__(self, parent: QWidget, name: str) -> None:
        super().__init__(parent, _("补记任职经历：{}").format(name), _("补记"))
        form = self.form()
        self.department = QLineEdit(self)
        self.department.setPlaceholderText(_("例如 总部/销售部"))
        self.post = QLineEdit(self)
        for title, field in ((_("部门/班级"), self.department), (_("职务"), self.post)):
            field.setAccessibleName(title)
            form.addRow(label(title, self, "muted"), field)
            field.textChanged.connect(self._on_changed)
        self.has_since = QCheckBox(_("知道从哪天起"), self)
        self.since = day_field(self, _("从哪天起"))
        self.since.setEnabled(False)
        self.has_since.toggled.connect(self.since.setEnabled)
        form.addRow(self.has_since, self.since)
        self.until: QDateEdit = day_field(self, _("到哪天止"))
        self.until.setMaximumDate(self.until.date())
        form.addRow(label(_("到哪天止"), self, "muted"), self.until)
        self._on_changed()
        self.fit(460)

    def _on_changed(self) -> None:
        self.main.setEnabled(bool(self.department.text().strip() or self.post.text().strip()))

    def departments(self) -> tuple[tuple[str, ...], ...]:
        """The departments as typed."""
        return paths_of(self.department.text())

    def day(self) -> date | None:
        """Since when, None when that is not known."""
        return day_of(self.since) if self.has_since.isChecked() else None
