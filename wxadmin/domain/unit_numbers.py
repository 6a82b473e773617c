"""The number of a unit as written, and what it counts: 第八条, （一）, 1.1.1, ①."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from wxadmin.domain.numerals import CN_DIGITS, chinese, number

Family = Literal[
    "part", "chapter", "section", "article", "cn", "pcn", "hcn", "multi", "dec", "pdec", "hdec", "circle", "letter",
    "bullet",
]  # fmt: skip
"""part 第一编 · chapter 第一章 · section 第一节 · article 第一条 · cn 一、 · pcn （一） · hcn 一） · multi 1.1 · dec 1.
pdec （1） · hdec 1） · circle ① · letter A. · bullet -"""

STYLES: dict[Family, str] = {
    "part": "第一编", "chapter": "第一章", "section": "第一节", "article": "第一条", "cn": "一、", "pcn": "（一）",
    "hcn": "一）", "multi": "1.1", "dec": "1.", "pdec": "（1）", "hdec": "1）", "circle": "①", "letter": "A.",
    "bullet": "-",
}  # fmt: skip
"""How a family is usually written, by its first number."""

_FORMS: tuple[tuple[Family, str], ...] = (
    ("part", r"第[一1](?:部分|编|篇)[：:．、]?"),
    ("chapter", r"第[一1]章[：:．、]?"),
    ("section", r"第[一1]节[：:．、]?"),
    ("article", r"第[一1]条[：:．、]?"),
    ("cn", r"第一[、.．：:]|一[、.．]"),
    ("pcn", r"[（(]一[）)][、.．]?"),
    ("hcn", r"一[）)]"),
    ("dec", r"1[.．、]?"),
    ("pdec", r"[（(]1[）)][、.．]?"),
    ("hdec", r"1[）)][、.．]?"),
)
_SHAPES = [(family, re.compile(form)) for family, form in _FORMS]
_NUMERAL = re.compile(rf"[{CN_DIGITS}千]+|\d+")
_SUB = re.compile(rf"(?<=条)之([{CN_DIGITS}]+|\d+)")
_MULTI = re.compile(r"(\d{1,3}(?:[.．]\d{1,3})+)([.．、]?)")
_LETTER = re.compile(r"([（(]?)([A-Za-z]{1,2})([.．、）)])")
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿"
_BULLETS = "-–·•●○■□◆◇▪★☆※*➢▶"


@dataclass(frozen=True, slots=True)
class UnitNumber:
    """``values`` has one part, for 1.2.3 three, for 第八条之一 two; ``style`` is the first number of its list.

    ``style`` tells 第1条 from 第一条 and 1、 from 1.: ``第1条``, ``1、``, ``1.1``, ``A.``; a bullet's is the sign.
    """

    family: Family
    values: tuple[int, ...]
    style: str

    @property
    def level(self) -> str:
        """The family; 1.1 and 1.1.1 are levels of their own (``multi2``, ``multi3``)."""
        return f"multi{len(self.values)}" if self.family == "multi" else self.family

    def __str__(self) -> str:
        return written(self.family, self.values, self.style)


@lru_cache(maxsize=8192)  # an outline is read again at every change
def parsed(text: str) -> UnitNumber | None:
    """The number as written, white space aside; None for ``""`` and what is no number of a unit."""
    text = "".join(text.split())
    if text and text[0] in _CIRCLED and text[1:] in {"", "、", ".", "．"}:
        return UnitNumber("circle", (_CIRCLED.index(text[0]) + 1,), "①" + text[1:])
    if len(text) == 1 and text in _BULLETS:
        return UnitNumber("bullet", (0,), text)
    if several := _MULTI.fullmatch(text):
        values = tuple(int(part) for part in re.split(r"[.．]", several[1]))
        return UnitNumber("multi", values, re.sub(r"\d+", "1", several[1]) + several[2])
    if letter := _LETTER.fullmatch(text):
        return _lettered(letter)
    sub = _SUB.search(text)
    plain = text if sub is None else text[: sub.start()] + text[sub.end() :]
    found = _NUMERAL.search(plain)
    value = number(found.group()) if found else None
    if found is None or not value:
        return None
    style = plain[: found.start()] + ("1" if found.group().isdecimal() else "一") + plain[found.end() :]
    for family, shape in _SHAPES:
        if shape.fullmatch(style):
            below = number(sub[1]) if sub else None
            return UnitNumber(family, (value,) if below is None else (value, below), style)
    return None


def written(family: Family, values: tuple[int, ...], style: str = "") -> str:
    """The number in that style (the family's usual one). Circles end at 50, then it is written （51）."""
    style = style or STYLES[family]
    if family == "bullet":
        return style
    if family == "multi":
        dot = style.strip("1")[:1] or "."
        return dot.join(str(value) for value in values) + style[style.rindex("1") + 1 :]
    value = values[0]
    if family == "circle":
        return (_CIRCLED[value - 1] if value <= len(_CIRCLED) else f"（{value}）") + style[1:]
    if family == "letter":
        return re.sub("[Aa]", lambda first: _letters(value, first.group()), style, count=1)
    count = str(value) if "1" in style or value > 9999 else chinese(value)
    words = re.sub("[一1]", count, style, count=1)
    if len(values) > 1:  # 第八条之一
        end = words.index("条") + 1
        words = f"{words[:end]}之{chinese(values[1])}{words[end:]}"
    return words


def _lettered(found: re.Match[str]) -> UnitNumber | None:
    letters = found[2]
    if letters.upper() != letters and letters.lower() != letters:
        return None
    value = 0
    for letter in letters.lower():
        value = value * 26 + ord(letter) - 96
    return UnitNumber("letter", (value,), found[1] + ("A" if letters.isupper() else "a") + found[3])


def _letters(value: int, first: str) -> str:
    """A to Z, AA to ZZ."""
    tens, ones = divmod(value - 1, 26)
    letters = (chr(64 + tens) if tens else "") + chr(65 + ones)
    return letters if first == "A" else letters.lower()
