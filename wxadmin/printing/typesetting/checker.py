"""Checks laid-out lines against the rules, without trusting how they were made.

It counts advances anew from the widths of the faces, so an error in the breaker's sums shows as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from wxadmin.printing.typesetting.breaking import LOOSEST, MOST, Line, advances, is_orphan
from wxadmin.printing.typesetting.characters import NOT_FIRST, NOT_LAST
from wxadmin.printing.typesetting.measuring import FULL, Measured

TOLERANCE = 20.0
"""Thousandths of the em: 0.3 pt at 15.75 pt."""
_NARROW = frozenset("LNPQBUXYSI")
_WORD = frozenset("LNPQBUXYKVZW")
WIDEST_GAP = 250.0
"""Widest place between Han and Latin (CLREQ: a quarter em)."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One violation: ``kind`` start, end, split, orphan, overfull, ragged, overlap, gap, lost, unit."""

    kind: str
    line: int
    text: str


def check_lines(para: Measured, lines: Sequence[Line], rest: float, first: float | None = None) -> list[Fault]:
    """Every fault of a justified paragraph set in a column (thousandths of the em)."""
    faults: list[Fault] = []
    first = rest if first is None else first
    faults += _lost(para, lines)
    for number, line in enumerate(lines):
        text = para.text[line.start : line.end]
        if not text:
            faults.append(Fault("lost", number, ""))
            continue
        last = number == len(lines) - 1
        before = para.text[lines[number - 1].start : lines[number - 1].end] if number else ""
        if number and text[0] in NOT_FIRST and not _only_marks(before, text[0]):
            pair = before[-1:] == text[0] and text[0] in "—…"
            faults.append(Fault("split" if pair else "start", number, text[:6]))
        if not last and text[-1] in NOT_LAST and len(text) > 1:
            faults.append(Fault("end", number, text[-6:]))
        parted = number and lines[number - 1].end == line.start
        counted = text[0].isdigit() or para.classes[line.start] in "ZVU"
        if parted and before[-1:].isdigit() and counted and not _longer(para, line, rest):
            faults.append(Fault("unit", number, before[-3:] + text[:3]))
        alone = is_orphan(para.classes[line.start : line.end])
        if last and number and alone and len(before) > 3 and not _only_marks(before, ""):
            faults.append(Fault("orphan", number, text))
        faults += _measures(para, line, number, rest if number else first, last)
    return faults


def _only_marks(before: str, mark: str) -> bool:
    """A run of marks longer than a line has to be parted somewhere; but never inside a pair."""
    if mark and mark in "—…" and before[-1:] == mark:
        return (len(before) - len(before.rstrip(mark))) % 2 == 0
    return all(c in NOT_FIRST for c in before)


def _longer(para: Measured, line: Line, room: float) -> bool:
    """Whether the number, address or word parted at the head of this line is longer than a whole line."""
    start = end = line.start
    while start > 0 and para.classes[start - 1] in _WORD:
        start -= 1
    while end < len(para.text) and para.classes[end] in _WORD:
        end += 1
    return sum(para.widths[start:end]) > room - 1000


def _lost(para: Measured, lines: Sequence[Line]) -> list[Fault]:
    """Characters between lines that are not spaces, or lines that overlap."""
    faults = []
    at = 0
    for number, line in enumerate(lines):
        between = para.text[at : line.start]
        if line.start < at or between.strip(" 　"):
            faults.append(Fault("lost", number, between[:6]))
        at = line.end
    if para.text[at:].strip(" 　"):
        faults.append(Fault("lost", len(lines), para.text[at : at + 6]))
    return faults


def _measures(para: Measured, line: Line, number: int, room: float, last: bool) -> list[Fault]:
    faults = []
    text = para.text[line.start : line.end]
    taken = advances(para, line)
    end = line.x + sum(taken)
    if end > room + TOLERANCE:
        faults.append(Fault("overfull", number, text[-6:]))
    kinds = para.classes[line.start : line.end]
    # Only between two wide characters may a line be stretched; one that has no such place stays short.
    elastic = any(a not in _NARROW and b not in _NARROW and a + b != "DD" for a, b in pairwise(kinds))
    # Before a long word or address a line may stay short rather than be torn apart.
    after_line = para.classes[line.end : line.end + 2]
    after_line = after_line[1:] if after_line[:1] == "O" else after_line[:1]
    before_latin = kinds[-1] in _NARROW or after_line in _NARROW | {"K"}
    places = para.gaps[line.end - 1] - para.gaps[line.start] if para.gaps else 0
    short = line.stretch == 0.0 and room - end > places * (LOOSEST if before_latin else MOST)
    if not last and elastic and not short and abs(end - room) > TOLERANCE:
        faults.append(Fault("ragged", number, text[-6:]))
    for i, advance in enumerate(taken):
        at = line.start + i
        width, kind = para.widths[at], para.classes[at]
        after = para.classes[at + 1 : at + 2] if at + 1 < line.end else ""
        # The mark's own blank half, and that of an opening mark behind it, may be gone.
        half = 500 if width >= FULL and kind in "CTE" else 0
        half += 500 if after == "O" and para.widths[at + 1] >= FULL else 0
        loose = 260 if kind == "M" or after == "M" else 0
        if kind not in "SI" and advance < width - half - loose - 1.0:
            faults.append(Fault("overlap", number, para.text[at : at + 2]))
        pair = kind + after
        if len(pair) == 2 and pair[0] in "HGZJVW" and pair[1] in "LN" and advance > width + WIDEST_GAP:
            faults.append(Fault("gap", number, para.text[at : at + 2]))
        if len(pair) == 2 and pair[0] in "LN" and pair[1] in "LN" and abs(advance - width) > 1.0:
            faults.append(Fault("gap", number, para.text[at : at + 2]))
    return faults
