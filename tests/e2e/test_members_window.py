"""A pasted list from its preview to the tasks it settles, and the texts to send, by hand in the real window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox, QPlainTextEdit

from tests.e2e.window_driver import Driver, drive
from tests.fresh_records import fresh_records
from tests.ui.window_loop import Run, nothing_left, run_async, until
from wxadmin.domain.people import Person
from wxadmin.services import groups, member_tasks, members, people
from wxadmin.ui.differencesheet import DifferenceSheet
from wxadmin.ui.snapshotsheet import SnapshotSheet
from wxadmin.ui.textsheet import TextSheet

__all__ = ["nothing_left", "run_async"]

LIST = "研发部-方立\n夜来香\n张三丰\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "records"
    with fresh_records(place) as store:
        draft = groups.GroupDraft("远山公司工作群", unit="远山公司", naming_rule="部门-姓名")
        group = groups.create(store, draft).value
        for name in ("方立", "石燕", "莫然"):
            people.add(store, Person(name, (("研发部",),)), group=group)
        people.add(store, Person("郁青", (("后勤部",),)))
        members.import_snapshot(store, members.preview(store, group, LIST))
    return place


def test_from_a_finding_to_the_list_that_confirms_it(
    run_async: Run, monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path
) -> None:
    async def pick(hands: Driver, *nicknames: str) -> None:
        """Select these rows of the list."""
        pane = hands.page.list  # type: ignore[attr-defined]
        rows = {pane.model.index(row, 0).data(): row for row in range(pane.model.rowCount())}
        pane.table.clearSelection()
        for nickname in nicknames:
            pane._go(rows[nickname]) if len(nicknames) == 1 else pane.table.selectionModel().select(
                pane.model.index(rows[nickname], 0),
                pane.table.selectionModel().SelectionFlag.Select | pane.table.selectionModel().SelectionFlag.Rows,
            )
        await hands.quiet()

    async def story(hands: Driver) -> None:
        store = hands.program.window.desk.store
        hands.window.desk.choose_group(1)
        await hands.go("群成员与实名")
        assert hands.page.list.model.rowCount() == 3  # type: ignore[attr-defined]
        # Two at once are to be removed.
        await pick(hands, "夜来香", "张三丰")
        assert "选中 2 人" in hands.words()
        await hands.click("列入待办：移出群…")
        await hands.accept("列入待办：移出群")
        await until(lambda: "已列入待办 2 项" in hands.strip())
        # A stranger is somebody of the roster who was not expected here.
        await pick(hands, "夜来香")
        await hands.click("指定是谁…")
        sheet = await hands.has_dialog("“夜来香”是谁")
        hands.fill("从花名册里找", "郁青")
        await until(lambda: sheet.list.count() == 1 and sheet.main.isEnabled())  # type: ignore[attr-defined]
        await hands.accept("“夜来香”是谁")
        await until(lambda: bool(hands.window.findChildren(type(sheet).__base__)))
        await hands.accept("“夜来香”是谁")
        await hands.quiet()
        assert "郁青" in hands.words()
        # What differs, and the text that is sent.
        await hands.click("名单对照…")
        differences = await hands.has_dialog("花名册、群成员、签收表对照")
        assert isinstance(differences, DifferenceSheet)
        await until(lambda: differences.heaps.count() > 0)
        assert differences.heap is not None
        assert differences.heap.key == "absent"
        assert len(differences.picked) == 2
        await hands.click("列入待办：邀请进群（2 人）", differences)
        await hands.accept("列入待办：邀请进群")
        differences = await hands.has_dialog("花名册、群成员、签收表对照")
        differences.reject()
        await hands.quiet()
        await hands.click("要发的话…")
        texts = await hands.has_dialog("要发到群里的话")
        assert isinstance(texts, TextSheet)
        hands.find(QComboBox, "说什么事", texts).setCurrentIndex(texts.cause.findData("invite"))
        await until(texts.main.isEnabled)
        assert "莫然（研发部）" in hands.find(QPlainTextEdit, "要发的话", texts).toPlainText()
        await hands.accept("要发到群里的话")
        await until(lambda: "已记下提醒了 2 人" in hands.strip())
        assert "入群通知" in hands.clipboard()
        # The next list shows what was done.
        await hands.paste("研发部-方立\n夜来香\n研发部-石燕\n")
        await hands.has_dialog("导入成员名单")
        assert "2 项已办成，1 人仍在群里，1 人还没有进群" in hands.words(hands.dialog)
        await hands.accept("导入成员名单")
        await until(lambda: "2 项已办成" in hands.strip())
        await hands.go("待执行事项")
        assert hands.page.list.model.rowCount() == 2  # type: ignore[attr-defined]
        await hands.click("已在微信里办了")
        await until(lambda: "已记下 1 项" in hands.strip())
        await hands.click("复制待办清单")
        await until(lambda: "远山公司工作群" in hands.clipboard())
        await hands.go("群成员与实名")
        hands.menu("名单历史…").trigger()
        history = await hands.has_dialog("名单历史")
        assert isinstance(history, SnapshotSheet)
        await until(lambda: history.heaps.count() > 0)
        assert "新来 1 人，不在了 1 人" in history.head.text()
        history.reject()
        await hands.quiet()
        assert member_tasks.counts(store, 1) == {"open": 2, "overdue": 0}

    drive(run_async, monkeypatch, folder, tmp_path, story)
