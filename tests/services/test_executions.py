"""Decisions against what later member lists and chats show."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.services.conftest import MEMBERS
from wxadmin.domain.cases import Measure
from wxadmin.domain.chat import Event, Message, Transcript
from wxadmin.domain.errors import UserError
from wxadmin.services import (
    case_parts,
    cases,
    chat_import,
    clock,
    erasure,
    execution_entries,
    executions,
    groups,
    handover,
    matters,
    member_tasks,
    members,
    queue,
    records,
    sanctions,
    withdrawals,
)
from wxadmin.services.cases import CaseDraft
from wxadmin.services.groups import GroupDraft
from wxadmin.services.listing import View


@pytest.fixture
def decided(store, group, roster, snapshot):
    """Decides measures against somebody: (sender, person) → (case, the ids of the measures)."""

    def made(*measures: Measure, sender: str = "销售部-陆明朗", evidence: tuple[int, ...] = ()):
        person = roster.get(sender.partition("-")[2])
        case = cases.create(store, CaseDraft(group, person, "辱骂他人", sender=sender, evidence=evidence)).value
        with store.read() as db:
            party = case_parts.of(db, case)[0].id
        change = store.change("决定", lambda tx: sanctions.enact(tx, case, party, measures, clock.today(), "王"))
        return case, change.value

    return made


def state(store, sanction):
    with store.read() as db:
        return sanctions.stored.one(db, sanction)["state"]


def task(store, group, kind, *chips):
    (found,) = member_tasks.index(store, View(group, chips=(kind, *chips)))
    return found


def take(store, group, text):
    return members.import_snapshot(store, members.preview(store, group, text))


def say(store, group, *said: tuple[str, str, str]):
    """(sender, ``2026-09-21T10:00``, text) archived."""
    text = "\n\n".join(
        f"{who}\n{when[:4]}年{when[5:7]}月{when[8:10]}日 {when[11:]}\n{words}" for who, when, words in said
    )
    return chat_import.import_chat(store, chat_import.preview(store, group, text + "\n"))


def undone(store, group, *chips):
    """Titles of the entries that wait (or stand otherwise)."""
    ids = queue.index(store, View(group, chips=("kind:undone", *chips)))
    return [row.cells[3] for row in queue.page(store, ids)]


WITHOUT = MEMBERS.replace("销售部-陆明朗\n", "")


def test_a_removal_is_confirmed_by_a_list_and_comes_undone_by_another(store, group, decided, hands):
    _case, (removal,) = decided(Measure("removal"))
    member_tasks.carried_out(store, [task(store, group, "remove")])
    assert state(store, removal) == "carried"
    hands.move(days=1)
    take(store, group, MEMBERS)
    assert undone(store, group) == ["“销售部-陆明朗”还在群里"]
    assert state(store, removal) == "decided"
    take(store, group, MEMBERS)
    assert len(undone(store, group)) == 1
    hands.move(hours=1)
    take(store, group, WITHOUT)
    assert (state(store, removal), undone(store, group)) == ("carried", [])
    hands.move(days=3)
    back = take(store, group, WITHOUT + "陆明朗\n")
    assert undone(store, group) == ["移出的“销售部-陆明朗”又在群里"]
    assert state(store, removal) == "decided"
    assert member_tasks.counts(store, group)["open"] == 1
    # What a list brought goes with it.
    records.undo(store, back.id)
    assert (state(store, removal), undone(store, group)) == ("carried", [])
    assert member_tasks.counts(store, group)["open"] == 0
    assert store.check().ok


def test_who_was_asked_back_did_not_come_undone(store, group, decided, hands, roster):
    _case, (removal,) = decided(Measure("removal"))
    hands.move(hours=1)
    take(store, group, WITHOUT)
    assert state(store, removal) == "carried"
    member_tasks.open_tasks(store, (member_tasks.TaskDraft(group, "invite", person=roster["陆明朗"]),))
    hands.move(days=1)
    take(store, group, MEMBERS)
    assert undone(store, group) == []
    assert state(store, removal) == "carried"


def test_another_nickname_is_no_removal_and_a_namesake_no_return(store, group, decided, hands):
    _case, (known,) = decided(Measure("removal"))
    _other, (stranger,) = decided(Measure("removal"), sender="夜来香")
    member_tasks.carried_out(store, list(member_tasks.index(store, View(group, chips=("remove",)))))
    hands.move(days=1)
    take(store, group, MEMBERS.replace("销售部-陆明朗", "陆明朗").replace("夜来香\n", ""))
    assert undone(store, group) == ["“销售部-陆明朗”还在群里"]
    assert (state(store, known), state(store, stranger)) == ("decided", "carried")
    # Somebody else who bears the name now is on the roster.
    hands.move(days=1)
    take(store, group, WITHOUT.replace("夜来香\n", ""))
    assert state(store, known) == "carried"
    take(store, group, WITHOUT.replace("夜来香\n", "生产部-李建业\n"))
    assert undone(store, group) == []


def test_part_of_a_list_proves_nobody_absent(store, group, decided, hands):
    many = MEMBERS + "".join(f"生产部-王小{chr(0x4E00 + n)}\n" for n in range(30))
    take(store, group, many)
    _case, (removal,) = decided(Measure("removal"))
    hands.move(days=1)
    take(store, group, WITHOUT)
    assert state(store, removal) == "decided"
    take(store, group, many)
    hands.move(days=1)
    take(store, group, many.replace("销售部-陆明朗\n", ""))
    assert state(store, removal) == "carried"


def test_somebody_muted_speaks(store, group, decided, hands):
    _case, (mute,) = decided(Measure("mute", 3))
    hands.move(hours=1)  # 10:00
    member_tasks.carried_out(store, [task(store, group, "mute")])
    before = ("销售部-陆明朗", "2026-09-21T09:59", "早")
    say(store, group, before, ("总经办-沈知远", "2026-09-21T10:30", "收到"))
    assert undone(store, group) == []
    # That day the mute ends.
    say(store, group, ("销售部-陆明朗", "2026-09-24T00:00", "我回来了"))
    assert undone(store, group) == []
    heard = say(store, group, ("销售部-陆明朗", "2026-09-23T23:59", "凭什么"))
    assert undone(store, group) == ["“销售部-陆明朗”在禁言期间发言"]
    assert state(store, mute) == "decided"
    card = member_tasks.get(store, task(store, group, "mute"))
    assert card.state == "open"
    assert len(card.messages) == 1
    entry = matters.card(store, queue.index(store, View(group, chips=("kind:undone",)))[0])
    assert (entry.kind_words, entry.task, entry.draft.message) == ("执行落空", card.id, card.messages[0])
    assert "凭什么" in entry.draft.body
    # Muted anew: the entry closes, and what was said before does not bring it back.
    hands.moment = datetime(2026, 9, 23, 23, 59, 30, tzinfo=clock.zone())
    member_tasks.carried_out(store, [card.id])
    assert (undone(store, group), state(store, mute)) == ([], "carried")
    say(store, group, ("总经办-沈知远", "2026-09-24T08:00", "早"))
    assert undone(store, group) == []
    with pytest.raises(UserError, match="不能"):
        records.undo(store, heard.id)


def test_what_somebody_muted_said_goes_with_the_chat_it_came_in(store, group, decided, hands):
    _case, (mute,) = decided(Measure("mute", 0))
    member_tasks.carried_out(store, [task(store, group, "mute")])
    heard = say(store, group, ("陆明朗", "2026-09-22T08:00", "换了名字"), ("销售部-陆明朗", "2026-09-22T08:01", "在吗"))
    assert undone(store, group) == ["“销售部-陆明朗”在禁言期间发言"]
    records.undo(store, heard.id)
    assert (undone(store, group), state(store, mute)) == ([], "carried")
    assert store.check().ok


def test_a_nickname_two_members_bear_proves_nothing(store, group, decided):
    _case, _ids = decided(Measure("mute", 0), sender="夜来香")
    take(store, group, MEMBERS + "夜来香\n")
    member_tasks.carried_out(store, [task(store, group, "mute")])
    say(store, group, ("夜来香", "2026-09-22T08:00", "在吗"))
    assert undone(store, group) == []


def test_nobody_says_it_was_done_and_its_day_is_over(store, group, decided, hands):
    _case, (mute, removal) = decided(Measure("mute", 0), Measure("removal"))
    say(store, group, ("销售部-陆明朗", "2026-09-21T23:59", "今天还行"))
    assert undone(store, group) == []
    hands.move(days=1)
    take(store, group, MEMBERS)
    assert undone(store, group) == ["“销售部-陆明朗”还在群里"]
    say(store, group, ("销售部-陆明朗", "2026-09-22T00:00", "还在"))
    assert sorted(undone(store, group)) == ["“销售部-陆明朗”在禁言期间发言", "“销售部-陆明朗”还在群里"]
    assert (state(store, mute), state(store, removal)) == ("decided", "decided")
    sanctions.lift_now(store, mute, "查无此事", "王")
    assert undone(store, group) == ["“销售部-陆明朗”还在群里"]


def test_somebody_speaks_whom_the_list_no_longer_has(store, group, decided, hands):
    _case, (removal,) = decided(Measure("removal"))
    hands.move(hours=1)
    take(store, group, WITHOUT)
    assert state(store, removal) == "carried"
    say(store, group, ("销售部-陆明朗", "2026-09-21T09:30", "再见"), ("销售部-陆明朗", "2026-09-21T10:01", "我又来了"))
    assert undone(store, group) == ["已移出的“销售部-陆明朗”还在群里发言"]
    assert state(store, removal) == "decided"


def test_a_message_is_to_be_withdrawn(store, group, decided, hands):
    done = say(
        store, group, ("销售部-陆明朗", "2026-09-21T08:00", "看片加我"), ("总经办-沈知远", "2026-09-21T08:01", "？")
    )
    assert done.value.messages == 2
    with store.read() as db:
        rude = db.value("SELECT id FROM message WHERE sender = '销售部-陆明朗'")
    _case, (withdraw,) = decided(Measure("withdraw"), evidence=(rude,))
    assert executions.check(store) is None
    hands.move(days=1)
    assert executions.check(store).value == 1
    assert executions.check(store) is None
    assert undone(store, group) == ["“销售部-陆明朗”的消息没有登记撤回"]
    withdrawals.record(store, rude, "asked", "王")
    assert state(store, withdraw) == "decided"
    withdrawals.record(store, rude, "removed", "王")
    assert (state(store, withdraw), undone(store, group)) == ("carried", [])


def test_what_days_have_brought_is_found_when_the_records_are_opened(store, group, decided, hands):
    say(store, group, ("销售部-陆明朗", "2026-09-21T08:00", "看片加我"))
    with store.read() as db:
        rude = db.value("SELECT id FROM message WHERE sender = '销售部-陆明朗'")
    _case, (_withdraw, mute) = decided(Measure("withdraw"), Measure("mute", 1), evidence=(rude,))
    folder = store.folder
    store.close()
    hands.move(days=2)
    with records.open_at(folder) as again:
        assert undone(again, group) == ["“销售部-陆明朗”的消息没有登记撤回"]
        assert state(again, mute) == "ended"


def test_a_criticism_is_to_be_published(store, group, roster, decided, hands):
    draft = GroupDraft("甲组工作群", unit="甲公司", office="办公室", naming_rule="部门-姓名", owner="沈知远")
    groups.edit(store, group, draft)
    _case, (criticism,) = decided(Measure("criticism"))
    say(
        store, group, ("总经办-沈知远", "2026-09-21T10:00", "今天开会"), ("客服部-曾雨桐", "2026-09-21T10:05", "通报？")
    )
    assert (undone(store, group), state(store, criticism)) == ([], "decided")
    say(store, group, ("客服部-曾雨桐", "2026-09-22T08:00", "早"))
    assert undone(store, group) == ["对“销售部-陆明朗”的通报没有在群里发布"]
    say(store, group, ("总经办-沈知远", "2026-09-22T09:00", "昨天的会议情况通报如下"))
    assert (undone(store, group), state(store, criticism)) == (["对“销售部-陆明朗”的通报没有在群里发布"], "decided")
    say(store, group, ("总经办-沈知远", "2026-09-22T09:10", "关于陆明朗的通报：……"))
    assert (undone(store, group), state(store, criticism)) == ([], "carried")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("【群内通报】\n违规情况\n陆**：在本群发布广告内容。", True), ("通报：陆某某骂人，禁言三天", True),
        ("通报批评陆明朗", True), ("对销售部-陆明朗通报批评", True), ("通报：张**发广告", False),
        ("本周安全情况通报", False), ("陆明朗你过来一下", False),
    ],
)  # fmt: skip
def test_a_publication_names_whom_it_is_about(store, group, roster, decided, hands, text, told):
    draft = GroupDraft("甲组工作群", unit="甲公司", office="办公室", naming_rule="部门-姓名", owner="沈知远")
    groups.edit(store, group, draft)
    _case, (criticism,) = decided(Measure("criticism"))
    say(store, group, ("总经办-沈知远", "2026-09-21T10:00", text))
    assert state(store, criticism) == ("carried" if told else "decided")
    say(store, group, ("客服部-曾雨桐", "2026-09-23T08:00", "早"))
    # Of a publication that may be about anybody nothing is concluded.
    silent = not told and "通报" not in text
    assert undone(store, group) == (["对“销售部-陆明朗”的通报没有在群里发布"] if silent else [])


def test_what_the_owner_decided_about_an_entry_stays(store, group, decided, hands):
    decided(Measure("removal"))
    member_tasks.carried_out(store, [task(store, group, "remove")])
    hands.move(days=1)
    take(store, group, MEMBERS)
    (entry,) = queue.index(store, View(group, chips=("kind:undone",)))
    queue.decide(store, entry, queue.get(store, entry).version, "ignored")
    take(store, group, MEMBERS)
    assert undone(store, group) == []
    member_tasks.carried_out(store, [task(store, group, "remove")])
    hands.move(days=1)
    take(store, group, MEMBERS)
    assert len(undone(store, group)) == 1


def test_an_invitation_takes_its_time(store, group, roster, snapshot, hands):
    opened = member_tasks.open_tasks(store, (member_tasks.TaskDraft(group, "invite", person=roster["李建业"]),))
    member_tasks.carried_out(store, opened.value)
    hands.move(hours=2)
    take(store, group, MEMBERS)
    assert undone(store, group) == []
    member_tasks.carried_out(store, opened.value)
    hands.move(days=1)
    take(store, group, MEMBERS)
    assert undone(store, group) == ["“李建业”还没有进群"]
    hands.move(days=1)
    take(store, group, MEMBERS + "生产部-李建业\n")
    assert undone(store, group) == []
    assert member_tasks.counts(store, group)["open"] == 0


def test_a_day_without_a_clock_proves_only_another_day(store, group, decided):
    decided(Measure("mute", 0))
    member_tasks.carried_out(store, [task(store, group, "mute")])
    for day, found in (("2026-09-21", 0), (None, 0), ("2026-09-22", 1)):
        transcript = Transcript("lines", None, (Message("销售部-陆明朗", day, "text", f"{day}说的"),), (), ())
        chat_import.import_chat(store, chat_import.preview_transcript(store, group, transcript))
        assert len(undone(store, group)) == found, day


def test_what_nothing_can_show_is_done_by_the_owners_word(store, group, decided):
    _case, measures = decided(Measure("withdraw"), Measure("criticism"))
    member_tasks.carried_out(store, list(member_tasks.index(store, View(group))))
    assert [state(store, one) for one in measures] == ["carried", "carried"]
    assert member_tasks.counts(store, group)["open"] == 0


def test_a_group_handed_over_takes_its_measures_tasks_and_entries_along(store, group, decided, hands, tmp_path):
    case, _ids = decided(Measure("removal"), Measure("mute", 3))
    member_tasks.carried_out(store, list(member_tasks.index(store, View(group))))
    say(store, group, ("销售部-陆明朗", "2026-09-22T08:00", "在吗"))
    hands.move(days=1)
    take(store, group, MEMBERS)
    before = undone(store, group)
    assert len(before) == 2
    path = tmp_path / handover.file_name(["甲组"])
    handover.give(store, handover.Giving((group,), "李强", path, "七个汉字的口令呢Aa1!", "王芳"))
    with records.open_at(tmp_path / "theirs", create=True, key_file=True) as theirs:
        cases.create(theirs, CaseDraft(groups.create(theirs, GroupDraft("乙群")).value, None, "刷屏", sender="甲"))
        handover.take(theirs, handover.preview(theirs, path, "七个汉字的口令呢Aa1!"))
        here = groups.by_name(theirs, "甲组工作群").id
        assert undone(theirs, here) == before
        found = member_tasks.index(theirs, View(here, chips=("remove",)))
        card = member_tasks.get(theirs, found[0])
        assert card.case not in (None, case)
        assert [line[1] for line in member_tasks.get(store, task(store, group, "remove")).history] == [
            line[1] for line in card.history
        ]
        (entry,) = (
            one
            for one in queue.index(theirs, View(here, chips=("kind:undone",)))
            if "还在群里" in queue.get(theirs, one).title
        )
        assert matters.card(theirs, entry).task == card.id
        hands.move(days=1)
        take(theirs, here, WITHOUT)
        assert undone(theirs, here) == ["“销售部-陆明朗”在禁言期间发言"]
        assert theirs.check().problems == ()


def test_who_is_erased_leaves_no_words_in_tasks(store, group, decided, hands, roster):
    case, (removal, mute) = decided(Measure("removal"), Measure("mute", 0))
    member_tasks.carried_out(store, list(member_tasks.index(store, View(group))))
    say(store, group, ("销售部-陆明朗", "2026-09-22T08:00", "在吗"))
    hands.move(days=1)
    take(store, group, MEMBERS)
    assert len(undone(store, group)) == 2
    for one in (removal, mute):
        sanctions.lift_now(store, one, "查无此事", "王")
    store.change("决定", lambda tx: tx.update("cases", case, {"state": "issued", "decided": clock.stamp()}), final=True)
    hands.move(days=60)
    seen = erasure.preview(store, roster["陆明朗"])
    erasure.erase(store, roster["陆明朗"], "离开", typed="陆明朗", confirmed=[one.key for one in seen.obstacles])
    with store.read() as db:
        assert not db.all("SELECT 1 FROM member_task WHERE nickname <> ''")
        assert not db.all("SELECT 1 FROM task_act")
        assert [row["state"] for row in sanctions.of_case(db, case)] == ["lifted", "lifted"]
    assert undone(store, group, "ignored") == []
    assert store.check().problems == ()


def test_a_system_line_tells_of_a_removal(store, group, decided, hands):
    _case, (removal,) = decided(Measure("removal"))
    early = Event("remove", "你", ("销售部-陆明朗",), "2026-09-20T10:00", after=1)
    late = Event("remove", "你", ("销售部-陆明朗",), "2026-09-21T10:00", after=1)
    other = Event("remove", "你", ("张伟",), "2026-09-21T10:00", after=1)
    for number, (event, found) in enumerate(((early, "decided"), (other, "decided"), (late, "carried"))):
        said = Message("总经办-沈知远", event.time, "text", f"早{number}")
        transcript = Transcript("wechat4", None, (said,), (event,), ())
        chat_import.import_chat(store, chat_import.preview_transcript(store, group, transcript))
        assert state(store, removal) == found
    hands.move(days=1)
    take(store, group, MEMBERS)
    assert undone(store, group) == ["移出的“销售部-陆明朗”又在群里"]


def test_who_brings_something_in_is_told_what_it_showed(store, group, decided, hands):
    decided(Measure("mute", 3), Measure("removal"))
    decided(Measure("mute", 3), sender="夜来香")
    member_tasks.carried_out(store, list(member_tasks.index(store, View(group))))
    quiet = say(store, group, ("总经办-沈知远", "2026-09-21T10:00", "早"))
    assert execution_entries.told(store, quiet.id) == execution_entries.Told()
    hands.move(days=1)
    heard = say(
        store, group, ("销售部-陆明朗", "2026-09-22T08:00", "在吗"), ("夜来香", "2026-09-22T08:01", "在"),
        ("销售部-陆明朗", "2026-09-22T08:02", "在不在"),
    )  # fmt: skip
    assert execution_entries.told(store, heard.id) == execution_entries.Told(
        3, "2 条：禁言期间发言，1 条：已移出的人还在群里发言"
    )
    # What waits already is not told again.
    again = say(store, group, ("夜来香", "2026-09-22T08:03", "又来了"))
    assert execution_entries.told(store, again.id) == execution_entries.Told()
    gone = take(store, group, WITHOUT)
    assert execution_entries.told(store, gone.id) == execution_entries.Told(confirmed=1)
    hands.move(days=1)
    back = take(store, group, MEMBERS)
    assert execution_entries.told(store, back.id) == execution_entries.Told(1, "1 条：移出的人又在群里")


def test_what_a_list_has_the_program_find_is_told_with_it(store, group, snapshot):
    came = take(store, group, f"{MEMBERS}\n你就是个废物")
    assert execution_entries.told(store, came.id) == execution_entries.Told()
    told = execution_entries.told(store, came.id, *came.then)
    assert told == execution_entries.Told(1, "1 条：昵称或进退群的问题")
    again = take(store, group, f"{MEMBERS}\n你就是个废物")
    assert execution_entries.told(store, again.id, *again.then) == execution_entries.Told()
