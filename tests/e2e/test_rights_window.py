"""Who acts is asked when the records open; their post says what they see and may do."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QCheckBox, QComboBox, QPushButton

from tests.e2e.window_driver import Driver, drive
from tests.fresh_records import fresh_records
from tests.ui.window_loop import Run, nothing_left, run_async, until
from wxadmin.domain.people import Person
from wxadmin.services import groups, operators, people, records, settings
from wxadmin.ui.acting import ActorSheet
from wxadmin.ui.sharing import MODE

__all__ = ["nothing_left", "run_async"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "records"
    with fresh_records(place) as store:
        group = groups.create(store, groups.GroupDraft("远山公司工作群", unit="远山公司", owner="林岚")).value
        people.add(store, Person("方立", (("研发部",),), phone="15400001234", number="20260117"), group=group)
    return place


def test_posts_are_given_and_hold(
    run_async: Run, monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path
) -> None:
    async def add(hands: Driver, name: str, post: str) -> None:
        await hands.click("添加管理员")
        sheet = await hands.has_dialog("添加管理员")
        hands.fill("姓名", name, sheet)
        combo = hands.find(QComboBox, "职务", sheet)
        combo.setCurrentIndex(combo.findText(post))
        combo.activated.emit(combo.currentIndex())
        assert hands.find(QCheckBox, "改花名册", sheet).isChecked() == (post == "群主")
        await hands.accept("添加管理员")
        await hands.quiet()

    def heads(hands: Driver) -> set[str]:
        return {piece.text().strip() for piece in hands.page.findChildren(QPushButton) if piece.isVisible()}

    async def act_as(hands: Driver, row: int) -> None:
        hands.window.band.actor.click()
        sheet = await hands.has_dialog("当前管理员")
        assert isinstance(sheet, ActorSheet)
        sheet.list.setCurrentRow(row)
        await hands.accept("当前管理员")
        await hands.quiet()

    async def story(hands: Driver) -> None:
        await hands.go("设置")
        await add(hands, "林岚", "群主")
        await add(hands, "石燕", "值班")
        assert "石燕　值班" in hands.words()
        await act_as(hands, 0)
        await hands.go("花名册")
        assert "15400001234" in hands.words()
        assert {"添加一人", "改资料"} <= heads(hands)
        await act_as(hands, 1)
        assert not {"添加一人", "改资料"} & heads(hands)
        assert "15400001234" not in hands.words()
        assert MODE.on
        await hands.click("结束屏幕共享模式", hands.window)
        assert MODE.on  # a post that may not see the numbers sees none
        desk = hands.window.desk
        assert desk is not None
        store = desk.store
        before = people.of_group(store, 1)
        change = await desk.change(lambda: people.mark_left(store, before[0][0]), hands.page.strip)
        assert change is None
        assert "没有“改花名册”的权限" in hands.strip()
        assert people.of_group(store, 1) == before
        await hands.page.take("姓名,部门\n何静,财务部\n", "roster")
        assert "没有“改花名册”的权限" in hands.strip()
        await act_as(hands, 0)
        assert not MODE.on
        assert {"添加一人", "改资料"} <= heads(hands)

    try:
        drive(run_async, monkeypatch, folder, tmp_path, story)
    finally:
        MODE.force(False)


def test_several_administrators_are_asked_who_it_is(
    run_async: Run, monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path
) -> None:
    with records.open_at(folder) as store:
        operators.save(store, "林岚", "群主", frozenset(operators.RIGHTS))
        operators.save(store, "方立", "文员", operators.POSTS["clerk"][1])

    async def story(hands: Driver) -> None:
        sheet = await hands.has_dialog("当前管理员")
        assert isinstance(sheet, ActorSheet)
        assert [sheet.list.item(row).text() for row in range(sheet.list.count())] == ["方立　文员", "林岚　群主"]
        sheet.list.setCurrentRow(1)
        await hands.accept("当前管理员")
        await hands.quiet()
        await until(lambda: hands.window.band.actor.text() == "林岚")
        desk = hands.window.desk
        assert desk is not None
        assert settings.get(desk.store).actor == "林岚"
        assert desk.store.actor == "林岚"

    try:
        drive(run_async, monkeypatch, folder, tmp_path, story, asked=True)
    finally:
        MODE.force(False)
