"""The likeness model on sample data: ``python tests/bench/likeness_samples.py FOLDER [--show N] [--without]``.

FOLDER holds ``screening/*.jsonl``. Five folds, near duplicates never in two of them; for each fold a model is learned
from the others, as small as the program carries it, and asked about the fold, alone and through the whole screener
(preset of work groups). Prints macro-F1 over
ChineseHarm's six labels, recall by length of message, false alarms on harmless chat, on invented group talk of templates
not learned, on invented look-alikes, and on COLD; with ``--without`` what is found of each
category when all its examples are left out, and of ChineseHarm when only COLD is learned and the other way round.
Speed is given as a ratio to folding alone.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np

from wxadmin.build import likeness_model as maker
from wxadmin.screening import likeness
from wxadmin.screening.folding import fold_block
from wxadmin.screening.judgement import LIKE_RULE
from wxadmin.screening.likeness import CATEGORIES_OF_MODEL, Model
from wxadmin.screening.ruleset import load_preset
from wxadmin.screening.screener import compile as compile_rules

LABELS = ("不违规", "博彩", "低俗色情", "谩骂引战", "黑产广告", "欺诈")
LABEL_OF = {name: n for n, name in enumerate(CATEGORIES_OF_MODEL)} | {
    "discrimination": CATEGORIES_OF_MODEL.index("abuse")
}
PART = 2000


def with_model(made: Model) -> None:
    """Let the program use this model."""
    likeness.model = lambda: made  # type: ignore[assignment]


def found(texts: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """(category or 0, chance of harm) of each text by the program's own one pass over blocks."""
    category, chance = np.zeros(len(texts), dtype=int), np.zeros(len(texts))
    for first in range(0, len(texts), PART):
        one = likeness.likely(fold_block(texts[first : first + PART]))
        category[first + one.message] = one.category
        chance[first + one.message] = one.chance
    return category, chance


