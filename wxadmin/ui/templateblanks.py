"""The blanks of a library text to be filled in: each field of its own form, what is wrong beside it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from PySide6.QtCore import QDate, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCalendarWidget,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
    QWidgetAction,
)

from wxadmin.domain.errors import UserError
from wxadmin.domain.name_rule import NameRule
from wxadmin.i18n import _
from wxadmin.services import library
from wxadmin.services.library import TemplateCard, TemplateVariable
from wxadmin.ui import theme
from wxadmin.ui.card import label
from wxadmin.ui.textblock import TextBlock

ON, OFF = "是", "否"
ON_ISSUE = "发布之日"
_MOST = 9999
_NUMBER = 84  # pixels of width of the field for a number
_SAMPLE = {
    "department": _("行政部"), "class": _("三(2)班"), "room": _("3栋502"), "name": _("陈小舟"), "guardian": _("陈大海"),
    "relation": _("爸爸"), "phone": "15400000001", "number": "012", "post": _("班长"),
    "学科": _("语文"), "部门": _("行政部"), "单位": _("远山公司"), "年级": _("三年级"),
}  # fmt: skip


class BlankForm(QScrollArea):
    """``changed`` comes after every key; ``visited`` carries the key of the blank that got the keyboard."""

    changed = Signal()
    visited = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._card: TemplateCard | None = None
        self._rows: dict[str, _Row] = {}

    def show_card(self, card: TemplateCard, values: Mapping[str, str]) -> None:
        """The blanks of another text, with these values where there are any."""
        self._card = card
        host = QWidget(self)
        column = QVBoxLayout(host)
        column.setContentsMargins(0, 0, theme.GAP, 0)
        column.setSpacing(2)
        column.addWidget(TextBlock(card.title, host, size=theme.HEADING, bold=True))
        column.addWidget(TextBlock(card.summary, host, role="muted", size=theme.SMALL))
        column.addSpacing(theme.GAP)
        self._rows = {}
        for variable in card.variables:
            row: _Row = (
                _Switch(card.key, variable, host) if variable.form == "switch" else _Line(card.key, variable, host)
            )
            row.put(values.get(variable.key, ""))
            row.changed.connect(self.changed)
            row.visited.connect(self.visited)
            self._rows[variable.key] = row
            column.addWidget(row)
        if card.duties:
            words = _("这份范本写到了：{what}。").format(what="；".join(card.duties))
            column.addWidget(TextBlock(words, host, role="muted", size=theme.SMALL))
        column.addStretch(1)
        old = self.takeWidget()
        self.setWidget(host)
        host.show()
        if old is not None:
            old.hide()
            old.deleteLater()
        self.verticalScrollBar().setValue(0)

    def values(self) -> dict[str, str]:
        """What is filled in by key; a field with something wrong has its last good value."""
        return {key: row.value() for key, row in self._rows.items()}

    def typed(self) -> dict[str, str]:
        """What stands in the fields, right or wrong, by key."""
        return {key: row.words() for key, row in self._rows.items()}

    def use_only(self, keys: Collection[str]) -> None:
        """Hide the blanks that the text does not need as its switches stand."""
        for key, row in self._rows.items():
            row.setVisible(isinstance(row, _Switch) or key in keys)

    def wrong(self) -> tuple[str, ...]:
        """Labels of the blanks with something wrong."""
        return tuple(row.variable.label for row in self._rows.values() if row.fault and not row.isHidden())

    def empty(self) -> tuple[str, ...]:
        """Labels of the blanks that must be filled before publishing and are not."""
        return tuple(
            row.variable.label
            for row in self._rows.values()
            if row.variable.required and not row.isHidden() and not row.value()
        )

    def enter(self) -> None:
        """Put the keyboard into the first empty blank that is required, else into the first one."""
        shown = [row for row in self._rows.values() if not row.isHidden()]
        first = next((row for row in shown if row.variable.required and not row.value()), shown[0] if shown else None)
        if first is not None:
            first.enter()

    def show_wrong(self) -> None:
        """Put the keyboard where something is wrong."""
        first = next((row for row in self._rows.values() if row.fault and not row.isHidden()), None)
        if first is not None:
            first.enter()


class _Row(QWidget):
    """One blank with its label; ``fault`` says what is wrong with it."""

    changed = Signal()
    visited = Signal(str)

    def __init__(self, variable: TemplateVariable, parent: QWidget) -> None:
        super().__init__(parent)
        self.variable = variable
        self.fault = ""
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 6)
        self.column.setSpacing(2)

    def put(self, value: str) -> None:
        """Show this value, or the usual one where it is ``""``."""
        raise NotImplementedError

    def value(self) -> str:
        """The last good value."""
        raise NotImplementedError

    def words(self) -> str:
        """What stands in the field."""
        raise NotImplementedError

    def enter(self) -> None:
        """Put the keyboard here."""
        raise NotImplementedError

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            self._into_sight()
            self.visited.emit(self.variable.key)
        return super().eventFilter(watched, event)

    def _into_sight(self) -> None:
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if isinstance(area, QScrollArea):
            area.ensureWidgetVisible(self, 0, 24)


class _Line(_Row):
    """Words, a number, a date or a naming rule."""

    def __init__(self, template: str, variable: TemplateVariable, parent: QWidget) -> None:
        super().__init__(variable, parent)
        self._template = template
        self._good = ""
        head = QHBoxLayout()
        head.setSpacing(6)
        name = label(variable.label, self, "muted")
        name.setWordWrap(variable.form == "number")
        head.addWidget(name, 1 if variable.form == "number" else 0)
        if variable.required:
            must = label(_("必填"), self, "small")
            must.setProperty("tone", "amber")
            head.addWidget(must)
        if variable.form != "number":
            head.addStretch(1)
        self.column.addLayout(head)
        self.field = _Number(self) if variable.form == "number" else QLineEdit(self)
        self.field.setAccessibleName(variable.label)
        hint = _("必填") if variable.required else _("可以不填")
        if variable.default:
            usual = variable.default
            hint = usual if variable.form == "number" else _("不填就用“{usual}”").format(usual=usual)
        self.field.setPlaceholderText(hint)
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self._on_text_changed)
        name.setBuddy(self.field)
        if variable.form == "number":
            self.field.setFixedWidth(_NUMBER)
            head.addWidget(self.field)
        else:
            row = QHBoxLayout()
            row.setSpacing(4)
            row.addWidget(self.field, 1)
            if variable.form == "date":
                self._add_dates(row)
            self.column.addLayout(row)
        if variable.note:
            self.column.addWidget(TextBlock(variable.note, self, role="muted", size=theme.SMALL))
        self._said = TextBlock("", self, size=theme.SMALL, role="danger")
        self._said.hide()
        self.column.addWidget(self._said)
        self._example = TextBlock("", self, size=theme.SMALL, role="muted")
        self._example.hide()
        self.column.addWidget(self._example)

    def _add_dates(self, row: QHBoxLayout) -> None:
        usual = QToolButton(self)
        usual.setText(ON_ISSUE)
        usual.setAccessibleName(_("{label}：{words}").format(label=self.variable.label, words=ON_ISSUE))
        usual.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        usual.clicked.connect(self._on_issue_clicked)
        pick = QToolButton(self)
        pick.setText(_("选日期"))
        pick.setAccessibleName(_("{label}：{words}").format(label=self.variable.label, words=_("选日期")))
        pick.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        pick.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(pick)
        self.calendar = QCalendarWidget(menu)
        self.calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.calendar.activated.connect(self._on_day_chosen)
        self.calendar.clicked.connect(self._on_day_chosen)
        action = QWidgetAction(menu)
        action.setDefaultWidget(self.calendar)
        menu.addAction(action)
        pick.setMenu(menu)
        self._menu = menu
        row.addWidget(usual)
        row.addWidget(pick)

    def put(self, value: str) -> None:
        self.field.setText(value or self.variable.default)
        self._on_text_changed()

    def value(self) -> str:
        return self._good

    def words(self) -> str:
        return self.field.text()

    def enter(self) -> None:
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.selectAll()

    def _on_text_changed(self) -> None:
        try:
            self._good = library.checked(self._template, self.variable.key, self.field.text())
        except UserError as error:
            self.fault = "；".join(part for part in (error.what, error.remedy) if part)
        else:
            self.fault = ""
        self._said.set_text(self.fault)
        self._said.setVisible(bool(self.fault))
        if self.variable.form == "rule":
            self._show_example()
        self.changed.emit()

    def _show_example(self) -> None:
        """What nicknames of this rule look like."""
        names = () if self.fault or not self._good else _examples(self._good)
        self._example.set_text(_("例：{names}").format(names="、".join(names)))
        self._example.setVisible(bool(names))

    def _on_issue_clicked(self) -> None:
        self.field.setText(ON_ISSUE)
        self.field.setFocus()

    def _on_day_chosen(self, day: QDate) -> None:
        self._menu.close()
        self.field.setText(_("{y}年{m}月{d}日").format(y=day.year(), m=day.month(), d=day.day()))
        self.field.setFocus()


class _Number(QLineEdit):
    """A whole number; the arrow keys go one up or down."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        words = self.text().strip()
        if by is not None and words.isascii() and words.isdecimal():
            self.setText(str(min(_MOST, max(1, int(words[:5]) + by))))
            return
        super().keyPressEvent(event)


