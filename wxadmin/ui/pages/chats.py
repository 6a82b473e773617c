"""聊天归档: every message kept, found and filtered, with the conversation around it and what became of it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QCheckBox, QWidget

from wxadmin.i18n import _
from wxadmin.services import chat_export, chats, hand_picked, members, reviewables, senders
from wxadmin.ui import dialogs
from wxadmin.ui.card import button
from wxadmin.ui.chatfilter import ChatFilter
from wxadmin.ui.choice import ask_choice
from wxadmin.ui.conversation import Conversation
from wxadmin.ui.dayfield import day_field, day_of
from wxadmin.ui.desk import Desk
from wxadmin.ui.flow import Flow
from wxadmin.ui.handout import open_outside
from wxadmin.ui.listpane import ListPane
from wxadmin.ui.page import RecordPage
from wxadmin.ui.sharing import shown


class ChatsPage(RecordPage):
    """Messages left, their conversation right."""

    KEY = "chats"
    RIGHT = "review"
    TITLE = _("聊天归档")
    NOTHING = _("选一条消息，这里显示它前后的聊天。")
    HELP = _(
        "导入过的聊天都在这里，可以按内容、发言人（也可以用拼音或首字母，如 wm）、类型和日期查找。\n"
        "自己看到违规的，点“转入待审”，在待审队列里立案或提醒，消息就是证据；“转为公告（交办）”把布置的事变成公告。\n"
        "一条消息被撤回、删除或要求撤回后，点“登记清理”记下经办人和时间；“清理记录”列出全部，可以打印。\n"
        "新的聊天记录在“待审队列”页导入，或在任何一页直接粘贴。重复导入的部分会自动略过。"
    )

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent)
        self.archive = chats.Archive()
        self.filter = ChatFilter(self)
        self.filter.changed.connect(self._on_filter_changed)
        self.body.addWidget(self.filter)
        pane = ListPane(
            desk,
            self.archive,
            self.KEY,
            self,
            empty=_("还没有聊天记录。复制群里的聊天，在任何一页粘贴都可以。"),
            hint=_("搜索内容、发言人、拼音"),
            stretch="text",
        )
        pane.add_menu(_("转为公告（交办）"), self._on_announce_chosen)
        pane.add_menu(_("转入待审…"), self._on_review_chosen)
        pane.add_menu(_("打印摘录…"), self._on_excerpt_clicked)
        pane.offer(_("去粘贴聊天记录"), self._on_queue_clicked)
        pane.model.settled.connect(self._on_list_settled)
        self._doing = QWidget(self)  # under the card, which scrolls to the message
        row = Flow(self._doing)
        self._announce = button(_("转为公告（交办）"), self._on_announce_chosen, self._doing)
        self._review = button(_("转入待审…"), self._on_review_chosen, self._doing)
        for piece in (
            button(_("登记清理…"), self._on_note_clicked, self._doing),
            button(_("打印摘录…"), self._on_excerpt_clicked, self._doing, icon="printer"), self._announce, self._review,
        ):  # fmt: skip
            row.addWidget(piece)
        self._doing.hide()
        self.lay_out(pane, below=self._doing)
        self.arrange(700, 400)
        self.add_action(_("导入聊天记录…"), self._on_queue_clicked)
        self.add_action(_("清理记录"), self._on_cleaned_clicked)
        self.add_more(_("跳到日期…"), self._on_day_clicked, free=True)
        self.add_more(_("导出为文字…"), self._on_text_clicked, free=True)
        self.add_more(_("删除过期的聊天…"), self._on_old_clicked)
        self.start(self._offer_senders())

    def read(self, record: int) -> chats.ChatCard:
        return chats.get(self.desk.store, record)

    def render_nothing(self) -> None:
        self._doing.hide()
        super().render_nothing()

    def render_detail(self, detail: chats.ChatCard, *, again: bool) -> None:
        card = self.card
        card.clear()
        host = card.host
        who = detail.speaker
        card.title(who.nickname or _("没有发言人"))
        card.facts(((_("当时是"), who.line), (_("现在的群昵称"), who.now)))
        for one in detail.withdrawals:
            card.text(one.words, role="muted")
        text = any(line.focus and line.kind == "text" for line in detail.lines)
        self._announce.setVisible(text and self.desk.may("publish"))
        self._review.setVisible(not detail.review)
        self._doing.setVisible(not card.locked)
        files = [file for line in detail.lines if line.focus for file in line.files]
        if files:
            card.row(
                *(
                    button(_("打开附件 {name}").format(name=shown(name)), partial(self._on_file_clicked, file), host)
                    for file, name, _size in files
                )
            )
        if who.person is None and who.member is not None:
            card.text(_("还不知道这个群昵称是谁。"), role="muted")
            pieces = [self._candidate(host, who.member, *one) for one in who.offered]
            card.row(*pieces, button(_("从花名册里选…"), partial(self._on_link_clicked, who), host))
        if who.member is not None:
            card.link(_("群成员 {who}").format(who=who.nickname), "members", who.member)
        if who.person is not None:
            card.link(_("人员 {who}").format(who=who.name), "people", who.person)
        if detail.review:
            card.link(_("待审队列里的这一条"), "queue", detail.review)
        card.section(_("前后的聊天"))
        talk = Conversation(detail.lines, host, self)
        card.add(talk)
        card.finish(keep_place=again)
        if not again:
            talk.bring()

    def _on_announce_chosen(self) -> None:
        from wxadmin.ui.announcementacts import from_messages

        if self.list.picked:
            self.start(from_messages(self, self.list.picked))

    def _on_review_chosen(self) -> None:
        if self.detail is not None:
            self.start(self._put_into_queue(self.detail))

    async def _put_into_queue(self, detail: chats.ChatCard) -> None:
        """The entry of the queue about this message, made where there is none, is shown: a case is founded there."""
        desk, store = self.desk, self.desk.store
        if detail.review:
            desk.open("queue", detail.review)
            return
        now = await desk.read(lambda: hand_picked.suggested(store, detail.id), self.strip)
        words = {title: key for key, title in reviewables.CATEGORIES.items()}
        usual = "" if now is None else reviewables.CATEGORIES[now]
        chosen = await ask_choice(self, _("转入待审"), _("属于哪一类"), _("转入待审"), list(words), usual)
        if chosen is None:
            return
        change = await desk.change(lambda: hand_picked.put(store, detail.id, words[chosen]), self.strip)
        if change is not None:
            desk.open("queue", change.value)

    def _candidate(self, host: QWidget, member: int, person: int, words: str) -> Any:
        return button(_("就是 {who}").format(who=words), partial(self._on_person_chosen, member, person), host)

    def reload(self) -> None:
        super().reload()
        self.start(self._offer_senders())

    async def _offer_senders(self) -> None:
        desk = self.desk
        group = desk.group
        found = await desk.read(lambda: senders.everybody(desk.store, group), self.strip)
        if found is not None and group == desk.group:
            self.filter.offer(found)

    def show_record(self, record: int) -> None:
        """Bring one message into view; a filter that would hide it is taken off."""
        if self.list.model.row_of(record) < 0:
            self.filter.clear()
        super().show_record(record)

    def _on_filter_changed(self) -> None:
        self.archive.filter = self.filter.value
        self.list.reload()

    def _on_list_settled(self) -> None:
        if self.list.model.view.search and self.list.model.rowCount() >= chats.MOST_FOUND:
            words = _("命中很多，只列最近的 {n} 条。再加一个词、发言人或日期，可以缩小范围。")
            self.strip.hint(words.format(n=f"{chats.MOST_FOUND:,}"))

    def _on_old_clicked(self) -> None:
        self.start(self._remove_old())

    async def _remove_old(self) -> None:
        from wxadmin.ui.erasuresheet import remove_old

        if await remove_old(self, self.desk, self.strip):
            self.reload()

    def _on_queue_clicked(self) -> None:
        self.desk.open("queue")

    def _on_cleaned_clicked(self) -> None:
        from wxadmin.ui.withdrawalsheet import cleaned

        self.start(cleaned(self))

    def _on_note_clicked(self) -> None:
        from wxadmin.ui.withdrawalsheet import note

        if self.detail is not None:
            self.start(note(self, self.detail.id, self.detail.group))

    def _on_excerpt_clicked(self) -> None:
        from wxadmin.ui.excerptsheet import ExcerptSheet

        if self.detail is not None:
            self.start(dialogs.show(ExcerptSheet(self, self.desk, self.detail.id)))

    def _on_file_clicked(self, file: int) -> None:
        from wxadmin.ui.chatfiles import look

        self.start(look(self, file))

    def _on_person_chosen(self, member: int, person: int) -> None:
        store = self.desk.store
        self.start(self.desk.change(lambda: members.confirm(store, member, person), self.strip, _("已认定")))

    def _on_link_clicked(self, who: senders.Speaker) -> None:
        self.start(self._link(who))

    async def _link(self, who: senders.Speaker) -> None:
        from wxadmin.ui.rostersheet import FindPerson

        sheet = FindPerson(self, self.desk, _("“{who}”是谁").format(who=who.nickname), _("就是此人"), typed="")
        if await dialogs.show(sheet) and who.member is not None:
            person, _name = sheet.found()
            self._on_person_chosen(who.member, person)

    def _on_day_clicked(self) -> None:
        self.start(self._jump())

    async def _jump(self) -> None:
        sheet = dialogs.Sheet(self, _("跳到日期"), _("跳到"))
        field = day_field(sheet, _("日期"))
        sheet.form().addRow(_("日期"), field)
        sheet.fit(340)
        if not await dialogs.show(sheet):
            return
        store, group, day = self.desk.store, self.desk.group, day_of(field)
        found = await self.desk.read(lambda: chats.first_on(store, group, day), self.strip)
        if found is None:
            self.strip.hint(_("这一天以后没有归档的消息。"))
        else:
            self.show_record(found)

    def _on_text_clicked(self) -> None:
        self.start(self._export_text())

    async def _export_text(self) -> None:
        desk, model = self.desk, self.list.model
        if not model.rowCount():
            self.strip.hint(_("列表是空的，没有可导出的。"))
            return
        sheet = dialogs.Sheet(self, _("导出为文字"), _("选择位置…"))
        sheet.say(_("把列表里的 {n} 条按微信里的样子写成文字。").format(n=f"{model.rowCount():,}"))
        cover = QCheckBox(_("姓名换成“成员1、成员2”，号码遮住中间几位"), sheet)
        cover.setAccessibleName(cover.text())
        cover.setChecked(True)
        cover.setEnabled(desk.may("numbers"))
        sheet.body.addWidget(cover)
        if not await dialogs.show(sheet):
            return
        path = await dialogs.pick_target(self, _("导出为文字"), f"{self.TITLE}.txt", ["TXT (*.txt)"], "txt")
        if path is not None:
            await self._write_text(Path(path), masked=cover.isChecked())

    async def _write_text(self, path: Path, *, masked: bool) -> None:
        store, noun, view = self.desk.store, self.archive, self.list.model.view
        count = await self.desk.job(
            _("导出聊天记录"),
            lambda step: chat_export.write_text(store, noun.index(store, view), path, step, masked=masked),
            self.strip,
        )
        if count is not None:
            ways = ((_("打开"), partial(open_outside, path)), (_("打开所在文件夹"), partial(open_outside, path.parent)))
            self.strip.done(_("已导出 {n} 条到 {path}").format(n=f"{count:,}", path=path), ways=ways)
