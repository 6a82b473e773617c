"""A regulation as it comes from the web, set as an office would: who signs, what is attached, tables, numbers."""

from __future__ import annotations

import io
import re
from collections import Counter
from datetime import date

import pypdfium2
import pytest
from pypdf import PdfReader

from tests.printing.invented import CREATED
from wxadmin.domain.papers import RegulationPaper
from wxadmin.domain.regulation import Node, RegulationText
from wxadmin.domain.seal import Reserved
from wxadmin.domain.style import Style
from wxadmin.printing.composition import signature_of
from wxadmin.printing.papers import render
from wxadmin.printing.pdf_check import check_pdf
from wxadmin.printing.pdf_text import Row, characters, rows
from wxadmin.printing.typesetting.profile import profile_of

TABLE = "对照如下：\n行为\t第一次\t第二次\n刷屏\t提醒\t禁言1天\n广告、推销、拉票\t禁言1天\t移出"


def printed(text: RegulationText, style: Style | None = None) -> bytes:
    style = style or Style()
    pdf = render(RegulationPaper("", text), mark=Reserved(), created=CREATED, style=style).pdf
    assert check_pdf(pdf, style) == []
    return pdf


def lines_of(pdf: bytes) -> list[Row]:
    document = pypdfium2.PdfDocument(pdf)
    found = [row for page in document for row in rows(list(characters(page)))]
    document.close()
    return found


def row_of(lines: list[Row], words: str) -> Row:
    return next(row for row in lines if words in row.text.replace(" ", ""))


def text(*articles: str, closing: tuple[str, ...] = ()) -> RegulationText:
    nodes = tuple(Node("article", f"第{'一二三四五六'[i]}条", None, words) for i, words in enumerate(articles))
    return RegulationText("柿子坪群规", (), nodes, closing)


@pytest.mark.parametrize(
    ("closing", "signed"),
    [
        (("特此通知。", "柿子坪街道办事处", "2026年3月12日"), (1, 3)),
        (("柿子坪街道办事处", "二〇二六年三月十二日"), (0, 2)),
        (("柿子坪村委会", "二○二六年十二月"), (0, 2)),
        (("技术部", "2026-03-12"), (0, 2)),
        (("柿子坪业主委员会",), (0, 1)),
        (("附件：1.名单", "2.网格表", "柿子坪街道办事处", "2026年3月12日", "（联系人：陶大勇）"), (2, 4)),
        (("作废条款",), (1, 1)),
        (("┌──┬──┐", "│早│晚│"), (2, 2)),
        (("~~旧~~", "* 待办"), (2, 2)),
        (("第一步，报名；", "本规则由柿子坪社区负责解释。"), (2, 2)),
        ((), (0, 0)),
    ],
)
def test_who_signs(closing: tuple[str, ...], signed: tuple[int, int]) -> None:
    found = signature_of(closing)
    assert (found.start, found.stop) == signed


def test_office_and_date_in_chinese_figures_stand_on_the_right_and_a_note_below_them_on_the_left() -> None:
    closing = (
        "附件：1.网格划分表",
        "2.群主名单",
        "柿子坪街道办事处",
        "二〇二六年三月十二日",
        "（联系人：陶大勇，电话：154-0000-0000）",
    )
    lines = lines_of(printed(text("请各网格遵守，不得代他人发言，不得转发未经核实的信息。" * 2, closing=closing)))
    p = profile_of(Style())
    middle = p.left + p.width / 2
    office, day = row_of(lines, "街道办事处"), row_of(lines, "三月十二日")
    assert office.x > middle
    assert day.end <= p.left + p.width - 2 * p.size + 1
    assert abs((office.x + office.end) / 2 - (day.x + day.end) / 2) < 2
    assert row_of(lines, "联系人").x < p.left + 2.6 * p.size
    first, second = row_of(lines, "网格划分表"), row_of(lines, "群主名单")
    at = next(char.x for char in first.chars if char.text == "1")
    assert second.x == pytest.approx(at, abs=1)


def test_words_that_are_no_office_stay_where_they_are() -> None:
    p = profile_of(Style())
    lines = lines_of(printed(text("请遵守。", closing=("作废条款",))))
    assert row_of(lines, "作废条款").x == pytest.approx(p.left + 2 * p.size, abs=1)


@pytest.mark.parametrize("profile", ["gongwen", "qiye", "dazi"])
def test_a_pasted_table_is_a_table_again(profile: str) -> None:
    """Cells under one another, every word in its order, the first row as headings."""
    pdf = printed(text(TABLE, "刷屏指五分钟内超过6条。"), Style(profile))
    lines = lines_of(pdf)
    # pdfium gives each cell as a row of its own, or a row as one; the places of the words tell the columns.
    places = {word: next(c.x for row in lines for c in row.chars if c.text == word) for word in ("提", "移")}
    heads = [c.x for row in lines for c in row.chars if c.text == "第" and "次" in row.text]
    assert places["提"] < places["移"]
    assert heads[0] < heads[1]
    said = "".join("".join(row.text.split()) for row in lines)
    assert "对照如下：行为第一次第二次刷屏提醒禁言1天广告、推销、拉票禁言1天移出第二条" in said
    content = PdfReader(io.BytesIO(pdf)).pages[0].get_contents()
    assert content is not None
    assert len(re.findall(rb" re\n", content.get_data())) >= 8


