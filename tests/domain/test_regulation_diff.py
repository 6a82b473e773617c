from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.regulation_texts import regulations
from tests.domain.test_regulation_edit import CHANGES, changed
from wxadmin.domain import regulation_edit as edit
from wxadmin.domain.errors import UserError
from wxadmin.domain.regulation import Node, ParseWarning, RegulationText, Setting
from wxadmin.domain.regulation_diff import Piece, apply, diff, worth_showing
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
        ("renumbered", ("第二条",), ("第三条",)),
    ]
    assert [change.kind for change in worth_showing(changes)] == ["added"]


def test_a_removed_article_stands_where_it_was() -> None:
    changes = diff(regulation(NAMES, REPLY, ADVERT), regulation(NAMES, ADVERT))
    assert [change.kind for change in changes] == ["same", "same", "removed", "same"]
    assert changes[2].old_text == REPLY.text


def test_clauses_that_change_places_are_moved() -> None:
    one, two = article("第一条", REPLY.text), article("第二条", NAMES.text)
    changes = diff(regulation(NAMES, REPLY), regulation(one, two))
    assert sorted(change.kind for change in changes[1:]) == ["moved", "renumbered"]


def test_title_and_items_are_compared_too() -> None:
    item = Node("item", "（一）", None, "广告；")
    other = Node("item", "（一）", None, "广告和拼单；")
    old = regulation(article("第一条", "禁止：", item))
    new = regulation(article("第一条", "禁止：", other), title="正式办法")
    assert [change.kind for change in diff(old, new)] == ["changed", "same", "changed"]


def item(number: str, text: str) -> Node:
    return Node("item", number, None, text)


def test_items_go_with_their_article() -> None:
    old = regulation(
        article("第一条", "不得：", item("（一）", "发布广告；"), item("（二）", "转发谣言。")),
        article("第二条", "违者：", item("（一）", "予以提醒；"), item("（二）", "移出本群。")),
        article("第三条", "群主负责解释。"),
    )
    new = regulation(
        article("第一条", "群主负责解释。"),
        article("第二条", "不得：", item("（一）", "发布广告；"), item("（二）", "转发谣言。")),
        article("第三条", "违者：", item("（一）", "予以提醒；"), item("（二）", "移出本群。")),
    )
    changes = diff(old, new)
    assert [(c.kind, c.new_at) for c in worth_showing(changes)] == [("moved", ("第一条",))]
    assert apply(old, changes) == new


def test_an_article_in_another_chapter_has_moved() -> None:
    def chapters(*sizes: tuple[Node, ...]) -> RegulationText:
        return regulation(*(Node("chapter", f"第{at}章", f"第{at}部", "", nodes) for at, nodes in enumerate(sizes, 1)))

    two = article("第二条", REPLY.text)
    three = article("第三条", ADVERT.text)
    changes = diff(chapters((NAMES, two), (three,)), chapters((NAMES,), (two, three)))
    assert [(c.kind, c.new_at) for c in worth_showing(changes)] == [("moved", ("第2章", "第二条"))]


def test_a_new_heading_above_articles_moves_none() -> None:
    changes = diff(regulation(NAMES, REPLY), regulation(Node("chapter", "第一章", "总则", "", (NAMES, REPLY))))
    assert [change.kind for change in changes[1:]] == ["added", "renumbered", "renumbered"]


def test_references_that_only_followed_are_no_change() -> None:
    old = regulation(NAMES, REPLY, article("第三条", "违反第一条、第二条的，予以提醒。"))
    new = edit.insert(old, (0,), words="新增的一条，说的是别的事。").text
    changes = diff(old, new)
    assert [change.kind for change in changes[1:]] == ["same", "added", "renumbered", "renumbered"]
    assert apply(old, changes) == new
    other = replace(new, nodes=(*new.nodes[:3], article("第四条", "违反第一条、第二条的，予以提醒。")))
    assert diff(new, other)[4].kind == "changed"


