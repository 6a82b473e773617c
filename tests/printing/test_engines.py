"""Programs of others read our papers as we meant them."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.printing.invented import CREATED, papers, regulation_text
from wxadmin.domain.papers import RegulationPaper, SignRow, SignSheet
from wxadmin.domain.regulation import Node
from wxadmin.domain.seal import Draft, Unregistered
from wxadmin.printing.papers import render
from wxadmin.printing.typesetting.profile import MM

KINDS = tuple(papers())
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


@pytest.mark.tool("qpdf")
@pytest.mark.parametrize("kind", KINDS)
def test_qpdf_finds_nothing_to_complain_of(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "p.pdf"
    path.write_bytes(render(papers()[kind], mark=Draft(), created=CREATED).pdf)
    assert "No syntax or stream encoding errors" in run("qpdf", "--check", str(path))


@pytest.mark.tool("pdffonts")
def test_poppler_sees_every_font_embedded_as_a_subset(regulation: Path) -> None:
    rows = run("pdffonts", str(regulation)).splitlines()[2:]
    assert rows
    for row in rows:
        assert re.search(r"CID TrueType\s+Identity-H\s+yes yes yes", row)


@pytest.mark.tool("javac")
@pytest.mark.slow
def test_preflight_accepts_every_paper_as_archive(tmp_path: Path) -> None:
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
    files = []
    for kind, paper in papers().items():
        for mark in (Draft(), Unregistered(bytes(32))):
            path = tmp_path / f"{kind}-{type(mark).__name__}.pdf"
            path.write_bytes(render(paper, mark=mark, created=CREATED, part=1).pdf)
            files.append(path)
    # A control: the same paper that claims nothing must be refused, or the check checks nothing.
    control = tmp_path / "control.pdf"
    control.write_bytes(files[0].read_bytes().replace(b"<pdfaid:part>1", b"<pdfaid:part>7"))
    out = run("java", "-cp", classes, "Preflight", *map(str, files), str(control))
    assert "control.pdf false" in out
    for path in files:
        assert f"{path.name} true" in out, out


@pytest.mark.tool("pdftoppm")
def test_ink_ends_at_the_edges_of_the_type_area(tmp_path: Path) -> None:
    from PIL import Image

    from wxadmin.domain.regulation import RegulationText

    # 口 is a box of known bearings in the face: its ink must begin and end within 0.3 pt of where the measure says.
    path = tmp_path / "k.pdf"
    text = RegulationText(None, ("口" * (28 * 10 - 2),), (), ())
    path.write_bytes(render(RegulationPaper("", text), mark=Draft(), created=CREATED).pdf)
    run("pdftoppm", "-r", "720", "-gray", "-singlefile", str(path), str(tmp_path / "k"))
    image = Image.open(tmp_path / "k.pgm")
    scale = 720 / 72
    import struct

    from wxadmin.printing.typesetting.faces import face

    song = face("song")
    left, _, right, _ = struct.unpack_from(">4h", song.font.outline(song.glyph("口")), 2)
    second = (37 * MM + 15.75 * 1.875) * scale
    band = image.crop((0, int(second), image.width, int(second + 15.75 * scale)))
    dark = band.point(lambda v: 255 if v < 128 else 0).getbbox()
    assert dark is not None
    assert dark[0] / scale == pytest.approx(28 * MM + left * 15.75 / 1000, abs=0.3)
    assert dark[2] / scale == pytest.approx((28 + 156) * MM - (1000 - right) * 15.75 / 1000, abs=0.3)
