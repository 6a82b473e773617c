"""A new day while the window is open: regulations take effect, mutes end, and what is due is counted anew."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from wxadmin.services import clock

if TYPE_CHECKING:
    from wxadmin.ui.desk import Desk

_LOOK = 60_000  # ms


class Daybreak(QObject):
    """Lives as long as the desk whose records it watches."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._day = clock.today()
        timer = QTimer(self)
        timer.timeout.connect(self.look)
        timer.start(_LOOK)

    def look(self) -> None:
        """See whether the day has changed."""
        desk = self._desk
        if clock.today() != self._day and not desk.tasks.closing:
            self._day = clock.today()
            desk.tasks.start(self._begin())

    async def _begin(self) -> None:
        from wxadmin.services import executions, fixed, matters, sanctions

        desk = self._desk
        for work in (fixed.take_effect, sanctions.end_due, executions.check):
            change = await desk.tasks.run(partial(work, desk.store))
            if change is not None:
                desk.changed.emit(change)
        for derived in await desk.tasks.run(lambda: matters.derive_all(desk.store)):
            desk.changed.emit(derived)
        desk.day_changed.emit()
