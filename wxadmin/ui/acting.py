"""Who acts in the records: decisions and papers go under this name."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from wxadmin.i18n import _
from wxadmin.services import settings
from wxadmin.ui import dialogs

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from wxadmin.ui.desk import Desk
    from wxadmin.ui.strip import Strip


async def choose_actor(desk: Desk, parent: QWidget, strip: Strip) -> None:
    """Ask who acts and remember it."""
    name = await dialogs.ask_text(
        parent,
        _("当前管理员"),
        _("谁在操作？签发和决定都记在此人名下。"),
        _("记下"),
        text=desk.actor_of(desk.group),
        needed=True,
    )
    if name:
        await desk.change(
            lambda: settings.save(desk.store, replace(desk.settings, actor=name)), strip,
            _("当前管理员：{name}").format(name=name),
        )  # fmt: skip
