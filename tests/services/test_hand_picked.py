from __future__ import annotations

import pytest

from tests.services.conftest import wechat
from wxadmin.domain.errors import UserError
from wxadmin.services import case_founding, cases, chats, hand_picked, queue, records
from wxadmin.services.listing import View


@pytest.fixture
def message(store, group, roster):
    talk = wechat(("沈知远", "9:00", "今天例会改到下午"), ("陆明朗", "9:05", "例会这种东西谁爱去谁去"))
    chats.import_chat(store, chats.preview(store, group, talk))
    return next(one for one in chats.index(store, View(group)) if chats.get(store, one).speaker.nickname == "陆明朗")


def test_a_message_the_owner_saw_becomes_an_entry_and_a_case_with_it_as_evidence(store, group, message):
    assert hand_picked.suggested(store, message) is None
    review = hand_picked.put(store, message, "off_topic").value
    card = queue.get(store, review)
    assert (card.message, card.state, card.category) == (message, "waiting", "off_topic")
    assert "转入" in card.hits[0].why
    assert chats.get(store, message).review == review
    draft = case_founding.draft_from(store, review)
    assert draft.evidence == (message,)
    (party,) = draft.parties
    assert (party.acts[0].category, str(party.acts[0].occurred)) == ("off_topic", "2026-09-20")
    cases.open_from(store, review, card.version, draft)
    assert queue.get(store, review).state == "founded"


def test_it_is_taken_back_as_a_whole(store, group, message):
    change = hand_picked.put(store, message, "abuse")
    records.undo(store, change.id)
    assert chats.get(store, message).review == 0
    hand_picked.put(store, message, "abuse")


def test_what_cannot_be_put_is_said(store, group, message):
    hand_picked.put(store, message, "abuse")
    with pytest.raises(UserError, match="已经在待审队列里"):
        hand_picked.put(store, message, "abuse")
    with pytest.raises(UserError, match="没有这条消息"):
        hand_picked.put(store, 4711, "abuse")
    with pytest.raises(UserError, match="没有这种类别"):
        hand_picked.put(store, message, "sport")
