"""The numbers that Word itself writes in front of paragraphs, counted as Word does."""

from __future__ import annotations

import re
from typing import Any

from wxadmin.domain.numerals import chinese

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"


class Numbers:
    """Counts the automatic lists of a document as Word does: one counter a level, deeper levels start again."""

    def __init__(self, document: Any) -> None:
        self.levels: dict[str, dict[int, dict[str, Any]]] = {}
        self.abstract_of: dict[str, str] = {}
        self.counters: dict[str, dict[int, int]] = {}
        self.styles: dict[str, tuple[str | None, int | None]] = {}
        self._read_numbering(document)
        self._read_styles(document)

    def _read_numbering(self, document: Any) -> None:
        parts = [rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith("/numbering")]
        if not parts:
            return
        root = parts[0].element
        abstract: dict[str, dict[int, dict[str, Any]]] = {}
        for element in root.iterchildren(f"{_W}abstractNum"):
            facts = [_level(level) for level in element.iterchildren(f"{_W}lvl")]
            abstract[element.get(f"{_W}abstractNumId")] = dict(facts)
        for element in root.iterchildren(f"{_W}num"):
            number = element.get(f"{_W}numId")
            own = _value(element, "abstractNumId") or ""
            self.abstract_of[number] = own
            levels = {at: dict(level) for at, level in abstract.get(own, {}).items()}
            for override in element.iterchildren(f"{_W}lvlOverride"):
                at = _whole(override.get(f"{_W}ilvl"), 0)
                for level in override.iterchildren(f"{_W}lvl"):
                    levels[at] = _level(level)[1]
                start = _value(override, "startOverride")
                if start is not None and at in levels:
                    levels[at]["start"] = _whole(start, 1)
                    self.abstract_of[number] = f"{own}#{number}"
            self.levels[number] = levels

    def _read_styles(self, document: Any) -> None:
        based: dict[str, str | None] = {}
        own: dict[str, tuple[str | None, int | None]] = {}
        for style in document.styles.element.iterchildren(f"{_W}style"):
            key = style.get(f"{_W}styleId")
            based[key] = _value(style, "basedOn")
            own[key] = _list_of(style)
        for key in own:
            number, level, step, seen = None, None, key, set()
            while step in own and step not in seen:
                seen.add(step)
                number = number if number is not None else own[step][0]
                level = level if level is not None else own[step][1]
                step = based.get(step) or ""
            self.styles[key] = number, level

    def of(self, paragraph: Any) -> str:
        """The number in front of the paragraph with a space after it, or ``""``."""
        number, at = _list_of(paragraph)
        properties = paragraph.find(f"{_W}pPr")
        style = _value(properties, "pStyle") if properties is not None else None
        if style in self.styles:
            number = number if number is not None else self.styles[style][0]
            at = at if at is not None else self.styles[style][1]
        at = at or 0
        level = self.levels.get(number or "", {}).get(at)
        if number in {None, "0"} or level is None:
            return ""
        counters = self.counters.setdefault(self.abstract_of[number or ""], {})
        counters[at] = counters[at] + 1 if at in counters else level["start"]
        for deeper in [key for key in counters if key > at]:
            # Without a word about it a level starts again after any level above; 0 means never.
            again = self.levels[number or ""].get(deeper, {}).get("restart", deeper)
            if again and at < again:
                del counters[deeper]
        label = self._label(number or "", at, counters)
        return f"{label} " if label else ""

    def _label(self, number: str, at: int, counters: dict[int, int]) -> str:
        levels = self.levels[number]
        if levels[at]["format"] == "bullet":
            return "-"

        def counted(match: re.Match[str]) -> str:
            which = int(match[1]) - 1
            level = levels.get(which)
            if level is None:
                return ""
            count = counters.setdefault(which, level["start"])
            return _written(count, "decimal" if levels[at]["legal"] else level["format"])

        return re.sub(r"%([1-9])", counted, levels[at]["text"])


def _level(element: Any) -> tuple[int, dict[str, Any]]:
    facts = {
        "start": _whole(_value(element, "start"), 1),
        "format": _value(element, "numFmt") or "decimal",
        "text": _value(element, "lvlText") or "",
        "restart": _whole(_value(element, "lvlRestart"), _whole(element.get(f"{_W}ilvl"), 0)),
        "legal": element.find(f"{_W}isLgl") is not None,
    }
    return _whole(element.get(f"{_W}ilvl"), 0), facts


def _list_of(element: Any) -> tuple[str | None, int | None]:
    properties = element.find(f"{_W}pPr")
    numbering = None if properties is None else properties.find(f"{_W}numPr")
    if numbering is None:
        return None, None
    level = _value(numbering, "ilvl")
    return _value(numbering, "numId"), None if level is None else _whole(level, 0)


def _value(element: Any, name: str) -> str | None:
    child = element.find(f"{_W}{name}")
    value = None if child is None else child.get(f"{_W}val")
    return None if value is None else str(value)


def _whole(value: str | None, otherwise: int) -> int:
    return int(value) if value is not None and re.fullmatch(r"-?\d{1,6}", value) else otherwise


def _written(count: int, form: str) -> str:
    """A count in one of Word's number formats; formats not known here are written in digits."""
    if form in {"chineseCounting", "chineseCountingThousand", "taiwaneseCountingThousand", "japaneseCounting"}:
        return chinese(count) if 0 < count < 10_000 else "零" if count == 0 else str(count)
    if form in {"decimalEnclosedCircle", "decimalEnclosedCircleChinese"} and 1 <= count <= 20:
        return chr(ord("①") + count - 1)
    if form in {"upperLetter", "lowerLetter"} and count >= 1:
        letter = chr(ord("A") + (count - 1) % 26) * (1 + (count - 1) // 26)
        return letter if form == "upperLetter" else letter.lower()
    if form in {"upperRoman", "lowerRoman"} and 1 <= count < 4000:
        roman = _roman(count)
        return roman if form == "upperRoman" else roman.lower()
    if form == "ideographTraditional" and count >= 1:
        return _STEMS[(count - 1) % 10]
    if form == "ideographZodiac" and count >= 1:
        return _BRANCHES[(count - 1) % 12]
    if form == "decimalFullWidth":
        return str(count).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    if form == "decimalZero":
        return f"{count:02d}"
    return "" if form == "none" else str(count)


def _roman(count: int) -> str:
    text = ""
    for value, letters in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        strict=True,
    ):
        text += letters * (count // value)
        count %= value
    return text
