"""Whom a new case is about: one or several, found by name, initials, department or nickname."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from wxadmin.i18n import _
from wxadmin.services.case_choices import Candidate
from wxadmin.ui import dialogs, theme
from wxadmin.ui.card import label
from wxadmin.ui.sharing import shown

Who = tuple[int | None, str]
"""A roster id, or None and a nickname."""
_AT = Qt.ItemDataRole.UserRole
_ROW = 28
_FOUND = 4


class WhoSheet(dialogs.Sheet):
    """A list with a tick each; what is written and nobody's name can be taken as a nickname."""

    def __init__(
        self, parent: QWidget, known: Sequence[Candidate], *, title: str = "", verb: str = "",
        without: Sequence[Who] = (),
    ) -> None:  # fmt: skip
        super().__init__(parent, title or _("新建案件"), verb or _("立案"))
        self._known = [one for one in known if (one.person, "" if one.person else one.name) not in without]
        self.setMinimumWidth(480)
        self.say(
            _("当事人：一个人或同一件事里的几个人。按姓名、拼音首字母、部门或群昵称找；不在册的，写群昵称再按回车。")
        )
        self.field = _Search(self, self._on_return)
        self.field.setAccessibleName(_("当事人"))
        self.field.setPlaceholderText(_("姓名、首字母、群昵称"))
        self.field.setClearButtonEnabled(True)
        self.body.addWidget(self.field)
        self.list = QListWidget(self)
        self.list.setAccessibleName(_("可以选的人"))
        self.list.setUniformItemSizes(True)
        self.list.setMinimumHeight(_ROW * 4 + 6)
        self.body.addWidget(self.list, 1)
        self.count = label("", self, "muted")
        self.count.setWordWrap(True)
        self.body.addWidget(self.count)
        self._strange: list[str] = []
        twice = _namesakes(self._known)
        for at, one in enumerate(self._known):
            self._item(_words(one, twice), at)
        self.field.textChanged.connect(self._on_text_changed)
        self.list.itemChanged.connect(self._on_item_changed)
        self._tell()
        self.resize(520, min(460, round(self.screen().availableGeometry().height() * 0.9)))
        self.field.setFocus()

    def _item(self, words: str, at: int) -> QListWidgetItem:
        item = QListWidgetItem(shown(words))
        item.setData(_AT, at)
        item.setSizeHint(QSize(0, _ROW))
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable)
        item.setCheckState(Qt.CheckState.Unchecked)
        self.list.addItem(item)
        return item

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(row) for row in range(self.list.count())]

    def _one(self, item: QListWidgetItem) -> Candidate:
        at: int = item.data(_AT)
        return self._known[at]

    def _on_text_changed(self, text: str) -> None:
        first = -1
        for row, item in enumerate(self._items()):
            hidden = not self._one(item).found_by(text)
            item.setHidden(hidden)
            if not hidden and first < 0:
                first = row
        self.list.setCurrentRow(first)
        self._tell()

    def _on_item_changed(self, _item: QListWidgetItem) -> None:
        self._tell()

    def _on_return(self) -> None:
        """Tick who is found first and go on searching; nobody found: take it as a nickname; nothing written: done."""
        text = self.field.text().strip()
        if not text:
            if self.main.isEnabled():
                self.accept()
            return
        item = self.list.currentItem()
        if item is None or item.isHidden():
            self._known.append(Candidate(None, text, "", (), text.lower()))
            item = self._item(_("{nickname}（群昵称）").format(nickname=text), len(self._known) - 1)
        item.setCheckState(Qt.CheckState.Checked)
        self.field.clear()

    def _tell(self) -> None:
        names = [self._one(item).name for item in self._items() if item.checkState() == Qt.CheckState.Checked]
        text = self.field.text().strip()
        found = any(not item.isHidden() for item in self._items())
        if names:
            words = _("{n} 人：{who}").format(n=len(names), who="、".join(names))
        elif text and not found:
            words = _("没有找到。按回车，按群昵称“{text}”立案。").format(text=text)
        else:
            words = _("还没有选人")
        self.count.setText(shown(words))
        self.main.setEnabled(bool(names))

    def chosen(self) -> tuple[Who, ...]:
        """Who was ticked, in the order of the list."""
        ticked = (self._one(item) for item in self._items() if item.checkState() == Qt.CheckState.Checked)
        return tuple((one.person, "" if one.person is not None else one.name) for one in ticked)


