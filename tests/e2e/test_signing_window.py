"""Signing through the real window: a sheet planned and issued, recorded by key and by code, photographed, cited."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox

from tests.e2e.window_driver import Driver, drive
from tests.fresh_records import fresh_records
from tests.ui.window_loop import Run, nothing_left, run_async, until
from wxadmin.domain import rowcodes
from wxadmin.domain.people import Person
from wxadmin.services import cases, clock, groups, people, records, regulations, signing
from wxadmin.services.listing import View
from wxadmin.ui.caseblocks import ActEditor, MeasuresEditor
from wxadmin.ui.heldsheet import HeldSheet
from wxadmin.ui.pages.signing import SigningPage
from wxadmin.ui.signingsheets import CodesSheet, OutcomeSheet
from wxadmin.ui.signsheet import SignSheetDialog

__all__ = ["nothing_left", "run_async"]

RULES = "远山公司群管理规定\n第一条　群内不得发布广告。\n第二条　违反规定的，可以建议单位处以50元至200元罚款。\n"
NAMES = ("方立", "石燕", "林岚", "郁青", "莫然")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A group of five with a regulation in force, and a case against one of them."""
    place = tmp_path / "records"
    store = fresh_records(place)
    group = groups.create(store, groups.GroupDraft("研发协作群", unit="远山公司", owner="林岚")).value
    for name in NAMES:
        people.add(store, Person(name, departments=(("研发部",),)), group=group)
    made = regulations.create_from_text(store, group, regulations.parse_text(RULES)).value
    regulations.publish(store, made, effective=clock.today() - timedelta(days=9))
    person = people.of_group(store, group)[1][0]
    clause = regulations.cite(store, regulations.clauses(store, group)[0].id)
    draft = cases.CaseDraft(
        group, person, "在群内发布广告。", occurred=clock.today(), clause=clause, measures=("fine",)
    )
    cases.create(store, draft)
    records.close(store)
    return place


def test_a_round_from_its_sheet_to_its_end(
    run_async: Run, monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path
) -> None:
    photo = tmp_path / "收回第1页.png"
    image = QImage(300, 400, QImage.Format.Format_RGB32)
    image.fill("#ddccaa")
    assert image.save(str(photo))

    async def story(hands: Driver) -> None:
        desk = hands.window.desk
        assert desk is not None
        desk.choose_group(desk.groups[0].id)
        await hands.quiet()
        await hands.go("签收")
        page = hands.page
        assert isinstance(page, SigningPage)
        assert "还没有签收" in hands.words()
        assert not page.roll.isVisible()
        await _issued(hands)
        store = desk.store
        (round_id,) = signing.index(store, View())
        assert "应签 4" in hands.words(page.card)
        await _by_key(hands, page)
        await _by_code(hands, page)
        share = signing.get(store, round_id).share
        assert (share.signed, share.refused, share.missing) == (3, 1, 0)
        hands.window.undo()
        await hands.quiet()
        assert signing.get(store, round_id).share.signed == 1
        await hands.click("复制提醒")
        await until(lambda: "@林岚 @郁青" in hands.clipboard())
        hands.window.arrivals.take_file(photo)
        await hands.quiet()
        await hands.click("放大看：收回第1页")
        await until(lambda: page.right.currentWidget() is page.picture)
        await hands.click("看签收表")
        assert page.right.currentWidget() is page.preview
        await hands.click("结束签收")
        await hands.quiet()
        assert not page.roll.marks[0].isEnabled()
        await hands.click("重新打开")
        await hands.quiet()
        assert page.roll.marks[0].isEnabled()
        await hands.go("今日")
        assert "还有人没有签收" in hands.words()
        await _cited(hands)

    drive(run_async, monkeypatch, folder, tmp_path, story)


async def _issued(hands: Driver) -> None:
    """Plan a sheet without one of the five, due in a week, and issue it."""
    await hands.click("发起签收…", hands.page)
    sheet = await hands.has_dialog("签收表")
    assert isinstance(sheet, SignSheetDialog)
    await until(lambda: sheet.people.list.count() == len(NAMES))
    await until(lambda: sheet.preview.data)
    every = sheet.preview.data
    sheet.people.list.item(4).setCheckState(Qt.CheckState.Unchecked)
    sheet.dated.setChecked(True)
    await until(lambda: sheet.preview.data not in (None, every))
    due = sheet.due
    await hands.accept("签收表")
    (await hands.has_dialog("签发签收表")).reject()
    sheet = await hands.has_dialog("签收表")
    assert isinstance(sheet, SignSheetDialog)
    await until(lambda: sheet.preview.data)
    assert sheet.due == due == clock.today() + timedelta(days=7)
    assert len(sheet.people.chosen() or ()) == 4
    await hands.accept("签收表")
    await hands.accept("签发签收表")
    await hands.quiet()


