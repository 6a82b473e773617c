"""What somebody wrote is pasted: what was understood of it, what was not, and which of it is taken in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

import shiboken6
from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QListWidget, QListWidgetItem, QPlainTextEdit, QWidget

from wxadmin.domain.errors import UserError
from wxadmin.i18n import _
from wxadmin.ui import dialogs, theme
from wxadmin.ui.card import label
from wxadmin.ui.desk import Desk
from wxadmin.ui.sharing import shown
from wxadmin.ui.strip import Strip

_PAUSE = 350  # ms without another letter before the text is read again
_LEFT = 200  # lines not understood that are listed


class One(Protocol):
    """Something understood; ``missing`` says what is needed before it can be taken in, ``""`` when nothing is."""

    @property
    def missing(self) -> str: ...


T = TypeVar("T", bound=One)
T_co = TypeVar("T_co", bound=One, covariant=True)


class Seen(Protocol[T_co]):
    """What was understood, in the order of the text, and the lines that were not: (line, words, why)."""

    @property
    def found(self) -> tuple[T_co, ...]: ...
    @property
    def left(self) -> tuple[tuple[int, str, str], ...]: ...


class PasteSheet(dialogs.Sheet, Generic[T]):
    """The text above, what is in it beneath with a tick each, all about the one chosen beside them.

    Subclasses put their choices into :attr:`head` and their words about one into :attr:`beside`, and call
    :meth:`begin` when they stand.
    """

    def __init__(self, parent: QWidget, desk: Desk, title: str, text: str) -> None:
        super().__init__(parent, title, _("登记"))
        self.desk = desk
        self.found: tuple[T, ...] = ()
        self._turn = 0
        room = self.screen().availableGeometry()
        self.resize(min(900, round(room.width() * 0.94)), min(640, round(room.height() * 0.88)))
        self.strip = Strip(self)
        self.body.addWidget(self.strip)
        self.head = QHBoxLayout()
        self.body.addLayout(self.head)
        self.text = QPlainTextEdit(text, self)
        self.text.setTabChangesFocus(True)
        self.text.textChanged.connect(self._on_text_changed)
        self.body.addWidget(self.text, 2)
        self.count = label("", self, "muted")
        self.body.addWidget(self.count)
        self.beside = QHBoxLayout()
        self.beside.setSpacing(theme.GAP)
        self.list = QListWidget(self)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.currentRowChanged.connect(self._on_row_changed)
        self.list.itemChanged.connect(self._on_item_changed)
        self.beside.addWidget(self.list, 3)
        self.body.addLayout(self.beside, 3)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_timer_timeout)

    def add_choice(self, words: str) -> QComboBox:
        """A choice above the text; what is chosen decides how it is read."""
        name = label(words, self, "muted")
        self.head.addWidget(name)
        box = QComboBox(self)
        box.setAccessibleName(words)
        box.currentIndexChanged.connect(self._on_text_changed)
        name.setBuddy(box)
        self.head.addWidget(box)
        return box

    def begin(self) -> None:
        """Show what there is and read what was brought along."""
        self._show(None)
        self.text.setFocus()
        self._timer.stop()
        if self.text.toPlainText():
            self._timer.start(0)

    # What subclasses say

    def reading(self, text: str) -> Callable[[], Seen[T]]:
        """The work that reads a text with the choices as they are now; it runs off the window's thread."""
        raise NotImplementedError

    def line_of(self, one: T) -> str:
        """One as the list shows it."""
        raise NotImplementedError

    def left_words(self, line: int, words: str, why: str) -> str:
        """A line that is not taken in."""
        raise NotImplementedError

    def show_one(self, row: int) -> None:
        """Tell all about the one in a row; there is none where ``row`` is no row of :attr:`found`."""
        raise NotImplementedError

    def count_words(self, found: int, ticked: int, left: int) -> str:
        """How many there are and how many of them are taken in."""
        raise NotImplementedError

    # Reading

    def _on_text_changed(self) -> None:
        self._turn += 1
        self.main.setEnabled(False)
        self._timer.start(_PAUSE)

    def _on_timer_timeout(self) -> None:
        self.desk.tasks.start(self._read(self._turn))

    async def _read(self, turn: int) -> None:
        text = self.text.toPlainText()
        seen: Seen[T] | None = None
        wrong: UserError | None = None
        if text.strip():
            work = self.reading(text)
            try:
                seen = await self.desk.tasks.run(work)
            except UserError as error:
                wrong = error
        if turn != self._turn or not shiboken6.isValid(self) or not self.isVisible():
            return
        self.strip.clear()
        if wrong is not None:
            self.strip.hint(str(wrong))
        self._show(seen)

    def _show(self, seen: Seen[T] | None) -> None:
        self.found = () if seen is None else seen.found
        self._left = None if seen is None else len(seen.left)
        self.list.blockSignals(True)
        self.list.clear()
        for one in self.found:
            item = self._add(self.line_of(one))
            if not one.missing:
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                item.setCheckState(Qt.CheckState.Checked)
        for line, words, why in () if seen is None else seen.left[:_LEFT]:
            self._add(self.left_words(line, " ".join(words.split()), why)).setForeground(theme.color("muted"))
        self.list.blockSignals(False)
        self.list.setCurrentRow(0)
        self._on_row_changed(self.list.currentRow())
        self._on_item_changed()

    def _add(self, words: str) -> QListWidgetItem:
        item = QListWidgetItem(shown(words), self.list)
        item.setToolTip(shown(words))
        item.setSizeHint(QSize(0, theme.ROW))
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        return item

    def _on_row_changed(self, row: int) -> None:
        self.show_one(row)

    def _on_item_changed(self) -> None:
        ticked = len(self.ticked())
        self.main.setEnabled(ticked > 0)
        self.count.setText("" if self._left is None else self.count_words(len(self.found), ticked, self._left))

    def ticked(self) -> list[int]:
        """The rows that are taken in."""
        return [
            row
            for row, one in enumerate(self.found)
            if not one.missing and self.list.item(row).checkState() == Qt.CheckState.Checked
        ]

    def _filled(self) -> tuple[object, ...]:
        return (self.text.toPlainText(),)  # what else is chosen is no work to lose
