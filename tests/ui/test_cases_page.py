"""Drafts in the window of cases: several people from scratch, blocks kept when left, merged, split, proved."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QPushButton, QWidget

from tests.services.pictures import picture_file
from tests.ui.case_stage import RULES, WORD, answered, at_rest, desk, draft, key, known, opened, sheet
from tests.ui.page_hands import press, words
from tests.ui.window_loop import Run, until
from wxadmin.domain.cases import Infraction, Measure, Party
from wxadmin.domain.people import Person
from wxadmin.services import (
    attachments,
    cases,
    clock,
    exhibits,
    people,
    records,
    regulations,
    signing,
)
from wxadmin.services.attachments import Owner
from wxadmin.services.listing import View
from wxadmin.services.signing import RoundDraft
from wxadmin.ui import dialogs
from wxadmin.ui.caseblocks import ActEditor, MeasuresEditor
from wxadmin.ui.caseevidence import EvidenceSheet
from wxadmin.ui.casesplit import SplitSheet
from wxadmin.ui.casewho import WhoSheet
from wxadmin.ui.desk import Desk
from wxadmin.ui.sharing import MODE

__all__ = ["desk"]


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
        editor.fields.facts.setPlainText("与林强在群里争吵。")
        assert not editor.same.isChecked()  # it is not true of the other
        editor.same.setChecked(True)
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
        editor.measures.days["mute"].setValue(7)
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
        assert len(chooser.chosen()) == 1
        await until(chooser.around.isEnabled)
        chooser.around.click()
        assert len(chooser.chosen()) == 3  # what was said just after it, by others too
        chooser.accept()
        await at_rest(page)
        await until(lambda: len(cases.get(desk.store, case).draft.evidence) == 3)
        await at_rest(page)
        assert "加微信领兼职" in words(page)
        press(page, "移去这条证据")
        await until(lambda: len(cases.get(desk.store, case).draft.evidence) == 2)
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


def test_another_party_stands_first_and_it_can_be_undone(run_async: Run, desk: Desk, host: QWidget) -> None:
    case = draft(desk, "周敏", "林强", "吴丽")

    async def story() -> None:
        page = opened(desk, host)
        page.show_record(case)
        await at_rest(page)
        assert "上移：周敏" not in str([b.accessibleName() for b in page.findChildren(QPushButton)])
        press(page, "下移：周敏（销售部）")
        await until(lambda: "林强（客服部）" in page.strip.words and "当事人 1　林强（客服部）" in words(page))
        await at_rest(page)
        assert page.list.model.index(0, 1).data() == "林强等3人"
        press(page, "上移：吴丽（客服部）")
        await until(lambda: "当事人 2　吴丽（客服部）" in words(page))
        await at_rest(page)
        page.undo()
        await until(lambda: "当事人 2　周敏（销售部）" in words(page))
        await at_rest(page)
        page.undo()
        await until(lambda: "当事人 1　周敏（销售部）" in words(page))
        await at_rest(page)
        assert page.list.model.index(0, 1).data() == "周敏等3人"
        page.shut()

    run_async(story())


def test_what_goes_with_a_party_is_asked_where_there_are_files(
    run_async: Run, desk: Desk, host: QWidget, tmp_path: Path
) -> None:  # fmt: skip
    case = draft(desk, "周敏", "林强")
    kept = Owner("case", case)
    for n in range(2):
        attachments.add_picture(desk.store, kept, picture_file(tmp_path / f"截图{n}.png", size=(60 + n, 60)))
    exhibits.add(desk.store, exhibits.Of("case", case), picture_file(tmp_path / "原图.png", size=(70, 60)))

    async def story() -> None:
        page = opened(desk, host)
        page.show_record(case)
        await at_rest(page)
        press(page, "分案：林强（客服部） 另立一案")
        asked = await answered(page, SplitSheet)
        assert not asked.going()
        for name in ("截图1 归新案", "原图 归新案"):
            next(box for box in asked.findChildren(QCheckBox) if box.accessibleName() == name).click()
        asked.accept()
        await until(lambda: "已分案" in page.strip.words and page.list.model.rowCount() == 2)
        await at_rest(page)
        new = max(cases.index(desk.store, View(desk.group)))
        assert [one.title for one in attachments.of(desk.store, Owner("case", new))] == ["截图1"]
        assert [one.title for one in attachments.of(desk.store, kept)] == ["截图0"]
        assert [one.name for one in exhibits.of(desk.store, exhibits.Of("case", new))] == ["原图.png"]
        page.undo()
        await until(lambda: page.list.model.rowCount() == 1)
        await at_rest(page)
        assert len(attachments.of(desk.store, kept)) == 2
        page.shut()

    run_async(story())


def test_a_draft_of_nobody_goes(run_async: Run, desk: Desk, host: QWidget) -> None:
    case, other = draft(desk, "周敏"), draft(desk, "林强")

    async def story() -> None:
        page = opened(desk, host)
        page.show_record(other)
        await at_rest(page)
        assert "删去草稿" not in words(page)
        party = cases.get(desk.store, case).parties[0].id
        # As a package or a backup may bring one; an erasure waits for the decision.
        gone = {"person_id": 999, "name": "（已删除）"}
        desk.changed.emit(desk.store.change("人不在了", lambda tx: tx.update("case_party", party, gone)))
        page.show_record(case)
        await until(lambda: "删去草稿" in words(page))
        await at_rest(page)
        press(page, "删去草稿")
        await until(lambda: "已删去" in page.strip.words and page.list.model.rowCount() == 1)
        await at_rest(page)
        assert list(cases.index(desk.store, View(desk.group))) == [other]
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


def test_who_may_only_look_sees_no_acts(
    run_async: Run, desk: Desk, host: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
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


def test_the_clause_that_speaks_of_the_act_is_offered(run_async: Run, desk: Desk, host: QWidget) -> None:
    store, group = desk.store, desk.group or 0
    text = "群规\n第一条 群内不得辱骂、攻击他人。\n第二条 群内不得发布广告。\n"
    made = regulations.create_from_text(store, group, regulations.parse_text(text)).value
    regulations.publish(store, made, effective=clock.today() - timedelta(days=60))
    act = Infraction("在群里骂人。", "", clock.today() - timedelta(days=2))
    party = Party(known(store, group)["周敏"], "", (act,))
    case = cases.create(store, cases.CaseDraft(group, None, "").with_parties([party])).value
    abuse, advert = (clause.id for clause in regulations.clauses(store, group))

    async def story() -> None:
        page = opened(desk, host)
        page.show_record(case)
        await at_rest(page)
        key(page, "e")
        await until(lambda: sheet(page, ActEditor))
        fields = sheet(page, ActEditor)[0].fields
        assert fields.clause_wanted is None
        fields.category.setCurrentText("辱骂")
        await until(lambda: fields.clause_wanted == abuse)
        fields.category.setCurrentText("广告")
        await until(lambda: fields.clause_wanted == advert)
        fields.clause.setCurrentIndex(fields.clause.findData(abuse))  # the owner's own choice stays
        fields.category.setCurrentText("刷屏")
        fields.category.setCurrentText("广告")
        press(page, "保存")
        await until(lambda: not sheet(page, ActEditor))
        await at_rest(page)
        found = cases.get(store, case).parties[0].acts[0].clause
        assert found is not None
        assert "辱骂" in found.text
        page.shut()

    run_async(story())


def test_a_clause_that_was_not_signed_before_the_act_asks_for_a_reminder_alone(
    run_async: Run, desk: Desk, host: QWidget
) -> None:
    store, group = desk.store, desk.group or 0
    made = regulations.create_from_text(store, group, regulations.parse_text(RULES)).value
    regulations.publish(store, made, effective=clock.today() - timedelta(days=60))
    signing.open_round(store, RoundDraft(group, made))
    case = draft(desk, "周敏")
    clause = regulations.clauses(store, group)[0]

    async def story() -> None:
        page = opened(desk, host)
        page.show_record(case)
        await at_rest(page)
        key(page, "e")
        await until(lambda: sheet(page, ActEditor))
        editor = sheet(page, ActEditor)[0]
        editor.fields.clause.setCurrentIndex(editor.fields.clause.findData(clause.id))
        assert editor.fields.words.text() == clause.text
        await until(lambda: "没有" in editor.fields.signing.text())
        press(page, "保存")
        await until(lambda: not sheet(page, ActEditor))
        await at_rest(page)
        await until(lambda: "本群没有按这一条处理过" in words(page))
        assert "行为发生前此人没有签收过这一条，只建议提醒。" in words(page)
        press(page, "按建议填写")
        await until(lambda: cases.get(store, case).draft.measures == ("reminder",))
        await at_rest(page)
        page.shut()

    run_async(story())
