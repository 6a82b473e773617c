"""The form of a case: facts, day, clause and measures, with the ladder's proposal and its reasons beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import shiboken6
from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QCompleter,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from wxadmin.domain.papers import ClauseCitation
from wxadmin.domain.people import Person
from wxadmin.i18n import _
from wxadmin.services import case_remarks, cases, regulations
from wxadmin.services.regulations import Clause
from wxadmin.services.settings import Settings
from wxadmin.ui import dialogs, theme
from wxadmin.ui.card import label
from wxadmin.ui.dayfield import day_field, day_of
from wxadmin.ui.desk import Desk
from wxadmin.ui.flow import Flow
from wxadmin.ui.persons import told_apart
from wxadmin.ui.textblock import TextBlock

UNCITED = _("没有依据条款：通知书不会引用规章的条文。有现行规章时，请先选一条。")
_PAUSE = 250  # ms without another choice before the records are asked
CAUTION = _(
    "群主无权罚款、扣工资、停职或辞退，只能向单位提出建议；是否采纳由单位按劳动法规和规章制度决定，通知书上也写明是建议。"
)


def offered(measures: Sequence[str], settings: Settings) -> tuple[str, ...]:
    """What of a proposal is ticked beforehand: recommendations to the unit only when the owner switched them on."""
    return tuple(m for m in measures if settings.recommend == "yes" or m not in cases.RECOMMENDED)


class Measures(QWidget):
    """Boxes for the measures; those the owner can only recommend say so, and that, whenever one is ticked.

    ``recommend`` offers them at all; one already in a draft stays visible, so that it can be taken off.
    """

    changed = Signal()

    def __init__(
        self, chosen: Sequence[str], days: int, amount: str, parent: QWidget, *, recommend: bool = False
    ) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        host = QWidget(self)
        flow = Flow(host)
        column.addWidget(host)
        self._boxes: dict[str, QCheckBox] = {}
        for key, word in cases.MEASURES.items():
            if key in cases.RECOMMENDED and not recommend and key not in chosen:
                continue
            box = QCheckBox(_("建议{what}").format(what=word) if key in cases.RECOMMENDED else word, self)
            box.setChecked(key in chosen)
            box.toggled.connect(self._on_box_toggled)
            self._boxes[key] = box
            flow.addWidget(box)
        self.days = QSpinBox(self)
        self.days.setRange(1, 365)
        self.days.setValue(days or 3)
        self.days.setSuffix(_(" 天禁言"))
        self.days.lineEdit().setTextMargins(6, 0, 0, 0)
        self.days.setAccessibleName(_("禁言天数"))
        self.amount = QLineEdit(amount, self)
        self.amount.setPlaceholderText(_("建议罚款金额（元）"))
        self.amount.setAccessibleName(_("建议罚款金额"))
        self.amount.setFixedWidth(200)
        flow.addWidget(self.days)
        flow.addWidget(self.amount)
        self.caution = TextBlock(CAUTION, self, role="amber")
        column.addWidget(self.caution)
        self._on_box_toggled()

    def _on_box_toggled(self) -> None:
        self.days.setVisible(self._boxes["mute"].isChecked())
        on = set(self.chosen())
        self.amount.setVisible(bool(on & {"fine", "deduction"}))
        self.caution.setVisible(bool(on & cases.RECOMMENDED))
        self.changed.emit()

    def chosen(self) -> tuple[str, ...]:
        """Keys of the measures ticked, mildest first."""
        return tuple(key for key, box in self._boxes.items() if box.isChecked())

    def days_chosen(self) -> int:
        """Length of the mute, 0 without one."""
        return self.days.value() if self._boxes["mute"].isChecked() else 0

    def amount_chosen(self) -> str:
        """The sum recommended, ``""`` without one."""
        return self.amount.text().strip() if not self.amount.isHidden() else ""


class _Remark(TextBlock):
    """A sentence below a field, as high as its words need at the width of the form and no higher."""

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()


class CaseSheet(dialogs.Sheet):
    """Fill in or change a case that is not decided yet."""

    def __init__(
        self, parent: QWidget, desk: Desk, draft: cases.CaseDraft, proposal: cases.Proposal,
        clauses: Sequence[Clause], verb: str, who: str, *, note: str = "", recommend: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(parent, _("{verb}：{who}").format(verb=verb, who=who), verb)
        self._desk = desk
        self._before = draft
        self._turn = 0
        self._rows = form = self.form()
        self.facts = QPlainTextEdit(draft.facts, self)
        self.facts.setAccessibleName(_("事实"))
        self.facts.setPlaceholderText(_("什么时候、在群里做了什么；写事实，不写评价"))
        self.facts.setTabChangesFocus(True)
        self.facts.setFixedHeight(120)
        self.facts.textChanged.connect(self._on_facts_changed)
        form.addRow(label(_("事实"), self, "muted"), self.facts)
        self.day = day_field(self, _("发生日期"), draft.occurred)
        form.addRow(label(_("发生日期"), self, "muted"), self.day)
        self.clause = QComboBox(self)
        self.clause.setAccessibleName(_("条款"))
        self.clause.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.clause.setMinimumContentsLength(24)
        self.clause.setMaxVisibleItems(12)
        self._citation = draft.clause
        self.clause.addItem(_("不引用条款"), None)
        if draft.clause is not None:
            self.clause.addItem(f"{''.join(draft.clause.at)}　{draft.clause.text}".replace("\n", " "), 0)
            self.clause.setCurrentIndex(1)
        self._fixed = self.clause.count()
        self._offer(clauses)
        form.addRow(label(_("条款"), self, "muted"), self.clause)
        self._uncited = _Remark(UNCITED, self, role="amber")
        form.addRow("", self._uncited)
        self.signing = _Remark("", self, role="muted")
        self.cautions = _Remark("", self, role="amber")
        form.addRow("", self.signing)
        form.addRow("", self.cautions)
        for block in (self.signing, self.cautions):
            form.setRowVisible(block, False)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_timer_timeout)
        self.day.dateChanged.connect(self._on_day_changed)
        self.clause.currentIndexChanged.connect(self._on_clause_changed)
        reasons = TextBlock("\n".join(proposal.why) or _("没有可供参考的先例。"), self, role="muted")
        form.addRow(label(_("阶梯建议"), self, "muted"), reasons)
        self.measures = Measures(draft.measures, draft.days, draft.amount, self, recommend=recommend)
        self.measures.changed.connect(self._on_form_grown)
        self.measures.changed.connect(self._ask)
        self.measures.amount.textChanged.connect(self._ask)
        form.addRow(label(_("处罚措施"), self, "muted"), self.measures)
        self.note = QLineEdit(note or draft.note, self)
        self.note.setAccessibleName(_("备注"))
        self.note.setPlaceholderText(_("只给自己看，不印在通知书上"))
        form.addRow(label(_("备注"), self, "muted"), self.note)
        self._on_facts_changed()
        self._on_clause_changed()
        self.fit(680)

    def _on_facts_changed(self) -> None:
        self.main.setEnabled(bool(self.facts.toPlainText().strip()))

    def _on_clause_changed(self) -> None:
        self._rows.setRowVisible(self._uncited, self.clause_wanted is None)
        self._on_form_grown()
        self._ask()

    # What the records say of the clause on that day, and of the sum

    def _offer(self, clauses: Sequence[Clause]) -> None:
        """Offer these clauses behind the draft's own; one already chosen stays."""
        chosen, words = self.clause_wanted, self.clause.currentText()
        self.clause.blockSignals(True)
        while self.clause.count() > self._fixed:
            self.clause.removeItem(self._fixed)
        own = self._citation
        for one in clauses:
            if own is None or (one.at, one.text) != (own.at, own.text):
                self.clause.addItem(f"{one.label}　{one.text}".replace("\n", " "), one.id)
        if chosen and self.clause.findData(chosen) < 0:
            self.clause.addItem(words, chosen)
        self.clause.setCurrentIndex(max(0, self.clause.findData(chosen)))
        self.clause.blockSignals(False)

    def _on_day_changed(self) -> None:
        self._desk.tasks.start(self._load_clauses())
        self._ask()

    async def _load_clauses(self) -> None:
        """Offer what held on the day chosen."""
        store, group, day = self._desk.store, self._before.group, day_of(self.day)
        found = await self._desk.read(lambda: case_remarks.clauses(store, group, day))
        if found is not None and shiboken6.isValid(self) and day == day_of(self.day):
            self._offer(found)

    def _ask(self) -> None:
        self._timer.start(_PAUSE)

    def _on_timer_timeout(self) -> None:
        if self.isVisible() and not self._desk.tasks.closing:
            self._desk.tasks.start(self._remark())

    async def _remark(self) -> None:
        store, draft, clause = self._desk.store, self.draft(), self.clause_wanted
        self._turn += 1
        mine = self._turn
        found = await self._desk.read(lambda: case_remarks.remarks(store, draft, clause or None))
        if found is None or mine != self._turn or not shiboken6.isValid(self):
            return
        for block, words in ((self.signing, found.signing), (self.cautions, "\n".join(found.cautions))):
            block.set_text(words)
            self._rows.setRowVisible(block, bool(words))
        self._on_form_grown()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask()

    def done(self, code: int) -> None:
        """Closed: what is still on its way comes too late."""
        self._timer.stop()
        self._turn += 1
        super().done(code)

    def _on_form_grown(self) -> None:
        self.fit(self.width())

    @property
    def clause_wanted(self) -> int | None:
        """The id of a clause of the regulation in force to cite, 0 for the one of the draft, None for none."""
        data = self.clause.currentData()
        return data if isinstance(data, int) else None

    def draft(self) -> cases.CaseDraft:
        """What stands in the form; a newly chosen clause is cited by the caller (:attr:`clause_wanted`)."""
        citation: ClauseCitation | None = self._citation if self.clause_wanted is not None else None
        return replace(
            self._before, facts=self.facts.toPlainText().strip(), occurred=day_of(self.day),
            clause=citation, measures=self.measures.chosen(), days=self.measures.days_chosen(),
            amount=self.measures.amount_chosen(), note=self.note.text().strip(),
        )  # fmt: skip


