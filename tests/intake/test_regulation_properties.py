"""Nothing of a text is ever lost, whatever it is made of."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from wxadmin.domain.regulation import Node, walk
from wxadmin.intake.regulation import parse_regulation, squeezed
from wxadmin.intake.regulation.repair import repair

NUMBERS = (
    "第一章 第二章 第一节 第一条 第二条 第三条 第1条 第四条之一 一、 二、 三. 第五、 （一） (二) 一） 1. 2、 3． "
    "1.1 1.2 2.1.1 （1） (2) 3） 4) ① ② A. b) - • · 篇一 微信群管理制度篇二 壹、 贰、 Ⅰ、 II. [1] 【一】 1-1 1️⃣ ❌ 第一项： ㈠ ⒈ ⑴"
)
AROUND = (
    "首页>制度>正文 来源：某站|作者：某人 — 3 — 第3页 目录 总则……3 附件1：名单 姓名\t电话 打印本页 责任编辑：某人 某站〔2026〕3号 "
    "东站办公室2026年3月1日 編制：某人\t審核：某人 第一條 總則 以下是一份制度："
)
WORDS_AROUND = (
    "目录 总则 附则 适用范围 本制度 为了加强管理 按照第二条 第三条规定的 1.5倍 2.3天 以上即为本群管理制度 希望大家遵守 "
    "禁止以下行为： 群主应 前款规定 违反上述规定的 【目的】 50元至500元 30分钟 𠮷 logo 12 abc 三（2）班 # *"
)
MARKS = "， 。 ； ： , ; : . 、 ！ ( ) （ ） \" ' “ ” 《 》"
BLANKS = ["\n", "\n\n", " ", "\u3000", "\t", "\r\n", "\u200b", "\ufeff", "第 三 章"]
PIECES = st.sampled_from([*NUMBERS.split(), *WORDS_AROUND.split(), *AROUND.split(" "), *MARKS.split(), *BLANKS])


def letters(text: str) -> str:
    return "".join(text.split())


def check(text: str) -> None:
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    raw = parse_regulation(text, raw=True)
    for parsed, given_letters in ((parse_regulation(text), letters(repair(plain))), (raw, letters(text))):
        # Lines of a page or a letterhead above the title follow it; all else is in its order.
        title = letters(parsed.title or "")
        places = [at for at in range(len(given_letters)) if given_letters.startswith(title, at)] or [0]
        in_order = {title + given_letters[:at] + given_letters[at + len(title) :] for at in places}
        assert squeezed(parsed) in in_order
    assert [w.message for w in raw.warnings if "全文已照原样保留" in w.message] == []
    lines = plain.count("\n") + 1
    assert all(1 <= warning.line <= lines for warning in raw.warnings)
    for _, node in walk(raw.nodes):
        assert (node.kind == "paragraph") <= (node.number == "" and node.title is None and not node.children)


@given(st.lists(PIECES, max_size=40).map("".join))
@settings(max_examples=400, deadline=None)
def test_made_of_numbers_and_words(text: str) -> None:
    check(text)


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_text(text: str) -> None:
    check(text)


@given(st.text(max_size=120))
@settings(max_examples=200, deadline=None)
def test_repair_keeps_every_place(text: str) -> None:
    repaired = repair(text)
    assert len(repaired) == len(text)
    assert repair(repaired) == repaired
    changed = {old for old, new in zip(text, repaired, strict=True) if old != new}
    assert changed <= set(",;:?!().\"'")


# -- generated regulations come back as they were made

CN = ["零", *"一二三四五六七八九十", *(f"十{ones}" for ones in "一二三四五六七八九"), "二十"]
WORDS = [
    "群成员",
    "管理员",
    "群主",
    "家长",
    "员工",
    "发布",
    "遵守",
    "审核",
    "通知",
    "秩序",
    "信息",
    "资料",
    "维护",
    "登记",
]
sentence = st.lists(st.sampled_from(WORDS), min_size=2, max_size=6).map(lambda words: "".join(words) + "。")
heading = st.lists(st.sampled_from(["信息", "成员", "活动", "秩序", "资料"]), min_size=1, max_size=2).map("".join)


@st.composite
def regulations(draw: st.DrawFn) -> tuple[str, list[tuple[str, str, str | None, str]], str]:
    """A regulation in one of the usual numberings: its text and (kind, number, title, text) of every unit."""
    style = draw(st.sampled_from(["条", "一、1.", "章1.", "一、1.1"]))
    breaks = draw(st.sampled_from(["", "\n"]))
    units: list[tuple[str, str, str | None, str]] = []
    out = [draw(st.sampled_from(["", "员工群管理制度"]))]
    article = 0
    for chapter in range(1, draw(st.integers(2, 5)) + 1):
        name = draw(heading) + "管理"
        number = f"第{CN[chapter]}章" if style in {"条", "章1."} else f"{CN[chapter]}、"
        units.append(("chapter", number, name, ""))
        out += [number, name, breaks]
        for rule in range(1, draw(st.integers(2, 4)) + 1):
            article += 1
            own = {"条": f"第{CN[article]}条", "一、1.1": f"{chapter}.{rule}"}.get(style, f"{rule}.")
            items = draw(st.lists(sentence, max_size=3))
            text = "遵守下列要求：" if len(items) > 1 else draw(sentence)
            units.append(("article", own, None, text))
            out += [own, " " if style == "一、1.1" else "", text, breaks]
            for at, words in enumerate(items if len(items) > 1 else [], 1):
                units.append(("item", f"（{CN[at]}）", None, words))
                out += [f"（{CN[at]}）", words, breaks]
    return "".join(out), units, out[0]


@given(regulations())
@settings(max_examples=150, deadline=None)
def test_generated_regulations_come_back(made: tuple[str, list[tuple[str, str, str | None, str]], str]) -> None:
    text, units, title = made
    parsed = parse_regulation(text)
    flat = [(node.kind, node.number, node.title, node.text) for _, node in walk(parsed.nodes)]
    assert flat == units
    assert (parsed.title or "") == title
    assert depth(parsed.nodes) <= 3


def depth(nodes: tuple[Node, ...]) -> int:
    return 1 + max((depth(node.children) for node in nodes), default=0) if nodes else 0
