"""The checkers find faults that were put there on purpose, and say which."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject

from tests.printing.every_paper import every
from tests.printing.invented import CREATED, papers
from wxadmin.domain.errors import UserError
from wxadmin.domain.seal import Reserved
from wxadmin.domain.style import PLAIN, Style
from wxadmin.printing.furniture import page_number
from wxadmin.printing.papers import render
from wxadmin.printing.pdf_check import check_pdf, count_lines
from wxadmin.printing.typesetting.book import Book
from wxadmin.printing.typesetting.breaking import Line, break_lines
from wxadmin.printing.typesetting.checker import check_lines
from wxadmin.printing.typesetting.faces import chain
from wxadmin.printing.typesetting.ink import RED, Page
from wxadmin.printing.typesetting.measuring import Measured, measure
from wxadmin.printing.typesetting.pictures import Bitmap
from wxadmin.printing.typesetting.profile import PROFILES, Profile, profile_of

P = PROFILES["gongwen"]
SONG = chain("song")
TOP = P.page[1] - P.top - 0.88 * P.size
FULL_LINE = "港" * 28


def page_of(draw: Callable[[Page], None]) -> bytes:
    book = Book("标题", "作者", CREATED)
    page = book.page(*P.page)
    page_number(page, P, 1, 1)
    draw(page)
    return book.pdf()


def set_line(page: Page, number: int, text: str, *, indent: float = 0.0, width: float | None = None) -> None:
    """A line of text on the grid, spaced so that it is as wide as the type area, or ``width`` em."""
    para = measure([(text, SONG)])
    wanted = (P.width / P.size - indent if width is None else width) * 1000
    count = max(len(text) - 1, 1)
    para.gaps = range(len(text) + 1)
    line = Line(0, len(text), indent * 1000, wanted, stretch=(wanted - para.width) / count)
    page.line(para, line, P.left, TOP - number * P.leading, P.size)


def lines(*texts: str) -> Callable[[Page], None]:
    """A paragraph of full lines, the first indented, the last as long as it is."""

    def draw(page: Page) -> None:
        for i, text in enumerate(texts):
            last = i == len(texts) - 1
            set_line(page, i, text, indent=0.0 if i else 2.0, width=len(text) if last else None)

    return draw


GOOD = ("港" * 26, FULL_LINE, FULL_LINE, "港湾港湾。")


def test_a_right_paragraph_has_no_fault() -> None:
    pdf = page_of(lines(*GOOD))
    assert check_pdf(pdf) == []
    assert count_lines(pdf) == 5  # with the page number


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        ("start", ("港" * 26, "，" + "港" * 27, "港湾港湾。")),
        ("start", ("港" * 26, "。" + "港" * 27, "港湾港湾。")),
        ("start", ("港" * 26, "”" + "港" * 27, "港湾港湾。")),
        ("start", ("港" * 26, "）" + "港" * 27, "港湾港湾。")),
        ("start", ("港" * 26, "》" + "港" * 27, "港湾港湾。")),
        ("start", ("港" * 26, "！" + "港" * 27, "港湾港湾。")),
        ("start", ("港" * 26, "·" + "港" * 27, "港湾港湾。")),
        ("start", ("港" * 26, "%" + "港" * 27, "港湾港湾。")),
        ("start", ("港" * 26, FULL_LINE, "；港湾港湾。")),
        ("end", ("港" * 25 + "“", FULL_LINE, "港湾港湾。")),
        ("end", ("港" * 25 + "（", FULL_LINE, "港湾港湾。")),
        ("end", ("港" * 26, "港" * 27 + "《", "港湾港湾。")),
        ("split", ("港" * 25 + "—", "—" + "港" * 27, "港湾港湾。")),
        ("split", ("港" * 25 + "…", "…" + "港" * 27, "港湾港湾。")),
        ("orphan", ("港" * 26, FULL_LINE, "港。")),
        ("orphan", ("港" * 26, FULL_LINE, "湾")),
    ],
)
def test_faulty_lines_are_found_in_the_pdf(kind: str, texts: tuple[str, ...]) -> None:
    assert [v.kind for v in check_pdf(page_of(lines(*texts)))] == [kind]


def ragged(page: Page) -> None:
    set_line(page, 0, "港" * 26, indent=2.0)
    set_line(page, 1, FULL_LINE, width=27.5)
    set_line(page, 2, FULL_LINE)
    set_line(page, 3, "港湾港湾。", width=5)


def many(page: Page, step: float = 0.0) -> None:
    """Twelve lines of one paragraph, the sixth of them ``step`` points too high."""
    for i in range(12):
        set_line(page, i, "港" * 26 if i == 0 else FULL_LINE, indent=2.0 if i == 0 else 0.0)
        if i == 5:
            at = f"{TOP - i * P.leading:.2f} Tm"
            page.operators[-1] = page.operators[-1].replace(at, f"{TOP - i * P.leading + step:.2f} Tm")


@pytest.mark.parametrize("step", [-6.0, 0.5, 3.0, 8.0])
def test_lines_that_are_not_as_far_apart_as_the_others(step: float) -> None:
    assert check_pdf(page_of(many)) == []
    assert "uneven" in {v.kind for v in check_pdf(page_of(partial(many, step=step)))}


@pytest.mark.parametrize(
    ("kind", "front"), [("faint", "1 g"), ("faint", "0.7 g"), ("faint", "1 1 0.6 rg"), ("faint", "3 Tr")]
)
def test_text_that_cannot_be_seen(kind: str, front: str) -> None:
    def draw(page: Page) -> None:
        many(page)
        page.operators.insert(0, front)

    assert {v.kind for v in check_pdf(page_of(draw))} == {kind}


def test_red_words_and_a_watermark_can_be_seen() -> None:
    def draw(page: Page) -> None:
        many(page)
        page.watermark("草稿", SONG, 150.0)
        page.operators.append(f"q\n{RED}")
        page.text(P.left, TOP - 14 * P.leading, "柿子坪文件", SONG, P.size)
        page.operators.append("Q")

    assert check_pdf(page_of(draw)) == []


def test_a_box_over_the_words() -> None:
    def draw(page: Page) -> None:
        many(page)
        page.rectangles([(P.left + 100, TOP - 4 * P.leading, 120, 30)])

    assert "covered" in {v.kind for v in check_pdf(page_of(draw))}


@pytest.mark.parametrize("y", [P.page[1] - 8.0, P.page[1] + 100.0, P.page[1] - P.top + 70])
def test_words_above_the_header_or_off_the_sheet(y: float) -> None:
    def draw(page: Page) -> None:
        many(page)
        page.text(P.left, y, "港湾港湾", SONG, P.size)

    assert "outside" in {v.kind for v in check_pdf(page_of(draw))}


@pytest.mark.parametrize("after", ["Notification", "（154-0000-0000）", "≤200.00", "￥200.00"])
def test_a_line_before_a_long_word_or_amount_may_be_short(after: str) -> None:
    """Also where a bracket opens before it."""

    def draw(page: Page) -> None:
        set_line(page, 0, "港" * 26, indent=2.0)
        set_line(page, 1, "港" * 25, width=25)
        set_line(page, 2, after + "港湾港湾。", width=None)

    assert check_pdf(page_of(draw)) == []


def overfull(page: Page) -> None:
    lines(*GOOD)(page)
    page.operators.pop(2)
    set_line(page, 1, FULL_LINE + "港", width=29)


def outside_left(page: Page) -> None:
    lines(*GOOD)(page)
    page.text(P.left - 40, TOP - 6 * P.leading, "港湾港湾港湾", SONG, P.size)


def outside_below(page: Page) -> None:
    lines(*GOOD)(page)
    page.text(P.left, P.bottom - 20, "港湾港湾港湾", SONG, P.size)


def overlapping_lines(page: Page) -> None:
    lines(*GOOD)(page)
    page.text(P.left, TOP - 3 * P.leading - 6, "港湾港湾", SONG, P.size)


def overlapping_characters(page: Page) -> None:
    lines(*GOOD)(page)
    set_line(page, 8, "港湾港湾港湾", indent=2.0, width=4.0)


@pytest.mark.parametrize(
    ("kind", "draw"),
    [
        ("ragged", ragged),
        ("overfull", overfull),
        ("outside", outside_left),
        ("outside", outside_below),
        ("overlap", overlapping_lines),
        ("overlap", overlapping_characters),
    ],
)
def test_faulty_places_are_found_in_the_pdf(kind: str, draw: Callable[[Page], None]) -> None:
    assert kind in {v.kind for v in check_pdf(page_of(draw))}


def grey(width: int = 20) -> Bitmap:
    """A plain picture."""
    data = zlib.compress(bytes([90]) * width * width)
    return Bitmap(width, width, grey=True, jpeg=False, data=data, digest=bytes([width]) * 32)


def picture_in_the_margin(page: Page) -> None:
    page.picture(grey(), P.left - 30, 400, 100, 100)


def picture_below(page: Page) -> None:
    page.picture(grey(), P.left, P.bottom - 40, 30, 30)


def picture_at_the_edge_of_the_sheet(page: Page) -> None:
    page.picture(grey(), P.left, P.page[1] - 35, 30, 30)


def pictures_on_each_other(page: Page) -> None:
    page.picture(grey(), P.left, 400, 100, 100)
    page.picture(grey(21), P.left + 50, 450, 100, 100)


def text_on_a_picture(page: Page) -> None:
    lines(*GOOD)(page)
    page.picture(grey(), P.left + 100, TOP - 2 * P.leading, 60, 40)


def text_on_a_code(page: Page) -> None:
    lines(*GOOD)(page)
    module = 90 / 45
    boxes = [
        (P.left + c * module, TOP - 70 + r * module, module, module) for r in range(45) for c in range(r % 2, 45, 2)
    ]
    page.rectangles(boxes)


def rule_too_long(page: Page) -> None:
    page.rule(P.left, 400, P.width + 5)


def rule_below(page: Page) -> None:
    page.rule(P.left, P.bottom - 5, P.width)


def slip_cut_too_low(page: Page) -> None:
    page.cut(P.left, P.bottom - 8, P.width)


def rule_through_text(page: Page) -> None:
    lines(*GOOD)(page)
    page.rule(P.left, TOP + 0.38 * P.size - P.leading, P.width)


def upright_through_text(page: Page) -> None:
    lines(*GOOD)(page)
    page.rectangles([(P.left + 10.5 * P.size, TOP - 100, 0.5, 120)])


def text_on_text_far_apart_in_the_file(page: Page) -> None:
    lines(*GOOD)(page)
    set_line(page, 9, "港湾港湾", indent=2.0, width=4)
    page.text(P.left + 10 * P.size, TOP - P.leading - 3, "港湾", SONG, 10.5)


@pytest.mark.parametrize(
    ("kind", "draw"),
    [
        ("picture", picture_in_the_margin),
        ("picture", picture_below),
        ("picture", picture_at_the_edge_of_the_sheet),
        ("picture", pictures_on_each_other),
        ("covered", text_on_a_picture),
        ("covered", text_on_a_code),
        ("rule", rule_too_long),
        ("rule", rule_below),
        ("rule", slip_cut_too_low),
        ("crossed", rule_through_text),
        ("crossed", upright_through_text),
        ("overlap", text_on_text_far_apart_in_the_file),
    ],
)
def test_faulty_marks_are_found_in_the_pdf(kind: str, draw: Callable[[Page], None]) -> None:
    assert kind in {v.kind for v in check_pdf(page_of(draw))}


def test_right_marks_have_no_fault() -> None:
    def draw(page: Page) -> None:
        lines(*GOOD)(page)
        low = TOP - 10 * P.leading
        page.picture(grey(), P.left, low, 60, 60)
        page.picture(grey(21), P.left, P.page[1] - P.top + 10, 25, 25)
        for y in (low - 10, low - 40):
            page.rule(P.left, y, P.width)
        page.rectangles([(P.left + x, low - 40, 0.5, 30) for x in (0, 200, P.width)])
        page.text(P.left + 5, low - 30, "港湾", SONG, 12)

    assert check_pdf(page_of(draw)) == []


def numbers(*pages: Callable[[Page], object], style: Style = PLAIN, sheet: Profile = P) -> list[str]:
    book = Book("标题", "作者", CREATED)
    for draw in pages:
        draw(book.page(*sheet.page))
    return [v.kind for v in check_pdf(book.pdf(), style)]


def at(number: int, total: int, p: Profile = P) -> Callable[[Page], None]:
    return lambda page: page_number(page, p, number, total)


QIYE = PROFILES["qiye"]


@pytest.mark.parametrize(
    ("pages", "style"),
    [
        ([at(1, 2), lambda page: None], PLAIN),
        ([at(1, 2), at(3, 2)], PLAIN),
        ([at(1, 2), at(2, 2, replace(P, left=P.left + 12))], PLAIN),
        ([at(1, 2, replace(P, drop=-20.0))], PLAIN),
        ([lambda page: page.text(P.left + P.size, P.bottom - 25, "— 1 —", SONG, 14)], PLAIN),
        ([at(1, 1, QIYE)], PLAIN),
        ([at(1, 3, QIYE), at(2, 3, QIYE)], Style("qiye")),
        ([at(1, 1)], Style("qiye")),
        ([at(1, 2), at(2, 2)], Style(duplex=True)),
    ],
)
def test_faulty_page_numbers_are_found(pages: list[Callable[[Page], object]], style: Style) -> None:
    assert "number" in numbers(*pages, style=style)


def test_right_page_numbers_have_no_fault() -> None:
    assert numbers(at(1, 3), at(2, 3), at(3, 3)) == []
    assert numbers(at(1, 2), at(2, 2), at(1, 1)) == []  # two papers bound in one
    assert numbers(at(1, 2), at(2, 2, P.on(2)), style=Style(duplex=True)) != []
    mirrored = profile_of(Style(duplex=True))
    assert numbers(at(1, 2), at(2, 2, mirrored.on(2)), style=Style(duplex=True)) == []
    white = [at(1, 1, mirrored), lambda page: None]
    assert numbers(*white, at(1, 1, mirrored), style=Style(duplex=True)) == []
    assert "number" in numbers(*white, at(2, 2, mirrored.on(3)), style=Style(duplex=True))
    assert "number" in numbers(at(1, 1), lambda page: None, at(1, 1))
    assert numbers(at(1, 2, QIYE), at(2, 2, QIYE), style=Style("qiye")) == []


def test_a_sheet_of_another_size_is_found() -> None:
    assert "sheet" in numbers(at(1, 1), style=Style(paper="A3"))
    lying = P.lying()
    assert numbers(at(1, 1, lying), sheet=lying) == []


def hanging(second: float, text: str = "港" * 25) -> bytes:
    """An item of 企业 whose second line stands ``second`` em in."""
    book = Book("标题", "作者", CREATED)
    page = book.page(*QIYE.page)
    page_number(page, QIYE, 1, 1)
    top = QIYE.page[1] - QIYE.top - 0.88 * QIYE.size
    columns = QIYE.width / QIYE.size
    page.text(QIYE.left + 2 * QIYE.size, top, "（一）", SONG, QIYE.size)
    for number, (words, indent) in enumerate((("港" * 29, 5.0), (text, second), ("港湾港湾。", 5.0))):
        para = measure([(words, SONG)])
        para.gaps = range(len(words) + 1)
        wanted = (columns - indent) * 1000 if number < 2 else para.width
        line = Line(0, len(words), indent * 1000, wanted, stretch=(wanted - para.width) / (len(words) - 1))
        page.line(para, line, QIYE.left, top - number * QIYE.leading, QIYE.size)
    return book.pdf()


def test_items_that_hang_are_read_as_one_paragraph() -> None:
    assert check_pdf(hanging(5.0), Style("qiye")) == []
    assert [v.kind for v in check_pdf(hanging(5.0, "，" + "港" * 24), Style("qiye"))] == ["start"]
    assert [v.kind for v in check_pdf(hanging(5.0, "港" * 24 + "（"), Style("qiye"))] == ["end"]


def test_a_short_line_before_a_number_in_brackets_is_no_end_of_an_item() -> None:
    # In this dress the item （三）船名（含编号）、吨位、联系电话｜（154-0000-0000）… is parted over two pages.
    regulation, _own = every()["regulation-plain"]
    style = Style("dazi", red="石榴湾渔港管理站文件")
    assert check_pdf(render(regulation, mark=Reserved(), created=CREATED, style=style).pdf, style) == []


@pytest.mark.parametrize("alone", ["last", "first"])
def test_single_lines_at_a_page_break_are_found(alone: str) -> None:
    book = Book("标题", "作者", CREATED)
    first, second = book.page(*P.page), book.page(*P.page)
    page_number(first, P, 1, 2)
    page_number(second, P, 2, 2)
    if alone == "last":
        set_line(first, 20, "港" * 26, indent=2.0)
        set_line(first, 21, FULL_LINE)
        set_line(second, 0, "港湾港湾。", width=5)
    else:
        set_line(first, 21, "港" * 26, indent=2.0)
        set_line(second, 0, FULL_LINE)
        set_line(second, 1, "港湾港湾。", width=5)
    assert [v.kind for v in check_pdf(book.pdf())] == ["single"]


def test_fonts_that_are_not_embedded_are_found() -> None:
    made = render(papers()["notice"], mark=Reserved(), created=CREATED).pdf
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(made)))
    font = writer.pages[0]["/Resources"]["/Font"]["/F1"]
    del font["/DescendantFonts"][0]["/FontDescriptor"]["/FontFile2"]
    out = io.BytesIO()
    writer.write(out)
    assert "font" in {v.kind for v in check_pdf(out.getvalue())}


def test_helvetica_is_found() -> None:
    made = render(papers()["notice"], mark=Reserved(), created=CREATED).pdf
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(made)))
    helvetica = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    fonts = writer.pages[0]["/Resources"]["/Font"]
    fonts[NameObject("/F9")] = DictionaryObject({NameObject(k): NameObject(v) for k, v in helvetica.items()})
    out = io.BytesIO()
    writer.write(out)
    assert [v.text for v in check_pdf(out.getvalue()) if v.kind == "font"][:1] == ["/Helvetica"]


def test_glyphs_without_text_are_found() -> None:
    made = render(papers()["notice"], mark=Reserved(), created=CREATED).pdf
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(made)))
    del writer.pages[0]["/Resources"]["/Font"]["/F1"]["/ToUnicode"]
    out = io.BytesIO()
    writer.write(out)
    assert "glyph" in {v.kind for v in check_pdf(out.getvalue())}


@pytest.mark.parametrize("data", [b"", b"no paper", b"%PDF-1.7\n%%EOF"])
def test_what_is_no_pdf_is_refused(data: bytes) -> None:
    with pytest.raises(UserError, match="不是可读的 PDF"):
        check_pdf(data)


# Lines before they are printed: the right ones with one thing changed.

TEXT = "渔港的冰车，每天早上（含节假日）六点出库——晚到的……自己推；费用120元，按《冰车章程》分摊，谁也不例外。"


def right() -> tuple[Measured, list[Line]]:
    para = measure([(TEXT, SONG)])
    return para, break_lines(para, 12000)


def parted(mark: str, plus: int = 0) -> list[Line]:
    """Two lines parted at a mark; the faults of measure are not what is asked for."""
    cut = TEXT.index(mark) + plus
    return [Line(0, cut, 0.0, 0.0), Line(cut, len(TEXT), 0.0, 0.0)]


def test_right_lines_have_no_fault() -> None:
    para, broken = right()
    assert check_lines(para, broken, 12000) == []


@pytest.mark.parametrize(
    ("kind", "mark", "plus"),
    [("start", "，", 0), ("start", "）", 0), ("start", "；", 0), ("start", "》", 0), ("end", "（", 1), ("end", "《", 1),
     ("split", "——", 1), ("split", "……", 1), ("unit", "120", 2), ("orphan", "外。", 0)],
)  # fmt: skip
def test_faulty_breaks_are_found(kind: str, mark: str, plus: int) -> None:
    para, _ = right()
    assert kind in {fault.kind for fault in check_lines(para, parted(mark, plus), 60000)}


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("ragged", lambda line: replace(line, stretch=line.stretch + 50)),
        ("ragged", lambda line: replace(line, stretch=0.0, squeeze=0.0, end=line.end - 1)),
        ("overfull", lambda line: replace(line, stretch=line.stretch + 400)),
        ("overfull", lambda line: replace(line, x=500.0)),
        ("overlap", lambda line: replace(line, stretch=-300.0)),
        ("lost", lambda line: replace(line, end=line.end - 1)),
        ("lost", lambda line: replace(line, start=line.start + 1)),
        ("lost", lambda line: replace(line, end=line.start)),
    ],
)
def test_faulty_measures_are_found(kind: str, change: Callable[[Line], Line]) -> None:
    para, broken = right()
    broken[1] = change(broken[1])
    assert kind in {fault.kind for fault in check_lines(para, broken, 12000)}


def test_gaps_inside_numbers_and_wide_gaps_are_found() -> None:
    para, broken = right()
    number = next(i for i, line in enumerate(broken) if "120" in TEXT[line.start : line.end])
    digit = TEXT.index("120")
    natural = list(para.natural)
    natural[digit] += 100
    assert "gap" in {f.kind for f in check_lines(replace(para, natural=natural), broken, 12000)}
    natural = list(para.natural)
    natural[digit - 1] += 400
    assert "gap" in {f.kind for f in check_lines(replace(para, natural=natural), broken, 12000)}
    assert number > 0
