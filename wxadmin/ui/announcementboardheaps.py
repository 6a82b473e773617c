"""The heaps of a board: one list at a time, its people found by name, what can be done with the chosen one above it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from wxadmin.i18n import _
from wxadmin.ui import theme
from wxadmin.ui.card import button, label
from wxadmin.ui.flow import Flow
from wxadmin.ui.sharing import shown
from wxadmin.ui.textblock import tip

_ROW, _FEWEST, _MOST = 30, 3, 10
_SEARCH_FROM = 12
_LINE = Qt.ItemDataRole.UserRole
_KEYS = "123456789"
KEYS = _(
    "公告的名单（先点一下名单）\n"
    "  1 到 9　做上面的第几个按钮，Enter　做第一个\n"
    "  ↑ / ↓　上一行 / 下一行\n"
    "  ?　显示这些按键\n"
    "粘贴回复的框里：Ctrl+Enter　核对"
)


@dataclass(frozen=True, slots=True)
class Act:
    """What can be done with a line: its words on a button, and what is started."""

    words: str
    run: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a heap; ``acts`` are what can be done with it, the usual one first."""

    words: str
    acts: tuple[Act, ...] = ()


@dataclass(frozen=True, slots=True)
class Heap:
    """``empty`` stands where it has no line, ``acts`` are done with all of it."""

    key: str
    title: str
    lines: tuple[Line, ...]
    empty: str
    tone: str = ""
    acts: tuple[Act, ...] = ()


class _Lines(QListWidget):
    """The digits do what the buttons above do; ``asked`` for what keys there are."""

    pressed_number = Signal(int)
    asked = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() in _KEYS and event.text():
            self.pressed_number.emit(_KEYS.index(event.text()))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.pressed_number.emit(0)
        elif event.text() in ("?", "？"):
            self.asked.emit()
        else:
            super().keyPressEvent(event)


