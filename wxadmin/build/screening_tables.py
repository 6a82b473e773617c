"""Maker of ``resources/tables/fold.npz``: run ``python -m wxadmin.build.screening_tables``.

Sources: the Unicode character database of the running Python (Unicode licence) and the traditional → simplified
characters of OpenCC (Apache-2.0), read through opencc-python-reimplemented (``pip install wxadmin[build]``).
"""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

LAST = 0x110000
SKIP = 0
OTHER, WORD, MARK, STOP, SPACE = range(5)

# Letters that take no room although their category says letter, and a blank that is not a space.
_INVISIBLE = {0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x3164, 0xFFA0}
_BLANK = {0x2800}
_STOPS = set("\n\r\x0b\x0c\x85\u2028\u2029\x1e。！？!?；;…｡")
# What Unicode calls a symbol with no decomposition although people read a letter: squared, negative, regional letters.
_LETTER_BLOCKS = ((0x1F110, 26), (0x1F130, 26), (0x1F150, 26), (0x1F170, 26), (0x1F1E6, 26))
_DIGIT_BLOCKS = ((0x2776, 1, 9), (0x2780, 1, 9), (0x278A, 1, 9), (0x24F5, 1, 9), (0x2460, 1, 9), (0x2474, 1, 9))
_OWN = {
    "〇": "0", "⓿": "0", "🄋": "0", "🄌": "0", "➕": "+", "➖": "-", "✚": "+", "﹢": "+", "＋": "+", "✖": "x",
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-", "－": "-", "⁃": "-",
    "•": "·", "・": "·", "‧": "·", "∙": "·", "⋅": "·", "･": "·", "●": "·", "｡": "。",
}  # fmt: skip


def _single(char: str) -> str | None:
    folded = unicodedata.normalize("NFKC", char)
    return folded if len(folded) == 1 else None


def _bare(char: str) -> str:
    """The letter under its accents: ``ǎ`` is ``a``; characters of other scripts stay."""
    parts = unicodedata.normalize("NFKD", char)
    if len(parts) > 1 and parts[0].isascii() and all(unicodedata.category(c) == "Mn" for c in parts[1:]):
        return parts[0]
    return char


def _fold(code: int, simplified: dict[str, str], lettered: dict[int, str]) -> int:
    char = chr(code)
    category = unicodedata.category(char)
    if 0xD800 <= code < 0xE000:
        return 0xFFFD
    if char == "\x1e" or char in "\n\r\t\x0b\x0c\x85\u2028\u2029":
        return code
    if category in {"Mn", "Me", "Cf", "Cc"} or code in _INVISIBLE:
        return SKIP
    if category == "Zs" or code in _BLANK:
        return 0x20
    if category == "Nd":
        return ord("0") + unicodedata.digit(char)
    if code in lettered:
        return ord(lettered[code])
    if char in _OWN:
        return ord(_OWN[char])
    char = _single(char) or char
    char = _bare(char)
    lower = char.casefold()
    char = lower if len(lower) == 1 else char
    char = simplified.get(char, char)
    return ord(char)


def _kind(code: int) -> int:
    """The kind of a folded character: what may stand between the letters of a split word and what may not."""
    char = chr(code)
    if char in _STOPS:
        return STOP
    category = unicodedata.category(char)
    if category[0] in "LN" or category == "Co":
        return WORD
    if char in " \t":
        return SPACE
    if category[0] in "PS":
        return MARK
    return OTHER


def _traditional() -> dict[str, str]:
    from opencc import OpenCC

    converter: Any = OpenCC("t2s")
    pairs: dict[str, str] = {}
    for low, high in ((0x3400, 0xA000), (0xF900, 0xFB00), (0x20000, 0x32000)):
        for code in range(low, high):
            char = chr(code)
            simple = converter.convert(char)
            if len(simple) == 1 and simple != char:
                pairs[char] = simple
    return pairs


def _lettered() -> dict[int, str]:
    table: dict[int, str] = {}
    for first, count in _LETTER_BLOCKS:
        for n in range(count):
            table[first + n] = chr(ord("a") + n)
    for first, digit, count in _DIGIT_BLOCKS:
        for n in range(count):
            table[first + n] = chr(ord("0") + digit + n)
    return table


def fold_table() -> NDArray[np.uint32]:
    """Every code point's folded code point; 0 for marks that are passed over."""
    simplified, lettered = _traditional(), _lettered()
    table = np.array([_fold(code, simplified, lettered) for code in range(LAST)], dtype=np.uint32)
    for _round in range(3):  # a fold of a fold (traditional → simplified after NFKC) must already be the end
        keep = table != SKIP
        table[keep] = table[table[keep]]
    return table


def main(target: Path) -> None:
    """Write the table as differences from identity and the kinds as runs."""
    table = fold_table()
    codes = np.flatnonzero(table != np.arange(LAST)).astype(np.uint32)
    kinds = np.array([_kind(code) for code in range(LAST)], dtype=np.uint8)
    starts = np.flatnonzero(np.diff(kinds, prepend=np.uint8(255))).astype(np.uint32)
    np.savez_compressed(
        target,
        codes=codes,
        folded=table[codes],
        kind_starts=starts,
        kinds=kinds[starts],
        unicode=np.array(unicodedata.unidata_version),
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("resources/tables/fold.npz"))
