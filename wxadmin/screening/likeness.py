"""How much a message reads like known violations: a linear model over its characters, pairs and triples of them.

It ranks and quiets, it does not rule: what it was not taught it does not see (of a kind of violation left out of its
training it finds a part only). The table is made by :mod:`wxadmin.build.likeness_model`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from wxadmin.resource import resource_dir
from wxadmin.screening.folding import BORDER, Block, fold_block

CATEGORIES_OF_MODEL = ("", "gambling", "porn", "abuse", "advert", "fraud", "discrimination")
"""Categories of hits as the model numbers them; the first is that nothing is wrong."""
ORDERS = 3
BITS = 18
"""The full table has ``2 ** BITS`` rows."""
GLANCE_BITS = 16
"""The small table, which every character goes through, has ``2 ** GLANCE_BITS`` cells and stays in the cache."""
_BMP = 0x10000
Numbers = NDArray[np.int64]
_STEP = np.uint32(0x9E3779B1)
_SPREAD = np.uint32(0x85EBCA6B)
_STRETCH = 12
_AT_ONCE = 1 << 16
"""Characters whose chances are asked at once."""
_SHARES = 6
"""A multiple of every order's number of characters, among which what a gram is worth is shared out."""
SPEAKS = 0.5
"""From this chance on it is said; where that is for each category was learned and stands in the table."""
SURE = 0.9
"""From this chance on it is said with more weight."""


@dataclass(frozen=True, slots=True)
class Likely:
    """Columns of equal length, ordered by message.

    ``category`` is a place in :data:`CATEGORIES_OF_MODEL`, never 0; ``chance`` at least 0.5, which is where the model
    was set to speak at all; ``start`` and ``end`` bound the most telling stretch, half-open, in the message as given.
    """

    message: NDArray[np.int64]
    category: NDArray[np.uint8]
    chance: NDArray[np.float32]
    start: NDArray[np.int64]
    end: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Model:
    """``weights`` (rows by hash, columns by category without the first) times ``scale``, and ``bias``.

    The sum over a message's different grams is divided by their number to the power ``damping``. ``glance`` are
    weights by a shorter hash for the first look; a message whose sum times ``glance_scale``, damped likewise by its
    length, reaches ``bar`` is looked at in full.
    """

    weights: NDArray[np.int8]
    scale: NDArray[np.float32]
    bias: NDArray[np.float32]
    damping: float
    glance: NDArray[np.int8]
    glance_scale: float
    bar: float


@lru_cache(maxsize=1)
def model() -> Model:
    """The model of ``resources/tables/likeness.npz``."""
    with np.load(resource_dir("tables") / "likeness.npz", allow_pickle=False) as file:
        weights = np.zeros((1 << BITS, len(CATEGORIES_OF_MODEL) - 1), dtype=np.int8)
        weights[np.cumsum(file["gaps"], dtype=np.int64)] = file["weights"]
        damping, glance_scale, bar = file["numbers"].tolist()
        return Model(weights, file["scale"], file["bias"], damping, file["glance"], glance_scale, bar)


@lru_cache(maxsize=1)
def _scattered() -> NDArray[np.uint32]:
    """A number without order for each code point of the first plane; all digits share one, as do other planes."""
    codes = np.arange(_BMP, dtype=np.uint64)
    codes[ord("0") : ord("9") + 1] = ord("0")
    mixed = (codes + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ mixed >> np.uint64(29)) * np.uint64(0xBF58476D1CE4E5B9)
    return (mixed ^ mixed >> np.uint64(32)).astype(np.uint32)


def _hashes(codes: NDArray[np.uint32]) -> list[NDArray[np.uint32]]:
    """For each order the hashes of the grams that begin at each place, as far as there are any."""
    single = _scattered().take(codes, mode="clip")
    found = [single]
    for order in range(1, ORDERS):
        found.append(found[-1][: len(single) - order] * _STEP + single[order:])
    return [gram * _SPREAD for gram in found]


def _ended(block: Block) -> NDArray[np.uint32]:
    """The folded characters with a border behind every message, the last one too."""
    return np.concatenate((block.folded.codes, np.array([ord(BORDER)], dtype=np.uint32)))


