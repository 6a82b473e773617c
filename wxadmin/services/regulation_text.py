"""A regulation's structure as the record file keeps it, and its clauses."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace
from typing import Any

from wxadmin.domain.regulation import Blank, Node, ParseWarning, RegulationText, Setting
from wxadmin.domain.seal import content_code

_CODE = 19
"""Characters of a short code: four groups of four letters, 80 bits."""


def packed(text: RegulationText) -> str:
    """The structure as JSON; without blanks it is the same as before there were any, and so is its code."""
    found = asdict(text)
    if not text.blanks:
        del found["blanks"]
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


def unpacked(data: str) -> RegulationText:
    """The structure from :func:`packed`."""
    found = json.loads(data)
    return RegulationText(
        found["title"],
        tuple(found["preamble"]),
        tuple(_node(n) for n in found["nodes"]),
        tuple(found["closing"]),
        tuple(Setting(s["kind"], s["value"], tuple(s["at"]), s["quote"]) for s in found["settings"]),
        tuple(ParseWarning(**w) for w in found["warnings"]),
        tuple(Blank(**b) for b in found.get("blanks", ())),
    )


def _node(data: dict[str, Any]) -> Node:
    return Node(data["kind"], data["number"], data["title"], data["text"], tuple(_node(n) for n in data["children"]))


def clauses_of(text: RegulationText) -> list[tuple[tuple[str, ...], str, str]]:
    """(numbers from the outside in, heading, words) of every unit that can be cited: numbered and saying something.

    The words of a unit include those of the units below it.
    """
    found: list[tuple[tuple[str, ...], str, str]] = []

    def visit(node: Node, path: tuple[str, ...], heading: str) -> None:
        here = (*path, node.number) if node.number else path
        title = node.title or heading
        says = node.text or node.title or node.children
        # A chapter is cited only where its words stand in it directly.
        if node.number and (says if node.kind != "chapter" else node.text and not node.children):
            found.append((here, title, words_of(node)))
        for child in node.children:
            visit(child, here, title)

    for node in text.nodes:
        visit(node, (), "")
    return found


def words_of(node: Node) -> str:
    """Title and text of a unit and of those below it, one line each."""
    own = "　".join(part for part in (node.title, node.text) if part)
    lines = [own] if own else []
    for child in node.children:
        lines.append(child.number + words_of(child))
    return "\n".join(lines)


def text_code(text: RegulationText) -> str:
    """The short code of a text's words: four groups of four."""
    return content_code(hashlib.sha256(packed(replace(text, settings=(), warnings=())).encode()).digest())[:_CODE]
