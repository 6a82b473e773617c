from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from wxadmin.domain.regulation import Node, ParseWarning, RegulationText, Setting
from wxadmin.domain.regulation_diff import Piece, diff
from wxadmin.domain.regulation_json import from_json, to_json


def article(number: str, text: str, *children: Node) -> Node:
    return Node("article", number, None, text, children)


def regulation(*nodes: Node, title: str | None = "试行办法") -> RegulationText:
    return RegulationText(title, (), nodes, ())


NAMES = article("第一条", "成员入群后三日内按部门加姓名的格式改名。")
REPLY = article("第二条", "收到群公告后三十分钟内回复收到。")
ADVERT = article("第三条", "不得在群内发布广告和推销信息。")


def test_same_regulation_has_only_same_clauses() -> None:
    changes = diff(regulation(NAMES, REPLY), regulation(NAMES, REPLY))
    assert [change.kind for change in changes] == ["same", "same", "same"]


def test_changed_words_are_shown_between_the_kept_ones() -> None:
    longer = article("第二条", "收到群公告后六十分钟内回复收到。")
    change = diff(regulation(NAMES, REPLY), regulation(NAMES, longer))[2]
    assert change.kind == "changed"
    assert change.pieces == (
        Piece("same", "收到群公告后"), Piece("removed", "三"), Piece("added", "六"), Piece("same", "十分钟内回复收到。")
    )  # fmt: skip


def test_a_new_article_renumbers_the_others_without_changing_them() -> None:
    moved = article("第三条", REPLY.text)
    changes = diff(regulation(NAMES, REPLY), regulation(NAMES, article("第二条", ADVERT.text), moved))
    assert [(change.kind, change.old_at, change.new_at) for change in changes[1:]] == [
        ("same", ("第一条",), ("第一条",)),
        ("added", None, ("第二条",)),
        ("moved", ("第二条",), ("第三条",)),
    ]


def test_a_removed_article_stands_where_it_was() -> None:
    changes = diff(regulation(NAMES, REPLY, ADVERT), regulation(NAMES, ADVERT))
    assert [change.kind for change in changes] == ["same", "same", "removed", "same"]
    assert changes[2].old_text == REPLY.text


def test_clauses_that_change_places_are_moved() -> None:
    one, two = article("第一条", REPLY.text), article("第二条", NAMES.text)
    assert {change.kind for change in diff(regulation(NAMES, REPLY), regulation(one, two))[1:]} == {"moved"}


def test_title_and_items_are_compared_too() -> None:
    item = Node("item", "（一）", None, "广告；")
    other = Node("item", "（一）", None, "广告和拼单；")
    old = regulation(article("第一条", "禁止：", item))
    new = regulation(article("第一条", "禁止：", other), title="正式办法")
    assert [change.kind for change in diff(old, new)] == ["changed", "same", "changed"]


texts = st.lists(st.text(alphabet="群成员广告应不得改名收到。，", max_size=12), max_size=8)


@given(texts, texts)
@settings(max_examples=200, deadline=None)
def test_both_versions_can_be_put_together_from_the_changes(before: list[str], after: list[str]) -> None:
    old = regulation(*(article(f"第{at}条", text) for at, text in enumerate(before)))
    new = regulation(*(article(f"第{at}条", text) for at, text in enumerate(after)))
    changes = diff(old, new)
    assert [change.new_text for change in changes if change.new_at is not None][1:] == after
    assert sorted(change.old_text for change in changes if change.old_at is not None) == sorted(["试行办法", *before])
    for change in changes:
        assert "".join(p.text for p in change.pieces if p.kind != "added") == change.old_text
        assert "".join(p.text for p in change.pieces if p.kind != "removed") == change.new_text
        if change.kind == "same":
            assert change.old_at == change.new_at
            assert change.old_text == change.new_text


def test_json_is_the_contract_and_comes_back() -> None:
    text = RegulationText(
        "群公约", ("前言。",), (Node("chapter", "一、", "总则", "", (NAMES,)),), ("结尾。",),
        (Setting("reply_minutes", "30", ("一、", "第一条"), "三十分钟内"),), (ParseWarning(3, "请核对"),),
    )  # fmt: skip
    document = json.loads(json.dumps(to_json(text)))
    assert list(document) == ["title", "preamble", "nodes", "closing", "settings", "warnings"]
    assert list(document["nodes"][0]) == ["kind", "number", "title", "text", "children"]
    assert document["nodes"][0]["children"][0]["title"] is None
    assert document["settings"] == [
        {"kind": "reply_minutes", "value": "30", "at": ["一、", "第一条"], "quote": "三十分钟内"}
    ]
    assert from_json(document) == text
