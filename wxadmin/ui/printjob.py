"""Printing a paper at exactly 100 %: which pages in which order, and a job that paints them on a printer.

The whole job runs on another thread, page by page and each page in bands, so the window stays free whatever the printer
does. Every failure says what was sent already and what to do.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QWidget

from wxadmin.domain.errors import Cancelled, UserError
from wxadmin.domain.jobs import Step
from wxadmin.i18n import _
from wxadmin.ui import dialogs
from wxadmin.ui.pdf import Area, PdfFile, Sheet, pixels

_FINEST = 600  # dots an inch; finer ones cannot be told apart on paper and cost time
_BAND = 600_000  # pixels made and painted at once: Qt packs each while the window has to wait
_NEAR = 9.0  # points by which a printer's own idea of A4 may differ


@dataclass(slots=True)
class Sent:
    """How far a print job came."""

    pages: int = 0


async def ask(parent: QWidget, file: PdfFile, page: int, name: str, *, duplex: bool) -> QPrinter | None:
    """Let the owner choose printer, pages and copies; None when the owner turned away.

    ``name`` is what the printer's queue calls the job.
    """
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(name)
    if printer.outputFormat() == QPrinter.OutputFormat.PdfFormat:  # no printer is set up: Qt offers a file
        printer.setOutputFileName(str(Path.home() / f"{name}.pdf"))
    fit_paper(printer, file.sheets[0])
    printer.setDuplex(QPrinter.DuplexMode.DuplexLongSide if duplex else QPrinter.DuplexMode.DuplexNone)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle(_("打印"))
    dialog.setMinMax(1, len(file.sheets))
    dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintCurrentPage)
    if not await dialogs.show(dialog):
        return None
    if printer.printRange() == QPrinter.PrintRange.CurrentPage:
        printer.setFromTo(page + 1, page + 1)
    return printer


def fit_paper(printer: QPrinter, sheet: Sheet) -> None:
    """Give the next page its own paper size and direction, the whole sheet, nothing scaled to fit."""
    lying = sheet.width > sheet.height
    size = QSizeF(min(sheet.width, sheet.height), max(sheet.width, sheet.height))
    printer.setPageSize(QPageSize(size, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch))
    printer.setPageOrientation(QPageLayout.Orientation.Landscape if lying else QPageLayout.Orientation.Portrait)
    printer.setFullPage(True)


def pages_asked(printer: QPrinter, count: int) -> list[int]:
    """The pages (from 0) the owner asked for, in their order; those beyond the last are left out."""
    ranges = printer.pageRanges()
    chosen = printer.printRange() in (QPrinter.PrintRange.PageRange, QPrinter.PrintRange.CurrentPage)
    if chosen and not ranges.isEmpty():
        return [n for n in range(count) if ranges.contains(n + 1)]
    return list(range(count))


def in_order(
    pages: Sequence[int], *, copies: int = 1, collate: bool = True, duplex: bool = False, backwards: bool = False
) -> list[int | None]:
    """The sides to print one after the other; None is an empty back, so that a copy begins on a sheet of its own."""
    size = 2 if duplex else 1
    sheets: list[list[int | None]] = [list(pages[at : at + size]) for at in range(0, len(pages), size)]
    if copies > 1 or backwards:
        for sheet in sheets:
            sheet += [None] * (size - len(sheet))
    if backwards:
        sheets.reverse()
    every = sheets * copies if collate else [sheet for sheet in sheets for _copy in range(copies)]
    order = [side for sheet in every for side in sheet]
    while order and order[-1] is None:
        order.pop()
    return order


def check_paper(printer: QPrinter, file: PdfFile, pages: Sequence[int]) -> None:
    """UserError when the printer has no sheets of the size of these pages: at 100 % the edges would be lost."""
    info = QPrinterInfo(printer)
    sizes = [] if info.isNull() else info.supportedPageSizes()
    if not sizes or info.supportsCustomPageSizes():
        return
    known = [sorted((s.size(QPageSize.Unit.Point).width(), s.size(QPageSize.Unit.Point).height())) for s in sizes]
    for sheet in {file.sheets[n] for n in pages}:
        wanted = sorted((sheet.width, sheet.height))
        if not any(all(abs(a - b) <= _NEAR for a, b in zip(one, wanted, strict=True)) for one in known):
            raise UserError(
                _("打印机“{name}”不能用 {size} 的纸").format(name=info.printerName(), size=_size_name(sheet)),
                remedy=_("请换一台打印机，或在版式里换一种纸"),
            )


def _size_name(sheet: Sheet) -> str:
    name = QPageSize(
        QSizeF(min(sheet.width, sheet.height), max(sheet.width, sheet.height)),
        QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch,
    ).key()  # fmt: skip
    return name if name.startswith("A") else f"{sheet.width / 72 * 25.4:.0f}×{sheet.height / 72 * 25.4:.0f} mm"


def target_file(printer: QPrinter) -> Path | None:
    """The file the printer prints to, None when it prints on paper."""
    to_file = printer.outputFormat() == QPrinter.OutputFormat.PdfFormat
    return Path(printer.outputFileName()) if to_file and printer.outputFileName() else None


def send(printer: QPrinter, pdf: bytes, sent: Sent, step: Step) -> None:
    """Print of a PDF what the printer was set to; ``sent.pages`` counts along. Runs on another thread.

    UserError when the printer refuses or stops. Raises Cancelled when the owner stopped it; what was not yet sent is
    taken back as far as the printer allows. A file is written whole or not at all.
    """
    with contextlib.closing(PdfFile(pdf)) as file:  # its own: the pane may show another paper meanwhile
        count = len(file.sheets)
        pages = pages_asked(printer, count)
        if not pages:
            raise UserError(_("这个范围里没有页，没有打印"), remedy=_("请填写 1 到 {n} 之间的页码").format(n=count))
        check_paper(printer, file, pages)
        order = in_order(
            pages,
            copies=1 if printer.supportsMultipleCopies() else printer.copyCount(),
            collate=printer.collateCopies(),
            duplex=printer.duplex() not in (QPrinter.DuplexMode.DuplexNone, QPrinter.DuplexMode.DuplexAuto),
            backwards=printer.pageOrder() == QPrinter.PageOrder.LastPageFirst,
        )
        target = target_file(printer)
        if target is not None:
            _write(printer, file, order, target, sent, step)
        else:
            _Run(printer, file, order, printer.printerName(), sent, step).paint()


def _write(printer: QPrinter, file: PdfFile, order: Sequence[int | None], target: Path, sent: Sent, step: Step) -> None:
    part = target.with_name(f".{target.stem[:40]}.part.pdf")
    printer.setOutputFileName(str(part))
    try:
        _Run(printer, file, order, target.name, sent, step).paint()
        _put_in_place(part, target, len(order))
    finally:
        printer.setOutputFileName(str(target))
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def _put_in_place(part: Path, target: Path, pages: int) -> None:
    try:
        # Qt tells nobody of a full disk: only the file itself can say whether it is whole.
        written = PdfFile(part.read_bytes())
        whole = len(written.sheets) == pages
        written.close()
        if whole:
            part.replace(target)
            return
    except (OSError, UserError) as error:
        raise _unwritten(target) from error
    raise _unwritten(target)


def _unwritten(target: Path) -> UserError:
    return UserError(_("文件没有写成"), where=str(target), remedy=_("请看磁盘是否已满、文件是否正被打开，或换个位置"))


@dataclass(frozen=True, slots=True)
class _Run:
    """One print job: sides in ``order`` (None: an empty one) on a printer called ``name``."""

    printer: QPrinter
    file: PdfFile
    order: Sequence[int | None]
    name: str
    sent: Sent
    step: Step

    def paint(self) -> None:
        printer, order, step = self.printer, self.order, self.step
        now = next(n for n in order if n is not None)
        fit_paper(printer, self.file.sheets[now])
        painter = QPainter()
        step(0, len(order))
        if not painter.begin(printer):
            raise UserError(
                _("打印机“{name}”不能使用，一页也没有打印").format(name=self.name),
                remedy=_("请检查打印机是否开机、连好后再试，或另存为 PDF"),
            )
        try:
            for at, number in enumerate(order):
                now = number if number is not None else now
                if at:
                    fit_paper(printer, self.file.sheets[now])
                    if not printer.newPage():
                        raise self._stopped()
                if number is not None:
                    self._paint_page(painter, at, number)
                if printer.printerState() in (QPrinter.PrinterState.Error, QPrinter.PrinterState.Aborted):
                    raise self._stopped()
                self.sent.pages = at + 1
                step(self.sent.pages, len(order))
            if not painter.end():
                raise self._stopped()
        except (UserError, Cancelled):
            printer.abort()
            raise
        finally:
            if painter.isActive():
                painter.end()

    def _paint_page(self, painter: QPainter, at: int, number: int) -> None:
        grey = self.printer.colorMode() == QPrinter.ColorMode.GrayScale
        for place, image in _bands(self.file, number, self.printer.resolution(), grey=grey):
            painter.drawImage(place, image)
            self.step(at, len(self.order))

    def _stopped(self) -> UserError:
        return UserError(
            _("打印机“{name}”停了：共 {of} 页，已送出 {done} 页").format(
                name=self.name, of=len(self.order), done=self.sent.pages
            ),
            remedy=_("请检查纸、电源和连接，看清已印出的页，再从下一页起打印"),
        )


def _bands(file: PdfFile, number: int, dots: int, *, grey: bool) -> Iterator[tuple[QRectF, QImage]]:
    """A page as pictures with the places (in dots of the printer) they belong to; empty ones are left out."""
    shrink = math.ceil(dots / _FINEST)  # a picture's pixel covers a whole number of dots: edges stay sharp
    scale = dots / shrink / 72
    width, height = pixels(file.sheets[number], scale)
    rows = max(1, _BAND // width)
    for top in range(0, height, rows):
        high = min(rows, height - top)
        image = file.part(number, scale, Area(0, top, width, high), grey=grey)
        if image.constBits() != b"\xff" * image.sizeInBytes():
            yield QRectF(0, top * shrink, width * shrink, high * shrink), image
