"""The very paper on screen and on the printer."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget

from tests.ui.window_loop import Run, until
from wxadmin.domain.errors import UserError
from wxadmin.domain.papers import AnnouncementPaper
from wxadmin.domain.seal import Draft
from wxadmin.printing import papers
from wxadmin.ui.pdf import PdfFile
from wxadmin.ui.preview import PdfPreview, fit_paper, save_name
from wxadmin.ui.strip import Strip
from wxadmin.ui.tasks import Tasks


@pytest.fixture(scope="module")
def pdf() -> bytes:
    paper = AnnouncementPaper(
        "远山公司", "研发协作群", "关于演练的通知", tuple(f"第{i}段，请大家按时到场，带好证件。" * 3 for i in range(30)), "办公室",
        date(2026, 11, 22),
    )  # fmt: skip
    return papers.render(paper, mark=Draft(), created=datetime(2026, 11, 22, tzinfo=UTC)).pdf


@pytest.fixture
def tasks(run_async: Run) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    run_async(made.close())


def _ink(image: QImage) -> int:
    small = image.scaled(200, 280).convertToFormat(QImage.Format.Format_Grayscale8)
    return sum(small.pixelColor(x, y).lightness() < 200 for x in range(0, 200, 2) for y in range(0, 280, 2))


def test_pages_are_drawn_when_they_come_into_sight(run_async: Run, tasks: Tasks, host: QWidget, pdf: bytes) -> None:
    pane = PdfPreview(tasks, Strip(host), host)
    pane.resize(500, 500)
    host.show()
    pane.show()

    async def story() -> None:
        assert await pane.show_pdf(lambda: pdf, "公告", "草稿", "a.pdf")
        assert pane.data == pdf
        assert len(pane._pages) >= 3
        await until(lambda: not pane._pages[0]._image.isNull())
        assert _ink(pane._pages[0]._image) > 50
        assert pane._pages[-1]._image.isNull()
        pane._area.verticalScrollBar().setValue(pane._area.verticalScrollBar().maximum())
        await until(lambda: not pane._pages[-1]._image.isNull())
        wide = pane._pages[0].width()
        pane.zoom_in()
        assert pane._pages[0].width() > wide
        pane.fit()
        assert pane._pages[0].width() == wide
        assert "共" in pane._number.text()

    run_async(story())


def test_a_newer_paper_wins_and_a_wrong_one_says_why(run_async: Run, tasks: Tasks, host: QWidget, pdf: bytes) -> None:
    pane = PdfPreview(tasks, Strip(host), host)

    def slow() -> bytes:
        import time

        time.sleep(0.2)
        return pdf

    def wrong() -> bytes:
        raise UserError("签收表没有人", remedy="先导入花名册")

    async def story() -> None:
        first = asyncio.ensure_future(pane.show_pdf(slow, "慢", "", "a.pdf"))
        await asyncio.sleep(0.02)
        assert await pane.show_pdf(lambda: pdf, "快", "", "b.pdf")
        assert await first is False
        assert pane.caption.text() == "快"
        assert await pane.show_pdf(wrong, "错", "", "c.pdf") is False
        assert pane.data is None

    run_async(story())


def test_printing_keeps_the_true_size(run_async: Run, tasks: Tasks, host: QWidget, pdf: bytes, tmp_path: Path) -> None:
    pane = PdfPreview(tasks, Strip(host), host)
    target = tmp_path / "printed.pdf"

    async def story() -> None:
        await pane.show_pdf(lambda: pdf, "公告", "", "a.pdf")
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(target))
        assert pane._file is not None
        fit_paper(printer, pane._file)
        await pane.print_to(printer)

    run_async(story())
    before, after = PdfFile(pdf), PdfFile(target.read_bytes())
    assert len(before.sheets) == len(after.sheets)
    for one, other in zip(before.sheets, after.sheets, strict=True):
        assert one.width == pytest.approx(other.width, abs=1)
        assert one.height == pytest.approx(other.height, abs=1)
    left = _edges(before.picture(0, 1))
    right = _edges(after.picture(0, 1))
    assert all(abs(a - b) <= 2 for a, b in zip(left, right, strict=True)), (left, right)
    before.close()
    after.close()


def _edges(image: QImage) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of the ink, in points."""
    dark = [
        (x, y) for y in range(image.height()) for x in range(image.width()) if image.pixelColor(x, y).lightness() < 110
    ]
    xs, ys = [x for x, _y in dark], [y for _x, y in dark]
    return min(xs), min(ys), max(xs), max(ys)


def test_file_names_are_legal_on_windows() -> None:
    assert save_name('通知书 违处〔2026〕1号/2: "甲"<乙>?') == "通知书 违处〔2026〕1号_2_ _甲__乙__.pdf"
    assert save_name(" .. ") == "paper.pdf"
