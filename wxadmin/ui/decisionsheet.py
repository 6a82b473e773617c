"""作出决定: the measures for each party, and who decides: oneself, or a committee whose decision is recorded."""

from __future__ import annotations

from datetime import date

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from wxadmin.domain.cases import Measure
from wxadmin.i18n import _, on_paper
from wxadmin.services import cases, clock
from wxadmin.services.case_cards import PartyCard
from wxadmin.ui import dialogs
from wxadmin.ui.card import label
from wxadmin.ui.casecautions import Cautions
from wxadmin.ui.casefields import UNCITED
from wxadmin.ui.casemeasures import Measures
from wxadmin.ui.dayfield import day_field, day_of
from wxadmin.ui.desk import Desk
from wxadmin.ui.textblock import TextBlock

_ISSUE = "cases/issue"
"""Where it is kept whether notices are issued with the decision."""


class DecisionSheet(dialogs.Sheet):
    """What each did and what the ladder proposes, with the measures to be ticked below."""

    def __init__(self, parent: QWidget, desk: Desk, detail: cases.CaseCard, actor: str, *, recommend: bool) -> None:
        super().__init__(parent, _("作出决定：{who}").format(who=detail.person_label or detail.sender), _("作出决定"))
        self._desk = desk
        form = self._rows = self.form()
        several = len(detail.parties) > 1
        self._fields: dict[int, Measures] = {}
        self._cautions: list[Cautions] = []
        for place, party in enumerate(detail.parties):
            if several:
                form.addRow(label(_("当事人 {n}　{who}").format(n=place + 1, who=party.label), self, "heading"))
            form.addRow(label(_("事实"), self, "muted"), TextBlock(_facts(party), self))
            form.addRow(label(_("依据"), self, "muted"), _clauses(party, self))
            why = "\n".join((party.proposal.title, *party.proposal.why, *party.proposal.precedents))
            form.addRow(label(_("阶梯建议"), self, "muted"), TextBlock(why, self, role="muted"))
            field = Measures(detail.draft.parties[place].measures, self, recommend=recommend)
            field.changed.connect(self._on_form_grown)
            field.changed.connect(self._on_changed)
            self._fields[party.id] = field
            form.addRow(label(_("处罚措施"), self, "muted"), field)
            whose = detail.draft.with_parties([detail.draft.parties[place]])
            cautions = Cautions(desk, whose, field, self)
            cautions.grown.connect(self._on_form_grown)
            form.addRow("", cautions)
            self._cautions.append(cautions)
        self.measures = next(iter(self._fields.values()))
        self.way = QComboBox(self)
        self.way.setAccessibleName(_("怎么决定"))
        self.way.addItem(_("由一个人决定"), "one")
        self.way.addItem(_("记录集体决定"), "all")
        form.addRow(label(_("怎么决定"), self, "muted"), self.way)
        self.by = QLineEdit(actor, self)
        self.by.setAccessibleName(_("决定人"))
        form.addRow(label(_("决定人"), self, "muted"), self.by)
        self.who = QLineEdit(self)
        self.who.setAccessibleName(_("参加的人"))
        self.who.setPlaceholderText(_("例如：群管理小组 王主任、李老师、赵老师"))
        form.addRow(label(_("参加的人"), self, "muted"), self.who)
        self.votes = QLineEdit(self)
        self.votes.setAccessibleName(_("表决"))
        self.votes.setPlaceholderText(_("例如：同意 3 票，反对 0 票，弃权 0 票"))
        form.addRow(label(_("表决"), self, "muted"), self.votes)
        self.day = day_field(self, _("决定日期"))
        form.addRow(label(_("决定日期"), self, "muted"), self.day)
        self.note = QPlainTextEdit(detail.draft.note, self)
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(52)
        self.note.setAccessibleName(_("备注"))
        form.addRow(label(_("备注"), self, "muted"), self.note)
        # Not in the form, where it may be scrolled out of sight: it is kept, and what is issued can't be changed.
        self.issue = QCheckBox(_("决定后随即签发通知书（签发后不能再改，只能更正或作废）"), self)
        self.issue.toggled.connect(self._on_issue_toggled)
        self.issue.setChecked(desk.layout.value(_ISSUE) == "yes")
        self.body.addWidget(self.issue)
        self._wrong = TextBlock("", self, role="amber")
        self._wrong.hide()
        self.body.addWidget(self._wrong)
        self._lacks = [party.label for party in detail.parties if not any(act.facts for act in party.acts)]
        self.say(_("决定后案件有了编号，不能撤销，只能更正、解除或作废。"), muted=True)
        self.by.textChanged.connect(self._on_changed)
        self.who.textChanged.connect(self._on_changed)
        self.way.currentIndexChanged.connect(self._on_way_changed)
        self._on_way_changed()
        self.fit(640)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        for cautions in self._cautions:
            cautions.ask()

    def done(self, code: int) -> None:
        """Closed: what is still on its way comes too late."""
        for cautions in self._cautions:
            cautions.stop()
        if code == self.DialogCode.Accepted.value:
            self._desk.layout.setValue(_ISSUE, "yes" if self.issue.isChecked() else "no")
        super().done(code)

    def _on_issue_toggled(self, on: bool) -> None:
        self.main.setText(_("作出决定并签发") if on else _("作出决定"))

    def _on_form_grown(self) -> None:
        self.fit(self.width())

    def _on_way_changed(self) -> None:
        together = self.together
        for field, on in ((self.by, not together), (self.who, together), (self.votes, together)):
            self._rows.setRowVisible(field, on)
        self._on_changed()
        self._on_form_grown()

    @property
    def together(self) -> bool:
        """Whether a committee decided."""
        return bool(self.way.currentData() == "all")

    def _on_changed(self) -> None:
        wrong = ""
        if self._lacks:
            wrong = _("还没有写事实：{who}").format(who="、".join(self._lacks))
        elif not all(field.chosen() for field in self._fields.values()):
            wrong = _("每名当事人至少选一项处罚措施；不处理的先移去或分案。")
        elif not (self.who if self.together else self.by).text().strip():
            wrong = _("请写明参加决定的人。") if self.together else _("请写明由谁决定。")
        self._wrong.set_text(wrong)
        self._wrong.setVisible(bool(wrong))
        self.main.setEnabled(not wrong)

    def _committee(self) -> str:
        who, votes = self.who.text().strip(), self.votes.text().strip()
        return on_paper(_("{who}；{votes}")).format(who=who, votes=votes) if votes else who

    def decision(self) -> cases.Decision:
        """What stands in the form."""
        chosen: dict[int, tuple[Measure, ...]] = {party: field.measures() for party, field in self._fields.items()}
        day: date | None = day_of(self.day)
        return cases.Decision(
            self.measures.chosen(), "" if self.together else self.by.text().strip(),
            self.note.toPlainText().strip(), parties=chosen, committee=self._committee() if self.together else "",
            day=None if day == clock.today() else day,
        )  # fmt: skip


def _facts(party: PartyCard) -> str:
    words = []
    for act in party.acts:
        day = clock.shown_day(act.occurred) if act.occurred else ""
        if act.facts:
            words.append(act.facts if act.facts.startswith(day) else f"{day}　{act.facts}")
    return "\n".join(words) or _("（还没有写）")


def _clauses(party: PartyCard, host: QWidget) -> TextBlock:
    lines = []
    for act in party.acts:
        if act.clause is not None:
            lines += [f"《{act.clause.regulation}》{act.clause.version} {' '.join(act.clause.at)}", act.clause.text]
            lines += [act.clause.signing] if act.clause.signing else []
    return TextBlock("\n".join(lines) or UNCITED, host, role="text" if lines else "amber")