async def with_clause(desk: Desk, sheet: CaseSheet) -> cases.CaseDraft:
    """The draft of a sheet with the clause chosen there cited as it stands in force."""
    draft, clause = sheet.draft(), sheet.clause_wanted
    if clause:
        draft = replace(draft, clause=await desk.tasks.run(lambda: regulations.cite(desk.store, clause)))
    return draft


class WhoSheet(dialogs.Sheet):
    """Whom a new case is about: a person of the roster, or a nickname nobody is known for."""

    def __init__(self, parent: QWidget, known: Sequence[tuple[int, Person]]) -> None:
        super().__init__(parent, _("新建案件"), _("下一步"))
        self._known = told_apart(known)
        self.setMinimumWidth(440)
        self.say(_("当事人：输入姓名从花名册里选；不在册的，直接写群昵称。"))
        self.field = QLineEdit(self)
        self.field.setAccessibleName(_("当事人"))
        completer = QCompleter(list(self._known), self.field)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.field.setCompleter(completer)
        self.field.textChanged.connect(self._on_text_changed)
        self.body.addWidget(self.field)
        self._on_text_changed()
        self.field.setFocus()

    def _on_text_changed(self) -> None:
        self.main.setEnabled(bool(self.field.text().strip()))

    def chosen(self) -> tuple[int | None, str, str]:
        """Person id or None, nickname when there is no person, and the words for both."""
        text = self.field.text().strip()
        person = self._known.get(text)
        if person is None:
            same = [number for label, number in self._known.items() if label.split("（")[0] == text]
            person = same[0] if len(same) == 1 else None
        return person, "" if person is not None else text, text


