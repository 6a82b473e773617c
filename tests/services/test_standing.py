from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.services.conftest import MEMBERS, person
from wxadmin.domain.errors import UserError
from wxadmin.services import (
    applications,
    chats,
    clock,
    differences,
    group_life,
    group_posts,
    groups,
    member_tasks,
    members,
    naming_rules,
    people,
    records,
    reminders,
    snapshots,
    standing,
    zombies,
)
from wxadmin.services.application_cards import ApplicationDraft
from wxadmin.services.group_posts import PostDraft
from wxadmin.services.groups import GroupDraft
from wxadmin.services.listing import View
from wxadmin.services.member_tasks import TaskDraft


def policy(store, group, **wanted):
    group_life.set_policies(store, group, replace(group_life.profile(store, group), **wanted))


def paste(store, group, text):
    return members.import_snapshot(store, members.preview(store, group, text))


def codes(store, group, *wanted):
    rows = members.page(store, members.index(store, View(group, chips=wanted)))
    return {row.cells[0] for row in rows}


def found(store, group, nickname):
    standing.fresh(store, group)
    with store.read() as db:
        row = db.one("SELECT findings FROM member WHERE group_id = ? AND nickname = ?", (group, nickname))
    return dict(json.loads(row[0]))


def test_who_is_in_without_an_approved_application(store, group, roster, hands):
    policy(store, group, entry="approval")
    paste(store, group, MEMBERS)
    assert codes(store, group, "no_application") == set()  # in the first list, before anybody could apply
    hands.move(days=1)
    filed = applications.file(store, ApplicationDraft("join", group, "李建业", person=roster["李建业"])).value
    seen = members.preview(store, group, MEMBERS + "生产部-李建业\n飞鸟\n")
    assert {name for name, _words in seen.having("no_application")} == {"生产部-李建业", "飞鸟"}
    applications.decide(store, filed, 1, passed=True)
    assert {name for name, _words in members.preview(store, group, MEMBERS + "生产部-李建业\n飞鸟\n").having(
        "no_application")} == {"飞鸟"}  # fmt: skip
    paste(store, group, MEMBERS + "生产部-李建业\n飞鸟\n")
    assert codes(store, group, "no_application") == {"飞鸟"}
    assert codes(store, group, "new") == {"生产部-李建业", "飞鸟"}
    policy(store, group, entry="open")
    assert codes(store, group, "no_application") == set()
    records.undo(store)
    assert codes(store, group, "no_application") == {"飞鸟"}


def test_who_left_the_unit_and_is_still_in(store, group, roster, snapshot):
    people.edit(store, roster["陆明朗"], replace(people.get(store, roster["陆明朗"]).person, left=True))
    assert codes(store, group, "left_unit") == {"销售部-陆明朗"}
    assert "移出" in reminders.draft(store, group, "remove").text


def test_who_went_without_asking(store, group, snapshot, hands):
    hands.move(days=1)
    rest = MEMBERS.replace("总经办-沈知远\n", "").replace("夜来香\n", "").replace("客服部-曾雨桐", "曾雨桐-客服部")
    policy(store, group, leaving="approval")
    seen = members.preview(store, group, rest)
    assert seen.left == (("总经办-沈知远", "已不在群里，没有查到经同意的退群申请"),)
    change = members.import_snapshot(store, seen)
    assert codes(store, group, "left_unasked") == {"总经办-沈知远"}
    records.undo(store, change.id)
    member_tasks.open_tasks(store, (TaskDraft(group, "remove", "总经办-沈知远"),))
    paste(store, group, rest)
    assert codes(store, group, "left_unasked") == set()


def test_a_guest_is_taken_in_or_is_from_outside(store, group, snapshot):
    policy(store, group, entry="listed")
    guest = people.add(store, person("严正宜", "财务部")).value
    members.confirm(store, snapshot["夜来香"], guest)
    assert codes(store, group, "not_expected") == {"夜来香"}
    members.take_in(store, [snapshot["夜来香"]])
    assert codes(store, group, "not_expected") == set()
    with pytest.raises(UserError, match="没有可列入"):
        members.take_in(store, [snapshot["夜来香"]])
    members.outside(store, snapshot["夜来香"], "送水的师傅")
    card = members.get(store, snapshot["夜来香"])
    assert (card.outside, card.row.status, card.row.person) == (True, "pass", None)
    assert "送水的师傅" in found(store, group, "夜来香")["outside"]
    assert codes(store, group, "outside") == {"夜来香"}
    members.confirm(store, snapshot["夜来香"], None)
    assert members.get(store, snapshot["夜来香"]).row.status == "fail"


