"""The real-name check, sentence by sentence of its contract; everybody here is invented."""

from __future__ import annotations

import pytest

from wxadmin.domain.names import MemberCheck, NameCheckReport, NameRule, check_names, to_json
from wxadmin.domain.people import Guardian, Person
from wxadmin.intake.name_tables import load

FIRM = "青禾仪表有限公司"


def person(name: str, *places: str, **more: object) -> Person:
    return Person(name, tuple(tuple(place.split("/")) for place in places), **more)  # type: ignore[arg-type]


OFFICE = (
    person("韩若溪", f"{FIRM}/营销中心/销售部"),
    person("张伟", f"{FIRM}/营销中心/销售部"),
    person("张伟", f"{FIRM}/技术中心/研发部"),
    person("王海涛", f"{FIRM}/技术中心/研发部"),
    person("刘颖", f"{FIRM}/营销中心/客服部"),
    person("刘志强", f"{FIRM}/技术中心/测试部"),
    person("欧阳静姝", f"{FIRM}/营销中心/市场部"),
    person("阿依古丽·买买提", f"{FIRM}/技术中心/研发部"),
    person("李晓雯", f"{FIRM}/职能中心/人力资源部", f"{FIRM}/营销中心/市场部"),
    person("Ivan Petrov", f"{FIRM}/技术中心/设计部"),
    person("𠮷田优子", f"{FIRM}/技术中心/设计部"),
    person("薛定邦", f"{FIRM}/职能中心/财务部", left=True),
)
PUPILS = (
    person("王小明", "三年级/三(2)班"),
    person("李思涵", "三年级/三(2)班"),
    person("周子墨", "三年级/三(1)班"),
    person("王子涵", "三年级/三(1)班"),
    person("王子涵", "三年级/三(3)班"),
)


def check(
    *nicknames: str, rule: str = "部门-姓名", people: tuple[Person, ...] = OFFICE, **more: object
) -> NameCheckReport:
    return check_names(people, nicknames, NameRule.parse(rule), load(), **more)  # type: ignore[arg-type]


def one(nickname: str, rule: str = "部门-姓名", people: tuple[Person, ...] = OFFICE, **more: object) -> MemberCheck:
    return check(nickname, rule=rule, people=people, **more).members[0]


def codes(member: MemberCheck) -> list[str]:
    return [finding.code for finding in member.findings]


def who(member: MemberCheck, people: tuple[Person, ...] = OFFICE) -> str | None:
    return None if member.person is None else people[member.person].name


def test_right_nickname_passes_without_suggestion() -> None:
    member = one("销售部-韩若溪")
    assert (member.status, who(member), codes(member), member.suggestion) == ("pass", "韩若溪", [], None)


@pytest.mark.parametrize("sign", ["–", "—", "－", "_", "·", " ", "——", " - "])
def test_another_dash_like_sign_follows_the_rule_and_the_suggestion_is_canonical(sign: str) -> None:
    member = one(f"销售部{sign}韩若溪")
    assert (member.status, member.suggestion) == ("pass", "销售部-韩若溪")


@pytest.mark.parametrize("sign", ["/", "+", "|", "，", "、", "："])
def test_another_kind_of_sign_breaks_the_rule(sign: str) -> None:
    member = one(f"销售部{sign}韩若溪")
    assert (member.status, codes(member), member.suggestion, who(member)) == (
        "fail",
        ["pattern"],
        "销售部-韩若溪",
        "韩若溪",
    )


def test_messages_say_exactly_what_is_wrong() -> None:
    said = {
        nick: one(nick).findings[0].message for nick in ("韩若溪-销售部", "韩若溪", "销售部韩若溪", "销售部/韩若溪")
    }
    assert said == {
        "韩若溪-销售部": "顺序与规则“部门-姓名”相反",
        "韩若溪": "没有写部门",
        "销售部韩若溪": "部门和姓名之间缺少“-”",
        "销售部/韩若溪": "分隔符应为“-”，写成了“/”",
    }


