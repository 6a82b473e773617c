"""The whole job of an owner through the real window: typed, clicked, pasted."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from tests.e2e.window_driver import Driver, drive
from tests.fresh_records import fresh_records
from tests.ui.window_loop import Run, nothing_left, run_async, until
from wxadmin.ui.announcementboardheaps import HeapView
from wxadmin.ui.pages.announcements import AnnouncementsPage
from wxadmin.ui.pages.cases import CasesPage
from wxadmin.ui.pages.members import MembersPage
from wxadmin.ui.pages.queue import QueuePage
from wxadmin.ui.pages.regulations import RegulationsPage

__all__ = ["nothing_left", "run_async"]

ROSTER = """远山公司通讯录,,,
姓名,部门,职务,手机
林岚,行政部,主任,15400000001
方立,研发部,工程师,15400000002
石燕,研发部,工程师,15400000003
郁青,销售部,经理,15400000004
古丽·艾山,销售部,专员,15400000005
"""
MEMBERS = "行政部-林岚\n研发部-方立\n石燕-研发部\n销售部-郁青\n静待花开\n添加\n"
CHAT = """行政部-林岚
2026年11月20日 09:00
今天下午三点开会，收到请回复。

研发部-方立
2026年11月20日 09:01
收到

研发部-方立
2026年11月20日 23:10
我这边代理信用卡提额，办不成不收费，要的加微信 tie1234，前十名送话费

销售部-郁青
2026年11月20日 23:30
兼职刷单日结三百，无需押金，有兴趣私聊我

行政部-林岚
2026年11月20日 23:35
请不要在群里发广告。

