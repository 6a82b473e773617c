"""What the attack tables of the command line share: files that mean harm, and what every command owes to its user."""

from __future__ import annotations

import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from PIL import Image

from wxadmin.cli import main

TEXT = "群规\n第一条 成员实名。\n第二条 不得辱骂他人。\n"
OTHER = "群规\n第一条 成员实行实名。\n第二条 不得辱骂他人。\n"
REGULATION = ("regulation", "pdf", "r.txt")
SHEET = ("sheet", "pdf", "--roster", "a.csv", "--title", "签收")
FORM = ("form", "pdf", "join")
COMPARISON = ("regulation", "diff", "r.txt", "r2.txt")
LIBRARY = ("regulation", "new", "work", "--set", "unit=甲", "--set", "group=乙")
_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)


def lay_out(folder: Path) -> None:
    """The sound files that the commands of this table read."""
    (folder / "r.txt").write_text(TEXT, encoding="utf-8")
    (folder / "r2.txt").write_text(OTHER, encoding="utf-8")
    (folder / "a.csv").write_text("姓名,部门\n林岚,行政部\n方立,研发部\n", encoding="utf-8")
    Image.new("RGB", (60, 40), "navy").save(folder / "logo.png")


def ask(argv: list[str], capsys: pytest.CaptureFixture[str], code: int = 0) -> str:
    """Carries a command out and returns what it said; it must end with ``code``, refusals with exactly one line.

    No part of a file may be left behind.
    """
    capsys.readouterr()
    assert main(argv) == code, capsys.readouterr().err
    said = capsys.readouterr()
    if code:
        assert said.out == ""
        assert said.err.count("\n") == 1
        assert len(said.err) < 700
        assert said.err.rstrip().endswith("。")
        assert "Errno" not in said.err
    else:
        assert said.err == ""
    assert not [path.name for path in Path().iterdir() if path.name.startswith(".")]
    return said.err or said.out


def png(width: int, height: int, data: bytes | None = None, *, depth: int = 8, extra: bytes = b"") -> bytes:
    """A PNG that says it has this size, whatever is in it."""
    head = struct.pack(">IIBBBBB", width, height, depth, 2, 0, 0, 0)
    body = zlib.compress(bytes(1000)) if data is None else data
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + extra + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def chunk(kind: bytes, data: bytes) -> bytes:
    """One chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def docx(path: Path, body: str, *, before: str = "") -> Path:
    """A DOCX with this XML in its body."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", _TYPES)
        file.writestr("_rels/.rels", _RELATIONS)
        file.writestr("word/document.xml", f"{before}<w:document {_WORD}><w:body>{body}</w:body></w:document>")
    return path


def paragraph(text: str) -> str:
    """A paragraph of such a body."""
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def locked(path: Path) -> None:
    """Marks every part of a ZIP as encrypted."""
    data = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(mark)
        while place >= 0:
            data[place + at] |= 1
            place = data.find(mark, place + 4)
    path.write_bytes(data)
