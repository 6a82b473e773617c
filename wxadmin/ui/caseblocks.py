"""Blocks of a draft that are filled in where they stand: an act, the measures. Leaving one keeps what is in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMoveEvent
from PySide6.QtWidgets import QCheckBox, QFormLayout, QFrame, QVBoxLayout, QWidget

from wxadmin.domain.cases import Infraction
from wxadmin.i18n import _
from wxadmin.services import citing
from wxadmin.services.cases import CaseCard
from wxadmin.services.citing import Clause
from wxadmin.services.records import Change
from wxadmin.ui import casedrafts, theme
from wxadmin.ui.card import button, label
from wxadmin.ui.casecautions import Cautions
from wxadmin.ui.casefields import ActFields
from wxadmin.ui.casemeasures import Measures
from wxadmin.ui.flow import Flow

if TYPE_CHECKING:
    from wxadmin.ui.desk import Desk


class Editor(QFrame):
    """One block under the pen. ``left`` comes with True to be kept, with False when it was given up.

    ``moved`` comes when blocks above it grew.
    """

    left = Signal(bool)
    moved = Signal()

    def __init__(self, desk: Desk, detail: CaseCard, at: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.desk, self.case, self.at = desk, detail.id, at
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.GAP)

    def finish(self) -> None:
        """The row of buttons below what subclasses put in."""
        tools = QWidget(self)
        row = Flow(tools)
        self.save = button(_("保存"), self._on_save_clicked, tools, icon="check")
        self.save.setToolTip(_("保存（Ctrl+Enter）；放弃按 Esc"))
        row.addWidget(self.save)
        row.addWidget(button(_("放弃"), self._on_cancel_clicked, tools, kind="quiet"))
        row.addWidget(label(_("离开时自动保存"), tools, "muted", "small"))
        self.column.addWidget(tools)

    @property
    def touched(self) -> bool:
        """Whether something else stands there than before."""
        raise NotImplementedError

    def work(self) -> Callable[[], Change[int]]:
        """How what stands there now is kept, to be run on another thread."""
        raise NotImplementedError

    def begin(self) -> None:
        """Put the keyboard into its first field."""

    def close_fields(self) -> None:
        """What is still on its way comes too late."""

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        self.moved.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit(False)
        elif (
            event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.left.emit(True)
        else:
            super().keyPressEvent(event)

    def _on_save_clicked(self) -> None:
        self.left.emit(True)

    def _on_cancel_clicked(self) -> None:
        self.left.emit(False)


class ActEditor(Editor):
    """One act of one party."""

    def __init__(
        self, desk: Desk, detail: CaseCard, at: int, number: int, clauses: Sequence[Clause], parent: QWidget
    ) -> None:
        super().__init__(desk, detail, at, parent)
        self.number = number
        party = detail.draft.parties[at]
        self._before = party.acts[number] if number < len(party.acts) else Infraction("")
        host = QWidget(self)
        form = QFormLayout(host)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(theme.GAP)
        form.setHorizontalSpacing(12)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        whose = detail.draft.with_parties([party])
        self.fields = ActFields(desk, whose, self._before, clauses, form, host)
        self.column.addWidget(host)
        bare = sum(not any(act.facts for act in one.acts) for n, one in enumerate(detail.draft.parties) if n != at)
        self.same = QCheckBox(_("其他 {n} 名当事人也记同样的内容").format(n=bare), self)
        self.same.setChecked(bool(bare))
        self.same.setVisible(bool(bare))
        others = [one for n, one in enumerate(detail.parties) if n != at]
        self._others = tuple(name for one in others for name in (one.name, one.sender) if name)
        self.fields.facts.textChanged.connect(self._on_facts_changed)
        self.column.addWidget(self.same)
        self.finish()
        self._first = self._values()
        self.fields.ask()

    def _on_facts_changed(self) -> None:
        # What is said of a quarrel with somebody is not true of that somebody.
        if any(name in self.fields.facts.toPlainText() for name in self._others):
            self.same.setChecked(False)

    def _values(self) -> tuple[object, ...]:
        return self.fields.act(), self.fields.clause_wanted

    @property
    def touched(self) -> bool:
        return self._values() != self._first

    def work(self) -> Callable[[], Change[int]]:
        store, case, at, number = self.desk.store, self.case, self.at, self.number
        act, clause, same = self.fields.act(), self.fields.clause_wanted, self.same.isChecked()

        def keep() -> Change[int]:
            cited = replace(act, clause=citing.cite(store, clause)) if clause else act
            return casedrafts.save_act(store, case, at, number, cited, same=same)

        return keep

    def begin(self) -> None:
        self.fields.facts.setFocus()

    def close_fields(self) -> None:
        self.fields.close()


class MeasuresEditor(Editor):
    """What is thought of for one party."""

    def __init__(self, desk: Desk, detail: CaseCard, at: int, parent: QWidget) -> None:
        super().__init__(desk, detail, at, parent)
        self.measures = Measures(detail.draft.parties[at].measures, self, recommend=desk.settings.recommend == "yes")
        self.column.addWidget(self.measures)
        whose = detail.draft.with_parties([detail.draft.parties[at]])
        self.cautions = Cautions(desk, whose, self.measures, self)
        self.column.addWidget(self.cautions)
        self.finish()
        self._first = self.measures.measures()
        self.cautions.ask()

    @property
    def touched(self) -> bool:
        return self.measures.measures() != self._first

    def work(self) -> Callable[[], Change[int]]:
        store, case, at, wanted = self.desk.store, self.case, self.at, self.measures.measures()
        return lambda: casedrafts.save_measures(store, case, at, wanted)

    def close_fields(self) -> None:
        self.cautions.stop()
