"""One case founded on several entries: who quarrelled, what each said, evidence, clauses, and one undo."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.services.conftest import wechat
from wxadmin.domain.cases import Measure
from wxadmin.domain.errors import UserError
from wxadmin.services import case_founding, cases, chats, groups, matters, queue, records, regulations
from wxadmin.services.groups import GroupDraft
from wxadmin.services.listing import View
from wxadmin.services.matters import MatterDraft, Party

TALK = wechat(
    ("销售部-陆明朗", "18:00", "低价代购奶粉，要的加我微信下单"),
    ("销售部-陆明朗", "19:00", "你就是个废物，滚一边去"),
    ("路人甲", "19:01", "你才是个废物，滚一边去"),
    ("销售部-陆明朗", "19:02", "你这个废物再说一遍试试"),
    ("路人甲", "19:03", "说就说，怕你不成"),
)


@pytest.fixture
def entries(store, group, snapshot):
    draft = regulations.create_from_template(store, group, "company", {"unit": "甲公司"}).value
    regulations.publish(store, draft, effective=date(2026, 9, 1))
    chats.import_chat(store, chats.preview(store, group, TALK))
    cards = [queue.get(store, one) for one in queue.index(store, View(group, sort="time"))]
    assert [(card.sender, card.category) for card in cards] == [
        ("销售部-陆明朗", "advert"), ("销售部-陆明朗", "abuse"), ("路人甲", "abuse"), ("销售部-陆明朗", "abuse"),
    ]  # fmt: skip
    return cards


def versions(cards):
    return [(card.id, card.version) for card in cards]


def test_two_who_quarrelled_are_one_case_with_what_each_said(store, roster, entries):
    quarrel = entries[1:]
    draft = cases.draft_of(store, [card.id for card in reversed(quarrel)])
    first, second = draft.parties
    assert (first.person, second.person, second.sender) == (roster["陆明朗"], None, "路人甲")
    # Two messages of one day against one clause are one act; the other's words are not held against this one.
    assert len(first.acts) == len(second.acts) == 1
    assert "废物，滚" in first.acts[0].facts
    assert "再说一遍" in first.acts[0].facts
    assert "你才是" in second.acts[0].facts
    assert "你才是" not in first.acts[0].facts
    assert draft.evidence == tuple(card.message for card in quarrel)
    assert second.measures
    assert second.acts[0].clause == quarrel[1].clause

    change = cases.open_on(store, versions(quarrel), draft)
    card = cases.get(store, change.value)
    assert [party.name or party.sender for party in card.parties] == ["陆明朗", "路人甲"]
    assert [line.text for line in card.evidence] == [one.text for one in quarrel]
    assert {queue.get(store, one.id).state for one in quarrel} == {"founded"}
    assert {queue.get(store, one.id).case for one in quarrel} == {change.value}
    assert queue.get(store, entries[0].id).state == "waiting"
    records.undo(store, change.id)
    assert {queue.get(store, one.id).state for one in entries} == {"waiting"}


def test_different_things_of_one_person_are_acts_of_their_own(store, entries):
    draft = cases.draft_of(store, [entries[0].id, entries[1].id])
    (party,) = draft.parties
    assert [act.category for act in party.acts] == ["advert", "abuse"]
    case = cases.open_on(store, versions(entries[:2]), draft).value
    assert len(cases.get(store, case).parties[0].acts) == 2
    # Each entry is settled under the clause of its own act.
    clauses = [queue.get(store, card.id).decided_clause for card in entries[:2]]
    assert clauses[0] != clauses[1]


def test_who_is_taken_out_of_the_sheet_keeps_their_entry_waiting(store, entries):
    quarrel = entries[1:]
    draft = cases.draft_of(store, [card.id for card in quarrel])
    alone = draft.with_parties(draft.parties[:1])
    case = cases.open_on(store, versions(quarrel), alone).value
    # What they said goes with them.
    assert [line.text for line in cases.get(store, case).evidence] == [quarrel[0].text, quarrel[2].text]
    assert [queue.get(store, one.id).state for one in quarrel] == ["founded", "waiting", "founded"]


def test_what_was_founded_in_a_crowd_is_one_case_and_the_rest_of_the_crowd_stays(store, group, entries):
    asked = matters.file(store, MatterDraft("help", group, "打印机坏了", by=Party(nickname="路人甲"))).value
    crowd = [*(card.id for card in entries[1:]), asked]
    outcome = queue.decide_many(store, queue.versions(store, crowd), "founded").value
    assert set(outcome.bare) == {card.id for card in entries[1:]}
    bare = queue.versions(store, outcome.bare)
    draft = cases.draft_of(store, outcome.bare)
    with pytest.raises(UserError, match="处理过"):
        cases.open_on(store, bare, draft)
    change = cases.open_on(store, bare, draft, founded_before=True)
    assert {queue.get(store, one).case for one in outcome.bare} == {change.value}
    with pytest.raises(UserError, match="处理过"):  # they have their case
        cases.open_on(store, queue.versions(store, outcome.bare), draft, founded_before=True)
    records.undo(store, change.id)
    assert {queue.get(store, one).state for one in crowd} == {"founded"}


def test_what_cannot_be_one_case_is_refused(store, group, entries):
    quarrel = entries[1:]
    draft = cases.draft_of(store, [card.id for card in quarrel])
    stale = [(card.id, card.version + 1) for card in quarrel]
    with pytest.raises(UserError, match="处理过"):
        cases.open_on(store, stale, draft)
    assert not cases.index(store, View(group))  # nothing half done
    nobody = replace(draft, others=(), person=None, sender="不相干的人")
    with pytest.raises(UserError, match="没有选中的发言人"):
        cases.open_on(store, versions(quarrel), nobody)
    other = groups.create(store, GroupDraft("另一个群")).value
    chats.import_chat(store, chats.preview(store, other, TALK))
    far = queue.index(store, View(other))[0]
    with pytest.raises(UserError, match="不在同一个群"):
        cases.draft_of(store, [quarrel[0].id, far])
    for nothing in (lambda: cases.draft_of(store, []), lambda: cases.open_on(store, [], draft)):
        with pytest.raises(UserError, match="没有选待审事项"):
            nothing()
    asked = matters.file(store, MatterDraft("help", group, "打印机坏了", by=Party(nickname="路人甲"))).value
    with pytest.raises(UserError, match="不能立案"):
        cases.draft_of(store, [quarrel[0].id, asked])


def test_a_dispute_is_a_case_against_both(store, group, roster, snapshot):
    both = (Party(roster["陆明朗"], "陆明朗"), Party(nickname="路人甲"))
    raised = matters.file(store, MatterDraft("dispute", group, "两人争车位", about=both)).value
    draft = cases.draft_from(store, raised)
    assert [(one.person, one.sender) for one in draft.parties] == [
        (roster["陆明朗"], "销售部-陆明朗"), (None, "路人甲"),
    ]  # fmt: skip
    assert all(one.measures and not one.acts[0].facts for one in draft.parties)
    assert Measure("mute") not in draft.parties[0].measures


def test_what_somebody_said_near_the_evidence(store, entries):
    said = case_founding.said_near(store, [entries[1].message], ("路人甲",))
    assert [one.text for one in said] == ["你才是个废物，滚一边去", "说就说，怕你不成"]
    assert "群内说：“说就说，怕你不成”。" in said[1].facts
    assert not case_founding.said_near(store, [entries[1].message], ("没来过的人",))
