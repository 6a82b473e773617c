"""Who acts in the records: decisions and papers go under this name, and their post says what they may do."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from wxadmin.i18n import _
from wxadmin.services import operators, settings
from wxadmin.ui import dialogs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from wxadmin.services.operators import Operator
    from wxadmin.ui.desk import Desk
    from wxadmin.ui.strip import Strip


class ActorSheet(dialogs.Sheet):
    """Those who may act, one to be chosen."""

    def __init__(self, parent: QWidget, known: Sequence[Operator], now: str) -> None:
        super().__init__(parent, _("当前管理员"), _("就是我"))
        self.say(_("谁在操作？签发和决定都记在此人名下。"))
        self.list = QListWidget(self)
        self.list.setAccessibleName(_("管理员"))
        for one in known:
            item = QListWidgetItem(f"{one.name}　{one.post}".rstrip("　"), self.list)
            item.setData(Qt.ItemDataRole.UserRole, one.name)
        at = next((row for row, one in enumerate(known) if one.name == now), 0)
        self.list.setCurrentRow(at)
        self.list.itemDoubleClicked.connect(self.accept)
        self.body.addWidget(self.list, 1)
        self.list.setFocus()

    def chosen(self) -> str:
        """The name."""
        return str(self.list.currentItem().data(Qt.ItemDataRole.UserRole))


async def choose_actor(desk: Desk, parent: QWidget, strip: Strip) -> None:
    """Ask who acts and remember it: one of those named in the settings, else any name."""
    known = await desk.read(lambda: [one for one in operators.every(desk.store) if one.active], strip)
    if known is None:
        return
    now = desk.actor_of(desk.group)
    if known:
        sheet = ActorSheet(parent, known, now)
        name = sheet.chosen() if await dialogs.show(sheet) else ""
    else:
        words = _("谁在操作？签发和决定都记在此人名下。")
        name = await dialogs.ask_text(parent, _("当前管理员"), words, _("记下"), text=now, needed=True) or ""
    if name:
        await desk.change(
            lambda: settings.save(desk.store, replace(desk.settings, actor=name)), strip,
            _("当前管理员：{name}").format(name=name), right="",
        )  # fmt: skip


async def ask_at_opening(desk: Desk, parent: QWidget, strip: Strip) -> None:
    """Where several may act, ask who it is now."""
    known = await desk.read(lambda: [one for one in operators.every(desk.store) if one.active], strip)
    if known is not None and len(known) > 1 and desk.store.writable:
        await choose_actor(desk, parent, strip)
