"""Prints every kind of paper in every profile, size and dress, and looks for what is wrong.

``python tests/bench/papers_print.py [--pictures FOLDER] [--only notice]``. Each paper of ``tests/printing/every_paper.py``
is set with and without duplex, seal, contents and red head: violations found by ``check_pdf``; for some of them the same
characters in poppler, mupdf and pdfium, and ``qpdf --check``. ``--pictures`` draws a contact sheet a paper: its first two
pages and the last, a row a profile. Ends with 1 when anything is wrong.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

from tests.bench.regulation_print import ENGINES, squeezed
from tests.printing.every_paper import block, every
from tests.printing.invented import CREATED
from wxadmin.domain.papers import Paper, RegulationPaper
from wxadmin.domain.style import PAPER_SIZES, PROFILES, Style
from wxadmin.printing.papers import render
from wxadmin.printing.pdf_check import check_pdf


def styles(paper: Paper, own: Style) -> Iterator[Style]:
    """Every dress that can be chosen for a paper."""
    contents = (False, True) if isinstance(paper, RegulationPaper) else (False,)
    for profile, size, duplex, seal, listed, red in product(
        PROFILES, PAPER_SIZES, (False, True), (False, True), contents, ("", "石榴湾渔港管理站文件")
    ):
        logo = own.logo if duplex else b""
        yield replace(own, profile=profile, paper=size, duplex=duplex, seal=seal, contents=listed, red=red, logo=logo)


def faults_of(pdf: bytes, style: Style, folder: Path) -> list[str]:
    """What is wrong with one file, a line each."""
    out = [f"page {v.page} {v.kind}: {v.text}" for v in check_pdf(pdf, style)]
    if not (style.duplex and style.seal):
        return out
    path = folder / "paper.pdf"
    path.write_bytes(pdf)
    found = {
        engine: Counter(squeezed(extract(path)))
        for engine, (tool, extract) in ENGINES.items()
        if not tool or shutil.which(tool)
    }
    for engine, got in found.items():
        # A hyphen at a line's end is a soft one to pdfium, which leaves it out.
        odd = (got - found["pdfium"]) + (found["pdfium"] - got)
        out += [f"text in {engine}: {dict(odd)}"] if set(odd) - {"-"} else []
    if shutil.which("qpdf"):
        checked = subprocess.run(["qpdf", "--check", str(path)], capture_output=True, check=False)
        out += [f"qpdf: {checked.stdout.decode()[-80:]}"] if checked.returncode else []
    return out


def contact_sheet(paper: Paper, own: Style, target: Path) -> None:
    """First, second and last page in each profile."""
    import pypdfium2
    from PIL import Image

    rows = []
    for profile in PROFILES:
        style = replace(own, profile=profile, paper="A4")
        document = pypdfium2.PdfDocument(render(paper, mark=block(paper.number, 10), created=CREATED, style=style).pdf)
        shown = sorted({0, min(1, len(document) - 1), len(document) - 1})
        rows.append([document[page].render(scale=62 / 72).to_pil().convert("RGB") for page in shown])
        document.close()
    width = max(sum(page.width + 6 for page in row) for row in rows)
    sheet = Image.new("RGB", (width, sum(row[0].height + 6 for row in rows)), "gray")
    y = 0
    for row in rows:
        x = 0
        for page in row:
            sheet.paste(page, (x, y))
            x += page.width + 6
        y += row[0].height + 6
    sheet.save(target)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=Path)
    parser.add_argument("--only", choices=every())
    args = parser.parse_args()
    kept = tempfile.TemporaryDirectory()
    folder = Path(kept.name)
    start = time.perf_counter()
    wrong = papers = 0
    for name, (paper, own) in every().items():
        if args.only and name != args.only:
            continue
        if args.pictures:
            args.pictures.mkdir(parents=True, exist_ok=True)
            contact_sheet(paper, own, args.pictures / f"{name}.png")
        pages = 0
        faults: Counter[str] = Counter()
        for style in styles(paper, own):
            made = render(paper, mark=block(paper.number, 10), created=CREATED, style=style)
            pages += made.pages
            papers += 1
            faults.update(f"{style.profile} {style.paper} {fault}" for fault in faults_of(made.pdf, style, folder))
        wrong += faults.total()
        print(f"{name:18} {pages:5} pages, {faults.total()} faults")
        print("".join(f"    {count} × {fault}\n" for fault, count in faults.most_common(12)), end="", flush=True)
    print(f"{papers} papers, {wrong} faults in {time.perf_counter() - start:.0f} s")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
