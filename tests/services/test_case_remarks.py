from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.services.conftest import MONDAY, wechat
from wxadmin.domain.cases import Infraction, Measure, Party
from wxadmin.services import chats, publishing, regulations, signing
from wxadmin.services.case_remarks import Remarks, clauses, remarks
from wxadmin.services.cases import CaseDraft
from wxadmin.services.listing import View
from wxadmin.services.signing import RoundDraft

TEXT = "群规\n第一条 昵称改为部门-姓名。\n第二条 违反规定的，可以建议单位处以{}元罚款。\n"


@pytest.fixture
def revision(store, group, roster):
    text = regulations.parse_text(TEXT.format("50至200"))
    return regulations.publish(store, regulations.create_from_text(store, group, text).value, effective=MONDAY).value


def draft_of(store, group, person, **more):
    clause = regulations.cite(store, regulations.clauses(store, group)[-1].id)
    return CaseDraft(group, person, "在群里辱骂他人。", occurred=MONDAY, clause=clause, **more)


def test_what_the_records_say_of_a_draft(store, group, roster, revision):
    draft = draft_of(store, group, roster["陆明朗"])
    assert remarks(store, draft) == Remarks()
    signing.open_round(store, RoundDraft(group, revision))
    assert "没有当事人签收" in remarks(store, draft).signing
    assert remarks(store, replace(draft, person=None)).signing == ""
    assert remarks(store, replace(draft, clause=None)) == Remarks()
    other = regulations.clauses(store, group)[0].id
    assert "没有当事人签收" in remarks(store, replace(draft, clause=None), other).signing


def test_an_act_from_before_the_version_held_is_warned_of(store, group, roster, revision):
    early = replace(draft_of(store, group, roster["陆明朗"]), occurred=MONDAY - timedelta(days=1))
    (caution,) = remarks(store, early).cautions
    assert "2026年9月20日那天" in caution
    assert "还没有施行" in caution


def test_a_fine_outside_the_range_of_the_text_is_warned_of_with_its_clause(store, group, roster, revision):
    draft = draft_of(store, group, roster["陆明朗"], measures=("fine",))
    for amount in ("50", "200", "199.5", "", "五十"):
        assert remarks(store, replace(draft, amount=amount)).cautions == ()
    for amount in ("49", "200.01", "500"):
        (caution,) = remarks(store, replace(draft, amount=amount)).cautions
        assert caution == f"建议罚款 {amount} 元，不在规定的 50-200 元之内（《群规》第二条）"
    assert remarks(store, replace(draft, amount="500", measures=("deduction",))).cautions == ()
    # Without a clause the range that holds in the group counts.
    (caution,) = remarks(store, replace(draft, clause=None, amount="500")).cautions
    assert "50-200" in caution


def test_each_party_of_several_has_its_cautions_behind_its_name(store, group, roster, revision):
    mine = draft_of(store, group, roster["陆明朗"], measures=("fine",), amount="50")
    early = Infraction("回骂", "abuse", MONDAY - timedelta(days=1), mine.clause)
    other = Party(roster["曾雨桐"], "", (early, early), (Measure("fine", 0, "500"),))
    stranger = Party(None, "夜来香", (Infraction("起哄", "abuse", MONDAY),), (Measure("fine", 0, "1"),))
    late, fine, odd = remarks(store, replace(mine, others=(other, stranger))).cautions
    assert late.startswith("曾雨桐：")
    assert "还没有施行" in late
    assert fine.startswith("曾雨桐：建议罚款 500 元")
    assert odd.startswith("夜来香：建议罚款 1 元")
    signing.open_round(store, RoundDraft(group, revision))
    known = remarks(store, replace(mine, others=(replace(other, acts=(replace(early, occurred=MONDAY),)),))).signing
    assert [line.partition("：")[0] for line in known.splitlines()] == ["陆明朗", "曾雨桐"]
    second = replace(mine, clause=None, more=(early,))
    assert "还没有施行" in remarks(store, second).cautions[0]


def test_where_no_range_is_fixed_no_sum_is_wrong(store, group, roster):
    draft = CaseDraft(group, roster["陆明朗"], "辱骂。", occurred=MONDAY, measures=("fine",), amount="9999")
    assert remarks(store, draft).cautions == ()


def test_clauses_offered_are_those_of_the_day_or_else_todays(store, group, roster, revision, hands):
    hands.move(days=5)
    later = regulations.revise(store, revision, regulations.parse_text(TEXT.format("10至20"))).value
    regulations.publish(store, later, effective=MONDAY + timedelta(days=5))
    assert "50至200" in clauses(store, group, MONDAY)[-1].text
    assert "10至20" in clauses(store, group, MONDAY + timedelta(days=5))[-1].text
    for day in (None, MONDAY - timedelta(days=30)):
        assert clauses(store, group, day) == regulations.clauses(store, group)


def test_evidence_of_other_days_is_cautioned(store, group, roster):
    talk = wechat(("夜来香", "18:00", "你就是个废物"))
    chats.import_chat(store, chats.preview(store, group, talk))
    evidence = tuple(chats.index(store, View(group)))
    draft = CaseDraft(group, roster["陆明朗"], "骂人", occurred=MONDAY, evidence=evidence)
    day = MONDAY - timedelta(days=1)
    [caution] = remarks(store, draft).cautions
    assert "都不是发生那天的" in caution
    assert remarks(store, replace(draft, occurred=day)).cautions == ()
    assert remarks(store, replace(draft, occurred=None)).cautions == ()
    assert remarks(store, replace(draft, evidence=())).cautions == ()


def test_a_clause_repealed_since_the_act_is_told_of(store, group, roster, revision, hands):
    draft = draft_of(store, group, roster["陆明朗"])
    assert not any("废止" in one for one in remarks(store, draft).cautions)
    publishing.repeal(store, revision, MONDAY + timedelta(days=1), "合并到总规")
    assert not any("废止" in one for one in remarks(store, draft).cautions)  # it still holds today
    hands.move(days=2)
    [said] = [one for one in remarks(store, draft).cautions if "废止" in one]
    assert "2026年9月22日废止；行为发生时（2026年9月21日）仍然有效" in said
