"""A title below a letterhead: found for the owner, left in its place for programs that put the text together again."""

from __future__ import annotations

import pytest

from wxadmin.intake.regulation import parse_regulation, squeezed

TEXT = "首页 > 制度 > 正文\n来源：石榴湾网\n工作群管理规定\n第一章 总则\n第一条 甲。\n第二条 乙。\n"


def test_a_title_below_other_lines_is_found() -> None:
    parsed = parse_regulation(TEXT)
    assert parsed.title == "工作群管理规定"
    assert parsed.preamble == ("首页 > 制度 > 正文", "来源：石榴湾网")


@pytest.mark.parametrize("raw", [False, True])
def test_in_order_the_text_comes_back_as_it_was(raw: bool) -> None:
    parsed = parse_regulation(TEXT, raw=raw, in_order=True)
    assert squeezed(parsed) == "".join(TEXT.split())
    assert parsed.title is None
    assert parsed.preamble[2] == "工作群管理规定"
    assert [w for w in parsed.warnings if w.line == 3 and "工作群管理规定" in w.message]


def test_a_title_on_top_is_one_either_way() -> None:
    below = TEXT.partition("石榴湾网\n")[2]
    assert parse_regulation(below, in_order=True) == parse_regulation(below)
    assert parse_regulation(below).title == "工作群管理规定"


def test_stars_for_names_left_out_are_words() -> None:
    text = (
        "**公司微信群管理制度\n第一条 为规范**公司与**部门微信群的使用，制定本制度。\n"
        "第二条 **公司员工须遵守**规定。\n第三条 **集团和**分公司各派一人。\n"
    )
    parsed = parse_regulation(text, in_order=True)
    assert squeezed(parsed) == "".join(text.split())
    assert parsed.title == "**公司微信群管理制度"
    marked = parse_regulation("**工作群规定**\n**第一条** 甲。\n**第二条** 乙。\n")
    assert [node.number for node in marked.nodes] == ["第一条", "第二条"]
    assert marked.title == "工作群规定"


def test_below_lines_nobody_knows_the_one_called_rules_is_the_title() -> None:
    text = "转发自：石榴湾服务助手\n2024-05-06 10:22 点击上方关注\n渔港群消息发布办法\n第一条 甲。\n第二条 乙。\n"
    parsed = parse_regulation(text)
    assert parsed.title == "渔港群消息发布办法"
    assert len(parsed.preamble) == 2
    assert squeezed(parse_regulation(text, in_order=True)) == "".join(text.split())
    two = text.replace("第一条", "渔港群守则\n第一条")
    assert parse_regulation(two).title is None  # which of the two is anybody's guess
