"""A regulation as the document that ``regulation parse --json`` prints."""

from __future__ import annotations

from typing import Any

from wxadmin.domain.regulation import Node, ParseWarning, RegulationText, Setting


def to_json(text: RegulationText) -> dict[str, Any]:
    """Plain lists, dicts and strings, in the order and with the names of the command's contract."""
    return {
        "title": text.title,
        "preamble": list(text.preamble),
        "nodes": [_node(node) for node in text.nodes],
        "closing": list(text.closing),
        "settings": [
            {"kind": setting.kind, "value": setting.value, "at": list(setting.at), "quote": setting.quote}
            for setting in text.settings
        ],
        "warnings": [{"line": warning.line, "message": warning.message} for warning in text.warnings],
    }


def from_json(document: dict[str, Any]) -> RegulationText:
    """The text that ``to_json`` made the document from."""
    return RegulationText(
        title=document["title"],
        preamble=tuple(document["preamble"]),
        nodes=tuple(_read_node(node) for node in document["nodes"]),
        closing=tuple(document["closing"]),
        settings=tuple(
            Setting(entry["kind"], entry["value"], tuple(entry["at"]), entry["quote"]) for entry in document["settings"]
        ),
        warnings=tuple(ParseWarning(entry["line"], entry["message"]) for entry in document["warnings"]),
    )


def _node(node: Node) -> dict[str, Any]:
    return {
        "kind": node.kind,
        "number": node.number,
        "title": node.title,
        "text": node.text,
        "children": [_node(child) for child in node.children],
    }


def _read_node(document: dict[str, Any]) -> Node:
    children = tuple(_read_node(child) for child in document["children"])
    return Node(document["kind"], document["number"], document["title"], document["text"], children)