def talk(day, *said):
    lines = [
        f"{who}\n{day:%Y年%m月%d日} {9 + at // 60:02d}:{at % 60:02d}\n{text}" for at, (who, text) in enumerate(said)
    ]
    return "\n\n".join(lines) + "\n"


def archive(store, group, text):
    chats.import_chat(store, chats.preview(store, group, text))


def test_who_was_not_heard_as_far_as_the_archive_tells(store, group, roster, hands):
    policy(store, group, silent_days=20)
    start = clock.today()
    hands.move(days=-20)
    paste(store, group, MEMBERS)
    hands.move(days=20)
    assert "还没有归档" in zombies.overview(store, group).coverage.words
    days = [start - timedelta(days=n) for n in range(18, -1, -3)]
    archive(store, group, "\n".join(talk(day, ("总经办-沈知远", "早"), ("张伟", f"到 {day}")) for day in days))
    seen = zombies.overview(store, group)
    assert seen.members == ()
    assert "只覆盖 19 天" in seen.coverage.words
    archive(store, group, talk(start - timedelta(days=24), ("销售部-陆明朗", "大家好")))
    seen = zombies.overview(store, group)
    assert {z.nickname for z in seen.members} == {"销售部-陆明朗", "客服部-曾雨桐", "夜来香"}
    assert "2026年8月28日" in {z.nickname: z.words for z in seen.members}["销售部-陆明朗"]
    assert codes(store, group, "silent") == {z.nickname for z in seen.members}
    # Newcomers and who holds a post are none.
    group_posts.appoint(store, group, PostDraft("admin", person=roster["曾雨桐"]))
    paste(store, group, MEMBERS + "生产部-李建业\n")
    assert codes(store, group, "silent") == {"销售部-陆明朗", "夜来香"}
    # A stretch without any message counts for nobody.
    hands.move(days=15)
    archive(store, group, talk(clock.today(), ("张伟", "回来了")))
    seen = zombies.overview(store, group)
    assert "不计入" in seen.coverage.words
    assert "总经办-沈知远" not in {z.nickname for z in seen.members}
    hands.move(days=9)
    assert "请先导入最近的聊天记录" in zombies.overview(store, group).coverage.words
    assert codes(store, group, "silent") == set()


def test_who_was_let_in_by_somebody_who_may_not(store, group, roster, hands):
    line = '"{}"邀请"{}"加入了群聊'
    text = talk(clock.today(), ("总经办-沈知远", "早")) + "\n" + line.format("销售部-陆明朗", "夜来香") + "\n"
    text += line.format("总经办-沈知远", "张伟") + "\n"
    paste(store, group, MEMBERS)
    archive(store, group, text)
    assert codes(store, group, "not_invited") == set()  # nobody is known to be in charge
    group_posts.appoint(store, group, PostDraft("admin", person=roster["沈知远"]))
    assert codes(store, group, "not_invited") == {"夜来香"}
    assert "陆明朗" in found(store, group, "夜来香")["not_invited"]
    rows = members.page(store, members.index(store, View(group, chips=("not_invited",))))
    assert any("邀请进群" in words for _time, words in members.get(store, rows[0].id).history)


def test_a_list_settles_open_tasks_and_its_undo_opens_them_again(store, group, roster, snapshot, hands):
    tasks = member_tasks.open_tasks(
        store,
        (
            TaskDraft(group, "remove", "夜来香"),
            TaskDraft(group, "remove", "张伟"),
            TaskDraft(group, "invite", person=roster["李建业"]),
            TaskDraft(group, "rename", "客服部-曾雨桐", roster["曾雨桐"], wanted="曾雨桐"),
        ),
    ).value
    hands.move(days=1)
    text = MEMBERS.replace("夜来香\n", "生产部-李建业\n")
    seen = members.preview(store, group, text)
    assert seen.tasks_words == "2 项已办成，1 人仍在群里，1 人还没有改名"
    change = members.import_snapshot(store, seen)

    def states():
        return [member_tasks.get(store, task).state_words for task in tasks]

    assert states() == ["已办成", "名单显示未办成", "已办成", "名单显示未办成"]
    assert [t for t, _line in members.get(store, snapshot["张伟"]).tasks] == [tasks[1]]
    records.undo(store, change.id)
    assert states() == ["待办"] * 4


