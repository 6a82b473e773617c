"""The unit under the pen between its neighbours: number in the margin, heading, words, and what is to be said of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCursor, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from wxadmin.domain.regulation import RegulationText
from wxadmin.domain.regulation_places import Place, places
from wxadmin.i18n import _
from wxadmin.ui import theme
from wxadmin.ui.card import label, pill
from wxadmin.ui.editor.field import TextField
from wxadmin.ui.editor.manuscript import Manuscript
from wxadmin.ui.editor.units import END, HEAD, shown, words_at
from wxadmin.ui.flow import Flow
from wxadmin.ui.textblock import TextBlock, tip

_BEFORE, _AFTER = 2, 3
"""Neighbours shown for reading."""
_NUMBER = 76
"""Pixels of the margin."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A pill on the unit: words, tone as in services.listing, and what it says on hover."""

    words: str
    tone: str
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """A line under the unit: ``danger`` for a fault, ``amber`` for a caution."""

    words: str
    role: str


class _Neighbour(QFrame):
    """Another unit for reading; a click goes there."""

    chosen = Signal(object)

    def __init__(self, place: Place, number: str, words: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._place = place
        self.setCursor(QCursor(Qt.CursorShape.PointingHandCursor))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 4)
        row.setSpacing(8)
        margin = label(number, self, "muted")
        margin.setFixedWidth(_NUMBER)
        margin.setContentsMargins(0, 2, 0, 0)
        margin.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        row.addWidget(margin)
        row.addWidget(TextBlock(words, self, role="muted", lines=3), 1)
        self.setAccessibleName(f"{number} {words[:40]}".strip())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.chosen.emit(self._place)