class DecisionSheet(dialogs.Sheet):
    """Measures and who decides; the proposal stands beside."""

    def __init__(self, parent: QWidget, detail: cases.CaseCard, actor: str, *, recommend: bool) -> None:
        super().__init__(parent, _("作出决定：{who}").format(who=detail.person_label or detail.sender), _("作出决定"))
        form = self.form()
        form.addRow(label(_("事实"), self, "muted"), TextBlock(detail.draft.facts, self))
        form.addRow(label(_("阶梯建议"), self, "muted"), TextBlock("\n".join(detail.proposal.why), self, role="muted"))
        if detail.draft.clause is None:
            form.addRow(label(_("条款"), self, "muted"), TextBlock(UNCITED, self, role="amber"))
        self.measures = Measures(
            detail.draft.measures, detail.draft.days, detail.draft.amount, self, recommend=recommend
        )
        self.measures.changed.connect(self._on_form_grown)
        form.addRow(label(_("处罚措施"), self, "muted"), self.measures)
        self.by = QLineEdit(actor, self)
        self.by.setAccessibleName(_("决定人"))
        form.addRow(label(_("决定人"), self, "muted"), self.by)
        self.note = QLineEdit(detail.draft.note, self)
        self.note.setAccessibleName(_("备注"))
        form.addRow(label(_("备注"), self, "muted"), self.note)
        self.say(_("决定后案件有了编号，不能再改，只能作废。"), muted=True)
        self.by.textChanged.connect(self._on_changed)
        self._on_changed()
        self.fit(620)

    def _on_form_grown(self) -> None:
        self.fit(self.width())

    def _on_changed(self) -> None:
        self.main.setEnabled(bool(self.by.text().strip()))

    def decision(self) -> cases.Decision:
        """What stands in the form."""
        return cases.Decision(
            self.measures.chosen(),
            self.by.text().strip(),
            self.note.text().strip(),
            self.measures.days_chosen(),
            self.measures.amount_chosen(),
        )
