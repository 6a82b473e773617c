from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.services.conftest import wechat
from wxadmin.domain.errors import UserError
from wxadmin.services import cases, chats, groups, members, notices, papers, queue, records, regulations, verify
from wxadmin.services.cases import CaseDraft, Decision
from wxadmin.services.groups import GroupDraft
from wxadmin.services.listing import View

TALK = wechat(
    ("销售部-陆明朗", "18:00", "低价代购奶粉，要的加我微信下单"),
    ("销售部-陆明朗", "19:00", "你就是个废物，滚一边去"),
    ("路人甲", "20:00", "你就是个废物，滚一边去"),
)


@pytest.fixture
def entries(store, group, snapshot):
    draft = regulations.create_from_template(store, group, "company", {"unit": "甲公司"}).value
    regulations.publish(store, draft, effective=date(2026, 9, 1))
    chats.import_chat(store, chats.preview(store, group, TALK))
    found = {}
    for i in queue.index(store, View(group)):
        card = queue.get(store, i)
        found[card.category if card.person else "stranger"] = card
    return found


def opened(store, card, **more):
    return cases.open_from(store, card.id, card.version, replace(cases.draft_from(store, card.id), **more)).value


def test_from_queue_to_decision(store, group, roster, entries):
    draft = cases.draft_from(store, entries["abuse"].id)
    assert draft.person == roster["陆明朗"]
    assert draft.occurred == date(2026, 9, 20)
    assert "废物" in draft.facts
    assert draft.clause is not None
    assert draft.measures == ("reminder",)
    case = opened(store, entries["abuse"])
    card = cases.get(store, case)
    assert (card.state, card.ref, card.person_label) == ("draft", f"草稿 #{case}", "陆明朗（销售部）")
    assert card.evidence[0].text == "你就是个废物，滚一边去"
    assert card.evidence[0].time == "2026年9月20日 19:00"
    number = cases.decide(store, case, Decision(("written", "fine"), "王主任", amount="50")).value
    assert number == "违处〔2026〕1号"
    card = cases.get(store, case)
    assert card.measures == ("书面警告",)
    assert card.recommendations == ("罚款50元",)
    assert card.next_step == "签发通知书"
    assert cases.find(store, "违处[2026]1", group) == case


def test_a_decided_case_is_voided_not_undone_and_keeps_its_number(store, group, entries):
    case = opened(store, entries["abuse"])
    change = cases.decide(store, case, Decision(("written",), "王主任"))
    with pytest.raises(UserError):
        records.undo(store, change.id)
    with pytest.raises(UserError, match="不能修改"):
        cases.edit(store, case, cases.get(store, case).draft)
    with pytest.raises(UserError, match="已经决定过"):
        cases.decide(store, case, Decision(("written",), "王主任"))
    cases.void(store, case, "事实有误")
    card = cases.get(store, case)
    assert (card.state, card.number, card.void_reason) == ("void", "违处〔2026〕1号", "事实有误")
    other = opened(store, entries["advert"])
    assert cases.decide(store, other, Decision(("written",), "王主任")).value == "违处〔2026〕2号"
    with pytest.raises(UserError, match="已作废"):
        notices.issue(store, case)


def test_the_ladder_counts_reminders_and_cases_but_not_the_act_itself_nor_void_ones(store, group, roster, entries):
    queue.decide(store, entries["advert"].id, entries["advert"].version, "reminded")
    case = opened(store, entries["abuse"])
    proposal = cases.get(store, case).proposal
    assert proposal.step == 2
    assert any("私下提醒（广告）" in line or "私下提醒（群内交易）" in line for line in proposal.why)
    assert any("第二十七条" in line for line in proposal.why)
    person = roster["陆明朗"]
    cases.decide(store, case, Decision(("warning",), "王主任"))
    assert len(cases.propose(store, group, person).counted) == 2
    assert cases.get(store, case).proposal == proposal
    cases.void(store, case, "撤回")
    assert len(cases.propose(store, group, person).counted) == 1
    assert cases.propose(store, group, person, severity="malicious").measures == ("removal",)


