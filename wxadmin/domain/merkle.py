"""RFC 6962 Merkle tree over salted commitments: what the ledger and every check block stand on.

A leaf names its place in the ledger (origin, number, time, kind, subject) and a commitment to a body that may later be
erased; the leaf stays. ``SHA256(0x00 ‖ leaf data)`` is a leaf, ``SHA256(0x01 ‖ left ‖ right)`` a node (RFC 6962, 2.1).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

DOMAIN = b"wxadmin-ledger-v1"
COMMIT = b"wxadmin-commit-v1"
SALT_BYTES = 32
ORIGIN_BYTES = 16
SUBJECT_BYTES = 16
HASH_BYTES = 32

Subtree = Callable[[int, int], bytes]
"""Gives the root over the leaves ``start <= i < end``."""


_HEAD = len(DOMAIN).to_bytes(4, "big") + DOMAIN + ORIGIN_BYTES.to_bytes(4, "big")
_EIGHT, _HASH = (8).to_bytes(4, "big"), HASH_BYTES.to_bytes(4, "big")


def _sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


EMPTY_ROOT = _sha(b"")


def leaf_hash(data: bytes) -> bytes:
    """Hash of a leaf from its data (see :func:`leaf_data`)."""
    return _sha(b"\x00" + data)


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of the node over two subtrees."""
    return _sha(b"\x01" + left + right)


def commitment(salt: bytes, body: bytes) -> bytes:
    """What a leaf says of its body: without the 32-byte salt the body cannot be guessed from it.

    Raises ValueError for a salt of another length.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError("a salt has 32 bytes")
    return _sha(COMMIT + salt + body)


def leaf_data(origin: bytes, seq: int, at: str, kind: str, subject: bytes, committed: bytes) -> bytes:
    """The data of a leaf: each field after its length in 4 bytes big-endian, so that no two field lists are alike.

    ``origin`` 16 bytes, ``seq`` from 1, ``at`` RFC 3339, ``kind`` a word, ``subject`` 16 bytes or empty, ``committed``
    32 bytes.
    Raises ValueError for another shape.
    """
    if len(origin) != ORIGIN_BYTES or len(committed) != HASH_BYTES or len(subject) not in {0, SUBJECT_BYTES}:
        raise ValueError("wrong length of origin, subject or commitment")
    if not 1 <= seq < 2**63:
        raise ValueError("a ledger number is from 1 to 2^63-1")
    when, word = at.encode(), kind.encode()
    # Written out because a check does this once for every entry there is.
    return b"".join(
        (
            _HEAD, origin, _EIGHT, seq.to_bytes(8, "big"), len(when).to_bytes(4, "big"), when,
            len(word).to_bytes(4, "big"), word, len(subject).to_bytes(4, "big"), subject, _HASH, committed,
        )
    )  # fmt: skip


@dataclass(slots=True)
class Frontier:
    """The right edge of a growing tree: appending and the root cost O(log n), without the leaves."""

    size: int = 0
    peaks: list[tuple[int, bytes]] = field(default_factory=list)
    """(height, hash) of the complete subtrees from left to right; heights fall strictly."""

    def add(self, leaf: bytes) -> list[tuple[int, bytes]]:
        """Append a leaf hash; returns (height, hash) of the complete subtrees it closed, lowest first.

        A subtree of height h closed at size n is number ``(n >> h) - 1`` of its height.
        """
        closed: list[tuple[int, bytes]] = []
        height, value = 0, leaf
        while self.peaks and self.peaks[-1][0] == height:
            value = node_hash(self.peaks.pop()[1], value)
            height += 1
            closed.append((height, value))
        self.peaks.append((height, value))
        self.size += 1
        return closed

    def root(self) -> bytes:
        """The root over all leaves so far."""
        if not self.peaks:
            return EMPTY_ROOT
        value = self.peaks[-1][1]
        for _, left in reversed(self.peaks[:-1]):
            value = node_hash(left, value)
        return value

    def copy(self) -> Frontier:
        """An independent frontier of the same state."""
        return Frontier(self.size, list(self.peaks))

    def encode(self) -> bytes:
        """Size in 8 bytes big-endian, then the hashes of the peaks; their heights follow from the size."""
        return self.size.to_bytes(8, "big") + b"".join(value for _, value in self.peaks)

    @classmethod
    def decode(cls, data: bytes) -> Frontier:
        """The inverse of :meth:`encode`. Raises ValueError if the length does not fit the size."""
        if len(data) < 8:
            raise ValueError("a frontier has at least 8 bytes")
        size = int.from_bytes(data[:8], "big")
        heights = peak_heights(size)
        if len(data) != 8 + HASH_BYTES * len(heights):
            raise ValueError("the hashes of the frontier do not fit its size")
        values = [data[8 + HASH_BYTES * i : 8 + HASH_BYTES * (i + 1)] for i in range(len(heights))]
        return cls(size, list(zip(heights, values, strict=True)))


def peak_heights(size: int) -> list[int]:
    """Heights of the complete subtrees a tree of this size consists of, from left to right."""
    return [height for height in range(size.bit_length() - 1, -1, -1) if size >> height & 1]


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.add(leaf)
    return frontier.root()


def split(count: int) -> int:
    """Where a tree of ``count`` ≥ 2 leaves divides: the largest power of two below ``count``."""
    return 1 << (count - 1).bit_length() - 1


def inclusion_path(index: int, size: int, subtree: Subtree) -> tuple[bytes, ...]:
    """Proof that leaf ``index`` (from 0) is in the tree of ``size`` leaves, nearest sibling first.

    Raises ValueError if there is no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError("no such leaf")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + split(end - start)
        if index < middle:
            path.append(subtree(middle, end))
            end = middle
        else:
            path.append(subtree(start, middle))
            start = middle
    return tuple(reversed(path))


def inclusion_proof(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """:func:`inclusion_path` over leaf hashes in memory."""
    return inclusion_path(index, len(leaves), lambda start, end: root_of(leaves[start:end]))


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof leads from the leaf hash at ``index`` (from 0) to the root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, value = index, size - 1, leaf
    for sibling in proof:
        if last == 0 or len(sibling) != HASH_BYTES:
            return False
        if place & 1 or place == last:
            value = node_hash(sibling, value)
            while not place & 1 and place:
                place >>= 1
                last >>= 1
        else:
            value = node_hash(value, sibling)
        place >>= 1
        last >>= 1
    return last == 0 and value == root