def test_reversed_order_still_finds_the_person() -> None:
    member = one("王海涛-研发部")
    assert (member.status, codes(member), who(member), member.suggestion) == (
        "fail",
        ["pattern"],
        "王海涛",
        "研发部-王海涛",
    )


def test_without_sign_where_the_rule_has_none() -> None:
    assert one("研发部王海涛", rule="部门+姓名").suggestion is None
    assert one("研发部-王海涛", rule="部门+姓名").suggestion == "研发部王海涛"
    assert one("研发部+王海涛", rule="部门+姓名").status == "pass"


@pytest.mark.parametrize("place", [FIRM, "技术中心", "研发部", "技术中心研发部", "研发"])
def test_any_level_of_the_path_or_a_short_form_that_fits_one(place: str) -> None:
    member = one(f"{place}-王海涛")
    assert (member.status, member.suggestion, member.department) == ("pass", None, "研发部")


def test_any_of_several_departments_and_the_one_named_is_reported() -> None:
    report = check("市场部-李晓雯", "人力-李晓雯")
    assert [m.department for m in report.members] == ["市场部", "人力资源部"]
    assert "wrong_department" not in {c for m in report.members for c in codes(m)}


def test_a_short_form_that_fits_two_departments_does_not_count() -> None:
    people = (person("高远航", "厂/生产一部"), person("鲁成蹊", "厂/生产二部"))
    assert codes(one("生产-高远航", people=people)) == ["wrong_department"]
    assert one("一部-高远航", people=people).status == "pass"


def test_wrong_department_fails_with_the_right_one() -> None:
    member = one("财务部-王海涛")
    assert (member.status, codes(member), who(member), member.suggestion) == (
        "fail", ["wrong_department"], "王海涛", "研发部-王海涛",
    )  # fmt: skip
    assert member.findings[0].message == "名册上王海涛在研发部"
    assert codes(one("总装车间-王海涛")) == ["wrong_department"]


def test_same_names_are_told_apart_by_the_department_only() -> None:
    assert one("研发部-张伟").person == 2
    bare = one("张伟")
    assert (bare.status, codes(bare), bare.person, bare.suggestion) == ("fail", ["pattern", "ambiguous"], None, None)
    assert bare.candidates == ("张伟（销售部）", "张伟（研发部）")
    elsewhere = one("测试部-张伟")
    assert elsewhere.person is None
    assert set(codes(elsewhere)) == {"ambiguous", "wrong_department"}


def test_nobody_is_found_by_elimination() -> None:
    report = check("销售部-张伟", "张伟")
    assert report.members[1].person is None
    assert [p.departments[0][-1] for p in report.missing if p.name == "张伟"] == ["研发部"]


def test_same_name_in_one_department_stays_open_and_candidates_differ() -> None:
    people = (person("张伟", "厂/一科", number="07"), person("张伟", "厂/一科", number="09"))
    member = one("一科-张伟", people=people)
    assert (codes(member), member.candidates) == (["ambiguous"], ("张伟（一科，07）", "张伟（一科，09）"))


def test_unknown_name_is_left_to_the_owner() -> None:
    member = one("销售部-马冬梅")
    assert (member.status, codes(member), member.suggestion) == ("unknown", ["not_in_roster"], None)


def test_a_nickname_of_fancy_fails() -> None:
    member = one("听风的人")
    assert (member.status, codes(member), member.person) == ("fail", ["pattern", "not_in_roster"], None)
    assert one("A0 修空调的老马").status == "fail"
    assert one("今天也要努力工作呀，大家一起加油，明天会更好，生活-工作-学习-运动").status == "fail"


