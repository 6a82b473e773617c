"""Typographic repair of pasted Chinese text, character for character, so that every offset stays valid."""

from __future__ import annotations

import re

HAN = "\u3007\u3005\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Chinese characters, for use inside a regular expression class."""

_WIDE_MARKS = "，。、；：？！（）《》〈〉「」『』【】〔〕“”‘’…—～·"
_TO_WIDE = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}
_HAN = re.compile(f"[{HAN}]")
_CHINESE = re.compile(f"[{HAN}{_WIDE_MARKS}]")
_MARK = re.compile(r"[,;:?!]")
_BRACKET = re.compile(r"[()（）\n]")
_LOOK = 200  # how far into a bracket Chinese is looked for; keeps nested brackets linear
_GAP = re.compile(f"(?<=[{HAN}{_WIDE_MARKS}])[^\\S\\n\\t]+(?=[{HAN}{_WIDE_MARKS}])")
_BESIDE_TAB = re.compile(r" *\t *")
_STOP_AT_END = re.compile(f"(?<=[{HAN}])\\.(?=[^\\S\\n]*(?:\\n|$))")
_STOP_INSIDE = re.compile(f"(?<=[{HAN}])(?<![一二三四五六七八九十章节条])\\.(?=[^\\S\\n]*[{HAN}“（])")


def repair(text: str) -> str:
    """Half-width punctuation next to Chinese becomes full-width; the result has the length of ``text``.

    A point counts as a full stop only where the text ends its sentences with points; a stray one inside a sentence
    (debris of web pages) stays as it is, and so does an unpaired quotation mark.
    """
    chars = list(text)
    _brackets(text, chars)
    for quote, pair in (('"', "“”"), ("'", "‘’")):
        _quotes(text, quote, pair, chars)
    marks = [match.start() for match in _MARK.finditer(text)]
    # Backwards as well: a mark that became full-width is Chinese for the one before it.
    for at in (*marks, *reversed(marks)):
        if _chinese(_before(chars, at)) or (_chinese(_after(chars, at)) and _before(chars, at) not in ("", "\n")):
            chars[at] = _TO_WIDE[text[at]]
    _brackets(text, chars)  # again: （3） after a ； that was none before
    _full_stops(text, chars)
    return "".join(chars)


def close_gaps(text: str) -> str:
    """The text without the spaces between Chinese characters; tabs stay, they part the cells of a table."""
    return _BESIDE_TAB.sub("\t", _GAP.sub("", text))


def stray_points(text: str) -> list[int]:
    """Offsets of single points between Chinese characters that repair left alone."""
    return [match.start() for match in _STOP_INSIDE.finditer(text)]


def _before(chars: list[str], at: int) -> str:
    at -= 1
    while at >= 0 and chars[at] != "\n" and chars[at].isspace():
        at -= 1
    return chars[at] if at >= 0 else ""


def _after(chars: list[str], at: int) -> str:
    at += 1
    while at < len(chars) and chars[at] != "\n" and chars[at].isspace():
        at += 1
    return chars[at] if at < len(chars) else ""


def _chinese(char: str) -> bool:
    return bool(char) and _CHINESE.match(char) is not None


def _brackets(text: str, chars: list[str]) -> None:
    """Round brackets, in pairs within a line, where Chinese stands inside or beside them."""
    opened: list[int] = []
    for match in _BRACKET.finditer(text):
        at, mark = match.start(), match.group()
        if mark == "\n":
            opened.clear()
        elif mark in "(（":
            opened.append(at)
        elif opened:
            start = opened.pop()
            inside = _HAN.search(text, start, min(at, start + _LOOK)) is not None
            if inside or _chinese(_before(chars, start)) or _chinese(_after(chars, at)):
                chars[start], chars[at] = "（", "）"
        elif mark == ")" and _chinese(_after(chars, at)):
            chars[at] = "）"


def _quotes(text: str, quote: str, pair: str, chars: list[str]) -> None:
    """Straight quotation marks, where a line holds whole pairs of them around or beside Chinese."""
    start = 0
    for line in text.split("\n"):
        marks = [start + at for at, char in enumerate(line) if char == quote] if quote in line else []
        if marks and len(marks) % 2 == 0:
            for left, right in zip(marks[::2], marks[1::2], strict=True):
                inside = _HAN.search(text, left, right) is not None
                if inside or (_chinese(_before(chars, left)) and _chinese(_after(chars, right))):
                    chars[left], chars[right] = pair[0], pair[1]
        start += len(line) + 1


def _full_stops(text: str, chars: list[str]) -> None:
    ends = [match.start() for match in _STOP_AT_END.finditer(text)]
    inside = [match.start() for match in _STOP_INSIDE.finditer(text)]
    points = len(ends) + len(inside)
    if points >= 2 and points > 2 * text.count("。"):
        for at in ends + inside:
            chars[at] = "。"
