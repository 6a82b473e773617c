"""A file that came with a chat, looked at large or saved as it came."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

from wxadmin.i18n import _
from wxadmin.services import chat_files, exhibits
from wxadmin.ui import dialogs
from wxadmin.ui.card import button
from wxadmin.ui.coverview import upright
from wxadmin.ui.sharing import shown
from wxadmin.ui.strip import Strip
from wxadmin.ui.textblock import TextBlock

if TYPE_CHECKING:
    from pathlib import Path

    from wxadmin.ui.desk import Desk
    from wxadmin.ui.page import Page

_MOST_TEXT = 20_000


async def look(page: Page, file: int) -> None:
    """Show one file."""
    desk = page.desk
    found = await desk.read(lambda: chat_files.get(desk.store, file), page.strip)
    if found is not None:
        await dialogs.show(ChatFileSheet(page, desk, *found))


class _Picture(QWidget):
    """A picture fitted into its room, never enlarged."""

    def __init__(self, image: QImage, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._image = image
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(QSize(200, 120))

    def sizeHint(self) -> QSize:
        return self._image.size().boundedTo(QSize(760, 560))

    def paintEvent(self, event: QPaintEvent) -> None:
        size = self._image.size()
        if size.width() > self.width() or size.height() > self.height():
            size.scale(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        place = self.rect()
        place.setSize(size)
        place.moveCenter(self.rect().center())
        painter.drawImage(place, self._image)
        painter.end()


class ChatFileSheet(dialogs.Sheet):
    """The picture or words of a file, its size and SHA-256."""

    def __init__(self, parent: QWidget, desk: Desk, file: chat_files.ChatFile, data: bytes) -> None:
        name = shown(file.name)
        super().__init__(parent, _("附件：{}").format(name), _("关闭"))
        self.cancel.hide()
        self._desk, self._file = desk, file
        self.strip = Strip(self)
        self.body.addWidget(self.strip)
        image = upright(data) if file.media == "picture" else QImage()
        if not image.isNull():
            self.body.addWidget(_Picture(image, name, self), 1)
        elif file.media == "text":
            field = QPlainTextEdit(shown(data[: 4 * _MOST_TEXT].decode("utf-8", "replace")[:_MOST_TEXT]), self)
            field.setReadOnly(True)
            field.setTabChangesFocus(True)
            field.setAccessibleName(name)
            self.body.addWidget(field, 1)
        else:
            self.say(_("这种文件在这里看不了，请“另存为”后用别的程序打开。"), muted=True)
        words = _("{what}，{size}，SHA-256：{sha}").format(
            what=exhibits.MEDIA_WORDS[file.media], size=exhibits.size_words(file.bytes), sha=file.sha
        )
        self.body.addWidget(TextBlock(words, self, role="muted"))
        self.body.addWidget(button(_("另存为…"), self._on_save_clicked, self, icon="save"))
        room = self.screen().availableGeometry()
        high = 700 if not image.isNull() or file.media == "text" else 260
        self.resize(min(820, round(room.width() * 0.9)), min(high, round(room.height() * 0.9)))

    def _on_save_clicked(self) -> None:
        self._desk.tasks.start(self._save())

    async def _save(self) -> None:
        name = self._file.name
        suffix = name[name.rfind(".") :] if "." in name else ""
        target: Path | None = await dialogs.pick_target(self, _("附件另存为"), name, [_("所有文件 (*)")], suffix)
        if target is None:
            return
        work = partial(chat_files.save_original, self._desk.store, self._file.id, target)
        saved = await self._desk.read(work, self.strip)
        if saved is not None and shiboken6.isValid(self):
            self.strip.done(_("附件已存为 {name}").format(name=saved.name))
