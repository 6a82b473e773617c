from __future__ import annotations

from dataclasses import replace

import pytest

from wxadmin.domain.blanks import filled, missing, put, shown, unknown, with_blank, without_unused
from wxadmin.domain.errors import UserError
from wxadmin.domain.regulation import Blank, Node, RegulationText, Setting
from wxadmin.domain.regulation_places import named

TEXT = RegulationText(
    "{{unit}}群管理办法",
    ("为规范{{unit}}各群，制定本办法。",),
    (Node("chapter", "第一章", "{{unit}}总则", "", (Node("article", "第一条", None, "请在{{minutes}}分钟内回复。"),)),),
    ("{{office}}",),
    (Setting("reply_minutes", "30", ("第一章", "第一条"), "请在{{minutes}}分钟内回复。"),),
    blanks=(
        Blank("unit", "单位", "望江水厂"),
        Blank("minutes", "分钟", "30"),
        Blank("office", "部门"),
        Blank("spare", "多余"),
    ),
)


def test_every_blank_is_filled() -> None:
    text = filled(TEXT)
    assert text.title == "望江水厂群管理办法"
    assert text.preamble == ("为规范望江水厂各群，制定本办法。",)
    assert text.nodes[0].title == "望江水厂总则"
    assert text.nodes[0].children[0].text == text.settings[0].quote == "请在30分钟内回复。"
    assert text.closing == ("",)
    assert text.blanks == ()


def test_a_value_is_not_looked_through_again() -> None:
    text = put(put(TEXT, "unit", "{{minutes}}厂"), "minutes", "{{unit}}")
    assert filled(text).title == "{{minutes}}厂群管理办法"
    assert filled(text).nodes[0].children[0].text == "请在{{unit}}分钟内回复。"


def test_open_blanks_show_their_label() -> None:
    assert shown(TEXT).closing == ("〔部门〕",)


def test_missing_are_those_used_and_empty() -> None:
    assert missing(TEXT) == (Blank("office", "部门"),)
    assert missing(put(TEXT, "office", " 办公室\n")) == ()
    assert put(TEXT, "office", " 办 公\n室 ").blanks[2].value == "办 公 室"


def test_unknown_and_broken_ones_are_named_with_their_place() -> None:
    node = Node("article", "第一条", "见{{nobody}}", "开{{unit，头。{{un it}}，尾unit}}。")
    text = replace(TEXT, nodes=(node,), closing=("{{", "好}}"))
    found = [(named(text, passage), written) for passage, written in unknown(text)]
    assert ("第一条", "{{nobody}}") in found
    assert ("第一条", "{{un it}}") in found
    assert ("第一条", "{{unit") in found
    assert ("第一条", "尾unit}}") in found
    assert len(found) == 6
    assert [place for place, _ in found if place == "结尾"] == ["结尾", "结尾"]
    assert unknown(TEXT) == ()


def test_blanks_come_and_go() -> None:
    text = with_blank(TEXT, Blank("minutes", "回复分钟", "20"))
    assert [blank.value for blank in text.blanks if blank.key == "minutes"] == ["20"]
    assert with_blank(TEXT, Blank("day", "日期")).blanks[-1].key == "day"
    assert [blank.key for blank in without_unused(TEXT).blanks] == ["unit", "minutes", "office"]


def test_a_value_for_no_blank() -> None:
    with pytest.raises(UserError, match="没有“nobody”这个空"):
        put(TEXT, "nobody", "x")
