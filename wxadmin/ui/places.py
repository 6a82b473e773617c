"""The pages of the window in their order: key, words on screen, icon."""

from __future__ import annotations

from wxadmin.i18n import _

PAGES: tuple[tuple[str, str, str], ...] = (
    ("today", _("今日"), "sun"),
    ("queue", _("待审队列"), "inbox"),
    ("members", _("群成员与实名"), "user-check"),
    ("tasks", _("待执行事项"), "circle-check"),
    ("applications", _("申请"), "file-plus"),
    ("people", _("花名册"), "users"),
    ("groups", _("群"), "messages-square"),
    ("cases", _("案件与处罚"), "gavel"),
    ("appeals", _("申诉"), "scale"),
    ("announcements", _("公告"), "megaphone"),
    ("regulations", _("规章制度"), "book-open-text"),
    ("signing", _("签收"), "signature"),
    ("papers", _("文书"), "files"),
    ("chats", _("聊天归档"), "message-square"),
    ("rules", _("规则"), "list-filter"),
    ("settings", _("设置"), "settings"),
)
