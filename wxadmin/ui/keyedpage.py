"""A page of things to decide, worked through by keys; off while typing or composing with an input method."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit

from wxadmin.i18n import _
from wxadmin.ui import dialogs
from wxadmin.ui.page import RecordPage

TYPING = (QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QAbstractSpinBox)


class KeyedPage(RecordPage):
    """j/k next and previous, Enter open, x select, u undo, / search, ? the keys; :meth:`decisions` gives the others."""

    KEYS: ClassVar[str] = ""
    """What ? shows."""

    def decisions(self) -> Mapping[str, Callable[[], None]]:
        """Key → what it decides."""
        return {}

    @property
    def takes_keys(self) -> bool:
        """Whether a letter is a key now: nothing is typed anywhere."""
        return not isinstance(QApplication.focusWidget(), TYPING)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.takes_keys or event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier:
            super().keyPressEvent(event)
            return
        keys: dict[str, Callable[[], None]] = {
            "j": self._on_next_key, "k": self._on_previous_key, "x": self._on_select_key, "u": self._on_undo_key,
            "/": self.focus_search, "?": self._on_keys_chosen, **self.decisions(),
        }  # fmt: skip
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.sides.show_detail()
        elif event.text() and event.text().lower() in keys:
            keys[event.text().lower()]()
        else:
            super().keyPressEvent(event)

    def _on_next_key(self) -> None:
        self.list.move_by(1)

    def _on_previous_key(self) -> None:
        self.list.move_by(-1)

    def _on_select_key(self) -> None:
        self.list.toggle_current()

    def _on_undo_key(self) -> None:
        self.undo()

    def _on_keys_chosen(self) -> None:
        sheet = dialogs.Sheet(self, _("键盘一览"), _("知道了"))
        sheet.cancel.hide()
        sheet.setMinimumWidth(460)
        sheet.say_long(self.KEYS)
        self.start(dialogs.show(sheet))