async def _by_key(hands: Driver, page: SigningPage) -> None:
    """Space signs the first and goes on to the next, who refuses."""
    roll = page.roll
    roll.list.move_by(-99)
    roll.list.focus_list()
    QTest.keyClick(roll.list.table, Qt.Key.Key_Space)
    await hands.quiet()
    assert "方立：已签" in hands.strip()
    assert "已签 1" in hands.words(page.card)
    QTest.keyClick(roll.list.table, Qt.Key.Key_R)
    sheet = await hands.has_dialog("登记拒签")
    assert isinstance(sheet, OutcomeSheet)
    assert not sheet.main.isEnabled()
    sheet.note.setCurrentText("本人拒绝签字，在场见证人：林岚")
    await hands.accept("登记拒签")
    await hands.quiet()
    assert "石燕：拒签" in hands.strip()
    page.roll.day.setDate(QDate.currentDate().addDays(1))
    QTest.keyClick(roll.list.table, Qt.Key.Key_Space)
    await hands.quiet()
    assert "今天之后" in hands.strip()
    page.roll.day.setDate(QDate.currentDate())


async def _by_code(hands: Driver, page: SigningPage) -> None:
    page.roll.list.table.selectAll()
    QTest.keyClick(page.roll.list.table, Qt.Key.Key_Space)
    sheet = await hands.has_dialog("改已有的登记")
    assert "有 1 人已经登记过别的结果：石燕" in hands.words(sheet)
    sheet.reject()
    await until(lambda: not sheet.isVisible())
    await hands.quiet()
    await hands.click("按行码登记…")
    sheet = await hands.has_dialog("按行码登记")
    note = hands.find(QComboBox, "备注", sheet).lineEdit()
    assert note is not None
    assert note.placeholderText() == "备注"  # no label stands beside it
    assert isinstance(sheet, CodesSheet)
    hands.fill("行码", f"{rowcodes.code(3)} 004A", sheet)
    await until(lambda: "第2个“004A”" in sheet.wrong.text())
    assert not sheet.main.isEnabled()
    hands.fill("行码", f"{rowcodes.code(3).lower()}-{rowcodes.code(4)}", sheet)
    await until(lambda: "认出 2 人：林岚、郁青" in sheet.seen.text())
    await hands.accept("按行码登记")
    await hands.quiet()
    assert "登记了 2 人：已签" in hands.strip()


async def _cited(hands: Driver) -> None:
    """The case says that she refused, the form says it live, and that the fine is outside the range."""
    await hands.go("案件与处罚")
    assert "当事人于" in hands.words(hands.page.card)  # type: ignore[attr-defined]
    assert "拒绝签收" in hands.words(hands.page.card)  # type: ignore[attr-defined]
    page = hands.page
    await hands.click("修改处罚措施")
    await until(lambda: page.findChildren(MeasuresEditor))
    measures = page.findChildren(MeasuresEditor)[-1]
    measures.measures.sums["fine"].setText("500")
    await until(lambda: "50-200" in measures.cautions.text())
    await hands.click("放弃")
    await hands.quiet()
    await hands.click("修改事实")
    await until(lambda: page.findChildren(ActEditor))
    fields = page.findChildren(ActEditor)[-1].fields
    await until(lambda: "拒绝签收" in fields.signing.text())
    fields.day.setDate(QDate(date(2020, 1, 1)))
    await until(lambda: "还没有施行" in fields.cautions.text())
    await hands.click("放弃")
    await hands.quiet()
    await hands.click("查看花名册：石燕（研发部）")
    await hands.quiet()
    assert " · 拒签 · 《远山公司" in hands.words()
    await hands.click("某日的制度和签收…")
    sheet = await hands.has_dialog("某日的制度和签收")
    assert isinstance(sheet, HeldSheet)
    await until(lambda: "当事人于" in hands.words(sheet))
    sheet.day.setDate(QDate(date(2020, 1, 1)))
    await until(lambda: "没有施行的制度" in hands.words(sheet))
    await hands.accept("某日的制度和签收")
