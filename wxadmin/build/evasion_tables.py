"""Makes the tables of words in disguise: sounds, splits, emoji stand-ins, pairs of characters in use, Latin words.

Run by hand when a source changes, never at start::

    python -m wxadmin.build.evasion_tables --decomposition FILE --emoji FILE --words FILE --english FILE TEXTS ...

FILEs are the CJK decomposition data (``cjk-decomp.txt``), the Chinese annotations of Unicode CLDR (``annotations.json``
of ``zh``), the dictionary of jieba (``dict.txt``) and an English word list (SCOWL, e.g. Debian's ``american-english``).
TEXTS are JSON Lines of harmless talk with a ``text``; lines with a ``label`` count only where it says harmless. Of them
and of the dictionary only which characters stand side by side is kept. Sources and licences stand in
``resources/tables/evasion_NOTICE.md``.
"""

from __future__ import annotations

import argparse
import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from wxadmin.build.evasion_lists import EMOJI, RADICALS, SHORT, SIGNS
from wxadmin.resource import resource_dir
from wxadmin.screening.evasion_tables import PAIR_BITS, PAIR_MIXES, pair_slots, syllables_of
from wxadmin.screening.folding import code_points, fold_words

_HARMLESS = {0, "0", "不违规"}
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]{2,}")
_MOST_PARTS = 5
_PIECES = "乂㸒龶廾朩喿囗匕彡戋"
_RARE, _SECOND = 0.03, 0.125
_RADICALS = {entry[0]: entry[1:] for entry in RADICALS.split()}


