"""The order of the queue that the ranking learns from decisions: brought up to date behind the work, or begun anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from wxadmin.domain.errors import Cancelled
from wxadmin.i18n import _
from wxadmin.services import ranking
from wxadmin.ui import dialogs

if TYPE_CHECKING:
    from wxadmin.domain.jobs import Step
    from wxadmin.ui.page import Page

_RANK = 4000  # ms after the last decision before what it taught is brought into the order


class Learning(QObject):
    """Brings what was decided into the order while one page is open."""

    moved = Signal()
    """An entry stands elsewhere now."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page = page
        self._ordering = self._over = False
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.timeout.connect(self._on_timer_timeout)

    def at_once(self) -> None:
        """Order as soon as the window is free."""
        self.timer.start(0)

    def later(self) -> None:
        """Order when no decision followed for a while."""
        self.timer.start(_RANK)

    def stop(self) -> None:
        """The page closes: what runs ends, nothing begins any more."""
        self._over = True
        self.timer.stop()

    def _on_timer_timeout(self) -> None:
        if not self._page.desk.tasks.closing and self._page.desk.store.writable:
            self._page.start(self.order())

    async def order(self) -> None:
        """Bring what was decided into the order, behind the work; the list follows when an entry moved."""
        if self._ordering:
            self.later()
            return
        store, group = self._page.desk.store, self._page.desk.group
        self._ordering = True
        try:
            moved = await self._page.desk.tasks.behind(lambda step: ranking.order(store, group, self._while_open(step)))
        finally:
            self._ordering = False
        if moved and not self._over:
            self.moved.emit()

    def _while_open(self, step: Step) -> Step:
        """The step of a job that ends with the page: the records may be others then."""

        def going_on(done: int, total: int) -> None:
            if self._over:
                raise Cancelled
            step(done, total)

        return going_on


async def forget(page: Page) -> None:
    """重新学起: after a look at what it means, the order goes back to the scores."""
    desk, store = page.desk, page.desk.store
    count = await desk.read(lambda: ranking.learned(store), page.strip)
    if count is None:
        return
    words = _(
        "待审的先后从 {n} 条处理结果学来：以前多属实的排前，多不属实的排后。重新学起以后先按研判分排，"
        "之后的处理再一条条学；已处理的事项、案件和规则都不变，可以撤销。"
    ).format(n=f"{count:,}")
    if not await dialogs.confirm(page, _("重新学起"), words, _("重新学起")):
        return
    if not desk.may(page.RIGHT):
        desk.refuse(page.strip, page.RIGHT)
        return
    change = await desk.job(_("重新排列待审"), lambda _step: ranking.reset(store), page.strip)
    if change is not None:
        desk.tell(change, page.strip, _("已重新学起，现在按研判分排"))
