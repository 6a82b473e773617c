"""One of the people a new case is about: what they did, what is proposed for it, what they said near the evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFormLayout, QVBoxLayout, QWidget

from wxadmin.domain.cases import Infraction, Party
from wxadmin.domain.ladder import Proposal
from wxadmin.i18n import _
from wxadmin.services import cases
from wxadmin.services.case_founding import Said
from wxadmin.services.citing import Clause
from wxadmin.ui import theme
from wxadmin.ui.card import label
from wxadmin.ui.casefields import ActFields
from wxadmin.ui.casemeasures import Measures
from wxadmin.ui.desk import Desk
from wxadmin.ui.textblock import TextBlock

_LONGEST = 60
"""Characters of a message shown beside its box."""


@dataclass(frozen=True, slots=True)
class Known:
    """What stands ready for a party: how they are called, what the ladder proposes, clauses, what they said."""

    party: Party
    label: str
    proposal: Proposal
    clauses: Sequence[Clause]
    said: Sequence[Said] = ()


class PartyForm(QWidget):
    """``grown`` comes when rows came or went, ``changed`` when something was filled in."""

    changed = Signal()
    grown = Signal()

    def __init__(self, desk: Desk, draft: cases.CaseDraft, known: Known, parent: QWidget, *, recommend: bool) -> None:
        super().__init__(parent)
        self.known = known
        self._draft = draft
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(theme.GAP)
        form.setHorizontalSpacing(12)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        first = known.party.acts[0] if known.party.acts else Infraction("")
        self.act = ActFields(desk, draft.with_parties([known.party]), first, known.clauses, form, self)
        self._said: list[tuple[QCheckBox, Said]] = []
        self._written = ""
        if known.said:
            form.insertRow(1, label(_("前后说的"), self, "muted"), self._boxes(known.said))
        more = known.party.acts[1:]
        if more:
            words = "\n".join(f"{n}. {act.facts}".replace("\n", " ") for n, act in enumerate(more, 2))
            form.addRow(label(_("另外的行为"), self, "muted"), TextBlock(words, self, role="muted"))
        lines = (*known.proposal.why, *known.proposal.precedents)
        reasons = TextBlock("\n".join(lines) or _("没有可供参考的先例。"), self, role="muted")
        form.addRow(label(_("阶梯建议"), self, "muted"), reasons)
        self.measures = Measures(known.party.measures, self, recommend=recommend)
        form.addRow(label(_("处罚措施"), self, "muted"), self.measures)
        self.act.changed.connect(self.changed)
        self.act.grown.connect(self.grown)
        self.measures.changed.connect(self._on_measures_changed)

    def _boxes(self, said: Sequence[Said]) -> QWidget:
        """What was said near the evidence, to be ticked as evidence, too."""
        host = QWidget(self)
        column = QVBoxLayout(host)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for one in said:
            words = one.text if len(one.text) <= _LONGEST else f"{one.text[:_LONGEST]}…"
            box = QCheckBox(f"{one.time}　{words}".replace("&", "&&"), host)
            box.setAccessibleName(_("作为证据：{what}").format(what=one.text))
            box.toggled.connect(self._on_said_toggled)
            self._said.append((box, one))
            column.addWidget(box)
        return host

    def _on_said_toggled(self) -> None:
        """The facts say what is ticked as long as nobody wrote others."""
        wanted = "\n".join(one.facts for box, one in self._said if box.isChecked())
        if self.act.facts.toPlainText().strip() == self._written:
            self._written = wanted
            self.act.facts.setPlainText(wanted)
        self.changed.emit()

    def _on_measures_changed(self) -> None:
        self.grown.emit()
        self.act.amend(self._draft.with_parties([self.party()]))

    @property
    def has_facts(self) -> bool:
        """Whether it says what they did."""
        return bool(self.act.facts.toPlainText().strip())

    def chosen_evidence(self) -> tuple[int, ...]:
        """The messages ticked."""
        return tuple(one.message for box, one in self._said if box.isChecked())

    def party(self) -> Party:
        """What stands in the form; a newly chosen clause is cited by the caller (``act.clause_wanted``)."""
        return replace(
            self.known.party, acts=(self.act.act(), *self.known.party.acts[1:]), measures=self.measures.measures()
        )  # fmt: skip
