"""Pieces a detail view is built of, top to bottom: headings, facts, paragraphs, links, buttons."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from wxadmin.ui import theme
from wxadmin.ui.flow import Flow
from wxadmin.ui.sharing import shown
from wxadmin.ui.textblock import Span, TextBlock, tip


def button(text: str, slot: Callable[[], None], parent: QWidget, *, kind: str = "", icon: str = "") -> QPushButton:
    """A push button; ``kind`` is ``main``, ``danger``, ``quiet``, ``link`` or plain."""
    result = QPushButton(f" {text}" if icon and text else text, parent)
    if kind:
        result.setProperty(kind, "true")
    if icon:
        result.setIcon(theme.icon(icon, "on_accent" if kind == "main" else "text"))
    result.setAccessibleName(text)
    result.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    result.clicked.connect(slot)
    return result


def label(text: str, parent: QWidget, *kinds: str) -> QLabel:
    """A short label of our own words; ``kinds`` are properties of the style sheet (``muted``, ``heading``, …)."""
    result = QLabel(text, parent)
    result.setTextFormat(Qt.TextFormat.PlainText)
    for kind in kinds:
        result.setProperty(kind, "true")
    return result


class Link(QPushButton):
    """A line that leads to a record; ``opened`` carries its page and id."""

    opened = Signal(str, object)

    def __init__(self, text: str, page: str, record: int, parent: QWidget) -> None:
        super().__init__(parent)
        text = shown(text)
        self._page = page
        self._record = record
        self._full = text
        self.setProperty("link", "true")
        self.setAccessibleName(text)
        self.setToolTip(tip(text))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._on_self_clicked)
        self.setText(text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.setText(self.fontMetrics().elidedText(self._full, Qt.TextElideMode.ElideRight, self.width() - 12))
        super().resizeEvent(event)

    def _on_self_clicked(self) -> None:
        self.opened.emit(self._page, self._record)


class ScoreBar(QWidget):
    """A small bar from 0 to 1."""

    def __init__(self, value: float, parent: QWidget) -> None:
        super().__init__(parent)
        self._value = min(1.0, max(0.0, value))
        self.setFixedHeight(6)
        self.setMinimumWidth(60)
        self.setAccessibleName(f"{self._value:.0%}")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("hover"))
        painter.drawRoundedRect(self.rect(), 3, 3)
        painter.setBrush(theme.color("accent"))
        painter.drawRoundedRect(0, 0, max(6, round(self.width() * self._value)), 6, 3, 3)
        painter.end()


class Card(QScrollArea):
    """A column of pieces that scrolls. ``clear`` before each record, then add; ``link_opened`` carries page and id."""

    link_opened = Signal(str, object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.locked = False
        """Whether buttons that change something are left out."""
        self._new_body()

    def _new_body(self) -> None:
        self._body = QFrame(self.viewport())  # where it stays: a change of parents styles every piece anew
        self._body.setProperty("card", "true")
        self._column = QVBoxLayout(self._body)
        self._column.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.MARGIN)
        self._column.setSpacing(theme.GAP)
        self._column.setSizeConstraint(QLayout.SizeConstraint.SetMinAndMaxSize)
        self._column.addStretch(1)
        self._body.setMaximumWidth(16_777_215)

    def clear(self) -> None:
        """Begin a new record. The old pieces are deleted when the new ones are shown by :meth:`finish`."""
        if self._body is not self.widget():
            self._body.deleteLater()
        self._new_body()

    def finish(self, *, keep_place: bool = False) -> None:
        """Show what was added since :meth:`clear`."""
        place = self.verticalScrollBar().value() if keep_place else 0
        old = self.takeWidget()
        self.setWidget(self._body)
        self._body.show()
        if old is not None:
            old.hide()
            old.deleteLater()
        self.verticalScrollBar().setValue(place)

    @property
    def host(self) -> QWidget:
        """The parent for pieces made elsewhere."""
        return self._body

    def add(self, piece: QWidget | QLayout) -> None:
        """Add any piece below the others."""
        at = self._column.count() - 1
        if isinstance(piece, QLayout):
            self._column.insertLayout(at, piece)
        else:
            self._column.insertWidget(at, piece)

    def title(self, text: str, *, badge: str = "", tone: str = "muted") -> None:
        """The record's name, with its state as a word beside it."""
        row = QHBoxLayout()
        row.setSpacing(theme.GAP)
        words = TextBlock(text, self._body, size=theme.TITLE, bold=True)
        row.addWidget(words, 1)
        if badge:
            row.addWidget(pill(badge, tone, self._body), 0, Qt.AlignmentFlag.AlignTop)
        self.add(row)

    def section(self, text: str) -> None:
        """A heading over what follows."""
        rule = QFrame(self._body)
        rule.setProperty("rule", "true")
        self._column.insertSpacing(self._column.count() - 1, 4)
        self.add(rule)
        self.add(label(text, self._body, "heading"))

    def text(self, text: str, *, role: str = "text", marks: Sequence[Span] = (), size: int = theme.BODY) -> TextBlock:
        """A paragraph of any origin."""
        block = TextBlock(text, self._body, role=role, marks=marks, size=size)
        self.add(block)
        return block

    def facts(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Names and values in two columns; empty values are left out."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for row, (name, value) in enumerate((n, v) for n, v in pairs if v):
            words = label(name, self._body, "muted")
            words.setContentsMargins(0, 2, 0, 0)
            grid.addWidget(words, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(TextBlock(value, self._body), row, 1)
        self.add(grid)

    def bars(self, parts: Iterable[tuple[str, float, str]]) -> None:
        """Reasons with a small bar each: words, weight 0–1, detail."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        for row, (name, value, detail) in enumerate(parts):
            words = TextBlock(f"{name}：{detail}" if detail else name, self._body)
            grid.addWidget(words, row, 0)
            bar = ScoreBar(value, self._body)
            bar.setFixedWidth(80)
            bar.setAccessibleName(f"{name} {value:.0%}")
            grid.addWidget(bar, row, 1, Qt.AlignmentFlag.AlignVCenter)
        self.add(grid)

    def link(self, text: str, page: str, record: int) -> None:
        """A line that leads to another record."""
        piece = Link(text, page, record, self._body)
        piece.opened.connect(self.link_opened)
        self.add(piece)

    def row(self, *pieces: QWidget) -> None:
        """Pieces side by side, going on in the next line when the card is narrow; none on a locked card."""
        if self.locked:
            for piece in pieces:
                piece.hide()
            return
        holder = QWidget(self._body)
        layout = Flow(holder)
        for piece in pieces:
            layout.addWidget(piece)
        self.add(holder)

    def empty(self, text: str) -> None:
        """Show one muted sentence instead of a record."""
        self.clear()
        self.text(text, role="muted")
        self.finish()


class Pill(QWidget):
    """A state in a word on a soft ground; the word stands for itself, the colour only helps."""

    def __init__(self, text: str, tone: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._text = text
        self._tone = tone
        font = self.font()
        font.setPixelSize(theme.SMALL)
        self.setFont(font)
        self.setAccessibleName(text)
        self.setFixedSize(self.fontMetrics().horizontalAdvance(text) + 18, 22)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_pill(painter, self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), self._text, self._tone)
        painter.end()


def pill(text: str, tone: str, parent: QWidget) -> Pill:
    """A state in a word; ``tone`` as in services.listing."""
    return Pill(text, tone, parent)


_PILL = 6  # pixels its round ends take from the words
_TONES = {
    "ok": ("good", "good_soft"), "warn": ("amber", "amber_soft"), "danger": ("danger", "danger_soft"),
    "info": ("accent", "hover"), "muted": ("muted", "hover"),
}  # fmt: skip


def draw_pill(painter: QPainter, rect: QRectF, text: str, tone: str) -> None:
    """Paint a pill into a QRectF; used by the list delegates too."""
    front, back = _TONES.get(tone, _TONES["muted"])
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(back))
    painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
    painter.setPen(theme.color(front))
    fitting = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(rect.width()) - _PILL)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, fitting)
    painter.restore()