class PartyAdder(QWidget):
    """A field in a sheet that finds one more person; ``chosen`` carries who was taken, ``grown`` that it is higher."""

    chosen = Signal(object)
    grown = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._known: Sequence[Candidate] = ()
        self._without: Sequence[Who] = ()
        self._found: list[Candidate] = []
        self._twice: Collection[int | None] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        self.field = _Search(self, self._on_return)
        self.field.setAccessibleName(_("添加当事人"))
        self.field.setPlaceholderText(_("姓名、首字母、群昵称；回车添加，不在册的按群昵称添加"))
        self.field.setClearButtonEnabled(True)
        self.field.textChanged.connect(self._on_text_changed)
        self.field.left.connect(self.hide)
        column.addWidget(self.field)
        self.list = QListWidget(self)
        self.list.setAccessibleName(_("可以选的人"))
        self.list.setFixedHeight(_ROW * _FOUND + 6)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.itemClicked.connect(self._on_return)
        column.addWidget(self.list)

    @property
    def offered(self) -> bool:
        """Whether it knows whom to offer."""
        return bool(self._known)

    def offer(self, known: Sequence[Candidate]) -> None:
        """Whom it finds."""
        self._known, self._twice = known, _namesakes(known)

    def leave_out(self, without: Sequence[Who]) -> None:
        """Who is there already."""
        self._without = without
        self.field.clear()
        self._on_text_changed("")

    def _on_text_changed(self, text: str) -> None:
        there = {(person, "" if person is not None else sender) for person, sender in self._without}
        free = (one for one in self._known if (one.person, "" if one.person is not None else one.name) not in there)
        self._found = [one for one in free if one.found_by(text)][:_FOUND]
        self.list.clear()
        for one in self._found:
            item = QListWidgetItem(shown(_words(one, self._twice)), self.list)
            item.setSizeHint(QSize(0, _ROW))
        self.list.setCurrentRow(0)
        self.list.setVisible(bool(self._found))
        self.grown.emit()

    def _on_return(self) -> None:
        text, row = self.field.text().strip(), self.list.currentRow()
        if 0 <= row < len(self._found):
            self.chosen.emit(self._found[row])
        elif text:
            self.chosen.emit(Candidate(None, text, "", (text,), text.lower()))


class _Search(QLineEdit):
    """A field in which the arrow keys move in the list and Enter takes what is found, never the sheet's button."""

    left = Signal()

    def __init__(self, sheet: WhoSheet | PartyAdder, taken: Callable[[], None]) -> None:
        super().__init__(sheet)
        self._sheet = sheet
        self._taken = taken

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._taken()
            event.accept()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            rows = [row for row in range(self._sheet.list.count()) if not self._sheet.list.item(row).isHidden()]
            if rows:
                now = self._sheet.list.currentRow()
                at = rows.index(now) if now in rows else -1
                by = 1 if event.key() == Qt.Key.Key_Down else -1
                self._sheet.list.setCurrentRow(rows[min(max(at + by, 0), len(rows) - 1)])
        elif event.key() == Qt.Key.Key_Escape and isinstance(self._sheet, PartyAdder):
            self.left.emit()  # the field goes, the sheet stays
        else:
            super().keyPressEvent(event)


def _namesakes(known: Sequence[Candidate]) -> Collection[int | None]:
    """Namesakes of one department alone: they are told apart by number."""
    often = Counter((one.name, one.department) for one in known)
    return {one.person for one in known if often[one.name, one.department] > 1}


def _words(one: Candidate, twice: Collection[int | None]) -> str:
    if one.person is None:
        return _("{nickname}（群昵称，不在册）").format(nickname=one.name)
    words = f"{one.name}（{one.department}）" if one.department else one.name
    if one.left:
        words += _("，已离开")
    others = [name for name in one.nicknames if one.name not in name]
    if others:
        words += "　" + _("群昵称 {names}").format(names="、".join(others[:2]))
    return words + (f"　#{one.person}" if one.person in twice else "")
