"""Which characters print: all of the common ones and the rare ones of names, and what happens to those that do not.

通用规范汉字表 (8,105 characters) lies inside what is printed here: 6,500 + 1,605 of it are in the URO, Ext A and Ext
B–F, all of which are printed whole, so no list of it is needed.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata
from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from tests.printing.invented import CREATED
from wxadmin.domain.papers import AnnouncementPaper
from wxadmin.domain.seal import Reserved
from wxadmin.domain.style import Style
from wxadmin.printing.papers import Rendered, render
from wxadmin.printing.typesetting.characters import printable
from wxadmin.printing.typesetting.faces import MISSING, chain, face

URO, EXT_A = (0x4E00, 0x9FFF), (0x3400, 0x4DBF)
EXT_B_TO_F = ((0x20000, 0x2A6DF), (0x2A700, 0x2B739), (0x2B740, 0x2B81D), (0x2B820, 0x2CEA1), (0x2CEB0, 0x2EBE0))
COMPATIBLE = ((0xF900, 0xFA6D), (0xFA70, 0xFAD9), (0x2F800, 0x2FA1D))


def assigned(*blocks: tuple[int, int]) -> str:
    """The characters of these blocks that this Python's Unicode knows."""
    codes = (code for first, last in blocks for code in range(first, last + 1))
    return "".join(char for char in map(chr, codes) if unicodedata.category(char) != "Cn")


def announcement(*paragraphs: str, style: Style | None = None) -> Rendered:
    paper = AnnouncementPaper("石榴湾渔港", "调度群", "汉字样张", paragraphs, "港务办公室", date(2026, 9, 22))
    return render(paper, mark=Reserved(), created=CREATED, style=style or Style("qiye"))