class ClausePane(QScrollArea):
    """Shows and edits the unit chosen in ``manuscript``."""

    def __init__(self, manuscript: Manuscript, parent: QWidget) -> None:
        super().__init__(parent)
        self._manuscript = manuscript
        self._tags: tuple[Tag, ...] = ()
        self._remarks: tuple[Remark, ...] = ()
        self._hits: tuple[tuple[int, int], ...] = ()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        body = QFrame(self)
        body.setProperty("card", "true")
        column = QVBoxLayout(body)
        column.setContentsMargins(8, 12, 12, 12)
        column.setSpacing(4)
        self.crumbs = TextBlock("", body, role="muted", size=theme.SMALL, lines=1)
        column.addWidget(self.crumbs)
        self._above = QVBoxLayout()
        self._above.setSpacing(0)
        column.addLayout(self._above)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.number = QLabel("", body)
        self.number.setTextFormat(Qt.TextFormat.PlainText)
        self.number.setProperty("heading", "true")
        self.number.setFixedWidth(_NUMBER)
        self.number.setWordWrap(True)
        self.number.setContentsMargins(0, 5, 0, 0)
        self.number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.number, 0, Qt.AlignmentFlag.AlignTop)
        inner = QVBoxLayout()
        inner.setSpacing(6)
        self.title = TextField(body, single=True)
        self.title.typed.connect(self._on_title_typed)
        inner.addWidget(self.title)
        self.field = TextField(body)
        self.field.typed.connect(self._on_field_typed)
        self.field.cursorPositionChanged.connect(self._on_caret_moved)
        inner.addWidget(self.field)
        self._tag_host = QWidget(body)
        self._tag_row = Flow(self._tag_host)
        inner.addWidget(self._tag_host)
        self._remark_column = QVBoxLayout()
        self._remark_column.setSpacing(4)
        inner.addLayout(self._remark_column)
        row.addLayout(inner, 1)
        column.addLayout(row)
        self._below = QVBoxLayout()
        self._below.setSpacing(0)
        column.addLayout(self._below)
        column.addStretch(1)
        self._body = body
        self.setWidget(body)
        manuscript.changed.connect(self._on_manuscript_changed)
        manuscript.turned.connect(self._on_manuscript_turned)

    # What is shown

    def show_unit(self) -> None:
        """Show the chosen unit and its neighbours."""
        text, at = self._manuscript.text, self._manuscript.at
        words = self._manuscript.words()
        self.number.setText(words.number)
        self.title.setVisible(words.titled)
        self.title.setAccessibleName(_("制度名称") if at == HEAD else _("标题"))
        self.title.setPlaceholderText(_("制度名称") if at == HEAD else _("标题（可以不写）"))
        self.title.show_words(words.title)
        name = {HEAD: _("前言"), END: _("落款")}.get(at, _("{number}的文字").format(number=words.number))
        self.field.setAccessibleName(name)
        self.field.setPlaceholderText(
            {HEAD: _("前言（可以不写），一行一段"), END: _("单位和日期，一行一个")}.get(at, _("写在这里"))
        )
        self.field.show_words(words.text)
        self.crumbs.set_text(_crumbs(text, at))
        self._show_neighbours(text, at)
        self._stain()

    def _show_neighbours(self, text: RegulationText, at: Place) -> None:
        order = [HEAD, *(place for place, _node in places(text)), END]
        here = order.index(at) if at in order else 0
        for layout, around in (
            (self._above, order[max(0, here - _BEFORE) : here]),
            (self._below, order[here + 1 : here + 1 + _AFTER]),
        ):
            _empty(layout)
            for place in around:
                words = words_at(text, place)
                said = "　".join(part for part in (words.title, words.text.replace("\n", " ")) if part)
                if said or words.number:
                    piece = _Neighbour(place, words.number, shown(text, said), self._body)
                    piece.chosen.connect(self._manuscript.choose)
                    layout.addWidget(piece)

    def say(self, tags: Sequence[Tag], remarks: Sequence[Remark]) -> None:
        """What is to be said of the unit."""
        if tuple(tags) != self._tags:
            self._tags = tuple(tags)
            while item := self._tag_row.takeAt(0):
                _drop(item.widget())
            for tag in self._tags:
                piece = pill(tag.words, tag.tone, self._tag_host)
                piece.setToolTip(tip(tag.tip))
                self._tag_row.addWidget(piece)
            self._tag_host.setVisible(bool(self._tags))
        if tuple(remarks) != self._remarks:
            self._remarks = tuple(remarks)
            _empty(self._remark_column)
            for remark in self._remarks:
                self._remark_column.addWidget(TextBlock(remark.words, self._body, role=remark.role, size=theme.SMALL))

    def show_hits(self, hits: Sequence[tuple[int, int]]) -> None:
        """Places of the unit's words that are being looked for."""
        self._hits = tuple(hits)
        self._stain()

    def _stain(self) -> None:
        blanks = self._manuscript.text.blanks
        faces = {
            blank.key: (blank.value or f"〔{blank.label or blank.key}〕", "good_soft" if blank.value else "amber_soft")
            for blank in blanks
        }
        for field in (self.title, self.field):
            field.show_values(faces)
            field.setAccessibleDescription(shown(self._manuscript.text, field.words) if faces else "")
        self.field.stain([(start, end, "hit") for start, end in self._hits])

    # What happens

    def _on_title_typed(self, words: str) -> None:
        self._manuscript.write("title", words)

    def _on_field_typed(self, words: str) -> None:
        self._manuscript.write("text", words)

    def _on_manuscript_changed(self, what: str) -> None:
        if what == "words":
            now = self._manuscript.words()
            self.title.show_words(now.title)
            self.field.show_words(now.text)
            self._stain()
        else:
            self.show_unit()

    def _on_manuscript_turned(self) -> None:
        self._hits = ()
        self.show_unit()
        end = len(self.field.words)
        self.field.select(end, end)
        self._show_field()

    def _show_field(self) -> None:
        """Bring number, heading and words into sight; where the pane is low the neighbours above go out of it."""
        layout = self._body.layout()
        assert layout is not None
        layout.activate()
        self.verticalScrollBar().setValue(0)
        self.ensureWidgetVisible(self.field, 0, 24)

    def _on_caret_moved(self) -> None:
        if self.field.hasFocus():
            spot = self.field.mapTo(self._body, self.field.caret_rect().center())
            self.ensureVisible(spot.x(), spot.y(), 0, 40)


def _crumbs(text: RegulationText, at: Place) -> str:
    """The units above: 第二章 入群 › 第八条."""
    if at == HEAD:
        return _("标题和前言")
    if at == END:
        return _("落款")
    above = [words_at(text, at[:n]) for n in range(1, len(at))]
    return " › ".join(" ".join(part for part in (w.number, w.title) if part) for w in above)


def _empty(layout: QVBoxLayout) -> None:
    while item := layout.takeAt(0):
        _drop(item.widget())


def _drop(widget: QWidget | None) -> None:
    if widget is not None:
        widget.hide()
        widget.deleteLater()
