"""A picture as large as its pane, or in its own size to be read."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QImage, QMouseEvent, QPixmap
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QWidget

from wxadmin.i18n import _


class PictureView(QScrollArea):
    """Fits the picture to its width; a click shows it in its own size and back."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._image = QImage()
        self._whole = True
        self._shown = QLabel(self)
        self._shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._shown.setWordWrap(True)
        self.setWidget(self._shown)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(_("照片"))
        self.setToolTip(_("点一下看原来的大小，再点一下看全图"))

    def show_picture(self, data: bytes, name: str) -> None:
        """Show the picture in these bytes; what cannot be shown is said to be so."""
        self._image = QImage.fromData(data)
        self._whole = True
        self._shown.setAccessibleName(name)
        if self._image.isNull():
            self._shown.setText(_("“{name}”这种图片在这里显示不出来。").format(name=name))
        else:
            self._fit()

    def _fit(self) -> None:
        if self._image.isNull():
            return
        image, ratio = self._image, self.devicePixelRatioF()
        if self._whole:
            room = (self.viewport().size() - QSize(4, 4)) * ratio
            keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            image = image.scaled(room.boundedTo(image.size()), keep, smooth)
        pixmap = QPixmap.fromImage(image)
        pixmap.setDevicePixelRatio(ratio)
        self._shown.setPixmap(pixmap)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._whole = not self._whole
        self._fit()
        super().mousePressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self._whole:
            self._fit()
        return super().viewportEvent(event)
