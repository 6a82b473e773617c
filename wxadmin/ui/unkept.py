"""Words typed and not kept anywhere: the window asks before it closes or opens other records."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from wxadmin.i18n import _
from wxadmin.ui import dialogs

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from wxadmin.ui.page import Page


def unkept(pages: Iterable[Page]) -> str:
    """Why something typed on a page cannot be kept, ``""`` when nothing would be lost."""
    return next((words for page in pages if (words := page.keep_now())), "")


async def give_up(parent: QWidget, why: str, verb: str) -> bool:
    """Whether the owner lets the words go; ``verb`` names what happens then."""
    words = _("制度里打的字存不进去：{why}这样下去这些字就没有了；可以先复制出来。").format(why=why)
    return await dialogs.confirm(parent, _("打的字没有存下"), words, verb, danger=True)
