"""Kinds of mess of real member lists, one by one: who is given, who only offered, what is reported."""

from __future__ import annotations

import pytest

from wxadmin.domain.names import MemberCheck, NameRule, check_names
from wxadmin.domain.people import Guardian, Person
from wxadmin.intake.name_tables import load

FIRM = "禾木机械有限公司"
STAFF = (
    Person("孟长河", ((FIRM, "营销部"),), phone="15400000001", number="Y00101"),
    Person("左思源", ((FIRM, "质检科"),), phone="15400000002", number="Y00102"),
    Person("左思源", ((FIRM, "营销部"),), phone="15400000003", number="Y00103"),
    Person("郑明", ((FIRM, "设备科"),), phone="15400000004", number="Y00104"),
    Person("迪丽娜·艾山", ((FIRM, "营销部"),), phone="15400000005", number="Y00105"),
    Person("顾北辰", ((FIRM, "仓储部"),), left=True),
    Person("顾北辰", ((FIRM, "客户服务部"),), number="Y00107"),
    Person("温如玉", ((FIRM, "仓储部"),), left=True),
    Person("萧然", ((FIRM, "仓储部"),), extras=(("alias", "阿笑"),)),
    Person("林晚秋", ((FIRM, "设备科"),)),
    Person("林早", ((FIRM, "一车间"),)),
)
PUPILS = (
    Person("沈小满", (("二年级", "二(4)班"),), guardians=(Guardian("沈大海", "父亲", "16300000001"),)),
    Person("许多", (("二年级", "二(4)班"),), guardians=(Guardian("许一鸣", "父亲", "16300000002"),)),
    Person("许多", (("二年级", "二(4)班"),), guardians=(Guardian("许三多", "父亲", "16300000003"),)),
    Person("沈小满", (("语文",),), category="教师"),
)


def one(nickname: str, rule: str, people: tuple[Person, ...] = STAFF) -> MemberCheck:
    return check_names(people, [nickname], NameRule.parse(rule), load()).members[0]


def codes(member: MemberCheck) -> set[str]:
    return {finding.code for finding in member.findings}


@pytest.mark.parametrize(
    ("nickname", "rule", "person", "found"),
    [
        ("Y00101-孟长河", "工号-姓名", 0, set()),
        ("Y00103-左思源", "工号-姓名", 2, set()),
        ("Y00101孟长河", "工号-姓名", 0, {"pattern"}),
        ("15400000001孟长河", "姓名+手机号", 0, {"pattern"}),
        ("孟长河-禾木机械-营销部", "姓名-公司-部门", 0, set()),
        ("孟长河禾木机械营销部", "姓名-公司-部门", 0, {"pattern"}),
        ("營銷部-孟长河", "部门-姓名", 0, set()),
        ("第1车间-林早", "部门-姓名", 10, set()),
        ("营销部-迪丽娜●艾山", "部门-姓名", 4, set()),
        ("客服-顾北辰", "部门-姓名", 6, set()),
        ("营销部-孟长河（出差）", "部门-姓名", 0, {"pattern"}),
        ("孟长河-设备科", "部门-姓名", 0, {"pattern", "wrong_department"}),
        ("营销部-\uf9f4晚秋", "部门-姓名", 9, {"wrong_department", "hidden_characters"}),
    ],
)
def test_who_is_given(nickname: str, rule: str, person: int, found: set[str]) -> None:
    member = one(nickname, rule)
    assert (member.person, codes(member)) == (person, found)


