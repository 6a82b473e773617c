from __future__ import annotations

import pytest

from wxadmin.domain.reference_words import mentions
from wxadmin.domain.references import Reference, references
from wxadmin.domain.regulation import Node, RegulationText
from wxadmin.domain.regulation_places import Place

ITEMS = tuple(Node("item", number, None, "做这件事；") for number in ("（一）", "（二）", "（三）"))


def article(number: str, text: str, *children: Node) -> Node:
    return Node("article", number, None, text, children)


def regulation(words: str) -> RegulationText:
    """Ten articles in two chapters; the third has two paragraphs before its items, the eighth says ``words``."""
    first = (
        article("第一条", "目的。"), article("第二条", "范围。"),
        article("第三条", "先说。\n不得：", *ITEMS, Node("paragraph", "", None, "特殊的除外。")),
        article("第四条", "处理：", *ITEMS),
    )  # fmt: skip
    second = tuple(article(f"第{n}条", words if n == "八" else "规定。") for n in "五六七八九十")
    return RegulationText(
        "群管理办法",
        (),
        (Node("chapter", "第一章", "总则", "", first), Node("chapter", "第二章", "其他", "", second)),
        (),
    )


def found(words: str) -> list[tuple[str, Place | None]]:
    return [(each.words, each.target) for each in references(regulation(words))]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("违反第三条的，予以提醒。", [("第三条", (0, 2))]),
        ("违反第3条的", [("第3条", (0, 2))]),
        ("依照本办法第二章办理。", [("第二章", (1,))]),
        ("第一章第二条除外。", [("第一章第二条", (0, 1))]),
        ("有第四条第（二）项行为的", [("第四条第（二）项", (0, 3, 1))]),
        ("有第四条第二项行为的", [("第四条第二项", (0, 3, 1))]),
        ("第四条（二）所列", [("第四条（二）", (0, 3, 1))]),
        ("第四条（一）、（三）所列", [("第四条（一）", (0, 3, 0)), ("（三）", (0, 3, 2))]),
        ("第三条第二款", [("第三条第二款", (0, 2))]),
        ("第三条第三款", [("第三条第三款", (0, 2, 3))]),
        ("第三条第二款第（一）项", [("第三条第二款第（一）项", (0, 2, 0))]),
        ("第五条至第七条", [("第五条", (1, 0)), ("第七条", (1, 2))]),
        ("第三条、第五条和第九条", [("第三条", (0, 2)), ("第五条", (1, 0)), ("第九条", (1, 4))]),
        ("第五、六条", [("第五", (1, 0)), ("六条", (1, 1))]),
        ("第五至七条", [("第五", (1, 0)), ("七条", (1, 2))]),
        ("第五条至七条", [("第五条", (1, 0)), ("七条", (1, 2))]),
        ("第四条第（一）至（三）项", [("第四条第（一", (0, 3, 0)), ("三）项", (0, 3, 2))]),
        ("第四条（一）至（三）项", [("第四条（一", (0, 3, 0)), ("三）项", (0, 3, 2))]),
        ("第5-7条", [("第5", (1, 0)), ("7条", (1, 2))]),
        ("第四条第（一）项、第（三）项", [("第四条第（一）项", (0, 3, 0)), ("第（三）项", (0, 3, 2))]),
        ("前条规定的期限", [("前条", (1, 2))]),
        ("前两条", [("前两条", (1, 2))]),
        ("违反规定第四条", [("第四条", (0, 3))]),
        ("按照本群管理办法第四条", [("第四条", (0, 3))]),
        ("《群管理办法》第四条", [("第四条", (0, 3))]),
        ("第二十条规定的", [("第二十条", None)]),
        ("第三条第九款", [("第三条第九款", None)]),
        ("第四条第（九）项", [("第四条第（九）项", None)]),
        ("第九章", [("第九章", None)]),
    ],
)
def test_what_is_named(words: str, expected: list[tuple[str, Place | None]]) -> None:
    assert found(words) == expected


