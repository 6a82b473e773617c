"""Patterns in plain words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wxadmin.screening.ruleset import KINDS, load_preset
from wxadmin.services.rule_patterns import check, explain, parts


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("加.{0,3}(?:微信|V信)", "“加”，后面 0–3 个任意字，再跟 “微信”或“V信”"),
        ("[0-9]{4}", "4 个数字"),
        ("第[一二三]+条", "“第”，后面 一个以上字（“一”“二”“三”之一），再跟 “条”"),
        ("[^。\\n]*", "任意多个不是“。”、换行的字"),
        ("^好(?:的)?$", "消息开头，后面 “好”，再跟 “的”（可有可无），再跟 消息末尾"),
        ("甲|乙", "“甲”；或者 “乙”"),
        ("\\.com", "“.”，后面 “com”"),
        ("\\d{3,}", "3 个以上数字"),
        ("(?:哈){3}", "“哈”重复3 次"),
    ],
)
def test_a_pattern_is_told_part_by_part(pattern, words):
    assert explain(pattern) == words
    assert "".join(part.written for part in parts(pattern)) == pattern


def test_every_pattern_that_comes_with_the_program_is_explained():
    for kind in KINDS:
        preset = load_preset(kind)
        for one in (*preset.rules, *preset.signals.values()):
            for pattern in one.patterns:
                assert "没有解释" not in explain(pattern), pattern


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("(", "括号"),
        ("(?=x)", "前后查看"),
        ("a**", "连用"),
        ("x" * 3000, "太长"),
        ("\\1", "反向引用"),
        ("[z-a]", "范围"),
    ],
)
def test_what_is_wrong_is_one_sentence(pattern, words):
    told = check(pattern)
    assert words in told
    assert "\n" not in told
    explain(pattern)


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("甲a1.[]()|*+?{},^$\\-:P<n>\n"), max_size=30))
def test_no_text_breaks_the_explainer(text):
    explain(text)
