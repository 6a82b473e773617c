"""Markup of Markdown in a text: its signs are no words of the regulation."""

from __future__ import annotations

import re

VOID = "\x1e"
"""Stands for a sign that is not read, so that every offset stays valid; white space to all who look at it."""

_HEADING = re.compile(r"^[ ]{0,3}(#{1,6})[ \t]+(?=\S)", re.MULTILINE)
_HEADING_END = re.compile(r"[ \t]+#+[ \t]*$")
_QUOTE = re.compile(r"^[ ]{0,3}(?:>[ \t]?)+", re.MULTILINE)
_BOLD = re.compile(r"(\*\*|__)(?=\S)([^\n]+?)(?<=\S)\1")
_BOLD_LABEL = re.compile(
    r"^[ ]{0,3}(?:[-*+][ \t]+|\d{1,3}[.、][ \t]*)?\*\*(?=\S)[^*\n]+(?<=\S)\*\*(?=[ \t]|[：:。]|$)", re.MULTILINE
)
"""Bold words that begin a line and end as a label does: **公司与** in a sentence are two names left out."""
_ITALIC = re.compile(r"(?<![*A-Za-z0-9\\])(\*)(?=[^\s*])([^*\n]+?)(?<=[^\s*])\1(?![*A-Za-z0-9])")
_CODE = re.compile(r"(`)([^`\n]+)\1")
_RULE = re.compile(
    r"^[ ]{0,3}(?:-[ \t]*){3,}$|^[ ]{0,3}(?:\*[ \t]*){3,}$|^[ ]{0,3}(?:_[ \t]*){3,}$|^[ ]{0,3}```\w*[ \t]*$",
    re.MULTILINE,
)
_TABLE_RULE = re.compile(r"^[ \t]*\|?(?:[ \t]*:?-{2,}:?[ \t]*\|)+(?:[ \t]*:?-{2,}:?[ \t]*)?$", re.MULTILINE)
_TABLE_ROW = re.compile(r"^[ \t]*\|.*\|[ \t]*$", re.MULTILINE)
_ESCAPE = re.compile(r"\\(?=[.*#\-+_>|()\[\]!`])")


def is_markdown(text: str) -> bool:
    """Whether the signs of Markdown stand in the text often enough to be meant as such."""
    headings = len(_HEADING.findall(text))
    bold = len(_BOLD_LABEL.findall(text)) if "**" in text else 0
    return headings >= 2 or bold >= 2 or (headings > 0 and bold > 0) or _TABLE_RULE.search(text) is not None


def unmarked(text: str) -> tuple[str, list[int]]:
    """The text with ``VOID`` in place of its markup (tabs between the cells of a table), and where markup stood."""
    chars = list(text)
    places: list[int] = []

    def drop(start: int, end: int) -> None:
        places.append(start)
        chars[start:end] = [VOID if char != "\n" else char for char in text[start:end]]

    rules = list(_TABLE_RULE.finditer(text))
    if rules:
        for row in _TABLE_ROW.finditer(text):
            bars = [at for at in range(row.start(), row.end()) if text[at] == "|" and text[at - 1 : at] != "\\"]
            places.append(row.start())
            for at in bars:
                chars[at] = VOID if at in {bars[0], bars[-1]} else "\t"
    for match in (*rules, *_RULE.finditer(text)):
        drop(match.start(), match.end())
    for match in _HEADING.finditer(text):
        drop(*match.span(1))
        end = text.find("\n", match.end())
        tail = _HEADING_END.search(text, match.end(), end if end >= 0 else len(text))
        if tail:
            drop(tail.start(), tail.end())
    for match in _QUOTE.finditer(text):
        drop(match.start(), match.end())
    for pattern in (_BOLD, _ITALIC, _CODE):
        for match in pattern.finditer(text):
            drop(match.start(), match.start(2))
            drop(match.end(2), match.end())
    for match in _ESCAPE.finditer(text):
        drop(match.start(), match.end())
    return "".join(chars), sorted(places)
