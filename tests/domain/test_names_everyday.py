"""Nicknames of every day: given names, units of other trades, names in letters; everybody here is invented."""

from __future__ import annotations

import pytest

from wxadmin.domain.names import MemberCheck, NameRule, check_names
from wxadmin.domain.people import Guardian, Person
from wxadmin.intake.name_tables import load
from wxadmin.intake.roster_values import name_of

PARENTS = "班级-学生姓名+关系"


def person(name: str, *places: str, **more: object) -> Person:
    return Person(name, tuple(tuple(place.split("/")) for place in places), **more)  # type: ignore[arg-type]


def one(nickname: str, people: tuple[Person, ...], rule: str = "部门-姓名") -> MemberCheck:
    return check_names(people, [nickname], NameRule.parse(rule), load()).members[0]


def codes(member: MemberCheck) -> list[str]:
    return [finding.code for finding in member.findings]


def name(member: MemberCheck, people: tuple[Person, ...]) -> str | None:
    return None if member.person is None else people[member.person].name


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("Олег Смирнов", "Олег Смирнов"),
        ("김 서연", "김 서연"),
        ("施　明", "施明"),
        ("𠮷 田", "𠮷田"),
        ("〇 二", "〇二"),
    ],
)
def test_only_names_in_han_characters_lose_their_spaces(cell: str, read: str) -> None:
    assert name_of(cell) == (read, "")


BANK = (person("温岚音", "东湖支行"), person("梁初五", "西塘支行"), person("何未央", "营业部"))


@pytest.mark.parametrize("rule", ["支行-姓名", "值班点-姓名", "岗位-姓名", "班次-姓名", "昵称-姓名"])
def test_a_place_of_the_roster_fits_the_person_whatever_the_rule_calls_it(rule: str) -> None:
    assert one("东湖支行-温岚音", BANK, rule).status == "pass"
    wrong = one("西塘支行-温岚音", BANK, rule)
    assert (name(wrong, BANK), codes(wrong), wrong.suggestion) == ("温岚音", ["wrong_department"], "东湖支行-温岚音")


@pytest.mark.parametrize("nickname", ["早班-何未央", "一号台-何未央", "飞鱼-何未央"])
def test_words_nobody_knows_may_stand_where_the_rule_has_a_field_of_its_own(nickname: str) -> None:
    assert one(nickname, BANK, "昵称-姓名").status == "pass"


CLASS = (
    person("欧阳墨白", "三(2)班"),
    person("赵如许", "三(2)班"),
    person("王念安", "三(2)班"),
    person("李念安", "三(1)班"),
    person("陈朵", "三(1)班"),
    person("成云舟", "三(1)班"),
)


@pytest.mark.parametrize(
    ("nickname", "offered"),
    [("墨白妈妈", ["欧阳墨白"]), ("如许妈", ["赵如许"]), ("念安爸爸", ["王念安", "李念安"]), ("三(2)班-念安爸爸", ["王念安"]),
     ("三(1)班-朵朵妈妈", ["陈朵"]), ("成云妈妈", ["成云舟"])],
)  # fmt: skip
def test_a_given_name_with_a_relation_names_whoever_may_be_meant(nickname: str, offered: list[str]) -> None:
    member = one(nickname, CLASS, PARENTS)
    assert (member.person, [CLASS[i].name for i in member.offered]) == (None, offered)
    message = next(f.message for f in member.findings if f.code == "not_in_roster")
    assert all(child in message for child in offered)


def test_a_given_name_alone_says_too_little() -> None:
    assert one("墨白", CLASS, PARENTS).offered == ()


STAFF = (
    person("Tom Archer", "英语"),
    person("José Núñez", "Sales"),
    person("Lin Hao", "Sales"),
    person("林浩", "市场部"),
    person("周星野", "审计部"),
    person("欧阳震", "城南店"),
    person("卓玛央金", "藏语组"),
    person("古丽娜·买买提", "教务处"),
    person("古丽娜·艾山", "教务处"),
    person("Felix", "研发部"),
)


@pytest.mark.parametrize("nickname", ["英语-TomArcher", "英语-tom archer", "英语-TOM  ARCHER"])
def test_case_and_spaces_make_no_other_name(nickname: str) -> None:
    member = one(nickname, STAFF)
    assert (name(member, STAFF), codes(member)) == ("Tom Archer", [])


@pytest.mark.parametrize(
    ("nickname", "meant"), [("Sales-Jose Nunez", "José Núñez"), ("Sales-Hao Lin", "Lin Hao"), ("英语-Archer Tom", "Tom Archer")]
)  # fmt: skip
def test_accents_and_the_order_of_words_make_a_variant(nickname: str, meant: str) -> None:
    member = one(nickname, STAFF)
    assert (member.person, codes(member), STAFF[member.offered[0]].name) == (None, ["variant"], meant)
    assert member.suggestion == f"{nickname.partition('-')[0]}-{meant}"


