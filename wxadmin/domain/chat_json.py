"""The JSON document of ``chat parse``."""

from __future__ import annotations

from typing import Any

from wxadmin.domain.chat import Event, Message, Rejected, Transcript


def to_json(transcript: Transcript) -> dict[str, Any]:
    """The transcript as plain dictionaries and lists, keys in the order of the contract."""
    return {
        "format": transcript.format,
        "group": transcript.group,
        "messages": [_message(message) for message in transcript.messages],
        "events": [_event(event) for event in transcript.events],
        "rejected": [_rejected(piece) for piece in transcript.rejected],
    }


def _message(message: Message) -> dict[str, Any]:
    quote = message.quote
    return {
        "sender": message.sender,
        "time": message.time,
        "kind": message.kind,
        "text": message.text,
        "quote": None if quote is None else {"sender": quote.sender, "text": quote.text},
    }


def _event(event: Event) -> dict[str, Any]:
    return {"kind": event.kind, "actor": event.actor, "subjects": list(event.subjects), "time": event.time}


def _rejected(piece: Rejected) -> dict[str, Any]:
    return {"line": piece.line, "text": piece.text, "why": piece.why}