class HeapView(QFrame):
    """Chips with counts, the lines of the heap chosen, what can be done.

    ``chosen`` carries the key of a heap; ``asked`` comes when the keys are to be shown.
    """

    chosen = Signal(str)
    asked = Signal()

    def __init__(self, parent: QWidget, heaps: Sequence[Heap], key: str = "") -> None:
        super().__init__(parent)
        self._heaps: dict[str, Heap] = {}
        self._key = key
        self._picked = bool(key)
        self._chips: dict[str, QPushButton] = {}
        self._found: list[Line] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        self._chip_row = QWidget(self)
        self._chip_flow = Flow(self._chip_row)
        column.addWidget(self._chip_row)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(_("找人"))
        self.search.setAccessibleName(_("在这一堆里找人"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._show_lines)
        column.addWidget(self.search)
        self._act_row = QWidget(self)
        self._act_flow = Flow(self._act_row)
        column.addWidget(self._act_row)
        self.lines = _Lines(self)
        self.lines.setUniformItemSizes(True)
        self.lines.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.lines.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.lines.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.lines.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.lines.customContextMenuRequested.connect(self._on_menu_wanted)
        self.lines.currentRowChanged.connect(self._show_acts)
        self.lines.pressed_number.connect(self._on_number_pressed)
        self.lines.asked.connect(self.asked)
        column.addWidget(self.lines)
        self._empty = label("", self, "muted")
        self._empty.setWordWrap(True)
        column.addWidget(self._empty)
        self.show_heaps(heaps)

    def show_heaps(self, heaps: Sequence[Heap], *, first: bool = False) -> None:
        """Show these; the heap chosen before stays so where it is still there, with ``first`` only if it was chosen."""
        if first and not self._picked:
            self._key = ""
        self._heaps = {heap.key: heap for heap in heaps}
        _clear(self._chip_flow)
        self._chips = {}
        for heap in heaps:
            chip = button(f"{heap.title} {len(heap.lines):,}", partial(self.choose, heap.key), self._chip_row)
            chip.setCheckable(True)
            chip.setProperty("chip", "true")
            if heap.tone and heap.lines:
                chip.setProperty("tone", heap.tone)
            chip.setAccessibleName(f"{heap.title} {len(heap.lines)}")
            self._chip_flow.addWidget(chip)
            self._chips[heap.key] = chip
        if self._key not in self._heaps:
            self._key = next((heap.key for heap in heaps if heap.lines), heaps[0].key if heaps else "")
        self._show_heap()

    @property
    def key(self) -> str:
        """The heap chosen."""
        return self._key

    def choose(self, key: str) -> None:
        """Show another heap."""
        self._picked = True
        if key != self._key:
            self._key = key
            self.search.clear()
        self._show_heap()
        self.chosen.emit(key)

    def resume(self, row: int) -> None:
        """Go on with the keyboard at a line, or the last there is."""
        self.lines.setCurrentRow(min(row, self.lines.count() - 1))
        self.lines.setFocus()

    def words(self, key: str = "") -> tuple[str, ...]:
        """The lines of a heap (the one shown) as they stand there."""
        heap = self._heaps.get(key or self._key)
        return () if heap is None else tuple(line.words for line in heap.lines)

    def _show_heap(self) -> None:
        for key, chip in self._chips.items():
            chip.setChecked(key == self._key)
        heap = self._heaps.get(self._key)
        self.search.setVisible(heap is not None and len(heap.lines) >= _SEARCH_FROM)
        self.lines.setAccessibleName("" if heap is None else heap.title)
        self._show_lines()

    def _show_lines(self) -> None:
        heap = self._heaps.get(self._key)
        wanted = self.search.text().strip().casefold()
        every = () if heap is None else heap.lines
        self._found = [line for line in every if wanted in line.words.casefold()]
        self.lines.blockSignals(True)
        self.lines.clear()
        size = QSize(0, _ROW)
        for line in self._found:
            words = shown(" ".join(line.words.split("\n")))
            item = QListWidgetItem(words)
            item.setSizeHint(size)
            item.setToolTip(tip(words))
            self.lines.addItem(item)
        self.lines.blockSignals(False)
        self.lines.setVisible(bool(self._found))
        self.lines.setFixedHeight(_ROW * max(_FEWEST, min(_MOST, len(self._found))) + 4)
        self._empty.setVisible(not self._found)
        self._empty.setText(_("没有找到“{who}”。").format(who=wanted) if every else "" if heap is None else heap.empty)
        self.lines.setCurrentRow(0 if self._found else -1)
        self._show_acts()

    def _line(self) -> Line | None:
        row = self.lines.currentRow()
        return self._found[row] if 0 <= row < len(self._found) else None

    def _show_acts(self) -> None:
        _clear(self._act_flow)
        line, heap = self._line(), self._heaps.get(self._key)
        pieces: list[QPushButton] = []
        for number, act in enumerate(() if line is None else line.acts):
            piece = button(act.words, act.run, self._act_row)
            if number < len(_KEYS):
                piece.setToolTip(_("在名单里按 {key}").format(key=_KEYS[number]))
            pieces.append(piece)
        pieces += [button(act.words, act.run, self._act_row, kind="quiet") for act in (heap.acts if heap else ())]
        for piece in pieces:
            self._act_flow.addWidget(piece)
            piece.show()
        self._act_row.setVisible(bool(pieces))
        self._act_row.updateGeometry()

    def _on_number_pressed(self, number: int) -> None:
        line = self._line()
        if line is not None and number < len(line.acts):
            line.acts[number].run()

    def _on_menu_wanted(self, place: QPoint) -> None:
        line = self._line()
        if line is None or not line.acts:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for act in line.acts:
            menu.addAction(act.words, act.run)
        menu.popup(self.lines.viewport().mapToGlobal(place))


def _clear(flow: Any) -> None:
    while flow.count():
        item = flow.takeAt(0)
        old = item.widget() if item is not None else None
        if old is not None:
            old.hide()
            old.deleteLater()