@pytest.mark.parametrize(
    ("nickname", "meant"),
    [("英语-Tom", ["Tom Archer"]), ("英语-T. Archer", ["Tom Archer"]), ("审计部-周星", ["周星野"]), ("城南店-欧阳", ["欧阳震"]),
     ("藏语组-卓玛", ["卓玛央金"]), ("教务处-古丽娜", ["古丽娜·买买提", "古丽娜·艾山"])],
)  # fmt: skip
def test_a_part_of_a_name_in_its_department_names_whoever_may_be_meant(nickname: str, meant: list[str]) -> None:
    member = one(nickname, STAFF)
    assert (member.person, [STAFF[i].name for i in member.offered], codes(member)) == (None, meant, ["not_in_roster"])
    assert all(word in member.findings[0].message for word in meant)


def test_no_suggestion_changes_both_name_and_department() -> None:
    member = one("市场部-Felixx", STAFF)
    assert (member.candidates, member.suggestion) == (("Felix（研发部）",), None)


WARD = (
    person("任重岳", "急诊科", post="司机"),
    person("汤镇叶", "营业部", post="大堂经理"),
    person("刘强飞", "运输科", post="货车司机", phone="15400000009"),
    person("赵可为", "急诊科", post="护士", phone="15400000010"),
    person("蔡依琳", "高二（1）班", number="06"),
)


@pytest.mark.parametrize(
    ("nickname", "meant", "said"),
    [("急诊科司机任重岳", "任重岳", "多写了“司机”"), ("大堂经理汤镇叶", "汤镇叶", "多写了“大堂经理”"), ("司机刘强飞15400000009", "刘强飞", "多写了“司机”"),
     ("跑长途的刘强飞15400000009", "刘强飞", "多写了“跑长途的”"), ("高二1班06蔡依琳", "蔡依琳", "多写了“06”")],
)  # fmt: skip
def test_post_phone_or_number_of_the_roster_prove_who_it_is(nickname: str, meant: str, said: str) -> None:
    member = one(nickname, WARD)
    assert (name(member, WARD), codes(member)) == (meant, ["pattern"])
    assert said in member.findings[0].message


@pytest.mark.parametrize(
    "nickname",
    ["护士任重岳", "刘强飞爱人15400000009", "帅哥赵可为15400000009", "赵可为刘强飞他们15400000009", "高二1班07蔡依琳",
     "找刘强飞15400000009", "刘强飞转让手机15400000009"],
)  # fmt: skip
def test_another_post_phone_or_number_proves_nothing(nickname: str) -> None:
    assert one(nickname, WARD).person is None


SCHOOL = (
    person("秦若岚", "任课老师", post="班主任"),
    person("施明堂", "数学"),
    person("李子昂", "三(2)班"),
    person("李子昂", "语文"),
    person("吴桐雨", "三(2)班"),
)


@pytest.mark.parametrize(
    ("nickname", "meant"), [("三(2)班-秦若岚老师", "秦若岚"), ("秦若岚班主任", "秦若岚"), ("施明堂老师", "施明堂")]
)
def test_a_teacher_of_the_roster_is_that_person_and_not_missing(nickname: str, meant: str) -> None:
    report = check_names(SCHOOL, [nickname], NameRule.parse(PARENTS), load())
    assert (name(report.members[0], SCHOOL), codes(report.members[0])) == (meant, ["pattern"])
    assert meant not in {who.name for who in report.missing}


@pytest.mark.parametrize(
    ("nickname", "offered"),
    [
        ("李子昂老师", ["李子昂（语文）", "李子昂（三(2)班）"]),
        ("吴桐雨班主任", ["吴桐雨（三(2)班）"]),
        ("秦若岚妈妈", ["秦若岚（任课老师）"]),
    ],
)
def test_title_or_relation_that_may_be_anothers_is_left_to_the_owner(nickname: str, offered: list[str]) -> None:
    member = one(nickname, SCHOOL, PARENTS)
    assert (member.person, list(member.candidates)) == (None, offered)


UNITS = (
    person("吕若君", "质检"),
    person("马可欣", "研发中心"),
    person("丁一凡", "人事处"),
    person("田玉岚", "一组"),
    person("章言", "中心校"),
    person("王云舒", "3号楼"),
    person("孙行云", "南方大区/财务部"),
    person("常未", "北方大区/财务部"),
    person("钱多闻", "档案科"),
    person("周静之", "档案室"),
)


@pytest.mark.parametrize(
    "nickname",
    ["质检科-吕若君", "质检部-吕若君", "研发部-马可欣", "人事部-丁一凡", "一小组-田玉岚", "第一小组-田玉岚", "中心小学-章言", "3栋-王云舒", "三幢-王云舒",
     "南方财务部-孙行云", "公司人事处-丁一凡", "总部研发中心-马可欣"],
)  # fmt: skip
def test_another_word_for_the_same_unit_is_that_unit_where_only_one_fits(nickname: str) -> None:
    member = one(nickname, UNITS)
    assert (name(member, UNITS), codes(member)) == (nickname.partition("-")[2], [])


