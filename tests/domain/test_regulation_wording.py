from __future__ import annotations

import pytest

from wxadmin.domain import regulation_wording as wording
from wxadmin.domain.errors import UserError
from wxadmin.domain.regulation import Node, RegulationText, Setting
from wxadmin.domain.regulation_places import (
    Passage,
    named,
    node_at,
    numbers_at,
    passages,
    place_of,
    short,
    unit_name,
    words_of,
)

TEXT = RegulationText(
    "望江水厂工作群办法",
    ("望江水厂的群。", "第二段。"),
    (
        Node("chapter", "第一章", "望江总则", "", (
            Node("article", "第一条", None, "在三十分钟内回复。", (Node("paragraph", "", None, "望江除外。"), Node("item", "（一）", None, "子"))),
        )),
    ),
    ("望江水厂办公室",),
    (Setting("reply_minutes", "30", ("第一章", "第一条"), "在三十分钟内回复。"),),
)  # fmt: skip


def test_words_are_changed_and_what_they_fixed_goes_with_them() -> None:
    done = wording.change(TEXT, (0, 0), words=" 在一小时内回复。\r\n\r\n 逾期提醒。 ")
    assert node_at(done.text, (0, 0)).text == "在一小时内回复。\n逾期提醒。"
    assert done.text.settings == ()
    assert wording.change(TEXT, (0, 0), title="回复").text.settings == TEXT.settings
    assert node_at(wording.change(TEXT, (0,), title="").text, (0,)).title is None


def test_found_and_replaced() -> None:
    found = wording.find(TEXT, "望江")
    assert [(each.passage.part, each.passage.at) for each in found] == [
        ("heading", ()), ("preamble", ()), ("title", (0,)), ("text", (0, 0, 0)), ("closing", ())
    ]  # fmt: skip
    one = wording.replace_one(TEXT, found[3], "上游")
    assert node_at(one, (0, 0, 0)).text == "上游除外。"
    done = wording.replace_all(TEXT, "望江", "")
    assert done.notes == ("替换了 5 处",)
    assert (done.text.title, done.text.nodes[0].title, done.text.closing) == ("水厂工作群办法", "总则", ("水厂办公室",))
    assert wording.find(TEXT, "") == ()
    with pytest.raises(UserError, match="没有找到“上游”"):
        wording.replace_all(TEXT, "上游", "望江")


def test_a_replaced_sentence_stays_the_source_of_its_setting() -> None:
    done = wording.replace_all(TEXT, "回复", "确认")
    assert done.text.settings[0].quote == "在三十分钟内确认。"


@pytest.mark.parametrize("passage", [passage for passage, _ in passages(TEXT)], ids=lambda p: f"{p.part}{p.line}")
def test_every_passage_can_be_written(passage: Passage) -> None:
    new = wording.put_words(TEXT, passage, "别的话")
    assert words_of(new, passage) == "别的话"
    assert sum(words != other for (_, words), (_, other) in zip(passages(TEXT), passages(new), strict=True)) == 1


def test_title_preamble_and_closing() -> None:
    assert wording.set_title(TEXT, " 新\n办法 ").title == "新 办法"
    assert wording.set_title(TEXT, " ").title is None
    assert wording.set_preamble(TEXT, "一\n\n二\n").preamble == ("一", "二")
    assert wording.put_words(TEXT, Passage((), "preamble", 0), "").preamble == ("第二段。",)
    assert wording.set_closing(TEXT, "").closing == ()


def test_places_and_their_names() -> None:
    assert numbers_at(TEXT, (0, 0, 0)) == ("第一章", "第一条")
    assert place_of(TEXT, ("第一章", "第一条", "（一）")) == (0, 0, 1)
    assert place_of(TEXT, ("第二章",)) is place_of(TEXT, ()) is None
    assert unit_name(TEXT, (0, 0, 1)) == "第一条（一）"
    assert unit_name(TEXT, (0, 0, 0)) == "第一条下的一段"
    assert named(TEXT, Passage((), "preamble")) == "前言"
    assert short(("一、", "1.")) == "一、1."
    assert short(("第二章", "第八条：", "（一）")) == "第八条（一）"


@pytest.mark.parametrize("at", [(), (9,), (0, 9), (0, -1), (0, 0, 0, 0)])
def test_a_place_that_is_not_there(at: tuple[int, ...]) -> None:
    with pytest.raises(UserError, match="没有这一处"):
        node_at(TEXT, at)
