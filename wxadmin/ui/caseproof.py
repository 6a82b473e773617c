"""Pictures and originals of a case: one line of buttons while there are none, the two lists once there are some."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wxadmin.i18n import _
from wxadmin.services import attachments, exhibits
from wxadmin.services.attachments import Owner
from wxadmin.services.exhibits import Of
from wxadmin.ui import dialogs, theme
from wxadmin.ui.attachmentpane import PICTURE_FILES, AttachmentPane
from wxadmin.ui.card import button
from wxadmin.ui.exhibitpane import ExhibitPane
from wxadmin.ui.flow import Flow

if TYPE_CHECKING:
    from wxadmin.ui.page import Page


class CaseProof(QWidget):
    """``fixed``: pictures are printed on an issued notice and stay as they are; originals may still come."""

    def __init__(self, page: Page, case: int, parent: QWidget, *, fixed: bool) -> None:
        super().__init__(parent)
        self._page, self._case, self._fixed = page, case, fixed
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        self._tools = QWidget(self)
        row = Flow(self._tools)
        if not fixed:
            row.addWidget(button(_("添加图片…"), self._on_pictures_clicked, self._tools))
            row.addWidget(button(_("粘贴图片"), self._on_paste_clicked, self._tools))
        row.addWidget(button(_("添加文件…"), self._on_files_clicked, self._tools))
        column.addWidget(self._tools)
        self._tools.hide()
        words = _("证据图片（已定，不能再改）") if fixed else _("截图、照片，印在通知书的证据里；可以拖进来或粘贴。")
        self.pictures = AttachmentPane(page, Owner("case", case), words, self, fixed=fixed)
        self.originals = ExhibitPane(page, Of("case", case), self, case=None if fixed else case)
        for pane in (self.pictures, self.originals):
            pane.hide()
            column.addWidget(pane)
        self.setAcceptDrops(True)
        page.desk.tasks.start(self._fold())

    async def _fold(self) -> None:
        """Show the lists that have something, and buttons for those that have not."""
        store, case = self._page.desk.store, self._case
        seen = await self._page.desk.read(
            lambda: (len(attachments.of(store, Owner("case", case))), len(exhibits.of(store, Of("case", case)))),
            self._page.strip,
        )
        if seen is None or not shiboken6.isValid(self):
            return
        pictures, originals = seen
        may = self._page.desk.may(self._page.RIGHT)
        self.pictures.setVisible(bool(pictures))
        self.originals.setVisible(bool(originals))
        self._tools.setVisible(may and not (pictures and originals))

    def _on_pictures_clicked(self) -> None:
        self._page.start(self._pick(_("添加图片"), PICTURE_FILES, self.pictures))

    def _on_files_clicked(self) -> None:
        self._page.start(self._pick(_("添加录音、文件"), _("所有文件 (*)"), self.originals))

    async def _pick(self, title: str, kinds: str, pane: AttachmentPane | ExhibitPane) -> None:
        paths = await dialogs.pick_files(self._page, title, [kinds])
        if paths and shiboken6.isValid(pane):
            await pane.add(paths)

    def _on_paste_clicked(self) -> None:
        image = QGuiApplication.clipboard().image()
        if image.isNull():
            self._page.strip.hint(_("剪贴板里没有图片。先截图，或在微信里对图片点右键“复制”，再回来粘贴。"))
        else:
            self._page.start(self.pictures.add_image(image))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        self._page.start(self.originals.add(paths))
