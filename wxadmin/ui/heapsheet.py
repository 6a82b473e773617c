"""Heaps of lines with their counts, of which some lines can be chosen for something to be done with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from wxadmin.domain.papers import ListPaper
from wxadmin.i18n import _
from wxadmin.services import clock, list_files
from wxadmin.ui import dialogs, theme
from wxadmin.ui.card import label
from wxadmin.ui.desk import Desk
from wxadmin.ui.flow import Flow
from wxadmin.ui.handout import open_outside
from wxadmin.ui.strip import Strip
from wxadmin.ui.textblock import TextBlock

_DATA = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class HeapLine:
    """One line and what stands behind it."""

    words: str
    data: Any = None


@dataclass(frozen=True, slots=True)
class LineHeap:
    """A heap of lines: what it is called, what it means; empty ones are not shown."""

    key: str
    title: str
    explain: str
    lines: tuple[HeapLine, ...]


async def export(desk: Desk, parent: QWidget, strip: Strip, build: Callable[[], ListPaper], name: str) -> None:
    """Ask where, and write a list as a table for spreadsheets."""
    kinds = ["XLSX (*.xlsx)", "CSV (*.csv)"]
    path = await dialogs.pick_target(parent, _("导出"), f"{name} {clock.today().isoformat()}.xlsx", kinds, "xlsx")
    if path is None:
        return
    target = path
    count = await desk.read(lambda: list_files.write(build(), target), strip)
    if count is not None:
        strip.done(
            _("已导出 {n} 条到 {path}").format(n=count, path=target),
            ways=((_("打开所在文件夹"), partial(open_outside, target.parent)),),
        )


class HeapSheet(dialogs.Sheet):
    """Heaps on the left, the lines of the chosen one on the right, what can be done with them below.

    ``wants`` says what is to be done when the sheet is closed: a word and the data of the lines chosen.
    """

    def __init__(self, parent: QWidget, title: str, empty: str) -> None:
        super().__init__(parent, title, _("关闭"))
        self.cancel.hide()
        self.main.setProperty("main", "false")
        self.main.setDefault(False)
        self.main.setAutoDefault(False)
        room = self.screen().availableGeometry()
        self.resize(min(920, round(room.width() * 0.94)), min(620, round(room.height() * 0.86)))
        self.wants: tuple[str, tuple[Any, ...]] = ("", ())
        self._heaps: list[LineHeap] = []
        self._empty = empty
        self.strip = Strip(self)
        self.body.addWidget(self.strip)
        self.tools = QWidget(self)
        self.choices = Flow(self.tools)
        self.body.addWidget(self.tools)
        self.head = TextBlock("", self, role="muted")
        self.body.addWidget(self.head)
        row = QHBoxLayout()
        row.setSpacing(theme.GAP)
        self.heaps = QListWidget(self)
        self.heaps.setFixedWidth(190)
        self.heaps.setAccessibleName(_("分类"))
        right = QVBoxLayout()
        self._explain = label("", self, "muted")
        self._explain.setWordWrap(True)
        self.lines = QListWidget(self)
        self.lines.setUniformItemSizes(True)
        self.lines.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.lines.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.lines.setAccessibleName(_("内容"))
        right.addWidget(self._explain)
        right.addWidget(self.lines, 1)
        self.acts = QWidget(self)
        self.buttons = Flow(self.acts)
        right.addWidget(self.acts)
        row.addWidget(self.heaps)
        row.addLayout(right, 1)
        self.body.addLayout(row, 1)
        self.heaps.currentRowChanged.connect(self._on_heap_changed)
        self.lines.itemSelectionChanged.connect(self.refresh_acts)

    def show_heaps(self, head: str, heaps: Sequence[LineHeap]) -> None:
        """Show other heaps; the one that was current stays so where it is still there."""
        before = self.heap.key if self.heap is not None else ""
        self._heaps = [heap for heap in heaps if heap.lines]
        self.head.set_text(head if self._heaps else f"{head}{self._empty}")
        self.heaps.blockSignals(True)
        self.heaps.clear()
        for heap in self._heaps:
            self.heaps.addItem(QListWidgetItem(f"{heap.title}　{len(heap.lines):,}"))
        self.heaps.blockSignals(False)
        at = next((n for n, heap in enumerate(self._heaps) if heap.key == before), 0)
        self.heaps.setCurrentRow(at if self._heaps else -1)
        self._on_heap_changed(at if self._heaps else -1)

    @property
    def heap(self) -> LineHeap | None:
        """The heap that is shown."""
        row = self.heaps.currentRow()
        return self._heaps[row] if 0 <= row < len(self._heaps) else None

    @property
    def picked(self) -> tuple[Any, ...]:
        """The data of the lines chosen, of all lines of the heap where none is."""
        chosen = [item.data(_DATA) for item in self.lines.selectedItems()]
        heap = self.heap
        return tuple(chosen) if chosen else () if heap is None else tuple(line.data for line in heap.lines)

    def refresh_acts(self) -> None:
        """Another heap, or other lines of it, were chosen."""

    def leave(self, wants: str) -> None:
        """Close, and say what is to be done with the lines chosen."""
        self.wants = (wants, self.picked)
        self.accept()

    def _on_heap_changed(self, row: int) -> None:
        self.lines.clear()
        heap = self._heaps[row] if 0 <= row < len(self._heaps) else None
        self._explain.setText("" if heap is None else heap.explain)
        self._explain.setVisible(heap is not None and bool(heap.explain))
        for line in () if heap is None else heap.lines:
            item = QListWidgetItem(line.words.replace("\n", " "), self.lines)
            item.setData(_DATA, line.data)
            item.setToolTip(line.words)
        self.refresh_acts()

    def _filled(self) -> tuple[object, ...]:
        return ()  # what is chosen is no loss
