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
from wxadmin.services.frame import Frame
from wxadmin.services.groups import Group
from wxadmin.services.operators import RIGHTS, Operator
from wxadmin.services.settings import Settings
from wxadmin.ui.daybreak import Daybreak
from wxadmin.ui.sharing import MODE
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
    rights_changed = Signal()
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
        self.operator: Operator | None = None
        """Who acts, with their rights; None where nobody is named and everything is allowed."""
        self.right = ""
        """The right that changes of the page shown need."""
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

    def take_frame(self, now: Frame) -> bool:
        """Stand on groups, settings and rights as they are now; a new group is chosen where none was.

        Whether the groups are others than before.
        """
        new = [g.id for g in now.groups if g.id not in {old.id for old in self.groups}]
        changed, told = now.groups != self.groups, now.settings != self.settings
        self.groups, self.settings = now.groups, now.settings
        if changed:
            if len(new) == 1 and (self.group is None or len(now.groups) == 1):
                self.choose_group(new[0])
            elif self.group not in {g.id for g in now.groups}:
                self.choose_group(now.groups[0].id if now.groups else None)
        if changed or told:
            self.groups_changed.emit()
        if now.operator != self.operator:
            self.operator = now.operator
            MODE.force(not self.may("numbers"))
            self.rights_changed.emit()
        return changed

    def may(self, right: str) -> bool:
        """Whether who acts now has a right of services.operators."""
        return self.operator is None or self.operator.may(right)

    def refuse(self, strip: Strip, right: str) -> None:
        """Say that who acts now may not do this."""
        who = self.operator.name if self.operator is not None else self.actor
        words = RIGHTS.get(right, right)
        strip.hint(_("{who} 没有“{what}”的权限；可以在右上角换管理员。").format(who=who or _("当前管理员"), what=words))

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
        self, work: Callable[[], records.Change[T]], strip: Strip, done: str = "", *, final: bool = False,
        right: str | None = None,
    ) -> records.Change[T] | None:  # fmt: skip
        """Write: on success ``done`` stands on the strip with 撤销 (unless ``final``) and every page hears of it.

        Refused where who acts lacks ``right``, by itself that of the page shown; ``""`` needs none. Changes told on one
        strip are made one after another: else the late success of one would cover what was wrong with the next.
        """
        needed = self.right if right is None else right
        async with strip.turn:
            if not self.may(needed):
                if shiboken6.isValid(strip):
                    self.refuse(strip, needed)
                return None
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
        """Take the last change (or this one) back; what somebody else did only with the right to settings."""
        async with strip.turn:
            await self._undo(strip, change)

    async def _undo(self, strip: Strip, change: int | None) -> None:
        if self.operator is not None and not self.may("settings"):
            by = await self.tasks.run(lambda: records.undo_actor(self.store, change))
            if by != self.operator.name:
                strip.hint(_("这一步是 {who} 做的，由本人或有“{what}”权限的人撤销。").format(
                    who=by or _("别人"), what=RIGHTS["settings"]
                ))  # fmt: skip
                return
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