def test_variant_is_only_proposed() -> None:
    member = one("测试部-劉志強")
    assert (member.status, codes(member), member.person, member.suggestion, member.candidates) == (
        "unknown", ["variant"], None, "测试部-刘志强", ("刘志强（测试部）",),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("nickname", "likeness"),
    [
        ("客服部-刘颍", "字形相近"),
        ("客服部-刘影", "读音相同"),
        ("市场部-欧阳静", "只差一个字"),
        ("设计部-Iνan Petrov", "别的文字"),
    ],
)
def test_lookalike_stands_beside_not_in_roster(nickname: str, likeness: str) -> None:
    member = one(nickname)
    assert (member.status, codes(member), member.person) == ("unknown", ["not_in_roster", "lookalike"], None)
    assert likeness in member.findings[1].message
    assert member.suggestion is not None


def test_one_edit_does_not_join_short_names_that_neither_look_nor_sound_alike() -> None:
    assert codes(one("客服部-刘军")) == ["not_in_roster"]
    assert codes(one("客服部-刘颖颖")) == ["not_in_roster"]
    assert codes(one("测试部-刘志军")) == ["not_in_roster", "lookalike"]


def test_radicals_only_look_like_characters() -> None:
    member = one("研发部-\u2ea9海涛", people=(person("玉海涛", "厂/研发部"), person("王海涛", "厂/研发部")))
    assert member.person is None
    assert "lookalike" in codes(member)


@pytest.mark.parametrize("char", ["\u200b", "\u2060", "\u202e", "\u2067", "\ufeff", "\u00ad", "\u3164"])
def test_hidden_characters_are_shown_with_their_place(char: str) -> None:
    member = one(f"研发部-王{char}海涛")
    assert (member.status, codes(member), who(member), member.suggestion) == (
        "fail", ["hidden_characters"], "王海涛", "研发部-王海涛",
    )  # fmt: skip
    assert member.findings[0].message == f"第6个字符是看不见的 U+{ord(char):04X}"


def test_joiners_inside_an_emoji_are_not_hidden() -> None:
    member = one("研发部-王海涛👨‍👩‍👧")
    assert (codes(member), who(member), member.suggestion) == (["pattern"], "王海涛", "研发部-王海涛")


@pytest.mark.parametrize("dot", ["•", "・", "‧", "．", "."])
def test_dots_of_minority_names_are_one(dot: str) -> None:
    member = one(f"研发部-阿依古丽{dot}买买提")
    assert (member.status, member.suggestion) == ("pass", "研发部-阿依古丽·买买提")


def test_characters_outside_the_basic_plane() -> None:
    assert one("设计部-𠮷田优子").status == "pass"
    assert codes(one("设计部-吉田优子")) != []


def test_truncated_is_a_beginning() -> None:
    member = one("市场部-欧阳…")
    assert (member.status, codes(member), member.person, member.suggestion) == (
        "unknown", ["truncated"], None, "市场部-欧阳静姝",
    )  # fmt: skip
    assert "欧阳静姝" in member.findings[0].message
    assert codes(one("市场部-司徒…")) == ["truncated", "not_in_roster"]
    assert one("姓张…").person is None
    assert one("王海涛-研…", rule="姓名-部门").candidates == ("王海涛（研发部）",)


def test_duplicates_leave_the_account_that_follows_the_rule_best() -> None:
    report = check("研发部—王海涛", "王海涛", "研发部-王海涛", "研发部-王海涛")
    assert [("duplicate_person" in codes(m)) for m in report.members] == [True, True, False, True]
    assert [m.status for m in report.members] == ["unknown", "fail", "pass", "unknown"]
    assert report.members[0].findings[-1].message == "名册上的王海涛（研发部）已由“研发部-王海涛”对应"


def test_who_left_is_not_expected_and_not_in_the_roster() -> None:
    report = check("财务部-薛定邦")
    assert codes(report.members[0]) == ["not_in_roster"]
    assert "已离职" in report.members[0].findings[0].message
    assert report.members[0].person is None
    assert "薛定邦" not in {p.name for p in report.missing}