def test_snapshots_are_listed_and_compared(store, group, snapshot, hands):
    members.confirm(store, snapshot["夜来香"], people.of_group(store, group)[0][0])
    hands.move(days=1)
    paste(store, group, MEMBERS.replace("客服部-曾雨桐", "曾雨桐-客服部").replace("张伟\n", "") + "飞鸟\n")
    newest, first = snapshots.every(store, group)
    assert (newest.count, newest.new, newest.gone, newest.first) == (5, 2, 2, False)
    assert first.first
    changed = snapshots.compare(store, newest.id, first.id)
    assert [e.nickname for e in changed.new] == ["飞鸟"]
    assert [e.nickname for e in changed.gone] == ["张伟"]
    assert [(r.old, r.new, r.why) for r in changed.renamed] == [
        ("客服部-曾雨桐", "曾雨桐-客服部", "花名册上是同一个人")
    ]
    assert changed.same == 3
    assert snapshots.paper(store, first.id, newest.id).rows
    with pytest.raises(UserError, match="没有差别"):
        snapshots.paper(store, first.id, first.id)
    other = groups.create(store, GroupDraft("乙组")).value
    paste(store, other, "甲\n")
    with pytest.raises(UserError, match="同一个群"):
        snapshots.compare(store, first.id, snapshots.every(store, other)[0].id)
    assert len(snapshots.every(store, None)) == 3


def test_reminders_are_counted_and_throttled(store, group, snapshot, hands):
    policy(store, group, remind_days=3, remind_most=2)
    first = reminders.draft(store, group, "name")
    assert "@夜来香" in first.text
    assert "部门-姓名" in first.text
    assert "沈知远" not in first.text
    reminders.sent(store, first)
    again = reminders.draft(store, group, "name")
    assert again.text == ""
    assert [one.nickname for one in again.lately] == [one.nickname for one in first.asked]
    assert reminders.draft(store, group, "name", anyway=True).text == first.text
    hands.move(days=3)
    reminders.sent(store, reminders.draft(store, group, "name"))
    hands.move(days=3)
    over = reminders.draft(store, group, "name")
    assert not over.asked
    night = next(one for one in over.most if one.nickname == "夜来香")
    assert night.times == 2
    case = reminders.propose(store, group, "name", night).value
    with store.read() as db:
        row = db.one("SELECT * FROM cases WHERE id = ?", (case,))
    assert "提醒 2 次（2026年9月21日、2026年9月24日）" in row["facts"]
    assert row["state"] == "draft"
    records.undo(store)
    records.undo(store)
    assert any(one.nickname == "夜来香" for one in reminders.draft(store, group, "name").asked)
    card = members.get(store, snapshot["夜来香"])
    assert card.reminders == 1
    assert any("提醒" in words for _time, words in card.history)
    assert "@总经办-沈知远" in reminders.draft(store, group, "name", [snapshot["总经办-沈知远"]]).text


def test_each_cause_has_its_text(store, group, roster, snapshot, hands):
    assert "李建业（生产部）" in reminders.draft(store, group, "invite").text
    hands.move(days=1)
    renamed = MEMBERS.splitlines()[0]
    paste(store, group, MEMBERS.replace(renamed, f"{renamed}。") + "飞鸟\n生产部-李建业\n")
    counted = reminders.counts(store, group)
    assert counted.keys() >= {"name", "unknown", "welcome"}
    assert "@张伟" in reminders.draft(store, group, "unknown").text
    welcome = reminders.draft(store, group, "welcome")
    # Neither a stranger nor somebody who only changed the nickname is welcomed.
    assert [one.nickname for one in welcome.asked] == ["生产部-李建业"]
    with pytest.raises(UserError, match="没有需要提醒"):
        reminders.draft(store, group, "silent")


def test_one_group_changed_and_one_alone_is_made_anew(store, group, roster, snapshot, monkeypatch):
    other = groups.create(store, GroupDraft("乙组")).value
    paste(store, other, "沈知远\n")
    standing.fresh_all(store, None)
    made: list[tuple[str, int]] = []
    check, stand = standing._make, standing._stand
    monkeypatch.setattr(standing, "_make", lambda store, one: (made.append(("check", one)), check(store, one))[1])
    monkeypatch.setattr(standing, "_stand", lambda store, one: (made.append(("stand", one)), stand(store, one))[1])

    def after(work):
        made.clear()
        work()
        standing.fresh_all(store, None)
        return sorted(made)

    assert after(lambda: None) == []
    assert after(lambda: people.add(store, person("路人", "财务部"))) == []
    assert after(lambda: people.edit(store, roster["陆明朗"], person("陆明朗", "生产部"))) == [("check", group)]
    assert after(lambda: records.undo(store)) == [("check", group)]
    assert after(lambda: policy(store, other, entry="approval")) == [("stand", other)]
    assert after(lambda: members.exempt(store, snapshot["夜来香"], "产假", clock.today())) == [("check", group)]
    assert after(lambda: records.undo(store)) == [("check", group)]
    assert after(lambda: archive(store, other, talk(clock.today(), ("沈知远", "早")))) == [("check", other)]
    assert after(lambda: groups.edit(store, other, GroupDraft("乙组", naming_rule="姓名"))) == [("check", other)]


