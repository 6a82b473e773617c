"""Pages of a PDF one below the other on a desk: scrolled, zoomed and drawn piece by piece when they come into sight.

One widget paints all pages, so five hundred cost no more than five. Pictures are made on another thread, one at a time
and always the one most wanted now; what is out of sight is forgotten beyond a budget of memory.
"""

from __future__ import annotations

import asyncio
from bisect import bisect_right
from collections.abc import Callable, Iterable
from enum import Enum

import shiboken6
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QStyle, QWidget

from wxadmin.i18n import _
from wxadmin.ui import theme
from wxadmin.ui.pagepictures import Key, PagePictures
from wxadmin.ui.pdf import PdfFile
from wxadmin.ui.tasks import Tasks
from wxadmin.ui.textlayer import Box, PageText, build

POINT = 96 / 72  # logical pixels a point at 100 %
STEPS = (0.25, 0.33, 0.5, 0.67, 0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0)
_LEAST, _MOST = STEPS[0] * POINT, STEPS[-1] * POINT
_MARGIN = 12
_NOTCH = 120  # what Qt calls one step of a wheel

Mark = tuple[Box, QColor, bool]  # a box, its colour, whether a frame goes round it
Marks = Callable[[int], Iterable[Mark]]


class Fit(Enum):
    """What the zoom follows when the pane changes its size."""

    NONE = 0
    WIDTH = 1
    PAGE = 2


