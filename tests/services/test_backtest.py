"""Changed rules over the archive: what is gained and lost, what decisions say of it, what it leaves behind."""

from __future__ import annotations

import pytest

from tests.services.conftest import wechat
from tests.services.test_rulebooks import ALWAYS, SECOND_HAND
from wxadmin.domain.errors import Cancelled, UserError
from wxadmin.screening.ruleset import Rule
from wxadmin.services import (
    backtest,
    chats,
    groups,
    queue,
    records,
    rule_edits,
    rulebooks,
    rules,
)
from wxadmin.services.groups import GroupDraft
from wxadmin.services.listing import View

TALK = wechat(
    ("张伟", "18:00", "有呱呱车要吗"),
    ("王小明", "18:01", "咕噜票两张"),
    ("张伟", "18:02", "你这个嘟噜脸一边去"),
    ("王小明", "18:03", "他也是嘟噜脸"),
    ("陈晨", "18:04", "明天九点开会"),
)


@pytest.fixture
def talk(store, group):
    rule_edits.put(store, group, Rule("怪话", "abuse", 2, ("嘟噜脸",)), ALWAYS)
    rulebooks.switch_on(store, group)
    chats.import_chat(store, chats.preview(store, group, TALK))
    return group


def tried(store, group, **more):
    return backtest.run(store, group, rulebooks.draft(store, group).book, **more)


def waiting(store, group):
    return sorted(queue.get(store, i).text for i in queue.index(store, View(group)))


def test_what_is_gained_and_lost_and_how_right_it_is(store, talk):
    before = waiting(store, talk)
    assert len(before) == 2
    for entry, outcome in zip(sorted(queue.index(store, View(talk))), ("founded", "unfounded"), strict=True):
        queue.decide(store, entry, queue.get(store, entry).version, outcome)
    rule_edits.put(store, talk, SECOND_HAND, ALWAYS)
    found = tried(store, talk)
    assert (found.messages, found.flagged_before, found.flagged_after) == (5, 2, 4)
    assert [(d.text, d.hit.rule) for d in found.gained] == [("有呱呱车要吗", "转卖二手"), ("咕噜票两张", "转卖二手")]
    assert (found.gained_total, found.lost_total, found.fresh) == (2, 0, 2)
    assert found.precision == (0.5, 0.5)
    assert "“转卖二手”会命中 2 条消息，占 40%" in found.warnings[0]
    rule_edits.turn(store, talk, ("怪话",), on=False)
    found = tried(store, talk)
    assert {d.text for d in found.lost} == set(before)
    assert found.flagged_after == 2
    assert found.precision == (0.5, None)
    count = next(c for c in found.counts if c.name == "怪话")
    assert (count.before, count.after, count.precision) == (2, 0, (0.5, None))


def test_switching_on_queues_what_is_new_as_one_change(store, talk):
    rule_edits.put(store, talk, SECOND_HAND, ALWAYS)
    before = waiting(store, talk)
    found = tried(store, talk)
    assert (waiting(store, talk), rules.version(store, talk)) == (before, 1), "a run changes nothing"
    change = backtest.switch_on(store, found, "试过", queue=True)
    assert (change.value, rules.version(store, talk)) == (2, 2)
    assert waiting(store, talk) == sorted([*before, "有呱呱车要吗", "咕噜票两张"])
    assert len(chats.index(store, View(talk, chips=("flagged",)))) == 4
    with pytest.raises(UserError, match="第 2 版"):
        backtest.switch_on(store, found)
    records.undo(store)
    assert (waiting(store, talk), rules.version(store, talk)) == (before, 1)
    assert len(chats.index(store, View(talk, chips=("flagged",)))) == 2


def test_a_stopped_run_leaves_nothing(store, talk):
    rule_edits.put(store, talk, SECOND_HAND, ALWAYS)
    before = store.checkpoint()

    def stop(done, _total):
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        tried(store, talk, step=stop)
    found = tried(store, talk)
    with pytest.raises(Cancelled):
        backtest.switch_on(store, found, queue=True, step=stop)
    assert store.checkpoint() == before
    assert rules.version(store, talk) == 1


def test_slices_see_the_same_as_the_whole(store, talk, monkeypatch):
    rule_edits.put(store, talk, SECOND_HAND, ALWAYS)
    rule_edits.set_conduct(store, talk, {"repeats": 2, "burst": 0, "quiet_from": 0, "quiet_to": 0})
    said = wechat(*(("陈晨", f"19:{n:02d}", "今天的晚饭在哪里吃") for n in range(12)))
    chats.import_chat(store, chats.preview(store, talk, said))
    whole = tried(store, talk)
    monkeypatch.setattr(backtest.stored_messages, "_SLICE", 3)
    cut = tried(store, talk)
    assert not cut.conduct_left_out
    assert [c for c in cut.counts if c.name == "转卖二手"] == [c for c in whole.counts if c.name == "转卖二手"]
    assert cut.messages == whole.messages == 17
    assert [d.message for d in cut.gained] == [d.message for d in whole.gained]


def test_a_book_of_all_groups_is_tried_in_every_group_with_its_own(store, talk):
    other = groups.create(store, GroupDraft("乙群")).value
    chats.import_chat(store, chats.preview(store, other, TALK))
    rule_edits.put(store, other, Rule("呱呱", "trade", 2, ("呱呱车",)), ALWAYS)
    rulebooks.switch_on(store, other)
    rule_edits.put(store, None, SECOND_HAND, ALWAYS)
    found = backtest.run(store, None, rulebooks.draft(store, None).book)
    assert found.messages == 10
    assert sorted((d.group == other, d.text) for d in found.gained) == [
        (False, "咕噜票两张"), (False, "有呱呱车要吗"), (True, "咕噜票两张"),
    ]  # fmt: skip
    one = backtest.run(store, None, rulebooks.draft(store, None).book, group=other)
    assert one.messages == 5


def test_only_the_last_days_and_never_an_empty_archive(store, group, hands):
    rule_edits.put(store, group, SECOND_HAND, ALWAYS)
    with pytest.raises(UserError, match="没有可以试的消息"):
        tried(store, group)
    chats.import_chat(store, chats.preview(store, group, TALK))
    assert tried(store, group, days=30).messages == 5
    hands.move(days=60)
    with pytest.raises(UserError, match="没有可以试的消息"):
        tried(store, group, days=30)


def test_more_than_anybody_decides_does_not_go_into_the_queue(store, talk, monkeypatch):
    rule_edits.put(store, talk, SECOND_HAND, ALWAYS)
    found = tried(store, talk)
    monkeypatch.setattr(backtest, "MOST_QUEUED", 1)
    with pytest.raises(UserError, match="放不进待审"):
        backtest.switch_on(store, found, queue=True)
    assert backtest.switch_on(store, found).value == 0
    assert rules.version(store, talk) == 2
