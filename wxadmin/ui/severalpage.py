"""A page whose card speaks of one record, or of several when several rows are selected."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from wxadmin.ui.listpane import ListPane
from wxadmin.ui.page import RecordPage


class SeveralPage(RecordPage):
    """Subclasses give :meth:`render_one` and :meth:`render_several` instead of filling the card themselves."""

    def lay_out(self, pane: ListPane, third: QWidget | None = None, below: QWidget | None = None) -> None:
        super().lay_out(pane, third, below)
        pane.picked_changed.connect(self._on_picked_changed)

    def render_one(self, detail: Any, *, again: bool) -> None:
        """Fill the card with one record; ``again`` when it is the same record as before."""
        raise NotImplementedError

    def render_several(self, picked: tuple[int, ...]) -> None:
        """Fill the card with what can be done with several records."""
        raise NotImplementedError

    def render_detail(self, detail: Any, *, again: bool) -> None:
        picked = self.list.picked
        if len(picked) > 1:
            self.render_several(picked)
        else:
            self.render_one(detail, again=again)

    def _on_picked_changed(self) -> None:
        """The card speaks of one record or of several; the current one comes by itself."""
        picked = self.list.picked
        if len(picked) > 1:
            self.render_several(picked)
        elif self.detail is not None and picked == (self.detail.id,):
            self.render_one(self.detail, again=True)
