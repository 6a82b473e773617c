"""Issued papers verify from the print alone, and no visible change goes unnoticed."""

from __future__ import annotations

import io
import random
import re
import shutil
import subprocess
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    RectangleObject,
    TextStringObject,
)

from tests.printing.every_paper import block as full_block
from tests.printing.independent_verifier import issued as issued_says_the_other
from wxadmin.domain import merkle
from wxadmin.domain.errors import UserError
from wxadmin.domain.papers import (
    AnnouncementPaper,
    Attachment,
    CaseFile,
    ClauseCitation,
    ComparisonPaper,
    EvidenceLine,
    FilePiece,
    FileSection,
    FormField,
    FormPaper,
    HistoryEntry,
    LetterPaper,
    ListColumn,
    ListPaper,
    Notice,
    Paper,
    PenaltyHistory,
    Picture,
    RegulationPaper,
    Section,
    SignRow,
    SignSheet,
)
from wxadmin.domain.regulation import Node, RegulationText
from wxadmin.domain.regulation_diff import diff
from wxadmin.domain.seal import CheckBlock, Draft, Issued, PaperKind, Reserved
from wxadmin.printing import plain_pdf, reading, sealing
from wxadmin.printing.papers import render
from wxadmin.printing.plain_pdf import NotPlainError
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


def drawn(kind: str, width: int, height: int, **how: Any) -> bytes:
    """A picture file of a few grounds of colour (PNG) or of many shades (JPEG)."""
    down = Image.linear_gradient("L")
    image = Image.merge("RGB", (down, down.rotate(90), Image.radial_gradient("L"))).resize((width, height))
    if kind == "PNG":
        image = image.convert("L").quantize(6).convert("RGB")
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


PHOTOGRAPH = (320, 240)
"""Pixels: as many as the file has, since it is shown smaller than 220 dots an inch would need."""


def drawn_grey() -> bytes:
    out = io.BytesIO()
    Image.new("L", PHOTOGRAPH, 77).save(out, "JPEG")
    return out.getvalue()


def turned() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 3
    return exif.tobytes()


SHOTS = (
    Picture("群聊.png", drawn("PNG", 90, 160), "群聊截图"),
    Picture("现场.jpg", drawn("JPEG", *PHOTOGRAPH), "现场照片"),
)
PAPERS: dict[PaperKind, Paper] = {
    "notice": Notice(
        "违处〔2026〕7号", "远山公司", "工作群", "方立𠮷", "研发部",
        "2026年11月20日在群内发布广告，罚款建议50元。" + "管理员两次提醒后仍未撤回，当日夜班因此漏看了两条停机通知。" * 9,
        (EvidenceLine("研发部-方立", "2026年11月20日 23:10", "代理提额 https://example.com/a?b=1"),), (CLAUSE,),
        ("书面警告",), (), "收到之日起5个工作日内可以申诉。", "办公室", DAY, SHOTS,
    ),
    "regulation": RegulationPaper("远山公司", TEXT, "工作群", "远制〔2026〕2号", "第1版", "办公室", DAY),
    "sheet": SignSheet(
        "签收表", "远山公司", "工作群", "工作群管理规定", "第1版", "K7Q2",
        tuple(SignRow("研发部", f"成员{chr(0x4E00 + i)}", f"A{i}") for i in range(60)), "签〔2026〕1号",
    ),
    "history": PenaltyHistory(
        "远山公司", "工作群", "方立", "研发部",
        (HistoryEntry("违处〔2026〕7号", "2026年11月21日", "第八条", "书面警告", "已签发"),), DAY, "史〔2026〕1号",
    ),
    "announcement": AnnouncementPaper(
        "远山公司", "工作群", "停水通知", ("明天9:00停水。",), "办公室", DAY, "告〔2026〕1号",
        (Attachment("停水范围图", ("一号楼至三号楼。",), SHOTS[1:]),),
    ),
    "form": FormPaper(
        "join", "入群申请表", "远山公司", "工作群", ((FormField("姓名", "方立"), FormField("部门")),
        (FormField("部门意见", lines=3, choices=("同意", "不同意"), value="同意", signed=True),)), number="表〔2026〕1号",
    ),
    "letter": LetterPaper(
        "申诉答复书", "远山公司", "工作群", "方立", (Section("一、复核情况", ("经复核，原处理事实清楚。",)),), "办公室", DAY,
        "复〔2026〕1号",
    ),
    "list": ListPaper(
        "群成员名单", "远山公司", "工作群", ("共2人",), (ListColumn("姓名"), ListColumn("部门", 2)),
        (("方立", "研发部"), ("𠮷田", "行政部")), DAY, "单〔2026〕1号",
    ),
    "comparison": ComparisonPaper(
        "修订对照表", "远山公司", "工作群", "第1版", "第2版",
        diff(TEXT, replace(TEXT, nodes=TEXT.nodes[:1])), DAY, "对〔2026〕1号",
    ),
    "casefile": CaseFile(
        "违规处理案卷", "远山公司", "工作群", (("案件编号", "违处〔2026〕7号"), ("当事人", "方立𠮷")),
        (
            FilePiece("违规事实", "", "2026年11月20日", (FileSection("", ("在群内发布广告。",)),)),
            FilePiece("证据材料", "", "", (FileSection("证据图片", (), pictures=SHOTS),)),
            FilePiece(
                "违规处理通知书", "违处〔2026〕7号", "2026年11月21日",
                bound=render(
                    AnnouncementPaper("远山公司", "工作群", "通知", ("书面警告。",), "办公室", DAY, "违处〔2026〕7号"),
                    mark=full_block("违处〔2026〕7号"), created=AT,
                ).pdf,
            ),
        ),
        ("本卷收入全部材料。",), "办公室", DAY, "案卷〔2026〕1号",
    ),
}  # fmt: skip


