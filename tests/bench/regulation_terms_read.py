"""What is read of points, records, appeals and answers: from the library's texts, and from those of a folder.

Run: ``python tests/bench/regulation_terms_read.py [FOLDER]``. One line a hit, with its clause and words, to be looked at
by eye; then how many there are of each kind, and how many sentences of each text speak of such things without a hit.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from wxadmin.domain.regulation import RegulationText, walk
from wxadmin.domain.regulation_terms import terms
from wxadmin.services import library, regulations

_LIKELY = re.compile(r"申诉|复核|不服|清零|失效|有效期|[扣记]\S{0,4}分|内累计")


def read(name: str, text: RegulationText) -> Counter[str]:
    """Print what a text says; how much of each kind."""
    found = terms(text)
    for one in found:
        print(f"{name}\t{one.kind}\t{one.count} {one.unit}\t{one.start}\t{''.join(one.at)}\t{one.quote}")
    quotes = " ".join(one.quote for one in found)
    silent = [s for _at, node in walk(text.nodes) for s in re.findall(r"[^。\n]+", node.text) if _LIKELY.search(s)]
    for sentence in silent:
        if re.search(r"\d", sentence) and sentence.strip() not in quotes:
            print(f"{name}\t(nothing)\t\t\t\t{sentence}")
    return Counter(one.kind for one in found)


def main() -> int:
    """Read them all."""
    total: Counter[str] = Counter()
    for card in library.templates():
        values = {v.key: v.default or "某单位" for v in card.variables if v.required or v.default}
        total += read(card.key, library.fill(card.key, values))
    for path in sorted(Path(sys.argv[1]).glob("*.txt")) if len(sys.argv) > 1 else []:
        total += read(path.name, regulations.parse_text(path.read_text("utf-8")))
    print(dict(total))
    return 0


if __name__ == "__main__":
    sys.exit(main())
