"""Over a list: its search, a button a filter, and how many rows are found."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from wxadmin.i18n import _
from wxadmin.services.listing import Chip
from wxadmin.ui import theme
from wxadmin.ui.card import label
from wxadmin.ui.flow import Flow


class ListFilters(QWidget):
    """``switched`` comes when the owner switched a filter on or off; :meth:`on` are those that hold."""

    switched = Signal()

    def __init__(self, chips: Sequence[Chip], on: Collection[str], hint: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(hint or _("搜索"))
        self.search.setAccessibleName(hint or _("搜索本页"))
        self.search.setClearButtonEnabled(True)
        self.search.addAction(theme.icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.setMinimumWidth(150)
        self.search.setMaximumWidth(280)
        self.count = label("", self, "muted")
        self.count.setAccessibleName(_("条数"))
        self._flow = Flow(self)
        self._flow.addWidget(self.search)
        self._chips: dict[str, QPushButton] = {}
        for chip in chips:
            self._flow.addWidget(self._new(chip, chip.key in on))
        self._flow.addWidget(self.count)

    def _new(self, chip: Chip, on: bool) -> QPushButton:
        result = QPushButton(chip.title, self)
        result.setProperty("chip", "true")
        result.setCheckable(True)
        result.setChecked(on)
        result.setAccessibleName(_("筛选：{what}").format(what=chip.title))
        result.toggled.connect(self.switched)
        self._chips[chip.key] = result
        return result

    def add(self, piece: QWidget) -> None:
        """A filter of the page's own behind the chips."""
        self._flow.addWidget(piece)

    def on(self) -> tuple[str, ...]:
        """The filters that hold."""
        return tuple(key for key, piece in self._chips.items() if piece.isChecked())

    def switch(self, keys: Collection[str]) -> None:
        """Switch exactly these on, without telling."""
        for key, piece in self._chips.items():
            _set(piece, key in keys)

    def offer(self, keys: Collection[str]) -> None:
        """Show these alone, and those switched on: a long row of filters that find nothing helps nobody."""
        for key, piece in self._chips.items():
            piece.setVisible(key in keys or piece.isChecked())

    def put(self, chip: Chip) -> None:
        """Switch on one that only this list just found; of those with the same head (``kind:…``) one holds."""
        head = chip.key.partition(":")[0] + ":"
        for key, piece in self._chips.items():
            if key.startswith(head) and key != chip.key:
                _set(piece, False)
                piece.hide()
        if chip.key not in self._chips:
            piece = self._new(chip, False)
            self._flow.removeWidget(self.count)
            self._flow.addWidget(piece)
            self._flow.addWidget(self.count)
        self._chips[chip.key].show()
        self._chips[chip.key].setChecked(True)


def _set(piece: QPushButton, on: bool) -> None:
    piece.blockSignals(True)
    piece.setChecked(on)
    piece.blockSignals(False)
