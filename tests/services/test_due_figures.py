"""Whatever was done in whatever order: 今日 says what it would say read anew, and its numbers are those of the lists."""

from __future__ import annotations

import random
from collections import Counter
from contextlib import suppress
from datetime import timedelta

import pytest

from tests.services import works
from wxadmin.domain.cases import Measure
from wxadmin.domain.errors import UserError
from wxadmin.services import (
    announcement_answers,
    announcement_instructions,
    announcement_posting,
    announcements,
    appeals,
    applications,
    attendances,
    case_parts,
    cases,
    chats,
    clock,
    departures,
    due_figures,
    erasure,
    group_list,
    group_posts,
    groups,
    member_tasks,
    members,
    merging,
    people,
    progress_reports,
    queue,
    records,
    regulations,
    retention,
    sanctions,
    today,
    withdrawals,
)
from wxadmin.services.announcements import AnnouncementDraft
from wxadmin.services.cases import CaseDraft
from wxadmin.services.groups import GroupDraft
from wxadmin.services.listing import View

ASKED = "请各部门今天18:00前把值班表报送办公室，收到请回复"
NOUNS = {
    "tasks": member_tasks, "cases": cases, "appeals": appeals, "queue": queue, "applications": applications,
    "members": members, "groups": group_list, "regulations": regulations, "announcements": announcements,
    "people": people,
}  # fmt: skip


def talk(store, group, who, text, at):
    said = f"{who}\n{at:%Y年%m月%d日 %H:%M}\n{text}\n"
    return chats.import_chat(store, chats.preview(store, group, said))


def anew(store, group):
    """What 今日 says when nothing is kept."""
    due_figures._FILES.clear()
    return today.due(store, group)


def listed(store, group, page, *chips):
    return set(NOUNS[page].index(store, View(group, chips=chips)))


def rows(store, group):
    """Page → how many rows wait there, counted from its lists alone."""
    with store.read() as db:
        asked = set(announcements.index(store, View(group, chips=("asked",))))
        tonight = clock.stamp(clock.now() + timedelta(days=1))[:10]
        drafts = {row["id"] for row in announcements.stored.planned(db, group, f"{tonight}T15:59:59Z")}
        unanswered = {
            row["id"] for row in announcements.stored.open_ones(db, group)
            if row["deadline"] and (board := announcement_answers.board(store, row["id"])).missing + board.ambiguous
        }  # fmt: skip
        objecting = db.value(
            "SELECT count(*) FROM objection WHERE state = 'open' AND (?1 IS NULL OR group_id = ?1)", (group,)
        )
    return {
        "tasks": len(listed(store, group, "tasks")),
        "cases": len(listed(store, group, "cases", "draft", "decided", "undelivered")),
        "appeals": len(listed(store, group, "appeals", "open")),
        "queue": len(listed(store, group, "queue", "waiting")),
        "applications": len(listed(store, group, "applications", "waiting", "ending")) + len(departures.overdue(store)),
        "members": len(listed(store, group, "members", "fail", "unknown", *today._FINDINGS.keys() - {"silent"})),
        "regulations": len(listed(store, group, "regulations", "review")) + objecting,
        "announcements": len(asked | drafts | unanswered),
        "people": len({one.person for one in retention.due(store)} & listed(store, group, "people", "left")),
        **({"groups": len(listed(store, None, "groups", "due"))} if group is None else {}),
    }


def check(store, group):
    found = today.due(store, group)
    assert found == anew(store, group)
    counts = today.counts(store, group)
    assert {page: counts.get(page, 0) for page in rows(store, group)} == rows(store, group)
    assert counts["today"] == len(found)
    for item in found:
        if item.record is None and item.rows is None and item.chips and item.page in NOUNS and item.kind != "retention":
            chips = ("overdue", *item.chips) if item.kind == "applications" else item.chips
            there = listed(store, group, item.page, *chips)
            late = listed(store, group, item.page, "overdue") if item.kind == "applications" else set()
            assert item.count == len(there - late), item


