"""Ctrl+F on a paper: hits counted and marked, next and previous round the end, Esc closes and leaves the hit selected."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QColor, QGuiApplication, QInputMethodEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui.paper_stage import announcement, drawn, show, told
from tests.ui.window_loop import Run, until
from wxadmin.ui import theme
from wxadmin.ui.preview import PdfPreview

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


async def _find(pane: PdfPreview, words: str) -> None:
    pane.view.setFocus()
    QTest.keyClick(pane.view, Qt.Key.Key_F, CONTROL)
    assert pane.find_bar.isVisible()
    pane.find_bar.field.selectAll()
    typed = QInputMethodEvent()
    typed.setCommitString(words)
    QApplication.sendEvent(pane.find_bar.field, typed)
    await until(lambda: pane.find_bar._complete)


def _marked(pane: PdfPreview, color: QColor) -> int:
    """Pixels of the viewport that have the paper's colour mixed with a mark."""
    shown = pane.view.viewport().grab().toImage()
    return sum(shown.pixelColor(x, y) == color for x in range(0, shown.width(), 2) for y in range(0, shown.height(), 2))


def test_hits_are_counted_marked_and_walked_through(run_async: Run, pane: PdfPreview, pdf: bytes) -> None:
    async def story() -> None:
        await show(pane, pdf)
        bar, view = pane.find_bar, pane.view
        await _find(pane, "组由王")
        total = bar.hits
        assert 26 <= total <= 30  # those broken over two pages are in neither
        assert bar.count.text() == f"1/{total}"
        await drawn(pane)
        assert _marked(pane, QColor(theme.LIGHT.hit)) > 100
        QTest.keyClick(bar.field, Qt.Key.Key_Return)
        assert bar.count.text() == f"2/{total}"
        QTest.keyClick(bar.field, Qt.Key.Key_Return, SHIFT)
        QTest.keyClick(bar.field, Qt.Key.Key_Return, SHIFT)
        assert bar.count.text() == f"{total}/{total}"
        assert view.page == view.pages - 1
        await drawn(pane)
        hit = bar._hits[view.page][-1]
        box = view.texts[view.page].boxes(*hit)[0]
        rect = view.page_rect(view.page)
        assert 0 < rect.y() + box.top * view.scale < view.viewport().height()
        QTest.mouseClick(bar._ways[1], Qt.MouseButton.LeftButton)
        assert bar.count.text() == f"1/{total}"
        QTest.keyClick(bar.field, Qt.Key.Key_F3)
        assert bar.count.text() == f"2/{total}"
        QTest.keyClick(bar.field, Qt.Key.Key_F3, SHIFT)
        assert bar.count.text() == f"1/{total}"
        QTest.keyClick(bar.field, Qt.Key.Key_Escape)
        assert not bar.isVisible()
        assert _marked(pane, QColor(theme.LIGHT.hit)) == 0
        # The hit stays selected and can be copied at once.
        QTest.keyClick(view, Qt.Key.Key_C, CONTROL)
        await until(lambda: "已复制" in told(pane))
        assert QGuiApplication.clipboard().text() == "组由王"

    run_async(story())


def test_words_over_a_line_end_rare_characters_and_gaps_are_found(run_async: Run, pane: PdfPreview, pdf: bytes) -> None:
    async def story() -> None:
        await show(pane, pdf)
        text = pane.view.texts[0]
        line = next(one for one in text.lines[6:] if text.lines[text.lines.index(one) + 1].seam == "")
        over = text.chars[line.end - 2 : line.end + 2]
        await _find(pane, over)
        assert pane.find_bar.hits >= 1
        spans = [text.boxes(*hit) for hit in pane.find_bar._hits[0]]
        assert any(len(boxes) == 2 for boxes in spans)
        await _find(pane, "王𠮷带队")
        assert pane.find_bar.hits >= 26
        await _find(pane, "30 分钟")
        assert pane.find_bar.hits >= 26
        await _find(pane, "无此字样")
        assert pane.find_bar.hits == 0
        assert pane.find_bar.count.text() == "没有找到"
        assert not pane.find_bar._ways[0].isEnabled()
        QTest.keyClick(pane.find_bar.field, Qt.Key.Key_Return)
        await _find(pane, " ")
        assert pane.find_bar.count.text() == ""

    run_async(story())


def test_a_search_goes_on_in_the_next_paper(run_async: Run, pane: PdfPreview, pdf: bytes) -> None:
    other = announcement(("领取手册的请到库房。",))

    async def story() -> None:
        await show(pane, pdf)
        await _find(pane, "领取")
        many = pane.find_bar.hits
        assert many > 20
        await show(pane, other)
        await until(lambda: pane.find_bar._complete)
        assert pane.find_bar.hits == 2  # title and text
        pane.clear("没有纸面")
        assert pane.find_bar.hits == 0
        pane.find_bar.shut()

    run_async(story())


def test_selected_words_are_what_is_looked_for(run_async: Run, pane: PdfPreview, pdf: bytes) -> None:
    async def story() -> None:
        await show(pane, pdf)
        at = pane.view.texts[0].chars.index("旧牌")
        pane.selection.select(((0, at), (0, at + 2)))
        QTest.keyClick(pane.view, Qt.Key.Key_F, CONTROL)
        assert pane.find_bar.field.text() == "旧牌"
        await until(lambda: pane.find_bar._complete)
        assert pane.find_bar.hits > 20

    run_async(story())


def test_ctrl_f_on_the_paper_is_not_the_page_search(
    run_async: Run, pane: PdfPreview, host: QWidget, pdf: bytes, qapp: QApplication
) -> None:
    """The window has Ctrl+F of its own (search this page); on the paper the paper is meant."""
    window: list[str] = []
    action = QAction("在本页搜索", host)
    action.setShortcut(QKeySequence.StandardKey.Find)
    action.triggered.connect(lambda: window.append("find"))
    host.addAction(action)

    async def story() -> None:
        await show(pane, pdf)
        host.activateWindow()
        await until(host.isActiveWindow)
        pane.view.setFocus()
        QTest.keyClick(pane.view, Qt.Key.Key_F, CONTROL)
        assert pane.find_bar.isVisible()
        assert pane.find_bar.field.hasFocus()
        assert window == []
        pane.clear()
        pane.find_bar.shut()
        pane.view.setFocus()
        QTest.keyClick(pane.view, Qt.Key.Key_F, CONTROL)
        assert window == ["find"]

    run_async(story())
