"""Screening against daachorse alone in the same run: ``python tests/bench/screening_bench.py [FILE ...]``.

``--peers`` also builds and runs pyahocorasick and ahocorasick_rs over the same words and blocks (the ``bench`` extra).

FILE is text, one message a line, or JSON Lines with a ``text``; without one the text is invented.

What is timed. Messages are put together beforehand in blocks of 64k characters at message borders. Daachorse alone:
one ``find_overlapping`` of its character-wise automaton per block, from the joined string as given, unfolded, to its
list of tuples. Ours: from the list of messages of the block (joining it counts) to folded text, every hit, its message
and its exact span there. A string keeps its UTF-8 once daachorse has asked for it; both sides get strings that were never
encoded, as every text is that comes in, so encoding counts on both. Both know the same folded words.

The words are about what an owner's list holds: 2–6 characters (few of two), drawn by the square root of how common
characters are in the text, so that they share beginnings with it as real ones do; those that would stand in it more
than once in 10,000 characters are left out, for sensitive words are rare; one in fifty is cut out of the text itself.
Words that are common make daachorse slower (each hit is a Python tuple) and would flatter us. Hits per 1000 characters
are printed.

Runs alternate in pairs, first one and then the other first, and the ratio is the median over the pairs, its quartiles
beside it as the noise of the machine. CPU time of the thread is taken: waiting for other processes does not count,
shared caches do. Memory is what the resident size of a fresh process grows by while one engine is built (Linux only).
The peers find matches that may overlap, as ours does; daachorse's place in the list is the floor of all ratios.
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import json
import multiprocessing
import os
import pickle
import random
import statistics
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from daachorse import CharwiseDoubleArrayAhoCorasick

from wxadmin.domain.chat import Message
from wxadmin.screening.folding import BORDER, fold_block, fold_words, tables
from wxadmin.screening.lexicon import Lexicon
from wxadmin.screening.ruleset import load_preset
from wxadmin.screening.screener import compile as compile_rules

COMMON = "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实"
PAIRS = 15
CHARS = 7_000_000
SMALL = 1_500_000


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


def read(paths: list[str]) -> list[str]:
    messages: list[str] = []
    for path in map(Path, paths):
        lines = [line for line in path.read_text(encoding="utf-8").split("\n") if line]
        messages += [str(json.loads(line)["text"]) for line in lines] if path.suffix == ".jsonl" else lines
    return messages


def repeated(messages: list[str], chars: int) -> list[str]:
    """Fresh strings, at least ``chars`` characters of them."""
    times = -(-chars // max(sum(map(len, messages)), 1))
    return [text for _n in range(times) for text in messages]


def words(count: int, messages: list[str]) -> list[str]:
    rng = random.Random(11)
    text = BORDER.join(messages)[:2_000_000]
    seen = Counter(char for char in text if "一" <= char <= "鿿")
    pool, weights = list(seen), [n**0.5 for n in seen.values()]
    found: set[str] = set()
    while len(found) < count // 50:
        at = rng.randrange(len(text) - 5)
        word = text[at : at + rng.randint(3, 5)]
        if word.isalnum():
            found.add(word)
    while len(found) < count + count // 10:
        (size,) = rng.choices((2, 3, 4, 5, 6), (8, 22, 50, 10, 10))
        found.add("".join(rng.choices(pool, weights, k=size)))
    listed = sorted(found)
    hits = Counter(word for _s, _e, word in CharwiseDoubleArrayAhoCorasick(listed).find_overlapping(text))
    return rng.sample([word for n, word in enumerate(listed) if hits[n] <= len(text) / 10_000], count)


def seconds(work: Callable[[], object]) -> float:
    begin = time.thread_time()
    work()
    return time.thread_time() - begin


def blocks(messages: list[str], size: int = 65536) -> list[list[str]]:
    made: list[list[str]] = [[]]
    room = size
    for text in messages:
        if made[-1] and room < len(text):
            made.append([])
            room = size
        made[-1].append(text)
        room -= len(text) + 1
    return made


def compare(lexicon: Lexicon, bare: Any, cut: list[list[str]]) -> tuple[list[float], list[float]]:
    """Seconds of the pairs: daachorse alone, ours."""
    alone: list[float] = []
    ours: list[float] = []
    for pair in range(PAIRS):
        joined = [BORDER.join(part) for part in cut]
        sides = [
            (alone, lambda: [bare.find_overlapping(text) for text in joined]),  # noqa: B023
            (ours, lambda: [lexicon.find(fold_block(part)) for part in cut]),
        ]
        for times, work in sides if pair % 2 else sides[::-1]:
            times.append(seconds(work))
    return alone, ours


def engines(folded: list[str]) -> dict[str, Callable[[], Callable[[str], object]]]:
    """For each engine what builds it and gives its search of one joined block, down to a list of matches."""
    try:
        import ahocorasick
        import ahocorasick_rs
    except ImportError as error:
        raise SystemExit(f"{error.name} is missing: pip install 'wxadmin[bench]'") from error

    def alone() -> Callable[[str], object]:
        bare: Any = CharwiseDoubleArrayAhoCorasick(folded)
        search: Callable[[str], object] = bare.find_overlapping
        return search

    def trie() -> Callable[[str], object]:
        automaton = ahocorasick.Automaton()
        for n, word in enumerate(folded):
            automaton.add_word(word, n)
        automaton.make_automaton()
        return lambda text: list(automaton.iter(text))

    def rust() -> Callable[[str], object]:
        automaton = ahocorasick_rs.AhoCorasick(folded)
        return lambda text: automaton.find_matches_as_indexes(text, overlapping=True)

    def ours() -> Callable[[str], object]:
        lexicon = Lexicon(folded)
        return lambda text: lexicon.find(fold_block(text.split(BORDER)))

    return {"daachorse": alone, "ours (fold, spans)": ours, "ahocorasick_rs": rust, "pyahocorasick": trie}


def grown(build: Callable[[], object], result: Any) -> None:
    """Puts the megabytes a build adds to this process."""

    def resident() -> int:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")

    def settled() -> int:
        gc.collect()
        library = ctypes.CDLL(None)
        if hasattr(library, "malloc_trim"):  # what was freed before would be used again and not show
            library.malloc_trim(0)
        return resident()

    before = settled()
    kept = build()
    result.put((settled() - before) / 1e6)
    del kept


def megabytes(build: Callable[[], object]) -> float:
    """What an engine weighs, built in a process of its own; nan where there is no /proc."""
    if not Path("/proc/self/statm").exists():
        return float("nan")
    context = multiprocessing.get_context("fork")
    queue = context.Queue()
    process = context.Process(target=grown, args=(build, queue))
    process.start()
    weight = float(queue.get())
    process.join()
    return weight


def peers(folded: list[str], joined: list[str]) -> None:
    """Build, memory and speed of each engine; every text is a fresh string, never encoded before."""
    chars = sum(map(len, joined))
    floor = 0.0
    for name, build in engines(folded).items():
        built = statistics.median(seconds(build) for _ in range(3))
        search = build()
        times = []
        for _ in range(3):
            fresh = ["".join((text[:1], text[1:])) for text in joined]
            times.append(seconds(lambda: [search(text) for text in fresh]))  # noqa: B023
        speed = chars / statistics.median(times) / 1e6
        floor = floor or speed
        print(
            f"        {name:<20} build {built:.3f} s, {megabytes(build):.0f} MB, "
            f"{speed:.1f} M chars/s, {speed / floor:.2f} of daachorse"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*")
    parser.add_argument("--peers", action="store_true")
    options = parser.parse_args()
    messages = read(options.files) if options.files else invented(SMALL)
    distinct = messages
    messages = repeated(messages, CHARS)
    chars = sum(map(len, messages))
    tables()
    cut = blocks(messages)
    print(f"{len(distinct)} messages, repeated to {len(messages)}; {chars / 1e6:.1f} M characters, {len(cut)} blocks")
    for count in (20_000, 100_000):
        vocabulary = words(count, distinct)
        build = sorted(seconds(lambda: Lexicon(vocabulary)) for _ in range(5))  # noqa: B023
        lexicon = Lexicon(vocabulary)
        bare: Any = CharwiseDoubleArrayAhoCorasick(list(dict.fromkeys(fold_words(vocabulary))))
        hits = sum(len(lexicon.find(fold_block(part)).word) for part in cut)
        alone, ours = compare(lexicon, bare, cut)
        low, middle, high = statistics.quantiles((a / o for a, o in zip(alone, ours, strict=True)), n=4)
        a, o = statistics.median(alone), statistics.median(ours)
        print(
            f"{count:>7} words, {1000 * hits / chars:.2f} hits per 1000 characters: ready in {build[2]:.3f} s "
            f"({build[0]:.3f}–{build[-1]:.3f}) | daachorse alone {chars / a / 1e6:.1f} M chars/s | "
            f"fold+match+spans {chars / o / 1e6:.1f} M chars/s | ratio {middle:.2f} (quartiles {low:.2f}–{high:.2f})"
        )
        kept = pickle.dumps(lexicon, protocol=5)
        again = statistics.median(seconds(lambda: pickle.loads(kept)) for _ in range(5))  # noqa: B023
        print(f"        kept whole (pickle) {len(kept) / 1e6:.1f} MB, read back in {again * 1000:.0f} ms")
        if options.peers:
            peers(list(dict.fromkeys(fold_words(vocabulary))), [BORDER.join(part) for part in cut[: len(cut) // 4]])
    screener = compile_rules([load_preset("work")])
    compiled = statistics.median(seconds(lambda: compile_rules([load_preset("work")])) for _ in range(3))
    print(f"preset work compiled in {compiled:.3f} s")
    messages = repeated(distinct, SMALL)
    chars = sum(map(len, messages))
    chat = [
        Message(f"甲{n % 40}", f"2026-11-{20 + n // 28800 % 9}T{8 + n // 3600 % 8:02}:{n // 60 % 60:02}", "text", text)
        for n, text in enumerate(messages)
    ]
    for name, work in {
        "lines": lambda: screener.screen_texts(messages),
        "with senders and clock": lambda: screener.screen(chat),
    }.items():
        times = sorted(seconds(work) for _ in range(5))
        flagged = sum(1 for result in work() if result.hits) / len(messages)
        print(
            f"everything, preset work, {name}, {flagged:.1%} flagged: {chars / times[2] / 1e6:.2f} M chars/s "
            f"({chars / times[-1] / 1e6:.2f}–{chars / times[0] / 1e6:.2f}), {len(messages) / times[2] / 1e3:.0f} k messages/s"
        )


if __name__ == "__main__":
    main()
