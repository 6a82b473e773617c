"""Where the words of a rule set stand in many messages: exact automaton over folded text, original spans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wxadmin.screening.automaton import Automaton, Places
from wxadmin.screening.folding import BORDER, STOP, WORD, Block, code_points, fold_words, tables

# Marks that nobody writes inside a word by accident; one of them between two Han characters is enough to look closer.
_ODD = frozenset(map(ord, "*|~^=#_`\\<>"))
_REACH = 6


@dataclass(frozen=True, slots=True)
class Finds:
    """Columns of equal length: message, half-open span in that message as given, word; ordered by end in the block."""

    message: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    word: NDArray[np.int64]


def joined(one: Finds, other: Finds) -> Finds:
    """Both, one after the other."""
    if not len(other.word):
        return one
    return Finds(*(np.concatenate([getattr(part, c) for part in (one, other)]) for c in Finds.__slots__))


class Lexicon:
    """Words, folded once; ``find`` names a word by its place in the sequence given. Words that fold alike share it."""

    def __init__(self, words: Sequence[str]) -> None:
        folded = fold_words(words)
        unique = list(dict.fromkeys(w for w in folded if w))
        place = {word: n for n, word in enumerate(unique)}
        self.ids: tuple[int, ...] = tuple(place.get(word, -1) for word in folded)
        """For each word given, the number ``find`` reports for it; -1 where nothing is left after folding."""
        self._automaton = Automaton(unique)
        self._head = _sorts(code_points("".join([word[0] for word in unique])))
        self._tail = _sorts(code_points("".join([word[-1] for word in unique])))
        self._all_han = not (self._head.any() or self._tail.any())

    def find(self, block: Block) -> Finds:
        """Every place of every word, overlapping ones too; letters and digits only where the word is not cut out."""
        codes = block.folded.codes
        found = self._whole(codes, self._automaton.search(codes))
        order = np.argsort(found.end, kind="stable")
        return _in_messages(block, found.start[order], found.end[order] - 1, found.word[order])

    def find_split(self, block: Block) -> Finds:
        """Words whose characters are held apart by one repeated mark (``加*微*信``); never across a sentence end."""
        codes = block.folded.codes
        zones = _split_zones(codes)
        if not zones:
            none = np.empty(0, dtype=np.int64)
            return Finds(none, none, none, none)
        border = np.array([-1], dtype=np.int64)
        where = np.concatenate([part for zone in zones for part in (zone, border)])
        squeezed = np.where(where < 0, np.uint32(ord(BORDER)), codes[where])
        found = self._whole(squeezed, self._automaton.search(squeezed))
        first, last = where[found.start], where[found.end - 1]
        gaps = last - first > found.end - 1 - found.start
        # Two zones may hold the same stretch.
        places = np.stack((first, last, found.word), axis=1)[gaps]
        return _in_messages(block, *np.unique(places, axis=0).T)

    def _whole(self, codes: NDArray[np.uint32], found: Places) -> Places:
        """Drop ``sb`` inside ``usb`` and ``110`` inside ``2110``: Latin letters and digits end where their run ends."""
        if self._all_han or not len(found.start):
            return found
        head, tail = self._head[found.word], self._tail[found.word]
        before = _sorts(np.where(found.start > 0, codes[found.start - 1], 0))
        after = _sorts(np.where(found.end < len(codes), codes[np.minimum(found.end, len(codes) - 1)], 0))
        keep = ((head == 0) | (before != head)) & ((tail == 0) | (after != tail))
        return Places(found.start[keep], found.end[keep], found.word[keep])


def _in_messages(block: Block, first: NDArray[np.int64], last: NDArray[np.int64], word: NDArray[np.int64]) -> Finds:
    """Finds from the folded positions of their first and last characters."""
    message = block.owners(first)
    offset = block.starts[message]
    return Finds(message, block.folded.places[first] - offset, block.folded.places[last] + 1 - offset, word)


def _sorts(codes: NDArray[np.uint32]) -> NDArray[np.uint8]:
    letters = (codes >= ord("a")) & (codes <= ord("z"))
    digits = (codes >= ord("0")) & (codes <= ord("9"))
    return letters.astype(np.uint8) + 2 * digits.astype(np.uint8)


def split_at(codes: NDArray[np.uint32]) -> NDArray[np.int64]:
    """Where in folded text stretches begin that look like a split word."""
    return np.array([zone[0] for zone in _split_zones(codes) if len(zone)], dtype=np.int64)


def _split_zones(codes: NDArray[np.uint32]) -> list[NDArray[np.int64]]:
    """Positions of the word characters of each stretch that looks like a split word.

    A chain is ``c S c S c``: the same mark (or run of it) twice, one character between. An odd mark between two Han
    characters also opens a zone of a few characters to both sides.
    """
    kinds = tables().kind.take(codes, mode="clip")
    marks = np.flatnonzero((kinds != WORD) & (kinds != STOP))
    if not len(marks):
        return []
    joined = (np.diff(marks) == 1) & (codes[marks[1:]] == codes[marks[:-1]])
    first = marks[np.concatenate(([True], ~joined))]
    last = marks[np.concatenate((~joined, [True]))]
    linked = (first[1:] - last[:-1] == 2) & (codes[first[1:]] == codes[last[:-1]])
    linked &= kinds[np.minimum(last[:-1] + 1, len(codes) - 1)] == WORD
    zones: list[NDArray[np.int64]] = []
    edges = np.flatnonzero(np.diff(np.concatenate(([0], linked.astype(np.int8), [0]))))
    for begin, stop in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        zone = [int(first[begin]) - 1, *(int(last[k]) + 1 for k in range(begin, stop + 1))]
        zones.append(np.array([p for p in zone if 0 <= p < len(codes) and kinds[p] == WORD], dtype=np.int64))
    lone = np.flatnonzero(np.isin(codes[first], list(_ODD)))
    for k in lone.tolist():
        left, right = int(first[k]) - 1, int(last[k]) + 1
        if left < 0 or right >= len(codes) or not (codes[left] >= 0x2E80 and codes[right] >= 0x2E80):
            continue
        zone = _reach(codes, kinds, left, -1, int(codes[first[k]]))[::-1]
        zone += _reach(codes, kinds, right, 1, int(codes[first[k]]))
        zones.append(np.array(zone, dtype=np.int64))
    return zones


def _reach(codes: NDArray[np.uint32], kinds: NDArray[np.uint8], at: int, step: int, mark: int) -> list[int]:
    found: list[int] = []
    for _steps in range(2 * _REACH):
        if not 0 <= at < len(codes) or len(found) == _REACH:
            break
        if kinds[at] == WORD:
            found.append(at)
        elif codes[at] != mark:
            break
        at += step
    return found
