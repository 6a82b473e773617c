"""The name check of a stored group: rules of categories, what other groups know, posts, vulgar names, explanations."""

from __future__ import annotations

import pytest

from tests.services.conftest import person
from wxadmin.domain.names import Step
from wxadmin.services import group_posts, groups, members, namecheck, naming_rules, people
from wxadmin.services.group_posts import PostDraft
from wxadmin.services.groups import GroupDraft
from wxadmin.services.namecheck import MemberRow, Roll, check, explain, indecent
from wxadmin.services.naming_rules import CategoryRule
from wxadmin.store import groups as stored_groups


def rows(store, group, *nicknames: str) -> list[MemberRow]:
    with store.read() as db:
        roll = Roll.of(db, stored_groups.one(db, group))
    return list(check(roll, nicknames)[0])


def codes(row: MemberRow) -> list[str]:
    return [code for code, _words in row.findings]


def test_people_of_a_category_are_held_to_their_own_rule(store, group, roster) -> None:
    people.set_category(store, [roster["曾雨桐"]], "临时")
    naming_rules.save(store, group, "部门-姓名", 2, [CategoryRule(("临时",), "姓名-部门")])
    found = rows(store, group, "销售部-陆明朗", "曾雨桐-客服部", "客服部-曾雨桐")
    assert [row.status for row in found] == ["pass", "pass", "fail"]
    assert found[2].suggestion == "曾雨桐-客服部"


def test_without_a_rule_for_all_only_the_category_is_held_to_one(store, group, roster) -> None:
    people.set_category(store, [roster["曾雨桐"]], "临时")
    naming_rules.save(store, group, "", 2, [CategoryRule(("临时",), "姓名-部门")])
    assert [row.status for row in rows(store, group, "陆明朗（出差）", "曾雨桐")] == ["pass", "fail"]


def test_a_nickname_confirmed_in_another_group_is_offered_first_and_never_accepted(
    store, group, snapshot, roster
) -> None:
    other = groups.create(store, GroupDraft("乙组工作群", naming_rule="部门-姓名")).value
    members.confirm(store, snapshot["夜来香"], roster["李建业"])
    row = rows(store, other, "夜来香")[0]
    assert (row.person, row.offered, row.status) == (None, ((roster["李建业"], "李建业（生产部）"),), "fail")
    assert explain(store, other, "夜来香")[-1] == Step(
        "", "decided", "在“甲组工作群”里确认过这个昵称是李建业（生产部），这里先作推荐"
    )


def test_who_looks_like_one_with_a_post_is_marked(store, group, roster) -> None:
    group_posts.appoint(store, group, PostDraft("owner", roster["陆明朗"]))
    found = rows(store, group, "销售部-陆明郎", "销售部-陆明朗", "陆明朗", "客服部-曾雨彤")
    assert found[0].findings[-1] == ("lookalike", "与名册上的陆明朗字形相近，那是本群的群主，当心冒充")
    assert found[2].findings[-1][1].endswith("那是本群的群主，当心冒充")
    assert "冒充" not in found[3].findings[-1][1]


@pytest.mark.parametrize(
    ("nickname", "words"), [("销售部-傻逼", ("傻逼",)), ("约炮小王子", ("约炮",)), ("屌丝小王", ("屌",)), ("张三", ())]
)
def test_vulgar_words_are_named(nickname: str, words: tuple[str, ...]) -> None:
    assert indecent([nickname]) == (words,)


def test_an_indecent_nickname_fails_but_no_name_is_indecent(store, group, roster, snapshot) -> None:
    people.add(store, person("尼玛", "客服部"), group=group)
    row = rows(store, group, "约炮小王子")[0]
    assert (row.status, codes(row)[-1]) == ("fail", "indecent")
    assert [r.status for r in rows(store, group, "客服部-尼玛", "销售部-陆明朗")] == ["pass", "pass"]


def test_same_names_of_one_department_are_offered_by_id(store, group, roster) -> None:
    row = rows(store, group, "张伟")[0]
    assert row.offered == ((roster["张伟销售部"], "张伟（销售部）"), (roster["张伟生产部"], "张伟（生产部）"))


def test_the_explanation_tells_what_the_owner_decided(store, group, snapshot, roster) -> None:
    members.confirm(store, snapshot["夜来香"], roster["李建业"])
    members.exempt(store, snapshot["夜来香"], "产假")
    words = [step.words for step in explain(store, group, "夜来香") if step.kind == "decided"]
    assert sorted(words) == [
        "2026年9月21日确认过这个昵称是李建业（生产部），以后按此认定",
        "2026年9月21日豁免了实名：产假",
    ]
    assert namecheck.explain(store, 999, "夜来香") == ()
