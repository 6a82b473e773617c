"""The selector of the group: a list to pick from, or type a part of a name or its pinyin initials."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QCompleter, QWidget

from wxadmin.i18n import _
from wxadmin.ui import theme
from wxadmin.ui.textblock import tip

_ALL = -1
_NEW = -2
_WORDS = Qt.ItemDataRole.UserRole + 5
_SHOWN = 20


class _Finder(QCompleter):
    """Finds by the words of an item and shows its name."""

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        return str(index.data(Qt.ItemDataRole.DisplayRole) or "")


class GroupChooser(QComboBox):
    """``chosen`` carries a group id, None for all; ``new_wanted`` comes when a new group is asked for."""

    chosen = Signal(object)
    new_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._shown: int | None = None
        self._found = QStandardItemModel(self)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setAccessibleName(_("选定群"))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.setMaxVisibleItems(_SHOWN)
        finder = _Finder(self._found, self)
        finder.setFilterMode(Qt.MatchFlag.MatchContains)
        finder.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        finder.setCompletionRole(_WORDS)
        finder.setMaxVisibleItems(_SHOWN)
        finder.activated[QModelIndex].connect(self._on_finder_activated)  # type: ignore[index]
        self.setCompleter(finder)
        line = self.lineEdit()
        assert line is not None
        line.setPlaceholderText(_("打群名或拼音首字母"))
        line.setAccessibleName(_("选定群"))
        line.installEventFilter(self)
        self.activated.connect(self._on_activated)

    def show_groups(self, groups: Sequence[tuple[int, str]], current: int | None) -> None:
        """Fill it with (id, name) of groups; ``current`` None is all groups."""
        self._shown = current
        self.clear()
        self._found.clear()
        if not groups:
            self.addItem(_("还没有群"), _ALL)
        elif len(groups) > 1:
            self.addItem(_("全部群"), _ALL)
        for number, name in groups:
            self.addItem(name, number)
            self.setItemData(self.count() - 1, tip(name), Qt.ItemDataRole.ToolTipRole)
        self.insertSeparator(self.count())
        self.addItem(theme.icon("plus", "accent"), _("新建群…"), _NEW)
        self._put_back()

    def _list_words(self) -> None:
        """Make ready what typing looks through: only now, since the table of pinyin is read for it."""
        from wxadmin.services import spelling

        if self._found.rowCount():
            return
        for row in range(self.count()):
            number = self.itemData(row)
            if not isinstance(number, int) or number == _NEW:
                continue
            name = self.itemText(row)
            readings = [words for words in (spelling.pinyin_words(c) for c in name) if words]
            item = QStandardItem(name)
            item.setData(number, Qt.ItemDataRole.UserRole)
            sounds = "".join(one[0] for one in readings), "".join(one[1] for one in readings)
            item.setData(" ".join((name, *sounds)), _WORDS)
            self._found.appendRow(item)

    def _put_back(self) -> None:
        """Show the group that is chosen, whatever was typed."""
        self.setCurrentIndex(max(0, self.findData(_ALL if self._shown is None else self._shown)))
        line = self.lineEdit()
        if line is not None:
            line.setText(self.currentText())
            line.setCursorPosition(0)

    def _take(self, number: int) -> None:
        if number == _NEW:
            self._put_back()
            self.new_wanted.emit()
            return
        self._shown = None if number == _ALL else number
        self._put_back()
        self.chosen.emit(self._shown)

    def _on_activated(self, row: int) -> None:
        number = self.itemData(row)
        if isinstance(number, int):
            self._take(number)

    def _on_finder_activated(self, index: QModelIndex) -> None:
        number = index.data(Qt.ItemDataRole.UserRole)
        if isinstance(number, int):
            self._take(number)

    # Typing

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        line = self.lineEdit()
        if watched is line and line is not None:
            if event.type() in (QEvent.Type.FocusIn, QEvent.Type.KeyPress):
                self._list_words()
            if event.type() == QEvent.Type.FocusIn and isinstance(event, QFocusEvent):
                if event.reason() != Qt.FocusReason.PopupFocusReason:
                    line.selectAll()
            elif event.type() == QEvent.Type.FocusOut and isinstance(event, QFocusEvent):
                if event.reason() != Qt.FocusReason.PopupFocusReason:
                    self._put_back()
            elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
                return self._on_key(event)
        return False

    def _on_key(self, event: QKeyEvent) -> bool:
        """Enter takes the first group found, Esc goes back to the one chosen."""
        line = self.lineEdit()
        if line is None or line.text() == self.itemText(self.currentIndex()):
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            finder = self.completer()
            popup = None if finder is None else finder.popup()
            if finder is None or popup is None or (popup.isVisible() and popup.currentIndex().isValid()):
                return False
            finder.setCompletionPrefix(line.text().strip())
            popup.hide()
            if finder.setCurrentRow(0):
                self._on_finder_activated(finder.currentIndex())
            else:
                self._put_back()
            return True
        if event.key() == Qt.Key.Key_Escape:
            self._put_back()
            return True
        return False