@pytest.mark.parametrize(
    "nickname", ["档案部-钱多闻", "档案室-钱多闻", "一车间-田玉岚", "二小组-田玉岚", "5栋-王云舒", "北方财务部-孙行云"]
)
def test_another_unit_is_no_other_word(nickname: str) -> None:
    member = one(nickname, UNITS)
    assert (name(member, UNITS), codes(member)) == (nickname.partition("-")[2], ["wrong_department"])


def test_words_without_a_sign_still_break_the_rule() -> None:
    assert codes(one("质检科吕若君", UNITS)) == ["pattern"]


def test_two_people_who_are_where_the_nickname_says_are_in_no_wrong_department() -> None:
    member = one("质检-吕若君&人事处-丁一凡", UNITS)
    assert (member.person, "wrong_department" in codes(member)) == (None, False)


@pytest.mark.parametrize("nickname", ["[人事处]丁一凡", "(人事处)丁一凡", "【人事处】丁一凡"])
def test_other_brackets_follow_a_rule_with_brackets(nickname: str) -> None:
    member = one(nickname, UNITS, "【部门】姓名")
    assert (name(member, UNITS), codes(member)) == ("丁一凡", [])


def test_a_household_is_called_by_its_head() -> None:
    member = one("一组-田玉岚家", UNITS)
    assert (name(member, UNITS), codes(member), member.suggestion) == ("田玉岚", ["pattern"], "一组-田玉岚")


def test_who_claims_to_be_another_account_of_an_administrator_is_no_namesake_to_be_renamed() -> None:
    report = check_names(
        UNITS, ["人事处-丁一凡（新号）", "人事处丁一凡"], NameRule.parse("部门-姓名"), load(), guarded={2: "管理员"}
    )
    claims, first = report.members
    assert (codes(claims), claims.suggestion) == (["pattern", "duplicate_person", "lookalike"], None)
    assert (codes(first), first.suggestion) == (["pattern"], "人事处-丁一凡")


def test_strangers_are_told_the_rule_of_everybody() -> None:
    special = [(frozenset({"教师"}), NameRule.parse("学科+姓名"))]
    report = check_names(CLASS, ["静待花开", "墨白妈妈"], NameRule.parse(PARENTS), load(), by_category=special)
    assert [member.rule for member in report.members] == [PARENTS, PARENTS]


def test_namesakes_of_one_class_are_told_apart() -> None:
    twins = (
        person("李云朵", "三(2)班", guardians=(Guardian("王小满", "妈妈"),)),
        person("李云朵", "三(2)班", guardians=(Guardian("吴大雪", "妈妈"),)),
    )
    member = one("三(2)班-李云朵奶奶", twins, PARENTS)
    assert member.candidates == ("李云朵（三(2)班，妈妈王小满）", "李云朵（三(2)班，妈妈吴大雪）")
    assert "妈妈王小满" in member.findings[0].message


def test_a_short_department_glued_to_a_name_like_somebodys_still_offers_that_person() -> None:
    people = (person("马骏程", "综合实践"), person("吴桐雨", "语文"))
    member = one("综合马俊程", people, "学科+姓名")
    assert (member.candidates, codes(member)) == (("马骏程（综合实践）",), ["not_in_roster", "lookalike"])


OFFICE = (person("沈静", "账务部"), person("沈静怡", "账务部"), person("韦三思", "营销部"))


@pytest.mark.parametrize(
    ("nickname", "offered"),
    [
        ("账务部-沈静·怡", {"沈静", "沈静怡"}), ("营销部-韦三思（假）", {"韦三思"}), ("营销部-韦三思（前任）", {"韦三思"}),
        ("营销部-韦三思非本人", {"韦三思"}),
    ],
)  # fmt: skip
def test_what_denies_a_name_or_makes_it_longer_leaves_it_to_the_owner(nickname: str, offered: set[str]) -> None:
    member = one(nickname, OFFICE)
    assert member.person is None
    assert {OFFICE[i].name for i in member.offered} == offered


FAMILY = (
    person("施小满", "三(2)班", guardians=(Guardian("施刚", "爸爸"), Guardian("柳如是", "妈妈"))),
    person("施小雪", "一(1)班", guardians=(Guardian("柳如是", "妈妈"),)),
    person("柳如是", "五(1)班", guardians=(Guardian("柳勇", "爸爸"),)),
    person("施小满", "三(3)班"),
)


@pytest.mark.parametrize(
    "nickname",
    ["三(2)班施小满妈妈一(1)班施小雪妈妈", "三(2)班-施小满妈妈&三(3)班-施小满妈妈", "柳如是", "五(1)班-柳如是"],
)
def test_two_children_or_a_pupil_who_may_be_a_mother_are_not_decided(nickname: str) -> None:
    member = one(nickname, FAMILY, PARENTS)
    assert member.person is None
    assert len(member.offered) > 1


def test_a_relative_said_by_the_rule_still_passes() -> None:
    assert one("三(2)班-施小满哥哥", FAMILY, PARENTS).status == "pass"
    assert one("五(1)班-柳如是妈妈", FAMILY, PARENTS).status == "pass"
