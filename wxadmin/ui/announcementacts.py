"""What is done with announcements beyond writing: approval, posting, copies, versions, templates, instructions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox

from wxadmin.domain import message_blanks
from wxadmin.domain.errors import UserError
from wxadmin.i18n import _, joined
from wxadmin.services import (
    announcement_approval,
    announcement_instructions,
    announcement_kinds,
    announcements,
    clock,
)
from wxadmin.services.announcement_plans import ACTS, Act
from wxadmin.services.announcements import AnnouncementCard, AnnouncementDraft
from wxadmin.ui import dialogs, theme
from wxadmin.ui.card import label
from wxadmin.ui.changeblock import ChangeBlock
from wxadmin.ui.choice import ask_choice
from wxadmin.ui.momentfield import MomentField
from wxadmin.ui.textblock import TextBlock

if TYPE_CHECKING:
    from wxadmin.ui.desk import Desk
    from wxadmin.ui.page import Page
    from wxadmin.ui.strip import Strip


async def from_messages(page: Page, messages: Sequence[int]) -> int | None:
    """转为公告（交办）: what was said in the chat becomes an announcement under the pen, which is shown; its id."""
    desk = page.desk
    change = await desk.change(
        lambda: announcement_instructions.from_messages(desk.store, messages), page.strip, right="publish"
    )
    if change is None:
        return None
    desk.open("announcements", change.value)
    return change.value


async def new(page: Page) -> int | None:
    """写公告: an empty draft for the chosen group with its usual time to answer; its id."""
    desk, group, now = page.desk, page.need_group(), page.desk.group_now
    if group is None:
        return None
    draft = AnnouncementDraft(group, "", "", minutes=now.reply_minutes if now else 0, announcer=desk.actor)
    change = await desk.change(lambda: announcements.save(desk.store, draft), page.strip)
    return None if change is None else change.value


async def copy_text(page: Page, number: int) -> bool:
    """复制到微信: the text, of a long one a portion; whether anything was copied. Open blanks are asked about."""
    desk = page.desk
    draft = await desk.read(lambda: announcements.get(desk.store, number).draft, page.strip)
    if draft is None:
        return False
    blanks = message_blanks.missing(f"{draft.title}\n{draft.body}", draft.plan.fields)
    if blanks:
        words = _("还有 {} 处没有填：{}").format(len(blanks), joined(_("、"), blanks))
        if not await dialogs.confirm(page, _("复制到微信"), words, _("仍然复制")):
            return False
    parts = await desk.read(lambda: announcements.portions(desk.store, number), page.strip)
    if not parts:
        return False
    done = _("公告已复制。发到群里之后，点“标为已发布”。")
    if len(parts) == 1:
        page.copy(parts[0], done)
        return True
    sheet = _Portions(page, parts)
    if not await dialogs.show(sheet):
        return False
    at = sheet.choice.currentIndex()
    page.copy(parts[at], _("第 {n} 段（共 {m} 段）已复制，依次发到群里。").format(n=at + 1, m=len(parts)))
    return True


class _Portions(dialogs.Sheet):
    """Which part of a long text is copied."""

    def __init__(self, page: Page, parts: tuple[str, ...]) -> None:
        super().__init__(page, _("分段复制"), _("复制这一段"))
        self.say(_("这则公告较长，一条消息可能发不出去，分 {n} 段依次复制。").format(n=len(parts)))
        self.choice = QComboBox(self)
        self.choice.setAccessibleName(_("第几段"))
        for n, part in enumerate(parts, 1):
            self.choice.addItem(_("第 {n} 段，{m} 字").format(n=n, m=len(part)))
        self.body.addWidget(self.choice)
        self.setMinimumWidth(420)


async def post_at(page: Page, number: int) -> bool:
    """补记发布时间: mark as posted at a time behind us; whether it was."""
    sheet = dialogs.Sheet(page, _("补记发布时间"), _("标为已发布"))
    sheet.setMinimumWidth(400)
    sheet.say(_("公告是什么时候发到群里的？截止时间从那时算起。"))
    field = MomentField(_("发布时间"), clock.now(), sheet)
    sheet.body.addWidget(field)
    if not await dialogs.show(sheet):
        return False
    at = field.moment
    if at is None:
        page.strip.wrong(UserError(_("没有读懂发布时间"), remedy=_("请写成 9月30日 14:00 这样")))
        return False
    return await post(page, number, at)


async def post(page: Page, number: int, at: datetime | None = None) -> bool:
    """标为已发布: now, or at a time; whether it was done."""
    desk = page.desk
    by = desk.actor
    change = await desk.change(
        lambda: announcements.post(desk.store, number, at, by), page.strip,
        _("公告已标为发布，等大家回复后粘贴进来。"),
    )  # fmt: skip
    return change is not None


async def ask(page: Page, number: int) -> None:
    """送审: send it for approval."""
    desk = page.desk
    by = desk.actor
    others = await desk.read(lambda: announcement_approval.approvers(desk.store, by), page.strip)
    approver: str | None = ""
    if others:
        anybody = _("有权限的任何一位")
        approver = await ask_choice(page, _("送审"), _("请谁审批"), _("送审"), [anybody, *others])
        approver = "" if approver == anybody else approver
    if others is None or approver is None:
        return
    named = approver or _("有“发布规章和公告”权限的人")
    done = _("已送审。请{who}审批。").format(who=named)
    await desk.change(lambda: announcement_approval.ask(desk.store, number, by=by, approver=approver), page.strip, done)


async def approve(page: Page, number: int) -> None:
    """审批通过."""
    desk = page.desk
    by = desk.actor
    done = _("审批通过，可以发了。")
    await desk.change(lambda: announcement_approval.approve(desk.store, number, by=by), page.strip, done)


async def send_back(page: Page, number: int) -> None:
    """退回修改, with the reason."""
    desk = page.desk
    by = desk.actor
    reason = await dialogs.ask_text(
        page, _("退回修改"), _("要改什么？原因会和公告一起保存。"), _("退回"), lines=4, needed=True
    )
    if reason:
        await desk.change(
            lambda: announcement_approval.send_back(desk.store, number, reason, by=by), page.strip, _("已退回")
        )


async def withdraw(page: Page, number: int) -> None:
    """撤回送审."""
    desk = page.desk
    by = desk.actor
    await desk.change(lambda: announcement_approval.withdraw(desk.store, number, by=by), page.strip, _("已撤回送审"))


async def copy_as_new(page: Page, number: int) -> None:
    """复制为新公告, which is shown."""
    desk = page.desk
    by = desk.actor
    change = await desk.change(lambda: announcements.copy(desk.store, number, by), page.strip, _("已复制成新草稿"))
    if change is not None:
        page.show_record(change.value)


async def correct(page: Page, number: int) -> None:
    """更正: a draft that puts a posted one right, which is shown."""
    desk = page.desk
    by = desk.actor
    change = await desk.change(lambda: announcements.correct(desk.store, number, by), page.strip, _("已起草更正"))
    if change is not None:
        page.show_record(change.value)


async def keep_template(desk: Desk, page: Page, strip: Strip, draft: AnnouncementDraft) -> bool:
    """存为模板: keep the text with its blanks under a name."""
    name = await dialogs.ask_text(
        page, _("存为模板"), _("模板名称（同名的会换成这一份）："), _("保存"), text=draft.title, needed=True
    )
    if not name:
        return False
    change = await desk.change(lambda: announcement_kinds.keep(desk.store, draft, name), strip, _("已存为模板"))
    return change is not None


async def forget_template(page: Page) -> None:
    """删除自己的模板: one of them, chosen."""
    desk = page.desk
    kept = await desk.read(lambda: announcement_kinds.own(desk.store), page.strip)
    if not kept:
        page.strip.hint(_("还没有自己的模板：写好草稿后用“存为模板…”。"))
        return
    name = await ask_choice(page, _("删除自己的模板"), _("模板"), _("删除"), [one.name for one in kept])
    key = next((one.key for one in kept if one.name == name), None)
    if key is not None:
        await desk.change(lambda: announcement_kinds.forget(desk.store, key), page.strip, _("模板已删除"))


class VersionSheet(dialogs.Sheet):
    """Two versions of the text: words that went are struck, words that came are underlined."""

    def __init__(self, page: Page, versions: tuple[Act, ...]) -> None:
        super().__init__(page, _("版本对比"), _("关闭"))
        self.cancel.hide()
        self._versions = versions
        self.old = self._choice(_("旧版"), max(0, len(versions) - 2))
        self.new = self._choice(_("新版"), len(versions) - 1)
        self._block: ChangeBlock | TextBlock | None = None
        self.setMinimumWidth(520)
        self._show()

    def _choice(self, words: str, now: int) -> QComboBox:
        box = QComboBox(self)
        box.setAccessibleName(words)
        for act in self._versions:
            box.addItem(" ".join(part for part in (ACTS.get(act.kind, _("现在的草稿")), act.at, act.by) if part))
        box.setCurrentIndex(now)
        box.currentIndexChanged.connect(self._show)
        name = label(words, self, "muted")
        name.setBuddy(box)
        self.body.addWidget(name)
        self.body.addWidget(box)
        return box

    def _show(self) -> None:
        old, new = self._versions[self.old.currentIndex()], self._versions[self.new.currentIndex()]
        if self._block is not None:
            self._block.hide()
            self._block.deleteLater()
        if old.text == new.text:
            self._block = TextBlock(_("两版文字一样。"), self, role="muted")
        else:
            self._block = ChangeBlock(announcement_approval.differences(old, new), self)
        self.body.addWidget(self._block)
        self.body.setSpacing(theme.GAP)


def versions_of(card: AnnouncementCard) -> tuple[Act, ...]:
    """The texts that were sent, approved or posted, and of a draft the text as it stands now."""
    found = card.versions
    if card.state == "draft" and found and found[-1].text != card.text:
        return (*found, Act("now", "", "", card.text, ""))
    return found


async def compare(page: Page, card: AnnouncementCard) -> None:
    """版本对比."""
    await dialogs.show(VersionSheet(page, versions_of(card)))
