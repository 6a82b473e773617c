"""Evidence out of the archive: messages found by words or sender, each seen in its conversation, ticked and taken."""

from __future__ import annotations

from collections.abc import Sequence

import shiboken6
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QScrollArea, QWidget

from wxadmin.i18n import _
from wxadmin.services import chats
from wxadmin.services.chats import ContextLine
from wxadmin.services.listing import Row, View
from wxadmin.ui import dialogs, theme
from wxadmin.ui.card import button, label
from wxadmin.ui.conversation import Conversation
from wxadmin.ui.desk import Desk
from wxadmin.ui.sharing import shown
from wxadmin.ui.strip import Strip

_ID = Qt.ItemDataRole.UserRole
_MOST = 200
"""Messages shown of a search: the latest."""
_PAUSE = 200  # ms
_AROUND = 2
"""Messages before and after one that are taken with it."""


class EvidenceSheet(dialogs.Sheet):
    """Left what was found, right its conversation. ``senders`` are nicknames of the parties, ``taken`` message ids."""

    def __init__(self, parent: QWidget, desk: Desk, group: int, senders: Sequence[str], taken: Sequence[int]) -> None:
        super().__init__(parent, _("从聊天归档选证据"), _("作为证据"))
        self._desk, self._group = desk, group
        self._senders = tuple(dict.fromkeys(senders))
        self._before = tuple(taken)
        self._ticked: dict[int, bool] = dict.fromkeys(taken, True)
        self._turn = 0
        self.strip = Strip(self)
        self.body.addWidget(self.strip)
        self.search = QLineEdit(self)
        self.search.setAccessibleName(_("在本群聊天里找"))
        self.search.setPlaceholderText(_("在本群聊天里找：说过的话、谁说的"))
        self.search.setClearButtonEnabled(True)
        self.body.addWidget(self.search)
        self.own = QCheckBox(_("只看当事人说的"), self)
        self.own.setChecked(bool(self._senders))
        self.own.setVisible(bool(self._senders))
        self.body.addWidget(self.own)
        sides = QHBoxLayout()
        sides.setSpacing(theme.MARGIN)
        self.list = QListWidget(self)
        self.list.setAccessibleName(_("找到的消息"))
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setMinimumWidth(180)
        sides.addWidget(self.list, 3)
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setMinimumWidth(160)
        sides.addWidget(self._area, 2)
        self.body.addLayout(sides, 1)
        self._lines: tuple[ContextLine, ...] = ()
        self.around = button(_("前后各 {n} 条也作证据").format(n=_AROUND), self._on_around_clicked, self, kind="link")
        self.around.setAutoDefault(False)
        self.around.setEnabled(False)
        self.body.addWidget(self.around)
        self.count = label("", self, "muted")
        self.body.addWidget(self.count)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_timer_timeout)
        self.search.textChanged.connect(self._on_asked)
        self.own.toggled.connect(self._on_asked)
        self.list.currentItemChanged.connect(self._on_current_changed)
        self.list.itemChanged.connect(self._on_item_changed)
        room = self.screen().availableGeometry()
        self.resize(min(980, round(room.width() * 0.94)), min(620, round(room.height() * 0.86)))
        self._tell()
        self._on_asked()
        self.search.setFocus()

    def _filled(self) -> tuple[object, ...]:
        return self.chosen()

    def chosen(self) -> tuple[int, ...]:
        """The messages ticked: those of before first, then in the order of ticking."""
        return tuple(number for number, on in self._ticked.items() if on)

    def _on_asked(self) -> None:
        self._timer.start(_PAUSE)

    def _on_timer_timeout(self) -> None:
        if not self._desk.tasks.closing:
            self._desk.tasks.start(self._find())

    async def _find(self) -> None:
        store, group, words = self._desk.store, self._group, self.search.text().strip()
        senders = self._senders if self.own.isChecked() else ()
        self._turn += 1
        mine = self._turn

        def read() -> list[Row]:
            view = View(group=group, search=words)
            if senders:
                found = sorted({n for who in senders for n in chats.index(store, view, only=chats.Filter(sender=who))})
            else:
                found = list(chats.index(store, view))
            return chats.page(store, found[-_MOST:][::-1])

        rows = await self._desk.read(read, self.strip)
        if rows is None or mine != self._turn or not shiboken6.isValid(self):
            return
        self.list.blockSignals(True)
        self.list.clear()
        for row in rows:
            when, who, text, _kind = row.cells
            item = QListWidgetItem(shown(f"{when}　{who}：{text}"), self.list)
            item.setData(_ID, row.id)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable)
            item.setCheckState(Qt.CheckState.Checked if self._ticked.get(row.id) else Qt.CheckState.Unchecked)
        self.list.blockSignals(False)
        self.list.setCurrentRow(0)
        self._tell(found=len(rows))

    def _tell(self, found: int | None = None) -> None:
        words = _("已选 {n} 条").format(n=len(self.chosen()))
        if found == 0:
            words += _("；没有找到消息。可以先在“聊天归档”里导入聊天记录，或换个词找。")
        elif found == _MOST:
            words += _("；只列出最近的 {n} 条，写几个字可以缩小范围").format(n=_MOST)
        self.count.setText(words)
        self.main.setEnabled(set(self.chosen()) != set(self._before))

    def _on_item_changed(self, item: QListWidgetItem) -> None:
        self._ticked[int(item.data(_ID))] = item.checkState() == Qt.CheckState.Checked
        self._tell()

    def _on_current_changed(self, item: QListWidgetItem | None) -> None:
        if item is not None and not self._desk.tasks.closing:
            self._desk.tasks.start(self._show(int(item.data(_ID))))

    async def _show(self, message: int) -> None:
        store = self._desk.store
        lines: tuple[ContextLine, ...] | None = await self._desk.read(lambda: chats.context(store, message), self.strip)
        if lines is None or not shiboken6.isValid(self):
            return
        item = self.list.currentItem()
        if item is not None and item.data(_ID) == message:
            self._area.setWidget(Conversation(lines, self._area))
            self._lines = lines
            self.around.setEnabled(True)

    def _on_around_clicked(self) -> None:
        """Tick the message looked at with what was said just before and after it."""
        said = [line for line in self._lines if line.id]  # system lines are none
        at = next((n for n, line in enumerate(said) if line.focus), 0)
        self._ticked |= dict.fromkeys((line.id for line in said[max(0, at - _AROUND) : at + _AROUND + 1]), True)
        self.list.blockSignals(True)
        for row in range(self.list.count()):
            item = self.list.item(row)
            on = self._ticked.get(int(item.data(_ID)))
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self.list.blockSignals(False)
        self._tell()

    def done(self, code: int) -> None:
        """Closed: what is still on its way comes too late."""
        self._timer.stop()
        self._turn += 1
        super().done(code)
