"""Changes of the outline: what they do to words, numbers and references."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.domain.regulation_texts import regulations
from wxadmin.domain import regulation_edit as edit
from wxadmin.domain.errors import UserError
from wxadmin.domain.faults import faults
from wxadmin.domain.references import references
from wxadmin.domain.regulation import Node, RegulationText, Setting, as_text
from wxadmin.domain.regulation_edit import Edit
from wxadmin.domain.regulation_places import Passage, Place, node_at, passages, places, words_of

seen = settings(max_examples=120, deadline=None)


def article(number: str, text: str, *children: Node) -> Node:
    return Node("article", number, None, text, children)


def item(number: str, text: str, *children: Node) -> Node:
    return Node("item", number, None, text, children)


def chapter(number: str, title: str, *children: Node) -> Node:
    return Node("chapter", number, title, "", children)


TEXT = RegulationText(
    "群管理办法",
    ("前言，见第三条。",),
    (
        chapter("第一章", "总则", article("第一条", "目的。"), article("第二条", "按照第四条第（二）项处理。")),
        chapter(
            "第二章",
            "纪律",
            article("第三条", "不得：", item("（一）", "广告；"), item("（二）", "刷屏。")),
            article("第四条", "处理：", item("（一）", "提醒；"), item("（二）", "移出。")),
            article("第五条", "违反第三条至第四条的，依照《工会法》第三条处理。"),
        ),
    ),
    ("第五条自发布之日起施行。",),
    (Setting("reply_minutes", "30", ("第二章", "第五条"), "违反第三条至第四条的，依照《工会法》第三条处理。"),),
)


def said(text: RegulationText) -> str:
    """All words in reading order, references aside."""
    held = {}
    for reference in references(text):
        held.setdefault((reference.at, reference.part, reference.line), []).append(reference)
    out = []
    for passage, words in passages(text):
        for reference in reversed(held.get((passage.at, passage.part, passage.line), [])):
            words = words[: reference.start] + "§" + words[reference.end :]
        out.append(words)
    return "".join("".join(out).split())


def lines(done: Edit) -> list[str]:
    return as_text(done.text).splitlines()


# -- what each change does


def test_promoted_article_becomes_a_chapter_that_holds_what_followed() -> None:
    done = edit.promote(TEXT, (1, 1))
    assert lines(done)[7:] == [
        "（一）广告；", "（二）刷屏。", "第三章 处理：", "（一）提醒；", "（二）移出。",
        "第四条 违反第三条至第三章的，依照《工会法》第三条处理。", "第四条自发布之日起施行。",
    ]  # fmt: skip
    assert done.at == (2,)
    assert node_at(done.text, (2,)).kind == "chapter"
    assert "第二条 按照第三章第（二）项处理。" in lines(done)


def test_demoted_article_becomes_an_item_and_its_items_stand_behind_it() -> None:
    done = edit.demote(TEXT, (1, 1))
    assert lines(done)[6:12] == [
        "第三条 不得：", "（一）广告；", "（二）刷屏。", "（三）处理：", "（四）提醒；", "（五）移出。"
    ]  # fmt: skip
    assert "第二条 按照第三条第（五）项处理。" in lines(done)
    assert done.at == (1, 0, 2)


def test_a_new_article_shifts_numbers_references_and_settings() -> None:
    done = edit.insert(TEXT, (0, 0), words="新增的一条。")
    assert "第二条 新增的一条。" in lines(done)
    assert "第三条 按照第五条第（二）项处理。" in lines(done)
    assert "前言，见第四条。" in lines(done)
    assert "第六条 违反第四条至第五条的，依照《工会法》第三条处理。" in lines(done)
    assert "4 处引用跟着改了编号" not in done.notes
    assert done.notes == ("5 处引用跟着改了编号",)


@pytest.mark.parametrize(
    ("words", "then"),
    [
        ("第三、四条", "第四、五条"),
        ("第三条至第四条", "第四条至第五条"),
        ("第三条至四条", "第四条至五条"),
        ("第3条", "第4条"),
        ("第四条第（一）、（二）项", "第五条第（一）、（二）项"),
        ("第四条第一项", "第五条第一项"),
        ("第二章第四条", "第二章第五条"),
        ("第四条第一款", "第五条第一款"),
        ("本办法第四条、《工会法》第四条、劳动法第四条", "本办法第五条、《工会法》第四条、劳动法第四条"),
        ("第一条、第二章", "第一条、第二章"),
        ("每天第四条消息", "每天第四条消息"),
        ("第二十条", "第二十条"),
    ],
)
def test_every_way_of_citing_follows(words: str, then: str) -> None:
    last = article("第五条", f"依照{words}处理。")
    text = replace(TEXT, nodes=(TEXT.nodes[0], replace(TEXT.nodes[1], children=(*TEXT.nodes[1].children[:2], last))))
    assert node_at(edit.insert(text, (0, 0)).text, (1, 2)).text == f"依照{then}处理。"


def test_a_unit_of_another_sort_is_cited_as_such() -> None:
    last = article("第五条", "依照第四条第（二）项、第三条第（二）项处理。")
    text = replace(TEXT, nodes=(TEXT.nodes[0], replace(TEXT.nodes[1], children=(*TEXT.nodes[1].children[:2], last))))
    inner = edit.demote(text, (1, 1))
    assert node_at(inner.text, (1, 1)).text == "依照第三条第（五）项、第三条第（二）项处理。"
    out = edit.promote(text, (1, 0, 1))
    assert node_at(out.text, (1, 3)).text == "依照第五条第（二）项、第四条处理。"


@pytest.mark.parametrize(("index", "number"), [(0, "第三条"), (1, "第三条"), (2, "第四条"), (3, "第五条")])
def test_an_article_is_dropped_between_others(index: int, number: str) -> None:
    done = edit.move_to(TEXT, (1, 0), (1,), index)
    assert (node_at(done.text, done.at).text, node_at(done.text, done.at).number) == ("不得：", number)


def test_a_chapter_dropped_into_another_gives_its_articles_to_it() -> None:
    done = edit.move_to(TEXT, (1,), (0,), 1)
    assert [node.number for node in done.text.nodes[0].children] == [
        "第一条",
        "第二条",
        "第三条",
        "第四条",
        "第五条",
        "第六条",
    ]
    assert node_at(done.text, (0, 1)).title == "纪律"
    assert node_at(done.text, (0, 4)).text == "违反第三条至第四条的，依照《工会法》第三条处理。"


def test_settings_go_with_their_unit() -> None:
    text = replace(TEXT, settings=(Setting("reply_minutes", "30", ("第一章", "第一条"), "目的。"),))
    assert edit.move(text, (0, 0), 1).text.settings[0].at == ("第一章", "第二条")
    assert edit.remove(text, (0, 0)).text.settings == ()


def test_the_sentence_of_a_setting_follows_too() -> None:
    done = edit.insert(TEXT, (0, 0)).text
    assert done.settings == (
        Setting("reply_minutes", "30", ("第二章", "第六条"), "违反第四条至第五条的，依照《工会法》第三条处理。"),
    )
    assert done.settings[0].quote in node_at(done, (1, 2)).text


def test_inside_an_empty_text_begins_with_the_first_article() -> None:
    done = edit.insert(RegulationText("办法", (), (), ()), (), "inside", words="目的。")
    assert done.text.nodes == (article("第一条", "目的。"),)


def test_inside_takes_the_sort_of_number_used_elsewhere() -> None:
    done = edit.insert(TEXT, (1, 2), "inside", words="其他。")
    assert node_at(done.text, done.at) == item("（一）", "其他。")


def test_a_reference_to_a_removed_article_is_named() -> None:
    done = edit.remove(TEXT, (1, 0))
    assert "第四条引用的第三条已删除" in done.notes
    assert "前言引用的第三条已删除" in done.notes
    assert done.at == (1, 0)
    assert "第二条 按照第三条第（二）项处理。" in lines(done)


def test_last_unit_removed_leaves_nothing() -> None:
    done = edit.remove(RegulationText("办法", (), (article("第一条", "目的。"),), ()), (0,))
    assert (done.text.nodes, done.at) == ((), ())


def test_a_range_that_is_turned_is_named() -> None:
    assert "第五条里的“第五条至第三条”前后颠倒了，请核对" in edit.move(
        edit.move(TEXT, (1, 0), 2).text, (1, 2), -1
    ).notes or any("前后颠倒" in note for note in edit.move(TEXT, (1, 0), 2).notes)


def test_the_article_before_is_watched() -> None:
    text = replace(
        TEXT, nodes=(chapter("第一章", "总则", article("第一条", "目的。"), article("第二条", "前条所称。")),)
    )
    assert any("前条" in note for note in edit.insert(text, (0, 0)).notes)
    assert not any("前条" in note for note in edit.insert(text, (0, 1)).notes)


def test_split_and_merge() -> None:
    text = RegulationText("办法", (), (article("第一条", "先说这个。再说那个。", item("（一）", "其一。")),), ())
    done = edit.split(text, (0,), 5)
    assert done.text.nodes == (
        article("第一条", "先说这个。"),
        article("第二条", "再说那个。", item("（一）", "其一。")),
    )
    assert done.at == (1,)
    assert edit.merge(done.text, (1,)).text == text


def test_merged_behind_items_the_words_are_a_paragraph() -> None:
    done = edit.merge(TEXT, (1, 1))
    assert node_at(done.text, (1, 0)).children[2] == Node("paragraph", "", None, "处理：")
    assert "第二条 按照第三条第（四）项处理。" in lines(done)
    assert "第四条已并入第三条" in done.notes


def test_article_moved_to_another_chapter_is_counted_there() -> None:
    done = edit.move_to(TEXT, (1, 2), (0,), 0)
    assert "第一条 违反第四条至第五条的，依照《工会法》第三条处理。" in lines(done)
    assert done.at == (0, 0)
    assert "第一条自发布之日起施行。" in lines(done)


def test_paragraph_numbered_and_back() -> None:
    text = RegulationText(
        "办法", (), (article("第一条", "甲。"), Node("paragraph", "", None, "乙。"), article("第二条", "丙。")), ()
    )
    done = edit.number_paragraph(text, (1,))
    assert [node.number for node in done.text.nodes] == ["第一条", "第二条", "第三条"]
    assert edit.drop_number(done.text, (1,)).text == text


def test_renumber_closes_gaps_and_keeps_the_style() -> None:
    text = RegulationText(
        None,
        (),
        (
            article("第1条", "甲，见第7条。"), article("第1条", "乙。"), article("第五条之一", "丙。"),
            article("第7条", "丁。", item("1、", "子"), item("3.", "丑"), item("3、", "寅")),
        ),
        (),
    )  # fmt: skip
    done = edit.renumber(text)
    assert [node.number for node in done.text.nodes] == ["第1条", "第2条", "第3条", "第4条"]
    assert [node.number for node in done.text.nodes[3].children] == ["1、", "2、", "3、"]
    assert done.text.nodes[0].text == "甲，见第4条。"
    assert done.notes == ("改了 4 处编号", "1 处引用跟着改了编号")
    assert edit.renumber(done.text).notes == ("编号没有重复和缺漏，不用改",)


def test_other_changes_keep_an_inserted_article() -> None:
    text = RegulationText(
        None,
        (),
        (article("第一条", "甲。"), article("第一条之一", "乙。"), article("第二条", "丙，见第一条之一。")),
        (),
    )
    done = edit.move(text, (2,), -2)
    assert [node.number for node in done.text.nodes] == ["第一条", "第二条", "第二条之一"]
    assert done.text.nodes[0].text == "丙，见第二条之一。"


def test_articles_that_begin_anew_in_each_chapter_keep_doing_so() -> None:
    text = RegulationText(
        None,
        (),
        tuple(chapter(f"第{at}章", "规定", article("第一条", "甲。"), article("第二条", "乙。")) for at in "一二三"),
        (),
    )
    done = edit.insert(text, (1, 0), words="新。")
    assert [node.number for node in done.text.nodes[1].children] == ["第一条", "第二条", "第三条"]
    assert done.text.nodes[2] == text.nodes[2]


def test_items_of_two_paragraphs_each_begin_anew() -> None:
    items = (item("（一）", "子"), item("（二）", "丑"))
    text = RegulationText(
        None, (), (article("第一条", "甲：", *items, Node("paragraph", "", None, "乙："), *items),), ()
    )
    assert edit.renumber(text).text == text
    assert [n.number for n in edit.insert(text, (0, 3)).text.nodes[0].children] == [
        "（一）", "（二）", "", "（一）", "（二）", "（三）"
    ]  # fmt: skip


def test_a_pasted_list_finds_its_level() -> None:
    pasted = (article("第一条", "甲。", item("（一）", "子")), article("第二条", "乙。"))
    done = edit.graft(TEXT, (1, 0, 1), pasted)
    assert [node.number for node in done.text.nodes[1].children] == ["第三条", "第四条", "第五条", "第六条", "第七条"]
    assert done.at == (1, 1)
    inside = edit.graft(TEXT, (1, 0), (item("1.", "丙"),))
    assert inside.text.nodes[1].children[1].number == "第四条"
    below = edit.graft(TEXT, (1, 0), (item("（一）", "丙"),))
    assert [node.number for node in below.text.nodes[1].children[0].children] == ["（一）", "（二）", "（三）"]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda: edit.promote(TEXT, (0,)), "已经是最上一级"),
        (lambda: edit.demote(TEXT, (0,)), "前面没有同级的一条，不能降级"),
        (lambda: edit.move(TEXT, (0,), -1), "最前面"),
        (lambda: edit.move_to(TEXT, (0,), (0, 1), 0), "自己里面"),
        (lambda: edit.merge(TEXT, (1, 0)), "不能合并"),
        (lambda: edit.split(TEXT, (0, 0), 0), "光标前后都要有文字"),
        (lambda: edit.split(TEXT, (0, 0), 99), "光标前后都要有文字"),
        (lambda: edit.drop_number(TEXT, (1, 0)), "下面还有分条"),
        (lambda: edit.number_paragraph(TEXT, (1, 0)), "已经有编号"),
        (lambda: edit.remove(TEXT, (7,)), "没有这一处"),
        (lambda: edit.move(TEXT, (1, -1), 1), "没有这一处"),
        (lambda: edit.graft(TEXT, (), ()), "没有可以放进来的"),
    ],
)
def test_what_cannot_be_done_says_why(change: Callable[[], Edit], why: str) -> None:
    with pytest.raises(UserError, match=why) as told:
        change()
    assert told.value.remedy


def test_a_blank_is_not_cut() -> None:
    text = RegulationText(None, (), (article("第一条", "为规范{{unit}}各群，制定本办法。"),), ())
    with pytest.raises(UserError, match="空的中间"):
        edit.split(text, (0,), 7)


# -- what holds for all texts


def every(text: RegulationText) -> list[Place]:
    return [at for at, _ in places(text)]


@seen
@given(regulations(), st.integers(0, 99))
def test_promote_then_demote_changes_nothing(text: RegulationText, pick: int) -> None:
    inner = [at for at in every(text) if len(at) > 1]
    assume(inner)
    at = inner[pick % len(inner)]
    number = node_at(text, at).number
    # An only unit of its sort leaves no trace of what it was when it goes out of it.
    sort = re.sub(r"[一二三四五六七八九十\d]+", "N", number)
    assume(
        any(
            other != at and re.sub(r"[一二三四五六七八九十\d]+", "N", node_at(text, other).number) == sort
            for other in inner
        )
    )
    out = edit.promote(text, at)
    assert said(out.text) == said(text)
    back = edit.demote(out.text, out.at)
    assert (back.text, back.at) == (text, at)


@seen
@given(regulations(), st.integers(0, 99))
def test_demote_then_promote_changes_nothing(text: RegulationText, pick: int) -> None:
    later = [at for at in every(text) if at[-1]]
    assume(later)
    at = later[pick % len(later)]
    inner = edit.demote(text, at)
    assert said(inner.text) == said(text)
    back = edit.promote(inner.text, inner.at)
    assert (back.text, back.at) == (text, at)


CHANGES = ("move", "move_to", "promote", "demote", "split", "merge", "insert", "renumber", "drop", "paragraph", "graft")


def changed(text: RegulationText, change: str, one: int, other: int) -> Edit:
    """One change somewhere; the text as it is where that cannot be."""
    all_places = every(text)
    if not all_places:
        return Edit(text, ())
    at, to = all_places[one % len(all_places)], all_places[other % len(all_places)]
    try:
        match change:
            case "move":
                return edit.move(text, at, other % 5 - 2)
            case "move_to":
                return edit.move_to(text, at, to[: other % 3], other % 4)
            case "promote":
                return edit.promote(text, at)
            case "demote":
                return edit.demote(text, at)
            case "split":
                # Behind the mark, by which a unit is known again.
                return edit.split(text, at, node_at(text, at).text.find("。") + 1)
            case "merge":
                return edit.merge(text, at)
            case "insert":
                return edit.insert(text, at, "inside" if other % 2 else "after", words="新。")
            case "drop":
                return edit.drop_number(text, at)
            case "paragraph":
                return edit.number_paragraph(text, at)
            case "graft":
                return edit.graft(text, at, (Node("item", "（一）", None, "甲"), Node("item", "（二）", None, "乙")))
            case _:
                return edit.renumber(text)
    except UserError:
        return Edit(text, at)


steps = st.lists(st.tuples(st.sampled_from(CHANGES), st.integers(0, 99), st.integers(0, 99)), max_size=8)


@seen
@given(regulations(citing=True), steps)
def test_no_word_is_lost_and_counting_anew_settles(text: RegulationText, todo: list[tuple[str, int, int]]) -> None:
    for change, one, other in todo:
        done = changed(text, change, one, other)
        if change in {"promote", "demote", "split", "merge", "drop", "paragraph", "renumber"}:
            assert said(done.text) == said(text)
        elif change in {"move", "move_to"}:
            assert sorted(said(done.text)) == sorted(said(text))
        text = done.text
    again = edit.renumber(text).text
    assert edit.renumber(again).text == again
    wrong = [fault.message for fault in faults(again) if "编号" in fault.message]
    assert wrong == []


@seen
@given(regulations(citing=True, anew=True), steps.filter(bool))
def test_references_keep_meaning_their_unit(text: RegulationText, todo: list[tuple[str, int, int]]) -> None:
    """Whatever is done, a reference means the unit it meant, or its owner was told that it cannot be said any more."""
    held = marked(text)
    assume(held)
    assert all(reference == unit for reference, unit in held)
    for change, one, other in todo:
        if change == "merge":
            continue  # then they mean the unit it went into, see above
        done = changed(text, change, one, other)
        if any("核对" in note for note in done.notes):
            return
        assert sorted(reference for reference, _ in marked(done.text)) == sorted(reference for reference, _ in held)
        text = done.text
        for reference, unit in marked(text):
            assert reference == unit


def marked(text: RegulationText) -> list[tuple[str, str]]:
    """(what a reference ought to mean, the mark of the unit that it does mean)."""
    found = []
    for reference in references(text):
        if not reference.at:
            continue
        words = words_of(text, Passage(reference.at, reference.part, reference.line))
        mark = re.search(r"〔r(\d+)〕$", words[: reference.start])
        if mark:
            unit = None if reference.target is None else re.search(r"〔u(\d+)〕", node_at(text, reference.target).text)
            found.append((mark[1], unit[1] if unit else "?"))
    return found
