"""Issued papers verify from the print alone, and no visible change goes unnoticed."""

from __future__ import annotations

import io
import random
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, FloatObject, NameObject, NumberObject

from tests.printing.independent_verifier import issued as issued_says_the_other
from wxadmin.domain import merkle
from wxadmin.domain.errors import UserError
from wxadmin.domain.papers import (
    AnnouncementPaper,
    ClauseCitation,
    EvidenceLine,
    HistoryEntry,
    Notice,
    Paper,
    PenaltyHistory,
    RegulationPaper,
    SignRow,
    SignSheet,
)
from wxadmin.domain.regulation import Node, RegulationText
from wxadmin.domain.seal import CheckBlock, Draft, Issued, PaperKind, Reserved
from wxadmin.printing.papers import render
from wxadmin.printing.reading import read_paper
from wxadmin.printing.seal_check import verify_paper
from wxadmin.printing.sealing import unregistered

AT = datetime(2026, 11, 21, 1, 2, 3, tzinfo=UTC)
DAY = date(2026, 11, 21)
CLAUSE = ClauseCitation("工作群管理规定", "第1版", ("第三章", "第八条"), "群内不得发布与工作无关的广告。")
TEXT = RegulationText(
    "工作群管理规定",
    (),
    (
        Node(
            "chapter", "第一章", "总则", "", (Node("article", "第一条", None, "本规定适用于全体成员，2026年起施行。"),)
        ),
        Node(
            "chapter", "第二章", "群内秩序", "", (Node("article", "第二条", None, "成员应当实名；每天23:00后不闲聊。"),)
        ),
    ),
    (),
)
PAPERS: dict[PaperKind, Paper] = {
    "notice": Notice(
        "违处〔2026〕7号", "远山公司", "工作群", "方立𠮷", "研发部", "2026年11月20日在群内发布广告，罚款建议50元。",
        (EvidenceLine("研发部-方立", "2026年11月20日 23:10", "代理提额 https://example.com/a?b=1"),), (CLAUSE,),
        ("书面警告",), (), "收到之日起5个工作日内可以申诉。", "办公室", DAY,
    ),
    "regulation": RegulationPaper("远山公司", TEXT, "工作群", "远制〔2026〕2号", "第1版", "办公室", DAY, contents=True),
    "sheet": SignSheet(
        "签收表", "远山公司", "工作群", "工作群管理规定", "第1版", "K7Q2",
        tuple(SignRow("研发部", f"成员{chr(0x4E00 + i)}", f"A{i}") for i in range(60)), "签〔2026〕1号",
    ),
    "history": PenaltyHistory(
        "远山公司", "工作群", "方立", "研发部",
        (HistoryEntry("违处〔2026〕7号", "2026年11月21日", "第八条", "书面警告", "已签发"),), DAY, "史〔2026〕1号",
    ),
    "announcement": AnnouncementPaper(
        "远山公司", "工作群", "停水通知", ("明天9:00停水。",), "办公室", DAY, "告〔2026〕1号"
    ),
}  # fmt: skip


def issue(kind: PaperKind, size: int = 300, number: str = "") -> bytes:
    """A paper as the last leaf of a tree of ``size``."""
    paper = PAPERS[kind]
    digest = read_paper(render(paper, mark=Reserved(), created=AT).pdf).digest
    number = number or str(getattr(paper, "number", ""))
    blank = CheckBlock(b"o" * 16, size, "2026-11-21T01:02:03Z", kind, number, b"s" * 16, b"t" * 32, size, b"", ())
    leaves = [merkle.leaf_hash(b"%d" % i) for i in range(size - 1)] + [blank.leaf(digest)]
    proof = tuple(merkle.inclusion_proof(leaves, size - 1))
    block = CheckBlock(
        blank.origin, size, blank.at, kind, number, blank.subject, blank.salt, size, merkle.root_of(leaves), proof
    )
    return render(paper, mark=Issued(block), created=AT).pdf


@pytest.fixture(scope="module")
def notice() -> bytes:
    return issue("notice")


@pytest.mark.parametrize("kind", PAPERS)
def test_issued_papers_verify_and_a_second_verifier_agrees(kind: PaperKind) -> None:
    pdf = issue(kind)
    verdict = verify_paper(pdf)
    assert (verdict.intact, verdict.issued) == (True, True), verdict.reason
    assert issued_says_the_other(pdf)


@pytest.mark.parametrize("size", [1, 2, 7, 100_000])
def test_every_size_of_tree_fits_the_block(size: int) -> None:
    pdf = issue("announcement", size)
    assert verify_paper(pdf).issued
    assert issued_says_the_other(pdf)