def test_left_and_present_of_one_name_are_not_guessed() -> None:
    people = (person("陈磊", "厂/仓储部"), person("陈磊", "厂/一车间", left=True))
    assert one("陈磊", people=people).person is None
    assert one("仓储部-陈磊", people=people).person == 0
    assert codes(one("一车间-陈磊", people=people)) == ["not_in_roster"]


def test_exempt_by_nickname_or_person() -> None:
    report = check("听风的人", "王海涛", "刘志强", exempt={"听风的人", "王海涛", "刘志强（测试部）"})
    assert [m.status for m in report.members] == ["exempt"] * 3
    assert [m.suggestion for m in report.members] == [None] * 3
    assert "王海涛" not in {p.name for p in report.missing}


def test_honorific_is_taken_off_and_teacher_passes() -> None:
    member = one("研发部-王海涛经理")
    assert (member.status, codes(member), who(member), member.suggestion) == (
        "fail",
        ["pattern"],
        "王海涛",
        "研发部-王海涛",
    )
    teachers = (person("王丽", "语文"), person("吴秀兰", "数学"))
    assert one("语文王丽老师", "学科+姓名", teachers).status == "pass"
    assert one("语文王丽老师", "学科+姓名", teachers).suggestion is None
    half = one("语文王老师", "学科+姓名", teachers)
    assert (half.status, codes(half), half.person, half.candidates) == ("fail", ["pattern"], None, ("王丽（语文）",))
    assert "不是全名" in half.findings[0].message


def test_somebodys_relative_is_not_somebody_where_the_rule_has_no_relation() -> None:
    member = one("研发部-王海涛爸爸")
    assert member.person is None
    assert member.status == "fail"
    assert member.candidates == ("王海涛（研发部）",)


def test_phone_and_number_at_the_end_break_a_rule_without_one() -> None:
    for tail in ("15400001234", "-15400001234", "12", "12号"):
        member = one(f"研发部-王海涛{tail}")
        assert (member.status, codes(member), who(member), member.suggestion) == (
            "fail", ["pattern"], "王海涛", "研发部-王海涛",
        )  # fmt: skip


def test_phone_rule_compares_with_the_roster_and_tells_same_names_apart() -> None:
    people = (person("张伟", "厂/一科", phone="15400001111"), person("张伟", "厂/二科", phone="15400002222"))
    assert one("张伟15400002222", "姓名+手机号", people).person == 1
    single = (person("王海涛", "厂/一科", phone="15400001111"),)
    assert codes(one("王海涛15400009999", "姓名+手机号", single)) == ["pattern"]
    assert one("王海涛", "姓名+手机号", single).suggestion == "王海涛15400001111"


def test_group_rule_with_team_and_phone() -> None:
    people = (person("尼玛", "厂/二车间/乙班", phone="17900001111"),)
    assert one("乙班尼玛17900001111", "班组+姓名+手机号", people).status == "pass"


def test_a_room_may_leave_out_the_staircase_but_not_change_it() -> None:
    homes = (person("郁金堂", "3栋/2单元/501"), person("木清", "4栋/1单元/501"))
    for text in ("3栋-501-郁金堂", "3-501-郁金堂", "3-2-501-郁金堂", "501-木清"):
        assert one(text, "楼栋-房号-姓名", homes).status == "pass", text
    for text in ("4-501-郁金堂", "3-1-501-郁金堂", "3-2-郁金堂"):
        assert codes(one(text, "楼栋-房号-姓名", homes)) == ["wrong_department"], text


def test_a_place_the_roster_does_not_have_is_a_wrong_place_even_without_sign() -> None:
    member = one("仓储部韩若溪", "部门+姓名")
    assert (who(member), codes(member), member.suggestion) == ("韩若溪", ["wrong_department"], "销售部韩若溪")
    staff = (person("高洁", "语文"), person("丁一", "体育"))
    member = one("美术高洁", "学科+姓名", staff)
    assert (who(member, staff), codes(member), member.suggestion) == ("高洁", ["wrong_department"], "语文高洁")