@pytest.mark.parametrize(
    ("nickname", "rule", "offered", "found"),
    [
        ("营销部-孟长河15400000002", "部门-姓名", 0, {"pattern", "ambiguous"}),
        ("Y00101-左思源15400000002", "工号-姓名", 1, {"pattern", "ambiguous"}),
        ("Y00104-孟长河", "工号-姓名", 0, {"ambiguous"}),
        ("营销部-孟长河Kevin", "部门-姓名", 0, {"pattern", "not_in_roster"}),
        ("设备科-郑日月", "部门-姓名", 3, {"not_in_roster", "lookalike"}),
        ("设备科-\u202e明郑\u202c", "部门-姓名", 3, {"not_in_roster", "lookalike", "hidden_characters"}),
        ("营销部-\u202e河长孟\u202c", "部门-姓名", 0, {"not_in_roster", "lookalike", "hidden_characters"}),
        ("营销-孟常河（新号）", "部门-姓名", 0, {"pattern", "not_in_roster", "lookalike"}),
        ("孟長河-禾木机械-营销部", "姓名-公司-部门", 0, {"variant"}),
        ("仓储部-肖然", "部门-姓名", 8, {"variant"}),
        ("大家好我是营销部的孟长河", "部门-姓名", 0, {"pattern", "not_in_roster"}),
        ("我是设备科孟长河", "部门-姓名", 0, {"pattern", "not_in_roster"}),
        ("营销部-mengchanghe", "部门-姓名", 0, {"not_in_roster"}),
        ("仓储部-阿笑", "部门-姓名", 8, {"not_in_roster", "pattern"}),
        ("Y00103-左思…", "工号-姓名", 2, {"truncated"}),
        ("孟长河(营销…", "姓名(部门)", 0, {"truncated"}),
        ("15400000001", "姓名+手机号", 0, {"pattern", "not_in_roster"}),
        ("仓储部-温如玉", "部门-姓名", 7, {"not_in_roster"}),
        ("顾北辰", "姓名", 6, {"ambiguous"}),
        ("营销部-孟长河-老婆", "部门-姓名", 0, {"pattern", "not_in_roster"}),
        ("营销部-孟长河太太", "部门-姓名", 0, {"pattern", "not_in_roster"}),
        ("孟长河（助理）", "姓名", 0, {"pattern", "not_in_roster"}),
        ("营销部-孟长河（代班小刘）", "部门-姓名", 0, {"pattern", "not_in_roster"}),
        ("营销部-孟长河（郑明代管）", "部门-姓名", 0, {"pattern", "ambiguous"}),
    ],
)
def test_who_is_only_offered_first(nickname: str, rule: str, offered: int, found: set[str]) -> None:
    member = one(nickname, rule)
    assert (member.person, member.offered[:1], codes(member)) == (None, (offered,), found)


@pytest.mark.parametrize(
    "nickname", ["孟长河花店", "孟长河的同事", "找孟长河请打电话", "孟长河粉丝后援会", "营销部前台", "孟长河工作室"]
)
def test_whose_nickname_only_speaks_of_somebody_is_nobody(nickname: str) -> None:
    member = one(nickname, "部门-姓名")
    assert (member.person, member.status) == (None, "fail")
    assert "wrong_department" not in codes(member)


@pytest.mark.parametrize(
    ("nickname", "rule", "person", "found"),
    [
        ("沈小满妈妈", "学生姓名+关系", 0, set()),
        ("二(4)班-许多爸爸16300000003", "班级-学生姓名+关系", 2, {"pattern"}),
        ("沈小满班主任", "学生姓名+关系", None, {"pattern", "not_in_roster"}),
        ("沈小满奶奶-一(4)班", "班级-学生姓名+关系", 0, {"pattern", "wrong_department"}),
        ("沈小满二姨", "学生姓名+关系", 0, set()),
        ("2-4沈小满妈妈", "班级+学生姓名+关系", 0, set()),
        ("沈小满妈妈15400000009", "学生姓名+关系", 0, {"pattern"}),
        ("沈小满妈妈16300000002", "学生姓名+关系", None, {"pattern", "ambiguous"}),
    ],
)
def test_parents(nickname: str, rule: str, person: int | None, found: set[str]) -> None:
    member = one(nickname, rule, PUPILS)
    assert (member.person, codes(member)) == (person, found)


def test_a_guarded_person_is_named_beside_the_look_alike() -> None:
    report = check_names(
        STAFF, ["营销部-孟常河", "设备科-郑民"], NameRule.parse("部门-姓名"), load(), guarded={0: "群主"}
    )
    assert "那是本群的群主，当心冒充" in report.members[0].findings[-1].message
    assert "冒充" not in report.members[1].findings[-1].message


@pytest.mark.parametrize(
    "text", ["张" * 10_000, "孟长河-营销部/" * 1_400, "(" * 5_000, "\u202e" * 9_999, "1" * 10_000, "🌸" * 9_999]
)
def test_a_nickname_of_ten_thousand_characters_is_answered_briefly(text: str) -> None:
    member = one(text, "部门-姓名")
    assert member.person is None
    assert max(len(finding.message) for finding in member.findings) < 200
    assert max(len(step.part + step.words) for step in member.steps) < 200
