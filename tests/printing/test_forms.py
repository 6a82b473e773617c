"""Forms on paper: on one page, with room to sign, and nothing that was filled in is lost."""

from __future__ import annotations

import io
import re
from itertools import pairwise

import pypdfium2
import pytest
from pypdf import PdfReader

from tests.printing.invented import CREATED, random_text
from wxadmin.domain.papers import FormField, FormPaper
from wxadmin.domain.seal import Reserved
from wxadmin.domain.style import Style
from wxadmin.intake import forms
from wxadmin.printing.form import _shares
from wxadmin.printing.papers import render
from wxadmin.printing.pdf_check import check_pdf
from wxadmin.printing.pdf_text import characters, rows

KEYS = [kind.key for kind in forms.kinds()]
WHERE = {"unit": "石榴湾渔港管理站", "group": "石榴湾调度群", "number": "表单〔2026〕3号"}


def pages_of(paper: FormPaper, style: Style | None = None) -> list[str]:
    style = style or Style()
    made = render(paper, mark=Reserved(), created=CREATED, style=style)
    assert check_pdf(made.pdf, style) == []
    assert made.missing == ()
    document = pypdfium2.PdfDocument(made.pdf)
    pages = ["".join(page.get_textpage().get_text_range().split()) for page in document]
    document.close()
    return pages


def form(*rows: tuple[FormField, ...], statement: str = "", note: str = "") -> FormPaper:
    return FormPaper("test", "试填表", "站", "群", rows, statement, note)


@pytest.mark.parametrize("profile", ["gongwen", "qiye", "dazi"])
@pytest.mark.parametrize("key", KEYS)
def test_every_empty_form_is_one_page_with_all_its_words(key: str, profile: str) -> None:
    paper = forms.fill(key, {}, **WHERE)
    (text,) = pages_of(paper, Style(profile))
    for words in (paper.title, paper.statement, paper.note, *WHERE.values()):
        assert "".join(words.split()) in text
    for row in paper.rows:
        for field in row:
            assert field.label in text
            assert all(f"□{choice}" in text for choice in field.choices)
            assert all(title in text for title in field.columns)
    assert text.count("签名：") >= sum(field.signed for row in paper.rows for field in row)
    assert text.count("年月日") >= text.count("签名：") > 0 or any(f.columns for row in paper.rows for f in row)


@pytest.mark.parametrize("key", KEYS)
def test_every_value_stands_on_the_paper(key: str) -> None:
    """Whatever is written into any blank: prose, several paragraphs, hidden and foreign characters, table rows."""
    kind = forms.kind(key)
    values, wanted = {}, []
    for i, blank in enumerate(kind.blanks):
        words = random_text(i, 6 if blank.lines == 1 else 60)
        if blank.columns:
            words = "\n".join(
                "|".join(random_text(100 * i + 10 * r + c, 9) for c in range(len(blank.columns))) for r in range(3)
            )
        elif blank.lines > 2:
            words += f"\n第二段{i}，<b>&\u202e。"
        values[blank.key] = words
        wanted += words.replace("|", "\n").split("\n")
    text = "".join(pages_of(forms.fill(key, values, **WHERE)))
    for words in wanted:
        assert "".join(words.replace("\u202e", "[U+202E]").split()) in text


def test_ticks() -> None:
    field = FormField("类别", "", choices=("同意", "不同意", "其他"))
    said = {"": "□同意□不同意□其他", "同意": "☑同意□不同意□其他", "不同意、其他": "□同意☑不同意☑其他"}
    for value, shown in said.items():
        assert shown in pages_of(form((FormField(field.label, value, choices=field.choices),)))[0]
    text = pages_of(form((FormField("类别", "同意一半", choices=field.choices),)))[0]
    assert "□同意□不同意□其他同意一半" in text
    text = pages_of(form((FormField("类别", "同意、但有条件", choices=field.choices),)))[0]
    assert "□同意□不同意□其他同意、但有条件" in text


def test_a_choice_that_holds_the_mark_between_choices() -> None:
    text = pages_of(form((FormField("类别", "含部门、项目", choices=("含部门、项目", "不含")),)))[0]
    assert "☑含部门、项目□不含" in text


