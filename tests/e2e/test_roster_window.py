"""A person through the real window: every field, groups, relations, duplicates merged and split, the record on paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox

from tests.e2e.window_driver import Driver, drive
from tests.fresh_records import fresh_records
from tests.ui.window_loop import Run, nothing_left, run_async, until
from wxadmin.domain.people import Guardian, Person
from wxadmin.services import announcements, groups, people, records
from wxadmin.services.listing import View
from wxadmin.ui.doublessheet import DoublesSheet
from wxadmin.ui.mergesheets import GroupsSheet, MergeSheet, SplitSheet
from wxadmin.ui.personform import PersonForm
from wxadmin.ui.recordsheet import RecordSheet
from wxadmin.ui.relationsheet import RelationSheet
from wxadmin.ui.rostersheet import FindPerson

__all__ = ["nothing_left", "run_async"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two groups and five people, one of them twice."""
    place = tmp_path / "records"
    store = fresh_records(place)
    first, second = (
        groups.create(store, groups.GroupDraft(name, unit="远山小学")).value for name in ("家长群", "教师群")
    )
    people.add(store, Person("方立", (("远山小学", "三（2）班"),), phone="15400000001", number="S01",
                             guardians=(Guardian("方父", "爸爸", "15400000009"),), category="学生",
                             extras=(("account", "fl01"),)), group=first)  # fmt: skip
    people.add(store, Person("方立", (("三(2)班",),), phone="15400000001"), group=second)
    for name in ("石燕", "林岚", "郁青"):
        people.add(store, Person(name, (("远山小学", "语文组"),), "教师"), group=second)
    posted = announcements.save(
        store, announcements.AnnouncementDraft(first, "家长会", "周五下午两点", minutes=30)
    ).value
    announcements.post(store, posted)
    announcements.paste_replies(store, posted, "方立 收到")
    records.close(store)
    return place


def test_a_person_from_form_to_paper(
    run_async: Run, monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path
) -> None:
    async def story(hands: Driver) -> None:
        await hands.go("花名册")
        page = hands.page
        store = page.desk.store
        await until(lambda: page.list.model.rowCount() == 5)
        ids = {row.cells[1]: row.id for row in people.page(store, people.index(store, View(search="方立")))}
        pupil, twin = ids["三（2）班"], ids["三(2)班"]
        page.list.show_record(pupil)
        await hands.quiet()
        shown = hands.words()
        for words in ("fl01", "爸爸 方父 15400000009", "家长群", "可能重复", "电话相同"):
            assert words in shown
        assert "已收到" not in shown
        await hands.click("看有没有答复")
        await hands.quiet()
        assert "家长会 · 已收到" in hands.words()

        await hands.click("改资料")
        form = await hands.has_dialog("改资料")
        assert isinstance(form, PersonForm)
        hands.fill("职务", "班长", form)
        hands.fill("类别", "走读生", form)
        await hands.click("加一项资料", form)
        hands.fill("其他资料 2 名称", "校车", form)
        hands.fill("其他资料 2 内容", "3号线", form)
        await hands.accept("改资料")
        await hands.quiet()
        found = people.get(store, pupil).person
        assert (found.post, found.category) == ("班长", "走读生")
        assert found.extras == (("account", "fl01"), ("校车", "3号线"))
        assert "还没有认出" in hands.words()

        await hands.click("改所属的群…")
        sheet = await hands.has_dialog("方立 属于哪些群")
        assert isinstance(sheet, GroupsSheet)
        hands.find(QCheckBox, "教师群", sheet).setChecked(True)
        await hands.accept("方立 属于哪些群")
        await hands.quiet()
        assert len(people.get(store, pupil).groups) == 2

        await hands.click("添加关系…")
        relation = await hands.has_dialog("添加关系")
        assert isinstance(relation, RelationSheet)
        hands.fill("什么关系", "班主任", relation)
        await hands.click("从花名册选…", relation)
        finder = await hands.has_dialog("和谁的关系")
        assert isinstance(finder, FindPerson)
        hands.fill("从花名册里找", "shiy", finder)
        await until(lambda: finder.list.count() == 1 and finder.main.isEnabled())
        await hands.accept("和谁的关系")
        await hands.accept("添加关系")
        await hands.quiet()
        assert [one.line for one in people.get(store, pupil).relations] == ["班主任：石燕（语文组）"]

        page.list.show_record(twin)
        await hands.quiet()
        await hands.click("合并… 方立（三（2）班）")
        merge = await hands.has_dialog("合并为一人")
        assert isinstance(merge, MergeSheet)
        await hands.click("改为留下另一个", merge)
        await hands.gone(merge)
        await hands.accept("合并为一人")
        await hands.quiet()
        assert page.detail.id == pupil
        assert "并进来的记录" in hands.words()
        assert people.get(store, twin).id == pupil

        await hands.click("打印档案…")
        paper = await hands.has_dialog("个人档案")
        assert isinstance(paper, RecordSheet)
        await until(lambda: paper.preview.data is not None)
        masked = paper.preview.data
        paper.full.setChecked(True)
        await until(lambda: paper.preview.data is not None and paper.preview.data != masked)
        await hands.accept("个人档案")

        name = next(line for _id, line in people.get(store, pupil).merged)
        await hands.click(f"拆开：{name}")
        assert isinstance(await hands.has_dialog("拆开合并"), SplitSheet)
        await hands.accept("拆开合并")
        await hands.quiet()
        assert people.get(store, twin).id == twin
        assert "电话相同" not in hands.words()

    drive(run_async, monkeypatch, folder, tmp_path, story)


def test_duplicates_are_decided_by_keyboard(
    run_async: Run, monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path
) -> None:
    async def story(hands: Driver) -> None:
        await hands.go("花名册")
        page = hands.page
        store = page.desk.store
        page.show_chips(("double",))
        await until(lambda: page.list.model.rowCount() == 2)
        hands.menu("可能重复…").trigger()
        sheet = await hands.has_dialog("可能重复")
        assert isinstance(sheet, DoublesSheet)
        assert sheet.list.count() == 1
        QTest.keyClick(sheet.list, Qt.Key.Key_N)
        await until(lambda: sheet.list.count() == 0)
        await hands.click("撤销刚才的操作", sheet)
        await until(lambda: sheet.list.count() == 1)
        QTest.keyClick(sheet.list, Qt.Key.Key_M)
        await hands.accept("合并为一人")
        await hands.quiet()
        assert len(people.index(store, View())) == 4
        page.show_chips(())
        await until(lambda: page.list.model.rowCount() == 4)
        await hands.quiet()
        page.list.table.selectAll()
        await hands.quiet()
        await until(lambda: hands.words(page.card).startswith("选中 4 人"))
        await hands.click("标为已离开", page.card)
        await hands.quiet()
        assert len(people.index(store, View(chips=("left",)))) == 4

    drive(run_async, monkeypatch, folder, tmp_path, story)
