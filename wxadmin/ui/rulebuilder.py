"""命名规则: the rule of a group and those of some categories, put together of fields, with examples and a test box."""

from __future__ import annotations

from collections.abc import Sequence

import shiboken6
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QSpacerItem,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from wxadmin.domain.errors import UserError
from wxadmin.i18n import _
from wxadmin.services import members, naming_rules
from wxadmin.services.groups import Group
from wxadmin.services.naming_rules import CategoryRule, Trial
from wxadmin.ui import dialogs
from wxadmin.ui.card import button, label
from wxadmin.ui.desk import Desk
from wxadmin.ui.flow import Flow
from wxadmin.ui.strip import Strip
from wxadmin.ui.textblock import TextBlock

COMMON: tuple[str, ...] = (
    "部门-姓名", "部门+姓名", "姓名-部门", "学科+姓名", "学生姓名+关系", "班级-学生姓名+关系", "姓名+手机号", "姓名",
)  # fmt: skip
"""Rules offered as they stand."""

_PAUSE = 250  # ms of rest before examples and verdicts are made anew
_SEPARATORS = {
    "-": _("短横 -"), "+": _("不隔开"), "_": _("下划线 _"), "·": _("间隔号 ·"), "/": _("斜线 /"), " ": _("空格"),
}  # fmt: skip


class CategoryLine(QWidget):
    """One rule of some categories: the categories as they are typed with 、 between them, and the rule."""

    def __init__(self, one: CategoryRule, parent: QWidget) -> None:
        super().__init__(parent)
        self._note = one.note
        flow = Flow(self)
        self.categories = QLineEdit("、".join(one.categories), self)
        self.categories.setAccessibleName(_("适用的类别"))
        self.categories.setPlaceholderText(_("类别，例如 家长、外部"))
        self.categories.setFixedWidth(170)
        self.rule = QLineEdit(one.rule, self)
        self.rule.setAccessibleName(_("这些类别的命名规则"))
        self.rule.setPlaceholderText(_("例如 学生姓名+关系"))
        self.rule.setFixedWidth(220)
        self.drop = button(_("删去"), self.hide, self, kind="quiet")
        for piece in (self.categories, self.rule, self.drop):
            flow.addWidget(piece)

    def value(self) -> CategoryRule | None:
        """The rule, None when the line was taken away or left empty."""
        parts = self.categories.text().replace(",", "、").replace("，", "、").split("、")
        words = tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))
        if self.isHidden() or not (words or self.rule.text().strip()):
            return None
        return CategoryRule(words, self.rule.text().strip(), self._note)


