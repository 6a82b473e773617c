"""Words in disguise: taken apart, spelled by sound, by letters, by look-alikes, by emoji, or with neighbours swapped.

Three gates look at all characters of a block at once: pairs of syllables, pairs of characters, and the places where
something stands that is not a Han character as it should be (letters, emoji, parts). What passes is compared with the
word in question, character by character, and weighed: the more ways something harmless could come to stand there, the
more it takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wxadmin.screening.evasion_cells import cells_of
from wxadmin.screening.evasion_signs import Signs
from wxadmin.screening.evasion_sounds import Sounds
from wxadmin.screening.evasion_ways import ALIKE, ALL_WAYS, Find, Patterns
from wxadmin.screening.folding import Block

WAYS: tuple[str, ...] = ALL_WAYS
"""What ``Disguised.way`` counts, in the words of a reason."""


@dataclass(frozen=True, slots=True)
class Disguised:
    """Columns of equal length, in order of message and place: half-open span in the message as given."""

    message: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    word: NDArray[np.int64]
    """Place in the words given."""
    way: NDArray[np.uint8]
    """Index into ``WAYS``."""


class Evasion:
    """High-risk words, folded, unique, none empty; knows them in disguise, not as they are."""

    def __init__(self, words: Sequence[str]) -> None:
        patterns = Patterns(words)
        self._sounds = Sounds(patterns)
        self._signs = Signs(patterns)

    def find(self, block: Block) -> Disguised:
        """Every word in disguise; of finds of one word that overlap the shortest."""
        text = cells_of(block)
        found = {*self._sounds.find(block, text), *self._signs.find(block, text)}
        return _in_messages(block, _settled(found))


def _settled(found: set[Find]) -> list[Find]:
    """Of overlapping finds of one word one that every character explains, then the shortest."""
    kept: dict[int, list[Find]] = {}
    for find in sorted(found, key=lambda f: (f.way == ALIKE, f.last - f.first, f.first, f.way)):
        listed = kept.setdefault(find.word, [])
        if not any(find.first <= other.last and other.first <= find.last for other in listed):
            listed.append(find)
    return sorted((find for listed in kept.values() for find in listed), key=lambda f: (f.first, f.last, f.word))


def _in_messages(block: Block, found: Sequence[Find]) -> Disguised:
    columns = [(f.first, f.last, f.word, f.way, f.open) for f in found]
    first, last, word, way, rest = np.array(columns, dtype=np.int64).reshape(-1, 5).T
    message = block.owners(first) if len(first) else first
    offset = block.starts[message]
    places = block.folded.places
    end = places[last] + 1
    # Marks that belong to an emoji (its colour, its key cap) take no room when folded, but are part of it as given.
    after = np.where(last + 1 < len(places), places.take(last + 1, mode="clip"), 0)
    end = np.where((rest > 0) & (after > end), after, end)
    return Disguised(message, places[first] - offset, end - offset, word, way.astype(np.uint8))
