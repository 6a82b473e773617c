"""Issued papers bound in one file: the same pages, one outline, compact, and no more than it claims to be."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from pypdf import PdfReader, PdfWriter

from tests.printing.invented import CREATED, papers
from tests.printing.test_seal import PAPERS, issue, split_up
from wxadmin.domain.errors import Cancelled, UserError
from wxadmin.domain.papers import Notice
from wxadmin.domain.seal import Draft, Reserved
from wxadmin.domain.style import Style
from wxadmin.printing.binding import bind
from wxadmin.printing.papers import render
from wxadmin.printing.seal_check import verify_paper


@pytest.fixture(scope="module")
def issued() -> list[tuple[str, bytes]]:
    return [(f"第{i}份", issue(kind)) for i, kind in enumerate(PAPERS, 1)]


@pytest.fixture(scope="module")
def bound(issued: list[tuple[str, bytes]]) -> bytes:
    return bind(issued, title="合订", created=CREATED)


def contents(pdf: bytes) -> list[bytes]:
    return [
        bytes(page.get_contents().get_data()) if "/Contents" in page else b""
        for page in PdfReader(io.BytesIO(pdf)).pages
    ]  # type: ignore[union-attr]


def titles(outline: list[Any], level: int = 0) -> list[tuple[int, str]]:
    return [
        found
        for entry in outline
        for found in (titles(entry, level + 1) if isinstance(entry, list) else [(level, str(entry.title))])
    ]


def test_pages_are_those_of_the_papers(issued: list[tuple[str, bytes]], bound: bytes) -> None:
    assert contents(bound) == [page for _, pdf in issued for page in contents(pdf)]


def test_pages_look_and_read_the_same(issued: list[tuple[str, bytes]], bound: bytes) -> None:
    whole = pypdfium2.PdfDocument(bound)
    at = 0
    for _, pdf in issued:
        single = pypdfium2.PdfDocument(pdf)
        for page in single:
            other = whole[at]
            assert page.get_textpage().get_text_range() == other.get_textpage().get_text_range()
            assert page.render(scale=0.5).to_numpy().tobytes() == other.render(scale=0.5).to_numpy().tobytes()
            at += 1
        single.close()
    assert at == len(whole)
    whole.close()


def test_every_paper_has_a_bookmark_and_its_own_outline_below(issued: list[tuple[str, bytes]], bound: bytes) -> None:
    reader = PdfReader(io.BytesIO(bound))
    wanted = []
    for name, pdf in issued:
        wanted.append((0, name))
        wanted += [(level + 1, title) for level, title in titles(PdfReader(io.BytesIO(pdf)).outline)]
    assert titles(reader.outline) == wanted
    tops = [entry for entry in reader.outline if not isinstance(entry, list)]
    starts = [reader.get_destination_page_number(entry) for entry in tops]
    pages = [len(PdfReader(io.BytesIO(pdf)).pages) for _, pdf in issued]
    assert starts == [sum(pages[:i]) for i in range(len(pages))]


def test_same_papers_same_bytes(issued: list[tuple[str, bytes]], bound: bytes) -> None:
    assert bind(issued, title="合订", created=CREATED) == bound


def test_what_papers_have_alike_is_there_once() -> None:
    notice = papers()["notice"]
    assert isinstance(notice, Notice)
    one = render(notice, mark=Reserved(), created=CREATED).pdf
    many = bind([(str(i), one) for i in range(100)], title="", created=CREATED)
    assert len(many) < len(one) + 100 * 1500
    others = [
        render(replace(notice, number=f"榴〔2026〕{i}号"), mark=Reserved(), created=CREATED).pdf for i in range(3)
    ]
    objects = split_up(bind([("", pdf) for pdf in others], title="", created=CREATED))[1]
    assert sum(b"/N 3" in one for one in objects) == 1  # the profile of colours


def test_a_paper_on_both_sides_begins_on_a_front() -> None:
    notice = render(papers()["notice"], mark=Reserved(), created=CREATED).pdf
    sheet = render(papers()["sheet"], mark=Reserved(), created=CREATED).pdf
    pages = [len(PdfReader(io.BytesIO(pdf)).pages) for pdf in (notice, sheet)]
    assert pages[0] % 2
    many = bind([("a", notice), ("b", sheet), ("c", notice)], title="", created=CREATED, duplex=True)
    reader = PdfReader(io.BytesIO(many))
    assert len(reader.pages) == pages[0] + 1 + pages[1] + pages[1] % 2 + pages[0]
    assert contents(many)[pages[0]] == b""
    assert [reader.get_destination_page_number(e) % 2 for e in reader.outline if not isinstance(e, list)] == [0, 0, 0]


def test_sheets_of_every_size_may_lie_together() -> None:
    styles = (Style(), Style(paper="A3"), Style("dazi"))
    pdfs = [render(papers()["announcement"], mark=Draft(), created=CREATED, style=style).pdf for style in styles]
    reader = PdfReader(io.BytesIO(bind([("x", pdf) for pdf in pdfs], title="", created=CREATED)))
    wide = [float(page.mediabox.width) for pdf in pdfs for page in PdfReader(io.BytesIO(pdf)).pages]
    assert [float(page.mediabox.width) for page in reader.pages] == wide


def test_a_bound_file_says_that_it_is_no_original(issued: list[tuple[str, bytes]], bound: bytes) -> None:
    verdict = verify_paper(bound)
    assert (verdict.intact, verdict.issued) == (False, False)
    assert f"{len(issued)}份文件合订" in verdict.reason
    assert "原件" in verdict.reason
    single = verify_paper(bind(issued[:1], title="", created=CREATED))
    assert "1份文件合订" in single.reason
    drafts = bind([("", render(papers()["history"], mark=Draft(), created=CREATED).pdf)] * 2, title="", created=CREATED)
    assert "2份文件合订" in verify_paper(drafts).reason
    assert all(verify_paper(pdf).issued for _, pdf in issued)


def test_bound_files_can_be_bound_again(bound: bytes, issued: list[tuple[str, bytes]]) -> None:
    twice = bind([("上", bound), ("下", issued[0][1])], title="", created=CREATED)
    assert contents(twice) == contents(bound) + contents(issued[0][1])


def foreign() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("bad", [b"", b"hello", foreign(), foreign()[:200]], ids=["empty", "no PDF", "foreign", "cut"])
def test_what_is_none_of_ours_is_refused_by_name(bad: bytes, issued: list[tuple[str, bytes]]) -> None:
    with pytest.raises(UserError, match=r"别处的文件.*不能合订"):
        bind([issued[0], ("别处的文件", bad)], title="", created=CREATED)


def test_nothing_to_bind_is_said() -> None:
    with pytest.raises(UserError, match="没有选择"):
        bind([], title="", created=CREATED)


def test_binding_can_be_stopped(issued: list[tuple[str, bytes]]) -> None:
    seen = []

    def step(done: int, total: int) -> None:
        seen.append((done, total))
        if done == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        bind(issued, title="", created=CREATED, step=step)
    assert seen == [(i, len(issued)) for i in range(3)]


@pytest.mark.tool("qpdf")
def test_qpdf_finds_nothing_to_complain_of(bound: bytes, tmp_path: Path) -> None:
    import subprocess

    (tmp_path / "b.pdf").write_bytes(bound)
    out = subprocess.run(["qpdf", "--check", str(tmp_path / "b.pdf")], capture_output=True, check=True)
    assert b"No syntax or stream encoding errors" in out.stdout
