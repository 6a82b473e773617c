"""The window of cases from the decision on: issued, refused, lifted, corrected, voided, told to the group."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QWidget

from tests.ui.case_stage import answered, at_rest, desk, draft, key, opened
from tests.ui.page_hands import press, words
from tests.ui.window_loop import Run, until
from wxadmin.domain.cases import Measure
from wxadmin.services import (
    case_papers,
    cases,
    clock,
    records,
)
from wxadmin.ui import dialogs
from wxadmin.ui.casesheets import AmendSheet, DeliverySheet, LiftSheet, UnitSheet
from wxadmin.ui.decisionsheet import DecisionSheet
from wxadmin.ui.desk import Desk
from wxadmin.ui.numbersheet import NumberSheet

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
