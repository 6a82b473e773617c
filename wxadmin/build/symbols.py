"""Makes one face of the symbols and small letters that stand in nicknames and messages and that no other face has.

♛ ☾ ✎ ✘ ✧ ◡ ◕, 𝓐, ᴗ ᵕ ⸝ ₍ ₎, ღ, ᐢ, ꒰ ꒱, ꕥ, ꧁ ꧂, ༺ ༻ ࿐, ಠ: what one Chinese nickname is adorned with comes from a
dozen writings. The faces of the Noto project that have them are laid together into one of their outlines alone,
without hinting and layout, so that a paper needs one font program for all of them and the package stays small. Left
out is what the faces of the chain print already, emoji among it. Left out too is what would come out wrong without
layout: letters written from right to left and those that join or stack, of which only digits and marks are taken.

With it 9 of the 2,942 characters of U+2000–2BFF are printed as 〓 (before: 1,906), 828 of the 2,876 of U+A000–ABFF
(2,825; what is left are writings that need layout, and Bamum), none of U+1D400–1D7FF (20, and 976 as plain letters) and
none of U+1F300–1FAFF (644), counted with the Unicode of Python 3.11.

Noto has no reserved font names; the result has a name of its own and stays under the SIL Open Font License 1.1.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

EM = 1000
_MADE = 3850070400  # 2026-01-01 in seconds since 1904, so that the bytes do not depend on the day
LARGEST = 2000, 1600
"""Wider or higher than this is no character of a line but a part of something larger (⸻ ⎮)."""

Ranges = tuple[tuple[int, int], ...]
_ALL: Ranges = ((0x21, 0x10FFFF),)
_LATIN: Ranges = ((0x180, 0x58F), (0x1AB0, 0x1AFF), (0x1D00, 0x2BFF), (0x2C60, 0x2E7F), (0xA640, 0xA7FF),
                  (0xAB30, 0xAB6F), (0xFB00, 0xFE2F), (0x10780, 0x107BF), (0x1DF00, 0x1DFFF))  # fmt: skip

_CAT = (0xFECC, 0xFECC)  # the mouth in ฅ^•ﻌ•^ฅ

WHOLE: tuple[tuple[str, Ranges], ...] = (
    ("noto-sans-symbols-2/400Regular/NotoSansSymbols2_400Regular.ttf", _ALL),
    ("noto-sans-symbols/400Regular/NotoSansSymbols_400Regular.ttf", _ALL),
    ("noto-sans-math/400Regular/NotoSansMath_400Regular.ttf", _ALL),
    ("noto-sans/400Regular/NotoSans_400Regular.ttf", _LATIN),
    ("noto-sans-georgian/400Regular/NotoSansGeorgian_400Regular.ttf", ((0x10A0, 0x10FF), (0x1C90, 0x1CBF))),
    (
        "noto-sans-canadian-aboriginal/400Regular/NotoSansCanadianAboriginal_400Regular.ttf",
        ((0x1400, 0x167F), (0x18B0, 0x18FF)),
    ),
    ("noto-sans-armenian/400Regular/NotoSansArmenian_400Regular.ttf", ((0x530, 0x58F), (0xFB13, 0xFB17))),
    ("noto-sans-cherokee/400Regular/NotoSansCherokee_400Regular.ttf", ((0x13A0, 0x13FF), (0xAB70, 0xABBF))),
    ("noto-sans-yi/400Regular/NotoSansYi_400Regular.ttf", ((0xA000, 0xA4CF),)),
    ("noto-sans-vai/400Regular/NotoSansVai_400Regular.ttf", ((0xA500, 0xA63F),)),
)
"""Faces whose characters stand side by side, best first, and what is taken of each."""

MARKS_ALONE: tuple[tuple[str, Ranges, str], ...] = (
    ("noto-serif-tibetan/400Regular/NotoSerifTibetan_400Regular.ttf", ((0xF00, 0xFFF),), ""),
    ("noto-sans-javanese/400Regular/NotoSansJavanese_400Regular.ttf", ((0xA980, 0xA9DF),), ""),
    ("noto-sans-thai/400Regular/NotoSansThai_400Regular.ttf", ((0xE01, 0xE5B),), "ฅค"),
    ("noto-sans-kannada/400Regular/NotoSansKannada_400Regular.ttf", ((0xC80, 0xCFF),), "ಠಥರ"),
    ("noto-sans-bengali/400Regular/NotoSansBengali_400Regular.ttf", ((0x980, 0x9FF),), "ঌ"),
    ("noto-sans-lao/400Regular/NotoSansLao_400Regular.ttf", ((0xE80, 0xEFF),), ""),
    ("noto-sans-arabic/400Regular/NotoSansArabic_400Regular.ttf", ((0x600, 0x6FF), (0xFD3E, 0xFD4F), _CAT), "وﻌ"),
)
"""Faces of writings that join or stack: digits and marks, and the letters that are drawn as eyes, arms and paws."""


def families() -> list[str]:
    """The upstream families, best first."""
    upstreams = [part[0] for part in WHOLE] + [part[0] for part in MARKS_ALONE]
    return [upstream.partition("/")[0] for upstream in upstreams]


def _wanted(known: set[str]) -> Iterator[tuple[str, str]]:
    """Pairs of upstream file and character; ``known`` are left out and each is given once."""
    for upstream, ranges, letters in (*((*part, "") for part in WHOLE), *MARKS_ALONE):
        joins = any(upstream == part[0] for part in MARKS_ALONE)
        for first, last in ranges:
            for char in map(chr, range(first, last + 1)):
                kind = unicodedata.category(char)
                # A ring around its letter (Me) would stand beside it without layout.
                if char in known or kind[0] in "CZ" or kind == "Me":
                    continue
                backwards = unicodedata.bidirectional(char) in ("R", "AL")
                if char in letters or not (backwards or (joins and kind[0] not in "NPS")):
                    yield upstream, char


def licence(texts: Sequence[str]) -> str:
    """One text of the licences of all parts: every copyright line, and once the licence that they share."""
    if not all("SIL OPEN FONT LICENSE Version 1.1" in text for text in texts):
        raise SystemExit("a part of the face of symbols is under another licence")
    lines = dict.fromkeys(text.partition("\n")[0] for text in texts)
    return "\n".join(lines) + "\n" + texts[0].partition("\n")[2]


def make(find: Callable[[str], Path], known: set[str]) -> bytes:
    """The face as a TrueType file, without the characters ``known``; ``find`` tells where an upstream file lies.

    The same on every machine with the versions that ``wxadmin.build.fonts`` names.
    """
    glyphs = {".notdef": TTGlyphPen(None).glyph()}
    metrics = {".notdef": (EM, 0)}
    characters: dict[int, str] = {}
    opened: dict[str, TTFont] = {}
    for upstream, char in _wanted(known):
        font = opened.get(upstream) or opened.setdefault(upstream, TTFont(find(upstream)))
        if font["head"].unitsPerEm != EM:
            raise SystemExit(f"{upstream}: not {EM} units to the em")
        name = font.getBestCmap().get(ord(char))
        if name is None or ord(char) in characters:
            continue
        recorded = DecomposingRecordingPen(font.getGlyphSet())
        font.getGlyphSet()[name].draw(recorded)
        pen = TTGlyphPen(None)
        recorded.replay(pen)
        glyph = pen.glyph()
        if not glyph.numberOfContours:
            continue
        glyph.recalcBounds(None)
        if font["hmtx"][name][0] > LARGEST[0] or glyph.yMax - glyph.yMin > LARGEST[1]:
            continue
        own = f"u{ord(char):04X}"
        characters[ord(char)] = own
        glyphs[own] = glyph
        metrics[own] = (font["hmtx"][name][0], glyph.xMin)
    builder = FontBuilder(EM, isTTF=True)
    builder.setupGlyphOrder(list(glyphs))
    builder.setupCharacterMap(characters)
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics(metrics)
    builder.setupHorizontalHeader(ascent=1069, descent=-293)
    licence = "This Font Software is licensed under the SIL Open Font License, Version 1.1."
    builder.setupNameTable(
        {
            "copyright": "Copyright 2022 The Noto Project Authors",
            "familyName": "wxadmin Symbols",
            "styleName": "Regular",
            "uniqueFontIdentifier": "wxadmin Symbols 1.0",
            "fullName": "wxadmin Symbols",
            "psName": "wxadmin-Symbols",
            "version": "Version 1.0",
            "licenseDescription": licence,
        }
    )
    builder.setupOS2(sTypoAscender=1069, sTypoDescender=-293, usWinAscent=1069, usWinDescent=293, fsType=0)
    builder.setupPost(keepGlyphNames=False)
    builder.font["head"].created = builder.font["head"].modified = _MADE
    builder.font.recalcTimestamp = False
    out = io.BytesIO()
    builder.font.save(out)
    return out.getvalue()
