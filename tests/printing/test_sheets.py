"""Signature sheets: every page can be filed, every person has a place to sign, no name is torn."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pypdfium2
import pytest
from pypdf import PdfReader

from tests.printing.invented import CREATED, NAMES
from wxadmin.domain import rowcodes
from wxadmin.domain.errors import UserError
from wxadmin.domain.papers import SignRow, SignSheet
from wxadmin.domain.seal import Reserved, Unregistered
from wxadmin.domain.style import Style
from wxadmin.printing.papers import render
from wxadmin.printing.pdf_check import check_pdf

DEPARTMENTS = ("调度室", "冰车与吊机检修班", "港务办公室")
TITLE, NUMBER, CODE = "《石榴湾渔港工作群管理规定》签收表", "签收〔2026〕5号", "8QKD-22MX-0V4T-11AC"
MM = 72 / 25.4


def people(count: int) -> tuple[SignRow, ...]:
    """Some of every department in turn, the departments one after another; the last third in another group."""
    return tuple(
        SignRow(
            DEPARTMENTS[i * len(DEPARTMENTS) // max(count, 1)],
            NAMES[i % len(NAMES)],
            rowcodes.code(i + 1),
            "调度群" if i < count * 2 // 3 else "检修群",
        )
        for i in range(count)
    )


def sheet(rows: Sequence[SignRow], **more: Any) -> SignSheet:
    facts: dict[str, Any] = {"number": NUMBER, "statement": "本人已阅读上述规定并愿意遵守。"} | more
    group, regulation = "调度群、检修群", "石榴湾渔港工作群管理规定"
    return SignSheet(TITLE, "石榴湾渔港管理站", group, regulation, "第3版", CODE, tuple(rows), **facts)


def printed(paper: SignSheet, style: Style | None = None) -> bytes:
    made = render(paper, mark=Reserved(), created=CREATED, style=style or Style())
    assert check_pdf(made.pdf, style or Style()) == []
    return made.pdf


def pages_of(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    pages = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return pages


def boxes_of(pdf: bytes, page: int = 0) -> list[list[float]]:
    content = PdfReader(io.BytesIO(pdf)).pages[page].get_contents()
    assert content is not None
    return [[float(word) for word in box] for box in re.findall(rb"(\S+) (\S+) (\S+) (\S+) re", content.get_data())]


@pytest.mark.parametrize("across", [1, 2])
@pytest.mark.parametrize("outcomes", [False, True])
@pytest.mark.parametrize("by", ["", "group", "department"])
@pytest.mark.parametrize("profile", ["gongwen", "qiye", "dazi"])
def test_every_page_can_be_filed_and_everybody_is_there_once(
    profile: str, by: str, outcomes: bool, across: int
) -> None:
    rows = people(61)
    pages = pages_of(printed(sheet(rows, by=by, outcomes=outcomes, across=across), Style(profile)))
    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        text = "".join(page.split())
        assert NUMBER in text
        assert f"校验{CODE[:9]}" in text
        assert f"第{number}页共{len(pages)}页" in text
        assert ("序号" if across == 1 else "行码") in text  # a code begins with the number
        assert "姓名" in text
        assert text.count("拒签缺席备注") >= (across if outcomes else 0)
    assert f"版本校验：{CODE}" in "".join(pages[0].split())
    text = "".join("".join(pages).split())
    codes = re.findall(r"\d{3}[A-Z](?=\d|$|\D)", text.replace(CODE, "").replace(CODE[:9], ""))
    assert [rowcodes.row(code) for code in codes if code[:3].isdecimal()] == list(range(1, 62))
    for name in set(NAMES):
        assert text.count("".join(name.split())) == sum(row.name == name for row in rows)


@pytest.mark.parametrize("profile", ["gongwen", "dazi"])
@pytest.mark.parametrize("paper", ["A4", "A3"])
def test_heading_before_each_department_and_again_on_the_next_page(profile: str, paper: str) -> None:
    pages = [
        "".join(page.split()) for page in pages_of(printed(sheet(people(90), by="department"), Style(profile, paper)))
    ]
    text = "".join(pages)
    for department in DEPARTMENTS:
        assert text.count(f"{department}（30人）") == text.count(f"{department}（30人）（续）") + 1
    head = "签名日期"
    for page in pages[1:]:
        after = page[page.index(head) + len(head) :]
        assert after.startswith(tuple(DEPARTMENTS)), "each page says at its top whose rows these are"
        begins = re.match(r"\D+（30人）(（续）)?(\d+)", after)
        assert begins is not None
        # 1, 31 and 61 begin a department, whose heading is no repetition.
        assert bool(begins[1]) == (int(begins[2][: 2 if begins[2][0] != "9" else 1]) not in (1, 31, 61))
    assert "部门" not in text[: text.index("签名")].replace(TITLE, "")


def test_by_group_keeps_the_department_and_a_mixed_sheet_names_the_group() -> None:
    by_group = "".join("".join(pages_of(printed(sheet(people(30), by="group")))).split())
    assert "调度群（20人）" in by_group
    assert "检修群（10人）" in by_group
    assert "序号部门姓名行码签名日期" in by_group
    assert "序号群部门姓名行码签名日期" in "".join("".join(pages_of(printed(sheet(people(30))))).split())
    alone = [SignRow(row.department, row.name, row.code, "调度群") for row in people(9)]
    assert "序号部门姓名行码签名日期" in "".join("".join(pages_of(printed(sheet(alone)))).split())


def heights(pdf: bytes, page: int = 0) -> list[float]:
    """Of the rows on a page, in millimetres; the last is followed by no rule of the table."""
    rules = sorted({y for _, y, width, height in boxes_of(pdf, page) if width > 300 and height < 2})
    return [(upper - lower) / MM for lower, upper in pairwise(rules)][:-1]


def test_rows_are_nine_millimetres_high() -> None:
    for style in (Style(), Style("qiye"), Style("dazi"), Style(paper="A3")):
        for across in (1, 2):
            assert min(heights(printed(sheet(people(16), across=across), style))) >= 9 - 0.1


def test_a_page_of_few_rows_is_spared(monkeypatch: pytest.MonkeyPatch) -> None:
    """With rows a little lower, never below what a hand needs, or letters a little smaller."""
    rows = [
        SignRow("调度室" if i % 2 else "石榴湾渔港船舶检验服务中心", f"名{i}", rowcodes.code(i)) for i in range(1, 60)
    ]
    made = {count: printed(sheet(rows[:count])) for count in range(10, 40, 2)}
    for pdf in made.values():
        pages = len(pages_of(pdf))
        assert all(min(heights(pdf, page)[1:], default=9.0) >= 8.5 - 0.1 for page in range(pages))
    monkeypatch.setattr("wxadmin.printing.sheet._MANY", 0)
    spared = {len(pages_of(printed(sheet(rows[:count])))) - len(pages_of(pdf)) for count, pdf in made.items()}
    assert spared == {0, 1}


def test_room_to_sign_is_wider_than_names() -> None:
    pdf = printed(sheet([SignRow("调度室", "陶大勇")] * 5))
    edges = sorted({x for x, _, width, height in boxes_of(pdf) if height > 20 > width})
    widths = [right - left for left, right in pairwise(edges)]
    number, department, name, signature, day = widths
    assert number < department
    assert number < name < day < signature
    assert signature > 45 * MM
    assert sum(widths) == pytest.approx(156 * MM, abs=1)


def test_two_side_by_side_take_half_the_pages() -> None:
    rows = [SignRow("", name) for name in NAMES * 40]
    one, two = (len(pages_of(printed(sheet(rows, across=across)))) for across in (1, 2))
    assert two <= one / 2 + 1


def test_two_side_by_side_read_across_and_end_with_an_empty_place() -> None:
    rows = [SignRow("", f"名{word}") for word in "甲乙丙丁戊"]
    text = "".join(pages_of(printed(sheet(rows, across=2)))[0].split())
    assert "1名甲2名乙3名丙4名丁5名戊应签5人" in text
    assert text.count("签名和日期") == 2


@pytest.mark.parametrize("across", [1, 2])
def test_names_are_never_torn(across: int) -> None:
    """Even where the column is narrow: long ones take two lines, each a part of the name."""
    rows = [SignRow(DEPARTMENTS[1], name, rowcodes.code(i)) for i, name in enumerate(NAMES, 1)]
    pdf = printed(sheet(rows, outcomes=True, across=across), Style("dazi"))
    lines = "\n".join(pages_of(pdf)).splitlines()
    parts = [part for name in NAMES for part in re.findall("[^·]+·?", name)]
    assert all(any(part in line for line in lines) for part in parts)


@pytest.mark.parametrize("profile", ["gongwen", "qiye", "dazi"])
@pytest.mark.parametrize("across", [1, 2])
@pytest.mark.parametrize("outcomes", [False, True])
def test_names_and_all_else_can_be_read(profile: str, across: int, *, outcomes: bool) -> None:
    """Who cannot read his name does not sign: no letters of a row are much smaller than the others."""
    names = [*NAMES, "古丽米热·阿卜杜热合曼·吐尔逊"]
    rows = [SignRow(DEPARTMENTS[1], name, rowcodes.code(i)) for i, name in enumerate(names, 1)]
    pdf = printed(sheet(rows, outcomes=outcomes, across=across), Style(profile))
    sizes = {float(size) for page in PdfReader(io.BytesIO(pdf)).pages for size in _sizes(page)}
    assert min(sizes) >= 0.8 * 8.2


def _sizes(page: Any) -> list[bytes]:
    return re.findall(rb"/F\d+ ([\d.]+) Tf", page.get_contents().get_data())


@pytest.mark.parametrize("across", [1, 2])
def test_there_is_room_for_a_hand(across: int) -> None:
    """Also beside long departments, and where refusal and absence are to be ticked."""
    rows = [
        SignRow("石榴湾渔港船舶检验与海事技术服务中心", "阿依努尔·买买提江", rowcodes.code(i)) for i in range(1, 30)
    ]
    for profile in ("gongwen", "qiye", "dazi"):
        for outcomes in (False, True):
            pdf = printed(sheet(rows, across=across, outcomes=outcomes), Style(profile))
            edges = sorted({round(x, 1) for x, _, width, height in boxes_of(pdf) if height > 20 > width})
            widths = sorted(((right - left) / MM for left, right in pairwise(edges)), reverse=True)
            if across == 2:
                assert widths[1] >= (24 if outcomes else 32) - 0.5
            else:
                assert sum(width >= 28 - 0.5 for width in widths) >= 2
                assert widths[0] >= 28


def test_the_head_says_what_the_title_does_not() -> None:
    """On page 1 the title stands right below; later the head has all of it, a little smaller where it is long."""
    pages = pages_of(printed(sheet(people(60))))
    assert "".join(pages[0].split()).count(TITLE) == 1
    assert all("".join(page.split()).startswith(TITLE + NUMBER) for page in pages[1:])
    # Spelt as page numbers are, and parted from one another.
    assert all(f"第 {number} 页 共 {len(pages)} 页" in page for number, page in enumerate(pages, 1))


def test_the_count_is_asked_for_at_the_end_and_never_alone() -> None:
    for count in range(15, 45):
        pages = pages_of(printed(sheet([SignRow("班", f"名{i}") for i in range(count)])))
        last = "".join(pages[-1].split())
        assert f"应签{count}人，实签" in last
        assert f"名{count - 1}" in last
        assert re.search("实签_+人，拒签_+人，缺席_+人。统计人：_+日期：_+年_+月_+日", last)


def test_very_long_names_and_departments() -> None:
    name = "".join(chr(0x4E00 + i) for i in range(200))
    rows = [SignRow("部" * 200, name), SignRow("班" * 2000, "陶"), SignRow("", ""), SignRow("a" * 300, "b" * 300)]
    for by in ("", "department"):
        text = "".join("".join(pages_of(printed(sheet(rows, by=by)))).split())
        assert all(text.count(char) >= 1 for char in name)
        assert text.count("班") >= 2000
        assert text.count("b") == 300


@pytest.mark.parametrize("count", [0, 1, 2])
@pytest.mark.parametrize("across", [1, 2])
def test_nobody_and_one(count: int, across: int) -> None:
    pages = pages_of(printed(sheet(people(count), by="department", across=across, outcomes=True)))
    assert len(pages) == 1
    assert f"应签{count}人" in "".join(pages[0].split())


def test_a_thousand() -> None:
    rows = people(1000)
    text = "".join("".join(pages_of(printed(sheet(rows, by="department", across=2)))).split())
    assert [
        rowcodes.row(code)
        for code in re.findall(r"\d{3,4}[A-Z](?!nna)", text.replace(CODE, "").replace(CODE[:9], ""))
        if _right(code)
    ] == list(range(1, 1001))


def _right(code: str) -> bool:
    try:
        return rowcodes.row(code) > 0
    except UserError:
        return False


def test_hidden_and_line_breaking_characters_stay_visible() -> None:
    text = "".join(pages_of(printed(sheet([SignRow("班\n组", "陶\u202e勇\x00", "1<b>")])))[0].split())
    assert "陶[U+202E]勇[U+0000]" in text
    assert "1<b>" in text


def test_the_block_changes_nothing_above_it() -> None:
    paper = sheet(people(30), by="group", outcomes=True)
    issued = render(paper, mark=Unregistered(bytes(32)), created=CREATED)
    assert pages_of(issued.pdf)[0] == pages_of(printed(paper))[0]