def test_long_content_goes_on_over_pages_and_nothing_is_lost() -> None:
    words = random_text(3, 4000)
    pages = pages_of(form((FormField("姓名", "陶"),), (FormField("事由", words, lines=4, signed=True),)))
    assert len(pages) > 2
    text = "".join(page.removesuffix(f"—{i}—") for i, page in enumerate(pages, 1))
    assert "".join(words.split()) in text
    assert "签名：" in pages[-1]


def test_a_form_that_would_just_not_fit_is_drawn_together() -> None:
    rows = tuple((FormField(f"第{i}栏", lines=3),) for i in range(12))
    assert len(pages_of(form(*rows))) == 1


def test_an_empty_form_fills_its_page() -> None:
    """What is left of the page goes to the cells in which most is written."""
    paper = form(
        (FormField("姓名"), FormField("部门")),
        (FormField("事由", lines=4),),
        (FormField("意见", lines=2, signed=True),),
    )
    made = render(paper, mark=Reserved(), created=CREATED)
    content = PdfReader(io.BytesIO(made.pdf)).pages[0].get_contents()
    assert content is not None
    boxes = [[float(word) for word in box] for box in re.findall(rb"(\S+) (\S+) (\S+) (\S+) re", content.get_data())]
    rules = sorted({round(y) for _, y, width, height in boxes if width > 100 > height})
    rows = [upper - lower for lower, upper in pairwise(rules)]
    opinion, reason, name = rows
    assert name == pytest.approx(28, abs=1.5)
    assert reason > opinion > name
    assert reason >= 7 * 18


def test_labels_stand_in_line() -> None:
    paper = form(
        (FormField("名", "甲"), FormField("部门", "乙")),
        (FormField("很长的一个标签名称", "丙"), FormField("电话", "丁")),
        (FormField("事由", "戊"),),
    )
    made = render(paper, mark=Reserved(), created=CREATED)
    document = pypdfium2.PdfDocument(made.pdf)
    page = document[0].get_textpage()
    text = page.get_text_range()
    places = {word: page.get_charbox(text.index(word)) for word in ("名", "事", "丙", "戊")}
    document.close()
    assert places["丙"][0] > places["戊"][0]
    middle = {word: (box[0] + box[2]) / 2 for word, box in places.items()}
    assert abs(middle["名"] - middle["事"]) < 8


def test_table_inside_a_form() -> None:
    field = FormField("事项", "改密码|陶|已办|多余的\n|柳", lines=4, columns=("内容", "接手人", "日期"))
    (text,) = pages_of(form((field,)))
    assert "序号内容接手人日期1改密码陶已办多余的2柳34" in text


def test_a3_is_the_same_page_larger() -> None:
    paper = forms.fill("handover", {}, **WHERE)
    (text,) = pages_of(paper, Style(paper="A3"))
    assert text.startswith(pages_of(paper)[0][:90])


def test_form_without_rows() -> None:
    assert "试填表" in pages_of(form())[0]
    assert "我愿意。" in pages_of(form(statement="我愿意。"))[0]


@pytest.mark.parametrize("profile", ["gongwen", "qiye", "dazi"])
def test_a_date_to_fill_in_has_room_for_a_hand(profile: str) -> None:
    """Also in half a row: at least an em before the day and the month."""
    style = Style(profile)
    made = render(forms.fill("account", {}, unit="站", group="群"), mark=Reserved(), created=CREATED, style=style)
    document = pypdfium2.PdfDocument(made.pdf)
    dates = [row for page in document for row in rows(list(characters(page))) if row.text.strip().endswith("日")]
    document.close()
    found = 0
    for row in dates:
        places = {char.text: char for char in row.chars if char.text in "年月日"}
        if len(places) == 3:
            found += 1
            assert places["月"].x - places["年"].x >= 2.2 * row.size
            assert places["日"].x - places["月"].x >= 2.2 * row.size
    assert found >= 4


def test_room_to_spare_makes_no_row_more_than_twice_as_high() -> None:
    rows_ = [(FormField("理由", lines=4),), (FormField("意见", lines=2), FormField("姓名")), (FormField("备注"),)]
    assert _shares(rows_, 3) == [2, 1, 0, 0]
    assert _shares(rows_, 60) == [4, 2, 0, 0]
