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
    """Folded text; ``places[i]`` is the position in the text as given of folded character ``i``."""

    text: str
    codes: NDArray[np.uint32]
    places: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Block:
    """Messages folded together. Message ``i`` begins at ``starts[i]`` in the joined text as given."""

    folded: Folded
    starts: NDArray[np.int64]


def code_points(text: str) -> NDArray[np.uint32]:
    """The code points of any text, lone surrogates too."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def fold(text: str) -> Folded:
    """Fold a text; any text, lone surrogates too."""
    return _fold(code_points(text))


def _fold(codes: NDArray[np.uint32]) -> Folded:
    folded = tables().fold.take(codes, mode="clip")
    if folded.all():
        places = _counting(len(folded))
    else:
        places = np.flatnonzero(folded)
        folded = folded.take(places)
    return Folded(str(folded.data, "utf-32-le"), folded, places)


_count = np.arange(1 << 17)


def _counting(size: int) -> NDArray[np.int64]:
    """0, 1, 2 …; a view of one array for blocks of usual size."""
    return _count[:size] if size <= len(_count) else np.arange(size)


def fold_words(words: Sequence[str]) -> list[str]:
    """Fold many words at once; a word of passed-over marks only becomes empty."""
    if not words:
        return []
    return fold(_joined(words)).text.split(BORDER)


def fold_block(texts: Sequence[str]) -> Block:
    """Fold messages joined at borders that no word can cross."""
    codes = code_points(_joined(texts))
    starts = np.concatenate(([0], np.flatnonzero(codes == ord(BORDER)) + 1))
    return Block(_fold(codes), starts)


def _joined(texts: Sequence[str]) -> str:
    joined = BORDER.join(texts)
    if joined.count(BORDER) >= max(len(texts), 1):
        joined = BORDER.join(text.translate(_BORDER_TEXT) for text in texts)
    return joined
