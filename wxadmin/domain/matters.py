"""What members hand in, report and ask for: the kinds, and what was read of one in somebody's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, get_args

Kind = Literal["submission", "report", "suggestion", "help", "dispute", "anomaly"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""What people raise; each is owed an answer. What the program finds by itself is ``name`` and ``late``."""


@dataclass(frozen=True, slots=True)
class Told:
    """One matter read from what somebody wrote.

    ``who`` raised it, as they are named there (``""``: not said), ``about`` whom it is about or who is at odds;
    ``fields`` are blanks of the kind by key. ``line`` is the line of the source, from 1, ``text`` its words as given.
    """

    kind: Kind
    who: str
    title: str
    body: str
    about: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    day: date | None = None
    line: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """Matters in the order of a text, and its lines that are none: (line, words, why)."""

    told: tuple[Told, ...]
    left: tuple[tuple[int, str, str], ...] = ()
