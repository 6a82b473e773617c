"""The life of groups: policies, founding, dissolving, posts, people expected, naming rules, platform facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.services.conftest import MEMBERS, person, wechat
from wxadmin.domain.errors import UserError
from wxadmin.domain.people import Person
from wxadmin.services import (
    applications,
    cases,
    chats,
    entry_clues,
    expectations,
    group_acts,
    group_cards,
    group_life,
    group_list,
    group_names,
    group_posts,
    groups,
    members,
    naming_rules,
    people,
    platform_facts,
    records,
)
from wxadmin.services.applications import ApplicationDraft
from wxadmin.services.expectations import Expectation
from wxadmin.services.group_posts import PostDraft
from wxadmin.services.groups import GroupDraft
from wxadmin.services.listing import View
from wxadmin.services.naming_rules import CategoryRule

SALES = ("甲公司", "销售部")
MADE = ("甲公司", "生产部")


def test_every_kind_has_policies_and_a_group_of_its_own_keeps_them(store, group):
    assert set(group_life.DEFAULTS) == set(groups.KINDS)
    assert sorted(kind for _words, kinds in groups.FAMILIES.values() for kind in kinds) == sorted(groups.KINDS)
    assert group_life.profile(store, group) == group_life.DEFAULTS["department"]
    wanted = replace(group_life.profile(store, group), leaving="free", silent_days=30)
    group_life.set_policies(store, group, wanted)
    assert group_life.profile(store, group) == replace(wanted, own=True)
    assert "自行退群" in group_life.policy_words(wanted)[3].text
    said = "成员可以自行退群。30 天没发言算沉默，同一件事隔 3 天再提醒，最多 3 次。"
    assert group_acts.of_group(store, group)[-1].note == said
    for wrong in (replace(wanted, entry="whatever"), replace(wanted, remind_days=-1)):
        with pytest.raises(UserError):
            group_life.set_policies(store, group, wrong)
    records.undo(store)
    assert not group_life.profile(store, group).own


def test_a_group_is_planned_opened_and_dissolved_and_stays_readable(store, hands):
    made = group_life.found(store, GroupDraft("星火项目群", kind="project", owner="沈知远")).value
    assert groups.get(store, made).state == "planned"
    first, second = group_life.steps(store, made)[:2]
    group_life.tick(store, first.id)
    ticked = group_life.steps(store, made)[0]
    assert (ticked.done, ticked.done_by) == ("2026-09-21", "沈知远")
    own = group_life.add_step(store, made, "founding", "请院长讲话", date(2026, 9, 30)).value
    group_life.drop_step(store, own)
    hands.move(days=3)
    assert second.late
    assert list(group_list.index(store, View(chips=("due",)))) == [made]
    assert (group_life.due(store, made), group_life.due(store, made + 1)) == ((4, 1), (0, 0))
    group_life.open_group(store, made)
    with pytest.raises(UserError, match="不在筹建"):
        group_life.open_group(store, made)
    with pytest.raises(UserError, match="解散原因"):
        group_life.dissolve(store, made, " ")
    group_life.dissolve(store, made, "项目验收", date(2026, 9, 26))
    assert groups.get(store, made).state == "active"  # not before that day
    hands.move(days=2)
    assert groups.get(store, made).state == "dissolved"
    assert list(group_list.index(store, View())) == []
    assert list(group_list.index(store, View(chips=("dissolved",)))) == [made]
    assert list(group_list.index(store, View(search="xhxm"))) == [made]
    card = group_cards.get(store, made)
    assert card.profile.dissolve_reason == "项目验收"
    assert [act.kind for act in card.acts] == ["planned", "opened", "dissolved"]
    with pytest.raises(UserError, match="已经定了"):
        group_life.dissolve(store, made, "又一次")
    said = next(step for step in group_life.steps(store, made) if step.list == "dissolving")
    group_life.tick(store, said.id)
    group_life.reopen(store, made)
    group_life.dissolve(store, made, "又结束了")
    again = [step for step in group_life.steps(store, made) if step.list == "dissolving"]
    assert (len(again), [step.words for step in again if step.done]) == (len(group_life.DISSOLVING), [])
    group_life.reopen(store, made)
    assert not [step for step in group_life.steps(store, made) if step.list == "dissolving"]
    assert records.undo_label(store) == "恢复群 星火项目群"
    assert store.check().ok


def test_only_an_application_that_passed_founds_a_group(store):
    asked = applications.file(
        store, ApplicationDraft("founding", None, "沈知远", reason="项目需要", fields={"group": "甲群"})
    ).value
    with pytest.raises(UserError, match="已经通过"):
        group_life.found(store, GroupDraft("甲群"), application=asked)
    assert groups.every(store) == ()
    applications.decide(store, asked, applications.get(store, asked).version, True, by="王主任")
    made = group_life.found(store, GroupDraft("甲群"), application=asked).value
    assert applications.get(store, asked).draft.group == made
    assert group_acts.of_group(store, made)[0].note == "依据2026年9月21日提出的建群申请，王主任同意"
    with pytest.raises(UserError, match="已经建过群"):
        group_life.found(store, GroupDraft("乙群"), application=asked)


def test_posts_are_given_taken_and_kept_in_step_with_the_owner(store, group, roster, hands):
    posts = lambda: [(p.role, p.name) for p in group_posts.of_group(store, group) if p.held]  # noqa: E731
    groups.edit(store, group, replace(_draft(store, group), owner="沈知远"))
    assert group_posts.of_group(store, group)[0].person == roster["沈知远"]
    group_posts.appoint(store, group, PostDraft("owner", roster["陆明朗"], appointed_by="总经办"))
    assert groups.get(store, group).owner == "陆明朗"
    admin = group_posts.appoint(store, group, PostDraft("admin", roster["曾雨桐"], duties="审核入群")).value
    group_posts.appoint(store, group, PostDraft("head", None, "外聘顾问"))
    assert posts() == [("owner", "陆明朗"), ("admin", "曾雨桐"), ("head", "外聘顾问")]
    with pytest.raises(UserError, match="已经是管理员"):
        group_posts.appoint(store, group, PostDraft("admin", roster["曾雨桐"]))
    with pytest.raises(UserError, match="早于"):
        group_posts.appoint(store, group, PostDraft("duty", None, "某", since=date(2026, 9, 2), until=date(2026, 9, 1)))
    group_posts.supervise(store, admin, "三天没有审核入群")
    case = group_posts.negligence(store, admin, "三天没有审核入群").value
    assert cases.get(store, case).draft.category == "管理员失职"
    group_posts.relieve(store, admin, "换岗")
    assert posts() == [("owner", "陆明朗"), ("head", "外聘顾问")]
    with pytest.raises(UserError, match="不再任职"):
        group_posts.relieve(store, admin)
    assert group_posts.of_person(store, roster["曾雨桐"])[0][0] == group
    head, owner = (next(p.id for p in group_posts.of_group(store, group) if p.role == r) for r in ("head", "owner"))
    with pytest.raises(UserError, match="还没有到"):
        group_posts.relieve(store, owner, day=date(2026, 9, 30))
    with pytest.raises(UserError, match="早于第一天"):
        group_posts.edit(store, head, PostDraft("head", None, "外聘顾问", until=date(2026, 9, 1)))
    group_posts.relieve(store, head, day=date(2026, 9, 22))
    assert posts() == [("owner", "陆明朗"), ("head", "外聘顾问")]
    hands.move(days=2)
    assert posts() == [("owner", "陆明朗")]
    said = [act.note for act in group_acts.of_group(store, group)]
    assert said[-2:] == ["曾雨桐不再担任管理员，换岗", "外聘顾问不再担任管理小组组长"]
    # Whoever is erased takes what was said of them along: each such row carries the person's subject.
    with store.read() as db:
        subject = db.value("SELECT subject FROM person WHERE id = ?", (roster["曾雨桐"],))
        assert db.value("SELECT count(*) FROM group_act WHERE subject = ?", (subject,)) == 3


def _draft(store, group) -> GroupDraft:
    one = groups.get(store, group)
    return GroupDraft(**{name: getattr(one, name) for name in GroupDraft.__slots__})


def test_who_should_be_in_by_rule_is_found_added_and_taken_back(store, group, roster):
    other = groups.create(store, GroupDraft("销售交流群")).value
    assert expectations.difference(store, other).missing == ()
    expectations.save(store, other, [Expectation((SALES,)), Expectation((MADE,), ("正式",))])
    # The rule lists those who fit at once; who comes later is found and added.
    assert [p.name for _i, p in people.of_group(store, other)] == ["陆明朗", "张伟"]
    assert expectations.difference(store, other).missing == ()
    people.add(store, Person("新来的", (SALES,)))
    assert [p.name for _i, p in expectations.difference(store, other).missing] == ["新来的"]
    assert expectations.take_in_all(store, [group, other]).value == 1
    extra = people.add(store, person("短期的", "客服部"), group=other).value
    people.mark_left(store, roster["陆明朗"])
    found = expectations.difference(store, other)
    assert (found.missing, [p.name for _i, p in found.beyond]) == ((), ["短期的"])
    assert expectations.adjust(store, other, [], [extra]).value == 1
    with pytest.raises(UserError, match="没有变"):
        expectations.adjust(store, other, [roster["张伟销售部"]])
    with pytest.raises(UserError, match="等于所有人"):
        expectations.save(store, other, [Expectation(), Expectation((SALES,))])
    assert [d.path[-1] for d in expectations.departments(store)] == ["甲公司", "客服部", "生产部", "销售部", "总经办"]
    for _undo in range(2):
        records.undo(store)
    assert store.check().ok


def test_naming_rules_of_categories_are_kept_tried_and_shown(store, group, roster):
    parents = CategoryRule(("家长",), "学生姓名+关系")
    naming_rules.save(store, group, "姓名-部门", 3, [parents])
    with store.read() as db:
        assert naming_rules.of_group(db, group) == (parents,)
    assert groups.get(store, group).naming_rule == "姓名-部门"
    assert naming_rules.examples(store, group, "姓名-部门", 1) == ("沈知远-总经办",)
    assert naming_rules.examples(store, group, "姓名-职务") == ()
    tried = naming_rules.trial(store, group, "姓名-部门", [parents], "沈知远-总经办\n夜来香\n\n")
    assert [one.status for one in tried] == ["pass", "fail"]
    assert tried[1].lines
    for rules, words in (
        ([CategoryRule((), "姓名")], "没有写适用"),
        ([parents, CategoryRule(("家长",), "姓名")], "两条"),
        ([CategoryRule(("家长",), "胡说")], "规则"),
    ):
        with pytest.raises(UserError, match=words):
            naming_rules.save(store, group, "姓名", 2, rules)


def test_platform_facts_warn_softly_and_can_be_corrected(store, group, snapshot):
    assert platform_facts.warnings(store, group) == ()
    platform_facts.save(store, "wechat_members", "5", "客户端提示", day="2026-09-20")
    platform_facts.save(store, "wechat_consent", "4", "客户端提示")
    keys = [(w.key, w.tone) for w in platform_facts.warnings(store, group)]
    assert keys == [("wechat_members", "danger"), ("wechat_consent", "muted")]
    assert list(group_list.index(store, View(chips=("full",)))) == [group]
    fact = next(one for one in platform_facts.all(store) if one.key == "wechat_members")
    assert (fact.value, fact.day, fact.ours) == (5, "2026-09-20", False)
    platform_facts.reset(store, "wechat_members")
    assert next(one.value for one in platform_facts.all(store) if one.key == "wechat_members") == 500
    for value, source, day in (("五", "x", ""), ("0", "x", ""), ("5", " ", ""), ("5", "x", "2026-13-01"),
                               ("5", "x", "2027-01-01"), ("99999999", "x", "")):  # fmt: skip
        with pytest.raises(UserError):
            platform_facts.save(store, "wechat_members", value, source, day=day)


def test_who_brings_people_in_against_the_policy_becomes_a_case(store, group, roster):
    members.import_snapshot(store, members.preview(store, group, MEMBERS))
    group_posts.appoint(store, group, PostDraft("admin", roster["沈知远"]))
    line = '"{}"邀请"{}"加入了群聊\n'
    text = wechat(("总经办-沈知远", "10:00", "早")) + "\n" + line.format("销售部-陆明朗", "过路人")
    text += line.format("总经办-沈知远", "新同事")
    chats.import_chat(store, chats.preview(store, group, text))
    (clue,) = entry_clues.of_group(store, group)
    assert (clue.actor, clue.person, clue.brought) == ("销售部-陆明朗", roster["陆明朗"], ("过路人",))
    case = entry_clues.draft(store, group, clue.event).value
    draft = cases.get(store, case).draft
    assert (draft.category, draft.person) == ("擅自拉人入群", roster["陆明朗"])
    assert "过路人" in draft.facts
    with pytest.raises(UserError, match="已经立案"):
        entry_clues.draft(store, group, clue.event)
    profile = group_life.profile(store, group)
    group_life.set_policies(store, group, replace(profile, inviting="anyone", code="free"))
    assert entry_clues.of_group(store, group) == ()


def test_the_list_of_groups_sorts_filters_and_says_what_waits(store, group, roster, snapshot):
    groups.create(store, GroupDraft("2班家长群", kind="class"))
    groups.create(store, GroupDraft("10班家长群", kind="class", owner="王芳"))
    names = lambda view: [row.cells[0] for row in group_list.page(store, group_list.index(store, view))]  # noqa: E731
    assert names(View(sort="name")) == ["2班家长群", "10班家长群", "甲组工作群"]
    assert names(View(sort="members", descending=True))[0] == "甲组工作群"
    assert names(View(chips=("school",))) == ["2班家长群", "10班家长群"]
    assert names(View(chips=("school", "planned"))) == []
    assert names(View(search="wf")) == ["10班家长群"]
    assert names(View(search="😀")) == []
    assert names(View(group)) == ["2班家长群", "10班家长群", "甲组工作群"]
    row = group_list.page(store, [group])[0]
    assert row.cells[3] == "5/6"


def test_advice_on_a_name_gives_reasons_and_refuses_nothing(store, group, roster):
    assert group_names.check(store, "销售部周报群") == ()
    assert any("看不出" in words for words in group_names.check(store, "相亲相爱一家人"))
    assert any("甲组工作群" in words for words in group_names.check(store, "甲组群"))
    assert group_names.check(store, "甲组工作群", group=group) == ()
    assert groups.create(store, GroupDraft("相亲相爱一家人")).value