def main(argv: Sequence[str] | None = None) -> None:
    """Read the sources named on the command line and write the tables into ``resources/tables``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    for name in ("decomposition", "emoji", "words", "english"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=None)
    parser.add_argument("texts", nargs="+", type=Path)
    wanted = parser.parse_args(argv)
    out: Path = wanted.out or resource_dir("tables")
    names, codes, sound, second = _sounds()
    pairs = _pairs(wanted.words, wanted.texts)
    np.savez_compressed(
        out / "evasion.npz", syllables=np.array(names), codes=codes, sound=sound, second=second, pairs=pairs
    )
    _write(out / "evasion_splits.txt", (parts + "\t" + made for parts, made in sorted(_splits(wanted).items())))
    _write(out / "evasion_emoji.txt", (sign + "\t" + chars for sign, chars in sorted(_emoji(wanted.emoji).items())))
    _write(out / "evasion_latin.txt", _latin(wanted.english, names))


def _write(path: Path, lines: Iterable[str]) -> None:
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8", newline="\n")


def _sounds() -> tuple[list[str], NDArray[np.uint32], NDArray[np.uint16], NDArray[np.uint16]]:
    """Syllables without tone (number 0 is none), Han in code order, for each its usual syllable and perhaps a second.

    The usual one is the first that pypinyin names, if phrases have it; a second counts where a part of them has it.
    """
    from pypinyin import Style
    from pypinyin.phrases_dict import phrases_dict
    from pypinyin.pinyin_dict import pinyin_dict
    from pypinyin.style import convert

    def plain(reading: str) -> str:
        return str(convert(reading, Style.NORMAL, strict=False)).replace("ü", "v")

    heard: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for phrase, readings in phrases_dict.items():
        if len(phrase) == len(readings):
            for char, reading in zip(phrase, readings, strict=True):
                heard[char][plain(reading[0])] += 1
    read: dict[int, list[str]] = {}
    for code, value in sorted(pinyin_dict.items()):
        if unicodedata.name(chr(code), "").startswith("CJK UNIFIED") and code < 0x10000:
            listed = list(dict.fromkeys(s for s in map(plain, value.split(",")) if s.isascii() and s.isalpha()))
            times = heard[chr(code)]
            shares = {s: times[s] / max(times.total(), 1) for s in listed}
            usual = [s for s in listed[:1] if shares[s] >= _RARE or not times.total()]
            others = sorted((s for s in listed if s not in usual and shares[s] >= _SECOND), key=lambda s: -shares[s])
            if listed:
                read[code] = [*usual, *others][:2] or listed[:1]
    names = ["", *sorted({s for listed in read.values() for s in listed})]
    number = {name: n for n, name in enumerate(names)}
    codes = np.array(sorted(read), dtype=np.uint32)
    first = np.array([number[read[c][0]] for c in codes.tolist()], dtype=np.uint16)
    second = np.array([number[read[c][1]] if len(read[c]) > 1 else 0 for c in codes.tolist()], dtype=np.uint16)
    return names, codes, first, second


def _runs(words: Path, texts: Sequence[Path]) -> Iterator[str]:
    from pypinyin.phrases_dict import phrases_dict

    yield from fold_words([line.split(" ")[0] for line in words.read_text("utf-8").splitlines()])
    yield from fold_words(list(phrases_dict))
    for path in texts:
        rows = map(json.loads, filter(None, path.read_text("utf-8").split("\n")))
        yield from fold_words([row["text"] for row in rows if row.get("label", 0) in _HARMLESS])


def _pairs(words: Path, texts: Sequence[Path]) -> NDArray[np.uint8]:
    """Which pairs of Han are in use, as a Bloom filter: it may take a pair for one in use, never the other way."""
    known = np.zeros(1 << PAIR_BITS, dtype=np.bool_)
    listed = {
        pair for run in _runs(words, texts) for part in _HAN.findall(run) for pair in map("".join, pairwise(part))
    }
    codes = code_points("".join(sorted(listed))).reshape(-1, 2)
    for mix in PAIR_MIXES:
        known[pair_slots(codes[:, 0], codes[:, 1], mix)] = True
    print(len(listed), "pairs,", round(float(known.mean()), 3), "of the filter filled")
    return np.packbits(known)


def _splits(wanted: argparse.Namespace) -> dict[str, str]:
    """Parts written one after the other -> the characters made of them; a radical also as the character it is."""
    parts: dict[str, list[str]] = {}
    for line in wanted.decomposition.read_text("utf-8").splitlines():
        found = re.fullmatch(r"(\S+):([a-z0-9]+)(?:/\w+)?\(([^)]*)\)", line.strip())
        if found:
            pieces = found[3].split(",")
            parts[found[1]] = pieces * _repeats(found[2]) if len(pieces) == 1 else pieces
    gb = {char for char in map(chr, range(0x4E00, 0x9FA6)) if _gb2312(char)} | set(_PIECES)
    made: defaultdict[str, set[str]] = defaultdict(set)
    for char in sorted(gb - set(_PIECES)):
        for listed in _taken_apart(char, parts, gb):
            if 2 <= len(listed) <= _MOST_PARTS:
                for written in _written(listed):
                    folded = fold_words([written])[0]
                    if len(folded) == len(listed) and char not in folded:
                        made[folded].add(char)
    return {written: "".join(sorted(chars)) for written, chars in made.items()}


def _repeats(kind: str) -> int:
    """How often the one part is there: ``ra`` and ``rd`` twice, ``r3…`` three times, ``r4…`` four."""
    found = re.match(r"r([34])", kind)
    return int(found[1]) if found else 2 if kind in ("ra", "rd") else 1


def _gb2312(char: str) -> bool:
    try:
        return len(char.encode("gb2312")) == 2
    except UnicodeEncodeError:
        return False


def _taken_apart(char: str, parts: dict[str, list[str]], usual: set[str], depth: int = 3) -> Iterator[list[str]]:
    """The character in parts that people can type; one part of them may be taken apart once more."""
    pieces = parts.get(char, [])
    if len(pieces) < 2 or depth == 0:
        return
    options: list[list[list[str]]] = []
    for piece in pieces:
        whole = [[piece]] if piece in usual or piece in _RADICALS else []
        finer = (
            [] if piece in _RADICALS or (whole and depth < 3) else list(_taken_apart(piece, parts, usual, depth - 1))
        )
        options.append([*whole, *finer])
    listed: list[list[str]] = [[]]
    for option in options:
        listed = [[*one, *more] for one in listed for more in option if len(one) + len(more) <= _MOST_PARTS]
    yield from listed


def _written(parts: list[str]) -> set[str]:
    """The parts as typed: as they are, or with a radical as a character of its own."""
    if len(parts) > 2:
        return {"".join(parts), "".join(_RADICALS.get(part, part)[0] for part in parts)}
    return {one + other for one in _typed(parts[0]) for other in _typed(parts[1])}


def _typed(part: str) -> str:
    return part + _RADICALS.get(part, "")


def _emoji(path: Path) -> dict[str, str]:
    """Emoji and signs of one code point -> characters they stand for: of its name the first and last, short names."""
    table: defaultdict[str, Counter[str]] = defaultdict(Counter)
    names = json.loads(path.read_text("utf-8"))["annotations"]["annotations"]
    for sign, named in names.items():
        bare = sign.replace("\ufe0f", "")
        if len(bare) != 1 or unicodedata.category(bare)[0] != "S" or ord(bare) < 0x2190:
            continue
        words = [*named.get("tts", ()), *named.get("default", ())]
        for word in words:
            if len(word) <= 2 and all("一" <= char <= "鿿" for char in word):
                table[bare].update(word)
    for entry in [*EMOJI.split(), *SIGNS.split()]:
        sign = fold_words([entry[0]])[0] or entry[0]
        if sign.isascii() or not sign.isalpha():  # some emoji fold to the character they show
            table[sign].update(dict.fromkeys(entry[1:], 9))
    return {sign: "".join(char for char, _n in chars.most_common(8)) for sign, chars in table.items()}


def _latin(path: Path, names: Sequence[str]) -> Iterator[str]:
    """English words that could be read as pinyin or as initials, and short forms in daily use."""
    words = {word for word in path.read_text("utf-8").split() if word.isascii() and word.isalpha() and word.islower()}
    sounds = {name: n for n, name in enumerate(names) if name}
    initials = {name[0] for name in names if name}
    for word in sorted(words | set(SHORT.split())):
        if 2 <= len(word) <= 18 and (syllables_of(word, sounds) or (len(word) <= 5 and set(word) <= initials)):
            yield word


if __name__ == "__main__":
    main()