class _Switch(_Row):
    """A clause that can be left out; what to know about it stands beneath, in amber while it is on."""

    def __init__(self, template: str, variable: TemplateVariable, parent: QWidget) -> None:
        super().__init__(variable, parent)
        self.box = QCheckBox(variable.label, self)
        self.box.setAccessibleName(variable.label)
        self.box.setToolTip(variable.label)
        self.box.installEventFilter(self)
        self.column.addWidget(self.box)
        self.caution = QFrame(self)
        inner = QVBoxLayout(self.caution)
        inner.setContentsMargins(10, 6, 10, 6)
        self._note = TextBlock(variable.note, self.caution, size=theme.SMALL)
        inner.addWidget(self._note)
        self.column.addWidget(self.caution)
        self.caution.setVisible(bool(variable.note))
        self.box.toggled.connect(self._on_box_toggled)
        self._dress()

    def put(self, value: str) -> None:
        self.box.setChecked((value or self.variable.default) == ON)

    def value(self) -> str:
        return ON if self.box.isChecked() else OFF

    def words(self) -> str:
        return self.value()

    def enter(self) -> None:
        self.box.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_box_toggled(self) -> None:
        self._dress()
        self.changed.emit()

    def _dress(self) -> None:
        self.caution.setProperty("strip", "soon" if self.box.isChecked() else "")
        self.caution.style().unpolish(self.caution)
        self.caution.style().polish(self.caution)


def _examples(rule: str) -> tuple[str, ...]:
    """A nickname for each way the rule allows; the people are invented."""
    patterns = NameRule.parse(rule).patterns
    return tuple(
        pattern.render([_SAMPLE.get(field.word) or _SAMPLE[field.kind] for field in pattern.fields])
        for pattern in patterns
    )
