"""群成员与实名: the pasted list, who breaks the naming rule and why, and what the owner decided."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from wxadmin.i18n import _
from wxadmin.services import members, people, reminders
from wxadmin.services.namecheck import MemberRow
from wxadmin.ui import dialogs
from wxadmin.ui.card import button
from wxadmin.ui.desk import Desk
from wxadmin.ui.importing import Heap, PreviewSheet
from wxadmin.ui.listpane import ListPane
from wxadmin.ui.page import RecordPage
from wxadmin.ui.rostersheet import RosterSheet

_TONE = {"pass": "ok", "fail": "danger", "exempt": "info", "unknown": "warn"}


class MembersPage(RecordPage):
    """Members of the chosen group with the real-name check."""

    KEY = "members"
    TITLE = _("群成员与实名")
    NOTHING = _("选一位成员，这里显示核验结果、可能是谁、以前用过的昵称。")
    HELP = _(
        "在微信里打开群成员列表，把昵称复制下来，一行一个，粘贴到这里。程序对照花名册和群的命名规则逐个核验：\n"
        "合格；不合要求（应当请他改名）；无法确认（要群主来认人）；已豁免。\n\n"
        "每位成员都写明问题和建议改成什么。“复制提醒”会生成一段可以直接发到群里的话。\n"
        "再粘贴一次新名单，就能看出谁新来、谁离开、谁改了名。"
    )

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent)
        pane = ListPane(
            desk, members, self.KEY, self,
            empty=_("还没有成员名单。在微信里复制群成员的昵称，一行一个，粘贴进来就能核验实名。"),
            hint=_("搜索昵称、姓名、拼音"),
            widths={"nickname": 165, "status": 90, "person": 90, "finding": 220, "suggestion": 150},
            counted=_("{n} 人"),
        )  # fmt: skip
        pane.offer(_("粘贴成员名单"), self._on_paste_clicked)
        self.lay_out(pane)
        self.arrange(720, 360)
        self.add_action(_("粘贴成员名单"), self._on_paste_clicked, kind="main", icon="clipboard-paste")
        self.add_action(_("复制提醒"), self._on_reminder_clicked, icon="copy")
        for words, slot in ((_("指定是谁…"), self._on_assign_clicked), (_("豁免…"), self._on_exempt_clicked)):
            pane.add_menu(words, slot)
        self.add_more(_("没有进群的人"), self._on_missing_chosen)
        self.add_more(_("从文件导入名单…"), self._on_file_chosen)

    # One member

    def read(self, record: int) -> Any:
        return members.get(self.desk.store, record)

    def render_detail(self, detail: members.MemberCard, *, again: bool) -> None:
        card, row = self.card, detail.row
        card.clear()
        words = members.STATUS.get(row.status, row.status)
        card.title(row.nickname, badge=words if detail.present else _("已退群"), tone=_TONE.get(row.status, "muted"))
        for _code, message in row.findings:
            card.text(f"· {message}", role="text")
        if row.suggestion:
            card.facts(((_("建议改为"), row.suggestion),))
        card.facts((
            (_("人员"), f"{row.person_name}　{row.department}".strip() if row.person is not None else ""),
            (_("认人"), _("由群主确认") if detail.confirmed else ""),
            (_("豁免"), f"{detail.exempt_reason}　{detail.exempt_until}".strip()),
        ))  # fmt: skip
        host = card.host
        if detail.candidates:
            card.section(_("可能是"))
            for person, label in detail.candidates:
                piece = button(_("就是 {who}").format(who=label), self._on_candidate_clicked, host)
                piece.setProperty("person", person)
                card.row(piece)
        if row.person is not None:
            card.link(_("查看花名册：{name}").format(name=row.person_name), "people", row.person)
        actions = []
        if detail.present:
            actions.append(button(_("指定是谁…"), self._on_assign_clicked, host, icon="user"))
        if detail.confirmed:
            actions.append(button(_("取消认人"), self._on_forget_clicked, host))
        if row.status == "exempt" and detail.exempt_reason:
            actions.append(button(_("取消豁免"), self._on_end_exemption_clicked, host))
        elif row.status != "pass":
            actions.append(button(_("豁免…"), self._on_exempt_clicked, host))
        if actions:
            card.row(*actions)
        if detail.cases:
            card.section(_("案件"))
            for case, line in detail.cases:
                card.link(line, "cases", case)
        card.section(_("经过"))
        for time, line in detail.history:
            card.text(f"{time}　{line}" if time else line, role="muted")
        card.finish(keep_place=again)

    def _on_candidate_clicked(self) -> None:
        piece, detail = self.sender(), self.detail
        if piece is not None and detail is not None:
            person = int(piece.property("person"))
            self._change(lambda: members.confirm(self.desk.store, detail.id, person), _("已认定 {who}"))

    def _on_assign_clicked(self) -> None:
        if self.detail is not None:
            self.start(self._assign(self.detail))

    async def _assign(self, detail: members.MemberCard) -> None:
        """Let the owner say who a nickname is, from the whole roster of the group."""
        desk = self.desk
        known = await desk.read(lambda: people.of_group(desk.store, detail.group), self.strip)
        if known is None:
            return
        if not known:
            self.strip.hint(_("花名册上没有本群的人；先导入花名册，再来指定。"))
            return
        sheet = RosterSheet(self, _("“{who}”是谁").format(who=detail.row.nickname), known)
        if await dialogs.show(sheet):
            person = sheet.chosen()
            self._change(lambda: members.confirm(desk.store, detail.id, person), _("已认定 {who}"))

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

    async def _exempt(self, detail: members.MemberCard) -> None:
        reason = await dialogs.ask_text(
            self,
            _("豁免实名要求"),
            _("为什么 {who} 可以不按规则命名？").format(who=detail.row.nickname),
            _("豁免"),
            needed=True,
        )
        if reason:
            self._change(lambda: members.exempt(self.desk.store, detail.id, reason), _("已豁免 {who}"))

    def _change(self, work: Any, done: str) -> None:
        detail = self.detail
        if detail is not None:
            self.start(self.desk.change(work, self.strip, done.format(who=detail.row.nickname)))

    # The group

    def _on_reminder_clicked(self) -> None:
        self.start(self._remind())

    async def _remind(self) -> None:
        group = self.need_group()
        if group is None:
            return
        picked = self.list.picked if len(self.list.picked) > 1 else ()
        text = await self.desk.read(lambda: reminders.draft(self.desk.store, group, "name", picked).text, self.strip)
        if text:
            self.copy(text, _("提醒已复制，到微信群里粘贴即可。"))
        elif text is not None:
            self.strip.hint(_("没有要提醒的人。"))

    def _on_missing_chosen(self) -> None:
        self.start(self._tell_missing())

    async def _tell_missing(self) -> None:
        group = self.need_group()
        if group is None:
            return
        report = await self.desk.read(lambda: members.report(self.desk.store, group), self.strip)
        if report is None:
            return
        sheet = dialogs.Sheet(self, _("没有进群的人"), _("复制名单"), cancel=_("关闭"))
        sheet.main.setEnabled(bool(report.missing))
        sheet.setMinimumWidth(420)
        sheet.say(_("花名册上应在本群、但名单里没有人能确定是他的，共 {n} 人：").format(n=len(report.missing)))
        names = "\n".join(label for _id, label in report.missing)
        sheet.say_long(names or _("都在群里。"))
        if await dialogs.show(sheet):
            self.copy(names, _("名单已复制。"))

    # Importing

    def begin(self) -> None:
        self._on_paste_clicked()

    def _on_paste_clicked(self) -> None:
        self.start(self._ask_list())

    async def _ask_list(self) -> None:
        if self.need_group() is None:
            return
        text = self.pasted("members") or await dialogs.ask_text(
            self,
            _("粘贴成员名单"),
            _("一行一个群昵称；“添加”“移出”之类的按钮字会自动略过。"),
            _("看预览"),
            lines=16,
            needed=True,
        )
        if text:
            await self.take(text, "members")

    def _on_file_chosen(self) -> None:
        self.start(self._pick())

    async def _pick(self) -> None:
        if self.need_group() is None:
            return
        path = await dialogs.pick_file(self, _("导入成员名单"), [_("文本 (*.txt *.csv)")])
        if path is not None:
            await self.take(path, "members")

    async def take(self, source: str | Path, kind: str) -> None:
        group = self.need_group()
        if group is None:
            return
        desk = self.desk
        seen = await desk.read(lambda: members.preview(desk.store, group, _text(source)), self.strip)
        if seen is None:
            return
        rule = next((g.naming_rule for g in desk.groups if g.id == group), "")
        if not await dialogs.show(snapshot_sheet(self, seen, rule)):
            return
        change = await desk.job(
            _("导入成员名单"), lambda step: members.import_snapshot(desk.store, seen, step), self.strip
        )
        if change is not None:
            desk.tell(change, self.strip, _("已导入 {n} 位成员，{fail} 位不合要求").format(
                n=len(seen.nicknames), fail=seen.count("fail")
            ))  # fmt: skip


def _text(source: str | Path) -> str:
    """The words of a paste or of a text file; UserError when it cannot be read."""
    return source if isinstance(source, str) else members.read_list(source)


def snapshot_sheet(parent: QWidget, seen: members.SnapshotPreview, rule: str) -> PreviewSheet:
    """What a pasted list would mean, before it is kept."""

    def lines(status: str) -> tuple[str, ...]:
        return tuple(_checked(row) for row in seen.report if row.status == status)

    heaps = [
        Heap(_("不合要求"), lines("fail"), _("应当请他们改名")),
        Heap(_("无法确认"), lines("unknown"), _("要由群主认人")),
        Heap(_("合格"), lines("pass")),
        Heap(_("已豁免"), lines("exempt")),
        Heap(_("新来"), seen.new, _("上次的名单里没有")),
        Heap(_("改名"), tuple(f"{old} → {new}" for old, new in seen.renamed)),
        Heap(_("不在了"), seen.gone, _("上次有、这次没有：可能退群或改名")),
        Heap(_("没有进群"), seen.missing, _("花名册上应在本群的人")),
        Heap(_("略过"), seen.ignored, _("按钮文字、空行等，不是成员")),
    ]
    head = _("看懂了 {n} 位成员。命名规则：{rule}").format(n=len(seen.nicknames), rule=rule or _("没有规定"))
    return PreviewSheet(parent, _("导入成员名单"), _("导入"), head, heaps)


def _checked(row: MemberRow) -> str:
    words = "；".join(message for _code, message in row.findings)
    advice = _("　建议改为 {name}").format(name=row.suggestion) if row.suggestion else ""
    return f"{row.nickname}　{words}{advice}" if words or advice else row.nickname
