"""The find bar of a paper, as in browsers: a field, which of how many, next and previous; hits are marked on the pages.

White space, case and width make no difference, so a word broken over two lines or spaced by the printer is found.
"""

from __future__ import annotations

import asyncio

import shiboken6
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QWidget

from wxadmin.i18n import _
from wxadmin.ui import theme
from wxadmin.ui.card import button, label
from wxadmin.ui.pageview import Mark, PageView
from wxadmin.ui.selection import Span
from wxadmin.ui.tasks import Tasks
from wxadmin.ui.textlayer import fold

_REST = 40  # pages looked through before the window gets a turn


class FindBar(QFrame):
    """Searches the pages of ``view``. ``closed`` carries the span of the present hit, None when there is none."""

    closed = Signal(object)

    def __init__(self, view: PageView, tasks: Tasks, parent: QWidget) -> None:
        super().__init__(parent)
        self._view = view
        self._tasks = tasks
        self._round = 0
        self._wanted = ""
        self._hits: dict[int, list[tuple[int, int]]] = {}
        self._now: tuple[int, int] | None = None  # page and which of its hits
        self._complete = True
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(_("在纸面上查找"))
        self.field.setAccessibleName(_("在纸面上查找"))
        self.field.setClearButtonEnabled(True)
        self.field.setMinimumWidth(80)
        self.field.setMaximumWidth(320)
        self.field.textChanged.connect(self._on_field_changed)
        row.addWidget(self.field, 1)
        self.count = label("", self, "muted")
        self.count.setAccessibleName(_("查找结果"))
        row.addWidget(self.count)
        self._ways = []
        for icon, name, slot in (
            ("chevron-up", _("上一处（Shift+回车）"), self.previous),
            ("chevron-down", _("下一处（回车）"), self.next),
            ("x", _("关闭查找（Esc）"), self.shut),
        ):
            piece = button("", slot, self, kind="quiet", icon=icon)
            piece.setAccessibleName(name)
            piece.setToolTip(name)
            row.addWidget(piece)
            self._ways.append(piece)
        row.addStretch(1)
        view.marks.append(self._marks)
        self.hide()
        self._show_count()

    @property
    def hits(self) -> int:
        """How many places were found so far."""
        return sum(len(found) for found in self._hits.values())

    def open(self, text: str = "") -> None:
        """Show the bar with the keyboard in its field; ``text`` replaces what stands there."""
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if text and text != self.field.text():
            self.field.setText(text)
        elif self._wanted != fold(self.field.text()):
            self._on_field_changed()
        self.field.selectAll()

    def shut(self) -> None:
        """Hide the bar and its marks."""
        span = self._span()
        self.hide()
        self._forget("")
        self.closed.emit(span)

    def refresh(self) -> None:
        """Another paper is shown: look again, or forget."""
        if self.isVisible():
            self._on_field_changed()
        else:
            self._forget("")

    def next(self) -> None:
        """Go to the hit after the present one, from the last to the first."""
        self._step(1)

    def previous(self) -> None:
        """Go to the hit before the present one, from the first to the last."""
        self._step(-1)

    # Searching

    def _on_field_changed(self) -> None:
        self._forget(fold(self.field.text()))
        if self._wanted and self._view.pages and not self._tasks.closing:
            self._complete = False
            self._tasks.start(self._search(self._round, self._wanted))
        self._show_count()

    def _forget(self, wanted: str) -> None:
        self._round += 1
        self._wanted = wanted
        self._hits = {}
        self._now = None
        self._complete = True
        self._view.viewport().update()

    async def _search(self, mine: int, wanted: str) -> None:
        """Page by page from the present one on; the first hit is shown at once."""
        view = self._view
        first = view.page
        for n in range(view.pages):
            page = (first + n) % view.pages
            text = view.texts.get(page)
            if text is None:
                text = await view.text_of(page)
            elif n % _REST == _REST - 1:
                await asyncio.sleep(0)
            if not shiboken6.isValid(self) or mine != self._round:
                return
            found = text.find(wanted)
            if found:
                self._hits[page] = found
                if self._now is None:
                    self._go(page, 0)
                self._show_count()
                if page in view.visible():
                    view.viewport().update()
        self._complete = True
        self._show_count()

    def _step(self, by: int) -> None:
        if self._wanted != fold(self.field.text()):
            self._on_field_changed()
            return
        pages = sorted(self._hits)
        if self._now is None or not pages:
            return
        page, at = self._now
        at += by
        if not 0 <= at < len(self._hits[page]):
            page = pages[(pages.index(page) + by) % len(pages)]
            at = 0 if by > 0 else len(self._hits[page]) - 1
        self._go(page, at)
        self._show_count()

    def _go(self, page: int, at: int) -> None:
        self._now = (page, at)
        boxes = self._view.texts[page].boxes(*self._hits[page][at])
        if boxes:
            self._view.reveal(page, boxes[0])
        self._view.viewport().update()

    def _span(self) -> Span | None:
        if self._now is None:
            return None
        page, at = self._now
        start, end = self._hits[page][at]
        return (page, start), (page, end)

    def _show_count(self) -> None:
        for piece in self._ways[:2]:
            piece.setEnabled(self._now is not None)
        if not self._wanted:
            words = ""
        elif self._now is None:
            words = _("没有找到") if self._complete else _("正在查找…")
        else:
            page, at = self._now
            n = sum(len(found) for number, found in self._hits.items() if number < page) + at + 1
            words = f"{n}/{self.hits}" + ("" if self._complete else "…")
        self.count.setText(words)

    def _marks(self, page: int) -> list[Mark]:
        text = self._view.texts.get(page)
        if text is None or page not in self._hits:
            return []
        present = QColor(theme.LIGHT.amber)  # paper is white in both themes
        present.setAlpha(110)
        marks: list[Mark] = []
        for at, hit in enumerate(self._hits[page]):
            here = self._now == (page, at)
            marks += [(box, present if here else QColor(theme.LIGHT.hit), here) for box in text.boxes(*hit)]
        return marks

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.shut()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.field.hasFocus():
            (self.previous if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else self.next)()
        else:
            event.ignore()
