"""What stands in which messages of a block, as whole numbers: bit ``m`` of a number speaks of message ``m``.

With such sets a question is asked of all messages of a block at once.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray


def bits_of(messages: NDArray[np.bool_]) -> int:
    """The set of the messages marked."""
    return int.from_bytes(np.packbits(messages, bitorder="little").tobytes(), "little")


def marked(bits: int, messages: int) -> NDArray[np.bool_]:
    """The inverse of :func:`bits_of`."""
    raw = np.frombuffer(bits.to_bytes(-(-messages // 8), "little"), dtype=np.uint8)
    return np.unpackbits(raw, count=messages, bitorder="little").view(np.bool_)


def members(bits: int) -> Iterator[int]:
    """The messages of a set, in order."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def by_sort(sort: NDArray[np.int64], message: NDArray[np.int64], sorts: int, messages: int) -> dict[int, int]:
    """For each sort that is there the set of its messages; ``sort`` and ``message`` are columns of finds."""
    there = np.zeros(sorts, dtype=np.bool_)
    there[sort] = True
    listed = np.flatnonzero(there)
    row = np.empty(sorts, dtype=np.int64)
    row[listed] = np.arange(len(listed))
    table = np.zeros((len(listed), messages), dtype=np.bool_)
    table[row[sort], message] = True
    packed = np.packbits(table, axis=1, bitorder="little").tobytes()
    size = -(-messages // 8)
    return {
        number: int.from_bytes(packed[n * size : (n + 1) * size], "little") for n, number in enumerate(listed.tolist())
    }
