"""The blanks of an announcement as fields: those that stand in its text, filled by hand or from the records."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLineEdit, QWidget

from wxadmin.domain import message_blanks
from wxadmin.i18n import _
from wxadmin.services import announcement_kinds
from wxadmin.ui import theme
from wxadmin.ui.card import label


class Blanks(QFrame):
    """One field a blank; ``changed`` at every key."""

    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(theme.GAP // 2)
        self._grid.setColumnStretch(1, 1)
        self._fields: dict[str, QLineEdit] = {}
        self._kept: dict[str, str] = {}
        self._count = label("", self, "muted")
        self._grid.setColumnStretch(3, 1)
        self._grid.addWidget(self._count, 0, 0, 1, 4)
        self._names: tuple[str, ...] = ()
        self._locked = False

    def show_text(self, text: str, values: Mapping[str, str] | None = None) -> None:
        """Have a field for every blank of this text; ``values`` replace what stands in them."""
        if values is not None:
            self._kept = dict(values)
        names = message_blanks.names(text)
        if names != self._names:
            self._build(names)
        if values is not None:
            for name, field in self._fields.items():
                if field.text() != self._kept.get(name, ""):
                    field.blockSignals(True)
                    field.setText(self._kept.get(name, ""))
                    field.blockSignals(False)
        self._tell()

    def _build(self, names: tuple[str, ...]) -> None:
        while self._grid.count() > 1:
            item = self._grid.takeAt(1)
            old = item.widget() if item is not None else None
            if old is not None:
                old.hide()
                old.deleteLater()
        self._names = names
        self._fields = {}
        for at, name in enumerate(names):
            known = announcement_kinds.variable(name)
            field = QLineEdit(self._kept.get(name, ""), self)
            field.setPlaceholderText(_("例：{hint}").format(hint=known.hint) if known.hint else "")
            field.setAccessibleName(name)
            field.setProperty("blank", name)
            field.setReadOnly(self._locked)
            field.textChanged.connect(self._on_field_changed)
            words = label(name, self, "muted")
            words.setBuddy(field)
            self._grid.addWidget(words, 1 + at // 2, at % 2 * 2)
            self._grid.addWidget(field, 1 + at // 2, at % 2 * 2 + 1)
            self._fields[name] = field

    def _tell(self) -> None:
        missing = sum(not field.text().strip() for field in self._fields.values())
        self._count.setText(_("要填的 {n} 处，还差 {m} 处").format(n=len(self._names), m=missing))
        self.setVisible(bool(self._names))

    @property
    def values(self) -> dict[str, str]:
        """What was filled in, also of blanks that left the text."""
        return {**self._kept, **{name: field.text() for name, field in self._fields.items()}}

    def lock(self, locked: bool) -> None:
        """Let nothing be typed."""
        self._locked = locked
        for field in self._fields.values():
            field.setReadOnly(locked)

    def go_to(self, name: str) -> None:
        """Put the keyboard into a field."""
        field = self._fields.get(name)
        if field is not None:
            field.setFocus()
            field.selectAll()

    def _on_field_changed(self) -> None:
        self._kept = self.values
        self._tell()
        self.changed.emit()
