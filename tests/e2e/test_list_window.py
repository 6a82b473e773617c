"""Lists that leave the house, and the screen that others look at: personal numbers are covered unless asked for."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QCheckBox, QComboBox

from tests.e2e.window_driver import Driver, drive
from tests.fresh_records import fresh_records
from tests.ui.window_loop import Run, nothing_left, run_async, until
from wxadmin.domain.people import Person
from wxadmin.services import groups, people
from wxadmin.ui.listexport import ExportSheet
from wxadmin.ui.sharing import MODE

__all__ = ["nothing_left", "run_async"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "records"
    with fresh_records(place) as store:
        group = groups.create(store, groups.GroupDraft("远山公司工作群", unit="远山公司")).value
        for name, phone, number in (("方立", "15400001234", "20260117"), ("石燕", "15400005678", "20260118")):
            person = Person(name, (("研发部",),), phone=phone, number=number, note="备用电话15400009999")
            people.add(store, person, group=group)
    return place


def _text(path: Path, encoding: str) -> str:
    return path.read_bytes().decode(encoding)


def test_an_exported_list_is_that_of_the_screen_with_numbers_covered(
    run_async: Run, monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path
) -> None:
    async def export(hands: Driver, target: Path, kind: int, *, full: bool) -> str:
        hands.menu("导出列表…").trigger()
        sheet = await hands.has_dialog("导出列表")
        assert isinstance(sheet, ExportSheet)
        hands.find(QComboBox, "文件", sheet).setCurrentIndex(kind)
        hands.find(QCheckBox, "电话、编号写完整", sheet).setChecked(full)
        await hands.accept("导出列表")
        await hands.choose_file(target)
        await until(lambda: "已导出" in hands.strip())
        await hands.quiet()
        hands.page.strip.clear()
        return _text(target, "gb18030" if kind == 2 else "utf-8-sig")

    async def story(hands: Driver) -> None:
        await hands.go("花名册")
        shown = [people.COLUMNS[at].title for at in hands.page.list.columns_shown]  # type: ignore[attr-defined]
        covered = await export(hands, tmp_path / "甲.csv", 1, full=False)
        assert covered.splitlines()[0] == ",".join(shown)
        assert "154****1234" in covered
        assert "15400001234" not in covered
        assert "20260117" not in covered
        plain = await export(hands, tmp_path / "乙.csv", 2, full=True)
        assert "15400001234" in plain
        assert "20260118" in plain

    drive(run_async, monkeypatch, folder, tmp_path, story)


def test_a_shared_screen_shows_no_phone_and_no_number(
    run_async: Run, monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path
) -> None:
    async def story(hands: Driver) -> None:
        await hands.go("花名册")
        await hands.quiet()

        def everything() -> str:
            model = hands.page.list.model  # type: ignore[attr-defined]
            rows = [model.index(r, c).data() for r in range(2) for c in range(len(model.columns))]
            return "\n".join([*map(str, rows), hands.words()])

        assert "15400001234" in everything()
        hands.menu("屏幕共享模式").trigger()
        await hands.quiet()
        seen = everything()
        assert "154****1234" in seen
        for secret in ("15400001234", "15400005678", "20260117", "20260118", "15400009999"):
            assert secret not in seen
        await hands.click("结束屏幕共享模式", hands.window)
        await hands.quiet()
        assert "15400001234" in everything()

    try:
        drive(run_async, monkeypatch, folder, tmp_path, story)
    finally:
        MODE.turn(False)
