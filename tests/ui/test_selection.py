"""Selecting on the paper with mouse and keyboard; what is copied is what was selected."""

from __future__ import annotations

import asyncio

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.ui.paper_stage import LONG, announcement, drawn, point_of, show, told
from tests.ui.window_loop import Run, until
from wxadmin.ui.preview import PdfPreview
from wxadmin.ui.tasks import Tasks

LEFT = Qt.MouseButton.LeftButton
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def _drag(pane: PdfPreview, start: QPoint, end: QPoint) -> None:
    port = pane.view.viewport()
    QTest.mousePress(port, LEFT, pos=start)
    QTest.mouseMove(port, (start + end) / 2)
    QTest.mouseMove(port, end)
    QTest.mouseRelease(port, LEFT, pos=end)


async def _copied(pane: PdfPreview) -> str:
    QGuiApplication.clipboard().setText("")
    pane.handout.notes.clear()
    QTest.keyClick(pane.view, Qt.Key.Key_C, CONTROL)
    await until(lambda: "已复制" in told(pane))
    return QGuiApplication.clipboard().text()


def test_a_drag_selects_by_character_over_lines(run_async: Run, pane: PdfPreview, pdf: bytes) -> None:
    async def story() -> None:
        await show(pane, pdf)
        chars = pane.view.texts[0].chars
        start, end = chars.index("各班组"), chars.index("30分钟") + 4
        _drag(pane, point_of(pane, 0, start), point_of(pane, 0, end))
        copied = await _copied(pane)
        assert copied == LONG[: LONG.index("30分钟") + 4]
        assert "\n" not in copied
        before = pane.view.viewport().grab().toImage()
        _drag(pane, point_of(pane, 0, end), point_of(pane, 0, start))  # upwards, the same
        assert await _copied(pane) == copied
        assert pane.view.viewport().grab().toImage() == before
        QTest.mouseClick(pane.view.viewport(), LEFT, pos=point_of(pane, 0, end))
        assert pane.selection.span is None
        QTest.mouseClick(pane.view.viewport(), LEFT, SHIFT, point_of(pane, 0, end + 3))
        assert await _copied(pane) == chars[end : end + 3]

    run_async(story())


def test_double_click_takes_a_word_and_the_third_a_line(run_async: Run, pane: PdfPreview, pdf: bytes) -> None:
    async def story() -> None:
        await show(pane, pdf)
        text = pane.view.texts[0]
        port = pane.view.viewport()
        at = text.chars.index("周五下午")
        place = point_of(pane, 0, at)
        QTest.mouseDClick(port, LEFT, pos=place)
        assert (
            await _copied(pane)
            == "各班组请在本周五下午到一号仓库领取新的工作牌"[
                : text.lines[text.line_of(at)].end - text.chars.index("各班组")
            ]
        )
        QTest.mousePress(port, LEFT, pos=place)
        QTest.mouseRelease(port, LEFT, pos=place)
        line = text.lines[text.line_of(at)]
        assert await _copied(pane) == text.chars[line.start : line.end]
        await asyncio.sleep(QGuiApplication.styleHints().mouseDoubleClickInterval() / 1000 + 0.05)
        QTest.mouseClick(port, LEFT, pos=place)
        assert pane.selection.span is None
        QTest.mouseDClick(port, LEFT, pos=point_of(pane, 0, text.chars.index("30分")))
        assert await _copied(pane) == "30"

    run_async(story())


def test_a_drag_beyond_the_edge_goes_on_over_the_pages(run_async: Run, pane: PdfPreview, pdf: bytes) -> None:
    async def story() -> None:
        await show(pane, pdf)
        view, port = pane.view, pane.view.viewport()
        start = view.texts[0].chars.index("第1组")
        QTest.mousePress(port, LEFT, pos=point_of(pane, 0, start))
        QTest.mouseMove(port, QPoint(300, port.height() + 120))
        await until(lambda: view.page >= 1)
        QTest.mouseMove(port, QPoint(300, 200))
        await drawn(pane)
        QTest.mouseMove(port, QPoint(310, 200))
        QTest.mouseRelease(port, LEFT, pos=QPoint(310, 200))
        assert not pane.selection._drift.isActive()
        span = pane.selection.span
        assert span is not None
        assert span[0] == (0, start)
        assert span[1][0] >= 1
        copied = await _copied(pane)
        assert copied.startswith("第1组由王𠮷带队。\n各班组")
        assert "— 1 —" in copied

    run_async(story())


