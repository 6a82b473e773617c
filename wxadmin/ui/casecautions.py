"""Warnings beside measures as they are chosen: a sum outside what is fixed, a clause that did not hold that day."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from wxadmin.services import case_remarks
from wxadmin.ui.casefields import Remark

if TYPE_CHECKING:
    from wxadmin.services.cases import CaseDraft
    from wxadmin.ui.casemeasures import Measures
    from wxadmin.ui.desk import Desk

_PAUSE = 250  # ms


class Cautions(Remark):
    """Hidden while there is nothing to say. ``draft`` is one party's case; its measures are those of the boxes."""

    grown = Signal()

    def __init__(self, desk: Desk, draft: CaseDraft, measures: Measures, parent: QWidget) -> None:
        super().__init__("", parent, role="amber")
        self._desk, self._draft, self._measures = desk, draft, measures
        self._turn = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_timer_timeout)
        measures.changed.connect(self.ask)
        self.hide()

    def ask(self) -> None:
        """Read anew when the choosing rests."""
        self._timer.start(_PAUSE)

    def _on_timer_timeout(self) -> None:
        if self._measures.isVisible() and not self._desk.tasks.closing:
            self._desk.tasks.start(self._read())

    async def _read(self) -> None:
        store = self._desk.store
        party = replace(self._draft.parties[0], measures=self._measures.measures())
        draft = self._draft.with_parties([party])
        self._turn += 1
        mine = self._turn
        found = await self._desk.read(lambda: case_remarks.remarks(store, draft))
        if found is not None and mine == self._turn and shiboken6.isValid(self):
            self.set_text("\n".join(found.cautions))
            self.setVisible(bool(found.cautions))
            self.grown.emit()

    def stop(self) -> None:
        """Closed: what is still on its way comes too late."""
        self._timer.stop()
        self._turn += 1
