"""The order people expect: by pinyin, numbers by value (2班 before 10班), and what a search compares."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

_DIGITS = re.compile(r"\d+")
_CHINESE = {c: str(i) for i, c in enumerate("零一二三四五六七八九")}
_COUNT = re.compile(r"(?:[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])(?=[年班级组号楼栋单])")
_LONGEST = 60
_SEPARATOR = "\ue000"


def sort_key(text: str, pinyin: Mapping[str, str]) -> str:
    """A key whose code point order is pinyin order, numbers by value.

    ``pinyin`` maps a character to its syllable. Characters of one syllable stay together and in code point order.
    """
    if text.isascii():  # numbers, mostly, and very many of them
        return _DIGITS.sub(_by_value, text.lower())
    folded = unicodedata.normalize("NFKC", text).casefold()
    folded = _COUNT.sub(lambda m: _arabic(m.group()), folded)
    folded = _DIGITS.sub(_by_value, folded)
    return "".join(f"{pinyin[c]} {c} " if c in pinyin else c for c in folded)


def _by_value(number: re.Match[str]) -> str:
    digits = number.group().lstrip("0")
    return f"0{len(digits):02d}{digits}"


def _arabic(number: str) -> str:
    """一 to 九十九 in digits."""
    if "十" not in number:
        return _CHINESE[number]
    tens, _, ones = number.partition("十")
    return _CHINESE.get(tens, "1") + _CHINESE.get(ones, "0")


def searchable(*parts: str) -> str:
    """Texts as the full-text index keeps them: folded letters and digits one by one, a mark between the parts."""
    return f" {_SEPARATOR} ".join(_spaced(p) for p in parts if p)


def searchable_after(head: str, text: str) -> str:
    """:func:`searchable` of two parts, the first made already; for texts that hardly ever come twice."""
    if not text or not head:
        return head or _letters(text)
    return f"{head} {_SEPARATOR} {_letters(text)}"


def phrases(query: str) -> tuple[str, ...]:
    """The words of a search as quoted phrases for the index; empty when nothing of it can be searched for.

    Only the beginning of a very long query counts: a phrase costs the index the square of its length.
    """
    words = (_spaced(word[:_LONGEST]) for word in query[: 4 * _LONGEST].split())
    return tuple(f'"{word}"' for word in words if word)


def _spaced(text: str) -> str:
    """Letters and digits with a space between."""
    return " ".join(filter(str.isalnum, text.lower())) if text.isascii() else _spaced_folded(text)


# Departments and posts are the same for hundreds of people.
@lru_cache(maxsize=2048)
def _spaced_folded(text: str) -> str:
    return _letters(text)


def _letters(text: str) -> str:
    return " ".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))
