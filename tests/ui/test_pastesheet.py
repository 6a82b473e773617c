"""The sheet into which applications and matters are pasted: ticks, what is missing, what was not understood."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from tests.ui.window_loop import Run, until
from wxadmin.domain.people import Person
from wxadmin.services import groups, people
from wxadmin.services.groups import GroupDraft
from wxadmin.services.records import Store
from wxadmin.ui.applicationpaste import ApplicationPaste
from wxadmin.ui.desk import Desk
from wxadmin.ui.matterpaste import MatterPaste
from wxadmin.ui.pages.members import MembersPage
from wxadmin.ui.sharing import MODE
from wxadmin.ui.tasks import Tasks


@pytest.fixture
def desk(store: Store, tasks: Tasks, host: QWidget, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(store, tasks, QSettings(str(tmp_path / "a.ini"), QSettings.Format.IniFormat), host)
    group = groups.create(store, GroupDraft("丙项目群", unit="甲公司", owner="王主任")).value
    people.add(store, Person("周敏", (("甲公司", "销售部"),), phone="15400000001"), group=group)
    made.groups = groups.every(store)
    made.choose_group(group)
    host.show()
    yield made
    MODE.turn(False)


def shut(sheet: QWidget) -> None:
    sheet.hide()
    sheet.deleteLater()


def test_what_cannot_be_taken_in_has_no_tick(run_async: Run, desk: Desk, host: QWidget) -> None:
    async def story() -> None:
        sheet = ApplicationPaste(host, desk, "我是销售部周敏，申请入群\n\n我是林强，申请新建群")
        sheet.show()
        await until(lambda: sheet.list.count() == 2)
        ticks = [bool(sheet.list.item(row).flags() & Qt.ItemFlag.ItemIsUserCheckable) for row in range(2)]
        assert ticks == [not one.missing for one in sheet.found] == [True, False]
        assert [draft.name for draft in sheet.drafts()] == ["周敏"]
        sheet.list.item(0).setCheckState(Qt.CheckState.Unchecked)
        assert (sheet.drafts(), sheet.main.isEnabled()) == ((), False)
        shut(sheet)

    run_async(story())


def test_numbers_are_covered_while_the_screen_is_shared(run_async: Run, desk: Desk, host: QWidget) -> None:
    async def story() -> None:
        MODE.turn(True)
        sheet = MatterPaste(host, desk, desk.group or 0, "举报：周敏在群里发广告\n有事打 15400000001 找我")
        sheet.show()
        await until(lambda: sheet.list.count() > 0)
        words = "\n".join(sheet.list.item(row).text() for row in range(sheet.list.count())) + sheet.read.text()
        assert "周敏" in words
        assert "15400000001" not in words
        shut(sheet)

    run_async(story())


def test_text_that_is_changed_is_read_again(run_async: Run, desk: Desk, host: QWidget) -> None:
    async def story() -> None:
        sheet = MatterPaste(host, desk, desk.group or 0)
        sheet.show()
        assert not sheet.main.isEnabled()
        sheet.text.setPlainText("举报：周敏在群里发广告")
        await until(sheet.main.isEnabled)
        sheet.text.setPlainText("今天天气不错")
        assert not sheet.main.isEnabled()
        await until(lambda: not sheet.strip.isHidden())
        assert sheet.drafts() == ()
        sheet.usual.setCurrentIndex(sheet.usual.findData("suggestion"))
        await until(sheet.main.isEnabled)
        shut(sheet)

    run_async(story())


def test_a_list_on_the_clipboard_is_taken_without_asking(
    run_async: Run, desk: Desk, host: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[tuple[str, str]] = []

    async def take(_page: MembersPage, source: str, kind: str) -> None:
        taken.append((source, kind))

    async def story() -> None:
        monkeypatch.setattr(MembersPage, "take", take)
        page = MembersPage(desk, host)
        page.show()
        names = "群成员(3)\n销售部-周敏\n客服部-林强\n客服部-吴丽\n添加\n移出\n"
        QGuiApplication.clipboard().setText(names)
        page.begin()
        await until(lambda: bool(taken))
        assert taken[0][1] == "members"
        assert "销售部-周敏" in taken[0][0]
        QGuiApplication.clipboard().clear()
        page.shut()

    run_async(story())
