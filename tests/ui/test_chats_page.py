"""The archive in the window: filtered, jumped in, a message noted as withdrawn, a stranger linked, the list of it all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSettings
from PySide6.QtWidgets import QComboBox, QWidget

from tests.services.conftest import wechat
from tests.ui.page_hands import press, words
from tests.ui.window_loop import Run, until
from wxadmin.domain.people import Person
from wxadmin.services import announcements, chats, groups, people, queue, withdrawals
from wxadmin.services.groups import GroupDraft
from wxadmin.services.listing import View
from wxadmin.services.records import Store
from wxadmin.ui import dialogs
from wxadmin.ui.conversation import Conversation
from wxadmin.ui.desk import Desk
from wxadmin.ui.pages.chats import ChatsPage
from wxadmin.ui.tasks import Tasks
from wxadmin.ui.withdrawalsheet import CleanedSheet, NoteSheet

TALK = wechat(
    ("王芳", "18:00", "明天九点开家长会"), ("路过的人", "18:02", "加微信领兼职"), ("王芳", "18:05", "请不要发广告")
)


def said(page: QWidget) -> tuple[str, ...]:
    return page.findChildren(Conversation)[-1].words()


@pytest.fixture
def desk(store: Store, tasks: Tasks, host: QWidget, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(store, tasks, QSettings(str(tmp_path / "a.ini"), QSettings.Format.IniFormat), host)
    group = groups.create(store, GroupDraft("三(2)班家长群", owner="王芳")).value
    people.add(store, Person("王芳", (("教务处",),)), group=group)
    chats.import_chat(store, chats.preview(store, group, TALK + '\n"路过的人"撤回了一条消息\n'))
    made.groups = groups.every(store)
    made.choose_group(group)
    host.show()
    return made


def test_a_message_is_found_noted_and_listed(run_async: Run, desk: Desk, host: QWidget) -> None:
    async def story() -> None:
        page = ChatsPage(desk, host)
        page.resize(1100, 700)
        page.show()
        await until(lambda: page.list.model.rowCount() == 3 and page.detail is not None)
        page.filter.sender_field.setCurrentIndex(page.filter.sender_field.findText("路过的人"))
        await until(lambda: page.list.model.rowCount() == 1 and page.detail.speaker.nickname == "路过的人")
        assert "还不知道这个群昵称是谁" in words(page)
        assert any("撤回了一条消息" in text for text in said(page))
        press(page, "登记清理…")
        await until(lambda: bool(page.findChildren(NoteSheet)))
        sheet = page.findChildren(NoteSheet)[0]
        box: QComboBox = sheet.how
        box.setCurrentIndex(box.findData("removed"))
        sheet.main.click()
        await until(lambda: "已被删除" in words(page))
        assert any("已被删除" in text for text in said(page))
        assert [one.by for one in withdrawals.of(desk.store, page.detail.id)] == ["王芳"]
        press(page, "清理记录")
        await until(lambda: bool(page.findChildren(CleanedSheet)))
        listed = page.findChildren(CleanedSheet)[0]
        await until(lambda: listed.list.model.rowCount() == 2)
        listed.main.click()
        await until(lambda: not page.findChildren(CleanedSheet) or not listed.isVisible())
        page.shut()

    run_async(story())


LONG = wechat(*(
    ("王芳", f"{8 + n // 6:02d}:{n % 6}5", f"第 {n} 件：" + "请各班把情况说清楚，别漏了人。" * 3) for n in range(40)
))  # fmt: skip


def test_the_chosen_message_is_in_view_and_can_become_an_announcement(
    run_async: Run, desk: Desk, host: QWidget
) -> None:
    async def story() -> None:
        group = desk.group
        assert group is not None
        chats.import_chat(desk.store, chats.preview(desk.store, group, LONG))
        page = ChatsPage(desk, host)
        page.resize(1000, 420)
        page.show()
        await until(lambda: page.list.model.rowCount() == 43 and page.detail is not None)
        middle = chats.index(desk.store, View(group))[20]
        page.show_record(middle)
        await until(lambda: page.detail.id == middle)
        talk = page.findChildren(Conversation)[-1]
        at = next(n for n, line in enumerate(page.detail.lines) if line.focus)

        def seen() -> bool:
            top, end = talk._span(at)
            head = talk.mapTo(page.card.viewport(), QPoint(0, int(top))).y()
            return head >= 0 and head + end - top <= page.card.viewport().height()

        await until(seen)
        offered = [action.text() for action in talk.menu(at).actions()]
        assert "转为公告（交办）" in offered
        told: list[tuple[str, int | None]] = []
        desk.asked.connect(lambda key, record, _chips: told.append((key, record)))
        press(page, "转为公告（交办）")
        await until(lambda: bool(told))
        made = announcements.get(desk.store, told[0][1])
        assert (told[0][0], made.draft.body) == ("announcements", page.detail.lines[at].text)
        page.shut()

    run_async(story())


def test_a_message_the_owner_saw_goes_into_the_queue(run_async: Run, desk: Desk, host: QWidget) -> None:
    async def story() -> None:
        page = ChatsPage(desk, host)
        page.show()
        await until(lambda: page.list.model.rowCount() == 3 and page.detail is not None)
        wanted = next(one for one in chats.index(desk.store, View(desk.group)) if not chats.get(desk.store, one).review)
        page.show_record(wanted)
        await until(lambda: page.detail.id == wanted and "转入待审…" in words(page))
        led: list[tuple[str, int | None]] = []
        desk.asked.connect(lambda key, record, _chips: led.append((key, record)))
        press(page, "转入待审…")
        await until(lambda: bool(page.findChildren(dialogs.Sheet)))
        sheet = page.findChildren(dialogs.Sheet)[0]
        sheet.findChildren(QComboBox)[0].setCurrentText("广告")
        sheet.main.click()
        await until(lambda: bool(led))
        assert (led[0][0], queue.get(desk.store, led[0][1] or 0).message) == ("queue", page.detail.id)
        await until(lambda: page.detail.review == led[0][1] and "转入待审…" not in words(page))
        page.shut()

    run_async(story())


def test_a_filter_that_hides_a_record_is_taken_off(run_async: Run, desk: Desk, host: QWidget) -> None:
    async def story() -> None:
        page = ChatsPage(desk, host)
        page.show()
        await until(lambda: page.list.model.rowCount() == 3)
        page.filter.dated.setChecked(True)
        await until(lambda: page.list.model.rowCount() == 0)
        first = chats.first_on(desk.store, desk.group, date(2026, 9, 1))
        assert first == chats.index(desk.store, View(desk.group))[0]
        page.show_record(first)
        await until(lambda: page.list.model.rowCount() == 3 and page.record == first)
        page.shut()

    run_async(story())
