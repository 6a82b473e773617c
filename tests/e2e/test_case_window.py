"""A case through the real window: seen by oneself, several people, decided, refused, the mute ends, appealed, lifted."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit

from tests.e2e.window_driver import Driver, drive
from tests.fresh_records import fresh_records
from tests.services.conftest import wechat
from tests.ui.window_loop import Run, nothing_left, run_async, until
from wxadmin.domain.people import Person
from wxadmin.services import case_papers, cases, chats, clock, groups, member_tasks, people, sanctions
from wxadmin.services.groups import GroupDraft
from wxadmin.services.listing import View
from wxadmin.ui.appealanswer import AnswerSheet
from wxadmin.ui.caseblocks import ActEditor, MeasuresEditor
from wxadmin.ui.caseevidence import EvidenceSheet
from wxadmin.ui.casesheets import DeliverySheet
from wxadmin.ui.casewho import WhoSheet
from wxadmin.ui.decisionsheet import DecisionSheet
from wxadmin.ui.pages.cases import CasesPage
from wxadmin.ui.papersheet import PaperSheet

__all__ = ["nothing_left", "run_async"]

FACTS = "在群内互相辱骂，经劝阻仍不停止。"
TALK = wechat(("方立", "18:01", "你才不懂"), ("莫然", "18:02", "闭嘴"), ("林岚", "18:03", "两位请冷静"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "records"
    with fresh_records(place) as store:
        unit = GroupDraft("研发协作群", unit="远山公司", office="行政部", owner="林岚")
        group = groups.create(store, unit).value
        for name in ("林岚", "方立", "莫然"):
            people.add(store, Person(name, (("研发部",),)), group=group)
        chats.import_chat(store, chats.preview(store, group, TALK))
    return place


def test_a_case_from_what_was_seen_to_what_is_lifted(
    run_async: Run, monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path
) -> None:
    async def story(hands: Driver) -> None:
        await hands.go("案件与处罚")
        page = hands.page
        assert isinstance(page, CasesPage)
        await _seen(hands, page)
        await _proved(hands, page)
        await _decided(hands, page)
        await _delivered(hands, page)
        await _mute_ends(hands, page)
        await _appealed(hands, page)
        await _filed(hands, page)

    drive(run_async, monkeypatch, folder, tmp_path, story)


async def _seen(hands: Driver, page: CasesPage) -> None:
    """Two people at once by initials, the facts written where they stand, for both."""
    await hands.click("新建案件")
    sheet = await hands.has_dialog("新建案件")
    assert isinstance(sheet, WhoSheet)
    for word in ("fl", "莫"):
        sheet.field.setText(word)
        QTest.keyClick(sheet.field, Qt.Key.Key_Return)
    assert "2 人：方立、莫然" in sheet.count.text()
    await hands.accept("新建案件")
    await until(lambda: page.findChildren(ActEditor))
    await hands.quiet()
    editor = page.findChildren(ActEditor)[-1]
    editor.fields.facts.setPlainText(FACTS)
    day = clock.today() - timedelta(days=12)
    editor.fields.day.setDate(QDate(day.year, day.month, day.day))
    editor.fields.severity.setCurrentIndex(1)
    await hands.click("保存")
    await hands.quiet()
    assert hands.words().count(FACTS) >= 2
    await hands.click("修改处罚措施")
    await until(lambda: page.findChildren(MeasuresEditor))
    await hands.quiet()
    box = page.findChildren(MeasuresEditor)[-1].measures
    for key, piece in box._boxes.items():
        piece.setChecked(key == "mute")
    box.days["mute"].setValue(3)
    await hands.click("保存")
    await hands.quiet()
    assert "禁言3天" in hands.words()


async def _proved(hands: Driver, page: CasesPage) -> None:
    await hands.click("从聊天归档选…")
    sheet = await hands.has_dialog("从聊天归档选证据")
    assert isinstance(sheet, EvidenceSheet)
    sheet.own.setChecked(False)
    sheet.search.setText("闭嘴")
    await until(lambda: sheet.list.count() == 1)
    sheet.list.item(0).setCheckState(Qt.CheckState.Checked)
    await hands.accept("从聊天归档选证据")
    await hands.quiet()
    assert page.detail is not None
    assert [line.text for line in page.detail.evidence] == ["闭嘴"]


async def _decided(hands: Driver, page: CasesPage) -> None:
    """What the committee decided ten days ago is recorded; one notice each."""
    page.list.focus_list()
    hands.press(Qt.Key.Key_D)
    sheet = await hands.has_dialog("作出决定")
    assert isinstance(sheet, DecisionSheet)
    sheet.way.setCurrentIndex(sheet.way.findData("all"))
    hands.fill("参加的人", "林岚、石燕、郁青", sheet)
    hands.fill("表决", "同意 3 票", sheet)
    day = clock.today() - timedelta(days=10)
    sheet.day.setDate(QDate(day.year, day.month, day.day))
    await hands.accept("作出决定")
    await hands.quiet()
    assert "已决定，编号" in hands.strip()
    await hands.click("签发通知书（2 份）")
    await hands.accept("签发通知书")
    await hands.quiet()
    assert "已签发：2 份" in hands.strip()
    assert page.preview.state.text() == "已签发"
    page.side.which.setCurrentIndex(1)
    await hands.quiet()
    assert "莫然" in page.side.which.currentText()


async def _delivered(hands: Driver, page: CasesPage) -> None:
    """One will not sign, before a witness."""
    page.list.focus_list()
    hands.press(Qt.Key.Key_D)
    sheet = await hands.has_dialog("记录送达")
    assert isinstance(sheet, DeliverySheet)
    assert [box.isChecked() for box in sheet.boxes.values()] == [True, True]  # both of them
    sheet.how.setCurrentIndex(sheet.how.findData("refused"))
    assert not sheet.main.isEnabled()
    hands.fill("见证人", "石燕", sheet)
    await hands.accept("记录送达")
    await hands.quiet()
    assert "已记录拒签" in hands.strip()
    assert "见证人：石燕" in hands.words()


async def _mute_ends(hands: Driver, page: CasesPage) -> None:
    """As at the beginning of a day."""
    store = page.desk.store
    change = sanctions.end_due(store)
    assert change is not None
    page.desk.changed.emit(change)
    await hands.quiet()
    assert page.detail is not None
    assert [line.state for line in page.detail.parties[0].sanctions] == ["ended"]
    kinds = [member_tasks.get(store, task).kind for task in member_tasks.index(store, View())]
    assert "unmute" in kinds or "mute" in kinds
    await hands.click("解除通知书：方立 禁言3天")
    sheet = await hands.has_dialog("解除处罚通知书")
    assert isinstance(sheet, PaperSheet)
    await until(sheet.main.isEnabled)
    await hands.accept("解除处罚通知书")
    await hands.accept("签发解除处罚通知书")
    await hands.quiet()
    assert page.detail is not None
    assert "解除处罚通知书" in [one.title for one in case_papers.issued(store, page.detail.id)]


async def _appealed(hands: Driver, page: CasesPage) -> None:
    await hands.click("收到申诉…")
    sheet = await hands.has_dialog("收到申诉")
    hands.fill("申诉理由", "是对方先骂人的。", sheet)
    await hands.accept("收到申诉")
    await hands.quiet()
    assert page.detail is not None
    assert page.detail.next_key == "answer"
    await hands.quiet()
    page.list.focus_list()
    hands.press(Qt.Key.Key_D)
    sheet = await hands.has_dialog("答复申诉")
    assert isinstance(sheet, AnswerSheet)
    sheet.outcome.setCurrentIndex(sheet.outcome.findData("revoked"))
    hands.fill("复核理由", "查明此人没有辱骂他人。", sheet)
    hands.fill("复核人", "郁青", sheet)
    await hands.accept("答复申诉")
    await hands.accept("作出答复")
    await hands.quiet()
    assert page.detail is not None
    assert page.detail.parties[0].voided
    assert not page.detail.parties[1].voided
    assert "撤销" in hands.words()


async def _filed(hands: Driver, page: CasesPage) -> None:
    """A note, the words for the group with covered names, and the whole as one file."""
    page.list.focus_list()
    hands.press(Qt.Key.Key_B)
    sheet = await hands.has_dialog("添加备注")
    note = sheet.findChild(QPlainTextEdit)
    assert note is not None
    note.setPlainText("已和两人谈话")
    await hands.accept("添加备注")
    await hands.quiet()
    assert "已和两人谈话" in hands.words()
    await hands.click("复制群内通报")
    await hands.quiet()
    assert "莫*" in hands.clipboard()
    assert "莫然" not in hands.clipboard()
    await hands.click("案卷…")
    await hands.accept("整理案卷")
    sheet = await hands.has_dialog("案卷")
    assert isinstance(sheet, PaperSheet)
    await until(sheet.main.isEnabled)
    await hands.accept("案卷")
    await hands.accept("签发案卷")
    await hands.quiet()
    assert page.detail is not None
    assert "casefile" in [one.kind for one in case_papers.issued(page.desk.store, page.detail.id)]
    assert cases.get(page.desk.store, page.detail.id).state == "issued"
