# ruff: noqa: N802 - printers here answer under the names Qt calls
"""Printing at 100 %: size and place measured on what came out, order of sides, progress, cancel, printers that fail."""

from __future__ import annotations

import asyncio
import re
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPageRanges
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui.paper_stage import announcement, ink, show, told
from tests.ui.window_loop import Run, until
from wxadmin.domain.errors import Cancelled, UserError
from wxadmin.domain.papers import AnnouncementPaper
from wxadmin.domain.seal import Draft
from wxadmin.domain.style import Style
from wxadmin.printing import papers
from wxadmin.ui import printjob
from wxadmin.ui.pdf import PdfFile
from wxadmin.ui.preview import PdfPreview
from wxadmin.ui.printjob import Sent, in_order, pages_asked, send
from wxadmin.ui.tasks import Tasks

CREATED = datetime(2026, 11, 22, tzinfo=UTC)


def _file_printer(target: Path, dots: int = 300) -> QPrinter:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(target))
    printer.setResolution(dots)
    return printer


def _quiet(_done: int, _total: int) -> None:
    pass


def _compare(before: PdfFile, after: PdfFile) -> None:
    """Every page has the same size, and its ink stands at the same place to a hundredth of an inch."""
    assert len(before.sheets) == len(after.sheets)
    for number, (one, other) in enumerate(zip(before.sheets, after.sheets, strict=True)):
        assert other.width == pytest.approx(one.width, abs=1)
        assert other.height == pytest.approx(one.height, abs=1)
        left, right = ink(before.picture(number, 2)), ink(after.picture(number, 2))
        assert right == pytest.approx(left, abs=1.5), number


def test_what_comes_out_measures_100_percent(pdf: bytes, tmp_path: Path) -> None:
    target = tmp_path / "printed.pdf"
    steps: list[tuple[int, int]] = []
    sent = Sent()
    send(_file_printer(target), pdf, sent, lambda done, total: steps.append((done, total)))
    before, after = PdfFile(pdf), PdfFile(target.read_bytes())
    _compare(before, after)
    count = len(before.sheets)
    assert sent.pages == count
    assert steps[0] == (0, count)
    assert steps[-1] == (count, count)
    assert steps == sorted(steps)
    assert [p.name for p in tmp_path.iterdir()] == ["printed.pdf"]


@pytest.mark.parametrize("dots", [203, 600, 720, 1200])
def test_every_resolution_keeps_the_size(dots: int, tmp_path: Path) -> None:
    pdf = announcement(("一段话，量一量边。",))
    target = tmp_path / "printed.pdf"
    send(_file_printer(target, dots), pdf, Sent(), _quiet)
    _compare(PdfFile(pdf), PdfFile(target.read_bytes()))


def test_a3_and_lying_pages_keep_their_own_sheets(tmp_path: Path) -> None:
    from io import BytesIO

    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    canvas = Canvas(out)
    for width, height in ((595.28, 841.89), (841.89, 595.28), (841.89, 1190.55), (1190.55, 841.89)):
        canvas.setPageSize((width, height))
        # Ink up to 5 mm from each edge, where a printer's own margins would cut or shrink it.
        canvas.rect(14, 14, width - 28, height - 28)
        canvas.drawString(width / 2, height / 3, "centre")
        canvas.showPage()
    canvas.save()
    target = tmp_path / "mixed.pdf"
    send(_file_printer(target, 150), out.getvalue(), Sent(), _quiet)
    after = PdfFile(target.read_bytes())
    _compare(PdfFile(out.getvalue()), after)
    assert [s.width > s.height for s in after.sheets] == [False, True, False, True]


def test_grey_and_colour_are_the_printers_choice(tmp_path: Path) -> None:
    style = Style(red="远山公司文件")
    pdf = papers.render(
        AnnouncementPaper("远山公司", "", "通知", ("一段。",), "办公室", date(2026, 11, 22)),
        mark=Draft(), created=CREATED, style=style,
    ).pdf  # fmt: skip

    def colours(image: QImage) -> int:
        points = (QColor(image.pixel(x, y)) for x in range(image.width()) for y in range(0, image.height(), 2))
        return sum(abs(c.red() - c.blue()) > 40 for c in points)

    assert colours(PdfFile(pdf).picture(0, 0.5)) > 20
    for mode, coloured in ((QPrinter.ColorMode.Color, True), (QPrinter.ColorMode.GrayScale, False)):
        target = tmp_path / f"{coloured}.pdf"
        printer = _file_printer(target, 150)
        printer.setColorMode(mode)
        send(printer, pdf, Sent(), _quiet)
        assert (colours(PdfFile(target.read_bytes()).picture(0, 0.5)) > 20) is coloured


