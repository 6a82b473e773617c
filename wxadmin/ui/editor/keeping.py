"""Opening, keeping, saving and leaving: what was typed is never lost, and nobody else's work is overwritten unseen."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from wxadmin.domain.errors import UserError
from wxadmin.domain.regulation import RegulationText
from wxadmin.domain.regulation_edit import Edit
from wxadmin.i18n import _
from wxadmin.services import clock, drafts, styles
from wxadmin.services.records import Change, Store
from wxadmin.ui import dialogs
from wxadmin.ui.card import button, label

if TYPE_CHECKING:
    from wxadmin.ui.editor.editor import RegulationEditor

log = logging.getLogger("wxadmin")
_PAUSE = 2000
"""Milliseconds after the first change that is not kept yet; what a crash can cost at most."""


class Keeping(QObject):
    """One an editor. ``bar`` says that what is shown was never saved."""

    saved = Signal(int)
    left = Signal()

    def __init__(self, editor: RegulationEditor) -> None:
        super().__init__(editor)
        self._editor = editor
        self._desk = editor.desk
        self.opened: drafts.Opened | None = None
        self._base = ""
        """The code of the stored text that what is under the pen began with."""
        self._kept: RegulationText | None = None
        """The text kept last beside the version; None while nothing is."""
        self._lock = asyncio.Lock()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self._on_timer_timeout)
        self.bar = QFrame(editor)
        self.bar.setProperty("strip", "soon")
        row = QHBoxLayout(self.bar)
        row.setContentsMargins(12, 6, 6, 6)
        self._words = label("", self.bar)
        self._words.setWordWrap(True)
        row.addWidget(self._words, 1)
        row.addWidget(button(_("接着改"), self.bar.hide, self.bar))
        row.addWidget(button(_("丢掉"), self._on_drop_clicked, self.bar, kind="link"))
        self.bar.hide()
        self._desk.changed.connect(self._on_desk_changed)

    # Opening

    async def open(self, revision: int) -> bool:
        """Read a version and put it under the pen."""
        store = self._desk.store
        found = await self._desk.read(
            lambda: (drafts.opened(store, revision), styles.of(store, "regulation")), self._editor.strip
        )
        if not shiboken6.isValid(self):
            return False
        self._timer.stop()
        self.opened = None  # what is shown first is no change
        self._editor.panes.setEnabled(found is not None)
        if found is None:
            self._editor.page.use(None)
            self._editor.manuscript.open(RegulationText(None, (), (), ()))
            self.bar.hide()
            return False
        opened, style = found
        self._editor.strip.clear()
        self._editor.show_paper(opened.paper, style)
        self._editor.checks.use(opened.objections)
        manuscript = self._editor.manuscript
        if opened.kept is None:
            self._kept = None
            self._base = opened.base
            self.bar.hide()
            manuscript.open(opened.text)
        else:
            self._kept = opened.kept.text if opened.kept.revision == opened.revision else None
            self._base = opened.kept.base
            manuscript.open(opened.kept.text, saved=opened.text)
            words = _("这是上次没有保存的修改（{when}）。").format(when=opened.kept.saved)
            if opened.kept.stale:
                words += _("此后这份草稿又在别处保存过，保存时会问用哪一份。")
            self._words.setText(words)
            self.bar.setAccessibleName(words)
            self.bar.show()
        self.opened = opened
        self._editor.head.version.setText(_("{version}草稿").format(version=opened.version))
        if opened.note:
            self._editor.strip.hint(opened.note)
        elif not opened.draft:
            self._editor.strip.hint(_("这一版已经发布，保存后成为{version}的草稿。").format(version=opened.version))
        self._say()
        return True

    def _on_drop_clicked(self) -> None:
        opened = self.opened
        self.bar.hide()
        if opened is not None:
            self._editor.manuscript.act(_("丢掉没有保存的修改"), lambda _text, at: Edit(opened.text, at))
            self._editor.manuscript.mark_saved()
            self._base = opened.base
            self._timer.stop()
            self._desk.tasks.start(self._drop())

    async def _drop(self) -> None:
        async with self._lock:
            opened, store = self.opened, self._desk.store
            if opened is not None and (self._kept is not None or opened.kept is not None):
                self._kept = None
                await self._desk.tasks.run(lambda: _forget(store, opened))
        self._say()

    # Keeping

    def touched(self) -> None:
        """The text changed."""
        if self.opened is not None and not self._timer.isActive():
            self._timer.start()
        self._say()

    def _on_timer_timeout(self) -> None:
        if not self._desk.tasks.closing:
            self._desk.tasks.start(self.keep())

    async def keep(self) -> str:
        """Keep what was typed, or forget what was kept when nothing is left to save; why that is impossible."""
        manuscript = self._editor.manuscript
        if not manuscript.dirty:
            await self._drop()
            return ""
        async with self._lock:
            opened, text, base, store = self.opened, manuscript.text, self._base, self._desk.store
            if opened is None or text is self._kept:
                return ""
            try:
                await self._desk.tasks.run(lambda: drafts.keep(store, opened.revision, text, base))
            except UserError as error:
                self._say(_("自动保存没有成功：{why}").format(why=error))
                return str(error)
            self._kept = text
        self._say()
        return ""

    def keep_now(self) -> str:
        """Keep at once what is not kept yet; why that is impossible, ``""`` when nothing can be lost."""
        opened, text = self.opened, self._editor.manuscript.text
        if opened is not None and self._editor.manuscript.dirty and text is not self._kept:
            try:
                drafts.keep(self._desk.store, opened.revision, text, self._base)
            except UserError as error:
                self._say(_("自动保存没有成功：{why}").format(why=error))
                return str(error)
            self._kept = text
        return ""

    def shut(self) -> None:
        """The records are about to be closed: keep what can be kept, and let nothing hold up the closing."""
        self._timer.stop()
        if self.keep_now():  # the window asked before; what it says may hold names and is no matter of the log
            log.error("typed words were not kept when the editor was shut")
        self.opened = None

    def _say(self, wrong: str = "") -> None:
        if not shiboken6.isValid(self):
            return
        dirty = self._editor.manuscript.dirty
        if wrong:
            words = wrong
        elif not dirty:
            words = ""
        elif self._editor.manuscript.text is self._kept:
            words = _("没有保存，已自动留底 {time}").format(time=clock.local(clock.now()).strftime("%H:%M"))
        else:
            words = _("没有保存")
        self._editor.head.state.setText(words)
        self._editor.head.save.setEnabled(dirty)

    # Saving

    async def save(self) -> bool:
        """Save as one change; asks when the version was changed elsewhere meanwhile."""
        editor, desk, store = self._editor, self._desk, self._desk.store
        self._timer.stop()
        async with self._lock:
            opened, text = self.opened, editor.manuscript.text
            if opened is None:
                return False
            if not editor.manuscript.dirty:
                return True
            now = await desk.read(lambda: drafts.code_of(store, opened.revision), editor.strip)
            if now is None:
                return False
            base = self._base
            over = bool(now) and now != base
            if over and not await self._over(opened):
                return False
            change = await desk.change(
                lambda: drafts.save(store, opened.revision, text, base, over=over), editor.strip, _("已保存")
            )
            if change is None or not shiboken6.isValid(self):
                return False
            await desk.tasks.run(lambda: _forget(store, opened))
            found = await desk.read(lambda: drafts.opened(store, change.value), editor.strip)
            self.opened = found
            self._base = "" if found is None else found.base
            self._kept = None
            editor.manuscript.mark_saved(text)
            self.bar.hide()
            self._say()
        if editor.manuscript.dirty:
            self._timer.start()  # something was typed meanwhile
        self.saved.emit(change.value)
        return True

    async def _over(self, opened: drafts.Opened) -> bool:
        """Ask which of two texts is to stand; the other one can be had back with 撤销."""
        return await dialogs.confirm(
            self._editor, _("这份草稿在别处改过"),
            _("打开以后，这份草稿又被别的操作改过（例如撤销）。用这里的文字替换它吗？替换后还可以撤销。"),
            _("用这里的文字"), danger=True,
        )  # fmt: skip

    def _on_desk_changed(self, change: Change[Any]) -> None:
        if self.opened is not None and "revision" in change.tables:
            self._desk.tasks.start(self._look_again())

    async def _look_again(self) -> None:
        """Somebody changed versions: show the new text when nothing was typed, else say so."""
        async with self._lock:  # the change may be our own saving, which goes on
            opened, store = self.opened, self._desk.store
            if opened is None:
                return
            now = await self._desk.read(lambda: drafts.code_of(store, opened.revision), self._editor.strip)
            if not shiboken6.isValid(self) or now is None or self.opened is not opened or now == self._base:
                return
            if not now:
                self._editor.strip.hint(_("这份草稿已经不在了；这里的文字还在，可以先复制出来。"))
            elif self._editor.manuscript.dirty:
                self._editor.strip.hint(_("这份草稿刚才在别处改过；保存时会问用哪一份。"))
            else:
                await self.open(opened.revision)
                self._editor.strip.hint(_("这份草稿刚才在别处改过，已换成改后的文字。"))

    # Leaving

    async def may_leave(self) -> bool:
        """Ask once what is to happen with what is not saved; when True nothing is under the pen any more."""
        if self.opened is not None and self._editor.manuscript.dirty:
            sheet = _LeaveSheet(self._editor)
            if not await dialogs.show(sheet):
                return False
            if sheet.saving and not await self.save():
                return False
        self._timer.stop()
        why = await self.keep()
        if why:
            words = _("制度里打的字存不进去：{why}这样下去这些字就没有了；可以先复制出来。").format(why=why)
            if not await dialogs.confirm(self._editor, _("打的字没有存下"), words, _("丢掉并返回"), danger=True):
                return False
        self._timer.stop()
        self.opened = None
        return True

    async def go(self) -> None:
        """返回: leave where nothing is in the way."""
        if await self.may_leave():
            self.left.emit()


def _forget(store: Store, opened: drafts.Opened) -> None:
    """Forget what was kept beside the version, and beside the one before it from where it was taken over."""
    drafts.drop(store, opened.revision)
    if opened.kept is not None and opened.kept.revision != opened.revision:
        drafts.drop(store, opened.kept.revision)


class _LeaveSheet(dialogs.Sheet):
    """保存并返回 · 先不保存 · 接着改."""

    def __init__(self, parent: RegulationEditor) -> None:
        super().__init__(parent, _("还没有保存"), _("保存并返回"), cancel=_("接着改"))
        self.saving = True
        self.setMinimumWidth(420)
        self.say(_("修改还没有保存。先不保存也会留底，下次打开可以接着改。"))
        self.body.addWidget(button(_("先不保存，返回"), self._on_later_clicked, self, kind="link"))

    def _on_later_clicked(self) -> None:
        self.saving = False
        self.accept()
