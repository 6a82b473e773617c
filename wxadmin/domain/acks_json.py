"""The JSON document of ``acks match``."""

from __future__ import annotations

from typing import Any

from wxadmin.domain.acks import AckResult


def to_json(result: AckResult) -> dict[str, Any]:
    """The four heaps and the reminder as plain dictionaries and lists, keys in the order of the contract."""
    return {
        "confirmed": [{"name": one.name, "line": one.line, "note": one.note} for one in result.confirmed],
        "ambiguous": [{"text": one.text, "candidates": list(one.candidates)} for one in result.ambiguous],
        "missing": list(result.missing),
        "strangers": list(result.strangers),
        "reminder": result.reminder,
    }
