"""A list of one noun as every page shows it: search, filter chips, sortable table, count, empty state."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from PySide6.QtCore import QByteArray, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
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
from wxadmin.ui.flow import Flow
from wxadmin.ui.models.paged import ID_ROLE, Noun, PagedModel
from wxadmin.ui.table import Table


class ListPane(QWidget):
    """One list. ``opened`` carries the id of the current row (None when there is none), also after a reload.

    ``clicked`` is a single and ``activated`` a double click on a row; ``picked_changed`` comes when other rows are
    selected. ``counted`` is how rows are counted (``{n} 人``).
    ``widths`` names columns shown at first (None: all); the others are switched on by the menu of the header.
    ``stretch`` is the column that takes what width is left, else the last one does.
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
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(hint or _("搜索"))
        self.search.setAccessibleName(hint or _("搜索本页"))
        self.search.setClearButtonEnabled(True)
        self.search.addAction(theme.icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.setMinimumWidth(150)
        self.search.setMaximumWidth(280)
        self.search.textChanged.connect(self._on_search_text_changed)
        self.search.returnPressed.connect(self.focus_list)
        self.count = label("", self, "muted")
        self.count.setAccessibleName(_("条数"))
        bar = QWidget(self)
        flow = self._filters = Flow(bar)
        flow.addWidget(self.search)
        self._chips: dict[str, QPushButton] = {}
        for chip in noun.CHIPS:
            flow.addWidget(self._new_chip(chip, chip.key in chips))
        flow.addWidget(self.count)
        column.addWidget(bar)

        if view is None:
            self.table: QAbstractItemView = Table(self)
            self.table.menu_asked.connect(self._on_menu_asked)
        else:
            self.table = view
            view.setParent(self)
        self.table.setAccessibleName(_("列表"))
        self.table.setModel(self.model)
        if isinstance(self.table, Table):
            self.table.setSortingEnabled(False)
            for number, one in enumerate(noun.COLUMNS):
                self.table.setColumnWidth(number, one.width if widths is None else widths.get(one.key, one.width))
                self.table.setColumnHidden(number, widths is not None and one.key not in widths)
            head = self.table.horizontalHeader()
            head.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
            head.setSectionsClickable(True)
            head.setSortIndicatorShown(True)
            self._stretch = next((n for n, one in enumerate(noun.COLUMNS) if one.key == stretch), -1)
            self._share_width(head)
            head.setMinimumSectionSize(48)
            head.sortIndicatorChanged.connect(self._on_sort_changed)
            head.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
            for number, one in enumerate(noun.COLUMNS[1:], 1):
                action = QAction(one.title, head)
                action.setCheckable(True)
                action.setChecked(widths is None or one.key in widths)
                action.setData(number)
                action.toggled.connect(self._on_column_toggled)
                head.addAction(action)
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

    def _new_chip(self, chip: Chip, on: bool) -> QPushButton:
        result = QPushButton(chip.title, self)
        result.setProperty("chip", "true")
        result.setCheckable(True)
        result.setChecked(on)
        result.setAccessibleName(_("筛选：{what}").format(what=chip.title))
        result.toggled.connect(self._on_chip_toggled)
        self._chips[chip.key] = result
        return result

    def add_filter(self, piece: QWidget) -> None:
        """Put a filter of the page's own behind the chips."""
        self._filters.addWidget(piece)

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
        every = range(len(self.model.columns))
        if not isinstance(self.table, Table):
            return tuple(every)
        head = self.table.horizontalHeader()
        return tuple(n for n in (head.logicalIndex(at) for at in every) if not head.isSectionHidden(n))

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
        for key, piece in self._chips.items():
            piece.blockSignals(True)
            piece.setChecked(key in keys)
            piece.blockSignals(False)
        self.model.look(chips=keys)

    def offer_chips(self, keys: Collection[str]) -> None:
        """Show these filters alone, and those switched on: a long row of filters that find nothing helps nobody."""
        for key, piece in self._chips.items():
            piece.setVisible(key in keys or piece.isChecked())

    def put_chip(self, chip: Chip) -> None:
        """Switch a filter on that only this list just found; of those with the same head (``kind:…``) one holds."""
        head = chip.key.partition(":")[0] + ":"
        for key, piece in self._chips.items():
            if key.startswith(head) and key != chip.key:
                piece.blockSignals(True)
                piece.setChecked(False)
                piece.blockSignals(False)
                piece.hide()
        if chip.key not in self._chips:
            piece = self._new_chip(chip, False)
            bar = self.count.parentWidget()
            assert bar is not None
            layout = bar.layout()
            assert layout is not None
            layout.removeWidget(self.count)
            layout.addWidget(piece)
            layout.addWidget(self.count)
        self._chips[chip.key].show()
        self._chips[chip.key].setChecked(True)

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
        if isinstance(self.table, Table):
            return bytes(self.table.horizontalHeader().saveState().toBase64().data()).decode()
        return ""

    def restore_columns(self, state: str) -> None:
        """Put the columns as :meth:`column_state` said; nonsense is ignored."""
        if isinstance(self.table, Table) and state:
            head = self.table.horizontalHeader()
            head.blockSignals(True)
            head.restoreState(QByteArray.fromBase64(state.encode()))
            self._share_width(head)
            head.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
            head.blockSignals(False)
            for action in head.actions():
                action.blockSignals(True)
                action.setChecked(not head.isSectionHidden(action.data()))
                action.blockSignals(False)

    def _share_width(self, head: QHeaderView) -> None:
        head.setStretchLastSection(self._stretch < 0)
        if self._stretch >= 0:
            head.setSectionResizeMode(self._stretch, QHeaderView.ResizeMode.Stretch)

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

    def _on_chip_toggled(self) -> None:
        self._place = -1
        self.model.look(chips=tuple(k for k, piece in self._chips.items() if piece.isChecked()))

    def _on_sort_changed(self, section: int, order: Qt.SortOrder) -> None:
        columns = self.model.columns
        if section < 0 or not columns[section].sortable:
            self.model.look(sort="", descending=False)
        else:
            self.model.sort(section, order)

    def _on_column_toggled(self, on: bool) -> None:
        action = self.sender()
        if isinstance(action, QAction) and isinstance(self.table, Table):
            self.table.horizontalHeader().setSectionHidden(action.data(), not on)

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
