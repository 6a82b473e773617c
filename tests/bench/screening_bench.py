"""Screening against daachorse alone in the same run: ``python tests/bench/screening_bench.py [FILE_WITH_TEXT]``.

Without a file the text is invented from common characters with a Zipf-like spread. A twentieth of the words is drawn from
the text's own n-grams, so that matches happen about as often as with a real list. One thread, median of five.
Both sides begin with the messages: joining them is part of either's work, as is Python's own encoding of a fresh string.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from daachorse import CharwiseDoubleArrayAhoCorasick

from wxadmin.screening.folding import fold_block, fold_words, tables
from wxadmin.screening.lexicon import Lexicon
from wxadmin.screening.ruleset import load_preset
from wxadmin.screening.screener import compile as compile_rules

COMMON = "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实"


def invented(chars: int) -> list[str]:
    rng = random.Random(7)
    pool = COMMON + "".join(chr(c) for c in range(0x4E00, 0x4E00 + 3000))
    weights = [1 / (n + 3) for n in range(len(pool))]
    messages: list[str] = []
    total = 0
    while total < chars:
        length = rng.randint(4, 40)
        text = "".join(rng.choices(pool, weights, k=length))
        messages.append(text[: length // 2] + rng.choice(["，", "。", " ", "？", ""]) + text[length // 2 :])
        total += length + 1
    return messages


def words(count: int, messages: list[str]) -> list[str]:
    rng = random.Random(11)
    found: set[str] = set()
    while len(found) < count // 20:
        text = rng.choice(messages)
        if len(text) > 6:
            at = rng.randrange(len(text) - 5)
            word = text[at : at + rng.randint(3, 5)]
            if word.isalnum():
                found.add(word)
    while len(found) < count:
        found.add("".join(chr(rng.randrange(0x4E00, 0x9FA5)) for _ in range(rng.randint(2, 5))))
    return sorted(found)


def median(work: Callable[[], object], runs: int = 5) -> float:
    times = []
    for _ in range(runs):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def blocks(messages: list[str], size: int = 32768) -> list[list[str]]:
    made: list[list[str]] = [[]]
    room = size
    for text in messages:
        if room < len(text):
            made.append([])
            room = size
        made[-1].append(text)
        room -= len(text) + 1
    return made


def main() -> None:
    if len(sys.argv) > 1:
        messages = [line for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines() if line][:400_000]
    else:
        messages = invented(4_000_000)
    chars = sum(map(len, messages))
    tables()
    cut = blocks(messages)
    print(f"{len(messages)} messages, {chars / 1e6:.1f} M characters")
    for count in (20_000, 100_000):
        vocabulary = words(count, messages)
        build = median(lambda: Lexicon(vocabulary), 3)  # noqa: B023
        lexicon = Lexicon(vocabulary)
        bare: Any = CharwiseDoubleArrayAhoCorasick(list(dict.fromkeys(fold_words(vocabulary))))
        alone, ours = [], []
        for _ in range(5):  # interleaved, so that a busy machine slows both
            alone.append(median(lambda: [bare.find_overlapping("\x1e".join(part)) for part in cut], 1))  # noqa: B023
            ours.append(median(lambda: [lexicon.find(fold_block(part)) for part in cut], 1))  # noqa: B023
        a, o = statistics.median(alone), statistics.median(ours)
        print(
            f"{count:>7} words: build {build:.3f} s | daachorse alone {chars / a / 1e6:.1f} M chars/s | "
            f"fold+match+spans {chars / o / 1e6:.1f} M chars/s | ratio {a / o:.2f}"
        )
    screener = compile_rules([load_preset("work")])
    everything = median(lambda: screener.screen_texts(messages), 3)
    print(f"everything, preset work: {chars / everything / 1e6:.2f} M chars/s")


if __name__ == "__main__":
    main()
