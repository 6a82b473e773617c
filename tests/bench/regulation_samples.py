"""How regulation texts of a folder are read: ``python tests/bench/regulation_samples.py FOLDER [--tree]``.

For each file: units by kind, letters lost (must be 0, repaired and raw), settings, warnings, and time per 1,000
characters as a multiple of splitting the same text into words with one plain regular expression (the floor).
Ends with 1 when anything was lost.
"""

from __future__ import annotations

import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from wxadmin.domain.regulation import Node, RegulationText, walk
from wxadmin.intake.regulation import parse_regulation, squeezed
from wxadmin.intake.regulation.files import read_text
from wxadmin.intake.regulation.repair import repair

KINDS = ("chapter", "article", "item", "paragraph")


def fastest(work: Callable[[], object], rounds: int = 5) -> float:
    """Seconds of the fastest of some runs."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def lost(given: str, parsed: RegulationText) -> int:
    """Letters of the text that are missing or came from nowhere; 1 at least if only their order differs.

    Lines of a web page or a letterhead above the title follow it; that is no loss.
    """
    given, read, title = "".join(given.split()), squeezed(parsed), "".join((parsed.title or "").split())
    left, right = Counter(given), Counter(read)
    difference = (left - right).total() + (right - left).total()
    places = [match.start() for match in re.finditer(f"(?={re.escape(title)})", given)]
    return difference or int(all(read != title + given[:at] + given[at + len(title) :] for at in places))


def tree(nodes: tuple[Node, ...], depth: int = 1) -> None:
    for node in nodes:
        print(f"{'  ' * depth}{node.kind} [{node.number}] <{node.title or ''}> {node.text!r}")
        tree(node.children, depth + 1)


def show(parsed: RegulationText, *, whole: bool) -> None:
    if whole:
        print("  title", parsed.title)
        print("  preamble", list(parsed.preamble))
        tree(parsed.nodes)
        print("  closing", list(parsed.closing))
    for setting in parsed.settings:
        print(f"  setting {setting.kind}={setting.value} at {' '.join(setting.at) or '-'}: {setting.quote[:40]}")
    for warning in parsed.warnings:
        print(f"  line {warning.line}: {warning.message}")


def main(arguments: list[str]) -> int:
    if not arguments:
        print(__doc__, file=sys.stderr)
        return 2
    losses = 0
    total: Counter[str] = Counter()
    for path in sorted(Path(arguments[0]).iterdir()):
        if path.suffix.lower() not in {".txt", ".md", ".docx"}:
            continue
        text, _ = read_text(path)
        parsed = parse_regulation(text)
        missing = lost(repair(text), parsed), lost(text, parse_regulation(text, raw=True))
        losses += sum(missing)
        kinds = Counter(node.kind for _, node in walk(parsed.nodes))
        total += kinds
        floor = fastest(lambda text=text: re.findall(r"\w+|\W", text))  # type: ignore[misc]
        spent = fastest(lambda text=text: parse_regulation(text))  # type: ignore[misc]
        counts = " ".join(f"{kind} {kinds[kind]:3}" for kind in KINDS)
        print(
            f"{path.name}: {len(text)} characters, {counts}, lost {missing[0]}+{missing[1]}, settings "
            f"{len(parsed.settings)}, warnings {len(parsed.warnings)}, {spent / floor:.0f}x floor "
            f"({1e6 * spent / max(1, len(text)):.1f} ms per 1,000 characters)"
        )
        show(parsed, whole="--tree" in arguments)
    print("units:", ", ".join(f"{kind} {total[kind]}" for kind in KINDS), "· letters lost:", losses)
    return 1 if losses else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