"""
ANSWERS = "#接龙\n周五演练\n1. 方立\n2. 石燕 晚到\n3. 路人甲\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    from wxadmin.services import records

    place = tmp_path / "records"
    records.close(fresh_records(place))
    return place


def test_the_story(run_async: Run, monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path) -> None:
    roster = tmp_path / "通讯录.csv"
    roster.write_text(ROSTER, "gb18030")

    async def story(hands: Driver) -> None:
        await _first_run(hands)
        await _people(hands, roster)
        await _members(hands)
        await _regulation(hands, tmp_path)
        await _chat(hands)
        await _case(hands)
        await _announcement(hands)
        await _undo_and_find(hands)

    drive(run_async, monkeypatch, folder, tmp_path, story)


async def _first_run(hands: Driver) -> None:
    assert "先做这三步" in hands.words()
    await hands.click("新建群")
    sheet = await hands.has_dialog("新建群")
    hands.fill("群名", "研发协作群", sheet)
    hands.fill("单位", "远山公司", sheet)
    hands.fill("群主", "林岚", sheet)
    hands.fill("命名规则", "部门-姓名", sheet)
    await hands.accept("新建群")
    await hands.quiet()
    assert hands.window.navigation.groups.currentText() == "研发协作群"


async def _people(hands: Driver, roster: Path) -> None:
    await hands.go("花名册")
    assert "花名册是空的" in hands.words()
    await hands.click("导入花名册")
    await hands.choose_file(roster)
    sheet = await hands.has_dialog("导入花名册")
    assert "看懂了 5 人" in hands.words(sheet)
    await hands.accept("导入花名册")
    await hands.quiet()
    assert "新增 5 人" in hands.strip()
    assert hands.page.list.model.rowCount() == 5  # type: ignore[attr-defined]


async def _members(hands: Driver) -> None:
    await hands.paste(MEMBERS)
    sheet = await hands.has_dialog("导入成员名单")
    assert "看懂了 5 位成员" in hands.words(sheet)
    await hands.accept("导入成员名单")
    await hands.quiet()
    page = hands.page
    assert isinstance(page, MembersPage)
    assert page.list.model.rowCount() == 5
    await hands.click("筛选：不合要求")
    await hands.quiet()
    names = {page.list.model.index(r, 0).data() for r in range(page.list.model.rowCount())}
    assert "石燕-研发部" in names
    assert "研发部-方立" not in names
    await hands.click("要发的话…")
    await hands.accept("要发到群里的话")
    await hands.quiet()
    assert "石燕" in hands.clipboard()
    await hands.click("筛选：不合要求")
    await hands.quiet()
    stranger = next(r for r in range(5) if page.list.model.index(r, 0).data() == "静待花开")
    page.list.show_record(page.list.model.id_at(stranger) or 0)
    await hands.quiet()
    await hands.click("指定是谁…")
    sheet = await hands.has_dialog("“静待花开”是谁")
    hands.fill("从花名册里找", "古丽", sheet)
    await hands.accept("“静待花开”是谁")
    await hands.quiet()
    assert "古丽·艾山" in hands.words()


async def _regulation(hands: Driver, tmp_path: Path) -> None:
    await hands.go("规章制度")
    await hands.click("从范本新建")
    sheet = await hands.has_dialog("从范本新建")
    for field in sheet.findChildren(QLineEdit):
        if not field.text() and field.placeholderText() == "必填":
            field.setText("综合办公室")
    await hands.accept("从范本新建")
    await hands.quiet()
    page = hands.page
    assert isinstance(page, RegulationsPage)
    assert page.detail is not None
    assert page.detail.state == "draft"
    await hands.click("发布…")
    await hands.accept("发布")
    await hands.quiet()
    assert "已发布" in hands.strip()
    await hands.click("签发规章")
    await hands.accept("签发规章")
    await hands.quiet()
    assert "规章制度已签发" in hands.strip()
    assert page.preview.state.text() == "已签发"
    first = page.preview.data
    assert first is not None
    assert first.startswith(b"%PDF")
    target = tmp_path / "规章.pdf"
    await hands.click("另存为 PDF")
    await hands.choose_file(target)
    await hands.quiet()
    assert target.read_bytes() == first
    await hands.click("发起签收…")
    await hands.accept("签收表")
    await hands.accept("签发签收表")
    await hands.quiet()
    assert "签收表已签发" in hands.strip()
    assert page.preview.state.text() == "已签发"
    sheet_paper = page.preview.data
    await hands.go("今日")
    await hands.go("规章制度")
    assert page.preview.caption.text() == "签收表"
    assert page.preview.state.text() == "已签发"
    assert page.preview.data == sheet_paper


async def _chat(hands: Driver) -> None:
    await hands.paste(CHAT)
    sheet = await hands.has_dialog("导入聊天记录")
    assert "看懂了 5 条消息" in hands.words(sheet)
    await hands.accept("导入聊天记录")
    await hands.quiet()
    page = hands.page
    assert isinstance(page, QueuePage)
    waiting = page.list.model.rowCount()
    assert waiting >= 2
    texts = [page.list.model.index(r, 3).data() for r in range(waiting)]
    assert not any("三点开会" in t for t in texts)
    assert "为什么在这里" in hands.words()
    # By keyboard: the scam is no case here, only looked at; letters do nothing while somebody types.
    page.list.focus_list()
    page.focus_search()
    QTest.keyClicks(page.list.search, "n")
    await hands.quiet()
    page.list.search.clear()
    await hands.quiet()
    assert page.list.model.rowCount() == waiting
    page.list.show_record(_entry(page, "刷单"))
    await hands.quiet()
    page.list.focus_list()
    QTest.keyClick(page.list.table, Qt.Key.Key_I)
    await hands.quiet()
    assert page.list.model.rowCount() == waiting - 1
    assert hands.strip().startswith("已忽略")
    QTest.keyClick(page.list.table, Qt.Key.Key_U)
    await hands.quiet()
    assert page.list.model.rowCount() == waiting
    page.list.show_record(_entry(page, "信用卡"))
    await hands.quiet()
    page.list.focus_list()
    QTest.keyClick(page.list.table, Qt.Key.Key_Y)
    sheet = await hands.has_dialog("立案")
    clause = hands.find(QComboBox, "条款", sheet)
    assert clause.count() > 5
    clause.setCurrentIndex(0)
    assert "没有依据条款" in hands.words(sheet)
    clause.setCurrentIndex(1)
    assert "没有依据条款" not in hands.words(sheet)
    boxes = {b.text() for b in sheet.findChildren(QCheckBox)}
    assert "警告" in boxes
    assert not any(b.startswith("建议") for b in boxes)  # not before the owner switched them on
    await hands.accept("立案")
    await hands.quiet()
    assert hands.page is page
    assert page.list.model.rowCount() == waiting - 1
    assert hands.strip().startswith("已立案：")
    await hands.click("去看 (G)")
    await hands.quiet()


def _entry(page: QueuePage, word: str) -> int:
    model = page.list.model
    for row in range(model.rowCount()):
        if word in model.index(row, 3).data():
            record = model.id_at(row)
            assert record is not None
            return record
    raise AssertionError(word)


async def _case(hands: Driver) -> None:
    page = hands.page
    assert isinstance(page, CasesPage)
    assert "信用卡" in hands.words()
    await hands.click("作出决定…")
    sheet = await hands.has_dialog("作出决定")
    assert hands.find(QLineEdit, "决定人", sheet).text() == "林岚"  # the group's owner
    await hands.accept("作出决定")
    await hands.quiet()
    assert "已决定，编号" in hands.strip()
    assert page.preview.state.text() == "草稿，未签发"
    await hands.click("签发通知书")
    await hands.accept("签发通知书")
    await hands.quiet()
    assert "违规处理通知书已签发" in hands.strip()
    assert page.preview.state.text() == "已签发"
    await hands.click("处罚记录")
    await hands.quiet()
    assert page.preview.caption.text() == "处罚记录"
    undo = hands.window.menus.undo.text()
    assert "决定" not in undo
    assert "签发" not in undo


async def _announcement(hands: Driver) -> None:
    await hands.go("公告")
    await hands.click("写公告")
    page = hands.page
    assert isinstance(page, AnnouncementsPage)
    await until(lambda: page.editor is not None)
    await hands.quiet()
    hands.fill("标题", "周五演练", page)
    hands.fill("正文", "周五下午三点消防演练，另有刷单日结三百的兼职。收到请回复。", page)
    await asyncio.sleep(1.0)
    await hands.quiet()
    assert "刷单" in hands.words()
    assert "没有发现不妥的用词" not in hands.words()
    hands.fill("正文", "周五下午三点在一楼集合，消防演练。收到请回复。", page)
    await asyncio.sleep(1.0)
    await hands.quiet()
    assert "没有发现不妥的用词" in hands.words()
    await hands.click("复制到微信")
    await hands.quiet()
    assert "周五下午三点" in hands.clipboard()
    await hands.click("标为已发布")
    await hands.quiet()
    await hands.paste(ANSWERS)
    await hands.accept("粘贴回复")
    await hands.quiet()
    assert "新增 2 人回复" in hands.strip()
    board = _board(page)
    assert any("石燕（晚到" in words for words in board.words("confirmed"))
    assert any("路人甲" in words for words in board.words("strangers"))
    await hands.click("复制催办")
    await hands.quiet()
    assert "@" in hands.clipboard()
    assert "郁青" in hands.clipboard()
    assert "方立" not in hands.clipboard()


def _board(page: QWidget) -> HeapView:
    return next(view for view in page.findChildren(HeapView) if view.isVisible())


async def _undo_and_find(hands: Driver) -> None:
    assert hands.window.menus.undo.text().startswith("撤销“粘贴回复")
    hands.window.menus.undo.trigger()
    await hands.quiet()
    assert _board(hands.page).words("confirmed") == ()
    for title in ("今日", "聊天归档", "设置", "群成员与实名", "花名册", "待审队列"):
        await hands.go(title)
    hands.menu("到处搜索").trigger()
    from wxadmin.ui.palette import Palette

    palette = hands.window.findChild(Palette)
    assert palette is not None
    palette.field.setText("郁青")
    await until(lambda: any("花名册" in palette.list.item(r).text() for r in range(palette.list.count())))
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    await hands.quiet()
    assert "郁青" in hands.words()