def judged(texts: list[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(label and that of the first hit, whether rules flag it, whether the model does) by the whole screener.

    The label is that of the gravest hit that has one of the five, the model's before a rule's of the same level.
    """
    label = np.zeros((2, len(texts)), dtype=int)
    ruled, modelled = np.zeros(len(texts), dtype=bool), np.zeros(len(texts), dtype=bool)
    for n, result in enumerate(compile_rules([load_preset("work")]).screen_texts(texts)):
        by_model = [hit.rule.startswith(LIKE_RULE) for hit in result.hits]
        ruled[n], modelled[n] = not all(by_model), any(by_model)
        known = [hit for hit in result.hits if hit.category in LABEL_OF]
        if known:
            gravest = min(known, key=lambda hit: (-hit.level, not hit.rule.startswith(LIKE_RULE)))
            label[:, n] = LABEL_OF[gravest.category], LABEL_OF[known[0].category]
    return label, ruled, modelled


def f1(wanted: np.ndarray, given: np.ndarray) -> np.ndarray:
    return np.array(
        [2 * ((wanted == k) & (given == k)).sum() / max(1, (wanted == k).sum() + (given == k).sum()) for k in range(6)]
    )


def merged(category: np.ndarray) -> np.ndarray:
    return np.array([LABEL_OF[name] for name in CATEGORIES_OF_MODEL])[category]


def show(corpus: maker.Corpus, label: np.ndarray, flagged: np.ndarray, name: str) -> None:
    harm = corpus.source == maker.HARM
    wanted = corpus.category[harm]
    scores = f1(wanted, label[harm])
    print(f"{name}: macro-F1 {scores.mean():.4f}", dict(zip(LABELS, scores.round(3).tolist(), strict=True)))
    lengths = np.array([len(text) for text in corpus.texts])
    for low, high in ((1, 8), (8, 16), (16, 40), (40, 120), (120, 10**6)):
        within = harm & (lengths >= low) & (lengths < high)
        recall = {
            LABELS[
                k
            ]: f"{(label[within & (corpus.category == k)] == k).mean():.2f}/{(within & (corpus.category == k)).sum()}"
            for k in range(6)
            if (within & (corpus.category == k)).any()
        }
        print(f"   length {low}–{high - 1}: {recall}")
    for source, kind, text in (
        (maker.CHAT, 0, "KdConv"), (maker.TALK, 0, "invented talk, templates not learned"), (maker.COLD, 0, "COLD 0"),
        (maker.COLD, 6, "COLD 1"), (maker.LINES, 0, "invented look-alikes"), (maker.LINES, None, "invented violations"),
    ):  # fmt: skip
        chosen = (corpus.source == source) & (corpus.category > 0 if kind is None else corpus.category == kind)
        print(f"   {text}: {chosen.sum()}, flagged {flagged[chosen].mean():.2%}")


def crossed(corpus: maker.Corpus, given: maker.Grams, most: int) -> None:
    fold = maker.folds(corpus)
    size = len(corpus.texts)
    alone, chance = np.zeros(size, dtype=int), np.zeros(size)
    free, free_chance = np.zeros(size, dtype=int), np.zeros(size)
    label, ruled, modelled = np.zeros((2, size), dtype=int), np.zeros(size, dtype=bool), np.zeros(size, dtype=bool)
    for k in range(5):
        made = maker.made(given, corpus, np.flatnonzero(fold != k))
        with_model(made)
        asked = np.flatnonzero(fold == k)
        texts = [corpus.texts[n] for n in asked]
        alone[asked], chance[asked] = found(texts)
        full = likeness.chances(texts)
        free_chance[asked] = 1 - full[:, 0]
        free[asked] = full[:, 1:].argmax(axis=1) + 1
        label[:, asked], ruled[asked], modelled[asked] = judged(texts)
    lost = (free_chance >= likeness.SPEAKS) & (alone == 0)
    print(f"passed over at first sight though likely: {lost.sum()} of {(free_chance >= likeness.SPEAKS).sum()}")
    harm = corpus.source == maker.HARM
    look_alike = (corpus.source == maker.LINES) & (corpus.category == 0)
    sets = (corpus.source == maker.CHAT, corpus.source == maker.TALK, look_alike)
    for low in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95):
        said = np.where(free_chance >= low, merged(free), 0)
        rates = [f"{(said[chosen] > 0).mean():.4f}" for chosen in sets]
        print(
            f"  chance {low}: macro-F1 {f1(corpus.category[harm], said[harm]).mean():.4f}, KdConv, talk, look-alikes {rates}"
        )
    show(corpus, merged(alone), alone > 0, "model alone")
    show(corpus, label[0], ruled | modelled, "whole screener")
    print(f"   by the first hit alone macro-F1 {f1(corpus.category[harm], label[1][harm]).mean():.4f}")
    for name, chosen in zip(("KdConv", "talk", "look-alikes"), sets, strict=True):
        print(f"   {name}: rules {ruled[chosen].mean():.2%}, model {modelled[chosen].mean():.2%}")
    for chosen in sets:
        for n in [n for n in np.argsort(-free_chance) if chosen[n] and modelled[n]][:most]:
            print(f"   {free_chance[n]:.2f} {CATEGORIES_OF_MODEL[free[n]]} {corpus.texts[n]!r}")


def without(corpus: maker.Corpus, given: maker.Grams) -> None:
    """What is found of a category nothing of which was learned, and across sources."""
    harm = corpus.source == maker.HARM
    for k in range(1, 6):
        with_model(maker.made(given, corpus, np.flatnonzero(~(harm & (corpus.category == k)))))
        category, _chance = found(
            [t for t, wanted in zip(corpus.texts, harm & (corpus.category == k), strict=True) if wanted]
        )
        print(f"without {LABELS[k]}: {(category > 0).mean():.1%} of it flagged as something else")
    for name, learned, asked in (
        (
            "COLD not learned: COLD 1",
            corpus.source != maker.COLD,
            (corpus.source == maker.COLD) & (corpus.category > 0),
        ),
        (
            "COLD not learned: COLD 0",
            corpus.source != maker.COLD,
            (corpus.source == maker.COLD) & (corpus.category == 0),
        ),
        ("only COLD learned of violations: 谩骂引战", ~harm | (corpus.category == 0), harm & (corpus.category == 3)),
        ("KdConv not learned: KdConv", corpus.source != maker.CHAT, corpus.source == maker.CHAT),
        ("invented talk not learned: it", corpus.source != maker.TALK, corpus.source == maker.TALK),
    ):
        with_model(maker.made(given, corpus, np.flatnonzero(learned)))
        category, _chance = found([t for t, wanted in zip(corpus.texts, asked, strict=True) if wanted])
        print(f"{name}: {(category > 0).mean():.2%} flagged")


def speed(corpus: maker.Corpus) -> None:
    chat = [t for t, s in zip(corpus.texts, corpus.source, strict=True) if s == maker.CHAT] * 5
    parts = [chat[n : n + PART] for n in range(0, len(chat), PART)]
    best = {"fold": 1e9, "likely": 1e9}
    for _round in range(5):
        begin = time.perf_counter()
        blocks = [fold_block(part) for part in parts]
        middle = time.perf_counter()
        for block in blocks:
            likeness.likely(block)
        best["fold"] = min(best["fold"], middle - begin)
        best["likely"] = min(best["likely"], time.perf_counter() - middle)
    size = sum(map(len, chat))
    print(
        f"speed on clean chat: {size / best['likely'] / 1e6:.0f} M chars/s, {best['likely'] / best['fold']:.2f} × folding"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("--without", action="store_true")
    options = parser.parse_args()
    folder = options.folder / "screening"
    corpus = maker.read(folder if folder.is_dir() else options.folder)
    speed(corpus)
    given = maker.grams_of(corpus.texts)
    crossed(corpus, given, options.show)
    if options.without:
        without(corpus, given)


if __name__ == "__main__":
    main()
