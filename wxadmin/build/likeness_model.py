"""Maker of ``resources/tables/likeness.npz``: ``python -m wxadmin.build.likeness_model FOLDER [TARGET]``.

FOLDER holds ``chineseharm_dev.jsonl`` (ChineseHarm-bench, zjunlp, MIT), ``cold_train.jsonl`` (COLDataset, thu-coai,
Apache-2.0) and ``kdconv_chat.jsonl`` (KdConv, thu-coai, Apache-2.0). The table holds hashed weights alone, no text.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from wxadmin.build.likeness_talk import talk
from wxadmin.screening.folding import fold_block
from wxadmin.screening.likeness import BITS, CATEGORIES_OF_MODEL, GLANCE_BITS, ORDERS, Model, glanced, grams

LABELS = {
    "不违规": "", "博彩": "gambling", "低俗色情": "porn", "谩骂引战": "abuse", "黑产广告": "advert", "欺诈": "fraud",
}  # fmt: skip
HARM, COLD, CHAT, TALK, LINES = range(5)
"""Sources: ChineseHarm, COLD, KdConv, the lines of :mod:`likeness_talk`, those of ``likeness_lines.tsv``."""
WEIGHTS = (1.0, 0.08, 0.3, 0.5, 2.0)
"""What an example of each source counts for; COLD is large and of one register, so that it must not drown the rest."""
LOOK_ALIKE = 4.0
"""What a harmless line of ``likeness_lines.tsv`` counts for: these were written to be taken for violations."""
_LINES = Path(__file__).with_name("likeness_lines.tsv")
DAMPING = 0.2
STRENGTH = 25.0
"""Weight of the examples against keeping the weights small."""
SPEAKS = {"": 0.2, "porn": 0.35, "abuse": 0.25, "advert": 0.25, "discrimination": 0.8}
"""Chance from which the model speaks, found by ``tests/bench/likeness_samples.py``; of all others the first."""
_KEPT = 0.999
_SAME, _SHARED, _LONG, _COMMON = 4, 0.4, 10, 120

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Corpus:
    """Examples in columns; lines of one ``group`` are near duplicates or siblings and stay in one fold."""

    texts: list[str]
    category: Ints
    source: Ints
    group: Ints

    def weights(self) -> Floats:
        """What each example counts for."""
        weights = np.array(WEIGHTS)[self.source]
        weights[(self.source == LINES) & (self.category == 0)] = LOOK_ALIKE
        return weights


@dataclass(frozen=True, slots=True)
class Grams:
    """Which columns each example has: those of example ``i`` are ``column[first[i]:first[i + 1]]``."""

    first: Ints
    column: Ints
    columns: int

    @property
    def counts(self) -> Ints:
        """How many each example has."""
        return np.diff(self.first)

    def of(self, chosen: Ints) -> Grams:
        """Some of the examples."""
        counts = self.counts[chosen]
        first = np.concatenate(([0], np.cumsum(counts)))
        at = np.repeat(self.first[chosen] - first[:-1], counts) + np.arange(first[-1])
        return Grams(first, self.column[at], self.columns)


def read(folder: Path) -> Corpus:
    """All examples of the samples folder and the invented lines."""
    harm, cold, chat = (
        [json.loads(line) for line in (folder / name).read_text(encoding="utf-8").split("\n") if line]
        for name in ("chineseharm_dev.jsonl", "cold_train.jsonl", "kdconv_chat.jsonl")
    )
    invented = talk()
    own = [line.split("\t") for line in _LINES.read_text(encoding="utf-8").strip("\n").split("\n")]
    texts = [row["text"] for row in (*harm, *cold, *chat)] + [line for _template, line in invented]
    texts += [line for line, _category in own]
    place = {name: n for n, name in enumerate(CATEGORIES_OF_MODEL)}
    category = [place[LABELS[row["label"]]] for row in harm]
    category += [place["discrimination"] if row["label"] else 0 for row in cold]
    category += [0] * (len(chat) + len(invented)) + [place[category] for _line, category in own]
    sizes = (len(harm), len(cold), len(chat), len(invented), len(own))
    siblings = (near_duplicates([row["text"] for row in harm]), np.arange(len(cold)), np.arange(len(chat)) // 50,
                np.array([template for template, _line in invented]),
                near_duplicates([line for line, _category in own]))  # fmt: skip
    return Corpus(
        texts,
        np.array(category),
        np.repeat(np.arange(len(sizes)), sizes),
        np.concatenate([one + n * 10**6 for n, one in enumerate(siblings)]),
    )


def near_duplicates(texts: Sequence[str]) -> Ints:
    """A number for each text, the same for those that share long stretches or much of what they say."""
    block = fold_block(texts)
    sets: list[set[str]] = []
    holders: dict[str, list[int]] = defaultdict(list)
    for n in range(len(block)):
        bare = "".join("0" if char.isdigit() else char for char in block.message(n).text if char.isalnum())
        sets.append({bare[k : k + _SAME] for k in range(len(bare) - _SAME + 1)} or {bare})
        for gram in sets[-1]:
            holders[gram].append(n)
    shared: Counter[tuple[int, int]] = Counter()
    for listed in holders.values():
        if len(listed) <= _COMMON:
            shared.update((one, other) for k, one in enumerate(listed) for other in listed[k + 1 :])
    above = list(range(len(texts)))

    def top(n: int) -> int:
        while above[n] != n:
            above[n] = above[above[n]]
            n = above[n]
        return n

    for (one, other), count in shared.items():
        if count >= _LONG or count >= _SHARED * min(len(sets[one]), len(sets[other])):
            above[top(one)] = top(other)
    return np.array([top(n) for n in range(len(texts))])


def folds(corpus: Corpus, count: int = 5, seed: int = 1) -> Ints:
    """The fold of each example: groups whole, each source spread evenly, the largest groups first."""
    chance = np.random.default_rng(seed)
    groups, member = np.unique(corpus.group, return_inverse=True)
    size = np.bincount(member)
    source = np.zeros(len(groups), dtype=np.int64)
    source[member] = corpus.source
    load = np.zeros((len(WEIGHTS), count))
    fold = np.zeros(len(groups), dtype=np.int64)
    for group in np.lexsort((chance.random(len(groups)), -size)):
        fold[group] = load[source[group]].argmin()
        load[source[group], fold[group]] += size[group]
    return np.asarray(fold[member])


def grams_of(texts: Sequence[str]) -> Grams:
    """The rows of the full table that each text touches."""
    message, row = grams(fold_block(texts))
    return Grams(np.searchsorted(message, np.arange(len(texts) + 1)), row, 1 << BITS)


def _dense(given: Grams) -> tuple[Grams, Ints]:
    """The same with those columns alone that at least two examples have, numbered anew, and which they were."""
    kept = np.flatnonzero(np.bincount(given.column, minlength=given.columns) >= 2)
    number = np.full(given.columns, -1)
    number[kept] = np.arange(len(kept))
    column = number[given.column]
    there = np.concatenate(([0], np.cumsum(column >= 0)))
    return Grams(there[given.first], column[column >= 0], len(kept)), kept


def fit(given: Grams, category: Ints, weights: Floats, categories: int) -> tuple[Floats, Floats]:
    """Weights (column, category) and biases of a multinomial regression, rare grams counting for more; L-BFGS."""
    counts = np.maximum(given.counts, 1)[:, None] ** DAMPING
    x, kept = _dense(given)
    owner = np.repeat(np.arange(len(category)), x.counts)
    common = np.bincount(x.column, minlength=x.columns)
    rarity = np.log((1 + len(category)) / (1 + common)) + 1
    rarity = (rarity / rarity.mean())[:, None]
    wanted = np.eye(categories)[category]
    there = np.flatnonzero(x.counts)
    pull = STRENGTH * weights[:, None]

    def loss(flat: Floats) -> tuple[float, Floats]:
        matrix, bias = flat[:-categories].reshape(-1, categories), flat[-categories:]
        sums = np.zeros((len(category), categories))
        sums[there] = np.add.reduceat((matrix * rarity).astype(np.float32)[x.column], x.first[there], axis=0)
        sums = sums / counts + bias
        odds = np.exp(sums - sums.max(axis=1, keepdims=True))
        chance = odds / odds.sum(axis=1, keepdims=True)
        wrong = (chance - wanted) * pull
        spread = wrong / counts
        slope = np.stack(
            [np.bincount(x.column, spread[owner, k], minlength=x.columns) for k in range(categories)], axis=1
        )
        value = -(pull * np.log(np.maximum((chance * wanted).sum(axis=1, keepdims=True), 1e-12))).sum()
        return (
            float(value + 0.5 * (matrix**2).sum()),
            np.concatenate(((slope * rarity + matrix).ravel(), wrong.sum(axis=0))),
        )

    flat = _least(loss, np.zeros((x.columns + 1) * categories))
    full = np.zeros((given.columns, categories))
    full[kept] = flat[:-categories].reshape(-1, categories) * rarity
    return full, flat[-categories:]


def _least(loss: Callable[[Floats], tuple[float, Floats]], at: Floats, steps: int = 60, memory: int = 8) -> Floats:
    """Where a convex function is least (L-BFGS with halved steps)."""
    past: list[tuple[Floats, Floats]] = []
    value, slope = loss(at)
    for _step in range(steps):
        way = slope.copy()
        shares = []
        for moved, turned in reversed(past):
            shares.append(float(moved @ way) / float(turned @ moved))
            way -= shares[-1] * turned
        if past:
            moved, turned = past[-1]
            way *= float(moved @ turned) / float(turned @ turned)
        else:
            way /= np.linalg.norm(slope)
        for (moved, turned), share in zip(past, reversed(shares), strict=True):
            way += moved * (share - float(turned @ way) / float(turned @ moved))
        size = 1.0
        while True:
            there = at - size * way
            new_value, new_slope = loss(there)
            if new_value <= value - 1e-4 * size * float(slope @ way) or size < 1e-4:
                break
            size /= 2
        if float((there - at) @ (new_slope - slope)) > 0:
            past = [*past, (there - at, new_slope - slope)][-memory:]
        done = value - new_value < 1e-5 * value
        at, value, slope = there, new_value, new_slope
        if done:
            break
    return at


def made(given: Grams, corpus: Corpus, chosen: Ints) -> Model:
    """A model of some of the examples, as small as the program carries it."""
    category, weights, x = corpus.category[chosen], corpus.weights()[chosen], given.of(chosen)
    full, bias = fit(x, category, weights, len(CATEGORIES_OF_MODEL))
    full, bias = full[:, 1:] - full[:, :1], bias[1:] - bias[0]
    least = np.array([SPEAKS.get(name, SPEAKS[""]) for name in CATEGORIES_OF_MODEL[1:]])
    scale = np.abs(full).max(axis=0) / 127
    small, _bias = fit(
        Grams(x.first, x.column >> BITS - GLANCE_BITS, 1 << GLANCE_BITS), np.minimum(category, 1), weights, 2
    )
    harm = small[:, 1] - small[:, 0]
    # The few strongest weights are cut so that eight bits tell the many from one another.
    top = float(np.quantile(np.abs(harm[harm != 0]), 0.999))
    glance = np.clip(np.rint(harm / top * 127), -127, 127).astype(np.int8)
    block = fold_block([corpus.texts[n] for n in chosen[category > 0].tolist()])
    lengths = np.maximum(np.diff(block.lows) - 1, 1) * float(ORDERS)
    worth = glanced(block, glance) * top / 127 / lengths**DAMPING
    return Model(
        np.rint(full / scale).astype(np.int8), scale.astype(np.float32),
        (bias + np.log((1 - least) / least)).astype(np.float32), DAMPING, glance, top / 127,
        float(np.quantile(worth, 1 - _KEPT)),
    )  # fmt: skip


def write(model: Model, target: Path) -> None:
    """The model as the program reads it; rows without any weight are left out."""
    rows = np.flatnonzero(model.weights.any(axis=1))
    np.savez_compressed(
        target,
        gaps=np.diff(rows, prepend=0).astype(np.uint16),
        weights=model.weights[rows],
        scale=model.scale,
        bias=model.bias,
        glance=model.glance,
        numbers=np.array([model.damping, model.glance_scale, model.bar]),
    )


def main(folder: Path, target: Path) -> None:
    """Learn from everything and write the table."""
    corpus = read(folder)
    write(made(grams_of(corpus.texts), corpus, np.arange(len(corpus.texts))), target)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else Path("resources/tables/likeness.npz"))
