"""The letters of what people write: folded, without spaces and hidden characters, each with its place in the text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from wxadmin.domain.name_folding import fold, is_decoration, is_hidden

MARKS = r"-–—－―_＿+＋/／|｜,，、;；()（）\[\]［］【】{}｛｝<>＜＞《》~～:：@＠#＃&＆➕"
"""Marks between the parts of a nickname, for a class of characters."""
SPLIT_MORE = re.compile(rf"[{MARKS}\s·]+")
_SPLIT = re.compile(rf"[{MARKS}]+")
_LONGEST = 2000
_BEFORE_NAME = "和与跟及代替帮是我"
_AFTER_NAME = "和与跟及都也收一两不没未报参请已"
_FOR_SOMEBODY = re.compile(r"[代帮替][^，,。；;代帮替]{1,4}")


class Letters:
    """A text letter by letter; ``places`` says where in ``source`` each letter of ``text`` stands."""

    def __init__(self, text: str) -> None:
        self.source = text
        folded: list[str] = []
        self.places: list[int] = []
        self.gaps: set[int] = set()
        for place, char in enumerate(text[:_LONGEST]):
            if char.isspace() or char == "\u2005":
                self.gaps.add(len(folded))
                continue
            for letter in _letter(char):
                folded.append(letter)
                self.places.append(place)
        self.text = "".join(folded)
        if "." in self.text:
            self.text = re.sub(r"(?<=[^\x00-\u02ff])\.(?=[^\x00-\u02ff])", "·", self.text)

    def rest(self, end: int) -> str:
        """What stands behind the letter before ``end``, as written."""
        return self.source[self.places[end - 1] + 1 :]

    def gap_at(self, at: int) -> bool:
        """Whether a space stands before the letter ``at``."""
        return at in self.gaps

    def gap_between(self, start: int, end: int) -> bool:
        """Whether a space stands among these letters."""
        return any(at in self.gaps for at in range(start + 1, end))

    def ends_word(self, end: int) -> bool:
        """Whether nothing that belongs to a word follows."""
        return end >= len(self.text) or end in self.gaps or not self.text[end].isalnum()

    def splits_word(self, end: int) -> bool:
        """Whether ``end`` lies inside a Latin word."""
        if end >= len(self.text) or end in self.gaps:
            return False
        return _is_latin(self.text[end - 1]) and _is_latin(self.text[end])

    def opens(self, at: int) -> bool:
        """Whether a name may begin at ``at``."""
        if at == 0 or at in self.gaps or not self.text[at - 1].isalnum() or self.text[at - 1] in _BEFORE_NAME:
            return True
        # 替对门王芳收到: who it is said for, and then the name.
        return any(_FOR_SOMEBODY.fullmatch(self.text, begin, at) for begin in range(max(0, at - 5), at - 1))

    def closes(self, end: int) -> bool:
        """Whether a name may end at ``end``."""
        if self.ends_word(end):
            return True
        return self.text[end] in _AFTER_NAME or self.text[end].isascii()


@lru_cache(maxsize=8192)
def _letter(char: str) -> str:
    if is_hidden(char) or is_decoration(char):
        return "" if is_hidden(char) else char
    return fold(char)


def _is_latin(char: str) -> bool:
    return char.isalpha() and ord(char) < 0x250


@lru_cache(maxsize=8192)
def solid(text: str) -> str:
    """A name folded and without spaces and decoration."""
    return "".join(fold("".join(char for char in text if not is_decoration(char))).split())


def tokens_of(nickname: str) -> Iterable[str]:
    """Parts of a nickname between marks; spaces and dots are first part of a name, then marks."""
    for split in (_SPLIT, SPLIT_MORE):
        for part in split.split(nickname):
            if token := solid(part):
                yield token
