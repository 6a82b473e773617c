"""A preview on a stage: a paper of several pages, a pane that shows it, and ways to wait for it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from tests.ui.window_loop import Run, until
from wxadmin.domain.papers import AnnouncementPaper
from wxadmin.domain.seal import Draft
from wxadmin.printing import papers
from wxadmin.ui.preview import PdfPreview
from wxadmin.ui.strip import Strip
from wxadmin.ui.tasks import Tasks

LONG = "各班组请在本周五下午到一号仓库领取新的工作牌，领取时出示旧牌，遗失旧牌的先到办公室登记，登记后30分钟内补发"


def announcement(paragraphs: tuple[str, ...], title: str = "关于领取工作牌的通知") -> bytes:
    paper = AnnouncementPaper("远山公司", "研发协作群", title, paragraphs, "办公室", date(2026, 11, 22))
    return papers.render(paper, mark=Draft(), created=datetime(2026, 11, 22, tzinfo=UTC)).pdf


@pytest.fixture(scope="session")
def pdf() -> bytes:
    """Five pages; every paragraph has its number, and one names a person written with a character of Extension B."""
    return announcement(tuple(f"{LONG}，第{i}组由王𠮷带队。" for i in range(1, 31)))


@pytest.fixture
def tasks(run_async: Run) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    run_async(made.close())


@pytest.fixture
def pane(tasks: Tasks, host: QWidget) -> PdfPreview:
    """An empty pane in a shown window; its strip is ``pane.told``."""
    made = PdfPreview(tasks, Strip(host), host)
    made.resize(700, 560)
    host.resize(900, 600)
    host.show()
    made.show()
    return made


async def show(pane: PdfPreview, data: bytes, caption: str = "公告", name: str = "通知.pdf") -> None:
    """Show a PDF and wait until what is in sight is drawn and read."""
    assert await pane.show_pdf(lambda: data, caption, "草稿", name)
    await drawn(pane)


async def drawn(pane: PdfPreview) -> None:
    """Wait until everything in sight is drawn and its text is known."""
    await asyncio.sleep(0.02)
    view = pane.view
    await until(lambda: view._wanted() is None and all(p in view.texts for p in view.visible()) and not view._drawing)


def told(pane: PdfPreview) -> str:
    """What the strip of the pane says."""
    return pane.handout.notes.words


def point_of(pane: PdfPreview, page: int, at: int, *, part: float = 0.2) -> QPoint:
    """Where a character is in the viewport; ``part`` of its width from its left."""
    view = pane.view
    box, rect = view.texts[page].box(at), view.page_rect(page)
    x = box.left + (box.right - box.left) * part
    return QPoint(round(rect.x() + x * view.scale), round(rect.y() + (box.top + box.bottom) / 2 * view.scale))


def ink(image: QImage) -> tuple[int, int, int, int]:
    """Left, top, right and bottom pixel of the dark ink."""
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    rows, row = bytes(grey.constBits()), grey.bytesPerLine()
    lines = [rows[y * row : y * row + grey.width()] for y in range(grey.height())]
    dark = [y for y, line in enumerate(lines) if min(line) < 110]
    left = min(next(x for x, v in enumerate(lines[y]) if v < 110) for y in dark)
    right = max(len(lines[y]) - next(x for x, v in enumerate(reversed(lines[y])) if v < 110) for y in dark)
    return left, dark[0], right, dark[-1] + 1
