"""The form of a case founded on an entry of the queue: facts, day, clause, measures, the ladder's proposal beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from wxadmin.domain.cases import Infraction
from wxadmin.i18n import _
from wxadmin.services import cases, regulations
from wxadmin.services.regulations import Clause
from wxadmin.ui import dialogs
from wxadmin.ui.card import label
from wxadmin.ui.casefields import ActFields
from wxadmin.ui.casemeasures import CAUTION, Measures, offered
from wxadmin.ui.desk import Desk
from wxadmin.ui.textblock import TextBlock

__all__ = ["CAUTION", "CaseSheet", "offered", "with_clause"]


class CaseSheet(dialogs.Sheet):
    """Fill in a case that is not decided yet."""

    def __init__(
        self, parent: QWidget, desk: Desk, draft: cases.CaseDraft, proposal: cases.Proposal,
        clauses: Sequence[Clause], verb: str, who: str, *, note: str = "", recommend: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(parent, _("{verb}：{who}").format(verb=verb, who=who), verb)
        self._before = draft
        form = self.form()
        act = Infraction(draft.facts, draft.category, draft.occurred, draft.clause, draft.severity)
        self.act = ActFields(desk, draft, act, clauses, form, self)
        self.facts, self.day, self.clause = self.act.facts, self.act.day, self.act.clause
        self.signing, self.cautions = self.act.signing, self.act.cautions
        lines = (*proposal.why, *proposal.precedents)
        reasons = TextBlock("\n".join(lines) or _("没有可供参考的先例。"), self, role="muted")
        form.addRow(label(_("阶梯建议"), self, "muted"), reasons)
        self.measures = Measures(draft.measures, draft.days, draft.amount, self, recommend=recommend)
        form.addRow(label(_("处罚措施"), self, "muted"), self.measures)
        self.note = QLineEdit(note or draft.note, self)
        self.note.setAccessibleName(_("备注"))
        self.note.setPlaceholderText(_("只给自己看，不印在通知书上"))
        form.addRow(label(_("备注"), self, "muted"), self.note)
        self.act.changed.connect(self._on_act_changed)
        self.act.grown.connect(self._on_form_grown)
        self.measures.changed.connect(self._on_measures_changed)
        self.measures.amount.textChanged.connect(self._on_measures_changed)
        self._on_act_changed()
        self.fit(680)

    def _on_act_changed(self) -> None:
        self.main.setEnabled(bool(self.facts.toPlainText().strip()))

    def _on_measures_changed(self) -> None:
        self._on_form_grown()
        self.act.amend(self.draft())

    def _on_form_grown(self) -> None:
        self.fit(self.width())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.act.ask()

    def done(self, code: int) -> None:
        """Closed: what is still on its way comes too late."""
        self.act.close()
        super().done(code)

    @property
    def clause_wanted(self) -> int | None:
        """The id of a clause of the regulation in force to cite, 0 for the one of the draft, None for none."""
        return self.act.clause_wanted

    def draft(self) -> cases.CaseDraft:
        """What stands in the form; a newly chosen clause is cited by the caller (:attr:`clause_wanted`)."""
        act = self.act.act()
        return replace(
            self._before, facts=act.facts, occurred=act.occurred, category=act.category, clause=act.clause,
            severity=act.severity, measures=self.measures.chosen(), days=self.measures.days_chosen(),
            amount=self.measures.amount_chosen(), note=self.note.text().strip(),
        )  # fmt: skip


async def with_clause(desk: Desk, sheet: CaseSheet) -> cases.CaseDraft:
    """The draft of a sheet with the clause chosen there cited as it stands in force."""
    draft, clause = sheet.draft(), sheet.clause_wanted
    if clause:
        draft = replace(draft, clause=await desk.tasks.run(lambda: regulations.cite(desk.store, clause)))
    return draft
