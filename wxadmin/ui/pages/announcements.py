"""公告: written with a bubble as the group will see it, checked, copied; after posting a board of who answered."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import shiboken6
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from wxadmin.domain.errors import UserError
from wxadmin.i18n import _
from wxadmin.services import announcement_checks, announcement_kinds, announcement_plans, announcements, audiences
from wxadmin.services.announcement_kinds import Template
from wxadmin.services.announcements import AnnouncementCard, AnnouncementDraft
from wxadmin.services.attachments import Owner
from wxadmin.ui import announcementacts, announcementboard, announcementpapers
from wxadmin.ui.announcementaudience import ask_audience
from wxadmin.ui.announcementboardheaps import KEYS
from wxadmin.ui.announcementeditor import Editor
from wxadmin.ui.attachmentpane import AttachmentPane
from wxadmin.ui.card import button
from wxadmin.ui.desk import Desk
from wxadmin.ui.listpane import ListPane
from wxadmin.ui.page import RecordPage

_TONES = {"": "warn", "asked": "warn", "approved": "ok", "returned": "danger"}
_SAID = ("asked", "approved", "returned", "changed", "withdrawn")


class AnnouncementsPage(RecordPage):
    """List left; editor or board right."""

    KEY = "announcements"
    RIGHT = "publish"
    TITLE = _("公告")
    NOTHING = _("选一则公告；草稿可以接着写，发布过的看谁还没有确认。")
    HELP = _(
        "先选类型，再套模板：{{…}} 是要填的地方，单位、群名、规章等能从记录里填的已经填好。绿色气泡是发到群里的样子"
        "（换行按手机宽度估计），下面是要看一看的地方，点一下就到那里。草稿自动保存。\n"
        "右边选对象和回复时限。需要时“送审”，审批后再改要重新审批；填了计划时间的，到时在“今日”里提醒，程序不代发。\n"
        "写好后“复制到微信”，发到群里，再点“标为已发布”，文字、对象和截止时间就定下来；忘了标的可以“补记发布时间”。\n\n"
        "大家回复“收到”或接龙后，把聊天内容或接龙整段粘贴到“粘贴回复”，程序对照名单分成四堆："
        "已确认、要认人、没有确认、名单之外。可以多次粘贴，重复的只算一次；贴错了在“粘贴记录”里移除。\n"
        "认错了点“不是他”；电话里答复的“手动确认”；不用回复的“免答”，写明原因，不再催也不算逾期。\n"
        "会议：粘贴时选“签到”或“请假”，或在“签到”那一堆逐个登记；请假的不用再回复，散会后“其余算缺席”。\n"
        "任务：粘贴时选“进度上报”，每人最近一次的进度算数；都完成了会说，再“结束收集”。\n"
        "“复制催办”生成带 @姓名 的提醒，人多时分几条，提醒过几次都有记录；过了截止时间，“逾期转待审”。\n"
        "“情况表…”打印或导出确认情况、签到、进度和统计。\n\n"
        "要贴到公告栏上：草稿里可以加附件（图片或文字），“预览打印”看纸面，在“版式”里选大字或 A3；"
        "发布后“签发公告”，纸面带编号和校验码。"
    ) + "\n\n" + KEYS  # fmt: skip

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent)
        pane = ListPane(
            desk, announcements, self.KEY, self,
            empty=_("还没有公告。写一则，检查用词，复制到群里，再看谁没有确认。"), hint=_("搜索标题、正文"),
            widths={"title": 210, "state": 82, "answered": 84},
        )  # fmt: skip
        pane.offer(_("写公告"), self._on_new_clicked)
        self.lay_out(pane)
        self.arrange(380, 700)
        for at, stretch in enumerate((2, 3)):
            self.sides.setStretchFactor(at, stretch)
        self.add_action(_("写公告"), self._on_new_clicked, kind="main", icon="plus")
        self.add_more(_("复制为新公告"), self._on_copy_as_new_chosen)
        self.add_more(_("更正已发布的公告…"), self._on_correct_chosen)
        self.add_more(_("版本对比…"), self._on_compare_chosen, free=True)
        self.add_more(_("删除自己的模板…"), self._on_forget_chosen)
        self.editor: Editor | None = None
        self._templates: tuple[Template, ...] = ()
        self._approval = ""
        self._first: QPushButton
        self._checking = 0
        self._saving = False

    # One announcement

    def read(self, record: int) -> Any:
        return announcements.get(self.desk.store, record)

    def reload(self) -> None:
        if not self._saving:
            super().reload()

    def render_nothing(self) -> None:
        self._leave_editor()
        super().render_nothing()

    def render_detail(self, detail: AnnouncementCard, *, again: bool) -> None:
        editor = self.editor
        if again and detail.state == "draft" and editor is not None and (
            detail.approval == self._approval or editor.unsaved
        ):  # fmt: skip
            if self.attached is not None:
                self.start(self.attached.load())
            return  # the owner is typing in it
        place = editor.place if editor is not None and again else None
        held = again and self.card.isAncestorOf(QApplication.focusWidget() or self)
        self._leave_editor()
        if detail.state == "draft":
            self._render_draft(detail)
            if place is not None and self.editor is not None:
                self.editor.go_back(place)
            elif held and not self.card.locked:
                self._first.setFocus()  # else the keyboard goes to whatever comes first in the window
        else:
            announcementboard.render(self, detail, again=again)

    def _leave_editor(self) -> None:
        editor, self.editor = self.editor, None
        if editor is not None:
            if editor.unsaved and not editor.locked and self.desk.may(self.RIGHT):
                draft = editor.draft()
                self.start(self.desk.read(lambda: announcements.save(self.desk.store, draft), self.strip))
            editor.stop()
        self.attached = None

    def _render_draft(self, detail: AnnouncementCard) -> None:
        card = self.card
        card.clear()
        self._approval = detail.approval
        words = announcement_plans.APPROVALS[detail.approval] or _("草稿，自动保存")
        card.title(_("写公告"), badge=words, tone=_TONES[detail.approval])
        if detail.corrects is not None:
            card.link(_("更正：{title}").format(title=detail.corrects[1]), self.KEY, detail.corrects[0])
        last = next((act for act in reversed(detail.acts) if act.kind in _SAID), None)
        if last is not None and last.kind != "withdrawn":
            said = _("{what}：{who} {when}").format(
                what=announcement_plans.ACTS[last.kind], who=last.by, when=last.at
            )  # fmt: skip
            if detail.approval == "asked" and detail.plan.approver:
                said += _("，请 {who} 审批").format(who=detail.plan.approver)
            role = "danger" if last.kind == "returned" else "muted"
            card.text(said + (f"\n{last.note}" if last.note else ""), role=role)
        self.editor = editor = Editor(detail.draft, card.host)
        editor.typed.connect(self._on_typed)
        editor.paused.connect(self.keep_draft)
        editor.template_wanted.connect(self._on_template_wanted)
        editor.audience_wanted.connect(self._on_audience_wanted)
        editor.lock(card.locked or detail.approval in ("asked", "approved"))
        buttons = self._buttons(detail, last.kind if last is not None else "")
        card.row(*buttons)
        self._first = buttons[0]
        card.add(editor)
        card.section(_("附件"))
        self.attached = AttachmentPane(
            self, Owner("announcement", detail.id),
            _("印在纸面公告之后，每个附件另起一页。图片也可以直接拖进来或粘贴。"), card.host, texts=True,
        )  # fmt: skip
        card.add(self.attached)
        card.finish()
        self.start(self._prepare(editor, detail.draft))

    def _buttons(self, detail: AnnouncementCard, last: str) -> list[QPushButton]:
        host, number, acts = self.card.host, detail.id, announcementacts
        found: list[QPushButton] = []
        if detail.approval == "asked":
            found.append(button(_("审批通过"), self._doing(acts.approve, number), host, kind="main", icon="check"))
            found.append(button(_("退回…"), self._doing(acts.send_back, number), host))
        else:
            found.append(button(_("复制到微信"), self._on_copy_clicked, host, kind="main", icon="copy"))
            found.append(button(_("标为已发布"), self._on_post_clicked, host, icon="send"))
        if not detail.approval or detail.approval == "returned":
            found.append(button(_("送审"), self._doing(acts.ask, number), host, icon="user-check"))
        found.append(button(_("预览打印"), self._on_paper_clicked, host, icon="printer"))
        if detail.approval in ("asked", "approved"):
            found.append(button(_("修改（要重新审批）"), self._on_unlock_clicked, host, kind="quiet", icon="pencil"))
        if detail.approval or last in ("changed", "returned"):
            found.append(button(_("撤回送审"), self._doing(acts.withdraw, number), host, kind="quiet"))
        if detail.approval != "asked":
            found.append(button(_("补记发布时间…"), self._on_post_at_clicked, host, kind="quiet"))
        found += [
            button(_("存为模板…"), self._on_keep_clicked, host, kind="quiet"),
            button(_("删除草稿"), self._on_discard_clicked, host, kind="quiet"),
        ]
        return found

    def _doing(self, work: Callable[[Any, int], Coroutine[Any, Any, None]], number: int) -> Callable[[], None]:
        return partial(self._do, work, number)

    def _do(self, work: Callable[[Any, int], Coroutine[Any, Any, None]], number: int) -> None:
        self.start(self._saved_then(work, number))

    async def _saved_then(self, work: Callable[[Any, int], Coroutine[Any, Any, None]], number: int) -> None:
        if await self._saved() is not None:
            self._approval = "?"  # the card is made anew
            await work(self, number)

    # Writing

    async def _prepare(self, editor: Editor, draft: AnnouncementDraft) -> None:
        """What the editor offers, and the first checks."""
        store, group = self.desk.store, draft.group
        found = await self.desk.read(
            lambda: (announcement_kinds.templates(store, group), announcement_kinds.clauses(store, group)), self.strip
        )
        if found is None or not shiboken6.isValid(editor) or editor is not self.editor:
            return
        self._templates = found[0]
        editor.offer_templates(found[0])
        editor.due.offer_clauses(found[1], draft.plan.clause)
        await self._check(editor.draft())

    def _on_typed(self, _draft: object) -> None:
        self._checking += 1

    def keep_draft(self, draft: AnnouncementDraft) -> None:
        """Keep and check what was typed."""
        self.start(self._keep(draft))

    async def _keep(self, draft: AnnouncementDraft) -> None:
        self._saving = True
        try:
            await self.desk.change(lambda: announcements.save(self.desk.store, draft), self.strip)
        finally:
            self._saving = False
        self.list.reload()
        await self._check(draft)

    async def _check(self, draft: AnnouncementDraft) -> None:
        self._checking += 1
        turn, store = self._checking, self.desk.store
        found = await self.desk.read(
            lambda: (
                announcement_checks.of(store, draft), audiences.preview(store, draft.group, draft.plan.audience),
            ),
            self.strip,
        )  # fmt: skip
        editor = self.editor
        if found is not None and turn == self._checking and editor is not None and shiboken6.isValid(editor):
            editor.show_checked(found[0])
            editor.audience.show_people(found[1])

    def _on_template_wanted(self, template: Template) -> None:
        self.start(self._use_template(template))

    async def _use_template(self, template: Template) -> None:
        editor = self.editor
        if editor is None:
            return
        draft, store = editor.draft(), self.desk.store
        filled = await self.desk.read(lambda: announcement_kinds.fill(store, draft, template), self.strip)
        if filled is not None and editor is self.editor:
            editor.put(filled)
            editor.blanks.setFocus()

    def _on_audience_wanted(self) -> None:
        self.start(self._choose_audience())

    async def _choose_audience(self) -> None:
        editor = self.editor
        if editor is None:
            return
        group = editor.draft().group
        chosen = await ask_audience(self.desk, self, self.strip, group, editor.audience.audience)
        if chosen is not None and editor is self.editor:
            editor.audience.audience = chosen
            editor.audience.show_people(None)
            editor.touch()

    def _on_unlock_clicked(self) -> None:
        if self.editor is not None:
            self.editor.lock(False)
            self.editor.body.setFocus()
            self.strip.hint(_("改过以后要重新送审。"))

    def _on_new_clicked(self) -> None:
        self.start(self._new())

    async def _new(self) -> None:
        record = await announcementacts.new(self)
        if record is None:
            return
        self.show_record(record)
        for _round in range(100):
            if self.editor is not None and self.editor.draft().id == record:
                self.editor.title.setFocus()
                return
            await asyncio.sleep(0.02)

    async def _saved(self) -> AnnouncementDraft | None:
        """The draft being written, kept as it stands now."""
        editor = self.editor
        if editor is None:
            return None
        draft = editor.draft()
        editor.stop()
        if editor.locked or not self.desk.may(self.RIGHT):
            return draft  # it stands as it was sent for approval, or is not theirs to write
        if await self.desk.read(lambda: announcements.save(self.desk.store, draft), self.strip) is None:
            return None
        return draft

    def _on_copy_clicked(self) -> None:
        self.start(self._copy())

    async def _copy(self) -> None:
        draft = await self._saved()
        if draft is not None and draft.id is not None:
            await announcementacts.copy_text(self, draft.id)

    def _on_post_clicked(self) -> None:
        self.start(self._post(announcementacts.post))

    def _on_post_at_clicked(self) -> None:
        self.start(self._post(announcementacts.post_at))

    async def _post(self, act: Callable[[Any, int], Coroutine[Any, Any, bool]]) -> None:
        unread = () if self.editor is None else self.editor.due.unread()
        if unread:  # it would go out without the time that was meant
            self.strip.wrong(UserError(unread[0].words, remedy=_("请先在右边改好")))
            return
        draft = await self._saved()
        if draft is None or draft.id is None:
            return
        editor, self.editor = self.editor, None
        if not await act(self, draft.id):
            self.editor = editor if editor is not None and shiboken6.isValid(editor) else None
            self.list.reload()

    def _on_keep_clicked(self) -> None:
        self.start(self._keep_template())

    async def _keep_template(self) -> None:
        draft = await self._saved()
        if draft is not None and await announcementacts.keep_template(self.desk, self, self.strip, draft):
            editor = self.editor
            if editor is not None:
                await self._prepare(editor, draft)

    def _on_discard_clicked(self) -> None:
        detail = self.detail
        if detail is not None:
            if self.editor is not None:
                self.editor.stop()
                self.editor = None
            self.start(
                self.desk.change(
                    lambda: announcements.discard(self.desk.store, detail.id), self.strip, _("草稿已删除"), final=True
                )
            )

    # What stands in the menu

    def _on_copy_as_new_chosen(self) -> None:
        if self.detail is not None:
            self.start(announcementacts.copy_as_new(self, self.detail.id))

    def _on_correct_chosen(self) -> None:
        if self.detail is not None:
            self.start(announcementacts.correct(self, self.detail.id))

    def _on_compare_chosen(self) -> None:
        detail = self.detail
        if detail is None or len(announcementacts.versions_of(detail)) < 2:
            self.strip.hint(_("还没有两个版本：送审、审批和发布时各留一份文字。"))
        else:
            self.start(announcementacts.compare(self, detail))

    def _on_forget_chosen(self) -> None:
        self.start(announcementacts.forget_template(self))

    # Answers, and the sheet for the notice board

    async def take(self, source: str | Path, kind: str) -> None:
        await announcementboard.take(self, source)

    def _on_paper_clicked(self) -> None:
        self.start(self._show_paper())

    async def _show_paper(self) -> None:
        detail = self.detail
        if detail is None:
            return
        if self.editor is not None:
            draft = await self._saved()
            if draft is None:
                return
            detail = replace(detail, draft=draft)
        await announcementpapers.preview(self, detail)

    def print_paper(self) -> bool:
        if self.detail is None:
            return super().print_paper()
        self._on_paper_clicked()
        return True

    def shut(self) -> None:
        self._leave_editor()
        super().shut()
