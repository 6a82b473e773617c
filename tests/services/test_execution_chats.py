"""What system lines and words in the chat prove of each measure: done, not done, or nothing."""

from __future__ import annotations

import pytest

from tests.services.conftest import MEMBERS
from tests.services.test_executions import WITHOUT, decided, say, state, take, task, undone
from wxadmin.domain.cases import Measure
from wxadmin.domain.chat import Event, Message, Transcript
from wxadmin.services import chat_import, chats, executions, member_tasks, records, sanctions, today, withdrawals
from wxadmin.services.listing import View

__all__ = ["decided"]
TWO = MEMBERS + "销售部-陆明朗（备用）\n"
THEM, LEADER = "销售部-陆明朗", "总经办-沈知远"


def tell(store, group, kind, actor, subjects, at, text=""):
    """A system line beside a word of the leader."""
    event = Event(kind, actor, subjects, at, after=1, text=text)
    transcript = Transcript("wechat4", None, (Message(LEADER, at, "text", f"早{at}"),), (event,), ())
    return chat_import.import_chat(store, chat_import.preview_transcript(store, group, transcript))


def tasks(store, group, *chips):
    """Nickname → state of the tasks of a kind."""
    found = [member_tasks.get(store, one) for one in member_tasks.index(store, View(group, chips=chips))]
    return {card.nickname: card.state for card in found}


def evidence(store, group, *said):
    say(store, group, *((THEM, at, words) for at, words in said))
    with store.read() as db:
        return tuple(row[0] for row in db.all("SELECT id FROM message WHERE sender = ? ORDER BY at", (THEM,)))


def test_words_under_two_mutes_are_one_entry(store, group, decided, hands):
    _case, (first,) = decided(Measure("mute", 3))
    hands.move(minutes=5)
    _case, (second,) = decided(Measure("mute", 7))
    member_tasks.carried_out(store, list(member_tasks.index(store, View(group, chips=("mute",)))))
    hands.move(days=1)
    say(store, group, (THEM, "2026-09-22T08:00", "在吗"))
    assert undone(store, group) == [f"“{THEM}”在禁言期间发言"]
    assert (state(store, first), state(store, second)) == ("decided", "decided")
    say(store, group, (LEADER, "2026-09-22T08:30", "早"), (THEM, "2026-09-22T08:31", "在不在"))
    assert len(undone(store, group)) == 1
    # Muted anew, both are carried out, and the old words bring nothing back.
    member_tasks.carried_out(store, list(member_tasks.index(store, View(group, chips=("mute",)))))
    assert (undone(store, group), state(store, first), state(store, second)) == ([], "carried", "carried")
    # The first is over, the second holds on.
    say(store, group, (THEM, "2026-09-25T08:00", "三天过了"))
    assert len(undone(store, group)) == 1
    assert (state(store, first), state(store, second)) == ("carried", "decided")


def test_of_two_accounts_each_answers_for_itself(store, group, decided, hands):
    take(store, group, TWO)
    decided(Measure("mute", 0))
    member_tasks.carried_out(store, list(member_tasks.index(store, View(group, chips=("mute",)))))
    hands.move(days=1)
    say(store, group, (f"{THEM}（备用）", "2026-09-22T08:00", "在吗"))
    assert undone(store, group) == [f"“{THEM}（备用）”在禁言期间发言"]
    assert tasks(store, group, "mute", "open") == {f"{THEM}（备用）": "open"}


def test_an_account_that_stays_does_not_bring_the_removed_one_back(store, group, decided, hands):
    take(store, group, TWO)
    decided(Measure("removal"))
    for _again in range(2):
        hands.move(hours=1)
        take(store, group, TWO.replace(f"{THEM}\n", ""))
        assert tasks(store, group, "remove", "done") == {THEM: "done"}
        assert undone(store, group) == []
    take(store, group, TWO)
    assert undone(store, group) == [f"移出的“{THEM}”又在群里"]


def test_a_removal_is_told_of_whoever_took_another_nickname(store, group, decided, hands):
    _case, (removal,) = decided(Measure("removal"))
    take(store, group, MEMBERS.replace(THEM, "销售-陆明朗"))
    tell(store, group, "remove", "你", ("销售-陆明朗",), "2026-09-21T10:00")
    assert state(store, removal) == "carried"


@pytest.mark.parametrize(("after", "found"), [
    ((), "carried"), (("join", "10:30"), "decided"), (("said", "10:30"), "decided"), (("list", "10:30"), "decided"),
])  # fmt: skip
def test_who_was_removed_before_it_was_written_down(store, group, decided, hands, after, found):
    """The same day, and nothing shows the member in the group since."""
    hands.move(minutes=90)  # 10:30, an hour and a half after the list
    if "list" in after:
        take(store, group, MEMBERS)
    if "said" in after:
        say(store, group, (THEM, "2026-09-21T10:30", "又来了"))
    if "join" in after:
        tell(store, group, "join", "你", (THEM,), "2026-09-21T10:30")
    hands.move(minutes=30)
    _case, (removal,) = decided(Measure("removal"))
    tell(store, group, "remove", "你", (THEM,), "2026-09-21T10:00")
    assert state(store, removal) == found


def test_one_line_proves_one_message_recalled(store, group, decided):
    ids = evidence(store, group, ("2026-09-21T08:00", "看片加我"), ("2026-09-21T08:01", "加我看片"))
    _case, (withdraw,) = decided(Measure("withdraw"), evidence=ids)
    tell(store, group, "recall", THEM, (), "2026-09-21T08:02")
    assert state(store, withdraw) == "decided"
    tell(store, group, "recall", THEM, (), "2026-09-21T08:03")
    assert state(store, withdraw) == "carried"


