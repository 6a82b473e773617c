"""What a regulation says of counting and time beside what the group has: told, and taken over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.services.conftest import MONDAY
from wxadmin.domain.errors import UserError
from wxadmin.domain.ladder import Span
from wxadmin.services import (
    appeal_letters,
    appeal_windows,
    appeals,
    cases,
    ladders,
    publishing,
    records,
    regulation_terms,
    regulations,
)
from wxadmin.services.appeals import AppealDraft
from wxadmin.services.cases import CaseDraft, Decision
from wxadmin.services.publishing import Publishing

RULES = (
    "群规\n第一条 发布广告的，每次扣2分。\n第二条 违反第三条的，记3分。\n第三条 不得辱骂他人。\n"
    "第四条 处理记录满六个月失效；一年内累计违规三次的，从重处理。\n第五条 离岗的，3日内交回门禁卡。\n"
    "第六条 对处理不服的，可以自收到通知之日起5个工作日内申诉。管理组收到申诉后10个工作日内书面答复。\n"
)


@pytest.fixture
def regulation(store, group, roster):
    draft = regulations.create_from_text(store, group, regulations.parse_text(RULES)).value
    return publishing.publish(store, draft, Publishing(MONDAY - timedelta(days=30), settings=())).value


@pytest.fixture
def case(store, group, regulation, roster):
    made = cases.create(store, CaseDraft(group, roster["曾雨桐"], "在群里发广告。", "advert", occurred=MONDAY)).value
    cases.decide(store, made, Decision(("written",), "王主任"))
    return made


def party(store, case):
    return cases.get(store, case).parties[0].id


def test_a_ladder_is_told_what_the_regulation_says_and_takes_it_over(store, group, regulation):
    card = ladders.card(store, group)
    assert [one.words for one in card.said] == [
        "《群规》第一条写的是：每次记 2 分", "《群规》第三条写的是：每次记 3 分", "《群规》第四条写的是：处理计算 6 个月",
        "《群规》第四条写的是：只看 1 年以内的行为",
    ]  # fmt: skip
    assert regulation_terms.differing(card.ladder, card.said) == card.said
    taken = regulation_terms.taken_over(card.ladder, card.said)
    assert (taken.expiry, taken.window) == (Span(6, "month"), Span(1, "year"))
    assert taken.points == {"《群规》第一条": 2, "《群规》第三条": 3}
    assert (taken.steps, regulation_terms.differing(taken, card.said)) == (card.ladder.steps, ())
    assert regulation_terms.differing(replace(taken, window=Span(12, "month")), card.said) == ()
    ladders.save(store, group, taken, "王主任")
    assert ladders.of(store, group).points == taken.points


def test_what_is_not_in_force_says_nothing(store, group, regulation):
    publishing.repeal(store, regulation, MONDAY, "不用了")
    assert ladders.card(store, group).said == ()
    assert appeal_windows.terms(store, group).answer_said is None
    with pytest.raises(UserError, match="没有写申诉期限"):
        appeal_windows.take_window_over(store, group)


def test_the_regulation_says_by_when_an_appeal_is_answered_where_the_owner_set_nothing(store, group, case, regulation):
    appeal_windows.set_answer_days(store, 4)  # of all groups: where no text fixes it
    with store.read() as db:
        assert appeal_windows.answer_term(db, group) == (10, True)
        assert appeal_windows.answer_term(db, None) == (4, True)
        assert appeal_windows.answer_note(db, group, MONDAY) == ""
        # Before the regulation held it said nothing.
        assert appeal_windows.answer_term(db, group, date(2020, 1, 1)) == (4, True)
    appeal = appeals.receive(store, case, party(store, case), AppealDraft(None, "oral", "不服")).value
    card = appeals.get(store, appeal)
    assert (card.due, card.due_by) == ("2026-10-12", "《群规》第六条")
    (last,) = [part for part in appeal_letters.receipt(store, appeal).sections if part.heading.endswith("接下来")]
    assert "于2026年10月12日前（依据《群规》第六条）书面答复。" in last.paragraphs[0]
    assert "规定" not in last.paragraphs[0]


def test_other_numbers_than_the_regulations_are_told_in_the_settings_and_can_be_taken_over(store, group, regulation):
    appeal_windows.set_answer_days(store, 5, group)
    seen = appeal_windows.terms(store, group)
    assert (seen.window_other, seen.answer_other) == (True, True)
    assert seen.window_said.words == "《群规》第六条写的是：5 个工作日内可以申诉，从知道时起算"
    assert seen.answer_said.words == "《群规》第六条写的是：申诉在 10 个工作日内答复"
    appeal_windows.take_window_over(store, group)
    appeal_windows.set_answer_days(store, 10, group)
    seen = appeal_windows.terms(store, group)
    assert (seen.window, seen.window_other, seen.answer_other) == ("送达（拒收）的次日起5个工作日内", False, False)
    assert seen.fixed_by == "依据《群规》第六条；修订规章才能改。"
    with store.read() as db:
        assert (appeals.answer_days(db, group), appeals.answer_days(db)) == (10, 5)  # other groups keep theirs
    records.undo(store)
    assert appeal_windows.terms(store, group).answer_other


def test_calendar_days_are_taken_over_as_such(store, group, regulation):
    appeal_windows.set_answer_days(store, 10, group, working=False)
    with store.read() as db:
        assert appeal_windows.answer_term(db, group) == (10, False)
        assert appeal_windows.due_day(db, date(2026, 9, 21), group) == date(2026, 10, 1)


def test_other_numbers_are_told_where_an_appeal_comes_in_and_on_its_receipt(store, group, case, roster):
    appeal_windows.set_answer_days(store, 5, group)
    with store.read() as db:
        told = appeal_windows.window_told(db, case, party(store, case))
        note = appeal_windows.answer_note(db, group, MONDAY)
    ways = "，可以在“申诉期限…”里照规章改。"
    assert told.note == f"《群规》第六条写的是：5 个工作日内可以申诉，从知道时起算；这里按3天计算{ways}"
    assert note == f"《群规》第六条写的是：申诉在 10 个工作日内答复；这里按5个工作日计算{ways}"
    appeal = appeals.receive(store, case, party(store, case), AppealDraft(None, "oral", "不服")).value
    (last,) = [part for part in appeal_letters.receipt(store, appeal).sections if part.heading.endswith("接下来")]
    assert "前书面答复。《群规》第六条规定10个工作日内答复，到2026年10月12日。" in last.paragraphs[0]
    appeal_windows.set_answer_days(store, 10, group)
    with store.read() as db:
        assert appeal_windows.answer_note(db, group, MONDAY) == ""
    other = cases.create(store, CaseDraft(group, roster["陆明朗"], "也发了。", "advert", occurred=MONDAY)).value
    cases.decide(store, other, Decision(("written",), "王主任"))
    appeal = appeals.receive(store, other, party(store, other), AppealDraft(None, "oral", "不服")).value
    (last,) = [part for part in appeal_letters.receipt(store, appeal).sections if part.heading.endswith("接下来")]
    assert "规定" not in last.paragraphs[0]
