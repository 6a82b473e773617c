"""What every page stands on: the open records, the group chosen, changes, and ways to the rest of the window."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, QSettings, Signal

from wxadmin.domain.errors import Cancelled, UserError
from wxadmin.domain.jobs import Step
from wxadmin.i18n import _
from wxadmin.services import records
from wxadmin.services.groups import Group
from wxadmin.services.settings import Settings
from wxadmin.ui.daybreak import Daybreak
from wxadmin.ui.strip import Strip
from wxadmin.ui.tasks import Tasks

T = TypeVar("T")


class Desk(QObject):
    """One per window. Pages read through :meth:`read` and write through :meth:`change`; both stay off this thread.

    A strip whose sheet was closed meanwhile is told nothing.

    ``changed`` carries a Change after every write, ``group_changed`` follows the selector, ``asked`` carries
    (page key, record id or None, chips) when a page wants another one opened.
    """

    changed = Signal(object)
    group_changed = Signal()
    groups_changed = Signal()
    day_changed = Signal()
    asked = Signal(str, object, object)
    task_asked = Signal(str, object)

    def __init__(self, store: records.Store, tasks: Tasks, layout: QSettings, parent: QObject) -> None:
        super().__init__(parent)
        self.store = store
        self.tasks = tasks
        self.layout = layout
        """Where pages keep widths and the like; nothing of the records."""
        self.group: int | None = None
        self.groups: tuple[Group, ...] = ()
        self.settings = Settings()
        Daybreak(self)

    @property
    def group_now(self) -> Group | None:
        """The chosen group, None for all."""
        return next((g for g in self.groups if g.id == self.group), None)

    @property
    def actor(self) -> str:
        """Who acts in the chosen group (:meth:`actor_of`)."""
        return self.actor_of(self.group)

    def actor_of(self, group: int | None) -> str:
        """Who decides and signs: the administrator named in the settings, else the owner of the group, else ``""``.

        The name the machine knows its user by is none to print.
        """
        owner = next((g.owner for g in self.groups if g.id == group), "")
        return self.settings.actor or owner

    def choose_group(self, group: int | None) -> None:
        """Filter every page by this group."""
        if group != self.group:
            self.group = group
            self.group_changed.emit()

    def open(self, page: str, record: int | None = None, chips: tuple[str, ...] = ()) -> None:
        """Lead to a page, perhaps to one record on it or with chips on."""
        self.asked.emit(page, record, chips)

    async def read(self, work: Callable[[], T], strip: Strip | None = None) -> T | None:
        """The result of a read; a UserError is told on the strip and gives None."""
        try:
            return await self.tasks.run(work)
        except UserError as error:
            if strip is None:
                raise
            _wrong(strip, error)
            return None

    async def job(self, title: str, work: Callable[[Step], T], strip: Strip) -> T | None:
        """The result of a long job; None when it was stopped or a UserError was told on the strip."""
        try:
            return await self.tasks.job(title, work)
        except Cancelled:
            if shiboken6.isValid(strip):
                strip.hint(_("{what}：已取消，没有写入任何内容。").format(what=title))
        except UserError as error:
            _wrong(strip, error)
        return None

    async def change(
        self, work: Callable[[], records.Change[T]], strip: Strip, done: str = "", *, final: bool = False
    ) -> records.Change[T] | None:
        """Write: on success ``done`` stands on the strip with 撤销 (unless ``final``) and every page hears of it."""
        try:
            change = await self.tasks.run(work)
        except UserError as error:
            _wrong(strip, error)
            return None
        self.tell(change, strip, done, final=final)
        return change

    def tell(self, change: records.Change[Any], strip: Strip, done: str = "", *, final: bool = False) -> None:
        """Say that a change was made elsewhere (a job) and let the pages reload."""
        if shiboken6.isValid(strip):
            if done:
                strip.done(done, None if final else change.id)
            else:
                strip.clear()
        self.changed.emit(change)

    async def undo(self, strip: Strip, change: int | None = None) -> None:
        """Take the last change (or this one) back."""
        try:
            label = await self.tasks.run(lambda: records.undo_label(self.store)) if change is None else None
            if change is None and label is None:
                strip.hint(_("没有可以撤销的操作。"))
                return
            undone = await self.tasks.run(lambda: records.undo(self.store, change))
        except UserError as error:
            _wrong(strip, error)
            return
        self.tell(undone, strip, _("已撤销“{what}”").format(what=label) if label else _("已撤销"), final=True)


def _wrong(strip: Strip, error: UserError) -> None:
    if shiboken6.isValid(strip):
        strip.wrong(error)
