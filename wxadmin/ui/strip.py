"""A strip at the place where something happened: an error with its remedy, or what was done and 撤销."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from wxadmin.domain.errors import UserError
from wxadmin.i18n import _
from wxadmin.ui import theme
from wxadmin.ui.textblock import TextBlock

_STAYS = 12_000  # ms a good message stays; errors stay until closed or the next action succeeds


class Strip(QFrame):
    """Hidden until told something. ``undo_wanted`` carries the id of the change named on it."""

    undo_wanted = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 6, 6)
        row.setSpacing(theme.GAP)
        self._icon = QLabel(self)
        self._icon.setFixedSize(18, 18)
        self._text = TextBlock("", self)
        self._undo = QPushButton(_("撤销"), self)
        self._undo.setProperty("link", "true")
        self._undo.setAccessibleName(_("撤销刚才的操作"))
        self._undo.clicked.connect(self._on_undo_clicked)
        self._close = QPushButton(self)
        self._close.setProperty("quiet", "true")
        self._close.setIcon(theme.icon("x"))
        self._close.setAccessibleName(_("关闭提示"))
        self._close.clicked.connect(self.clear)
        row.addWidget(self._icon)
        row.addWidget(self._text, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._undo)
        row.addWidget(self._close)
        self._row = row
        self.turn = asyncio.Lock()
        """Held by a change until its answer stands here, so that answers come in the order of the presses."""
        self._ways: list[QPushButton] = []
        self._change: int | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.clear)
        self.hide()

    @property
    def words(self) -> str:
        """What it says now, ``""`` when hidden."""
        return self._text.text() if not self.isHidden() else ""

    @property
    def refusal(self) -> str:
        """What it says is wrong, ``""`` where nothing is."""
        return self.words if self.property("strip") == "error" else ""

    def wrong(self, error: UserError) -> None:
        """What is wrong, where, and what to do."""
        self._tell("error", "circle-alert", "danger", str(error))

    def done(self, text: str, change: int | None = None, ways: Sequence[tuple[str, Callable[[], None]]] = ()) -> None:
        """What was done; with a change the strip offers to take it back, with ``ways`` to go on from there."""
        self._tell("note", "circle-check", "good", text)
        for words, slot in ways:
            piece = QPushButton(words, self)
            piece.setProperty("link", "true")
            piece.setAccessibleName(words)
            piece.clicked.connect(slot)
            self._row.insertWidget(self._row.indexOf(self._undo), piece)
            self._ways.append(piece)
        self._change = change
        self._undo.setVisible(change is not None)
        self._timer.start(_STAYS)

    def hint(self, text: str) -> None:
        """Something to know before going on."""
        self._tell("soon", "triangle-alert", "amber", text)

    def clear(self) -> None:
        """Say nothing."""
        self._timer.stop()
        self._change = None
        self.hide()

    def _tell(self, kind: str, icon: str, role: str, text: str) -> None:
        self._timer.stop()
        self._change = None
        self._undo.hide()
        for piece in self._ways:
            piece.hide()
            piece.deleteLater()
        self._ways = []
        self.setProperty("strip", kind)
        self.style().unpolish(self)
        self.style().polish(self)
        self._icon.setPixmap(theme.icon(icon, role).pixmap(18, 18))
        self._text.set_text(text)
        self.setAccessibleName(text)
        self.show()

    def _on_undo_clicked(self) -> None:
        change = self._change
        self.clear()
        if change is not None:
            self.undo_wanted.emit(change)
