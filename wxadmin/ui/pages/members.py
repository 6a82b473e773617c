"""群成员与实名: the pasted list, who breaks the naming rule and why, and what the owner decided."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from wxadmin.i18n import _
from wxadmin.services import execution_entries, members
from wxadmin.services.member_tasks import TaskDraft
from wxadmin.services.members import MemberCard
from wxadmin.services.records import Change
from wxadmin.ui import dialogs
from wxadmin.ui.card import button
from wxadmin.ui.desk import Desk
from wxadmin.ui.differencesheet import compare
from wxadmin.ui.listpane import ListPane
from wxadmin.ui.memberforms import ExemptSheet, TaskSheet, open_tasks
from wxadmin.ui.rostersheet import FindPerson
from wxadmin.ui.severalpage import SeveralPage
from wxadmin.ui.snapshotpreview import MemberListSheet
from wxadmin.ui.snapshotsheet import history
from wxadmin.ui.table import Table
from wxadmin.ui.textsheet import prepare

_TONE = {"pass": "ok", "fail": "danger", "exempt": "info", "unknown": "warn"}
_GROUP = next(n for n, column in enumerate(members.COLUMNS) if column.key == "group")
# What the texts begin with, by the chip that is on.
_CAUSES = {
    "silent": "silent", "left_unit": "remove", "no_application": "application", "unknown": "unknown",
    "stranger": "unknown", "new": "welcome",
}  # fmt: skip


class MembersPage(SeveralPage):
    """Members of the chosen group, or of all groups, with the real-name check and their standing."""

    KEY = "members"
    RIGHT = "members"
    TITLE = _("群成员与实名")
    NOTHING = _("选一位成员，这里显示核验结果、可能是谁、以前用过的昵称。")
    HELP = _(
        "在微信里打开群成员列表，把昵称复制下来，一行一个，粘贴到这里。程序对照花名册和群的命名规则逐个核验：\n"
        "合格；不合要求（应当请他改名）；无法确认（要群主来认人）；已豁免。\n\n"
        "每位成员都写明问题和建议改成什么。再粘贴一次新名单，就能看出谁新来、谁离开、谁改了名，待办的事办成没有。\n\n"
        "按群的规定还会指出：没有入群申请、不在应加人员里、被人擅自拉入、已离开单位、长期不发言、擅自退群。\n"
        "“要发的话”生成可以直接发到群里的话：请改昵称、请说明身份、清理预告、邀请和欢迎；刚提醒过的人不会再写。\n"
        "选中几个人，右键可以列入移出、改名的待办。“名单历史”对照任意两份名单，“名单对照”比较花名册、名单和签收表。"
    )

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent)
        pane = ListPane(
            desk, members, self.KEY, self,
            empty=_("还没有成员名单。在微信里复制群成员的昵称，一行一个，粘贴进来就能核验实名。"),
            hint=_("搜索昵称、姓名、拼音"),
            widths={"nickname": 165, "status": 90, "person": 90, "finding": 220, "suggestion": 150, "group": 130},
            counted=_("{n} 人"),
        )  # fmt: skip
        pane.offer(_("粘贴成员名单"), self._on_paste_clicked)
        self.lay_out(pane)
        self.arrange(720, 360)
        self.add_action(_("粘贴成员名单"), self._on_paste_clicked, kind="main", icon="clipboard-paste")
        self.add_action(_("要发的话…"), self._on_texts_clicked, icon="copy")
        self.add_action(_("名单对照…"), self._on_differences_clicked, icon="list")
        for words, slot in (
            (_("指定是谁…"), self._on_assign_clicked), (_("外部人员…"), self._on_outside_clicked),
            (_("豁免…"), self._on_exempt_clicked), (_("列入应加人员"), self._on_take_in_clicked),
            (_("列入待办：移出群…"), self._on_remove_clicked), (_("列入待办：改群昵称…"), self._on_rename_clicked),
            (_("要发的话…"), self._on_texts_clicked),
        ):  # fmt: skip
            pane.add_menu(words, slot)
        self.add_more(_("名单历史…"), self._on_history_chosen, free=True)
        self.add_more(_("从文件导入名单…"), self._on_file_chosen)
        pane.model.settled.connect(self._on_list_settled)
        desk.group_changed.connect(self._on_other_group)
        self._on_other_group()

    def _on_other_group(self) -> None:
        """The name of the group stands in the list where there are members of several."""
        if isinstance(self.list.table, Table):
            self.list.table.setColumnHidden(_GROUP, self.desk.group is not None)

    def _on_list_settled(self) -> None:
        if not self.desk.tasks.closing:
            self.start(self._offer_chips())

    async def _offer_chips(self) -> None:
        store, group = self.desk.store, self.desk.group
        found = await self.desk.read(lambda: members.chips(store, group), self.strip)
        if found is not None and group == self.desk.group:
            self.list.offer_chips(found)

    # One member

    def read(self, record: int) -> Any:
        return members.get(self.desk.store, record)

    def render_one(self, detail: MemberCard, *, again: bool) -> None:
        card, row = self.card, detail.row
        card.clear()
        words = members.STATUS.get(row.status, row.status)
        badge = words if detail.present else members.PRESENCE[detail.presence]
        card.title(row.nickname, badge=badge, tone=_TONE.get(row.status, "muted") if detail.present else "muted")
        for _code, message in row.findings:
            card.text(f"· {message}", role="text")
        if row.suggestion:
            card.facts(((_("建议改为"), row.suggestion),))
        who = _("由群主确认") if detail.confirmed else _("外部人员") if detail.outside else ""
        reminded = _("{n} 次").format(n=detail.reminders) if detail.reminders else ""
        card.facts((
            (_("群"), detail.group_name if self.desk.group is None else ""),
            (_("人员"), f"{row.person_name}　{row.department}".strip() if row.person is not None else ""),
            (_("认人"), who),
            (_("豁免"), f"{detail.exempt_reason}　{detail.exempt_until}".strip()),
            (_("提醒过"), reminded),
        ))  # fmt: skip
        may = self.desk.may(self.RIGHT)
        if detail.candidates and may:
            card.section(_("可能是"))
            for person, label in detail.candidates:
                piece = button(_("就是 {who}").format(who=label), self._on_candidate_clicked, card.host)
                piece.setProperty("person", person)
                card.row(piece)
        if row.person is not None:
            card.link(_("查看花名册：{name}").format(name=row.person_name), "people", row.person)
        if may:
            self._buttons(detail)
        self._links(detail)
        if detail.steps:
            card.section(_("怎么认出来的"))
            for line in detail.steps:
                card.text(line, role="muted")
        card.section(_("经过"))
        for time, line in detail.history:
            card.text(f"{time}　{line}" if time else line, role="muted")
        card.finish(keep_place=again)

    def _buttons(self, detail: MemberCard) -> None:
        host, row = self.card.host, detail.row
        actions = []
        if detail.present:
            actions.append(button(_("指定是谁…"), self._on_assign_clicked, host, icon="user"))
        if detail.confirmed or detail.outside:
            actions.append(button(_("取消认人"), self._on_forget_clicked, host))
        elif row.person is None and detail.present:
            actions.append(button(_("外部人员…"), self._on_outside_clicked, host))
        if detail.present and row.person is not None and not detail.belongs:
            actions.append(button(_("列入应加人员"), self._on_take_in_clicked, host))
        if row.status == "exempt" and detail.exempt_reason:
            actions.append(button(_("取消豁免"), self._on_end_exemption_clicked, host))
        elif row.status != "pass":
            actions.append(button(_("豁免…"), self._on_exempt_clicked, host))
        if detail.present:
            actions.append(button(_("移出群…"), self._on_remove_clicked, host))
            if row.status == "fail":
                actions.append(button(_("改群昵称…"), self._on_rename_clicked, host))
        if actions:
            self.card.row(*actions)

    def _links(self, detail: MemberCard) -> None:
        card = self.card
        for title, page, lines in (
            (_("待执行事项"), "tasks", detail.tasks), (_("申请"), "applications", detail.applications),
            (_("案件"), "cases", detail.cases),
        ):  # fmt: skip
            if lines:
                card.section(title)
                for record, line in lines:
                    card.link(line, page, record)
        if detail.names:
            card.section(_("同一个人的其他昵称"))
            for group, nickname, where in detail.names:
                card.text(f"{nickname}　{group}　{where}", role="muted")

    def render_several(self, picked: tuple[int, ...]) -> None:
        card = self.card
        card.clear()
        card.title(_("选中 {n} 人").format(n=f"{len(picked):,}"))
        if self.desk.may(self.RIGHT):
            host = card.host
            card.row(
                button(_("列入待办：移出群…"), self._on_remove_clicked, host),
                button(_("列入待办：改群昵称…"), self._on_rename_clicked, host),
                button(_("列入应加人员"), self._on_take_in_clicked, host),
                button(_("要发的话…"), self._on_texts_clicked, host, icon="copy"),
            )
        card.finish()

    def _on_candidate_clicked(self) -> None:
        piece, detail = self.sender(), self.detail
        if piece is not None and detail is not None:
            person = int(piece.property("person"))
            self._change(lambda: members.confirm(self.desk.store, detail.id, person), _("已认定 {who}"))

    def _on_assign_clicked(self) -> None:
        if self.detail is not None:
            self.start(self._assign(self.detail))

    async def _assign(self, detail: MemberCard) -> None:
        """Let the owner say who a nickname is, from the whole roster; one who was not expected can be taken in."""
        desk = self.desk
        title = _("“{who}”是谁").format(who=detail.row.nickname)
        sheet = FindPerson(self, desk, title, _("就是此人"), typed=detail.row.person_name)
        if not await dialogs.show(sheet):
            return
        person, name = sheet.found()
        known = await desk.read(lambda: members.belongs(desk.store, detail.group, person), self.strip)
        take_in = known is False and await dialogs.confirm(
            self,
            title,
            _("{name}不在本群应加人员里。同时列入应加人员吗？").format(name=name),
            _("列入应加人员"),
        )
        self._change(lambda: members.confirm(desk.store, detail.id, person, belongs=take_in), _("已认定 {who}"))

    def _on_outside_clicked(self) -> None:
        if self.detail is not None:
            self.start(self._outside(self.detail))

    async def _outside(self, detail: MemberCard) -> None:
        words = _("“{who}”不是本单位的人。他是谁？可以不写。").format(who=detail.row.nickname)
        note = await dialogs.ask_text(self, _("认定为外部人员"), words, _("认定为外部人员"))
        if note is not None:
            self._change(lambda: members.outside(self.desk.store, detail.id, note), _("已把 {who} 认定为外部人员"))

    def _on_forget_clicked(self) -> None:
        detail = self.detail
        if detail is not None:
            self._change(lambda: members.confirm(self.desk.store, detail.id, None), _("已取消对 {who} 的认定"))

    def _on_end_exemption_clicked(self) -> None:
        detail = self.detail
        if detail is not None:
            self._change(lambda: members.end_exemption(self.desk.store, detail.id), _("{who} 恢复核验"))

    def _on_exempt_clicked(self) -> None:
        if self.detail is not None:
            self.start(self._exempt(self.detail))

    async def _exempt(self, detail: MemberCard) -> None:
        sheet = ExemptSheet(self, detail.row.nickname, detail.exempt_reason, detail.exempt_until)
        if await dialogs.show(sheet):
            reason, until = sheet.reason.text(), sheet.until.value()
            self._change(lambda: members.exempt(self.desk.store, detail.id, reason, until), _("已豁免 {who}"))

    def _change(self, work: Callable[[], Change[int]], done: str) -> None:
        detail = self.detail
        if detail is not None:
            self.start(self.desk.change(work, self.strip, done.format(who=detail.row.nickname)))

    # Several members

    def _on_take_in_clicked(self) -> None:
        picked = self.list.picked
        if picked:
            work = self.desk.change(lambda: members.take_in(self.desk.store, picked), self.strip, _("已列入应加人员"))
            self.start(work)

    def _on_remove_clicked(self) -> None:
        self.start(self._open_tasks("remove"))

    def _on_rename_clicked(self) -> None:
        self.start(self._open_tasks("rename"))

    async def _open_tasks(self, kind: str) -> None:
        picked, store = self.list.picked, self.desk.store
        drafts = await self.desk.read(lambda: members.task_drafts(store, picked, kind), self.strip)
        if not drafts:
            return
        reasons = {draft.reason for draft in drafts}
        sheet = TaskSheet(self, kind, len(drafts), reasons.pop() if len(reasons) == 1 else "")
        if await dialogs.show(sheet):
            await open_tasks(self.desk, self.strip, [_keeping(sheet.filled_in(draft), draft) for draft in drafts])

    # The group

    def _on_texts_clicked(self) -> None:
        self.start(self._texts())

    async def _texts(self) -> None:
        group = self.desk.group
        picked = self.list.picked if len(self.list.picked) > 1 else ()
        if group is None and self.detail is not None:
            group = self.detail.group
        if group is None:
            self.need_group()
            return
        chips = self.list.model.view.chips
        cause = next((_CAUSES[key] for key in chips if key in _CAUSES), "")
        cause = cause or (
            "unknown" if {"unknown", "stranger"} & set(chips) else "welcome" if "new" in chips else "name"
        )
        chosen = await self.desk.read(lambda: members.within(self.desk.store, group, picked), self.strip)
        if chosen is not None:
            await prepare(self.desk, self, self.strip, group, cause, chosen)

    def _on_differences_clicked(self) -> None:
        self.start(compare(self.desk, self, self.strip))

    def _on_history_chosen(self) -> None:
        self.start(history(self.desk, self, self.strip))

    # Importing

    def begin(self) -> None:
        self._on_paste_clicked()

    def _on_paste_clicked(self) -> None:
        words = _("一行一个群昵称；“添加”“移出”之类的按钮字会自动略过。")
        self.start(self.paste_in("members", _("粘贴成员名单"), words))

    def _on_file_chosen(self) -> None:
        files = _("文本和表格 (*.txt *.csv *.tsv *.xlsx *.xls *.docx)")
        self.start(self.pick_in("members", _("导入成员名单"), files))

    async def take(self, source: str | Path, kind: str) -> None:
        group = self.need_group()
        if group is None:
            return
        desk = self.desk
        read = partial(members.preview, desk.store, group, source)
        seen = await desk.read(read, self.strip)
        if seen is None:
            return
        rule = next((g.naming_rule for g in desk.groups if g.id == group), "")
        sheet = MemberListSheet(self, desk, lambda part: read(partial=part), seen, rule)
        if not await dialogs.show(sheet):
            return
        seen = sheet.seen
        change = await desk.job(
            _("导入成员名单"), lambda step: members.import_snapshot(desk.store, seen, step), self.strip
        )
        if change is not None:
            words = _("已导入 {n} 位成员，{fail} 位不合要求").format(n=len(seen.nicknames), fail=seen.count("fail"))
            if seen.tasks_words:
                words += _("；待办：{what}").format(what=seen.tasks_words)
            told = await desk.read(lambda: execution_entries.told(desk.store, change.id, *change.then), self.strip)
            if told is not None and told.entered:
                words += _("；进入待审 {}").format(told.words)
            desk.tell(change, self.strip, words)


def _keeping(filled: TaskDraft, own: TaskDraft) -> TaskDraft:
    """Where no reason was written for all, each keeps its own."""
    return filled if filled.reason else replace(filled, reason=own.reason)
