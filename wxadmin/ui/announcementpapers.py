"""The sheet for the notice board: looked at, printed, issued."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wxadmin.i18n import _
from wxadmin.services import announcements, papers
from wxadmin.services.announcements import AnnouncementCard
from wxadmin.ui import dialogs
from wxadmin.ui.papersheet import look, preview_paper, tell_issued
from wxadmin.ui.preview import save_name

if TYPE_CHECKING:
    from wxadmin.ui.page import RecordPage


async def preview(page: RecordPage, detail: AnnouncementCard) -> None:
    """预览打印: the sheet as a draft, or as it was issued."""
    desk, store, issued = page.desk, page.desk.store, detail.paper
    title = _("公告纸面：{title}").format(title=detail.draft.title or _("（无标题）"))
    if issued is None:
        await preview_paper(desk, page, lambda: announcements.paper(store, detail.id), title, "announcement")
    else:
        name = save_name(detail.draft.title)
        await look(desk, page, title, lambda: papers.reprint(store, issued), _("已签发"), name, "announcement")


async def issue(page: RecordPage, number: int) -> None:
    """签发公告, after a question."""
    desk = page.desk
    if await dialogs.confirm(
        page, _("签发公告"), _("签发后纸面定稿，带编号和校验码，用来张贴存档。现在签发？"), _("签发公告")
    ):
        change = await desk.change(lambda: announcements.issue(desk.store, number), page.strip, final=True)
        if change is not None:
            tell_issued(desk, page.strip, change.value)
