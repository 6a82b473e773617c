"""The ladder of a group, what it proposes for a person from what was decided, and how a clause was decided before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.domain.ladder_samples import ladders as sampled_ladders
from tests.services.conftest import MONDAY, wechat
from wxadmin.domain.cases import Infraction, Measure, Party
from wxadmin.domain.errors import UserError
from wxadmin.domain.ladder import MEASURES, PRESET, SEVERITIES, LadderStep, Span
from wxadmin.services import (
    case_acts,
    case_decisions,
    case_parts,
    cases,
    chats,
    citing,
    clock,
    groups,
    ladders,
    merging,
    precedents,
    proposals,
    queue,
    records,
    regulations,
    sanctions,
    signing,
    strikes,
)
from wxadmin.services.cases import CaseDraft, Decision
from wxadmin.services.listing import View
from wxadmin.services.signing import RoundDraft
from wxadmin.store import strikes as stored_strikes

RULES = (
    "群规\n第一条 不得发布广告。\n第二条 不得辱骂他人。\n"
    "第三条 首次违规的，予以提醒；再次违规的，予以禁言；情节严重的，移出群。\n"
)


@pytest.fixture
def regulation(store, group, roster):
    draft = regulations.create_from_text(store, group, regulations.parse_text(RULES)).value
    return regulations.publish(store, draft, effective=MONDAY - timedelta(days=30)).value


def clause(store, group, n):
    found = [c for c in citing.clauses(store, group) if c.at[-1] == f"第{'一二三四'[n - 1]}条"]
    return citing.cite(store, found[0].id)


def decided(store, group, person, *measures, day=None, **more):
    """A decided case; its id."""
    draft = CaseDraft(group, person, "在群内发了广告。", "advert", occurred=day or MONDAY, **more)
    case = cases.create(store, draft).value
    keys = tuple(measures or ("written",))
    cases.decide(store, case, Decision(keys, "王主任", days=3 if "mute" in keys else 0))
    return case


def amend(store, case, *measures):
    party = cases.get(store, case).parties[0].id
    case_acts.amend(store, case, case_acts.Amendment(party, measures=measures), "过重")


# The ladder of a group


def test_the_owners_ladder_goes_before_the_regulations_and_that_before_the_preset(store, group, roster):
    assert ladders.of(store, group) is PRESET
    draft = regulations.create_from_text(store, group, regulations.parse_text(RULES)).value
    regulations.publish(store, draft, effective=MONDAY)
    fixed = ladders.of(store, group)
    assert [step.measures for step in fixed.steps] == [("reminder",), ("mute",)]
    assert (fixed.serious, fixed.source, fixed.own) == (LadderStep(("removal",)), "《群规》第三条", False)
    ladders.save(store, group, replace(fixed, expiry=Span(1, "year"), reminders=2), "王主任")
    own = ladders.of(store, group)
    assert (own.expiry, own.reminders, own.own, own.source) == (Span(1, "year"), 2, True, "《群规》第三条")
    card = ladders.card(store, group)
    assert (card.own, card.by, card.outdated, card.regulation) == (True, "王主任", False, fixed)
    assert [key for key, _words in card.clauses] == ["《群规》第一条", "《群规》第二条", "《群规》第三条"]
    ladders.reset(store, group)
    assert ladders.of(store, group) == fixed
    records.undo(store)
    assert ladders.of(store, group) == own


def test_a_ladder_that_cannot_be_is_refused_and_nothing_kept(store, group):
    with pytest.raises(UserError, match="比上一级"):
        ladders.save(store, group, replace(PRESET, steps=PRESET.steps[::-1]), "王主任")
    assert ladders.of(store, group) is PRESET
    with pytest.raises(UserError, match="本来就是"):
        ladders.reset(store, group)
    with pytest.raises(UserError):
        ladders.of(store, 99)


def test_a_new_version_that_says_otherwise_makes_the_owners_ladder_worth_a_look(store, group, regulation, hands):
    ladders.save(store, group, replace(ladders.of(store, group), expiry=Span(90)), "王主任")
    again = RULES.replace("予以禁言", "予以警告")
    draft = regulations.revise(store, regulation, regulations.parse_text(again)).value
    regulations.publish(store, draft, effective=MONDAY)
    card = ladders.card(store, group)
    assert (card.outdated, card.ladder.expiry) == (True, Span(90))
    assert card.regulation.steps[1].measures == ("warning",)


def test_what_a_text_sets_for_the_worst_acts_is_not_taken_for_serious_ones(store, group, roster):
    both = "群规\n第一条 首次违规的，提醒。\n第二条 情节恶劣的，移出群。\n第三条 情节严重的，予以禁言。\n"
    draft = regulations.create_from_text(store, group, regulations.parse_text(both)).value
    regulations.publish(store, draft, effective=MONDAY)
    fixed = ladders.of(store, group)
    assert (fixed.serious, fixed.malicious) == (LadderStep(("mute",)), LadderStep(("removal",)))
    person = roster["陆明朗"]
    titles = [proposals.propose(store, group, person, severity=one).title for one in SEVERITIES]
    assert titles == ["提醒", "禁言", "移出群"]


@pytest.mark.parametrize("between", ["；", "。"])
def test_the_worst_acts_are_told_apart_within_a_sentence(store, group, roster, between):
    text = f"群规\n第一条 首次违规的，提醒{between}情节严重的，予以禁言{between}情节恶劣的，移出群。\n"
    draft = regulations.create_from_text(store, group, regulations.parse_text(text)).value
    regulations.publish(store, draft, effective=MONDAY)
    fixed = ladders.of(store, group)
    assert (fixed.serious, fixed.malicious) == (LadderStep(("mute",)), LadderStep(("removal",)))


def test_days_times_and_choices_of_the_text_reach_the_proposal(store, group, roster):
    text = (
        "群规\n第一条 首次违规的，警告。\n第二条 多次违规的，禁言1至3天。\n第三条 情节恶劣的，可以移出群，或者禁言30天。\n"
        "第四条 情节严重的，通报批评。\n第五条 情节严重的，群主有权解散群。\n"
    )
    draft = regulations.create_from_text(store, group, regulations.parse_text(text)).value
    regulations.publish(store, draft, effective=MONDAY)
    person = roster["陆明朗"]
    assert proposals.propose(store, group, person, severity="serious").title == "通报批评"
    worst = proposals.propose(store, group, person, severity="malicious")
    assert worst.title == "禁言30天"
    assert "制度还允许移出群，由您决定。" in worst.why
    titles = []
    for _n in range(3):
        found = proposals.propose(store, group, person)
        titles.append(found.title)
        decided(store, group, person)
    assert titles == ["警告", "警告", "禁言1天"]
    assert any("从第 3 次起" in line for line in found.why)
    assert any("1–3天" in line for line in found.why)
    # The owner's own keeps what may be chosen besides, and has no need to be told what was assumed.
    ladders.save(store, group, replace(ladders.of(store, group), reminders=2), "王主任")
    own = ladders.of(store, group)
    assert (own.malicious, own.assumed) == (LadderStep(("mute",), 30, ("removal",)), ())


def test_where_only_the_worst_acts_are_named_grave_ones_follow_it(store, group, roster):
    one = "群规\n第一条 首次违规的，提醒。\n第二条 情节恶劣的，移出群。\n"
    draft = regulations.create_from_text(store, group, regulations.parse_text(one)).value
    regulations.publish(store, draft, effective=MONDAY)
    assert proposals.propose(store, group, roster["陆明朗"], severity="malicious").title == "移出群"


# What counts


def test_the_proposal_follows_the_decisions_and_says_which(store, group, roster):
    person = roster["陆明朗"]
    assert proposals.propose(store, group, person).title == "提醒"
    case = decided(store, group, person)
    found = proposals.propose(store, group, person, "advert")
    assert (found.title, found.counted) == ("书面警告", (f"case {case}",))
    number = cases.get(store, case).number
    assert f"2026年9月21日 {number} 书面警告，计算到2027年3月19日。" in found.why
    assert "其中同类（广告）案件 1 次。" in found.why
    assert proposals.propose(store, group, roster["曾雨桐"]).counted == ()


def test_a_strike_counts_to_the_last_moment_of_its_last_day_where_the_owner_is(store, group, roster, hands):
    ladders.save(store, group, replace(PRESET, expiry=Span(30)), "王主任")
    person = roster["陆明朗"]
    hands.move(hours=14, minutes=59)  # one minute before midnight in China
    decided(store, group, person)
    hands.move(days=29)
    assert proposals.propose(store, group, person).counted
    hands.move(minutes=1)
    found = proposals.propose(store, group, person)
    assert found.counted == ()
    assert any("2026年10月21日起已经失效" in line for line in found.why)


def test_voided_decisions_do_not_count_and_corrected_ones_as_they_stand(store, group, roster):
    person = roster["陆明朗"]
    void, reduced = (decided(store, group, person, "written", "mute") for _n in range(2))
    assert len(proposals.propose(store, group, person).counted) == 2
    cases.void(store, void, "认错了人")
    amend(store, reduced, Measure("written"))
    found = proposals.propose(store, group, person)
    assert found.counted == (f"case {reduced}",)
    line = next(line for line in found.why if cases.get(store, reduced).number in line)
    assert "书面警告" in line
    assert "禁言" not in line


def test_what_is_ended_early_still_counts_and_is_called_so(store, group, roster):
    person = roster["陆明朗"]
    case = decided(store, group, person, "mute")
    with store.read() as db:
        (mute,) = sanctions.of_case(db, case)
    sanctions.carry(store, mute["id"], MONDAY, "王主任")
    sanctions.lift_now(store, mute["id"], "当众道歉，提前解除", "王主任")
    found = proposals.propose(store, group, person)
    assert (found.counted, found.step) == ((f"case {case}",), 2)
    assert any("禁言3天（已提前解除）" in line for line in found.why)
    # A word put right in the facts changes no measure.
    with store.read() as db:
        (party,) = case_parts.of(db, case)
    case_acts.amend(store, case, case_acts.Amendment(party.id, facts="发了两条广告。"), "写错了")
    assert proposals.propose(store, group, person).counted == (f"case {case}",)
    # What was decided instead counts then, and what was taken back does not.
    amend(store, case, Measure("reminder"))
    assert proposals.propose(store, group, person).counted == (f"case {case}",)
    cases.void(store, case, "认错了人")
    assert proposals.propose(store, group, person).counted == ()


def test_what_was_reduced_to_a_reminder_counts_as_one(store, group, roster):
    ladders.save(store, group, replace(PRESET, reminders=2), "王主任")
    person = roster["陆明朗"]
    case = decided(store, group, person, "reminder", "mute")
    assert proposals.propose(store, group, person).step == 2
    amend(store, case, Measure("reminder"))
    found = proposals.propose(store, group, person)
    assert (found.step, found.counted) == (1, (f"case {case}",))
    assert "其中提醒 1 次，每满 2 次才算 1 次；合计算 0 次。" in found.why


def test_each_of_several_parties_has_a_history_of_their_own(store, group, roster):
    first, second = roster["陆明朗"], roster["曾雨桐"]
    draft = CaseDraft(
        group, first, "在群内对骂。", "abuse", occurred=MONDAY,
        others=(Party(second, acts=(Infraction("在群内对骂。", "abuse", MONDAY),)),),
    )  # fmt: skip
    case = cases.create(store, draft).value
    parties = cases.get(store, case).parties
    chosen = {parties[0].id: (Measure("mute", 3),), parties[1].id: (Measure("reminder"),)}
    cases.decide(store, case, Decision((), "王主任", parties=chosen))
    for person, words in ((first, "禁言3天"), (second, "提醒")):
        found = proposals.propose(store, group, person)
        assert found.counted == (f"case {case}",)
        assert any(words in line for line in found.why[1:2])
    store.change(
        "撤销对一人的决定", lambda tx: case_decisions.void_in(tx, case, "弄错了人", party=parties[1].id), final=True
    )
    assert proposals.propose(store, group, second).counted == ()
    assert proposals.propose(store, group, first).counted == (f"case {case}",)


TALK = wechat(
    ("销售部-陆明朗", "18:00", "低价代购奶粉，要的加我微信下单"),
    ("销售部-陆明朗", "19:00", "低价代购面霜，要的加我微信下单"),
    ("销售部-陆明朗", "20:00", "低价代购手表，要的加我微信下单"),
)


def test_private_words_count_by_the_owners_measure(store, group, snapshot, roster):
    chats.import_chat(store, chats.preview(store, group, TALK))
    entries = [queue.get(store, i) for i in queue.index(store, View(group))]
    for card in entries:
        queue.decide(store, card.id, card.version, "reminded")
    person, said = roster["陆明朗"], len({card.message for card in entries})
    assert said == 3
    assert proposals.propose(store, group, person).step == 4
    ladders.save(store, group, replace(PRESET, reminders=3), "王主任")
    assert proposals.propose(store, group, person).step == 2
    assert proposals.propose(store, group, person, acts=(entries[0].message,)).step == 1
    ladders.save(store, group, replace(PRESET, reminders=0), "王主任")
    assert proposals.propose(store, group, person).counted == ()


def test_an_earlier_decision_about_the_very_message_is_no_earlier_act(store, group, snapshot, roster):
    chats.import_chat(store, chats.preview(store, group, TALK))
    messages = sorted({queue.get(store, i).message for i in queue.index(store, View(group))})
    decided(store, group, roster["陆明朗"], evidence=(messages[0],))
    assert proposals.propose(store, group, roster["陆明朗"], acts=(messages[1],)).step == 2
    found = proposals.propose(store, group, roster["陆明朗"], acts=(messages[0],))
    assert (found.step, found.counted) == (1, ())
    assert any("同一行为，不重复计算" in line for line in found.why)


def test_words_of_others_in_the_evidence_make_no_second_act(store, group, snapshot, roster):
    talk = wechat(
        ("销售部-陆明朗", "18:00", "低价代购奶粉，要的加我微信下单"), ("客服部-曾雨桐", "18:05", "别发广告了")
    )
    chats.import_chat(store, chats.preview(store, group, talk))
    with store.read() as db:
        own, reply = (row[0] for row in db.all("SELECT id FROM v_message ORDER BY id"))
    first = decided(store, group, roster["陆明朗"], evidence=(own, reply))
    decided(store, group, roster["陆明朗"], evidence=(own,))
    assert proposals.propose(store, group, roster["陆明朗"]).counted == (f"case {first}",)


def test_a_nicknames_cases_count_for_the_person_it_turns_out_to_be(store, group, snapshot, roster):
    draft = CaseDraft(group, None, "在群内发了广告。", "advert", occurred=MONDAY, sender="销售部-陆明朗")
    case = cases.create(store, draft).value
    cases.decide(store, case, Decision(("written",), "王主任"))
    assert proposals.propose(store, group, roster["陆明朗"]).counted == (f"case {case}",)
    assert proposals.propose(store, group, None, sender="销售部-陆明朗").counted == (f"case {case}",)
    assert proposals.propose(store, group, roster["曾雨桐"]).counted == ()
    other = groups.create(store, groups.GroupDraft("乙组群")).value
    assert proposals.propose(store, other, roster["陆明朗"]).counted == ()


def test_a_long_history_is_read_no_further_than_it_matters(store, group, roster):
    person = roster["陆明朗"]
    days = [date(2026, 9, 20) - timedelta(days=n) for n in range(70)]
    for day in days:
        decided(store, group, person, day=day)
    found = proposals.propose(store, group, person)
    assert (found.title, len(found.counted)) == ("移出群", 64)
    assert "更早还有 6 次处理，不会改变结果，没有逐一列出。" in found.why
    steps = tuple(LadderStep(("mute",), n + 1) for n in range(19))
    ladders.save(store, group, replace(PRESET, steps=steps, thresholds=((71, LadderStep(("removal",))),)), "王主任")
    found = proposals.propose(store, group, person)
    assert (found.title, found.points) == ("移出群", 71)


decisions = st.lists(
    st.tuples(
        st.integers(0, 500), st.lists(st.sampled_from(sorted(MEASURES)), min_size=1, max_size=2, unique=True),
        st.integers(1, 9), st.sets(st.integers(1, 6), max_size=2),
    ),
    max_size=14,
)  # fmt: skip


@given(sampled_ladders(), decisions, st.integers(10**6, 10**9), st.data())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_reading_in_parts_proposes_what_reading_everything_does(store, group, rules, made, person, data):
    def work(tx):
        for back, measures, points, messages in made:
            day = (MONDAY - timedelta(days=back)).isoformat()
            file_case(tx, group, person, day, measures, points, messages)

    store.change("造数", work)
    acts = data.draw(st.frozensets(st.integers(1, 6), max_size=1))
    severity = data.draw(st.sampled_from(SEVERITIES))
    occurred = MONDAY - timedelta(days=data.draw(st.integers(0, 60)))
    found = []
    for part in (1, 10_000):
        with mock.patch.object(strikes, "_PART", part), store.read() as db:
            found.append(
                proposals.of_acts(
                    db,
                    group,
                    person,
                    (Infraction("", occurred=occurred, severity=severity),),
                    evidence=acts,
                    rules=rules,
                )
            )
    parts, whole = found
    assert (parts.measures, parts.days) == (whole.measures, whole.days)
    assert parts.points <= whole.points
    assert len(parts.counted) <= len(whole.counted)


def test_words_of_a_person_merged_into_another_are_theirs_and_count_once(store, group, roster):
    """Else what others said beside it would be taken for acts of theirs, and one message would count twice."""
    one, other = roster["陆明朗"], roster["曾雨桐"]
    day = MONDAY.isoformat()

    def work(tx):
        subject = tx.value("SELECT subject FROM person WHERE id = ?", (other,))
        for beside in (8, 9):
            file_case(tx, group, one, day, ("written",), 1, (7, beside), {7: bytes(subject)})

    store.change("造数", work)
    assert len(proposals.propose(store, group, one).counted) == 2  # whose the words are is not known: all are his
    merging.merge(store, one, other)
    found = proposals.propose(store, group, one)
    assert len(found.counted) == 1
    assert any(line.endswith("与已计算的或本次是同一行为，不重复计算。") for line in found.why)


def test_words_of_a_nickname_nobody_is_known_for_are_told_from_those_of_others(store, group, roster):
    day = MONDAY.isoformat()

    def work(tx):
        for beside in (8, 9):
            file_case(tx, group, None, day, ("written",), 1, (7, beside), senders={7: "小陆", 8: "甲", 9: "乙"})

    store.change("造数", work)
    found = proposals.propose(store, group, None, sender="小陆")
    assert (len(found.counted), found.title) == (1, "书面警告")


def test_only_decisions_that_are_named_have_their_titles_read(store, group, roster):
    person = roster["陆明朗"]

    def work(tx):
        for n in range(60):
            file_case(tx, group, person, (MONDAY - timedelta(days=n)).isoformat(), ("written",), 1, ())

    store.change("造数", work)
    rules = replace(PRESET, thresholds=((60, LadderStep(("removal",))),))
    with store.read() as db, mock.patch.object(stored_strikes, "told", wraps=stored_strikes.told) as told:
        found = proposals.of_acts(db, group, person, (Infraction(""),), rules=rules)
    assert (found.points, len(found.counted)) == (61, 60)
    assert sum(line.startswith("20") and "违处1号 书面警告" in line for line in found.why) == 50
    assert max(len(call.args[1]) for call in told.call_args_list) == 50


def file_case(tx, group, person, day, measures, points, messages, subjects=(), senders=()):
    """A decided case as its rows stand; ``subjects`` and ``senders`` say whose the messages are."""
    subjects, senders = dict(subjects), dict(senders)
    who = {"person_id": person, "subject": b"", "sender": "" if person else senders[min(senders)], "department": ""}
    case = tx.insert("cases", {
        **who, "group_id": group, "person_name": "某人", "person_key": "", "number": "违处1号", "ordinal": 1,
        "state": "decided", "category": "advert", "occurred": day, "facts": "", "clause": "", "measures": "[]",
        "days": 0, "amount": "", "severity": "ordinary", "note": "", "proposal": "", "decided": f"{day}T04:00:00Z",
        "decided_by": "", "decision_note": "", "void_reason": "", "voided": "", "created": "", "search": "",
    })  # fmt: skip
    party = tx.insert("case_party", {
        **who, "case_id": case, "group_id": group, "position": 0, "name": "某人", "name_key": "", "proposal": "",
    })  # fmt: skip
    of = {"case_id": case, "party_id": party, "group_id": group, "subject": b""}
    tx.insert("infraction", {
        **of, "position": 0, "category": "", "occurred": day, "facts": "", "clause": "", "clause_key": "",
        "severity": "ordinary", "points": points,
    })  # fmt: skip
    for position, measure in enumerate(measures):
        tx.insert("sanction", {
            **of, "position": position, "measure": measure, "days": 0, "amount": "", "state": "decided",
            "starts": day, "ends": "", "settled": "", "note": "",
        })  # fmt: skip
    for message in messages:
        tx.insert("case_evidence", {
            "case_id": case, "message_id": message, "subject": subjects.get(message, b""), "position": 0,
            "sender": senders.get(message, ""), "time": "", "text": "",
        })  # fmt: skip


# Points and clauses


def test_points_of_clauses_are_kept_with_the_decision(store, group, regulation, roster):
    one, two = clause(store, group, 1), clause(store, group, 2)
    rules = replace(ladders.of(store, group), points={"《群规》第二条": 3}, thresholds=((6, LadderStep(("removal",))),))
    ladders.save(store, group, rules, "王主任")
    person = roster["陆明朗"]
    decided(store, group, person, clause=two)
    assert proposals.propose(store, group, person, clause=one, occurred=MONDAY).points == 4
    found = proposals.propose(store, group, person, clause=two, occurred=MONDAY)
    assert (found.points, found.title) == (6, "移出群")
    assert any("本次违反《群规》第二条，记 3 分，累计 6 分，已满 6 分：移出群" in line for line in found.why)
    # What was decided keeps its points, though the ladder counts otherwise now.
    ladders.save(store, group, replace(rules, points={}), "王主任")
    assert proposals.propose(store, group, person, clause=two, occurred=MONDAY).points == 4
    acts = tuple(Infraction("又发了。", "advert", MONDAY, c) for c in (one, two))
    with store.read() as db:
        assert proposals.of_acts(db, group, person, acts).points == 5


def test_who_had_not_signed_before_the_act_is_reminded(store, group, regulation, roster, hands):
    cited, person = clause(store, group, 1), roster["陆明朗"]
    decided(store, group, person, "mute")
    held = proposals.propose(store, group, person, clause=cited, occurred=MONDAY)
    assert (held.unsigned, held.title) == (False, "禁言")  # nobody was asked to sign
    round_id = signing.open_round(store, RoundDraft(group, regulation)).value
    found = proposals.propose(store, group, person, clause=cited, occurred=MONDAY, severity="malicious")
    assert (found.unsigned, found.measures) == (True, ("reminder",))
    assert any(line.startswith("没有当事人签收这一版的记录；行为发生前没有签收") for line in found.why)
    hands.move(days=5)
    signed = MONDAY + timedelta(days=3)
    signing.record(store, round_id, [person], "signed", signed)
    before, after = (
        proposals.propose(store, group, person, clause=cited, occurred=signed - timedelta(days=n)) for n in (1, 0)
    )
    assert (before.unsigned, after.unsigned) == (True, False)
    signing.record(store, round_id, [roster["曾雨桐"]], "refused", MONDAY + timedelta(days=2), "见证人：李建业")
    refused = proposals.propose(store, group, roster["曾雨桐"], clause=cited, occurred=signed)
    assert not refused.unsigned
    # Two acts together: one of a clause that was not signed in time does not shield the other.
    acts = (
        Infraction("先发广告。", "advert", MONDAY, cited),
        Infraction("后来骂人。", "abuse", signed, clause(store, group, 2)),
    )
    with store.read() as db:
        both = proposals.of_acts(db, group, person, acts)
    assert not both.unsigned
    assert any(line.startswith("违反《群规》第一条的行为：") and "先提醒" in line for line in both.why)


# Precedents


def test_how_a_clause_was_decided_before_whatever_its_version_with_names_covered(
    store, group, regulation, roster, hands
):
    old = clause(store, group, 1)
    first = decided(store, group, roster["陆明朗"], "written", clause=old)
    again = RULES.replace("发布广告", "发布广告、拉票")
    draft = regulations.revise(store, regulation, regulations.parse_text(again)).value
    regulations.publish(store, draft, effective=MONDAY + timedelta(days=1))
    hands.move(days=2)
    new = clause(store, group, 1)
    assert new.version != old.version
    facts = "曾雨桐在群内发了广告，沈知远劝过，电话15400000005。"
    case = cases.create(
        store, CaseDraft(group, roster["曾雨桐"], facts, "advert", occurred=MONDAY + timedelta(days=2), clause=new)
    ).value
    cases.decide(store, case, Decision(("written", "mute"), "王主任", days=7))
    other = decided(store, group, roster["李建业"], clause=clause(store, group, 2), day=MONDAY + timedelta(days=2))
    found = precedents.of_clause(store, group, new)
    assert [one.case for one in found] == [case, first]
    assert (found[0].who, found[1].who) == ("曾**", "陆**")
    assert found[0].measures == ("书面警告", "禁言7天")
    assert found[0].facts == "曾**在群内发了广告，沈**劝过，电话154****0005。"
    assert precedents.of_clause(store, group, new, apart_from=case)[0].case == first
    assert precedents.figures_of(store, group, new) == precedents.Figures(2, (("书面警告", 2), ("禁言", 1)))
    proposal = proposals.propose(store, group, roster["李建业"], clause=new, occurred=MONDAY + timedelta(days=2))
    assert proposal.precedents == ("同一条款此前处理过 2 人：书面警告 2 人、禁言 1 人。",)
    cases.void(store, case, "认错了人")
    assert precedents.of_clause(store, group, new)[0].state == "已作废"
    assert precedents.figures_of(store, group, new) == precedents.Figures(1, (("书面警告", 1),))
    assert other not in {one.case for one in precedents.of_clause(store, group, new)}
    drafts = precedents.of_clause(store, group, replace(new, at=("第九条",)))
    assert drafts == ()


def test_a_clause_that_got_another_number_keeps_its_decisions_and_gives_them_to_no_other(
    store, group, regulation, roster, hands
):
    first = decided(store, group, roster["陆明朗"], "written", clause=clause(store, group, 2))
    ladders.save(store, group, replace(PRESET, points={"《群规》第二条": 3}), "王主任")
    again = RULES.replace("第三条 首次", "第四条 首次").replace("第二条 不得辱骂", "第二条 不得拉票。\n第三条 不得辱骂")
    draft = regulations.revise(store, regulation, regulations.parse_text(again)).value
    regulations.publish(store, draft, effective=MONDAY + timedelta(days=1))
    hands.move(days=2)
    vote, abuse = clause(store, group, 2), clause(store, group, 3)
    assert ("拉票" in vote.text, "辱骂" in abuse.text) == (True, True)
    assert precedents.of_clause(store, group, vote) == ()
    assert precedents.figures_of(store, group, vote).people == 0
    assert [one.case for one in precedents.of_clause(store, group, abuse)] == [first]
    assert precedents.figures_of(store, group, abuse).people == 1
    second = decided(store, group, roster["曾雨桐"], "mute", clause=abuse, day=MONDAY + timedelta(days=2))
    assert [one.case for one in precedents.of_clause(store, group, abuse)] == [second, first]
    other = decided(store, group, roster["曾雨桐"], "oral", clause=vote, day=MONDAY + timedelta(days=2))
    assert [one.case for one in precedents.of_clause(store, group, vote)] == [other]
    assert precedents.figures_of(store, group, abuse).people == 2
    # What was decided counts for the ladder whatever the number; points kept by number are worth a look.
    assert len(proposals.propose(store, group, roster["陆明朗"], clause=abuse, occurred=clock.today()).counted) == 1
    assert ladders.card(store, group).outdated


def test_points_of_clauses_are_worth_a_look_after_a_new_version_that_fixes_no_ladder(store, group, roster, hands):
    text = "公约\n第一条 不得发布广告。\n第二条 不得辱骂他人。\n"
    draft = regulations.create_from_text(store, group, regulations.parse_text(text)).value
    first = regulations.publish(store, draft, effective=MONDAY).value
    ladders.save(store, group, replace(PRESET, points={"《公约》第二条": 3}), "王主任")
    assert not ladders.card(store, group).outdated
    hands.move(days=2)
    again = text.replace("第二条", "第二条 不得拉票。\n第三条")
    draft = regulations.revise(store, first, regulations.parse_text(again)).value
    regulations.publish(store, draft, effective=MONDAY + timedelta(days=2))
    assert ladders.card(store, group).outdated


# The trial


def test_a_ladder_is_tried_before_it_is_kept(store, group, roster):
    rules = replace(PRESET, steps=(*PRESET.steps[:2], LadderStep(("removal",))))
    assert [proposals.trial(store, group, rules, str(n)).title for n in range(3)] == ["提醒", "书面警告", "移出群"]
    decided(store, group, roster["陆明朗"])
    decided(store, group, roster["陆明朗"])
    assert proposals.trial(store, group, rules, roster["陆明朗"]).title == "移出群"
    for odd in ("", "-1", "很多", "１", "100"):
        with pytest.raises(UserError, match="次数"):
            proposals.trial(store, group, rules, odd)
    with pytest.raises(UserError, match="级"):
        proposals.trial(store, group, replace(rules, steps=()), "1")
    assert ladders.of(store, group) is PRESET
