"""Several rules in one group: each category of people is held to its own."""

from __future__ import annotations

import pytest

from wxadmin.domain.names import MemberCheck, NameRule, check_names
from wxadmin.domain.people import Guardian, Person
from wxadmin.intake.name_tables import load

SCHOOL = (
    Person("高洁", (("语文",),), category="教师"),
    Person("丁一鸣", (("体育",),), category="教师"),
    Person("王小明", (("三年级", "三(2)班"),), guardians=(Guardian("王建业", "父亲"),)),
    Person("周子墨", (("三年级", "三(1)班"),), category="学生"),
    Person("丁一鸣", (("三年级", "三(1)班"),), category="学生"),
)
RULES = (
    (frozenset({"教师"}), NameRule.parse("学科+姓名")),
    (frozenset({"家长"}), NameRule.parse("班级-学生姓名+关系")),
)


def one(nickname: str, general: str = "姓名") -> MemberCheck:
    return check_names(SCHOOL, [nickname], NameRule.parse(general), load(), by_category=RULES).members[0]


@pytest.mark.parametrize(
    ("nickname", "person", "codes", "suggestion", "rule"),
    [
        ("语文高洁", 0, [], None, "学科+姓名"),
        ("高洁", 0, ["pattern"], "语文高洁", "学科+姓名"),
        ("三(2)班-王小明妈妈", 2, [], None, "班级-学生姓名+关系"),
        ("王小明妈妈", 2, ["pattern"], "三(2)班-王小明妈妈", "班级-学生姓名+关系"),
        ("体育丁一鸣", 1, [], None, "学科+姓名"),
        ("丁一鸣爸爸", 4, ["pattern"], "三(1)班-丁一鸣爸爸", "班级-学生姓名+关系"),
        ("高洁妈妈", None, ["pattern", "not_in_roster"], None, None),
        ("丁一鸣", None, ["pattern", "ambiguous"], None, None),
        ("孟长河", None, ["not_in_roster"], None, "姓名"),
        ("语文孟长河", None, ["not_in_roster"], None, "学科+姓名"),
    ],
)
def test_each_is_held_to_the_rule_of_whom_they_stand_for(
    nickname: str, person: int | None, codes: list[str], suggestion: str | None, rule: str | None
) -> None:
    member = one(nickname)
    assert (member.person, [f.code for f in member.findings], member.suggestion) == (person, codes, suggestion)
    assert rule is None or member.rule == rule


def test_the_other_rules_bind_nobody_else() -> None:
    staff = (Person("孟长河", (("销售部",),), category="正式"), Person("左思源", (("销售部",),), category="临时"))
    rules = ((frozenset({"临时", "实习"}), NameRule.parse("姓名-部门")),)
    general = NameRule.parse("部门-姓名")
    nicknames = ["销售部-孟长河", "孟长河-销售部", "左思源-销售部", "销售部-左思源"]
    found = check_names(staff, nicknames, general, load(), by_category=rules)
    assert [m.status == "pass" for m in found.members] == [True, False, True, False]
    assert [m.suggestion for m in found.members] == [None, "销售部-孟长河", None, "左思源-销售部"]
