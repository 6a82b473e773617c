"""Papers measured against typst (from PyPI) in the same run: ``python tests/bench/paper_bench.py [--rounds 3]``.

Goals (shared machine, so only ratios count): sheet of 5,000 rows ≤ 0.35 × typst, 500 notices in one file ≤ 1.0 × typst,
20,000 rows ≤ 4.5 × 5,000 rows, layout ≥ 1 M characters a second, a regulation in a new process ≤ 0.45 s and ≤ 150 MB.
Both set the same words in the same faces on the same page; each time is the best of the rounds.
"""

from __future__ import annotations

import argparse
import csv
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from wxadmin.domain.papers import ClauseCitation, EvidenceLine, Notice, SignRow, SignSheet
from wxadmin.domain.seal import Reserved
from wxadmin.printing.papers import render, render_batch
from wxadmin.printing.typesetting.breaking import break_lines, measure
from wxadmin.printing.typesetting.faces import chain, face_file

CREATED = datetime(2026, 9, 22, tzinfo=UTC)
DEPARTMENTS = ("调度室", "冰车班", "检修班", "港务办公室")
HAN = "".join(chr(0x4E00 + i * 7) for i in range(1500))

SHEET = """
#set page(paper: "a4", margin: (top: 37mm, left: 28mm, right: 26mm, bottom: 35mm))
#set text(font: ("Noto Serif SC",), size: 12pt, lang: "zh")
#let rows = csv("rows.csv")
#table(columns: (1fr, 2.6fr, 1.9fr, 2.5fr, 1.9fr), align: center + horizon, stroke: 0.5pt, inset: 6pt,
  table.header([序号], [部门], [姓名], [签名], [日期]), ..rows.flatten())
"""
NOTICE = """
#set page(paper: "a4", margin: (top: 37mm, left: 28mm, right: 26mm, bottom: 35mm), numbering: "— 1 —")
#set text(font: ("Noto Serif SC",), size: 15.75pt, lang: "zh")
#set par(justify: true, leading: 18pt, spacing: 18pt, first-line-indent: (amount: 2em, all: true))
#show heading: it => block(text(font: ("Noto Sans SC",), weight: 500, size: 15.75pt, it.body))
#for row in csv("notices.csv") [
  #counter(page).update(1)
  #align(center, text(size: 22pt, weight: 900)[违规处理通知书])
  #align(center, text(font: "LXGW WenKai")[#row.at(0)])
  #v(18pt)
  #par(first-line-indent: 0pt)[#row.at(1)：]

  经核查，你在“调度群”群内的以下行为违反群管理规定，现将核查情况和处理决定通知如下。
  = 一、违规事实
  #row.at(2)
  #text(size: 12pt)[#table(columns: (1.7fr, 1.5fr, 5fr), stroke: 0.5pt,
    table.header([时间], [发送人], [内容]), row.at(3), row.at(4), row.at(5))]
  = 二、处理依据
  #row.at(6)
  = 三、处理决定
  #row.at(7)
  = 四、申诉途径
  #row.at(8)
  #v(18pt)
  #align(right)[#row.at(9)]
  #align(right)[2026年9月22日]
  #v(106pt)
  #line(length: 100%, stroke: (dash: "dashed"))
  #align(center, text(font: ("Noto Sans SC",), weight: 500, size: 15pt)[违规处理通知书回执])
  #set text(size: 12pt)
  #row.at(9)：

  本人（#row.at(10)）已收到编号为#row.at(0)的《违规处理通知书》，知悉其中的处理决定和申诉途径。

  本人意见：□无异议　□有异议，将在规定期限内申诉

  签名：#box(width: 40%, line(length: 100%))日期：#box(width: 20%, line(length: 100%))
  #pagebreak(weak: true)
]
"""


def best(work: Callable[[], object], rounds: int) -> float:
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def name(r: random.Random) -> str:
    return "".join(r.choices(HAN, k=3))


def sheet(count: int) -> SignSheet:
    r = random.Random(5)
    rows = tuple(SignRow(r.choice(DEPARTMENTS), name(r)) for _ in range(count))
    return SignSheet("《工作群管理规定》签收表", "石榴湾渔港", "调度群", "工作群管理规定", "第3版", "8QKD-22MX", rows)


def notices(count: int) -> list[Notice]:
    r = random.Random(6)
    return [
        Notice(
            f"榴港群处〔2026〕{i}号", "石榴湾渔港管理站", "调度群", name(r), r.choice(DEPARTMENTS),
            f"2026年9月20日21时40分，你在群内连续发布{i}条与渔港无关的推销消息，经两次提醒仍未撤回，影响了泊位调度。",
            (EvidenceLine(name(r), "2026年9月20日 21:40", "低价柴油，量大从优，要的私聊我，明天就没有了！"),),
            (ClauseCitation("石榴湾渔港工作群管理规定", "第3版", ("第三章", "第十二条"), "不得在群内发布买卖信息。"),),
            ("禁言3天",), (), "如有异议，可在收到之日起5日内向港务办公室书面申诉；逾期视为无异议。",
            "石榴湾渔港管理站", date(2026, 9, 22),
        )
        for i in range(1, count + 1)
    ]  # fmt: skip


