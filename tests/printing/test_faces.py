"""Faces: unpacked once, verified, replaced character by character, embedded as small programs."""

from __future__ import annotations

import io
import json
import lzma
import os
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from tests.printing.invented import CREATED
from wxadmin.build import symbols
from wxadmin.build.fonts import SOURCES, find
from wxadmin.build.symbols import licence, make
from wxadmin.domain.errors import UserError
from wxadmin.printing.typesetting import faces
from wxadmin.printing.typesetting.book import Book
from wxadmin.printing.typesetting.sfnt import Sfnt
from wxadmin.resource import resource_dir


@pytest.fixture
def own_fonts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of resources with one small face under the key ``emoji``, and a cache of its own."""
    folder = tmp_path / "resources"
    folder.mkdir()
    (folder / "faces.json").write_text((resource_dir("fonts") / "faces.json").read_text("utf-8"), "utf-8")
    packed = "NotoEmoji-Regular.ttf.xz"
    (folder / packed).write_bytes((resource_dir("fonts") / packed).read_bytes())
    monkeypatch.setattr(faces, "resource_dir", lambda _name: folder)
    monkeypatch.setenv("WXADMIN_CACHE", str(tmp_path / "cache"))
    for cached in (faces._face, faces._entries, faces._chain):
        cached.cache_clear()
    yield folder
    for cached in (faces._face, faces._entries, faces._chain):
        cached.cache_clear()


def test_packed_faces_fit_and_each_has_its_licence() -> None:
    folder = resource_dir("fonts")
    entries = json.loads((folder / "faces.json").read_text("utf-8"))
    assert {e["key"] for e in entries} == set(faces.BUNDLED) == {s.key for s in SOURCES}
    assert sum(p.stat().st_size for p in folder.iterdir()) <= 40_000_000
    for entry in entries:
        assert "SIL O" in (folder / entry["licence"]).read_text("utf-8", errors="replace")


def test_all_common_characters_are_in_the_body_face() -> None:
    # GB 2312 level 1 and 2 by its own encoding: 6,763 characters.
    song = faces.face("song")
    count = 0
    for high in range(0xB0, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                char = bytes((high, low)).decode("gb2312")
            except UnicodeDecodeError:
                continue
            count += 1
            assert song.glyph(char), char
    assert count == 6763


def test_rare_characters_fall_back_and_unknown_ones_are_told() -> None:
    chain = faces.Chain(("song", "kai", "rare", "emoji"))
    assert chain.widths["港"] == 1000
    assert chain.widths["\U0002a6a5"] == 1000  # four dragons, Ext B
    assert chain.strays["\U0002a6a5"] is faces.face("rare")
    assert "港" not in chain.strays
    assert chain.widths["\U0001f600"] > 0
    assert chain.strays["\U0001f600"] is faces.face("emoji")
    assert chain.widths["\u0f00"] == 1000
    assert chain.strays["\u0f00"] is None


def test_chain_of_every_face_ends_with_the_same_stand_ins() -> None:
    assert faces.chain("fangsong").keys == ("song", "kai", "symbols", "rare", "emoji")
    assert faces.chain("hei").keys == ("hei", "song", "kai", "symbols", "rare", "emoji")
    assert faces.chain("kai").keys == ("kai", "song", "symbols", "rare", "emoji")


def test_symbols_stand_in_for_nobody_who_has_the_character() -> None:
    # Each of them is new, so that neither text nor emoji look other than before.
    here = faces.face("symbols")
    others = [faces.face(key) for key in faces.STAND_INS if key != "symbols"]
    count = 0
    for first, last in zip(here.font._first, here.font._last, strict=True):
        for char in map(chr, range(first, last + 1)):
            count += 1
            assert not any(other.own_glyph(char) for other in others), hex(ord(char))
    assert count == 8610
    assert here.font.embeddable


def test_the_licence_of_symbols_names_everybody() -> None:
    text = (resource_dir("fonts") / "WxadminSymbols-OFL.txt").read_text("utf-8")
    assert text.count("Copyright 2022 The Noto Project Authors") == 16
    assert text.count("SIL OPEN FONT LICENSE Version 1.1") == 1
    with pytest.raises(SystemExit, match="another licence"):
        licence([text, "Copyright nobody\n\nAll rights reserved."])


def test_em_dashes_join_and_middle_dot_is_full_width() -> None:
    for key in ("song", "hei", "biaosong"):
        face = faces.face(key)
        glyph = face.glyph("—")
        left, _, right, _ = struct.unpack_from(">4h", face.font.outline(glyph), 2)
        assert (left, right, face.font.advance(glyph)) == (0, 1000, 1000)
        assert face.font.advance(face.glyph("·")) == 1000
    kai = faces.face("kai")
    assert kai.glyph("“") == 0  # Latin quotation marks there; the 宋 ones are used
    assert kai.font.advance(kai.glyph("·")) == 1000


def test_subset_keeps_outlines_and_parts_of_composites() -> None:
    path = faces.face_file("kai")  # of the bundled faces only this one has composite glyphs
    whole = TTFont(io.BytesIO(path.read_bytes()), lazy=True)
    cmap, glyf = whole.getBestCmap(), whole["glyf"]
    composite = 0x2CA
    assert glyf[cmap[composite]].isComposite()
    font = Sfnt(path)
    codes = [ord("港"), composite, ord("A")]
    made = TTFont(io.BytesIO(font.subset([0, *map(font.glyph, codes)])[0]))
    order = made.getGlyphOrder()
    for place, code in enumerate(codes, 1):
        one, other = made["glyf"][order[place]], glyf[cmap[code]]
        assert made["hmtx"][order[place]] == whole["hmtx"][cmap[code]]
        if one.isComposite():
            assert len(one.components) == len(other.components)
            assert all(order.index(part.glyphName) > len(codes) for part in one.components)
        else:
            assert one.getCoordinates(made["glyf"])[0] == other.getCoordinates(glyf)[0]
    assert made["maxp"].numGlyphs == len(order)


def test_format_4_tables_are_read() -> None:
    whole = TTFont(faces.face_file("emoji"))
    whole["cmap"].tables = [t for t in whole["cmap"].tables if t.format == 4]
    out = io.BytesIO()
    whole.save(out)
    font = Sfnt(out.getvalue())
    names = whole.getGlyphOrder()
    for code, name in whole.getBestCmap().items():
        assert names[font.glyph(code)] == name
    assert font.glyph(ord("港")) == 0


def test_unpacked_once_and_left_alone(own_fonts: Path) -> None:
    path = faces.face_file("emoji")
    before = path.stat().st_mtime_ns
    assert faces.face_file("emoji") == path
    assert path.stat().st_mtime_ns == before
    path.write_bytes(b"cut short")
    assert faces.face_file("emoji").stat().st_size == 886572  # a torn copy is made anew
    assert [p.suffix for p in path.parent.iterdir()] == [".ttf"]
    del own_fonts


def test_a_damaged_copy_in_the_cache_is_made_anew(own_fonts: Path) -> None:
    path = faces.face_file("emoji")
    right = path.read_bytes()
    path.write_bytes(bytes(len(right)))
    assert faces.face("emoji").glyph("\U0001f600")
    assert path.read_bytes() == right
    del own_fonts


@pytest.mark.parametrize("damage", ["gone", "cut", "other", "manifest"])
def test_missing_or_broken_files_are_explained(own_fonts: Path, damage: str) -> None:
    packed = own_fonts / "NotoEmoji-Regular.ttf.xz"
    if damage == "gone":
        packed.unlink()
    elif damage == "cut":
        packed.write_bytes(packed.read_bytes()[:5000])
    elif damage == "other":
        packed.write_bytes(lzma.compress(b"not the face that was meant"))
    else:
        (own_fonts / "faces.json").write_text("{", "utf-8")
    with pytest.raises(UserError, match=r"字体.*重新安装"):
        faces.face("emoji")


def test_without_a_cache_the_face_is_kept_in_memory(own_fonts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = own_fonts / "a file"
    blocked.write_text("in the way", "utf-8")
    monkeypatch.setenv("WXADMIN_CACHE", str(blocked))
    assert faces.face("emoji").glyph("\U0001f600")
    with pytest.raises(UserError, match="缓存文件夹不能写"):
        faces.face_file("emoji")


@pytest.mark.parametrize("data", [b"", b"OTTO" + bytes(200), bytes(300), b"\0\1\0\0\0\x05" + bytes(40)])
def test_what_is_no_truetype_font_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "simfang.ttf"
    path.write_bytes(data)
    with pytest.raises(UserError, match=r"simfang\.ttf"):
        Sfnt(path)


def test_every_cut_of_a_font_is_refused() -> None:
    whole = faces.face_file("emoji").read_bytes()

    def embed(size: int) -> None:
        Sfnt(whole[:size], "cut").subset(list(range(50)))

    for size in (12, 100, 300, 2000, len(whole) // 2, len(whole) - 5):
        with pytest.raises(UserError):
            embed(size)


def test_threads_that_ask_at_once_get_the_same_face(own_fonts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wait = threading.Barrier(4)
    opened: list[str] = []

    def slow(path: Path, name: str) -> Sfnt:
        opened.append(name)
        time.sleep(0.05)
        return Sfnt(path, name)

    def ask() -> tuple[int, int]:
        wait.wait()
        return id(faces.face("emoji")), id(faces.chain("song"))

    monkeypatch.setattr(faces, "Sfnt", slow)
    with ThreadPoolExecutor(4) as pool:
        answers = {asked.result() for asked in [pool.submit(ask) for _ in range(4)]}
    assert len(answers) == 1
    assert opened == ["NotoEmoji-Regular.ttf"]
    del own_fonts


def test_several_processes_unpack_at_once(tmp_path: Path) -> None:
    code = "from wxadmin.printing.typesetting import faces; print(faces.face('emoji').glyph('\U0001f600'))"
    env = {**os.environ, "WXADMIN_CACHE": str(tmp_path), "PYTHONIOENCODING": "utf-8"}
    running = [
        subprocess.Popen([sys.executable, "-c", code], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(4)
    ]
    answers = {process.communicate(timeout=60) for process in running}
    assert len(answers) == 1
    assert answers.pop()[1] == b""
    assert len(list((tmp_path / "fonts").iterdir())) == 1


def part(char: str, upstream: str) -> tuple[str, bytes]:
    """A font of one square, 600 wide, as a maker of faces would find it."""
    builder = FontBuilder(1000, isTTF=True)
    pen = TTGlyphPen(None)
    pen.moveTo((50, 0))
    for point in ((550, 0), (550, 500), (50, 500)):
        pen.lineTo(point)
    pen.closePath()
    builder.setupGlyphOrder([".notdef", "one"])
    builder.setupCharacterMap({ord(char): "one"})
    builder.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "one": pen.glyph()})
    builder.setupHorizontalMetrics({".notdef": (600, 0), "one": (600, 50)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupOS2()
    builder.setupPost()
    out = io.BytesIO()
    builder.save(out)
    return upstream, out.getvalue()


def test_symbols_are_made_of_their_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = (part("♛", "a/A.ttf"), part("♛", "b/B.ttf"), part("✎", "c/C.ttf"), part("ש", "d/D.ttf"))
    for upstream, data in parts:
        path = tmp_path / f"fonts-{upstream[0]}-0.4.1" / "package" / upstream[2:]
        path.parent.mkdir(parents=True)
        path.write_bytes(data)
    everything = ((0x5D0, 0x5EA), (0x2600, 0x27BF))
    monkeypatch.setattr(symbols, "WHOLE", tuple((upstream, everything) for upstream, _ in parts))
    monkeypatch.setattr(symbols, "MARKS_ALONE", ())
    made = make(lambda upstream: find(tmp_path, upstream), {"✎"})
    font = Sfnt(made)
    assert font.advance(font.glyph(ord("♛"))) == 600
    assert struct.unpack_from(">4h", font.outline(font.glyph(ord("♛"))), 2) == (50, 0, 550, 500)
    assert not font.glyph(ord("✎"))  # known already
    assert not font.glyph(ord("ש"))  # written from right to left
    assert made == make(lambda upstream: find(tmp_path, upstream), {"✎"})
    with pytest.raises(SystemExit, match="is not below"):
        find(tmp_path, "e/E.ttf")


def test_a_face_loaded_twice_is_embedded_once() -> None:
    """Two threads may each have loaded it; the bytes of a paper do not depend on that."""
    book = Book("", "", CREATED)
    one, other = (faces.Face("song", faces.face("song").font) for _ in range(2))
    assert one is not other
    assert book.font(one) is book.font(other)
