"""One rule of the owner: what it looks for, how grave it is, which clause it stands on, when it counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import shiboken6
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from wxadmin.domain.errors import UserError
from wxadmin.domain.hits import CATEGORIES
from wxadmin.i18n import _
from wxadmin.services import rule_card, rule_entries, rule_patterns, rule_words
from wxadmin.services.rule_book import Rule, Signal, When
from wxadmin.ui import dialogs
from wxadmin.ui.card import button, label
from wxadmin.ui.desk import Desk
from wxadmin.ui.flow import Flow
from wxadmin.ui.rulesheets import number
from wxadmin.ui.ruletags import Tags
from wxadmin.ui.strip import Strip
from wxadmin.ui.textblock import TextBlock

_PAUSE = 250  # ms of rest before patterns are explained anew


class RuleSheet(dialogs.Sheet):
    """``rule`` None begins a new one; ``signals`` are those that can be asked for besides, by name."""

    def __init__(
        self, parent: QWidget, desk: Desk, rule: Rule | None, when: When, signals: Mapping[str, Signal],
    ) -> None:  # fmt: skip
        title = _("新规则") if rule is None else _("规则：{name}").format(name=rule.name)
        super().__init__(parent, title, _("放进草稿"))
        self._desk = desk
        self._before = rule or Rule("", "advert", 2)
        self._signals = signals
        self._round = 0
        self.main.setDefault(False)  # Enter belongs to the line of words
        self.main.setAutoDefault(False)
        self.cancel.setAutoDefault(False)
        self.strip = Strip(self)
        self.body.addWidget(self.strip)
        form = self.form()
        self.name = QLineEdit(self._before.name, self)
        self.name.setAccessibleName(_("名称"))
        self.name.setPlaceholderText(_("例如 群里卖二手"))
        form.addRow(label(_("名称"), self, "muted"), self.name)
        self.category = QComboBox(self)
        for category in CATEGORIES:
            self.category.addItem(rule_entries.category_words(category), category)
        self.category.setCurrentIndex(self.category.findData(self._before.category))
        self.category.setAccessibleName(_("类别"))
        self.level = QComboBox(self)
        for level, words in rule_words.LEVELS.items():
            self.level.addItem(words, level)
        self.level.setCurrentIndex(self.level.findData(self._before.level))
        self.level.setAccessibleName(_("级别"))
        row = QHBoxLayout()
        row.addWidget(self.category)
        row.addSpacing(12)
        row.addWidget(label(_("级别"), self, "muted"))
        row.addWidget(self.level)
        row.addStretch(1)
        form.addRow(label(_("类别"), self, "muted"), row)
        self.clause = QComboBox(self)
        self.clause.setAccessibleName(_("引用的条款"))
        self.clause.setMinimumContentsLength(24)
        self.clause.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        form.addRow(label(_("引用的条款"), self, "muted"), self.clause)
        self.words = Tags(desk.tasks, _("要找的词"), self)
        self.words.show_words(self._before.words)
        form.addRow(label(_("要找的词"), self, "muted"), self.words)
        self.file = button(_("从文件加…"), self._on_file_clicked, self, kind="quiet", icon="file-input")
        self.source = QLineEdit(self._before.source, self)
        self.source.setPlaceholderText(_("词的来源，可不填，例如 校办发的词表"))
        self.source.setAccessibleName(_("词的来源"))
        row = QHBoxLayout()
        row.addWidget(self.source, 1)
        row.addWidget(self.file)
        form.addRow("", row)
        self.evasion = QCheckBox(_("换了写法的也找（拆字、谐音、拼音）"), self)
        self.evasion.setAccessibleName(self.evasion.text())
        self.evasion.setChecked(self._before.evasion)
        form.addRow("", self.evasion)
        self.patterns = QPlainTextEdit("\n".join(self._before.patterns), self)
        self.patterns.setAccessibleName(_("模式，一行一条"))
        self.patterns.setPlaceholderText(_("可不填。一行一条，例如 加.{0,3}(?:微信|V信)"))
        self.patterns.setTabChangesFocus(True)
        self.patterns.setFixedHeight(64)
        form.addRow(label(_("模式"), self, "muted"), self.patterns)
        self.meaning = TextBlock("", self, role="muted")
        form.addRow("", self.meaning)
        self.allow = Tags(desk.tasks, _("放行语"), self)
        self.allow.show_words(self._before.allow)
        form.addRow(label(_("放行语"), self, "muted"), self.allow)
        self._add_needs(form)
        self._add_when(form, when)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self._on_timer_timeout)
        self.patterns.textChanged.connect(self._timer.start)
        self.category.currentIndexChanged.connect(self._on_category_changed)
        self.resize(720, min(680, round(self.screen().availableGeometry().height() * 0.9)))
        self._on_timer_timeout()
        self._on_category_changed()
        self.name.setFocus()

    def _add_needs(self, form: QFormLayout) -> None:
        self.needs = QComboBox(self)
        self.needs.setAccessibleName(_("还要有这样的话"))
        self.needs.setMinimumContentsLength(24)
        self.needs.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.needs.addItem(_("不要求"), None)
        known = [(name,) for name in self._signals]
        for names in dict.fromkeys((*self._before.needs, *known)):
            self.needs.addItem(rule_card.signal_words(names, self._signals)[:80], names)
        if self._before.needs:
            self.needs.setCurrentIndex(1)
        self.unless = QComboBox(self)
        self.unless.setAccessibleName(_("有这样的话就不算"))
        self.unless.setMinimumContentsLength(24)
        self.unless.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.unless.addItem(_("不看"), ())
        for names in dict.fromkeys((*filter(None, [self._before.unless]), *known)):
            self.unless.addItem(rule_card.signal_words(names, self._signals)[:80], names)
        if self._before.unless:
            self.unless.setCurrentIndex(1)
        form.addRow(label(_("还要有"), self, "muted"), self.needs)
        form.addRow(label(_("除非有"), self, "muted"), self.unless)

    def _add_when(self, form: QFormLayout, when: When) -> None:
        self._when = when
        begin, end = when.hours
        self.hours = (
            number(self, _("几点起"), begin, 24, _(" 点")), number(self, _("几点止"), end, 24, _(" 点")),
        )  # fmt: skip
        self.newcomer = number(self, _("入群多少天以内的人"), when.newcomer, 3650, _(" 天内"), nothing=_("不限"))
        self.least = number(self, _("消息最少多少字"), when.least, 10_000, _(" 字以上"), nothing=_("不限"))
        for spin in (*self.hours, self.newcomer, self.least):
            spin.setFixedWidth(110)
        holder = QWidget(self)
        flow = Flow(holder)
        for words, piece in (
            (_("时间"), self.hours[0]), (_("至"), self.hours[1]), (_("新人"), self.newcomer), (_("长度"), self.least),
        ):  # fmt: skip
            flow.addWidget(label(words, holder, "muted"))
            flow.addWidget(piece)
        form.addRow(label(_("只在"), self, "muted"), holder)
        holder = QWidget(self)
        flow = Flow(holder)
        self.roles = {role: QCheckBox(words, holder) for role, words in rule_words.ROLES.items()}
        self.kinds = {kind: QCheckBox(words, holder) for kind, words in rule_words.PRESETS.items()}
        for role, box in self.roles.items():
            box.setAccessibleName(_("只看{who}发的").format(who=box.text()))
            box.setChecked(not when.roles or role in when.roles)
            flow.addWidget(box)
        form.addRow(label(_("只看谁发的"), self, "muted"), holder)
        if self._desk.group is None:
            holder = QWidget(self)
            flow = Flow(holder)
            for kind, box in self.kinds.items():
                box.setAccessibleName(_("用于{what}").format(what=box.text()))
                box.setChecked(not when.kinds or kind in when.kinds)
                flow.addWidget(box)
            form.addRow(label(_("用于哪类群"), self, "muted"), holder)
        else:
            for box in self.kinds.values():
                box.hide()

    # What happens

    def _on_category_changed(self) -> None:
        self._desk.tasks.start(self._show_clauses(str(self.category.currentData())))

    async def _show_clauses(self, category: str) -> None:
        store, group = self._desk.store, self._desk.group
        found = await self._desk.read(lambda: rule_card.clause_choices(store, group, category), self.strip)
        if not shiboken6.isValid(self) or category != self.category.currentData():
            return
        kept = self.clause.currentData() if self.clause.count() else self._before.article
        self.clause.clear()
        self.clause.addItem(_("按类别在现行制度里找"), "")
        for article, words in found or ():
            self.clause.addItem(words, article)
        if kept and self.clause.findData(kept) < 0:
            self.clause.addItem(_("讲到“{what}”的条款").format(what=kept), kept)
        self.clause.setCurrentIndex(max(0, self.clause.findData(kept)))

    def _on_timer_timeout(self) -> None:
        self._round += 1
        self._desk.tasks.start(self._explain(self._round, self._lines()))

    def _lines(self) -> list[str]:
        return [line.strip() for line in self.patterns.toPlainText().splitlines() if line.strip()]

    async def _explain(self, round_: int, patterns: Sequence[str]) -> None:
        told = await self._desk.tasks.run(lambda: [_meaning(pattern) for pattern in patterns[:20]])
        if round_ == self._round and shiboken6.isValid(self):
            self.meaning.set_text("\n".join(told) or _("没有模式；只按上面的词找。"))

    def _on_file_clicked(self) -> None:
        self._desk.tasks.start(self._take_file())

    async def _take_file(self) -> None:
        path = await dialogs.pick_file(self, _("从文件加词"), [_("词表 (*.txt *.csv *.xlsx)")])
        if path is None:
            return
        known = self.words.words
        found = await self._desk.read(lambda: rule_words.read_list(path, known), self.strip)
        if found is not None and shiboken6.isValid(self):
            self.words.take(found)
            if not self.source.text().strip():
                self.source.setText(path.name)

    # What stands in the sheet

    def rule(self) -> Rule:
        """The rule as it stands."""
        needs, unless = self.needs.currentData(), self.unless.currentData()
        return replace(
            self._before,
            name=self.name.text().strip(),
            category=self.category.currentData(),
            level=int(self.level.currentData()),
            words=self.words.words,
            patterns=tuple(dict.fromkeys(self._lines())),
            allow=self.allow.words,
            article=str(self.clause.currentData() or ""),
            needs=() if needs is None else (tuple(needs), *self._before.needs[1:]),
            unless=tuple(unless or ()),
            evasion=self.evasion.isChecked(),
            source=self.source.text().strip(),
        )

    def when(self) -> When:
        """The conditions as they stand."""
        roles = tuple(role for role, box in self.roles.items() if box.isChecked())
        kinds = tuple(kind for kind, box in self.kinds.items() if box.isChecked())
        own = self._desk.group is None
        return When(
            (() if len(kinds) == len(self.kinds) else kinds) if own else self._when.kinds,
            (self.hours[0].value(), self.hours[1].value()),
            () if len(roles) == len(self.roles) else roles,
            self.newcomer.value(),
            self.least.value(),
        )


def _meaning(pattern: str) -> str:
    wrong = rule_patterns.check(pattern)
    return _("✗ {what}").format(what=wrong) if wrong else f"{pattern}　＝　{rule_patterns.explain(pattern)}"


async def ask(
    parent: QWidget, desk: Desk, rule: Rule | None, when: When, signals: Mapping[str, Signal], name: str = ""
) -> tuple[Rule, When] | None:
    """A rule that can be kept, or None when the owner turned away; what is wrong is said and asked again."""
    from wxadmin.services import rulebooks

    wrong: UserError | None = None
    while True:
        sheet = RuleSheet(parent, desk, rule, when, signals)
        if wrong is not None:
            sheet.strip.wrong(wrong)
        if not await dialogs.show(sheet):
            return None
        found, conditions = sheet.rule(), sheet.when()
        try:
            await desk.tasks.run(lambda found=found: rulebooks.check_rule(desk.store, desk.group, found, name))  # type: ignore[misc]
        except UserError as error:
            wrong, rule, when = error, found, conditions
            continue
        return found, conditions
