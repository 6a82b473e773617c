"""Where any of many words stands in folded text.

A word can only stand where its first characters do: all positions of a block are asked at once, by a hash of two or
three characters, whether some word begins so. In clean text that leaves few positions, and each is compared with the
words in question. Text full of beginnings goes through an Aho-Corasick automaton, whose time does not depend on them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np
from daachorse import CharwiseDoubleArrayAhoCorasick
from numpy.typing import NDArray

from wxadmin.screening.folding import as_text, code_points

Codes = NDArray[np.uint32]
Numbers = NDArray[np.int64]

_DEPTH = 3
_MIX = tuple(np.uint32(odd) for odd in (0x85EBCA6B, 0x9E3779B1, 0xC2B2AE35))
# Slots of the hash tables per word, and at most 2 ** 21: a false alarm costs more than a slot, a missed cache, too.
_SLOTS, _LEAST_BITS, _MOST_BITS = 32, 10, 21
# More comparisons than this part of the characters, and the automaton is the faster way.
_DENSE = 4


@dataclass(frozen=True, slots=True)
class Places:
    """Columns of equal length: half-open span in the folded text and number of the word; in no order."""

    start: Numbers
    end: Numbers
    word: Numbers


class Automaton:
    """Different folded words, none empty; ``search`` names a word by its place in the sequence given."""

    def __init__(self, words: Sequence[str]) -> None:
        sizes = np.fromiter(map(len, words), dtype=np.int64, count=len(words))
        depths = np.minimum(sizes, _DEPTH)
        codes = code_points("".join(words))
        alone = np.flatnonzero(sizes == 1)
        self._alone = np.full(int(codes.max(initial=0)) + 2 if len(alone) else 0, -1, dtype=np.int32)
        """The word that a character is by itself; the last entry stands for all characters beyond."""
        self._alone[codes[(np.cumsum(sizes) - 1)[alone]]] = alone
        self._openings = [
            _Openings(codes, np.flatnonzero(depths == depth), sizes, depth)
            for depth in range(2, _DEPTH + 1)
            if (depths == depth).any()
        ]
        self._words = words

    def search(self, codes: Codes) -> Places:
        """Every place of every word, overlapping ones too."""
        found = [_NOTHING]
        if len(self._alone):
            alone = self._alone.take(codes, mode="clip")
            at = np.flatnonzero(alone >= 0)
            found.append(Places(at, at + 1, alone[at].astype(np.int64)))
        for openings in self._openings:
            part = openings.search(codes)
            if part is None:
                return self._run(codes)
            found.append(part)
        return Places(*(np.concatenate([getattr(part, column) for part in found]) for column in Places.__slots__))

    @cached_property
    def _automaton(self) -> Any:
        """Made when the first dense text comes."""
        return CharwiseDoubleArrayAhoCorasick(list(self._words))

    def _run(self, codes: Codes) -> Places:
        found = self._automaton.find_overlapping(as_text(codes))
        flat = np.fromiter(chain.from_iterable(found), dtype=np.int64, count=3 * len(found)).reshape(-1, 3)
        return Places(flat[:, 0], flat[:, 1], flat[:, 2])


_NOTHING = Places(*[np.empty(0, dtype=np.int64)] * 3)


class _Openings:
    """Words by the hash of their first ``depth`` characters; those of one hash stand together."""

    def __init__(self, codes: Codes, words: Numbers, sizes: Numbers, depth: int) -> None:
        self._depth = depth
        bits = min(max((_SLOTS * len(words)).bit_length(), _LEAST_BITS), _MOST_BITS)
        self._shift = np.uint32(32 - bits)
        first = (np.cumsum(sizes) - sizes)[words]
        hashes = mixed([codes[first + n] for n in range(depth)]) >> self._shift
        order = np.argsort(hashes, kind="stable")
        hashes = hashes[order]
        self._codes, self._first = codes, first[order]
        self._word, self._size = words[order], sizes[words][order]
        self._last = codes[self._first + self._size - 1]
        begins = np.flatnonzero(np.concatenate(([True], hashes[1:] != hashes[:-1])))
        self._known = np.zeros(1 << bits, dtype=np.bool_)
        self._known[hashes] = True
        self._slot = np.zeros(1 << bits, dtype=np.int32)
        self._slot[hashes[begins]] = begins
        self._alike = np.zeros(len(words), dtype=np.int64)
        self._alike[begins] = np.diff(begins, append=len(words))

    def search(self, codes: Codes) -> Places | None:
        """Every place of every word; None when too many words begin in this text."""
        length = len(codes) - self._depth + 1
        if length < 1:
            return _NOTHING
        hashes = mixed([codes[n : n + length] for n in range(self._depth)])
        hashes >>= self._shift
        at = np.flatnonzero(self._known.take(hashes, mode="clip"))
        slot = self._slot[hashes[at]]
        alike = self._alike[slot]
        past = np.cumsum(alike)
        total = int(past[-1]) if len(past) else 0
        if self._depth == _DEPTH and total > len(codes) // _DENSE:
            return None
        entry = np.arange(total) + np.repeat(slot - past + alike, alike)
        at = np.repeat(at, alike)
        # The last character rules out nearly all; the few that stay are compared character by character.
        at, entry = _only(codes.take(at + self._size[entry] - 1, mode="clip") == self._last[entry], at, entry)
        at, entry = _only(at + self._size[entry] <= len(codes), at, entry)
        for n in range(int(self._size[entry].max(initial=0)) - 1):
            same = codes.take(at + n, mode="clip") == self._codes.take(self._first[entry] + n, mode="clip")
            at, entry = _only(same | (self._size[entry] <= n), at, entry)
        return Places(at, at + self._size[entry], self._word[entry])


def mixed(columns: Sequence[Codes]) -> Codes:
    """A hash of up to three characters side by side; its upper bits are the good ones."""
    keys = columns[0] * _MIX[0]
    for column, odd in zip(columns[1:], _MIX[1:], strict=False):
        keys += column * odd
    return keys


def _only(keep: NDArray[np.bool_], at: Numbers, entry: Numbers) -> tuple[Numbers, Numbers]:
    return (at, entry) if keep.all() else (at[keep], entry[keep])