def test_a_post_set_apart_by_a_sign_breaks_the_rule_but_hides_nobody() -> None:
    for text in ("销售部-韩若溪-组长", "销售部-韩若溪（经理）"):
        member = one(text)
        assert (who(member), codes(member), member.suggestion) == ("韩若溪", ["pattern"], "销售部-韩若溪"), text
    assert one("销售部-韩若溪-经理", "部门-姓名-职务").status == "pass"
    assert codes(one("组长")) == ["pattern", "not_in_roster"]
    teacher = (person("高洁", "语文"),)
    assert one("语文-高洁-老师", "学科+姓名", teacher).status == "pass"
    assert one("语文-老师-高洁", "学科+姓名", teacher).status == "fail"


@pytest.mark.parametrize("text", ["A销售部-韩若溪", "销售部丨韩若溪", "销售部∣韩若溪"])
def test_letters_in_front_and_upright_strokes_hide_nobody(text: str) -> None:
    member = one(text)
    assert (who(member), codes(member), member.suggestion) == ("韩若溪", ["pattern"], "销售部-韩若溪")


def test_a_sign_of_another_script_is_a_lookalike_and_no_fault_of_the_rule() -> None:
    member = one("设计部-𠮷⽥优子")
    assert (member.status, codes(member)) == ("unknown", ["not_in_roster", "lookalike"])
    assert member.suggestion == "设计部-𠮷田优子"


def test_a_space_in_a_rule_without_sign_follows_it_and_the_suggestion_leaves_it_out() -> None:
    staff = (person("高洁", "语文"),)
    assert one("语文 高洁", "学科+姓名", staff).suggestion == "语文高洁"


@pytest.mark.parametrize(("text", "suggestion"), [("王小明他爸", "王小明爸"), ("妈妈王小明", "王小明妈妈")])
def test_parents_who_write_a_little_more_or_turn_it_round(text: str, suggestion: str) -> None:
    member = one(text, "学生姓名+关系", PUPILS)
    assert (who(member, PUPILS), codes(member), member.suggestion) == ("王小明", ["pattern"], suggestion)


def test_three_part_rule_and_rooms() -> None:
    assert one("王海涛-青禾仪表有限公司-研发部", "姓名-公司-部门").status == "pass"
    assert one("王海涛-研发部", "姓名-公司-部门").suggestion == "王海涛-青禾仪表有限公司-研发部"
    homes = (person("郁金堂", "3栋/2单元/501室"),)
    for text in ("3-2-501-郁金堂", "3栋2单元501-郁金堂", "3#2-501 郁金堂"):
        assert one(text, "房号-姓名", homes).status == "pass", text
    assert codes(one("3-2-502-郁金堂", "房号-姓名", homes)) == ["wrong_department"]


@pytest.mark.parametrize("form", ["三(2)班", "三（2）班", "三2班", "3.2班", "302", "三年级2班", "3(2)班"])
def test_class_names_may_be_spelt_in_any_form(form: str) -> None:
    member = one(f"{form}-王小明妈妈", "班级-学生姓名+关系", PUPILS)
    assert (member.status, who(member, PUPILS), member.suggestion) == ("pass", "王小明", None)


def test_a_changed_sign_brings_the_rosters_spelling_of_the_class() -> None:
    assert one("302 王小明妈妈", "班级-学生姓名+关系", PUPILS).suggestion == "三(2)班-王小明妈妈"


def test_the_pupil_is_the_person_and_missing_are_pupils_without_anybody() -> None:
    report = check("三(2)班-王小明妈妈", "周子墨奶奶", rule="班级-学生姓名+关系", people=PUPILS)
    assert [who(m, PUPILS) for m in report.members] == ["王小明", "周子墨"]
    assert report.members[1].suggestion == "三(1)班-周子墨奶奶"
    assert [p.name for p in report.missing] == ["李思涵", "王子涵", "王子涵"]


