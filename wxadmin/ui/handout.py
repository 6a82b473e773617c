"""How a paper leaves the program: saved, printed, shared as pictures; and what is told about it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from wxadmin.domain.errors import Cancelled, UserError
from wxadmin.i18n import _
from wxadmin.ui import dialogs
from wxadmin.ui.jobline import JobLine
from wxadmin.ui.pdf import PdfFile
from wxadmin.ui.strip import Strip
from wxadmin.ui.tasks import Tasks

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from wxadmin.ui.preview import PdfPreview


class Handout(QObject):
    """Gives away what ``pane`` shows. One long thing at a time; its progress stands on ``line``."""

    def __init__(self, pane: PdfPreview, tasks: Tasks, strip: Strip) -> None:
        super().__init__(pane)
        self._pane = pane
        self._tasks = tasks
        self._strip = strip
        self.strip = Strip(pane)
        self.line = JobLine(tasks, pane)
        self.file_name = ""
        self.duplex = False
        """What the printer is asked for; told by whoever knows the style of the paper."""

    @property
    def notes(self) -> Strip:
        """Where to tell what happened: the page's strip, or our own when a sheet covers that."""
        return self._strip if self._strip.window() is self._pane.window() else self.strip

    def save(self) -> None:
        """Ask where to save the PDF, then write it."""
        self._tasks.start(self._save())

    async def _save(self) -> None:
        from wxadmin.services import papers

        data = self._pane.data
        if data is None:
            return
        path = await dialogs.pick_target(self._pane, _("另存为 PDF"), self.file_name, ["PDF (*.pdf)"], "pdf")
        if path is None:
            return
        try:
            await self._tasks.run(lambda: papers.save(data, path))
        except UserError as error:
            self._wrong(error)
            return
        self._tell_saved(_("已保存到 {path}").format(path=path), path)

    def _tell_saved(self, words: str, path: Path) -> None:
        if not shiboken6.isValid(self):
            return  # the sheet was closed meanwhile
        ways = ((_("打开"), partial(open_outside, path)), (_("打开所在文件夹"), partial(open_outside, path.parent)))
        self.notes.done(words, ways=ways)

    def copy_picture(self) -> None:
        """Put the present page on the clipboard as a picture, to be pasted into WeChat."""
        if self._pane.view.file is not None:
            self._tasks.start(self._copy_picture(self._pane.view.file, self._pane.view.page))

    async def _copy_picture(self, file: PdfFile, page: int) -> None:
        from wxadmin.ui import share

        image = await self._tasks.run(lambda: share.page_picture(file, page))
        if not image.isNull() and shiboken6.isValid(self):
            QGuiApplication.clipboard().setImage(image)
            self.notes.done(_("已复制第 {n} 页的图片，可以粘贴到微信").format(n=page + 1))

    def share(self) -> None:
        """Save every page as a picture for WeChat."""
        if self._free():
            self._tasks.start(self._share())

    async def _share(self) -> None:
        from wxadmin.ui import share

        data, count = self._pane.data, self._pane.view.pages
        if data is None:
            return
        name = str(Path(self.file_name or "paper").with_suffix(".png"))
        target = await dialogs.pick_target(self._pane, _("分享为图片"), name, ["PNG (*.png)"], "png")
        if (
            target is None
            or not shiboken6.isValid(self)
            or not self._free()
            or not await self._may_replace(share.names(target, count), target)
        ):
            return
        try:
            made = await self.line.run(
                _("存为图片"), _("正在存为图片：第 {done}/{total} 页"), lambda step: share.save(data, target, step)
            )
        except Cancelled:
            self._hint(_("已取消，没有留下图片。"))
        except UserError as error:
            self._wrong(error)
        else:
            self._tell_saved(_("已存为 {n} 张图片").format(n=len(made)), made[0])

    async def _may_replace(self, files: list[Path], asked: Path) -> bool:
        """Whether pictures that are there may be replaced; the file dialog asked about its own name already."""
        there = [path.name for path in files if path != asked and path.exists()]
        if not there:
            return True
        text = _("文件夹里已有 {n} 张同名图片（{name} 等），要用新的代替吗？").format(n=len(there), name=there[0])
        return await dialogs.confirm(self._pane, _("分享为图片"), text, _("代替旧图片"))

    def print(self) -> None:
        """Ask for a printer, then print at 100 %."""
        if self._free():
            self._tasks.start(self._print())

    async def _print(self) -> None:
        from wxadmin.ui import printjob

        file = self._pane.view.file
        if file is not None:
            name = Path(self.file_name).stem or self._pane.caption.text()
            printer = await printjob.ask(self._pane, file, self._pane.view.page, name, duplex=self.duplex)
            if printer is not None and shiboken6.isValid(self) and self._free():
                await self.print_to(printer, file.data)

    async def print_to(self, printer: QPrinter, pdf: bytes) -> None:
        """Print what the printer was set to, at its true size, as a job that can be stopped."""
        from wxadmin.ui import printjob

        sent = printjob.Sent()
        target = printjob.target_file(printer)
        try:
            await self.line.run(
                _("打印“{what}”").format(what=self._pane.caption.text()),
                _("正在打印：第 {done}/{total} 页"),
                lambda step: printjob.send(printer, pdf, sent, step),
            )
        except Cancelled:
            if target is not None or not sent.pages:
                self._hint(_("已取消打印，什么也没有印出。"))
            else:
                self._hint(_("已取消打印：{n} 页已送往打印机，可能已经印出。").format(n=sent.pages))
        except UserError as error:
            self._wrong(error)
        else:
            if target is not None:
                self._tell_saved(_("已打印到文件 {path}").format(path=target), target)
            elif shiboken6.isValid(self):
                name = printer.printerName()
                self.notes.done(_("已送往打印机：{name}，共 {n} 页").format(name=name, n=sent.pages))

    def _free(self) -> bool:
        if self.line.running:
            self.notes.hint(_("上一件事还没有做完，请等它做完或先取消。"))
        return not self.line.running

    def _hint(self, text: str) -> None:
        if shiboken6.isValid(self):
            self.notes.hint(text)

    def _wrong(self, error: UserError) -> None:
        if shiboken6.isValid(self):
            self.notes.wrong(error)


def open_outside(path: Path) -> None:
    """Show a file or folder with the program the system has for it."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