def test_another_message_of_theirs_may_be_the_one_recalled(store, group, decided):
    ids = evidence(store, group, ("2026-09-21T08:00", "看片加我"), ("2026-09-21T08:01", "打错了"))
    _case, (withdraw,) = decided(Measure("withdraw"), evidence=ids[:1])
    tell(store, group, "recall", THEM, (), "2026-09-21T08:02")
    assert state(store, withdraw) == "decided"


def test_a_line_about_a_message_noted_before_proves_no_other(store, group, decided):
    ids = evidence(store, group, ("2026-09-21T08:00", "看片加我"), ("2026-09-21T08:01", "加我看片"))
    _case, (withdraw,) = decided(Measure("withdraw"), evidence=ids)
    withdrawals.record(store, ids[0], "recalled", "王")
    tell(store, group, "recall", THEM, (), "2026-09-21T08:02")
    assert state(store, withdraw) == "decided"


def test_whom_the_chat_told_of_and_the_next_list_still_has(store, group, decided, hands):
    """Nobody knows who it is, so that the list is all there is."""
    _case, (removal,) = decided(Measure("removal"), sender="夜来香")
    tell(store, group, "remove", "你", ("夜来香",), "2026-09-21T10:00")
    assert state(store, removal) == "carried"
    hands.move(days=1)
    take(store, group, MEMBERS)
    assert undone(store, group) == ["移出的“夜来香”又在群里"]
    take(store, group, MEMBERS)
    assert len(undone(store, group)) == 1


def test_who_leads_the_group_recalls_a_members_message(store, group, decided):
    ids = evidence(store, group, ("2026-09-21T08:00", "看片加我"))
    _case, (withdraw,) = decided(Measure("withdraw"), evidence=ids)
    line = "“总经办-沈知远”撤回了成员“{}”的一条消息"
    tell(store, group, "recall", LEADER, (), "2026-09-21T08:30", line.format("张伟"))
    tell(store, group, "recall", LEADER, (), "2026-09-21T07:30", line.format(THEM))
    assert state(store, withdraw) == "decided"
    tell(store, group, "recall", LEADER, (), "2026-09-21T08:40", line.format(THEM))
    assert state(store, withdraw) == "carried"
    assert chats.event_words("recall", LEADER, (THEM,)) == f"“{LEADER}”撤回了“{THEM}”的一条消息"


def test_who_speaks_may_speak_again(store, group, decided, hands):
    decided(Measure("mute", 1))
    member_tasks.carried_out(store, [task(store, group, "mute")])
    hands.move(days=1, hours=1)
    sanctions.end_due(store)
    unmute = task(store, group, "unmute")
    (line,) = (item for item in today.due(store, group) if item.kind == "ends")
    assert (line.page, line.record, line.verb) == ("tasks", unmute, "去解除")
    say(store, group, (THEM, "2026-09-21T08:00", "早"))
    assert member_tasks.get(store, unmute).state == "open"
    heard = say(store, group, (THEM, "2026-09-22T09:30", "我回来了"))
    assert member_tasks.get(store, unmute).state == "done"
    assert "ends" not in {item.kind for item in today.due(store, group)}
    assert undone(store, group) == []
    records.undo(store, heard.id)
    assert member_tasks.get(store, unmute).state == "open"


def test_a_mute_lifted_early_is_undone_from_then_on(store, group, decided, hands):
    _case, (mute,) = decided(Measure("mute", 5))
    member_tasks.carried_out(store, [task(store, group, "mute")])
    hands.move(hours=2)
    sanctions.lift_now(store, mute, "查无此事", "王")
    unmute = task(store, group, "unmute")
    say(store, group, (THEM, "2026-09-21T11:00", "凭什么"))
    assert member_tasks.get(store, unmute).state == "open"
    say(store, group, (THEM, "2026-09-21T11:01", "谢谢"))
    assert member_tasks.get(store, unmute).state == "done"


def test_who_was_invited_and_speaks_is_there(store, group, roster, snapshot):
    draft = member_tasks.TaskDraft(group, "invite", "夜来香")
    (invite,) = member_tasks.open_tasks(store, (draft,)).value
    say(store, group, ("客服部-曾雨桐", "2026-09-21T09:30", "早"))
    assert member_tasks.get(store, invite).state == "open"
    say(store, group, ("夜来香", "2026-09-21T09:31", "大家好"))
    assert member_tasks.get(store, invite).state == "done"


def test_a_group_said_to_be_dissolved_in_which_people_speak(store, group, decided):
    _case, (dissolve,) = decided(Measure("dissolve"))
    say(store, group, ("客服部-曾雨桐", "2026-09-22T08:00", "听说要解散"))
    assert undone(store, group) == []
    member_tasks.carried_out(store, [task(store, group, "dissolve")])
    say(store, group, ("客服部-曾雨桐", "2026-09-21T08:30", "还在"))
    assert len(undone(store, group)) == 1  # the next day's words are in the archive
    assert state(store, dissolve) == "decided"


def test_nobody_mutes_everybody_by_a_line_of_the_chat(store, group, decided, hands):
    """全员禁言 says nothing of one member's mute."""
    _case, (mute,) = decided(Measure("mute", 3))
    tell(store, group, "other", "群主", (), "2026-09-21T10:00", "群主已开启“全员禁言”")
    assert state(store, mute) == "decided"
    assert executions.check(store) is None
    take(store, group, WITHOUT)
    assert tasks(store, group, "mute", "open") == {THEM: "open"}
