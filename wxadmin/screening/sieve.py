"""Which messages of a block any rule could hold in: one look at all of them, so that only those few are read.

It errs on the side of reading. A rule becomes gates: pairs of sets of strings such that it cannot hold without one of
either set. Of each string only a telling window of up to three characters is looked for, by its hash, and the gates
share a few hundred numbers: a message is named when for one number both halves were met.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from wxadmin.screening.automaton import mixed
from wxadmin.screening.folding import Block, code_points, fold_words
from wxadmin.screening.literals import Strings, commonness, plainness, required
from wxadmin.screening.patterns import fold_pattern
from wxadmin.screening.ruleset import Rule, Signal

Masks = NDArray[np.uint64]
Numbers = NDArray[np.int64]
Gate = tuple[Strings, ...]
"""One or two sets; of none, the gate is open."""

_COLUMN, _COLUMNS = 64, 4
_GATES = _COLUMN * _COLUMNS
_WINDOW = 3
_RARE = 0.1
"""A set that is met less often than this (see ``commonness``) is a gate by itself."""
_LITTLE = 1e-9
_SLOTS, _LEAST_BITS, _MOST_BITS = 32, 10, 21


class Sieve:
    """Compiled from the rules and signals of a screener. Changes nothing of its own."""

    def __init__(self, rules: Sequence[Rule], signals: Mapping[str, Signal]) -> None:
        known = {name: _strings(signal.words, signal.patterns) for name, signal in signals.items()}
        gates = [gate for rule in rules for gate in _gates(rule, known)]
        self._open = not all(gates)
        masks: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for number, halves in _numbered(gate for gate in gates if gate):
            for half, strings in enumerate(halves):
                for string in strings:
                    masks[_window(string)][half] |= 1 << number
        sized: dict[int, dict[str, list[int]]] = defaultdict(dict)
        for window, halves_met in masks.items():
            sized[len(window)][window] = halves_met
        self._windows = [_Windows(size, part) for size, part in sorted(sized.items())]

    def suspects(self, block: Block) -> NDArray[np.bool_]:
        """For each message whether any rule could hold in it."""
        found = np.full(len(block), self._open)
        if self._open:
            return found
        met = [windows.search(block) for windows in self._windows]
        for column in range(_COLUMNS):
            first, second = np.zeros((2, len(block)), dtype=np.uint64)
            for windows, places in zip(self._windows, met, strict=True):
                windows.gather(column, places, first, second)
            found |= (first & second) != 0
        return found


class _Windows:
    """Strings of one size by their hash, each with bits for the first and the second halves of gates."""

    def __init__(self, size: int, masks: Mapping[str, Sequence[int]]) -> None:
        self._size = size
        bits = min(max((_SLOTS * len(masks)).bit_length(), _LEAST_BITS), _MOST_BITS)
        self._shift = np.uint32(32 - bits if size > 1 else 0)
        hashes = self._hashes(list(code_points("".join(masks)).reshape(-1, size).T))
        # One slot more than is taken, for all characters beyond.
        slots = 1 << bits if size > 1 else int(hashes.max()) + 2
        # Of two strings in one slot the later takes it, and both their masks.
        keys, entry = np.unique(hashes >> self._shift, return_inverse=True)
        raw = b"".join(half.to_bytes(_GATES // 8, "little") for pair in masks.values() for half in pair)
        rows = np.frombuffer(raw, dtype="<u8").reshape(-1, 2 * _COLUMNS)
        table = np.zeros((len(keys), 2 * _COLUMNS), dtype=np.uint64)
        np.bitwise_or.at(table, entry, rows)
        self._columns = np.ascontiguousarray(table.T)
        self._known = np.zeros(slots, dtype=np.bool_)
        self._known[keys] = True
        self._entry = np.zeros(slots, dtype=np.int32)
        self._entry[keys] = np.arange(len(keys))
        self._hash = np.zeros(len(keys), dtype=np.uint32)
        self._hash[entry] = hashes
        self._crowded = np.bincount(entry) > 1

    def _hashes(self, columns: Sequence[NDArray[np.uint32]]) -> NDArray[np.uint32]:
        """Of single characters the character itself: there are few enough."""
        return mixed(columns) if self._size > 1 else columns[0]

    def search(self, block: Block) -> tuple[NDArray[np.int32], Numbers, Numbers]:
        """What may stand in a block, by place, with the messages that have any and where their stretches begin."""
        codes = block.folded.codes
        length = max(len(codes) - self._size + 1, 0)
        hashes = self._hashes([codes[n : n + length] for n in range(self._size)])
        keys = hashes >> self._shift
        at = np.flatnonzero(self._known.take(keys, mode="clip"))
        entries = self._entry[keys[at]]
        # The slot says that something begins alike, the whole hash that it is this.
        if self._size > 1:
            same = (self._hash[entries] == hashes[at]) | self._crowded[entries]
            at, entries = at[same], entries[same]
        edges = np.searchsorted(at, block.lows)
        having = np.flatnonzero(edges[1:] > edges[:-1])
        return entries, having, edges[having]

    def gather(
        self, column: int, places: tuple[NDArray[np.int32], Numbers, Numbers], first: Masks, second: Masks
    ) -> None:
        """Add to the messages' halves of 64 gates what was met in them."""
        entries, having, begins = places
        for masks, half in ((self._columns[column], first), (self._columns[_COLUMNS + column], second)):
            if len(having) and masks.any():
                half[having] |= np.bitwise_or.reduceat(masks.take(entries), begins)


