"""The very paper on screen: drawn when in sight, zoomed, turned by keyboard, with an outline and tools that give way."""

from __future__ import annotations

import asyncio
import math
import threading
import time

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QWidget

from tests.printing.invented import papers as invented
from tests.ui.paper_stage import announcement, drawn, ink, show, told
from tests.ui.window_loop import Run, until
from wxadmin.domain.errors import UserError
from wxadmin.ui import theme
from wxadmin.ui.pageview import POINT, STEPS, Fit, PageView
from wxadmin.ui.pdf import Area, PdfFile
from wxadmin.ui.preview import PdfPreview, save_name
from wxadmin.ui.strip import Strip
from wxadmin.ui.tasks import Tasks

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(scope="module")
def regulation() -> bytes:
    from datetime import UTC, datetime

    from wxadmin.domain.seal import Draft
    from wxadmin.printing import papers

    return papers.render(invented()["regulation"], mark=Draft(), created=datetime(2026, 11, 22, tzinfo=UTC)).pdf


def test_pages_are_drawn_when_they_come_into_sight(run_async: Run, pane: PdfPreview, pdf: bytes) -> None:
    async def story() -> None:
        await show(pane, pdf)
        view = pane.view
        assert pane.data == pdf
        assert view.pages >= 4
        assert all(view.pictures.has(key) for key in view._in_sight())
        last = view.pictures.keys(view.pages - 1, view._wish)
        assert not any(view.pictures.has(key) for key in last)
        pane.number.field.setFocus()
        shown = view.viewport().grab().toImage()
        rect = view.page_rect(0).toRect().intersected(shown.rect())
        true = PdfFile(pdf).picture(0, view.scale).copy(0, 0, rect.width(), rect.height())
        assert ink(shown.copy(rect)) == ink(true)
        view.setFocus()
        QTest.keyClick(view, Qt.Key.Key_End)
        await drawn(pane)
        assert all(view.pictures.has(key) for key in last)
        assert pane.number.field.text() == str(view.pages)
        assert view.accessibleDescription() == f"第 {view.pages} 页，共 {view.pages} 页"

    run_async(story())


def test_a_part_of_a_page_is_the_same_as_in_the_whole(pdf: bytes) -> None:
    file = PdfFile(pdf)
    whole = file.picture(0, 2.5)
    area = Area(120, 340, 700, 201)
    part = file.part(0, 2.5, area)
    assert part == whole.copy(area.left, area.top, area.width, area.height)
    assert ink(part)[3] > 100
    grey = file.part(0, 2.5, area, grey=True)
    assert grey.format() == QImage.Format.Format_Grayscale8
    assert ink(grey) == pytest.approx(ink(part), abs=1)
    file.close()
    assert file.picture(0, 1).isNull()
    assert file.text(0).chars == ""
    assert file.outline() == ()


def test_a_file_may_be_closed_while_another_thread_reads_it(pdf: bytes) -> None:
    wrong: list[BaseException] = []

    def read(file: PdfFile) -> None:
        try:
            for n in range(12):
                file.part(n % 3, 0.3, Area(0, 0, 100, 100))
                file.text(n % 2)
                file.outline()
        except BaseException as error:  # noqa: BLE001 - whatever it is, it must not be
            wrong.append(error)

    for n in range(12):
        file = PdfFile(pdf)
        thread = threading.Thread(target=read, args=(file,))
        thread.start()
        time.sleep(0.001 * n)
        file.close()
        thread.join()
        assert file.picture(0, 1).isNull()
    assert wrong == []


def test_nothing_that_is_no_pdf_is_opened() -> None:
    for data in (b"", b"no pdf at all", b"%PDF-1.7\n1 0 obj\n"):
        with pytest.raises(UserError, match="已损坏"):
            PdfFile(data)


