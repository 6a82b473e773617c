"""A picture on which places are covered: drawn with the mouse, or corner by corner with arrow keys and space."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from wxadmin.i18n import _
from wxadmin.services.exhibits import WHOLE, Cover
from wxadmin.ui import theme

_LEAST = 6
"""Thousandths of the picture a cover must be wide and high: less is a click that slipped."""
_STEPS = {
    Qt.Key.Key_Left: QPoint(-1, 0), Qt.Key.Key_Right: QPoint(1, 0), Qt.Key.Key_Up: QPoint(0, -1),
    Qt.Key.Key_Down: QPoint(0, 1),
}  # fmt: skip
_STRIDE, _FAR = 10, 50


def upright(data: bytes) -> QImage:
    """The picture turned as its camera says; null where Qt cannot read it."""
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    return reader.read()


class CoverView(QWidget):
    """Fits the picture into its room. ``changed`` after each cover drawn or taken away."""

    changed = Signal()

    def __init__(self, image: QImage, covers: tuple[Cover, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self._image = image
        self._covers = list(covers)
        self._from: QPoint | None = None
        self._at = QPoint(WHOLE // 2, WHOLE // 2)
        self._by_keys = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(280, 200)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName(_("图片，拖出要遮盖的地方"))
        self.setAccessibleDescription(_("方向键移动，空格定一角，再按空格定对角；Esc 放弃"))

    @property
    def covers(self) -> tuple[Cover, ...]:
        """What is covered now."""
        return tuple(self._covers)

    def take_back(self) -> None:
        """Take the last cover away."""
        if self._covers:
            self._covers.pop()
            self._tell()

    def clear(self) -> None:
        """Take all covers away."""
        self._covers.clear()
        self._tell()

    def _tell(self) -> None:
        self.update()
        self.changed.emit()

    def _place(self) -> QRect:
        size = self._image.size().scaled(self.size() - QSize(2, 2), Qt.AspectRatioMode.KeepAspectRatio)
        return QRect(QPoint((self.width() - size.width()) // 2, (self.height() - size.height()) // 2), size)

    def _in_picture(self, at: QPoint) -> QPoint:
        place = self._place()
        x = round((at.x() - place.x()) * WHOLE / max(1, place.width()))
        y = round((at.y() - place.y()) * WHOLE / max(1, place.height()))
        return QPoint(min(max(x, 0), WHOLE), min(max(y, 0), WHOLE))

    def _on_screen(self, cover: Cover) -> QRectF:
        place = self._place()
        wide, high = place.width() / WHOLE, place.height() / WHOLE
        return QRectF(place.x() + cover.x * wide, place.y() + cover.y * high, cover.width * wide, cover.height * high)

    def _drawn(self) -> Cover:
        assert self._from is not None
        left, right = sorted((self._from.x(), self._at.x()))
        top, bottom = sorted((self._from.y(), self._at.y()))
        return Cover(left, top, right - left, bottom - top)

    def _finish(self) -> None:
        cover = self._drawn()
        self._from = None
        if min(cover.width, cover.height) >= _LEAST:
            self._covers.append(cover)
        self._tell()

    # What the hand does

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._by_keys = False
            self._from = self._at = self._in_picture(event.position().toPoint())
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._from is not None and not self._by_keys:
            self._at = self._in_picture(event.position().toPoint())
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._from is not None and not self._by_keys and event.button() == Qt.MouseButton.LeftButton:
            self._at = self._in_picture(event.position().toPoint())
            self._finish()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS:
            self._by_keys = True
            far = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            moved = self._at + _STEPS[key] * (_FAR if far else _STRIDE)
            self._at = QPoint(min(max(moved.x(), 0), WHOLE), min(max(moved.y(), 0), WHOLE))
            self.update()
        elif key == Qt.Key.Key_Space:
            self._by_keys = True
            if self._from is None:
                self._from = self._at
                self.update()
            else:
                self._finish()
        elif key == Qt.Key.Key_Escape and self._from is not None:
            self._from = None
            self.update()
        elif key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self.take_back()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        place = self._place()
        painter.drawImage(place, self._image)
        painter.setPen(theme.color("line"))
        painter.drawRect(place)
        for cover in self._covers:
            painter.fillRect(self._on_screen(cover), theme.color("muted"))
        painter.setPen(theme.color("accent"))
        if self._from is not None:
            painter.drawRect(self._on_screen(self._drawn()))
        if self.hasFocus() and self._by_keys:
            at = self._on_screen(Cover(self._at.x(), self._at.y(), 0, 0)).topLeft().toPoint()
            painter.drawLine(at - QPoint(8, 0), at + QPoint(8, 0))
            painter.drawLine(at - QPoint(0, 8), at + QPoint(0, 8))
