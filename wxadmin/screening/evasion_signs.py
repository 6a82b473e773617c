"""Words in which something stands that is not a Han character: letters, emoji, signs, digits, or parts of one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from wxadmin.screening.evasion_sounds import NOTHING, PairIndex, cell_table
from wxadmin.screening.evasion_spelling import EXACT, Speller
from wxadmin.screening.evasion_tables import evasion_tables, syllables_of
from wxadmin.screening.evasion_ways import EMOJI, SPELLED, Find, Patterns
from wxadmin.screening.folding import STOP, WORD, Block, as_text, tables

_LETTER, _STAND, _DIGIT, _HEAD = 1, 2, 4, 8
_CELL_BITS, _HEAD_BITS = 9, 18
_RUNS = 8
_LONG = 48
_BACK = 7


class Signs:
    """Looks around letters, emoji and parts of characters for the rest of a word."""

    def __init__(self, patterns: Patterns) -> None:
        self._tables = evasion_tables()
        self._patterns = patterns
        self._speller = Speller(patterns)
        self._kinds = tables().kind
        self._spelled()
        self._neighbours()
        self._parts()
        self._flags = self._flag_table()
        self._seen: dict[str, bool] = {}

    def _spelled(self) -> None:
        """Words by their letters: whole, and every stretch beside a character of another way."""
        self._whole: dict[str, list[int]] = defaultdict(list)
        self._beside: dict[tuple[str, int, int], list[tuple[int, int]]] = defaultdict(list)
        self._sounds: dict[tuple[int, ...], list[int]] = defaultdict(list)
        self._pieces: set[str] = set()
        names = self._tables.syllables
        stands = self._tables.stands.items()
        self._letter = {char: sign for sign, chars in stands if sign.isascii() and sign.isalpha() for char in chars}
        for word, sounds in enumerate(self._patterns.sounds):
            size = len(sounds)
            if size < 2 or size > 8:
                continue
            spelled = [names[sound] or char for sound, char in zip(sounds, self._patterns.words[word], strict=True)]
            initial = [name[0] for name in spelled]
            usual = [self._letter.get(c, i) for c, i in zip(self._patterns.words[word], initial, strict=True)]
            if all(sounds):
                for reading in self._patterns.readings[word]:
                    self._sounds[reading].append(word)
                for n in range(size + 1 if size > 2 else 1):
                    self._whole["".join([*spelled[:n], *initial[n:]] if n else spelled)].append(word)
                if size > 2:
                    for letters in {"".join(initial), "".join(usual)}:
                        self._whole[letters].append(word)
                    for n in range(1, size):
                        self._whole["".join([*initial[:n], *spelled[n:]])].append(word)
            for low in range(size):
                for high in range(low + 1, size + 1):
                    if high - low == size or not all(sounds[low:high]):
                        continue
                    side, cell = (0, sounds[low - 1]) if low else (1, sounds[high])
                    for piece in {"".join(one[low:high]) for one in (spelled, initial, usual)}:
                        if size > 2 or len(piece) > 1:
                            self._beside[piece, side, cell].append((word, low))
                            self._pieces.add(piece)

    def _neighbours(self) -> None:
        """Which words have two syllables side by side, and where."""
        self._pair: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
        keys = np.zeros(1 << (2 * _CELL_BITS), dtype=np.bool_)
        table = cell_table()
        for word, codes in enumerate(self._patterns.codes):
            cells = table.take(codes, mode="clip").tolist()
            for n, (one, other) in enumerate(pairwise(cells)):
                self._pair[one, other].append((word, n))
                keys[one << _CELL_BITS | other] = True
        self._known = keys

    def _parts(self) -> None:
        """Parts that make a character of some word."""
        wanted = set("".join(self._patterns.words))
        self._made = {
            parts: hit for parts, made in self._tables.splits.items() if (hit := "".join(wanted.intersection(made)))
        }
        heads = np.array([[ord(p[0]), ord(p[1])] for p in self._made], dtype=np.uint32).reshape(-1, 2)
        self._heads = PairIndex(_head_keys(heads[:, 0], heads[:, 1]), _HEAD_BITS)

    def _flag_table(self) -> NDArray[np.uint8]:
        flags = np.zeros(0x20001, dtype=np.uint8)
        flags[ord("a") : ord("z") + 1] |= _LETTER
        flags[[ord(char) for char in self._tables.letters]] |= _LETTER
        for sign in self._tables.stands:
            if not sign.isalpha():
                flags[ord(sign)] |= _DIGIT if sign.isdigit() else _STAND
        flags[[ord(parts[0]) for parts in self._made]] |= _HEAD
        return flags

    def find(self, block: Block) -> Iterator[Find]:
        """Finds in no order."""
        if not len(self._patterns):
            return
        codes = block.folded.codes
        flags = self._flags.take(codes, mode="clip")
        at = np.flatnonzero(flags)
        flags = flags[at]
        text = _Text(block, self._speller)
        yield from self._letters(text, at[flags & _LETTER > 0])
        yield from self._stands(text, at[flags & (_STAND | _DIGIT) > 0])
        yield from self._split(text, at[flags & _HEAD > 0])

    # -- letters

    def _letters(self, text: _Text, at: NDArray[np.int64]) -> Iterator[Find]:
        if not len(at):
            return
        breaks = np.flatnonzero(np.diff(at) != 1)
        starts = at[np.concatenate(([0], breaks + 1))].tolist()
        ends = (at[np.concatenate((breaks, [len(at) - 1]))] + 1).tolist()
        runs: list[tuple[int, int, str]] = []
        for start, end in zip(starts, ends, strict=True):
            if end - start > _LONG:
                continue
            run = text.slice(start, end)
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

    def _region(self, text: _Text, runs: Sequence[tuple[int, int, str]]) -> Iterator[Find]:
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

    # -- emoji, signs, digits

    def _stands(self, text: _Text, at: NDArray[np.int64]) -> Iterator[Find]:
        for place in at.tolist():
            sign = text.slice(place, place + 1)
            if sign.isdigit() and text.beside_digit(place):
                continue
            before, after = text.cell_before(place), text.cell_after(place + 1)
            for char in self._tables.stands[sign]:
                cell = self._speller.sound(char)
                yield from self._between(text, place, cell, before, after)

    def _between(self, text: _Text, start: int, cell: int, before: int, after: int) -> Iterator[Find]:
        if before < NOTHING and self._known[before << _CELL_BITS | cell]:
            for word, n in self._pair[before, cell]:
                yield from self._around(text, word, n + 1, start)
        if after < NOTHING and self._known[cell << _CELL_BITS | after]:
            for word, n in self._pair[cell, after]:
                yield from self._around(text, word, n, start)

    # -- parts

    def _split(self, text: _Text, at: NDArray[np.int64]) -> Iterator[Find]:
        codes = text.codes
        at = at[at + 1 < len(codes)]
        if not len(at):
            return
        hit, _entry = self._heads.hits(_head_keys(codes[at], codes[at + 1]))
        for place in np.unique(at[hit]).tolist():
            for size in range(2, 6):
                made = self._made.get(text.slice(place, place + size), "")
                for char in made:
                    before, after = text.cell_before(place), text.cell_after(place + size)
                    cell = self._speller.sound(char)
                    yield from self._between(text, place, cell, before, after)

    # -- comparing

    def _around(self, text: _Text, word: int, n: int, place: int) -> Iterator[Find]:
        """The word, its character ``n`` at ``place``; what stands before may be of any length."""
        if n == 0:
            yield from self._try(text, word, place, place, -1)
            return
        low = text.low(place)
        for start in range(place - n, max(low, place - n * _BACK) - 1, -1):
            found = list(self._try(text, word, start, place, -1))
            if found:
                yield from found
                return

    def _try(self, text: _Text, word: int, start: int, through: int, end: int) -> Iterator[Find]:
        part, shift = text.message(start)
        tokens = self._speller.read(part, start - shift, word)
        if tokens is None or (end >= 0 and tokens[-1].end + shift != end):
            return
        if not tokens[0].start + shift <= through < tokens[-1].end + shift:
            return
        way = self._speller.judged(part, tokens)
        if way is not None:
            last = tokens[-1]
            yield Find(start, last.end + shift - 1, word, way, int(way == EMOJI and last.way != EXACT))


class _Text:
    """A block, read here and there."""

    def __init__(self, block: Block, speller: Speller) -> None:
        self._block = block
        self._speller = speller
        self.codes = block.folded.codes
        self._kinds = tables().kind
        self._message: tuple[int, int, str] = (0, -1, "")
        self._cells = cell_table()

    def message(self, place: int) -> tuple[str, int]:
        """The message a place lies in, its letters Latin, and where it begins."""
        low, high, part = self._message
        if not low <= place < high:
            number = int(np.searchsorted(self._block.lows, place, side="right")) - 1
            low, high = int(self._block.lows[number]), int(self._block.lows[number + 1]) - 1
            part = self._speller.latin(as_text(self.codes[low:high]))
            self._message = (low, high, part)
        return part, low

    def low(self, place: int) -> int:
        return self.message(place)[1]

    def slice(self, start: int, end: int) -> str:
        part, low = self.message(start)
        return part[start - low : end - low]

    def near(self, end: int, start: int) -> bool:
        """Whether at most one mark or tone digit stands between two runs."""
        if start - end > 1:
            return False
        code = int(self.codes[end])
        return ord("1") <= code <= ord("5") or int(self._kinds[code]) not in (WORD, STOP)

    def beside_digit(self, place: int) -> bool:
        codes = self.codes[max(place - 1, 0) : place + 2]
        return int(((codes >= 48) & (codes <= 57) | (codes == 46)).sum()) > 1

    def cell_before(self, place: int) -> int:
        return self._cell(place - 1, -1)

    def cell_after(self, place: int) -> int:
        return self._cell(place, 1)

    def _cell(self, place: int, step: int) -> int:
        for at in (place, place + step):
            if not 0 <= at < len(self.codes):
                return NOTHING
            cell = int(self._cells[min(int(self.codes[at]), len(self._cells) - 1)])
            if cell < 510:
                return cell
            if cell == NOTHING:
                return NOTHING
        return NOTHING


def _head_keys(first: NDArray[np.uint32], second: NDArray[np.uint32]) -> NDArray[np.uint32]:
    mixed = first * np.uint32(0x9E3779B1) + second * np.uint32(0x85EBCA6B)
    return np.asarray(mixed >> np.uint32(32 - _HEAD_BITS), dtype=np.uint32)
