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

Everything that a preset looks for is timed on the same messages and on invented chat, nearer to what people write.

Runs alternate in pairs, first one and then the other first, and the ratio is the median over the pairs, its quartiles
beside it as the noise of the machine. CPU time of the thread is taken: waiting for other processes does not count,
shared caches do. Memory is what the resident size of a fresh process grows by while one engine is built (Linux only).
The peers find matches that may overlap, as ours does; daachorse's place in the list is the floor of all ratios.
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import importlib
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
from wxadmin.domain.hits import Screened
from wxadmin.screening.folding import BORDER, fold_block, fold_words, tables
from wxadmin.screening.lexicon import Lexicon
from wxadmin.screening.ruleset import load_preset
from wxadmin.screening.screener import Screener
from wxadmin.screening.screener import compile as compile_rules

COMMON = "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实"
FRAMES = (
    """
{谁}{时}要去{地}，你去吗？|{地}的{物}在哪里买的呀，{样}|{时}{数}点在{地}开会，请带上{物}|你知道{词}是谁演的吗？|我觉得{词}{样}，你觉得呢|好的，收到
收到，谢谢{谁}|{谁}的{物}还没有交，麻烦{时}发到群里|这个{物}多少钱？|大概{数}元吧，不贵|物业贴了通知，{时}停水，提前接好|{谁}今天没来上课，是不是感冒了？|嗯嗯，没错
{数}号楼的电梯又坏了，物业{时}来修|{词}是什么意思呀？|不知道，你可以上网查一下|{时}有空一起去{地}看看吧|我{时}看了一部电影，讲的是{词}，{样}|那首歌是{谁}唱的，{样}
{物}已经放在{地}了，记得去拿|报名表填好以后发给{谁}，截止到{时}|老师说{时}要考试，范围是前{数}课|哈哈，你说得对|那边{数}年就有了，后来搬到{地}|请问{地}怎么走？|坐地铁{数}号线就到了
这次活动一共来了{数}个人，{样}|会议改到{时}{数}点，地点不变|{谁}请确认一下{物}，没问题我就提交了|辛苦了，早点休息|天气预报说{时}降温，出门多穿点|客户那边催{物}，{谁}今天能给吗
孩子的{物}忘在{地}了，有人看到吗|我也不太清楚，问问{谁}吧|{地}那家店{样}，就是要排队|发票抬头还是写公司的名字|群里有人会修{物}吗？|[强][强]|@{谁} 看一下|ok，明白了|周末愉快😂
""".replace("\n", "|")
    .strip("|")
    .split("|")
)
SLOTS = {
    "谁": "张老师,小李,我们,孩子,班长,王经理,妈妈,同事,他,她,大家,邻居,客服,刘工,我",
    "时": "今天,明天,下午,晚上,周末,下周一,月底,早上,刚才,中午,国庆,星期五",
    "地": "学校,教室,公司,小区门口,超市,医院,图书馆,体育馆,北京,杭州,三楼,食堂,公园,车站,会议室",
    "物": "作业,表格,快递,合同,手机,水杯,雨伞,资料,电脑,通知,照片,发票,书包,报告,门禁卡,方案,牛奶",
    "样": "挺好的,不错,有点贵,很好看,太远了,还可以,特别方便,一般般,好听,没意思",
}
"""Sentences of daily talk and what stands in them; {词} is a word of a dictionary, {数} a number."""
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


def talk(chars: int) -> list[str]:
    """Invented chat: sentences of daily talk, filled from short lists, a dictionary of 47,000 words and numbers.

    One message in fifty has a word of the rules in it, whatever stands around it.
    """
    from pypinyin.phrases_dict import phrases_dict

    rng = random.Random(23)
    rare = [word for word in phrases_dict if 2 <= len(word) <= 4]
    listed = [word for rule in load_preset("work").rules for word in rule.words]
    slots = {name: words.split(",") for name, words in SLOTS.items()}
    messages: list[str] = []
    total = 0
    while total < chars:
        filled = {name: rng.choice(words) for name, words in slots.items()}
        frames = rng.choices(FRAMES, k=rng.choice((1, 1, 1, 2, 3)))
        text = rng.choice("，。 ").join(frames).format(**filled, 词=rng.choice(rare), 数=rng.randint(1, 2026))
        if rng.random() < 0.02:
            text += rng.choice(listed)
        messages.append(text)
        total += len(text) + 1
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
        ahocorasick: Any = importlib.import_module("ahocorasick")
        ahocorasick_rs: Any = importlib.import_module("ahocorasick_rs")
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


def everything(screener: Screener, what: str, messages: list[str]) -> None:
    """All that a preset looks for, disguises and model included; once by lines, once as a transcript."""
    chars = sum(map(len, messages))
    chat = [
        Message(f"甲{n % 40}", f"2026-11-{20 + n // 28800 % 9}T{8 + n // 3600 % 8:02}:{n // 60 % 60:02}", "text", text)
        for n, text in enumerate(messages)
    ]
    works: dict[str, Callable[[], list[Screened]]] = {
        "lines": lambda: screener.screen_texts(messages),
        "with senders and clock": lambda: screener.screen(chat),
        "with senders and clock, only those flagged": lambda: screener.flagged(chat),
    }
    for name, work in works.items():
        times = sorted(seconds(work) for _ in range(5))
        flagged = sum(1 for result in work() if result.hits) / len(messages)
        print(
            f"everything, preset work, {what}, {name}, {flagged:.2%} flagged: {chars / times[2] / 1e6:.2f} M chars/s "
            f"({chars / times[-1] / 1e6:.2f}–{chars / times[0] / 1e6:.2f}), "
            f"{len(messages) / times[2] / 1e3:.0f} k messages/s"
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
    everything(screener, "messages as above", repeated(distinct, SMALL))
    everything(screener, "invented chat", talk(SMALL))


if __name__ == "__main__":
    main()
