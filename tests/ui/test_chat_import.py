"""An import of a chat before it is done: what the sheet shows, the day it asks for, columns it is told."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QWidget

from tests.services.conftest import wechat
from tests.ui.window_loop import Run, until
from wxadmin.domain.cases import Measure
from wxadmin.services import case_parts, cases, chat_columns, chats, clock, groups, members, sanctions
from wxadmin.services.cases import CaseDraft
from wxadmin.services.groups import GroupDraft
from wxadmin.services.listing import View
from wxadmin.services.records import Store
from wxadmin.ui.chatpreview import ChatImportSheet, bring_in
from wxadmin.ui.conversation import Conversation
from wxadmin.ui.desk import Desk
from wxadmin.ui.mattersheet import MatterSheet
from wxadmin.ui.pages.chats import ChatsPage
from wxadmin.ui.tasks import Tasks

TALK = wechat(("王芳", "18:00", "明天九点开家长会"), ("路过的人", "18:02", "加微信领兼职，日结三百"))
UNDATED = "王芳: \n明天九点开家长会\n\n李雷: \n收到，准时到\n\n"
TABLE = "谁,何时,说了啥\n王芳,2026-09-20 18:00,明天九点开家长会\n李雷,2026-09-20 18:01,收到\n"


@pytest.fixture
def desk(store: Store, tasks: Tasks, host: QWidget, tmp_path: Path) -> Desk:
    made = Desk(store, tasks, QSettings(str(tmp_path / "a.ini"), QSettings.Format.IniFormat), host)
    group = groups.create(store, GroupDraft("三(2)班家长群", owner="王芳")).value
    members.import_snapshot(store, members.preview(store, group, "王芳\n李雷\n"))
    made.groups = groups.every(store)
    made.choose_group(group)
    host.show()
    return made


def page_on(desk: Desk, host: QWidget) -> ChatsPage:
    page = ChatsPage(desk, host)
    page.resize(1100, 700)
    page.show()
    return page


async def opened(page: ChatsPage, source: str | Path) -> ChatImportSheet:
    group = page.desk.group
    assert group is not None
    page.start(bring_in(page, group, source))
    await until(lambda: any(sheet.isVisible() for sheet in page.findChildren(ChatImportSheet)))
    return next(sheet for sheet in page.findChildren(ChatImportSheet) if sheet.isVisible())


def heaps(sheet: ChatImportSheet) -> dict[str, tuple[str, ...]]:
    return {heap.title: heap.lines for heap in sheet._heaps}


def test_what_would_come_in_is_shown_before_it_does(run_async: Run, desk: Desk, host: QWidget) -> None:
    async def story() -> None:
        page = page_on(desk, host)
        sheet = await opened(page, "截断的半句话\n\n" + TALK)
        shown = heaps(sheet)
        assert len(shown["新消息"]) == 2
        assert "加微信领兼职" in shown["可能违规"][0]
        assert "〔" in shown["可能违规"][0]
        assert shown["陌生发言人"] == ("路过的人",)
        assert shown["没看懂"][0].startswith("第 1 行：")
        assert not sheet.dated.isVisible()
        sheet.main.click()
        await until(lambda: page.list.model.rowCount() == 2)
        page.shut()

    run_async(story())


def test_who_pastes_a_chat_is_told_that_somebody_muted_spoke(run_async: Run, desk: Desk, host: QWidget) -> None:
    async def story() -> None:
        store, group = desk.store, desk.group
        assert group is not None
        case = cases.create(store, CaseDraft(group, None, "刷屏", sender="李雷")).value
        with store.read() as db:
            party = case_parts.of(db, case)[0].id
        day = clock.today() - timedelta(days=2)
        (mute,) = store.change(
            "决定", lambda tx: sanctions.enact(tx, case, party, (Measure("mute", 0),), day, "王芳")
        ).value  # fmt: skip
        sanctions.carry(store, mute, day, "王芳")
        page = page_on(desk, host)
        said = clock.local(clock.now()).strftime("%Y年%m月%d日 %H:%M")
        sheet = await opened(page, f"李雷\n{said}\n我怎么不能说话\n\n王芳\n{said}\n在吗\n")
        sheet.main.click()
        await until(lambda: "已导入" in page.strip.words)
        assert "已导入 2 条消息，1 条进入待审，其中 1 条：禁言期间发言" in page.strip.words
        page.shut()

    run_async(story())


def test_a_chat_without_days_asks_for_its_day(run_async: Run, desk: Desk, host: QWidget) -> None:
    async def story() -> None:
        page = page_on(desk, host)
        sheet = await opened(page, UNDATED)
        assert sheet.dated.isVisible()
        sheet.day.setDate(QDate(2026, 9, 18))
        await until(lambda: sheet.main.isEnabled() and sheet.seen is not None and sheet.seen.first != "")
        assert sheet.seen is not None
        assert {message.time for message in sheet.seen.transcript.messages} == {"2026-09-18"}
        sheet.main.click()
        await until(lambda: page.list.model.rowCount() == 2)
        assert chats.first_on(page.desk.store, page.desk.group, date(2026, 9, 18)) is not None
        page.shut()

    run_async(story())


def test_columns_of_a_strange_table_are_asked_for_once(
    run_async: Run, desk: Desk, host: QWidget, tmp_path: Path
) -> None:
    source = tmp_path / "导出.csv"
    source.write_text(TABLE, "utf-8")

    async def story() -> None:
        page = page_on(desk, host)
        sheet = await opened(page, source)
        grid = sheet.columns
        assert grid is not None
        for field, role in zip(grid.fields, ("sender", "time", "text"), strict=True):
            field.setCurrentIndex(field.findData(role))
            field.activated.emit(field.currentIndex())
        await until(sheet.main.isEnabled)
        sheet.main.click()
        await until(lambda: page.list.model.rowCount() == 2)
        known = chat_columns.guess(page.desk.store, source)
        assert known is not None
        assert known.table.remembered
        assert known.columns == {0: "sender", 1: "time", 2: "text"}
        page.shut()

    run_async(story())


def test_the_menu_of_a_line_by_keyboard(run_async: Run, desk: Desk, host: QWidget) -> None:
    async def story() -> None:
        page = page_on(desk, host)
        store, group = page.desk.store, page.desk.group
        assert group is not None
        chats.import_chat(store, chats.preview(store, group, TALK))
        page.reload()
        await until(lambda: page.list.model.rowCount() == 2 and page.detail is not None)
        page.show_record(chats.index(store, View(group))[0])
        await until(lambda: bool(page.findChildren(Conversation)))
        talk = page.findChildren(Conversation)[-1]
        talk.setFocus()
        QTest.keyClick(talk, Qt.Key.Key_Down)
        QTest.keyClick(talk, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        assert QGuiApplication.clipboard().text() == "加微信领兼职，日结三百"
        menu = talk.menu(1)
        assert [action.text() for action in menu.actions()] == [
            "复制",
            "打印摘录…",
            "登记清理…",
            "转为事项",
            "转为公告（交办）",
        ]
        raised = menu.actions()[3].menu()
        assert isinstance(raised, QMenu)
        next(action for action in raised.actions() if action.text() == "举报…").trigger()
        menu.close()
        await until(lambda: any(sheet.isVisible() for sheet in page.findChildren(MatterSheet)))
        sheet = next(sheet for sheet in page.findChildren(MatterSheet) if sheet.isVisible())
        assert "加微信领兼职" in sheet.draft().body
        sheet.reject()
        await until(lambda: not sheet.isVisible())
        page.shut()

    run_async(story())