def words(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "".join("".join(page.get_textpage().get_text_range().split()) for page in document)
    finally:
        document.close()


@pytest.mark.slow
def test_every_han_character_of_six_blocks_prints_and_is_read_back(tmp_path: Path) -> None:
    wanted = assigned(URO, EXT_A, *EXT_B_TO_F)
    assert len(wanted) >= 87_800  # 20,989 + 6,582 + 60,000 and more with every Unicode since 13
    made = announcement(*(wanted[i : i + 2000] for i in range(0, len(wanted), 2000)))
    assert made.missing == ()
    path = tmp_path / "han.pdf"
    path.write_bytes(made.pdf)
    texts = {"pdfium": words(made.pdf)}
    for tool, *command in (["pdftotext", "-q", str(path), "-"], ["mutool", "draw", "-q", "-F", "txt", str(path)]):
        if shutil.which(tool):
            out = subprocess.run([tool, *command], capture_output=True, check=True, timeout=120).stdout
            texts[tool] = "".join(out.decode("utf-8").split())
    for engine, text in texts.items():
        assert MISSING not in text, engine
        # Header and page number stand between the lines of two pages.
        assert wanted in re.sub(r"第\d+页共\d+页|汉字样张(?=[^一])", "", text), engine


@pytest.mark.parametrize("key", ["fangsong", "song", "hei", "kai", "biaosong"])
def test_every_chain_has_every_han_character_with_ink(key: str) -> None:
    letters = chain(key)
    for char in assigned(URO, EXT_A, *EXT_B_TO_F, *COMPATIBLE):
        assert 970 <= letters.widths[char] <= 1000, hex(ord(char))  # one of the 楷体 is 23 thousandths narrower
        who = letters.strays.get(char, letters.first)
        assert who is not None, hex(ord(char))
        assert who.font.outline(who.glyph(char)), hex(ord(char))


def test_no_bundled_face_has_a_visible_character_without_ink() -> None:
    for key in chain("fangsong").keys:
        here = face(key)
        for first, last in zip(here.font._first, here.font._last, strict=True):
            for code in range(first, last + 1):
                if unicodedata.category(chr(code))[0] not in "ZC" and not 0xFE00 <= code <= 0xFE0F:
                    assert here.font.outline(here.font.glyph(code)), (key, hex(code))


# What no bundled face has: Ext G to I (but for a few), letters written from right to left, Indic letters, most Hangul.
UNKNOWN = ("\U00030000", "\U00031350", "\U0002ebf0", "م", "ש", "བ", "น", "갂", "\ue000", "\ue003", "\U000fe4e5", "\u0378",
           "\ufdd0", "\U0001fffe", "\ufffd")  # fmt: skip


@pytest.mark.parametrize("char", UNKNOWN)
def test_what_no_face_has_is_shown_and_told(char: str) -> None:
    made = announcement(f"登记的名字是{char}先生。")
    assert made.missing == (char,)
    assert f"登记的名字是{MISSING}先生。" in words(made.pdf)


NICKNAMES = (
    "꧁༺ღ阿港ღ༻꧂", "♛小陶♛", "☾月☽", "✎✘✧✿❀♔☪〤", "(｡◕‿◕｡)", "ʕ•ᴥ•ʔ", "ಠ_ಠ", "ಥ﹏ಥ", "ʚ♡ɞ", "₍ᐢ..ᐢ₎", "⸝⸝⸝", "⁂", "𝓐𝓵𝓲",
    "ᵕ̈ᴗ◡", "꒰ঌ໒꒱", "ꕥꔛ", "༄༅࿐", "☽༓☾", "T̶h̶", "ᕙ(⇀‸↼)ᕗ", "(๑•̀ㅂ•́)✧", "ᴀʙᴄ", "ꀀꆈꌠ", "Ѣ", "₿₹", "⟦x⟧", "🙿🡆", "⡿", "Հայ", "ᏣᎳᎩ",
)  # fmt: skip


def test_nicknames_made_of_symbols_print_and_are_read_back() -> None:
    made = announcement(*NICKNAMES)
    assert made.missing == ()
    text = words(made.pdf)
    for name in NICKNAMES:
        assert name in text, name


def test_symbols_look_as_they_are_meant() -> None:
    letters = chain("song")
    for char in "𝓐𝕬𝑨𝙰":  # not the plain letter that they are by definition
        letters.widths[char]
        assert letters.strays[char] is face("symbols")
    for char in "❤☀✂😀":  # what is an emoji stays one
        letters.widths[char]
        assert letters.strays.get(char) is not face("symbols")


def test_bullets_of_word_are_drawn_and_keep_their_code() -> None:
    made = announcement("\uf0b7先报告", "\uf0d8后处置", "\uf06c再总结", "\uf0fc归档")
    assert made.missing == ()
    letters = chain("song")
    for bullet, drawn in (("\uf0b7", "•"), ("\uf06c", "●"), ("\uf0a8", "□")):
        assert letters.widths[bullet] == letters.widths[drawn]
        who = letters.strays.get(bullet, letters.first)
        assert who is not None
        assert who.glyph(bullet) == who.own_glyph(drawn)


# Today 9, 6, 828, 0 and 0; before there was a face of symbols 1,906, 6, 2,825, 20 and 644; a newer Unicode adds some. What is left of the first block are enclosing rings
# and parts of tall brackets, of the others single new letters and writings that nobody here uses or that need shaping.
@pytest.mark.parametrize(
    ("first", "last", "most"),
    [(0x2000, 0x2BFF, 20), (0x3000, 0x33FF, 12), (0xA000, 0xABFF, 850), (0x1D400, 0x1D7FF, 0), (0x1F300, 0x1FAFF, 0)],
)
def test_how_many_symbols_do_not_print(first: int, last: int, most: int) -> None:
    letters = chain("song")
    missing = []
    for char in assigned((first, last)):
        if unicodedata.category(char)[0] not in "CZ":
            letters.widths[char]
            if letters.strays.get(char, letters.first) is None:
                missing.append(char)
    assert len(missing) <= most, "".join(missing)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f468\U0001f469\U0001f467"),  # a family
        ("\U0001f1e8\U0001f1f3", "\U0001f1e8\U0001f1f3"),  # a flag of two letters
        ("\U0001f44d\U0001f3fd", "\U0001f44d\U0001f3fd"),  # a hand and its skin
        ("\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "\U0001f3f4"),  # a flag with tags
        ("\U0001f937\U0001f3fb\u200d\u2642\ufe0f", "\U0001f937\U0001f3fb\u2642"),
        ("1\ufe0f\u20e3", "1\u20e3"),
        ("❤\ufe0e", "❤"),
        ("葛\U000e0100", "葛[U+E0100]"),  # a variant chosen by a hidden character
        ("㐂\ufe00", "㐂[U+FE00]"),
        ("二〇二六", "二〇二六"),
        ("e\u0301a\u0308", "\xe9\xe4"),  # as a Mac writes them: the same by definition
        ("か\u3099\u1112\u1161\u11ab", "が한"),
        ("q\u0301x", "q\u0301x"),
        ("豈\ufa0e", "豈\ufa0e"),  # compatibility characters keep their code
        ("𝐀𝒷𝟗", "𝐀𝒷𝟗"),
        ("①⑳㊣№℡℃", "①⑳㊣№℡℃"),
        ("ＡＢ１２", "ＡＢ１２"),
        ("\u202e反\u202c", "[U+202E]反[U+202C]"),
        ("a\u0000\u0085", "a[U+0000][U+0085]"),
        ("\u2028x", "[U+2028]x"),
        ("\ufeff\ufff9", "[U+FEFF][U+FFF9]"),
    ],
)  # fmt: skip
def test_odd_characters_are_shown_and_read_back(text: str, shown: str) -> None:
    made = announcement(f"登记为{text}先生")
    assert made.missing == ()
    assert printable(text) == shown
    got = words(made.pdf)
    if "\u0301" in shown:  # pdfium puts letter and accent together
        got = unicodedata.normalize("NFD", got)
    assert f"登记为{shown}先生" in got


def test_nothing_is_ever_blank() -> None:
    # Of a sample of all of Unicode each character prints ink of some face, or 〓, or its number in brackets.
    letters = chain("song")
    for code in range(0x21, 0x110000, 17):
        char = chr(code)
        shown = printable(char)
        if shown.isspace():
            assert char.isspace()
            continue
        for one in shown:
            assert letters.widths[one] >= 0
            who = letters.strays.get(one, letters.first)
            assert who is None or who.font.outline(who.glyph(one)), hex(code)