class NamingSheet(dialogs.Sheet):
    """What stands in the fields is the rule; the builder only writes into the field that was last typed in."""

    def __init__(
        self, parent: QWidget, desk: Desk, group: Group, rules: Sequence[CategoryRule], categories: Sequence[str]
    ) -> None:
        super().__init__(parent, _("命名规则：{name}").format(name=group.name), _("保存"))
        self._desk = desk
        self._group = group
        self._round = 0
        self.strip = Strip(self)
        self.body.addWidget(self.strip)
        form = self.form()
        source = next((one for one in group.settings if one.kind == "naming_rule"), None)
        if source is not None and source.source:
            words = _("现在的规则来自{source}：“{quote}”。改了就以手工设置的为准。")
            form.addRow(TextBlock(words.format(source=source.source, quote=source.quote), self, role="muted"))
        self.rule = QComboBox(self)
        self.rule.setEditable(True)
        self.rule.addItems(["", *COMMON])
        self.rule.setCurrentText(group.naming_rule)
        self.rule.setAccessibleName(_("命名规则"))
        line = self.rule.lineEdit()
        assert line is not None
        line.setPlaceholderText(_("例如 部门-姓名；不要求实名就留空"))
        form.addRow(label(_("命名规则"), self, "muted"), self.rule)
        self._target: QLineEdit = line
        self.separator = QComboBox(self)
        for sign, words in _SEPARATORS.items():
            self.separator.addItem(words, sign)
        self.separator.setAccessibleName(_("分隔符"))
        builder = QWidget(self)
        flow = Flow(builder)
        flow.addWidget(self.separator)
        for field in naming_rules.FIELDS:
            piece = button(field, self._on_field_clicked, builder)
            piece.setAccessibleName(_("加上 {field}").format(field=field))
            piece.setProperty("field", field)
            flow.addWidget(piece)
        flow.addWidget(button(_("或者另一种"), self._on_or_clicked, builder, kind="quiet"))
        flow.addWidget(button(_("清空"), self._on_clear_clicked, builder, kind="quiet"))
        form.addRow(label(_("拼一条"), self, "muted"), builder)
        self.example = TextBlock("", self, role="muted")
        form.addRow(label(_("照规则写"), self, "muted"), self.example)
        self.family = QSpinBox(self)
        self.family.setRange(1, 99)
        self.family.setValue(max(1, group.family_limit))
        self.family.setSuffix(_(" 人"))
        self.family.lineEdit().setTextMargins(6, 0, 0, 0)
        self.family.setAccessibleName(_("每家最多"))
        form.addRow(label(_("每家最多"), self, "muted"), self.family)
        holder = QWidget(self)
        self._lines = QVBoxLayout(holder)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._holder = holder
        self._rules: list[CategoryLine] = []
        for one in rules:
            self._add_line(one)
        offer = (
            _("加一条（花名册里有：{words}）").format(words="、".join(categories[:8])) if categories else _("加一条")
        )
        self._lines.addWidget(button(offer, self._on_add_clicked, holder, icon="plus"))
        form.addRow(label(_("某些类别另有规则"), self, "muted"), holder)
        self.tried = QPlainTextEdit(self)
        self.tried.setAccessibleName(_("试一试"))
        self.tried.setPlaceholderText(_("打或粘贴几个群昵称，一行一个，看看这条规则怎么判"))
        self.tried.setTabChangesFocus(True)
        self.tried.setFixedHeight(76)
        form.addRow(label(_("试一试"), self, "muted"), self.tried)
        self.verdict = TextBlock("", self)
        form.addRow("", self.verdict)
        form.addItem(QSpacerItem(0, 0, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Expanding))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self._on_timer_timeout)
        self.rule.currentTextChanged.connect(self._on_text_changed)
        self.tried.textChanged.connect(self._on_text_changed)
        self.family.valueChanged.connect(self._on_text_changed)
        line.installEventFilter(self)
        self.resize(720, min(640, round(self.screen().availableGeometry().height() * 0.9)))
        self._on_text_changed()
        self.rule.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QLineEdit):
            self._target = watched
        return False

    def _add_line(self, one: CategoryRule) -> CategoryLine:
        line = CategoryLine(one, self._holder)
        line.rule.installEventFilter(self)
        line.rule.textChanged.connect(self._on_text_changed)
        line.categories.textChanged.connect(self._on_text_changed)
        line.drop.clicked.connect(self._on_text_changed)
        self._lines.insertWidget(len(self._rules), line)
        self._rules.append(line)
        return line

    def _on_add_clicked(self) -> None:
        line = self._add_line(CategoryRule((), ""))
        line.show()
        line.categories.setFocus()

    # The builder

    def _on_field_clicked(self) -> None:
        piece = self.sender()
        if isinstance(piece, QPushButton):
            field = str(piece.property("field"))
            before = self._target.text()
            sign = "" if not before or before.endswith("|") else str(self.separator.currentData())
            self._target.setText(before + sign + field)

    def _on_or_clicked(self) -> None:
        if self._target.text() and not self._target.text().endswith("|"):
            self._target.setText(self._target.text() + "|")

    def _on_clear_clicked(self) -> None:
        self._target.clear()

    # Examples and verdicts

    def _on_text_changed(self) -> None:
        self._timer.start()

    def _on_timer_timeout(self) -> None:
        self._round += 1
        self._desk.tasks.start(self._judge(self._round))

    async def _judge(self, round_: int) -> None:
        """Say how the rules of now read, what they look like, and how the nicknames typed fare."""
        store, group = self._desk.store, self._group.id
        rule, special = self.naming_rule(), self.by_category()
        text = self.tried.toPlainText()
        wrong: UserError | None = None
        examples: tuple[str, ...] = ()
        tried: tuple[Trial, ...] = ()
        try:
            if rule:
                examples = await self._desk.tasks.run(lambda: naming_rules.examples(store, group, rule))
            tried = await self._desk.tasks.run(lambda: naming_rules.trial(store, group, rule, special, text))
        except UserError as error:
            wrong = error
        if round_ != self._round or not shiboken6.isValid(self):
            return
        if wrong is not None:
            self.strip.wrong(wrong)
        else:
            self.strip.clear()
        self.main.setEnabled(wrong is None)
        none = _("不要求实名") if not rule else _("花名册里还没有够用的资料做例子")
        self.example.set_text("　".join(examples) or none)
        self.verdict.set_text("\n".join(_verdict(one) for one in tried))

    # What stands in the sheet

    def naming_rule(self) -> str:
        """The rule for everybody else."""
        return self.rule.currentText().strip()

    def by_category(self) -> tuple[CategoryRule, ...]:
        """The rules of some categories."""
        found = (line.value() for line in self._rules)
        return tuple(one for one in found if one is not None)


def _verdict(one: Trial) -> str:
    head = f"{one.nickname}：{members.STATUS.get(one.status, one.status)}"
    if one.person:
        head += f"，{one.person}"
    if one.suggestion:
        head += _("，应改为 {name}").format(name=one.suggestion)
    return "\n".join([head, *(f"　· {line}" for line in one.lines)])
