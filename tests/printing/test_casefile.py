"""案卷: contents, pages of other papers, and no violation however much or little there is to say."""

from __future__ import annotations

import io
import random
from dataclasses import replace
from datetime import date

import pytest
from pypdf import PdfReader

from tests.printing.every_paper import block, case_file, picture
from tests.printing.invented import CREATED, papers, random_text
from wxadmin.domain.errors import UserError
from wxadmin.domain.papers import CaseFile, FilePiece, FileSection, ListColumn, Picture
from wxadmin.domain.seal import Draft, Reserved
from wxadmin.domain.style import PROFILES, Style
from wxadmin.printing.papers import render, render_batch
from wxadmin.printing.pdf_check import check_pdf
from wxadmin.printing.typesetting.picture_files import size_of
from wxadmin.printing.typesetting.pictures import cut

PROFILES_ = tuple(PROFILES)
DAY = date(2026, 9, 22)
NOTICE = papers()["notice"]
BOUND = render(NOTICE, mark=block(NOTICE.number), created=CREATED).pdf


def drawn(size: tuple[int, int]) -> bytes:
    return picture("PNG", size)


def lines_of(pdf: bytes, page: int) -> list[str]:
    return PdfReader(io.BytesIO(pdf)).pages[page].extract_text().splitlines()


def random_file(seed: int) -> CaseFile:
    """A file from a seed: of one word or of many pages."""
    r = random.Random(seed)

    def words(most: int) -> str:
        return random_text(r.randrange(10**6), r.randint(1, most))

    def section() -> FileSection:
        # As the columns of a file are: short facts, and one for the words.
        columns = (*(ListColumn(words(4), 1.0) for _ in range(r.randint(1, 4))), ListColumn(words(6), 3.0))
        rows = tuple(
            (*(words(4) for _ in columns[1:]), words(r.choice([3, 20, 200]))) for _ in range(r.choice([0, 1, 4, 30]))
        )
        shots = tuple(
            Picture("图", picture("PNG", r.choice([(90, 160), (160, 90), (40, 30)]), r.randrange(9)), words(40))
            for _ in range(r.choice([0, 0, 1, 5]))
        )
        paragraphs = tuple(words(r.choice([4, 60, 300])) for _ in range(r.choice([0, 1, 5])))
        return FileSection(words(30) if r.random() < 0.7 else "", paragraphs, columns if rows else (), rows, shots)

    pieces = []
    for _ in range(r.choice([0, 1, 4, 9])):
        bound = BOUND if r.random() < 0.2 else b""
        sections = tuple(section() for _ in range(r.randint(1, 3)))
        pieces.append(FilePiece(words(20), words(12), words(10), sections, bound, r.random() < 0.5))
    facts = tuple((words(5), words(r.choice([4, 40, 120]))) for _ in range(r.randint(0, 8)))
    remarks = tuple(words(120) for _ in range(r.randint(0, 6)))
    return CaseFile(words(20), words(12), words(8), facts, tuple(pieces), remarks, words(10), DAY, "案卷〔2026〕1号")


@pytest.mark.parametrize("seed", range(14))
def test_no_violation_whatever_a_file_holds(seed: int) -> None:
    style = Style(PROFILES_[seed % 3], seal=seed % 5 == 0)
    made = render(random_file(seed), mark=Draft() if seed % 4 == 0 else Reserved(), created=CREATED, style=style)
    assert check_pdf(made.pdf, style) == []


def test_contents_name_the_pages_on_which_the_pieces_stand() -> None:
    paper = case_file(BOUND)
    pdf = render(paper, mark=Reserved(), created=CREATED).pdf
    entries = [line for line in lines_of(pdf, 1) if line[:1].isdigit()]
    assert len(entries) == len(paper.pieces)
    for line, piece in zip(entries, paper.pieces, strict=True):
        first, _, last = line.split()[-1].partition("—")
        assert "".join(piece.title.split()) in "".join("".join(lines_of(pdf, int(first) - 1)).split())
        assert int(last or first) >= int(first)
    marks = [mark for mark in PdfReader(io.BytesIO(pdf)).outline if not isinstance(mark, list)]
    assert [str(mark.title) for mark in marks] == [
        "封面", "卷内目录", *(f"{piece.title} {piece.number}".strip() for piece in paper.pieces), "卷内备考表",
    ]  # fmt: skip


def test_a_bound_paper_keeps_its_pages_and_gets_the_number_of_the_file() -> None:
    whole, own = render(case_file(BOUND), mark=Reserved(), created=CREATED).pdf, PdfReader(io.BytesIO(BOUND))
    pages = PdfReader(io.BytesIO(whole)).pages
    place = next(i for i, page in enumerate(pages) if "违规处理通知书回执" in page.extract_text())
    theirs = own.pages[0].get_contents().get_data()  # type: ignore[union-attr]
    ours = pages[place].get_contents().get_data()  # type: ignore[union-attr]
    assert theirs.replace(b"/WxBlock BMC", b"/WxPiece BMC") in ours
    assert ours.count(b"/WxBlock") == 0
    assert f"案卷第{place + 1}页共{len(pages)}页" in "".join(pages[place].extract_text().split())


def test_what_is_no_paper_of_ours_is_not_bound() -> None:
    paper = replace(case_file(), pieces=(FilePiece("通知书", "7号", bound=b"%PDF-1.4\nx"),))
    with pytest.raises(UserError, match="不能装进案卷"):
        render(paper, mark=Reserved(), created=CREATED)


def test_a_file_is_the_same_bytes_each_time_and_may_be_one_of_a_batch() -> None:
    paper = case_file(BOUND)
    one = render(paper, mark=Reserved(), created=CREATED)
    assert one.pdf == render(paper, mark=Reserved(), created=CREATED).pdf
    several = render_batch([(paper, Draft()), (NOTICE, Draft())], title="几份", created=CREATED)
    assert several.pages == one.pages + 1


def test_a_long_picture_is_cut_so_that_no_line_is_lost() -> None:
    long = Picture("长截图.png", drawn((300, 2400)))
    pieces = [Picture("x", data) for data in cut(long, 300)]
    sizes = [size_of(piece) for piece in pieces]
    assert {wide for wide, _ in sizes} == {300}
    assert len(sizes) == 4
    assert 2400 <= sum(high for _, high in sizes) <= 2400 * 1.06
    assert len(cut(Picture("短.png", drawn((300, 700))), 300)) == 1
