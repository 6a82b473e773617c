"""What is done about a decided case: notes, delivery, the unit's answer, amendments, voiding; and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.services.conftest import MONDAY
from wxadmin.domain.cases import Infraction, Measure, Party
from wxadmin.domain.errors import UserError
from wxadmin.services import (
    appeals,
    case_acts,
    case_parts,
    cases,
    erasure,
    member_tasks,
    notices,
    papers,
    people,
    publishing,
    records,
    regulations,
    sanctions,
    signing,
)
from wxadmin.services.appeals import AppealDraft
from wxadmin.services.case_acts import Amendment
from wxadmin.services.cases import CaseDraft, Decision
from wxadmin.services.listing import View
from wxadmin.services.signing import RoundDraft
from wxadmin.store import cases as stored

TEXT = "群规\n第一条 不得辱骂他人。\n第二条 不得发布{}广告。\n"
SUNDAY = MONDAY - timedelta(days=1)


def publish(store, group, word, effective, before=None):
    text = regulations.parse_text(TEXT.format(word))
    draft = regulations.revise(store, before, text) if before else regulations.create_from_text(store, group, text)
    return regulations.publish(store, draft.value, effective=effective).value


@pytest.fixture
def clause(store, group, roster):
    publish(store, group, "商业", MONDAY - timedelta(days=30))
    return regulations.cite(store, regulations.clauses(store, group)[-1].id)


@pytest.fixture
def decided(store, group, roster, clause):
    """(case, party) of a decided case of a warning, a mute and a fine."""
    draft = CaseDraft(group, roster["陆明朗"], "发广告", "advert", SUNDAY, clause=clause)
    case = cases.create(store, draft).value
    cases.decide(store, case, Decision(("warning", "mute", "fine"), "王主任", days=3, amount="50"))
    return case, cases.get(store, case).parties[0].id


def states(store, case):
    with store.read() as db:
        return {row["measure"]: row["state"] for row in sanctions.of_case(db, case)}


def test_notes_are_added_in_any_state_and_stay(store, group, roster, decided):
    case, _party = decided
    first = case_acts.note(store, case, "  本人已道歉 ", "沈知远").value
    cases.void(store, case, "事实有误")
    case_acts.note(store, case, "补记一笔")
    told = [(event.by, event.lines) for event in cases.get(store, case).timeline if event.kind == "note"]
    assert told[0] == ("沈知远", ("本人已道歉",))
    assert len(told) == 2
    with store.read() as db:
        assert next(act.text for act in case_acts.of(db, case) if act.id == first) == "本人已道歉"
    for words, why in ((" ", "没有写备注"), ("长" * 2001, "超过 2000 个字")):
        with pytest.raises(UserError, match=why):
            case_acts.note(store, case, words)
    with pytest.raises(UserError, match="没有这个案件"):
        case_acts.note(store, 99, "谁")


def test_no_notice_reaches_anybody_before_it_is_issued(store, decided, hands):
    case, party = decided
    hands.move(days=2)
    notices.issue(store, case)
    for day in (MONDAY, MONDAY + timedelta(days=1)):
        with pytest.raises(UserError, match="早于通知书签发的日期") as refused:
            case_acts.deliver(store, case, party, day, "当面")
        assert "9月23日" in refused.value.remedy
    case_acts.deliver(store, case, party, MONDAY + timedelta(days=2), "当面")


def test_delivery_comes_after_the_notice_and_once(store, group, decided, hands):
    case, party = decided
    with pytest.raises(UserError, match="通知书还没有签发"):
        case_acts.deliver(store, case, party, MONDAY, "当面")
    notices.issue(store, case)
    hands.move(days=2)
    for day, how, refused, witnesses, why in (
        (SUNDAY, "当面", False, "", "早于决定日期"), (MONDAY + timedelta(days=3), "当面", False, "", "还没有到"),
        (MONDAY, " ", False, "", "没有写送达方式"), (MONDAY, "当面", True, " ", "没有写见证人"),
    ):  # fmt: skip
        with pytest.raises(UserError, match=why):
            case_acts.deliver(store, case, party, day, how, refused, witnesses)
    with pytest.raises(UserError, match="没有这位当事人"):
        case_acts.deliver(store, case, party + 1, MONDAY, "当面")
    case_acts.deliver(store, case, party, MONDAY, "当面", True, "沈知远", "张伟")
    assert states(store, case)["warning"] == "carried"
    with pytest.raises(UserError, match="已于2026年9月21日送达"):
        case_acts.deliver(store, case, party, MONDAY, "再送", True, "沈知远")
    case_acts.deliver(store, case, party, MONDAY + timedelta(days=1), "后来自己来取")
    with pytest.raises(UserError, match="已于2026年9月22日送达"):
        case_acts.deliver(store, case, party, MONDAY + timedelta(days=2), "又送")
    with store.read() as db:
        # The terms run from the refusal.
        assert stored.party(db, party)["delivered"] == "2026-09-21"
    kinds = [event.kind for event in cases.get(store, case).timeline]
    assert kinds[-2:] == ["refused", "delivered"]
    cases.void(store, case, "事实有误")
    with pytest.raises(UserError, match="已经作废"):
        case_acts.deliver(store, case, party, MONDAY + timedelta(days=2), "又送")


@pytest.mark.parametrize(("outcome", "state"), [("adopted", "carried"), ("declined", "lifted"), ("", "decided")])
def test_what_the_unit_answers_settles_what_was_recommended(store, group, decided, outcome, state):
    case, party = decided
    case_acts.answered_by_unit(store, case, "已阅", MONDAY, party, "人事部", outcome)
    assert states(store, case)["fine"] == state
    assert states(store, case)["mute"] == "decided"
    open_tasks = [row.cells for row in member_tasks.page(store, member_tasks.index(store, View(group)))]
    assert any("罚款" in "".join(cells) for cells in open_tasks) == (outcome == "")
    with pytest.raises(UserError, match="没有写单位的答复"):
        case_acts.answered_by_unit(store, case, "", MONDAY)
    with pytest.raises(UserError, match="早于决定日期"):
        case_acts.answered_by_unit(store, case, "好", SUNDAY)


def test_the_unit_answers_nothing_that_was_not_asked(store, group, roster, decided):
    case = cases.create(store, CaseDraft(group, roster["曾雨桐"], "回骂")).value
    cases.decide(store, case, Decision(("oral",), "王主任"))
    for party in (None, cases.get(store, case).parties[0].id):
        with pytest.raises(UserError, match="没有给单位的处理建议"):
            case_acts.answered_by_unit(store, case, "同意", MONDAY, party)


def test_an_amendment_keeps_the_former_words_and_changes_what_holds(store, group, roster, decided, clause):
    case, party = decided
    notices.issue(store, case)
    case_acts.deliver(store, case, party, MONDAY, "当面")
    other = regulations.cite(store, regulations.clauses(store, group)[0].id)
    amended = Amendment(party, "发了三条广告", other, (Measure("warning"), Measure("removal")))
    case_acts.amend(store, case, amended, "申诉外自查", "沈知远")
    card = cases.get(store, case)
    assert (card.draft.facts, card.draft.clause.at, card.measures) == ("发了三条广告", other.at, ("警告", "移出群"))
    assert states(store, case) == {"warning": "carried", "mute": "lifted", "fine": "lifted", "removal": "decided"}
    assert card.next_key == "deliver"
    event = next(event for event in card.timeline if event.kind == "amended")
    assert "事实：原为“发广告”，改为“发了三条广告”" in event.lines
    assert "处罚措施：原为“警告、禁言3天、罚款50元”，改为“警告、移出群”" in event.lines
    assert any("原为“《群规》第 1 版第二条”，改为“《群规》第 1 版第一条”" in line for line in event.lines)
    assert event.lines[-1] == "申诉外自查"
    assert list(cases.index(store, View(group, search="三条"))) == [case]
    with store.read() as db:
        (act,) = stored.infractions(db, case)
    assert act["clause_key"] == "《群规》第一条"
    case_acts.deliver(store, case, party, MONDAY, "更正后的通知书当面交给本人")
    for amendment, reason, why in (
        (Amendment(party), "理由", "没有要更正的内容"), (replace(amended), "理由", "没有要更正的内容"),
        (Amendment(party, "别的"), " ", "没有写更正原因"), (Amendment(party, " "), "理由", "没有写事实"),
        (Amendment(party, measures=()), "理由", "没有选处罚措施"), (Amendment(party + 1, "别的"), "理由", "没有这位当事人"),
        (Amendment(party, "别的", act=3), "理由", "没有这项违规行为"),
        (Amendment(party, measures=(Measure("beheading"),)), "理由", "没有这种处罚措施"),
    ):  # fmt: skip
        with pytest.raises(UserError, match=why):
            case_acts.amend(store, case, amendment, reason)
    with pytest.raises(UserError):
        records.undo(store, case_acts.amend(store, case, Amendment(party, "又改"), "理由").id)
    cases.void(store, case, "都不对")
    with pytest.raises(UserError, match="已经作废"):
        case_acts.amend(store, case, Amendment(party, "别的"), "理由")
    assert store.check().ok


def test_void_lifts_what_is_in_force_and_says_why(store, group, decided):
    case, _party = decided
    with pytest.raises(UserError, match="没有写作废原因"):
        cases.void(store, case, " ")
    cases.void(store, case, "事实有误", "沈知远")
    assert set(states(store, case).values()) == {"lifted"}
    card = cases.get(store, case)
    assert (card.state, card.next_step, card.void_reason) == ("void", "", "事实有误")
    last = [event for event in card.timeline if event.kind == "voided"]
    assert [(event.lines, event.by) for event in last] == [(("事实有误",), "沈知远")]
    assert not member_tasks.index(store, View(group))
    with pytest.raises(UserError, match="已经作废"):
        cases.void(store, case, "再一次")


# What keeps a case from being decided


def test_a_clause_of_a_version_that_did_not_hold_that_day_is_refused(store, group, roster, clause, hands):
    hands.move(days=10)
    newer = publish(store, group, "任何", MONDAY + timedelta(days=10), clause.revision)
    today = MONDAY + timedelta(days=10)
    draft = CaseDraft(group, roster["陆明朗"], "发广告", "advert", today, clause=clause)
    case = cases.create(store, draft).value
    with pytest.raises(UserError, match=r"2026年10月1日那天有效的是《群规》第 2 版，不是第 1 版"):
        cases.decide(store, case, Decision(("oral",), "王主任"))
    # The version of the day of the act holds against it, though it is replaced by now.
    cases.edit(store, case, replace(draft, occurred=today - timedelta(days=1)))
    cases.decide(store, case, Decision(("oral",), "王主任"))
    early = CaseDraft(
        group, roster["陆明朗"], "发广告", "", today - timedelta(days=3), clause=replace(clause, revision=newer)
    )
    with pytest.raises(UserError, match="那天有效的是《群规》第 1 版，不是第 2 版"):
        cases.decide(store, cases.create(store, early).value, Decision(("oral",), "王主任"))


def test_a_clause_repealed_before_the_act_is_refused(store, group, roster, clause, hands):
    hands.move(days=5)
    publishing.repeal(store, clause.revision, MONDAY + timedelta(days=5), "合并")
    today = MONDAY + timedelta(days=5)
    case = cases.create(store, CaseDraft(group, roster["陆明朗"], "发广告", "", today, clause=clause)).value
    with pytest.raises(UserError, match="已经停止施行"):
        cases.decide(store, case, Decision(("oral",), "王主任"))
    assert cases.get(store, case).state == "draft"


def test_days_of_a_decision(store, group, roster, hands):
    case = cases.create(store, CaseDraft(group, roster["陆明朗"], "骂人", "abuse", SUNDAY)).value
    for day, why in ((date(2026, 9, 22), "还没有到"), (date(2026, 9, 19), "早于违规发生的日期（2026年9月20日）")):
        with pytest.raises(UserError, match=why):
            cases.decide(store, case, Decision(("mute",), "王主任", days=3, day=day))
    hands.move(days=4)
    cases.decide(store, case, Decision(("mute",), "王主任", days=3, day=MONDAY, committee="管理组全票"))
    card = cases.get(store, case)
    assert card.decided == "9月21日 周一"
    assert card.parties[0].sanctions[0].starts == "2026-09-21"
    event = next(event for event in card.timeline if event.kind == "decided")
    assert event.time == "9月21日 周一"
    assert event.lines[-1].endswith("登记")


def test_a_decision_of_a_year_long_past_is_a_slip(store, group, roster):
    case = cases.create(store, CaseDraft(group, roster["陆明朗"], "骂人")).value
    for day in (date(1, 1, 1), date(226, 9, 21), date(1989, 12, 31)):
        with pytest.raises(UserError, match="决定日期太早"):
            cases.decide(store, case, Decision(("oral",), "王主任", day=day))
    assert cases.get(store, case).state == "draft"
    cases.decide(store, case, Decision(("oral",), "王主任", day=date(1990, 1, 1)))
    assert len(cases.page(store, cases.index(store, View(group)))) == 1


@pytest.mark.parametrize("days", [3651, 10**9, 10**30])
def test_a_mute_of_more_than_ten_years_is_none(store, group, roster, decided, days):
    case, party = decided
    draft = CaseDraft(group, roster["陆明朗"], "骂人", measures=("mute",), days=3650)
    kept = cases.create(store, draft).value
    for call in (
        lambda: cases.create(store, replace(draft, days=days)),
        lambda: cases.edit(store, kept, replace(draft, days=days)),
        lambda: cases.decide(store, kept, Decision(("mute",), "王主任", days=days)),
        lambda: case_acts.amend(store, case, Amendment(party, measures=(Measure("mute", days),)), "更正"),
    ):
        with pytest.raises(UserError, match="超过 3650 天"):
            call()


def test_texts_are_as_long_at_a_decision_as_they_can_be_amended(store, group, roster):
    draft = CaseDraft(group, roster["陆明朗"], "骂" * 20_000)
    for longer in (
        {"facts": "骂" * 20_001}, {"category": "类" * 201}, {"person": None, "sender": "甲" * 201}, {"note": "记" * 2001},
        {"more": (Infraction("骂" * 20_001),)}, {"others": (Party(None, "甲" * 201, (Infraction("骂"),)),)},
    ):  # fmt: skip
        with pytest.raises(UserError, match="个字"):
            cases.create(store, replace(draft, **longer))
    case = cases.create(store, draft).value
    for longer in ({"decided_by": "王" * 201}, {"committee": "票" * 2001}, {"note": "说" * 2001}):
        with pytest.raises(UserError, match="个字"):
            cases.decide(store, case, replace(Decision(("oral",), "王主任"), **longer))
    cases.decide(store, case, Decision(("oral",), "王主任"))
    party = cases.get(store, case).parties[0].id
    case_acts.amend(store, case, Amendment(party, facts="更" * 20_000), "更正")
    with pytest.raises(UserError, match="事实超过 20000 个字"):
        case_acts.amend(store, case, Amendment(party, facts="更" * 20_001), "更正")


@pytest.mark.parametrize("odd", ["a\0b", "a\ud800b"])
def test_characters_that_cannot_be_kept_are_refused_in_what_acts_tell(store, group, roster, decided, odd):
    case = cases.create(store, CaseDraft(group, roster["陆明朗"], "骂人")).value
    with pytest.raises(UserError, match="不能保存的字符"):
        cases.decide(store, case, Decision(("oral",), "王主任", committee=odd))
    store_case, party = decided
    notices.issue(store, store_case, party=party)
    with pytest.raises(UserError, match="不能保存的字符"):
        case_acts.deliver(store, store_case, party, MONDAY, "当面", refused=True, witnesses=odd)
    with pytest.raises(UserError, match="不能保存的字符"):
        store.change("记", lambda tx: case_acts.add(tx, case, "note", data={"a": [{"b": odd}]}))


def test_what_was_delivered_before_an_amendment_is_no_delivery_of_what_holds(store, group, decided):
    case, party = decided
    notices.issue(store, case, party=party)
    case_acts.deliver(store, case, party, MONDAY, "当面交给本人")
    assert "当面交给本人" in cases.get(store, case).parties[0].delivered
    case_acts.amend(store, case, Amendment(party, facts="发了两条广告"), "少写一条")
    card = cases.get(store, case)
    assert (card.parties[0].delivered, card.next_key) == ("", "deliver")
    case_acts.deliver(store, case, party, MONDAY, "重新当面交给")
    assert cases.get(store, case).parties[0].delivered == "2026年9月21日 送达 重新当面交给"


def erase(store, person, hands):
    hands.move(days=60)
    people.mark_left(store, person)
    found = erasure.preview(store, person)
    assert found.blocked == ()
    keys = [one.key for one in found.doubts]
    erasure.erase(store, person, "离开", typed=people.get(store, person).person.name, confirmed=keys)


def quarrel(store, group, roster):
    """A case of three people who quarrelled, decided and delivered, its parties by name."""
    others = tuple(
        Party(roster[name], "", (Infraction(f"{name}与陆明朗互骂"),), (Measure("oral"),))
        for name in ("曾雨桐", "李建业")
    )
    draft = CaseDraft(
        group, roster["陆明朗"], "与曾雨桐、李建业互骂", measures=("warning",), others=others, note="曾雨桐先动口"
    )
    case = cases.create(store, draft).value
    parties = {party.name: party.id for party in cases.get(store, case).parties}
    chosen = {party: (Measure("oral"),) for party in parties.values()}
    cases.decide(store, case, Decision((), "王主任", "曾雨桐先动口", parties=chosen))
    for name, party in parties.items():
        notices.issue(store, case, party=party)
        case_acts.deliver(store, case, party, MONDAY, f"当面交给{name}，曾雨桐在场")
    case_acts.note(store, case, "曾雨桐来电")
    return case, parties


@pytest.mark.parametrize("name", ["曾雨桐", "陆明朗"])
def test_erasing_one_of_three_leaves_the_others_whole(store, group, roster, hands, name):
    case, parties = quarrel(store, group, roster)
    before = cases.get(store, case)
    papers_before = {party.label: party.paper for party in before.parties}
    erase(store, roster[name], hands)
    with store.read() as db:
        for table in ("cases", "case_party", "infraction", "sanction", "case_act"):
            for row in db.all(f"SELECT * FROM {table}"):
                assert not any(name in str(value) for value in tuple(row)), (table, dict(row))
    card = cases.get(store, case)
    assert (card.number, card.state) == (before.number, "issued")
    assert [party.name for party in card.parties] == [
        "（已删除）" if one.name == name else one.name for one in before.parties
    ]
    assert [[one.words for one in party.sanctions] for party in card.parties] == [["口头警告"]] * 3
    for was, now in zip(before.parties, card.parties, strict=True):
        if was.name == name:
            assert [act.facts for act in now.acts] == ["（已删除）"]
            continue
        assert [act.facts for act in now.acts] == [act.facts.replace(name, "（已删除）") for act in was.acts]
        assert now.label == was.label
        assert now.delivered == was.delivered.replace(name, "（已删除）")
        assert papers.get(store, papers_before[was.label]).pdf
        assert list(cases.index(store, View(group, search=now.name))) == [case]
        assert list(
            cases.index(store, View(group, search={"陆明朗": "lml", "曾雨桐": "zyt", "李建业": "ljy"}[now.name]))
        )
    assert not cases.index(store, View(group, search=name))
    assert list(cases.index(store, View(group, search=card.number))) == [case]
    assert store.check().problems == ()
    for other in parties:
        if other != name:
            erase(store, roster[other], hands)
    card = cases.get(store, case)
    assert (card.number, card.draft.facts, card.person_label) == (before.number, "（已删除）", "（已删除）等3人")
    assert store.check().problems == ()


def test_an_erased_partys_name_goes_from_the_others_appeal_and_its_answer(store, group, roster, hands):
    case, parties = quarrel(store, group, roster)
    draft = AppealDraft(None, "bearer", "曾雨桐先骂人，我才回的", "曾雨桐", taken="")
    appeal = appeals.receive(store, case, parties["陆明朗"], draft).value
    grounds = "曾雨桐与陆明朗都有错"
    appeals.answer(store, appeal, appeals.Answer("maintained", grounds, reviewer="王主任", same="曾雨桐不便复核"))
    erase(store, roster["曾雨桐"], hands)
    with store.read() as db:
        for table in ("appeal", "appeal_answer"):
            assert not any("曾雨桐" in str(value) for row in db.all(f"SELECT * FROM {table}") for value in tuple(row))
    card = appeals.get(store, appeal)
    assert (card.name, card.reasons) == ("陆明朗", "（已删除）先骂人，我才回的")
    assert card.answers[0].grounds == "（已删除）与陆明朗都有错"
    assert [list(appeals.index(store, View(group, search=word))) for word in ("lml", "回的", "曾雨桐")] == [
        [appeal], [appeal], [],
    ]  # fmt: skip
    assert store.check().problems == ()


def test_who_acted_is_told_as_an_office(store, group, roster, hands):
    case, _parties = quarrel(store, group, roster)
    case_acts.note(store, case, "已电话告知", by="沈知远")
    hands.move(days=60)
    people.mark_left(store, roster["沈知远"])
    told = {line.what: line.count for line in erasure.preview(store, roster["沈知远"]).stays}
    assert told == {"以操作人、决定人、经办人身份留下的名字": 1}


def test_somebody_erased_meanwhile_cannot_be_decided_on(store, group, roster, hands):
    others = (Party(roster["曾雨桐"], "", (Infraction("回骂"),), (Measure("oral"),)),)
    case = cases.create(store, CaseDraft(group, roster["陆明朗"], "骂人", measures=("oral",), others=others)).value
    # An erasure waits for the draft to be decided; a package or backup may bring one all the same.
    store.change("人不在了", lambda tx: gone(tx, case))
    parties = {party.id: (Measure("oral"),) for party in cases.get(store, case).parties}
    with pytest.raises(UserError, match="个人信息已经删除"):
        cases.decide(store, case, Decision((), "王主任", parties=parties))
    draft = cases.get(store, case).draft
    cases.edit(store, case, replace(draft, others=()))
    cases.decide(store, case, Decision(("oral",), "王主任"))


def gone(tx, case):
    party = tx.value("SELECT max(id) FROM case_party WHERE case_id = ?", (case,))
    tx.update("case_party", party, {"person_id": 999, "name": "（已删除）"})


def test_unsigned_and_signed_are_frozen_with_the_decision(store, group, roster, clause, decided):
    case, _party = decided
    before = cases.get(store, case).parties[0].acts[0].clause.signing
    signing.open_round(store, RoundDraft(group, clause.revision))
    assert cases.get(store, case).parties[0].acts[0].clause.signing == before
    draft = CaseDraft(group, roster["曾雨桐"], "发广告", "advert", MONDAY, clause=clause)
    fresh = cases.create(store, draft).value
    assert "没有当事人签收" in cases.get(store, fresh).parties[0].acts[0].clause.signing


def test_points_of_the_ladder_are_frozen(store, group, roster, decided):
    case, party = decided
    with store.read() as db:
        assert [row["points"] for row in stored.infractions(db, case)] == [1]
        assert case_parts.one_of(db, case, party).proposal


def test_one_delivery_to_several_is_one_change_and_nothing_half_done(store, group, roster):
    draft = CaseDraft(group, None, "").with_parties(
        [
            Party(roster[name], "", (Infraction("在群内争吵"),), (Measure("written"),))
            for name in ("陆明朗", "曾雨桐", "沈知远")
        ]
    )
    case = cases.create(store, draft).value
    ids = [party.id for party in cases.get(store, case).parties]
    cases.decide(store, case, Decision((), "王主任", parties=dict.fromkeys(ids, (Measure("written"),))))
    for party in ids:
        notices.issue(store, case, party=party)
    change = case_acts.deliver(store, case, ids[:2], MONDAY, "当面宣读", True, "赵老师")
    card = cases.get(store, case)
    assert [bool(party.delivered) for party in card.parties] == [True, True, False]
    assert all("赵老师" in party.delivered for party in card.parties[:2])
    assert records.undo_label(store) == f"登记送达 {card.ref} 陆明朗、曾雨桐"
    with pytest.raises(UserError, match="已于"):
        case_acts.deliver(store, case, [ids[2], ids[0]], MONDAY, "当面宣读", True, "赵老师")
    assert not cases.get(store, case).parties[2].delivered
    with pytest.raises(UserError, match="没有选当事人"):
        case_acts.deliver(store, case, [], MONDAY, "当面")
    records.undo(store, change.id)
    assert not any(party.delivered for party in cases.get(store, case).parties)
    store.change("撤销", lambda tx: cases.void_in(tx, case, "认错了人", "王主任", party=ids[1]), final=True)
    with pytest.raises(UserError, match="对 曾雨桐 的决定已经作废"):
        case_acts.deliver(store, case, ids, MONDAY, "当面")
    assert not any(party.delivered for party in cases.get(store, case).parties)
    case_acts.deliver(store, case, [ids[0], ids[2]], MONDAY, "当面")
