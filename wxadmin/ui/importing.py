"""The preview before every import: what was understood, what was not and why; nothing is written before 导入."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QStringListModel, Qt
from PySide6.QtWidgets import QHBoxLayout, QListView, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from wxadmin.i18n import _
from wxadmin.ui import theme
from wxadmin.ui.card import label
from wxadmin.ui.dialogs import Sheet
from wxadmin.ui.textblock import TextBlock

_WRAPPED = 500
"""Lines up to which a heap is shown with lines broken instead of cut."""


@dataclass(frozen=True, slots=True)
class Heap:
    """One heap of a preview: a title, its lines, a sentence that explains it; ``amount`` when not one a line."""

    title: str
    lines: tuple[str, ...]
    explain: str = ""
    amount: int | None = None

    @property
    def count(self) -> int:
        """How many it holds."""
        return len(self.lines) if self.amount is None else self.amount


class PreviewSheet(Sheet):
    """Heaps on the left with their counts, the lines of the chosen heap on the right."""

    def __init__(
        self, parent: QWidget, title: str, verb: str, head: str, heaps: Sequence[Heap], *, can: bool = True
    ) -> None:
        super().__init__(parent, title, verb)
        self.resize(820, 520)
        self._words = TextBlock("", self)
        self.body.addWidget(self._words)
        row = QHBoxLayout()
        row.setSpacing(theme.GAP)
        self.heaps = QListWidget(self)
        self.heaps.setFixedWidth(210)
        self.heaps.setAccessibleName(_("分类"))
        self._heaps: list[Heap] = []
        right = QVBoxLayout()
        self._explain = label("", self, "muted")
        self._explain.setWordWrap(True)
        self._lines = self.lines_model()
        self.lines = QListView(self)
        self.lines.setModel(self._lines)
        self.lines.setUniformItemSizes(True)
        self.lines.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.lines.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.lines.setResizeMode(QListView.ResizeMode.Adjust)
        self.lines.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.lines.setAccessibleName(_("内容"))
        self.lines.clicked.connect(self._on_line_clicked)
        self._whole = TextBlock("", self, role="muted")
        right.addWidget(self._explain)
        right.addWidget(self.lines, 1)
        right.addWidget(self._whole)
        row.addWidget(self.heaps)
        row.addLayout(right, 1)
        self.body.addLayout(row, 1)
        self.heaps.currentRowChanged.connect(self._on_heap_changed)
        self.fill(head, heaps, can=can)

    def lines_model(self) -> QStringListModel:
        """The lines of the heap shown."""
        return QStringListModel(self)

    def fill(self, head: str, heaps: Sequence[Heap], *, can: bool) -> None:
        """Show this; ``can`` says whether there is anything to import."""
        self._words.set_text(head)
        self.heaps.clear()
        self._heaps = [h for h in heaps if h.count or h.lines]
        for heap in self._heaps:
            self.heaps.addItem(QListWidgetItem(f"{heap.title}　{heap.count:,}"))
        if not self._heaps:
            self._explain.hide()
            self._lines.setStringList([])
        self.heaps.setCurrentRow(0)
        self.main.setEnabled(can)

    def _on_heap_changed(self, row: int) -> None:
        if 0 <= row < len(self._heaps):
            heap = self._heaps[row]
            self._explain.setText(heap.explain)
            self._explain.setVisible(bool(heap.explain))
            # Whole lines where they can be measured in no time; of long heaps the line clicked stands below.
            short = len(heap.lines) <= _WRAPPED
            self.lines.setUniformItemSizes(not short)
            self.lines.setWordWrap(short)
            self._lines.setStringList([line.replace("\n", " ") for line in heap.lines])
            self._whole.set_text("")

    def _on_line_clicked(self, index: QModelIndex) -> None:
        heap = self._heaps[self.heaps.currentRow()]
        self._whole.set_text(heap.lines[index.row()])
