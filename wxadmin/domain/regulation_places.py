"""Where something stands in a regulation: a unit by its place in the tree, a run of words by its unit and part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from wxadmin.domain.errors import UserError
from wxadmin.domain.regulation import Node, RegulationText

Place = tuple[int, ...]
"""A unit: the positions among their siblings, from 0, from the outermost unit to itself; () is the whole text."""
Part = Literal["heading", "preamble", "title", "text", "closing"]
"""heading: the regulation's own title · title and text: those of a unit · preamble and closing: one line of them"""


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of words: the unit at ``at`` (() outside the units), which part, and which line of preamble or closing."""

    at: Place
    part: Part
    line: int = 0


def places(text: RegulationText) -> Iterator[tuple[Place, Node]]:
    """Every unit with its place, in reading order."""
    todo: list[tuple[Place, Node]] = []
    todo += [((at,), node) for at, node in enumerate(text.nodes)][::-1]
    while todo:
        here, node = todo.pop()
        yield here, node
        todo += [((*here, at), child) for at, child in enumerate(node.children)][::-1]


def node_at(text: RegulationText, at: Place) -> Node:
    """The unit at that place; UserError when there is none."""
    return _line_to(text, at)[-1]


def numbers_at(text: RegulationText, at: Place) -> tuple[str, ...]:
    """The numbers that lead to a unit, its own last, as settings and clauses name it; a paragraph adds none."""
    return tuple(node.number for node in _line_to(text, at) if node.number) if at else ()


def place_of(text: RegulationText, numbers: tuple[str, ...]) -> Place | None:
    """The first numbered unit with these numbers, or None."""

    def search(nodes: tuple[Node, ...], rest: tuple[str, ...]) -> Place | None:
        for at, node in enumerate(nodes):
            if node.number and node.number == rest[0]:
                if len(rest) == 1:
                    return (at,)
                found = search(node.children, rest[1:])
            else:
                found = None if node.number else search(node.children, rest)
            if found is not None:
                return (at, *found)
        return None

    return search(text.nodes, numbers) if numbers else None


def passages(text: RegulationText) -> Iterator[tuple[Passage, str]]:
    """Every run of words in reading order, empty ones left out."""
    if text.title:
        yield Passage((), "heading"), text.title
    for line, words in enumerate(text.preamble):
        yield Passage((), "preamble", line), words
    for at, node in places(text):
        if node.title:
            yield Passage(at, "title"), node.title
        if node.text:
            yield Passage(at, "text"), node.text
    for line, words in enumerate(text.closing):
        yield Passage((), "closing", line), words


def words_of(text: RegulationText, passage: Passage) -> str:
    """The words of a passage; UserError when there is no such."""
    if passage.part in {"title", "text"}:
        node = node_at(text, passage.at)
        return (node.title or "") if passage.part == "title" else node.text
    if passage.part == "heading":
        return text.title or ""
    lines = text.preamble if passage.part == "preamble" else text.closing
    if not 0 <= passage.line < len(lines):
        raise _gone()
    return lines[passage.line]


def short(numbers: tuple[str, ...]) -> str:
    """A unit as it is cited: articles are counted through, so their chapter need not be named; ``""`` for ()."""
    articles = [at for at, number in enumerate(numbers) if number.startswith("第") and "条" in number]
    cited = numbers[articles[-1] :] if articles else numbers
    return "".join(number.rstrip("：:．、") if number.startswith("第") else number for number in cited)


def named(text: RegulationText, passage: Passage) -> str:
    """The place in words for a message: 标题, 前言, 结尾, 第八条, 第三章, 第八条下的一段."""
    if not passage.at:
        return {"heading": "标题", "preamble": "前言"}.get(passage.part, "结尾")
    return unit_name(text, passage.at)


def unit_name(text: RegulationText, at: Place) -> str:
    """A unit in words for a message: 第八条, （一）, 第八条下的一段, or its first words."""
    words = short(numbers_at(text, at))
    node = node_at(text, at)
    if node.number:
        return words.rstrip("、.．") or words
    if words:
        return f"{words}下的一段"
    return f"“{' '.join((node.title or node.text)[:10].split())}”"


def _line_to(text: RegulationText, at: Place) -> list[Node]:
    line: list[Node] = []
    nodes = text.nodes
    for step in at:
        if not 0 <= step < len(nodes):
            break
        line.append(nodes[step])
        nodes = nodes[step].children
    if len(line) != len(at) or not at:
        raise _gone()
    return line


def _gone() -> UserError:
    return UserError("没有这一处", remedy="制度已经改过，请重新选择")
