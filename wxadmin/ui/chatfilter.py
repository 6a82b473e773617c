"""What else messages of the archive must be: who said them, of which kind, between which days."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from wxadmin.i18n import _
from wxadmin.services import chats
from wxadmin.ui.card import label
from wxadmin.ui.dayfield import day_field, day_of
from wxadmin.ui.flow import Flow


class ChatFilter(QWidget):
    """A row of fields; ``changed`` when :attr:`value` is another one."""

    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        row = Flow(self)
        self.sender_field = QComboBox(self)
        self.sender_field.setAccessibleName(_("发言人"))
        self.sender_field.addItem(_("全部发言人"), "")
        self.sender_field.setMaximumWidth(220)
        self.kind = QComboBox(self)
        self.kind.setAccessibleName(_("类型"))
        self.kind.addItem(_("全部类型"), "")
        for key, words in chats.KIND_WORDS.items():
            self.kind.addItem(words, key)
        self.dated = QCheckBox(_("日期"), self)
        self.dated.setAccessibleName(_("按日期筛选"))
        self.first = day_field(self, _("从"))
        self.until = label(_("至"), self, "muted")
        self.last = day_field(self, _("至"))
        for piece in (self.sender_field, self.kind, self.dated, self.first, self.until, self.last):
            row.addWidget(piece)
        self._on_dated_toggled(on=False)
        self.sender_field.currentIndexChanged.connect(self.changed)
        self.kind.currentIndexChanged.connect(self.changed)
        self.dated.toggled.connect(self._on_dated_toggled)
        self.dated.toggled.connect(self.changed)
        self.first.dateChanged.connect(self.changed)
        self.last.dateChanged.connect(self.changed)

    @property
    def value(self) -> chats.Filter:
        """What is asked for."""
        dated = self.dated.isChecked()
        first, last = (day_of(self.first), day_of(self.last)) if dated else (None, None)
        return chats.Filter(self.sender_field.currentData() or "", self.kind.currentData() or "", first, last)

    def offer(self, senders: Sequence[str]) -> None:
        """Let one of these be chosen; who is chosen stays so."""
        chosen = self.sender_field.currentData()
        self.sender_field.blockSignals(True)
        self.sender_field.clear()
        self.sender_field.addItem(_("全部发言人"), "")
        for name in senders:
            self.sender_field.addItem(name, name)
        at = self.sender_field.findData(chosen)
        self.sender_field.setCurrentIndex(max(0, at))
        self.sender_field.blockSignals(False)
        if at < 0:
            self.changed.emit()

    def clear(self) -> None:
        """Ask for nothing."""
        self.sender_field.setCurrentIndex(0)
        self.kind.setCurrentIndex(0)
        self.dated.setChecked(False)

    def _on_dated_toggled(self, on: bool) -> None:
        for piece in (self.first, self.until, self.last):
            piece.setVisible(on)
