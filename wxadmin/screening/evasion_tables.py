"""What characters sound and look like, what they are made of and what stands for them: tables made ahead.

``python -m wxadmin.build.evasion_tables`` makes them; where they come from stands in ``evasion_NOTICE.md`` beside them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from wxadmin.resource import resource_dir
from wxadmin.screening.folding import code_points, tables

PAIR_BITS = 22
PAIR_MIXES = ((0x9E3779B1, 0x85EBCA6B), (0xC2B2AE35, 0x27D4EB2F), (0x165667B1, 0xD3A2646C), (0xFD7046C5, 0xB55A4F09))
_PLANE = 0x10000


@dataclass(frozen=True, slots=True)
class Tables:
    """All characters are folded ones; syllable 0 is none."""

    syllables: tuple[str, ...]
    number: Mapping[str, int]
    sound: NDArray[np.uint16]
    """Of each character of the basic plane its first syllable, and the second one; the last entry is for all beyond."""
    second: NDArray[np.uint16]
    splits: Mapping[str, str]
    """Parts written one after the other, and the characters made of them."""
    stands: Mapping[str, str]
    """Emoji, signs, letters and digits, and the characters they stand for."""
    alike: Mapping[str, frozenset[str]]
    """Characters of any script, and those that are easily taken for them."""
    letters: Mapping[str, str]
    """Letters of other scripts, and the Latin ones they are taken for."""
    latin: frozenset[str]
    """English words that could be read as pinyin or initials, and short forms in daily use."""
    pairs: NDArray[np.uint8]

    def in_use(self, first: NDArray[np.uint32], second: NDArray[np.uint32]) -> NDArray[np.bool_]:
        """Whether two characters side by side are known from harmless talk and dictionaries (now and then wrongly)."""
        known = np.ones(len(first), dtype=np.bool_)
        for mix in PAIR_MIXES:
            slots = pair_slots(first, second, mix)
            known &= (self.pairs[slots >> np.uint32(3)] >> (np.uint32(7) - (slots & np.uint32(7))) & 1).astype(np.bool_)
        return known


def pair_slots(first: NDArray[np.uint32], second: NDArray[np.uint32], mix: tuple[int, int]) -> NDArray[np.uint32]:
    """The place of pairs in the filter, for one of ``PAIR_MIXES``."""
    mixed = first.astype(np.uint32) * np.uint32(mix[0]) ^ second.astype(np.uint32) * np.uint32(mix[1])
    mixed ^= mixed >> np.uint32(15)
    mixed *= np.uint32(0x2C1B3C6D)
    return mixed >> np.uint32(32 - PAIR_BITS)


@lru_cache(maxsize=1)
def evasion_tables() -> Tables:
    """The tables of ``resources/tables/evasion*`` and, for shapes, ``names_shapes.txt`` and ``names_scripts.txt``."""
    with np.load(resource_dir("tables") / "evasion.npz", allow_pickle=False) as file:
        names = tuple(file["syllables"].tolist())
        codes = file["codes"]
        sound, second = (np.zeros(_PLANE + 1, dtype=np.uint16) for _n in range(2))
        sound[codes], second[codes] = file["sound"], file["second"]
        pairs = file["pairs"]
    alike, letters = _alike()
    return Tables(
        names,
        {name: n for n, name in enumerate(names) if n},
        sound,
        second,
        dict(_pairs_of("evasion_splits.txt")),
        dict(_pairs_of("evasion_emoji.txt")),
        alike,
        letters,
        frozenset(_lines("evasion_latin.txt")),
        pairs,
    )


def _lines(name: str) -> list[str]:
    return (resource_dir("tables") / name).read_text("utf-8").splitlines()


def _pairs_of(name: str) -> list[tuple[str, str]]:
    return [(key, value) for key, _, value in (line.partition("\t") for line in _lines(name))]


def _alike() -> tuple[dict[str, frozenset[str]], dict[str, str]]:
    """Look-alikes both ways, and letters of other scripts; folded, since texts are."""
    fold = tables().fold
    near: defaultdict[str, set[str]] = defaultdict(set)
    letters: dict[str, str] = {}
    shapes, scripts = _lines("names_shapes.txt"), _lines("names_scripts.txt")
    for n, line in enumerate([*shapes, *scripts]):
        base, *others = map(chr, fold[code_points(line)].tolist())
        if base.isascii() and n >= len(shapes):
            letters.update((other, base) for other in others if not other.isascii())
            continue
        near[base].update(others)
        for other in others:
            near[other].add(base)
    return {char: frozenset(others - {char}) for char, others in near.items()}, letters


def syllables_of(letters: str, number: Mapping[str, int]) -> tuple[int, ...]:
    """Letters read as pinyin of syllables of two letters and more, the longest first; empty where they can't be."""
    best: list[tuple[int, ...] | None] = [None] * len(letters) + [()]
    for at in range(len(letters) - 1, -1, -1):
        for size in range(min(6, len(letters) - at), 1, -1):
            rest = best[at + size]
            if rest is not None and letters[at : at + size] in number:
                best[at] = (number[letters[at : at + size]], *rest)
                break
    return best[0] or ()
