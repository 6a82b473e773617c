"""A list of one noun as every page shows it: search, filter chips, sortable table, count, empty state."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from wxadmin.i18n import _
from wxadmin.services import records
from wxadmin.services.listing import EVERY, Chip
from wxadmin.ui import theme
from wxadmin.ui.card import button, label
from wxadmin.ui.desk import Desk
from wxadmin.ui.listcolumns import ListColumns
from wxadmin.ui.listfilters import ListFilters
from wxadmin.ui.models.paged import ID_ROLE, Noun, PagedModel
from wxadmin.ui.table import Table


class ListPane(QWidget):
    """One list. ``opened`` carries the id of the current row (None when there is none), also after a reload.

    ``clicked`` is a single and ``activated`` a double click on a row; ``picked_changed`` comes when other rows are
    selected. ``counted`` is how rows are counted (``{n} 人``).
    ``widths`` and ``stretch`` are those of ListColumns.
    """

    opened = Signal(object)
    activated = Signal()
    clicked = Signal()
    picked_changed = Signal()
    failed = Signal(object)

    def __init__(
        self,
        desk: Desk,
        noun: Noun,
        key: str,
        parent: QWidget,
        *,
        empty: str,
        hint: str = "",
        chips: tuple[str, ...] = (),
        view: QAbstractItemView | None = None,
        widths: Mapping[str, int] | None = None,
        counted: str = "",
        stretch: str = "",
    ) -> None:
        super().__init__(parent)
        self.desk = desk
        self.key = key
        self.reading = records.reader(desk.store)
        self.model = PagedModel(noun, desk.store, self.reading, desk.tasks, self)
        self.model.settled.connect(self._on_model_settled)
        self.model.failed.connect(self.failed)
        self._counted = counted or _("{n} 条")
        self._current: int | None = None
        self._wanted: int | None = None
        self._place = -1

        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        self.filters = ListFilters(noun.CHIPS, chips, hint, self)
        self.search, self.count = self.filters.search, self.filters.count
        self.search.textChanged.connect(self._on_search_text_changed)
        self.search.returnPressed.connect(self.focus_list)
        self.filters.switched.connect(self._on_filters_switched)
        column.addWidget(self.filters)

        if view is None:
            self.table: QAbstractItemView = Table(self)
            self.table.menu_asked.connect(self._on_menu_asked)
        else:
            self.table = view
            view.setParent(self)
        self.table.setAccessibleName(_("列表"))
        self.table.setModel(self.model)
        self._columns: ListColumns | None = None
        if isinstance(self.table, Table):
            self.table.setSortingEnabled(False)
            self._columns = ListColumns(self.table, noun.COLUMNS, widths, stretch)
            self.table.horizontalHeader().sortIndicatorChanged.connect(self._on_sort_changed)
        self.table.selectionModel().currentRowChanged.connect(self._on_current_changed)
        self.table.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self.table.doubleClicked.connect(self._on_double_clicked)
        self.table.clicked.connect(self._on_clicked)
        self._menu_actions: list[QAction] = []

        self._stack = QStackedLayout()
        self._stack.addWidget(self.table)
        self._empty = QFrame(self)
        inner = QVBoxLayout(self._empty)
        inner.addStretch(2)
        self._empty_text = label(empty, self._empty, "muted")
        self._empty_text.setWordWrap(True)
        self._empty_text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        inner.addWidget(self._empty_text)
        self._empty_row = QHBoxLayout()
        self._empty_row.addStretch(1)
        self._empty_row.addStretch(1)
        inner.addLayout(self._empty_row)
        inner.addStretch(3)
        self._empty_words = empty
        self._empty_buttons: list[QPushButton] = []
        self._stack.addWidget(self._empty)
        column.addLayout(self._stack, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._default_chips = chips
        desk.group_changed.connect(self._on_group_changed)
        self.model.look(group=desk.group, chips=chips)

    def add_filter(self, piece: QWidget) -> None:
        """Put a filter of the page's own behind the chips."""
        self.filters.add(piece)

    def offer(self, text: str, slot: Any, *, main: bool = True) -> None:
        """Put a first action into the empty state."""
        piece = button(text, slot, self._empty, kind="main" if main else "")
        self._empty_row.insertWidget(self._empty_row.count() - 1, piece)
        self._empty_buttons.append(piece)

    def add_menu(self, text: str, slot: Any) -> None:
        """Add an entry to the context menu of the rows."""
        action = QAction(text, self)
        action.triggered.connect(slot)
        self._menu_actions.append(action)

    @property
    def current(self) -> int | None:
        """The id of the current row."""
        return self._current

    @property
    def picked(self) -> tuple[int, ...]:
        """Ids of all selected rows, top to bottom."""
        ranges: Any = self.table.selectionModel().selection()  # an index a cell takes seconds in a long list
        rows = sorted({row for part in ranges for row in range(part.top(), part.bottom() + 1)})
        return tuple(i for i in (self.model.id_at(r) for r in rows) if i is not None)

    @property
    def columns_shown(self) -> tuple[int, ...]:
        """The places in COLUMNS of the columns on screen, left to right."""
        return tuple(range(len(self.model.columns))) if self._columns is None else self._columns.shown()

    def show_record(self, record: int) -> None:
        """Make a record current; filters that would hide it are taken off."""
        self._wanted = record
        at = self.model.row_of(record)
        if at >= 0 and not self.model.settling:
            self._go(at)
            self._wanted = None
            return
        self.show_chips(())
        self.search.clear()
        self.model.reload()

    def show_chips(self, keys: tuple[str, ...]) -> None:
        """Switch exactly these filters on."""
        self.filters.switch(keys)
        self.model.look(chips=keys)

    def offer_chips(self, keys: Collection[str]) -> None:
        """Show these filters alone, and those switched on."""
        self.filters.offer(keys)

    def put_chip(self, chip: Chip) -> None:
        """Switch a filter on that only this list just found."""
        self.filters.put(chip)

    def focus_list(self) -> None:
        """Put the keyboard on the list."""
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def move_by(self, by: int) -> None:
        """Go ``by`` rows down (negative: up), staying inside."""
        rows = self.model.rowCount()
        if rows:
            at = self.table.currentIndex().row()
            self._go(min(max((at if at >= 0 else -1 if by > 0 else 0) + by, 0), rows - 1))

    def pass_on(self, record: int) -> None:
        """Take a record off the list that will leave it, and go to the one after it, or before it where it is last."""
        at, rows = self.model.row_of(record), self.model.rowCount()
        if at < 0 or rows < 2:
            return
        if self._current == record:
            self.move_by(1 if at < rows - 1 else -1)
        self.model.drop(record)
        self._place = self.table.currentIndex().row()
        self.count.setText(self._counted.format(n=f"{rows - 1:,}"))

    def toggle_current(self) -> None:
        """Select or unselect the current row beside the others."""
        self.table.selectionModel().select(
            self.table.currentIndex(),
            QItemSelectionModel.SelectionFlag.Toggle | QItemSelectionModel.SelectionFlag.Rows,
        )

    def reload(self) -> None:
        """Read again, since records changed; the current record stays current, or its place does."""
        self.model.reload()

    def close_list(self) -> None:
        """Stop reading and give the connection back."""
        self.model.close()

    def column_state(self) -> str:
        """Widths, order and visibility of the columns, as text."""
        return "" if self._columns is None else self._columns.state()

    def restore_columns(self, state: str) -> None:
        """Put the columns as :meth:`column_state` said; nonsense is ignored."""
        if self._columns is not None and state:
            self._columns.restore(state)

    # What happens

    def _go(self, at: int) -> None:
        index = self.model.index(at, 0)
        self.table.selectionModel().setCurrentIndex(
            index, QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        )
        self.table.scrollTo(index)
        if self._current != self.model.id_at(at):
            # Qt made the row current by itself meanwhile (a table that gets the keyboard does), so it told nothing.
            self._on_current_changed(index, QModelIndex())

    def _on_model_settled(self) -> None:
        rows = self.model.rowCount()
        view = self.model.view
        if self._wanted is not None and self.model.row_of(self._wanted) < 0 and not (view.chips or view.search):
            self.show_chips((EVERY,))  # a list of what waits is to show what is done, too
            return
        self.count.setText(self._counted.format(n=f"{rows:,}"))
        filtered = bool(view.search or view.chips)
        if rows:
            self._stack.setCurrentWidget(self.table)
        else:
            strange = filtered and tuple(view.chips) != tuple(self._default_chips)
            plain = not (view.search or strange)
            self._empty_text.setText(self._empty_words if plain else _("没有符合条件的记录。可以清除搜索或取消筛选。"))
            for piece in self._empty_buttons:
                piece.setVisible(plain)
            self._stack.setCurrentWidget(self._empty)
        wanted = self._wanted if self._wanted is not None else self._current
        self._wanted = None
        at = self.model.row_of(wanted) if wanted is not None else -1
        if at < 0 and self._place >= 0 and rows:
            at = min(self._place, rows - 1)
        if at < 0 and rows:
            at = 0
        before = self._current
        self._current = None
        if at >= 0:
            self._go(at)
        if self._current is None and before is not None:
            self.opened.emit(None)

    def _on_current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if not current.isValid():
            return
        self._place = current.row()
        record = current.data(ID_ROLE)
        self._current = record
        self.opened.emit(record)

    def _on_search_text_changed(self, text: str) -> None:
        self._place = -1
        self.model.look(typing=True, search=text.strip())

    def _on_filters_switched(self) -> None:
        self._place = -1
        self.model.look(chips=self.filters.on())

    def _on_sort_changed(self, section: int, order: Qt.SortOrder) -> None:
        columns = self.model.columns
        if section < 0 or not columns[section].sortable:
            self.model.look(sort="", descending=False)
        else:
            self.model.sort(section, order)

    def _on_selection_changed(self) -> None:
        self.picked_changed.emit()

    def _on_clicked(self, _index: QModelIndex) -> None:
        self.clicked.emit()

    def _on_double_clicked(self, _index: QModelIndex) -> None:
        self.activated.emit()

    def _on_group_changed(self) -> None:
        self._place = -1
        before, self._current = self._current, None
        if before is not None:
            self.opened.emit(None)  # a record of one group must not stand beside the list of another
        self.model.look(group=self.desk.group)

    def _on_menu_asked(self, where: Any) -> None:
        if self._menu_actions and self._current is not None:
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.addActions(self._menu_actions)
            menu.popup(where)
