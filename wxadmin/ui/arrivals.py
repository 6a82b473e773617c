"""What arrives by paste or drop: recognised, then taken to the page that knows it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QWidget

from wxadmin.i18n import _
from wxadmin.ui.paste import PICTURES, recognise, recognise_file

if TYPE_CHECKING:
    from wxadmin.ui.main_window import MainWindow

_PAGE_OF = {
    "chat": "queue", "replies": "announcements", "members": "members", "roster": "people", "regulation": "regulations",
    "paper": "papers", "application": "applications", "handover": "groups",
    "matter": "queue",
}  # fmt: skip
"""The page of each kind; a picture belongs to the page that is shown."""


class Arrivals(QObject):
    """One a window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def paste(self) -> None:
        """Ctrl+V: into the field that has the keyboard, else recognised."""
        focus = QGuiApplication.focusObject()
        if isinstance(focus, QWidget) and hasattr(focus, "paste") and not getattr(focus, "isReadOnly", bool)():
            focus.paste()
            return
        self.take(QGuiApplication.clipboard().mimeData())

    def take(self, data: QMimeData) -> None:
        """Files before words, words before a picture: a table copied from Excel comes as both."""
        paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        if paths:
            several = all(path.suffix.lower() in PICTURES for path in paths)
            for path in paths if several else paths[:1]:
                self.take_file(path)
        elif data.hasText() and data.text().strip():
            self.take_text(data.text())
        elif data.hasImage():
            image = QImage(data.imageData())
            page = self._window.page_now
            if page is not None and not image.isNull():
                self._window.tasks.start(page.take_image(image))

    def take_text(self, text: str) -> None:
        """Recognise a text and let the right page preview it."""
        kind = recognise(text)
        page = self._window.page_now
        if page is None or self._window.desk is None:
            return
        if kind == "unknown":
            if text.strip():
                page.strip.hint(
                    _("没认出粘贴的是什么。聊天、接龙、成员名单、表格、规章文本都可以直接粘贴；也可以到相应页面导入。")
                )
            return
        self._window.tasks.start(self.bring(_PAGE_OF[kind], text, kind))

    def take_file(self, path: Path) -> None:
        """The same for a file."""
        page = self._window.page_now
        kind = recognise_file(path)
        if page is None or self._window.desk is None:
            return
        if kind == "picture":
            self._window.tasks.start(page.take_picture(path))
            return
        if kind == "unknown":
            page.strip.hint(_("没认出“{name}”里是什么，请到相应页面导入。").format(name=path.name))
            return
        self._window.tasks.start(self.bring(_PAGE_OF[kind], path, kind))

    async def bring(self, key: str, source: str | Path, kind: str) -> None:
        """Show a page and let it take something of a kind of ui.paste."""
        self._window.show_page(key)
        page = self._window.page_now
        desk = self._window.desk
        if page is not None and desk is not None:
            if desk.may(page.RIGHT):
                await page.take(source, kind)
            else:
                desk.refuse(page.strip, page.RIGHT)
