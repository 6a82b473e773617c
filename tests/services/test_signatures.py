"""Which version held that day, and had she signed it: asked of every citation, and kept by a decision."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.services.conftest import MONDAY, wechat
from wxadmin.services import (
    case_papers,
    cases,
    chats,
    notices,
    people,
    publishing,
    queue,
    regulations,
    signatures,
    signing,
)
from wxadmin.services.cases import CaseDraft, Decision
from wxadmin.services.listing import View
from wxadmin.services.signing import RoundDraft

FIRST = "群规\n第一条 昵称改为部门-姓名。\n第二条 不得辱骂他人。\n"
SECOND = FIRST.replace("辱骂", "辱骂、嘲笑")


@pytest.fixture
def revision(store, group, roster):
    draft = regulations.create_from_text(store, group, regulations.parse_text(FIRST)).value
    return regulations.publish(store, draft, effective=MONDAY).value


@pytest.fixture
def round_id(store, group, revision):
    return signing.open_round(store, RoundDraft(group, revision)).value


def replaced(store, revision, day):
    """The next version, in force from that day."""
    draft = regulations.revise(store, revision, regulations.parse_text(SECOND)).value
    return regulations.publish(store, draft, effective=day).value


def known(store, person, group, on):
    (held,) = signatures.held(store, person, group, on)
    return held.known, held.words


def test_each_answer_says_what_is_on_record(store, group, roster, revision, round_id, hands):
    number = signing.issue_sheet(store, round_id).value.number
    hands.move(days=9)
    day = MONDAY + timedelta(days=5)
    signing.record(store, round_id, [roster["沈知远"]], "signed", MONDAY + timedelta(days=2))
    signing.record(store, round_id, [roster["陆明朗"]], "signed", MONDAY + timedelta(days=7))
    signing.record(store, round_id, [roster["曾雨桐"]], "refused", MONDAY + timedelta(days=2), "在场见证人：李建业")
    signing.record(store, round_id, [roster["李建业"]], "absent", MONDAY + timedelta(days=2))
    assert known(store, roster["沈知远"], group, day) == ("signed", f"当事人已于2026年9月23日签收，见{number}")
    assert known(store, roster["陆明朗"], group, day) == ("later", f"当事人于2026年9月28日才签收，见{number}")
    assert known(store, roster["曾雨桐"], group, day) == (
        "refused",
        f"当事人于2026年9月23日拒绝签收，见{number}",
    )
    assert known(store, roster["李建业"], group, day) == ("absent", "当事人在2026年9月23日签收时缺席，没有签收")
    assert known(store, roster["张伟销售部"], group, day) == ("missing", "没有当事人签收这一版的记录")
    stranger = people.add(store, people.get(store, roster["张伟销售部"]).person).value
    assert known(store, stranger, group, day)[0] == "not_asked"
    assert signatures.held(store, roster["沈知远"], group, MONDAY - timedelta(days=1)) == ()
    hands.move(days=1)
    second = signing.issue_sheet(store, round_id, missing_only=True).value.number
    signing.record(store, round_id, [roster["李建业"]], "signed", MONDAY + timedelta(days=10))
    on = MONDAY + timedelta(days=10)
    assert known(store, roster["李建业"], group, on) == ("signed", f"当事人已于2026年10月1日签收，见{number}、{second}")
    assert known(store, roster["沈知远"], group, day)[1].endswith(f"签收，见{number}")


def test_who_signed_an_older_version_alone_is_said_to_have(store, group, roster, revision, round_id, hands):
    signing.record(store, round_id, [roster["沈知远"]], "signed", MONDAY)
    hands.move(days=10)
    second = replaced(store, revision, MONDAY + timedelta(days=10))
    before, after = MONDAY + timedelta(days=9), MONDAY + timedelta(days=10)
    assert known(store, roster["沈知远"], group, before)[0] == "signed"
    assert known(store, roster["沈知远"], group, after) == (
        "older", "没有当事人签收这一版的记录，2026年9月21日签收的是第 1 版",
    )  # fmt: skip
    signing.open_round(store, RoundDraft(group, second))
    assert known(store, roster["沈知远"], group, after)[0] == "missing"
    assert known(store, roster["陆明朗"], group, after) == ("missing", "没有当事人签收这一版的记录")
    clause = regulations.cite(store, regulations.clauses(store, group)[-1].id)
    assert signatures.not_yet(store, group, clause, after) == ""
    assert "有效的是《群规》第 1 版" in signatures.not_yet(store, group, clause, before)
    assert "还没有施行" in signatures.not_yet(store, group, clause, MONDAY - timedelta(days=1))
    publishing.repeal(store, second, after, "不再需要")
    assert "第 2 版已经停止施行" in signatures.not_yet(store, group, clause, after)


def test_nothing_is_said_where_nobody_was_asked_to_sign(store, group, roster, revision):
    clause = regulations.cite(store, regulations.clauses(store, group)[-1].id)
    assert signatures.cited(store, group, clause, roster["沈知远"], MONDAY).signing == ""
    assert signatures.cited(store, group, clause, None, MONDAY).signing == ""


def test_a_decision_keeps_what_was_known_when_it_was_made(store, group, roster, revision, round_id, hands):
    clause = regulations.cite(store, regulations.clauses(store, group)[-1].id)
    draft = CaseDraft(group, roster["陆明朗"], "在群里辱骂他人。", occurred=MONDAY, clause=clause)
    first, second = (cases.create(store, draft).value for _ in range(2))
    missing = "该版自2026年9月21日起施行；没有当事人签收这一版的记录。"
    assert cases.get(store, first).draft.clause.signing == missing
    cases.decide(store, first, Decision(("fine",), "王主任", amount="50"))
    signing.record(store, round_id, [roster["陆明朗"]], "signed", MONDAY)
    assert cases.get(store, first).draft.clause.signing == missing
    assert notices.build(store, first).clauses[0].signing == missing
    asked = case_papers.recommendation(store, first)
    assert any(missing in section.paragraphs for section in asked.sections)
    assert cases.get(store, first).parties[0].acts[0].clause.signing == missing
    assert "已于2026年9月21日签收" in cases.get(store, second).draft.clause.signing
    signing.clear(store, round_id, [roster["陆明朗"]])
    assert cases.get(store, second).draft.clause.signing == missing
    cases.edit(store, second, CaseDraft(group, None, "辱骂。", sender="路人", occurred=MONDAY, clause=clause))
    assert cases.get(store, second).draft.clause.signing == ""


def test_the_card_of_a_person_lists_the_records(store, group, roster, revision, round_id):
    signing.record(store, round_id, [roster["沈知远"]], "signed", MONDAY)
    assert people.get(store, roster["沈知远"]).signatures == ((round_id, "2026年9月21日 · 已签 · 《群规》第 1 版"),)
    assert people.get(store, roster["陆明朗"]).signatures == ()


def test_a_citation_from_before_citations_named_their_version_is_found(store, group, roster, revision, round_id):
    clause = regulations.cite(store, regulations.clauses(store, group)[-1].id)
    old = replace(clause, revision=None)
    found = signatures.cited(store, group, old, roster["陆明朗"], MONDAY)
    assert found == signatures.cited(store, group, clause, roster["陆明朗"], MONDAY)
    assert found.signing
    assert signatures.cited(store, group, replace(old, version="第 9 版"), roster["陆明朗"], MONDAY).signing == ""


def test_an_entry_of_the_queue_says_it_too(store, group, snapshot):
    draft = regulations.create_from_template(store, group, "company", {"unit": "甲公司"}).value
    rules = regulations.publish(store, draft, effective=MONDAY - timedelta(days=9)).value
    signing.open_round(store, RoundDraft(group, rules))
    talk = wechat(("销售部-陆明朗", "19:00", "你就是个废物，滚一边去"))
    chats.import_chat(store, chats.preview(store, group, talk))
    (entry,) = queue.index(store, View(group))
    card = queue.get(store, entry)
    assert card.clause is not None
    assert card.clause.signing == "该版自2026年9月12日起施行；没有当事人签收这一版的记录。"
    assert cases.draft_from(store, entry).clause == card.clause
