"""清理记录: noting that a message was withdrawn or removed, and the list of all that were."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import shiboken6
from PySide6.QtCore import QDateTime
from PySide6.QtWidgets import QComboBox, QDateTimeEdit, QLineEdit, QWidget

from wxadmin.i18n import _
from wxadmin.services import chats, clock, lists, unissued, withdrawals
from wxadmin.ui import dialogs
from wxadmin.ui.card import Card, button
from wxadmin.ui.conversation import Conversation
from wxadmin.ui.desk import Desk
from wxadmin.ui.listpane import ListPane
from wxadmin.ui.listsheet import ListSheet
from wxadmin.ui.page import Page
from wxadmin.ui.papersheet import preview_paper


class NoteSheet(dialogs.Sheet):
    """How, by whom and when a message was cleared away."""

    def __init__(self, parent: QWidget, desk: Desk, group: int | None) -> None:
        super().__init__(parent, _("登记清理"), _("登记"))
        form = self.form()
        self.how = QComboBox(self)
        for key, words in withdrawals.HOW.items():
            self.how.addItem(words, key)
        self.by = QLineEdit(desk.actor_of(group), self)
        self.when = QDateTimeEdit(self)
        now = clock.now().astimezone(clock.zone())
        self.when.setDateTime(QDateTime(now.year, now.month, now.day, now.hour, now.minute, 0))
        self.when.setDisplayFormat(_("yyyy年M月d日 HH:mm"))
        self.when.setCalendarPopup(True)
        self.note = QLineEdit(self)
        self.note.setPlaceholderText(_("可以不写"))
        for words, field in (
            (_("方式"), self.how), (_("经办人"), self.by), (_("时间"), self.when), (_("说明"), self.note),
        ):  # fmt: skip
            field.setAccessibleName(words)
            form.addRow(words, field)
        self.fit(420)

    def moment(self) -> datetime:
        """The time in the field, where the owner is."""
        day, hour = self.when.date(), self.when.time()
        return datetime(day.year(), day.month(), day.day(), hour.hour(), hour.minute(), tzinfo=clock.zone())


async def note(page: Page, message: int, group: int | None = None) -> None:
    """Ask and note what became of a message."""
    desk = page.desk
    sheet = NoteSheet(page, desk, group)
    if not await dialogs.show(sheet):
        return
    how, by, at, words = sheet.how.currentData(), sheet.by.text(), sheet.moment(), sheet.note.text()
    await desk.change(
        lambda: withdrawals.record(desk.store, message, how, by, at, words), page.strip, _("已登记清理")
    )  # fmt: skip


class CleanedSheet(ListSheet):
    """What was cleared away, each with its conversation."""

    def __init__(self, parent: QWidget, desk: Desk) -> None:
        super().__init__(parent, desk, _("清理记录"))
        pane = ListPane(
            desk, withdrawals, "withdrawals", self,
            empty=_("还没有清理记录。在聊天归档里打开一条消息，点“登记清理”。"), hint=_("搜索经办人、内容"),
        )  # fmt: skip
        self.wants_print = False
        """Whether the list is to be put on paper when this is closed."""
        self.card = Card(self)
        self.tools.addStretch(1)
        self.tools.addWidget(button(_("打印…"), self._on_print_clicked, self))
        self.tools.addWidget(button(_("导出…"), self._on_export_clicked, self))
        self.lay_out(pane, self.card, [640, 400], None)

    def read_record(self, record: int) -> Any:
        message = withdrawals.message_of(self.desk.store, record)
        return None if message is None else chats.context(self.desk.store, message, 5)

    def render_record(self, card: Any) -> None:
        if card is None:
            self.card.empty(_("选一条登记，这里显示那条消息前后的聊天。只有系统提示的，原消息没有存下来。"))
            return
        self.card.clear()
        self.card.add(Conversation(card, self.card.host))
        self.card.finish()

    def _on_print_clicked(self) -> None:
        self.wants_print = True
        self.accept()

    def _on_export_clicked(self) -> None:
        self.desk.tasks.start(self._export())

    async def _export(self) -> None:
        """A table file with all columns; another sheet would wait until this one is closed."""
        store, view = self.desk.store, self.list.model.view
        name = f"{_('清理记录')} {clock.today().isoformat()}.xlsx"
        target = await dialogs.pick_target(self, _("导出列表"), name, ["XLSX (*.xlsx)"], "xlsx")
        if target is None:
            return
        count = await self.desk.read(lambda: lists.export(store, withdrawals, view, target), self.strip)
        if count is not None and shiboken6.isValid(self):
            self.strip.done(_("已导出 {n} 条到 {path}").format(n=f"{count:,}", path=target))


async def cleaned(page: Page) -> None:
    """Open the list."""
    desk = page.desk
    sheet = CleanedSheet(page, desk)
    await dialogs.show(sheet)
    view = sheet.list.model.view
    sheet.list.close_list()
    if sheet.wants_print:
        store, title = desk.store, _("清理记录")
        paper = await desk.read(lambda: lists.of_noun(store, withdrawals, view, title), page.strip)
        if paper is not None:
            pdf = await desk.read(lambda: unissued.plain(store, paper), page.strip)
            words = _("打印列表：{title}").format(title=title)
            await preview_paper(desk, page, lambda: paper, words, "list", ready=pdf)
