"""公告: written with a bubble as the group will see it, checked, copied; after posting a board of who answered."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from wxadmin.i18n import _
from wxadmin.services import announcements
from wxadmin.services.announcements import AnnouncementCard, AnnouncementDraft
from wxadmin.services.attachments import Owner
from wxadmin.ui import announcementboard, announcementpapers
from wxadmin.ui.announcementbubble import Bubble
from wxadmin.ui.announcementparts import Checks, Editor
from wxadmin.ui.attachmentpane import AttachmentPane
from wxadmin.ui.card import button
from wxadmin.ui.desk import Desk
from wxadmin.ui.listpane import ListPane
from wxadmin.ui.page import RecordPage


class AnnouncementsPage(RecordPage):
    """List left; editor or board right."""

    KEY = "announcements"
    RIGHT = "publish"
    TITLE = _("公告")
    NOTHING = _("选一则公告；草稿可以接着写，发布过的看谁还没有确认。")
    HELP = _(
        "写公告时，右下会按群的规则检查用词，绿色气泡是发到群里的样子；草稿自动保存。\n"
        "写好后“复制到微信”，发到群里，再点“标为已发布”，名单和截止时间就定下来。\n\n"
        "大家回复“收到”或接龙后，把聊天内容或接龙整段粘贴到“粘贴回复”，程序对照名单分成四堆："
        "已确认、要认人、没有确认、名单之外。可以多次粘贴，以最后一次为准。\n"
        "“复制催办”生成带 @姓名 的提醒。\n\n"
        "要贴到公告栏上：草稿里可以加附件（图片或文字），“预览打印”看纸面，在“版式”里选大字或 A3；"
        "发布后“签发公告”，纸面带编号和校验码。"
    )

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent)
        pane = ListPane(
            desk, announcements, self.KEY, self,
            empty=_("还没有公告。写一则，检查用词，复制到群里，再看谁没有确认。"), hint=_("搜索标题、正文"),
            widths={"title": 236, "state": 82, "answered": 90},
        )  # fmt: skip
        pane.offer(_("写公告"), self._on_new_clicked)
        self.lay_out(pane)
        self.arrange(420, 640)
        for at, stretch in enumerate((2, 3)):
            self.sides.setStretchFactor(at, stretch)
        self.add_action(_("写公告"), self._on_new_clicked, kind="main", icon="plus")
        self.editor: Editor | None = None
        self._bubble: Bubble | None = None
        self._checks: Checks | None = None
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
        if again and detail.state == "draft" and self.editor is not None:
            if self.attached is not None:
                self.start(self.attached.load())
            return  # the owner is typing in it
        self._leave_editor()
        if detail.state == "draft":
            self._render_draft(detail)
        else:
            announcementboard.render(self, detail, again=again)

    def _leave_editor(self) -> None:
        editor, self.editor = self.editor, None
        if editor is not None:
            if editor.unsaved:
                draft = editor.draft()
                self.start(self.desk.read(lambda: announcements.save(self.desk.store, draft), self.strip))
            editor.stop()
        self._bubble = None
        self._checks = None
        self.attached = None

    def _render_draft(self, detail: AnnouncementCard) -> None:
        card = self.card
        card.clear()
        card.title(_("写公告"), badge=_("草稿，自动保存"), tone="warn")
        self.editor = Editor(detail.draft, card.host)
        self.editor.typed.connect(self.show_bubble)
        self.editor.paused.connect(self.keep_draft)
        card.add(self.editor)
        card.row(
            button(_("复制到微信"), self._on_copy_clicked, card.host, kind="main", icon="copy"),
            button(_("标为已发布"), self._on_post_clicked, card.host, icon="send"),
            button(_("预览打印"), self._on_paper_clicked, card.host, icon="printer"),
            button(_("删除草稿"), self._on_discard_clicked, card.host, kind="quiet"),
        )
        card.section(_("用词检查"))
        self._checks = Checks(self.editor, card.host)
        card.add(self._checks)
        card.section(_("附件"))
        self.attached = AttachmentPane(
            self, Owner("announcement", detail.id),
            _("印在纸面公告之后，每个附件另起一页。图片也可以直接拖进来或粘贴。"), card.host, texts=True,
        )  # fmt: skip
        card.add(self.attached)
        card.section(_("群里看到的样子"))
        self._bubble = Bubble("", card.host)
        card.add(self._bubble)
        card.finish()
        self.show_bubble(detail.draft)
        self._checks.show_hits(())
        self.start(self._check(detail.draft))

    # Writing

    def show_bubble(self, draft: AnnouncementDraft) -> None:
        """The text as the group will see it."""
        if self._bubble is not None:
            words = f"【{draft.title}】\n{draft.body}" if draft.title else draft.body
            self._bubble.set_text(words.strip() or _("（还没有内容）"))

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
        text = f"{draft.title}\n{draft.body}"
        hits = await self.desk.read(lambda: announcements.check(self.desk.store, draft.group, text), self.strip)
        if hits is not None and self._checks is not None and self.editor and self.editor.draft().id == draft.id:
            self._checks.show_hits(hits)

    def _on_new_clicked(self) -> None:
        self.start(self._new())

    async def _new(self) -> None:
        group = self.need_group()
        if group is None:
            return
        now = self.desk.group_now
        draft = AnnouncementDraft(group, "", "", minutes=now.reply_minutes if now else 0, announcer=self.desk.actor)
        change = await self.desk.change(lambda: announcements.save(self.desk.store, draft), self.strip)
        if change is not None:
            self.show_record(change.value)
            await self._until_editor(change.value)

    async def _until_editor(self, record: int) -> None:
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
        if await self.desk.read(lambda: announcements.save(self.desk.store, draft), self.strip) is None:
            return None
        return draft

    def _on_copy_clicked(self) -> None:
        self.start(self._copy())

    async def _copy(self) -> None:
        draft = await self._saved()
        if draft is not None and draft.id is not None:
            number = draft.id
            text = await self.desk.read(lambda: announcements.text_for_clipboard(self.desk.store, number), self.strip)
            if text:
                self.copy(text, _("公告已复制。发到群里之后，点“标为已发布”。"))

    def _on_post_clicked(self) -> None:
        self.start(self._post())

    async def _post(self) -> None:
        draft = await self._saved()
        if draft is not None and draft.id is not None:
            number = draft.id
            self.editor = None
            if (
                await self.desk.change(
                    lambda: announcements.post(self.desk.store, number),
                    self.strip,
                    _("“{title}”已发布，等大家回复后粘贴进来。").format(title=draft.title),
                )
                is None
            ):
                self.list.reload()

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
