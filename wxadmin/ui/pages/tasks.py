"""待执行事项: who is to be removed, invited or renamed in WeChat, and whether the next member list shows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from wxadmin.i18n import _
from wxadmin.services import clock, member_tasks
from wxadmin.services.member_tasks import TaskCard
from wxadmin.services.records import Change
from wxadmin.ui import dialogs
from wxadmin.ui.card import button
from wxadmin.ui.dayfield import day_field, day_of
from wxadmin.ui.desk import Desk
from wxadmin.ui.listpane import ListPane
from wxadmin.ui.severalpage import SeveralPage

_PAGES = {"application": "applications", "departure": "departures", "case": "cases"}


class TasksPage(SeveralPage):
    """List left, one task or several right."""

    KEY = "tasks"
    RIGHT = "members"
    TITLE = _("待执行事项")
    NOTHING = _("选一件事，这里显示要在微信里做什么、为什么、到什么时候。")
    HELP = _(
        "移出群、邀请进群、改群昵称要在微信里手工办。群成员、申请、名单对照里列入的待办都在这里。\n"
        "办好以后点“已在微信里办了”；粘贴下一份成员名单时，程序核实办成没有：办成的自动办结，没办成的写明。\n"
        "撤销那次导入，核实也一起撤销。不想办的点“不办了”。"
    )

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent)
        pane = ListPane(
            desk, member_tasks, self.KEY, self,
            empty=_("没有待执行的事项。在“群成员与实名”里选中成员，就能列入移出、改名的待办。"),
            hint=_("搜索姓名、昵称、拼音"),
            widths={"kind": 84, "who": 190, "due": 130, "state": 120, "group": 120}, counted=_("{n} 项"),
        )  # fmt: skip
        for words, slot in (
            (_("已在微信里办了"), self._on_carried_clicked), (_("办结"), self._on_close_clicked),
            (_("不办了"), self._on_drop_clicked), (_("改期限…"), self._on_due_clicked),
        ):  # fmt: skip
            pane.add_menu(words, slot)
        self.lay_out(pane)
        self.arrange(680, 380)
        self.add_action(_("复制待办清单"), self._on_copy_clicked, icon="copy")

    def read(self, record: int) -> Any:
        return member_tasks.get(self.desk.store, record)

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
            self._buttons(copy=detail.wanted or detail.nickname or detail.name)
        if detail.person is not None:
            card.link(_("查看花名册：{name}").format(name=detail.name), "people", detail.person)
        if detail.source in _PAGES and detail.source_id is not None:
            card.link(_("从哪里来的"), _PAGES[detail.source], detail.source_id)
        card.section(_("经过"))
        for time, line in detail.history:
            card.text(f"{time}　{line}", role="muted")
        card.finish(keep_place=again)

    def render_several(self, picked: tuple[int, ...]) -> None:
        card = self.card
        card.clear()
        card.title(_("选中 {n} 项").format(n=f"{len(picked):,}"))
        self._buttons()
        card.finish()

    def _buttons(self, copy: str = "") -> None:
        host = self.card.host
        if not self.desk.may(self.RIGHT):
            return
        pieces = [button(_("已在微信里办了"), self._on_carried_clicked, host, kind="main")]
        if copy:
            piece = button(_("复制昵称"), self._on_name_clicked, host, icon="copy")
            piece.setProperty("words", copy)
            pieces.append(piece)
        pieces += [
            button(_("办结"), self._on_close_clicked, host), button(_("改期限…"), self._on_due_clicked, host),
            button(_("不办了"), self._on_drop_clicked, host),
        ]  # fmt: skip
        self.card.row(*pieces)

    # What is done with them

    def _on_carried_clicked(self) -> None:
        self._act(member_tasks.carried_out, _("已记下 {n} 项在微信里办了，下一份名单会核实"))

    def _on_close_clicked(self) -> None:
        self._act(member_tasks.close, _("已办结 {n} 项"))

    def _on_drop_clicked(self) -> None:
        self._act(lambda store, tasks: member_tasks.close(store, tasks, dropped=True), _("{n} 项不办了"))

    def _act(self, work: Callable[[Any, tuple[int, ...]], Change[int]], done: str) -> None:
        picked, store = self.list.picked, self.desk.store
        if picked:
            self.start(self.desk.change(lambda: work(store, picked), self.strip, done.format(n=len(picked))))

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
        text = await self.desk.read(lambda: member_tasks.as_text(store, view), self.strip)
        if text:
            self.copy(text, _("待办清单已复制，可以发给管理员去办。"))
        elif text is not None:
            self.strip.hint(_("没有待办的事项。"))
