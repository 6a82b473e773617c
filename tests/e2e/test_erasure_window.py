"""A leaver's data through the real window: consent noted, erasing held up and let go, the certificate shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.window_driver import Driver, drive
from tests.fresh_records import fresh_records
from tests.store.test_erasure import raw
from tests.ui.window_loop import Run, nothing_left, run_async, until
from wxadmin.domain.errors import UserError
from wxadmin.domain.people import Guardian, Person
from wxadmin.services import consent, groups, people, records, restrictions
from wxadmin.ui.consentsheet import ConsentSheet
from wxadmin.ui.erasuresheet import ErasureSheet, RetentionSheet

__all__ = ["nothing_left", "run_async"]

NAME, PHONE = "令狐冲霄", "15478781234"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A class group with two children, one of whom left long ago."""
    place = tmp_path / "records"
    store = fresh_records(place)
    group = groups.create(store, groups.GroupDraft("三年二班家长群", unit="远山小学", kind="class")).value
    where = (("远山小学", "三年二班"),)
    people.add(store, Person("石燕", where), group=group)
    leaver = Person(NAME, where, phone=PHONE, left=True, guardians=(Guardian("令狐母", "妈妈"),),
                    extras=(("left_on", "2026-01-05"),))  # fmt: skip
    people.add(store, leaver, group=group)
    store.backup()
    records.close(store)
    return place


def test_a_leaver_goes_and_the_paper_stays(
    run_async: Run, monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path
) -> None:
    async def story(hands: Driver) -> None:
        await hands.go("花名册")
        page = hands.page
        store = page.desk.store
        await until(lambda: page.list.model.rowCount() == 2)
        page.list.show_record(2)
        await hands.quiet()
        assert "还没有登记同意" in hands.words()
        await hands.click("登记同意…")
        sheet = await hands.has_dialog("登记同意（1 人）")
        assert isinstance(sheet, ConsentSheet)
        assert sheet.whom.itemText(0) == "令狐母"
        await hands.accept("登记同意（1 人）")
        await hands.quiet()
        assert consent.wanted(store, 2) == ()
        assert "还没有登记同意" not in hands.words()

        await hands.click("限制处理…")
        asked = await hands.has_dialog("限制处理个人信息")
        hands.fill("为什么暂时不能删除此人的信息？例如：对某个决定的申诉还没有结束", "申诉未结", asked)
        await hands.accept("限制处理个人信息")
        await hands.quiet()
        title = f"删除“{NAME}”的个人信息"
        await hands.click("删除个人信息…")
        sheet = await hands.has_dialog(title)
        assert isinstance(sheet, ErasureSheet)
        assert "申诉未结" in hands.words(sheet)
        hands.fill("原因", "离校", sheet)
        hands.fill("姓名", NAME, sheet)
        assert not sheet.main.isEnabled()
        sheet.cancel.click()
        await hands.quiet()
        restrictions.lift(store, restrictions.every(store, 2)[0].id)

        page._on_overdue_chosen()
        due = await hands.has_dialog("离开人员的保留期限")
        assert isinstance(due, RetentionSheet)
        assert due.chosen() == (2,)
        await hands.accept("离开人员的保留期限")
        sheet = await hands.has_dialog(title)
        assert isinstance(sheet, ErasureSheet)
        assert sheet.reason.text() == "保留期限已到"
        hands.fill("姓名", NAME, sheet)
        assert sheet.thins is not None
        sheet.thins.setChecked(True)
        await hands.accept(title)
        await hands.quiet()
        await until(lambda: hands.page.TITLE == "文书")
        await hands.quiet()
        assert "个人信息删除证明" in hands.words()
        with pytest.raises(UserError, match="没有这个人员"):
            people.get(store, 2)
        for word in (NAME, PHONE, "令狐母"):
            assert word.encode() not in raw(folder), word
        assert store.check().problems == ()
        assert len(list((folder / "backups").glob("*.wxbackup"))) == 1

    drive(run_async, monkeypatch, folder, tmp_path, story)
