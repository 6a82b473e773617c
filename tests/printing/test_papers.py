"""Papers as files: the words come back, the bytes are the same, the measures are those of the standard."""

from __future__ import annotations

import errno
import io
import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from pypdf import PdfReader

from tests.printing.invented import CREATED, NAMES, PARAGRAPHS, papers, regulation_text
from wxadmin.atomic import write_bytes
from wxadmin.domain.errors import UserError
from wxadmin.domain.papers import AnnouncementPaper, Paper, RegulationPaper, SignRow, SignSheet
from wxadmin.domain.regulation import Node, RegulationText
from wxadmin.domain.seal import Draft, Reserved, Unregistered
from wxadmin.domain.style import Style
from wxadmin.printing.papers import render, render_batch, write
from wxadmin.printing.pdf_check import check_pdf
from wxadmin.printing.typesetting.profile import PROFILES

KINDS = tuple(papers())


def text_of(pdf: bytes) -> str:
    """What pdfium reads, white space aside."""
    document = pypdfium2.PdfDocument(pdf)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return "".join(text.split())


def strings_of(value: object) -> list[str]:
    """Every text in a paper, whatever its field."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple):
        return [s for part in value for s in strings_of(part)]
    fields = getattr(value, "__dataclass_fields__", {})
    return [s for name in fields if name != "kind" for s in strings_of(getattr(value, name))]


def made(paper: Paper, **more: Any) -> bytes:
    return render(paper, **{"mark": Reserved(), "created": CREATED} | more).pdf


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("kind", KINDS)
def test_no_violation_and_every_word_is_there(kind: str, profile: str) -> None:
    paper = papers()[kind]
    result = render(paper, mark=Reserved(), created=CREATED, style=Style(profile))
    assert check_pdf(result.pdf, Style(profile)) == []
    assert result.missing == ()
    text = text_of(result.pdf)
    for words in strings_of(paper):
        for line in words.split("\n"):
            assert "".join(line.split()) in text


def test_regulation_reads_back_in_order() -> None:
    paper = RegulationPaper("", regulation_text())
    wanted = [paper.text.title or "", *paper.text.preamble]

    def walk(nodes: tuple[Node, ...]) -> None:
        for node in nodes:
            wanted.extend([node.number, node.title or "", node.text])
            walk(node.children)

    walk(paper.text.nodes)
    wanted += paper.text.closing
    text = re.sub(r"—\d+—", "", text_of(made(paper)))
    assert text == "".join("".join(wanted).split())


@pytest.mark.parametrize("kind", KINDS)
def test_same_input_same_bytes(kind: str) -> None:
    paper = papers()[kind]
    assert made(paper) == made(paper)
    assert made(paper) != made(paper, created=datetime(2026, 9, 23, tzinfo=UTC))


def test_same_bytes_in_another_process(tmp_path: Path) -> None:
    code = (
        "import sys; from tests.printing.invented import papers, CREATED; from wxadmin.domain.seal import Reserved;"
        "from wxadmin.printing.papers import render;"
        "sys.stdout.buffer.write(render(papers()['notice'], mark=Reserved(), created=CREATED).pdf)"
    )
    env = {**os.environ, "PYTHONHASHSEED": "77", "TZ": "America/Lima", "PYTHONPATH": str(Path.cwd())}
    out = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, check=True).stdout
    assert out == made(papers()["notice"])
    del tmp_path


def test_archive_facts() -> None:
    reader = PdfReader(io.BytesIO(made(papers()["regulation"])))
    root = reader.trailer["/Root"]
    assert reader.metadata is not None
    assert reader.metadata.title == "石榴湾渔港工作群管理规定（试行）"
    assert reader.metadata.creation_date == CREATED
    assert root["/Lang"] == "zh-CN"
    xmp = root["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in xmp
    assert "石榴湾渔港工作群管理规定（试行）" in xmp
    intent = root["/OutputIntents"][0]
    assert intent["/S"] == "/GTS_PDFA1"
    assert intent["/DestOutputProfile"].get_data()[8:12] == bytes.fromhex("02300000")
    fonts = reader.pages[0]["/Resources"]["/Font"]
    assert all(font["/Subtype"] == "/Type0" for font in fonts.values())
    assert b"Helvetica" not in made(papers()["regulation"])
    first, second = reader.trailer["/ID"]
    assert first == second


def test_hidden_words_in_a_title_do_not_break_the_metadata() -> None:
    paper = replace(papers()["announcement"], title="通知<b>&\x00\u202e]]>\ufffe")
    reader = PdfReader(io.BytesIO(made(paper)))
    assert reader.metadata is not None
    assert reader.metadata.title == "通知<b>&[U+0000][U+202E]]]>[U+FFFE]"


def test_outline_lists_every_chapter_and_article() -> None:
    paper = papers()["regulation"]
    assert isinstance(paper, RegulationPaper)
    reader = PdfReader(io.BytesIO(made(paper)))

    def titles(entries: list[Any]) -> list[str]:
        return [t for e in entries for t in (titles(e) if isinstance(e, list) else [str(e.title)])]

    found = titles(reader.outline)
    units = list(paper.text.nodes) + [a for c in paper.text.nodes for a in c.children]
    assert len(found) == len(units) == 25
    for unit in units:
        assert any(title.startswith(unit.number) for title in found)
    document = pypdfium2.PdfDocument(made(paper))
    for entry in document.get_toc():
        page = document[entry.get_dest().get_index()]
        number = re.match("第.+?[章条]", entry.get_title())
        assert number is not None
        assert number.group() in "".join(page.get_textpage().get_text_range().split())
    document.close()


def test_contents_name_the_right_pages() -> None:
    paper = papers()["regulation"]
    assert isinstance(paper, RegulationPaper)
    document = pypdfium2.PdfDocument(made(paper, style=Style(contents=True)))
    pages = [page.get_textpage().get_text_range() for page in document]
    document.close()
    entries = re.findall(r"^(第.章)　(\S+?)\s*(\d+)\s*$", pages[0], re.MULTILINE)
    assert len(entries) == 5
    for number, title, page in entries:
        assert re.search(rf"^{number}　{title}\s*$", pages[int(page) - 1], re.MULTILINE)


def test_batch_is_its_papers_one_after_another_with_bookmarks() -> None:
    one = papers()
    many = [(one["notice"], Reserved()), (one["history"], Draft()), (one["notice"], Reserved())]
    batch = render_batch(many, title="批量打印", created=CREATED)
    singles = [render(paper, mark=mark, created=CREATED) for paper, mark in many]
    assert batch.pages == sum(single.pages for single in singles)
    assert text_of(batch.pdf) == "".join(text_of(single.pdf) for single in singles)
    reader = PdfReader(io.BytesIO(batch.pdf))
    tops = [entry for entry in reader.outline if not isinstance(entry, list)]
    assert [reader.get_destination_page_number(entry) for entry in tops] == [
        0,
        singles[0].pages,
        singles[0].pages + singles[1].pages,
    ]
    assert render_batch(many, title="批量打印", created=CREATED).pdf == batch.pdf


def test_22_lines_of_28_characters_at_the_edges_of_the_type_area() -> None:
    text = RegulationText(None, ("港" * (28 * 60 - 2),), (), ())
    document = pypdfium2.PdfDocument(made(RegulationPaper("", text)))
    from wxadmin.printing.pdf_text import characters
    from wxadmin.printing.pdf_text import rows as rows_of

    rows = [row for row in rows_of(list(characters(document[0]))) if "港" in row.text]
    document.close()
    p = PROFILES["gongwen"]
    assert len(rows) == 22
    assert [len(row.chars) for row in rows] == [26, *[28] * 21]
    for row in rows[1:]:
        assert row.x == pytest.approx(p.left, abs=0.3)
        assert row.end == pytest.approx(p.left + p.width, abs=0.3)
    assert rows[0].x == pytest.approx(p.left + 2 * 15.75, abs=0.3)
    assert rows[0].y - rows[1].y == pytest.approx(15.75 * 1.875, abs=0.01)
    top = p.page[1] - p.top
    assert rows[0].y + 0.88 * 15.75 == pytest.approx(top, abs=0.3)
    assert rows[-1].y - 0.12 * 15.75 >= p.bottom


def fonts_of(page: Any) -> list[Any]:
    return list(page["/Resources"]["/Font"].values())


@pytest.mark.parametrize("kind", KINDS)
def test_layout_is_the_same_before_and_after_the_block(kind: str) -> None:
    before = PdfReader(io.BytesIO(made(papers()[kind])))
    after = PdfReader(io.BytesIO(made(papers()[kind], mark=Unregistered(bytes(32)))))
    assert len(before.pages) == len(after.pages)
    for one, other in zip(before.pages, after.pages, strict=True):
        drawn = other.get_contents().get_data()
        assert re.sub(rb"(?<=/WxBlock BMC\n).*?(?=EMC\n)", b"", drawn, flags=re.DOTALL) == one.get_contents().get_data()
        characters = [[font["/ToUnicode"].get_data() for font in fonts_of(page)] for page in (one, other)]
        assert characters[0] == characters[1]


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("count", range(1, 60))
def test_block_and_sign_off_never_stand_alone(count: int, profile: str) -> None:
    paper = AnnouncementPaper("站", "群", "通知", ("港" * 20,) * count, "港务办公室", CREATED.date())
    document = pypdfium2.PdfDocument(made(paper, mark=Unregistered(bytes(32)), style=Style(profile)))
    last = document[len(document) - 1].get_textpage().get_text_range()
    document.close()
    assert "内容码" in last
    assert "2026年9月22日" in last
    # Two lines at least: in 大字 twenty characters are two lines, in the others one.
    assert last.count("港") >= min(count * 20, 21 if profile == "dazi" else 40)


def test_draft_says_so_on_every_page_and_nothing_else_changes() -> None:
    paper = papers()["regulation"]
    document = pypdfium2.PdfDocument(made(paper, mark=Draft()))
    texts = ["".join(page.get_textpage().get_text_range().split()) for page in document]
    document.close()
    assert all(text.count("草稿") == 2 for text in texts)
    assert "".join(texts).replace("草稿", "") == text_of(made(paper))
    assert check_pdf(made(paper, mark=Draft())) == []


def test_missing_glyphs_print_a_geta_and_are_told() -> None:
    paper = AnnouncementPaper("站", "", "通知", ("音符\u0f00和\U0001d100，还有\u0f00。",), "", CREATED.date())
    result = render(paper, mark=Reserved(), created=CREATED)
    assert result.missing == ("\u0f00", "\U0001d100")
    assert text_of(result.pdf).count("〓") == 3


def test_names_of_every_plane_come_back() -> None:
    names = (*NAMES, "\U00020000\U0002a6d6", "\U0002b740", "\u9fef", "𬭳𠮷", "·")
    paper = SignSheet("签收表", "站", "群", "规定", "第1版", "", tuple(SignRow("班", name) for name in names))
    text = text_of(made(paper))
    for name in names:
        assert "".join(name.split()) in text


def test_long_cells_and_long_names_are_printed_whole() -> None:
    name = "".join(chr(0x4E00 + i) for i in range(200))
    rows = (SignRow("部" * 200, name), SignRow("班", "港" * 3000), SignRow("", ""))
    result = render(SignSheet("表", "", "", "规定", "", "", rows), mark=Reserved(), created=CREATED)
    assert result.pages > 3
    # Cells are read row by row; a row parted over pages repeats the head, never a word.
    text = text_of(result.pdf)
    assert text.count("港") == 3000
    assert all(text.count(char) >= 1 for char in name)
    assert check_pdf(result.pdf) == []


def test_empty_papers_still_print() -> None:
    for paper in (
        RegulationPaper("", RegulationText(None, (), (), ())),
        SignSheet("", "", "", "", "", "", ()),
        AnnouncementPaper("", "", "", (), "", CREATED.date()),
    ):
        assert render(paper, mark=Draft(), created=CREATED).pages == 1


def test_unknown_profile_is_refused() -> None:
    with pytest.raises(UserError, match="没有“a0”这种版式"):
        made(papers()["notice"], style=Style("a0"))


HOSTILE = """
import sys
from tests.printing.invented import CREATED
from wxadmin.domain.papers import EvidenceLine, Notice, SignRow, SignSheet
from wxadmin.domain.seal import Reserved
from wxadmin.printing.papers import render
seeds = ['张三<b>x', '<img src="/etc/hostname"/>', '<a href="file:///etc/passwd">', '&lt;script&gt;', '{{7*7}}',
         '../../etc/passwd', 'http://127.0.0.1:9/x', '\\\\\\\\host\\\\share', '<para><onDraw name=x/>', ') Tj ET /Im Do',
         '> ] TJ Q BT', '%PDF-1.7', '=cmd|x', '\\x00\\x1b[31m', '\\u202e三张', '${HOME}', '`id`', '<!ENTITY x SYSTEM "file:///">']
