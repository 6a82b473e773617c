"""A case file of about 100 pages with 60 pictures against typst: ``python tests/bench/casefile_bench.py [--rounds 3]``.

Same words, pictures and faces on the same type area, the first PDF of a process each (``engines_print.py``), the
engines take turns, the best of the rounds counts. The machine is shared, so only the ratio does; the goal is 1.0. Then
the memory that many more pictures take: it must not grow with what their files unpack to.
"""

from __future__ import annotations

import argparse
import random
from typing import Any

from tests.bench.paper_bench import Bench, name, show
from tests.printing.every_paper import picture
from tests.printing.invented import random_text
from wxadmin.domain.papers import Picture
from wxadmin.printing.typesetting.pictures import reduced


def case_file(pictures: int) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Words and pictures of a file: half of the pictures telephones' screens, half photographs of a quay."""
    r = random.Random(3)
    files: dict[str, bytes] = {}
    pieces: list[dict[str, Any]] = []

    def piece(title: str, paragraphs: int = 0, rows: int = 0, shots: list[list[str]] | None = None) -> None:
        at = len(pieces) * 1000
        pieces.append(
            {
                "title": title, "day": f"2026年9月{len(pieces) % 28 + 1}日", "pictures": shots or [],
                "paragraphs": [random_text(at + i, 90 + i * 29 % 160) + "。" for i in range(paragraphs)],
                "rows": [
                    [f"2026年9月20日 {i // 60 + 8:02d}:{i % 60:02d}", name(r), random_text(at + 500 + i, 20 + i * 13 % 60)]
                    for i in range(rows)
                ],
                "tall": bool(shots) and shots[0][0].endswith("png"),
            }
        )  # fmt: skip

    piece("违规事实", 12)
    piece("依据条款", 10)
    piece("处理建议", 10)
    piece("聊天证据", 1, 200)
    for start in range(0, pictures, 10):
        tall = start // 10 % 2 == 0
        shots = []
        for i in range(start, min(start + 10, pictures)):
            file = f"p{i}.{'png' if tall else 'jpg'}"
            given = picture("PNG", (540, 960), i) if tall else picture("JPEG", (1600, 1200), i)
            # As the program hands a kept picture on to a paper, to both engines alike: opaque, no larger than shown.
            files[file] = reduced(Picture(file, given), longest=1300)
            shots.append([file, f"证据{i + 1}　第{i + 1}幅"])
        piece(f"证据材料之{start // 10 + 1}", 1, 0, shots)
    for title in ("处理决定", "送达情况", "执行情况", "申诉情况", "备注"):
        piece(title, 12)
    piece("大事记", 1, 90)
    data = {
        "title": "违规处理案卷", "unit": "石榴湾渔港管理站", "pieces": pieces,
        "columns": [["时间", 1.7], ["发言人", 1.3], ["内容", 4.0]], "remarks": ["本卷由程序按记录整理。"],
        "facts": [["案件编号", "榴港群处〔2026〕11号"], ["当事人", name(r)], ["处理结果", "禁言3天"]],
    }  # fmt: skip
    return data, files


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    bench = Bench(args.rounds)
    found = bench.times("casefile", bench.folder("casefile", *case_file(60)), "ours", "typst")
    show("case file with 60 pictures", found, "1.0 × typst")
    more = bench.times("casefile", bench.folder("more", *case_file(240)), "ours", rounds=1)
    show("case file with 240 pictures", more)
    grown = more["ours"]["peak_mb"] - found["ours"]["peak_mb"]
    print(f"180 pictures more take {grown:.0f} MB; unpacked they are {180 * 1600 * 1200 * 3 / 2**20 / 2:.0f} MB and up")


if __name__ == "__main__":
    main()
