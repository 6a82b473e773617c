"""A case file of about 100 pages with 60 pictures against typst: ``python tests/bench/casefile_bench.py [--rounds 3]``.

Same words, pictures and faces on the same type area, the first PDF of a process each (``engines_print.py``), the
engines take turns, the best of the rounds counts. The machine is shared, so only the ratio does; the goal is 1.0.

Three times: with pictures as this program hands them on to a paper (to both engines alike); with the same as other
programs pack them; and from the files as owners have them (:func:`owners`), where ours first makes every piece of
evidence fit for its place, as a case file is put together, while typst takes the files as they are. Then the memory
that many more pictures take: it must not grow with what their files unpack to.
"""

from __future__ import annotations

import argparse
import io
import random
from functools import lru_cache
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from tests.bench.paper_bench import Bench, name, show
from tests.printing.every_paper import picture
from tests.printing.invented import random_text
from wxadmin.domain.papers import Picture
from wxadmin.printing.typesetting.faces import face_file
from wxadmin.printing.typesetting.pictures import reduced

KINDS = ("PNG", "with alpha", "palette", "interlaced", "JPEG", "in passes")


@lru_cache
def screen(seed: int) -> Image.Image:
    """A telephone's screen: talk in bubbles, smooth letters, a face beside each that is a small photograph."""
    r = random.Random(seed)
    image = Image.new("RGB", (1080, 2340), "#ededed")
    draw, font = ImageDraw.Draw(image), ImageFont.truetype(str(face_file("hei")), 44)
    y = 180
    while y < 2100:
        words, mine = random_text(seed * 97 + y, r.randrange(10, 60)), r.random() < 0.4
        lines = [words[at : at + 15] for at in range(0, len(words), 15)]
        left, high = (150, 200)[mine], 60 + 62 * len(lines)
        draw.rounded_rectangle((left, y, left + 760, y + high), 24, fill=("white", "#95ec69")[mine])
        for i, line in enumerate(lines):
            draw.text((left + 40, y + 26 + 62 * i), line, "#111", font)
        face = Image.merge("RGB", [Image.effect_noise((100, 100), r.randrange(20, 70)) for _ in range(3)])
        image.paste(face, (970 if mine else 25, y))
        y += high + 60
    return image


@lru_cache
def photograph(seed: int) -> Image.Image:
    """As a telephone takes it, with grain."""
    down = Image.linear_gradient("L").rotate(90 * (seed % 4))
    image = Image.merge("RGB", (down, down.rotate(90), Image.radial_gradient("L"))).resize((4000, 3000))
    grain = Image.effect_noise((1000, 750), 30).resize((4000, 3000))
    return Image.blend(image, Image.merge("RGB", (grain,) * 3), 0.15)


def interlaced(image: Image.Image) -> bytes:
    """A PNG in the seven passes of its standard."""
    import struct
    import zlib

    import numpy as np

    samples, rows = np.asarray(image), b""
    for left, top, over, down in ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)):  # fmt: skip
        part = samples[top::down, left::over]
        part = part.reshape(part.shape[0], -1)
        rows += np.hstack((np.zeros((part.shape[0], 1), np.uint8), part)).tobytes()
    head = struct.pack(">IIBBBBB", *image.size, 8, 2, 0, 0, 1)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in parts
    )


def owners(kind: str, number: int) -> bytes:
    """A file as an owner has it: a screen of 1080 × 2340, or a photograph of twelve megapixels; no two are alike."""
    out = io.BytesIO()
    image = (photograph if kind in ("JPEG", "in passes") else screen)(number % 6).copy()
    ImageDraw.Draw(image).rectangle((300, 40, 320 + number * 10, 90), "#576b95")
    if kind in ("JPEG", "in passes"):
        image.save(out, "JPEG", quality=85, progressive=kind == "in passes")
        return out.getvalue()
    if kind == "interlaced":
        return interlaced(image)
    image = image.convert("RGBA") if kind == "with alpha" else image.quantize(256) if kind == "palette" else image
    image.save(out, "PNG")
    return out.getvalue()


def case_file(pictures: int, given: str = "kept") -> tuple[dict[str, Any], dict[str, bytes]]:
    """Words and pictures of a file: half of the pictures telephones' screens, half photographs of a quay.

    ``given``: pictures as they are ``kept``, as ``others`` pack them, as ``owners`` have them, or of one of the KINDS.
    """
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
        tall = start // 10 % 2 == 0 if given not in KINDS else given not in KINDS[4:]
        shots = []
        for i in range(start, min(start + 10, pictures)):
            file = f"p{i}.{'png' if tall else 'jpg'}"
            if given in ("kept", "others"):
                came = picture("PNG", (540, 960), i) if tall else picture("JPEG", (1600, 1200), i)
                # As the program hands a kept picture on to a paper, to both engines alike: opaque, no larger than shown.
                files[file] = reduced(Picture(file, came), longest=1300)
            else:
                kind = given if given in KINDS else KINDS[i % 4] if tall else KINDS[4 + i % 2]
                files[file] = owners(kind, i)
            if given == "others" and tall:
                out = io.BytesIO()
                Image.open(io.BytesIO(files[file])).save(out, "PNG")
                files[file] = out.getvalue()
            shots.append([file, f"证据{i + 1}　第{i + 1}幅"])
        piece(f"证据材料之{start // 10 + 1}", 1, 0, shots)
    for title in ("处理决定", "送达情况", "执行情况", "申诉情况", "备注"):
        piece(title, 12)
    piece("大事记", 1, 90)
    data = {
        "title": "违规处理案卷", "unit": "石榴湾渔港管理站", "pieces": pieces,
        "columns": [["时间", 1.7], ["发言人", 1.3], ["内容", 4.0]], "remarks": ["本卷由程序按记录整理。"],
        "came": given not in ("kept", "others"), "others": given == "others",
        "facts": [["案件编号", "榴港群处〔2026〕11号"], ["当事人", name(r)], ["处理结果", "禁言3天"]],
    }  # fmt: skip
    return data, files


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--kinds", action="store_true", help="owners' files of each kind by itself as well")
    args = parser.parse_args()
    bench = Bench(args.rounds)
    found = bench.times("casefile", bench.folder("casefile", *case_file(60)), "ours", "typst")
    show("case file with 60 pictures", found, "1.0 × typst")
    for given in ("others", "owners", *(KINDS if args.kinds else ())):
        times = bench.times("casefile", bench.folder(given, *case_file(60, given)), "ours", "typst")
        show(f"the same, pictures of {given}" if given not in KINDS else f"owners' pictures, {given}", times)
    more = bench.times("casefile", bench.folder("more", *case_file(240)), "ours", rounds=1)
    show("case file with 240 pictures", more)
    grown = more["ours"]["peak_mb"] - found["ours"]["peak_mb"]
    print(f"180 pictures more take {grown:.0f} MB; unpacked they are {180 * 1600 * 1200 * 3 / 2**20 / 2:.0f} MB and up")


if __name__ == "__main__":
    main()
