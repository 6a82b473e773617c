"""Ctrl+K: one field that finds records, pages and things to do."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from wxadmin.domain.errors import Cancelled, UserError
from wxadmin.i18n import _
from wxadmin.services import records, search
from wxadmin.ui import theme
from wxadmin.ui.desk import Desk
from wxadmin.ui.places import PAGES
from wxadmin.ui.sharing import shown

_TARGET = Qt.ItemDataRole.UserRole
_WAIT = 120  # ms of silence before the records are asked


class Palette(QDialog):
    """``chosen`` carries page, record and chips; ``done_action`` an action of the menus."""

    chosen = Signal(str, object, object)
    done_action = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        # No popup: those grab the keyboard, and input methods do not work in them everywhere.
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk = desk
        self._reading = records.reader(desk.store)
        self._round = 0
        self._actions: list[tuple[str, QAction]] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(_("姓名、拼音首字母、消息里的词、条款，或要做的事"))
        self.field.setAccessibleName(_("到处搜索"))
        self.field.textChanged.connect(self._on_text_changed)
        self.field.installEventFilter(self)
        self.list = QListWidget(self)
        self.list.setAccessibleName(_("结果"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.itemClicked.connect(self._on_item_chosen)
        column.addWidget(self.field)
        column.addWidget(self.list)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_timer_timeout)
        self.resize(620, 420)
        self.move(parent.mapToGlobal(QPoint((parent.width() - 620) // 2, 60)))
        self.setFocusProxy(self.field)
        self.field.setFocus()

    def offer_actions(self, actions: list[tuple[str, QAction]]) -> None:
        """Things to do that the field finds by name."""
        self._actions = actions
        self._show(())

    def _on_text_changed(self) -> None:
        self._round += 1
        self._show(())
        self._reading.interrupt()
        self._timer.start(_WAIT)

    def _on_timer_timeout(self) -> None:
        text = self.field.text().strip()
        if text and not self._desk.tasks.closing:
            self._desk.tasks.start(self._search(text, self._round))

    async def _search(self, text: str, number: int) -> None:
        desk = self._desk
        try:
            found = await desk.tasks.run(
                lambda: search.everywhere(desk.store, text, group=desk.group, reader=self._reading)
            )
        except (Cancelled, UserError):
            return
        if number == self._round:
            self._show(found)

    def _show(self, found: tuple[search.Found, ...]) -> None:
        text = self.field.text().strip().lower()
        titles = {key: title for key, title, _icon in PAGES}
        self.list.clear()
        for one in found:
            words = f"{one.title}　{one.detail}".replace("\n", " ")
            self._put(f"{titles.get(one.page, '')}：{words}", (one.page, one.id))
        for title, action in self._actions:
            if not text or text in title.lower():
                self._put(title, action)
        if not self.list.count():
            self._put(_("没有找到“{text}”").format(text=self.field.text().strip()), None)
        self.list.setCurrentRow(0)

    def _put(self, words: str, target: object) -> None:
        item = QListWidgetItem(shown(words))
        item.setData(_TARGET, target)
        item.setSizeHint(QSize(0, theme.ROW))
        self.list.addItem(item)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WindowDeactivate:
            self.close()
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = event.key()
            if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                step = 1 if key == Qt.Key.Key_Down else -1
                self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + step)))
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._on_item_chosen(self.list.currentItem())
                return True
        return super().eventFilter(watched, event)

    def _on_item_chosen(self, item: QListWidgetItem | None) -> None:
        target = item.data(_TARGET) if item is not None else None
        if target is None:
            return
        self.close()
        if isinstance(target, QAction):
            self.done_action.emit(target)
        else:
            page, record = target
            self.chosen.emit(page, record, ())
