"""Papers against typst, WeasyPrint and stock reportlab (all from PyPI): ``python tests/bench/paper_bench.py [--rounds 3]``.

Same words, same faces, same type area, same run; every measurement is the first PDF of a process of its own
(``engines_print.py``), the engines take turns, and each figure is the best of the rounds. The machine is shared, so only
ratios count; the goal stands beside each. WeasyPrint is slow: it is compared on a tenth of the rows and notices, with
``--weasyprint 0`` not at all. Layout is judged on the finished PDFs by ``check_pdf``, which knows none of the engines.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.printing.every_paper import picture
from tests.printing.invented import random_text
from wxadmin.intake import library
from wxadmin.printing.pdf_check import check_pdf, count_lines
from wxadmin.printing.typesetting.breaking import break_lines
from wxadmin.printing.typesetting.faces import chain, face_file
from wxadmin.printing.typesetting.measuring import measure

ROOT = Path(__file__).parents[2]
DEPARTMENTS = ("调度室", "冰车班", "检修班", "港务办公室")
HAN = "".join(chr(0x4E00 + i * 7) for i in range(1500))
NUMERALS = "一二三四五六七八九十"
# What any engine can be asked for; fonts and page furniture are judged for our own papers alone, elsewhere.
LAYOUT = ("start", "end", "split", "orphan", "overfull", "ragged", "overlap", "single")


class Bench:
    """Folders of words and pictures, and the engines' times on them."""

    def __init__(self, rounds: int) -> None:
        self.rounds = rounds
        self._kept = tempfile.TemporaryDirectory()
        self.top = Path(self._kept.name)
        self.fonts = self.top / "fonts"
        self.fonts.mkdir()
        for key in ("song", "biaosong", "hei", "kai"):
            (self.fonts / f"{key}.ttf").write_bytes(face_file(key).read_bytes())

    def folder(self, name: str, data: dict[str, Any], pictures: dict[str, bytes] | None = None) -> Path:
        folder = self.top / name
        folder.mkdir()
        (folder / "fonts").symlink_to(self.fonts)
        (folder / "data.json").write_text(json.dumps(data, ensure_ascii=False), "utf-8")
        for file, content in (pictures or {}).items():
            (folder / file).write_bytes(content)
        return folder

    def child(self, *arguments: str) -> str:
        """What a new interpreter prints; like an installed program it finds its modules compiled."""
        env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(self.top / "compiled")}
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=True, env=env)
        return done.stdout

    def times(self, job: str, folder: Path, *engines: str, rounds: int = 0) -> dict[str, dict[str, float]]:
        """Best seconds, best processor seconds, least peak of each engine; they take turns."""
        runs: dict[str, list[dict[str, float]]] = {engine: [] for engine in engines}
        for _ in range(rounds or self.rounds):
            for engine in engines:
                out = self.child(str(Path(__file__).with_name("engines_print.py")), engine, job, str(folder))
                runs[engine].append(json.loads(out.splitlines()[-1]))
        return {engine: {key: min(run[key] for run in found) for key in found[0]} for engine, found in runs.items()}


def show(what: str, found: dict[str, dict[str, float]], goal: str = "") -> None:
    """One line: ours, then each peer with the ratio."""
    mine = found["ours"]
    parts = [f"{mine['seconds']:.3f} s {mine['pages']:.0f} p {mine['bytes'] / 1024:.0f} KB {mine['peak_mb']:.0f} MB"]
    for engine, run in found.items():
        if engine != "ours":
            parts.append(
                f"{engine} {run['seconds']:.3f} s {run['pages']:.0f} p {run['bytes'] / 1024:.0f} KB "
                f"{run['peak_mb']:.0f} MB → ratio {mine['seconds'] / run['seconds']:.2f} "
                f"(processor {mine['cpu'] / run['cpu']:.2f})"
            )
    print(f"{what}: {' | '.join(parts)}{f'  [goal {goal}]' if goal else ''}", flush=True)


# -- the words


def name(r: random.Random) -> str:
    return "".join(r.choices(HAN, k=3))


def sheet(count: int) -> dict[str, Any]:
    r = random.Random(5)
    return {"title": "《工作群管理规定》签收表", "rows": [[r.choice(DEPARTMENTS), name(r)] for _ in range(count)]}


def notices(count: int, pictures: list[str]) -> dict[str, Any]:
    r = random.Random(6)
    return {
        "notices": [
            {
                "number": f"榴港群处〔2026〕{i}号", "issuer": "石榴湾渔港管理站", "group": "调度群",
                "person": name(r), "department": r.choice(DEPARTMENTS),
                "facts": f"2026年9月20日21时40分，你在群内连续发布{i}条与渔港无关的推销消息，经两次提醒仍未撤回，影响了泊位调度。",
                "evidence": [["2026年9月20日 21:40", name(r), "低价柴油，量大从优，要的私聊我，明天就没有了！"]],
                "regulation": "石榴湾渔港工作群管理规定", "at": ["第三章", "第十二条"], "clause": "不得在群内发布买卖信息。",
                "measure": "禁言3天。",
                "appeal": "如有异议，可在收到之日起5日内向港务办公室书面申诉；逾期视为无异议。",
                "picture": pictures[i % len(pictures)] if pictures else "",
            }
            for i in range(count)
        ]
    }  # fmt: skip


def numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    return (NUMERALS[tens - 1] if tens > 1 else "") + ("十" if tens else "") + (NUMERALS[ones - 1] if ones else "")


def regulation(characters: int) -> dict[str, Any]:
    """Chapters of twelve articles each."""
    chapters: list[dict[str, Any]] = []
    article = size = 0
    while size < characters:
        articles = []
        for _ in range(12):
            article += 1
            text = random_text(article, 60 + article * 37 % 140) + "。"
            size += len(text)
            articles.append([f"第{numeral(article)}条" if article < 100 else f"第{article}条", text])
        chapters.append({"number": f"第{numeral(len(chapters) + 1)}章", "title": "泊位与冰车", "articles": articles})
    return {"title": "石榴湾渔港工作群管理规定", "chapters": chapters, "attachments": []}


def long_file() -> tuple[dict[str, Any], dict[str, bytes]]:
    """About a hundred pages with sixty pictures of screens and of a quay."""
    data = regulation(2000)
    pictures = {}
    for part in range(10):
        names = []
        for i in range(6):
            kind, size = (("png", (540, 960)), ("jpg", (1600, 1200)))[i % 2]
            file = f"p{part}-{i}.{kind}"
            pictures[file] = picture("PNG" if kind == "png" else "JPEG", size, part * 6 + i)
            names.append([file, f"图{i + 1}　第{part + 1}次巡查"])
        paragraphs = [random_text(1000 + part * 40 + i, 90 + i * 29 % 160) + "。" for i in range(28)]
        data["attachments"].append({"title": "巡查记录", "paragraphs": paragraphs, "pictures": names})
    return data, pictures


# -- what is measured


def papers(bench: Bench, weasyprint: bool) -> None:
    small = bench.times("sheet", bench.folder("sheet", sheet(5000)), "ours", "typst", "reportlab")
    show("sheet of 5,000 rows", small, "0.35 × typst")
    long = bench.times("sheet", bench.folder("sheet20", sheet(20_000)), "ours", "typst")
    show("sheet of 20,000 rows", long)
    growth = {engine: long[engine]["cpu"] / small[engine]["cpu"] for engine in long}
    print(f"20,000 rows / 5,000 rows, processor: {growth['ours']:.2f}, typst {growth['typst']:.2f}  [goal 4.5]")
    screen = {"s.png": picture("PNG", (360, 480))}
    many = {f"d{i}.png": picture("PNG", (240, 320), i) for i in range(500)}
    large = {f"l{i}.png": picture("PNG", (600, 800), i) for i in range(500)}
    photos = {f"j{i}.jpg": picture("JPEG", (600, 800), i) for i in range(500)}
    for label, pictures, goal in (
        ("no picture", {}, "1.0 × typst"),
        ("one shared picture", screen, "1.0 × typst"),
        ("500 distinct pictures of 240 × 320", many, "1.0 × typst"),
        ("500 distinct PNG of 600 × 800", large, ""),
        ("500 distinct JPEG of 600 × 800", photos, ""),
    ):
        folder = bench.folder(f"notices-{label.replace(' ', '-')}", notices(500, list(pictures)), pictures)
        found = bench.times("notices", folder, "ours", "typst")
        show(f"500 notices, {label}", found, goal)
    found = bench.times("text", bench.folder("long", regulation(20_000)), "ours", "typst", "reportlab")
    show("regulation of 20,000 characters", found)
    found = bench.times("text", bench.folder("book", *long_file()), "ours", "typst")
    show("file of 100 pages with 60 pictures", found)
    if weasyprint:
        for label, job, folder in (
            ("sheet of 500 rows", "sheet", bench.folder("sheet-w", sheet(500))),
            ("50 notices with a picture each", "notices", bench.folder("notices-w", notices(50, ["s.png"]), screen)),
            ("regulation of 2,000 characters", "text", bench.folder("short", regulation(2000))),
        ):
            show(label, bench.times(job, folder, "ours", "weasyprint", rounds=1))


