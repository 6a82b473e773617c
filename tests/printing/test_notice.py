"""通知书: on one sheet wherever that can be read, with its slip below the cut and its check block above."""

from __future__ import annotations

import io
import random
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pypdfium2
import pytest
from PIL import Image

from tests.printing.invented import CREATED, PARAGRAPHS, papers
from tests.printing.test_pictures import placed, saved, screen
from wxadmin.domain.papers import ClauseCitation, EvidenceLine, Notice, Picture
from wxadmin.domain.seal import Reserved, Unregistered
from wxadmin.domain.style import Style
from wxadmin.printing.papers import render
from wxadmin.printing.pdf_check import check_pdf
from wxadmin.printing.pdf_text import Row, characters, rows
from wxadmin.printing.typesetting.profile import PROFILES, profile_of

COMMON = Notice(
    "榴港群处〔2026〕11号", "石榴湾渔港管理站", "石榴湾调度群", "欧阳立", "冰车班",
    "2026年9月20日21时40分，你在群内连续发布3条与渔港无关的推销消息，经两次提醒仍未撤回，影响了泊位调度。",
    (EvidenceLine("冰车班-欧阳立", "2026年9月20日 21:40", "低价柴油，量大从优，要的私聊我，明天就没有了！"),),
    (ClauseCitation("石榴湾渔港工作群管理规定", "第3版", ("第三章", "第十二条"), "不得在群内发布买卖信息。"),),
    ("禁言3天",), (), "如对本处理有异议，可自收到本通知书之日起5个工作日内向港务办公室提出书面申诉。", "港务办公室",
    CREATED.date(),
)  # fmt: skip
TWO = papers()["notice"]
"""With two measures and a recommendation."""


def made(paper: Any, style: Style | None = None, mark: Any = None) -> bytes:
    return render(paper, mark=mark or Reserved(), created=CREATED, style=style or Style()).pdf


def pages_of(pdf: bytes) -> list[list[Row]]:
    document = pypdfium2.PdfDocument(pdf)
    found = [rows(list(characters(page))) for page in document]
    document.close()
    return found


def cut_of(pdf: bytes) -> list[tuple[int, float]]:
    """Page (from 0) and height of every dashed line."""
    from pypdf import PdfReader

    found = []
    for number, page in enumerate(PdfReader(io.BytesIO(pdf)).pages):
        lines = page.get_contents().get_data().split(b"\n")  # type: ignore[union-attr]
        found += [(number, float(lines[i + 1].split()[1])) for i, line in enumerate(lines) if line == b"[4 3] 0 d"]
    return found


@pytest.mark.parametrize("paper", [COMMON, TWO], ids=["common", "two measures"])
@pytest.mark.parametrize("profile", ["gongwen", "qiye"])
def test_the_common_notice_is_one_page(profile: str, paper: Notice) -> None:
    style = Style(profile)
    pdf = made(paper, style)
    assert len(pages_of(pdf)) == 1
    assert check_pdf(pdf, style) == []


SIGNED = "该版自2026年3月1日起施行；当事人已于2026年3月9日签收，见签收〔2026〕12号。"


@pytest.mark.parametrize("profile", PROFILES)
def test_behind_the_clause_stands_whether_it_was_signed_for(profile: str) -> None:
    """In brackets, set like the rest, and the common notice stays on its page."""
    cited = replace(COMMON, clauses=(replace(COMMON.clauses[0], signing=SIGNED),))
    pdf = made(cited, Style(profile))
    assert check_pdf(pdf, Style(profile)) == []
    assert len(pages_of(pdf)) == len(pages_of(made(COMMON, Style(profile))))
    p = profile_of(Style(profile))
    body = [row for page in pages_of(pdf) for row in page if p.bottom - 1 < row.y < p.page[1] - p.top]
    printed = "".join("".join(row.text.split()) for row in body)
    assert f"不得在群内发布买卖信息。（{SIGNED[:-1]}）" in printed


