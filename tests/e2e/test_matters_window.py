"""Matters through the real window: pasted, entered on the sheet, decided and answered by keys, shared screens masked."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from tests.e2e.window_driver import Driver, drive
from tests.fresh_records import fresh_records
from tests.ui.window_loop import Run, nothing_left, run_async, until
from wxadmin.domain.people import Person
from wxadmin.services import groups, matters, people, records
from wxadmin.services.groups import GroupDraft
from wxadmin.ui import matteracts
from wxadmin.ui.mattercard import MatterBlock
from wxadmin.ui.matterpaste import MatterPaste
from wxadmin.ui.mattersheet import AnswerSheet, MatterSheet
from wxadmin.ui.pages.queue import QueuePage
from wxadmin.ui.sharing import MODE

__all__ = ["nothing_left", "run_async"]

PASTED = "陆明朗：举报夜来香在群里发兼职广告\n曾雨桐：建议通知发得早一点\n沈知远：今天天气不错\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "records"
    store = fresh_records(place)
    group = groups.create(store, GroupDraft("丙项目群", unit="甲公司", owner="王主任", naming_rule="部门-姓名")).value
    for name, department in (("陆明朗", "销售部"), ("曾雨桐", "客服部"), ("沈知远", "总经办")):
        people.add(store, Person(name, (("甲公司", department),)), group=group)
    records.close(store)
    return place


def test_matters(run_async: Run, monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path) -> None:
    async def story(hands: Driver) -> None:
        await hands.go("待审队列")
        page = hands.page
        assert isinstance(page, QueuePage)
        await _paste(hands, page)
        await _decide(hands, page)
        await _enter(hands, page)

    try:
        drive(run_async, monkeypatch, folder, tmp_path, story)
    finally:
        MODE.turn(False)


async def _paste(hands: Driver, page: QueuePage) -> None:
    page.start(matteracts.paste(page))
    sheet = await hands.has_dialog("粘贴事项")
    assert isinstance(sheet, MatterPaste)
    hands.fill("私聊或群里的话", PASTED, sheet)
    await until(lambda: sheet.list.count() == 3 and sheet.main.isEnabled())
    assert "看出 2 件，将登记 2 件；1 行没有看懂" in sheet.count.text()
    await hands.accept("粘贴事项")
    await hands.quiet()
    assert "已登记 2 件事项" in hands.strip()


async def _decide(hands: Driver, page: QueuePage) -> None:
    page.list.focus_list()
    await until(lambda: page.detail is not None and page.detail.kind == "report")
    await until(lambda: "陆明朗" in hands.words())
    MODE.turn(True)
    await until(lambda: "陆明朗" not in hands.words())
    await hands.quiet()
    assert "（保密）" in hands.words()
    MODE.turn(False)
    await until(lambda: "陆明朗" in hands.words())
    await hands.quiet()
    page.list.focus_list()
    hands.press(Qt.Key.Key_A)
    sheet = await hands.has_dialog("答复")
    assert isinstance(sheet, AnswerSheet)
    assert "已经收到" in sheet.text.toPlainText()
    assert not sheet.final.isChecked()
    hands.fill("答复", "您反映的情况已处理，谢谢。", sheet)
    sheet.final.setChecked(True)
    await hands.accept("答复")
    await hands.quiet()
    assert hands.clipboard() == "您反映的情况已处理，谢谢。"
    assert "已记为已答复" in hands.strip()
    block = page.card.findChild(MatterBlock)
    assert block is not None
    store = page.desk.store
    assert matters.owed(store, None) == {"owed": 1, "overdue": 0}


async def _enter(hands: Driver, page: QueuePage) -> None:
    page.start(matteracts.new(page))
    sheet = await hands.has_dialog("登记事项")
    assert isinstance(sheet, MatterSheet)
    assert sheet.secret.isChecked()
    sheet.kind.setCurrentIndex(sheet.kind.findData("dispute"))
    assert not sheet.secret.isChecked()
    sheet.about.setText("陆明朗")
    sheet.text.setPlainText("因为排班吵了起来")
    await hands.accept("登记事项")
    sheet = await hands.has_dialog("登记事项")
    assert isinstance(sheet, MatterSheet)
    assert "纠纷至少要写两方" in hands.words(sheet)
    sheet.about.setText("陆明朗、曾雨桐")
    await hands.accept("登记事项")
    await hands.quiet()
    assert "已登记纠纷" in hands.strip()
    assert matters.owed(page.desk.store, None)["owed"] == 2
