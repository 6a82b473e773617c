"""When two spellings are the same name: hidden characters, dots, widths and spaces; and the tables for near names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class NameTables:
    """Knowledge about characters, built ahead (``wxadmin/build/name_tables.py``) and passed in.

    ``variants`` and ``shapes`` give for a character those that write the same name, or are easily taken for it.
    ``splits`` gives for two characters side by side those that look like both together.
    ``variant_keys`` maps every member of a family of variants to one of them. ``sounds`` gives one code character per
    reading without tone, the usual one first; ``syllables`` says how such a code is spelt. ``scripts`` maps signs of
    other scripts to what they look like.
    """

    variants: Mapping[str, str] = field(default_factory=dict)
    variant_keys: Mapping[int, str] = field(default_factory=dict)
    sounds: Mapping[str, str] = field(default_factory=dict)
    first_sounds: Mapping[int, str] = field(default_factory=dict)
    shapes: Mapping[str, str] = field(default_factory=dict)
    scripts: Mapping[int, str] = field(default_factory=dict)
    splits: Mapping[str, str] = field(default_factory=dict)
    syllables: Mapping[str, str] = field(default_factory=dict)


NAME_MARKS = "[\ue000-\uf8ff]"
"""Characters for private use that stand in a text for names recognised there."""
_DOTS = "•・･‧∙⋅．﹒˙᛫●・·•"
_IGNORABLE = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0\ufeff"
    + "".join(map(chr, range(0xFE00, 0xFE10)))
)
_IDEOGRAPHIC_SELECTORS = range(0xE0100, 0xE01F0)
_RADICALS = "\u2e80-\u2fdf"
_UNFOLDED = re.compile(f"([{_RADICALS}]+)")
_FOLD_TABLE = {ord(dot): "·" for dot in _DOTS}
_LATIN_DOT = re.compile(r"(?<=[^\x00-\u02ff])\.(?=[^\x00-\u02ff])")
_TURNED = re.compile("\u202e([^\u202c-\u202e]*)[\u202c\u202d]?")


def is_hidden(char: str) -> bool:
    """A character nobody sees: zero width, bidi control, filler, variation selector or control."""
    if char < "\x7f":
        return char < " " and char not in "\t\n\r"
    if char in _IGNORABLE or ord(char) in _IDEOGRAPHIC_SELECTORS:
        return True
    return unicodedata.category(char) in {"Cf", "Cc"}


def is_decoration(char: str) -> bool:
    """Emoji, stars, hearts and the like."""
    code = ord(char)
    if char in _DOTS:
        return False
    if 0x1F000 <= code <= 0x1FAFF or 0x2600 <= code <= 0x27BF or 0xE0020 <= code <= 0xE007F:
        return True
    if 0x2E80 <= code <= 0x2FDF or 0x31C0 <= code <= 0x31EF:
        return False
    return char in "\u200d\ufe0e\ufe0f\u20e3" or (code > 0xFF and unicodedata.category(char) == "So")


def hidden_characters(text: str) -> tuple[tuple[int, str], ...]:
    """Places (from 1) and characters that nobody sees; joiners inside an emoji are part of that emoji."""
    found = []
    for i, char in enumerate(text):
        if char in "\t\n\r" or not is_hidden(char):
            continue
        emoji_part = char in "\u200d\ufe0e\ufe0f" or 0xE0020 <= ord(char) <= 0xE007F
        if emoji_part and i and is_decoration(text[i - 1]):
            continue
        found.append((i + 1, char))
    return tuple(found)


def disguised_characters(text: str) -> tuple[tuple[int, str], ...]:
    """Places (from 1) and characters that look exactly like a common one and are none: compatibility ideographs."""
    return tuple((i + 1, c) for i, c in enumerate(text) if c > "\uf8ff" and _is_disguise(c))


def _is_disguise(char: str) -> bool:
    compatibility = 0xF900 <= ord(char) <= 0xFAFF or 0x2F800 <= ord(char) <= 0x2FA1F
    return compatibility and unicodedata.normalize("NFKC", char) != char


def as_shown(text: str) -> str:
    """The text as a screen shows it: what stands behind a right-to-left override appears turned round."""
    return _TURNED.sub(lambda found: found[1][::-1], text).replace("\u202e", "")


def without_hidden(text: str) -> str:
    """The text as it looks."""
    if text.isascii():
        return "".join(c for c in text if c >= " " and c != "\x7f")
    drop = {i - 1 for i, _ in hidden_characters(text)}
    return "".join(c for i, c in enumerate(text) if i not in drop) if drop else text


def compatible(text: str) -> str:
    """NFKC, except that radicals stay what they are: they only look like characters."""
    if text.isascii():
        return text
    if _UNFOLDED.search(text):
        return "".join(
            piece if i % 2 else unicodedata.normalize("NFKC", piece) for i, piece in enumerate(_UNFOLDED.split(text))
        )
    return unicodedata.normalize("NFKC", text)


@lru_cache(maxsize=1 << 15)
def fold(name: str) -> str:
    """The form in which two spellings of one name are equal; never joins different base characters."""
    return fold_all((name,))[0]


def fold_all(names: Sequence[str]) -> list[str]:
    """``fold`` for a whole roster, in one pass over one string."""
    if not names:
        return []
    block = "\n".join(names)
    if block.count("\n") >= len(names):
        block = "\n".join(name.replace("\n", " ") for name in names)
    drop = {ord(c): " " if c in "\t\r" else None for c in set(block) if c in "\t\r" or (c != "\n" and is_hidden(c))}
    return _fold_block(block.translate(drop) if drop else block).split("\n")


def _fold_block(text: str) -> str:
    text = compatible(compatible(text.translate(_FOLD_TABLE)).casefold()).translate(_FOLD_TABLE)
    text = text.replace(" ", "")
    if "." in text:
        # After the spaces: a dot may only then stand between letters, and folding twice must change nothing.
        text = _LATIN_DOT.sub("·", text)
    return compatible(text)


def skeleton(name: str, tables: NameTables) -> str:
    """The name with signs of other scripts replaced by what they look like, then folded."""
    return fold(name.translate(dict(tables.scripts))) if tables.scripts else fold(name)


def are_variants(one: str, other: str, tables: NameTables) -> bool:
    """Different spellings of the same length in which every character is the same or a listed variant."""
    return (
        len(one) == len(other)
        and one != other
        and all(a == b or b in tables.variants.get(a, "") for a, b in zip(one, other, strict=True))
    )


def share_sound(one: str, other: str, tables: NameTables) -> bool:
    """Two characters have a reading in common."""
    return bool(set(tables.sounds.get(one, one)) & set(tables.sounds.get(other, other)))
