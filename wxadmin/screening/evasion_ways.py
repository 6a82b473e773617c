"""The ways a word is disguised, what each word's characters could be written as, and what speaks for a find."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from wxadmin.screening.evasion_tables import evasion_tables
from wxadmin.screening.folding import code_points

SPLIT, SOUND, SPELLED, INITIAL, ALIKE, SWAPPED, EMOJI = range(7)
ALL_WAYS = ("拆字", "谐音", "全拼", "首字母", "形近字", "调换", "表情代字")
_READINGS = 4


@dataclass(frozen=True, slots=True)
class Find:
    """First and last folded character of a word in disguise; ``open`` when it ends with an emoji."""

    first: int
    last: int
    word: int
    way: int
    open: int = 0


class Patterns:
    """Words in code points and in syllables (number of the syllable; 0 where a character has none)."""

    def __init__(self, words: Sequence[str]) -> None:
        tables = evasion_tables()
        codes = code_points("".join(words))
        bounds = np.cumsum([0, *map(len, words)])
        self.words = tuple(words)
        self.codes = [codes[a:b] for a, b in pairwise(bounds.tolist())]
        self.sounds: list[tuple[int, ...]] = []
        """The syllables of each word as most people read it."""
        self.syllables: list[tuple[tuple[int, ...], ...]] = []
        """The syllables that each character of a word may have."""
        self.readings: list[list[tuple[int, ...]]] = []
        """All readings worth looking for."""
        firsts = tables.sound.take(codes, mode="clip").tolist()
        seconds = tables.second.take(codes, mode="clip").tolist()
        for a, b in pairwise(bounds.tolist()):
            sounds = tuple(firsts[a:b])
            self.sounds.append(sounds)
            both = zip(sounds, seconds[a:b], strict=True)
            self.syllables.append(tuple((one, other) if other else (one,) for one, other in both))
            read = [sounds]
            for n in range(a, b):
                if seconds[n] and len(read) < _READINGS:
                    read += [(*one[: n - a], seconds[n], *one[n - a + 1 :]) for one in read]
            self.readings.append(read[:_READINGS])

    def __len__(self) -> int:
        return len(self.words)


def gravest(ways: Iterable[int]) -> int:
    """The way to be told of several: the rarer a harmless text has it, the sooner."""
    return min(ways, key=(SWAPPED, SPLIT, EMOJI, SPELLED, INITIAL, ALIKE, SOUND).index)
