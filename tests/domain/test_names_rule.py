"""Rules as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wxadmin.domain.errors import UserError
from wxadmin.domain.names import NameRule


@pytest.mark.parametrize(
    ("text", "kinds", "joints"),
    [
        ("部门-姓名", ("department", "name"), ("", "-", "")),
        ("部门+姓名", ("department", "name"), ("", "", "")),
        ("部门姓名", ("department", "name"), ("", "", "")),
        ("姓名—部门", ("name", "department"), ("", "-", "")),
        ("学科+教师姓名", ("department", "name"), ("", "", "")),
        ("学生姓名＋关系", ("name", "relation"), ("", "", "")),
        ("班级-学生姓名+关系", ("class", "name", "relation"), ("", "-", "", "")),
        ("学生姓名+爸爸/妈妈/爷爷", ("name", "relation"), ("", "", "")),
        ("【班级】孩子姓名（家长称谓）", ("class", "name", "relation"), ("【", "】", "（", "）")),
        ("姓名+手机号", ("name", "phone"), ("", "", "")),
        ("姓名-公司-部门", ("name", "department", "department"), ("", "-", "-", "")),
        ("班组+姓名+手机号", ("department", "name", "phone"), ("", "", "", "")),
        ("房号 姓名", ("room", "name"), ("", " ", "")),
        ("部门_职务_姓名", ("department", "post", "name"), ("", "_", "_", "")),
        ("“部门-真实姓名”", ("department", "name"), ("", "-", "")),
    ],
)
def test_rules_seen_in_the_wild(text: str, kinds: tuple[str, ...], joints: tuple[str, ...]) -> None:
    rule = NameRule.parse(text)
    assert [(p.kinds, p.joints) for p in rule.patterns] == [(kinds, joints)]


@pytest.mark.parametrize(
    "text", ["班级-学生姓名+关系|学科+姓名", "班级-学生姓名+关系｜学科+姓名", "班级-学生姓名+关系或学科+姓名"]
)
def test_alternatives(text: str) -> None:
    rule = NameRule.parse(text)
    assert [p.pupil for p in rule.patterns] == [True, False]
    assert rule.has_relation


def test_the_text_stays_as_written() -> None:
    assert NameRule.parse(" 部门－姓名 ").text == "部门－姓名"


@pytest.mark.parametrize(
    ("text", "named"),
    [("", "空"), ("   ", "空"), ("部门-", "姓名"), ("abc", "abc"), ("部门-姓名-姓名", "两个姓名"), ("部门-姓名|", "空的选项"), ("姓名", None),
     ("部门-123-姓名", "123"), ("请大家改成部门-姓名", "请大家改成"), ("入群请改姓名", "入群请改"), ("口号-星座-队名-姓名", "口号"), ("手机号-姓名-电话", "重复"), ("姓名" + "-" * 9 + "部门", None), ("x" * 500, "太长"), ("部门#####姓名", "分隔符")],
)  # fmt: skip
def test_nonsense_is_named(text: str, named: str | None) -> None:
    if named is None:
        assert NameRule.parse(text).patterns
        return
    with pytest.raises(UserError) as caught:
        NameRule.parse(text)
    assert named in str(caught.value)
    assert "\n" not in str(caught.value)


@given(st.text(max_size=40))
def test_any_text_is_a_rule_or_an_explained_error(text: str) -> None:
    try:
        patterns = NameRule.parse(text).patterns
    except UserError as error:
        remedy = error.remedy
    else:
        remedy = patterns[0].fields[0].word
    assert remedy


def test_pieces_of_an_address_are_one_place() -> None:
    pattern = NameRule.parse("楼栋-单元-房号-姓名").patterns[0]
    assert [(field.kind, field.word) for field in pattern.fields] == [("room", "楼栋-单元-房号"), ("name", "姓名")]
    assert pattern.joints == ("", "-", "")


@pytest.mark.parametrize("text", ["学生姓名+爸/妈", "学生姓名+爸爸（妈妈）", "学生姓名+（爸爸/妈妈）"])
def test_relations_written_out_are_the_relation(text: str) -> None:
    assert NameRule.parse(text).patterns[0].kinds == ("name", "relation")


def test_the_name_of_a_department_is_the_department() -> None:
    assert NameRule.parse("部门名称-姓名").patterns[0].kinds == ("department", "name")


@pytest.mark.parametrize(
    ("text", "kinds", "words"),
    [
        ("队名+姓名", ("free", "name"), ("队名", "姓名")),
        ("队名姓名", ("free", "name"), ("队名", "姓名")),
        ("部门-星座-姓名", ("department", "free", "name"), ("部门", "星座", "姓名")),
        ("班长-姓名", ("free", "name"), ("班长", "姓名")),
        ("学习小组-姓名", ("department", "name"), ("学习小组", "姓名")),
        ("所属支部-党员姓名", ("department", "name"), ("所属支部", "党员姓名")),
        ("楼层-姓名（届别）", ("free", "name", "free"), ("楼层", "姓名", "届别")),
    ],
)
def test_a_word_nobody_knows_is_a_free_field(text: str, kinds: tuple[str, ...], words: tuple[str, ...]) -> None:
    pattern = NameRule.parse(text).patterns[0]
    assert pattern.kinds == kinds
    assert tuple(field.word for field in pattern.fields) == words
