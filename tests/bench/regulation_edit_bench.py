"""How long a long regulation takes to read and print, to compare and to change.

Run: ``python tests/bench/regulation_edit_bench.py``. A text of 20,000 characters is read and printed, compared with
another in ordinary and in bad cases, and edited in the outline. Each time is the best of three runs in milliseconds,
beside a comparison the ratio to what ``difflib`` takes for the two whole texts, phrase by phrase. Ends with 1 when
reading and printing together are slower than 1 s, a comparison is slower than 0.3 s or an edit slower than 0.15 s.
"""

from __future__ import annotations

import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from difflib import SequenceMatcher

from wxadmin.domain import regulation_edit
from wxadmin.domain.cautions import cautions
from wxadmin.domain.faults import faults
from wxadmin.domain.numerals import chinese
from wxadmin.domain.papers import RegulationPaper
from wxadmin.domain.regulation import Node, RegulationText, as_text
from wxadmin.domain.regulation_diff import apply, diff
from wxadmin.domain.seal import Unregistered
from wxadmin.intake.regulation import parse_regulation
from wxadmin.printing.papers import render

_LETTERS = "群成员应当在工作时间内及时回复公告不得发布与无关的广告链接管理员负责核实处理并记录违规行为提醒申诉期限答复"
_PRINT, _COMPARE, _EDIT = 1.0, 0.3, 0.15


def words(chance: random.Random, length: int) -> str:
    """A sentence that says nothing."""
    said = "".join(chance.choice(_LETTERS) + ("，" if chance.random() < 0.08 else "") for _ in range(length))
    return said.strip("，")[: length - 1] + "。"


def regulation(clauses: list[str], in_chapter: int = 20) -> RegulationText:
    """Articles in chapters; every tenth names another."""
    nodes = []
    for first in range(0, len(clauses), in_chapter):
        articles = tuple(
            Node("article", f"第{chinese(at + 1)}条", None, said)
            for at, said in list(enumerate(clauses))[first : first + in_chapter]
        )
        nodes.append(Node("chapter", f"第{chinese(first // in_chapter + 1)}章", "规定", "", articles))
    return RegulationText("管理办法", (), tuple(nodes), ())


def cases() -> dict[str, tuple[RegulationText, RegulationText]]:
    """Old and new."""
    chance = random.Random(4)
    usual = [
        words(chance, 100) + (f"违反第{chinese(at // 2 + 1)}条的，予以提醒。" if at % 10 == 0 else "")
        for at in range(190)
    ]

    def touched(said: str, share: float) -> str:
        return "".join(chance.choice(_LETTERS) if chance.random() < share else char for char in said)

    tiny = [words(chance, 10) for _ in range(2000)]
    one = words(chance, 20_000)
    same = ["成员应当遵守规定。"] * 2000
    old = regulation(usual)
    few = [touched(said, 0.05) if at % 20 == 0 else said for at, said in enumerate(usual)]
    return {
        "the same": (old, old),
        "a few changed": (old, regulation(few)),
        "one inserted in front": (old, regulation(["新增的一条。", *usual])),
        "every clause a little": (old, regulation([touched(said, 0.1) for said in usual])),
        "every clause a lot": (old, regulation([touched(said, 0.45) for said in usual])),
        "everything else": (old, regulation([words(chance, 105) for _ in usual])),
        "reversed": (old, regulation(usual[::-1])),
        "2,000 tiny, changed": (regulation(tiny), regulation([touched(said, 0.2) for said in tiny])),
        "2,000 tiny, reversed": (regulation(tiny), regulation(tiny[::-1])),
        "2,000 tiny, others": (regulation(tiny), regulation([words(chance, 10) for _ in tiny])),
        "2,000 alike, one less": (regulation(same), regulation(same[1:])),
        "one of 20,000": (regulation([one]), regulation([touched(one, 0.02)])),
        "one of 20,000, other": (regulation([one]), regulation([words(chance, 20_000)])),
        "one that repeats itself": (regulation(["好，" * 10_000]), regulation(["好，坏，" * 5000])),
        "one without a stop": (regulation(["好" * 20_000]), regulation(["好坏" * 10_000])),
    }


def best(work: Callable[[], object], times: int = 3) -> float:
    """Seconds of the fastest run."""
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        spent.append(time.perf_counter() - start)
    return min(spent)


def plain(old: RegulationText, new: RegulationText) -> float | None:
    """Seconds that difflib takes for the two texts as they are, phrase by phrase; None where that takes too long."""
    before, after = (re.split("(?<=[，。])|\n", as_text(text)) for text in (old, new))
    counted = Counter(after)
    if sum(counted[phrase] for phrase in before) > 1_000_000:
        return None
    return best(lambda: SequenceMatcher(None, before, after, autojunk=False).get_opcodes(), 1)


def read_and_print(text: str) -> bytes:
    """What ``regulation pdf`` does with the text."""
    paper = RegulationPaper("某某公司", parse_regulation(text))
    return render(paper, mark=Unregistered(bytes(32)), created=datetime(2026, 1, 1, tzinfo=UTC)).pdf


def main() -> int:
    """Measures and prints."""
    slow = []
    written = as_text(cases()["the same"][0])
    first = best(lambda: read_and_print(written), 1)
    spent = best(lambda: read_and_print(written))
    print(f"read and print {len(written):,}      {1000 * spent:7.1f} ms   the first time {1000 * first:.1f} ms")
    slow += ["read and print"] if first > _PRINT else []
    for name, (old, new) in cases().items():
        changes = diff(old, new)
        rebuilt = apply(old, changes)
        assert (rebuilt.title, rebuilt.nodes) == (new.title, new.nodes), name
        spent = best(lambda old=old, new=new: diff(old, new))  # type: ignore[misc]
        other = plain(old, new)
        beside = f"{spent / other:8.2f} times difflib" if other else "difflib takes too long"
        print(f"{name:26} {1000 * spent:7.1f} ms   {beside}")
        slow += [name] if spent > _COMPARE else []
    text = cases()["the same"][0]
    for name, work in {
        "promote": lambda: regulation_edit.promote(text, (3, 5)),
        "insert": lambda: regulation_edit.insert(text, (0, 0), words="新的一条。"),
        "move": lambda: regulation_edit.move(text, (0,), 5),
        "renumber": lambda: regulation_edit.renumber(text),
        "faults": lambda: faults(text),
        "cautions": lambda: cautions(text),
    }.items():
        spent = best(work)
        print(f"{name:26} {1000 * spent:7.1f} ms")
        slow += [name] if spent > _EDIT else []
    print("too slow: " + ", ".join(slow) if slow else "none too slow")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