def test_strikes_expire(store, group, roster, entries, hands):
    case = opened(store, entries["abuse"])
    cases.decide(store, case, Decision(("warning",), "王主任"))
    assert cases.propose(store, group, roster["陆明朗"]).step == 2
    hands.move(days=800)
    assert cases.propose(store, group, roster["陆明朗"]).step == 1


def test_a_case_against_a_nickname_nobody_knows(store, group, entries):
    case = opened(store, entries["stranger"])
    card = cases.get(store, case)
    assert (card.person, card.person_label) == (None, "路人甲")
    cases.decide(store, case, Decision(("removal",), "王主任"))
    assert notices.build(store, case).person == "路人甲"
    assert cases.propose(store, group, None, sender="路人甲").step == 2


def test_editing_a_draft_replaces_its_evidence(store, group, roster, entries):
    case = opened(store, entries["abuse"])
    draft = cases.get(store, case).draft
    cases.edit(
        store, case, replace(draft, evidence=(entries["advert"].message, entries["abuse"].message), facts="两次")
    )
    assert [e.text for e in cases.get(store, case).evidence] == [
        "低价代购奶粉，要的加我微信下单",
        "你就是个废物，滚一边去",
    ]
    records.undo(store)
    assert len(cases.get(store, case).evidence) == 1
    with pytest.raises(UserError, match="证据"):
        cases.edit(store, case, replace(draft, evidence=(999,)))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"person": 999}, "没有这个人员"),
        ({"person": None, "sender": " "}, "没有写明是谁"),
        ({"measures": ("beheading",)}, "没有这种处罚措施"),
        ({"days": -1}, "负数"),
        ({"amount": "一大笔"}, "金额读不懂"),
        ({"group": 999}, "没有这个群"),
        ({"severity": "grim"}, "没有这种情节"),
    ],
)
def test_what_cannot_be_is_refused(store, group, roster, change, words):
    draft = CaseDraft(group, roster["陆明朗"], "事实")
    with pytest.raises(UserError, match=words):
        cases.create(store, replace(draft, **change))
    assert not cases.index(store, View())


def test_a_decision_needs_measures_a_decider_and_facts(store, group, roster):
    case = cases.create(store, CaseDraft(group, roster["陆明朗"], "")).value
    with pytest.raises(UserError, match="没有选处罚措施"):
        cases.decide(store, case, Decision((), "王主任"))
    with pytest.raises(UserError, match="决定人"):
        cases.decide(store, case, Decision(("oral",), " "))
    with pytest.raises(UserError, match="没有写事实"):
        cases.decide(store, case, Decision(("oral",), "王主任"))
    with pytest.raises(UserError, match="还没有决定"):
        notices.issue(store, case)


def test_numbers_are_yearly_and_per_group(store, group, roster, hands):
    other = groups.create(store, GroupDraft("乙组")).value
    numbers = []
    for where, days in ((group, 0), (group, 0), (other, 0), (group, 120)):
        hands.move(days=days)
        case = cases.create(store, CaseDraft(where, roster["陆明朗"], "事实")).value
        numbers.append(cases.decide(store, case, Decision(("oral",), "王主任")).value)
    assert numbers == ["违处〔2026〕1号", "违处〔2026〕2号", "违处〔2026〕1号", "违处〔2027〕1号"]
    with pytest.raises(UserError, match="几个群"):
        cases.find(store, "违处〔2026〕1号")
    with pytest.raises(UserError, match="没有编号为"):
        cases.find(store, "违处〔2026〕9号")


