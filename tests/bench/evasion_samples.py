"""Words in disguise, measured: ``python tests/bench/evasion_samples.py FOLDER [--words N] [--seed N] [--misses]``.

FOLDER holds the samples (``screening/kdconv_chat.jsonl``, ``screening/cold_train.jsonl``, ``screening_lines/lines.tsv``).
High-risk words are those of level 3 of our rule sets (and words of two Han and more of level 2); ``--words N`` adds N
random ones, made of characters of the harmless texts. A generator of its own disguises them and puts them into harmless
sentences of KdConv; reported are, for each way, how many are found at all, how many with the exact span, and, with the
same words, how many harmless messages are flagged.

What generator and matcher share: homophones and pinyin come from pypinyin directly, with tones and by the reading in
context (the matcher's table comes from pypinyin too); look-alikes come from characters that share a part in a list
below, splits and emoji from lists below, written apart; separators, swaps and initials are made by rule.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from functools import cache
from pathlib import Path

from pypinyin import Style, lazy_pinyin, pinyin
from pypinyin.pinyin_dict import pinyin_dict

from wxadmin.screening.evasion import WAYS, Evasion
from wxadmin.screening.folding import fold_block, fold_words
from wxadmin.screening.ruleset import load_preset

# Series of characters that people take for one another, none taken from the matcher's tables.
SERIES = """
微徽薇徵 信佶倍伯 赌睹堵猪 博搏膊缚 发友拔 票漂飘栗 代伐化 办为协 证征怔 枪抢苍舱 支技枝友 裸棵课颗 聊柳卿铆 网冈同罔 络洛骆格
贷货贸 款欸 卡卞 黄横簧 色邑 毒素 品晶 药约芍 冰水沐 麻床 彩采菜 赢羸嬴 钱线浅残 刷剧 单草阜 兼谦廉 职识织 返反饭 利和刹 投没役
资姿 操躁澡 死列歹 妈吗码 滚衮 傻俊 逼副幅 贱浅溅 婊嫌 狗拘枸 杀刹 打扛 骂驾 嫖漂缥 娼唱倡 妓技歧 奸肝 淫深 裤库 胸脑 腿退
约钓的 炮泡跑袍 小少 姐组祖 妹姝味 群裙君 加咖茄 扣扫 号另 码吗 转传砖 账帐胀 户尸 洗选 黑墨 套奎 现视规 信估 币市 挖控 矿旷
股般 盘盆 推椎谁 荐存 教孝 练炼 老考 师帅 导异 考老 试拭 答签 案桉 包句勺 过寸 替潜 枪仓 假段 文丈 凭 学字 历厉 刻该 章意 印卯
"""
# As people take characters apart.
SPLITS = {
    "加": "力口", "赌": "贝者", "博": "十尃", "信": "亻言", "证": "讠正", "枪": "木仓", "裸": "衤果", "聊": "耳卯", "络": "纟各",
    "钱": "钅戋", "骂": "口口马", "杀": "乂木", "嫖": "女票", "娼": "女昌", "妓": "女支", "奸": "女干", "妈": "女马", "贱": "贝戋",
    "狗": "犭句", "贷": "代贝", "彩": "采彡", "码": "石马", "品": "口口口", "胸": "月匈", "腿": "月退", "炮": "火包", "姐": "女且",
    "妹": "女未", "群": "君羊", "转": "车专", "账": "贝长", "股": "月殳", "盘": "舟皿", "推": "扌隹", "打": "扌丁", "投": "扌殳",
    "操": "扌喿", "扣": "扌口", "死": "歹匕", "傻": "亻傻", "滚": "氵衮", "淫": "氵㸒", "刷": "尸巾刂", "货": "化贝", "练": "纟东",
    "毒": "龶母", "票": "西示", "款": "士示欠", "利": "禾刂", "和": "禾口", "好": "女子", "明": "日月", "林": "木木", "相": "木目",
    "视": "礻见", "频": "步页", "约": "纟勺", "药": "艹约", "麻": "广林", "粉": "米分", "冰": "冫水", "法": "氵去", "轮": "车仑",
    "功": "工力", "枝": "木支", "弹": "弓单", "炸": "火乍", "刀": "刀", "砍": "石欠", "烧": "火尧", "幼": "幺力", "女": "女", "赢": "亡口月贝凡",
    "骗": "马扁", "诈": "讠乍", "债": "亻责", "借": "亻昔", "代": "亻弋", "帮": "邦巾", "办": "力八", "作": "亻乍", "论": "讠仑", "课": "讠果",
}  # fmt: skip
EMOJI = {
    "钱": "💰💵", "牛": "🐂🐮", "马": "🐎🐴", "鸡": "🐔🐓", "车": "🚗🚙", "药": "💊", "枪": "🔫", "刀": "🔪", "弹": "💣", "牌": "🃏🀄",
    "心": "❤️", "信": "✉️📩❤️", "星": "⭐", "卫": "🛰️", "微": "🛰️", "加": "➕", "茶": "🍵", "冰": "🧊", "水": "💧💦", "火": "🔥", "花": "🌸🌹",
    "草": "🌿🌱", "狗": "🐶🐕", "猪": "🐷🐖", "猫": "🐱", "蛇": "🐍", "鱼": "🐟", "龟": "🐢", "龙": "🐉", "虎": "🐯", "羊": "🐑", "肉": "🥩🍖",
    "蛋": "🥚", "糖": "🍬", "票": "🎫", "书": "📖", "卡": "💳", "银": "🏦🥈", "金": "🥇", "红": "🔴", "黄": "🟡", "绿": "🟢", "黑": "⚫", "白": "⚪",
    "手": "✋🤚", "口": "👄", "女": "👩♀️", "男": "👨♂️", "楼": "🏢", "房": "🏠", "床": "🛏️", "门": "🚪", "球": "⚽🏀", "飞": "✈️", "机": "📱✈️",
    "电": "⚡", "话": "☎️📞", "表": "⌚", "死": "💀☠️", "鬼": "👻", "屎": "💩", "酒": "🍺🍷", "烟": "🚬", "包": "👜🎒", "看": "👀", "爱": "❤️",
    "粉": "🌸", "妹": "👧", "猴": "🐒", "虫": "🐛", "鸭": "🦆", "炮": "🧨💣", "毒": "☠️", "奶": "🥛", "菜": "🥬", "瓜": "🍉", "日": "☀️", "月": "🌙",
    "人": "👤", "家": "🏠", "群": "👥", "图": "🖼️", "片": "🎬", "照": "📷", "股": "📈", "鞋": "👟", "衣": "👕", "裤": "👖", "上": "👆", "下": "👇",
    "佛": "🙏", "针": "💉", "单": "📋📃", "彩": "🌈", "证": "🆔", "贷": "👜", "网": "🕸️", "聊": "💬", "打": "👊", "杀": "🔪", "赌": "🎰🎲", "博": "🎰",
}  # fmt: skip
SEPARATORS = ["*", ".", "·", " ", "-", "_", "|", "/", "~", "❀", "、", "^"]


def _han(char: str) -> bool:
    return "一" <= char <= "鿿"


@cache
def _by_sound() -> dict[str, list[str]]:
    table: dict[str, list[str]] = defaultdict(list)
    for code in range(0x4E00, 0x9FA6):
        try:
            common = len(chr(code).encode("gb2312")) == 2
        except UnicodeEncodeError:
            common = False
        if common and code in pinyin_dict:
            table[lazy_pinyin(chr(code))[0]].append(chr(code))
    return table


def _like(char: str) -> list[str]:
    return [other for series in SERIES.split() if char in series for other in series if other != char]


def _some(rng: random.Random, word: str, can: Callable[[str], bool], share: float) -> list[int]:
    """Some characters of a word that can be changed, at least one; none when there is none."""
    places = [n for n, char in enumerate(word) if can(char)]
    if not places:
        return []
    count = max(1, round(share * len(places)))
    return rng.sample(places, count)


def _changed(word: str, places: list[int], change: Callable[[int], str]) -> str:
    return "".join(change(n) if n in places else char for n, char in enumerate(word)) if places else word


def traditional(rng: random.Random, word: str) -> str:
    from opencc import OpenCC

    return str(OpenCC("s2t").convert(word))


def separated(rng: random.Random, word: str) -> str:
    return rng.choice(SEPARATORS).join(word)


def split(rng: random.Random, word: str) -> str:
    places = _some(rng, word, lambda c: len(SPLITS.get(c, "")) > 1, rng.choice((0.5, 1.0)))
    return _changed(word, places, lambda n: SPLITS[word[n]])


def homophone(rng: random.Random, word: str) -> str:
    sounds = [lazy_pinyin(char)[0] for char in word] if not all(map(_han, word)) else lazy_pinyin(word)
    places = _some(rng, word, _han, rng.choice((0.4, 0.7, 1.0)))
    return _changed(
        word, places, lambda n: rng.choice([c for c in _by_sound().get(sounds[n], []) if c != word[n]] or [word[n]])
    )


def spelled(rng: random.Random, word: str) -> str:
    if not all(map(_han, word)):
        return word
    style = rng.choice((Style.NORMAL, Style.NORMAL, Style.TONE, Style.TONE3))
    text = rng.choice(("", " ", "")).join(item[0] for item in pinyin(word, style=style))
    return rng.choice((text, text, text.upper()))


def half_spelled(rng: random.Random, word: str) -> str:
    sounds = lazy_pinyin(word)
    if not all(map(_han, word)):
        return word
    first = rng.randrange(len(word))
    places = list(range(first, rng.randint(first, len(word) - 1) + 1))
    return _changed(word, places if len(places) < len(word) else places[1:], lambda n: sounds[n])


def initials(rng: random.Random, word: str) -> str:
    if not all(map(_han, word)):
        return word
    text = rng.choice(("", "", "", " ", ".")).join(sound[0] for sound in lazy_pinyin(word))
    return rng.choice((text, text, text.upper()))


def half_initials(rng: random.Random, word: str) -> str:
    if not all(map(_han, word)) or len(word) < 3:
        return word
    cut = rng.randint(1, len(word) - 1)
    short = "".join(sound[0] for sound in lazy_pinyin(word))
    return rng.choice((word[:cut] + short[cut:], short[:cut] + word[cut:]))


def look_alike(rng: random.Random, word: str) -> str:
    places = _some(rng, word, lambda c: bool(_like(c)), rng.choice((0.1, 0.6, 1.0)))
    return _changed(word, places, lambda n: rng.choice(_like(word[n])))


def swapped(rng: random.Random, word: str) -> str:
    places = [n for n in range(len(word) - 1) if word[n] != word[n + 1]]
    if not places:
        return word
    n = rng.choice(places)
    return word[:n] + word[n + 1] + word[n] + word[n + 2 :]


def emoji(rng: random.Random, word: str) -> str:
    places = _some(rng, word, lambda c: c in EMOJI, rng.choice((0.5, 1.0)))
    signs = {
        n: [EMOJI[word[n]][m : m + 1] for m in range(len(EMOJI[word[n]])) if EMOJI[word[n]][m] != "\ufe0f"]
        for n in places
    }
    return _changed(word, places, lambda n: rng.choice(signs[n]) + rng.choice(("", "\ufe0f")))


def mixed(rng: random.Random, word: str) -> str:
    """Two characters changed in two ways, or one changed and marks between all."""
    one = rng.choice((homophone_one, spelled_one, initial_one, look_one))(rng, word, 0)
    two = rng.choice((homophone_one, spelled_one, emoji_one, split_one))(rng, word, len(word) - 1)
    if len(word) < 3 or one is None or two is None:
        return word
    return one + word[1:-1] + two


def homophone_one(rng: random.Random, word: str, n: int) -> str | None:
    near = [c for c in _by_sound().get(lazy_pinyin(word[n])[0], []) if c != word[n]]
    return rng.choice(near) if near else None


def spelled_one(rng: random.Random, word: str, n: int) -> str | None:
    return lazy_pinyin(word)[n] if all(map(_han, word)) else None


def initial_one(rng: random.Random, word: str, n: int) -> str | None:
    return lazy_pinyin(word)[n][0] if all(map(_han, word)) else None


def look_one(rng: random.Random, word: str, n: int) -> str | None:
    return rng.choice(_like(word[n])) if _like(word[n]) else None


def emoji_one(rng: random.Random, word: str, n: int) -> str | None:
    return rng.choice(EMOJI[word[n]].replace("\ufe0f", "")) if word[n] in EMOJI else None


def split_one(rng: random.Random, word: str, n: int) -> str | None:
    return SPLITS.get(word[n])


GENERATORS: dict[str, Callable[[random.Random, str], str]] = {
    "separated": separated,
    "split": split,
    "homophone": homophone,
    "pinyin": spelled,
    "half pinyin": half_spelled,
    "initials": initials,
    "half initials": half_initials,
    "look-alike": look_alike,
    "swap": swapped,
    "emoji": emoji,
    "mixed": mixed,
}


def high_risk() -> list[str]:
    rules = [rule for kind in ("work", "class", "community") for rule in load_preset(kind).rules]
    words = [w for rule in rules for w in rule.words if rule.level == 3 or (rule.level == 2 and sum(map(_han, w)) > 1)]
    return list(dict.fromkeys(w for w in fold_words(words) if len(w) > 1))


def texts(folder: Path, name: str) -> list[str]:
    rows = [json.loads(line) for line in (folder / name).read_text("utf-8").splitlines()]
    return [row["text"] for row in rows if row.get("label", 0) in (0, "0", "不违规")]


def random_words(rng: random.Random, count: int, harmless: list[str]) -> list[str]:
    seen = Counter(c for text in harmless for c in text if _han(c))
    pool, weights = list(seen), [n**0.5 for n in seen.values()]
    return ["".join(rng.choices(pool, weights, k=rng.choice((2, 3, 3, 4, 4)))) for _n in range(count)]


def found(evasion: Evasion, messages: list[str]) -> dict[int, list[tuple[int, int, int, int]]]:
    """Per message the spans, words and ways."""
    listed: dict[int, list[tuple[int, int, int, int]]] = defaultdict(list)
    for low in range(0, len(messages), 2000):
        got = evasion.find(fold_block(messages[low : low + 2000]))
        for message, *rest in zip(got.message, got.start, got.end, got.word, got.way, strict=True):
            start, end, word, way = map(int, rest)
            listed[low + int(message)].append((start, end, word, way))
    return listed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--words", type=int, default=0)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--misses", action="store_true")
    wanted = parser.parse_args()
    rng = random.Random(wanted.seed)
    kdconv = texts(wanted.folder, "screening/kdconv_chat.jsonl")
    own = high_risk()
    words = list(dict.fromkeys([*own, *random_words(rng, wanted.words, kdconv)]))
    began = time.perf_counter()
    evasion = Evasion(words)
    print(f"{len(words)} words ready in {time.perf_counter() - began:.3f} s")
    short = [text for text in kdconv if 6 < len(text) < 40 and not found(evasion, [text])][:3000]
    for name, generate in GENERATORS.items():
        report(name, generate, rng, evasion, words, short, misses=wanted.misses)
    alarms("KdConv", evasion, words, kdconv, misses=wanted.misses)
    alarms("COLD harmless", evasion, words, texts(wanted.folder, "screening/cold_train.jsonl"), misses=False)
    with (wanted.folder / "screening_lines/lines.tsv").open(encoding="utf-8", newline="") as file:
        benign = [row["text"] for row in csv.DictReader(file, delimiter="\t") if row["label"] == "benign"]
    alarms("benign lines", evasion, words, benign, misses=wanted.misses)


def report(
    name: str,
    generate: Callable[[random.Random, str], str],
    rng: random.Random,
    evasion: Evasion,
    words: list[str],
    harmless: list[str],
    *,
    misses: bool,
) -> None:
    """One line a way: all words, and by length."""
    messages: list[str] = []
    spans: list[tuple[int, int, int]] = []
    for number, word in enumerate(words):
        disguised = generate(rng, word)
        if disguised == word:
            continue
        text = rng.choice(harmless)
        at = rng.choice((0, len(text), rng.randint(0, len(text))))
        spans.append((at, at + len(disguised), number))
        messages.append(text[:at] + disguised + text[at:])
    got = found(evasion, messages)
    hit, exact, by_size, of_size = 0, 0, Counter[int](), Counter[int]()
    missed = []
    for n, (start, end, number) in enumerate(spans):
        size = min(len(words[number]), 5)
        of_size[size] += 1
        near = [f for f in got.get(n, ()) if f[0] < end and start < f[1]]
        hit += bool(near)
        exact += any(f[:3] == (start, end, number) for f in near)
        by_size[size] += bool(near)
        if not near:
            missed.append(messages[n][start:end] + "=" + words[number])
    sizes = " ".join(f"{size}:{by_size[size] / of_size[size]:.0%}" for size in sorted(of_size))
    print(
        f"{name:14} {len(spans):5}  found {hit / len(spans):6.1%}  exact of found {exact / max(hit, 1):6.1%}   {sizes}"
    )
    if misses:
        print("   ", *rng.sample(missed, min(30, len(missed))))


def alarms(name: str, evasion: Evasion, words: list[str], messages: list[str], *, misses: bool) -> None:
    began = time.thread_time()
    got = found(evasion, messages)
    spent = time.thread_time() - began
    ways = Counter(WAYS[way] for listed in got.values() for way in {f[3] for f in listed})
    rate = sum(map(len, messages)) / spent / 1e6
    print(
        f"{name}: {len(got)} of {len(messages)} flagged ({len(got) / len(messages):.2%}) {dict(ways)}; {rate:.0f} M chars/s"
    )
    if misses:
        print(
            "   ",
            *[f"{messages[n][a:b]}={words[w]}/{WAYS[y]}" for n, listed in got.items() for a, b, w, y in listed][:60],
        )


if __name__ == "__main__":
    main()
