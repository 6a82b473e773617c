"""Kinds, audiences, deadlines, approval, corrections, instructions: what an announcement is besides its text."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from wxadmin.domain.errors import UserError
from wxadmin.domain.people import Person
from wxadmin.services import (
    announcement_approval,
    announcement_instructions,
    announcement_plans,
    announcements,
    audiences,
    chats,
    clock,
    erasure,
    groups,
    handover,
    operators,
    people,
    records,
)
from wxadmin.services.announcement_plans import Due, Plan
from wxadmin.services.announcements import AnnouncementDraft
from wxadmin.services.audiences import Audience
from wxadmin.services.listing import View
from wxadmin.store import announcements as stored


def made(store, group, title="停电通知", body="明天停电。", *, minutes=30, deadline=None, **plan):
    draft = AnnouncementDraft(group, title, body, minutes, deadline, plan=Plan(**plan))
    return announcements.save(store, draft).value


def expected(store, announcement):
    with store.read() as db:
        return [row["person_id"] for row in stored.audience(db, announcement)]


# Whom it is for


@pytest.mark.parametrize(
    ("audience", "names"),
    [
        (Audience(), ["沈知远", "陆明朗", "张伟销售部", "张伟生产部", "曾雨桐", "李建业"]),
        (Audience(departments=("生产部",)), ["张伟生产部", "李建业"]),
        (Audience(departments=("生产部", "客服部")), ["张伟生产部", "曾雨桐", "李建业"]),
        (Audience(only=True), []),
    ],
)
def test_rules_choose_people(store, group, roster, audience, names):
    found = audiences.preview(store, group, audience)
    assert [one.id for one in found.people] == [roster[name] for name in names]
    assert {one.id for one in found.people} | {one.id for one in found.left_out} == set(roster.values())


def test_picks_come_after_the_rules(store, group, roster):
    audience = Audience(departments=("生产部",), picked=(roster["沈知远"],), dropped=(roster["李建业"],))
    found = audiences.preview(store, group, audience)
    assert [one.label for one in found.people] == ["沈知远（总经办）", "张伟（生产部）"]
    assert {one.label: one.why for one in found.left_out}["李建业（生产部）"] == "手工去掉"
    assert audiences.words(audience) == "生产部，另加 1 人，去掉 1 人"


def test_categories_and_posts_narrow_together(store, group, roster):
    boss = people.add(store, Person("高远", (("甲公司", "销售部"),), post="经理", category="正式"), group=group).value
    people.add(store, Person("林夏", (("甲公司", "销售部"),), post="经理", category="实习"), group=group)
    found = audiences.preview(store, group, Audience(categories=("正式",), posts=("经理",)))
    assert [one.id for one in found.people] == [boss]
    options = audiences.options(store, group)
    assert options.total == 8
    assert ("经理", 2) in options.posts
    assert "甲公司" not in dict(options.departments)


def test_who_did_not_answer_another_one(store, group, roster):
    first = made(store, group)
    announcements.post(store, first)
    announcements.paste_replies(store, first, "沈知远 收到\n陆明朗 收到")
    found = audiences.preview(store, group, Audience(unanswered=first))
    assert {one.person.name for one in found.people} == {"张伟", "曾雨桐", "李建业"}
    second = made(store, group, "再催一次", audience=Audience(unanswered=first))
    announcements.post(store, second)
    assert len(expected(store, second)) == 4


def test_posting_freezes_the_audience_and_who_was_left_out(store, group, roster):
    number = made(store, group, audience=Audience(departments=("生产部",), dropped=(roster["李建业"],)))
    announcements.post(store, number, by="沈知远")
    card = announcements.get(store, number)
    assert card.audience == 1
    assert dict(card.left_out)["李建业"] == "手工去掉"
    assert len(card.left_out) == 5
    assert card.acts[-1].note == "生产部，去掉 1 人，对象 1 人，不在对象里 5 人"
    people.add(store, Person("新来的人", (("甲公司", "生产部"),)), group=group)
    assert announcements.get(store, number).audience == len(expected(store, number)) == 1
    records.undo(store)
    records.undo(store)
    again = announcements.get(store, number)
    assert again.state == "draft"
    assert again.left_out == ()
    assert again.plan.audience == Audience(departments=("生产部",), dropped=(roster["李建业"],))


def test_nobody_is_no_audience(store, group, roster):
    number = made(store, group, audience=Audience(departments=("没有的部门",)))
    with pytest.raises(UserError, match="一个人也没有"):
        announcements.post(store, number)
    with pytest.raises(UserError, match="已不在花名册"):
        made(store, group, audience=Audience(picked=(4711,)))


# By when


def test_working_days_pass_over_the_holidays(store, group, roster, hands):
    hands.moment = datetime(2026, 9, 29, 15, 0, tzinfo=clock.zone())
    number = made(store, group, minutes=0, due=Due(workdays=2))
    assert "请在 2 个工作日内（到当天 18:00）回复“收到”。" in announcements.text_for_clipboard(store, number)
    announcements.post(store, number)
    # 30 September works, 1 to 7 October is the national holiday.
    assert announcements.get(store, number).deadline == "10月8日 周四 18:00"


def test_a_solution_is_due_the_same_day(store, group, roster):
    number = made(store, group, kind="instruction", due=Due(solution="24:00"))
    assert announcements.text_for_clipboard(store, number).endswith("处理结果请在当天 24:00前报告。")
    announcements.post(store, number)
    card = announcements.get(store, number)
    assert card.deadline == "9月21日 周一 09:30"
    assert card.plan.solution == "2026-09-21T15:59:00Z"
    assert card.text.endswith("处理结果请在9月21日 周一 23:59前报告。")


@pytest.mark.parametrize("due", [Due(workdays=-1), Due(workdays=999), Due(until="25:00"), Due(solution="晚上")])
def test_a_time_that_cannot_be_is_refused(store, group, due):
    with pytest.raises(UserError):
        made(store, group, due=due)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"audience": Audience(unanswered=4711)}, "公告已经不在"), ({"corrects": 4711}, "公告已经不在"),
        ({"audience": Audience(unsigned=4711)}, "签收已经不在"), ({"minutes": 10**9}, "超过一年"),
    ],
)  # fmt: skip
def test_what_it_points_to_must_be_there(store, group, more, words):
    with pytest.raises(UserError, match=words):
        made(store, group, **more)
    assert not announcements.index(store, View(group))


def test_posted_meanwhile_counts_from_then(store, group, roster, hands):
    number = made(store, group)
    with pytest.raises(UserError, match="还没有到"):
        announcements.post(store, number, clock.now() + timedelta(minutes=1))
    with pytest.raises(UserError, match="太早"):
        announcements.post(store, number, datetime(1999, 1, 1, tzinfo=clock.zone()))
    announcements.post(store, number, clock.now() - timedelta(hours=2))
    card = announcements.get(store, number)
    assert (card.posted, card.deadline, card.state) == ("9月21日 周一 07:00", "9月21日 周一 07:30", "overdue")


def test_a_planned_one_waits_and_is_not_posted(store, group, roster, hands):
    soon = clock.now() + timedelta(hours=1)
    number = made(store, group, planned=soon)
    with store.read() as db:
        assert stored.planned(db, group, clock.stamp()) == []
        assert [row["id"] for row in stored.planned(db, group, clock.stamp(soon))] == [number]
    assert list(announcements.index(store, View(group, chips=("planned",)))) == [number]
    assert announcements.page(store, [number])[0].cells[2] == "计划 9月21日 周一 10:00"


# What is filled in


def test_open_blanks_keep_it_from_being_posted(store, group, roster):
    number = made(store, group, "{{事项}}通知", "{{事项}}在{{地点}}。", fields={"事项": "盘点"})
    assert announcements.text_for_clipboard(store, number).startswith("【盘点通知】\n盘点在〔地点〕。")
    with pytest.raises(UserError, match="还有 1 处没有填：地点"):
        announcements.post(store, number)
    with pytest.raises(UserError, match="还有 1 处"):
        announcement_approval.ask(store, number)
    draft = announcements.get(store, number).draft
    announcements.save(store, replace(draft, plan=replace(draft.plan, fields={"事项": "盘点", "地点": "一楼{{事项}}"})))
    announcements.post(store, number)
    card = announcements.get(store, number)
    assert (card.draft.title, card.draft.body) == ("盘点通知", "盘点在一楼{{事项}}。")
    assert announcements.paper(store, number).title == "盘点通知"
    assert list(announcements.index(store, View(group, search="盘点在一楼"))) == [number]


# Approval


def test_who_sent_it_approves_it_only_where_nobody_else_may(store, group, roster):
    operators.save(store, "沈知远", "群主", frozenset(operators.RIGHTS))
    number = made(store, group)
    announcement_approval.ask(store, number, by="沈知远")
    announcement_approval.approve(store, number, by="沈知远")
    assert announcements.get(store, number).acts[-1].note == "由本人审批"
    operators.save(store, "曾雨桐", "管理员", frozenset({"publish"}))
    operators.save(store, "陆明朗", "文员", frozenset({"roster"}))
    assert announcement_approval.approvers(store, "沈知远") == ("曾雨桐",)
    second = made(store, group)
    with pytest.raises(UserError, match="陆明朗 不能审批"):
        announcement_approval.ask(store, second, by="沈知远", approver="陆明朗")
    announcement_approval.ask(store, second, by="沈知远", approver="曾雨桐")
    assert announcements.get(store, second).plan.approver == "曾雨桐"
    with pytest.raises(UserError, match="请由曾雨桐审批"):
        announcement_approval.approve(store, second, by="沈知远")
    announcement_approval.approve(store, second, by="曾雨桐")
    assert announcements.get(store, second).acts[-1].note == ""


def test_a_changed_text_needs_approval_again(store, group, roster):
    number = made(store, group)
    announcement_approval.ask(store, number, by="陆明朗")
    with pytest.raises(UserError, match="还在等审批"):
        announcements.post(store, number)
    with pytest.raises(UserError, match="已经送审"):
        announcement_approval.ask(store, number)
    announcement_approval.approve(store, number, "可以", by="沈知远")
    card = announcements.get(store, number)
    assert (card.approval, card.plan.approver) == ("approved", "沈知远")
    announcements.save(store, card.draft)
    assert announcements.get(store, number).approval == "approved"
    announcements.save(store, replace(card.draft, body="后天停电。"))
    card = announcements.get(store, number)
    assert card.approval == ""
    with pytest.raises(UserError, match="送审以后改过"):
        announcements.post(store, number)
    announcement_approval.ask(store, number, by="陆明朗")
    announcement_approval.approve(store, number, by="沈知远")
    announcements.post(store, number)
    acts = [act.kind for act in announcements.get(store, number).acts]
    assert acts == ["asked", "approved", "changed", "asked", "approved", "posted"]
    old, new, last = announcements.get(store, number).versions
    pieces = announcement_approval.differences(old, new)
    assert "".join(p.text for p in pieces if p.kind != "added") == old.text
    assert "".join(p.text for p in pieces if p.kind != "removed") == new.text
    assert "后天" in last.text


def test_sent_back_with_a_reason_and_taken_back(store, group, roster):
    number = made(store, group)
    with pytest.raises(UserError, match="没有在等审批"):
        announcement_approval.approve(store, number)
    announcement_approval.ask(store, number)
    with pytest.raises(UserError, match="没有写退回的原因"):
        announcement_approval.send_back(store, number, " ")
    announcement_approval.send_back(store, number, "写明影响哪几层", by="沈知远")
    assert announcements.page(store, [number])[0].cells[1] == "审批退回"
    with pytest.raises(UserError, match="被退回"):
        announcements.post(store, number)
    announcement_approval.withdraw(store, number)
    announcements.post(store, number)
    with pytest.raises(UserError, match="已经发布"):
        announcement_approval.ask(store, number)


def test_only_who_may_publish_approves(store, group, roster):
    operators.save(store, "沈知远", "群主", frozenset(operators.RIGHTS))
    operators.save(store, "陆明朗", "文员", frozenset({"roster"}))
    number = made(store, group)
    announcement_approval.ask(store, number, by="陆明朗")
    with pytest.raises(UserError, match="没有“发布规章和公告”的权限"):
        announcement_approval.approve(store, number, by="陆明朗")
    announcement_approval.approve(store, number, by="沈知远")
    assert list(announcements.index(store, View(group, chips=("asked",)))) == []


def test_a_planned_time_alone_is_no_other_text(store, group, roster):
    number = made(store, group, fields={"地点": " "})
    announcement_approval.ask(store, number)
    draft = announcements.get(store, number).draft
    later = replace(draft.plan, planned=clock.now() + timedelta(days=1))
    announcements.save(store, replace(draft, plan=later))
    assert announcements.get(store, number).approval == "asked"


# After posting


def test_a_correction_names_what_it_corrects(store, group, roster):
    number = made(store, group, audience=Audience(departments=("生产部",)))
    with pytest.raises(UserError, match="还没有发布"):
        announcements.correct(store, number)
    announcements.post(store, number)
    new = announcements.correct(store, number, "沈知远").value
    card = announcements.get(store, new)
    assert card.corrects == (number, "停电通知")
    assert card.draft.title == "更正：停电通知"
    assert "9月21日 周一 09:00发布的“停电通知”有误" in card.draft.body
    assert card.plan.audience == Audience(departments=("生产部",))
    assert announcements.get(store, number).corrections == ()
    fields = {"原文": "明天", "更正后": "后天"}
    announcements.save(store, replace(card.draft, plan=replace(card.plan, fields=fields)))
    announcements.post(store, new)
    assert announcements.get(store, number).corrections == ((new, "更正：停电通知"),)
    assert [act.kind for act in announcements.get(store, number).acts] == ["posted", "corrected"]


def test_a_copy_is_a_new_draft(store, group, roster, hands):
    number = made(
        store, group, deadline=clock.now() + timedelta(hours=1), audience=Audience(dropped=(roster["李建业"],))
    )
    announcements.post(store, number)
    hands.move(hours=2)
    copied = announcements.get(store, announcements.copy(store, number).value)
    assert (copied.state, copied.draft.deadline, copied.acts) == ("draft", None, ())
    assert copied.plan.audience.dropped == (roster["李建业"],)
    with pytest.raises(UserError, match="没有这条公告"):
        announcements.copy(store, 4711)


def test_closed_twice_is_said(store, group, roster):
    number = made(store, group)
    announcements.post(store, number)
    announcements.close(store, number)
    with pytest.raises(UserError, match="已经结束"):
        announcements.close(store, number)


def test_a_draft_goes_with_all_that_is_its(store, group, roster):
    number = made(store, group, audience=Audience(picked=(roster["李建业"],)))
    announcement_approval.ask(store, number)
    announcements.discard(store, number)
    with store.read() as db:
        for table in ("announcement_plan", "audience_pick", "announcement_act", "announcement"):
            assert db.value(f"SELECT count(*) FROM {table}") == 0
    records.undo(store)
    assert announcements.get(store, number).approval == "asked"


def test_one_that_another_corrects_is_not_discarded(store, group, roster):
    number = made(store, group)
    announcements.post(store, number)
    post = records.undo_label(store)
    announcements.correct(store, number)
    assert post is not None
    with pytest.raises(UserError, match="不能删除"):
        announcements.discard(store, number)


def test_unknown_kinds_are_refused(store, group):
    with pytest.raises(UserError, match="没有这种公告"):
        made(store, group, kind="joke")
    assert announcement_plans.due_words(0, None, Due()) == ""
    assert announcement_plans.due_words(2880, None, Due()) == "在 2 天内"


# Instructions of the chat


TALK = (
    "沈知远\n2026年09月20日 14:30\n请各部门30分钟内回复国庆值班人员，当天给出解决方案\n\n"
    "陆明朗\n2026年09月20日 14:31\n好的，我今天下班前报\n\n"
    "曾雨桐\n2026年09月20日 14:32\n请大家明天上午9点前交表\n\n"
    "沈知远\n2026年09月20日 15:00\n@李建业 请周五前交盘点表\n\n"
    "沈知远\n2026年09月20日 15:05\n今天真热\n"
)


@pytest.fixture
def talk(store, group, roster):
    groups.edit(store, group, replace(_draft(store, group), owner="沈知远"))
    chats.import_chat(store, chats.preview(store, group, TALK))


def _draft(store, group):
    found = groups.get(store, group)
    return groups.GroupDraft(found.name, unit=found.unit, office=found.office, naming_rule=found.naming_rule)


def test_instructions_of_who_leads_are_found(store, group, talk):
    found = announcement_instructions.found(store, group)
    assert [(one.sender, one.due) for one in found] == [("沈知远", "周五前"), ("沈知远", "30分钟内")]


def test_an_instruction_counts_from_when_it_was_given(store, group, roster, talk):
    first = announcement_instructions.found(store, group)[1]
    number = announcement_instructions.from_messages(store, [first.message]).value
    card = announcements.get(store, number)
    assert (card.kind, card.draft.minutes, card.draft.announcer) == ("instruction", 30, "沈知远")
    assert card.plan.due.solution == "24:00"
    assert len(announcement_instructions.found(store, group)) == 1
    with pytest.raises(UserError, match="已经转成公告"):
        announcement_instructions.from_messages(store, [first.message])
    announcements.post(store, number)
    card = announcements.get(store, number)
    assert (card.posted, card.deadline) == ("9月20日 周日 14:30", "9月20日 周日 15:00")
    assert card.plan.solution == "2026-09-20T15:59:00Z"


def test_whoever_is_named_is_the_audience(store, group, roster, talk):
    second = announcement_instructions.found(store, group)[0]
    number = announcement_instructions.from_messages(store, [second.message]).value
    assert announcements.get(store, number).plan.audience == Audience(only=True, picked=(roster["李建业"],))
    announcements.post(store, number)
    assert announcements.get(store, number).deadline == "9月25日 周五 23:59"
    assert expected(store, number) == [roster["李建业"]]


def test_what_names_no_deadline_becomes_an_announcement_without_one(store, group, roster, talk):
    with store.read() as db:
        ids = {row["text"]: row["id"] for row in db.all("SELECT id, text FROM message")}
    card = announcements.get(store, announcement_instructions.from_messages(store, [ids["今天真热"]]).value)
    assert (card.kind, card.draft.body, card.draft.minutes, card.draft.deadline) == ("instruction", "今天真热", 0, None)
    assert card.plan.due == Due()


def test_several_messages_of_one_speaker_become_one_text(store, group, roster, talk):
    with store.read() as db:
        ids = {row["text"]: row["id"] for row in db.all("SELECT id, text FROM message")}
    hot, order = ids["今天真热"], ids["@李建业 请周五前交盘点表"]
    with pytest.raises(UserError, match="不是同一个人"):
        announcement_instructions.from_messages(store, [hot, ids["请大家明天上午9点前交表"]])
    card = announcements.get(store, announcement_instructions.from_messages(store, [hot, order]).value)
    assert card.draft.body == "@李建业 请周五前交盘点表\n今天真热"
    assert (card.plan.message, card.plan.audience.picked) == (order, (roster["李建业"],))
    assert card.draft.deadline is not None


def test_a_message_that_is_gone_is_said(store, group):
    with pytest.raises(UserError, match="不在存档里"):
        announcement_instructions.from_messages(store, [4711])


def test_a_plan_goes_to_a_successor_with_its_group(store, group, roster, tmp_path):
    first = made(store, group, "第一次")
    announcements.post(store, first)
    plan = Audience(unanswered=first, dropped=(roster["李建业"],))
    made(store, group, "再催", kind="urgent", audience=plan, corrects=first, fields={"事项": "盘点"})
    path = tmp_path / "移交.wxh"
    handover.give(store, handover.Giving((group,), "李强", path, "一句很长的口令 用来移交", "沈知远"))
    with records.open_at(tmp_path / "theirs", create=True, key_file=True) as theirs:
        groups.create(theirs, groups.GroupDraft("别的群"))
        people.add(theirs, Person("甲乙", (("别处",),)))
        handover.take(theirs, handover.preview(theirs, path, "一句很长的口令 用来移交"))
        there = next(one.id for one in groups.every(theirs) if one.name == "甲组工作群")
        cards = [announcements.get(theirs, one) for one in announcements.index(theirs, View(there))]
        draft = next(card for card in cards if card.state == "draft")
        posted = next(card for card in cards if card.state == "open")
        assert (draft.kind, draft.plan.fields, draft.corrects) == ("urgent", {"事项": "盘点"}, (posted.id, "第一次"))
        assert draft.plan.audience.unanswered == posted.id
        dropped = people.get(theirs, draft.plan.audience.dropped[0])
        assert dropped.person.name == "李建业"


def test_a_picked_person_who_is_erased_leaves_nothing(store, group, roster):
    number = made(store, group, audience=Audience(picked=(roster["李建业"],)))
    posted = made(store, group, "发过的", audience=Audience(dropped=(roster["李建业"],)))
    announcements.post(store, posted)
    people.edit(store, roster["李建业"], replace(people.get(store, roster["李建业"]).person, left=True))
    stands = [one.key for one in erasure.preview(store, roster["李建业"]).obstacles]
    erasure.erase(store, roster["李建业"], "离开", typed="李建业", confirmed=stands)
    assert announcements.get(store, number).plan.audience.picked == ()
    assert announcements.get(store, posted).left_out == ()
    announcements.post(store, number)
    assert roster["李建业"] not in expected(store, number)
