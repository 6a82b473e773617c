"""The outline: every unit on a line with its number and first words, moved by mouse and keyboard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import (
    QAbstractItemModel,
    QByteArray,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem, QTreeView, QWidget

from wxadmin.domain.regulation import Node, RegulationText
from wxadmin.domain.regulation_places import Place
from wxadmin.i18n import _
from wxadmin.ui import theme
from wxadmin.ui.editor.units import END, HEAD, shown
from wxadmin.ui.textblock import tip

Index = QModelIndex | QPersistentModelIndex

PLACE_ROLE = Qt.ItemDataRole.UserRole
_KIND = "application/x-wxadmin-unit"
_ROW = 30
_WORDS = 60

Marks = Mapping[Place, frozenset[str]]
"""Of each place what is to be said of it: keys of SIGNS."""
SIGNS = {
    "fault": ("circle-alert", "danger", _("有错误")),
    "caution": ("triangle-alert", "amber", _("要留意")),
    "objection": ("message-square", "amber", _("有未答复的意见")),
    "blank": ("pencil", "amber", _("有空没填")),
    "setting": ("sliders-horizontal", "accent", _("读出了规定")),
}
"""Icon, colour and words of each mark."""


@dataclass(slots=True)
class _Entry:
    place: Place
    node: Node | None
    above: int
    row: int
    below: list[int] = field(default_factory=list)


class OutlineModel(QAbstractItemModel):
    """The tree of one frozen text. A change of the words changes one line; another tree is read anew.

    ``moved`` carries which unit was dropped, into which unit (() outermost), and before which of its children.
    """

    moved = Signal(object, object, int)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._entries: list[_Entry] = []
        self._top: list[int] = []
        self._by_place: dict[Place, int] = {}
        self._marks: Marks = {}
        self._text = RegulationText(None, (), (), ())

    def show_text(self, text: RegulationText) -> None:
        """Another tree."""
        self.beginResetModel()
        self._text = text
        self._entries, self._top = [], []

        def add(place: Place, node: Node | None, above: int, row: int) -> None:
            number = len(self._entries)
            self._entries.append(_Entry(place, node, above, row))
            (self._entries[above].below if above >= 0 else self._top).append(number)
            if node is not None:
                for at, child in enumerate(node.children):
                    add((*place, at), child, number, at)

        add(HEAD, None, -1, 0)
        for at, node in enumerate(text.nodes):
            add((at,), node, -1, at + 1)
        add(END, None, -1, len(text.nodes) + 1)
        self._by_place = {entry.place: number for number, entry in enumerate(self._entries)}
        self.endResetModel()

    def show_words(self, text: RegulationText, place: Place, node: Node | None) -> None:
        """The words of one line changed."""
        number = self._by_place.get(place)
        if number is None:
            return
        self._entries[number].node = node
        self._text = text
        here = self.index_of(place)
        self.dataChanged.emit(here, here)

    def show_values(self, text: RegulationText) -> None:
        """The same tree with other values in its blanks."""
        self._text = text
        self.dataChanged.emit(self.index(0, 0), self.index(len(self._top) - 1, 0))

    def show_marks(self, marks: Marks) -> None:
        """Say something of these units."""
        if marks != self._marks:
            self._marks = marks
            if self._top:
                self.dataChanged.emit(self.index(0, 0), self.index(len(self._top) - 1, 0))

    def index_of(self, place: Place) -> QModelIndex:
        """The line of a unit, an invalid index when there is none."""
        number = self._by_place.get(place)
        return QModelIndex() if number is None else self.createIndex(self._entries[number].row, 0, number)

    def place(self, index: Index) -> Place | None:
        """Which unit a line stands for."""
        return self._entries[index.internalId()].place if index.isValid() else None

    def every(self) -> list[Place]:
        """All places in reading order."""
        return [entry.place for entry in self._entries]

    # What the view asks

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008 - Qt's own
        below = self._below(parent)
        return self.createIndex(row, column, below[row]) if 0 <= row < len(below) and column == 0 else QModelIndex()

    def parent(self, index: Index = QModelIndex()) -> QModelIndex:  # type: ignore[override]  # noqa: B008
        above = self._entries[index.internalId()].above if index.isValid() else -1
        return self.createIndex(self._entries[above].row, 0, above) if above >= 0 else QModelIndex()

    def _below(self, parent: Index) -> list[int]:
        return self._entries[parent.internalId()].below if parent.isValid() else self._top

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return len(self._below(parent))

    def columnCount(self, _parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        entry = self._entries[index.internalId()]
        if role == PLACE_ROLE:
            return entry.place
        if role == Qt.ItemDataRole.DisplayRole:
            number, words = self.words(index)
            return f"{number}　{words}" if number and words else number or words
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            said = [SIGNS[sign][2] for sign in SIGNS if sign in self._marks.get(entry.place, ())]
            number, words = self.words(index)
            whole = "，".join(part for part in (number, words, *said) if part)
            return tip(whole) if role == Qt.ItemDataRole.ToolTipRole else whole
        return None

    def words(self, index: Index) -> tuple[str, str]:
        """Number and heading or first words of a line."""
        entry = self._entries[index.internalId()]
        if entry.place == HEAD:
            return "", shown(self._text, self._text.title or "") or _("（没有标题）")
        if entry.place == END:
            return "", _("落款")
        node = entry.node
        assert node is not None
        words = shown(self._text, (node.title or node.text)[:_WORDS]).replace("\n", " ")
        return node.number, words or ("" if node.children else _("（空）"))

    def signs(self, index: Index) -> frozenset[str]:
        """What is said of a line."""
        return self._marks.get(self._entries[index.internalId()].place, frozenset())

    def heavy(self, index: Index) -> bool:
        """Whether the line is a heading."""
        entry = self._entries[index.internalId()]
        return entry.place == HEAD or (entry.node is not None and entry.node.kind == "chapter")

    # Drag and drop

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        if self._entries[index.internalId()].node is not None:
            flags |= Qt.ItemFlag.ItemIsDragEnabled | Qt.ItemFlag.ItemIsDropEnabled
        return flags

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        return [_KIND]

    def mimeData(self, indexes: object) -> QMimeData:
        data = QMimeData()
        for index in indexes:  # type: ignore[attr-defined]
            place = self.place(index) or ()
            data.setData(_KIND, QByteArray(",".join(map(str, place)).encode()))
        return data

    def canDropMimeData(self, data: QMimeData, _action: Qt.DropAction, row: int, _column: int, parent: Index) -> bool:
        return self._target(data, row, parent) is not None

    def dropMimeData(self, data: QMimeData, _action: Qt.DropAction, row: int, _column: int, parent: Index) -> bool:
        target = self._target(data, row, parent)
        if target is not None:
            self.moved.emit(*target)
        return False  # the text is changed and read anew; the view must not move lines itself

    def _target(self, data: QMimeData, row: int, parent: Index) -> tuple[Place, Place, int] | None:
        said = bytes(data.data(_KIND).data()).decode()
        if not said:
            return None
        source = tuple(int(part) for part in said.split(","))
        into = self.place(parent) or ()
        if into in (HEAD, END) or into[: len(source)] == source:
            return None
        count = len(self._below(parent))
        if not into:  # the outermost lines begin with the head and end with the closing
            count -= 2
            row = row - 1 if row >= 0 else count
        at = count if row < 0 else min(max(row, 0), count)
        return source, into, at


class _Lines(QStyledItemDelegate):
    """Number in bold for headings, muted otherwise; first words; at the right what is to be said of the unit."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, OutlineModel)
        rect: QRect = option.rect
        on = bool(option.state & option.state.State_Selected)
        painter.save()
        painter.fillRect(rect, theme.color("selected" if on else "base"))
        if on and option.state & option.state.State_HasFocus:
            painter.fillRect(QRect(rect.x(), rect.y(), 3, rect.height()), theme.color("accent"))
        right = rect.right() - 6
        signs = model.signs(index)
        for sign, (icon, role, _said) in SIGNS.items():
            if sign in signs:
                theme.icon(icon, role).paint(painter, QRect(right - 14, rect.center().y() - 7, 15, 15))
                right -= 20
        number, words = model.words(index)
        font = QFont(option.font)
        font.setBold(model.heavy(index))
        painter.setFont(font)
        left, metrics = rect.x() + 6, painter.fontMetrics()
        if number:
            painter.setPen(theme.color("text" if model.heavy(index) else "muted"))
            painter.drawText(QRect(left, rect.y(), right - left, rect.height()), Qt.AlignmentFlag.AlignVCenter, number)
            left += metrics.horizontalAdvance(number) + 8
        painter.setPen(theme.color("text"))
        room = max(0, right - left)
        words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRect(left, rect.y(), room, rect.height()), Qt.AlignmentFlag.AlignVCenter, words)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, _ROW)


