"""The very paper on screen: pages of the PDF that is saved and printed, with zoom, print and save."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSizeF, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QImage, QPageLayout, QPageSize, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from wxadmin.domain.errors import UserError
from wxadmin.i18n import _
from wxadmin.ui import dialogs, theme
from wxadmin.ui.card import button, label
from wxadmin.ui.pdf import PdfFile
from wxadmin.ui.strip import Strip
from wxadmin.ui.tasks import Tasks

_STEP = 1.25
_MOST = 4.0
_LEAST = 0.2
_PRINT_DPI = 300
_POINT = 96 / 72  # logical pixels a point at 100 %


class _Page(QWidget):
    """One page; asks for its picture when it comes into sight."""

    wanted = Signal(object)

    def __init__(self, number: int, width: float, height: float, parent: QWidget) -> None:
        super().__init__(parent)
        self.number = number
        self._size = QSizeF(width, height)
        self._image = QImage()
        self._scale = 0.0
        self.asked = 0.0
        self.setAccessibleName(_("第 {n} 页").format(n=number + 1))

    def zoom(self, scale: float) -> None:
        """Take the size of ``scale`` logical pixels a point."""
        if scale != self._scale:
            self._scale = scale
            self.setFixedSize((self._size * scale).toSize())
            self.update()

    def take(self, image: QImage) -> None:
        """Show this picture."""
        self._image = image
        self.update()

    def forget(self) -> None:
        """Give the picture's memory back."""
        self._image = QImage()
        self.asked = 0.0

    @property
    def wish(self) -> float:
        """Pixels a point the screen can show now."""
        return self._scale * self.devicePixelRatioF()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("paper"))
        if not self._image.isNull():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(QRectF(self.rect()), self._image)
        painter.end()
        if self.asked != self.wish:
            self.wanted.emit(self)


