"""Applications through the real window: pasted, decided by keys, taken back; a leaver's list ticked off and closed."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox

from tests.e2e.window_driver import Driver, drive
from tests.fresh_records import fresh_records
from tests.ui.window_loop import Run, nothing_left, run_async, until
from wxadmin.domain.people import Person
from wxadmin.services import applications, groups, people, records
from wxadmin.services.groups import GroupDraft
from wxadmin.ui.applicationpaste import ApplicationPaste
from wxadmin.ui.departuresheet import DeparturesSheet
from wxadmin.ui.pages.applications import ApplicationsPage

__all__ = ["nothing_left", "run_async"]

PASTED = "我是销售部陆明朗，因对账申请入群\n我是张伟，申请入群\n我是客服部曾雨桐，申请入群\n我是外来的乔木生，想进群\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "records"
    store = fresh_records(place)
    groups.create(store, GroupDraft("丙项目群", unit="甲公司", owner="王主任", naming_rule="部门-姓名"))
    for name, department in (("陆明朗", "销售部"), ("张伟", "销售部"), ("张伟", "生产部"), ("曾雨桐", "客服部")):
        people.add(store, Person(name, (("甲公司", department),)))
    records.close(store)
    return place


def test_applications(run_async: Run, monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path) -> None:
    async def story(hands: Driver) -> None:
        await hands.go("申请")
        page = hands.page
        assert isinstance(page, ApplicationsPage)
        assert "没有待审的申请" in hands.words()
        await _paste(hands)
        await _decide(hands, page)
        await _fill_in(hands, page)
        await _leave(hands)

    drive(run_async, monkeypatch, folder, tmp_path, story)


async def _paste(hands: Driver) -> None:
    await hands.paste("我是销售部陆明朗，申请入群")
    sheet = await hands.has_dialog("粘贴申请")
    assert isinstance(sheet, ApplicationPaste)
    hands.fill("申请人写的话", PASTED, sheet)
    await until(lambda: sheet.list.count() == 4 and sheet.main.isEnabled())
    assert "看出 4 份，其中 2 份认出是谁" in sheet.count.text()
    await hands.accept("粘贴申请")
    await hands.quiet()
    assert "已登记 4 份申请" in hands.strip()


async def _decide(hands: Driver, page: ApplicationsPage) -> None:
    store = hands.program.window.desk.store  # type: ignore[union-attr]
    page.list.focus_list()
    assert page.detail.draft.name == "陆明朗"
    hands.press(Qt.Key.Key_Y)
    await hands.quiet()
    assert hands.strip() == "已通过 陆明朗 的入群申请"
    assert page.detail.draft.name == "张伟"  # the next one is open
    await hands.click("复制答复", page.strip)
    await until(lambda: "入群申请" in hands.clipboard())
    await hands.quiet()
    page.list.focus_list()
    hands.press(Qt.Key.Key_U)
    await hands.quiet()
    assert hands.strip() == "已撤销“通过 陆明朗 的入群申请”"
    assert applications.waiting(store, None)["waiting"] == 4
    page.list.move_by(-9)
    hands.press(Qt.Key.Key_J)
    await hands.quiet()
    assert "名册里有两位张伟" in hands.words()
    hands.press(Qt.Key.Key_N)
    await hands.quiet()
    assert "先写退回的原因" in hands.strip()
    page.answer.setEditText("请写明部门")
    await hands.click("退回 (N)")
    await hands.quiet()
    assert hands.strip() == "已退回 张伟 的入群申请"
    page.list.move_by(9)
    await hands.quiet()
    assert page.detail.draft.name == "外来的乔木生"
    hands.press(Qt.Key.Key_Y)
    sheet = await hands.has_dialog("核对有疑问")
    hands.find(QCheckBox, "同时加入花名册", sheet).setChecked(True)
    await hands.accept("核对有疑问")
    await hands.quiet()
    page.list.table.selectAll()
    await hands.quiet()
    await hands.click("通过 (Y)")
    await hands.quiet()
    assert hands.strip() == "已通过 2 份"
    assert applications.waiting(store, None)["waiting"] == 0
    assert "没有待审的申请" in hands.words()


async def _fill_in(hands: Driver, page: ApplicationsPage) -> None:
    """A form is refused with its reason, keeps what was typed, and knows who of the roster it is."""
    hands.menu("对外联络审批表").trigger()
    sheet = await hands.has_dialog("登记对外联系申请")
    hands.fill("申请人", "曾雨桐", sheet)
    hands.fill("有效期至", "下个月", sheet)
    await until(lambda: "与花名册一致" in hands.words(sheet))
    await hands.accept("登记对外联系申请")
    sheet = await hands.has_dialog("登记对外联系申请")
    assert "读不懂" in hands.words(sheet)
    hands.fill("有效期至", "2099-12-31", sheet)
    await until(lambda: "与花名册一致" in hands.words(sheet))
    await hands.accept("登记对外联系申请")
    await hands.quiet()
    assert hands.strip() == "已登记 曾雨桐 的对外联系申请"
    assert page.detail.person_label == "曾雨桐（客服部）"
    hands.press(Qt.Key.Key_Y)
    await hands.quiet()
    assert "没有待审的申请" in hands.words()


async def _leave(hands: Driver) -> None:
    await hands.click("离任清单")
    await hands.has_dialog("离任清单")
    await hands.click("开始离任清单", hands.dialog)
    who = await hands.has_dialog("谁要离任")
    hands.fill("从花名册里找", "陆明朗", who)
    await hands.accept("谁要离任")
    await hands.accept("离任清单：陆明朗")
    sheet = await _sheet(hands, "退出“丙项目群”")
    box = hands.find(QCheckBox, "退出“丙项目群”", sheet)
    QTest.mouseClick(box, Qt.MouseButton.LeftButton)
    sheet = await _sheet(hands, "还有 6 项")
    await hands.click("办结…", sheet)
    await hands.accept("办结离任清单")
    sheet = await _sheet(hands, "已办结")
    sheet.accept()
    await hands.quiet()
    assert hands.strip() == "已办结 陆明朗 的离任清单"


async def _sheet(hands: Driver, words: str) -> DeparturesSheet:
    """The sheet of check-lists, at rest and with these words on it."""
    sheet = await hands.has_dialog("离任清单")
    assert isinstance(sheet, DeparturesSheet)
    still = 0
    for _round in range(500):
        await asyncio.sleep(0.02)
        still = still + 1 if words in hands.words(sheet) and not sheet.list.model.settling else 0
        if still > 5:
            return sheet
    raise AssertionError(f"“{words}” never stood there")
