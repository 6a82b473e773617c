"""Prints every ``.txt`` of a folder and reports: violations found in the PDF, and whether the words come back.

``python tests/bench/regulation_print.py FOLDER [--profile gongwen] [--out FOLDER]``. The text is extracted by poppler
(``pdftotext``), mupdf (``mutool``) where installed, and pdfium, and compared with the parsed text, white space aside.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from wxadmin.domain.papers import RegulationPaper
from wxadmin.domain.regulation import Node, RegulationText
from wxadmin.domain.seal import Reserved
from wxadmin.domain.style import Style
from wxadmin.intake.regulation import read_regulation
from wxadmin.printing.papers import render
from wxadmin.printing.pdf_check import _PAGE_NUMBER, check_pdf, count_lines
from wxadmin.printing.typesetting.characters import printable


def words(text: RegulationText) -> str:
    parts = [text.title or "", *text.preamble]

    def walk(nodes: tuple[Node, ...]) -> None:
        for node in nodes:
            parts.extend([node.number, node.title or "", node.text])
            walk(node.children)

    walk(text.nodes)
    return squeezed("".join(printable(line) for p in [*parts, *text.closing] for line in p.split("\n")))


def squeezed(text: str) -> str:
    return "".join(text.split())


def extracted(pdf: Path) -> dict[str, str]:
    import pypdfium2

    out = {}
    if shutil.which("pdftotext"):
        out["poppler"] = subprocess.run(
            ["pdftotext", "-raw", str(pdf), "-"], capture_output=True, check=True
        ).stdout.decode()
    if shutil.which("mutool"):
        out["mupdf"] = subprocess.run(
            ["mutool", "draw", "-q", "-F", "txt", str(pdf)], capture_output=True, check=True
        ).stdout.decode()
    document = pypdfium2.PdfDocument(pdf)
    out["pdfium"] = "\n".join(page.get_textpage().get_text_range() for page in document).replace("\ufffe", "")
    document.close()
    return {
        k: squeezed("\n".join(x for x in v.splitlines() if not _PAGE_NUMBER.fullmatch(x.strip())))
        for k, v in out.items()
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--profile", default="gongwen")
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    out = args.out or Path(tempfile.mkdtemp())
    out.mkdir(parents=True, exist_ok=True)
    bad = lines = 0
    for path in sorted(args.folder.glob("*.txt")):
        text = read_regulation(path)
        made = render(
            RegulationPaper("", text),
            mark=Reserved(),
            created=datetime(2026, 1, 1, tzinfo=UTC),
            style=Style(args.profile),
        )
        pdf = out / f"{path.stem}.pdf"
        pdf.write_bytes(made.pdf)
        faults = check_pdf(pdf, Style(args.profile))
        # The title stands above every page in some profiles; it is compared by being there at all.
        title = squeezed(text.title or "\0")
        wanted = words(text).replace(title, "")
        same = {name: got.replace(title, "") == wanted for name, got in extracted(pdf).items()}
        lines += count_lines(pdf)
        bad += len(faults) + sum(not ok for ok in same.values())
        print(
            f"{path.name}: {made.pages} pages, missing {''.join(made.missing) or '-'}, violations {faults}, text {same}"
        )
    print(f"{lines} lines, {bad} faults")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