class PageView(QAbstractScrollArea):
    """Shows the pages of ``file``. ``marks`` are asked for coloured boxes over a page whenever it is painted."""

    turned = Signal(int)
    zoomed = Signal()
    text_came = Signal(int)

    def __init__(self, tasks: Tasks, parent: QWidget) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self.file: PdfFile | None = None
        self.fit = Fit.WIDTH
        self.scale = POINT
        self.page = 0
        self.texts: dict[int, PageText] = {}
        self.marks: list[Marks] = []
        self.words = ""
        self._tops: list[float] = [0.0]
        self.pictures = PagePictures()
        self._drawing = False
        self._wheel = 0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(_("纸面预览"))
        self.viewport().setMouseTracking(True)
        self.verticalScrollBar().setSingleStep(48)
        self.horizontalScrollBar().setSingleStep(48)

    # What is shown

    def show_file(self, file: PdfFile | None, words: str = "", *, keep_place: bool = False) -> None:
        """Show a file from its first page (or where the one before was), or a sentence instead."""
        place = self.verticalScrollBar().value() if keep_place else 0
        old, self.file = self.file, file
        self.words = words
        self.texts = {}
        # In a paper shown anew the page before stays on screen until the new one is drawn.
        alike = keep_place and old is not None and file is not None and old.sheets[:1] == file.sheets[:1]
        self.pictures.turn_to(file, keep=alike)
        if old is not None:
            old.close()
        self.page = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if file is not None else Qt.FocusPolicy.NoFocus)
        self._lay_out()
        self.horizontalScrollBar().setValue(0)
        self.verticalScrollBar().setValue(place)
        self._notice_page()
        self.viewport().update()

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return len(self.file.sheets) if self.file is not None else 0

    def visible(self) -> range:
        """The pages in sight."""
        if not self.pages:
            return range(0)
        top = self.verticalScrollBar().value()
        first = bisect_right(self._tops, top, hi=self.pages) - 1
        last = bisect_right(self._tops, top + self.viewport().height(), hi=self.pages) - 1
        return range(max(0, first), max(0, last) + 1)

    async def text_of(self, page: int) -> PageText:
        """The text of a page, read on another thread the first time."""
        file = self.file
        if page not in self.texts and file is not None:
            text = await self._tasks.run(lambda: file.text(page))
            if shiboken6.isValid(self) and file is self.file:
                self.texts[page] = text
                self.text_came.emit(page)
            return text
        return self.texts.get(page) or build(())

    # Places

    def page_rect(self, page: int) -> QRectF:
        """Where a page lies in the viewport, on whole pixels of the screen."""
        assert self.file is not None
        sheet = self.file.sheets[page]
        width, height = sheet.width * self.scale, sheet.height * self.scale
        wide = self.viewport().width()
        left = max(_MARGIN, (wide - width) / 2) if width + 2 * _MARGIN <= wide else _MARGIN
        ratio = self.devicePixelRatioF()
        x = round((left - self.horizontalScrollBar().value()) * ratio) / ratio
        y = round((self._tops[page] - self.verticalScrollBar().value()) * ratio) / ratio
        return QRectF(x, y, width, height)

    def place(self, point: QPointF) -> tuple[int, float, float]:
        """The page nearest to a point of the viewport, and that point on it in points."""
        y = point.y() + self.verticalScrollBar().value()
        page = min(max(0, bisect_right(self._tops, y, hi=self.pages) - 1), self.pages - 1)
        rect = self.page_rect(page)
        return page, (point.x() - rect.x()) / self.scale, (point.y() - rect.y()) / self.scale

    def go_to(self, page: int, top: float = 0.0) -> None:
        """Bring a page to the top of the pane, or what lies ``top`` points below its edge."""
        if self.pages:
            page = min(max(page, 0), self.pages - 1)
            self.verticalScrollBar().setValue(round(self._tops[page] + top * self.scale) - _MARGIN)

    def reveal(self, page: int, box: Box) -> None:
        """Scroll as little as needed to bring a box into sight, well inside the pane."""
        rect = self.page_rect(page)
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        top, bottom = rect.y() + box.top * self.scale, rect.y() + box.bottom * self.scale
        if top < 24 or bottom > self.viewport().height() - 24:
            down.setValue(round(down.value() + top - self.viewport().height() / 3))
        left, right = rect.x() + box.left * self.scale, rect.x() + box.right * self.scale
        if left < 0 or right > self.viewport().width():
            across.setValue(round(across.value() + left - self.viewport().width() / 4))

    # Zoom

    def zoom_to(self, percent: float, at: QPointF | None = None) -> None:
        """A zoom of ``percent`` / 100, the point ``at`` of the viewport (else its upper middle) staying where it is."""
        self.fit = Fit.NONE
        self._zoom(percent * POINT, at)

    def zoom_in(self, at: QPointF | None = None) -> None:
        """A step larger."""
        now = self.scale / POINT
        self.zoom_to(next((s for s in STEPS if s > now + 0.005), STEPS[-1]), at)

    def zoom_out(self, at: QPointF | None = None) -> None:
        """A step smaller."""
        now = self.scale / POINT
        self.zoom_to(next((s for s in reversed(STEPS) if s < now - 0.005), STEPS[0]), at)

    def fit_to(self, fit: Fit) -> None:
        """Follow the width or the whole size of the pane from now on."""
        self.fit = fit
        self._zoom(self._fitting(), None)
        if fit is Fit.PAGE:
            self.go_to(self.page)

    def _fitting(self) -> float:
        if self.file is None or self.fit is Fit.NONE:
            return self.scale
        # The bar's width is always taken off: else it would come and go at some widths.
        room = self.maximumViewportSize()
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent, None, self)
        sheets = self.file.sheets
        if self.fit is Fit.WIDTH:
            return (room.width() - bar - 2 * _MARGIN) / max(s.width for s in sheets)
        sheet = sheets[self.page]
        return min((room.width() - bar - 2 * _MARGIN) / sheet.width, (room.height() - 2 * _MARGIN) / sheet.height)

    def _zoom(self, scale: float, at: QPointF | None) -> None:
        scale = min(_MOST, max(_LEAST, scale))
        if self.pages and scale != self.scale:
            at = at or QPointF(self.viewport().width() / 2, _MARGIN)
            page, x, y = self.place(at)
            self.scale = scale
            self._lay_out()
            rect = self.page_rect(page)
            down, across = self.verticalScrollBar(), self.horizontalScrollBar()
            down.setValue(round(down.value() + rect.y() + y * scale - at.y()))
            across.setValue(round(across.value() + rect.x() + x * scale - at.x()))
            self.viewport().update()
        self.zoomed.emit()

    def _lay_out(self) -> None:
        sheets = self.file.sheets if self.file is not None else ()
        if self.fit is not Fit.NONE:
            self.scale = min(_MOST, max(_LEAST, self._fitting()))
        self._tops = [float(_MARGIN)]
        for sheet in sheets:
            self._tops.append(self._tops[-1] + sheet.height * self.scale + _MARGIN)
        wide = max((s.width for s in sheets), default=0.0) * self.scale + 2 * _MARGIN
        view = self.viewport().size()
        self.verticalScrollBar().setRange(0, max(0, round(self._tops[-1] - view.height())) if sheets else 0)
        self.verticalScrollBar().setPageStep(view.height())
        self.horizontalScrollBar().setRange(0, max(0, round(wide - view.width())) if sheets else 0)
        self.horizontalScrollBar().setPageStep(view.width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.fit is Fit.NONE or not self.pages:
            self._lay_out()
        else:
            before = self.scale
            self._zoom(self._fitting(), None)
            if before == self.scale:
                self._lay_out()
        self._notice_page()

    # Keyboard, wheel, scrolling

    def keyPressEvent(self, event: QKeyEvent) -> None:
        down, key = self.verticalScrollBar(), event.key()
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        screen = max(48, self.viewport().height() - 48)
        if control and key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.go_to(self.page + (1 if key == Qt.Key.Key_PageDown else -1))
        elif key == Qt.Key.Key_PageDown or (key == Qt.Key.Key_Space and not event.modifiers()):
            down.setValue(down.value() + screen)
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_Space):
            down.setValue(down.value() - screen)
        elif key == Qt.Key.Key_Home:
            down.setValue(0)
        elif key == Qt.Key.Key_End:
            down.setValue(down.maximum())
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right):
            bar = down if key in (Qt.Key.Key_Up, Qt.Key.Key_Down) else self.horizontalScrollBar()
            bar.setValue(bar.value() + (48 if key in (Qt.Key.Key_Down, Qt.Key.Key_Right) else -48))
        else:
            event.ignore()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._wheel += event.angleDelta().y()
            if abs(self._wheel) >= _NOTCH and self.pages:  # a touchpad sends many small turns
                (self.zoom_in if self._wheel > 0 else self.zoom_out)(event.position())
                self._wheel = 0
            event.accept()
            return
        super().wheelEvent(event)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self._notice_page()
        self.viewport().update()

    def _notice_page(self) -> None:
        """The present page is the one a third down the pane."""
        if self.pages:
            down = self.verticalScrollBar()
            at = down.value() + (self.viewport().height() // 3 if down.value() < down.maximum() else down.pageStep())
            page = min(max(0, bisect_right(self._tops, at, hi=self.pages) - 1), self.pages - 1)
            if not down.value():
                page = 0
            if page != self.page:
                self.page = page
        self.setAccessibleDescription(
            _("第 {n} 页，共 {all} 页").format(n=self.page + 1, all=self.pages) if self.pages else self.words
        )
        self.turned.emit(self.page)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), theme.color("desk" if self.pages else "window"))
        if not self.pages:
            painter.setPen(theme.color("muted"))
            room = self.viewport().rect().adjusted(24, 24, -24, -24)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.words)
        for page in self.visible():
            rect = self.page_rect(page)
            painter.fillRect(rect, theme.color("paper"))
            self.pictures.paint(painter, page, rect, self._wish, self.devicePixelRatioF())
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
            for marks in self.marks:
                for box, tint, framed in marks(page):
                    place = self._on_screen(rect, box)
                    painter.fillRect(place, tint)
                    if framed:
                        painter.setPen(QPen(QColor(theme.LIGHT.text), 1.5))
                        painter.drawRect(place)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        if self.hasFocus() and self.pages:
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.drawRect(QRectF(self.viewport().rect()).adjusted(1, 1, -1, -1))
        painter.end()
        self._wake()

    def _on_screen(self, rect: QRectF, box: Box) -> QRectF:
        return QRectF(
            rect.x() + box.left * self.scale,
            rect.y() + box.top * self.scale,
            (box.right - box.left) * self.scale,
            (box.bottom - box.top) * self.scale,
        )

    # Pictures

    @property
    def _wish(self) -> float:
        """Pixels a point the screen can show now."""
        return self.scale * self.devicePixelRatioF()

    def _in_sight(self) -> list[Key]:
        """The pictures that the pane shows at the present place and zoom."""
        found: list[Key] = []
        for page in self.visible():
            rect = self.page_rect(page)
            keys = self.pictures.keys(page, self._wish)
            for key in keys:
                top = rect.y() + rect.height() * key[2] / len(keys)
                if top <= self.viewport().height() and top + rect.height() / len(keys) >= 0:
                    found.append(key)
        return found

    def _wanted(self) -> Key | None:
        """The picture most wanted now: in sight, else that of a neighbour."""
        seen = self.visible()
        near = [p for p in (seen.stop, seen.start - 1) if 0 <= p < self.pages] if seen else []
        beside = [keys[0] for keys in (self.pictures.keys(p, self._wish) for p in near) if len(keys) == 1]
        return next((key for key in (*self._in_sight(), *beside) if not self.pictures.has(key)), None)

    def _wake(self) -> None:
        if self._drawing or not self.pages or self._tasks.closing or not _looping():
            return
        if self._wanted() is not None or any(p not in self.texts for p in self.visible()):
            self._drawing = True
            self._tasks.start(self._draw())

    async def _draw(self) -> None:
        try:
            while shiboken6.isValid(self) and self.file is not None:
                file, key = self.file, self._wanted()
                page = next((p for p in self.visible() if p not in self.texts), None)
                if key is not None:
                    await self._draw_band(file, key)
                elif page is not None:
                    await self.text_of(page)
                else:
                    return
        finally:
            if shiboken6.isValid(self):
                self._drawing = False

    async def _draw_band(self, file: PdfFile, key: Key) -> None:
        area = self.pictures.area(key)
        image = await self._tasks.run(lambda: file.part(key[0], key[1], area))
        if shiboken6.isValid(self) and file is self.file:
            self.pictures.put(key, image)
            self.pictures.forget(self._in_sight())
            self.viewport().update()

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.viewport().update()
        elif event.type() == QEvent.Type.DevicePixelRatioChange:
            self._lay_out()
            self.viewport().update()
        return super().event(event)


def _looping() -> bool:
    """Whether the window's loop runs: a last paint may come when it has ended."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