names = [f"{seeds[i % len(seeds)]}{i}" for i in range(1000)]
def papers():
    yield SignSheet('表', '站', '群', '规', '1', '', tuple(SignRow(n, n) for n in names))
    lines = tuple(EvidenceLine(n, n, n) for n in names)
    yield Notice('1', names[0], names[1], names[2], names[3], names[4], lines, (), (), (), '', '站', CREATED.date())
for paper in papers():
    render(paper, mark=Reserved(), created=CREATED)
seen = []
sys.addaudithook(lambda event, args: seen.append((event, args)) if event.split('.')[0] in
                 ('open', 'socket', 'os', 'subprocess', 'urllib', 'shutil', 'http', 'import', 'compile', 'exec') else None)
for paper in papers():
    render(paper, mark=Reserved(), created=CREATED)
print(seen)
"""


def test_1000_hostile_names_and_messages_open_nothing() -> None:
    env = {**os.environ, "PYTHONPATH": str(Path.cwd()), "PYTHONIOENCODING": "utf-8"}
    out = subprocess.run([sys.executable, "-c", HOSTILE], env=env, capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


class TestWriting:
    """Either the old file or the whole new one."""

    def test_written_whole_and_nothing_left_beside(self, tmp_path: Path) -> None:
        path = tmp_path / "公告.pdf"
        result = write(papers()["announcement"], path, mark=Draft(), created=CREATED)
        assert path.read_bytes() == result.pdf
        assert list(tmp_path.iterdir()) == [path]

    def test_replaces_an_old_file(self, tmp_path: Path) -> None:
        path = tmp_path / "a.pdf"
        path.write_bytes(b"old")
        write_bytes(b"new", path)
        assert path.read_bytes() == b"new"

    def test_folder_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(UserError, match="文件夹不存在"):
            write_bytes(b"x", tmp_path / "none" / "a.pdf")

    def test_target_that_is_a_folder(self, tmp_path: Path) -> None:
        (tmp_path / "a.pdf").mkdir()
        with pytest.raises(UserError, match="这是文件夹"):
            write_bytes(b"x", tmp_path / "a.pdf")
        assert [p.name for p in tmp_path.iterdir()] == ["a.pdf"]

    @pytest.mark.parametrize(
        ("number", "words"),
        [(errno.ENOSPC, "磁盘已满"), (errno.EIO, "写不进去"), (errno.EROFS, "没有写入权限")],
    )
    @pytest.mark.parametrize("where", ["write", "fsync", "replace"])
    def test_failures_leave_the_old_file(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str, where: str
    ) -> None:
        path = tmp_path / "a.pdf"
        path.write_bytes(b"old")

        def fail(*_args: object, **_more: object) -> None:
            raise OSError(number, "made to fail")

        if where == "write":

            class Full(io.BytesIO):
                def write(self, _data: object) -> int:
                    raise OSError(number, "made to fail")

            def full(handle: int, *_args: object) -> Full:
                os.close(handle)
                return Full()

            monkeypatch.setattr(os, "fdopen", full)
        elif where == "fsync":
            monkeypatch.setattr(os, "fsync", fail)
        else:
            monkeypatch.setattr(Path, "replace", fail)
        with pytest.raises(UserError, match=words):
            write_bytes(b"new", path)
        monkeypatch.undo()
        assert path.read_bytes() == b"old"
        assert list(tmp_path.iterdir()) == [path]

    @pytest.mark.skipif(sys.platform != "linux", reason="/dev/full is Linux")
    def test_a_disk_that_is_really_full(self, tmp_path: Path) -> None:
        code = (
            "import resource, sys, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
            "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096));"
            "from pathlib import Path; from wxadmin.atomic import write_bytes;"
            "write_bytes(b'x' * 100000, Path(sys.argv[1]))"
        )
        path = tmp_path / "a.pdf"
        path.write_bytes(b"old")
        env = {**os.environ, "PYTHONIOENCODING": "utf-8"}
        out = subprocess.run(
            [sys.executable, "-c", code, str(path)], env=env, capture_output=True, text=True, check=False
        )
        assert "UserError" in out.stderr
        assert path.read_bytes() == b"old"
        assert list(tmp_path.iterdir()) == [path]


def test_paragraphs_are_printed_literally() -> None:
    words = "<b>粗</b>&amp;<br/>" + PARAGRAPHS[0]
    paper = AnnouncementPaper("站", "", "通知", (words,), "", CREATED.date())
    assert words in text_of(made(paper))
