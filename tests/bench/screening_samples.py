"""Judgement on sample data: ``python tests/bench/screening_samples.py FOLDER [--show CATEGORY|benign|kdconv]``.

FOLDER holds ``screening/*.jsonl`` and ``screening_lines/lines.tsv``. Prints false alarms on harmless chat, recall per
label on ChineseHarm and COLD, and found/missed per category on the invented lines. Nothing is trained or tuned here.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections import Counter
from pathlib import Path

from wxadmin.domain.hits import Screened
from wxadmin.screening.ruleset import load_preset
from wxadmin.screening.screener import compile as compile_rules

HARM = {
    "博彩": {"gambling"}, "低俗色情": {"porn"}, "谩骂引战": {"abuse", "discrimination"}, "黑产广告": {"advert"},
    "欺诈": {"fraud"},
}  # fmt: skip


def categories(result: Screened) -> set[str]:
    return {hit.category for hit in result.hits}


def rows(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kind", default="work")
    parser.add_argument("--show", default="")
    options = parser.parse_args()
    screener = compile_rules([load_preset(options.kind)])

    chat = [str(row["text"]) for row in rows(options.folder / "screening/kdconv_chat.jsonl")]
    results = screener.screen_texts(chat)
    flagged = [(text, r) for text, r in zip(chat, results, strict=True) if r.hits]
    print(f"KdConv: {len(flagged)} of {len(chat)} flagged, {len(flagged) / len(chat):.2%}")
    print("  ", Counter(c for _text, r in flagged for c in categories(r)).most_common())
    if options.show == "kdconv":
        for text, r in flagged:
            print("   ", text, [(h.rule, h.matched) for h in r.hits])

    harm = rows(options.folder / "screening/chineseharm_dev.jsonl")
    results = screener.screen_texts([str(row["text"]) for row in harm])
    for label in dict.fromkeys(str(row["label"]) for row in harm):
        chosen = [(row, r) for row, r in zip(harm, results, strict=True) if row["label"] == label]
        hit = sum(bool(r.hits) for _row, r in chosen)
        fitting = sum(bool(categories(r) & HARM.get(label, set())) for _row, r in chosen)
        print(
            f"ChineseHarm {label}: {len(chosen)}, flagged {hit / len(chosen):.1%}, as its category {fitting / len(chosen):.1%}"
        )
        if options.show == label:
            for row, r in chosen:
                if bool(r.hits) == (label == "不违规"):
                    print("   ", str(row["text"])[:150], [(h.rule, h.matched) for h in r.hits])

    cold = rows(options.folder / "screening/cold_train.jsonl")
    results = screener.screen_texts([str(row["text"]) for row in cold])
    for label in (0, 1):
        chosen = [(row, r) for row, r in zip(cold, results, strict=True) if row["label"] == label]
        counts = Counter(c for _row, r in chosen for c in categories(r))
        print(
            f"COLD {label}: {len(chosen)}, flagged {sum(bool(r.hits) for _, r in chosen) / len(chosen):.1%}",
            counts.most_common(5),
        )
        if options.show == f"cold{label}":
            for row, r in chosen:
                if bool(r.hits) == (label == 0):
                    print("   ", str(row["text"])[:150], [(h.rule, h.matched) for h in r.hits])

    with (options.folder / "screening_lines/lines.tsv").open(encoding="utf-8") as file:
        lines = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    results = screener.screen_texts([line["text"] for line in lines])
    found: Counter[str] = Counter()
    total: Counter[str] = Counter()
    extra: Counter[str] = Counter()
    for line, r in zip(lines, results, strict=True):
        kinds = categories(r)
        wanted = line["category"] if line["label"] == "violating" else "benign"
        total[wanted] += 1
        found[wanted] += (not kinds) if wanted == "benign" else (wanted in kinds)
        for other in kinds - {wanted}:
            extra[other] += 1
        if options.show == "lines" and (kinds if wanted == "benign" else kinds != {wanted}):
            print("   ", line["id"], wanted, line["text"], [(h.category, h.rule, h.matched) for h in r.hits])
    print("lines:", {name: f"{found[name]}/{total[name]}" for name in total}, "other categories:", dict(extra))


if __name__ == "__main__":
    main()