def test_the_same_words_under_several_articles_stay_where_they_are() -> None:
    def penal(number: str, act: str) -> Node:
        return article(number, act, item("（一）", "提醒；"), item("（二）", "移出。"))

    old = regulation(penal("第一条", "发布广告的："), penal("第二条", "辱骂他人的："), penal("第三条", "转发谣言的："))
    new = edit.remove(old, (0,)).text
    changes = diff(old, new)
    assert [c.old_text for c in worth_showing(changes)] == ["发布广告的：", "提醒；", "移出。"]
    assert all(c.kind == "removed" for c in worth_showing(changes))


def test_a_rewritten_clause_between_kept_ones_is_changed() -> None:
    old = regulation(NAMES, article("第二条", "群主应当及时核实成员身份。"), ADVERT)
    new = regulation(NAMES, article("第二条", "管理员每月核实一次成员身份，结果报办公室。"), ADVERT)
    assert [change.kind for change in diff(old, new)[1:]] == ["same", "changed", "same"]


def test_scraps_between_changes_are_not_shown_as_kept() -> None:
    change = diff(
        regulation(article("第一条", "甲乙丙丁戊己的办法。")), regulation(article("第一条", "子丑寅丁卯辰巳的办法。"))
    )[1]
    assert change.pieces == (
        Piece("removed", "甲乙丙丁戊己"),
        Piece("added", "子丑寅丁卯辰巳"),
        Piece("same", "的办法。"),
    )


def test_changes_of_another_text_are_refused() -> None:
    changes = diff(regulation(NAMES, REPLY), regulation(NAMES))
    for other in (regulation(NAMES), regulation(NAMES, ADVERT), regulation(NAMES, REPLY, ADVERT)):
        with pytest.raises(UserError, match="不是从这一版得来的"):
            apply(other, changes)


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
    assert apply(old, changes) == new


lines = st.lists(st.sampled_from(["", "前言。", "为规范群，见第一条。", "本办法自发布之日起施行。"]), max_size=3)
kinds = st.sampled_from(["chapter", "article", "item", "paragraph"])
numbers = st.sampled_from(["", "第一章", "第二条", "第二条", "（一）", "1.", "-"])
words = st.sampled_from(["", "总则", "不得发布广告。", "违反第二条的，提醒。", "违反第二条\n的，移出。", "好"])
titles = st.none() | st.sampled_from(["", "总则", "其他"])
nodes = st.recursive(
    st.builds(Node, kinds, numbers, titles, words),
    lambda below: st.builds(Node, kinds, numbers, titles, words, st.lists(below, max_size=3).map(tuple)),
    max_leaves=8,
)
anything = st.builds(RegulationText, titles, lines.map(tuple), st.lists(nodes, max_size=4).map(tuple), lines.map(tuple))


@given(anything, anything)
@settings(max_examples=200, deadline=None)
def test_changes_applied_to_the_old_give_the_new(old: RegulationText, new: RegulationText) -> None:
    assert apply(old, diff(old, new)) == new


steps = st.lists(st.tuples(st.sampled_from(CHANGES), st.integers(0, 99), st.integers(0, 99)), min_size=1, max_size=4)


@given(regulations(citing=True), steps)
@settings(max_examples=80, deadline=None)
def test_changes_of_an_edited_text_give_the_edited_text(old: RegulationText, todo: list[tuple[str, int, int]]) -> None:
    new = old
    for change, one, other in todo:
        new = changed(new, change, one, other).text
    assert apply(old, diff(old, new)) == new
    assert apply(new, diff(new, old)) == old


def test_one_that_moved_is_all_there_is_to_show() -> None:
    """Numbers and references of all the others follow, and none of that is shown."""
    old = regulation(*(article(f"第{n}条", f"{words}，依照第{m}条办理。") for n, m, words in zip(
        "一二三四五六", "六五四三二一",
        ("群名按部门命名", "成员凭工号入群", "公告须在半天内确认", "广告一律删除", "申诉向办公室提出", "资料由专人保管"),
        strict=True,
    )))  # fmt: skip
    new = edit.move(old, (1,), 3).text
    assert [(c.kind, c.old_at, c.new_at) for c in worth_showing(diff(old, new))] == [
        ("moved", ("第二条",), ("第五条",))
    ]


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