def issue(kind: PaperKind, size: int = 300, number: str = "", given: Paper | None = None) -> bytes:
    """A paper as the last leaf of a tree of ``size``."""
    paper = given or replace(PAPERS[kind], number=number or PAPERS[kind].number)
    digest = read_paper(render(paper, mark=Reserved(), created=AT).pdf).digest
    blank = CheckBlock(b"o" * 16, size, "2026-11-21T01:02:03Z", kind, paper.number, b"s" * 16, b"t" * 32, size, b"", ())
    leaves = [merkle.leaf_hash(b"%d" % i) for i in range(size - 1)] + [blank.leaf(digest)]
    proof = tuple(merkle.inclusion_proof(leaves, size - 1))
    block = CheckBlock(
        blank.origin, size, blank.at, kind, paper.number, blank.subject, blank.salt, size, merkle.root_of(leaves), proof
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


def test_a_number_that_no_face_can_print_is_not_issued() -> None:
    with pytest.raises(UserError, match="印不出"):
        issue("announcement", number="\u0f00〔2026〕1号")


def test_a_draft_and_an_unregistered_paper_are_not_issued() -> None:
    draft = verify_paper(render(PAPERS["notice"], mark=Draft(), created=AT).pdf)
    assert (draft.intact, draft.issued) == (False, False)
    assert "草稿" in draft.reason
    plain = verify_paper(unregistered(PAPERS["notice"], created=AT).pdf)
    assert (plain.intact, plain.issued) == (True, False)
    assert "未登记" in plain.reason


BLOCK = rb"(/WxBlock BMC\n)(.*?)(EMC\n?)"


def edited(pdf: bytes, edit: Callable[[PdfWriter], None]) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    edit(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def content(page: Any) -> bytes:
    return bytes(page.get_contents().get_data())


def put_stream(writer: PdfWriter, holder: Any, key: str, data: bytes, **entries: Any) -> None:
    """A new stream object under a key."""
    new = DecodedStreamObject()
    new.set_data(data)
    new.update({NameObject(f"/{name}"): value for name, value in entries.items()})
    holder[NameObject(key)] = writer._add_object(new)


def put_content(writer: PdfWriter, number: int, data: bytes) -> None:
    put_stream(writer, writer.pages[number], "/Contents", data)


def test_rewritten_by_another_program_it_still_verifies(notice: bytes, tmp_path: Path) -> None:
    assert verify_paper(edited(notice, lambda w: None)).issued

    def loosen(writer: PdfWriter) -> None:
        for number, page in enumerate(writer.pages):
            put_content(writer, number, content(page))

        for descendant in descendants(writer):
            stream(writer, descendant["/FontDescriptor"].get_object(), "/FontFile2", bytes)

    assert verify_paper(edited(notice, loosen)).issued


@pytest.mark.tool("qpdf")
def test_rewritten_by_qpdf_it_still_verifies(notice: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(notice)
    qpdf = shutil.which("qpdf")
    assert qpdf
    options = ["--object-streams=disable", "--recompress-flate", "--compression-level=9"]
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
            put_content(writer, number, bytes(data))

        verdict = verify_paper(edited(notice, swap))
        assert not verdict.issued, (number, at)
        assert not verdict.intact


def fonts(writer: PdfWriter) -> list[Any]:
    """Each font once, although pages share them."""
    held = (f for p in writer.pages for f in p["/Resources"]["/Font"].get_object().values())
    return list({id(f.get_object()): f.get_object() for f in held}.values())


def descendants(writer: PdfWriter) -> list[Any]:
    return [font["/DescendantFonts"].get_object()[0].get_object() for font in fonts(writer)]


def stream(writer: PdfWriter, holder: Any, key: str, change: Callable[[bytes], bytes]) -> None:
    old = holder[key].get_object()
    entries = {"Length1": old["/Length1"]} if "/Length1" in old else {}
    put_stream(writer, holder, key, change(old.get_data()), **entries)


def swap_letters_in_the_map(writer: PdfWriter) -> None:
    for font in fonts(writer):
        stream(
            writer,
            font,
            "/ToUnicode",
            lambda d: re.sub(rb"(<0001>\s*)<[0-9A-F]+>", rb"\1<0041>", d, flags=re.IGNORECASE),
        )


def widen(writer: PdfWriter) -> None:
    for descendant in descendants(writer):
        descendant[NameObject("/DW")] = NumberObject(500)
        del descendant["/W"]


def programs(table: bytes, change: Callable[[bytearray, int, int], None]) -> Callable[[PdfWriter], None]:
    """Change the bytes of one table (buffer, offset, length) in every font program."""

    def bend(program: bytes) -> bytes:
        data = bytearray(program)
        for i in range(int.from_bytes(data[4:6], "big")):
            at = 12 + 16 * i
            if data[at : at + 4] == table:
                change(
                    data, int.from_bytes(data[at + 8 : at + 12], "big"), int.from_bytes(data[at + 12 : at + 16], "big")
                )
        return bytes(data)

    def edit(writer: PdfWriter) -> None:
        for descendant in descendants(writer):
            stream(writer, descendant["/FontDescriptor"].get_object(), "/FontFile2", bend)

    return edit


def bend_outlines(data: bytearray, offset: int, length: int) -> None:
    for place in range(offset + 40, offset + length - 8, 97):
        data[place] ^= 1


def shift_glyphs(data: bytearray, offset: int, length: int) -> None:
    """Left side bearings: the rasteriser moves the outline by them."""
    for place in range(offset, offset + length, 4):
        data[place + 2 : place + 4] = b"\x01\xf4"


def remap(writer: PdfWriter) -> None:
    for descendant in descendants(writer):
        glyphs = b"".join((i + 1 if i < 5 else i).to_bytes(2, "big") for i in range(2000))
        put_stream(writer, descendant, "/CIDToGIDMap", glyphs)


def on_first(change: Callable[[bytes], bytes]) -> Callable[[PdfWriter], None]:
    return lambda writer: put_content(writer, 0, change(content(writer.pages[0])))


def in_block(change: Callable[[bytes], bytes]) -> Callable[[PdfWriter], None]:
    """Change what stands between the marks of the check block."""

    def edit(writer: PdfWriter) -> None:
        for number, page in enumerate(writer.pages):
            put_content(
                writer, number, re.sub(BLOCK, lambda m: m[1] + change(m[2]) + m[3], content(page), flags=re.DOTALL)
            )

    return edit


def shifted(found: re.Match[bytes]) -> bytes:
    return b"\n%.3f %s" % (float(found[1]) + 0.3, found[2])


def move_the_block(writer: PdfWriter) -> None:
    for number, page in enumerate(writer.pages):
        put_content(writer, number, content(page).replace(b"/WxBlock", b"1 0 0 1 0 300 cm\n/WxBlock"))


def annotate(writer: PdfWriter) -> None:
    note = DictionaryObject({NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject("/Square")})
    writer.pages[0][NameObject("/Annots")] = ArrayObject([note])


def fade(writer: PdfWriter) -> None:
    page = writer.pages[0]
    state = DictionaryObject({NameObject("/ca"): FloatObject(0.0)})
    page["/Resources"].get_object()[NameObject("/ExtGState")] = DictionaryObject({NameObject("/G"): state})
    put_content(writer, 0, b"/G gs\n" + content(page))


def crop(writer: PdfWriter) -> None:
    writer.pages[0].cropbox = RectangleObject((0, 0, 595, 500))


def two_blocks(writer: PdfWriter) -> None:
    blocks = (re.search(BLOCK, content(page), re.DOTALL) for page in writer.pages)
    block = next(found for found in blocks if found)
    put_content(writer, 0, content(writer.pages[0]) + b"\n" + block.group())


def turn_from_above(writer: PdfWriter) -> None:
    """An attribute that pages inherit."""
    writer.root_object["/Pages"].get_object()[NameObject("/Rotate")] = NumberObject(180)


def layer(writer: PdfWriter) -> None:
    off = DictionaryObject({NameObject("/OCGs"): ArrayObject(), NameObject("/D"): DictionaryObject()})
    writer.root_object[NameObject("/OCProperties")] = off


def form(writer: PdfWriter) -> None:
    """A form that draws, called between the content and the block."""
    boxes = RectangleObject((0, 0, 600, 800))
    for page in writer.pages:
        held = DictionaryObject()
        page["/Resources"].get_object()[NameObject("/XObject")] = held
        kind = {"Type": NameObject("/XObject"), "Subtype": NameObject("/Form"), "BBox": boxes}
        put_stream(writer, held, "/X", b"0 0 600 800 re f", **kind)
    in_block(lambda inside: b"/X Do\n" + inside)(writer)


def string_for_name(writer: PdfWriter) -> None:
    """Reads alike in a careless comparison, but viewers know no font type that is a string."""
    for font in fonts(writer):
        font[NameObject("/Encoding")] = TextStringObject("/Identity-H")


def hide_a_page(writer: PdfWriter) -> None:
    """Some viewers believe the count, others the list."""
    writer.root_object["/Pages"].get_object()[NameObject("/Count")] = NumberObject(1)


def other_shapes_for_the_block(writer: PdfWriter) -> None:
    """The words of the block stay, what is drawn for them does not: 7 looks like 1."""
    for font in fonts(writer):
        names = font["/ToUnicode"].get_object().get_data()
        code = {
            char: int(found[1], 16) for char in "17" if (found := re.search(rb"<(\w{4})> <%04X>" % ord(char), names))
        }
        if len(code) == 2:
            glyphs = b"".join((code["1"] if i == code["7"] else i).to_bytes(2, "big") for i in range(2000))
            put_stream(writer, font["/DescendantFonts"].get_object()[0].get_object(), "/CIDToGIDMap", glyphs)


def another_font_in_the_block(writer: PdfWriter) -> None:
    """A font of the forger's own that says one thing and draws another, for the block alone."""
    page = writer.pages[-1]
    held = page["/Resources"]["/Font"].get_object()
    own = held["/F1"].get_object().clone(writer, force_duplicate=True)
    held[NameObject("/F99")] = own
    in_block(lambda inside: re.sub(rb"/F\d+ 8 Tf", b"/F99 8 Tf", inside))(writer)


def a_second_picture_of_the_number(writer: PdfWriter) -> None:
    """A further line in the block says another number."""
    in_block(lambda inside: inside + b"BT\n1 0 0 1 102.00 84.00 Tm\n/F1 8 Tf\n[<00010002>]TJ\nET\n")(writer)


def in_block_of(change: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    return lambda pdf: edited(pdf, in_block(change))


def unpacked_object(one: bytes) -> bytes:
    """An object whose stream is stored as it is, its filter gone."""
    start, end = one.index(b"stream\n") + 7, one.rindex(b"\nendstream")
    data = zlib.decompress(one[start:end])
    head = re.sub(rb"/Length \d+", b"/Length %d" % len(data), one[:start].replace(b"/Filter /FlateDecode", b""))
    return head + data + one[end:]


def second_says_issued(pdf: bytes) -> bool:
    """What the second verifier makes of a file, which may be none it can read."""
    try:
        return issued_says_the_other(pdf)
    except (AssertionError, ValueError, LookupError, TypeError, StopIteration, RuntimeError, zlib.error):
        return False


CHANGES: dict[str, Callable[[PdfWriter], None]] = {
    "other letters in ToUnicode": swap_letters_in_the_map,
    "other widths": widen,
    "other outlines": programs(b"glyf", bend_outlines),
    "shifted outlines": programs(b"hmtx", shift_glyphs),
    "another em": programs(b"head", lambda data, at, _: data.__setitem__(slice(at + 18, at + 20), b"\x08\x00")),
    "codes lead to other glyphs": remap,
    "an encoding that viewers do not know": string_for_name,
    "a white box over the text": on_first(lambda c: c + b"\nq 1 g 70 500 400 200 re f Q"),
    "a line drawn through": on_first(lambda c: c + b"\nq 2 w 80 600 m 400 600 l S Q"),
    "text told to be unseen": on_first(lambda c: c.replace(b"BT\n", b"BT\n3 Tr\n", 1)),
    "text stretched": on_first(lambda c: c.replace(b"BT\n", b"BT\n200 Tz\n", 1)),
    "a comment that hides an operator": on_first(lambda c: c.replace(b"BT\n", b"%BT\n", 1)),
    "an annotation": annotate,
    "text made transparent": fade,
    "a layer": layer,
    "a page cut off": crop,
    "a page turned": lambda writer: writer.pages[0].rotate(180),
    "all pages turned": turn_from_above,
    "a page of other units": lambda writer: writer.pages[0].update({NameObject("/UserUnit"): FloatObject(2.0)}),
    "a page left out": lambda writer: writer.remove_page(0),
    "a page not counted": hide_a_page,
    "a page twice": lambda writer: writer.add_page(writer.pages[0]) and None,
    "a second block": two_blocks,
    "white paint in the block": in_block(lambda inside: b"1 g 0 0 600 800 re f 0 g\n" + inside),
    "the block's boxes over the text": in_block(lambda inside: b"-80.000 -100.000 600.000 800.000 re\n" + inside),
    "a tall box in the block": in_block(
        lambda inside: re.sub(rb"(\d+\.\d+) re", lambda m: b"%.3f re" % (float(m[1]) * 9), inside, count=1)
    ),
    "a tall box further on in the block": in_block(
        lambda inside: re.sub(rb"(\d+\.\d+) re\nf", lambda m: b"%.3f re\nf" % (float(m[1]) * 9), inside)
    ),
    "a box of the block moved by a third of a module": in_block(
        lambda inside: re.sub(rb"\n(\d+\.\d+) (\S+ \S+ \S+ re\nf)", shifted, inside)
    ),
    "the block's words moved over the text": in_block(
        lambda i: i.replace(b"1 0 0 1 102.00 84.00", b"1 0 0 1 2.00 384.00")
    ),
    "the block's words enlarged": in_block(lambda inside: inside.replace(b" 8 Tf", b" 80 Tf")),
    "the block's words turned": in_block(lambda inside: inside.replace(b"1 0 0 1 102", b"-1 0 0 1 102")),
    "the block's words out of order": in_block(
        lambda inside: re.sub(rb"\[<(\w{4})(\w{4})", rb"[-1000<\1>2000<\2", inside, count=1)
    ),
    "half a code at the end of the block's words": in_block(lambda inside: inside.replace(b">]TJ", b"000>]TJ")),
    "a code of three digits in the block": in_block(lambda inside: re.sub(rb"0(\w{3}>)", rb"\1", inside)),
    "the block's words in other shapes": other_shapes_for_the_block,
    "the block in a font of its own": another_font_in_the_block,
    "a line more in the block": a_second_picture_of_the_number,
    "the block moved": move_the_block,
    "the block's colour left for the text": in_block(lambda inside: b"0 g\n" + inside),
    "a state not given back": in_block(lambda inside: b"Q\n" + inside),
    "one box less": in_block(lambda inside: inside[inside.index(b"re\n") + 3 :]),
}


@pytest.mark.parametrize("change", CHANGES)
def test_other_ways_to_change_what_is_seen(notice: bytes, change: str) -> None:
    forged = edited(notice, CHANGES[change])
    assert forged != edited(notice, lambda w: None)
    read_paper(forged)  # it is a plain file, so that it is refused for what was changed
    verdict = verify_paper(forged)
    assert not verdict.issued
    assert not verdict.intact


def split_up(pdf: bytes) -> tuple[bytes, list[bytes], bytes]:
    """Header, objects in order of their numbers, trailer's entries."""
    table = pdf.rindex(b"xref\n0 ", 0, pdf.rindex(b"startxref"))
    places = [int(line.split()[0]) for line in pdf[table:].split(b"\n")[3:] if line.endswith(b" n ")]
    ends = [*places[1:], table]
    trailer = re.search(rb"trailer\s*<<(.*?)>>\s*startxref", pdf[table:], re.DOTALL)
    assert trailer
    assert places == sorted(places)
    return pdf[: places[0]], [pdf[a:b] for a, b in zip(places, ends, strict=True)], trailer[1]


def put_together(header: bytes, objects: list[bytes], trailer: bytes, *, entry: bytes = b"%010d 00000 n \n") -> bytes:
    """A file with a cross-reference table that fits its first so many objects as the trailer says."""
    body, places = header, []
    for one in objects:
        places.append(len(body))
        body += one
    size = int(re.findall(rb"/Size (\d+)", trailer)[0])
    table = b"".join(entry % place for place in places[: size - 1])
    head = b"xref\n0 %d\n0000000000 65535 f \n" % size
    return body + head + table + b"trailer\n<<" + trailer + b">>\nstartxref\n%d\n%%%%EOF\n" % len(body)


def with_object(pdf: bytes, mark: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The first object that has the mark changed, in a file that is sound otherwise."""
    header, objects, trailer = split_up(pdf)
    at = next(i for i, one in enumerate(objects) if mark in one)
    changed = change(objects[at])
    assert changed != objects[at]
    objects[at] = changed
    return put_together(header, objects, trailer)


def object_added(pdf: bytes, body: bytes, change: Callable[[bytes], bytes] = lambda one: one) -> bytes:
    """One object more, with the next number for ``%d``; the first page changed with that number for ``%d``."""
    header, objects, trailer = split_up(pdf)
    number = len(objects) + 1
    at = next(i for i, one in enumerate(objects) if b"/Type /Page\n" in one or b"/Type /Page " in one)
    objects[at] = change(objects[at]).replace(b"%d", b"%d" % number)
    objects.append(body.replace(b"%d", b"%d" % number))
    return put_together(header, objects, re.sub(rb"/Size \d+", b"/Size %d" % (number + 1), trailer))


WHITE = b"%d 0 obj\n<</Length 18>>\nstream\n0 0 9999 9999 re f\nendstream\nendobj\n"
OTHER_PAGE = b"/Contents %d 0 R"


def twice(pdf: bytes) -> bytes:
    """An object of a number that is taken, which a reader that rebuilds the table would take for the real one."""
    header, objects, trailer = split_up(pdf)
    page = next(one for one in objects if b"/Type /Page " in one)
    return put_together(header, [*objects, page.replace(b"[0 0 ", b"[0 500 ")], trailer)


def updated(pdf: bytes) -> bytes:
    """An incremental update that gives the first page a smaller box."""
    _, objects, trailer = split_up(pdf)
    page = next(one for one in objects if b"/Type /Page " in one)
    number = int(page.split()[0])
    new = page.replace(b"[0 0 ", b"[0 500 ")
    at = len(pdf) + len(new)
    before = int(pdf.split()[-2])
    table = b"xref\n%d 1\n%010d 00000 n \n" % (number, len(pdf))
    end = b"trailer\n<<" + trailer + b"/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (before, at)
    return pdf + new + table + end


def with_trailer(entry: bytes) -> Callable[[bytes], bytes]:
    def change(pdf: bytes) -> bytes:
        header, objects, trailer = split_up(pdf)
        return put_together(header, objects, trailer + entry)

    return change


def page_says(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    return lambda pdf: with_object(pdf, b"/Type /Page ", lambda one: one.replace(old, new, 1))


def pages_in_a_ring(pdf: bytes) -> bytes:
    """The first page is said to be a node of the tree that leads back to its beginning, twice."""
    ring = re.compile(rb"/Type /Page (.*?/Parent (\d+ 0 R))", re.DOTALL)
    return with_object(pdf, b"/Type /Page ", lambda one: ring.sub(rb"/Type /Pages /Kids [\2 \2] \1", one))


def content_packed_as(entries: bytes, data: Callable[[bytes], bytes] = lambda data: data) -> Callable[[bytes], bytes]:
    """The content of the first page stored with other entries."""

    def change(pdf: bytes) -> bytes:
        page = next(one for one in split_up(pdf)[1] if b"/Type /Page " in one)
        reference = re.search(rb"/Contents (\d+) 0 R", page)
        assert reference

        def pack(one: bytes) -> bytes:
            stored = one[one.index(b"stream\n") + 7 : one.rindex(b"\nendstream")]
            new = data(zlib.decompress(stored))
            return b"%s 0 obj\n<<%s>>\nstream\n%s\nendstream\nendobj\n" % (reference[1], entries % len(new), new)

        return with_object(pdf, reference[1] + b" 0 obj\n", pack)

    return change


def a_shadow_before(pdf: bytes) -> bytes:
    """Another first page before all objects; the table names the true one."""
    header, objects, trailer = split_up(pdf)
    page = next(one for one in objects if b"/Type /Page " in one)
    return put_together(header + page.replace(b"[0 0 ", b"[0 500 "), objects, trailer)


def places_exchanged(pdf: bytes) -> bytes:
    """The table names the place of another object for two of them."""
    table = pdf.rindex(b"xref\n0 ", 0, pdf.rindex(b"startxref"))
    lines = pdf[table:].split(b"\n")
    lines[4], lines[5] = lines[5], lines[4]
    return pdf[:table] + b"\n".join(lines)


def table_elsewhere(pdf: bytes) -> bytes:
    """The end leads to another table, in a comment of the header."""
    return re.sub(rb"startxref\n\d+", b"startxref\n17", pdf)


def short_lines(pdf: bytes) -> bytes:
    """Lines of 19 bytes in the table, which some readers step through by 20."""
    return put_together(*split_up(pdf), entry=b"%010d 00000 n\n")


SHADOWS: dict[str, Callable[[bytes], bytes]] = {
    "an update that is appended": updated,
    "an object twice": twice,
    "an entry twice": page_says(b"/MediaBox", b"/MediaBox [0 500 595 842] /MediaBox"),
    "an entry twice, once spelt otherwise": page_says(b"/MediaBox", b"/Media#42ox [0 500 595 842] /MediaBox"),
    "a number that is read in two ways": page_says(b"[0 0 ", b"[0 0-500 "),
    "a number of an odd kind": page_says(b"[0 0 ", b"[--300 0 "),
    "a comment in an object": page_says(b"/Type", b"%\r/Rotate 180\n/Type"),
    "other bytes that count as blank": page_says(b"[0 0 ", b"[0\x000 "),
    "content in two parts": lambda pdf: object_added(
        pdf, WHITE, lambda one: re.sub(rb"/Contents (\d+ 0 R)", rb"/Contents [\1 %d 0 R]", one)
    ),
    "other content": lambda pdf: object_added(pdf, WHITE, lambda one: re.sub(rb"/Contents \d+ 0 R", OTHER_PAGE, one)),
    "content that calls itself a picture": content_packed_as(b"/Length %d /Subtype /Image"),
    "content packed as a photograph": content_packed_as(b"/Length %d /Subtype /Image /Filter /DCTDecode"),
    "content from another file": content_packed_as(b"/Length %d /F (other.bin)"),
    "content longer than it says": content_packed_as(b"/Length 9 /Was %d"),
    "content behind a predictor": content_packed_as(
        b"/Length %d /DecodeParms <</Predictor 12>> /Filter /FlateDecode", zlib.compress
    ),
    "content with a tail": content_packed_as(
        b"/Length %d /Filter /FlateDecode", lambda data: zlib.compress(data) + b"0 0 9 9 re f"
    ),
    "content cut short": content_packed_as(b"/Length %d /Filter /FlateDecode", lambda data: zlib.compress(data)[:-9]),
    "content of a negative length": content_packed_as(b"/Length -%d"),
    "pages in a ring": pages_in_a_ring,
    "content of a broken length": content_packed_as(b"/Length %d.5"),
    "a shadow before the objects": a_shadow_before,
    "a table of places exchanged": places_exchanged,
    "a table elsewhere": table_elsewhere,
    "a table with short lines": short_lines,
    "a second table in a stream": with_trailer(b"/XRefStm 17"),
    "an older table": with_trailer(b"/Prev 17"),
    "bytes before the header": lambda pdf: b"junk\n" + pdf,
    "bytes behind the end": lambda pdf: pdf + b"1 0 obj\n<</Type /Catalog>>\nendobj\n",
    "bytes between objects": lambda pdf: with_object(pdf, b"/Type /Page ", lambda one: one + b"9 0 R\n"),
}


@pytest.mark.parametrize("shadow", SHADOWS)
def test_a_file_that_can_be_read_in_two_ways_is_refused(notice: bytes, shadow: str) -> None:
    assert verify_paper(put_together(*split_up(notice))).issued
    try:
        verdict = verify_paper(SHADOWS[shadow](notice))
    except UserError:
        return
    assert not verdict.issued
    assert not verdict.intact


def of_picture(jpeg: bool, change: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    """The object of a picture changed: of the photograph, or of the one with few colours."""
    return lambda pdf: with_object(pdf, b"/DCTDecode" if jpeg else b"/DeviceGray", change)


def entries(old: bytes, new: bytes, *, jpeg: bool = True) -> Callable[[bytes], bytes]:
    return of_picture(jpeg, lambda one: one.replace(old, new, 1))


def more(new: bytes, *, jpeg: bool = True) -> Callable[[bytes], bytes]:
    return entries(b"/Type /XObject", b"/Type /XObject " + new, jpeg=jpeg)


def samples(change: Callable[[bytes], bytes], *, jpeg: bool = True, says: bytes = b"") -> Callable[[bytes], bytes]:
    """The bytes of a picture changed, its length corrected, and entries put behind its type."""

    def store(one: bytes) -> bytes:
        start, end = one.index(b"stream\n") + 7, one.rindex(b"\nendstream")
        old = one[start:end] if jpeg else zlib.decompress(one[start:end])
        data = change(old) if jpeg else zlib.compress(change(old))
        head = re.sub(rb"/Length \d+", b"/Length %d" % len(data), one[:start])
        return head.replace(b"/Type /XObject", b"/Type /XObject " + says) + data + one[end:]

    return of_picture(jpeg, store)


def before_scan(segment: bytes) -> Callable[[bytes], bytes]:
    """A segment of a JPEG put before its samples."""
    return samples(lambda data: data.replace(b"\xff\xda", segment + b"\xff\xda", 1))


def frame(at: int, value: bytes) -> Callable[[bytes], bytes]:
    """Bytes of the frame header of a JPEG: from its marker on."""

    def change(data: bytes) -> bytes:
        start = data.index(b"\xff\xc0") + at
        return data[:start] + value + data[start + len(value) :]

    return samples(change)


def on_pictures(change: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    """The content of the page that shows the pictures changed."""

    def edit(writer: PdfWriter) -> None:
        number = next(n for n, page in enumerate(writer.pages) if b" Do" in content(page))
        old = content(writer.pages[number])
        assert change(old) != old
        put_content(writer, number, change(old))

    return lambda pdf: edited(pdf, edit)


def another_file(**how: Any) -> Callable[[bytes], bytes]:
    """The same photograph packed in another way."""

    def pack(data: bytes) -> bytes:
        out = io.BytesIO()
        Image.open(io.BytesIO(data)).save(out, "JPEG", **how)
        return out.getvalue()

    return samples(pack)


SHOWN = rb"q\n(\S+) 0 0 (\S+) (\S+) (\S+) cm\n/Im1 Do\nQ"
OTHER_PICTURES: dict[str, Callable[[bytes], bytes]] = {
    "a pixel": samples(lambda data: data[:700] + bytes([data[700] ^ 1]) + data[701:], jpeg=False),
    "a byte of a photograph": samples(lambda data: data[:-40] + bytes([data[-40] ^ 2]) + data[-39:]),
    "a table of a photograph": samples(lambda data: data[:30] + bytes([data[30] + 1]) + data[31:]),
    "another photograph of that size": samples(lambda _: drawn("JPEG", *PHOTOGRAPH, quality=30)),
    "width and height exchanged": of_picture(
        False, lambda one: re.sub(rb"/Height (\d+)(.*?)/Width (\d+)", rb"/Height \3\2/Width \1", one, flags=re.DOTALL)
    ),
    "pictures exchanged": on_pictures(
        lambda c: c.replace(b"/Im1 Do", b"/ImX Do").replace(b"/Im2 Do", b"/Im1 Do").replace(b"/ImX Do", b"/Im2 Do")
    ),
    "pictures exchanged by name": lambda pdf: with_object(
        pdf,
        b"/XObject <<",
        lambda one: re.sub(rb"/Im1 (\d+)(.*?)/Im2 (\d+)", rb"/Im1 \3\2/Im2 \1", one, flags=re.DOTALL),
    ),
    "a picture less": on_pictures(lambda c: c.replace(b"/Im2 Do\n", b"")),
    "a picture twice": on_pictures(lambda c: c + b"\nq\n50 0 0 50 300 300 cm\n/Im1 Do\nQ"),
    "a picture larger": on_pictures(lambda c: re.sub(SHOWN, rb"q\n9\1 0 0 9\2 \3 \4 cm\n/Im1 Do\nQ", c)),
    "a picture moved": on_pictures(lambda c: re.sub(SHOWN, rb"q\n\1 0 0 \2 9\3 \4 cm\n/Im1 Do\nQ", c)),
    "a picture in the mirror": on_pictures(lambda c: re.sub(SHOWN, rb"q\n-\1 0 0 \2 \3 \4 cm\n/Im1 Do\nQ", c)),
    "a picture cut": on_pictures(
        lambda c: re.sub(SHOWN, rb"q\n100 300 20 20 re W n\n\1 0 0 \2 \3 \4 cm\n/Im1 Do\nQ", c)
    ),
    "a picture behind the block's mark": in_block_of(lambda inside: inside + b"q 9 0 0 9 0 0 cm /Im1 Do Q\n"),
    "white words": on_pictures(lambda c: c.replace(b"BT\n", b"1 g\nBT\n", 1)),
    "words in red": on_pictures(lambda c: b"0.78 0.06 0.09 rg\n" + c),
    "a frame in another grey": on_pictures(lambda c: c.replace(b"0.6 g\n", b"0.9 g\n", 1)),
    "a colour for lines": on_pictures(lambda c: b"1 1 1 RG\n" + c),
}
NOT_OURS: dict[str, Callable[[bytes], bytes]] = {
    "a form over it": lambda pdf: edited(pdf, form),
    "light and dark exchanged": more(b"/Decode [1 0]", jpeg=False),
    "colours exchanged": more(b"/Decode [1 0 1 0 1 0]"),
    "a stencil": more(b"/ImageMask true", jpeg=False),
    "a colour left out": more(b"/Mask [0 128]", jpeg=False),
    "a mask": more(b"/Mask 1 0 R"),
    "a soft mask": more(b"/SMask 1 0 R"),
    "a mask in the data": more(b"/SMaskInData 1"),
    "another picture for the printer": more(b"/Alternates [<</Image 1 0 R /DefaultForPrinting true>>]"),
    "a picture to be fetched": more(b"/OPI <</2.0 <</Type /OPI /Version 2.0 /F (other.tif)>>>>"),
    "samples from another file": more(b"/F (other.jpg)"),
    "a colour transform": more(b"/DecodeParms <</ColorTransform 0>>"),
    "a layer of its own": more(b"/OC <</Type /OCG /Name (x)>>"),
    "smoothed": more(b"/Interpolate true"),
    "no picture": entries(b"/Subtype /Image", b"/Subtype /PS"),
    "no object for drawing": entries(b"/Type /XObject", b"/Type /Pattern"),
    "colours of four inks": entries(b"/DeviceRGB", b"/DeviceCMYK"),
    "grey said to be coloured": entries(b"/DeviceGray", b"/DeviceRGB", jpeg=False),
    "colours by a list": entries(b"/DeviceGray", b"[/Indexed /DeviceGray 1 <00ff>]", jpeg=False),
    "a colour space that is a string": entries(b"/ColorSpace /DeviceGray", b"/ColorSpace (DeviceGray)", jpeg=False),
    "fewer bits": entries(b"/BitsPerComponent 8", b"/BitsPerComponent 4", jpeg=False),
    "half a pixel": of_picture(False, lambda one: re.sub(rb"/Width (\d+)", rb"/Width \1.5", one)),
    "no height": of_picture(False, lambda one: re.sub(rb"/Height \d+", b"/Height 0", one)),
    "one row more than there is": of_picture(False, lambda one: re.sub(rb"/Height (\d+)", rb"/Height 1\1", one)),
    "samples left over": samples(lambda data: data + b"\0", jpeg=False),
    "packed twice": entries(b"/Filter /DCTDecode", b"/Filter [/DCTDecode]"),
    "a JPEG 2000": entries(b"/DCTDecode", b"/JPXDecode"),
    "a JPEG said to be samples": entries(b"/Filter /DCTDecode", b""),
    "a JPEG of another size": frame(5, b"\0\x08\0\x08"),
    "a JPEG of more bits": frame(4, b"\x0c"),
    "a JPEG in passes": another_file(progressive=True),
    "a JPEG in grey": samples(lambda _: drawn_grey()),
    "a JPEG with a colour mark": before_scan(b"\xff\xee\0\x0eAdobe\0\x64\0\0\0\0\0"),
    "a JPEG with a turn": another_file(exif=turned()),
    "a JPEG with a profile": another_file(icc_profile=b"x" * 200),
    "a JPEG with a comment": before_scan(b"\xff\xfe\0\x06note"),
    "a JPEG with two frames": before_scan(b"\xff\xc0\0\x0b\x08\0\x08\0\x08\x01\x01\x11\0"),
    "a JPEG with a tail": samples(lambda data: data + data),
    "a JPEG without end": samples(lambda data: data[:-2]),
    "a JPEG with another in its scan": samples(lambda data: data[:-2] + b"\xff\xd8\xff\xd9"),
    "no JPEG": samples(lambda data: b"GIF89a" + data),
    "a JPEG that ends in a header": samples(lambda data: data[: data.index(b"\xff\xda") + 3]),
}


@pytest.mark.parametrize("change", OTHER_PICTURES)
def test_another_picture_is_noticed(notice: bytes, change: str) -> None:
    forged = OTHER_PICTURES[change](notice)
    read_paper(forged)  # a plain file, refused for what was changed
    verdict = verify_paper(forged)
    assert not verdict.issued
    assert not verdict.intact
    assert not second_says_issued(forged)


@pytest.mark.parametrize("change", NOT_OURS)
def test_a_picture_that_can_be_seen_in_two_ways_is_none_of_ours(notice: bytes, change: str) -> None:
    forged = NOT_OURS[change](notice)
    with pytest.raises(NotPlainError):
        read_paper(forged)
    verdict = verify_paper(forged)
    assert not verdict.issued
    assert not verdict.intact
    assert not second_says_issued(forged)


def test_200_changed_bytes_of_pictures_are_all_refused(notice: bytes) -> None:
    chance = random.Random(7)
    for number in range(200):
        jpeg = number % 2 == 0

        def flip(data: bytes) -> bytes:
            at = chance.randrange(len(data))
            return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]

        verdict = verify_paper(samples(flip, jpeg=jpeg)(notice))
        assert (verdict.intact, verdict.issued) == (False, False), number


def test_the_photograph_packed_anew_by_another_program_still_verifies(notice: bytes) -> None:
    """Flate may be packed in another way, and a length is no part of the paper; a JPEG is taken as it is."""
    loose = samples(bytes, jpeg=False)(notice)
    assert verify_paper(loose).issued
    plain = of_picture(False, unpacked_object)(notice)
    assert plain != notice
    assert verify_paper(plain).issued


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
        for number, page in enumerate(writer.pages):
            put_content(writer, number, boxes.sub(lambda _: rects.group(), content(page)))

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
    for seq, size in ((0, 4), (5, 4), (2**63, 2**63)):
        with pytest.raises(ValueError):
            CheckBlock.decode(replace(block, seq=seq, size=size).encode())
    assert len(block.short_code().replace("-", "")) * 5 >= 160


def test_streams_that_unpack_without_end_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = zlib.compress(b"q Q\n" * 2_000_000, 9)
    pages = b" ".join(b"%d 0 R" % n for n in range(4, 1004))
    objects = [
        b"<</Type /Catalog /Pages 2 0 R>>",
        b"<</Type /Pages /Count 1000 /Kids [%s]>>" % pages,
        b"<</Filter /FlateDecode /Length %d>>stream\n%s\nendstream" % (len(bomb), bomb),
        *[b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Contents 3 0 R>>"] * 1000,
    ]
    pdf, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(pdf))
        pdf += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer\n<</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(pdf))
    whole = pdf + b"xref\n0 %d\n" % (len(objects) + 1) + table + end
    asked: list[int] = []
    inflated = plain_pdf._inflated
    monkeypatch.setattr(plain_pdf, "_inflated", lambda stored, most: asked.append(most) or inflated(stored, most))
    verdict = verify_paper(whole)
    assert not verdict.intact
    assert len(asked) < 40  # of 1000 pages


def test_a_file_larger_than_any_paper_is_refused_before_it_is_read_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "LARGEST_FILE", 1 << 20)
    (tmp_path / "large.pdf").write_bytes(b"%PDF-1.7\n" + bytes(1 << 20))
    with pytest.raises(UserError, match="超过 1 MB"):
        verify_paper(tmp_path / "large.pdf")


def album(count: int) -> AnnouncementPaper:
    """A picture without loss on each of so many pages, 0.6 MB of samples each."""
    files = [drawn("PNG", 800, 700 + i) for i in range(count)]
    pages = tuple(Attachment(f"第{i}页", (), (Picture(str(i), file),)) for i, file in enumerate(files))
    return replace(PAPERS["announcement"], attachments=pages)  # type: ignore[type-var]


def test_each_picture_is_unpacked_twice_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages share their pictures; a reader that looked at all of them for every page would give honest papers up."""
    monkeypatch.setattr(plain_pdf, "_PICTURES", 12 * 800 * 712 * 2)
    assert verify_paper(unregistered(album(12), created=AT).pdf).intact


def test_a_paper_that_could_not_be_verified_is_not_issued(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain_pdf, "_PICTURES", 800 * 700)
    with pytest.raises(UserError, match=r"图片太多太大.*分成几份"):
        unregistered(album(2), created=AT)
    monkeypatch.undo()
    monkeypatch.setattr(sealing, "LARGEST_FILE", 1 << 10)
    with pytest.raises(UserError, match="图片太多太大"):
        unregistered(album(1), created=AT)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no endless device here")
def test_a_device_is_no_paper() -> None:
    with pytest.raises(UserError, match="超过"):
        verify_paper(Path("/dev/zero"))


def test_a_number_with_half_a_character_is_refused_in_one_sentence() -> None:
    issued = full_block("签收〔2026〕5\ud800号").block
    for ask in (issued.encode, issued.short_code, lambda: issued.leaf(bytes(32))):
        with pytest.raises(UserError, match=r"^签收〔2026〕5\?号：编号里有残缺的字符"):
            ask()


@pytest.mark.parametrize("kind", ["content that calls itself a picture", "content packed as a photograph"])
def test_the_room_of_pictures_is_not_for_a_page(notice: bytes, kind: str) -> None:
    with pytest.raises(NotPlainError):
        read_paper(SHADOWS[kind](notice))
