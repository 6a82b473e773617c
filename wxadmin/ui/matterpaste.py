"""粘贴事项: reports, drafts and proposals out of what people wrote."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QWidget

from wxadmin.i18n import _
from wxadmin.services import matter_kinds, matter_paste
from wxadmin.services.matter_paste import PastePreview, Proposed
from wxadmin.services.matters import MatterDraft
from wxadmin.ui.desk import Desk
from wxadmin.ui.pastesheet import PasteSheet
from wxadmin.ui.sharing import shown
from wxadmin.ui.textblock import TextBlock


class MatterPaste(PasteSheet[Proposed]):
    """The matters in a text, beside them what was read of the one chosen."""

    def __init__(self, parent: QWidget, desk: Desk, group: int, text: str = "") -> None:
        super().__init__(parent, desk, _("粘贴事项"), text)
        self._group = group
        self.usual = self.add_choice(_("没有写明是什么的，算作"))
        self.usual.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.usual.setMinimumContentsLength(7)
        self.usual.addItem(_("（不登记）"), None)
        for kind, title in matter_kinds.RAISED.items():
            self.usual.addItem(title, kind)
        self.head.addStretch(1)
        self.text.setAccessibleName(_("私聊或群里的话"))
        self.text.setPlaceholderText(
            _("把私聊或群里的话粘贴到这里，例如：举报：某某在群里发广告　建议：…　申请发布：…　@群主 求助 …")
        )
        self.list.setAccessibleName(_("看出的事项"))
        self.read = TextBlock("", self)
        self.beside.addWidget(self.read, 3, Qt.AlignmentFlag.AlignTop)
        self.begin()

    def reading(self, text: str) -> Callable[[], PastePreview]:
        store, group, usual = self.desk.store, self._group, self.usual.currentData()
        return lambda: matter_paste.preview(store, group, text, usual)

    def line_of(self, one: Proposed) -> str:
        words = matter_paste.line_of(one.draft)
        return f"{words}　{one.missing}" if one.missing else words

    def left_words(self, line: int, words: str, why: str) -> str:
        return _("第 {n} 行没有登记：{words}（{why}）").format(n=line, words=words, why=why)

    def show_one(self, row: int) -> None:
        if not 0 <= row < len(self.found):
            self.read.set_text("")
            return
        draft = self.found[row].draft
        parts = [
            (_("种类"), matter_kinds.RAISED[draft.kind]),
            (matter_kinds.RAISERS[draft.kind], draft.by.label or _("没有写是谁")),
            (matter_kinds.ABOUT.get(draft.kind, ""), "、".join(party.label for party in draft.about)),
            *((matter_kinds.label_of(draft.kind, key), value) for key, value in draft.fields.items()),
            (_("内容"), draft.body),
        ]
        lines = [f"{name}：{value}" for name, value in parts if name and value]
        if self.found[row].missing:
            lines.insert(0, _("还不能登记：{}").format(self.found[row].missing))
        self.read.set_text(shown("\n".join(lines)[:1_500]))

    def count_words(self, found: int, ticked: int, left: int) -> str:
        return _("看出 {n} 件，将登记 {m} 件；{left} 行没有看懂").format(n=found, m=ticked, left=left)

    def drafts(self) -> tuple[MatterDraft, ...]:
        """What is ticked."""
        return tuple(self.found[row].draft for row in self.ticked())
