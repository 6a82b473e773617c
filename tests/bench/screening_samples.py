"""Judgement on sample data: ``python tests/bench/screening_samples.py FOLDER [--kind KIND] [--rules-alone] [--worst]``.

FOLDER holds ``screening/*.jsonl`` and ``screening_lines/lines.tsv``; more files of invented lines (TSV with ``label``,
``category``, ``text``) come with ``--lines FILE``. Printed are, for each set and label and for each band of length, how
many messages are flagged and how many as what they are. ``--worst`` adds the ten false alarms and the ten misses that
weigh most: false alarms by their score; misses with most weight left out, i.e. the lowest score, the shorter first.
``--rules-alone`` leaves out the hits of the language model and of words in disguise. Nothing is trained or tuned here.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

from wxadmin.domain.hits import CATEGORIES, Hit, Screened
from wxadmin.screening.evasion import WAYS
from wxadmin.screening.judgement import LIKE_RULE
from wxadmin.screening.ruleset import KINDS, load_preset
from wxadmin.screening.screener import compile as compile_rules

HARM: dict[str, set[str]] = {
    "博彩": {"gambling"}, "低俗色情": {"porn"}, "谩骂引战": {"abuse", "discrimination"}, "黑产广告": {"advert"},
    "欺诈": {"fraud"}, "不违规": set(),
}  # fmt: skip
BANDS = ((10, "<=10"), (30, "11-30"), (100, "31-100"), (10**9, ">100"))
MOST = 10


@dataclass(frozen=True, slots=True)
class Row:
    """A message with its label; ``wanted`` are the categories that are right, empty for a harmless one."""

    label: str
    text: str
    wanted: frozenset[str]


@dataclass(frozen=True, slots=True)
class Judged:
    row: Row
    found: frozenset[str]
    score: float
    rules: tuple[tuple[str, str], ...]


def band(text: str) -> str:
    return next(name for most, name in BANDS if len(text) <= most)


def judged(rows: Sequence[Row], results: Sequence[Screened], *, rules_alone: bool) -> list[Judged]:
    listed = []
    for row, result in zip(rows, results, strict=True):
        hits = [hit for hit in result.hits if not (rules_alone and _beside_the_rules(hit))]
        score = result.score if len(hits) == len(result.hits) else (max(hit.level for hit in hits) / 3 if hits else 0.0)
        found = frozenset(hit.category for hit in hits)
        listed.append(Judged(row, found, score, tuple((hit.rule, hit.matched[:20]) for hit in hits)))
    return listed


def _beside_the_rules(hit: Hit) -> bool:
    """Whether the language model or a word in disguise made the hit."""
    return hit.rule.startswith(LIKE_RULE) or any(f"（{way}“" in hit.why for way in WAYS)


def report(name: str, listed: Sequence[Judged], *, worst: bool, show: str) -> None:
    print(f"\n{name}")
    bands = [words for _most, words in BANDS]
    print(
        f"  {'label':16}{'messages':>9}{'flagged':>9}{'as it is':>10}   " + "".join(f"{words:>14}" for words in bands)
    )
    for label in dict.fromkeys(one.row.label for one in listed):
        chosen = [one for one in listed if one.row.label == label]
        harmful = bool(chosen[0].row.wanted)
        flagged = sum(bool(one.found) for one in chosen) / len(chosen)
        right = sum(_right(one) for one in chosen) / len(chosen)
        parts = []
        for words in bands:
            part = [one for one in chosen if band(one.row.text) == words]
            good = sum(_right(one) if harmful else bool(one.found) for one in part)
            parts.append(f"{good}/{len(part)}" if part else "-")
        shown = f"{right:10.1%}" if harmful else f"{'':10}"
        print(f"  {label:16}{len(chosen):9}{flagged:9.2%}{shown}   " + "".join(f"{p:>14}" for p in parts))
        if show == label:
            for one in chosen:
                if not _right(one):
                    print("     ", _line(one))
    alarms = Counter(c for one in listed if not one.row.wanted for c in one.found)
    if alarms:
        print("  false alarms by category:", dict(alarms.most_common(8)))
    if worst:
        wrong = sorted((one for one in listed if not one.row.wanted and one.found), key=lambda one: -one.score)
        missed = sorted(
            (one for one in listed if one.row.wanted and not _right(one)),
            key=lambda one: (one.score, len(one.row.text)),
        )
        for words, ones in (("worst false alarms", wrong), ("worst misses", missed)):
            if ones:
                print(f"  {words} ({len(ones)} in all):")
                for one in ones[:MOST]:
                    print("     ", _line(one))


def _right(one: Judged) -> bool:
    return bool(one.found & one.row.wanted) if one.row.wanted else not one.found


def _line(one: Judged) -> str:
    text = one.row.text.replace("\n", " ")
    return f"{one.score:.2f} [{one.row.label}] {text[:90]}{'…' if len(text) > 90 else ''} {list(one.rules)[:3]}"


def read_json(path: Path, label: str, names: Mapping[str, AbstractSet[str]]) -> list[Row]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
    return [Row(n, str(r["text"]), frozenset(names[n])) for r in rows for n in [str(r.get(label, "harmless"))]]


def read_lines(path: Path) -> list[Row]:
    with path.open(encoding="utf-8") as file:
        lines = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        Row(line["category"], line["text"], frozenset([line["category"]]))
        if line["label"] == "violating"
        else Row("benign", line["text"], frozenset())
        for line in lines
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kind", default="work", choices=KINDS)
    parser.add_argument("--lines", type=Path, action="append", default=[])
    parser.add_argument("--rules-alone", action="store_true")
    parser.add_argument("--worst", action="store_true")
    parser.add_argument("--show", default="", help="a label, all of whose wrong answers are printed")
    options = parser.parse_args()
    screener = compile_rules([load_preset(options.kind)])
    data = options.folder / "screening"
    offensive: dict[str, set[str]] = {"0": set(), "1": {*CATEGORIES}}
    sets = {
        "KdConv (harmless talk)": read_json(data / "kdconv_chat.jsonl", "label", {"harmless": frozenset()}),
        "ChineseHarm (development half)": read_json(data / "chineseharm_dev.jsonl", "label", HARM),
        "COLD (1: offensive, any category counts)": read_json(data / "cold_train.jsonl", "label", offensive),
    }
    for path in (options.folder / "screening_lines/lines.tsv", *options.lines):
        sets[f"Invented lines {path.name}"] = read_lines(path)
    for name, rows in sets.items():
        results = screener.screen_texts([row.text for row in rows])
        listed = judged(rows, results, rules_alone=options.rules_alone)
        report(name, listed, worst=options.worst, show=options.show)


if __name__ == "__main__":
    main()
