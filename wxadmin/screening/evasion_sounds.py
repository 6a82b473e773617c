"""Words whose characters are, one for one, others of the same sound or shape, or stand in another order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from wxadmin.screening.evasion_cells import CELL_BITS, LETTERS, NEVER, Cells, PairIndex, cell_keys, cell_table, padded
from wxadmin.screening.evasion_tables import evasion_tables
from wxadmin.screening.evasion_ways import ALIKE, SOUND, SWAPPED, Find, Patterns
from wxadmin.screening.folding import Block

Numbers = NDArray[np.int64]

_CODE_BITS = 20
_LONGEST = 16
_LOOSE = 4
_ODD = frozenset("*|~^=#_`\\<>-·.…")


def _code_keys(first: NDArray[np.uint32], second: NDArray[np.uint32]) -> NDArray[np.uint32]:
    mixed = first * np.uint32(0x9E3779B1)
    mixed += second * np.uint32(0x85EBCA6B)
    mixed >>= np.uint32(32 - _CODE_BITS)
    return mixed


class Sounds:
    """Patterns one character for one."""

    def __init__(self, patterns: Patterns) -> None:
        self._tables = evasion_tables()
        cells: list[Sequence[int]] = []
        codes: list[Sequence[int]] = []
        words: list[int] = []
        swapped: list[bool] = []
        table = cell_table()
        for word, own in enumerate(patterns.codes):
            size = len(own)
            if not 2 <= size <= _LONGEST:
                continue
            listed = own.tolist()
            plain = [min(cell, NEVER) for cell in table.take(own, mode="clip").tolist()]
            for reading in patterns.readings[word]:
                cells.append([sound or cell for sound, cell in zip(reading, plain, strict=True)])
                codes.append(listed)
                words.append(word)
                swapped.append(False)
            for n in range(size - 1):
                if listed[n] != listed[n + 1]:
                    order = [*range(n), n + 1, n, *range(n + 2, size)]
                    cells.append([plain[m] for m in order])
                    codes.append([listed[m] for m in order])
                    words.append(word)
                    swapped.append(True)
        self._size = np.array(list(map(len, cells)), dtype=np.int64)
        self._cells = padded(cells)
        self._codes = padded(codes)
        self._word = np.array(words, dtype=np.int64)
        self._swapped = np.array(swapped, dtype=np.bool_)
        self._pairs = PairIndex(cell_keys(self._cells[:, 0], self._cells[:, 1]), 2 * CELL_BITS)
        self._near(patterns)

    def _near(self, patterns: Patterns) -> None:
        """Two neighbours of a word as they are, from which the rest is compared; short words with a look-alike."""
        plain = np.flatnonzero(~self._swapped)
        _unique, first = np.unique(self._word[plain], return_index=True)
        plain = plain[first]
        entry: list[NDArray[np.int64]] = []
        offset: list[NDArray[np.int64]] = []
        # One character changed leaves the first or the last two of four as they are.
        long = plain[self._size[plain] >= 3]
        for fit, place in ((long, np.zeros(len(long), dtype=np.int64)), (long, self._size[long] - 2)):
            entry.append(fit)
            offset.append(place)
        own, at = np.concatenate([*entry, _NONE]), np.concatenate([*offset, _NONE])
        pairs = [self._codes[own, at], self._codes[own, at + 1]]
        more: list[tuple[int, int, int]] = []
        for pattern in plain[self._size[plain] <= 3].tolist():
            one, other = self._codes[pattern, :2].tolist()
            more += [(pattern, ord(x), other) for x in self._tables.alike.get(chr(one), ())]
            more += [(pattern, one, ord(x)) for x in self._tables.alike.get(chr(other), ())]
        short = np.array(more, dtype=np.int64).reshape(-1, 3)
        # A pair in use would be weighed away, and costs most.
        short = short[~self._tables.in_use(short[:, 1].astype(np.uint32), short[:, 2].astype(np.uint32))]
        self._near_first, self._near_second = (
            np.concatenate((pairs[n], short[:, n + 1].astype(np.uint32))) for n in range(2)
        )
        self._near_entry = np.concatenate((own, short[:, 0]))
        self._near_offset = np.concatenate((at, np.zeros(len(short), dtype=np.int64)))
        self._near_alike = np.repeat([0, 1], (len(own), len(short)))
        size, head = self._size[self._near_entry], self._near_offset == 0
        self._near_size = size
        self._near_beside: list[tuple[Numbers, NDArray[np.uint32], NDArray[np.uint32]]] = []
        """The next character outwards and the one after it: how far from the two, its code and its cell."""
        for step in range(2):
            place = np.where(head, 2 + step, np.maximum(size - 3 - step, 0))
            place = np.minimum(place, self._codes.shape[1] - 1)
            codes, near_cells = (table[self._near_entry, place] for table in (self._codes, self._cells))
            self._near_beside.append((place - self._near_offset, codes, near_cells))
        self._near_pairs = PairIndex(_code_keys(self._near_first, self._near_second), _CODE_BITS)
        alike = [
            ord(char) << 32 | ord(other)
            for char in set("".join(patterns.words))
            for other in self._tables.alike.get(char, ())
        ]
        self._alike = np.array(sorted(alike), dtype=np.int64)
        self._alike_known = np.zeros(1 << _CODE_BITS, dtype=np.bool_)
        expected, code = (self._alike >> 32).astype(np.uint32), (self._alike & 0xFFFFFFFF).astype(np.uint32)
        self._alike_known[_code_keys(expected, code)] = True

    def find(self, block: Block, text: Cells) -> Iterator[Find]:
        """Finds in no order; ``text`` are the cells of the block."""
        if len(text.codes) < 2 or not len(self._size):
            return
        yield from self._sounding(block, text)
        yield from self._looking(block, text)

    def _sounding(self, block: Block, text: Cells) -> Iterator[Find]:
        at, entry = self._pairs.hits(cell_keys(text.cells[:-1], text.cells[1:]))
        at, entry = _only(at + self._size[entry] <= len(text.cells), at, entry)
        for n in range(2, self._cells.shape[1]):
            if not (self._size[entry] > n).any():
                break
            same = text.cells.take(at + n, mode="clip") == self._cells[entry, n]
            at, entry = _only(same | (self._size[entry] <= n), at, entry)
        if not len(at):
            return
        size, swapped = self._size[entry], self._swapped[entry]
        strange = np.zeros(len(at), dtype=np.int64)
        for n in range(int(size.max())):
            strange += (text.codes.take(at + n, mode="clip") != self._codes[entry, n]) & (n < size)
        keep = np.where(swapped, (strange == 0) | ((size >= 4) & (strange == 1)), strange > 0)
        at, entry, size, swapped = at[keep], entry[keep], size[keep], swapped[keep]
        if not len(at):
            return
        keep = self._weighed(text, at, size, swapped)
        at, entry, size, swapped = at[keep], entry[keep], size[keep], swapped[keep]
        ways = np.where(swapped, SWAPPED, SOUND)
        yield from self._placed(block, text, at, size, self._word[entry], ways)

    def _weighed(self, text: Cells, at: Numbers, size: Numbers, swapped: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Whether the characters, as they stand there, are rare enough beside each other.

        Two that happen to meet at the border of two words are known beside their other neighbours.
        """
        inner, outer = np.zeros(len(at), dtype=np.int64), np.zeros(len(at), dtype=np.int64)
        for n in range(int(size.max(initial=2)) - 1):
            inner += self._unused(text, at + n) & (n + 1 < size)
        short = np.flatnonzero((size == 2) & (inner > 0))
        ends = (at[short] - 1, at[short] + 1)
        bare = sum(self._bare(text, end + shift).astype(np.int64) for end, shift in zip(ends, (0, 1), strict=True))
        outer[short] = sum(self._unused(text, end).astype(np.int64) for end in ends) + (bare == 2)
        enough = np.where(size == 3, inner > 0, (inner > 0) | ~swapped)
        need = np.ones(len(at), dtype=np.int64)
        need[short] = np.maximum(2 - bare, 1)
        return np.where(size == 2, outer >= need, enough)

    def _unused(self, text: Cells, at: Numbers) -> NDArray[np.bool_]:
        """Whether two Han stand side by side at places and are not known to."""
        first, second = text.codes.take(at, mode="clip"), text.codes.take(at + 1, mode="clip")
        return ~self._tables.in_use(first, second) & ~self._bare(text, at) & ~self._bare(text, at + 1)

    def _bare(self, text: Cells, at: Numbers) -> NDArray[np.bool_]:
        """Whether no Han stands at places."""
        outside = (at < 0) | (at >= len(text.cells))
        return np.asarray(outside | (text.cells.take(at, mode="clip") >= LETTERS))

    def _looking(self, block: Block, text: Cells) -> Iterator[Find]:
        at, near = self._near_pairs.hits(_code_keys(text.codes[:-1], text.codes[1:]))
        same = text.codes[at] == self._near_first[near]
        same &= text.codes[at + 1] == self._near_second[near]
        at, near = at[same], near[same]
        # Of the two characters beside them at least one fits; in a word of three, the third does.
        keep = self._near_size[near] < 3
        rest = np.flatnonzero(~keep)
        fits = self._fits(text, at[rest], near[rest], 0)
        keep[rest[fits]] = True
        rest = rest[~fits]
        rest = rest[self._near_size[near[rest]] >= _LOOSE]
        keep[rest[self._fits(text, at[rest], near[rest], 1)]] = True
        at, near = at[keep], near[keep]
        entry, offset, alike = self._near_entry[near], self._near_offset[near], self._near_alike[near]
        size = self._size[entry]
        at = at - offset
        fit = (at >= 0) & (at + size <= len(text.codes))
        at, entry, size, offset, alike = (column[fit] for column in (at, entry, size, offset, alike))
        wild, odd = np.zeros((2, len(at)), dtype=np.int64)
        # The two are known; from there on outwards, for what stands beside them mostly rules a word out.
        for step in range(int(size.max(initial=0)) - 2):
            if step + 2 >= int(size.max()):
                break
            n = np.where(offset > 0, offset - 1 - step, 2 + step)
            beyond = (n < 0) | (n >= size)
            expected = self._codes[entry, np.where(beyond, 0, n)]
            code = text.codes.take(at + n, mode="clip")
            other = np.flatnonzero((code != expected) & ~beyond)
            code, cell = code[other], text.cells.take(at[other] + n[other], mode="clip")
            sound = (cell == self._cells[entry[other], n[other]]) & (cell < LETTERS)
            shape = self._looks(expected[other], code)
            alike[other] += shape
            strange = other[~sound & ~shape]
            wild[strange] += 1
            odd[strange] = n[strange]
            keep = (wild == 0) | (wild == 1) & (alike == 0) & (size >= _LOOSE)
            if not keep.all():
                columns = (at, entry, size, offset, alike, wild, odd)
                at, entry, size, offset, alike, wild, odd = (column[keep] for column in columns)
            if not len(at):
                return
        keep = (alike > 0) & (alike < size) & (wild == 0)
        some = np.flatnonzero(wild)
        keep[some] = self._strange(text, at[some] + odd[some])
        at, entry, size = at[keep], entry[keep], size[keep]
        if not len(at):
            return
        keep = self._weighed(text, at, size, np.zeros(len(at), dtype=np.bool_))
        at, entry, size = at[keep], entry[keep], size[keep]
        yield from self._placed(block, text, at, size, self._word[entry], np.full(len(at), ALIKE))

    def _fits(self, text: Cells, at: Numbers, near: Numbers, step: int) -> NDArray[np.bool_]:
        """Whether beside the two characters stands what is expected, or what sounds or looks like it."""
        away, codes, cells = self._near_beside[step]
        place = at + away[near]
        expected, code, cell = codes[near], text.codes.take(place, mode="clip"), text.cells.take(place, mode="clip")
        fits = (code == expected) | (cell == cells[near]) & (cell < LETTERS)
        other = np.flatnonzero(~fits)
        fits[other] = self._looks(expected[other], code[other])
        return np.asarray(fits)

    def _strange(self, text: Cells, at: Numbers) -> NDArray[np.bool_]:
        """Whether a Han stands at places that is known beside neither neighbour."""
        before, after = (
            self._unused(text, place) | self._bare(text, other) for place, other in ((at - 1, at - 1), (at, at + 1))
        )
        return np.asarray(before & after & ~self._bare(text, at))

    def _looks(self, expected: NDArray[np.uint32], code: NDArray[np.uint32]) -> NDArray[np.bool_]:
        """Whether characters are easily taken for those expected."""
        looks = self._alike_known.take(_code_keys(expected, code))
        some = np.flatnonzero(looks)
        key = expected[some].astype(np.int64) << 32 | code[some]
        looks[some] = self._alike.take(np.searchsorted(self._alike, key), mode="clip") == key
        return looks

    def _placed(
        self, block: Block, text: Cells, at: Numbers, size: Numbers, word: Numbers, way: Numbers
    ) -> Iterator[Find]:
        first, last = text.places[at], text.places[at + size - 1]
        gaps = last - first - size + 1
        for n in range(len(at)):
            if not gaps[n] or (size[n] > 2 and _even(block, text.places[at[n] : at[n] + size[n]].tolist())):
                yield Find(int(first[n]), int(last[n]), int(word[n]), int(way[n]))


def _even(block: Block, places: Sequence[int]) -> bool:
    """Whether characters are held apart as somebody does on purpose: all by the same mark, or by odd marks."""
    codes = block.folded.codes
    gaps = ["".join(map(chr, codes[a + 1 : b].tolist())) for a, b in pairwise(places)]
    return len(set(gaps)) == 1 or all(set(gap) <= _ODD for gap in gaps)


_NONE = np.empty(0, dtype=np.int64)


def _only(keep: NDArray[np.bool_], at: Numbers, entry: Numbers) -> tuple[Numbers, Numbers]:
    return (at, entry) if keep.all() else (at[keep], entry[keep])
