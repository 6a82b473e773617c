"""Several regulations in one paste: where each begins."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wxadmin.intake.regulation import parse_regulation, parts


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("钢厂班组群制度\n第一条 甲。\n第二条 乙。\n\n钢厂访客群制度\n第一条 丙。\n", ["钢厂班组群制度", "钢厂访客群制度"]),
        ("班组群制度篇一\n一、甲\n二、乙\n班组群制度篇二\n1、丙\n2、丁\n", ["班组群制度篇一", "班组群制度篇二"]),
        ("【值班群制度】\n1.甲\n2.乙\n【访客群制度】\n1.丙\n2.丁\n", ["值班群制度", "访客群制度"]),
        ("值班群规定第一条 甲。第二条 自发布之日起施行。访客群规定第一条 丙。第二条 丁。", ["值班群规定", "访客群规定"]),
        ("一部群约\n第一条 甲。\n第二条 乙。\n二部群\n第一条 丙。\n", ["一部群约", "二部群"]),
        ("群制度\n为了联络，制定本制度。\n一、甲\n二、乙\n某某班\n客群制度\n一、丙\n", ["群制度", "客群制度"]),
        ("关于印发《值班群办法》的通知\n各班组：\n现印发给你们。\n值班群办法\n第一条 甲。\n", ["关于印发《值班群办法》的通知", "值班群办法"]),
        ("篇一:班组群制度\n一、甲\n二、乙\n篇二:客群制度\n第一条 丙。\n", ["篇一:班组群制度", "篇二:客群制度"]),
        # one regulation
        ("码头群群规\n【发言规则】\n1.甲\n2.乙\n【退群办法】\n1.丙\n2.丁\n", ["码头群群规"]),
        ("车间群办法\n第一章 总则\n第一条 甲。\n第二章 附则\n第一条 乙。\n", ["车间群办法"]),
        ("班组群制度\n第一条 甲。\n值班纪律\n第二条 乙。\n第三条 丙。\n", ["班组群制度"]),
        ("群规\n一、发言规则\n1.甲\n2.乙\n二、退群办法\n1.丙\n2.丁\n", ["群规"]),
        ("码头群办法\n第一条 甲。\n第二条 乙。\n附件1：外来人员守则\n1.丙\n2.丁\n", ["码头群办法"]),
        ("各位请改名。\n", ["各位请改名。"]),
    ],
)  # fmt: skip
def test_where_each_begins(text: str, titles: list[str]) -> None:
    assert [part.title for part in parts(text)] == titles


def test_each_part_is_read_by_itself() -> None:
    text = "值班群制度\r\n第一条 甲。\r\n第二条 乙。\r\n访客群制度\r\n第一条 丙。\r\n"
    first, second = (parse_regulation(text[part.start : part.end]) for part in parts(text))
    assert (first.title, [node.text for node in first.nodes]) == ("值班群制度", ["甲。", "乙。"])
    assert (second.title, [node.text for node in second.nodes]) == ("访客群制度", ["丙。"])
    assert not first.warnings + second.warnings


def test_nothing_is_no_regulation() -> None:
    assert parts("") == ()


PIECES = [
    *(
        "值班群制度",
        "篇二",
        "【访客群制度】",
        "第一条",
        "第二条",
        "一、",
        "二、",
        "1.",
        "2.",
        "甲。",
        "乙",
        "总则",
        "第一章",
    ),
    *("\n", "\r\n", "关于印发《值班群制度》的通知"),
]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
@settings(max_examples=200, deadline=None)
def test_the_parts_are_the_whole(text: str) -> None:
    found = parts(text)
    assert "".join(text[part.start : part.end] for part in found) == text
    assert all(part.start < part.end for part in found)
