"""Reads every chat and reply sample of a folder and says how it went.

    python tests/bench/chat_samples.py FOLDER [--show]

FOLDER holds ``chats/`` and ``replies/``; beside ``X.txt`` an ``X.expected.json`` may say what the contract gives.
A README.md in FOLDER may say ``name (count`` for a sample; the count is compared, too.
"""

from __future__ import annotations

import json
import re
import sys
import time
from pathlib import Path
from typing import Any

from wxadmin.domain import acks_json, chat_json
from wxadmin.domain.errors import UserError
from wxadmin.domain.replies import match
from wxadmin.intake.chat import read_chat
from wxadmin.intake.replies import read_replies
from wxadmin.intake.roster import read_roster


def without_why(document: dict[str, Any]) -> dict[str, Any]:
    """The reasons of rejected lines are free words."""
    if "rejected" in document:
        document = {**document, "rejected": [{**piece, "why": ""} for piece in document["rejected"]]}
    return document


def compare(sample: Path, got: dict[str, Any]) -> str:
    expected = sample.with_suffix(".expected.json")
    if not expected.exists():
        return "no expectation"
    wanted = without_why(json.loads(expected.read_text(encoding="utf-8")))
    got = without_why(got)
    if wanted == got:
        return "exact"
    out = []
    for key, value in wanted.items():
        if value != got.get(key):
            mine = got.get(key)
            if isinstance(value, list) and isinstance(mine, list):
                out.append(
                    f"{key}: wanted only {[x for x in value if x not in mine]}, "
                    f"got only {[x for x in mine if x not in value]}"
                )
            else:
                out.append(f"{key}: wanted {value!r}, got {mine!r}")
    return "DIFFERS " + "; ".join(out)


def counts(folder: Path) -> dict[str, int]:
    readme = folder / "README.md"
    if not readme.exists():
        return {}
    return {
        name: int(count)
        for name, count in re.findall(r"`(\w+\.\w+)` \((?:[^()]*?, )?(\d+)[ ,)]", readme.read_text(encoding="utf-8"))
    }


def main(folder: Path, *, show: bool) -> int:
    wanted = counts(folder)
    bad = 0
    for sample in sorted((folder / "chats").iterdir()):
        if sample.name.endswith(".expected.json"):
            continue
        start = time.perf_counter()
        try:
            chat = read_chat(sample)
        except UserError as error:
            print(f"{sample.name}: REFUSED {error}")
            bad += 1
            continue
        taken = (time.perf_counter() - start) * 1000
        verdict = compare(sample, chat_json.to_json(chat))
        count = wanted.get(sample.name)
        right = (
            "" if count is None else " (as the README says)" if count == len(chat.messages) else f" (README: {count})"
        )
        bad += "DIFFERS" in verdict or "README:" in right
        print(
            f"{sample.name}: {chat.format}, {len(chat.messages)} messages{right}, {len(chat.events)} events, "
            f"{len(chat.rejected)} rejected, {verdict}, {taken:.0f} ms"
        )
        if show:
            print(json.dumps(chat_json.to_json(chat), ensure_ascii=False, indent=1))
    replies = folder / "replies"
    people = read_roster(replies / "roster.csv").people
    for sample in sorted(replies.glob("*.txt")):
        start = time.perf_counter()
        result = match(people, read_replies(sample))
        taken = (time.perf_counter() - start) * 1000
        verdict = compare(sample, acks_json.to_json(result))
        bad += "DIFFERS" in verdict
        print(
            f"{sample.name}: {len(result.confirmed)} confirmed, {len(result.ambiguous)} ambiguous, "
            f"{len(result.missing)} missing, {len(result.strangers)} strangers, {verdict}, {taken:.0f} ms"
        )
        if show:
            print(json.dumps(acks_json.to_json(result), ensure_ascii=False, indent=1))
    return bad


if __name__ == "__main__":
    sys.exit(1 if main(Path(sys.argv[1]), show="--show" in sys.argv) else 0)