def test_a_signature_behind_a_longer_clause_costs_no_page() -> None:
    """What can be set on one page by the closest measure is: none that would do is passed over."""
    paper = replace(
        COMMON,
        facts="2026年9月20日 16:53在“石榴湾调度群”群内发送含有辱骂内容的消息：“整天就会告别人的状，滚远些吧，没人愿意看见你”。",
        evidence=(
            EvidenceLine("冰车班-欧阳立", "2026年9月20日 16:53", "整天就会告别人的状，滚远些吧，没人愿意看见你"),
        ),
        clauses=(
            replace(COMMON.clauses[0], text="不得辱骂、讥讽、骚扰同事和船家，不得散布伤人的话。", signing=SIGNED),
        ),
        appeal="如对本处理有异议，可依照《石榴湾渔港工作群管理规定》第六章 第三十三条，自收到本通知书之日起5个工作日内提出书面申诉。",
    )
    pdf = made(paper, Style("gongwen"))
    assert len(pages_of(pdf)) == 1
    assert check_pdf(pdf, Style("gongwen")) == []


def test_letters_that_large_take_two_pages_and_no_more() -> None:
    for paper in (COMMON, TWO):
        pdf = made(paper, Style("dazi"))
        assert len(pages_of(pdf)) == 2
        assert check_pdf(pdf, Style("dazi")) == []


@pytest.mark.parametrize("paper", [COMMON, TWO], ids=["common", "two measures"])
@pytest.mark.parametrize("profile", PROFILES)
def test_type_is_never_smaller_than_that_of_tables_nor_lines_closer_than_they_can_be_read(
    profile: str, paper: Notice
) -> None:
    p = profile_of(Style(profile))
    for page in pages_of(made(paper, Style(profile))):
        inside = [row for row in page if p.bottom - 1 < row.y < p.page[1] - p.top]
        assert min(row.size for row in inside) >= p.table_size - 0.01
        left = [row for row in inside if abs(row.x - p.left) < 3 * row.size]
        for above, below in pairwise(left):
            if above.size == below.size and above.y > below.y:
                assert above.y - below.y >= 1.4 * below.size


def many(count: int) -> Notice:
    lines = tuple(
        EvidenceLine(f"成员{i}", "2026年9月20日 21:40", PARAGRAPHS[i % len(PARAGRAPHS)][:40]) for i in range(count)
    )
    return replace(COMMON, evidence=lines)


LENGTHS: dict[str, Notice] = {
    "common": COMMON,
    "two measures": TWO,  # type: ignore[dict-item]
    "nothing but facts": replace(COMMON, evidence=(), clauses=(), measures=(), appeal=""),
    "eight lines of evidence": many(8),
    "sixty lines of evidence": many(60),
    "long facts": replace(COMMON, facts="\n".join(PARAGRAPHS[:6])),
    "facts without end": replace(COMMON, facts=PARAGRAPHS[0] * 900),
    "a long name": replace(COMMON, person="买买提" * 30, department="冰车与吊机检修班" * 5, issuer="港务" * 20),
    "no number": replace(COMMON, number=""),
    "no office": replace(COMMON, unit="", issuer=""),
    "pictures": replace(
        COMMON,
        pictures=tuple(Picture(f"{i}.png", saved(screen(540, 1170), "PNG"), f"群聊截图{i}") for i in range(3)),
    ),
}


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("length", LENGTHS)
def test_slip_and_block_stand_together_at_the_foot_of_the_last_page(length: str, profile: str) -> None:
    style, paper = Style(profile), LENGTHS[length]
    p = profile_of(style)
    pdf = made(paper, style, Unregistered(bytes(32)))
    assert check_pdf(pdf, style) == []
    pages = pages_of(pdf)
    ((number, cut),) = cut_of(pdf)
    assert number == len(pages) - 1
    below = [row for row in pages[-1] if p.bottom - 1 < row.y < cut]
    words = "".join("".join(row.text.split()) for row in below)
    assert words.startswith("违规处理通知书回执")
    for part in ("已收到", "本人意见", "签名：", "日期："):
        assert part in words
    assert below[-1].y < p.bottom + 2 * p.table_leading
    above = [row.text for row in pages[-1] if row.y > cut]
    assert any("内容码" in text for text in above)
    for page in pages[:-1]:
        assert not any("回执" in row.text or "内容码" in row.text for row in page)


def words_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return "".join(text.split())


