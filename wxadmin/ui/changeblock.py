"""A clause in two versions at once: words that went are struck, words that came are underlined."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import QWidget

from wxadmin.domain.regulation_diff import Piece
from wxadmin.i18n import _
from wxadmin.ui import theme
from wxadmin.ui.textblock import TextBlock


class ChangeBlock(TextBlock):
    """The words of both versions in reading order; the shape says what the colour says."""

    def __init__(self, pieces: Sequence[Piece], parent: QWidget) -> None:
        super().__init__("".join(piece.text for piece in pieces), parent)
        self._pieces = tuple(pieces)
        words = {"same": "{}", "removed": _("〔删去：{}〕"), "added": _("〔加上：{}〕")}
        self.setAccessibleName("".join(words[piece.kind].format(piece.text) for piece in pieces))

    def paintEvent(self, event: QPaintEvent) -> None:
        self._arrange(self.width())
        painter = QPainter(self)
        painter.setPen(theme.color("text"))
        formats = []
        start = 0
        for piece in self._pieces:
            length = len(piece.text.encode("utf-16-le")) // 2
            if piece.kind != "same":
                span = QTextLayout.FormatRange()
                span.start, span.length = start, length
                look = QTextCharFormat()
                if piece.kind == "removed":
                    look.setFontStrikeOut(True)
                    look.setForeground(theme.color("danger"))
                    look.setBackground(theme.color("danger_soft"))
                else:
                    look.setFontUnderline(True)
                    look.setForeground(theme.color("good"))
                    look.setBackground(theme.color("good_soft"))
                span.format = look
                formats.append(span)
            start += length
        self._layout.draw(painter, QPointF(0, 0), formats, QRectF(event.rect()))
        painter.end()
