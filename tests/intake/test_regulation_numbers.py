"""Every way of numbering that people use, and what is said of numbers that are missing, doubled or out of order."""

from __future__ import annotations

import pytest

from wxadmin.intake.regulation import parse_regulation

STYLES = (
    "Ⅰ、 Ⅱ、 Ⅲ、|ⅰ. ⅱ. ⅲ.|I. II. III.|i） ii） iii）|壹、 贰、 叁、|壹、 貳、 參、|第1条 第2条 第3条|第一條 第二條 第三條|（1） （2） （3）|[1] [2] [3]|1.1 1.2 1.3|1-1 1-2 1-3|"
    "A） B） C）|Ａ． Ｂ． Ｃ．|【一】 【二】 【三】|【1】 【2】 【3】|〔一〕 〔二〕 〔三〕|第一项： 第二项： 第三项：|第一项 第二项 第三项|１． ２． ３．|1。 2。 3。|1： 2： 3：|1， 2， 3，|"
    "1 2 3|一： 二： 三：|一. 二. 三.|1）、 2）、 3）、|㈠ ㈡ ㈢|⑴ ⑵ ⑶|⒈ ⒉ ⒊|❶ ❷ ❸|第一： 第二： 第三：|a. b. c.|（a） （b） （c）|甲、 乙、 丙、|01. 02. 03.|规则一： 规则二： 规则三：|"
    "1️⃣ 2️⃣ 3️⃣|①、 ②、 ③、|㉑ ㉒ ㉓|第十条之一 第十条之二 第十条之三"
)


@pytest.mark.parametrize("style", STYLES.split("|"))
def test_units_of_a_list(style: str) -> None:
    numbers = style.split()
    parsed = parse_regulation("码头群规\n" + "".join(f"{number}成员应当守时，不得早退。\n" for number in numbers))
    assert [(node.number, node.text) for node in parsed.nodes] == [
        (each, "成员应当守时，不得早退。") for each in numbers
    ]
    assert parsed.title == "码头群规"


@pytest.mark.parametrize(
    "lines",
    [
        "30分钟内回复。\n2天内改名。\n3次以上移出。",
        "1号楼住户先报。\n2号楼住户后报。\n3号楼免报。",
        "8：30开门\n9：00交班\n10：00巡查",
        "一天一报。\n二人一组。\n三班轮换。",
        "甲方守时。\n乙方守密。",
        "I 级消息马上报。\nV 级不报。",
    ],
)
def test_lines_that_begin_with_a_number_and_are_no_list(lines: str) -> None:
    parsed = parse_regulation(f"码头群规\n第一条 说明：\n{lines}\n第二条 完。\n")
    assert [(node.number, node.children) for node in parsed.nodes] == [("第一条", ()), ("第二条", ())]


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ("第一条 第二条 第四条", "第二条之后是第四条，缺第三条，请核对"),
        ("第一条 第二条 第七条", "第二条之后是第七条，缺第三条至第六条，请核对"),
        ("第一条 第二条 第九条", "第二条之后是第九条，缺第三条至第八条，请核对"),
        ("第1条 第2条 第2条", "第2条出现两次，请核对"),
        ("第一条 第三条 第二条", "第三条之后又是第二条，编号倒退，请核对"),
        ("（一） （二） （四）", "（二）之后是（四），缺（三），请核对"),
        ("1. 2. 4.", "2之后是4，缺3，请核对"),
        ("1.1 1.2 1.4", "1.2之后是1.4，缺1.3，请核对"),
        ("第三条 第四条", "编号从第三条开始，前面的编号没有找到，请核对是否有缺漏"),
        ("① ② ④", "②之后是④，缺③，请核对"),
    ],
)
def test_what_is_said_of_wrong_numbers(numbers: str, said: str) -> None:
    parsed = parse_regulation("码头群规\n" + "".join(f"{number} 守时守密。\n" for number in numbers.split()))
    assert [node.number for node in parsed.nodes] == numbers.split()
    assert said in [warning.message for warning in parsed.warnings]


def test_a_fragment_that_begins_with_an_inner_number() -> None:
    parsed = parse_regulation(
        "3.2 群组管理\n3.2.1 新建须批准。\n3.2.2 变更须公告。\n3.3 群组注销\n3.3.1 由信息中心办理。\n"
    )
    assert [node.number for node in parsed.nodes] == ["3.2", "3.3"]
    assert [child.number for child in parsed.nodes[0].children] == ["3.2.1", "3.2.2"]
    assert parsed.warnings[0].message == "编号从3.2开始，前面的编号没有找到，请核对是否有缺漏"


def test_bare_numbers_of_markdown_headings_are_read() -> None:
    parsed = parse_regulation("# 码头群规\n## 1 守时\n不得早退。\n## **2** 发言\n不得刷屏。\n")
    assert [node.number for node in parsed.nodes][:1] == ["1"]
    assert parse_regulation("# 码头群规\n**1** 守时\n**2** 发言\n").title == "码头群规"


def test_a_handbook_may_have_more_than_a_thousand_articles() -> None:
    many = parse_regulation("手册\n" + "".join(f"第{at}条 按时归还{at}号工具。\n" for at in range(1, 1203)))
    assert len(many.nodes) == 1202
    gap = parse_regulation("手册\n第九百九十八条 守时。\n第一千零一条 守密。\n第一千零二条 发言。\n")
    assert [node.number for node in gap.nodes][1:] == ["第一千零一条", "第一千零二条"]
    assert "缺第九百九十九条、第一千条" in "".join(warning.message for warning in gap.warnings)


@pytest.mark.parametrize("number", ["第0条", "第零条", "第十十条", "第一万条", "第99999条"])
def test_a_number_that_no_unit_has_is_named(number: str) -> None:
    parsed = parse_regulation(f"手册\n第一条 守时。\n第二条 守密。\n{number} 发言。\n第三条 归还。\n")
    assert [node.number for node in parsed.nodes] == ["第一条", "第二条", "第三条"]
    assert [(w.line, w.message[: len(number) + 2]) for w in parsed.warnings] == [(4, f"“{number}”")]


def test_the_first_number_twice_is_said_as_such() -> None:
    twice = parse_regulation("规定\n第一条 守时。\n第一条 守密。\n第二条 守岗。\n")
    assert [(one.line, one.message) for one in twice.warnings] == [(3, "第一条出现两次，请核对")]
    again = parse_regulation("规定\n第一条 守时。\n第二条 守密。\n第一条 守岗。\n")
    assert [(one.line, "编号从头开始" in one.message) for one in again.warnings] == [(4, True)]
