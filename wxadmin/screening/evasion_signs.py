"""Words in which something stands that is not a Han character: letters, emoji, signs, digits, or parts of one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from wxadmin.screening.evasion_cells import CELLS, LETTERS, NEVER, PASSED, Cells, PairIndex, Reader, cell_table, padded
from wxadmin.screening.evasion_spelling import EXACT, Speller
from wxadmin.screening.evasion_tables import evasion_tables, syllables_of
from wxadmin.screening.evasion_ways import EMOJI, SPELLED, Find, Patterns
from wxadmin.screening.folding import Block

_LETTER, _STAND, _DIGIT, _HEAD, _FOREIGN = 1, 2, 4, 8, 16
_CELL_BITS, _HEAD_BITS = 9, 18
_RUNS = 8
_LONG = 48
_BACK = 7
_PARTS = 5
_LONGEST = 8


class Signs:
    """Looks around letters, emoji and parts of characters for the rest of a word."""

    def __init__(self, patterns: Patterns) -> None:
        self._tables = evasion_tables()
        self._patterns = patterns
        self._speller = Speller(patterns)
        self._spelled()
        self._neighbours()
        self._parts()
        self._flags = self._flag_table()
        self._latin = np.arange(CELLS, dtype=np.uint32)
        self._latin[[ord(char) for char in self._tables.letters]] = [ord(c) for c in self._tables.letters.values()]
        self._latin[-1] = 0xFFFD
        self._seen: dict[str, bool] = {}

    def _spelled(self) -> None:
        """Words by their letters: whole, and every stretch beside a character of another way."""
        self._whole: dict[str, set[int]] = defaultdict(set)
        self._beside: dict[tuple[str, int, int], set[tuple[int, int]]] = defaultdict(set)
        self._sounds: dict[tuple[int, ...], set[int]] = defaultdict(set)
        self._pieces: set[str] = set()
        names = self._tables.syllables
        stands = self._tables.stands.items()
        self._letter = {char: sign for sign, chars in stands if sign.isascii() and sign.isalpha() for char in chars}
        for word, readings in enumerate(self._patterns.readings):
            if 2 <= len(readings[0]) <= _LONGEST:
                for sounds in readings:
                    self._spell(word, sounds, names)

    def _spell(self, word: int, sounds: tuple[int, ...], names: Sequence[str]) -> None:
        size = len(sounds)
        chars = self._patterns.words[word]
        spelled = [names[sound] or char for sound, char in zip(sounds, chars, strict=True)]
        initial = [name[0] for name in spelled]
        usual = [self._letter.get(c, i) for c, i in zip(chars, initial, strict=True)]
        bare = [name.replace("v", "u") if name[:2] in ("lv", "nv") else name for name in spelled]
        if all(sounds):
            self._sounds[sounds].add(word)
            whole = {"".join(spelled), "".join(bare)}
            if size > 2:
                whole |= {"".join(initial), "".join(usual)}
                whole |= {"".join([*spelled[:n], *initial[n:]]) for n in range(1, size)}
                whole |= {"".join([*initial[:n], *spelled[n:]]) for n in range(1, size)}
            for letters in whole:
                self._whole[letters].add(word)
        for low in range(size):
            for high in range(low + 1, size + 1):
                if high - low == size or not all(sounds[low:high]):
                    continue
                side, cell = (0, sounds[low - 1]) if low else (1, sounds[high])
                for piece in {"".join(one[low:high]) for one in (spelled, bare, initial, usual)}:
                    if size > 2 or len(piece) > 1:
                        self._beside[piece, side, cell].add((word, low))
                        self._pieces.add(piece)

    def _neighbours(self) -> None:
        """Which words have two syllables side by side, and where."""
        self._pair: dict[int, list[tuple[int, int]]] = defaultdict(list)
        keys = np.zeros(1 << (2 * _CELL_BITS), dtype=np.bool_)
        table = cell_table()
        for word, codes in enumerate(self._patterns.codes):
            cells = np.minimum(table.take(codes, mode="clip"), NEVER).tolist()
            for n, (one, other) in enumerate(pairwise(cells)):
                self._pair[one << _CELL_BITS | other].append((word, n))
                keys[one << _CELL_BITS | other] = True
        self._known = keys

    def _parts(self) -> None:
        """Parts that make a character of some word, and what signs stand for, each with the cell of the character."""
        wanted = set("".join(self._patterns.words))
        made = [(parts, char) for parts, chars in self._tables.splits.items() for char in wanted.intersection(chars)]
        self._part_size = np.array([len(parts) for parts, _char in made], dtype=np.int64)
        self._part_codes = padded([list(map(ord, parts)) for parts, _char in made])
        cells = cell_table()
        self._part_cell = np.array([cells[ord(char)] for _parts, char in made], dtype=np.int64)
        self._heads = PairIndex(_head_keys(self._part_codes[:, 0], self._part_codes[:, 1]), _HEAD_BITS)
        signs = [(sign, chars) for sign, chars in self._tables.stands.items() if not sign.isalpha()]
        self._sign_row = np.zeros(CELLS, dtype=np.int64)
        self._sign_row[[ord(sign) for sign, _chars in signs]] = np.arange(len(signs))
        stood = [list(dict.fromkeys(int(cells[ord(char)]) for char in chars)) for _sign, chars in signs]
        self._sign_cells = padded(stood, NEVER)

    def _flag_table(self) -> NDArray[np.uint8]:
        flags = np.zeros(CELLS, dtype=np.uint8)
        flags[ord("a") : ord("z") + 1] |= _LETTER
        flags[[ord(char) for char in self._tables.letters]] |= _LETTER | _FOREIGN
        for sign in self._tables.stands:
            if not sign.isalpha():
                flags[ord(sign)] |= _DIGIT if sign.isdigit() else _STAND
        flags[self._part_codes[:, 0]] |= _HEAD
        return flags

    def find(self, block: Block, text: Cells) -> Iterator[Find]:
        """Finds in no order; ``text`` are the cells of the block."""
        if not len(self._patterns):
            return
        codes = block.folded.codes
        flags = self._flags.take(codes, mode="clip")
        at = np.flatnonzero(flags)
        flags = flags[at]
        if (flags & _FOREIGN).any():
            codes = self._latin.take(codes, mode="clip")
        reader = Reader(block, codes, text.all)
        yield from self._letters(reader, at[flags & _LETTER > 0])
        yield from self._edges(reader, at[flags & (_STAND | _DIGIT) > 0], at[flags & _HEAD > 0])

    # -- letters

    def _letters(self, text: Reader, at: NDArray[np.int64]) -> Iterator[Find]:
        if not len(at):
            return
        breaks = np.flatnonzero(np.diff(at) != 1)
        starts = at[np.concatenate(([0], breaks + 1))].tolist()
        ends = (at[np.concatenate((breaks, [len(at) - 1]))] + 1).tolist()
        runs: list[tuple[int, int, str]] = []
        for start, end in zip(starts, ends, strict=True):
            if end - start > _LONG:
                continue
            run = text.run(start, end)
            if not self._telling(run):
                continue
            if runs and not text.near(runs[-1][1], start):
                yield from self._region(text, runs)
                runs = []
            runs.append((start, end, run))
        if runs:
            yield from self._region(text, runs)

    def _telling(self, run: str) -> bool:
        """Whether a run of letters could be (part of) a word; remembered, since most runs come again."""
        known = self._seen.get(run)
        if known is None:
            known = (
                len(run) == 1
                or run in self._whole
                or run in self._pieces
                or bool(syllables_of(run, self._tables.number))
            )
            if len(self._seen) < 50_000:
                self._seen[run] = known
        return known

    def _region(self, text: Reader, runs: Sequence[tuple[int, int, str]]) -> Iterator[Find]:
        for low in range(len(runs)):
            joined = ""
            for _start, end, run in runs[low : low + _RUNS]:
                joined += run
                first = runs[low][0]
                for word in self._whole.get(joined, ()):
                    yield from self._try(text, word, first, first, end)
                for side, cell in ((0, text.cell_before(first)), (1, text.cell_after(end))):
                    for word, n in self._beside.get((joined, side, cell), ()):
                        yield from self._around(text, word, n, first)
            # Whole sentences in pinyin: a word somewhere in them.
            own = syllables_of(runs[low][2], self._tables.number)
            if len(own) > 2:
                yield from self._sentence(runs[low][0], own)

    def _sentence(self, start: int, sounds: Sequence[int]) -> Iterator[Find]:
        names = self._tables.syllables
        ends = [start]
        for sound in sounds:
            ends.append(ends[-1] + len(names[sound]))
        for low in range(len(sounds)):
            for high in range(low + 3, min(len(sounds), low + 8) + 1):
                for word in self._sounds.get(tuple(sounds[low:high]), ()):
                    yield Find(ends[low], ends[high] - 1, word, SPELLED)

    # -- emoji, signs, digits, parts

    def _edges(self, text: Reader, signs: NDArray[np.int64], heads: NDArray[np.int64]) -> Iterator[Find]:
        """Stretches that may stand for one character, beside a cell or another stretch that a word has there."""
        parts = [*self._signs(text, signs), *self._split(text, heads)]
        start, end, cell = (np.concatenate(columns) for columns in zip(*parts, strict=True)) if parts else [_NONE] * 3
        if not len(start):
            return
        before, after = text.cells_before(start), text.cells_after(end)
        for keys, shift in ((before << _CELL_BITS | cell, 1), (cell << _CELL_BITS | after, 0)):
            hit = np.flatnonzero(self._known.take(keys))
            for place, stop, key in zip(start[hit].tolist(), end[hit].tolist(), keys[hit].tolist(), strict=True):
                for word, n in self._pair[key]:
                    if self._could(text, word, n + shift, place, stop):
                        yield from self._around(text, word, n + shift, place)
        # Two stretches side by side: nothing but emoji, nothing but parts.
        order = np.argsort(start, kind="stable")
        begins = start[order]
        low, high = np.searchsorted(begins, end, side="left"), np.searchsorted(begins, end, side="right")
        for n in np.flatnonzero(high > low).tolist():
            for other in order[low[n] : high[n]].tolist():
                for word, place in self._pair.get(int(cell[n]) << _CELL_BITS | int(cell[other]), ()):
                    yield from self._around(text, word, place, int(start[n]))

    def _signs(self, text: Reader, at: NDArray[np.int64]) -> Iterator[tuple[NDArray[np.int64], ...]]:
        """Start, end and cell for each character that a sign may stand for."""
        code = text.codes[at]
        digit = (code >= ord("0")) & (code <= ord("9"))
        number = text.number(at - 1) | text.number(at + 1)
        number |= text.passed(at - 1) & text.number(at - 2) | text.passed(at + 1) & text.number(at + 2)
        at = at[~digit | ~number]
        cells = self._sign_cells[self._sign_row.take(text.codes[at], mode="clip")]
        row, column = np.nonzero(cells != NEVER)
        yield at[row], at[row] + 1, cells[row, column].astype(np.int64)

    def _split(self, text: Reader, at: NDArray[np.int64]) -> Iterator[tuple[NDArray[np.int64], ...]]:
        codes = text.codes
        at = at[at + 1 < len(codes)]
        hit, entry = self._heads.hits(_head_keys(codes[at], codes[at + 1]))
        at = at[hit]
        for n in range(self._part_codes.shape[1]):
            same = (codes.take(at + n, mode="clip") == self._part_codes[entry, n]) | (self._part_size[entry] <= n)
            at, entry = at[same], entry[same]
        yield at, at + self._part_size[entry], self._part_cell[entry]

    # -- comparing

    def _could(self, text: Reader, word: int, n: int, start: int, end: int) -> bool:
        """Whether nothing beside character ``n`` speaks against the word: a Han of another sound and shape, an end."""
        sounds, chars = self._patterns.syllables[word], self._patterns.words[word]
        for step, at, place in ((-1, start - 1, n - 1), (1, end, n + 1)):
            passed = False
            while 0 <= place < len(sounds):
                cell = text.cell(at)
                if cell == PASSED and not passed:
                    passed = True
                elif cell >= LETTERS:
                    if text.ends(at):
                        return False
                    break
                elif cell in sounds[place] or text.code(at) in self._tables.alike.get(chars[place], ()):
                    place += step
                    passed = False
                else:
                    return False
                at += step
        return True

    def _around(self, text: Reader, word: int, n: int, place: int) -> Iterator[Find]:
        """The word, its character ``n`` at ``place``; what stands before may be of any length."""
        if n == 0:
            yield from self._try(text, word, place, place, -1)
            return
        low = text.low(place)
        if n == 1 and 0 < text.cell_before(place) < LETTERS:
            low = max(low, place - _PARTS)
        for start in range(place - n, max(low, place - n * _BACK) - 1, -1):
            found = list(self._try(text, word, start, place, -1))
            if found:
                yield from found
                return

    def _try(self, text: Reader, word: int, start: int, through: int, end: int) -> Iterator[Find]:
        part, shift = text.message(start)
        tokens = self._speller.read(part, start - shift, word)
        if tokens is None or (end >= 0 and not end <= tokens[-1].end + shift <= end + 1):
            return
        if not tokens[0].start + shift <= through < tokens[-1].end + shift:
            return
        way = self._speller.judged(part, tokens)
        if way is not None:
            last = tokens[-1]
            yield Find(start, last.end + shift - 1, word, way, int(way == EMOJI and last.way != EXACT))


def _head_keys(first: NDArray[np.uint32], second: NDArray[np.uint32]) -> NDArray[np.uint32]:
    mixed = first * np.uint32(0x9E3779B1) + second * np.uint32(0x85EBCA6B)
    return np.asarray(mixed >> np.uint32(32 - _HEAD_BITS), dtype=np.uint32)


_NONE = np.empty(0, dtype=np.int64)
