"""Small bar charts with their numbers written out."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from wxadmin.i18n import _
from wxadmin.ui import theme


class Columns(QWidget):
    """One column a day (or the like), label beneath, number above."""

    def __init__(self, bars: Sequence[tuple[str, int]], name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._bars = list(bars)
        self.setMinimumHeight(150)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name + "：" + "，".join(f"{a} {b}" for a, b in bars))

    def sizeHint(self) -> QSize:
        return QSize(320, 150)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = theme.tabular(QFont(self.font()))
        font.setPixelSize(theme.SMALL)
        painter.setFont(font)
        if not self._bars:
            _nothing(painter, QRectF(self.rect()))
            return
        high = max(value for _name, value in self._bars) or 1
        width = self.width() / len(self._bars)
        room = self.height() - 44
        every = max(1, -(-46 // max(1, int(width))))
        for at, (name, value) in enumerate(self._bars):
            x = at * width
            length = room * value / high
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent" if value else "line"))
            bar = QRectF(x + width * 0.22, 20 + room - length, width * 0.56, max(length, 2))
            painter.drawRoundedRect(bar, 2, 2)
            if value and width >= 26:
                painter.setPen(theme.color("text"))
                painter.drawText(QRectF(x, bar.y() - 18, width, 16), Qt.AlignmentFlag.AlignCenter, f"{value:,}")
            if (len(self._bars) - 1 - at) % every == 0:
                painter.setPen(theme.color("muted"))
                wide = max(width, 46)
                left = min(max(0.0, x + width / 2 - wide / 2), self.width() - wide)
                painter.drawText(QRectF(left, self.height() - 20, wide, 18), Qt.AlignmentFlag.AlignCenter, name)
        painter.end()


_MARK, _LINE = 15, 22  # pixels of a legend: its mark with the gap behind it, and a line


class Series(QWidget):
    """Columns side by side for each label, one of each series; a legend names the colours."""

    def __init__(
        self, bars: Sequence[tuple[str, Sequence[int]]], series: Sequence[tuple[str, str]], name: str, parent: QWidget
    ) -> None:
        """``bars``: label and a value of each of the ``series``, which have a name and a colour of the theme."""
        super().__init__(parent)
        self._bars, self._series = [(label, list(values)) for label, values in bars], list(series)
        self.setMinimumHeight(176)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        words = [
            f"{label} " + " ".join(f"{title} {value}" for (title, _colour), value in zip(series, values, strict=True))
            for label, values in bars
        ]
        self.setAccessibleName(name + "：" + "，".join(words))

    def sizeHint(self) -> QSize:
        return QSize(320, 176)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = theme.tabular(QFont(self.font()))
        font.setPixelSize(theme.SMALL)
        painter.setFont(font)
        if not any(any(values) for _label, values in self._bars):
            _nothing(painter, QRectF(self.rect()))
            return
        places = self.legend(painter.fontMetrics())
        self._paint_legend(painter, places)
        high = max(max(values) for _label, values in self._bars)
        width = self.width() / len(self._bars)
        top = 44.0 + places[-1][1]
        room = self.height() - top - 24
        thick = min(22.0, width * 0.8 / len(self._series))
        for at, (name, values) in enumerate(self._bars):
            left = at * width + (width - thick * len(self._series)) / 2
            for place, ((_title, colour), value) in enumerate(zip(self._series, values, strict=True)):
                length = room * value / high
                bar = QRectF(left + place * thick + 1, top + room - length, thick - 2, max(length, 2))
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.color(colour if value else "line"))
                painter.drawRoundedRect(bar, 2, 2)
                if value:
                    painter.setPen(theme.color("text"))
                    above = QRectF(bar.center().x() - 24, bar.y() - 17, 48, 16)
                    if thick >= 14 or place == 0:
                        painter.drawText(above, Qt.AlignmentFlag.AlignCenter, f"{value:,}")
            painter.setPen(theme.color("muted"))
            painter.drawText(QRectF(at * width, self.height() - 20, width, 18), Qt.AlignmentFlag.AlignCenter, name)
        painter.end()

    def legend(self, metrics: QFontMetrics) -> list[tuple[int, int, int]]:
        """(x, y, width) of each entry of the legend; what does not fit beside the others stands on a line below."""
        places: list[tuple[int, int, int]] = []
        x = y = 0
        for title, _colour in self._series:
            wide = _MARK + metrics.horizontalAdvance(title) + 4
            if x and x + wide > self.width():
                x, y = 0, y + _LINE
            places.append((x, y, wide))
            x += wide + _MARK
        return places

    def _paint_legend(self, painter: QPainter, places: Sequence[tuple[int, int, int]]) -> None:
        for (title, colour), (x, y, wide) in zip(self._series, places, strict=True):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(colour))
            painter.drawRoundedRect(QRectF(x, y + 6, 10, 10), 2, 2)
            painter.setPen(theme.color("text"))
            painter.drawText(QRectF(x + _MARK, y, wide - _MARK, _LINE), Qt.AlignmentFlag.AlignVCenter, title)


class Rows(QWidget):
    """One bar a line: name, bar, number."""

    def __init__(self, bars: Sequence[tuple[str, int]], name: str, parent: QWidget, *, names: int = 90) -> None:
        super().__init__(parent)
        self._bars, self._names = list(bars), names
        self.setMinimumHeight(max(60, 26 * len(self._bars)))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name + "：" + "，".join(f"{a} {b}" for a, b in bars))

    def sizeHint(self) -> QSize:
        return QSize(320, max(60, 26 * len(self._bars)))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = theme.tabular(QFont(self.font()))
        font.setPixelSize(13)
        painter.setFont(font)
        if not self._bars:
            _nothing(painter, QRectF(self.rect()))
            return
        high = max(value for _name, value in self._bars) or 1
        names = min(self._names, self.width() // 2)
        for at, (name, value) in enumerate(self._bars):
            y = at * 26
            painter.setPen(theme.color("text"))
            shown = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, names - 8)
            painter.drawText(QRectF(0, y, names, 24), Qt.AlignmentFlag.AlignVCenter, shown)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("hover"))
            full = self.width() - names - 50
            painter.drawRoundedRect(QRectF(names, y + 8, full, 8), 4, 4)
            painter.setBrush(theme.color("accent"))
            painter.drawRoundedRect(QRectF(names, y + 8, max(8.0, full * value / high), 8), 4, 4)
            painter.setPen(theme.color("text"))
            painter.drawText(
                QRectF(self.width() - 44, y, 44, 24),
                Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight,
                f"{value:,}",
            )
        painter.end()


def _nothing(painter: QPainter, rect: QRectF) -> None:
    painter.setPen(theme.color("muted"))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, _("还没有数据"))
    painter.end()
