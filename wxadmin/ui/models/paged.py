"""A table of any length: SQL orders and filters, only the pages looked at are read, never on the window's thread.

The ids of all rows of a view come from one query (``noun.index``); rows come in pages of 200 (``noun.page``), the last
40 pages stay. Typing waits 120 ms; a newer view interrupts the query of an older one.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, Protocol

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from wxadmin.domain.errors import Cancelled
from wxadmin.services.listing import Chip, Column, Ids, Row, View, covered
from wxadmin.ui.sharing import MODE
from wxadmin.ui.tasks import Tasks
from wxadmin.ui.textblock import tip

PAGE = 200
KEPT_PAGES = 40
DEBOUNCE = 120  # ms

ROW_ROLE = Qt.ItemDataRole.UserRole + 1
ID_ROLE = Qt.ItemDataRole.UserRole + 2
MIDDLE_ROLE = Qt.ItemDataRole.UserRole + 3
"""Whether words too long for the column are cut in the middle."""

Index = QModelIndex | QPersistentModelIndex


class Reading(Protocol):
    """A connection of its own whose query can be stopped from another thread."""

    def interrupt(self) -> None:
        """Stop the query under way."""

    def close(self) -> None:
        """End the connection."""


class Noun(Protocol):
    """What a services module offers as a list."""

    @property
    def COLUMNS(self) -> tuple[Column, ...]:
        """The columns."""

    @property
    def CHIPS(self) -> tuple[Chip, ...]:
        """The filters."""

    def index(self, store: Any, view: View, reader: Any = None) -> Ids:
        """Ids of the view in order."""

    def page(self, store: Any, ids: Sequence[int]) -> list[Row]:
        """Rows of these ids."""


class PagedModel(QAbstractTableModel):
    """The rows of one noun under one view. ``settled`` after a view is in place, ``failed`` with what went wrong."""

    settled = Signal()
    failed = Signal(object)

    def __init__(self, noun: Noun, store: Any, reading: Reading | None, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self.columns = noun.COLUMNS
        self.view = View()
        self._noun = noun
        self._store = store
        self._reading = reading
        self._tasks = tasks
        self._ids: Ids = array("q")
        self._pages: OrderedDict[int, list[Row | None]] = OrderedDict()
        self._asked: set[int] = set()
        self._round = 0
        self._busy = False
        self._over = False
        self._again = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_timer_timeout)
        MODE.turned.connect(self.reload)

    # What views ask

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and 0 <= section < len(self.columns):
            column = self.columns[section]
            if role == Qt.ItemDataRole.DisplayRole:
                return column.title
            if role == Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignRight if column.numeric else Qt.AlignmentFlag.AlignLeft
                return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        at = index.row()
        if role == ID_ROLE:
            return self._ids[at]
        if role == MIDDLE_ROLE:
            return self.columns[index.column()].middle
        if role not in _ROLES:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if self.columns[index.column()].numeric else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        row = self._row(at)
        if role == ROW_ROLE:
            return row
        if row is None:
            return "…" if role == Qt.ItemDataRole.DisplayRole else None
        if role == Qt.ItemDataRole.ToolTipRole:
            tips = row.tips
            full = tips[index.column()] if index.column() < len(tips) else ""
            return tip(full or row.cells[index.column()]) or None
        return row.cells[index.column()].replace("\n", " ")

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if 0 <= column < len(self.columns) and self.columns[column].sortable:
            self.look(sort=self.columns[column].key, descending=order == Qt.SortOrder.DescendingOrder)

    # What pages ask

    def id_at(self, row: int) -> int | None:
        """The id of a row, None outside."""
        return self._ids[row] if 0 <= row < len(self._ids) else None

    @property
    def noun(self) -> Noun:
        """Whose rows these are."""
        return self._noun

    def row_of(self, record: int) -> int:
        """The place of an id in the view, -1 when it is not in it."""
        try:
            return self._ids.index(record)
        except ValueError:
            return -1

    def cell_row(self, at: int) -> Row | None:
        """The row at a place when its page is here."""
        page = self._pages.get(at // PAGE)
        return page[at % PAGE] if page is not None and at % PAGE < len(page) else None

    def drop(self, record: int) -> None:
        """Leave out a record that is about to leave the view, before the view is read again."""
        at = self.row_of(record)
        if at < 0:
            return
        first = at // PAGE
        known = {row.id: row for n, page in self._pages.items() if n >= first for row in page if row is not None}
        self.beginRemoveRows(QModelIndex(), at, at)
        del self._ids[at]
        for number in [n for n in self._pages if n >= first]:
            here = [known.get(one) for one in self._ids[number * PAGE : (number + 1) * PAGE]]
            # The last of a page comes from the next one; a page that lacks it is read again when it is looked at.
            if here and None not in here:
                self._pages[number] = here
            else:
                del self._pages[number]
        self._asked.clear()
        self._round += 1
        self.endRemoveRows()

    def look(self, *, typing: bool = False, **change: Any) -> None:
        """Change the view (fields of View); while ``typing`` the query waits for a pause."""
        view = View(**{**{f: getattr(self.view, f) for f in View.__slots__}, **change})
        if view != self.view or not self._round:
            self.view = view
            self._timer.start(DEBOUNCE if typing else 0)

    def reload(self) -> None:
        """Read the present view again, since records changed."""
        self._timer.start(0)

    @property
    def settling(self) -> bool:
        """Whether a view is still on its way."""
        return self._busy or self._timer.isActive()

    def close(self) -> None:
        """Stop reading; the model shows nothing more."""
        self._timer.stop()
        self._over = True  # the list of a sheet is gone before its last read comes back
        self._again = False
        self._round += 1
        if self._reading is not None:
            self._reading.interrupt()

    # Reading

    def _on_timer_timeout(self) -> None:
        if self._tasks.closing:
            return
        if self._busy:
            self._again = True
            if self._reading is not None:
                self._reading.interrupt()
            return
        self._busy = True
        self._tasks.start(self._fetch())

    async def _fetch(self) -> None:
        try:
            while True:
                self._again = False
                self._round += 1
                view = self.view
                try:
                    ids, first = await self._tasks.run(lambda view=view: self._read(view))  # type: ignore[misc]
                except Cancelled:
                    if not self._again:
                        return
                    continue
                if self._over:
                    return
                if self._again:
                    continue
                self._take(ids, first)
                return
        except Exception as error:  # noqa: BLE001 - handed on to the page, which tells error from bug
            if not self._over:
                self.failed.emit(error)
        finally:
            self._busy = False

    def _read(self, view: View) -> tuple[Ids, list[Row | None]]:
        ids = self._noun.index(self._store, view, self._reading)
        return ids, self._rows(ids[:PAGE])

    def _rows(self, ids: Sequence[int]) -> list[Row | None]:
        here = {row.id: self._shown(row) for row in self._noun.page(self._store, ids)}
        return [here.get(i) for i in ids]

    def _shown(self, row: Row) -> Row:
        """The row as it may be shown now."""
        if not MODE.on:
            return row
        tips = covered(self.columns[: len(row.tips)], row.tips[: len(self.columns)])
        return Row(row.id, covered(self.columns, row.cells), row.badges, tips)

    def _take(self, ids: Ids, first: list[Row | None]) -> None:
        self.beginResetModel()
        self._ids = ids
        self._pages.clear()
        self._asked.clear()
        if len(ids):
            self._pages[0] = first
        self.endResetModel()
        self.settled.emit()

    def _row(self, at: int) -> Row | None:
        number = at // PAGE
        page = self._pages.get(number)
        if page is None:
            if number not in self._asked and not self._tasks.closing:
                self._asked.add(number)
                self._tasks.start(self._fetch_page(number, self._round))
            return None
        if len(self._pages) > 1:
            self._pages.move_to_end(number)
        return page[at % PAGE] if at % PAGE < len(page) else None

    async def _fetch_page(self, number: int, asked_in: int) -> None:
        ids = self._ids[number * PAGE : (number + 1) * PAGE]
        try:
            rows = await self._tasks.run(lambda: self._rows(ids))
        except Exception as error:  # noqa: BLE001 - as above
            if not self._over:
                self.failed.emit(error)
            return
        if self._over or asked_in != self._round:
            return
        self._asked.discard(number)
        self._pages[number] = rows
        while len(self._pages) > KEPT_PAGES:
            self._pages.popitem(last=False)
        top = self.index(number * PAGE, 0)
        end = self.index(min((number + 1) * PAGE, len(self._ids)) - 1, len(self.columns) - 1)
        self.dataChanged.emit(top, end)


_ROLES = frozenset((Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.TextAlignmentRole,
                    Qt.ItemDataRole.AccessibleTextRole, ROW_ROLE))  # fmt: skip
