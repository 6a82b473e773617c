"""The blanks of a text that goes into a chat: ``{{会议时间}}`` stands for what the owner fills in."""

from __future__ import annotations

import re
from collections.abc import Mapping

_BLANK = re.compile(r"\{\{\s*([\w（）()、/]{1,20})\s*\}\}")


def names(text: str) -> tuple[str, ...]:
    """The blanks that stand in a text, each once, in order."""
    return tuple(dict.fromkeys(match[1] for match in _BLANK.finditer(text)))


def places(text: str) -> tuple[tuple[str, int, int], ...]:
    """(name, start, end) of every blank."""
    return tuple((match[1], *match.span()) for match in _BLANK.finditer(text))


def filled(text: str, values: Mapping[str, str]) -> str:
    """With the values that are given; an empty one reads ``〔name〕``. A value is never looked through again."""
    return _BLANK.sub(lambda match: values.get(match[1], "").strip() or f"〔{match[1]}〕", text)


def missing(text: str, values: Mapping[str, str]) -> tuple[str, ...]:
    """The blanks of a text that have no value."""
    return tuple(name for name in names(text) if not values.get(name, "").strip())


def broken(text: str) -> tuple[tuple[int, int], ...]:
    """Where braces stand that make no blank."""
    blanks = [(start, end) for _name, start, end in places(text)]
    spots = [match.span() for match in re.finditer(r"\{\{|\}\}", text)]
    return tuple(spot for spot in spots if not any(start <= spot[0] < end for start, end in blanks))
