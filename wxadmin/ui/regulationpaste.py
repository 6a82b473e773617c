"""导入规章文本, the first step: words pasted into a sheet, or a file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from wxadmin.domain.errors import Cancelled, UserError
from wxadmin.i18n import _
from wxadmin.services import regulation_import
from wxadmin.services.regulation_import import Reading
from wxadmin.ui import dialogs
from wxadmin.ui.card import button
from wxadmin.ui.desk import Desk
from wxadmin.ui.paste import recognise
from wxadmin.ui.strip import Strip

KINDS = (_("规章文本 (*.docx *.txt *.md)"),)


class _Words(QPlainTextEdit):
    """Takes words; of a file that is dropped or pasted it tells where it is (``given``)."""

    given = Signal(object)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasUrls() or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        files = [Path(url.toLocalFile()) for url in source.urls() if url.isLocalFile()]
        if files:
            self.given.emit(files[0])
        else:
            super().insertFromMimeData(source)


class PasteSheet(dialogs.Sheet):
    """Where the text comes from: pasted here, or a file, which is :attr:`path` or is to be asked for."""

    def __init__(self, parent: QWidget, words: str, error: UserError | None) -> None:
        super().__init__(parent, _("导入规章文本"), _("认一认"))
        self.wants_file = False
        self.path: Path | None = None
        self.strip = Strip(self)
        self.body.addWidget(self.strip)
        self.say(_("把制度全文粘贴到这里，一次可以有好几份；或者选 Word、文本文件。先看认得对不对，再导入。"))
        self.field = _Words(self)
        self.field.given.connect(self._on_file_given)
        self.field.setAccessibleName(_("制度全文"))
        self.field.setPlaceholderText(_("粘贴制度全文（Ctrl+V），或把文件拖进来"))
        self.field.setTabChangesFocus(True)
        self.field.setMinimumHeight(60)
        self.field.setPlainText(words)
        self.field.textChanged.connect(self._on_text_changed)
        self.body.addWidget(self.field, 1)
        self.body.addWidget(button(_("选文件…"), self._on_file_clicked, self, icon="folder-open"))
        room = self.screen().availableGeometry()
        self.resize(min(720, round(room.width() * 0.9)), min(560, round(room.height() * 0.85)))
        self._on_text_changed()
        if error is not None:
            self.strip.wrong(error)
        self.field.setFocus()

    def _on_text_changed(self) -> None:
        self.main.setEnabled(bool(self.field.toPlainText().strip()))
        self.strip.clear()

    def _on_file_given(self, path: Path) -> None:
        self.path = path
        self.accept()

    def _on_file_clicked(self) -> None:
        self.wants_file = True
        self.accept()


async def ask_for_text(desk: Desk, parent: QWidget, strip: Strip, group: int) -> Reading | None:
    """What was read of words pasted into a sheet or of a file, None when the owner turned away.

    What is wrong with them is said on that sheet, the words stay.
    """
    store = desk.store
    clip = QGuiApplication.clipboard().text()
    words = clip if clip.strip() and recognise(clip) == "regulation" else ""
    error: UserError | None = None
    while True:
        sheet = PasteSheet(parent, words, error)
        if not await dialogs.show(sheet):
            return None
        words = sheet.field.toPlainText()
        source: str | Path = sheet.path or words
        if sheet.wants_file:
            path = await dialogs.pick_file(parent, _("导入规章文本"), KINDS)
            if path is None:
                continue
            source = path
        try:
            return await desk.tasks.job(
                _("读取规章"),
                lambda step, source=source: regulation_import.read(store, group, source, step),  # type: ignore[misc]
            )
        except UserError as wrong:
            error = wrong
        except Cancelled:
            strip.hint(_("已取消，没有写入任何内容。"))
            return None