def test_a_number_with_a_rare_character_still_verifies() -> None:
    pdf = issue("notice", number="𠮷处〔2026〕1号")
    assert verify_paper(pdf).issued
    assert issued_says_the_other(pdf)


def test_a_draft_and_an_unregistered_paper_are_not_issued() -> None:
    draft = verify_paper(render(PAPERS["notice"], mark=Draft(), created=AT).pdf)
    assert (draft.intact, draft.issued) == (False, False)
    assert "草稿" in draft.reason
    plain = verify_paper(unregistered(PAPERS["notice"], created=AT).pdf)
    assert (plain.intact, plain.issued) == (True, False)
    assert "未登记" in plain.reason


def edited(pdf: bytes, edit: Callable[[PdfWriter], None]) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    edit(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def content(page: Any) -> bytes:
    return bytes(page.get_contents().get_data())


def put_content(page: Any, data: bytes) -> None:
    stream = DecodedStreamObject()
    stream.set_data(data)
    page[NameObject("/Contents")] = stream


def test_rewritten_by_another_program_it_still_verifies(notice: bytes, tmp_path: Path) -> None:
    assert verify_paper(edited(notice, lambda w: None)).issued

    def loosen(writer: PdfWriter) -> None:
        for page in writer.pages:
            put_content(page, content(page))

    assert verify_paper(edited(notice, loosen)).issued


@pytest.mark.tool("qpdf")
def test_rewritten_by_qpdf_it_still_verifies(notice: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(notice)
    qpdf = shutil.which("qpdf")
    assert qpdf
    options = ["--object-streams=generate", "--recompress-flate", "--compression-level=9", "--linearize"]
    subprocess.run([qpdf, *options, str(tmp_path / "a.pdf"), str(tmp_path / "b.pdf")], check=True)
    assert (tmp_path / "b.pdf").read_bytes() != notice
    assert verify_paper(tmp_path / "b.pdf").issued


def test_200_changes_of_one_character_are_all_refused(notice: bytes) -> None:
    """Any code of any shown string, block included, turned into another code of the same font."""
    chance = random.Random(5)
    pages = PdfReader(io.BytesIO(notice)).pages
    places = [
        (number, found.start(1) + at)
        for number, page in enumerate(pages)
        for found in re.finditer(rb"<([0-9A-Fa-f]+)>", content(page))
        for at in range(0, len(found.group(1)), 4)
    ]
    for number, at in chance.sample(places, 200):

        def swap(writer: PdfWriter, number: int = number, at: int = at) -> None:
            data = bytearray(content(writer.pages[number]))
            code = int(data[at : at + 4], 16)
            data[at : at + 4] = b"%04x" % (code - 1 if code > 1 else code + 1)
            put_content(writer.pages[number], bytes(data))

        verdict = verify_paper(edited(notice, swap))
        assert not verdict.issued, (number, at)
        assert not verdict.intact


def fonts(writer: PdfWriter) -> list[Any]:
    """Each font once, although pages share them."""
    held = (f for p in writer.pages for f in p["/Resources"]["/Font"].get_object().values())
    return list({id(f.get_object()): f.get_object() for f in held}.values())


def stream(holder: Any, key: str, change: Callable[[bytes], bytes]) -> None:
    old = holder[key].get_object()
    new = DecodedStreamObject()
    new.set_data(change(old.get_data()))
    for name in ("/Length1",):
        if name in old:
            new[NameObject(name)] = old[name]
    holder[NameObject(key)] = new


def swap_letters_in_the_map(writer: PdfWriter) -> None:
    for font in fonts(writer):
        stream(font, "/ToUnicode", lambda d: re.sub(rb"(<0001>\s*)<[0-9A-F]+>", rb"\1<0041>", d, flags=re.IGNORECASE))


def widen(writer: PdfWriter) -> None:
    for font in fonts(writer):
        descendant = font["/DescendantFonts"].get_object()[0].get_object()
        descendant[NameObject("/DW")] = NumberObject(500)
        del descendant["/W"]


def reshape(writer: PdfWriter) -> None:
    def bend(program: bytes) -> bytes:
        data = bytearray(program)
        count = int.from_bytes(data[4:6], "big")
        for i in range(count):
            at = 12 + 16 * i
            if data[at : at + 4] == b"glyf":
                offset = int.from_bytes(data[at + 8 : at + 12], "big")
                length = int.from_bytes(data[at + 12 : at + 16], "big")
                for place in range(offset + 40, offset + length - 8, 97):
                    data[place] ^= 1
        return bytes(data)

    for font in fonts(writer):
        descendant = font["/DescendantFonts"].get_object()[0].get_object()
        stream(descendant["/FontDescriptor"].get_object(), "/FontFile2", bend)


def remap(writer: PdfWriter) -> None:
    for font in fonts(writer):
        descendant = font["/DescendantFonts"].get_object()[0].get_object()
        new = DecodedStreamObject()
        new.set_data(b"".join((i + 1 if i < 5 else i).to_bytes(2, "big") for i in range(2000)))
        descendant[NameObject("/CIDToGIDMap")] = new


def append(data: bytes) -> Callable[[PdfWriter], None]:
    return lambda writer: put_content(writer.pages[0], content(writer.pages[0]) + b"\n" + data)


def annotate(writer: PdfWriter) -> None:
    note = DictionaryObject({NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject("/Square")})
    from pypdf.generic import ArrayObject

    writer.pages[0][NameObject("/Annots")] = ArrayObject([note])


def fade(writer: PdfWriter) -> None:
    page = writer.pages[0]
    state = DictionaryObject({NameObject("/ca"): FloatObject(0.0)})
    page["/Resources"].get_object()[NameObject("/ExtGState")] = DictionaryObject({NameObject("/G"): state})
    put_content(page, b"/G gs\n" + content(page))


def crop(writer: PdfWriter) -> None:
    from pypdf.generic import RectangleObject

    writer.pages[0].cropbox = RectangleObject((0, 0, 595, 500))


def two_blocks(writer: PdfWriter) -> None:
    last = writer.pages[-1]
    block = re.search(rb"/WxBlock BMC.*?EMC", content(last), re.DOTALL)
    assert block
    put_content(writer.pages[0], content(writer.pages[0]) + b"\n" + block.group())


def white_in_the_block(writer: PdfWriter) -> None:
    for page in writer.pages:
        put_content(page, content(page).replace(b"/WxBlock BMC", b"/WxBlock BMC 1 g 0 0 600 800 re f 0 g", 1))


CHANGES: dict[str, Callable[[PdfWriter], None]] = {
    "other letters in ToUnicode": swap_letters_in_the_map,
    "other widths": widen,
    "other outlines": reshape,
    "codes lead to other glyphs": remap,
    "a white box over the text": append(b"q 1 g 70 500 400 200 re f Q"),
    "a line drawn through": append(b"q 2 w 80 600 m 400 600 l S Q"),
    "an annotation": annotate,
    "text made transparent": fade,
    "a page cut off": crop,
    "a page turned": lambda writer: writer.pages[0].rotate(180),
    "a page left out": lambda writer: writer.remove_page(0),
    "a page twice": lambda writer: writer.add_page(writer.pages[0]) and None,
    "a second block": two_blocks,
    "white paint in the block": white_in_the_block,
}


@pytest.mark.parametrize("change", CHANGES)
def test_other_ways_to_change_what_is_seen(notice: bytes, change: str) -> None:
    verdict = verify_paper(edited(notice, CHANGES[change]))
    assert not verdict.issued
    assert not verdict.intact


def test_the_block_of_another_paper_does_not_fit(notice: bytes) -> None:
    """Content of one issued paper, check block of another."""
    block = re.compile(rb"/WxBlock BMC.*?EMC", re.DOTALL)
    others = content(PdfReader(io.BytesIO(issue("announcement"))).pages[-1])
    foreign = block.search(others)
    assert foreign
    boxes = re.compile(rb"(?:[\d.]+ [\d.]+ [\d.]+ [\d.]+ re\n){20,}f")
    rects = boxes.search(foreign.group())
    assert rects

    def transplant(writer: PdfWriter) -> None:
        for page in writer.pages:
            put_content(page, boxes.sub(lambda _: rects.group(), content(page)))

    verdict = verify_paper(edited(notice, transplant))
    assert not verdict.issued


def test_a_foreign_pdf_is_not_ours_and_no_pdf_is_refused(tmp_path: Path) -> None:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    out = io.BytesIO()
    writer.write(out)
    verdict = verify_paper(out.getvalue())
    assert (verdict.intact, verdict.issued) == (False, False)
    for bad in (b"", b"hello", b"%PDF-1.7\n" + b"\xff" * 200, issue("sheet")[:3000]):
        (tmp_path / "bad.pdf").write_bytes(bad)
        with pytest.raises(UserError):
            verify_paper(tmp_path / "bad.pdf")


def test_blocks_survive_encoding_and_refuse_rubbish() -> None:
    block = CheckBlock(
        b"o" * 16, 3, "2026-01-01T00:00:00Z", "sheet", "签〔2026〕1号", b"", b"t" * 32, 4, b"r" * 32, (b"p" * 32,) * 2
    )
    assert CheckBlock.decode(block.encode()) == block
    for cut in range(len(block.encode())):
        with pytest.raises(ValueError):
            CheckBlock.decode(block.encode()[:cut])
    assert len(block.short_code().replace("-", "")) * 5 >= 160
