"""Changes to the words of a regulation: those of a unit, title, preamble and closing, find and replace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from wxadmin.domain.errors import UserError
from wxadmin.domain.regulation import Node, RegulationText, Setting
from wxadmin.domain.regulation_edit import Edit
from wxadmin.domain.regulation_places import Passage, Place, node_at, passages, place_of, words_of


@dataclass(frozen=True, slots=True)
class Found:
    """Words found: ``start`` to ``end`` of the passage."""

    passage: Passage
    start: int
    end: int


def change(text: RegulationText, at: Place, *, title: str | None = None, words: str | None = None) -> Edit:
    """The unit with another title or other words (None: as they are; ``""``: none). Numbers stay as they are.

    Settings of the unit whose sentence is no longer there go.
    """
    node = node_at(text, at)
    new = replace(
        node,
        title=node.title if title is None else _clean(title) or None,
        text=node.text if words is None else _clean(words),
    )
    return Edit(_still_true(replace(text, nodes=_replaced(text.nodes, at, new))), at)


def put_words(text: RegulationText, passage: Passage, words: str) -> RegulationText:
    """Other words in one passage. Those of preamble and closing may be several lines; empty ones go."""
    at, line = passage.at, passage.line
    if passage.part == "title":
        return change(text, at, title=words).text
    if passage.part == "text":
        return change(text, at, words=words).text
    if passage.part == "heading":
        return set_title(text, words)
    if passage.part == "preamble":
        return set_preamble(text, "\n".join((*text.preamble[:line], words, *text.preamble[line + 1 :])))
    return set_closing(text, "\n".join((*text.closing[:line], words, *text.closing[line + 1 :])))


def set_title(text: RegulationText, title: str) -> RegulationText:
    """The regulation under another title, on one line."""
    return replace(text, title=" ".join(title.split()) or None)


def set_preamble(text: RegulationText, words: str) -> RegulationText:
    """With this preamble, a paragraph a line."""
    return _still_true(replace(text, preamble=_lines(words)))


def set_closing(text: RegulationText, words: str) -> RegulationText:
    """With this closing, a paragraph a line."""
    return _still_true(replace(text, closing=_lines(words)))


def find(text: RegulationText, words: str) -> tuple[Found, ...]:
    """Every place where exactly these words stand (not in the numbers), in reading order, without overlaps."""
    found = []
    for passage, held in passages(text):
        start = held.find(words) if words else -1
        while start >= 0:
            end = start + len(words)
            found.append(Found(passage, start, end))
            start = held.find(words, end)
    return tuple(found)


def replace_one(text: RegulationText, found: Found, words: str) -> RegulationText:
    """These words in place of the ones found, in the text they were found in."""
    held = words_of(text, found.passage)
    return put_words(text, found.passage, held[: found.start] + words + held[found.end :])


def replace_all(text: RegulationText, words: str, replacement: str) -> Edit:
    """These words replaced everywhere; a note says in how many places. UserError when they are nowhere."""
    count = len(find(text, words))
    if not count:
        raise UserError(f"没有找到“{words}”", remedy="请换一个词")

    def put(held: str) -> str:
        return held.replace(words, replacement)

    def node(old: Node) -> Node:
        title = None if old.title is None else put(old.title) or None
        return replace(old, title=title, text=put(old.text), children=tuple(node(child) for child in old.children))

    new = replace(
        text,
        title=None if text.title is None else put(text.title) or None,
        preamble=tuple(line for line in map(put, text.preamble) if line),
        nodes=tuple(node(each) for each in text.nodes),
        closing=tuple(line for line in map(put, text.closing) if line),
        settings=tuple(replace(setting, quote=put(setting.quote)) for setting in text.settings),
    )
    return Edit(new, (), (f"替换了 {count} 处",))


def _clean(words: str) -> str:
    """Line ends made one sort, empty lines and white space at the ends gone."""
    return "\n".join(_lines(words))


def _lines(words: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in words.splitlines() if line.strip())


def _replaced(nodes: tuple[Node, ...], at: Place, new: Node) -> tuple[Node, ...]:
    here, rest = at[0], at[1:]
    old = nodes[here]
    changed = replace(old, children=_replaced(old.children, rest, new)) if rest else new
    return (*nodes[:here], changed, *nodes[here + 1 :])


def _still_true(text: RegulationText) -> RegulationText:
    """Without settings whose sentence is nowhere in their unit."""
    said = _quotable(text)
    return replace(text, settings=tuple(setting for setting in text.settings if said(setting)))


def _quotable(text: RegulationText) -> Callable[[Setting], bool]:
    outside = "\n".join((*text.preamble, *text.closing))

    def said(setting: Setting) -> bool:
        place = place_of(text, setting.at)
        if place is None:
            return not setting.at and setting.quote in outside
        node = node_at(text, place)
        return any(setting.quote in each.text for each in (node, *(c for c in node.children if not c.number)))

    return said