def test_page_ranges_and_copies(pdf: bytes, tmp_path: Path) -> None:
    target = tmp_path / "part.pdf"
    printer = _file_printer(target, 100)
    printer.setPrintRange(QPrinter.PrintRange.PageRange)
    printer.setPageRanges(QPageRanges.fromString("4,1-2,90"))
    assert pages_asked(printer, 5) == [0, 1, 3]
    printer.setCopyCount(2)
    sent = Sent()
    send(printer, pdf, sent, _quiet)
    after = PdfFile(target.read_bytes())
    assert len(after.sheets) == sent.pages == 6
    before = PdfFile(pdf)
    for out, source in enumerate((0, 1, 3, 0, 1, 3)):
        assert ink(after.picture(out, 1)) == pytest.approx(ink(before.picture(source, 1)), abs=2)
    printer.setPageRanges(QPageRanges.fromString("90-95"))
    with pytest.raises(UserError, match="没有页"):
        send(printer, pdf, Sent(), _quiet)
    printer.setPrintRange(QPrinter.PrintRange.AllPages)
    assert pages_asked(printer, 5) == [0, 1, 2, 3, 4]
    printer.setPrintRange(QPrinter.PrintRange.CurrentPage)
    printer.setFromTo(3, 3)
    assert pages_asked(printer, 5) == [2]


def test_sides_in_the_order_they_are_printed() -> None:
    assert in_order([0, 1, 2]) == [0, 1, 2]
    assert in_order([0, 1, 2], copies=2) == [0, 1, 2, 0, 1, 2]
    assert in_order([0, 1, 2], copies=2, collate=False) == [0, 0, 1, 1, 2, 2]
    assert in_order([0, 1, 2], backwards=True) == [2, 1, 0]
    # On both sides a copy begins on a sheet of its own, and a sheet keeps its two sides.
    assert in_order([0, 1, 2], duplex=True) == [0, 1, 2]
    assert in_order([0, 1, 2], copies=2, duplex=True) == [0, 1, 2, None, 0, 1, 2]
    assert in_order([0, 1, 2], copies=2, collate=False, duplex=True) == [0, 1, 0, 1, 2, None, 2]
    assert in_order([0, 1, 2], backwards=True, duplex=True) == [2, None, 0, 1]
    assert in_order([5], copies=3, duplex=True) == [5, None, 5, None, 5]


class _Failing(QPrinter):
    """A printer to a file that stops by itself before page ``stops`` (from 1): no next page, or a state of error."""

    def __init__(self, stops: int, *, state: bool = False, name: str = "一楼打印机") -> None:
        super().__init__(QPrinter.PrinterMode.HighResolution)
        self.stops = stops
        self.begun = 1
        self.state = state
        self.name = name
        self.aborted = 0

    def newPage(self) -> bool:
        if not self.state and self.begun + 1 >= self.stops:
            return False
        self.begun += 1
        return super().newPage()

    def printerState(self) -> QPrinter.PrinterState:
        broken = self.state and self.begun >= self.stops
        return QPrinter.PrinterState.Error if broken else QPrinter.PrinterState.Active

    def printerName(self) -> str:
        return self.name

    def abort(self) -> bool:
        self.aborted += 1
        return super().abort()

    def outputFormat(self) -> QPrinter.OutputFormat:
        return QPrinter.OutputFormat.NativeFormat


def _failing(tmp_path: Path, stops: int, *, state: bool = False) -> _Failing:
    printer = _Failing(stops, state=state)
    printer.setOutputFileName(str(tmp_path / "spool.pdf"))
    printer.setResolution(72)
    return printer


@pytest.mark.parametrize("state", [False, True])
@pytest.mark.parametrize("stops", [2, 4])
def test_a_printer_that_stops_says_what_was_sent(pdf: bytes, tmp_path: Path, stops: int, state: bool) -> None:
    printer = _failing(tmp_path, stops, state=state)
    sent = Sent()
    with pytest.raises(UserError) as told_now:
        send(printer, pdf, sent, _quiet)
    count = len(PdfFile(pdf).sheets)
    assert sent.pages == stops - 1
    assert f"“一楼打印机”停了：共 {count} 页，已送出 {stops - 1} 页" in str(told_now.value)
    assert "再从下一页起打印" in told_now.value.remedy
    assert printer.aborted == 1


BEGIN_FAILS = ("QPainter::begin",)  # what Qt itself says when a printer cannot begin