def test_setting_it_closer_changes_no_word() -> None:
    order = ("冰车班", "经核查", "一、违规事实", "推销消息", "低价柴油", "二、处理依据", "第十二条", "三、处理决定", "禁言3天",
             "四、申诉途径", "书面申诉", "港务办公室", "2026年9月22日", "回执", "本人意见")  # fmt: skip
    for profile in PROFILES:
        text = words_of(made(COMMON, Style(profile)))
        at = 0
        for part in order:
            at = text.index(part, at)


def test_length_alone_decides_and_not_what_was_set_before() -> None:
    papers_ = list(LENGTHS.values())
    first = [made(paper) for paper in papers_]
    random.Random(2).shuffle(papers_)
    again = {id(paper): made(paper) for paper in papers_}
    assert [again[id(paper)] for paper in LENGTHS.values()] == first


def test_a_drafts_pages_are_those_of_the_issued_notice() -> None:
    from wxadmin.domain.seal import Draft

    for paper in LENGTHS.values():
        lines = [[(row.text, row.x, row.y) for row in page] for page in pages_of(made(paper))]
        draft = [
            [(row.text, row.x, row.y) for row in page if row.text != "草稿"]
            for page in pages_of(made(paper, mark=Draft()))
        ]
        assert draft == lines


def test_a_long_notice_keeps_the_size_of_its_profile() -> None:
    p = profile_of(Style())
    pages = pages_of(made(LENGTHS["facts without end"]))
    assert len(pages) > 10
    sizes = {round(row.size, 2) for row in pages[2]} - {14.0}
    assert sizes == {p.size}


def test_a_notice_a_little_over_two_pages_is_set_closer() -> None:
    """Some length between two and three pages comes out on two though it would take three."""
    p = profile_of(Style())
    found = set()
    for count in range(4, 50, 2):
        pages = pages_of(made(replace(COMMON, facts=PARAGRAPHS[0][:30] * count)))
        if len(pages) == 1:
            continue
        lines = [row for row in pages[0] if abs(row.size - p.size) < 0.01 and row.x < p.left + 1]
        gap = min(a.y - b.y for a, b in pairwise(lines))
        found.add((len(pages), round(gap, 1) < round(p.leading, 1)))
    assert (2, True) in found
    assert (3, False) in found


def test_time_and_sender_stand_on_one_line_each() -> None:
    for profile in ("gongwen", "qiye"):
        texts = [row.text for row in pages_of(made(COMMON, Style(profile)))[0]]
        assert any("2026年9月20日 21:40" in text for text in texts)
        assert any("冰车班-欧阳立" in text for text in texts)


def test_evidence_pictures_stand_behind_the_table() -> None:
    pdf = made(LENGTHS["pictures"])
    text = words_of(pdf)
    assert text.index("低价柴油") < text.index("图1群聊截图0") < text.index("图3群聊截图2") < text.index("二、处理依据")


def test_three_screens_stand_side_by_side() -> None:
    found = placed(made(LENGTHS["pictures"]))
    assert len({(page, round(bottom)) for page, _, bottom, _, _ in found}) == 1
    lying = tuple(Picture(str(i), saved(screen(800 + i, 600), "PNG")) for i in range(3))
    rows_ = {round(bottom) for _, _, bottom, _, _ in placed(made(replace(COMMON, pictures=lying)))}
    assert len(rows_) == 2


def test_a_red_head_stands_above_and_shows_the_number_once() -> None:
    for profile in PROFILES:
        style = Style(profile, red="石榴湾渔港管理站文件", seal=True)
        pdf = made(COMMON, style)
        assert check_pdf(pdf, style) == []
        text = words_of(pdf)
        head = text.index("石榴湾渔港管理站文件")
        assert head < text.index("违规处理通知书", head + 1)
        first = pages_of(pdf)[0]
        p = profile_of(style)
        inside = [row for row in first if row.y < p.page[1] - p.top]
        assert sum("〔2026〕11号" in row.text for row in inside) == 1


def test_a_logo_alone_changes_no_word() -> None:
    logo = saved(Image.new("RGB", (200, 200), "teal"), "PNG")
    style = Style("qiye", logo=logo)
    assert check_pdf(made(COMMON, style), style) == []
