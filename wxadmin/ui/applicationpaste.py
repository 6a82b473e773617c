"""粘贴申请: what was understood of a pasted text, who each is, and which of them are taken in."""

from __future__ import annotations

from dataclasses import replace

import shiboken6
from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QListWidget, QListWidgetItem, QPlainTextEdit, QVBoxLayout, QWidget

from wxadmin.domain.applications import Kind
from wxadmin.domain.errors import UserError
from wxadmin.i18n import _
from wxadmin.services import application_paste, applications
from wxadmin.services.application_paste import PastePreview, Proposed
from wxadmin.services.applications import ApplicationDraft
from wxadmin.ui import dialogs, theme
from wxadmin.ui.applicationsheet import WhoBox, reasons
from wxadmin.ui.card import label
from wxadmin.ui.desk import Desk
from wxadmin.ui.strip import Strip
from wxadmin.ui.textblock import TextBlock

_PAUSE = 350  # ms without another letter before the text is read again
_USUAL: tuple[Kind, ...] = ("join", "exit")


class PasteSheet(dialogs.Sheet):
    """The text above, the applications in it beneath, the reasons for the one chosen beside them."""

    def __init__(self, parent: QWidget, desk: Desk, text: str = "") -> None:
        super().__init__(parent, _("粘贴申请"), _("登记"))
        self.desk = desk
        self._turn = 0
        self._seen: PastePreview | None = None
        self._chosen: dict[int, int | None] = {}
        room = self.screen().availableGeometry()
        self.resize(min(900, round(room.width() * 0.94)), min(640, round(room.height() * 0.88)))
        self.strip = Strip(self)
        self.body.addWidget(self.strip)
        head = QHBoxLayout()
        of = label(_("群"), self, "muted")
        head.addWidget(of)
        self.group = QComboBox(self)
        self.group.setAccessibleName(_("群"))
        self.group.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.group.setMinimumContentsLength(12)
        if desk.group is None:
            self.group.addItem(_("（请选一个群）"), None)
        for one in desk.groups:
            if one.state != "dissolved":
                self.group.addItem(one.name, one.id)
        self.group.setCurrentIndex(max(0, self.group.findData(desk.group)))
        self.group.currentIndexChanged.connect(self._on_text_changed)
        of.setBuddy(self.group)
        head.addWidget(self.group)
        words = label(_("没有写明申请什么的，算作"), self, "muted")
        head.addWidget(words)
        self.usual = QComboBox(self)
        self.usual.setAccessibleName(_("没有写明申请什么的，算作"))
        for kind in _USUAL:
            self.usual.addItem(applications.WORDS[kind], kind)
        self.usual.currentIndexChanged.connect(self._on_text_changed)
        words.setBuddy(self.usual)
        head.addWidget(self.usual)
        head.addStretch(1)
        self.body.addLayout(head)
        self.text = QPlainTextEdit(text, self)
        self.text.setAccessibleName(_("申请人写的话"))
        self.text.setTabChangesFocus(True)
        self.text.setPlaceholderText(
            _("把申请人写的话、填好的表、接龙或表格粘贴到这里，例如：我是销售部张三，申请入群")
        )
        self.text.textChanged.connect(self._on_text_changed)
        self.body.addWidget(self.text, 2)
        self.count = label("", self, "muted")
        self.body.addWidget(self.count)
        row = QHBoxLayout()
        row.setSpacing(theme.GAP)
        self.list = QListWidget(self)
        self.list.setAccessibleName(_("看出的申请"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.currentRowChanged.connect(self._on_row_changed)
        self.list.itemChanged.connect(self._on_item_changed)
        row.addWidget(self.list, 3)
        right = QVBoxLayout()
        self.who = WhoBox(self)
        self.who.activated.connect(self._on_who_activated)
        right.addWidget(self.who)
        self.why = TextBlock("", self)
        right.addWidget(self.why)
        self.said = TextBlock("", self, role="muted")
        right.addWidget(self.said)
        right.addStretch(1)
        row.addLayout(right, 2)
        self.body.addLayout(row, 4)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self._on_timer_timeout)
        self._show(None)
        if text:
            self._on_timer_timeout()
        self.text.setFocus()

    def _on_text_changed(self) -> None:
        self._turn += 1
        self.main.setEnabled(False)
        self._timer.start()

    def _on_timer_timeout(self) -> None:
        self.desk.tasks.start(self._read(self._turn))

    async def _read(self, turn: int) -> None:
        store, group = self.desk.store, self.group.currentData()
        text, usual = self.text.toPlainText(), self.usual.currentData()
        seen: PastePreview | None = None
        wrong: UserError | None = None
        if text.strip():
            try:
                seen = await self.desk.tasks.run(
                    lambda: application_paste.preview(store, group, text, usual=usual)
                )  # fmt: skip
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
        self._chosen = {}
        self.list.blockSignals(True)
        self.list.clear()
        for one in () if seen is None else seen.found:
            item = QListWidgetItem(_line(one), self.list)
            item.setSizeHint(QSize(0, theme.ROW))
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            if not one.missing:
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                item.setCheckState(Qt.CheckState.Checked)
        for line, words, why in () if seen is None else seen.left:
            item = QListWidgetItem(_("第 {n} 行不登记（{why}）：{words}").format(
                n=line, why=why, words=" ".join(words.split())
            ), self.list)  # fmt: skip
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            item.setForeground(theme.color("muted"))
        self.list.blockSignals(False)
        self.list.setCurrentRow(0)
        self._on_row_changed(self.list.currentRow())
        self._on_item_changed()

    def _one(self) -> Proposed | None:
        row = self.list.currentRow()
        return self._seen.found[row] if self._seen is not None and 0 <= row < len(self._seen.found) else None

    def _on_row_changed(self, row: int) -> None:
        one = self._one()
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

    def _on_item_changed(self) -> None:
        picked = len(self._picked())
        self.main.setEnabled(picked > 0)
        if self._seen is None:
            self.count.setText("")
            return
        sure = sum(one.draft.person is not None for one in self._seen.found)
        self.count.setText(
            _("看出 {n} 份，其中 {sure} 份认出是谁；将登记 {m} 份").format(n=len(self._seen.found), sure=sure, m=picked)
        )

    def _picked(self) -> list[int]:
        found = () if self._seen is None else self._seen.found
        rows = range(len(found))
        return [row for row in rows if self.list.item(row).checkState() == Qt.CheckState.Checked
                and not found[row].missing]  # fmt: skip

    def drafts(self) -> tuple[ApplicationDraft, ...]:
        """What is ticked, with the persons the owner chose."""
        assert self._seen is not None
        made = []
        for row in self._picked():
            draft = self._seen.found[row].draft
            if row in self._chosen and self._chosen[row] != draft.person:
                person = self._chosen[row]
                draft = replace(draft, person=person, identified="" if person is None else "owner")
            made.append(draft)
        return tuple(made)

    def _filled(self) -> tuple[object, ...]:
        return (self.text.toPlainText(),)  # what else is chosen is no work to lose


def _line(one: Proposed) -> str:
    """``入群　三(2)班王小明妈妈 → 王小明（三(2)班）``."""
    parts = [applications.WORDS[one.request.kind], one.request.called]
    if one.missing:
        return "　".join((*parts, one.missing))
    match = next((f.words for f in one.identity.findings), "")
    return "　".join((*parts, "→", match))


async def paste(desk: Desk, parent: QWidget, strip: Strip, text: str = "") -> tuple[int, ...]:
    """Let applications be pasted and take in what is ticked; their ids."""
    sheet = PasteSheet(parent, desk, text)
    if not await dialogs.show(sheet):
        return ()
    drafts = sheet.drafts()
    change = await desk.change(
        lambda: applications.file_many(desk.store, drafts), strip, _("已登记 {n} 份申请").format(n=len(drafts))
    )
    return () if change is None else change.value
