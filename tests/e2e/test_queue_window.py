"""The queue through the real window: a chat pasted, decided by keyboard, taken back, the figures on paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from tests.e2e.window_driver import Driver, drive
from tests.fresh_records import fresh_records
from tests.services.conftest import wechat
from tests.ui.window_loop import Run, nothing_left, run_async, until
from wxadmin.services import groups, queue, records
from wxadmin.services.groups import GroupDraft
from wxadmin.services.listing import View
from wxadmin.ui.matterpaste import MatterPaste
from wxadmin.ui.pages.queue import QueuePage
from wxadmin.ui.papersheet import PaperSheet
from wxadmin.ui.queuesheets import FiguresSheet

__all__ = ["nothing_left", "run_async"]

TALK = wechat(
    ("周敏", "18:01", "加微信领兼职，日结三百"), ("林强", "18:02", "明天九点开会"), ("吴丽", "18:03", "你这个废物，滚远点"),
    ("郑洋", "18:04", "加我微信，低价代购奶粉"),
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "records"
    store = fresh_records(place)
    groups.create(store, GroupDraft("丙项目群", unit="甲公司", owner="王主任"))
    records.close(store)
    return place


def test_from_a_paste_to_the_figures_on_paper(
    run_async: Run, monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path
) -> None:
    async def story(hands: Driver) -> None:
        await hands.paste(TALK)
        await hands.accept("导入聊天记录")
        await hands.quiet()
        page = hands.page
        assert isinstance(page, QueuePage)
        await until(lambda: page.list.model.rowCount() == 3 and page.detail is not None)
        page.list.focus_list()
        store, group = page.desk.store, page.desk.group
        first = page.record
        hands.press(Qt.Key.Key_N)
        await until(lambda: page.detail.id == page.record != first)
        second = page.record
        hands.press(Qt.Key.Key_W)
        await until(lambda: [queue.get(store, one).state for one in (first, second)] == ["unfounded", "reminded"])
        await hands.quiet()
        undo = hands.window.menus.undo  # Ctrl+Z
        await until(lambda: "记为提醒" in undo.text())
        undo.trigger()
        await until(lambda: page.record == second and page.list.model.rowCount() == 2)
        await hands.quiet()
        assert queue.get(store, second).state == "waiting"
        page.acts.figures()
        figures = await hands.has_dialog("待审统计")
        assert isinstance(figures, FiguresSheet)
        await until(lambda: "不属实 1" in hands.words(figures))
        await hands.click("打印", figures)
        await until(lambda: any(d.isVisible() for d in hands.window.findChildren(PaperSheet)))
        paper = hands.dialog
        assert isinstance(paper, PaperSheet)
        await until(lambda: paper.preview.data is not None)
        paper.reject()
        await hands.quiet()
        await hands.paste("周敏：举报夜来香在群里发兼职广告\n吴丽：建议通知发得早一点\n")
        pasted = await hands.has_dialog("粘贴事项")
        assert isinstance(pasted, MatterPaste)
        await until(pasted.main.isEnabled)
        await hands.accept("粘贴事项")
        await until(lambda: len(queue.index(store, View(group))) == 4)
        await hands.quiet()

    drive(run_async, monkeypatch, folder, tmp_path, story)
