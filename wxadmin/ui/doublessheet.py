"""可能重复: pairs of rows that may be one person, decided one after the other by keyboard or button."""

from __future__ import annotations

from collections.abc import Sequence

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QWidget

from wxadmin.i18n import _
from wxadmin.services import duplicates
from wxadmin.services.duplicates import Found, Pair
from wxadmin.ui import dialogs
from wxadmin.ui.card import button, label
from wxadmin.ui.desk import Desk
from wxadmin.ui.strip import Strip


class _Plain(QListWidget):
    """A list that leaves letters to its sheet instead of looking for rows that begin with them."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text().isalpha():
            event.ignore()
        else:
            super().keyPressEvent(event)


class DoublesSheet(dialogs.Sheet):
    """Accepted when the current pair is to be merged; 不是同一人 is decided here and remembered.

    j/k go down and up, m merges, n says that they are two.
    """

    def __init__(self, parent: QWidget, desk: Desk, found: Found, at: int = 0) -> None:
        super().__init__(parent, _("可能重复"), _("合并…"), cancel=_("关闭"))
        self._desk = desk
        self._pairs: list[Pair] = list(found.pairs)
        self._busy = False
        words = _("共 {n} 对，很可能的在前。逐对决定：是同一人就合并，不是就记下来，以后不再提示。")
        if found.total > len(found.pairs):
            words = _("共 {n} 对，先列出 {m} 对。逐对决定：是同一人就合并，不是就记下来，以后不再提示。")
        self.say(words.format(n=f"{found.total:,}", m=f"{len(found.pairs):,}"), muted=True)
        self.strip = Strip(self)
        self.strip.undo_wanted.connect(self._on_undo_wanted)
        self.body.addWidget(self.strip)
        self.list = _Plain(self)
        self.list.setAccessibleName(_("可能重复的人"))
        self.list.setWordWrap(True)
        for pair in self._pairs:
            QListWidgetItem(_line(pair), self.list)
        self.body.addWidget(self.list, 1)
        self.apart = button(_("不是同一人"), self._on_apart_clicked, self)
        row = QHBoxLayout()
        row.addWidget(self.apart)
        row.addWidget(label(_("m 合并　n 不是同一人　j、k 上下"), self, "muted"))
        row.addStretch(1)
        self.body.addLayout(row)
        self.list.currentRowChanged.connect(self._on_row_changed)
        self.list.itemDoubleClicked.connect(self.accept)
        self.list.setCurrentRow(min(at, self.list.count() - 1))
        self._on_row_changed()
        self.list.setFocus()
        self.resize(620, min(520, round(self.screen().availableGeometry().height() * 0.85)))

    @property
    def at(self) -> int:
        """The place of the current pair."""
        return self.list.currentRow()

    def pair(self) -> Pair:
        """The current pair."""
        return self._pairs[self.at]

    def _filled(self) -> tuple[object, ...]:
        return ()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_J, Qt.Key.Key_K):
            step = 1 if key == Qt.Key.Key_J else -1
            self.list.setCurrentRow(min(max(self.at + step, 0), self.list.count() - 1))
        elif key == Qt.Key.Key_M and self.main.isEnabled():
            self.accept()
        elif key == Qt.Key.Key_N and self.apart.isEnabled():
            self._on_apart_clicked()
        else:
            super().keyPressEvent(event)

    def _on_row_changed(self) -> None:
        there = 0 <= self.at < len(self._pairs)
        self.main.setEnabled(there)
        self.apart.setEnabled(there and not self._busy)

    def _on_apart_clicked(self) -> None:
        if not self._busy and 0 <= self.at < len(self._pairs):
            self._busy = True
            self._on_row_changed()
            self._desk.tasks.start(self._decide(self.at, self.pair()))

    async def _decide(self, at: int, pair: Pair) -> None:
        store = self._desk.store
        words = _("已记下：{} 和 {} 不是同一人").format(*pair.labels)
        change = await self._desk.change(lambda: duplicates.apart(store, pair.one, pair.other), self.strip, words)
        if not shiboken6.isValid(self):
            return
        self._busy = False
        if change is not None:
            del self._pairs[at]
            self.list.takeItem(at)
        self._on_row_changed()

    def _on_undo_wanted(self, change: int) -> None:
        self._desk.tasks.start(self._undo(change))

    async def _undo(self, change: int) -> None:
        await self._desk.undo(self.strip, change)
        found = await self._desk.read(lambda: duplicates.found(self._desk.store), self.strip)
        if found is None or not shiboken6.isValid(self):
            return
        self._show(found.pairs)

    def _show(self, pairs: Sequence[Pair]) -> None:
        at = self.at
        self._pairs = list(pairs)
        self.list.clear()
        for pair in self._pairs:
            QListWidgetItem(_line(pair), self.list)
        self.list.setCurrentRow(min(max(at, 0), self.list.count() - 1))


def _line(pair: Pair) -> str:
    return _("{one}　和　{other}\n{strength}：{why}").format(
        one=pair.labels[0], other=pair.labels[1], strength=duplicates.STRENGTHS[pair.strength],
        why="，".join(pair.reasons),
    )  # fmt: skip
