"""On which line of the original each part of a text stands that was read from it."""

from __future__ import annotations

from collections.abc import Iterator

from wxadmin.domain.regulation import RegulationText
from wxadmin.domain.regulation_places import Passage, Place, passages, places

_AHEAD = 12  # letters by which a unit is found again in the original


def letters(words: str) -> str:
    """The letters and figures of a text, without signs and white space."""
    return "".join(char for char in words if char.isalnum())


def lines_of(words: str, text: RegulationText) -> Iterator[tuple[Passage, int]]:
    """The line of every passage, counted from 1: letters are neither lost nor changed by reading, signs may be."""
    found: list[str] = []
    rows: list[int] = []
    for row, line in enumerate(words.split("\n"), 1):
        kept = letters(line)
        found.append(kept)
        rows += [row] * len(kept)
    every = "".join(found)
    if not rows:
        return
    numbers = {at: node.number for at, node in places(text)}
    numbered: set[Place] = set()
    head = 0
    place = 0
    for passage, said in passages(text):
        own = letters(said)
        if passage.at and passage.at not in numbered:
            numbered.add(passage.at)
            own = letters(numbers[passage.at]) + own
        if passage.part in ("heading", "preamble"):  # lines above the title come after it here
            here = every.find(own[:_AHEAD])
            yield passage, rows[here] if here >= 0 else 1
            head += len(own)
            place = head
            continue
        if every[place : place + _AHEAD] != own[:_AHEAD]:
            here = every.find(own[:_AHEAD], place)
            place = here if here >= 0 else place
        yield passage, rows[min(place, len(rows) - 1)]
        place += len(own)