def test_notice_and_history(store, group, roster, entries, tmp_path):
    case = opened(store, entries["abuse"])
    assert notices.build(store, case).number == ""
    cases.decide(store, case, Decision(("written", "mute"), "王主任", days=3))
    issued = notices.issue(store, case).value
    notice = notices.build(store, "违处〔2026〕1号", group)
    assert notice.measures[0] == "书面警告"
    assert notice.measures[1].startswith("禁言3天")
    assert "5个工作日" in notice.appeal
    assert notice.clauses[0].text
    assert cases.get(store, case).paper == issued.id
    assert papers.reprint(store, issued.id) == issued.pdf
    papers.save(issued.pdf, tmp_path / "通知书.pdf")
    found = verify.verify_path(tmp_path / "通知书.pdf")
    assert (found.intact, found.issued, found.number) == (True, True, "违处〔2026〕1号")
    with pytest.raises(UserError, match="已经签发过"):
        notices.issue(store, case)
    history = cases.history(store, person=roster["陆明朗"], group=group)
    assert [(e.number, e.measure, e.state) for e in history.entries] == [
        ("违处〔2026〕1号", "书面警告、禁言3天", "待执行")
    ]
    assert cases.history(store, group=group).entries[0].facts.startswith("陆明朗：")
    assert [row.cells[0] for row in cases.page(store, cases.index(store, View(group, chips=("issued",))))] == [
        notice.number
    ]


def test_what_a_nickname_did_counts_once_its_person_is_known(store, group, roster, entries):
    case = opened(store, entries["stranger"])
    cases.decide(store, case, Decision(("warning",), "王主任"))
    member = next(i for i in members.index(store, View(group, chips=("heard",))))
    members.confirm(store, member, roster["李建业"])
    assert cases.propose(store, group, roster["李建业"]).counted == (f"case {case}",)
    assert [i for i, _line in members.get(store, member).cases] == [case]
    queue.decide(store, entries["abuse"].id, entries["abuse"].version, "reminded")
    assert len(cases.propose(store, group, roster["沈知远"], sender="销售部-陆明朗").counted) == 1


def test_lists_sort_numbers_by_year_and_value(store, group, roster, hands):
    numbers = []
    for days in (*[0] * 10, 120):
        hands.move(days=days)
        case = cases.create(store, CaseDraft(group, roster["陆明朗"], "事实")).value
        numbers.append(cases.decide(store, case, Decision(("oral",), "王主任")).value)
        notices.issue(store, case)
    listed = [row.cells[0] for row in cases.page(store, cases.index(store, View(group, sort="number")))]
    assert listed == numbers
    assert [row.cells[0] for row in papers.page(store, papers.index(store, View(group, sort="number")))] == numbers


def test_evidence_is_of_the_case_s_own_group(store, group, roster, entries):
    other = groups.create(store, GroupDraft("乙组")).value
    with pytest.raises(UserError, match="不在这个群的归档里"):
        cases.create(store, CaseDraft(other, roster["陆明朗"], "事实", evidence=(entries["abuse"].message,)))


def test_a_notice_issued_stays_done_when_the_case_is_void(store, group, roster):
    case = cases.create(store, CaseDraft(group, roster["陆明朗"], "事实")).value
    cases.decide(store, case, Decision(("oral",), "王主任"))
    notices.issue(store, case)
    cases.void(store, case, "事实有误")
    assert cases.get(store, case).parties[0].paper is not None


def test_a_measure_is_named_once(store, group):
    draft = CaseDraft(group, None, sender="张伟", facts="骂人", measures=("warning", "warning"))
    with pytest.raises(UserError, match="写了两次"):
        cases.create(store, draft)


def test_cases_are_found_by_number_name_kind_clause_and_words(store, group, roster, entries):
    found, other = opened(store, entries["abuse"]), opened(store, entries["advert"])
    cases.decide(store, found, Decision(("written",), "王主任"))
    clause = cases.get(store, found).parties[0].acts[0].clause
    assert clause.at != cases.get(store, other).parties[0].acts[0].clause.at
    for words in ("违处〔2026〕1号", "违处[2026]1", "废物", "辱骂", "".join(clause.at), f"陆明朗 {clause.at[-1]}"):
        assert list(cases.index(store, View(group, search=words))) == [found], words
    assert set(cases.index(store, View(group, search="lml"))) == {found, other}
    place = "".join(cases.get(store, other).draft.clause.at)
    assert list(cases.index(store, View(group, search=place))) == [other]
    cases.edit(store, other, replace(cases.get(store, other).draft, clause=None))
    assert not cases.index(store, View(group, search=place))
