"""What 今日 says of cases: what waits, the last weeks, the clauses."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from wxadmin.domain.papers import ClauseCitation
from wxadmin.services import announcements, appeals, cases, due_cases, notices, today
from wxadmin.services.announcement_plans import Plan
from wxadmin.services.announcements import AnnouncementDraft
from wxadmin.services.appeals import AppealDraft
from wxadmin.services.cases import CaseDraft, Decision
from wxadmin.services.due_cases import WEEKS


def draft(group: int, person: int, clause: str = "") -> CaseDraft:
    cited = ClauseCitation("群规", "第 1 版", (clause,), "不发广告") if clause else None
    return CaseDraft(group, person, "发广告", category="advert", occurred=date(2026, 9, 1), clause=cited)


def test_every_case_waits_for_what_comes_next(store, group, roster, hands):
    case = cases.create(store, draft(group, roster["陆明朗"])).value
    assert lines(store, group) == {"cases": 1}
    cases.decide(store, case, Decision(("written",), "王主任"))
    assert lines(store, group) == {"notices": 1}
    notices.issue(store, case)
    assert lines(store, group)["undelivered"] == 1
    assert "notices" not in lines(store, group)
    assert lines(store, group + 1) == {}
    hands.move(days=61)
    assert "undelivered" not in lines(store, group)
    assert today.counts(store, group).get("cases", 0) == 0


def lines(store, group) -> dict[str, int]:
    return {item.kind: item.count for item in due_cases.items(store, group) if item.page == "cases"}


def test_weeks_tell_what_was_opened_decided_and_left(store, group, roster, hands):
    first = cases.create(store, draft(group, roster["陆明朗"], "第一条")).value
    cases.create(store, draft(group, roster["张伟销售部"]))
    cases.decide(store, first, Decision(("written",), "王主任"))
    hands.move(days=8)
    other = cases.create(store, draft(group, roster["曾雨桐"], "第一条")).value
    cases.decide(store, other, Decision(("written",), "王主任"))
    voided = cases.create(store, draft(group, roster["曾雨桐"], "第二条")).value
    cases.decide(store, voided, Decision(("written",), "王主任"))
    cases.void(store, voided, "记错了人")
    told = due_cases.figures(store, group)
    assert len(told.weeks) == WEEKS
    assert [w.label for w in told.weeks[-2:]] == ["9/21", "9/28"]
    assert [(w.opened, w.decided, w.open, w.overdue) for w in told.weeks[-2:]] == [(2, 1, 1, 1), (2, 1, 0, 0)]
    assert told.clauses == (("《群规》第一条", 2),)
    assert due_cases.figures(store, group + 1).clauses == ()
    hands.move(days=7 * WEEKS)
    assert not any(w.opened for w in due_cases.figures(store, None).weeks)


@pytest.mark.parametrize("hour", [0, 23])
def test_a_week_begins_on_monday_where_the_owner_is(store, group, roster, hands, hour):
    # Monday 21 September, 0:30 and 23:30 in China: in UTC the first is still Sunday.
    hands.move(hours=hour - 8.5)
    cases.create(store, draft(group, roster["陆明朗"]))
    assert due_cases.figures(store, group).weeks[-1].opened == 1


def test_what_has_its_time_today_stands_before_the_rest(store, group, roster, snapshot, hands):
    case = cases.create(store, draft(group, roster["陆明朗"])).value
    cases.decide(store, case, Decision(("mute",), "王主任", days=3))
    cases.create(store, draft(group, roster["张伟销售部"]))
    hands.move(days=3)
    told = [item for item in today.due(store, group) if item.tone == "warn"]
    assert (told[0].kind, told[0].record, told[0].today) == ("ends", case, True)
    assert told[0].label.startswith("今天到期：")
    assert [item.kind for item in told[1:] if item.page == "cases"] == ["cases", "notices"]


def test_an_appeal_counts_from_the_day_it_came(store, group, roster, hands):
    case = cases.create(store, draft(group, roster["陆明朗"])).value
    cases.decide(store, case, Decision(("written",), "王主任"))
    notices.issue(store, case)
    party = cases.get(store, case).parties[0].id
    appeals.receive(store, case, party, AppealDraft(None, "oral", "不是我发的"))
    assert {i.kind: i.count for i in today.due(store, group) if i.page == "appeals"} == {"appeals_open": 1}
    assert today.counts(store, group)["appeals"] == 1
    hands.move(days=6)
    assert [i.kind for i in today.due(store, group) if i.page == "appeals"] == ["appeals"]
    hands.move(days=6)
    assert [i.kind for i in today.due(store, group) if i.page == "appeals"] == ["appeals_late"]
    assert today.counts(store, group)["appeals"] == 1


def test_a_planned_announcement_stands_there_on_its_day(store, group, roster, snapshot, hands):
    cases.create(store, draft(group, roster["陆明朗"]))
    plan = Plan(planned=hands.moment + timedelta(hours=2))
    made = announcements.save(store, AnnouncementDraft(group, "放假安排", "明天起放假", plan=plan)).value
    first = next(item for item in today.due(store, group) if item.tone == "warn")
    assert (first.kind, first.record, first.today) == ("planned", made, True)
    assert first.label.startswith("“放假安排”今天发布")
