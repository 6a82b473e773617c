"""A regulation as a tree of numbered units. The field names are those of ``regulation parse``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

NodeKind = Literal["chapter", "article", "item", "paragraph"]
SettingKind = Literal[
    "naming_rule", "reply_minutes", "fine_range", "appeal_window", "ladder", "interpreter", "effective"
]


@dataclass(frozen=True, slots=True)
class Node:
    """One unit. ``number`` as written, cleaned (``第八条``, ``（一）``, ``1.``), ``""`` for a paragraph."""

    kind: NodeKind
    number: str
    title: str | None
    text: str
    children: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Setting:
    """A number or rule that the text fixes; ``at`` lists the numbers of the units from the outside in."""

    kind: SettingKind
    value: str
    at: tuple[str, ...]
    quote: str


@dataclass(frozen=True, slots=True)
class ParseWarning:
    """Something uncertain; ``line`` counts from 1."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Blank:
    """A blank of a draft: ``{{key}}`` in its words stands for ``value``; ``""`` while nobody has filled it."""

    key: str
    label: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class RegulationText:
    """The structure of one text; nothing of the input is missing from it. Only a draft has ``blanks``."""

    title: str | None
    preamble: tuple[str, ...]
    nodes: tuple[Node, ...]
    closing: tuple[str, ...]
    settings: tuple[Setting, ...] = ()
    warnings: tuple[ParseWarning, ...] = ()
    blanks: tuple[Blank, ...] = ()


def walk(nodes: tuple[Node, ...], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Node]]:
    """Every unit with the numbers that lead to it, its own last, in reading order."""
    for node in nodes:
        here = (*path, node.number) if node.number else path
        yield here, node
        yield from walk(node.children, here)


def as_text(text: RegulationText) -> str:
    """The regulation as plain text, one unit a line, as people type it; parsed again it has the same structure."""
    lines = [text.title] if text.title else []
    lines += text.preamble
    for _, node in walk(text.nodes):
        gap = "" if node.number[-1:] in "）)、" else " "
        words = node.title if node.title is not None else node.text
        lines.append(f"{node.number}{gap}{words}" if node.number else words)
        if node.title is not None and node.text:
            lines.append(node.text)
    lines += text.closing
    return "\n".join(lines) + "\n"
