"""A member list before it is kept: what it would mean as the whole group, and as part of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QWidget

from tests.ui.window_loop import Run, until
from wxadmin.cli import main
from wxadmin.services import groups, members, records
from wxadmin.services.groups import GroupDraft
from wxadmin.services.records import Store
from wxadmin.ui.desk import Desk
from wxadmin.ui.pages.members import MembersPage
from wxadmin.ui.snapshotpreview import MemberListSheet
from wxadmin.ui.tasks import Tasks

MANY = "".join(f"业主{n}号楼\n" for n in range(1, 41))
FEW = "".join(f"业主{n}号楼\n" for n in range(1, 11))


@pytest.fixture
def desk(store: Store, tasks: Tasks, host: QWidget, tmp_path: Path) -> Desk:
    made = Desk(store, tasks, QSettings(str(tmp_path / "a.ini"), QSettings.Format.IniFormat), host)
    group = groups.create(store, GroupDraft("业主群", owner="王芳")).value
    members.import_snapshot(store, members.preview(store, group, MANY))
    made.groups = groups.every(store)
    made.choose_group(group)
    host.show()
    return made


def test_a_list_much_shorter_than_the_last_asks_whether_it_is_whole(run_async: Run, desk: Desk, host: QWidget) -> None:
    async def story() -> None:
        page = MembersPage(desk, host)
        page.resize(1100, 700)
        page.show()
        page.start(page.take(FEW, "members"))
        await until(lambda: any(one.isVisible() for one in page.findChildren(MemberListSheet)))
        sheet = page.findChildren(MemberListSheet)[-1]

        def heaps() -> dict[str, int]:
            return {heap.title: heap.count for heap in sheet._heaps}

        assert sheet.partial.isChecked()
        assert "比上次少 75%" in sheet._words.text()
        assert heaps()["没出现"] == 30
        assert "不在了" not in heaps()
        sheet.partial.click()
        await until(sheet.main.isEnabled)
        assert "不完整" not in sheet._words.text()
        assert heaps()["不在了"] == 30
        sheet.partial.click()
        await until(sheet.main.isEnabled)
        sheet.main.click()
        await until(lambda: "已导入 10 位成员" in page.strip.words)
        assert desk.group is not None
        assert len(members.report(desk.store, desk.group).rows) == 40
        page.shut()

    run_async(story())


def test_the_command_says_how_a_short_list_was_taken(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "many.txt").write_text(MANY, encoding="utf-8")
    (tmp_path / "few.txt").write_text(FEW, encoding="utf-8")
    at = ("--group", "业主群", "--records", str(tmp_path / "records"))

    records.close(records.open_at(tmp_path / "records", create=True, key_file=True))

    def bring(name: str, *more: str) -> str:
        assert main(["import", "members", str(tmp_path / name), *at, *more]) == 0
        return capsys.readouterr().out

    assert "不完整" not in bring("many.txt")
    said = bring("few.txt")
    assert "按不完整的名单处理：没有人被记为已退群" in said
    assert "--whole" in said
    assert "不在 30" in bring("few.txt", "--whole")