class OutlineTree(QTreeView):
    """The lines. ``chosen`` carries the place; keys that change the outline are handled by the editor."""

    chosen = Signal(object)
    pasted = Signal()
    writing_wanted = Signal()
    menu_wanted = Signal(QPoint)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._quiet = False
        self.lines = OutlineModel(self)
        self.setModel(self.lines)
        self.setItemDelegate(_Lines(self))
        self.setAccessibleName(_("大纲"))
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setIndentation(16)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setTabKeyNavigation(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self.menu_wanted)
        self.doubleClicked.connect(self.writing_wanted)
        self.setExpandsOnDoubleClick(False)

    def show_text(self, text: RegulationText, at: Place) -> None:
        """Another tree; what was folded stays so."""
        model = self.lines
        heads = [(place, model.index_of(place)) for place in model.every()]
        folded = [place for place, index in heads if model.rowCount(index) and not self.isExpanded(index)]
        place = self.verticalScrollBar().value()
        self._quiet = True
        model.show_text(text)
        self.expandAll()
        for one in folded:
            index = model.index_of(one)
            if index.isValid():
                self.collapse(index)
        self.verticalScrollBar().setValue(place)
        self._quiet = False
        self.choose(at)

    def choose(self, at: Place) -> None:
        """Make a line the current one and show it."""
        index = self.lines.index_of(at)
        if index.isValid() and index != self.currentIndex():
            self._quiet = True
            self.setCurrentIndex(index)
            self.scrollTo(index)
            self._quiet = False

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        place = self.lines.place(current)
        if not self._quiet and place is not None:
            self.chosen.emit(place)

    def paste(self) -> None:
        """Ctrl+V on the outline."""
        self.pasted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F2:
            self.writing_wanted.emit()
            return
        if event.text() and event.text().isprintable():
            event.ignore()  # no search by first letters
            return
        super().keyPressEvent(event)
