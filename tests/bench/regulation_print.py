"""Prints the library and every ``.txt`` of a folder in every profile and size, and looks for what is wrong.

``python tests/bench/regulation_print.py FOLDER [--only gongwen-A4] [--out FOLDER]``. For each of the PDFs: violations
found by ``check_pdf``, the words as poppler (``pdftotext``), mupdf (``mutool``) and pdfium give them back against the
parsed text (white space aside), and ``qpdf --check``. The library's blanks are filled with their defaults. Ends with 1
when anything is wrong; each fault is named with the file and how to make it again.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from wxadmin.domain.papers import RegulationPaper
from wxadmin.domain.regulation import Node, RegulationText
from wxadmin.domain.seal import Unregistered
from wxadmin.domain.style import PAPER_SIZES, PROFILES, Style
from wxadmin.intake import library
from wxadmin.intake.regulation import read_regulation
from wxadmin.printing.papers import render
from wxadmin.printing.pdf_check import check_pdf, count_lines
from wxadmin.printing.typesetting.characters import printable

CREATED = datetime(2026, 1, 1, tzinfo=UTC)
STYLES = {f"{profile}-{paper}": Style(profile, paper) for profile in PROFILES for paper in PAPER_SIZES} | {
    # Everything at once: what stands before and behind the text is not compared, the text itself is.
    "office": Style(duplex=True, contents=True, red="石榴湾渔港管理站文件", seal=True),
    "notice-board": Style("dazi", "A3", duplex=True, contents=True),
}
_PAGE_NUMBER = re.compile(r"—\d+—|第\d+页共\d+页")


def texts(folder: Path) -> dict[str, RegulationText]:
    """The library filled with defaults, and the folder's files as they are read."""
    out = {}
    for template in library.templates():
        values = {v.key: "石榴湾" for v in template.variables if v.required and not v.default}
        out[f"library/{template.key}"] = library.fill(template.key, values)
    return out | {path.name: read_regulation(path) for path in sorted(folder.glob("*.txt"))}


def words(text: RegulationText) -> str:
    """All that the text says, without white space."""
    parts = [text.title or "", *text.preamble]

    def walk(nodes: tuple[Node, ...]) -> None:
        for node in nodes:
            parts.extend([node.number, node.title or "", node.text])
            walk(node.children)

    walk(text.nodes)
    return squeezed("".join(printable(line) for p in [*parts, *text.closing] for line in p.split("\n")))


def squeezed(text: str) -> str:
    return "".join(text.split())


def run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, check=True).stdout.decode()


def by_pdfium(pdf: Path) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document).replace("\ufffe", "")
    finally:
        document.close()


ENGINES = {
    "poppler": ("pdftotext", lambda pdf: run("pdftotext", "-raw", str(pdf), "-")),
    "mupdf": ("mutool", lambda pdf: run("mutool", "draw", "-q", "-F", "txt", str(pdf))),
    "pdfium": ("", by_pdfium),
}


def flowing(extracted: str, title: str) -> str:
    """Without white space, page numbers, and the title, which in some profiles stands above every page."""
    lines = (squeezed(line) for line in extracted.splitlines())
    return "".join(line for line in lines if not _PAGE_NUMBER.fullmatch(line)).replace(title, "")


def faults_of(pdf: Path, wanted: str, title: str, style: Style) -> list[str]:
    """What is wrong with one file, a line each."""
    out = [f"page {v.page} {v.kind}: {v.text}" for v in check_pdf(pdf, style)]
    for engine, (tool, extract) in ENGINES.items():
        if tool and shutil.which(tool) is None:
            continue
        got = flowing(extract(pdf), title)
        if wanted not in got:
            at = next((i for i in range(len(wanted)) if wanted[: i + 1] not in got), 0)
            out.append(f"text in {engine}: …{wanted[max(0, at - 12) : at]}| {wanted[at : at + 12]}…")
        elif not style.contents:
            before, after = got.split(wanted, 1) if wanted else (got, "")
            if not after.startswith("内容码") or before:
                out.append(f"text in {engine}: more than was given: {before[-12:]} … {after[:12]}")
    if shutil.which("qpdf"):
        checked = subprocess.run(["qpdf", "--check", str(pdf)], capture_output=True, check=False)
        if checked.returncode or b"No syntax or stream encoding errors" not in checked.stdout:
            out.append(f"qpdf: {(checked.stdout + checked.stderr).decode()[-80:]}")
    return out


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", choices=STYLES)
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    out = args.out or Path(tempfile.mkdtemp())
    out.mkdir(parents=True, exist_ok=True)
    start = time.perf_counter()
    known = texts(args.folder)
    wrong = 0
    print(f"{'style':14} {'files':>5} {'pages':>6} {'lines':>7}  faults by kind")
    for label, style in STYLES.items():
        if args.only and label != args.only:
            continue
        pages = lines = 0
        kinds: Counter[str] = Counter()
        named: list[str] = []
        for name, text in known.items():
            paper = RegulationPaper("", text)
            if style.red:
                paper = replace(paper, issuer="石榴湾渔港管理站", issued=date(2026, 9, 1))
            made = render(paper, mark=Unregistered(bytes(32)), created=CREATED, style=style)
            pdf = out / f"{label}-{name.replace('/', '-').removesuffix('.txt')}.pdf"
            pdf.write_bytes(made.pdf)
            title = squeezed(text.title or "\0")
            faults = faults_of(pdf, words(text).replace(title, ""), title, style)
            faults += [f"missing: {''.join(made.missing)}"] if made.missing else []
            pages += made.pages
            lines += count_lines(pdf)
            kinds.update(fault.split(":")[0].split(" ")[-1] for fault in faults)
            named += [f"    {pdf.name}: {fault}" for fault in faults]
        wrong += len(named)
        print(f"{label:14} {len(known):5} {pages:6} {lines:7}  {dict(kinds) or 0}")
        print("\n".join(named), end="\n" if named else "", flush=True)
    print(f"{wrong} faults in {time.perf_counter() - start:.0f} s; the files are in {out}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
