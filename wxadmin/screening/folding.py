"""One table folds away how a character is dressed: width, case, script, styled letters, marks that take no room.

A character folds to one character or to nothing, so a position in the folded text leads back to exactly one position in
the text as given. Rules and messages go through the same table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from wxadmin.resource import resource_dir

OTHER, WORD, MARK, STOP, SPACE = range(5)
"""Kinds of folded characters: letters, digits and Han are WORD; sentence ends, line ends and borders are STOP."""
BORDER = "\x1e"
_BORDER_TEXT = str.maketrans({BORDER: "\u200b"})
_LAST = 0x110000


@dataclass(frozen=True, slots=True)
class Tables:
    """``fold[code]`` is the folded code point, 0 for passed over; ``kind[code]`` the kind of a folded character."""

    fold: NDArray[np.uint32]
    kind: NDArray[np.uint8]


@lru_cache(maxsize=1)
def tables() -> Tables:
    """The tables of ``resources/tables/fold.npz``."""
    with np.load(resource_dir("tables") / "fold.npz", allow_pickle=False) as file:
        fold = np.arange(_LAST, dtype=np.uint32)
        fold[file["codes"]] = file["folded"]
        starts = file["kind_starts"].astype(np.int64)
        kind = np.repeat(file["kinds"], np.diff(starts, append=_LAST))
    return Tables(fold, kind)


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded code points; ``places[i]`` is the position in the text as given of folded character ``i``."""

    codes: NDArray[np.uint32]
    places: NDArray[np.int64]

    @property
    def text(self) -> str:
        """The folded characters as a string, made anew on each call: most blocks are never looked at as text."""
        return as_text(self.codes)


@dataclass(frozen=True, slots=True)
class Block:
    """Messages folded together. Message ``i`` begins at ``starts[i]`` in the joined text as given.

    Its folded characters are ``codes[lows[i]:lows[i + 1] - 1]``; a border stands between two messages.
    """

    folded: Folded
    starts: NDArray[np.int64]
    lows: NDArray[np.int64]

    def owners(self, at: NDArray[np.int64]) -> NDArray[np.int64]:
        """The messages in which positions of the folded text lie."""
        if len(at) > len(self.folded.codes) // 8:
            return np.repeat(np.arange(len(self)), np.diff(self.lows)).take(at)
        return np.searchsorted(self.lows, at, side="right") - 1

    def message(self, number: int) -> Folded:
        """One message, its places counted from its own beginning."""
        part = slice(int(self.lows[number]), int(self.lows[number + 1]) - 1)
        return Folded(self.folded.codes[part], self.folded.places[part] - self.starts[number])

    def __len__(self) -> int:
        return len(self.starts)


def code_points(text: str) -> NDArray[np.uint32]:
    """The code points of any text, lone surrogates too."""
    return np.array([text]).view(np.uint32) if text else np.empty(0, dtype=np.uint32)


def as_text(codes: NDArray[np.uint32]) -> str:
    """The text of folded code points (the table folds lone surrogates away)."""
    return str(np.ascontiguousarray(codes).data, "utf-32-le")


def fold(text: str) -> Folded:
    """Fold a text; any text, lone surrogates too."""
    folded = tables().fold.take(code_points(text), mode="clip")
    if folded.all():
        return Folded(folded, _counting(len(folded)))
    places = np.flatnonzero(folded)
    return Folded(folded.take(places), places)


_count = np.arange(1 << 17)


def _counting(size: int) -> NDArray[np.int64]:
    """0, 1, 2 …; a view of one array for blocks of usual size."""
    return _count[:size] if size <= len(_count) else np.arange(size)


def fold_words(words: Sequence[str]) -> list[str]:
    """Fold many words at once; a word of passed-over marks only becomes empty."""
    return fold_block(words).folded.text.split(BORDER) if words else []


def fold_block(texts: Sequence[str]) -> Block:
    """Fold messages joined at borders that no word can cross."""
    folded = fold(BORDER.join(texts))
    borders = np.flatnonzero(folded.codes == ord(BORDER))
    if len(borders) != max(len(texts), 1) - 1:  # a text has the character of the border in it
        return fold_block([text.translate(_BORDER_TEXT) for text in texts])
    starts = np.concatenate(([0], folded.places[borders] + 1))
    return Block(folded, starts, np.concatenate(([0], borders + 1, [len(folded.codes) + 1])))
