"""Blanks in people's own texts: what is proposed, what is left alone, and the draft that comes of it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wxadmin.domain.blanks import filled, put
from wxadmin.domain.errors import UserError
from wxadmin.domain.regulation import as_text
from wxadmin.domain.regulation_places import words_of
from wxadmin.intake.regulation import as_blanks, found_blanks, parse_regulation


def found(sentence: str) -> list[tuple[str, str]]:
    return [(each.words, each.key) for each in found_blanks(parse_regulation(f"第一条 {sentence}\n第二条 完。"))]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("XX公司与××公司同为一家。", [("XX公司", "unit"), ("××公司", "unit")]),
        ("由某某学校和XX公司共建。", [("某某学校", "unit"), ("XX公司", "unit2")]),
        ("由【公司名称】制定，XX公司执行。", [("【公司名称】", "unit"), ("XX公司", "unit")]),
        ("由（单位名称）的[部门]负责。", [("（单位名称）", "unit"), ("[部门]", "office")]),
        ("群名称为___群，群主由XX部指定。", [("___群", "group"), ("XX部", "office")]),
        ("X分钟内回复，Y小时内处理，超过X小时的通报。", [("X分钟", "minutes"), ("X小时", "hours")]),
        ("迟到罚款XX元，缺席罚款XX元。", [("XX元", "amount"), ("XX元", "amount2")]),
        ("自____年__月__日起施行。", [("____年__月__日", "effective")]),
        ("自    年  月  日起施行。", [("年月日", "effective")]),
        ("重点：……不得外传，等等……", []),
        ("举报……，处……元。", [("……元", "amount")]),
        ("X月X日前报名。", [("X月X日", "date")]),
        ("联系电话：__________。", [("__________", "phone")]),
        ("举报请打138XXXXXXXX。", [("138XXXXXXXX", "phone")]),
        ("东风公司的员工在30分钟内回复。", []),
        ("昵称改为【部门】-【姓名】。", []),
        ("上传到a_b__c.txt，尺寸2×3。", []),
        ("二〇二六年三月一日起施行。", []),
        ("由{{unit}}公司负责。", []),
    ],
)
def test_what_is_a_blank(sentence: str, expected: list[tuple[str, str]]) -> None:
    assert found(sentence) == expected


def test_accepted_proposals_become_blanks_of_a_draft() -> None:
    parsed = parse_regulation("XX公司群制度\n第一条 收到后X分钟内回复。\n第二条 由XX部解释。\nXX公司\n20XX年XX月XX日\n")
    draft = as_blanks(parsed, found_blanks(parsed))
    assert as_text(draft) == (
        "{{unit}}群制度\n第一条 收到后{{minutes}}分钟内回复。\n第二条 由{{office}}解释。\n{{unit}}\n{{date}}\n"
    )
    assert [(blank.key, blank.label) for blank in draft.blanks] == [
        ("unit", "单位名称"), ("minutes", "分钟数：收到后X分钟内回复"), ("office", "负责部门"), ("date", "日期"),
    ]  # fmt: skip
    assert filled(put(draft, "unit", "海风公司")).title == "海风公司群制度"


def test_what_is_not_accepted_stays_and_what_changed_is_refused() -> None:
    parsed = parse_regulation("第一条 XX公司收到后X分钟内回复。\n第二条 完。\n")
    unit, minutes = found_blanks(parsed)
    assert as_blanks(parsed, (minutes,)).nodes[0].text == "XX公司收到后{{minutes}}分钟内回复。"
    assert as_blanks(parsed, (unit, unit)).nodes[0].text == "{{unit}}收到后X分钟内回复。"
    with pytest.raises(UserError, match="X分钟"):
        as_blanks(parse_regulation("第一条 改过了。\n第二条 完。\n"), (minutes,))


@given(st.lists(st.sampled_from(["XX", "公司", "___", "年", "月", "日", "【", "】", "单位名称", "X", "分钟", "施行", "，", "。", " "]), max_size=14).map("".join))  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_nothing_but_the_proposed_words_changes(words: str) -> None:
    parsed = parse_regulation(f"第一条 甲{words}乙\n第二条 完。")
    proposals = found_blanks(parsed)
    for each in proposals:
        assert words_of(parsed, each.at)[each.start : each.start + len(each.words)] == each.words
    assert as_blanks(parsed, ()).nodes == parsed.nodes
    assert len(as_blanks(parsed, proposals).blanks) == len({each.key for each in proposals})


def test_blanks_of_one_sort_are_counted_on_and_keep_off_keys_in_use() -> None:
    text = parse_regulation("第一条 X分钟、X分钟、X分钟。\n第二条 完。")
    drafted = as_blanks(text, found_blanks(text)[1:2])
    assert [each.key for each in found_blanks(drafted)] == ["minutes", "minutes3"]
    many = parse_regulation("".join(f"第{at}条 责任人：____。\n" for at in range(1, 900)))
    keys = [each.key for each in found_blanks(many)]
    assert len(keys) == len(set(keys)) == 899
