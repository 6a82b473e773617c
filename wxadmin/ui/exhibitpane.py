"""证据原件 of an entry or a case: added by button, drop or paste, looked at, covered, saved as they came."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from wxadmin.i18n import _
from wxadmin.services import exhibits
from wxadmin.services.exhibits import MEDIA_WORDS, ExhibitRow, Of
from wxadmin.ui import dialogs, theme
from wxadmin.ui.attachmentpane import add_as_file
from wxadmin.ui.card import button
from wxadmin.ui.exhibitsheet import ExhibitSheet
from wxadmin.ui.flow import Flow
from wxadmin.ui.papersheet import preview_paper
from wxadmin.ui.textblock import TextBlock

if TYPE_CHECKING:
    from wxadmin.domain.jobs import Step
    from wxadmin.services.records import Change, Store
    from wxadmin.ui.page import Page


class ExhibitPane(QWidget):
    """The exhibits of one owner. ``case``: the case in whose notice a picture may be put, while that can be changed."""

    def __init__(self, page: Page, owner: Of, parent: QWidget, *, case: int | None = None) -> None:
        super().__init__(parent)
        self._page = page  # outlives this pane, so dialogs are its children
        self._desk, self._strip = page.desk, page.strip
        self._owner, self._case = owner, case
        self.rows: tuple[ExhibitRow, ...] = ()
        self._altered: frozenset[int] = frozenset()
        self.setAcceptDrops(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        words = _("截图、录音、文件照原样收存，并记下 SHA-256；可以直接拖进来或粘贴。")
        column.addWidget(TextBlock(words, self, role="muted", size=theme.SMALL))
        self._list = QVBoxLayout()
        self._list.setSpacing(4)
        column.addLayout(self._list)
        tools = QWidget(self)
        row = Flow(tools)
        row.addWidget(button(_("添加证据…"), self._on_add_clicked, tools, icon="file-plus"))
        row.addWidget(button(_("粘贴"), self._on_paste_clicked, tools, icon="clipboard-paste"))
        self._print = button(_("证据清单"), self._on_list_clicked, tools, kind="quiet", icon="printer")
        self._print.hide()
        row.addWidget(self._print)
        column.addWidget(tools)
        self._desk.tasks.start(self.load())

    async def load(self) -> None:
        """Read the list again."""
        store, owner = self._desk.store, self._owner
        seen = await self._desk.read(lambda: (exhibits.of(store, owner), exhibits.altered(store, owner)), self._strip)
        if seen is not None and shiboken6.isValid(self):
            self.rows, self._altered = seen
            self._show()

    def _show(self) -> None:
        while self._list.count():
            item = self._list.takeAt(0)
            old = item.widget() if item is not None else None
            if old is not None:
                old.hide()
                old.deleteLater()
        for one in self.rows:
            self._list.addWidget(self._line(one))
        self._print.setVisible(bool(self.rows))

    def _line(self, one: ExhibitRow) -> QWidget:
        line = QFrame(self)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        words = one.title if Path(one.name).stem == one.title else f"{one.title}（{one.name}）"
        said = f"{words}\n{MEDIA_WORDS[one.media]} · {exhibits.size_words(one.bytes)} · {one.created}"
        if one.id in self._altered:
            said += "\n" + _("原件缺失或被改动过：请运行完整检查，或从备份恢复")
        row.addWidget(TextBlock(said, line, role="danger" if one.id in self._altered else "text"), 1)
        for icon, what, slot in (
            ("search", _("查看"), self._on_look_clicked),
            ("trash-2", _("移去"), self._on_remove_clicked),
        ):
            piece = button("", slot, line, kind="quiet", icon=icon)
            piece.setAccessibleName(_("{what}：{name}").format(what=what, name=one.title))
            piece.setToolTip(what)
            piece.setProperty("exhibit", one.id)
            row.addWidget(piece)
        return line

    # Adding

    def _on_add_clicked(self) -> None:
        self._desk.tasks.start(self._pick())

    async def _pick(self) -> None:
        await self.add(await dialogs.pick_files(self._page, _("添加证据"), [_("所有文件 (*)")]))

    async def add(self, paths: Sequence[Path]) -> None:
        """Take these files in, one change each, so that each can be taken back."""
        desk, store, owner = self._desk, self._desk.store, self._owner
        for path in paths:
            change = await desk.job(_("添加证据"), partial(_add, store, owner, path), self._strip)
            if change is None:
                break
            desk.tell(change, self._strip, _("已收存证据：{name}").format(name=path.name))
        if paths and shiboken6.isValid(self):
            await self.load()

    def _on_paste_clicked(self) -> None:
        clipboard = QGuiApplication.clipboard()
        data, image = clipboard.mimeData(), clipboard.image()
        paths = [Path(u.toLocalFile()) for u in data.urls() if u.isLocalFile()]
        if paths:
            self._desk.tasks.start(self.add(paths))
        elif not image.isNull():
            self._desk.tasks.start(add_as_file(self._desk, self._strip, image, self.add))
        else:
            self._strip.hint(_("剪贴板里没有图片或文件。先截图，或在微信里对图片点右键“复制”，再回来粘贴。"))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        self._desk.tasks.start(self.add(paths))

    # Looking, removing, printing

    def _of_sender(self) -> ExhibitRow | None:
        piece = self.sender()
        wanted = None if piece is None else piece.property("exhibit")
        return next((one for one in self.rows if one.id == wanted), None)

    def _on_look_clicked(self) -> None:
        one = self._of_sender()
        if one is not None:
            self._desk.tasks.start(self._look(one))

    async def _look(self, one: ExhibitRow) -> None:
        data = await self._desk.read(lambda: exhibits.data(self._desk.store, one.id), self._strip)
        if data is None or not shiboken6.isValid(self):
            return
        await dialogs.show(ExhibitSheet(self._page, self._desk, one, data, case=self._case))
        if shiboken6.isValid(self):
            await self.load()

    def _on_remove_clicked(self) -> None:
        one = self._of_sender()
        if one is not None:
            self._desk.tasks.start(self._remove(one))

    async def _remove(self, one: ExhibitRow) -> None:
        done = _("已移去证据：{name}").format(name=one.title)
        change = await self._desk.change(lambda: exhibits.remove(self._desk.store, one.id), self._strip, done)
        if change is not None and shiboken6.isValid(self):
            await self.load()

    def _on_list_clicked(self) -> None:
        store, owner = self._desk.store, self._owner
        self._desk.tasks.start(self._preview(store, owner))

    async def _preview(self, store: Store, owner: Of) -> None:
        await preview_paper(self._desk, self._page, lambda: exhibits.list_paper(store, owner), _("证据清单"), "list")


def _add(store: Store, owner: Of, path: Path, _step: Step) -> Change[int]:
    return exhibits.add(store, owner, path)
