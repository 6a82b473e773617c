"""The window of cases from the decision on: issued, refused, lifted, corrected, voided, told to the group."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QPushButton, QScrollArea, QWidget

from tests.ui.case_stage import RULES, answered, at_rest, desk, draft, key, known, opened
from tests.ui.page_hands import press, words
from tests.ui.window_loop import Run, until
from wxadmin.domain.cases import Infraction, Measure, Party
from wxadmin.domain.jobs import Step
from wxadmin.domain.papers import CaseFile
from wxadmin.services import (
    appeals,
    case_acts,
    case_papers,
    cases,
    citing,
    clock,
    member_tasks,
    notices,
    records,
    regulations,
    sanctions,
)
from wxadmin.services.case_acts import Amendment
from wxadmin.services.records import Store
from wxadmin.ui import batch, casedrafts, dialogs
from wxadmin.ui.card import Link
from wxadmin.ui.casemeasures import Measures
from wxadmin.ui.casepapers import PaperSide
from wxadmin.ui.casesheets import AmendSheet, DeliverySheet, FileSheet, LiftSheet, UnitSheet
from wxadmin.ui.casetasks import TaskBlock
from wxadmin.ui.decisionsheet import DecisionSheet
from wxadmin.ui.desk import Desk
from wxadmin.ui.numbersheet import NumberSheet
from wxadmin.ui.papersheet import PaperSheet

__all__ = ["desk"]


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
        assert "记录送达（2 人）…" in words(page)
        key(page, "d")
        delivery = await answered(page, DeliverySheet)
        assert [box.isChecked() for box in delivery.boxes.values()] == [True, True]
        for box in delivery.boxes.values():
            box.click()
        assert not delivery.main.isEnabled()  # nobody is ticked
        for box in delivery.boxes.values():
            box.click()
        delivery.how.setCurrentIndex(delivery.how.findData("refused"))
        assert not delivery.main.isEnabled()  # nobody saw it
        delivery.witnesses.setText("赵老师")
        delivery.accept()
        await until(
            lambda: (
                "2 人：已记录拒签，申诉期限次日起算，至" in page.strip.words
                and words(page).count("见证人：赵老师") >= 2
            )
        )
        await at_rest(page)
        page.undo()  # one change, one undo
        await until(lambda: words(page).count("还没有送达。") == 2)
        await at_rest(page)
        key(page, "d")
        delivery = await answered(page, DeliverySheet)
        next(iter(delivery.boxes.values())).click()  # the second alone
        delivery.accept()
        await until(lambda: "送达本人：周敏" in words(page))
        await at_rest(page)
        assert words(page).count("还没有送达。") == 1
        press(page, "解除：林强 禁言3天")
        lifting = await answered(page, LiftSheet)
        lifting.reason.setText("已改正")
        lifting.accept()
        await until(lambda: page.detail is not None and page.detail.parties[1].sanctions[0].state == "lifted")
        await at_rest(page)
        assert "已改正" in words(page)
        page.shut()

    run_async(story())


def test_that_notices_go_out_with_a_decision_is_always_in_view(desk: Desk, host: QWidget) -> None:
    def sheet(*who: str) -> DecisionSheet:
        detail = cases.get(desk.store, draft(desk, *who, measures=(Measure("oral"),)))
        return DecisionSheet(host, desk, detail, "王主任", recommend=False)

    first = sheet("周敏")
    assert first.main.text() == "作出决定"
    first.issue.setChecked(True)
    first.accept()
    second = sheet("林强", "吴丽")  # kept from the case before, but said where the decision is made
    assert second.main.text() == "作出决定并签发"
    assert not any(area.isAncestorOf(second.issue) for area in second.findChildren(QScrollArea))
    second.issue.setChecked(False)
    assert second.main.text() == "作出决定"


def test_after_a_decision_the_card_stands_at_its_top_again(run_async: Run, desk: Desk, host: QWidget) -> None:
    case = draft(desk, "周敏", "林强", measures=(Measure("oral"), Measure("mute", 3)))

    async def story() -> None:
        page = opened(desk, host)
        page.show_record(case)
        await at_rest(page)
        bar = page.card.verticalScrollBar()
        await until(lambda: bar.maximum() > 100)
        bar.setValue(bar.maximum())
        key(page, "d")
        decision = await answered(page, DecisionSheet)
        decision.accept()
        await until(lambda: "签发通知书（2 份）" in words(page))
        await at_rest(page)
        assert bar.value() == 0
        # What changes nothing of what comes next leaves the eye where it is.
        bar.setValue(200)
        desk.changed.emit(case_acts.note(desk.store, case, "来电说明"))
        await until(lambda: "来电说明" in words(page))
        assert bar.value() == 200
        await at_rest(page)
        page.shut()

    run_async(story())


def test_all_measures_are_marked_as_carried_out_at_once_and_taken_back(
    run_async: Run, desk: Desk, host: QWidget
) -> None:  # fmt: skip
    case = draft(desk, "周敏", measures=(Measure("criticism"), Measure("mute", 3)))
    cases.decide(desk.store, case, cases.Decision(("criticism", "mute"), "王主任", days=3))
    party = cases.get(desk.store, case).parties[0].id
    notices.issue(desk.store, case, party=party)
    case_acts.deliver(desk.store, case, party, clock.today(), "当面")

    async def story() -> None:
        page = opened(desk, host)
        page.show_record(case)
        await at_rest(page)
        press(page, "记为已执行")
        await until(lambda: "已记为执行：通报批评、禁言3天" in page.strip.words and words(page).count("已执行（") == 0)
        await at_rest(page)
        assert [one.state for one in page.detail.parties[0].sanctions] == ["carried", "carried"]
        page.undo()
        await until(lambda: "记为已执行" in words(page))
        await at_rest(page)
        assert [one.state for one in page.detail.parties[0].sanctions] == ["decided", "decided"]
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


def test_the_clause_of_a_further_act_is_corrected(run_async: Run, desk: Desk, host: QWidget) -> None:
    store, group = desk.store, desk.group or 0
    made = regulations.create_from_text(store, group, regulations.parse_text(RULES)).value
    regulations.publish(store, made, effective=clock.today() - timedelta(days=60))
    first, second = citing.clauses(store, group)[:2]
    day = clock.today() - timedelta(days=2)
    acts = tuple(Infraction(words, "", day, citing.cite(store, first.id)) for words in ("发广告。", "又发广告。"))
    party = Party(known(store, group)["周敏"], "", acts, (Measure("written"),))
    case = cases.create(store, cases.CaseDraft(group, None, "").with_parties([party])).value
    cases.decide(store, case, cases.Decision(("written",), "王主任"))

    async def story() -> None:
        page = opened(desk, host)
        page.show_record(case)
        await at_rest(page)
        press(page, "更正决定…")
        amend = await answered(page, AmendSheet)
        amend.act.setCurrentIndex(1)
        assert amend.facts.toPlainText() == "又发广告。"
        assert amend.new_facts() is None
        amend.clause.setCurrentIndex(
            next(i for i in range(amend.clause.count()) if second.text in amend.clause.itemText(i))
        )
        assert not amend.act.isEnabled()  # what was changed is not lost by looking at another act
        amend.facts.setPlainText("第二天又发广告。")
        amend.reason.setText("条款引错了")
        amend.accept()
        await until(lambda: "条款引错了" in words(page))
        await at_rest(page)
        found = cases.get(store, case).parties[0].acts
        assert [act.facts for act in found] == ["发广告。", "第二天又发广告。"]
        assert [act.clause.text for act in found if act.clause] == [first.text, second.text]
        page.shut()

    run_async(story())


def test_a_notice_is_delivered_anew_to_whom_the_button_names(run_async: Run, desk: Desk, host: QWidget) -> None:
    case = draft(desk, "周敏", "林强")
    ids = [party.id for party in cases.get(desk.store, case).parties]
    cases.decide(desk.store, case, cases.Decision((), "王主任", parties=dict.fromkeys(ids, (Measure("written"),))))
    for party in ids:
        notices.issue(desk.store, case, party=party)
    case_acts.deliver(desk.store, case, ids[0], clock.today(), "当面")
    case_acts.amend(desk.store, case, Amendment(ids[0], facts="发了一条广告。"), "写错了")

    async def story() -> None:
        page = opened(desk, host)
        page.show_record(case)
        await at_rest(page)
        (papers,) = page.findChildren(PaperSide)
        names = []
        for party in ids:
            papers._select(("notice", party))
            await at_rest(page)
            names.append(papers.preview.handout.file_name)
        assert [name.rpartition("号")[2] for name in names] == [
            "之一.pdf",
            "之二.pdf",
        ]  # one does not replace the other
        key(page, "d")
        delivery = await answered(page, DeliverySheet)
        assert [box.isChecked() for box in delivery.boxes.values()] == [True, True]  # all who wait
        delivery.reject()
        await at_rest(page)
        press(page, "记录送达…")  # in the block of the first
        delivery = await answered(page, DeliverySheet)
        assert {party: box.isChecked() for party, box in delivery.boxes.items()} == {ids[0]: True, ids[1]: False}
        delivery.accept()
        await until(lambda: "已记录送达" in page.strip.words and words(page).count("还没有送达。") == 1)
        await at_rest(page)
        page.shut()

    run_async(story())


def test_who_is_told_no_more_is_not_offered_for_a_delivery(run_async: Run, desk: Desk, host: QWidget) -> None:
    case = draft(desk, "周敏", "林强", "吴丽", measures=(Measure("written"),))
    ids = [party.id for party in cases.get(desk.store, case).parties]
    decision = cases.Decision((), "王主任", parties=dict.fromkeys(ids, (Measure("written"),)))
    cases.decide(desk.store, case, decision)
    for party in ids:
        notices.issue(desk.store, case, party=party)
    desk.store.change("撤销", lambda tx: cases.void_in(tx, case, "认错了人", "王主任", party=ids[1]), final=True)

    async def story() -> None:
        page = opened(desk, host)
        page.show_record(case)
        await at_rest(page)
        key(page, "d")
        sheet = await answered(page, DeliverySheet)
        assert list(sheet.boxes) == [ids[0], ids[2]]
        sheet.reject()
        await at_rest(page)
        page.shut()

    run_async(story())


def test_a_mute_is_proposed_with_the_days_of_its_step(desk: Desk) -> None:
    proposal = cases.Proposal(1, 3, ("mute", "removal"), "", (), days=7)
    assert casedrafts.measures(desk, proposal) == (Measure("mute", 7), Measure("removal"))
    assert casedrafts.measures(desk, replace(proposal, days=0)) == (Measure("mute", 1), Measure("removal"))


def test_the_file_of_a_case_without_notes_says_what_was_lost(
    run_async: Run, desk: Desk, host: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = draft(desk, "周敏")
    cases.decide(desk.store, case, cases.Decision(("written",), "王主任"))
    case_acts.note(desk.store, case, "当事人情绪激动")
    asked: list[bool] = []
    true = case_papers.case_file

    def made(store: Store, number: int, step: Step, *, notes: bool) -> CaseFile:
        asked.append(notes)
        return replace(true(store, number, step, notes=notes), lost=("证据1与收存时不一致。",))

    monkeypatch.setattr(case_papers, "case_file", made)

    async def story() -> None:
        page = opened(desk, host)
        page.show_record(case)
        await at_rest(page)
        press(page, "案卷…")
        choice = await answered(page, FileSheet)
        choice.notes.setChecked(False)
        choice.accept()
        paper = await answered(page, PaperSheet)
        await until(lambda: paper.preview.data is not None and "证据1" in paper.strip.words)
        assert "草稿" in paper.preview.state.text()
        assert asked == [False]
        assert "证据1与收存时不一致" in page.strip.words
        paper.reject()
        await at_rest(page)
        page.shut()

    run_async(story())


def test_long_states_do_not_make_the_card_wider_than_its_pane(run_async: Run, desk: Desk, host: QWidget) -> None:
    case = draft(desk, "周敏", measures=(Measure("mute", 3), Measure("criticism")))
    party = cases.get(desk.store, case).parties[0].id
    told = (Measure("mute", 3), Measure("criticism"))
    cases.decide(desk.store, case, cases.Decision((), "王主任", parties={party: told}))
    member_tasks.carried_out(desk.store, [task for task, _line in member_tasks.of_case(desk.store, case)])

    async def story() -> None:
        page = opened(desk, host)
        page.show_record(case)
        await at_rest(page)
        assert "到" in page.detail.parties[0].sanctions[0].status
        assert page.card.host.minimumSizeHint().width() <= 360
        page.shut()

    run_async(story())


def test_what_a_case_asks_for_stands_on_its_card(run_async: Run, desk: Desk, host: QWidget) -> None:
    case = draft(desk, "周敏", measures=(Measure("mute", 3), Measure("criticism")))
    told = (Measure("mute", 3), Measure("criticism"))
    party = cases.get(desk.store, case).parties[0].id
    cases.decide(desk.store, case, cases.Decision((), "王主任", parties={party: told}))
    first, second = (task for task, _line in member_tasks.of_case(desk.store, case))
    member_tasks.carried_out(desk.store, [first])
    gone: list[tuple[object, ...]] = []
    desk.asked.connect(lambda *where: gone.append(where))

    async def story() -> None:
        page = opened(desk, host)
        page.show_record(case)
        await at_rest(page)
        links = [one for one in page.findChildren(TaskBlock)[0].findChildren(Link) if one.isVisible()]
        assert [one.accessibleName().split("　")[0] for one in links] == ["禁言", "群内通报"]
        key(page, "t")  # to the one that still waits
        await until(lambda: gone)
        await at_rest(page)
        assert gone[0][:2] == ("tasks", second)
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


def test_notices_of_all_parties_are_printed_together(
    run_async: Run, desk: Desk, host: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    one, _draft = draft(desk, "周敏", "林强"), draft(desk, "吴丽")
    ids = [party.id for party in cases.get(desk.store, one).parties]
    cases.decide(desk.store, one, cases.Decision((), "王主任", parties=dict.fromkeys(ids, (Measure("written"),))))
    kept = [notices.issue(desk.store, one, party=party).value.id for party in ids]
    asked: list[list[int]] = []
    shown: list[str] = []

    async def look(_desk: object, _parent: object, title: str, *_more: object) -> None:
        shown.append(title)

    monkeypatch.setattr(batch, "look", look)
    monkeypatch.setattr(batch.papers, "bind", lambda _store, papers, _step: asked.append(list(papers)) or b"%PDF")

    async def story() -> None:
        page = opened(desk, host)
        await at_rest(page)
        page.list.table.selectAll()
        await until(lambda: "选中 2 件" in words(page))
        press(page, "打印通知书")
        question = await answered(page, dialogs.Sheet)
        assert any("1 份通知书还没有签发" in one.text() for one in question.findChildren(QLabel))
        question.accept()
        await until(lambda: shown)
        await at_rest(page)
        assert asked == [kept]
        page.shut()

    run_async(story())


def test_a_mute_for_good_can_be_decided(run_async: Run, desk: Desk, host: QWidget) -> None:
    case = draft(desk, "周敏", measures=(Measure("mute", 3),))

    async def story() -> None:
        page = opened(desk, host)
        page.show_record(case)
        await at_rest(page)
        key(page, "d")
        decision = await answered(page, DecisionSheet)
        assert decision.measures.days["mute"].text() == "3 天禁言"
        decision.measures.days["mute"].setValue(0)
        assert decision.measures.days["mute"].text().startswith("长期禁言")
        decision.accept()
        await until(lambda: "签发通知书" in words(page))
        await at_rest(page)
        [line] = page.detail.parties[0].sanctions
        assert (line.measure, line.days, line.ends) == ("mute", 0, "")
        press(page, "更正决定…")
        amend = await answered(page, AmendSheet)
        assert amend.measures.days["mute"].value() == 0
        assert amend.new_measures() is None
        amend.reject()
        await at_rest(page)
        page.shut()

    run_async(story())


def test_every_sum_has_a_field_named_by_what_it_is_for(desk: Desk, host: QWidget) -> None:
    field = Measures((Measure("compensation", 0, "800"),), host, recommend=True)
    assert field.sums["compensation"].accessibleName() == "建议赔偿金额"
    assert not field.sums["fine"].isVisibleTo(field)
    field._boxes["fine"].click()
    assert field.sums["fine"].isVisibleTo(field)
    assert {"建议赔偿", "建议罚款"} <= {one.text() for one in field.findChildren(QLabel) if one.isVisibleTo(field)}
    field.sums["fine"].setText("100")
    assert field.measures() == (Measure("fine", 0, "100"), Measure("compensation", 0, "800"))


def test_what_can_be_for_so_many_days_has_its_days(run_async: Run, desk: Desk, host: QWidget) -> None:
    case = draft(desk, "周敏", measures=(Measure("removal", 30),))

    async def story() -> None:
        page = opened(desk, host)
        page.show_record(case)
        await at_rest(page)
        key(page, "d")
        decision = await answered(page, DecisionSheet)
        assert decision.measures.days["removal"].text() == "30 天后可重新入群"
        assert decision.measures.days["mute"].isHidden()
        decision.measures.days["removal"].setValue(14)
        decision.accept()
        await until(lambda: "移出群14天" in words(page))
        await at_rest(page)
        [line] = page.detail.parties[0].sanctions
        assert (line.measure, line.days, bool(line.ends)) == ("removal", 14, True)
        page.shut()

    run_async(story())


def test_the_card_says_what_was_decided_and_what_an_appeal_left(run_async: Run, desk: Desk, host: QWidget) -> None:
    case = draft(desk, "周敏", measures=(Measure("mute", 3), Measure("criticism")))
    party = cases.get(desk.store, case).parties[0].id
    cases.decide(desk.store, case, cases.Decision(("mute", "criticism"), "王", days=3))
    received = appeals.AppealDraft(clock.today(), "written", "不服")
    appeal = appeals.receive(desk.store, case, party, received).value
    said = appeals.Answer("reduced", "复核过了", (Measure("mute", 1),), "李主任", same="只有他")
    appeals.answer(desk.store, appeal, said)

    async def story() -> None:
        page = opened(desk, host)
        page.show_record(case)
        await at_rest(page)
        await until(lambda: "申诉后：" in words(page))
        said = words(page)
        assert said.index("禁言3天、通报批评") < said.index("申诉后：") < said.index("禁言1天", said.index("申诉后："))
        assert "解除：禁言1天" in [one.accessibleName() for one in page.findChildren(QPushButton)]
        assert "解除通知书：通报批评" not in [one.accessibleName() for one in page.findChildren(QPushButton)]
        page.shut()

    run_async(story())


def test_what_undoes_a_measure_that_is_over_comes_next(run_async: Run, desk: Desk, host: QWidget) -> None:
    case = draft(desk, "周敏", measures=(Measure("mute", 3),))
    cases.decide(desk.store, case, cases.Decision(("mute",), "王", days=3))
    notices.issue(desk.store, case)
    party = cases.get(desk.store, case).parties[0]
    case_acts.deliver(desk.store, case, party.id, clock.today(), "当面")
    sanctions.carry(desk.store, party.sanctions[0].id, clock.today(), "王")
    assert cases.get(desk.store, case).next_key == "wait"
    sanctions.lift_now(desk.store, party.sanctions[0].id, "已道歉", "王")
    went: list[tuple[str, int]] = []

    async def story() -> None:
        page = opened(desk, host)
        page.show_record(case)
        await at_rest(page)
        await until(lambda: "下一步：在微信里解除禁言" in words(page))
        desk.asked.connect(lambda name, record, _chips: went.append((name, record)))
        press(page, "去办…")
        await until(lambda: went)
        assert went[0][0] == "tasks"
        assert member_tasks.get(desk.store, went[0][1]).kind == "unmute"
        page.shut()

    run_async(story())
