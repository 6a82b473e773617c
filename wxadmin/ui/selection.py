"""Selecting text on the pages with mouse and keyboard, and taking it away exactly as it stands there."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QMouseEvent

from wxadmin.domain.jobs import Step, quiet
from wxadmin.i18n import _
from wxadmin.ui import theme
from wxadmin.ui.pageview import Mark, PageView
from wxadmin.ui.tasks import Tasks
from wxadmin.ui.textlayer import PageText

Caret = tuple[int, int]  # page, place between its characters
Span = tuple[Caret, Caret]

_MANY = 20  # pages whose text is fetched as a job with progress
_WHOLE = 1 << 30
_UNITS = ("char", "word", "line")


class Selection(QObject):
    """What is selected on a view. ``changed`` follows every change."""

    changed = Signal()

    def __init__(self, view: PageView, tasks: Tasks) -> None:
        super().__init__(view)
        self._view = view
        self._tasks = tasks
        self._anchor: Span | None = None
        self._head: Span | None = None
        self._unit = "char"
        self._pressed = False
        self._presses = 0
        self._clock = QElapsedTimer()
        self._clicks = 0
        self._down = QPointF()
        self._where = QPointF()
        self._drift = QTimer(self)
        self._drift.setInterval(40)
        self._drift.timeout.connect(self._on_drift)
        view.marks.append(self._marks)
        view.viewport().installEventFilter(self)
        view.installEventFilter(self)

    @property
    def span(self) -> Span | None:
        """First and last caret, None when nothing is selected."""
        if self._anchor is None or self._head is None:
            return None
        one, other = min(self._anchor[0], self._head[0]), max(self._anchor[1], self._head[1])
        return (one, other) if one < other else None

    def select(self, span: Span | None) -> None:
        """Select from one caret to another, or nothing."""
        self._anchor = self._head = span
        self._tell()

    def select_all(self) -> None:
        """Every character of every page."""
        if self._view.pages:
            self.select(((0, 0), (self._view.pages - 1, _WHOLE)))

    def short_text(self) -> str:
        """The selected text when it is one line of one page, else ``""``."""
        span = self.span
        if span is None or span[0][0] != span[1][0] or span[1][1] - span[0][1] > 60:
            return ""
        text = self._view.texts.get(span[0][0])
        words = text.text(span[0][1], span[1][1]) if text is not None else ""
        return "" if "\n" in words or "\t" in words else words

    async def text(self) -> str:
        """The selected text; pages are parted by a line end; ``""`` when another paper came meanwhile.

        Raises Cancelled when the owner stopped a long one.
        """
        span, view = self.span, self._view
        file, known = view.file, view.texts  # both are replaced, never changed, when another paper comes
        if span is None or file is None:
            return ""
        (first, start), (last, end) = span
        pages = range(first, last + 1)

        def read(step: Step) -> list[PageText]:
            found: list[PageText] = []
            for page in pages:
                step(len(found), len(pages))
                found.append(known.get(page) or file.text(page))
            return found

        if len(pages) > _MANY:
            texts = await self._tasks.job(_("复制文字"), read)
        else:
            texts = await self._tasks.run(lambda: read(quiet))
        if not shiboken6.isValid(view) or view.file is not file:
            return ""
        return "\n".join(
            text.text(start if page == first else 0, end if page == last else len(text.chars))
            for page, text in zip(pages, texts, strict=True)
        )

    async def copy(self) -> int:
        """Put the selected text on the clipboard; how many characters it has. Nothing selected changes nothing."""
        text = await self.text()
        if text:
            QGuiApplication.clipboard().setText(text)
        return len(text)

    # Keyboard

    def _key(self, event: QKeyEvent) -> bool:
        """Shift with an arrow moves the end of the selection; False when the key is none of ours."""
        moves = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: 0, Qt.Key.Key_Down: 0}
        key = Qt.Key(event.key())
        if event.modifiers() != Qt.KeyboardModifier.ShiftModifier or key not in moves:
            return False
        if self._anchor is None or self._head is None:
            caret = (self._view.page, 0)
            self._anchor = self._head = (caret, caret)
        forward = self._head[1] >= self._anchor[1]
        page, at = self._head[1] if forward else self._head[0]
        text = self._view.texts.get(page)
        if text is not None and text.lines:
            at = min(at, len(text.chars))
            self._head = (self._moved(page, at, text, key, moves[key]),) * 2
            self._anchor = (self._anchor[0],) * 2 if forward else (self._anchor[1],) * 2
            self._tell()
            caret = self._head[0]
            shown = self._view.texts.get(caret[0])
            if shown is not None and shown.chars:
                self._view.reveal(caret[0], shown.box(min(caret[1], len(shown.chars) - 1)))
        return True

    def _moved(self, page: int, at: int, text: PageText, key: Qt.Key, by: int) -> Caret:
        if by:
            if 0 <= at + by <= len(text.chars):
                return page, at + by
            return (page + by, 0 if by > 0 else _WHOLE) if 0 <= page + by < self._view.pages else (page, at)
        number = text.line_of(min(at, len(text.chars) - 1)) + (1 if key == Qt.Key.Key_Down else -1)
        if number < 0:
            return (page - 1, _WHOLE) if page else (page, 0)
        if number >= len(text.lines):
            return (page + 1, 0) if page + 1 < self._view.pages else (page, len(text.chars))
        x = text.box(at).left if at < len(text.chars) else text.lines[-1].box.right
        box = text.lines[number].box
        return page, text.caret(x, (box.top + box.bottom) / 2)

    # Mouse

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._view:
            return isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self._key(event)
        if isinstance(event, QMouseEvent) and self._view.pages:
            kind = event.type()
            if kind == QEvent.Type.MouseMove:
                self._move(event)
            elif event.button() == Qt.MouseButton.LeftButton:
                if kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick):
                    self._view.setFocus(Qt.FocusReason.MouseFocusReason)
                    self._press(event)
                elif kind == QEvent.Type.MouseButtonRelease:
                    self._pressed = False
                    self._drift.stop()
                return True
        return False

    def _press(self, event: QMouseEvent) -> None:
        interval = QGuiApplication.styleHints().mouseDoubleClickInterval()
        quick = self._clock.isValid() and self._clock.elapsed() < interval
        near = (event.position() - self._down).manhattanLength() < 6
        double = event.type() == QEvent.Type.MouseButtonDblClick
        self._clicks = self._clicks + 1 if quick and near else (2 if double else 1)
        self._clock.start()
        self._down = self._where = event.position()
        self._pressed = True
        self._presses += 1
        self._unit = _UNITS[min(self._clicks, 3) - 1]
        extend = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier) and self._anchor is not None
        page = self._view.place(event.position())[0]
        if page in self._view.texts:
            self._begin(event.position(), extend=extend)
        elif not self._tasks.closing:
            self._tasks.start(self._begin_later(page, event.position(), self._presses, extend=extend))

    async def _begin_later(self, page: int, point: QPointF, press: int, *, extend: bool) -> None:
        await self._view.text_of(page)
        if shiboken6.isValid(self) and press == self._presses:
            self._begin(point, extend=extend)

    def _begin(self, point: QPointF, *, extend: bool) -> None:
        at = self._at(point)
        if at is not None:
            if not extend:
                self._anchor = at
            self._head = at
            self._tell()

    def _move(self, event: QMouseEvent) -> None:
        point = event.position()
        if not self._pressed:
            page, x, y = self._view.place(point)
            text = self._view.texts.get(page)
            over = text is not None and text.over(x, y) is not None
            self._view.viewport().setCursor(Qt.CursorShape.IBeamCursor if over else Qt.CursorShape.ArrowCursor)
            return
        self._where = point
        if (point - self._down).manhattanLength() > 6:
            self._clicks = 0  # a drag is no click: the next one is the first again
        self._follow()
        inside = 0 <= point.y() < self._view.viewport().height()
        if inside:
            self._drift.stop()
        elif not self._drift.isActive():
            self._drift.start()

    def _on_drift(self) -> None:
        """The mouse is held beyond the edge of the pane: the pages move on."""
        y, high = self._where.y(), self._view.viewport().height()
        bar = self._view.verticalScrollBar()
        bar.setValue(round(bar.value() + (y if y < 0 else y - high)))
        self._follow()

    def _follow(self) -> None:
        at = self._at(self._where)
        if at is not None and self._anchor is not None:
            self._head = at
            self._tell()

    def _at(self, point: QPointF) -> Span | None:
        """Carets around what a point means in the present unit; None while the text of its page is on its way."""
        page, x, y = self._view.place(point)
        text = self._view.texts.get(page)
        if text is None:
            return None
        caret = text.caret(x, y)
        if self._unit == "char" or not text.chars:
            return (page, caret), (page, caret)
        at = text.over(x, y)
        if at is None:
            at = min(caret, len(text.chars) - 1)
        if self._unit == "word":
            start, end = text.word(at)
        else:
            line = text.lines[text.line_of(at)]
            start, end = line.start, line.end
        return (page, start), (page, end)

    # Painting

    def _marks(self, page: int) -> list[Mark]:
        span = self.span
        text = self._view.texts.get(page)
        if span is None or text is None or not span[0][0] <= page <= span[1][0]:
            return []
        tint = QColor(theme.LIGHT.accent)  # paper is white in both themes
        tint.setAlpha(80)
        start = span[0][1] if page == span[0][0] else 0
        end = span[1][1] if page == span[1][0] else len(text.chars)
        return [(box, tint, False) for box in text.boxes(start, end)]

    def _tell(self) -> None:
        self._view.viewport().update()
        self.changed.emit()
