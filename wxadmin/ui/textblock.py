"""Plain text of any origin on screen: wraps anywhere, marks spans, never reads markup."""

from __future__ import annotations

import html
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QFont,
    QGuiApplication,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from wxadmin.i18n import _
from wxadmin.ui import theme
from wxadmin.ui.sharing import shown

Span = tuple[int, int]
_LIKES = 400  # pixels of width it asks for when its text is longer
_LEADING = 1.25  # line boxes a line
_BREAK = "\u2028"
_TIP = 600
"""Characters of a tool tip: more would cover the screen."""


def tip(words: str) -> str:
    """Words of any origin as a tool tip: shown as they are, never read as markup, in lines that fit the screen."""
    cut = words if len(words) <= _TIP else words[: _TIP - 1] + "…"
    if len(cut) <= 40 and "<" not in cut and "&" not in cut:
        return cut
    return "<qt>" + html.escape(cut).replace("\n", "<br>") + "</qt>"


class TextBlock(QWidget):
    """A paragraph. ``marks`` are half-open spans in code points shown on the hit colour; ``role`` is a palette role.

    ``lines`` > 0 shows at most that many lines, the last with an ellipsis where there is more. The whole text is the
    accessible name and can be copied.
    """

    def __init__(
        self, text: str = "", parent: QWidget | None = None, *, marks: Sequence[Span] = (), role: str = "text",
        size: int = theme.BODY, bold: bool = False, lines: int = 0,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._role = role
        self._lines = lines
        font = QFont(self.font())
        font.setPixelSize(size)
        font.setBold(bold)
        self.setFont(font)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._layout = QTextLayout()
        self._width = -1
        self._heights: dict[int, int] = {}
        """By width: layouts ask for that of the hint and that of the place in turn, at every key of a form around."""
        self.set_text(text, marks)

    def set_text(self, text: str, marks: Sequence[Span] = ()) -> None:
        """Show other words; on a shared screen with personal numbers covered."""
        text = shown(text)
        self._text = text
        self._marks = tuple(marks)
        self._width = -1
        self._heights.clear()
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """The words shown."""
        return self._text

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            self._arrange(width)
        return self._heights[width]

    def sizeHint(self) -> QSize:
        width = min(_LIKES, self.fontMetrics().horizontalAdvance(self._text[:_LIKES]) + 2)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(40, self.fontMetrics().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        self._arrange(self.width())
        painter = QPainter(self)
        painter.setPen(theme.color(self._role))
        self._layout.draw(painter, QPointF(0, 0), marked(self._text, self._marks), QRectF(event.rect()))
        painter.end()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("复制"), self._on_copy_chosen)
        menu.popup(event.globalPos())

    def _on_copy_chosen(self) -> None:
        QGuiApplication.clipboard().setText(self._text)

    def _arrange(self, width: int) -> None:
        if width == self._width:
            return
        self._width = width
        layout = self._layout
        shown = self._text.replace("\n", _BREAK)
        _set(layout, shown, self.font())
        height = _lay_lines(layout, max(width, 20), self._lines)
        if self._lines and layout.lineCount() == self._lines:
            last = layout.lineAt(self._lines - 1)
            units = shown.encode("utf-16-le")
            if 2 * (last.textStart() + last.textLength()) < len(units):
                before, rest = (
                    part.decode("utf-16-le") for part in (units[: 2 * last.textStart()], units[2 * last.textStart() :])
                )
                own = rest.split(_BREAK, 1)[0][:_LIKES] + "…"
                room = max(width, 20) - 2
                layout.setText(before + self.fontMetrics().elidedText(own, Qt.TextElideMode.ElideRight, room))
                height = _lay_lines(layout, max(width, 20), self._lines)
        self._heights[width] = int(max(height, self.fontMetrics().height()) + 0.999)


def arranged(text: str, font: QFont, width: int) -> tuple[QTextLayout, float]:
    """A text broken into lines of a width as every paragraph on screen is, and the height it takes."""
    layout = QTextLayout()
    _set(layout, text.replace("\n", _BREAK), font)
    return layout, _lay_lines(layout, width, 0)


def marked(text: str, marks: Sequence[Span]) -> list[QTextLayout.FormatRange]:
    """How spans of hits look, in UTF-16 units, which Qt counts in."""
    formats = []
    for start, end in marks:
        span = QTextLayout.FormatRange()
        span.start, span.length = _utf16(text[:start]), _utf16(text[start:end])
        look = QTextCharFormat()
        look.setBackground(theme.color("hit"))
        look.setForeground(theme.color("text"))
        look.setFontUnderline(True)
        span.format = look
        formats.append(span)
    return formats


def _set(layout: QTextLayout, text: str, font: QFont) -> None:
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setText(text)
    layout.setFont(font)
    layout.setTextOption(option)
    layout.setCacheEnabled(True)


def _lay_lines(layout: QTextLayout, width: int, most: int) -> float:
    """Break the layout's text into lines, at most so many (0: all); the height they take."""
    layout.beginLayout()
    y = 0.0
    count = 0
    while not most or count < most:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        line.setPosition(QPointF(0, y + line.height() * (_LEADING - 1) / 2))
        y += line.height() * _LEADING
        count += 1
    layout.endLayout()
    return y


def _utf16(text: str) -> int:
    return len(text) + sum(c > "\uffff" for c in text)
