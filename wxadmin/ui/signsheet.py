"""签收表: who signs, in which order and with which columns, beside the sheet as it will print."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import shiboken6
from PySide6.QtCore import QDate, QSize, Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QListWidget, QListWidgetItem, QPlainTextEdit, QWidget

from wxadmin.domain.papers import Paper
from wxadmin.i18n import _
from wxadmin.services import clock, sheets
from wxadmin.services.papers import IssuedPaper
from wxadmin.services.regulations import RegulationCard
from wxadmin.services.sheets import SheetPlan
from wxadmin.ui import dialogs, theme
from wxadmin.ui.card import button, label
from wxadmin.ui.dayfield import day_field, day_of
from wxadmin.ui.desk import Desk
from wxadmin.ui.papersheet import PaperSheet, tell_issued
from wxadmin.ui.peoplepicker import PeoplePicker
from wxadmin.ui.strip import Strip
from wxadmin.ui.textblock import TextBlock

_ID = Qt.ItemDataRole.UserRole
_ROW = 30
_USUAL_DAYS = 7


class SignSheetDialog(PaperSheet):
    """The plan of a sheet for one version; further groups are ticked, the version's own group always signs."""

    def __init__(
        self, parent: QWidget, desk: Desk, detail: RegulationCard, group: int, left_out: frozenset[int]
    ) -> None:
        title = _("签收表：{title}").format(title=detail.title)
        super().__init__(parent, desk, title, verb=_("签发签收表…"), kind="sheet", side=True)
        self._group = group
        self._round_turn = 0
        self.round = TextBlock("", self, role="muted", size=theme.SMALL)
        column = self.choices
        column.addWidget(self.round)
        self.version = QComboBox(self)
        for number, version, state in detail.versions:
            if number in detail.published:
                self.version.addItem(f"{version}　{state}", number)
        self.version.setCurrentIndex(max(0, self.version.findData(detail.id)))
        self._put(_("版本"), self.version)
        self.groups = QListWidget(self)
        for one in desk.groups:
            item = QListWidgetItem(one.name)
            item.setData(_ID, one.id)
            item.setSizeHint(QSize(0, _ROW))
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable)
            item.setCheckState(Qt.CheckState.Checked if one.id == group else Qt.CheckState.Unchecked)
            if one.id == group:
                item.setFlags(Qt.ItemFlag.ItemIsUserCheckable)
            self.groups.addItem(item)
        self.groups.setFixedHeight(_ROW * min(max(len(desk.groups), 1), 5) + 6)
        if len(desk.groups) > 1:
            self._put(_("哪些群（可以几个群合在一张表上）"), self.groups)
            every = button(_("全选"), self._on_every_clicked, self, kind="quiet")
            column.addWidget(every, 0, Qt.AlignmentFlag.AlignLeft)
        else:
            self.groups.hide()
        self.people = PeoplePicker(self, desk, group, left_out)
        self._put(_("谁要签（不必签的取消勾选）"), self.people)
        self.people.changed.connect(self.again)
        self.dated = QCheckBox(_("截止日期，到期没有签齐会提醒"), self)
        self.day = day_field(self, _("截止日期"), clock.today() + timedelta(days=_USUAL_DAYS))
        column.addWidget(self.dated)
        column.addWidget(self.day)
        self.dated.toggled.connect(self.day.setEnabled)
        self.day.setEnabled(False)
        self.by = self._choice(_("分栏"), sheets.SECTIONS)
        self.sort = self._choice(_("次序"), sheets.SORTS)
        self.across = self._choice(_("每行"), {1: _("一人一行"), 2: _("两人并排")})
        self.outcomes = QCheckBox(_("加“拒签”“缺席”和备注栏"), self)
        column.addWidget(self.outcomes)
        self.title = QLineEdit(self)
        self.title.setPlaceholderText(_("{title}签收表").format(title=detail.title))
        self._put(_("标题"), self.title)
        self.statement = QPlainTextEdit(self)
        self.statement.setPlaceholderText(_("不填就写“{words}”").format(words=sheets.STATEMENT))
        self.statement.setTabChangesFocus(True)
        self.statement.setFixedHeight(72)
        self._put(_("签字人确认的话"), self.statement)
        column.addStretch(1)
        self.version.currentIndexChanged.connect(self.again)
        self.groups.itemChanged.connect(self._on_group_ticked)
        self.outcomes.toggled.connect(self.again)
        self.title.textChanged.connect(self.again)
        self.statement.textChanged.connect(self.again)
        self.again()

    def _put(self, words: str, field: QWidget) -> None:
        name = label(words, self, "muted")
        name.setBuddy(field)
        field.setAccessibleName(words)
        self.choices.addWidget(name)
        self.choices.addWidget(field)
        self.choices.addSpacing(theme.GAP // 2)

    def _choice(self, words: str, choices: dict[Any, str]) -> QComboBox:
        field = QComboBox(self)
        for key, title in choices.items():
            field.addItem(title, key)
        field.currentIndexChanged.connect(self.again)
        self._put(words, field)
        return field

    def _on_every_clicked(self) -> None:
        for row in range(self.groups.count()):
            self.groups.item(row).setCheckState(Qt.CheckState.Checked)

    def _on_group_ticked(self, _item: QListWidgetItem) -> None:
        self.people.load(self._groups())
        self.again()

    @property
    def revision(self) -> int:
        """The version signed for."""
        return int(self.version.currentData())

    def plan(self) -> SheetPlan:
        """What is chosen."""
        return SheetPlan(
            groups=self._groups()[1:], by=self.by.currentData(), sort=self.sort.currentData(),
            outcomes=self.outcomes.isChecked(), across=int(self.across.currentData()),
            title=self.title.text().strip(), statement=self.statement.toPlainText().strip(),
        )  # fmt: skip

    def _groups(self) -> tuple[int, ...]:
        """The groups who sign, the version's own first."""
        items = [self.groups.item(row) for row in range(self.groups.count())]
        ticked = [int(item.data(_ID)) for item in items if item.checkState() == Qt.CheckState.Checked]
        return (self._group, *(group for group in ticked if group != self._group))

    @property
    def due(self) -> date | None:
        """By when to sign."""
        return day_of(self.day) if self.dated.isChecked() else None

    def take(self, plan: SheetPlan, revision: int, due: date | None, left_out: frozenset[int]) -> None:
        """Show a plan again."""
        self.people.left_out = left_out
        self.dated.setChecked(due is not None)
        if due is not None:
            self.day.setDate(QDate(due.year, due.month, due.day))
        self.version.setCurrentIndex(max(0, self.version.findData(revision)))
        for row in range(self.groups.count()):
            item = self.groups.item(row)
            if item.data(_ID) in plan.groups:
                item.setCheckState(Qt.CheckState.Checked)
        for field, value in ((self.by, plan.by), (self.sort, plan.sort), (self.across, plan.across)):
            field.setCurrentIndex(max(0, field.findData(value)))
        self.outcomes.setChecked(plan.outcomes)
        self.title.setText(plan.title)
        self.statement.setPlainText(plan.statement)

    def _on_timer_timeout(self) -> None:
        super()._on_timer_timeout()
        if self.isVisible() and not self.desk.tasks.closing:
            self._round_turn += 1
            self.desk.tasks.start(self._tell_round(self._round_turn))

    async def _tell_round(self, turn: int) -> None:
        """Say which round of signing the sheet will be of."""
        store, group, revision = self.desk.store, self._group, self.revision
        plan, people = self.plan(), self.people.chosen()
        words = await self.desk.read(lambda: sheets.opening(store, group, revision, plan, people), self.strip)
        if words is not None and turn == self._round_turn and shiboken6.isValid(self):
            self.round.set_text(words)

    def paper(self) -> Callable[[], Paper]:
        store, group, revision, plan = self.desk.store, self._group, self.revision, self.plan()
        people = self.people.chosen()
        return lambda: sheets.build(store, group, revision, plan, people)


async def sign_sheet(
    desk: Desk, detail: RegulationCard, group: int, issued: int | None, parent: QWidget, strip: Strip
) -> IssuedPaper | None:
    """Let a sheet be planned and issued, which opens a round of signing or goes on with one; None when it was not.

    ``issued`` is the sheet of the version issued before.
    """
    kept: tuple[SheetPlan, int, date | None, frozenset[int]] | None = None
    question = (
        _("签发后签收表定稿，带编号和校验码；收回后在“签收”里登记谁签了。现在签发？")
        if issued is None
        else _("这一版的签收表已经签发过，重新签发会另编一号；后来的人排在末尾，已经登记的不变。现在重新签发？")
    )
    out = await desk.read(lambda: sheets.left_out(desk.store, group, detail.id), strip)
    if out is None:
        return None
    while True:
        sheet = SignSheetDialog(parent, desk, detail, group, out)
        if kept is not None:
            sheet.take(*kept)
        if not await dialogs.show(sheet):
            return None
        kept = sheet.plan(), sheet.revision, sheet.due, sheet.people.left_out
        plan, revision, due, _left_out = kept
        people = sheet.people.chosen()
        if not await dialogs.confirm(parent, _("签发签收表"), question, _("签发签收表")):
            continue
        work = partial(sheets.issue, desk.store, group, revision, plan, due=due, people=people)
        change = await desk.change(work, strip, final=True)
        if change is not None:
            tell_issued(desk, strip, change.value)
            return change.value
