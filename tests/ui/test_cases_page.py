"""The window of cases: several people from scratch, blocks kept when left, decided, delivered, lifted; all by keys."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QWidget

from tests.services.conftest import wechat
from tests.ui.page_hands import press, words
from tests.ui.window_loop import Run, until
from wxadmin.domain.cases import Infraction, Measure, Party
from wxadmin.domain.people import Person
from wxadmin.services import case_choices, case_papers, cases, chats, clock, groups, people, records
from wxadmin.services.cases import CaseDraft
from wxadmin.services.groups import GroupDraft
from wxadmin.services.listing import View
from wxadmin.services.records import Store
from wxadmin.ui import casedrafts, dialogs
from wxadmin.ui.caseblocks import ActEditor, MeasuresEditor
from wxadmin.ui.caseevidence import EvidenceSheet
from wxadmin.ui.casesheets import AmendSheet, DeliverySheet, LiftSheet, UnitSheet
from wxadmin.ui.casewho import WhoSheet
from wxadmin.ui.decisionsheet import DecisionSheet
from wxadmin.ui.desk import Desk
from wxadmin.ui.numbersheet import NumberSheet
from wxadmin.ui.pages.cases import CasesPage
from wxadmin.ui.sharing import MODE
from wxadmin.ui.tasks import Tasks

TALK = wechat(
    ("周敏", "18:01", "加微信领兼职，日结三百"), ("林强", "18:02", "不要在群里发广告"), ("周敏", "18:03", "关你什么事"),
)  # fmt: skip
W = TypeVar("W", bound=QWidget)
WORD = "在群内发布兼职广告，经提醒后仍不撤回。"


@pytest.fixture
def desk(store: Store, tasks: Tasks, host: QWidget, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(store, tasks, QSettings(str(tmp_path / "a.ini"), QSettings.Format.IniFormat), host)
    group = groups.create(store, GroupDraft("丙项目群", unit="甲公司", owner="王主任")).value
    for name, department in (("周敏", "销售部"), ("林强", "客服部"), ("吴丽", "客服部")):
        people.add(store, Person(name, ((department,),)), group=group)
    chats.import_chat(store, chats.preview(store, group, TALK))
    made.groups = groups.every(store)
    made.choose_group(group)
    made.right = "cases"
    host.resize(1366, 768)
    host.show()
    return made


def opened(desk: Desk, host: QWidget) -> CasesPage:
    gc.collect()  # loops of tests before hold Qt timers; a thread of the window that collects them may not stop them
    page = CasesPage(desk, host)
    page.resize(1366, 768)
    page.show()
    page.list.focus_list()
    return page


async def at_rest(page: CasesPage) -> None:
    def still() -> bool:
        detail, record = page.detail, page.record
        shown = (detail is None) == (record is None) and (detail is None or detail.id == record)
        return page.desk.tasks.busy == 0 and not page.list.model.settling and shown

    await until(still)
    await until(still)


def key(page: CasesPage, letter: str | Qt.Key) -> None:
    QTest.keyClick(QApplication.focusWidget() or page, letter)


def sheet(page: CasesPage, kind: type[W]) -> list[W]:
    return [one for one in page.findChildren(kind) if one.isVisible()]


async def answered(page: CasesPage, kind: type[W]) -> W:
    await until(lambda: sheet(page, kind))
    return sheet(page, kind)[0]


def known(store: Store, group: int | None) -> dict[str, int]:
    return {one.name: one.person or 0 for one in case_choices.candidates(store, group or 0)}


def draft(desk: Desk, *names: str, facts: str = WORD, measures: tuple[Measure, ...] = (Measure("written"),)) -> int:
    assert desk.group is not None
    who = known(desk.store, desk.group)
    act = Infraction(facts, "advert", clock.today() - timedelta(days=2))
    parties = [Party(who[name], "", (act,), measures) for name in names]
    return cases.create(desk.store, casedrafts.with_parties(CaseDraft(desk.group, None, ""), parties)).value


def test_several_people_from_scratch_by_keys(run_async: Run, desk: Desk, host: QWidget) -> None:
    async def story() -> None:
        page = opened(desk, host)
        await at_rest(page)
        assert "去待审队列" in words(page)
        key(page, "n")
        who = await answered(page, WhoSheet)
        assert not who.main.isEnabled()
        for text in ("zm", "林", "路过的人"):  # initials, a part of the name, a nickname of nobody
            who.field.setText(text)
            QTest.keyClick(who.field, Qt.Key.Key_Return)
        assert who.field.text() == ""
        assert [sender for person, sender in who.chosen() if person is None] == ["路过的人"]
        who.accept()
        await until(lambda: sheet(page, ActEditor))
        editor = sheet(page, ActEditor)[0]
        await at_rest(page)
        assert host.focusWidget() is editor.fields.facts
        assert editor.same.isChecked()
        editor.fields.facts.setPlainText(WORD)
        editor.fields.category.setCurrentText("广告")
        QTest.keyClick(editor.fields.facts, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        await until(lambda: not sheet(page, ActEditor))
        await at_rest(page)
        assert page.detail is not None
        acts = [party.acts[0] for party in page.detail.parties]
        assert [(act.facts, act.category) for act in acts] == [(WORD, "advert")] * 3
        page.undo()
        await until(lambda: page.detail is not None and not page.detail.parties[1].acts[0].facts)
        await at_rest(page)
        page.shut()

    run_async(story())


def test_what_is_under_the_pen_is_kept_when_left(run_async: Run, desk: Desk, host: QWidget) -> None:
    first, second = draft(desk, "周敏"), draft(desk, "林强", facts="")

    async def story() -> None:
        page = opened(desk, host)
        page.show_record(first)
        await at_rest(page)
        key(page, "e")
        await until(lambda: sheet(page, ActEditor))
        editor = sheet(page, ActEditor)[0]
        editor.fields.facts.setPlainText("改过的事实")
        # A change elsewhere reloads the page and leaves the pen alone.
        desk.changed.emit(people.add(desk.store, Person("郑洋"), group=desk.group))
        await at_rest(page)
        assert sheet(page, ActEditor) == [editor]
        page.show_record(second)
        await until(lambda: cases.get(desk.store, first).draft.facts == "改过的事实")
        await at_rest(page)
        assert not sheet(page, ActEditor)
        # Esc gives up, what was there stays.
        page.list.focus_list()
        key(page, "e")
        await until(lambda: sheet(page, ActEditor))
        editor = sheet(page, ActEditor)[0]
        editor.fields.facts.setPlainText("不要了")
        QTest.keyClick(editor.fields.facts, Qt.Key.Key_Escape)
        await until(lambda: not sheet(page, ActEditor))
        await at_rest(page)
        assert cases.get(desk.store, second).draft.facts == ""
        # The window closes: kept at once.
        key(page, "e")
        await until(lambda: sheet(page, ActEditor))
        sheet(page, ActEditor)[0].fields.facts.setPlainText("关窗前写的")
        assert page.keep_now() == ""
        assert cases.get(desk.store, second).draft.facts == "关窗前写的"
        await at_rest(page)
        page.shut()

    run_async(story())


def test_measures_are_changed_in_place(run_async: Run, desk: Desk, host: QWidget) -> None:
    case = draft(desk, "周敏", "林强")

    async def story() -> None:
        page = opened(desk, host)
        page.show_record(case)
        await at_rest(page)
        page.board.write("measures", 1)
        await until(lambda: sheet(page, MeasuresEditor))
        editor = sheet(page, MeasuresEditor)[0]
        editor.measures._boxes["mute"].click()
        editor.measures.days.setValue(7)
        press(page, "保存")
        await until(lambda: not sheet(page, MeasuresEditor))
        await at_rest(page)
        parties = cases.get(desk.store, case).draft.parties
        assert Measure("mute", 7) in parties[1].measures
        assert parties[0].measures == (Measure("written"),)
        page.shut()

    run_async(story())


def test_evidence_comes_out_of_the_archive(run_async: Run, desk: Desk, host: QWidget) -> None:
    case = draft(desk, "周敏")

    async def story() -> None:
        page = opened(desk, host)
        page.show_record(case)
        await at_rest(page)
        key(page, "v")
        chooser = await answered(page, EvidenceSheet)
        chooser.own.setChecked(False)
        chooser.search.setText("兼职")
        await until(lambda: chooser.list.count() == 1)
        chooser.list.item(0).setCheckState(Qt.CheckState.Checked)
        chooser.accept()
        await at_rest(page)
        await until(lambda: len(cases.get(desk.store, case).draft.evidence) == 1)
        await at_rest(page)
        assert "加微信领兼职" in words(page)
        press(page, "移去这条证据")
        await until(lambda: not cases.get(desk.store, case).draft.evidence)
        await at_rest(page)
        page.shut()

    run_async(story())


def test_drafts_are_merged_and_split_and_both_can_be_undone(run_async: Run, desk: Desk, host: QWidget) -> None:
    first, second = draft(desk, "周敏"), draft(desk, "林强")

    async def story() -> None:
        page = opened(desk, host)
        await until(lambda: page.list.model.rowCount() == 2)
        await at_rest(page)
        page.list.table.selectAll()
        await until(lambda: "选中 2 件" in words(page))
        press(page, "并案")
        await until(lambda: page.list.model.rowCount() == 1)
        await at_rest(page)
        assert page.detail is not None
        assert len(page.detail.parties) == 2
        press(page, "分案：林强（客服部） 另立一案")
        await until(lambda: page.list.model.rowCount() == 2)
        await at_rest(page)
        assert "已分案：林强" in page.strip.words
        page.undo()
        await until(lambda: page.list.model.rowCount() == 1)
        await at_rest(page)
        page.undo()
        await until(lambda: page.list.model.rowCount() == 2)
        await at_rest(page)
        assert {first, second} == {page.list.model.id_at(n) for n in range(2)}
        page.shut()

    run_async(story())


def test_from_decision_to_the_end(run_async: Run, desk: Desk, host: QWidget) -> None:
    case = draft(desk, "周敏", "林强", measures=(Measure("mute", 3),))

    async def story() -> None:
        page = opened(desk, host)
        page.show_record(case)
        await at_rest(page)
        key(page, "d")  # the main button, whatever comes next
        decision = await answered(page, DecisionSheet)
        decision.way.setCurrentIndex(1)
        assert not decision.main.isEnabled()
        decision.who.setText("王主任、李老师、赵老师")
        decision.votes.setText("同意 3 票")
        await until(decision.main.isEnabled)
        decision.accept()
        await until(lambda: page.detail is not None and page.detail.state == "decided")
        await at_rest(page)
        assert "同意 3 票" in words(page)
        key(page, "d")
        question = await answered(page, dialogs.Sheet)
        assert any("2 份" in one.text() for one in question.findChildren(QLabel))
        question.accept()
        await until(lambda: page.detail is not None and all(party.paper for party in page.detail.parties))
        await at_rest(page)
        key(page, "d")
        delivery = await answered(page, DeliverySheet)
        delivery.party.setCurrentIndex(1)
        delivery.how.setCurrentIndex(delivery.how.findData("refused"))
        assert not delivery.main.isEnabled()  # nobody saw it
        delivery.witnesses.setText("赵老师")
        delivery.accept()
        await until(lambda: page.detail is not None and page.detail.parties[0].delivered)
        await at_rest(page)
        assert "赵老师" in page.detail.parties[0].delivered
        press(page, "解除：林强 禁言3天")
        lifting = await answered(page, LiftSheet)
        lifting.reason.setText("已改正")
        lifting.accept()
        await until(lambda: page.detail is not None and page.detail.parties[1].sanctions[0].state == "lifted")
        await at_rest(page)
        assert "已改正" in words(page)
        page.shut()

    run_async(story())


def test_corrected_noted_voided(run_async: Run, desk: Desk, host: QWidget) -> None:
    case = draft(desk, "周敏")
    cases.decide(desk.store, case, cases.Decision(("written",), "王主任"))

    async def story() -> None:
        page = opened(desk, host)
        page.show_record(case)
        await at_rest(page)
        press(page, "更正决定…")
        amend = await answered(page, AmendSheet)
        amend.measures._boxes["written"].click()
        amend.measures._boxes["reminder"].click()
        assert not amend.main.isEnabled()
        amend.reason.setText("情节较轻")
        amend.accept()
        await until(lambda: page.detail is not None and "提醒" in page.detail.measures)
        await at_rest(page)
        assert "情节较轻" in words(page)
        key(page, "b")
        question = await answered(page, dialogs.Sheet)
        question.findChild(QPlainTextEdit).setPlainText("本人来电说明情况")
        question.accept()
        await until(lambda: "本人来电说明情况" in words(page))
        await at_rest(page)
        press(page, "作废…")
        question = await answered(page, dialogs.Sheet)
        question.findChild(QLineEdit).setText("查无实据")
        question.accept()
        await until(lambda: page.detail is not None and page.detail.state == "void")
        await at_rest(page)
        assert "查无实据" in words(page)
        assert "作废" not in (records.undo_label(desk.store) or "")
        page.shut()

    run_async(story())


def test_the_unit_answers(run_async: Run, desk: Desk, host: QWidget) -> None:
    case = draft(desk, "周敏", measures=(Measure("fine", 0, "50"),))
    cases.decide(desk.store, case, cases.Decision(("fine",), "王主任", amount="50"))

    async def story() -> None:
        page = opened(desk, host)
        page.show_record(case)
        await at_rest(page)
        press(page, "单位答复…")
        answer = await answered(page, UnitSheet)
        answer.words.setText("人事部来函")
        answer.accept()
        await until(lambda: page.detail is not None and page.detail.parties[0].sanctions[0].state == "carried")
        await at_rest(page)
        assert "人事部来函" in words(page)
        page.shut()

    run_async(story())


def test_a_shared_screen_covers_numbers(run_async: Run, desk: Desk, host: QWidget) -> None:
    case = draft(desk, "周敏", facts="在群内公布他人电话 15400001234。")

    async def story() -> None:
        page = opened(desk, host)
        page.show_record(case)
        await at_rest(page)
        assert "15400001234" in words(page)
        MODE.turn(True)
        try:
            await at_rest(page)
            await until(lambda: "15400001234" not in words(page))
        finally:
            MODE.turn(False)
        await at_rest(page)
        page.shut()

    run_async(story())


def test_who_may_only_look_sees_no_acts(run_async: Run, desk: Desk, host: QWidget, monkeypatch: pytest.MonkeyPatch) -> None:
    case = draft(desk, "周敏")
    monkeypatch.setattr(desk, "may", lambda right: right != "cases")

    async def story() -> None:
        page = opened(desk, host)
        page.show_record(case)
        await at_rest(page)
        assert WORD in words(page)
        assert "作出决定…" not in words(page)
        assert "保存" not in words(page)
        key(page, "e")
        key(page, "d")
        await at_rest(page)
        assert not sheet(page, ActEditor)
        assert not sheet(page, dialogs.Sheet)
        page.shut()

    run_async(story())


def test_a_case_that_is_gone_says_so(run_async: Run, desk: Desk, host: QWidget) -> None:
    case = draft(desk, "周敏")

    async def story() -> None:
        page = opened(desk, host)
        page.show_record(case)
        await at_rest(page)
        records.undo(desk.store)  # behind the page's back
        key(page, "d")
        await until(lambda: "没有这个案件" in page.strip.words)
        await at_rest(page)
        assert cases.index(desk.store, View()).tolist() == []
        page.shut()

    run_async(story())


def test_numbers_are_written_as_the_owner_likes(run_async: Run, desk: Desk, host: QWidget) -> None:
    case = draft(desk, "周敏")

    async def story() -> None:
        page = opened(desk, host)
        page.show_record(case)
        await at_rest(page)
        page._on_numbers_chosen()
        form = await answered(page, NumberSheet)
        form.pattern.setText("{字}")
        await until(lambda: not form.main.isEnabled())
        form.pattern.setText("{年2}{字}{序3}")
        await until(form.main.isEnabled)
        form.accept()
        await until(lambda: "编号格式已改" in page.strip.words)
        await at_rest(page)
        number = cases.decide(desk.store, case, cases.Decision(("written",), "王主任")).value
        assert number == f"{clock.today().year % 100}违处001"
        page.shut()

    run_async(story())


def test_the_words_for_the_group_are_seen_and_issued_with_covered_names(
    run_async: Run, desk: Desk, host: QWidget
) -> None:
    case = draft(desk, "周敏")
    cases.decide(desk.store, case, cases.Decision(("written",), "王主任"))

    async def story() -> None:
        page = opened(desk, host)
        page.show_record(case)
        await at_rest(page)
        press(page, "群内通报")
        await until(page.side.sign.isVisible)
        await until(lambda: page.preview.data is not None)
        await at_rest(page)
        press(page, "签发群内通报")
        (await answered(page, dialogs.Sheet)).accept()
        await until(lambda: "函已签发" in page.strip.words)
        await at_rest(page)
        assert [one.kind for one in case_papers.issued(desk.store, case)] == ["letter"]
        page.shut()

    run_async(story())