def test_all_of_many_pages_is_copied_off_the_window(run_async: Run, pane: PdfPreview) -> None:
    paragraphs = tuple(f"第{i}项事宜：{'请大家按时到场，带好证件。' * 6}" for i in range(1, 331))
    data = announcement(paragraphs)
    jobs: list[str] = []

    async def story() -> None:
        await show(pane, data)
        assert pane.view.pages > 20
        pane._tasks.jobs_changed.connect(lambda: jobs.extend(job.title for job in pane._tasks.jobs))
        QTest.keyClick(pane.view, Qt.Key.Key_A, CONTROL)
        copied = await _copied(pane)
        assert "复制文字" in jobs
        bare = "".join(copied.split())
        assert all(f"第{i}项事宜" in bare for i in range(1, 331))
        assert bare.count("带好证件。") == 330 * 6
        await show(pane, data)
        # Another paper: nothing of the old selection is left.
        await show(pane, announcement(("短。",)), caption="另一份")
        assert pane.selection.span is None

    run_async(story())


def test_shift_and_arrows_move_the_end(run_async: Run, pane: PdfPreview, pdf: bytes) -> None:
    async def story() -> None:
        await show(pane, pdf)
        view = pane.view
        text = view.texts[0]
        at = text.chars.index("工作牌，")
        pane.selection.select(((0, at), (0, at + 1)))
        QTest.keyClick(view, Qt.Key.Key_Right, SHIFT)
        QTest.keyClick(view, Qt.Key.Key_Right, SHIFT)
        assert await _copied(pane) == "工作牌"
        QTest.keyClick(view, Qt.Key.Key_Left, SHIFT)
        assert await _copied(pane) == "工作"
        QTest.keyClick(view, Qt.Key.Key_Down, SHIFT)
        copied = await _copied(pane)
        assert copied.startswith("工作牌，")
        assert 15 < len(copied) < 45
        for _n in range(200):
            QTest.keyClick(view, Qt.Key.Key_Down, SHIFT)
            if pane.selection.span is not None and pane.selection.span[1][0] > 0:
                break
            await asyncio.sleep(0)
        await drawn(pane)
        assert pane.selection.span == ((0, at), (1, 0))

    run_async(story())


@pytest.mark.qt_log_ignore("This plugin does not support")  # the offscreen platform says this of every popup
def test_the_context_menu_copies(run_async: Run, pane: PdfPreview, pdf: bytes) -> None:
    async def story() -> None:
        await show(pane, pdf)
        view = pane.view
        place = point_of(pane, 0, 3)

        def ask() -> None:
            event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, view.viewport().mapToGlobal(place))
            QApplication.sendEvent(view.viewport(), event)

        ask()
        assert pane._menu.isVisible()
        assert not pane._copy_action.isEnabled()
        pane._menu.hide()
        pane.selection.select(((0, 0), (0, 2)))
        ask()
        assert pane._copy_action.isEnabled()
        pane._copy_action.trigger()
        pane._menu.hide()
        await until(lambda: QGuiApplication.clipboard().text() == "草稿")

    run_async(story())


def test_nothing_selected_leaves_the_clipboard_alone(run_async: Run, pane: PdfPreview, pdf: bytes) -> None:
    async def story() -> None:
        await show(pane, pdf)
        QGuiApplication.clipboard().setText("别的")
        QTest.keyClick(pane.view, Qt.Key.Key_C, CONTROL)
        await asyncio.sleep(0.05)
        assert QGuiApplication.clipboard().text() == "别的"

    run_async(story())


def test_copying_while_another_paper_comes_copies_nothing_of_either(
    run_async: Run, pane: PdfPreview, tasks: Tasks, pdf: bytes
) -> None:
    failed: list[object] = []
    tasks.failed.connect(failed.append)

    async def story() -> None:
        await show(pane, pdf)
        QGuiApplication.clipboard().setText("原来的")
        pane.selection.select_all()
        pane.view.texts.clear()
        pane.copy()
        await asyncio.sleep(0)
        pane.clear()
        await until(lambda: not tasks.busy)

    run_async(story())
    assert not failed, failed
    assert QGuiApplication.clipboard().text() == "原来的"
