"""待执行事项: what is to be done by hand in WeChat or told the unit, and whether later lists and chats show it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from wxadmin.i18n import _
from wxadmin.services import clock, group_cards, member_tasks, task_text
from wxadmin.services.member_tasks import TaskCard
from wxadmin.services.records import Change
from wxadmin.services.task_acts import BY_WORD
from wxadmin.ui import dialogs, groupacts
from wxadmin.ui.card import button
from wxadmin.ui.dayfield import day_field, day_of
from wxadmin.ui.desk import Desk
from wxadmin.ui.listpane import ListPane
from wxadmin.ui.severalpage import SeveralPage

_PAGES = {"application": "applications", "departure": "departures", "case": "cases", "cases": "cases"}


class TasksPage(SeveralPage):
    """List left, one task or several right."""

    KEY = "tasks"
    RIGHT = "members"
    TITLE = _("待执行事项")
    NOTHING = _("选一件事，这里显示要在微信里做什么、为什么、到什么时候。")
    HELP = _(
        "移出群、邀请进群、改群昵称、禁言、撤回消息、群内通报要在微信里手工办。群成员、申请、名单对照列入的，"
        "案件决定的，都在这里。\n"
        "办好以后点“已在微信里办了”。移出、邀请、改名由下一份成员名单核实，撤回由清理记录核实，通报由下一次导入的"
        "聊天核实：办成的自动办结；移出、撤回的系统提示，解除禁言或邀请以后本人发的言，也算核实。禁言、解散群、转交单位以登记为准；"
        "禁言期间或解散以后又发言的，导入聊天时会发现。\n"
        "说办了却没有办成的、办成后又落空的，进审核队列（执行落空）；改正后自动关闭。\n"
        "撤销那次导入，核实也一起撤销。不想办的点“不办了”，写上原因。"
    )

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent)
        pane = ListPane(
            desk, member_tasks, self.KEY, self,
            empty=_("没有待执行的事项。案件决定后要在微信里办的会列在这里；在“群成员与实名”里选中成员，也能列入待办。"),
            hint=_("搜索姓名、昵称、拼音"),
            widths={"kind": 84, "who": 190, "due": 130, "state": 120, "group": 120}, counted=_("{n} 项"),
        )  # fmt: skip
        for words, slot in (
            (_("已在微信里办了"), self._on_carried_clicked), (_("还没有办"), self._on_not_carried_clicked),
            (_("办结"), self._on_close_clicked), (_("不办了…"), self._on_drop_clicked),
            (_("改期限…"), self._on_due_clicked),
        ):  # fmt: skip
            pane.add_menu(words, slot)
        pane.model.settled.connect(self._on_list_settled)
        self.lay_out(pane)
        self.arrange(680, 380)
        self.add_action(_("复制待办清单"), self._on_copy_clicked, icon="copy")

    def read(self, record: int) -> Any:
        return member_tasks.get(self.desk.store, record)

    def _on_list_settled(self) -> None:
        if not self.desk.tasks.closing:
            self.start(self._offer_chips())

    async def _offer_chips(self) -> None:
        store, group = self.desk.store, self.desk.group
        found = await self.desk.read(lambda: member_tasks.chips_found(store, group), self.strip)
        if found is not None and group == self.desk.group:
            self.list.offer_chips(found)

    def render_one(self, detail: TaskCard, *, again: bool) -> None:
        card = self.card
        card.clear()
        card.title(detail.title, badge=detail.state_words, tone=detail.tone)
        card.text(detail.todo)
        card.facts((
            (_("群"), detail.group_name), (_("原因"), detail.reason), (_("期限"), detail.due),
            (_("昵称应为"), detail.wanted),
        ))  # fmt: skip
        if detail.state == "open":
            if detail.text:
                card.text(detail.text, role="muted")
            self._buttons(detail.kind, copy=detail.text or detail.wanted or detail.nickname or detail.name)
        elif detail.dissolved and self.desk.may("groups"):
            card.text(_("微信里的群已经解散，这里还记为使用中。"))
            card.row(button(_("记为已解散…"), self._on_dissolve_clicked, card.host, kind="main"))
        if detail.person is not None:
            card.link(_("查看花名册：{name}").format(name=detail.name), "people", detail.person)
        if detail.case is not None:
            card.link(_("查看案件：{number}").format(number=detail.number), "cases", detail.case)
        elif detail.source in _PAGES and detail.source_id is not None:
            card.link(_("从哪里来的"), _PAGES[detail.source], detail.source_id)
        card.section(_("经过"))
        for time, line in detail.history:
            card.text(f"{time}　{line}", role="muted")
        for message in dict.fromkeys(detail.messages):
            card.link(_("查看那条消息"), "chats", message)
        card.finish(keep_place=again)

    def render_several(self, picked: tuple[int, ...]) -> None:
        card = self.card
        card.clear()
        card.title(_("选中 {n} 项").format(n=f"{len(picked):,}"))
        self._buttons()
        card.finish()

    def _buttons(self, kind: str = "", copy: str = "") -> None:
        host = self.card.host
        if not self.desk.may(self.RIGHT):
            return
        done = _("已转交单位") if kind == "unit" else _("已在微信里办了")
        pieces = [button(done, self._on_carried_clicked, host, kind="main")]
        if copy and kind != "unit":
            words = _("复制更正文字") if kind == "correct" else _("复制昵称")
            piece = button(words, self._on_name_clicked, host, icon="copy")
            piece.setProperty("words", copy)
            pieces.append(piece)
        if kind not in BY_WORD:  # of those the owner's word is the end of it anyway
            pieces.append(button(_("办结"), self._on_close_clicked, host))
        pieces += [
            button(_("改期限…"), self._on_due_clicked, host), button(_("不办了…"), self._on_drop_clicked, host),
        ]  # fmt: skip
        self.card.row(*pieces)

    # What is done with them

    def _on_carried_clicked(self) -> None:
        self._act(member_tasks.carried_out, _("已记下 {n} 项在微信里办了，能核实的会由名单或聊天核实"))

    def _on_not_carried_clicked(self) -> None:
        self._act(lambda store, tasks: member_tasks.carried_out(store, tasks, done=False), _("{n} 项记为还没有办"))

    def _on_close_clicked(self) -> None:
        self._act(member_tasks.close, _("已办结 {n} 项"))

    def _on_drop_clicked(self) -> None:
        self.start(self._ask_why())

    async def _ask_why(self) -> None:
        picked, store = self.list.picked, self.desk.store
        if not picked:
            return
        needed = self.detail is not None and self.detail.source == "sanction"
        label = _("为什么不办了") if needed else _("为什么不办了（可以不写）")
        why = await dialogs.ask_text(self, _("不办了"), label, _("不办了"), needed=needed)
        if why is not None:
            done = _("{n} 项不办了").format(n=len(picked))
            await self.desk.change(
                lambda: member_tasks.close(store, picked, dropped=True, reason=why), self.strip, done
            )

    def _act(self, work: Callable[[Any, tuple[int, ...]], Change[int]], done: str) -> None:
        if self.list.picked:
            self.start(self._change(work, done, self.list.picked))

    async def _change(
        self, work: Callable[[Any, tuple[int, ...]], Change[int]], done: str, picked: tuple[int, ...]
    ) -> None:
        store = self.desk.store
        change = await self.desk.change(lambda: work(store, picked), self.strip, done.format(n=len(picked)))
        if change is not None and len(picked) == 1:
            await self._offer_dissolving(picked[0])

    def _on_dissolve_clicked(self) -> None:
        if self.detail is not None:
            self.start(self._offer_dissolving(self.detail.id))

    async def _offer_dissolving(self, task: int) -> None:
        """A group dissolved in WeChat is to be dissolved here, too, with the reason the task has."""
        store = self.desk.store
        if not self.desk.may("groups"):
            return
        detail = await self.desk.read(lambda: member_tasks.get(store, task), self.strip)
        if detail is None or not detail.dissolved:
            return
        now = await self.desk.read(lambda: group_cards.get(store, detail.group), self.strip)
        if now is not None:
            await groupacts.dissolve(self, now, detail.reason)

    def _on_due_clicked(self) -> None:
        self.start(self._ask_due())

    async def _ask_due(self) -> None:
        picked, store = self.list.picked, self.desk.store
        if not picked:
            return
        sheet = dialogs.Sheet(self, _("改期限"), _("改期限"))
        sheet.say(_("共 {n} 项，哪一天以前办好？").format(n=len(picked)))
        day = day_field(sheet, _("期限"), clock.today())
        sheet.body.addWidget(day)
        if await dialogs.show(sheet):
            due = day_of(day)
            await self.desk.change(lambda: member_tasks.set_due(store, picked, due), self.strip, _("期限已改"))

    def _on_name_clicked(self) -> None:
        piece = self.sender()
        if piece is not None:
            self.copy(str(piece.property("words")), _("已复制。"))

    def _on_copy_clicked(self) -> None:
        self.start(self._copy_list())

    async def _copy_list(self) -> None:
        store, view = self.desk.store, self.list.model.view
        text = await self.desk.read(lambda: task_text.as_text(store, view), self.strip)
        if text:
            self.copy(text, _("待办清单已复制，可以发给管理员去办。"))
        elif text is not None:
            self.strip.hint(_("没有待办的事项。"))
