"""Programs of others read our papers as we meant them, and the same words make the same bytes anywhere."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pypdfium2
import pytest

from tests.printing.every_paper import block, every, said
from tests.printing.invented import CREATED, regulation_text
from wxadmin.domain.papers import Paper, RegulationPaper, SignRow, SignSheet
from wxadmin.domain.regulation import Node
from wxadmin.domain.seal import Draft, Unregistered
from wxadmin.printing.binding import bind
from wxadmin.printing.papers import render, render_batch, title_of

ROOT = Path(__file__).parents[2]
EVERY = every()
JARS = Path("/usr/share/java")
PREFLIGHT = """
import java.io.File;
import org.apache.pdfbox.preflight.PreflightDocument;
import org.apache.pdfbox.preflight.ValidationResult;
import org.apache.pdfbox.preflight.parser.PreflightParser;

public class Preflight {
    public static void main(String[] files) throws Exception {
        for (String name : files) {
            PreflightParser parser = new PreflightParser(new File(name));
            parser.parse();
            try (PreflightDocument document = parser.getPreflightDocument()) {
                document.validate();
                ValidationResult result = document.getResult();
                System.out.println(new File(name).getName() + " " + result.isValid());
                for (ValidationResult.ValidationError error : result.getErrorsList())
                    System.out.println("  " + error.getErrorCode() + " " + error.getDetails());
            }
        }
    }
}
"""

# Debian's preflight was built for Java 8, which had this class; of it only these methods are called.
CONVERTER = """
package javax.xml.bind;

public final class DatatypeConverter {
    public static int parseInt(String text) {
        return Integer.parseInt(text.trim());
    }

    public static java.util.Calendar parseDateTime(String text) {
        return java.util.GregorianCalendar.from(java.time.ZonedDateTime.parse(text.trim()));
    }
}
"""


def run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, check=True).stdout.decode()


def squeezed(text: str) -> str:
    return "".join(text.split())


def words(nodes: tuple[Node, ...]) -> str:
    return "".join(n.number + (n.title or "") + n.text + words(n.children) for n in nodes)


@pytest.fixture
def regulation(tmp_path: Path) -> Path:
    path = tmp_path / "r.pdf"
    text = regulation_text()
    path.write_bytes(render(RegulationPaper("", text), mark=Unregistered(bytes(32)), created=CREATED).pdf)
    return path


def expected() -> str:
    text = regulation_text()
    return squeezed((text.title or "") + "".join(text.preamble) + words(text.nodes) + "".join(text.closing))


def without_furniture(text: str) -> str:
    text = re.sub(r"^\s*—\s*\d+\s*—\s*$", "", text, flags=re.MULTILINE)
    return squeezed(text).split("内容码")[0]


@pytest.mark.tool("pdftotext")
def test_poppler_reads_the_words_in_order(regulation: Path) -> None:
    assert without_furniture(run("pdftotext", "-raw", str(regulation), "-")) == expected()
    assert without_furniture(run("pdftotext", str(regulation), "-")) == expected()


@pytest.mark.tool("pdftotext")
def test_poppler_finds_numbers_with_their_units(regulation: Path) -> None:
    # No false spaces between digits and Han, so that a search for the words as written succeeds.
    text = run("pdftotext", "-raw", str(regulation), "-")
    for phrase in ("每晚8小时", "第二次禁言3天", "于18:00前"):
        assert phrase in text.replace("\n", "")


@pytest.mark.tool("mutool")
def test_mupdf_reads_the_words_in_order(regulation: Path) -> None:
    assert without_furniture(run("mutool", "draw", "-q", "-F", "txt", str(regulation))) == expected()


@pytest.mark.tool("pdftotext")
@pytest.mark.tool("mutool")
def test_names_beyond_the_bmp(tmp_path: Path) -> None:
    names = ("甲𠮷乙𬭳", "\U00020000\U0002a6d6", "\U0002b740\U0002b820", "石𪚥生")
    path = tmp_path / "s.pdf"
    paper = SignSheet("签收表", "站", "", "规定", "", "", tuple(SignRow("班", name) for name in names))
    path.write_bytes(render(paper, mark=Draft(), created=CREATED).pdf)
    for text in (run("pdftotext", str(path), "-"), run("mutool", "draw", "-q", "-F", "txt", str(path))):
        for name in names:
            assert name in squeezed(text)


@pytest.fixture(scope="module")
def archived(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every paper as an issued PDF/A-1 file."""
    folder = tmp_path_factory.mktemp("archived")
    out = {}
    for name, (paper, style) in EVERY.items():
        out[name] = folder / f"{name}.pdf"
        made = render(paper, mark=block(paper.number), created=CREATED, style=style, part=1)
        out[name].write_bytes(made.pdf)
    return out


