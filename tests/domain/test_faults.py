from __future__ import annotations

from dataclasses import replace

from wxadmin.domain.faults import Fault, faults
from wxadmin.domain.regulation import Blank, Node, RegulationText, Setting, SettingKind


def article(number: str, text: str, *children: Node) -> Node:
    return Node("article", number, None, text, children)


def item(number: str, text: str = "做这件事；") -> Node:
    return Node("item", number, None, text)


def setting(kind: SettingKind, value: str, *at: str) -> Setting:
    return Setting(kind, value, at, "……")


SOUND = (setting("interpreter", "办公室", "第二条"), setting("effective", "on_issue", "第二条"))


def regulation(*nodes: Node, settings: tuple[Setting, ...] = SOUND, title: str | None = "办法") -> RegulationText:
    return RegulationText(title, (), nodes, (), settings)


def found(*nodes: Node) -> list[tuple[str, str]]:
    return [(fault.message, fault.severity) for fault in faults(regulation(*nodes))]


GOOD = (article("第一条", "目的。"), article("第二条", "本办法由办公室解释，自发布之日起施行。"))


def test_a_sound_text_has_none() -> None:
    assert faults(regulation(*GOOD)) == ()


def test_an_empty_text() -> None:
    empty = faults(regulation(title=None, settings=()))
    assert [(fault.message, fault.severity, fault.at) for fault in empty] == [
        ("制度没有标题", "stop", None), ("制度没有正文", "stop", None)
    ]  # fmt: skip


def test_what_every_regulation_says_is_missed() -> None:
    assert [(fault.message, fault.severity) for fault in faults(regulation(*GOOD, settings=()))] == [
        ("没有写明由谁解释", "look"), ("没有写明从何时起施行", "look")
    ]  # fmt: skip


def test_numbers() -> None:
    assert found(*GOOD, article("第二条", "又一条。")) == [("编号第二条重复", "stop")]
    assert found(*GOOD, article("第五条", "后面的。")) == [("编号第五条与前一个不连续，请核对是否有缺漏", "look")]
    assert found(article("第三条", "甲。"), article("第四条", "乙。")) == [
        ("编号第三条从头不连续，请核对是否有缺漏", "look")
    ]
    assert found(*GOOD, article("第三条", "甲。"), article("第一条", "乙。")) == [
        ("编号第一条排在更大的编号后面", "look")
    ]
    assert found(*GOOD, article("第三条", "甲：", item("（一）"), item("（一）"))) == [("编号（一）重复", "look")]
    assert found(*GOOD, article("第二条之一", "甲。"), article("第二条之二", "乙。"), article("第三条", "丙。")) == []


def test_numbers_that_begin_anew_on_purpose_are_no_fault() -> None:
    chapters = tuple(Node("chapter", f"第{n}章", "规定", "", GOOD) for n in "一二三")
    assert found(*chapters) == []
    assert (
        found(
            article(
                "第一条", "甲：", item("（一）"), Node("paragraph", "", None, "乙："), item("（一）"), item("（二）")
            )
        )
        == []
    )
    through = (
        Node("chapter", "一、", "规定", "", (article("1.", "甲。"), article("2.", "乙。"))),
        Node("chapter", "二、", "其他", "", (article("3.", "丙。"), article("5.", "丁。"))),
    )
    assert found(*through) == [("编号5.与前一个不连续，请核对是否有缺漏", "look")]


def test_two_regulations_in_one_text_count_on_their_own() -> None:
    pieces = tuple(Node("chapter", "", f"篇{n}", "", GOOD) for n in "一二")
    assert found(*pieces) == []


def test_empty_units() -> None:
    assert found(*GOOD, article("第三条", " ")) == [("第三条没有内容", "stop")]
    assert found(*GOOD, Node("chapter", "第一章", "总则", "")) == [("第一章下面没有条款", "look")]
    assert found(article("第一条", "甲："), Node("paragraph", "", None, "")) == [("有一段没有内容", "stop")]


def test_blanks() -> None:
    text = replace(
        regulation(*GOOD, article("第三条", "由{{office}}受理，{{who}}负责，{{。")), blanks=(Blank("office", "部门"),)
    )
    assert [(fault.message, fault.at, fault.path) for fault in faults(text)] == [
        ("“部门”还没有填写", (2,), ("第三条",)),
        ("第三条里的“{{who}}”看不懂：没有这个空", (2,), ("第三条",)),
        ("第三条里的“{{”看不懂：花括号不成对", (2,), ("第三条",)),
    ]


def test_references_that_lead_nowhere() -> None:
    assert found(*GOOD, article("第三条", "违反第九条和第一条的，提醒。")) == [("第三条引用的“第九条”不存在", "look")]
    assert found(article("第一条", "前条除外。"), GOOD[1]) == [("第一条引用的“前条”不存在", "look")]
    assert found(*GOOD, article("第三条", "依照《工会法》第九条处理。")) == []


def test_two_values_for_one_thing() -> None:
    two = (*SOUND, setting("reply_minutes", "30", "第一条"), setting("reply_minutes", "60", "第二条"))
    assert faults(regulation(*GOOD, settings=two)) == (
        Fault((1,), ("第二条",), "回复时限有两种说法：第一条与第二条不一样，请选定以哪一处为准", "look"),
    )
    same = (*SOUND, setting("reply_minutes", "30", "第一条"), setting("reply_minutes", "30", "第二条"))
    assert faults(regulation(*GOOD, settings=same)) == ()
    fines = (*SOUND, setting("fine_range", "0-50", "第一条"), setting("fine_range", "50-100", "第二条"))
    assert faults(regulation(*GOOD, settings=fines)) == ()


def test_places_are_in_reading_order_behind_those_of_the_whole() -> None:
    text = regulation(*GOOD, article("第二条", ""), article("第九条", "见第二十条。"), settings=SOUND[:1])
    places = [fault.at for fault in faults(text)]
    assert places[0] is None
    assert places[1:] == sorted(places[1:], key=lambda at: at or ())
    assert len(places) == 5
