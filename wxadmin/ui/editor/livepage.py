"""The page as it will print, made anew while the owner types; the unit under the pen is marked and stays in sight."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import shiboken6
from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from wxadmin.domain import blanks
from wxadmin.domain.errors import UserError
from wxadmin.domain.regulation import Node, RegulationText
from wxadmin.domain.regulation_places import Place, places
from wxadmin.i18n import _
from wxadmin.ui import theme
from wxadmin.ui.card import button, label
from wxadmin.ui.pageview import Fit, Mark, PageView
from wxadmin.ui.pdf import Bookmark, PdfFile
from wxadmin.ui.tasks import Tasks
from wxadmin.ui.textlayer import Box, PageText, fold

Spot = tuple[int, float]
"""A page from 0 and points below its upper edge."""
_NUMBER = re.compile(r"—\d+—|第\d+页共\d+页")
_AHEAD = 14
"""Characters by which a unit without a bookmark is found on its page."""
_FAR = 4
"""Pages on which it is looked for."""


@dataclass(slots=True)
class _Map:
    """Where the units of one text stand on its pages."""

    order: list[tuple[Place, Node]]
    spots: dict[Place, Spot]
    rank: dict[Place, int] = field(default_factory=dict)


class LivePage(QWidget):
    """Shows what ``make`` prints of a text. The newest text wins; at most one is being set at a time."""

    made = Signal()
    """A newer page is on the screen or will be with the next paint."""

    def __init__(self, tasks: Tasks, parent: QWidget) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._make: Callable[[RegulationText], bytes] | None = None
        self._wanted: RegulationText | None = None
        self._running = False
        self._map: _Map | None = None
        self._at: Place = ()
        self._marked: dict[int, list[Box]] = {}
        self._sought = True
        self.failed = ""
        """Why the last text could not be set."""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(4)
        self.number = label("", self, "muted", "small")
        row.addWidget(self.number)
        row.addStretch(1)
        self.view = PageView(tasks, self)
        self.view.setAccessibleName(_("边改边看的纸面"))
        for icon, words, slot in (
            ("zoom-out", _("缩小"), self.view.zoom_out),
            ("zoom-in", _("放大"), self.view.zoom_in),
            ("scan", _("适合宽度"), self._on_fit_clicked),
        ):
            piece = button("", slot, self, kind="quiet", icon=icon)
            piece.setAccessibleName(words)
            piece.setToolTip(words)
            row.addWidget(piece)
        column.addLayout(row)
        column.addWidget(self.view, 1)
        self.view.marks.append(self._marks)
        self.view.turned.connect(self._on_view_turned)
        self.view.text_came.connect(self._on_view_text_came)

    def use(self, make: Callable[[RegulationText], bytes] | None) -> None:
        """How a text becomes a PDF; called on another thread. None: show nothing."""
        self._make = make
        self._wanted = None
        self._map = None
        self._marked = {}
        self.view.show_file(None)

    def show_text(self, text: RegulationText) -> None:
        """Set the text and show it; while one is being set the newest waits."""
        self._wanted = text
        if not self._running and not self._tasks.closing and self._make is not None and self.isVisible():
            self._running = True
            self._tasks.start(self._set())

    def showEvent(self, event: QShowEvent) -> None:
        """It came into sight, or the window it stands in: set what waits."""
        super().showEvent(event)
        if self._wanted is not None:
            self.show_text(self._wanted)

    async def _set(self) -> None:
        try:
            while shiboken6.isValid(self) and self._wanted is not None and self._make is not None:
                make, text = self._make, self._wanted
                self._wanted = None
                try:
                    file, there = await self._tasks.run(lambda make=make, text=text: _printed(make, text))  # type: ignore[misc]
                except UserError as error:
                    self._say(str(error))
                    continue
                if not shiboken6.isValid(self) or make is not self._make:
                    file.close()
                    continue
                self._show(file, there)
        finally:
            if shiboken6.isValid(self):
                self._running = False

    def _say(self, words: str) -> None:
        """The paper before stays; the words stand above it."""
        if shiboken6.isValid(self):
            self.failed = words
            self.number.setText(words)

    def _show(self, file: PdfFile, there: _Map) -> None:
        self.failed = ""
        first = self.view.file is None
        self._map = there
        self._marked = {}
        self.view.show_file(file, keep_place=True)
        if first:
            self.view.fit_to(Fit.WIDTH)
        self._sought = False
        self._follow()
        self.made.emit()

    # The unit under the pen

    def follow(self, at: Place) -> None:
        """Mark this unit and bring it into sight; () marks none."""
        self._at = at
        self._marked = {}
        self._sought = False
        self._follow()
        self._seek()
        self.view.viewport().update()

    def _follow(self) -> None:
        """Scroll as little as needed; not at all while any of the unit is in sight."""
        extent = self._extent()
        if extent is None or not self.view.pages:
            return
        self._sought = True
        (page, top), (last, bottom) = extent
        if page >= self.view.pages:
            return
        view, scale = self.view, self.view.scale
        above = view.page_rect(page).y() + top * scale
        below = view.page_rect(min(last, view.pages - 1)).y() + bottom * scale
        if below < 24 or above > view.viewport().height() - 24:
            view.reveal(page, Box(0.0, top, 1.0, top + 12.0))

    def _seek(self) -> None:
        """A unit without a bookmark is looked for on the pages from its article's on, once the pages in sight are read.

        Only after another text or another unit: who scrolls away by hand is left alone.
        """
        found = self._map
        if self._sought or found is None or any(n not in self.view.texts for n in self.view.visible()):
            return
        self._sought = True
        rank = found.rank.get(self._at)
        if rank is not None and not self._tasks.closing:
            self._tasks.start(self._search(self._at, self._head(rank)[0]))

    async def _search(self, at: Place, first: int) -> None:
        for page in range(first, min(first + _FAR, self.view.pages)):
            await self.view.text_of(page)
            if not shiboken6.isValid(self) or at != self._at:
                return
            if self._extent() is not None:
                self._follow()
                self.view.viewport().update()
                return

    def _extent(self) -> tuple[Spot, Spot] | None:
        """From where to where the unit stands."""
        found = self._map
        if found is None or not self._at:
            return None
        rank = found.rank.get(self._at)
        if rank is None:
            return ((0, 0.0), self._spot(0) or (0, 1e4)) if self._at == (-1,) else None
        start = self._spot(rank)
        if start is None:
            return None
        end = next((spot for n in range(rank + 1, len(found.order)) if (spot := self._spot(n))), None)
        return start, end or (start[0] + 1 if start[0] + 1 < self.view.pages else start[0], 1e4)

    def _spot(self, rank: int) -> Spot | None:
        """Where a unit begins: by its bookmark, else by its words on the page where they are known."""
        found = self._map
        if found is None or rank >= len(found.order):
            return None
        at, node = found.order[rank]
        if at in found.spots:
            return found.spots[at]
        page, top = self._head(rank)
        needle = fold(node.number + (node.title or node.text))[:_AHEAD]
        for number in range(page, page + _FAR):
            text = self.view.texts.get(number)
            for start, _end in text.find(needle) if text is not None else ():
                assert text is not None
                here = text.box(start).top
                if number > page or here >= top - 2:
                    return number, here
        return None

    def _head(self, rank: int) -> Spot:
        """Where the unit with a bookmark begins that a unit stands in."""
        found = self._map
        assert found is not None
        at = found.order[rank][0]
        above = next((at[:n] for n in range(len(at), 0, -1) if at[:n] in found.spots), None)
        return found.spots[above] if above is not None else (0, 0.0)

    def _marks(self, page: int) -> list[Mark]:
        tint = QColor(theme.LIGHT.selected)  # paper is white in both themes
        if page not in self._marked:
            text = self.view.texts.get(page)
            extent = self._extent()
            if text is None or extent is None:
                return []
            self._marked[page] = [box for box in _lines_of(text) if extent[0] <= (page, box.top + 2) < extent[1]]
        return [(box, tint, False) for box in self._marked[page]]

    def _on_view_text_came(self, _page: int) -> None:
        self._marked = {}
        if self._extent() is None:
            self._seek()
        elif not self._sought:
            self._follow()
        self.view.viewport().update()

    def _on_view_turned(self, page: int) -> None:
        if not self.failed:
            count = self.view.pages
            self.number.setText(_("第 {n} 页，共 {all} 页").format(n=page + 1, all=count) if count else "")

    def _on_fit_clicked(self) -> None:
        self.view.fit_to(Fit.WIDTH)


def _lines_of(text: PageText) -> list[Box]:
    """The lines of the text itself, without the number of the page."""
    return [line.box for line in text.lines if not _NUMBER.fullmatch(fold(text.chars[line.start : line.end]))]


def _printed(make: Callable[[RegulationText], bytes], text: RegulationText) -> tuple[PdfFile, _Map]:
    file = PdfFile(make(text))
    return file, _mapped(blanks.shown(text), file.outline())


def _mapped(text: RegulationText, outline: tuple[Bookmark, ...]) -> _Map:
    """Chapters and articles have a bookmark each, in reading order."""
    order = list(places(text))
    marked = [at for at, node in order if node.kind in ("chapter", "article") and (node.number or node.title)]
    spots = {at: (mark.page, mark.top) for at, mark in zip(marked, outline, strict=False)}
    return _Map(order, spots, {at: n for n, (at, _node) in enumerate(order)})