@pytest.mark.parametrize(
    "words",
    [
        "依照《治安管理处罚法》第四十二条处理。",
        "依照《工会法》第三条、第四条和第五条处理。",
        "依照《工会法》（2021年修正）第三条",
        "中华人民共和国民法典第三条",
        "劳动合同法第三十九条第（二）项",
        "公司考勤制度第三条",
        "《员工手册》第二章第五条",
        "每天第一条消息", "第三项目组", "第一节课", "目前条件", "空前款式", "第一项工作是改名", "三条建议", "本条规定",
        "第一部分人先改名", "第二条公告", "第三点钟", "第三条例",
    ],
)  # fmt: skip
def test_what_is_no_reference(words: str) -> None:
    assert found(words) == []


def test_other_texts_do_not_hide_our_own() -> None:
    assert found("依照《工会法》第三条和本办法第五条处理。") == [("第五条", (1, 0))]
    assert found("公司考勤制度第三条所称，第五条另有规定。") == [("第五条", (1, 0))]


def test_the_paragraph_before() -> None:
    assert found("先说。\n前款所称，第二款除外。") == [("前款", (1, 3)), ("第二款", (1, 3))]
    assert found("前款所称。") == [("前款", None)]
    assert [each.paragraph for each in references(regulation("先说。\n前款所称。"))] == [1]


def test_items_of_the_own_article() -> None:
    text = RegulationText(
        None, (), (article("第一条", "不得：", *ITEMS, Node("paragraph", "", None, "第（二）项除外。")),), ()
    )
    assert [(each.at, each.words, each.target) for each in references(text)] == [((0, 3), "第（二）项", (0, 1))]


def test_items_of_the_second_paragraph() -> None:
    node = article("第一条", "不得：", *ITEMS, Node("paragraph", "", None, "必须："), *ITEMS)
    text = RegulationText(None, ("第一条第二款第（二）项，第一条第一款第（二）项。",), (node,), ())
    assert [each.target for each in references(text)] == [(0, 5), (0, 1)]


def test_articles_that_begin_anew_are_named_with_their_chapter_or_near_by() -> None:
    chapters = tuple(
        Node(
            "chapter",
            f"第{n}章",
            "规定",
            "",
            (article("第一条", "甲。"), article("第二条", "违反第一条和第一章第一条的。")),
        )
        for n in "一二"
    )
    text = RegulationText(None, (), chapters, ())
    assert [each.target for each in references(text)] == [(0, 0), (0, 0), (1, 0), (0, 0)]


def test_texts_without_articles_count_their_units_of_rule() -> None:
    units = tuple(article(f"{n}.", "违反第二条的。" if n == 3 else "甲。") for n in (1, 2, 3))
    assert [each.target for each in references(RegulationText(None, (), units, ()))] == [(1,)]
    chapters = tuple(Node("chapter", f"{n}、", "规定", "", units[:2]) for n in "一二三")
    text = RegulationText(None, ("违反第二条的。",), chapters, ())
    assert [each.target for each in references(text)] == [(1,)]


def test_preamble_and_closing_and_the_article_of_an_amendment() -> None:
    text = RegulationText(
        "办法", ("见第一条之一。",), (article("第一条", "甲。"), article("第一条之一", "乙。")), ("第一条除外。",)
    )
    assert [(each.part, each.target) for each in references(text)] == [("preamble", (1,)), ("closing", (0,))]


def test_ranges_are_known_as_such() -> None:
    assert [each.joined for each in mentions("第五条至第八条、第十条")] == ["", "to", "and"]


def test_long_and_hostile_words_are_read_quickly() -> None:
    for words in (
        "第一条" * 5000,
        "第" * 20_000,
        "（一）" * 5000,
        "第一、" * 5000,
        "前" * 20_000,
        "《" * 3000 + "第一条",
    ):
        assert all(isinstance(each, Reference) for each in references(RegulationText(None, (words,), (), ())))
