"""聊天归档: every message kept, with the conversation around it."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from wxadmin.i18n import _
from wxadmin.services import chats
from wxadmin.ui.conversation import Conversation
from wxadmin.ui.desk import Desk
from wxadmin.ui.listpane import ListPane
from wxadmin.ui.page import RecordPage


class ChatsPage(RecordPage):
    """Messages left, their conversation right."""

    KEY = "chats"
    RIGHT = "review"
    TITLE = _("聊天归档")
    NOTHING = _("选一条消息，这里显示它前后的聊天。")
    HELP = _(
        "导入过的聊天都在这里，可以按发言人和内容搜索。\n"
        "新的聊天记录在“待审队列”页导入，或在任何一页直接粘贴。重复导入的部分会自动略过。"
    )

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent)
        pane = ListPane(
            desk,
            chats,
            self.KEY,
            self,
            empty=_("还没有聊天记录。复制群里的聊天，在任何一页粘贴都可以。"),
            hint=_("搜索发言人、内容"),
        )
        pane.offer(_("去粘贴聊天记录"), self._on_queue_clicked)
        self.lay_out(pane)
        self.arrange(700, 400)

    def read(self, record: int) -> Any:
        return chats.context(self.desk.store, record, 8)

    def render_detail(self, detail: tuple[chats.ContextLine, ...], *, again: bool) -> None:
        self.card.clear()
        self.card.title(_("前后的聊天"))
        self.card.add(Conversation(detail, self.card.host))
        self.card.finish()

    def _on_queue_clicked(self) -> None:
        self.desk.open("queue")
