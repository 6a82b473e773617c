"""The library as a list: for whom, name and two lines of what a text is; those for the chosen group come first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from wxadmin.i18n import _
from wxadmin.services import spelling
from wxadmin.services.library import TemplateCard
from wxadmin.ui import theme
from wxadmin.ui.card import draw_pill, label

Index = QModelIndex | QPersistentModelIndex
_CARD = Qt.ItemDataRole.UserRole
_WORDS = Qt.ItemDataRole.UserRole + 1
_FITS = Qt.ItemDataRole.UserRole + 2
_EVERY, _SUITED = "", "*"
_ANYBODY = "通用"
_LINE = 18
_BESIDE = 480  # logical pixels from which on search and filter stand beside each other


class _Entry(QStyledItemDelegate):
    """Name and for whom above, two lines of summary beneath."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        on = bool(option.state & option.state.State_Selected)
        card: TemplateCard = index.data(_CARD)
        painter.save()
        painter.fillRect(rect, theme.color("selected" if on else "base"))
        if on and option.state & option.state.State_HasFocus:
            painter.fillRect(QRect(rect.x(), rect.y(), 3, rect.height()), theme.color("accent"))
        painter.setPen(theme.color("hover"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        small = QFont(option.font)
        small.setPixelSize(theme.SMALL)
        left, right = rect.x() + 12, rect.right() - 10
        painter.setFont(small)
        tag = _("适合本群") if index.data(_FITS) else card.kind
        wide = painter.fontMetrics().horizontalAdvance(tag) + 16
        draw_pill(painter, QRectF(right - wide, rect.y() + 8, wide, 20), tag, "ok" if index.data(_FITS) else "muted")
        bold = QFont(option.font)
        bold.setBold(True)
        painter.setFont(bold)
        painter.setPen(theme.color("text"))
        room = right - wide - 8 - left
        name = painter.fontMetrics().elidedText(card.title, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(left, rect.y() + 7, room, 22), Qt.AlignmentFlag.AlignVCenter, name)
        painter.setFont(small)
        painter.setPen(theme.color("muted"))
        for at, words in enumerate(two_lines(painter.fontMetrics(), card.summary, right - left)):
            painter.drawText(QRectF(left, rect.y() + 31 + at * _LINE, right - left + 4, _LINE), 0, words)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, 31 + 2 * _LINE + 8)


def two_lines(metrics: QFontMetrics, words: str, width: int) -> tuple[str, ...]:
    """The words broken anywhere into at most two lines; what does not fit the second ends in an ellipsis."""
    cut = len(words)
    while cut > 1 and metrics.horizontalAdvance(words[:cut]) > width:
        cut -= 1
    if cut < len(words) and words[cut] in "，。、；：！？）”》":
        cut -= 1
    rest = metrics.elidedText(words[cut:], Qt.TextElideMode.ElideRight, width)
    return (words[:cut], rest) if rest else (words[:cut],)


class TemplateList(QWidget):
    """``chosen`` carries the card of the current row, or None; ``entered`` comes with Enter or a double click."""

    chosen = Signal(object)
    entered = Signal()

    def __init__(self, parent: QWidget, library: Sequence[TemplateCard], group_kind: str, kind_words: str) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        self.search = QLineEdit(self)
        self.search.setAccessibleName(_("找范本"))
        self.search.setPlaceholderText(_("班级、罚款、交接，或拼音首字母"))
        self.search.setClearButtonEnabled(True)
        self.search.addAction(theme.icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.installEventFilter(self)
        self._head = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._head.setSpacing(theme.GAP)
        self._head.addWidget(self.search, 1)
        self.kind = QComboBox(self)
        self.kind.setAccessibleName(_("给谁用"))
        self.kind.addItem(_("全部，适合本群的在前") if group_kind else _("全部"), _EVERY)
        if group_kind:
            self.kind.addItem(_("只看适合本群的（{kind}）").format(kind=kind_words), _SUITED)
        for kind in dict.fromkeys(card.kind for card in library):
            self.kind.addItem(kind, kind)
        self._head.addWidget(self.kind)
        column.addLayout(self._head)
        self.list = QListWidget(self)
        self.list.setAccessibleName(_("范本"))
        self.list.setItemDelegate(_Entry(self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.list.setUniformItemSizes(True)
        self.list.installEventFilter(self)
        for card in sorted(library, key=lambda one: fit(one, group_kind)):
            item = QListWidgetItem(card.title)
            item.setData(_CARD, card)
            item.setData(_FITS, bool(group_kind) and fit(card, group_kind) == 0)
            words = (card.title, card.summary, card.kind, *card.duties, *spelling.pinyin_words(card.title))
            item.setData(_WORDS, " ".join(words).lower())
            item.setToolTip(card.summary)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{card.title}，{card.kind}，{card.summary}")
            self.list.addItem(item)
        column.addWidget(self.list, 1)
        self.nothing = label(_("没有这样的范本。换个词，或在上面选“全部”。"), self, "muted")
        self.nothing.setWordWrap(True)
        column.addWidget(self.nothing)
        self.search.textChanged.connect(self._narrow_down)
        self.kind.currentIndexChanged.connect(self._narrow_down)
        self.list.currentRowChanged.connect(self._on_row_changed)
        self.list.itemDoubleClicked.connect(self._on_double_clicked)
        self.list.setCurrentRow(0)
        self._narrow_down()

    @property
    def card(self) -> TemplateCard | None:
        """The text that is chosen."""
        item = self.list.currentItem()
        return None if item is None or item.isHidden() else item.data(_CARD)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = event.size().width() >= _BESIDE
        self._head.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)

    def _narrow_down(self) -> None:
        sought = self.search.text().lower().split()
        kind = self.kind.currentData()
        seen = []
        for row in range(self.list.count()):
            item = self.list.item(row)
            card: TemplateCard = item.data(_CARD)
            fits = kind in (_EVERY, card.kind) or (kind == _SUITED and item.data(_FITS))
            item.setHidden(not (fits and all(word in item.data(_WORDS) for word in sought)))
            if not item.isHidden():
                seen.append(row)
        self.nothing.setVisible(not seen)
        if self.list.currentRow() not in seen:
            self.list.setCurrentRow(seen[0] if seen else -1)
        item = self.list.currentItem()
        if item is not None:
            self.list.scrollToItem(item)

    def _on_row_changed(self) -> None:
        self.chosen.emit(self.card)

    def _on_double_clicked(self) -> None:
        self.entered.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = event.key()
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if self.card is not None:
                    self.entered.emit()
                return True
            if watched is self.search and key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                self._step(1 if key == Qt.Key.Key_Down else -1)
                return True
        return super().eventFilter(watched, event)

    def _step(self, by: int) -> None:
        """The next row in sight, the keyboard staying in the search."""
        row = self.list.currentRow() + by
        while 0 <= row < self.list.count() and self.list.item(row).isHidden():
            row += by
        if 0 <= row < self.list.count():
            self.list.setCurrentRow(row)


def fit(card: TemplateCard, group_kind: str) -> int:
    """0: written for such a group, 1: for whomever, 2: for every group of such a unit, 3: for other groups."""
    if card.groups:
        return 0 if not group_kind or group_kind in card.groups else 3
    return 1 if card.kind == _ANYBODY else 2