@pytest.mark.qt_log_ignore(*BEGIN_FAILS)
def test_a_printer_that_is_gone_printed_nothing(pdf: bytes, tmp_path: Path) -> None:
    class Gone(_Failing):
        def paintEngine(self) -> None:  # type: ignore[override]
            return None

    printer = Gone(99)
    sent = Sent()
    with pytest.raises(UserError, match="一页也没有打印"):
        send(printer, pdf, sent, _quiet)
    assert sent.pages == 0


@pytest.mark.qt_log_ignore(*BEGIN_FAILS)
def test_a_file_is_written_whole_or_not_at_all(pdf: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "kept.pdf"
    target.write_bytes(b"the old file")

    def stop(done: int, _total: int) -> None:
        if done == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        send(_file_printer(target, 72), pdf, Sent(), stop)
    assert target.read_bytes() == b"the old file"
    assert len(list(tmp_path.iterdir())) == 1
    # A folder that is not there refuses at the first page.
    with pytest.raises(UserError, match="一页也没有打印"):
        send(_file_printer(tmp_path / "nowhere" / "a.pdf", 72), pdf, Sent(), _quiet)
    # Qt says nothing of a full disk; the half file is noticed and taken away.
    real = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda self: real(self)[:4000] if self.suffix == ".pdf" else real(self))
    with pytest.raises(UserError, match="没有写成") as full:
        send(_file_printer(target, 72), pdf, Sent(), _quiet)
    assert full.value.where == str(target)
    monkeypatch.undo()
    assert target.read_bytes() == b"the old file"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_printer_without_such_paper_is_refused(pdf: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    from PySide6.QtCore import QSizeF
    from PySide6.QtGui import QPageSize

    class Info:
        sizes: tuple[QPageSize.PageSizeId, ...] = (QPageSize.PageSizeId.A5, QPageSize.PageSizeId.Letter)
        custom = False

        def __init__(self, _printer: QPrinter) -> None:
            pass

        def isNull(self) -> bool:
            return False

        def printerName(self) -> str:
            return "小票机"

        def supportsCustomPageSizes(self) -> bool:
            return self.custom

        def supportedPageSizes(self) -> list[QPageSize]:
            return [QPageSize(one) for one in self.sizes]

    monkeypatch.setattr(printjob, "QPrinterInfo", Info)
    file = PdfFile(pdf)
    printer = QPrinter()
    with pytest.raises(UserError, match="“小票机”不能用 A4 的纸"):
        printjob.check_paper(printer, file, [0])
    Info.sizes = (QPageSize.PageSizeId.A4,)
    printjob.check_paper(printer, file, [0])
    Info.sizes = (QPageSize.PageSizeId.A5,)
    Info.custom = True
    printjob.check_paper(printer, file, [0])
    assert QSizeF(file.sheets[0].width, file.sheets[0].height).width() == pytest.approx(595, abs=1)


def test_the_window_stays_free_and_tells_how_far_it_is(
    run_async: Run, pane: PdfPreview, pdf: bytes, tmp_path: Path
) -> None:
    target = tmp_path / "printed.pdf"
    words: list[str] = []
    beats: list[float] = []

    async def story() -> None:
        await show(pane, pdf)
        line = pane.handout.line
        printing = asyncio.ensure_future(pane.print_to(_file_printer(target, 300)))
        last = time.perf_counter()
        while not printing.done():
            await asyncio.sleep(0.005)
            now = time.perf_counter()
            beats.append(now - last)
            last = now
            if line.isVisible():
                words.append(line.words.text())
        assert not line.isVisible()
        assert not line.running

    run_async(story())
    count = len(PdfFile(pdf).sheets)
    assert f"正在打印：第 {count}/{count} 页" in words or f"正在打印：第 {count - 1}/{count} 页" in words
    assert len(beats) > 5
    assert told(pane) == f"已打印到文件 {target}"


def test_cancel_really_stops(run_async: Run, pane: PdfPreview, tmp_path: Path) -> None:
    data = announcement(tuple(f"第{i}段，请大家按时到场。" * 6 for i in range(300)))
    target = tmp_path / "printed.pdf"

    async def story() -> None:
        await show(pane, data)
        line = pane.handout.line
        printing = asyncio.ensure_future(pane.print_to(_file_printer(target, 300)))
        await until(lambda: line.isVisible() and line.bar.value() >= 2)
        pane.print()  # one at a time
        assert "还没有做完" in told(pane)
        QTest.mouseClick(line.stop, Qt.MouseButton.LeftButton)
        assert line.words.text() == "正在取消…"
        await printing
        assert told(pane) == "已取消打印，什么也没有印出。"
        assert not line.isVisible()

    run_async(story())
    assert list(tmp_path.iterdir()) == []


def test_a_cancelled_print_on_paper_says_what_may_be_printed(run_async: Run, pane: PdfPreview, tmp_path: Path) -> None:
    data = announcement(tuple(f"第{i}段，请大家按时到场。" * 6 for i in range(300)))
    printer = _failing(tmp_path, 999)

    async def story() -> None:
        await show(pane, data)
        line = pane.handout.line
        printing = asyncio.ensure_future(pane.print_to(printer))
        await until(lambda: line.isVisible() and line.bar.value() >= 2)
        QTest.mouseClick(line.stop, Qt.MouseButton.LeftButton)
        await printing
        assert re.fullmatch(r"已取消打印：\d+ 页已送往打印机，可能已经印出。", told(pane))

    run_async(story())
    assert printer.aborted == 1


def test_what_is_printed_on_paper_is_told(run_async: Run, pane: PdfPreview, pdf: bytes, tmp_path: Path) -> None:
    async def story() -> None:
        await show(pane, pdf)
        await pane.print_to(_failing(tmp_path, 999))
        assert told(pane) == f"已送往打印机：一楼打印机，共 {len(PdfFile(pdf).sheets)} 页"

    run_async(story())


def test_another_paper_meanwhile_changes_nothing(run_async: Run, pane: PdfPreview, pdf: bytes, tmp_path: Path) -> None:
    target = tmp_path / "printed.pdf"

    async def story() -> None:
        await show(pane, pdf)
        printing = asyncio.ensure_future(pane.print_to(_file_printer(target, 150)))
        await until(lambda: pane.handout.line.running)
        await show(pane, announcement(("短。",)), caption="另一份")
        pane.clear()
        await printing

    run_async(story())
    assert len(PdfFile(target.read_bytes()).sheets) == len(PdfFile(pdf).sheets)


def test_a_failure_is_told_on_the_strip(run_async: Run, pane: PdfPreview, pdf: bytes, tmp_path: Path) -> None:
    async def story() -> None:
        await show(pane, pdf)
        await pane.print_to(_failing(tmp_path, 3))
        assert "已送出 2 页" in told(pane)
        assert not pane.handout.line.running

    run_async(story())


def test_closing_the_window_stops_the_printing(run_async: Run, pane: PdfPreview, tasks: Tasks, tmp_path: Path) -> None:
    data = announcement(tuple(f"第{i}段，请大家按时到场。" * 6 for i in range(300)))

    async def story() -> None:
        await show(pane, data)
        printing = tasks.start(pane.print_to(_file_printer(tmp_path / "printed.pdf", 300)))
        await until(lambda: pane.handout.line.bar.value() >= 2)
        await tasks.close()
        assert printing.cancelled()

    run_async(story())
    assert list(tmp_path.iterdir()) == []


def test_the_dialog_is_given_the_paper_and_both_sides(
    run_async: Run, pane: PdfPreview, pdf: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[QPrinter] = []
    printed: list[QPrinter] = []

    async def accepted(dialog: QPrintDialog) -> bool:
        asked.append(dialog.printer())
        assert (dialog.minPage(), dialog.maxPage()) == (1, len(PdfFile(pdf).sheets))
        dialog.deleteLater()
        return True

    def sent(printer: QPrinter, _pdf: bytes, _sent: Sent, _step: object) -> None:
        printed.append(printer)

    sides: list[bool] = []
    asking = printjob.ask

    async def ask(parent: QWidget, file: PdfFile, page: int, name: str, *, duplex: bool) -> QPrinter | None:
        sides.append(duplex)
        return await asking(parent, file, page, name, duplex=duplex)

    monkeypatch.setattr(printjob.dialogs, "show", accepted)
    monkeypatch.setattr(printjob, "send", sent)
    monkeypatch.setattr(printjob, "ask", ask)

    async def story() -> None:
        assert await pane.show_pdf(lambda: pdf, "公告", "", "a.pdf")
        pane.handout.duplex = True
        pane.view.setFocus()
        QTest.keyClick(pane.view, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
        await until(lambda: printed)
        assert printed == asked
        assert printed[0].fullPage()
        assert printed[0].docName() == "a"
        size = printed[0].pageLayout().pageSize().sizePoints()
        assert (size.width(), size.height()) == (595, 842)
        assert sides == [True]

    run_async(story())
    assert QApplication.activeModalWidget() is None