@lru_cache(maxsize=1 << 16)
def _window(string: str) -> str:
    """The characters of a string that are looked for: up to three in a row, the rarest."""
    if len(string) <= _WINDOW:
        return string
    windows = [string[n : n + _WINDOW] for n in range(len(string) - _WINDOW + 1)]
    return min(windows, key=plainness)


def _strings(words: Iterable[str], patterns: Iterable[str]) -> Strings | None:
    """Without one of these none of the words and patterns is there; None when a pattern may be anywhere."""
    listed = {word for word in fold_words(list(words)) if word}
    for pattern in patterns:
        for branch in required(fold_pattern(pattern)):
            if not branch:
                return None
            listed |= min(branch, key=_often)
    return frozenset(listed)


@lru_cache(maxsize=4096)
def _often(strings: Strings | None) -> float:
    return float("inf") if strings is None else commonness(strings)


def _together(sets: Iterable[Strings | None]) -> Strings | None:
    listed: set[str] = set()
    for strings in sets:
        if strings is None:
            return None
        listed |= strings
    return frozenset(listed)


def _gates(rule: Rule, known: Mapping[str, Strings | None]) -> Iterator[Gate]:
    """What a rule cannot do without. Links are looked for elsewhere: they are no part of any set."""

    def any_of(names: Iterable[str]) -> Strings | None:
        return _together(known.get(name, frozenset()) for name in names)

    if rule.weights:
        yield from _weighed([(any_of(key.split("|")), weight) for key, weight in rule.weights.items()], rule.least)
        return
    needs = [any_of(names) for names in rule.needs]
    if not rule.words and not rule.patterns:
        if needs:
            yield _rarest(needs)
        return
    words = _strings(rule.words, ())
    if words:
        yield _rarest([words, *needs])
    for pattern in rule.patterns:
        for branch in required(fold_pattern(pattern)):
            yield _rarest([*branch, *needs])


def _weighed(keys: Sequence[tuple[Strings | None, float]], least: float) -> Iterator[Gate]:
    for n in _needed(keys, least):
        strings, weight = keys[n]
        if weight >= least:
            yield _rarest([strings])
            continue
        others = [key for m, key in enumerate(keys) if m != n]
        beside = [others[m][0] for m in _needed(others, least - weight)]
        if beside:
            yield _rarest([strings, _together(beside)])


def _needed(keys: Sequence[tuple[Strings | None, float]], least: float) -> list[int]:
    """Places of keys of which at least one is needed to reach ``least``; the most common are left out."""
    order = sorted(range(len(keys)), key=lambda n: -_often(keys[n][0]))
    for skipped, n in enumerate(order):
        least -= keys[n][1]
        if least <= _LITTLE:
            return order[skipped:]
    return []


def _rarest(sets: Iterable[Strings | None]) -> Gate:
    """The two rarest of sets that must all be met."""
    return tuple(sorted((strings for strings in sets if strings is not None), key=_often)[:2])


def _numbered(gates: Iterable[Gate]) -> Iterator[tuple[int, Gate]]:
    """Each gate with a number; the first is for gates of which one half is enough."""
    merged: dict[Strings, set[str]] = defaultdict(set)
    for gate in gates:
        if len(gate) == 1 or _often(gate[0]) < _RARE:
            yield 0, (gate[0], gate[0])
        else:
            merged[gate[1]] |= gate[0]
    pairs = [(frozenset(first), second) for second, first in merged.items()]
    pairs.sort(key=lambda pair: -_often(pair[0]) * _often(pair[1]))
    for n, pair in enumerate(pairs):
        yield 1 + n % (_GATES - 1), pair
