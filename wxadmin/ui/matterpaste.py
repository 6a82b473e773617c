"""粘贴事项: what was understood of a pasted text, what was not, and which of it is taken in."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QListWidget, QListWidgetItem, QPlainTextEdit, QWidget

from wxadmin.domain.errors import UserError
from wxadmin.i18n import _
from wxadmin.services import matter_kinds, matter_paste
from wxadmin.services.matter_paste import PastePreview, Proposed
from wxadmin.services.matters import MatterDraft
from wxadmin.ui import dialogs, theme
from wxadmin.ui.card import label
from wxadmin.ui.desk import Desk
from wxadmin.ui.sharing import shown
from wxadmin.ui.strip import Strip
from wxadmin.ui.textblock import TextBlock

_PAUSE = 350  # ms without another letter before the text is read again


class MatterPaste(dialogs.Sheet):
    """The text above, the matters in it beneath, beside them what was read of the one chosen."""

    def __init__(self, parent: QWidget, desk: Desk, group: int, text: str = "") -> None:
        super().__init__(parent, _("粘贴事项"), _("登记"))
        self.desk = desk
        self._group = group
        self._turn = 0
        self._seen: PastePreview | None = None
        room = self.screen().availableGeometry()
        self.resize(min(900, round(room.width() * 0.94)), min(620, round(room.height() * 0.88)))
        self.strip = Strip(self)
        self.body.addWidget(self.strip)
        head = QHBoxLayout()
        words = label(_("没有写明是什么的，算作"), self, "muted")
        head.addWidget(words)
        self.usual = QComboBox(self)
        self.usual.setAccessibleName(_("没有写明是什么的，算作"))
        self.usual.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.usual.setMinimumContentsLength(7)
        self.usual.addItem(_("（不登记）"), None)
        for kind, title in matter_kinds.RAISED.items():
            self.usual.addItem(title, kind)
        self.usual.currentIndexChanged.connect(self._on_text_changed)
        words.setBuddy(self.usual)
        head.addWidget(self.usual)
        head.addStretch(1)
        self.body.addLayout(head)
        self.text = QPlainTextEdit(text, self)
        self.text.setAccessibleName(_("私聊或群里的话"))
        self.text.setTabChangesFocus(True)
        self.text.setPlaceholderText(
            _("把私聊或群里的话粘贴到这里，例如：举报：某某在群里发广告　建议：…　申请发布：…　@群主 求助 …")
        )
        self.text.textChanged.connect(self._on_text_changed)
        self.body.addWidget(self.text, 2)
        self.count = label("", self, "muted")
        self.body.addWidget(self.count)
        row = QHBoxLayout()
        row.setSpacing(theme.GAP)
        self.list = QListWidget(self)
        self.list.setAccessibleName(_("看出的事项"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.currentRowChanged.connect(self._on_row_changed)
        self.list.itemChanged.connect(self._on_item_changed)
        row.addWidget(self.list, 3)
        self.read = TextBlock("", self)
        row.addWidget(self.read, 3, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(row, 3)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self._on_timer_timeout)
        self._show(None)
        self.text.setFocus()
        if text:
            self._timer.start(0)

    def _on_text_changed(self) -> None:
        self._turn += 1
        self.main.setEnabled(False)
        self._timer.start(_PAUSE)

    def _on_timer_timeout(self) -> None:
        self.desk.tasks.start(self._read(self._turn))

    async def _read(self, turn: int) -> None:
        store, group = self.desk.store, self._group
        text, usual = self.text.toPlainText(), self.usual.currentData()
        seen: PastePreview | None = None
        wrong: UserError | None = None
        if text.strip():
            try:
                seen = await self.desk.tasks.run(lambda: matter_paste.preview(store, group, text, usual))
            except UserError as error:
                wrong = error
        if turn != self._turn or not shiboken6.isValid(self) or not self.isVisible():
            return
        self.strip.clear()
        if wrong is not None:
            self.strip.hint(str(wrong))
        self._show(seen)

    def _show(self, seen: PastePreview | None) -> None:
        self._seen = seen
        self.list.blockSignals(True)
        self.list.clear()
        for one in () if seen is None else seen.found:
            words = matter_paste.line_of(one.draft)
            item = QListWidgetItem(shown(f"{words}　{one.missing}" if one.missing else words), self.list)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked if one.missing else Qt.CheckState.Checked)
        for line, words, why in () if seen is None else seen.left[:200]:
            item = QListWidgetItem(_("第 {n} 行没有登记：{words}（{why}）").format(n=line, words=shown(words), why=why))
            item.setFlags(Qt.ItemFlag.ItemIsEnabled)
            item.setForeground(theme.color("muted"))
            self.list.addItem(item)
        self.list.blockSignals(False)
        if seen is not None and seen.found:
            self.list.setCurrentRow(0)
        self._on_row_changed(self.list.currentRow())
        self._on_item_changed()

    def _found(self) -> tuple[Proposed, ...]:
        return () if self._seen is None else self._seen.found

    def _on_row_changed(self, row: int) -> None:
        found = self._found()
        if not 0 <= row < len(found):
            self.read.set_text("")
            return
        draft = found[row].draft
        parts = [
            (_("种类"), matter_kinds.RAISED[draft.kind]),
            (matter_kinds.RAISERS[draft.kind], draft.by.label or _("没有写是谁")),
            (matter_kinds.ABOUT.get(draft.kind, ""), "、".join(party.label for party in draft.about)),
            *((matter_kinds.label_of(draft.kind, key), value) for key, value in draft.fields.items()),
            (_("内容"), draft.body),
        ]
        lines = [f"{name}：{value}" for name, value in parts if name and value]
        if found[row].missing:
            lines.insert(0, _("还不能登记：{}").format(found[row].missing))
        self.read.set_text(shown("\n".join(lines)[:1_500]))

    def _on_item_changed(self) -> None:
        picked = len(self.drafts())
        self.main.setEnabled(picked > 0)
        found = self._found()
        left = 0 if self._seen is None else len(self._seen.left)
        words = _("看出 {n} 件，将登记 {m} 件；{left} 行没有看懂").format(n=len(found), m=picked, left=left)
        self.count.setText("" if self._seen is None else words)

    def drafts(self) -> tuple[MatterDraft, ...]:
        """What is ticked and can be taken in."""
        return tuple(
            one.draft
            for row, one in enumerate(self._found())
            if not one.missing and self.list.item(row).checkState() == Qt.CheckState.Checked
        )

    def _filled(self) -> tuple[object, ...]:
        return (self.text.toPlainText(),)  # what else is chosen is no work to lose
