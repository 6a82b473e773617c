"""粘贴申请: applications to join or leave out of a pasted text, who each is, and which of them are taken in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from wxadmin.domain.applications import Kind
from wxadmin.i18n import _
from wxadmin.services import application_paste, applications
from wxadmin.services.application_paste import PastePreview, Proposed
from wxadmin.services.applications import ApplicationDraft
from wxadmin.ui import dialogs
from wxadmin.ui.applicationsheet import WhoBox, reasons
from wxadmin.ui.desk import Desk
from wxadmin.ui.pastesheet import PasteSheet, Seen
from wxadmin.ui.strip import Strip
from wxadmin.ui.textblock import TextBlock

_USUAL: tuple[Kind, ...] = ("join", "exit")


class ApplicationPaste(PasteSheet[Proposed]):
    """The applications in a text, beside them who the one chosen is and why."""

    def __init__(self, parent: QWidget, desk: Desk, text: str = "") -> None:
        super().__init__(parent, desk, _("粘贴申请"), text)
        self._chosen: dict[int, int | None] = {}
        self.group = self.add_choice(_("群"))
        self.group.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.group.setMinimumContentsLength(12)
        if desk.group is None:
            self.group.addItem(_("（请选一个群）"), None)
        for one in desk.groups:
            if one.state != "dissolved":
                self.group.addItem(one.name, one.id)
        self.group.setCurrentIndex(max(0, self.group.findData(desk.group)))
        self.usual = self.add_choice(_("没有写明申请什么的，算作"))
        for kind in _USUAL:
            self.usual.addItem(applications.WORDS[kind], kind)
        self.head.addStretch(1)
        self.text.setAccessibleName(_("申请人写的话"))
        self.text.setPlaceholderText(
            _("把申请人写的话、填好的表、接龙或表格粘贴到这里，例如：我是销售部张三，申请入群")
        )
        self.list.setAccessibleName(_("看出的申请"))
        right = QVBoxLayout()
        self.who = WhoBox(self)
        self.who.activated.connect(self._on_who_activated)
        right.addWidget(self.who)
        self.why = TextBlock("", self)
        right.addWidget(self.why)
        self.said = TextBlock("", self, role="muted")
        right.addWidget(self.said)
        right.addStretch(1)
        self.beside.addLayout(right, 2)
        self.begin()

    def reading(self, text: str) -> Callable[[], PastePreview]:
        store, group, usual = self.desk.store, self.group.currentData(), self.usual.currentData()
        return lambda: application_paste.preview(store, group, text, usual=usual)

    def _show(self, seen: Seen[Proposed] | None) -> None:
        self._chosen = {}
        super()._show(seen)

    def line_of(self, one: Proposed) -> str:
        """``入群　三(2)班王小明妈妈 → 王小明（三(2)班）``."""
        parts = [applications.WORDS[one.request.kind], one.request.called]
        if one.missing:
            return "　".join((*parts, one.missing))
        match = next((f.words for f in one.identity.findings), "")
        return "　".join((*parts, "→", match))

    def left_words(self, line: int, words: str, why: str) -> str:
        return _("第 {n} 行不登记（{why}）：{words}").format(n=line, why=why, words=words)

    def show_one(self, row: int) -> None:
        one = self.found[row] if 0 <= row < len(self.found) else None
        for piece in (self.who, self.why, self.said):
            piece.setVisible(one is not None)
        if one is not None:
            self.who.offer(one.identity, None, "")
            if row in self._chosen:
                self.who.setCurrentIndex(max(0, self.who.findData(self._chosen[row])))
            self.why.set_text("\n".join(part for part in (one.missing, reasons(one.identity.findings)) if part))
            self.said.set_text(one.request.text)

    def _on_who_activated(self) -> None:
        self._chosen[self.list.currentRow()] = self.who.person

    def count_words(self, found: int, ticked: int, left: int) -> str:
        del left
        sure = sum(one.draft.person is not None for one in self.found)
        return _("看出 {n} 份，其中 {sure} 份认出是谁；将登记 {m} 份").format(n=found, sure=sure, m=ticked)

    def drafts(self) -> tuple[ApplicationDraft, ...]:
        """What is ticked, with the persons the owner chose."""
        made = []
        for row in self.ticked():
            draft = self.found[row].draft
            if row in self._chosen and self._chosen[row] != draft.person:
                person = self._chosen[row]
                draft = replace(draft, person=person, identified="" if person is None else "owner")
            made.append(draft)
        return tuple(made)


async def paste(desk: Desk, parent: QWidget, strip: Strip, text: str = "") -> tuple[int, ...]:
    """Let applications be pasted and take in what is ticked; their ids."""
    sheet = ApplicationPaste(parent, desk, text)
    if not await dialogs.show(sheet):
        return ()
    drafts = sheet.drafts()
    change = await desk.change(
        lambda: applications.file_many(desk.store, drafts), strip, _("已登记 {n} 份申请").format(n=len(drafts))
    )
    return () if change is None else change.value