def layout(bench: Bench, weasyprint: bool) -> None:
    """Faults that a proof-reader would mark, on a regulation of the library and on an invented one."""
    templates = [t for t in library.templates() if t.key == "company"]
    text = library.fill("company", {v.key: "石榴湾" for v in templates[0].variables if v.required and not v.default})
    company = {
        "title": text.title,
        "attachments": [],
        "chapters": [
            {"number": c.number, "title": c.title, "articles": [[a.number, a.text] for a in c.children]}
            for c in text.nodes
        ],
    }
    engines = ["ours", "typst", "reportlab", *(["weasyprint"] if weasyprint else [])]
    for label, data in (("library", company), ("invented", regulation(4000))):
        folder = bench.folder(f"layout-{label}", data)
        bench.times("text", folder, *engines, rounds=1)
        for engine in engines:
            pdf = folder / f"{engine}.pdf"
            kinds = Counter(v.kind for v in check_pdf(pdf) if v.kind in LAYOUT)
            print(f"layout of the {label} regulation, {engine}: {kinds.total()} faults in {count_lines(pdf)} lines {dict(kinds)}"
                  + ("  [goal 0]" if engine == "ours" else ""))  # fmt: skip


def layout_speed(rounds: int) -> float:
    """Characters a second of processor time from words to broken lines (one thread, on a machine that others use)."""
    r = random.Random(4)
    song = chain("song")
    paragraphs = []
    for _ in range(1200):
        out: list[str] = []
        length = r.choice([40, 80, 120, 200, 400])
        while len(out) < length:
            out += r.choices(HAN, k=r.randint(3, 14))
            out += r.choice(["，", "，", "，", "。", "。", "；", "“港”", "（湾）", "120元", "WeChat", ""])
        paragraphs.append("".join(out))
    total = sum(map(len, paragraphs))

    def work() -> None:
        for text in paragraphs:
            break_lines(measure([(text, song)]), 28076.0, first=26076.0)

    work()
    return total / best(work, rounds, time.process_time)


def best(work: Callable[[], object], rounds: int, clock: Callable[[], float] = time.perf_counter) -> float:
    times = []
    for _ in range(rounds):
        start = clock()
        work()
        times.append(clock() - start)
    return min(times)


COLD = """
import json, sys
from datetime import UTC, datetime
from pathlib import Path
from wxadmin.domain.papers import RegulationPaper
from wxadmin.domain.seal import Draft
from wxadmin.intake.regulation import read_regulation
from wxadmin.printing.papers import write
text = read_regulation(Path(sys.argv[1]))
write(RegulationPaper("", text), Path(sys.argv[2]), mark=Draft(), created=datetime(2026, 1, 1, tzinfo=UTC))
from tests.bench.engines_print import peak_mb
import time
print(time.process_time(), peak_mb())
"""
TYPST_COLD = """
import sys, typst
open(sys.argv[2], "wb").write(typst.compile(sys.argv[1], font_paths=[sys.argv[3]], ignore_system_fonts=True))
from tests.bench.engines_print import peak_mb
import time
print(time.process_time(), peak_mb())
"""
COMMAND = """
import sys
from wxadmin.__main__ import main
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
from tests.bench.engines_print import peak_mb
import time
print(time.process_time(), peak_mb())
"""


def cold(bench: Bench) -> None:
    """A regulation in a new process, everything from the start of the interpreter to the file on the disk."""
    data = regulation(2000)
    folder = bench.folder("cold", data)
    lines = [data["title"]]
    for part in data["chapters"]:
        lines.append(f"{part['number']} {part['title']}")
        lines += [f"{number} {words}" for number, words in part["articles"]]
    source, target = folder / "r.txt", folder / "r.pdf"
    source.write_text("\n".join(lines), "utf-8")
    from tests.bench.engines_print import TYPST

    (folder / "main.typ").write_text(TYPST["text"], "utf-8")
    peaks: dict[str, float] = {}

    def timed(label: str, *arguments: str) -> str:
        processor: list[float] = []

        def work() -> None:
            used, peak = bench.child("-c", *arguments).split()[-2:]
            processor.append(float(used))
            peaks[label] = float(peak)

        seconds = best(work, max(bench.rounds, 5))
        return f"{label} {seconds:.3f} s (processor {min(processor):.3f} s, {peaks[label]:.0f} MB)"

    print("regulation in a new process: " + " | ".join((
        timed("ours", COLD, str(source), str(target)),
        timed("ours as the command `regulation pdf`", COMMAND, "regulation", "pdf", str(source), "-o", str(target)),
        timed("bare interpreter", "import time; print(time.process_time(), 0)"),
        timed("typst", TYPST_COLD, str(folder / "main.typ"), str(target), str(bench.fonts)),
    )) + "  [goals 0.45 s, 150 MB]")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--weasyprint", type=int, default=1, choices=(0, 1))
    args = parser.parse_args()
    bench = Bench(args.rounds)
    papers(bench, bool(args.weasyprint))
    layout(bench, bool(args.weasyprint))
    print(f"layout: {layout_speed(args.rounds) / 1e6:.2f} M characters/s  [goal 1]")
    cold(bench)


if __name__ == "__main__":
    main()
