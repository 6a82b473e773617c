"""The text of a regulation, as people copy it from the web or keep it in Word, read as a tree of numbered units."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from wxadmin.domain.numerals import CN_DIGITS, number
from wxadmin.domain.regulation import ParseWarning, RegulationText, walk
from wxadmin.intake.regulation.blanks import Found, as_blanks, found_blanks
from wxadmin.intake.regulation.cutting import Cutter
from wxadmin.intake.regulation.layout import lay_out
from wxadmin.intake.regulation.markdown import is_markdown, unmarked
from wxadmin.intake.regulation.markers import find_markers
from wxadmin.intake.regulation.pieces import Part, parts
from wxadmin.intake.regulation.repair import repair
from wxadmin.intake.regulation.sequence import place
from wxadmin.intake.regulation.settings import find_settings
from wxadmin.intake.regulation.tree import outline
from wxadmin.intake.regulation.variants import usual

__all__ = [
    "Found", "Part", "as_blanks", "found_blanks", "parse_regulation", "parts", "read_regulation", "squeezed",
    "with_settings",
]  # fmt: skip
_MOST_WARNINGS = 200
_MOST_UNITS = 10_000
_COUNTED = re.compile(rf"^[^\S\n]*(第(\d{{1,12}}|[{CN_DIGITS}千万]{{1,12}})[章节条])(?=[^\S\n])", re.MULTILINE)
_SOFT_END = re.compile("[\x0b\u2028\u2029\x85]")
"""Ends a line inside a paragraph of Word; editors do not count it."""


def parse_regulation(text: str, *, raw: bool = False, in_order: bool = False) -> RegulationText:
    """The structure of ``text``. Never fails; what is uncertain stays whole and is named in the warnings.

    Nothing is dropped: title, preamble, the nodes' numbers, titles and texts, and closing give the text back in
    order, white space aside, after the typographic repair; signs of Markdown are no words. Lines that a web page or a
    letterhead puts above the title follow it in the preamble; ``in_order`` leaves such a title at its place among
    them and warns. With ``raw`` nothing is repaired and Markdown is not read.
    """
    counted = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _SOFT_END.sub("\n", counted)
    read, marks = unmarked(text) if not raw and is_markdown(text) else (text, [])
    repaired = repair(read)
    layout = lay_out(usual(repaired))
    if marks:
        layout.warnings.append((marks[0], f"按 Markdown 读取，{len(marks)} 处标记（#、**、| 等）不算正文"))
    plan = outline(layout, place(layout.masked, find_markers(layout.masked)))
    plan.warnings += _impossible(layout.masked)
    if not plan.units and plan.preamble:
        plan.warnings.append((plan.preamble[0][0], "没有认出编号，全文放在前言里，请手工划分条款"))
    source = text if raw else _put(repaired, layout.put)
    cutter = Cutter(source, counted, raw=raw)
    title = "".join(cutter.cut(span) for span in plan.title)
    above = sum(1 for span in plan.preamble if plan.title and span[0] < plan.title[0][0])
    preamble = [cutter.cut(span) for span in plan.preamble]
    kept_in_order = [*preamble[:above], title, *preamble[above:]] if above else preamble
    if above and in_order:
        plan.warnings.append((plan.title[0][0], f"标题像是“{title}”，它上面还有别的文字，都按原来的次序放在前言里"))
        title, preamble = "", kept_in_order
    parsed = RegulationText(
        title=title or None,
        preamble=tuple(preamble),
        nodes=tuple(cutter.node(unit) for unit in plan.units),
        closing=tuple(cutter.cut(span) for span in plan.closing),
        warnings=_shown(cutter, sorted(plan.warnings)),
    )
    as_given = parsed if not above else replace(parsed, title=None, preamble=tuple(kept_in_order))
    if squeezed(as_given) != "".join(source.split()):
        # Losing words would be worse than losing structure: hand the text back whole.
        lines = tuple(line.strip() for line in source.split("\n") if line.strip())
        warning = ParseWarning(1, "结构没有认出，全文已照原样保留，请手工划分")
        return RegulationText(None, lines, (), (), (), (warning,))
    return with_settings(parsed)


def _impossible(text: str) -> list[tuple[int, str]]:
    """Lines that begin as a unit does, with a number that none has: they are words like any other."""
    return [
        (match.start(1), f"“{match[1]}”不是能用的编号，这一行没有分成单独一条，请核对")
        for match in _COUNTED.finditer(text)
        if not 0 < (number(match[2]) or 0) < _MOST_UNITS
    ]


def _put(text: str, changes: dict[int, str]) -> str:
    chars = list(text)
    for at, char in changes.items():
        chars[at] = char
    return "".join(chars)


def with_settings(parsed: RegulationText) -> RegulationText:
    """The same text with the settings that its words fix now (after filling in or correcting by hand)."""
    return replace(parsed, settings=find_settings(parsed))


def _shown(cutter: Cutter, found: list[tuple[int, str]]) -> tuple[ParseWarning, ...]:
    shown = [cutter.warning(at, message) for at, message in found[:_MOST_WARNINGS]]
    if len(found) > _MOST_WARNINGS:
        more = len(found) - _MOST_WARNINGS
        shown.append(cutter.warning(found[_MOST_WARNINGS][0], f"此后还有 {more} 处需要核对，不再一一列出"))
    return tuple(shown)


def squeezed(parsed: RegulationText) -> str:
    """Every character of the parsed text in order, without white space."""
    parts = [parsed.title or "", *parsed.preamble]
    for _path, node in walk(parsed.nodes):
        parts += [node.number, node.title or "", node.text]
    return "".join("".join([*parts, *parsed.closing]).split())


def read_regulation(
    path: str | Path, *, raw: bool = False, in_order: bool = False, allow_large: bool = False
) -> RegulationText:
    """The structure of a text, Markdown or Word file (``-``: standard input); UserError if it cannot be read."""
    from wxadmin.intake.regulation.files import read_text

    text, notes = read_text(path, allow_large=allow_large)
    parsed = parse_regulation(text, raw=raw, in_order=in_order)
    known = {note.line for note in notes if "表格" in note.message}
    own = (warning for warning in parsed.warnings if warning.line not in known or "表格" not in warning.message)
    return replace(parsed, warnings=tuple(sorted((*notes, *own), key=lambda warning: warning.line)))