def test_a_long_pasted_table_says_every_word_once() -> None:
    rows_ = "\n".join(f"行为{i:02d}\t提醒\t禁言{i:02d}天" for i in range(60))
    lines = lines_of(printed(text("表：\n行为\t第一次\t第二次\n" + rows_)))
    said = "".join("".join(row.text.split()) for row in lines)
    assert said.count("第一次") == 1
    assert said.count("提醒") == 60


def test_blanks_to_be_filled_in_are_no_table() -> None:
    pdf = printed(text("填写：\n姓名：\t部门：\n电话：\t日期："))
    content = PdfReader(io.BytesIO(pdf)).pages[0].get_contents()
    assert content is not None
    assert b" re\n" not in content.get_data()


def test_a_single_line_with_a_tab_is_a_line() -> None:
    pdf = printed(text("群主\t陶大勇"))
    content = PdfReader(io.BytesIO(pdf)).pages[0].get_contents()
    assert content is not None
    assert b" re\n" not in content.get_data()
    assert row_of(lines_of(pdf), "陶大勇").text.startswith("第一条")


def test_wide_and_uneven_pasted_tables_lose_nothing() -> None:
    wide = "\n".join("\t".join(f"格{r}{c}" for c in range(14)) for r in range(5))
    long = "\n".join("\t".join("这一格很长" * 30 for _ in range(7)) for _ in range(3))
    uneven = "甲\t乙\t丙\n丁\t戊\n己\t庚\t辛\t壬\n\t癸\n\t子"
    for words in (wide, long, uneven):
        found = "".join("".join(row.text.split()) for row in lines_of(printed(text("表：\n" + words))))
        wanted, got = Counter("".join(words.split())), Counter(found)
        assert not wanted - got  # a row that is parted by a page has each cell in two pieces


def test_a_number_with_a_mark_of_its_own_needs_no_room_behind_it() -> None:
    items = (Node("item", "第一、", None, "先说事项；"), Node("item", "第二，", None, "再说时间。"))
    article = Node("article", "第一条", None, "发言应当：", items)
    lines = lines_of(printed(RegulationText("柿子坪群规", (), (article,), ())))
    for words in ("第一、先说事项", "第二，再说时间"):
        row = row_of(lines, words)
        assert "　" not in row.text


@pytest.mark.parametrize(
    ("closing", "shown"),
    [
        ((), ["柿子坪街道网格办", "2026年9月10日"]),
        (("柿子坪街道办事处", "2026年3月12日"), ["柿子坪街道办事处", "2026年3月12日"]),
        (("柿子坪街道办事处",), ["柿子坪街道办事处", "2026年9月10日"]),
        (("二〇二六年三月十二日",), ["柿子坪街道网格办", "二〇二六年三月十二日"]),
        (("特此通知。", "柿子坪业主委员会", "（此件公开发布）"), ["柿子坪业主委员会", "2026年9月10日"]),
    ],
)
def test_nobody_signs_twice(closing: tuple[str, ...], shown: list[str]) -> None:
    paper = RegulationPaper(
        "柿子坪街道", text("不得刷屏。", closing=closing), issuer="网格办", issued=date(2026, 9, 10)
    )
    pdf = render(paper, mark=Reserved(), created=CREATED).pdf
    assert check_pdf(pdf) == []
    below = row_of(lines_of(pdf), "不得刷屏").y
    right = [row for row in lines_of(pdf) if row.x > 200 and row.y < below and "—" not in row.text]
    assert [row.text.replace(" ", "") for row in right] == [words.replace(" ", "") for words in shown]


def test_a_time_at_the_head_of_an_item_is_no_lead() -> None:
    """The words before a colon stand in 黑体, but not those before the minutes."""
    items = (
        Node("item", "1.", None, "每日22：30前由楼层长点名；"),
        Node("item", "2.", None, "发言要求：先说事项，再说时间。"),
    )
    article = Node("article", "第一条", None, "楼层长应当：", items)
    paper = RegulationPaper("", RegulationText("柿子坪群规", (), (article,), ()))
    pdf = render(paper, mark=Reserved(), created=CREATED, style=Style("qiye")).pdf
    fonts: dict[str, str] = {}

    def seen(words: str, _cm: object, _tm: object, font: dict[str, str] | None, _size: float) -> None:
        fonts.update({char: (font or {}).get("/BaseFont", "") for char in words})

    PdfReader(io.BytesIO(pdf)).pages[0].extract_text(visitor_text=seen)
    assert "Sans" in fonts["求"]
    assert "Serif" in fonts["每"]