def test_zoom_by_keys_wheel_and_steps(run_async: Run, pane: PdfPreview, pdf: bytes) -> None:
    view = pane.view

    def wheel(turn: int, at: QPointF) -> None:
        event = QWheelEvent(
            at, QPointF(view.viewport().mapToGlobal(at.toPoint())), QPoint(), QPoint(0, turn),
            Qt.MouseButton.NoButton, CONTROL, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(view.viewport(), event)

    async def story() -> None:
        await show(pane, pdf)
        view.setFocus()
        fitted = view.scale
        assert view.page_rect(0).width() == pytest.approx(view.maximumViewportSize().width() - 24, abs=30)
        QTest.keyClick(view, Qt.Key.Key_Minus, CONTROL)
        QTest.keyClick(view, Qt.Key.Key_Minus, CONTROL)
        assert view.scale / POINT in [pytest.approx(s) for s in STEPS]
        assert view.scale < fitted
        QTest.keyClick(view, Qt.Key.Key_0, CONTROL)
        assert view.scale == fitted
        before = view.scale
        QTest.keyClick(view, Qt.Key.Key_Plus, CONTROL)
        QTest.keyClick(view, Qt.Key.Key_Equal, CONTROL)
        assert view.scale > before * 1.15
        # Under the wheel the point below the mouse stays where it is.
        view.go_to(2, 300)
        at = QPointF(300, 200)
        place = view.place(at)
        wheel(120, at)
        again = view.place(at)
        assert again[0] == place[0]
        assert again[1:] == pytest.approx(place[1:], abs=2 / view.scale)
        assert view.fit is Fit.NONE
        wheel(-120, at)
        before = view.scale
        for _n in range(7):
            wheel(-15, at)  # a touchpad: an eighth of a step each
        assert view.scale == before
        wheel(-15, at)
        assert view.scale < before
        for _n in range(30):
            QTest.keyClick(view, Qt.Key.Key_Minus, CONTROL)
        assert view.scale == pytest.approx(STEPS[0] * POINT)
        assert not pane._zoom_out.isEnabled()
        pane.fit_page()
        await drawn(pane)
        rect = view.page_rect(view.page)
        assert rect.height() <= view.viewport().height()
        assert rect.height() > view.viewport().height() * 0.9
        assert pane._zoom.text() == f"{view.scale / POINT:.0%}"

    run_async(story())


def test_a_high_zoom_is_sharp_and_bounded_in_memory(run_async: Run, pane: PdfPreview, pdf: bytes) -> None:
    async def story() -> None:
        await show(pane, pdf)
        view = pane.view
        view.zoom_to(4.0)
        await drawn(pane)
        assert len(view.pictures.keys(0, view._wish)) > 4
        keys = view._in_sight()
        assert sum(view.pictures.area(k).height for k in keys) < 3 * view.viewport().height() + 2000
        for _n in range(60):
            view.verticalScrollBar().setValue(view.verticalScrollBar().value() + 700)
            await asyncio.sleep(0)
            view.viewport().repaint()
        await drawn(pane)
        assert view.pictures.size < 100 << 20
        # One pixel of the picture is one of the screen.
        shown = view.viewport().grab().toImage()
        key = view._in_sight()[0]
        rect = view.page_rect(key[0])
        area = view.pictures.area(key)
        top = round(rect.y()) + area.top
        true = PdfFile(pdf).part(key[0], key[1], area)
        room = shown.rect().adjusted(40, 40, -40, -40).intersected(true.rect().translated(round(rect.x()), top))
        assert room.height() > 100
        assert shown.copy(room).convertToFormat(true.format()) == true.copy(room.translated(-round(rect.x()), -top))

    run_async(story())


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_pictures_have_a_pixel_for_each_of_the_screen(
    run_async: Run, pane: PdfPreview, pdf: bytes, monkeypatch: pytest.MonkeyPatch, ratio: float
) -> None:
    monkeypatch.setattr(PageView, "devicePixelRatioF", lambda _self: ratio)

    async def story() -> None:
        await show(pane, pdf)
        view = pane.view
        keys = view.pictures.keys(0, view._wish)
        images = [view.pictures._kept[key][1] for key in view._in_sight()]
        sheet = PdfFile(pdf).sheets[0]
        assert all(image.width() == math.ceil(sheet.width * view.scale * ratio - 0.01) for image in images)
        assert sum(view.pictures.area(key).height for key in keys) == math.ceil(
            sheet.height * view.scale * ratio - 0.01
        )
        rect = view.page_rect(0)
        assert (rect.x() * ratio, rect.y() * ratio) == (round(rect.x() * ratio), round(rect.y() * ratio))

    run_async(story())


def test_the_keyboard_turns_the_pages(run_async: Run, pane: PdfPreview, pdf: bytes) -> None:
    async def story() -> None:
        await show(pane, pdf)
        view, bar = pane.view, pane.view.verticalScrollBar()
        view.setFocus()
        QTest.keyClick(view, Qt.Key.Key_PageDown)
        one = bar.value()
        assert 0 < one < view.viewport().height()
        QTest.keyClick(view, Qt.Key.Key_PageUp)
        assert bar.value() == 0
        QTest.keyClick(view, Qt.Key.Key_Down)
        assert 0 < bar.value() < one
        QTest.keyClick(view, Qt.Key.Key_PageDown, CONTROL)
        assert view.page == 1
        QTest.keyClick(view, Qt.Key.Key_End)
        assert bar.value() == bar.maximum() > 0
        assert view.page == view.pages - 1
        QTest.keyClick(view, Qt.Key.Key_Home)
        assert bar.value() == 0
        QTest.keyClick(view, Qt.Key.Key_G, CONTROL)
        assert pane.number.field.hasFocus()
        QTest.keyClicks(pane.number.field, "3")
        QTest.keyClick(pane.number.field, Qt.Key.Key_Return)
        assert view.page == 2
        assert view.hasFocus()
        for typed, page in (("99999", view.pages - 1), ("0", 0), ("a", 0)):
            pane.number.field.setFocus()
            pane.number.field.selectAll()
            QTest.keyClicks(pane.number.field, typed)
            QTest.keyClick(pane.number.field, Qt.Key.Key_Return)
            assert view.page == page
            assert pane.number.field.text() == str(page + 1)

    run_async(story())


@pytest.mark.qt_log_ignore("This plugin does not support")  # the offscreen platform says this of every popup
def test_the_outline_leads_to_a_clause(run_async: Run, pane: PdfPreview, regulation: bytes) -> None:
    async def story() -> None:
        await show(pane, regulation)
        assert len(pane._outline) > 5
        wanted = next(n for n, b in enumerate(pane._outline) if b.page >= 1)
        bookmark = pane._outline[wanted]
        QTest.mouseClick(pane._contents_tool, Qt.MouseButton.LeftButton)
        popup = pane._contents
        assert popup.isVisible()
        assert popup.list.currentRow() == 0  # nothing is above what is in sight
        while popup.list.currentRow() != wanted:
            QTest.keyClick(popup.list, Qt.Key.Key_Down if popup.list.currentRow() < wanted else Qt.Key.Key_Up)
        QTest.keyClick(popup.list, Qt.Key.Key_Return)
        assert not popup.isVisible()
        rect = pane.view.page_rect(bookmark.page)
        bar = pane.view.verticalScrollBar()
        y = rect.y() + bookmark.top * pane.view.scale
        assert y == pytest.approx(12, abs=2) or bar.value() == bar.maximum()
        text = await pane.view.text_of(bookmark.page)
        head = bookmark.title.split()[0]
        line = next(one for one in text.lines if text.text(one.start, one.end).strip().startswith(head))
        assert line.box.top >= bookmark.top - 4

    run_async(story())


def test_a_newer_paper_wins_and_a_wrong_one_says_why(run_async: Run, pane: PdfPreview, pdf: bytes) -> None:
    def slow() -> bytes:
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
        assert pane.view.words == "签收表没有人；先导入花名册。"
        assert not any(tool.isEnabled() for tool in pane._tools)
        assert await pane.show_pdf(lambda: b"junk", "坏", "", "d.pdf") is False
        assert "已损坏" in pane.view.words
        QTest.keyClick(pane.view, Qt.Key.Key_F, CONTROL)
        QTest.keyClick(pane.view, Qt.Key.Key_A, CONTROL)
        QTest.keyClick(pane.view, Qt.Key.Key_Plus, CONTROL)
        assert not pane.find_bar.isVisible()

    run_async(story())


def test_the_same_paper_made_anew_keeps_its_place(run_async: Run, pane: PdfPreview, pdf: bytes) -> None:
    other = announcement(tuple(f"第{i}段，改过的文字，请仔细看。" * 6 for i in range(30)))

    async def story() -> None:
        await show(pane, pdf)
        pane.view.go_to(1, 200)
        await drawn(pane)
        place = pane.view.verticalScrollBar().value()
        before = pane.view.viewport().grab().toImage()
        assert await pane.show_pdf(lambda: other, "公告", "草稿", "a.pdf")
        assert pane.view.verticalScrollBar().value() == place
        assert pane.view.viewport().grab().toImage() == before  # no white flash: the page before stands in
        await drawn(pane)
        assert pane.view.viewport().grab().toImage() != before
        assert await pane.show_pdf(lambda: pdf, "另一份", "草稿", "a.pdf")
        assert pane.view.verticalScrollBar().value() == 0

    run_async(story())


def test_a_pane_that_goes_while_it_draws_harms_nothing(run_async: Run, tasks: Tasks, host: QWidget, pdf: bytes) -> None:
    async def story() -> None:
        for wait in (0, 0, 0.01, 0.03):
            pane = PdfPreview(tasks, Strip(host), host)
            pane.resize(500, 500)
            host.show()
            pane.show()
            showing = asyncio.ensure_future(pane.show_pdf(lambda: pdf, "公告", "", "a.pdf"))
            if wait:
                await showing
            await asyncio.sleep(wait)
            pane.deleteLater()
            await asyncio.sleep(0.01)
            await showing
        await until(lambda: not tasks.busy)

    failed: list[object] = []
    tasks.failed.connect(failed.append)
    run_async(story())
    assert not failed


def test_many_pages_never_stop_the_window(run_async: Run, pane: PdfPreview, tasks: Tasks) -> None:
    """Scrolling through everything asks only for what is in sight: a handful of pictures, not one a page."""
    data = announcement(tuple(f"第{i}项，{'请大家按时到场，带好证件。' * 8}" for i in range(700)))
    asked: list[int] = []

    async def story() -> None:
        await show(pane, data)
        view, bar = pane.view, pane.view.verticalScrollBar()
        file = view.file
        assert file is not None
        assert view.pages > 60
        real = file.part

        def counting(number: int, scale: float, area: Area, *, grey: bool = False) -> QImage:
            asked.append(number)
            return real(number, scale, area, grey=grey)

        file.part = counting  # type: ignore[method-assign]
        for n in range(101):
            bar.setValue(bar.maximum() * n // 100)
            view.viewport().repaint()
        await drawn(pane)
        assert view.page == view.pages - 1
        assert 1 <= len(asked) <= 6
        assert view.pictures.size < 100 << 20

    run_async(story())


def test_tools_move_into_a_menu_in_a_narrow_pane(run_async: Run, pane: PdfPreview, pdf: bytes) -> None:
    style = QPushButton("版式", pane)
    pane.add_tool(style)

    async def story() -> None:
        await show(pane, pdf)
        row = pane._bar.tools
        pane.resize(900, 500)
        await until(lambda: not row.more.isVisible())
        assert all(tool.isVisible() for tool in pane._tools)
        assert style.geometry().right() < pane._zoom_out.geometry().left()
        for width in (600, 440, 320):
            pane.resize(width, 500)
            await asyncio.sleep(0.02)
            assert pane.width() == width
            shown = [t.widget for t in row._tools if t.widget.isVisible()]
            assert style in shown
            assert pane.number in shown
            assert all(row.rect().contains(piece.geometry()) for piece in shown)
            offered = {a.text() for a in row.menu.actions() if a.isVisible()}
            hidden = {t.action.text() for t in row._tools if t.action is not None and not t.widget.isVisible()}
            assert offered == hidden
        assert row.more.isVisible()
        assert pane._bar.geometry().right() <= pane.width()
        zoom = next(a for a in row.menu.actions() if a.text().startswith("放大"))
        before = pane.view.scale
        zoom.trigger()
        assert pane.view.scale > before
        pane.caption.setText("一份名称长得放不下的规章制度" * 4)
        pane._bar.arrange()
        await asyncio.sleep(0.02)
        assert pane.width() == 320
        assert pane.minimumSizeHint().width() <= 320

    run_async(story())


def test_tools_that_grow_push_others_into_the_menu(run_async: Run, pane: PdfPreview, pdf: bytes) -> None:
    style = QWidget(pane)
    inner = QHBoxLayout(style)
    inner.setContentsMargins(0, 0, 0, 0)
    button = QPushButton("版式", style)
    inner.addWidget(button)
    pane.add_tool(style)

    async def story() -> None:
        await show(pane, pdf)
        row = pane._bar.tools
        button.hide()
        for width in range(380, 440, 8):  # at some of them the button takes just the room that was left
            pane.resize(width, 500)
            await asyncio.sleep(0.01)
            button.show()
            await asyncio.sleep(0.02)
            for piece in (t.widget for t in row._tools if t.widget.isVisible()):
                assert piece.width() >= piece.sizeHint().width(), (width, piece)
                assert row.rect().contains(piece.geometry())
            button.hide()
            await asyncio.sleep(0.01)

    run_async(story())


def test_every_control_has_a_name_and_takes_the_keyboard(run_async: Run, pane: PdfPreview, pdf: bytes) -> None:
    async def story() -> None:
        await show(pane, pdf)
        for tool in [*pane._tools, pane.number.field, pane.find_bar.field, *pane.find_bar._ways, pane.view]:
            assert tool.accessibleName(), tool
            assert tool.focusPolicy() & Qt.FocusPolicy.TabFocus, tool
        pane.view.setFocus()
        focused = pane.view.viewport().grab().toImage()
        pane.number.field.setFocus()
        await asyncio.sleep(0.01)
        assert pane.view.viewport().grab().toImage() != focused

    run_async(story())


@pytest.mark.parametrize("look", ["light", "dark"])
def test_the_desk_follows_the_theme_and_the_paper_stays_white(
    run_async: Run, pane: PdfPreview, qapp: QApplication, pdf: bytes, look: theme.Choice
) -> None:
    async def story() -> None:
        await show(pane, pdf)
        shown = pane.view.viewport().grab().toImage()
        rect = pane.view.page_rect(0)
        assert shown.pixelColor(round(rect.x()) - 6, 60) == theme.color("desk")
        assert shown.pixelColor(round(rect.x()) + 10, 60) == theme.color("paper")
        assert theme.color("paper").lightness() == 255

    theme.apply(qapp, look)
    try:
        run_async(story())
    finally:
        theme.apply(qapp, "light")


def test_a_page_is_copied_as_a_picture(run_async: Run, pane: PdfPreview, pdf: bytes) -> None:
    async def story() -> None:
        await show(pane, pdf)
        QGuiApplication.clipboard().clear()
        pane.view.go_to(1)
        pane.handout.copy_picture()
        await until(lambda: not QGuiApplication.clipboard().image().isNull())
        image = QGuiApplication.clipboard().image()
        assert image.width() == pytest.approx(210 / 25.4 * 150, abs=2)
        assert image.convertToFormat(QImage.Format.Format_RGB32) == PdfFile(pdf).picture(1, 150 / 72)
        assert "第 2 页" in told(pane)

    run_async(story())


def test_file_names_are_legal_on_windows() -> None:
    assert save_name('通知书 违处〔2026〕1号/2: "甲"<乙>?') == "通知书 违处〔2026〕1号_2_ _甲__乙__.pdf"
    assert save_name(" .. ") == "paper.pdf"
