"""Where the words of a rule set stand in many messages: exact automaton over folded text, original spans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from daachorse import CharwiseDoubleArrayAhoCorasick
from numpy.typing import NDArray

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


class Lexicon:
    """Words, folded once; ``find`` names a word by its place in the sequence given. Words that fold alike share it."""

    def __init__(self, words: Sequence[str]) -> None:
        folded = fold_words(words)
        unique = list(dict.fromkeys(w for w in folded if w))
        self._size = len(unique)
        place = {word: n for n, word in enumerate(unique)}
        self.ids: tuple[int, ...] = tuple(place.get(word, -1) for word in folded)
        """For each word given, the number ``find`` reports for it; -1 where nothing is left after folding."""
        self._automaton: Any = CharwiseDoubleArrayAhoCorasick(unique) if unique else None
        self._head = _sorts(code_points("".join([word[0] for word in unique])))
        self._tail = _sorts(code_points("".join([word[-1] for word in unique])))
        self._all_han = not (self._head.any() or self._tail.any())

    def find(self, block: Block) -> Finds:
        """Every place of every word, overlapping ones too; letters and digits only where the word is not cut out."""
        codes = block.folded.codes
        start, end, word = self._search(block.folded.text)
        start, end, word = self._whole(codes, start, end, word)
        places = block.folded.places
        first = places[start]
        message = np.searchsorted(block.starts, first, side="right") - 1
        offset = block.starts[message]
        return Finds(message, first - offset, places[end - 1] + 1 - offset, word)

    def find_split(self, block: Block) -> Finds:
        """Words whose characters are held apart by one repeated mark (``加*微*信``); never across a sentence end."""
        codes = block.folded.codes
        zones = _split_zones(codes)
        if not zones or self._automaton is None:
            none = np.empty(0, dtype=np.int64)
            return Finds(none, none, none, none)
        border = np.array([-1], dtype=np.int64)
        where = np.concatenate([part for zone in zones for part in (zone, border)])
        squeezed = np.where(where < 0, np.uint32(ord(BORDER)), codes[where])
        start, end, word = self._search(squeezed.astype(np.uint32).tobytes().decode("utf-32-le"))
        start, end, word = self._whole(squeezed, start, end, word)
        gaps = (where[end - 1] - where[start]) > (end - 1 - start)
        # Two zones may hold the same stretch.
        places = np.stack((where[start], where[end - 1], word), axis=1)[gaps]
        first, last, word = np.unique(places, axis=0).T
        first, last = block.folded.places[first], block.folded.places[last]
        message = np.searchsorted(block.starts, first, side="right") - 1
        offset = block.starts[message]
        return Finds(message, first - offset, last + 1 - offset, word)

    def _search(self, text: str) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        found = self._automaton.find_overlapping(text) if self._automaton is not None else []
        flat = np.fromiter(chain.from_iterable(found), dtype=np.int64, count=3 * len(found)).reshape(-1, 3)
        return flat[:, 0], flat[:, 1], flat[:, 2]

    def _whole(
        self, codes: NDArray[np.uint32], start: NDArray[np.int64], end: NDArray[np.int64], word: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Drop ``sb`` inside ``usb`` and ``110`` inside ``2110``: Latin letters and digits end where their run ends."""
        if self._all_han or not len(start):
            return start, end, word
        head, tail = self._head[word], self._tail[word]
        before = np.where(start > 0, codes[start - 1], 0)
        after = np.where(end < len(codes), codes[np.minimum(end, len(codes) - 1)], 0)
        cut = ((head > 0) & (_sorts(before) == head)) | ((tail > 0) & (_sorts(after) == tail))
        if not cut.any():
            return start, end, word
        keep = ~cut
        return start[keep], end[keep], word[keep]


def _sorts(codes: NDArray[np.uint32]) -> NDArray[np.uint8]:
    letters = (codes >= ord("a")) & (codes <= ord("z"))
    digits = (codes >= ord("0")) & (codes <= ord("9"))
    return letters.astype(np.uint8) + 2 * digits.astype(np.uint8)


def _split_zones(codes: NDArray[np.uint32]) -> list[NDArray[np.int64]]:
    """Positions of the word characters of each stretch that looks like a split word.

    A chain is ``c S c S c``: the same mark (or run of it) twice, one character between. An odd mark between two Han
    characters also opens a zone of a few characters to both sides.
    """
    kinds = tables().kind[codes]
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
