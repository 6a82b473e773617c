"""On which line of the original each part of a text stands that was read from it."""

from __future__ import annotations

from collections.abc import Iterator

from wxadmin.domain.regulation import RegulationText
from wxadmin.domain.regulation_places import Passage, places

_AHEAD = 12  # letters by which a unit is found again in the original


def letters(words: str) -> str:
    """The letters and figures of a text, without signs and white space."""
    return "".join(char for char in words if char.isalnum())


def lines_of(words: str, text: RegulationText) -> Iterator[tuple[Passage, int]]:
    """The line of every passage, counted from 1: letters are neither lost nor changed by reading, signs may be.

    Every unit has a ``title`` here: where its number stands.
    """
    found: list[str] = []
    rows: list[int] = []
    for row, line in enumerate(words.split("\n"), 1):
        kept = letters(line)
        found.append(kept)
        rows += [row] * len(kept)
    every = "".join(found)
    if not rows:
        return
    place = 0
    head = [(Passage((), "heading"), text.title or "")]
    head += [(Passage((), "preamble", line), said) for line, said in enumerate(text.preamble)]
    for passage, said in head:  # lines above the title come after it in the text
        own = letters(said)
        here = every.find(own[:_AHEAD])
        yield passage, rows[here] if here >= 0 else 1
        place += len(own)
    for passage, said, beyond in _rest(text):
        sought = (letters(said) + letters(beyond[: 2 * _AHEAD]))[:_AHEAD]
        if not every.startswith(sought, place):
            here = every.find(sought, place)
            place = here if here >= 0 else place
        yield passage, rows[min(place, len(rows) - 1)]
        place += len(letters(said))


def _rest(text: RegulationText) -> Iterator[tuple[Passage, str, str]]:
    """What follows the preamble: passage, its words with the number in front, and the words of the unit after them."""
    for at, node in places(text):
        yield Passage(at, "title"), node.number + (node.title or ""), node.text
        yield Passage(at, "text"), node.text, ""
    for line, said in enumerate(text.closing):
        yield Passage((), "closing", line), said, ""