class PdfPreview(QWidget):
    """A PDF with 打印, 另存为 and zoom. ``show_pdf`` takes the bytes; pages are drawn when they come into sight."""

    def __init__(self, tasks: Tasks, strip: Strip, parent: QWidget) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._strip = strip
        self._file: PdfFile | None = None
        self._pages: list[_Page] = []
        self._scale: float | None = None  # None: as wide as the pane
        self._round = 0
        self.file_name = ""

        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        bar = QHBoxLayout()
        bar.setSpacing(4)
        self.caption = label("", self, "heading")
        self.state = label("", self, "muted")
        bar.addWidget(self.caption)
        bar.addWidget(self.state)
        bar.addStretch(1)
        self._number = label("", self, "muted")
        bar.addWidget(self._number)
        self._tools = [
            self._tool("zoom-out", _("缩小"), self.zoom_out),
            self._tool("zoom-in", _("放大"), self.zoom_in),
            self._tool("scan", _("适合宽度"), self.fit),
            self._tool("save", _("另存为 PDF"), self._on_save_clicked),
            self._tool("printer", _("打印"), self.print),
        ]
        for tool in self._tools:
            bar.addWidget(tool)
        column.addLayout(bar)
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setAccessibleName(_("纸面预览"))
        self._area.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self._area.viewport().installEventFilter(self)
        column.addWidget(self._area, 1)
        self.clear()

    def _tool(self, icon: str, name: str, slot: Callable[[], None]) -> QWidget:
        piece = button("", slot, self, kind="quiet", icon=icon)
        piece.setAccessibleName(name)
        piece.setToolTip(name)
        return piece

    @property
    def data(self) -> bytes | None:
        """The PDF shown."""
        return self._file.data if self._file is not None else None

    def clear(self, words: str = "") -> None:
        """Show no paper, but a sentence."""
        self._round += 1
        self._drop()
        self.caption.setText("")
        self.state.setText("")
        self._number.setText("")
        for tool in self._tools:
            tool.setEnabled(False)
        empty = QLabel(words, self)
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        empty.setWordWrap(True)
        empty.setProperty("muted", "true")
        self._area.setWidget(empty)

    async def show_pdf(self, make: Callable[[], bytes], caption: str, state: str, file_name: str) -> bool:
        """Make and show a PDF off this thread; a UserError is told on the strip. False when another came meanwhile."""
        self._round += 1
        mine = self._round
        try:
            file = await self._tasks.run(lambda: PdfFile(make()))
        except UserError as error:
            if mine == self._round:
                self.clear(str(error))
            return False
        if mine != self._round:
            file.close()
            return False
        place = self._area.verticalScrollBar().value() if caption == self.caption.text() else 0
        self._drop()
        self._file = file
        self.file_name = file_name
        self.caption.setText(caption)
        self.state.setText(state)
        for tool in self._tools:
            tool.setEnabled(True)
        desk = QWidget(self)
        desk.setProperty("desk", "true")
        desk.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        stack = QVBoxLayout(desk)
        stack.setContentsMargins(12, 12, 12, 12)
        stack.setSpacing(12)
        for number, sheet in enumerate(file.sheets):
            page = _Page(number, sheet.width, sheet.height, desk)
            page.wanted.connect(self._on_page_wanted)
            self._pages.append(page)
            stack.addWidget(page, 0, Qt.AlignmentFlag.AlignHCenter)
        stack.addStretch(1)
        self._zoom_pages()
        self._area.setWidget(desk)
        self._area.verticalScrollBar().setValue(place)
        self._on_scrolled()
        return True

    def _drop(self) -> None:
        self._pages = []
        old = self._area.takeWidget()
        if old is not None:
            old.hide()
            old.deleteLater()
        if self._file is not None:
            self._file.close()
            self._file = None

    # Zoom

    def zoom_in(self) -> None:
        """A step larger."""
        self._scale = min(_MOST, self._now() * _STEP)
        self._zoom_pages()

    def zoom_out(self) -> None:
        """A step smaller."""
        self._scale = max(_LEAST, self._now() / _STEP)
        self._zoom_pages()

    def fit(self) -> None:
        """As wide as the pane."""
        self._scale = None
        self._zoom_pages()

    def _now(self) -> float:
        if self._scale is not None:
            return self._scale
        widest = max((s.width for s in self._file.sheets), default=1.0) if self._file else 1.0
        return min(_POINT, max(_LEAST, (self._area.viewport().width() - 26) / widest))

    def _zoom_pages(self) -> None:
        for page in self._pages:
            page.zoom(self._now())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self._scale is None:
            self._zoom_pages()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._number.setVisible(self.width() > 420)

    # Pictures

    def _on_page_wanted(self, page: _Page) -> None:
        if self._file is not None and not self._tasks.closing:
            page.asked = page.wish
            self._tasks.start(self._draw(page, self._file, page.wish))

    async def _draw(self, page: _Page, file: PdfFile, scale: float) -> None:
        image = await self._tasks.run(lambda: file.picture(page.number, scale))
        if file is self._file and scale == page.asked:
            page.take(image)

    def _on_scrolled(self) -> None:
        if not self._pages:
            return
        middle = self._area.verticalScrollBar().value() + self._area.viewport().height() // 3
        here = next((p.number for p in self._pages if p.y() + p.height() >= middle), len(self._pages) - 1)
        self._number.setText(_("第 {n} 页，共 {all} 页").format(n=here + 1, all=len(self._pages)))
        for page in self._pages:
            if abs(page.number - here) > 6:
                page.forget()

    # Saving and printing

    def _on_save_clicked(self) -> None:
        self._tasks.start(self._save())

    async def _save(self) -> None:
        from wxadmin.services import papers

        data = self.data
        if data is None:
            return
        path = await dialogs.pick_target(self, _("另存为 PDF"), self.file_name, ["PDF (*.pdf)"], "pdf")
        if path is None:
            return
        try:
            await self._tasks.run(lambda: papers.save(data, path))
        except UserError as error:
            self._strip.wrong(error)
            return
        self._strip.done(
            _("已保存到 {path}").format(path=path),
            ways=(
                (_("打开"), lambda: open_outside(path)),
                (_("打开所在文件夹"), lambda: open_outside(path.parent)),
            ),
        )

    def print(self) -> None:
        """Ask for a printer, then print every page at 100 %."""
        self._tasks.start(self._print())

    async def _print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        file = self._file
        if file is None:
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        fit_paper(printer, file)
        dialog = QPrintDialog(printer, self)
        dialog.setWindowTitle(_("打印"))
        dialog.setMinMax(1, len(file.sheets))
        if await dialogs.show(dialog):
            await self.print_to(printer)
            self._strip.done(_("已送往打印机：{name}").format(name=printer.printerName() or printer.outputFileName()))

    async def print_to(self, printer: object) -> None:
        """Every page asked for, at its true size wherever the printer's own margins lie."""
        from PySide6.QtPrintSupport import QPrinter

        assert isinstance(printer, QPrinter)
        file = self._file
        if file is None:
            return
        first = printer.fromPage() or 1
        last = min(printer.toPage() or len(file.sheets), len(file.sheets))
        fit_paper(printer, file)
        painter = QPainter()
        if not painter.begin(printer):
            self._strip.wrong(UserError(_("打印机不能使用"), remedy=_("检查打印机后再试，或另存为 PDF")))
            return
        try:
            dots = printer.resolution()
            for number in range(first - 1, last):
                if number > first - 1:
                    printer.newPage()
                fine = min(dots, _PRINT_DPI)
                image = await self._tasks.run(lambda n=number, d=fine: file.picture(n, d / 72))  # type: ignore[misc]
                sheet = file.sheets[number]
                painter.drawImage(QRectF(QPointF(0, 0), QSizeF(sheet.width, sheet.height) * (dots / 72)), image)
        finally:
            painter.end()


def open_outside(path: Path) -> None:
    """Show a file or folder with the program the system has for it."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def fit_paper(printer: object, file: PdfFile) -> None:
    """Give the printer the paper's own size, full page, no scaling."""
    from PySide6.QtPrintSupport import QPrinter

    assert isinstance(printer, QPrinter)
    sheet = file.sheets[0]
    lying = sheet.width > sheet.height
    size = QSizeF(min(sheet.width, sheet.height), max(sheet.width, sheet.height))
    printer.setPageSize(QPageSize(size, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch))
    printer.setPageOrientation(QPageLayout.Orientation.Landscape if lying else QPageLayout.Orientation.Portrait)
    printer.setFullPage(True)


def save_name(title: str) -> str:
    """A file name legal on Windows from any title."""
    clean = "".join("_" if c in '\\/:*?"<>|' or not c.isprintable() else c for c in title).strip(" .")
    return f"{clean or 'paper'}.pdf"