def verbs(store, group, other, rng):
    """What may happen to what 今日 counts, besides everything that the kill test does."""

    def at():
        return clock.local(clock.now()) - timedelta(hours=rng.randrange(80), minutes=rng.randrange(60))

    def any_of(page, *chips):
        found = NOUNS[page].index(store, View(rng.choice((group, other)), chips=chips))
        return int(rng.choice(found)) if found else 0

    def decide():
        here = rng.choice((group, other))
        case = cases.create(store, CaseDraft(here, None, "骂人", sender=rng.choice(("夜来香", "部人甲", "路人")))).value
        with store.read() as db:
            party = case_parts.of(db, case)[0].id
        wanted = [Measure(key, rng.randrange(2)) if key == "mute" else Measure(key)
                  for key in rng.sample(("mute", "removal", "criticism", "written"), 2)]  # fmt: skip
        store.change("决定", lambda tx: sanctions.enact(tx, case, party, wanted, clock.today(), "王"))

    def paste():
        here = rng.choice((group, other))
        names = rng.sample(("部人甲", "部人乙", "夜来香", "路人", "部人丙"), rng.randrange(1, 5))
        members.import_snapshot(store, members.preview(store, here, "\n".join(names)))

    def ask():
        made = announcements.save(store, AnnouncementDraft(rng.choice((group, other)), "通知", "内容", minutes=30))
        announcement_posting.post(store, made.value)

    def erase():
        person = any_of("people")
        if person and rng.random() < 0.3:
            seen = erasure.preview(store, person)
            name = people.get(store, person).person.name
            erasure.erase(store, person, "离开", typed=name, confirmed=[one.key for one in seen.obstacles])

    def instruct():
        said = announcement_instructions.found(store, rng.choice((group, other)), 3)
        if said:
            announcement_instructions.from_messages(store, [said[0].message])

    return [
        lambda: talk(store, rng.choice((group, other)), "部人甲", f"{ASKED}{rng.random()}", at()),
        lambda: talk(store, rng.choice((group, other)), "夜来香", f"你就是个废物{rng.random()}", at()),
        decide, decide, paste, ask, erase, instruct,
        lambda: member_tasks.carried_out(store, [any_of("tasks")], done=rng.random() < 0.8),
        lambda: member_tasks.set_due(store, [any_of("tasks")], clock.today()),
        lambda: announcement_answers.paste_replies(store, any_of("announcements"), f"人乙 收到{rng.random()}"),
        lambda: withdrawals.record(store, any_of("queue"), "removed", "王"),
        lambda: retention.save(store, retention.Retention(days=rng.randrange(3))),
        lambda: merging.merge(store, any_of("people"), any_of("people")),
        lambda: records.undo(store),
        lambda: records.undo(store),
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_in_any_order_the_numbers_are_those_of_the_lists(store, hands, seed):
    rng = random.Random(seed)
    made = [groups.create(store, GroupDraft(f"群{i}", naming_rule="部门+姓名", owner="人甲")).value for i in range(2)]
    for name in "甲乙丙丁":
        people.add(store, works.Person(f"人{name}", (("部",),), number=name), group=made[ord(name) % 2])
    done: Counter[bool] = Counter()
    ours, theirs = verbs(store, *made, rng), works._verbs(store, made[0], rng)
    for turn in range(60):
        with suppress(UserError):
            rng.choice(ours if rng.random() < 0.8 else theirs)()
            done[True] += 1
        if turn % 10 == 9:
            hands.move(hours=rng.choice((1, 9, 30)))
            sanctions.end_due(store)
        # One of the three each time, so that figures are kept over several changes.
        check(store, rng.choice((None, *made)))
    assert done[True] > 30


def asked(store, group):
    """How many instructions of the chat and missing answers 今日 tells of."""
    found = {item.kind: item.count for item in today.due(store, group)}
    assert today.due(store, group) == anew(store, group)
    return found.get("instructions", 0), found.get("open", 0) + found.get("overdue", 0), found.get("retention", 0)


@pytest.fixture
def led(store, group, roster, snapshot):
    """The group with an owner of the roster."""
    draft = GroupDraft("甲组工作群", unit="甲公司", office="办公室", naming_rule="部门-姓名", owner="沈知远")
    groups.edit(store, group, draft)
    return group


def test_what_is_said_in_the_chat_counts_until_it_is_taken_back_or_three_days_old(store, led, hands):
    noon = clock.local(clock.now()) - timedelta(hours=9)
    assert asked(store, led)[0] == 0
    talk(store, led, "总经办-沈知远", ASKED, noon)
    assert asked(store, led)[0] == 1
    second = talk(store, led, "总经办-沈知远", f"再说一遍，{ASKED}", noon + timedelta(hours=8))
    assert asked(store, led)[0] == 2
    records.undo(store, second.id)
    assert asked(store, led)[0] == 1
    first = announcement_instructions.found(store, led, 3)[0].message
    made = announcement_instructions.from_messages(store, [first])
    assert asked(store, led)[0] == 0
    records.undo(store, made.id)
    assert asked(store, led)[0] == 1
    hands.move(hours=62)
    assert asked(store, led)[0] == 1
    hands.move(hours=2)
    assert asked(store, led)[0] == 0


def test_who_leads_is_asked_anew_with_posts_names_and_days(store, led, roster, hands):
    morning = clock.local(clock.now()) - timedelta(hours=1)
    talk(store, led, "客服部-曾雨桐", ASKED, morning)
    assert asked(store, led)[0] == 0
    tomorrow = clock.today() + timedelta(days=1)
    post = group_posts.PostDraft("admin", roster["曾雨桐"], since=tomorrow)
    appointed = group_posts.appoint(store, led, post)
    assert asked(store, led)[0] == 0
    hands.move(days=1)
    assert asked(store, led)[0] == 1
    records.undo(store, appointed.id)
    assert asked(store, led)[0] == 0


def test_answers_count_whichever_way_it_becomes_known_whose_they_are(store, led, roster, snapshot):
    made = announcements.save(store, AnnouncementDraft(led, "通知", "请回复收到", minutes=30)).value
    announcement_posting.post(store, made)
    assert asked(store, led)[1] == 6
    pasted = announcement_answers.paste_replies(store, made, "沈知远 收到\n夜来香 收到")
    assert asked(store, led)[1] == 5
    members.confirm(store, snapshot["夜来香"], roster["李建业"])
    assert asked(store, led)[1] == 4
    records.undo(store, pasted.id)
    assert asked(store, led)[1] == 6


def test_leave_and_reports_are_answers(store, led, roster):
    made = announcements.save(store, AnnouncementDraft(led, "会议", "请回复收到", minutes=30)).value
    announcement_posting.post(store, made)
    assert asked(store, led)[1] == 6
    leave = attendances.Entry(roster["沈知远"], "沈知远", "leave", "出差")
    attendances.record(store, made, [leave])
    assert asked(store, led)[1] == 5
    progress_reports.put(store, made, roster["李建业"], 100, "做完了")
    assert asked(store, led)[1] == 4
    records.undo(store)
    assert asked(store, led)[1] == 5


def test_who_is_due_to_be_erased_counts_by_day_setting_and_group(store, led, roster, hands):
    people.mark_left(store, roster["陆明朗"])
    assert asked(store, led)[2] == 0
    retention.save(store, retention.Retention(days=1))
    assert asked(store, led)[2] == 0
    hands.move(days=1)
    assert asked(store, led)[2] == 1
    other = groups.create(store, GroupDraft("另一个群")).value
    assert (asked(store, None)[2], asked(store, other)[2]) == (1, 0)
    people.mark_left(store, roster["陆明朗"], left=False)
    assert asked(store, led)[2] == 0
    people.mark_left(store, roster["张伟生产部"])
    hands.move(days=1)
    assert asked(store, led)[2] == 1
    seen = erasure.preview(store, roster["张伟生产部"])
    erasure.erase(store, roster["张伟生产部"], "离开", typed="张伟", confirmed=[one.key for one in seen.obstacles])
    assert asked(store, led)[2] == 0


def test_nothing_is_kept_of_what_people_said_or_are_called(store, led, roster):
    talk(store, led, "总经办-沈知远", ASKED, clock.local(clock.now()) - timedelta(hours=1))
    made = announcements.save(store, AnnouncementDraft(led, "通知", "请回复收到", minutes=30)).value
    announcement_posting.post(store, made)
    announcement_answers.paste_replies(store, made, "陆明朗 收到")
    people.mark_left(store, roster["陆明朗"])
    today.due(store, led)
    kept = due_figures._FILES[store]
    assert kept.instructions
    assert kept.boards
    assert not any(isinstance(one, str | bytes) for one in _parts((kept.instructions, kept.boards, kept.leavers)))


def _parts(value):
    if isinstance(value, dict):
        value = [*value.items()]
    return [part for one in value for part in _parts(one)] if isinstance(value, list | tuple | frozenset) else [value]


def test_after_another_change_nothing_is_read_again(store, led, monkeypatch):
    made = announcements.save(store, AnnouncementDraft(led, "通知", "请回复收到", minutes=30)).value
    announcement_posting.post(store, made)
    today.due(store, None)

    def read(*_anything):
        raise AssertionError("read again")

    for module, name in (
        (announcement_instructions, "said"), (due_figures.answers, "board"), (retention, "due"),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, read)
    cases.create(store, CaseDraft(led, None, "骂人", sender="夜来香"))
    today.due(store, None)
    elsewhere = groups.create(store, GroupDraft("另一个群")).value
    monkeypatch.setattr(announcement_instructions, "said", lambda _store, group, _days: ((), read)[group == led])
    talk(store, elsewhere, "甲", "早", clock.local(clock.now()))
    today.due(store, None)