def grams(block: Block, bits: int = BITS) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(message, row of the table) of each different gram of each message, by message then row.

    A gram may end with the end of the message; none begins with it or holds it in the middle.
    """
    codes = _ended(block)
    border = codes == ord(BORDER)
    owners = np.repeat(np.arange(len(block), dtype=np.int64), np.diff(block.lows))
    listed = []
    for order, gram in enumerate(_hashes(codes)):
        inside = ~border[: len(gram)]
        for k in range(1, order):
            inside &= ~border[k : k + len(gram)]
        listed.append(owners[: len(gram)][inside] << bits | (gram >> np.uint32(32 - bits))[inside].astype(np.int64))
    both = np.unique(np.concatenate(listed))
    return both >> bits, both & ((1 << bits) - 1)


def glanced(block: Block, table: NDArray[np.int8]) -> NDArray[np.float64]:
    """For each message the sum of a small table over its grams, every occurrence counted, before any scaling."""
    codes = _ended(block)
    ends = block.lows[1:] - 1
    total = np.zeros(len(codes), dtype=np.int32)
    for order, gram in enumerate(_hashes(codes)):
        cells = gram >> np.uint32(32 - GLANCE_BITS)
        worth = table.take(cells)
        for back in range(max(1, order)):
            worth[(ends - back)[(ends >= back) & (ends - back < len(worth))]] = 0
        total[: len(worth)] += worth
    return np.add.reduceat(total, block.lows[:-1]).astype(np.float64)


def _sums(block: Block, made: Model) -> NDArray[np.float64]:
    """What speaks for each category, but the first, in each message; the logarithm of its odds against the first."""
    message, row = grams(block)
    counts = np.bincount(message, minlength=len(block))
    sums = np.zeros((len(block), made.weights.shape[1]))
    there = np.flatnonzero(counts)
    if len(there):
        first = (np.cumsum(counts) - counts)[there]
        sums[there] = np.add.reduceat(made.weights[row].astype(np.int32), first, axis=0)
    return sums * made.scale / np.maximum(counts, 1)[:, None] ** made.damping + made.bias


def _chances(block: Block, made: Model) -> NDArray[np.float64]:
    sums = _sums(block, made)
    top = np.maximum(sums.max(axis=1, initial=0), 0)[:, None]
    odds = np.exp(np.concatenate((np.zeros((len(sums), 1)), sums), axis=1) - top)
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))


def chances(texts: Sequence[str]) -> NDArray[np.float64]:
    """For each text the chance of each category; rows add up to 1. Takes no more room for a million texts."""
    found = [np.zeros((0, len(CATEGORIES_OF_MODEL)))]
    first = size = 0
    for n, text in enumerate(texts, 1):
        size += len(text) + 1
        if size >= _AT_ONCE or n == len(texts):
            found.append(_chances(fold_block(texts[first:n]), model()))
            first, size = n, 0
    return np.concatenate(found)


def likely(block: Block) -> Likely:
    """The messages that more likely than not belong to a violation the model knows."""
    made = model()
    lengths = np.maximum(np.diff(block.lows) - 1, 1) * float(ORDERS)
    worth = glanced(block, made.glance) * made.glance_scale / lengths**made.damping
    chosen = np.flatnonzero(worth >= made.bar)
    if not len(chosen):
        none = np.empty(0, dtype=np.int64)
        return Likely(none, none.astype(np.uint8), none.astype(np.float32), none, none)
    smaller = _part(block, chosen)
    listed = _chances(smaller, made)
    category = listed[:, 1:].argmax(axis=1) + 1
    sure = np.flatnonzero(1 - listed[:, 0] >= SPEAKS)
    start, end = _telling(_part(smaller, sure), category[sure], made) if len(sure) else (sure, sure)
    chance = (1 - listed[sure, 0]).astype(np.float32)
    return Likely(chosen[sure], category[sure].astype(np.uint8), chance, start, end)


def _part(block: Block, chosen: NDArray[np.int64]) -> Block:
    """A block of some of the messages, in the same order; its places still count within the given block."""
    sizes = np.diff(block.lows)[chosen]
    lows = np.concatenate(([0], np.cumsum(sizes)))
    at = np.repeat(block.lows[chosen] - lows[:-1], sizes) + np.arange(lows[-1])
    folded = type(block.folded)(_ended(block)[at][:-1], np.append(block.folded.places, 0)[at][:-1])
    return Block(folded, block.starts[chosen], lows)


def _telling(block: Block, category: Numbers, made: Model) -> tuple[Numbers, Numbers]:
    """Of each message the stretch of at most a dozen folded characters in which most speaks for its category.

    Half-open, as places in the message as given.
    """
    sizes, lows = np.diff(block.lows) - 1, block.lows[:-1]
    codes = _ended(block)
    owners = np.repeat(np.arange(len(block)), sizes + 1)
    column = category.take(owners) - 1
    inside = codes != ord(BORDER)
    worth = np.zeros(len(codes) + ORDERS, dtype=np.int64)
    for order, gram in enumerate(_hashes(codes)):
        size = len(gram)
        speaks = made.weights[gram >> np.uint32(32 - BITS), column[:size]].astype(np.int64)
        for k in range(max(1, order)):
            speaks *= inside[k : k + size]
        speaks *= _SHARES // (order + 1)
        for k in range(order + 1):
            worth[k : k + size] += speaks
    worth = worth[: len(codes)] * inside
    width = np.minimum(sizes, _STRETCH)
    run = np.concatenate(([0], np.cumsum(worth)))
    place = np.arange(len(codes))
    sums = run.take(place + width.take(owners), mode="clip") - run[:-1]
    sums[place > (lows + sizes - width).take(owners)] = np.iinfo(np.int64).min
    best = np.flatnonzero(sums == np.maximum.reduceat(sums, lows).take(owners))
    begin = best[np.flatnonzero(np.diff(owners[best], prepend=-1))]
    positive = np.append(np.flatnonzero(worth > 0), len(codes))
    after, before = np.searchsorted(positive, begin), np.searchsorted(positive, begin + width) - 1
    some = before >= after
    first = np.where(some, positive[after], begin)
    last = np.where(some, positive[before], begin + np.maximum(width, 1) - 1)
    places = np.append(block.folded.places, 0)
    return places[first] - block.starts, places[last] + 1 - block.starts
