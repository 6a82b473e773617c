"""Characters as cells: Han by their syllable, letters and digits by themselves; and places looked up by pairs."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from wxadmin.screening.evasion_tables import evasion_tables
from wxadmin.screening.folding import MARK, OTHER, SPACE, STOP, WORD, Block, as_text, tables

Numbers = NDArray[np.int64]

CELLS = 0x20001
LETTERS = 430
"""Cells: syllables below, then a–z and 0–9 each by itself, then what no text has, what is passed over, and the rest."""
NEVER, PASSED, NOTHING = 509, 510, 511
CELL_BITS = 9
TONES = frozenset("12345")


@dataclass(frozen=True, slots=True)
class Cells:
    """The characters of a block; ``cells``, ``codes`` and ``places`` in the folded text without what is passed over."""

    all: NDArray[np.uint32]
    """The cells of all folded characters."""
    cells: NDArray[np.uint32]
    codes: NDArray[np.uint32]
    places: Numbers


@lru_cache(maxsize=1)
def cell_table() -> NDArray[np.uint32]:
    """Of each folded character its cell; the last entry stands for all beyond."""
    known = evasion_tables()
    table = np.full(CELLS, NOTHING, dtype=np.uint32)
    table[: len(known.sound)] = np.where(known.sound, known.sound, NOTHING)
    table[:-1][np.isin(tables().kind[: CELLS - 1], (MARK, SPACE, OTHER))] = PASSED
    table[[ord(sign) for sign in known.stands if len(sign) == 1]] = NOTHING
    for n, char in enumerate("abcdefghijklmnopqrstuvwxyz0123456789"):
        table[ord(char)] = LETTERS + n
    table[0] = NOTHING
    return table


def cells_of(block: Block) -> Cells:
    """The cells of a block, borders and sentence ends among them."""
    codes = block.folded.codes
    cells = cell_table().take(codes, mode="clip")
    places = np.flatnonzero(cells != PASSED)
    return Cells(cells, cells.take(places), codes.take(places), places)


class PairIndex:
    """Entries by a key of a few bits; several may have the same."""

    def __init__(self, keys: NDArray[np.uint32], bits: int) -> None:
        self.order = np.argsort(keys, kind="stable")
        keys = keys[self.order]
        begins = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1]))) if len(keys) else np.empty(0, np.int64)
        self._known = np.zeros(1 << bits, dtype=np.bool_)
        self._known[keys] = True
        self._slot = np.zeros(1 << bits, dtype=np.int32)
        self._slot[keys[begins]] = begins
        self._alike = np.zeros(len(keys) + 1, dtype=np.int64)
        self._alike[begins] = np.diff(begins, append=len(keys))

    def hits(self, keys: NDArray[np.uint32]) -> tuple[Numbers, Numbers]:
        """Places of known keys and, side by side, each entry that has the key."""
        at = np.flatnonzero(self._known.take(keys))
        slot = self._slot.take(keys[at])
        alike = self._alike[slot]
        past = np.cumsum(alike)
        total = int(past[-1]) if len(past) else 0
        entry = np.arange(total) + np.repeat(slot - past + alike, alike)
        return np.repeat(at, alike), self.order[entry]


def cell_keys(first: NDArray[np.uint32], second: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The key of two cells side by side."""
    return first << np.uint32(CELL_BITS) | second


class Reader:
    """A block, read here and there."""

    def __init__(self, block: Block, codes: NDArray[np.uint32], cells: NDArray[np.uint32]) -> None:
        self.codes = codes
        """As folded, but letters of other scripts as the Latin ones they are taken for."""
        self._kinds = tables().kind
        self._message: tuple[int, int, str] = (0, -1, "")
        self._cells = cells
        self._text = as_text(codes)
        self._lows: list[int] = block.lows.tolist()

    def message(self, place: int) -> tuple[str, int]:
        """The message a place lies in, its letters Latin, and where it begins."""
        low, high, part = self._message
        if not low <= place < high:
            number = bisect_right(self._lows, place) - 1
            low, high = self._lows[number], self._lows[number + 1] - 1
            part = self._text[low:high]
            self._message = (low, high, part)
        return part, low

    def run(self, start: int, end: int) -> str:
        """A stretch that lies within a message."""
        return self._text[start:end]

    def low(self, place: int) -> int:
        """Where the message begins that a place lies in."""
        return self.message(place)[1]

    def slice(self, start: int, end: int) -> str:
        """A stretch, as far as its message goes."""
        part, low = self.message(start)
        return part[start - low : end - low]

    def near(self, end: int, start: int) -> bool:
        """Whether no more than a tone and a mark stands between two runs."""
        if start - end > 2 or end < self.low(start):
            return False
        between = self.slice(end, start)
        rest = between[1:] if between[:1] in TONES else between
        return len(rest) <= 1 and all(int(self._kinds[ord(char)]) not in (WORD, STOP) for char in rest)

    def number(self, at: Numbers) -> NDArray[np.bool_]:
        """Whether digits or points stand at places."""
        code = self.codes.take(at, mode="clip")
        return np.asarray((code >= ord("0")) & (code <= ord("9")) | (code == ord(".")))

    def passed(self, at: Numbers) -> NDArray[np.bool_]:
        """Whether marks stand at places."""
        return np.asarray(self._cells.take(at, mode="clip") == PASSED)

    def code(self, place: int) -> str:
        """The character at a place, or nothing."""
        return chr(int(self.codes[place])) if 0 <= place < len(self.codes) else ""

    def cell(self, place: int) -> int:
        """The cell at a place."""
        return int(self._cells[place]) if 0 <= place < len(self._cells) else NOTHING

    def ends(self, place: int) -> bool:
        """Whether a sentence or message ends at a place."""
        return not 0 <= place < len(self.codes) or int(self._kinds[self.codes[place]]) == STOP

    def cell_before(self, place: int) -> int:
        """The cell before a place; a mark between is passed over."""
        return self._cell(place - 1, place - 2)

    def cell_after(self, place: int) -> int:
        """The cell at a place; a mark before is passed over."""
        return self._cell(place, place + 1)

    def _cell(self, *places: int) -> int:
        for place in places:
            cell = int(self._cells[place]) if 0 <= place < len(self._cells) else NOTHING
            if cell != PASSED:
                return cell
        return NOTHING

    def cells_before(self, at: Numbers) -> Numbers:
        """The cells before places; a mark between is passed over."""
        return self._near(at - 1, at - 2)

    def cells_after(self, at: Numbers) -> Numbers:
        """The cells at places; a mark before is passed over."""
        return self._near(at, at + 1)

    def _near(self, one: Numbers, other: Numbers) -> Numbers:
        cell, beyond = (
            np.where((at >= 0) & (at < len(self._cells)), self._cells.take(at, mode="clip"), NOTHING)
            for at in (one, other)
        )
        return np.where(cell == PASSED, beyond, cell).astype(np.int64)


def padded(rows: Sequence[Sequence[int]], filler: int = 0) -> NDArray[np.uint32]:
    """Rows of one length."""
    width = max((len(row) for row in rows), default=2)
    return np.array([[*row, *[filler] * (width - len(row))] for row in rows], dtype=np.uint32).reshape(-1, width)
