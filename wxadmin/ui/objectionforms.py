"""How objections come in: one by a form, or many as pasted lines with a preview of what was understood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from wxadmin.i18n import _
from wxadmin.services import clock
from wxadmin.services.objections import ObjectionDraft
from wxadmin.services.regulations import RegulationCard
from wxadmin.ui import theme
from wxadmin.ui.card import Card, button, label
from wxadmin.ui.dayfield import day_field, day_of
from wxadmin.ui.textblock import TextBlock


class ObjectionForm(QWidget):
    """One objection; ``filled`` carries the ObjectionDraft, ``left`` asks to go back."""

    filled = Signal(object)
    left = Signal()

    def __init__(self, detail: RegulationCard, persons: Mapping[str, int], parent: QWidget) -> None:
        super().__init__(parent)
        self._detail = detail
        self._persons = persons
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(label(_("登记意见"), self, "heading"))
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.who = QLineEdit(self)
        self.who.setPlaceholderText(_("从花名册里选，或写名字"))
        completer = QCompleter(list(persons), self.who)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.who.setCompleter(completer)
        self.where = QComboBox(self)
        self.where.addItem(_("全文"), ())
        for clause in detail.clauses:
            words = " ".join(clause.text.split())
            self.where.addItem(f"{clause.label}　{words[:28]}", clause.at)
        self.where.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.where.setMinimumContentsLength(16)
        self.said = QPlainTextEdit(self)
        self.said.setTabChangesFocus(True)
        self.day = day_field(self, _("收到日期"), clock.today())
        for words, field in (
            (_("提出人"), self.who), (_("条款"), self.where), (_("意见"), self.said), (_("收到日期"), self.day),
        ):  # fmt: skip
            name = label(words, self, "muted")
            name.setBuddy(field)
            field.setAccessibleName(words)
            form.addRow(name, field)
        column.addLayout(form, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(button(_("返回"), self.left.emit, self))
        self.keep = button(_("登记"), self._on_keep_clicked, self, kind="main")
        row.addWidget(self.keep)
        column.addLayout(row)
        self.who.textChanged.connect(self._on_field_changed)
        self.said.textChanged.connect(self._on_field_changed)
        self._on_field_changed()

    def begin(self, clause: tuple[str, ...]) -> None:
        """Put the keyboard into the form, that clause chosen."""
        for row in range(self.where.count()):
            if tuple(self.where.itemData(row)) == clause:
                self.where.setCurrentIndex(row)
        self.who.setFocus()

    def clear(self) -> None:
        """Empty it for the next one."""
        self.who.clear()
        self.said.clear()

    def typed(self) -> tuple[str, str]:
        """What would be lost."""
        return self.who.text(), self.said.toPlainText()

    def _on_field_changed(self) -> None:
        self.keep.setEnabled(all(text.strip() for text in self.typed()))

    def _on_keep_clicked(self) -> None:
        who = self.who.text().strip()
        draft = ObjectionDraft(
            self._detail.id, self.said.toPlainText(), tuple(self.where.currentData()), self._persons.get(who), who,
            day_of(self.day),
        )  # fmt: skip
        self.filled.emit(draft)


class ObjectionPaste(QWidget):
    """Lines ``名字：意见``; ``changed`` carries the text to be read, ``taken`` the tuple of drafts read from it."""

    changed = Signal(str)
    taken = Signal(object)
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._drafts: tuple[ObjectionDraft, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(label(_("粘贴多条意见"), self, "heading"))
        words = _("一行一条，写成“名字：意见”。没有名字的行接在上一条后面。")
        column.addWidget(TextBlock(words, self, role="muted", size=theme.SMALL))
        self.lines = QPlainTextEdit(self)
        self.lines.setAccessibleName(_("多条意见"))
        self.lines.setTabChangesFocus(True)
        self.lines.textChanged.connect(self._on_lines_changed)
        column.addWidget(self.lines, 1)
        self.seen = Card(self)
        column.addWidget(self.seen, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(button(_("返回"), self.left.emit, self))
        self.take = button(_("登记这些意见"), self._on_take_clicked, self, kind="main")
        row.addWidget(self.take)
        column.addLayout(row)
        self.show_read(())

    def show_read(self, found: Sequence[ObjectionDraft], strange: Sequence[str] = ()) -> None:
        """What was understood of the lines, and what was not."""
        self._drafts = tuple(found)
        self.take.setEnabled(bool(found))
        self.seen.clear()
        if not found and not strange:
            self.seen.text(_("粘贴后这里先列出读懂了什么。"), role="muted")
        for draft in found:
            who = draft.name if draft.person is not None else _("{}（花名册里没有对上）").format(draft.name)
            where = " ".join(draft.clause) or _("全文")
            self.seen.text(f"{who}　{where}", role="muted", size=theme.SMALL)
            self.seen.text(draft.text)
        if strange:
            self.seen.section(_("没有读懂，不会登记"))
            for line in strange:
                self.seen.text(line, role="amber")
        self.seen.finish(keep_place=True)

    def _on_lines_changed(self) -> None:
        self._drafts = ()  # until these lines are read, none of the earlier ones may be taken in their stead
        self.take.setEnabled(False)
        self.changed.emit(self.lines.toPlainText())

    def _on_take_clicked(self) -> None:
        if self._drafts:
            self.taken.emit(self._drafts)
