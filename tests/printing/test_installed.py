"""Fonts of the owner: found by their names, used where that is allowed and safe, never a reason for a paper to fail."""

from __future__ import annotations

import io
import random
import struct
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pypdfium2
import pytest
from fontTools import subset
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.ttLib import TTCollection, TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphComponent

from tests.printing.invented import CREATED, papers
from wxadmin.domain.seal import Reserved
from wxadmin.domain.style import Style
from wxadmin.printing.papers import render
from wxadmin.printing.typesetting import faces, installed
from wxadmin.printing.typesetting.installed import NEEDED, Installed

TEXT = "港湾渔船—·…“”‘’─・0123456789AB"


def forget() -> None:
    for cached in (faces._face, faces._chain, installed.installed, installed.own_font):
        cached.cache_clear()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The only folder of fonts that this machine has."""
    place = tmp_path / "Fonts"
    place.mkdir()
    monkeypatch.setattr(installed, "_places", lambda: [place])
    forget()
    yield place
    forget()


@cache
def _small(chars: str) -> bytes:
    whole = TTFont(io.BytesIO(faces.face_file("kai").read_bytes()), lazy=True)
    options = subset.Options(name_IDs=[], notdef_outline=True, hinting=False, layout_features=[])
    cutter = subset.Subsetter(options)
    cutter.populate(text=chars)
    cutter.subset(whole)
    out = io.BytesIO()
    whole.save(out)
    return out.getvalue()


def font(name: str, *, chars: str = NEEDED + TEXT, rights: int = 8) -> TTFont:
    """A small font of this family, cut from a bundled one."""
    made = TTFont(io.BytesIO(_small(chars)))
    made["OS/2"].fsType = rights
    made["name"].names = []
    for kind in (1, 4, 6):
        made["name"].setName(name, kind, 3, 1, 0x804)
    return made


def saved(made: TTFont, path: Path) -> Path:
    made.save(path)
    forget()
    return path


def damaged(made: TTFont, char: str, change: Callable[[bytearray], None]) -> bytes:
    """The file with the outline of one character changed in place."""
    out = io.BytesIO()
    made.save(out)
    data = bytearray(out.getvalue())
    again = TTFont(io.BytesIO(data))
    place = again.getGlyphID(again.getBestCmap()[ord(char)])
    start, end = again["loca"][place], again["loca"][place + 1]
    table = next(e for tag, e in again.reader.tables.items() if tag == "glyf")
    outline = data[table.offset + start : table.offset + end]
    change(outline)
    data[table.offset + start : table.offset + end] = outline
    return bytes(data)


def printed(own: bool = True) -> tuple[str, bytes]:
    made = render(papers()["notice"], mark=Reserved(), created=CREATED, style=Style(own_fonts=own)).pdf
    pdf = pypdfium2.PdfDocument(made)
    text = "".join(page.get_textpage().get_text_range() for page in pdf)
    pdf.close()
    return "".join(text.split()), made


def test_the_owners_face_prints_what_it_has_and_others_the_rest(folder: Path) -> None:
    saved(font("FangSong"), folder / "simfang.ttf")
    chain = faces.chain("fangsong", owners=True)
    assert chain.keys == ("owner:fangsong", "song", "kai", "symbols", "rare", "emoji")
    assert [chain.widths[c] for c in "港一\U0002a6a5"] == [1000] * 3
    assert chain.first.key == "owner:fangsong"
    assert chain.widths["违"] == 1000
    assert chain.strays["违"] is faces.face("song")
    assert chain.strays["\U0002a6a5"] is faces.face("rare")
    plain_text, _ = printed(own=False)
    own_text, made = printed()
    assert own_text == plain_text
    assert b"+simfang" in made
    assert faces.chain("fangsong").keys[0] == "song"


@pytest.mark.parametrize(
    ("key", "file", "name"),
    [
        ("fangsong", "SIMFANG.TTF", "FangSong"),
        ("fangsong", "仿宋_GB2312.ttf", "仿宋_GB2312"),
        ("hei", "simhei.ttf", "SimHei"),
        ("kai", "Kaiti.ttc", "STKaitiSC-Regular"),
        ("song", "Songti.ttc", "STSongti-SC-Regular"),
        ("biaosong", "FZXBSJW_0.TTF", "方正小标宋简体"),
    ],
)
def test_faces_are_known_by_the_names_inside(folder: Path, key: str, file: str, name: str) -> None:
    saved(font(name), folder / file)
    assert [(f.key, f.name, f.path.name, f.problem) for f in installed.report()] == [(key, name, file, "")]
    assert faces.chain(key, owners=True).keys[0] == f"owner:{key}"


def test_another_font_under_a_known_file_name_is_not_used(folder: Path) -> None:
    saved(font("Harbour Sans"), folder / "simfang.ttf")
    assert installed.report() == ()
    assert faces.chain("fangsong", owners=True).keys[0] == "song"


@pytest.mark.parametrize(("file", "wanted", "others"), [
    ("simsun.ttc", "SimSun", ["NSimSun", "SimSun-ExtB"]),
    ("Songti.ttc", "STSongti-SC-Regular", ["STSongti-SC-Black", "STSongti-SC-Bold", "STSongti-TC-Regular"]),
])  # fmt: skip
def test_the_right_face_of_a_collection(folder: Path, file: str, wanted: str, others: list[str]) -> None:
    for place in range(len(others) + 1):
        collection = TTCollection()
        names = [*others[:place], wanted, *others[place:]]
        collection.fonts = [font(name, chars=NEEDED + ("港" if name == wanted else "湾")) for name in names]
        collection.save(folder / file)
        forget()
        face = faces.face("owner:song")
        assert face.glyph("港")
        assert not face.glyph("湾")
        assert face.font.subset([0, face.glyph("港")])[1] == 2


@pytest.mark.parametrize(("rights", "used"), [(0, True), (4, True), (8, True), (6, True), (0xA, True), (2, False),
                                              (0x100, False), (0x108, False), (0x200, False)])  # fmt: skip
def test_embedding_rights_are_respected_and_told(folder: Path, rights: int, used: bool) -> None:
    path = saved(font("SimHei", rights=rights), folder / "simhei.ttf")
    chain = faces.chain("hei", owners=True)
    assert (chain.keys[0] == "owner:hei") is used
    assert installed.report() == (Installed("hei", "SimHei", path, 0, "" if used else "字体厂商不允许嵌入"),)
    assert b"+simhei" not in printed()[1] or used


def test_the_next_font_is_used_when_the_best_may_not_be(folder: Path) -> None:
    saved(font("FangSong", rights=2), folder / "a-fangsong.ttf")
    saved(font("STFangsong"), folder / "STFANGSO.TTF")
    assert [(f.name, bool(f.problem)) for f in installed.report()] == [("FangSong", True), ("STFangsong", False)]
    assert faces.face("owner:fangsong").font.name == "STFANGSO.TTF"


def test_cff_outlines_are_declined(folder: Path) -> None:
    builder = FontBuilder(1000, isTTF=False)
    pen = T2CharStringPen(1000, None)
    pen.moveTo((0, 0))
    pen.lineTo((0, 900))
    pen.lineTo((900, 900))
    pen.closePath()
    builder.setupGlyphOrder([".notdef", "square"])
    builder.setupCharacterMap(dict.fromkeys(map(ord, NEEDED), "square"))
    builder.setupCFF("FangSong", {}, {".notdef": pen.getCharString(), "square": pen.getCharString()}, {})
    builder.setupHorizontalMetrics({".notdef": (1000, 0), "square": (1000, 0)})
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": "FangSong", "psName": "FangSong"})
    builder.setupOS2()
    builder.setupPost()
    builder.save(folder / "fangsong.otf")
    assert [f.problem for f in installed.report()] == ["轮廓是 CFF 格式，不能嵌入"]
    assert faces.chain("fangsong", owners=True).keys[0] == "song"
    assert printed()[0] == printed(own=False)[0]


def test_a_font_without_common_characters_is_declined(folder: Path) -> None:
    saved(font("SimHei", chars="ABC一的"), folder / "simhei.ttf")
    assert [f.problem for f in installed.report()] == ["缺少常用字"]
    assert faces.chain("hei", owners=True).keys[0] == "hei"


@pytest.mark.parametrize("system", ["windows user", "windows", "mac", "linux", "home"])
def test_folders_of_every_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, system: str) -> None:
    home = tmp_path / "home"
    monkeypatch.setattr(Path, "home", lambda: home)
    monkeypatch.setenv("WINDIR", str(tmp_path / "Windows"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "Local"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    place = {
        "windows user": tmp_path / "Local/Microsoft/Windows/Fonts",
        "windows": tmp_path / "Windows/Fonts",
        "mac": home / "Library/Fonts/Office",
        "linux": tmp_path / "share/fonts/cn/fz",
        "home": home / ".fonts",
    }[system]
    place.mkdir(parents=True)
    path = saved(font("FZXiaoBiaoSong-B05S"), place / "方正小标宋简体.ttf")
    try:
        # The machine that runs this may have fonts of its own; the person's come first.
        assert path in [f.path for f in installed.installed("biaosong")]
    finally:
        forget()


@pytest.mark.parametrize("size", [0, 3, 12, 40, 200, 1000, 0.3, 0.6, 0.9, 0.999])
def test_a_font_cut_short_never_breaks_a_paper(folder: Path, size: float) -> None:
    path = saved(font("FangSong"), folder / "fangsong.ttf")
    data = path.read_bytes()
    path.write_bytes(data[: int(size * len(data)) if isinstance(size, float) else size])
    text, made = printed()
    assert text == printed(own=False)[0]
    assert b"+fangsong" not in made
    assert [f.problem for f in installed.installed("fangsong")] == ["文件损坏"]


def test_bytes_changed_anywhere_never_break_a_paper(folder: Path) -> None:
    whole = saved(font("FangSong"), folder / "fangsong.ttf").read_bytes()
    expected = printed(own=False)[0]
    r = random.Random(11)
    used = 0
    for turn in range(80):
        data = bytearray(whole)
        # Half of them in the directory and the first tables, where most harm is done.
        for _ in range(r.randint(1, 4)):
            data[r.randrange(400 if turn % 2 else len(data))] = r.randrange(256)
        (folder / "fangsong.ttf").write_bytes(data)
        forget()
        text, made = printed()
        assert text == expected
        used += b"+fangsong" in made
    assert 5 < used < 80


@pytest.mark.parametrize("harm", ["flags", "contours", "ends", "instructions", "parts"])
def test_a_damaged_outline_is_left_to_the_next_face(folder: Path, harm: str) -> None:
    def change(outline: bytearray) -> None:
        contours = struct.unpack_from(">h", outline, 0)[0]
        if harm == "flags":
            outline[12 + 2 * contours :] = b"\x00" * (len(outline) - 12 - 2 * contours)
        elif harm == "contours":
            struct.pack_into(">h", outline, 0, 0x7FFF)
        elif harm == "ends":
            struct.pack_into(">H", outline, 10, 0xFFF0)
        elif harm == "instructions":
            struct.pack_into(">H", outline, 10 + 2 * contours, 0xFFFF)
        else:
            struct.pack_into(">hHHH", outline, 0, -1, 0, 0, 0)
            struct.pack_into(">HHH", outline, 10, 0x20, 0xFFFE, 0)

    (folder / "simkai.ttf").write_bytes(damaged(font("KaiTi"), "港", change))
    forget()
    chain = faces.chain("kai", owners=True)
    assert chain.widths["港"] == 1000
    assert chain.strays["港"] is faces.face("kai")
    assert chain.widths["湾"] == 1000
    assert "湾" not in chain.strays


def test_blank_endless_and_impossible_characters_are_left_to_the_next_face(folder: Path) -> None:
    made = font("KaiTi")
    cmap, glyf = made.getBestCmap(), made["glyf"]
    names = {char: cmap[ord(char)] for char in "港湾渔船AB"}
    glyf[names["港"]] = Glyph()  # blank
    part = GlyphComponent()
    part.glyphName, part.x, part.y, part.flags = names["湾"], 0, 0, 0x4
    circle = Glyph()
    circle.numberOfContours, circle.components = -1, [part]
    made["hmtx"][names["渔"]] = (0, 0)
    made["hmtx"][names["船"]] = (65535, 0)
    made["hmtx"][names["A"]] = (65535, 0)
    path = saved(made, folder / "simkai.ttf")
    # fontTools does not write a glyph that is a part of itself; the bytes of another are made one.
    made = TTFont(io.BytesIO(path.read_bytes()))
    data = bytearray(path.read_bytes())
    order = made.getGlyphID(names["湾"])
    at = made.reader.tables["glyf"].offset + made["loca"][order]
    struct.pack_into(">hhhhhHHhh", data, at, -1, 0, 0, 900, 900, 0x2 | 0x1, order, 0, 0)
    path.write_bytes(data)
    forget()
    chain = faces.chain("kai", owners=True)
    for char in "港湾渔船A":
        assert 0 < chain.widths[char] <= 1000, char
        assert chain.strays[char] is faces.face("kai"), char
    assert chain.widths["B"]
    assert "B" not in chain.strays


def test_square_marks_are_judged_by_measure(folder: Path) -> None:
    made = font("KaiTi")
    cmap = made.getBestCmap()
    for char in "“…":
        made["hmtx"][cmap[ord(char)]] = (420, 0)
    made["hmtx"][cmap[ord("”")]] = (1000, 60)
    made["hmtx"][cmap[ord("—")]] = (890, 0)
    saved(made, folder / "simkai.ttf")
    chain = faces.chain("kai", owners=True)
    own = faces.face("owner:kai")
    assert [chain.widths[char] for char in "“”…—·"] == [1000] * 5
    assert set(chain.strays) == {"“", "…"}
    assert own.glyph("—") == own.font.glyph(ord("─"))
    assert own.glyph("·") == own.font.glyph(ord("・"))


def test_a_collection_with_an_absurd_header_is_passed_over(folder: Path) -> None:
    for data in (b"ttcf" + b"\0\1\0\0" + b"\xff" * 40, b"ttcf\0\1\0\0\0\0\0\1\xff\xff\xff\xf0", b"ttcf"):
        (folder / "simsun.ttc").write_bytes(data)
        forget()
        assert [f.problem for f in installed.report()] == ["文件损坏"]
        assert faces.chain("song", owners=True).keys[0] == "song"


def test_a_font_that_goes_away_is_replaced(folder: Path) -> None:
    path = saved(font("SimHei"), folder / "simhei.ttf")
    assert installed.installed("hei")[0].problem == ""
    path.unlink()
    assert faces.chain("hei", owners=True).keys[0] == "hei"
