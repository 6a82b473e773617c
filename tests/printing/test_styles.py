"""What a style asks for, measured on the finished PDF: profiles, sheets, both sides, red head, seal, contents."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date
from itertools import pairwise, product
from math import sqrt
from typing import Any

import pypdfium2
import pytest
from pypdf import PdfReader

from tests.printing.every_paper import every, logo
from tests.printing.invented import CREATED, PARAGRAPHS, papers, random_regulation, regulation_text
from wxadmin.domain.errors import UserError
from wxadmin.domain.papers import AnnouncementPaper, Attachment, LetterPaper, Paper, RegulationPaper, Section
from wxadmin.domain.regulation import Node, RegulationText
from wxadmin.domain.seal import Draft, Mark, Reserved
from wxadmin.domain.style import PAPER_SIZES, PLAIN, PROFILES, Style
from wxadmin.printing.composition import Composition
from wxadmin.printing.papers import render, render_batch
from wxadmin.printing.pdf_check import check_pdf
from wxadmin.printing.pdf_marks import marks_of
from wxadmin.printing.pdf_text import Row, characters, rows
from wxadmin.printing.typesetting.book import Book
from wxadmin.printing.typesetting.profile import MM, profile_of

EVERY = every()
SEAL = 42 * MM


def made(paper: Paper, style: Style = PLAIN, mark: Mark | None = None) -> bytes:
    return render(paper, mark=mark or Reserved(), created=CREATED, style=style).pdf


def pages_of(pdf: bytes) -> list[list[Row]]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [rows(list(characters(page))) for page in document]
    finally:
        document.close()


def row_of(page: list[Row], words: str) -> Row:
    return next(row for row in page if words in row.text.replace(" ", ""))


def announcement(**more: Any) -> AnnouncementPaper:
    paper = papers()["announcement"]
    assert isinstance(paper, AnnouncementPaper)
    return replace(paper, **more)


def regulation(text: RegulationText, **more: Any) -> RegulationPaper:
    return RegulationPaper("", text, **more)


@pytest.mark.parametrize("name", EVERY)
def test_no_violation_in_any_profile_on_any_sheet(name: str) -> None:
    paper, style = EVERY[name]
    for number, (profile, size) in enumerate(product(PROFILES, PAPER_SIZES)):
        chosen = replace(style, profile=profile, paper=size, duplex=number % 2 == 0)
        mark = Draft() if number % 3 == 0 else Reserved()
        assert check_pdf(made(paper, chosen, mark), chosen) == [], chosen


@pytest.mark.parametrize("profile", PROFILES)
def test_no_violation_in_any_text(profile: str) -> None:
    attached = (Attachment("泊位一览", PARAGRAPHS[:5]),)
    for seed in range(12):
        size, head = PAPER_SIZES[seed % 2], "石榴湾渔港文件" * (seed % 3 == 0)
        style = Style(profile, size, seed % 4 < 2, red=head, seal=seed % 5 < 3, contents=seed % 3 < 2)
        issued = date(2026, 12, 30) if seed % 2 else None
        paper = regulation(random_regulation(seed), issued=issued, attachments=attached * (seed % 3))
        assert check_pdf(made(paper, style), style) == [], (seed, style)


class TestSheets:
    """Margins, letters and lines as the profile says, on the sheet that is asked for."""

    def test_a3_is_a4_with_every_measure_larger(self) -> None:
        small, large = (profile_of(Style(paper=size)) for size in PAPER_SIZES)
        text = regulation(RegulationText(None, ("港" * 28 * 30,), (), ()))
        one, other = (pages_of(made(text, Style(paper=size)))[0] for size in PAPER_SIZES)
        assert [row.text for row in one] == [row.text for row in other]
        for a, b in zip(one, other, strict=True):
            assert b.x == pytest.approx(a.x * sqrt(2), abs=0.3)
            assert b.y == pytest.approx(a.y * sqrt(2), abs=0.3)
        assert large.page[0] == pytest.approx(small.page[1], abs=0.3)
        reader = PdfReader(io.BytesIO(made(text, Style(paper="A3"))))
        assert [float(v) / MM for v in reader.pages[0].mediabox[2:]] == pytest.approx([297, 420], abs=0.1)

    def test_even_pages_are_mirrored_for_both_sides(self) -> None:
        text = regulation(RegulationText(None, ("港" * 28 * 70,), (), ()))
        for size, factor in (("A4", 1.0), ("A3", sqrt(2))):
            pages = pages_of(made(text, Style(paper=size, duplex=True)))
            lefts = [min(row.x for row in page if "港" in row.text) / MM / factor for page in pages[:3]]
            assert lefts == pytest.approx([28, 26, 28], abs=0.1)
        plain = pages_of(made(text))
        assert {round(min(row.x for row in page if "港" in row.text) / MM) for page in plain[:3]} == {28}

    def test_page_numbers_stand_outside(self) -> None:
        """GB/T 9704 7.5: one character in from the outer edge of the type area, 7 mm below it."""
        text = regulation(RegulationText(None, ("港" * 28 * 70,), (), ()))
        p = profile_of(Style(duplex=True))
        for number, page in enumerate(pages_of(made(text, Style(duplex=True))), 1):
            row = row_of(page, f"—{number}—")
            here = p.on(number)
            if number % 2:
                assert row.chars[-1].right == pytest.approx(here.left + p.width - p.number_size, abs=1.5)
            else:
                assert row.x == pytest.approx(here.left + p.number_size, abs=1.5)
            digit = next(c for c in row.chars if c.text.isdigit())
            assert p.bottom - (digit.top + digit.bottom) / 2 == pytest.approx(7 * MM, abs=1.0)

    @pytest.mark.parametrize("profile", PROFILES)
    def test_a_sheet_that_lies_has_all_in_place(self, profile: str) -> None:
        style = Style(profile, duplex=True)
        sheet = Composition(style)
        sheet.lie()
        sheet.header, sheet.number = "台账", "榴港册〔2026〕1号"
        sheet.title("违规处理台账")
        for _ in range(40):
            sheet.text(PARAGRAPHS[0])
        sheet.table([("序号", 1.0, "centre"), ("事由", 6.0, "left")], [[str(i), PARAGRAPHS[i % 12]] for i in range(40)])
        sheet.block(Reserved(), "1")
        book = Book("台账", "站", CREATED)
        sheet.draw(book, Draft())
        assert len(book.pages) > 3
        pdf = book.pdf()
        assert check_pdf(pdf, style) == []
        upright = profile_of(style)
        assert sheet.profile.page == upright.page[::-1]
        # Bound above on odd pages and below on even ones: the same edge of the sheet.
        assert sheet.profile.on(1).top == upright.left
        assert sheet.profile.on(2).bottom == pytest.approx(upright.left)


def test_papers_in_one_file_begin_on_a_sheet_of_their_own() -> None:
    one = papers()
    many = [(one["notice"], Reserved()), (one["announcement"], Reserved()), (one["notice"], Reserved())]
    counts = [render(paper, mark=mark, created=CREATED).pages for paper, mark in many]
    assert counts[1] % 2
    style = Style(duplex=True)
    made = render_batch(many, title="一起打印", created=CREATED, style=style)
    assert made.pages == sum(count + count % 2 for count in counts[:-1]) + counts[-1]
    assert render_batch(many, title="一起打印", created=CREATED).pages == sum(counts)
    reader = PdfReader(io.BytesIO(made.pdf))
    tops = [entry for entry in reader.outline if not isinstance(entry, list)]
    assert all(number is not None and number % 2 == 0 for number in map(reader.get_destination_page_number, tops))
    assert check_pdf(made.pdf, style) == []


class TestHead:
    """红头 and logo."""

    STYLE = Style(red="石榴湾渔港管理站文件")

    def test_words_number_and_rule(self) -> None:
        pdf = made(announcement(), self.STYLE)
        p = profile_of(PLAIN)
        page = pages_of(pdf)[0]
        words, number, title = (row_of(page, text) for text in ("文件", "榴港通〔2026〕7号", "轮流值守的通知"))
        top = p.page[1] - p.top
        assert words.chars[0].top == pytest.approx(top, abs=words.size * 0.12)
        assert 25 < words.size <= 22 * MM
        assert (words.chars[0].left + words.chars[-1].right) / 2 == pytest.approx(p.left + p.width / 2, abs=2)
        assert words.chars[-1].right <= p.left + p.width + 1
        document = pypdfium2.PdfDocument(pdf)
        (rule,) = marks_of(document[0]).drawings
        document.close()
        assert (rule[0], rule[2]) == pytest.approx((p.left, p.left + p.width), abs=0.3)
        assert number.y - 0.12 * number.size - rule[3] == pytest.approx(4 * MM, abs=0.5)
        assert title.y + 0.88 * title.size == pytest.approx(rule[1] - 0.8 * p.leading, abs=2.5)
        assert sum("榴港通" in row.text for row in page) == 1
        # The grid of lines goes on below the head.
        body = row_of(page, "石榴湾调度群")
        assert (top - 0.88 * p.size - body.y) / p.leading == pytest.approx(round((top - body.y) / p.leading), abs=0.48)

    def test_red_is_red_and_nothing_else_is(self) -> None:
        document = pypdfium2.PdfDocument(made(announcement(), self.STYLE))
        image = document[0].render(scale=1).to_numpy()[:, :, ::-1].astype(int)
        document.close()
        red = (image[:, :, 0] - image[:, :, 1] > 90).nonzero()[0]
        p = profile_of(PLAIN)
        assert p.top - 2 <= red.min() < p.top + 15
        assert red.max() < p.top + 5 * p.leading

    @pytest.mark.parametrize(
        "words",
        [
            "港",
            "港务办",
            "石榴湾渔港管理站",
            "石榴湾街道渔政与港口综合管理委员会办公室",
            "甲" * 60,
            "A Port\n石榴湾渔港",
        ],
    )
    @pytest.mark.parametrize("profile", PROFILES)
    def test_short_and_long_words_fit(self, words: str, profile: str) -> None:
        style = Style(profile, red=words, logo=logo())
        pdf = made(announcement(), style)
        assert check_pdf(pdf, style) == []
        text = "".join(row.text for row in pages_of(pdf)[0]).replace(" ", "")
        assert "".join(words.split()) in text

    @pytest.mark.parametrize("kind", ["regulation", "announcement", "letter"])
    @pytest.mark.parametrize("profile", PROFILES)
    def test_logo_stands_on_the_first_page_or_in_every_header(self, kind: str, profile: str) -> None:
        paper = EVERY[kind][0]
        if not isinstance(paper, RegulationPaper | AnnouncementPaper | LetterPaper):
            raise TypeError(kind)
        document = pypdfium2.PdfDocument(made(replace(paper, attachments=()), Style(profile, logo=logo())))
        counts = [len(marks_of(page).pictures) for page in document]
        document.close()
        assert counts == ([1] * len(counts) if profile == "qiye" else [1, *[0] * (len(counts) - 1)])

    def test_too_many_words_are_refused(self) -> None:
        for words in ("甲" * 100, "甲\n乙\n丙\n丁\n戊"):
            with pytest.raises(UserError, match="红头的字太多"):
                made(announcement(), Style(red=words))

    @pytest.mark.parametrize("profile", PROFILES)
    def test_a_number_of_any_length_stays_inside(self, profile: str) -> None:
        style = Style(profile, red="石榴湾渔港")
        assert check_pdf(made(announcement(number="榴港通" * 30), style), style) == []

    def test_a_logo_that_is_no_picture_is_refused(self) -> None:
        with pytest.raises(UserError, match="标志"):
            made(announcement(), Style(logo=b"no picture"))

    def test_without_red_and_logo_nothing_changes(self) -> None:
        assert made(announcement(), Style(red="  ")) == made(announcement())


class TestSeal:
    """GB/T 9704 7.3.5: a seal of 42 mm over office and date, its upper edge less than a line below the text."""

    @pytest.mark.parametrize("size", PAPER_SIZES)
    @pytest.mark.parametrize("profile", PROFILES)
    def test_there_is_room_for_a_seal(self, profile: str, size: str) -> None:
        style = Style(profile, size, seal=True)
        p = profile_of(style)
        letter = LetterPaper(
            "答复", "", "", "某班", (Section("", ("港" * 60, "以上就是答复。")),), "港务办", date(2026, 9, 2)
        )
        page = pages_of(made(letter, style, Reserved()))[0]
        text, office, dated = (row_of(page, words) for words in ("答复。", "港务办", "9月2日"))
        middle = (office.y + 0.88 * p.size + dated.y - 0.12 * p.size) / 2 + 8.0
        upper = middle + SEAL / 2
        gap = text.y - 0.12 * p.size - upper
        assert 0 <= gap <= p.leading + 2.5
        assert (office.x + office.end) / 2 == pytest.approx((dated.x + dated.end) / 2, abs=2)
        assert (dated.x + dated.end) / 2 + SEAL / 2 <= p.page[0] - 10

    @pytest.mark.parametrize("profile", PROFILES)
    def test_never_alone_on_a_page_and_nothing_below_in_the_seal(self, profile: str) -> None:
        style = Style(profile, seal=True)
        for count in range(8, 30):
            paper = regulation(
                RegulationText("规定", ("港" * 40,) * count, (), ()),
                issuer="港务办",
                issued=date(2026, 9, 2),
                number="1",
            )
            page = pages_of(made(paper, style))[-1]
            dated = row_of(page, "9月2日")
            assert sum(row.text.count("港") for row in page) > 30
            foot = dated.y - (SEAL / 2 - profile_of(style).leading / 2)
            assert foot >= profile_of(style).bottom - 1

    def test_a_closing_phrase_is_no_signature(self) -> None:
        page = pages_of(
            made(regulation(RegulationText("规定", ("港。",), (), ("特此通知", "石榴湾渔港", "2026年9月2日"))))
        )[0]
        assert row_of(page, "特此通知").x == pytest.approx(profile_of(PLAIN).left + 2 * 15.75, abs=0.3)
        assert row_of(page, "石榴湾渔港").x > 300

    def test_signature_at_the_end_of_the_text_has_room_too(self) -> None:
        text = RegulationText("规定", ("港" * 40,), (), ("石榴湾渔港", "2026年9月2日"))
        plain, sealed = (pages_of(made(regulation(text), Style(seal=seal)))[0] for seal in (False, True))
        gaps = [row_of(page, "港港").y - row_of(page, "石榴湾渔港").y for page in (plain, sealed)]
        assert gaps[1] - gaps[0] == pytest.approx(profile_of(PLAIN).leading, abs=0.1)
        office, dated = (row_of(sealed, words) for words in ("石榴湾渔港", "9月2日"))
        assert (office.x + office.end) / 2 == pytest.approx((dated.x + dated.end) / 2, abs=2)


def chapters(count: int, title: str = "总则") -> RegulationText:
    """Chapters that all have one name, each on about a page."""
    return RegulationText(
        "规定",
        (),
        tuple(
            Node("chapter", "附", title, "", (Node("article", f"{n}.", None, PARAGRAPHS[n % 12] * 12),))
            for n in range(count)
        ),
        (),
    )


def entries(page: list[Row]) -> list[tuple[str, int]]:
    """Label and page of each line of contents on a page."""
    found = []
    for row, number in pairwise(page):
        if number.text.isdigit() and abs(row.y - number.y) < 0.5:
            found.append((row.text, int(number.text)))
    return found


class TestContents:
    """目录."""

    def test_units_of_one_name_have_their_own_pages(self) -> None:
        pages = pages_of(made(regulation(chapters(5)), Style(contents=True)))
        listed = entries(pages[0])
        assert [label for label, _ in listed] == ["附总则"] * 5
        begins = [
            n for n, page in enumerate(pages, 1) for row in page if row.text == "附总则" and (n > 1 or row.y < 500)
        ]
        assert len({page for _, page in listed}) == 5
        assert [page for _, page in listed] == begins[-5:]

    def test_articles_where_there_are_no_chapters(self) -> None:
        text = RegulationText(
            "规定", (), tuple(Node("article", f"第{n}条", None, PARAGRAPHS[2] * 5) for n in "一二三四"), ()
        )
        pages = pages_of(made(regulation(text), Style(contents=True)))
        listed = entries(pages[0])
        assert [label[:3] for label, _ in listed] == ["第一条", "第二条", "第三条", "第四条"]
        for (label, page), number in zip(listed, "一二三四", strict=True):
            assert any(row.text.startswith(f"第{number}条") for row in pages[page - 1]), label

    def test_contents_longer_than_a_page_are_on_pages_of_their_own(self) -> None:
        nodes = tuple(
            Node("chapter", f"第{n}章", "港务", "", (Node("article", "1.", None, "港。"),)) for n in range(1, 61)
        )
        pdf = made(regulation(RegulationText("规定", (), nodes, ())), Style(contents=True))
        pages = pages_of(pdf)
        listed = [entry for page in pages[:5] for entry in entries(page)]
        assert len(listed) == 60
        first = listed[0][1]
        assert first == 4  # two and a half pages of contents
        assert all(entries(page) for page in pages[: first - 1])
        assert pages[first - 1][0].text.replace("　", "") == "第1章港务"
        for (label, page), number in zip(listed, range(1, 61), strict=True):
            assert label.startswith(f"第{number}章")
            assert any(row.text.startswith(f"第{number}章") for row in pages[page - 1])
        assert check_pdf(pdf, Style(contents=True)) == []

    @pytest.mark.parametrize("profile", PROFILES)
    def test_a_title_that_wraps_keeps_its_number_on_its_last_line(self, profile: str) -> None:
        style = Style(profile, contents=True)
        pdf = made(
            regulation(chapters(3, "关于渔港工作群在台风期间轮流值守和信息发布以及成员实名核验的若干规定")), style
        )
        page = pages_of(pdf)[0]
        listed = entries(page)
        assert len(listed) == 3
        assert all(label.endswith("定") for label, _ in listed)
        assert check_pdf(pdf, style) == []

    def test_two_lines_too_many_are_drawn_in(self) -> None:
        """No count of entries leaves a second page of contents with fewer than three lines on it."""
        for count in range(14, 24):
            nodes = tuple(Node("chapter", f"第{n}章", "港务", "", ()) for n in range(1, count + 1))
            pages = pages_of(made(regulation(RegulationText("规定", (), nodes, ())), Style(contents=True)))
            listed = [len(entries(page)) for page in pages if entries(page)]
            assert sum(listed) == count
            assert listed[-1] >= 3

    def test_attachments_are_listed_last(self) -> None:
        attached = tuple(Attachment(title, PARAGRAPHS[:2]) for title in ("泊位一览", "值守表"))
        pages = pages_of(made(regulation(chapters(2), attachments=attached), Style(contents=True)))
        listed = entries(pages[0])
        assert [label for label, _ in listed] == ["附总则", "附总则", "附件1　泊位一览", "附件2　值守表"]
        for (_, page), words in zip(listed[2:], ("附件1", "附件2"), strict=True):
            assert pages[page - 1][0].text == words

    def test_nothing_to_list_prints_no_contents(self) -> None:
        text = RegulationText("规定", ("港。",), (), ())
        assert made(regulation(text), Style(contents=True)) == made(regulation(text))

    def test_outline_leads_to_the_line_itself(self) -> None:
        style = Style(contents=True, red="石榴湾渔港文件", duplex=True)
        pdf = made(regulation(regulation_text()), style)
        pages = pages_of(pdf)
        document = pypdfium2.PdfDocument(pdf)
        seen = 0
        for entry in document.get_toc():
            number = re.match(r"第.+?[章条]", entry.get_title())
            if number is None:
                assert entry.get_title() == "目录"
                continue
            target = entry.get_dest()
            _, view = target.get_view()
            row = next(r for r in pages[target.get_index()] if r.text.startswith(number.group()) and r.y < view[1])
            assert 0 < view[1] - row.y < 2.5 * row.size
            seen += 1
        document.close()
        assert seen == 25


class TestItems:
    """项: at the margin in 公文, hanging in the others, with a lead in 黑体."""

    TEXT = RegulationText(
        "规定",
        (),
        (
            Node(
                "article", "第一条", None, "群成员：", (Node("item", "（一）", None, "实名入群：" + "港" * 60), Node("item", "（二）", None, "港" * 60)),
            ),
        ),
        (),
    )  # fmt: skip

    @pytest.mark.parametrize("profile", PROFILES)
    def test_turned_lines(self, profile: str) -> None:
        p = profile_of(Style(profile))
        page = pages_of(made(regulation(self.TEXT), Style(profile)))[0]
        start = next(i for i, row in enumerate(page) if row.text.startswith("（二）"))
        number, turned = page[start], page[start + 1]
        first = next(c for c in number.chars if c.text == "港")
        if p.hanging:
            assert turned.x == pytest.approx(first.x, abs=0.3)
        else:
            assert turned.x == pytest.approx(p.left, abs=0.3)
        assert check_pdf(made(regulation(self.TEXT), Style(profile)), Style(profile)) == []

    def test_lead_in_another_face(self) -> None:
        def faces(profile: str) -> int:
            content = PdfReader(io.BytesIO(made(regulation(self.TEXT), Style(profile)))).pages[0].get_contents()
            assert content is not None
            return len(re.findall(rb"/F\d+ [\d.]+ Tf", content.get_data()))

        assert faces("qiye") > faces("gongwen")


class TestWall:
    """An announcement in large type fills its sheet."""

    @pytest.mark.parametrize("size", PAPER_SIZES)
    @pytest.mark.parametrize("count", [1, 2])
    def test_short_words_are_set_larger(self, count: int, size: str) -> None:
        style = Style("dazi", size)
        p = profile_of(style)
        pages = pages_of(made(announcement(paragraphs=(PARAGRAPHS[0],) * count), style))
        assert len(pages) == 1
        body, dated = row_of(pages[0], "工作群"), row_of(pages[0], "9月22日")
        assert body.size > 1.05 * p.size if count == 1 else body.size >= p.size
        assert dated.y < p.bottom + 0.55 * p.height
        top = max(row.chars[0].top for row in pages[0])
        assert top > p.page[1] - p.top - 0.2 * p.height

    def test_a_little_too_much_is_set_smaller(self) -> None:
        style = Style("dazi", "A3", red="石榴湾渔港管理站公告", seal=True)
        pdf = made(announcement(paragraphs=PARAGRAPHS[:3]), style)
        (page,) = pages_of(pdf)
        size = profile_of(style).size
        assert 0.74 * size < row_of(page, "石榴湾渔港的工作群").size < size
        assert check_pdf(pdf, style) == []

    def test_long_words_keep_their_size(self) -> None:
        style = Style("dazi")
        pages = pages_of(made(announcement(paragraphs=PARAGRAPHS), style))
        assert len(pages) > 1
        assert row_of(pages[0], "石榴湾渔港的工作群").size == profile_of(style).size


def test_who_is_addressed_has_one_colon_and_stands_at_the_margin() -> None:
    for names in ("调度群", "调度群：", "调度群:"):
        row = row_of(pages_of(made(announcement(group=names)))[0], "调度群")
        assert row.text == "调度群："
        assert row.x == pytest.approx(profile_of(PLAIN).left, abs=0.3)
