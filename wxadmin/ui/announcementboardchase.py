"""催办: the messages to send, one by one, with whom they name; copied, then noted as sent."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtWidgets import QCheckBox, QListWidget, QPlainTextEdit, QPushButton, QSpinBox

from wxadmin.i18n import _
from wxadmin.services import chase
from wxadmin.services.chase import Chase, Portion
from wxadmin.ui import dialogs
from wxadmin.ui.card import button, label
from wxadmin.ui.flow import Flow

if TYPE_CHECKING:
    from wxadmin.ui.page import RecordPage


async def remind(page: RecordPage, number: int) -> None:
    """复制催办: one message at once; several, or where some were reminded lately, in a sheet."""
    desk = page.desk
    found = await desk.read(lambda: chase.draft(desk.store, number), page.strip)
    if found is None:
        return
    if len(found.portions) == 1 and not found.lately and not found.most:
        portion = found.portions[0]
        page.copy(portion.text, "")
        noted = partial(_note, page, number, portion)
        page.strip.done(
            _("催办已复制（{n} 人），到微信群里粘贴。发出后点“记为已催办”。").format(n=len(portion.called)),
            ways=((_("记为已催办"), noted),),
        )
        return
    await dialogs.show(ChaseSheet(page, number, found))


def _note(page: RecordPage, number: int, portion: Portion) -> None:
    store = page.desk.store
    page.start(
        page.desk.change(
            lambda: chase.sent(store, number, portion.called),
            page.strip,
            _("已记为催办 {n} 人").format(n=len(portion.called)),
        )
    )


class ChaseSheet(dialogs.Sheet):
    """The portions left, the text of the chosen one right; how many a message calls is the owner's setting."""

    def __init__(self, page: RecordPage, number: int, found: Chase) -> None:
        super().__init__(page, _("催办"), _("关闭"))
        self.cancel.hide()
        self.main.setProperty("main", "false")
        self._page, self._number, self._chase = page, number, found
        self._sent: set[int] = set()
        self.setMinimumWidth(560)
        self.step = self.say("", muted=True)
        tools = Flow()
        tools.addWidget(label(_("每条 @ 几人"), self, "muted"))
        self.size_field = QSpinBox(self)
        self.size_field.setRange(1, 100)
        self.size_field.setAccessibleName(_("每条 @ 几人"))
        tools.addWidget(self.size_field)
        self.anyway = QCheckBox(_("最近催过的也再催"), self)
        tools.addWidget(self.anyway)
        self.body.addLayout(tools)
        self.parts = QListWidget(self)
        self.parts.setAccessibleName(_("分几条发"))
        self.parts.setFixedHeight(110)
        self.body.addWidget(self.parts)
        self.text = QPlainTextEdit(self)
        self.text.setReadOnly(True)
        self.text.setAccessibleName(_("催办的话"))
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(150)
        self.body.addWidget(self.text)
        row = Flow()
        self.copy_button: QPushButton = button(_("复制这一条"), self._on_copy_clicked, self, kind="main", icon="copy")
        self.note_button: QPushButton = button(_("记为已催办"), self._on_note_clicked, self)
        row.addWidget(self.copy_button)
        row.addWidget(self.note_button)
        self.body.addLayout(row)
        self.left = self.say("", muted=True)
        self._size = 0
        self._show()
        self.parts.currentRowChanged.connect(self._show_part)
        self.size_field.editingFinished.connect(self._on_size_changed)
        self.anyway.toggled.connect(self._on_size_changed)
        page.start(self._start())

    async def _start(self) -> None:
        size = await self._page.desk.read(lambda: chase.size(self._page.desk.store), self._page.strip)
        if size is not None and shiboken6.isValid(self):
            self._size = size
            self.size_field.setValue(size)

    def _show(self) -> None:
        found = self._chase
        self.step.setText(found.step)
        self.parts.blockSignals(True)
        self.parts.clear()
        for number, part in enumerate(found.portions, 1):
            words = _("第 {n} 条　@ {m} 人").format(n=number, m=len(part.called))
            self.parts.addItem(words)
        self.parts.blockSignals(False)
        said = []
        if found.lately:
            said.append(_("最近催过、这次不提：{who}").format(who="、".join(one.label for one in found.lately[:20])))
        if found.most:
            said.append(
                _("已催到上限，请电话或私信联系：{who}").format(who="、".join(one.label for one in found.most[:20]))
            )
        self.left.setText("\n".join(said))
        self.left.setVisible(bool(said))
        self.parts.setCurrentRow(0 if found.portions else -1)
        self._show_part()

    def _part(self) -> Portion | None:
        row = self.parts.currentRow()
        return self._chase.portions[row] if 0 <= row < len(self._chase.portions) else None

    def _show_part(self) -> None:
        part = self._part()
        self.text.setPlainText(_("没有可以再催的人。") if part is None else part.text)
        self.copy_button.setEnabled(part is not None)
        self.note_button.setEnabled(part is not None and self.parts.currentRow() not in self._sent)

    def _on_copy_clicked(self) -> None:
        part = self._part()
        if part is not None:
            self._page.copy(part.text, _("第 {n} 条已复制").format(n=self.parts.currentRow() + 1))

    def _on_note_clicked(self) -> None:
        self._page.start(self._note())

    async def _note(self) -> None:
        part, row, desk = self._part(), self.parts.currentRow(), self._page.desk
        if part is None or row in self._sent:
            return
        change = await desk.change(lambda: chase.sent(desk.store, self._number, part.called), self._page.strip)
        if change is not None and shiboken6.isValid(self):
            self._sent.add(row)
            item = self.parts.item(row)
            item.setText(_("{words}　已记为催办").format(words=item.text()))
            self.parts.setCurrentRow(min(row + 1, self.parts.count() - 1))
            self._show_part()

    def _on_size_changed(self) -> None:
        self._page.start(self._again())

    async def _again(self) -> None:
        desk, size, anyway = self._page.desk, self.size_field.value(), self.anyway.isChecked()
        if size != self._size and self._size:
            self._size = size
            await desk.change(lambda: chase.set_size(desk.store, size), self._page.strip)
        found = await desk.read(
            lambda: chase.draft(desk.store, self._number, most=size, anyway=anyway), self._page.strip
        )
        if found is not None and shiboken6.isValid(self):
            self._chase, self._sent = found, set()
            self._show()