def typst_sheet(folder: Path, paper: SignSheet) -> None:
    lines = [f"{i},{row.department},{row.name},," for i, row in enumerate(paper.rows, 1)]
    (folder / "rows.csv").write_text("\n".join(lines), "utf-8")
    (folder / "sheet.typ").write_text(SHEET, "utf-8")


def typst_notices(folder: Path, papers: list[Notice]) -> None:
    with (folder / "notices.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        for p in papers:
            line, clause = p.evidence[0], p.clauses[0]
            writer.writerow([
                p.number, f"{p.department} {p.person}", p.facts, line.time, line.sender, line.text,
                f"《{clause.regulation}》{''.join(clause.at)}：{clause.text}", p.measures[0], p.appeal, p.issuer, p.person,
            ])  # fmt: skip
    (folder / "notices.typ").write_text(NOTICE, "utf-8")


TYPST = """
import sys, time, typst
compiler = typst.Compiler(sys.argv[1], font_paths=[sys.argv[2]])
start = time.perf_counter()
pdf = compiler.compile()
took = time.perf_counter() - start
import pypdfium2
print(took, len(pypdfium2.PdfDocument(pdf)))
"""


def typst_time(folder: Path, name: str, rounds: int) -> tuple[float, int]:
    """Best time of compiling alone, and pages. A process each, because typst remembers what it has set before."""
    command = [sys.executable, "-c", TYPST, str(folder / name), str(folder / "fonts")]
    runs = [subprocess.run(command, capture_output=True, text=True, check=True).stdout for _ in range(rounds)]
    return min(float(run.split()[0]) for run in runs), int(runs[0].split()[1])


COLD = """
from datetime import datetime, UTC
from wxadmin.domain.papers import RegulationPaper
from wxadmin.domain.regulation import Node, RegulationText
from wxadmin.domain.seal import Draft
from wxadmin.printing.papers import render
text = '对于在群内发布广告、谣言等行为，视情节给予提醒、禁言、移出群聊等处理（见附件“处理标准”）。' * 4
nodes = tuple(Node('article', f'第{n}条', None, text) for n in '一二三四五六七八九十')
render(RegulationPaper('', RegulationText('管理规定', (), nodes, ())), mark=Draft(), created=datetime(2026, 1, 1, tzinfo=UTC))
# Not getrusage, which counts the memory of the process that started this one; only Linux has the file.
import pathlib
status = pathlib.Path('/proc/self/status')
print(*(line.split()[1] for line in status.read_text().splitlines() if line.startswith('VmHWM')) if status.exists() else ())
"""


def layout_speed(rounds: int) -> float:
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
    return total / best(work, rounds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    folder = Path(tempfile.mkdtemp())
    (folder / "fonts").mkdir()
    for key in ("song", "biaosong", "hei", "kai"):
        (folder / "fonts" / f"{key}.ttf").write_bytes(face_file(key).read_bytes())

    small, large, many = sheet(5000), sheet(20000), notices(500)
    ours = best(lambda: render(small, mark=Reserved(), created=CREATED), rounds)
    typst_sheet(folder, small)
    theirs, pages = typst_time(folder, "sheet.typ", rounds)
    print(
        f"sheet of 5,000 rows: {ours:.3f} s, typst {theirs:.3f} s ({pages} pages), ratio {ours / theirs:.2f} (goal 0.35)"
    )
    more = best(lambda: render(large, mark=Reserved(), created=CREATED), rounds)
    print(f"sheet of 20,000 rows: {more:.3f} s, {more / ours:.2f} times 5,000 rows (goal 4.5)")
    batch = [(paper, Reserved()) for paper in many]
    ours = best(lambda: render_batch(batch, title="通知书", created=CREATED), rounds)
    typst_notices(folder, many)
    theirs, pages = typst_time(folder, "notices.typ", rounds)
    print(
        f"500 notices in one file: {ours:.3f} s, typst {theirs:.3f} s ({pages} pages), ratio {ours / theirs:.2f} (goal 1.0)"
    )
    each = best(lambda: [render(paper, mark=Reserved(), created=CREATED) for paper in many[:50]], rounds) / 50
    print(f"one notice in its own file: {each * 1000:.1f} ms")
    print(f"layout: {layout_speed(rounds) / 1e6:.2f} M characters/s (goal 1)")
    peaks: list[int] = []

    def new_process() -> None:
        out = subprocess.run([sys.executable, "-c", COLD], capture_output=True, text=True, check=True).stdout
        peaks.append(int(out or 0))

    cold = best(new_process, rounds)
    print(f"regulation in a new process: {cold:.3f} s, {max(peaks) / 1024:.0f} MB (goals 0.45 s, 150 MB)")


if __name__ == "__main__":
    main()
