"""By when answers are asked for, when the announcement is to be posted, and which clause silence breaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QVBoxLayout, QWidget

from wxadmin.domain.papers import ClauseCitation
from wxadmin.i18n import _
from wxadmin.services.announcement_checks import Check
from wxadmin.services.announcement_plans import Due
from wxadmin.services.announcements import AnnouncementDraft
from wxadmin.ui import theme
from wxadmin.ui.card import label
from wxadmin.ui.momentfield import MomentField
from wxadmin.ui.textblock import TextBlock

_MINUTES = (
    (0, _("不用回复")), (10, _("10 分钟内")), (30, _("30 分钟内")), (60, _("1 小时内")), (120, _("2 小时内")),
    (240, _("4 小时内")), (1440, _("1 天内")), (4320, _("3 天内")),
)  # fmt: skip
_WORKDAYS = (1, 2, 3, 5, 10)
_FIXED = "fixed"
_CLIP = 22


class DueBox(QFrame):
    """回复时限, 处理结果, 计划发布 and the clause; ``changed`` at every choice."""

    changed = Signal()

    def __init__(self, draft: AnnouncementDraft, parent: QWidget) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP // 2)
        self.reply = QComboBox(self)
        self.reply.setAccessibleName(_("回复时限"))
        for minutes, words in _MINUTES:
            self.reply.addItem(words, minutes)
        due = draft.plan.due
        if not due.workdays and self.reply.findData(draft.minutes) < 0:
            self.reply.addItem(_("{n} 分钟内").format(n=draft.minutes), draft.minutes)
        for days in dict.fromkeys((*_WORKDAYS, *((due.workdays,) if due.workdays else ()))):
            self.reply.addItem(_("{n} 个工作日内").format(n=days), f"days:{days}")
        self.reply.addItem(_("指定时间…"), _FIXED)
        now = _FIXED if draft.deadline else f"days:{due.workdays}" if due.workdays else draft.minutes
        self.reply.setCurrentIndex(self.reply.findData(now))
        self.fixed = MomentField(_("截止时间"), draft.deadline, self)
        self.solved = QCheckBox(_("当天报告处理结果"), self)
        self.solved.setChecked(bool(due.solution))
        self._solution = due.solution or "24:00"
        self._until = due.until
        self.clause = QComboBox(self)
        self.clause.setAccessibleName(_("逾期依据"))
        self.clause.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.clause.setMinimumContentsLength(8)
        self._clauses: tuple[ClauseCitation, ...] = ()
        self.offer_clauses(() if draft.plan.clause is None else (draft.plan.clause,), draft.plan.clause)
        self.planned = MomentField(_("计划发布"), draft.plan.planned, self)  # in the order in which Tab goes
        for words, field in (
            (_("请大家回复"), self.reply), ("", self.fixed), ("", self.solved), (_("逾期不回依据"), self.clause),
            (_("计划发布时间"), self.planned),
        ):  # fmt: skip
            if words:
                name = label(words, self, "muted")
                name.setBuddy(field)
                column.addSpacing(4)
                column.addWidget(name)
            column.addWidget(field)
        column.addWidget(TextBlock(_("程序不代发，到时在“今日”里提醒。"), self, role="muted", size=theme.SMALL))
        self._show_fixed()
        self.reply.currentIndexChanged.connect(self._on_changed)
        self.solved.toggled.connect(self._on_changed)
        self.clause.currentIndexChanged.connect(self._on_changed)
        self.fixed.changed.connect(self._on_changed)
        self.planned.changed.connect(self._on_changed)

    def offer_clauses(self, clauses: Sequence[ClauseCitation], now: ClauseCitation | None) -> None:
        """What may be cited when answers do not come; ``now`` is chosen."""
        known = tuple(clauses) if now is None or now in clauses else (now, *clauses)
        self._clauses = known
        self.clause.blockSignals(True)
        self.clause.clear()
        self.clause.addItem(_("不写"), -1)
        for at, one in enumerate(known):
            words = f"{' '.join(one.at)} {one.text}"
            self.clause.addItem(words if len(words) <= _CLIP else words[: _CLIP - 1] + "…", at)
        self.clause.setCurrentIndex(1 + known.index(now) if now is not None else 0)
        self.clause.blockSignals(False)

    def take(self, draft: AnnouncementDraft) -> None:
        """Choose what a template asks for."""
        for piece in (self.reply, self.solved):
            piece.blockSignals(True)
        if self.reply.findData(draft.minutes) < 0:
            self.reply.addItem(_("{n} 分钟内").format(n=draft.minutes), draft.minutes)
        if self.reply.currentData() != _FIXED:
            self.reply.setCurrentIndex(self.reply.findData(draft.minutes))
        self.solved.setChecked(bool(draft.plan.due.solution))
        for piece in (self.reply, self.solved):
            piece.blockSignals(False)
        self._show_fixed()

    def put(self, draft: AnnouncementDraft) -> AnnouncementDraft:
        """The draft with what is chosen here."""
        data = self.reply.currentData()
        fixed = self.fixed.moment if data == _FIXED else None
        days = int(data.partition(":")[2]) if isinstance(data, str) and data != _FIXED else 0
        due = Due(days, self._until, self._solution if self.solved.isChecked() else "")
        at = int(self.clause.currentData())
        plan = replace(draft.plan, due=due, planned=self.planned.moment, clause=None if at < 0 else self._clauses[at])
        return replace(draft, minutes=data if isinstance(data, int) else 0, deadline=fixed, plan=plan)

    def unread(self) -> tuple[Check, ...]:
        """What was begun here and cannot be read: the draft knows nothing of it."""
        found: list[Check] = []
        if self.reply.currentData() == _FIXED and self.fixed.moment is None:
            words = _("读不懂截止时间“{}”") if self.fixed.wrong else _("选了指定时间，还没有写是什么时候")
            found.append(Check("danger", words.format(self.fixed.line.text().strip()), "due"))
        if self.planned.wrong:
            words = _("读不懂计划发布时间“{}”").format(self.planned.line.text().strip())
            found.append(Check("danger", words, "planned"))
        return tuple(found)

    def _show_fixed(self) -> None:
        self.fixed.setVisible(self.reply.currentData() == _FIXED)

    def _on_changed(self) -> None:
        self._show_fixed()
        self.changed.emit()