def test_two_accounts_of_one_nickname_are_said_and_stay_said(store, group, roster):
    name = MEMBERS.splitlines()[0]
    seen = members.preview(store, group, f"{MEMBERS}{name}\n")
    assert [code for row in seen.report if row.nickname == name for code, _words in row.findings].count(
        "same_nickname"
    ) == 2
    members.import_snapshot(store, seen)
    assert "2 个账号" in found(store, group, name)["same_nickname"]
    assert name in codes(store, group, "double")
    policy(store, group, silent_days=30)  # only the standing is made anew
    assert "2 个账号" in found(store, group, name)["same_nickname"]
    paste(store, group, MEMBERS)
    assert "same_nickname" not in found(store, group, name)


def test_who_fits_the_rule_of_the_group_is_expected_before_being_listed(store, group, snapshot):
    policy(store, group, entry="listed")
    guest = people.add(store, person("严正宜", "财务部")).value
    members.confirm(store, snapshot["夜来香"], guest)
    assert codes(store, group, "not_expected") == {"夜来香"}
    store.change("rule", lambda tx: tx.insert(
        "expectation", {"group_id": group, "departments": '[["甲公司", "财务部"]]', "categories": "[]", "note": ""}))  # fmt: skip
    assert codes(store, group, "not_expected") == set()
    assert "夜来香" not in {line.nickname for line in differences.find(store, None).of("unexpected")}
    records.undo(store)
    assert codes(store, group, "not_expected") == {"夜来香"}


def test_a_label_counts_who_was_taken_in(store, group, roster, snapshot):
    guest = people.add(store, person("严正宜", "财务部")).value
    members.confirm(store, snapshot["夜来香"], guest)
    change = members.take_in(store, [snapshot["夜来香"], snapshot["销售部-陆明朗"]])
    assert (change.value, change.label) == (1, "列入应加人员（1 人）")


def test_who_manages_later_may_not_bring_in_yet(store, group, roster):
    today = clock.today()
    group_posts.appoint(store, group, PostDraft("admin", roster["李建业"], since=today + timedelta(days=3)))
    group_posts.appoint(store, group, PostDraft("admin", roster["陆明朗"], since=today))
    with store.read() as db:
        gate = group_posts.Gate.of(group_posts.managing(db, group))
    assert gate.lets("某人", roster["陆明朗"], "")
    assert gate.lets("你", None, "")
    assert not gate.lets("某人", roster["李建业"], "李建业")
    assert not gate.lets("某人", None, "")


def test_several_spellings_tried_are_not_several_accounts(store, group, roster):
    tried = naming_rules.trial(store, group, "部门-姓名", (), "销售部-陆明朗\n销售部—陆明朗\n陆明朗")
    assert {one.person for one in tried} == {tried[0].person}
    assert not [line for one in tried for line in one.lines if "已由" in line]
    assert (tried[0].status, tried[2].status) == ("pass", "fail")


def test_a_reminder_of_names_tells_the_rules_by_category(store, group, roster):
    owner = groups.get(store, group)
    naming_rules.save(store, group, "", owner.family_limit, [naming_rules.CategoryRule(("正式",), "部门-姓名")])
    people.set_category(store, list(roster.values()), "正式")
    paste(store, group, MEMBERS.replace("销售部-陆明朗", "陆明朗"))
    text = reminders.draft(store, group, "name").text
    assert "正式：部门-姓名" in text
    assert "@陆明朗" in text


def test_a_label_of_several_counts_who_was_changed(store, group, roster):
    people.set_category(store, [roster["陆明朗"]], "正式")
    change = people.set_category(store, [roster["陆明朗"], roster["李建业"]], "正式")
    assert (change.value, change.label) == (1, "设类别 1 人")
