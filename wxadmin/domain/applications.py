"""What people apply for: to join or leave a group, to found or dissolve one, to keep contact outside the unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Kind = Literal["join", "exit", "founding", "dissolving", "outside"]
KINDS: tuple[Kind, ...] = ("join", "exit", "founding", "dissolving", "outside")

FORMS: Mapping[str, str] = {
    "join": "join", "exit": "exit", "founding": "founding", "dissolving": "dissolution", "outside": "contact",
}  # fmt: skip
"""The form of the library that each kind is written on."""

REASONS: Mapping[str, str] = {
    "join": "reason", "exit": "reason", "founding": "purpose", "dissolving": "reason", "outside": "purpose_of",
}  # fmt: skip
"""The blank of each kind's form that says why."""

OFFICIAL = frozenset({"check", "opinion", "superior", "secret"})
"""Blanks of those forms that the office fills in, not the applicant."""


@dataclass(frozen=True, slots=True)
class Request:
    """An application read from what somebody wrote.

    ``called`` is how the applicant names himself (``三(2)班王小明妈妈``), ``name`` the name alone where it was said
    apart; ``fields`` are blanks of the kind's form. ``line`` is the line of the source, from 1, ``text`` its words.
    """

    kind: Kind
    called: str
    name: str = ""
    nickname: str = ""
    reason: str = ""
    received: date | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    line: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """Applications in the order of a text, and its lines that are none: (line, words, why)."""

    requests: tuple[Request, ...]
    left: tuple[tuple[int, str, str], ...] = ()
