"""Bringing a list in as an owner drives it: what its columns mean, what it would do, who is gone, other encodings."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from tests.ui.window_loop import Run, until
from wxadmin.domain.people import Person, Roster
from wxadmin.services import groups, people, roster_import
from wxadmin.services.groups import GroupDraft
from wxadmin.services.records import Store
from wxadmin.services.roster_import import UndecidedError
from wxadmin.ui import dialogs
from wxadmin.ui.desk import Desk
from wxadmin.ui.rosterimport import RosterImportSheet, ask_encoding
from wxadmin.ui.tasks import Tasks

Story = Callable[[RosterImportSheet], Coroutine[Any, Any, None]]


@pytest.fixture
def group(store: Store) -> int:
    made = groups.create(store, GroupDraft("甲组工作群")).value
    known = Roster((Person("沈知远", (("销售部",),)), Person("陆明朗", (("客服部",),))), "旧.csv")
    roster_import.import_roster(store, roster_import.preview_roster(store, known, group=made))
    return made


@pytest.fixture
def opened(run_async: Run, store: Store, host: QWidget, group: int, tmp_path: Path) -> Callable[..., bool]:
    """Opens the sheet on a text and runs a story on it; whether it was accepted."""

    def run(text: str, story: Story) -> bool:
        path = tmp_path / "名单.csv"
        path.write_text(text, "utf-8")
        read = partial(roster_import.preview, store, path, group=group, strict=False)

        async def whole() -> bool:
            tasks = Tasks(host)
            desk = Desk(store, tasks, QSettings(), host)
            failed: list[object] = []
            tasks.failed.connect(failed.append)
            host.show()
            sheet = RosterImportSheet(host, desk, read, read(), path.name)
            shown = asyncio.ensure_future(dialogs.show(sheet))
            try:
                await until(sheet.isVisible)
                await story(sheet)
                if not shown.done():
                    sheet.done(0)
                result = await shown
                assert not failed, failed
                return result
            finally:
                await tasks.close()

        return bool(run_async(whole()))

    return run


def heaps(sheet: RosterImportSheet) -> list[str]:
    return [sheet.heaps.item(row).text() for row in range(sheet.heaps.count())]


def choose(sheet: RosterImportSheet, column: int, word: str) -> None:
    assert sheet.columns is not None
    field = sheet.columns.fields[column]
    field.setCurrentIndex(field.findData(word))
    field.activated.emit(field.currentIndex())


def test_columns_nobody_knows_are_chosen_above_them(opened: Callable[..., bool], store: Store, group: int) -> None:
    async def story(sheet: RosterImportSheet) -> None:
        assert sheet.columns is not None
        assert sheet.columns.isVisible()
        assert not sheet.main.isEnabled()
        choose(sheet, 1, "department")
        assert "哪一列是姓名" in sheet._words.text()
        choose(sheet, 0, "name")
        choose(sheet, 2, "keep")
        await until(sheet.main.isEnabled)
        assert heaps(sheet) == ["新增　1", "名单里没有　1", "不变　1", "用到的列　3"]
        sheet.accept()
        roster_import.import_roster(store, sheet.seen)

    assert opened("称呼,所属,联络\n沈知远,销售部,\n曾雨桐,客服部,8001\n", story)
    new = next(i for i, p in people.of_group(store, group) if p.name == "曾雨桐")
    assert people.get(store, new).person.extras == (("联络", "8001"),)


def test_a_first_row_that_is_data_is_a_person(opened: Callable[..., bool]) -> None:
    async def story(sheet: RosterImportSheet) -> None:
        assert sheet.columns is not None
        sheet.columns.headless.setChecked(True)
        choose(sheet, 0, "name")
        choose(sheet, 1, "department")
        await until(sheet.main.isEnabled)
        assert [p.name for p in sheet.seen.new] == ["何静", "曾雨桐"]

    assert not opened("何静,销售部,\n曾雨桐,客服部,8001\n", story)


def test_who_is_gone_is_left_alone_unless_ticked_by_keyboard(opened: Callable[..., bool], store: Store) -> None:
    async def story(sheet: RosterImportSheet) -> None:
        assert sheet.columns is not None
        assert not sheet.columns.isVisible()
        assert not sheet.main.isEnabled()
        assert sheet.leaving() == ()
        sheet.heaps.setCurrentRow(heaps(sheet).index("名单里没有　1"))
        sheet.lines.setFocus()
        sheet.lines.setCurrentIndex(sheet.lines.model().index(0, 0))
        QTest.keyClick(sheet.lines, Qt.Key.Key_Space)
        assert sheet.main.isEnabled()
        roster_import.import_roster(store, sheet.seen, leaving=sheet.leaving())
        sheet.accept()

    assert opened("姓名,部门\n沈知远,销售部\n", story)
    gone = [p.name for _i, p in people.of_group(store, 1) if p.left]
    assert gone == ["陆明朗"]


def test_an_encoding_that_cannot_be_decided_is_asked_with_what_it_would_say(run_async: Run, host: QWidget) -> None:
    error = UndecidedError("文字编码看不出来")
    error.readings = (("gb18030", "乱码"), ("big5hkscs", "姓名,部門"))

    async def whole() -> str | None:
        host.show()
        asking = asyncio.ensure_future(ask_encoding(host, "名單.csv", error))
        await until(lambda: any(s.isVisible() for s in host.findChildren(dialogs.Sheet)))
        sheet = next(s for s in host.findChildren(dialogs.Sheet) if s.isVisible())
        sheet.kinds.setCurrentRow(1)
        assert sheet.sample.toPlainText() == "姓名,部門"
        sheet.accept()
        return await asking

    assert run_async(whole()) == "big5hkscs"