def test_parents_of_same_named_pupils_need_the_class() -> None:
    assert one("三(3)班-王子涵爸爸", "班级-学生姓名+关系", PUPILS).person == 4
    assert set(codes(one("王子涵爸爸", "班级-学生姓名+关系", PUPILS))) == {"pattern", "ambiguous"}


def test_parents_double_only_with_the_same_relation() -> None:
    report = check(
        "三(2)班-王小明妈妈", "三(2)班-王小明爸爸", "三(2)班-王小明母亲", rule="班级-学生姓名+关系", people=PUPILS
    )
    assert [codes(m) for m in report.members] == [[], [], ["duplicate_person"]]


def test_family_limit_counts_guardians_whatever_their_word() -> None:
    family = ("三(2)班-王小明妈妈", "三(2)班-王小明家长", "三(2)班-王小明爷爷")
    rule = "班级-学生姓名+关系"
    assert [codes(m) for m in check(*family, rule=rule, people=PUPILS).members] == [[], [], ["relation_limit"]]
    assert [codes(m) for m in check(*family, rule=rule, people=PUPILS, family_limit=3).members] == [[], [], []]
    assert check(*family, rule=rule, people=PUPILS).members[2].status == "fail"


def test_doubled_accounts_do_not_use_up_the_family_limit() -> None:
    family = ("三(2)班-王小明妈妈", "三(2)班-王小明妈妈", "三(2)班-王小明爸爸")
    report = check(*family, rule="班级-学生姓名+关系", people=PUPILS)
    assert [codes(m) for m in report.members] == [[], ["duplicate_person"], []]


def test_alternatives_of_a_rule() -> None:
    people = (*PUPILS, person("吴秀兰", "数学"))
    rule = "班级-学生姓名+关系|学科+姓名"
    assert one("数学吴秀兰老师", rule, people).status == "pass"
    assert one("三(2)班-王小明妈妈", rule, people).status == "pass"
    assert one("王小明妈妈", rule, people).suggestion == "三(2)班-王小明妈妈"


def test_missing_relation_leaves_no_suggestion() -> None:
    member = one("三(2)班-王小明", "班级-学生姓名+关系", PUPILS)
    assert (member.status, codes(member), who(member, PUPILS), member.suggestion) == (
        "fail",
        ["pattern"],
        "王小明",
        None,
    )


def test_bare_pupil_names_as_a_rule() -> None:
    assert one("王小明", "学生姓名", PUPILS).status == "pass"
    assert codes(one("王小明妈妈", "学生姓名", PUPILS)) == ["pattern"]


def test_two_names_in_one_nickname_stand_for_nobody() -> None:
    member = one("王海涛-刘颖")
    assert member.person is None
    assert "ambiguous" in codes(member)


@pytest.mark.parametrize("nickname", ["销售部-韩若溪、王海涛", "韩若溪 王海涛", "研发部-王海涛（刘颖）"])
def test_a_second_name_anywhere_leaves_it_open(nickname: str) -> None:
    member = one(nickname)
    assert (member.person, member.status) == (None, "fail")


def test_parents_nicknames_glued_in_other_orders() -> None:
    rule = "班级-学生姓名+关系"
    for text in (
        "王小明妈妈三(2)班",
        "三(2)班-王小明的妈妈",
        "302王小明妈妈",
        "王小明妈妈-302",
        "三(2)班-王小明妈妈温雪",
        "三(2)班08号王小明妈妈",
    ):
        member = one(text, rule, PUPILS)
        assert (who(member, PUPILS), codes(member), member.suggestion) == (
            "王小明",
            ["pattern"],
            "三(2)班-王小明妈妈",
        ), text


