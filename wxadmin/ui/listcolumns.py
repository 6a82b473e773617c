"""Columns of a list: which are shown, how wide, in what order, as the owner left them; they fit while that is fair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QByteArray, QEvent, QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHeaderView

from wxadmin.services.listing import Column
from wxadmin.ui.table import Table

_LEAST = 48
"""Pixels of the narrowest column."""
_FAIR = 0.85
"""Part of its width to which a column is narrowed for all to be seen; below that the list scrolls sideways instead."""


class ListColumns(QObject):
    """``widths`` names the columns shown at first (None: all); the others are switched on by the menu of the header.

    ``stretch`` is the column that takes what width is left, else the last one does.
    """

    def __init__(
        self, table: Table, columns: Sequence[Column], widths: Mapping[str, int] | None, stretch: str
    ) -> None:  # fmt: skip
        super().__init__(table)
        self._table = table
        self._fitting = False
        head = self._head = table.horizontalHeader()
        self._wanted = [one.width if widths is None else widths.get(one.key, one.width) for one in columns]
        """Of each column the width it was given, by us or by the owner."""
        for number, one in enumerate(columns):
            table.setColumnWidth(number, self._wanted[number])
            table.setColumnHidden(number, widths is not None and one.key not in widths)
        head.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        head.setSectionsClickable(True)
        head.setSortIndicatorShown(True)
        head.setMinimumSectionSize(_LEAST)
        self._stretch = next((n for n, one in enumerate(columns) if one.key == stretch), -1)
        self._share()
        head.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        for number, one in enumerate(columns[1:], 1):
            action = QAction(one.title, head)
            action.setCheckable(True)
            action.setChecked(not head.isSectionHidden(number))
            action.setData(number)
            action.toggled.connect(self._on_column_toggled)
            head.addAction(action)
        head.sectionResized.connect(self._on_section_resized)
        table.viewport().installEventFilter(self)

    def shown(self) -> tuple[int, ...]:
        """The places in COLUMNS of the columns on screen, left to right."""
        head = self._head
        return tuple(n for n in (head.logicalIndex(at) for at in range(head.count())) if not head.isSectionHidden(n))

    def state(self) -> str:
        """Widths, order and visibility, as text."""
        self._set_widths(self._wanted)  # as they are wanted, not as they were narrowed for this window
        return bytes(self._head.saveState().toBase64().data()).decode()

    def restore(self, state: str) -> None:
        """Put them as :meth:`state` said; nonsense is ignored."""
        head = self._head
        head.blockSignals(True)
        head.restoreState(QByteArray.fromBase64(state.encode()))
        self._share()
        head.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        head.blockSignals(False)
        for number in self._free():
            self._wanted[number] = head.sectionSize(number)
        for action in head.actions():
            action.blockSignals(True)
            action.setChecked(not head.isSectionHidden(action.data()))
            action.blockSignals(False)
        self._fit()

    def _share(self) -> None:
        self._head.setStretchLastSection(self._stretch < 0)
        if self._stretch >= 0:
            self._head.setSectionResizeMode(self._stretch, QHeaderView.ResizeMode.Stretch)

    def _free(self) -> list[int]:
        """The columns on screen whose width is not simply what is left."""
        shown = self.shown()
        left = self._stretch if self._stretch in shown else shown[-1] if shown else -1
        return [number for number in shown if number != left]

    def _fit(self) -> None:
        """Narrow the columns where a scroll bar below would be for little; what takes the rest gives way first."""
        free = self._free()
        rest = [number for number in self.shown() if number not in free]
        least = sum(max(_LEAST, int(self._wanted[number] * _FAIR)) for number in rest)
        wanted, room = sum(self._wanted[number] for number in free), self._table.viewport().width() - least
        part = room / wanted if wanted else 1
        if part < _FAIR:
            self._set_widths(self._wanted)
            return
        narrow = [int(width * min(part, 1)) for width in self._wanted]
        for number in rest:  # the last one grows into what is left, and never gets narrower by itself
            narrow[number] = int(self._wanted[number] * _FAIR)
        self._set_widths(narrow)

    def _set_widths(self, widths: Sequence[int]) -> None:
        self._fitting = True
        for number in self.shown():
            if number != self._stretch:
                self._table.setColumnWidth(number, max(_LEAST, widths[number]))
        self._fitting = False

    # What happens

    def _on_section_resized(self, number: int, _before: int, now: int) -> None:
        if not self._fitting and number in self._free():
            self._wanted[number] = now

    def _on_column_toggled(self, on: bool) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self._head.setSectionHidden(action.data(), not on)
            self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self._table.viewport():
            self._fit()
        return super().eventFilter(watched, event)
