"""The units of a text as the editor shows them: title and preamble, and the closing, are units of their own."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from wxadmin.domain import regulation_wording
from wxadmin.domain.regulation import Node, RegulationText
from wxadmin.domain.regulation_places import Place, node_at

Part = Literal["title", "text"]
HEAD: Place = (-1,)
"""Title and preamble, as a line of the outline."""
END: Place = (-2,)
"""What stands behind the last unit."""
BLANK = re.compile(r"\{\{(\w{1,40})\}\}")


@dataclass(frozen=True, slots=True)
class Words:
    """One unit as it is shown for editing; ``titled``: it can have a heading."""

    number: str
    title: str
    text: str
    titled: bool


def words_at(text: RegulationText, at: Place) -> Words:
    """A unit as it is shown for editing: at the head title and preamble, at the end the closing lines."""
    if at == HEAD:
        return Words("", text.title or "", "\n".join(text.preamble), titled=True)
    if at == END:
        return Words("", "", "\n".join(text.closing), titled=False)
    node = node_at(text, at)
    titled = node.title is not None or node.kind in ("chapter", "article")
    return Words(node.number, node.title or "", node.text, titled)


def tidied(text: RegulationText, at: Place) -> RegulationText:
    """The text without white space at the ends of the lines of one unit."""
    words = words_at(text, at)
    if at == HEAD:
        return regulation_wording.set_preamble(regulation_wording.set_title(text, words.title), words.text)
    if at == END:
        return regulation_wording.set_closing(text, words.text)
    return regulation_wording.change(text, at, title=words.title, words=words.text).text


def written(text: RegulationText, at: Place, part: Part, words: str) -> RegulationText:
    """The text with other words in one unit, exactly as they are typed; :meth:`Manuscript.tidy` makes them neat."""
    lines = tuple(words.split("\n")) if words else ()
    if at == HEAD:
        return replace(text, title=words or None) if part == "title" else replace(text, preamble=lines)
    if at == END:
        return replace(text, closing=lines)

    def change(nodes: tuple[Node, ...], rest: Place) -> tuple[Node, ...]:
        here, *below = rest
        node = nodes[here]
        if below:
            node = replace(node, children=change(node.children, tuple(below)))
        elif part == "title":
            node = replace(node, title=words or None)
        else:
            node = replace(node, text=words)
        return (*nodes[:here], node, *nodes[here + 1 :])

    return replace(text, nodes=change(text.nodes, at))


def shown(text: RegulationText, words: str) -> str:
    """Words with the values of their blanks, an empty one as 〔label〕."""
    if "{{" not in words:
        return words
    values = {blank.key: blank.value or f"〔{blank.label or blank.key}〕" for blank in text.blanks}
    return BLANK.sub(lambda match: values.get(match[1], match[0]), words)