def test_words_that_point_to_somebody_are_offered_without_certainty() -> None:
    family = (*PUPILS, Person("庄晓梦", (("三年级", "三(1)班"),), guardians=(Guardian("庄知秋", "父亲"),)))
    rule = "班级-学生姓名+关系"
    for nickname in ("三(2)班-小明妈妈", "三(1)班-庄知秋"):
        member = one(nickname, rule, family)
        assert member.person is None
        assert len(member.candidates) == 1
    assert one("研发部-阿依古丽").candidates == ("阿依古丽·买买提（研发部）",)


def test_who_left_is_never_suggested() -> None:
    member = one("财务部-薛定帮")
    assert member.suggestion is None
    assert "已离职" in member.findings[-1].message


def test_two_departments_that_contradict_stand_for_nobody_of_the_same_name() -> None:
    assert one("销售部张伟-研发部").person is None


def test_the_suggested_level_is_the_one_the_group_uses() -> None:
    people = tuple(person(f"{'赵钱孙李周吴'[i]}文渊", "厂/二车间/乙班") for i in range(6))
    report = check(*[f"{p.name}-二车间" for p in people[:5]], people[5].name, rule="姓名-部门", people=people)
    assert report.members[5].suggestion == "吴文渊-二车间"
    assert one(people[5].name, "姓名-部门", people).suggestion == "吴文渊-乙班"


@pytest.mark.parametrize(
    ("nickname", "rule", "codes_", "who_", "suggestion"),
    [
        ("雄鹰队-韩若溪", "队名-姓名", [], "韩若溪", None),
        ("3楼-韩若溪", "楼层-姓名", [], "韩若溪", None),
        ("销售部-韩若溪", "队名-姓名", [], "韩若溪", None),
        ("韩若溪", "队名-姓名", ["pattern"], "韩若溪", None),
        ("韩若溪-雄鹰队", "队名-姓名", ["pattern"], "韩若溪", "雄鹰队-韩若溪"),
        ("雄鹰队—韩若溪", "队名-姓名", [], "韩若溪", "雄鹰队-韩若溪"),
        ("雄鹰-孟长河", "队名-姓名", ["not_in_roster"], None, None),
        ("雄鹰队-刘影", "队名-姓名", ["not_in_roster", "lookalike"], None, "雄鹰队-刘颖"),
        ("销售部-雄鹰队-韩若溪", "部门-队名-姓名", [], "韩若溪", None),
        ("雄鹰队韩若溪", "队名+姓名", [], "韩若溪", None),
        ("雄鹰队-研发部-张伟", "队名-部门-姓名", [], "张伟", None),
        ("雄鹰队-张伟", "队名-姓名", ["ambiguous"], None, None),
    ],
)
def test_any_words_stand_in_a_free_field(
    nickname: str, rule: str, codes_: list[str], who_: str | None, suggestion: str | None
) -> None:
    member = one(nickname, rule)
    assert (codes(member), who(member), member.suggestion) == (codes_, who_, suggestion)


def test_json_is_the_contract() -> None:
    report = check("销售部-韩若溪", "听风的人")
    document = to_json(report, OFFICE, ignored=["添加"])
    assert list(document) == ["rule", "members", "missing", "summary", "ignored"]
    assert document["members"][0] == {
        "nickname": "销售部-韩若溪",
        "status": "pass",
        "person": {"name": "韩若溪", "department": "销售部"},
        "findings": [],
        "suggestion": None,
        "candidates": [],
    }
    assert document["members"][1]["person"] is None
    assert document["summary"] == {"pass": 1, "fail": 1, "exempt": 0, "unknown": 0}
    assert document["ignored"] == ["添加"]
    assert document["missing"][0] == {"name": "张伟", "department": "销售部"}


def test_empty_roster_and_empty_list() -> None:
    assert check(people=()).members == ()
    assert one("销售部-韩若溪", people=()).status == "unknown"
    assert one("", people=OFFICE).status == "fail"