def several(archived: dict[str, Path]) -> list[Path]:
    """Files of many papers, rewritten to claim part 1: all bound together, and a batch of notices."""
    bound = bind([(name, path.read_bytes()) for name, path in archived.items()], title="合订", created=CREATED)
    notices = [(EVERY[name][0], Draft()) for name in ("notice", "notice-plain", "letter")]
    batch = render_batch(notices, title="通知书", created=CREATED, style=EVERY["notice"][1]).pdf
    out = []
    for name, pdf in (("bound", bound), ("batch", batch)):
        path = archived["notice"].with_name(f"{name}.pdf")
        assert pdf.count(b"<pdfaid:part>2") == 1
        path.write_bytes(pdf.replace(b"<pdfaid:part>2", b"<pdfaid:part>1"))
        out.append(path)
    return out


def test_bound_papers_say_the_same_as_each(archived: dict[str, Path]) -> None:
    bound, _ = several(archived)
    assert squeezed(by_pdfium(bound)) == squeezed("".join(by_pdfium(path) for path in archived.values()))


def test_there_is_a_paper_of_every_kind() -> None:
    assert {type(paper) for paper, _ in EVERY.values()} == set(Paper.__args__)


def by_pdfium(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document).replace("\ufffe", "-")
    finally:
        document.close()


def without_repeats(text: str, paper: Paper) -> str:
    """Less what stands above and below every page, so that a paragraph over two pages is in one piece."""
    title, number = squeezed(title_of(paper)), squeezed(paper.number)
    repeats = {title, number, title + number}
    lines = [squeezed(line) for line in text.splitlines()]
    return "".join(line for line in lines if line not in repeats and not _PAGE_NUMBER.fullmatch(line))


_PAGE_NUMBER = re.compile(r"—\d+—|第\d+页共\d+页|.{,20}第\d+页共\d+页.{,20}")


@pytest.mark.parametrize("name", EVERY)
def test_every_word_comes_back_from_pdfium(name: str, archived: dict[str, Path]) -> None:
    paper, _ = EVERY[name]
    text = by_pdfium(archived[name])
    whole, flowing = squeezed(text), without_repeats(text, paper)
    assert [words for words in said(paper) if squeezed(words) not in whole and squeezed(words) not in flowing] == []
    assert "〓" not in whole
    assert "\ufffd" not in whole


@pytest.mark.parametrize("name", ["regulation", "regulation-plain"])
def test_contents_and_outline_lead_to_the_right_pages(name: str, archived: dict[str, Path]) -> None:
    document = pypdfium2.PdfDocument(archived[name])
    pages = [squeezed(page.get_textpage().get_text_range()) for page in document]
    outline = {squeezed(mark.get_title()): mark.get_dest().get_index() for mark in document.get_toc()}
    document.close()
    paper = EVERY[name][0]
    assert isinstance(paper, RegulationPaper)
    listed = pages[0].split("目录")[1]
    chapters = [chapter.number + (chapter.title or "") for chapter in paper.text.nodes]
    for heading in chapters:
        found = re.search(re.escape(heading) + r"[.·…]*(\d+)", listed)
        assert found, heading
        assert heading in pages[int(found[1]) - 1].replace(found[0], "")
        assert outline[heading] == int(found[1]) - 1
    articles = [article.number for chapter in paper.text.nodes for article in chapter.children]
    for article in articles:
        (page,) = (at for title, at in outline.items() if title.startswith(article))
        assert article in pages[page]


@pytest.mark.tool("pdftotext")
@pytest.mark.tool("mutool")
def test_other_engines_read_the_same_characters(archived: dict[str, Path]) -> None:
    for name, path in archived.items():
        wanted = Counter(squeezed(by_pdfium(path)))
        for command in (("pdftotext", "-raw", str(path), "-"), ("mutool", "draw", "-q", "-F", "txt", str(path))):
            got = Counter(squeezed(run(*command)))
            assert (name, command[0], wanted - got, got - wanted) == (name, command[0], Counter(), Counter())


