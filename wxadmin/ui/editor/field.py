"""Fields for the words of a unit: they grow with their text and are never written to while an input method composes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QMimeData, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSizePolicy, QTextEdit, QWidget

from wxadmin.ui import theme
from wxadmin.ui.editor import chips

Stain = tuple[int, int, str]
"""Code points ``start`` to ``end`` shown on the ground of a palette role."""
_LEAST = 2
"""Lines a field has at least."""


def settle() -> None:
    """Let the input method give what it composes to the field that has the keyboard."""
    QGuiApplication.inputMethod().commit()


class TextField(QPlainTextEdit):
    """The words of a unit, or with ``single`` its heading, which has no line ends.

    ``typed`` carries them after every key; undoing is not the field's business.
    """

    typed = Signal(str)
    blank_wanted = Signal(str)
    """A chip was clicked twice: its key."""

    def __init__(self, parent: QWidget, *, single: bool = False) -> None:
        super().__init__(parent)
        self._single = single
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(policy)
        self.composing = False
        """Whether an input method is in the middle of a word."""
        self._known = ""
        self._stains: tuple[Stain, ...] = ()
        self._chips = chips.Chips(self.document(), self)
        self.textChanged.connect(self._on_text_changed)
        self.document().documentLayout().documentSizeChanged.connect(self._on_size_changed)

    @property
    def words(self) -> str:
        """What stands in the field."""
        return self._known

    def show_words(self, words: str) -> None:
        """Other words; only what differs is replaced, so that the caret stays where it was."""
        if words == self._known:
            return
        if self.composing:
            settle()
        self._known = words
        self._put(chips.tokens(words))
        self._paint_stains()

    def _put(self, new: list[str]) -> None:
        old = chips.standing(self.document())
        least = min(len(old), len(new))
        start = next((n for n in range(least) if old[n] != new[n]), least)
        tail = next((n for n in range(least - start) if old[-1 - n] != new[-1 - n]), least - start)
        cursor = QTextCursor(self.document())
        cursor.setPosition(sum(map(chips.size, old[:start])))
        cursor.setPosition(sum(map(chips.size, old[: len(old) - tail])), QTextCursor.MoveMode.KeepAnchor)
        cursor.beginEditBlock()
        chips.insert(cursor, new[start : len(new) - tail])
        cursor.endEditBlock()

    def show_values(self, faces: Mapping[str, chips.Face]) -> None:
        """What the chips of blanks say."""
        self._chips.show_faces(faces)

    @property
    def caret(self) -> int:
        """Code points before the caret."""
        return self._points(self.textCursor().position())

    def _units(self, count: int) -> int:
        """Places of the document before a code point of the words."""
        place = done = 0
        for token in chips.standing(self.document()):
            if done >= count:
                break
            done += len(token)
            place += chips.size(token)
        return place

    def _points(self, place: int) -> int:
        """Code points of the words before a place of the document."""
        at = count = 0
        for token in chips.standing(self.document()):
            if at >= place:
                break
            at += chips.size(token)
            count += len(token)
        return count

    def select(self, start: int, end: int) -> None:
        """Select code points and show them; the caret is behind them."""
        cursor = self.textCursor()
        cursor.setPosition(self._units(start))
        cursor.setPosition(self._units(end), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)

    def stain(self, stains: Sequence[Stain]) -> None:
        """Show parts on a ground of their own."""
        if tuple(stains) != self._stains:
            self._stains = tuple(stains)
            self._paint_stains()

    def _paint_stains(self) -> None:
        found = []
        for start, end, role in self._stains:
            if end > len(self._known):
                continue
            one = QTextEdit.ExtraSelection()
            cursor = QTextCursor(self.document())
            cursor.setPosition(self._units(start))
            cursor.setPosition(self._units(end), QTextCursor.MoveMode.KeepAnchor)
            one.cursor = cursor
            one.format.setBackground(theme.color(role))
            one.format.setProperty(QTextFormat.Property.TextUnderlineStyle, 1)
            one.format.setUnderlineColor(QColor(theme.color("muted")))
            found.append(one)
        self.setExtraSelections(found)

    # What Qt asks and tells

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self.composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        place = self.cursorForPosition(event.position().toPoint()).position()
        key = chips.key_at(self.document(), place) or (chips.key_at(self.document(), place - 1) if place else "")
        if key:
            self.blank_wanted.emit(key)
        else:
            super().mouseDoubleClickEvent(event)

    def createMimeDataFromSelection(self) -> QMimeData:
        """What is copied says its blanks in braces."""
        data = super().createMimeDataFromSelection()  # Qt's own: the clipboard may keep one of ours past Python's end
        data.text()  # makes Qt fill it now; later it would overwrite ours
        data.clear()
        data.setText(self.selected)
        return data

    @property
    def selected(self) -> str:
        """The words selected."""
        cursor = self.textCursor()
        return self._known[self._points(cursor.selectionStart()) : self._points(cursor.selectionEnd())]

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Plain words only, however they come."""
        if source.hasText():
            words = source.text().replace("\r\n", "\n").replace("\r", "\n")
            self.insertPlainText(" ".join(words.split()) if self._single else words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._single and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.focusNextChild()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.PaletteChange):
            self._paint_stains()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._on_size_changed()

    def sizeHint(self) -> QSize:
        return QSize(240, self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self._height())

    def caret_rect(self) -> QRect:
        """Where the caret is in the field."""
        return self.cursorRect().translated(self.viewport().pos())

    def _height(self) -> int:
        lines = max(1 if self._single else _LEAST, round(self.document().documentLayout().documentSize().height()))
        margins = self.contentsMargins()
        room = round(lines * self.fontMetrics().lineSpacing() + 2 * self.document().documentMargin())
        return room + margins.top() + margins.bottom() + (4 if self._single else 14)

    def _on_size_changed(self) -> None:
        if self.height() != self._height():
            self.setFixedHeight(self._height())

    def _on_text_changed(self) -> None:
        now = chips.standing(self.document())
        words = "".join(now)
        if words == self._known:
            return
        self._known = words
        wanted = chips.tokens(words)
        if wanted != now and not self.composing:
            self._put(wanted)  # a blank written by hand becomes a chip
        self._paint_stains()
        self.typed.emit(words)


class LineField(QLineEdit):
    """The value of a blank. ``typed`` carries it after every key."""

    typed = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._known = ""
        self.textChanged.connect(self._on_text_changed)

    def show_words(self, words: str) -> None:
        """Other words; the caret stays where it can."""
        if words != self._known:
            caret = self.cursorPosition()
            self._known = words
            self.setText(words)
            self.setCursorPosition(min(caret, len(words)))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _undoes(event):
            event.ignore()  # undoing is the editor's business
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _undoes(event):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _on_text_changed(self, words: str) -> None:
        if words != self._known:
            self._known = words
            self.typed.emit(words)


def _undoes(event: QKeyEvent) -> bool:
    return event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)
