"""The blanks of a draft: ``{{key}}`` in its words stands for a value that the owner fills in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from wxadmin.domain.errors import UserError
from wxadmin.domain.regulation import Blank, Node, RegulationText
from wxadmin.domain.regulation_places import Passage, passages

_BLANK = re.compile(r"\{\{(\w{1,40})\}\}")
_BRACE = re.compile(r"\{\{[^{}\n]{0,40}\}\}|\{\{[^{}，。；：、\s]{0,20}|[^{}，。；：、\s]{0,20}\}\}")
"""What was meant as a blank: closed, only opened, or only closed."""


def filled(text: RegulationText) -> RegulationText:
    """The text with its blanks replaced by their values (a value is never looked through again), without blanks.

    What no blank declares stays as it is written; :func:`unknown` names it. Empty values leave nothing behind;
    :func:`missing` names those.
    """
    values = {blank.key: blank.value for blank in text.blanks}

    def put_in(words: str) -> str:
        return _BLANK.sub(lambda match: values.get(match[1], match[0]), words)

    settings = tuple(replace(setting, quote=put_in(setting.quote)) for setting in text.settings)
    return replace(_every(text, put_in), settings=settings, blanks=())


def shown(text: RegulationText) -> RegulationText:
    """As :func:`filled`, but an empty blank reads ``〔label〕``: for a preview of what is still to be filled."""
    open_ones = tuple(replace(blank, value=blank.value or f"〔{blank.label or blank.key}〕") for blank in text.blanks)
    return filled(replace(text, blanks=open_ones))


def missing(text: RegulationText) -> tuple[Blank, ...]:
    """The blanks that stand in the words and have no value yet, in their own order."""
    used = _used(text)
    return tuple(blank for blank in text.blanks if blank.key in used and not blank.value.strip())


def unknown(text: RegulationText) -> tuple[tuple[Passage, str], ...]:
    """Every ``{{x}}`` that no blank declares and every broken pair of braces, as written, with its place."""
    return tuple(_unknown(text))


def _unknown(text: RegulationText) -> Iterator[tuple[Passage, str]]:
    known = {blank.key for blank in text.blanks}
    for passage, words in passages(text):
        if "{{" not in words and "}}" not in words:
            continue
        for match in _BRACE.finditer(words):
            whole = _BLANK.fullmatch(match.group())
            if whole is None or whole[1] not in known:
                yield passage, match.group()


def put(text: RegulationText, key: str, value: str) -> RegulationText:
    """The text with the value of one blank, on one line; UserError for a key that no blank has."""
    if all(blank.key != key for blank in text.blanks):
        raise UserError(f"没有“{key}”这个空", remedy="请在空的列表里先加上它")
    value = " ".join(value.split())
    return replace(text, blanks=tuple(replace(b, value=value) if b.key == key else b for b in text.blanks))


def with_blank(text: RegulationText, blank: Blank) -> RegulationText:
    """The text with that blank added, or its label and value renewed where the key is there already."""
    if any(known.key == blank.key for known in text.blanks):
        return replace(text, blanks=tuple(blank if known.key == blank.key else known for known in text.blanks))
    return replace(text, blanks=(*text.blanks, blank))


def without_unused(text: RegulationText) -> RegulationText:
    """The text without the blanks that stand nowhere in its words."""
    used = _used(text)
    return replace(text, blanks=tuple(blank for blank in text.blanks if blank.key in used))


def _used(text: RegulationText) -> set[str]:
    return {key for _, words in passages(text) for key in _BLANK.findall(words)}


def _every(text: RegulationText, change: Callable[[str], str]) -> RegulationText:
    def node(old: Node) -> Node:
        title = None if old.title is None else change(old.title)
        return replace(old, title=title, text=change(old.text), children=tuple(node(child) for child in old.children))

    return replace(
        text,
        title=None if text.title is None else change(text.title),
        preamble=tuple(change(line) for line in text.preamble),
        nodes=tuple(node(each) for each in text.nodes),
        closing=tuple(change(line) for line in text.closing),
    )