@pytest.mark.tool("qpdf")
def test_qpdf_finds_nothing_to_complain_of(archived: dict[str, Path]) -> None:
    for path in (*archived.values(), *several(archived)):
        assert "No syntax or stream encoding errors" in run("qpdf", "--check", str(path))


@pytest.mark.parametrize("name", EVERY)
def test_a_second_rendering_is_the_same(name: str, archived: dict[str, Path]) -> None:
    paper, style = EVERY[name]
    again = every()[name][0]
    made = render(again, mark=block(paper.number), created=CREATED, style=style, part=1)
    assert made.pdf == archived[name].read_bytes()


ELSEWHERE = """
import hashlib, json, locale, time
from tests.printing.every_paper import block, every
from tests.printing.invented import CREATED
from wxadmin.printing.papers import render
digests = {}
for name, (paper, style) in reversed(every().items()):
    made = render(paper, mark=block(paper.number), created=CREATED, style=style, part=1)
    digests[name] = hashlib.sha256(made.pdf).hexdigest()
print(json.dumps([digests, time.tzname[0], locale.getpreferredencoding(False)]))
"""


@pytest.mark.slow
def test_another_machine_makes_the_same_bytes(archived: dict[str, Path], tmp_path: Path) -> None:
    # Other hashes, zone, locale (one that knows ASCII alone), folder and order of work, and no unpacked fonts.
    (tmp_path / "elsewhere").mkdir()
    changed = {
        "PYTHONHASHSEED": "4711", "TZ": "America/St_Johns", "LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0", "WXADMIN_CACHE": str(tmp_path / "cold"), "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", ELSEWHERE], capture_output=True, check=False, cwd=tmp_path / "elsewhere",
        env={**os.environ, **changed},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    digests, zone, encoding = json.loads(done.stdout)
    if sys.platform == "linux":
        assert (zone, encoding) == ("NST", "ANSI_X3.4-1968")  # the control: it really was another place
    assert list((tmp_path / "cold" / "fonts").glob("*.ttf"))
    here = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in archived.items()}
    assert digests == here


@pytest.mark.tool("pdffonts")
def test_poppler_sees_every_font_embedded_as_a_subset(regulation: Path) -> None:
    rows = run("pdffonts", str(regulation)).splitlines()[2:]
    assert rows
    for row in rows:
        assert re.search(r"CID TrueType\s+Identity-H\s+yes yes yes", row)


@pytest.mark.tool("javac")
@pytest.mark.slow
def test_preflight_accepts_every_paper_as_archive(archived: dict[str, Path], tmp_path: Path) -> None:
    jars = [JARS / f"{name}.jar" for name in
            ("preflight", "pdfbox2", "fontbox2", "xmpbox", "commons-logging", "javax.activation")]  # fmt: skip
    missing = [jar.name for jar in jars if not jar.exists()]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    folder = tmp_path / "javax/xml/bind"
    folder.mkdir(parents=True)
    sources = [tmp_path / "Preflight.java", folder / "DatatypeConverter.java"]
    for source, text in zip(sources, (PREFLIGHT, CONVERTER), strict=True):
        source.write_text(text, "utf-8")
    classes = ":".join(map(str, [*jars, tmp_path]))
    run("javac", "-cp", classes, "-d", str(tmp_path), *map(str, sources))
    files = [*archived.values(), *several(archived)]
    for mark in (Draft(), Unregistered(bytes(32))):
        path = tmp_path / f"notice-{type(mark).__name__}.pdf"
        paper, style = EVERY["notice"]
        path.write_bytes(render(paper, mark=mark, created=CREATED, style=style, part=1).pdf)
        files.append(path)
    # A control: the same paper that claims nothing must be refused, or the check checks nothing.
    control = tmp_path / "control.pdf"
    control.write_bytes(files[0].read_bytes().replace(b"<pdfaid:part>1", b"<pdfaid:part>7"))
    out = run("java", "-cp", classes, "Preflight", *map(str, files), str(control))
    assert "control.pdf false" in out
    for path in files:
        assert f"{path.name} true" in out, out
