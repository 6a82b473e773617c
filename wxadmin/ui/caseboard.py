"""The middle of the page of cases: one case painted block by block, one block of a draft under the pen at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from wxadmin.domain.errors import UserError
from wxadmin.i18n import _
from wxadmin.services import case_remarks, cases
from wxadmin.services.cases import CaseCard
from wxadmin.services.citing import Clause
from wxadmin.ui import casecard, casedrafts
from wxadmin.ui.attachmentpane import AttachmentPane
from wxadmin.ui.caseblocks import ActEditor, Editor, MeasuresEditor
from wxadmin.ui.page import RecordPage

Act = Callable[..., Coroutine[Any, Any, Any]]


class CaseBoard(QObject):
    """Paints into the card of ``page``. ``look`` shows a paper of the case, by its key and party."""

    def __init__(self, page: RecordPage, look: Callable[[str, int | None], None]) -> None:
        super().__init__(page)
        self.page = page
        self.look = look
        self.detail: CaseCard | None = None
        self.attached: AttachmentPane | None = None
        self._editor: Editor | None = None
        self._place: tuple[str, int, int] | None = None
        self._clauses: tuple[Clause, ...] = ()
        self._begins: int | None = None

    # Showing

    def show(self, detail: CaseCard, *, again: bool) -> None:
        """Paint a case; one whose block is under the pen is left alone until it is kept or given up."""
        editor, before = self._editor, self.detail
        self.detail = detail
        if editor is not None and shiboken6.isValid(editor) and editor.case == detail.id and detail.state == "draft":
            return
        self._abandon()
        # Where something else comes next the eye goes to the top, where its button stands.
        same = before is not None and (before.state, before.next_key) == (detail.state, detail.next_key)
        self._paint(keep=again and same)
        if self._begins == detail.id and detail.state == "draft":
            self._begins = None
            self.write("act", 0, 0)

    def clear(self) -> None:
        """No case is shown; what was under the pen is kept."""
        self._abandon()
        self.detail = self.attached = None

    def begin(self, case: int) -> None:
        """Bring a new case into view and the pen to its facts."""
        self._begins = case
        self.page.show_record(case)

    def _paint(self, *, keep: bool) -> None:
        if self.detail is not None:
            self.attached = None
            casecard.paint(self, self.detail)
            self.page.card.finish(keep_place=keep)

    # Doing

    def run(self, act: Act, *args: Any) -> None:
        """Do something with the case as it stands once what is under the pen was kept."""
        self.page.start(self._run(act, args))

    async def _run(self, act: Act, args: tuple[Any, ...]) -> None:
        shown = self.detail
        if shown is None or not await self._leave(keep=True):
            return
        store = self.page.desk.store
        detail = await self.page.desk.read(lambda: cases.get(store, shown.id), self.page.strip)
        if detail is not None:
            await act(self.page, detail, *args)

    # Writing in place

    def write(self, block: str, at: int, number: int = 0) -> None:
        """Put a block under the pen: ``act`` or ``measures`` of the party at a place."""
        self.page.start(self._write(block, at, number))

    async def _write(self, block: str, at: int, number: int) -> None:
        desk, shown = self.page.desk, self.detail
        if shown is None or shown.state != "draft" or not desk.may(self.page.RIGHT) or not await self._leave(keep=True):
            return

        def read() -> tuple[CaseCard, tuple[Clause, ...]]:
            detail = cases.get(desk.store, shown.id)
            acts = detail.parties[at].acts if at < len(detail.parties) else ()
            day = acts[number].occurred if number < len(acts) else None
            return detail, case_remarks.clauses(desk.store, detail.group, day)

        seen = await desk.read(read, self.page.strip)
        if seen is None or self.detail is None or self.detail.id != shown.id or at >= len(seen[0].parties):
            return
        self.detail, self._clauses = seen
        self._place = (block, at, number)
        if len(self.detail.parties) > 1:
            self.look("notice", self.detail.parties[at].id)
        self._paint(keep=True)
        if self._editor is not None:
            self._editor.begin()
        await asyncio.sleep(0)  # until the card is laid out nobody knows where the block is
        self._on_editor_moved()

    def editor_for(self, block: str, at: int, number: int, host: QWidget) -> Editor | None:
        """The editor that stands in this place of the card, None when the block is only shown."""
        if self._place != (block, at, number) or self.detail is None:
            return None
        desk = self.page.desk
        if block == "act":
            self._editor = ActEditor(desk, self.detail, at, number, self._clauses, host)
        else:
            self._editor = MeasuresEditor(desk, self.detail, at, host)
        self._editor.left.connect(self._on_editor_left)
        self._editor.moved.connect(self._on_editor_moved)
        return self._editor

    def more_acts(self, at: int) -> None:
        """One more act of a party, under the pen at once."""
        self.page.start(self._more_acts(at))

    async def _more_acts(self, at: int) -> None:
        detail = self.detail
        if detail is None or not await self._leave(keep=True):
            return
        if await casedrafts.add_act(self.page, detail, at):
            await self._write("act", at, len(detail.draft.parties[at].acts))

    def _on_editor_moved(self) -> None:
        """Blocks above it grew as they were read: what is written stays in sight."""
        editor = self._editor
        if editor is not None and shiboken6.isValid(editor) and editor.isVisible():
            self.page.card.ensureWidgetVisible(editor, 0, 24)

    def _on_editor_left(self, keep: bool) -> None:
        self.page.start(self._close(keep))

    async def _close(self, keep: bool) -> None:
        if await self._leave(keep=keep):
            self.page.list.focus_list()

    async def _leave(self, *, keep: bool) -> bool:
        """Take the pen away, keeping what was written; False where that was refused."""
        editor = self._editor
        if editor is None or not shiboken6.isValid(editor):
            return True
        if keep and editor.touched:
            change = await self.page.desk.change(editor.work(), self.page.strip, _("已保存"))
            if change is None:
                return False
        if self._editor is editor:
            self._drop()
            self._paint(keep=True)
        return True

    def _drop(self) -> None:
        if self._editor is not None and shiboken6.isValid(self._editor):
            self._editor.close_fields()
        self._editor = self._place = None

    def _abandon(self) -> None:
        """Another case comes: keep what was under the pen without waiting for it."""
        editor = self._editor
        if editor is not None and shiboken6.isValid(editor) and editor.touched and not self.page.desk.tasks.closing:
            self.page.start(self.page.desk.change(editor.work(), self.page.strip, _("已保存")))
        self._drop()

    def keep_now(self) -> str:
        """Keep at once what is under the pen; why that is impossible, ``""`` when nothing can be lost."""
        editor = self._editor
        if editor is not None and shiboken6.isValid(editor) and editor.touched:
            try:
                editor.work()()
            except UserError as error:
                return str(error)
            self._drop()
        return ""
