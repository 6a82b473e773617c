"""Over the list of the queue: how many entries each band has and where it begins, further filters, the order."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from wxadmin.i18n import _
from wxadmin.services.queue import Facet
from wxadmin.ui.card import label
from wxadmin.ui.flow import Flow

ORDERS = (
    ("", _("先急后缓"), False), ("time", _("先发的在前"), False), ("time", _("后发的在前"), True),
    ("score", _("研判分高的在前"), True), ("sender", _("按发言人"), False), ("category", _("按类别"), False),
    ("due", _("按到期"), False),
)  # fmt: skip
"""Sort key of the list, its words, whether descending."""
_GROUPS = (("kind", _("种类")), ("category", _("类别")), ("rule", _("规则")))


class QueueBands(QWidget):
    """``band_asked`` carries the place where a band begins, ``facet_asked`` a chip, ``order_asked`` (key, descending).

    ``menu_opening`` comes before the menu of filters is shown, for its counts to be read.
    """

    band_asked = Signal(int)
    facet_asked = Signal(str)
    order_asked = Signal(str, bool)
    menu_opening = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._flow = Flow(self)
        self._heads: list[QPushButton] = []
        self._places: list[int] = []
        self._words = label(_("没有待处理的"), self, "muted")
        self._flow.addWidget(self._words)
        self._filter = QPushButton(_("更多筛选"), self)
        self._filter.setProperty("link", "true")
        self._filter.setAccessibleName(_("更多筛选"))
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self.menu_opening)
        self._filter.setMenu(self._menu)
        self._order = QPushButton(ORDERS[0][1], self)
        self._order.setProperty("link", "true")
        self._order.setAccessibleName(_("排序"))
        orders = QMenu(self)
        group = QActionGroup(self)
        for at, (_key, words, _down) in enumerate(ORDERS):
            action = QAction(words, orders)
            action.setCheckable(True)
            action.setChecked(at == 0)
            action.setData(at)
            group.addAction(action)
            orders.addAction(action)
        group.triggered.connect(self._on_order_chosen)
        self._order.setMenu(orders)
        self._flow.addWidget(self._filter)
        self._flow.addWidget(self._order)

    def set_bands(self, bands: Sequence[tuple[str, str, int]], *, places: bool) -> None:
        """Show (band, its name, entries); with ``places`` the list stands in that order and a click leads there."""
        while len(self._heads) < len(bands):
            piece = QPushButton(self)
            piece.setProperty("link", "true")
            piece.clicked.connect(self._on_head_clicked)
            self._heads.append(piece)
        every: tuple[QWidget, ...] = (*self._heads, self._words, self._filter, self._order)
        for one in every:
            self._flow.removeWidget(one)
        at = 0
        self._places = []
        for piece, (_band, title, count) in zip(self._heads, bands, strict=False):
            piece.setText(f"{title} {count:,}")
            piece.setAccessibleName(_("{band}：{n} 条").format(band=title, n=count))
            piece.setEnabled(places)
            piece.show()
            self._places.append(at)
            self._flow.addWidget(piece)
            at += count
        for piece in self._heads[len(bands) :]:
            piece.hide()
        self._words.setVisible(not bands)
        for rest in (self._words, self._filter, self._order):
            self._flow.addWidget(rest)

    def set_facets(self, facets: Sequence[Facet]) -> None:
        """The filters that find something, in the open menu."""
        self._menu.clear()
        for name, title in _GROUPS:
            those = [one for one in facets if one.chip.startswith(f"{name}:")]
            if not those:
                continue
            self._menu.addSection(title)
            for one in those:
                action = QAction(f"{one.title.partition('：')[2] or one.title}　{one.count:,}", self._menu)
                action.setData(one.chip)
                action.triggered.connect(self._on_facet_chosen)
                self._menu.addAction(action)
        if not facets:
            self._menu.addAction(_("没有待处理的"))

    def _on_head_clicked(self) -> None:
        piece = self.sender()
        for at, one in enumerate(self._heads):
            if one is piece and at < len(self._places):
                self.band_asked.emit(self._places[at])

    def _on_facet_chosen(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.facet_asked.emit(action.data())

    def _on_order_chosen(self, action: QAction) -> None:
        key, words, down = ORDERS[action.data()]
        self._order.setText(words)
        self.order_asked.emit(key, down)


COLOURS = {"overdue": "danger", "today": "amber", "urgent": "accent", "other": "muted"}
"""Band → palette role of its stripe and its name."""
