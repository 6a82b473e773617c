"""Answers to an announcement matched to the people expected. The field names are those of ``acks match``."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Somebody answered: ``name`` as the roster has it (same names as ``张伟（销售部）``), ``line`` from 1.

    ``reply`` numbers (from 0) the first reply that says so; ``source`` is what it was told by: a nickname, or the words
    of a line.
    """

    name: str
    line: int
    note: str
    person: int = -1
    reply: int = -1
    source: str = ""


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """An answer that fits several people, or a name mistyped; the owner picks one. ``people`` are the candidates.

    ``denial``: the last word of the one candidate is that nothing arrived or was understood.
    """

    text: str
    candidates: tuple[str, ...]
    people: tuple[int, ...] = ()
    reply: int = -1
    denial: bool = False


@dataclass(frozen=True, slots=True)
class AckResult:
    """Four heaps and the text of a reminder. ``person`` of a Confirmed is an index into the roster given."""

    confirmed: tuple[Confirmed, ...]
    ambiguous: tuple[Ambiguous, ...]
    missing: tuple[str, ...]
    strangers: tuple[str, ...]
    reminder: str
