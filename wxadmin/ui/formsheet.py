"""新建表单: choose a form, fill in its blanks beside the page as it will print."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QCompleter,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from wxadmin.domain.forms import Blank, FormKind
from wxadmin.domain.papers import FormPaper, Paper
from wxadmin.domain.people import Person
from wxadmin.i18n import _
from wxadmin.services import forms, people, spelling
from wxadmin.services.papers import IssuedPaper
from wxadmin.services.records import Change
from wxadmin.ui import dialogs, theme
from wxadmin.ui.card import label
from wxadmin.ui.desk import Desk
from wxadmin.ui.papersheet import FINAL, PaperSheet, tell_issued
from wxadmin.ui.persons import told_apart
from wxadmin.ui.strip import Strip
from wxadmin.ui.textblock import TextBlock

_WORDS = Qt.ItemDataRole.UserRole + 1
_KEY = Qt.ItemDataRole.UserRole


class FormList(dialogs.Sheet):
    """Which form: title and summary, narrowed down while typing."""

    def __init__(self, parent: QWidget, kinds: Sequence[FormKind]) -> None:
        super().__init__(parent, _("新建表单"), _("下一步"))
        self.resize(560, 520)
        self.field = QLineEdit(self)
        self.field.setAccessibleName(_("找表单"))
        self.field.setPlaceholderText(_("入群、活动、申诉、送达…"))
        self.field.textChanged.connect(self._on_text_changed)
        self.body.addWidget(self.field)
        self.list = QListWidget(self)
        self.list.setAccessibleName(_("表单"))
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for kind in kinds:
            item = QListWidgetItem(f"{kind.title}\n{kind.summary}")
            item.setData(_KEY, kind.key)
            words = (kind.title, kind.summary, *kind.serves, *spelling.pinyin_words(kind.title))
            item.setData(_WORDS, " ".join(words).lower())
            self.list.addItem(item)
        self.list.itemDoubleClicked.connect(self.accept)
        self.list.currentRowChanged.connect(self._on_row_changed)
        self.body.addWidget(self.list, 1)
        self.list.setCurrentRow(0)
        self.field.setFocus()

    def _on_text_changed(self) -> None:
        sought = self.field.text().strip().lower()
        first = None
        for row in range(self.list.count()):
            item = self.list.item(row)
            item.setHidden(sought not in item.data(_WORDS))
            if first is None and not item.isHidden():
                first = row
        self.list.setCurrentRow(-1 if first is None else first)
        self._on_row_changed()

    def _on_row_changed(self) -> None:
        item = self.list.currentItem()
        self.main.setEnabled(item is not None and not item.isHidden())

    def chosen(self) -> str:
        """The key of the form."""
        return str(self.list.currentItem().data(_KEY))

    def _filled(self) -> tuple[object, ...]:
        return ()  # a search word is nothing to lose


class FormSheet(PaperSheet):
    """The blanks of one form on the left, the page on the right. ``filled`` are values the owner gave before."""

    def __init__(
        self, parent: QWidget, desk: Desk, group: int, kind: FormKind, known: Sequence[tuple[int, Person]],
        filled: Mapping[str, str], person: int | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent, desk, kind.title, verb=_("签发…"), kind="form", side=True)
        self._group = group
        self.kind = kind
        self._touched: set[str] = set()
        self._prefilled = dict(filled)
        self._persons = told_apart(known)
        column = self.choices
        column.addWidget(TextBlock(kind.summary, self, role="muted", size=theme.SMALL))
        self.empty = QCheckBox(_("打印空白表，拿去手填"), self)
        self.empty.toggled.connect(self._on_empty_toggled)
        column.addWidget(self.empty)
        self.who = QLineEdit(self)
        self.who.setAccessibleName(_("当事人"))
        self.who.setPlaceholderText(_("输入姓名，从花名册里选（可以不选）"))
        completer = QCompleter(list(self._persons), self.who)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.who.setCompleter(completer)
        if person is not None:
            self.who.setText(next((words for words, n in self._persons.items() if n == person), ""))
        self.who.textChanged.connect(self._on_who_changed)
        self._fields: dict[str, QLineEdit | QPlainTextEdit | QComboBox] = {}
        holder = QWidget(self)
        rows = QVBoxLayout(holder)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        if known and any(blank.key == "name" for blank in kind.blanks):
            name = label(_("当事人"), holder, "muted")
            name.setBuddy(self.who)
            rows.addWidget(name)
            rows.addWidget(self.who)
        else:
            self.who.hide()  # the form is about nobody in particular
        for blank in kind.blanks:
            field = self._field(blank, holder)
            self._fields[blank.key] = field
            words = label(blank.label, holder, "muted")
            words.setBuddy(field)
            rows.addWidget(words)
            rows.addWidget(field)
        self._blanks = holder
        column.addWidget(holder)
        column.addStretch(1)
        self.again()

    def _field(self, blank: Blank, host: QWidget) -> QLineEdit | QPlainTextEdit | QComboBox:
        value = self._prefilled.get(blank.key, blank.default)
        field: QLineEdit | QPlainTextEdit | QComboBox
        if blank.choices:
            field = QComboBox(host)
            field.addItem(_("（不选）"), "")
            for choice in blank.choices:
                field.addItem(choice, choice)
            field.setCurrentIndex(max(0, field.findData(value)))
            field.currentIndexChanged.connect(self._on_field_changed)
        elif blank.lines > 1 or blank.columns:
            field = QPlainTextEdit(value, host)
            field.setTabChangesFocus(True)
            if blank.columns:
                field.setPlaceholderText(_("一行一条，用 | 隔开：{columns}").format(columns=" | ".join(blank.columns)))
            field.setFixedHeight(22 * min(max(blank.lines, 2), 6) + 14)
            field.textChanged.connect(self._on_field_changed)
        else:
            field = QLineEdit(value, host)
            field.textChanged.connect(self._on_field_changed)
        field.setAccessibleName(blank.label)
        field.setProperty("blank", blank.key)
        return field

    # What was typed

    def values(self) -> dict[str, str]:
        """What stands in the blanks, by key."""
        found = {}
        for key, field in self._fields.items():
            if isinstance(field, QComboBox):
                found[key] = str(field.currentData() or "")
            else:
                found[key] = field.text() if isinstance(field, QLineEdit) else field.toPlainText()
        return found

    @property
    def person(self) -> int | None:
        """The person chosen from the roster."""
        return self._persons.get(self.who.text().strip())

    def build(self) -> Callable[[], FormPaper]:
        """How the form with the present values is made."""
        store, group, key = self.desk.store, self._group, self.kind.key
        filled = dict.fromkeys(self._fields, "") if self.empty.isChecked() else self.values()
        values = {blank.label: filled[blank.key] for blank in self.kind.blanks}  # errors then name what the owner sees
        return lambda: forms.build(store, group, key, values)

    def paper(self) -> Callable[[], Paper]:
        return self.build()

    def _on_field_changed(self) -> None:
        field = self.sender()
        if field is not None and field.property("blank"):
            self._touched.add(str(field.property("blank")))
        self.again()

    def _on_empty_toggled(self, on: bool) -> None:
        self.plain = on
        self._blanks.setEnabled(not on)
        self.main.setVisible(not on)
        self.again()

    def _on_who_changed(self) -> None:
        person = self.person
        if person is not None:
            self.desk.tasks.start(self._prefill(person))

    async def _prefill(self, person: int) -> None:
        """Put in what is known of the person, but never over what was typed."""
        store, group, key = self.desk.store, self._group, self.kind.key
        values = await self.desk.read(lambda: forms.prefill(store, group, key, person), self.strip)
        if values is None or person != self.person or not self.isVisible():
            return
        for name, value in values.items():
            field = self._fields.get(name)
            if field is None or name in self._touched:
                continue
            field.blockSignals(True)
            if isinstance(field, QComboBox):
                field.setCurrentIndex(max(0, field.findData(value)))
            elif isinstance(field, QLineEdit):
                field.setText(value)
            else:
                field.setPlainText(value)
            field.blockSignals(False)
        self.again()


async def new_form(desk: Desk, group: int, parent: QWidget, strip: Strip) -> int | None:
    """Ask which form, let it be filled in, printed or issued; the id of the issued paper or None."""
    store = desk.store
    read = await desk.read(lambda: (forms.kinds(), people.of_group(store, group)), strip)
    if read is None:
        return None
    kinds, known = read
    first = FormList(parent, kinds)
    if not await dialogs.show(first):
        return None
    kind = next(k for k in kinds if k.key == first.chosen())
    values = await desk.read(lambda: forms.prefill(store, group, kind.key), strip)
    if values is None:
        return None

    def issue(paper: FormPaper, person: int | None) -> Change[IssuedPaper]:
        return forms.issue(store, group, paper, person)

    issued = await _fill(desk, group, kind, known, values, issue, parent, strip)
    return None if issued is None else issued.id


async def filled_form(
    desk: Desk, group: int, make: Callable[[], FormPaper], issue: Callable[[FormPaper], Change[IssuedPaper]],
    parent: QWidget, strip: Strip,
) -> IssuedPaper | None:  # fmt: skip
    """Let a form that was filled from the records be completed, printed or issued."""
    read = await desk.read(lambda: (make(), forms.kinds()), strip)
    if read is None:
        return None
    paper, kinds = read
    kind = next(k for k in kinds if k.key == paper.form)
    known = {field.label: field.value for row in paper.rows for field in row}
    values = {blank.key: known.get(blank.label, "") for blank in kind.blanks}
    return await _fill(desk, group, kind, (), values, lambda made, _person: issue(made), parent, strip)


async def _fill(
    desk: Desk, group: int, kind: FormKind, known: Sequence[tuple[int, Person]], values: Mapping[str, str],
    issue: Callable[[FormPaper, int | None], Change[IssuedPaper]], parent: QWidget, strip: Strip,
) -> IssuedPaper | None:  # fmt: skip
    """Until it is issued or given up; what was filled in comes back after a second thought and after a failure."""
    person: int | None = None
    while True:
        sheet = FormSheet(parent, desk, group, kind, known, values, person)
        if not await dialogs.show(sheet):
            return None
        values, person, build = sheet.values(), sheet.person, sheet.build()  # the sheet is gone after the question
        if await dialogs.confirm(parent, _("签发{what}").format(what=kind.title), FINAL, _("签发")):
            change = await desk.change(partial(_issue, issue, build, person), strip, final=True)
            if change is not None:
                tell_issued(desk, strip, change.value)
                return change.value


def _issue(
    issue: Callable[[FormPaper, int | None], Change[IssuedPaper]], build: Callable[[], FormPaper], person: int | None
) -> Change[IssuedPaper]:
    return issue(build(), person)
