"""A field for a moment written as people write it, with what it was read as below."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from wxadmin.domain import deadline_words
from wxadmin.i18n import _
from wxadmin.services import clock
from wxadmin.ui import theme
from wxadmin.ui.card import label


class MomentField(QFrame):
    """``明天下午3点`` or ``9月30日 14:00``; :attr:`moment` is aware, None while nothing can be read."""

    changed = Signal()

    def __init__(self, name: str, moment: datetime | None, parent: QWidget) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self.line = QLineEdit("" if moment is None else self._written(moment), self)
        self._given = (self.line.text(), moment)
        self.line.setPlaceholderText(_("如 明天下午3点、9月30日 14:00"))
        self.line.setAccessibleName(name)
        self._read = label("", self, "muted", "small")
        self._read.setWordWrap(True)
        column.addWidget(self.line)
        column.addWidget(self._read)
        column.setSpacing(theme.GAP // 2)
        self.line.textChanged.connect(self._on_line_changed)
        self._tell()

    @staticmethod
    def _written(moment: datetime) -> str:
        there = clock.local(moment)
        return f"{there.year}年{there.month}月{there.day}日 {there:%H:%M}"

    @property
    def moment(self) -> datetime | None:
        """What was written, None for nothing or what cannot be read."""
        if self.line.text() == self._given[0]:
            return self._given[1]  # with its seconds
        said = clock.local(clock.now()).replace(tzinfo=None)
        found = deadline_words.moment(self.line.text(), said)
        return None if found is None else found.replace(tzinfo=clock.zone())

    @property
    def wrong(self) -> bool:
        """Whether something was written that cannot be read."""
        return bool(self.line.text().strip()) and self.moment is None

    def _tell(self) -> None:
        found = self.moment
        words = _("读不懂这个时间") if self.wrong else "" if found is None else clock.shown(found)
        self._read.setText(words)
        self._read.setVisible(bool(words))

    def _on_line_changed(self) -> None:
        self._tell()
        self.changed.emit()
