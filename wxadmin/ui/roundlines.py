"""A signing round in the list: its sheet and state above, beneath how far it has come and by when."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFont, QPainter

from wxadmin.i18n import _
from wxadmin.services.listing import Row
from wxadmin.ui import theme
from wxadmin.ui.card import draw_pill
from wxadmin.ui.entries import TwoLines

_TITLE, _STATE, _SHARE, _DUE, _OPENED = range(5)
_BAR = 56


class RoundLines(TwoLines):
    """The bar shows the share who have signed; its figures stand beside it."""

    def words(self, painter: QPainter, rect: QRect, row: Row, base: QFont) -> None:
        small = theme.tabular(QFont(base))
        small.setPixelSize(theme.SMALL)
        left, right = rect.x() + 12, rect.right() - 12
        first = QRectF(left, rect.y() + 7, right - left, 22)
        second = QRectF(left, rect.y() + 31, right - left, 20)
        painter.setFont(small)
        state = row.cells[_STATE]
        wide = painter.fontMetrics().horizontalAdvance(state) + 18
        draw_pill(painter, QRectF(right - wide, first.y(), wide, 22), state, row.badges[0].tone)
        painter.setFont(base)
        painter.setPen(theme.color("text"))
        room = int(first.width() - wide - 8)
        title = painter.fontMetrics().elidedText(row.cells[_TITLE], Qt.TextElideMode.ElideMiddle, room)
        painter.drawText(QRectF(left, first.y(), room, 22), Qt.AlignmentFlag.AlignVCenter, title)
        signed, _slash, expected = row.cells[_SHARE].partition("/")
        self._bar(painter, QRectF(left, second.center().y() - 3, _BAR, 6), int(signed), int(expected))
        painter.setFont(small)
        painter.setPen(theme.color("muted"))
        due = row.cells[_DUE]
        words = row.cells[_SHARE] + ("　" + _("{day}前").format(day=due) if due else "")
        beside = second.adjusted(_BAR + 8, 0, 0, 0)
        words = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(beside.width()))
        painter.drawText(beside, Qt.AlignmentFlag.AlignVCenter, words)

    def _bar(self, painter: QPainter, rect: QRectF, signed: int, expected: int) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("hover"))
        painter.drawRoundedRect(rect, 3, 3)
        if signed:
            painter.setBrush(theme.color("accent"))
            rect.setWidth(max(6.0, rect.width() * signed / expected))
            painter.drawRoundedRect(rect, 3, 3)
