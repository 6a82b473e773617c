"""A regulation as a paper: title, contents on request, chapters, articles and items, office and date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import groupby

from wxadmin.domain.papers import RegulationPaper
from wxadmin.domain.regulation import Node
from wxadmin.domain.seal import Mark
from wxadmin.printing import attachments, contents, head
from wxadmin.printing.composition import Composition, chinese_date, is_date, office, signature_of
from wxadmin.printing.typesetting.columns import need, share
from wxadmin.printing.typesetting.flow import Runs, Strip, space
from wxadmin.printing.typesetting.table import Cell, Column, Table

_CENTRED = re.compile(r"第[零〇一二三四五六七八九十百千\d]+[编章节篇部分]+")
_SECOND_LEVEL = re.compile(r"（[一二三四五六七八九十百]+）")
_SPACED = re.compile(r".*[\dA-Za-z第条章节款项]$|[-–—•·*]")
_LEAD = re.compile(r"([^，。；：！？、（）“”《》…\s]{2,10}(?<!\d)：)(?=.{6})", re.DOTALL)
"""A few words and a colon at the head of an item, with a sentence behind it; 22：30 is a time."""
_ATTACHED = re.compile("附件[:：]")
_ITEM = re.compile(r"\d+[.．、]")
_WIDE = 30
"""Characters of a line from which items within items are drawn in further."""
_FULL_SPACE = "　"
_CELLS = 9
"""Cells of a row up to which it is taken for one of a table."""
_HEADING = 10
"""Characters of a short cell."""
_NARROWEST, _WIDEST = 3.0, 20.0
"""Em of letters in a column of a table."""
_PARTED = ("、", "，", "：", ".", "．")
"""Marks behind a number that part it from its text."""

_Units = list[tuple[int, Node, Strip]]
"""Units in reading order, each with its level in the outline and its first strip."""


def compose(paper: RegulationPaper, sheet: Composition, mark: Mark) -> None:
    """Fill the sheet; nothing of the text is left out and every word stays in its order."""
    text = paper.text
    title = text.title or ""
    number = head.add(sheet, paper.number)
    if paper.unit and title and paper.unit not in title and not paper.issuer:
        sheet.text(paper.unit, align="centre", first=0, keep=True, chain_=sheet.kai)
    if title:
        sheet.title(title)
    facts = _facts(paper, number)
    sheet.subtitle(f"（{'　'.join(facts)}）" if facts else "")
    if title:
        sheet.blank()
    start = len(sheet.strips)
    for line in text.preamble:
        _body(sheet, line)
    units: _Units = []
    for node in text.nodes:
        _node(sheet, node, 0, 0, units)
    closing = [line for part in text.closing for line in part.split("\n") if line.strip()]
    signed = signature_of(closing)
    _closing(sheet, closing[: signed.start])
    attachments.note(sheet, paper.attachments)
    issuer = paper.issuer if paper.unit in title or not paper.issuer else office(paper.unit, paper.issuer)
    sheet.signature(_signature(closing[signed], issuer, paper.issued))
    for line in closing[signed.stop :]:
        _body(sheet, line)
    behind = len(sheet.strips)
    attachments.pages(sheet, paper.attachments)
    if sheet.style.contents:
        listed = [unit for unit in units if unit[1].kind == "chapter"]
        listed = listed or [unit for unit in units if unit[1].kind == "article"]
        entries = [(level, _label(node), strip) for level, node, strip in listed]
        entries += [(*strip.bookmark, strip) for strip in sheet.strips[behind:] if strip.bookmark]
        sheet.strips[start:start] = contents.strips(entries, sheet, start)
    sheet.block(mark, paper.number)


def _facts(paper: RegulationPaper, number: str) -> list[str]:
    out = []
    if number:
        out.append(number)
    if paper.version:
        out.append(paper.version if "版" in paper.version else f"第{paper.version}版")
    if paper.group:
        out.append(f"适用：{paper.group}")
    return out


def _body(sheet: Composition, text: str) -> None:
    """Paragraphs; lines of cells, as a table comes out of a page of the web, become a table again."""
    lines = [line for line in text.split("\n") if line.strip()]
    for cells, run in groupby(lines, lambda line: line.rstrip("\t").count("\t") + 1):
        rows = [[cell.strip() for cell in line.rstrip("\t").split("\t")] for line in run]
        if 1 < cells <= _CELLS and _is_table(rows):
            _table(sheet, rows)
        else:
            for row in rows:
                sheet.text("\t".join(row))


def _is_table(rows: list[list[str]]) -> bool:
    """Three rows make one, and two if no cell is left to be filled in behind a colon."""
    return len(rows) > 2 or (len(rows) > 1 and not any(cell.endswith(("：", ":")) for row in rows for cell in row))


def _table(sheet: Composition, rows: list[list[str]]) -> None:
    """Rows of as many cells each; the first is taken for the headings where each of its cells says something short.

    It is not repeated on the next page: every word of the text stands there once.
    """
    p = sheet.profile
    columns = list(zip(*rows, strict=True))
    needs = [need("", column, sheet.body, least=_NARROWEST, most=_WIDEST) for column in columns]
    widths = share(needs, p.width / p.table_size) or [1.0] * len(columns)
    aligns = ["centre" if all(len(cell) <= _HEADING for cell in column) else "left" for column in columns]
    letters = [Column("", width, align) for width, align in zip(widths, aligns, strict=True)]
    table = Table(letters, sheet.body, sheet.hei, p.table_size, p.table_leading, p.width, p.table_leading * 1.4)
    strips: list[Strip] = []
    if all(0 < len(cell) <= _HEADING for cell in rows[0]):
        strips = table.row([Cell(((cell, sheet.hei),), align="centre") for cell in rows.pop(0)])
        strips[-1].keep = True
    if sheet.strips:
        sheet.strips[-1].keep = True
    sheet.add([*strips, *table.rows(rows), space(p.leading / 3)])


def _signature(own: list[str], issuer: str, issued: date | None) -> list[str]:
    """Office and date: those the text ends with, and of the paper's what they lack; nobody signs twice."""
    if not own or all(map(is_date, own)):
        own = [issuer, *own]
    if issued and not any(map(is_date, own)):
        own = [*own, chinese_date(issued)]
    return own


def _closing(sheet: Composition, lines: Sequence[str]) -> None:
    """What stands behind the last unit; items of 附件 below its first (GB/T 9704 7.3.4)."""
    listed = False
    for line in lines:
        first = bool(_ATTACHED.match(line))
        if first:
            sheet.blank()
        listed = first or (listed and bool(_ITEM.match(line)))
        if listed:
            for strip in sheet.text(line, first=2.0 if first else 5.0):
                strip.lines = 0  # no words of the body, so office and date want lines above it for company
        else:
            _body(sheet, line)


def _node(sheet: Composition, node: Node, level: int, depth: int, units: _Units) -> None:
    """A unit and all below it; ``level`` counts in the outline, ``depth`` how many items it stands in."""
    letters = sheet.body
    start = len(sheet.strips)
    if node.kind == "chapter":
        _heading(sheet, node, level)
    elif node.kind == "paragraph" and not node.number and not node.title:
        _body(sheet, node.text)
    else:
        number = node.number + (_gap(node.number) if node.title or node.text else "")
        mark = (level, _label(node)) if node.kind == "article" else None
        first, *rest = node.text.split("\n") if node.text else [""]
        lead = sheet.hei if node.kind == "article" and node.number.startswith("第") else letters
        if node.title:
            sheet.text([(number, lead), (node.title, sheet.hei)], keep=bool(node.text or node.children), bookmark=mark)
            if first:
                sheet.text(first)
        elif sheet.profile.hanging and node.kind == "item" and node.number:
            inwards = 2.0 * min(depth, 2) if sheet.profile.width > _WIDE * sheet.profile.size else 0.0
            sheet.item(number, _led(first, sheet), first=2.0 + inwards, keep=bool(node.children and not first))
        else:
            runs: Runs = [(number, lead), (first, letters)]
            keep = bool(node.children) and not first
            sheet.text(runs, bookmark=mark, keep=keep)
        _body(sheet, "\n".join(rest))
        if node.children and node.text.rstrip().endswith(("：", ":")):
            sheet.strips[-1].keep = True
    if len(sheet.strips) > start:
        units.append((level, node, sheet.strips[start]))
    below = level + 1 if node.kind in ("chapter", "article") else level
    for child in node.children:
        _node(sheet, child, below, depth + (node.kind == "item"), units)


def _led(text: str, sheet: Composition) -> Runs:
    """The text of an item, a few words before a colon at its head in 黑体."""
    lead = _LEAD.match(text)
    if not lead:
        return [(text, sheet.body)]
    return [(lead.group(1), sheet.hei), (text[lead.end() :], sheet.body)]


def _heading(sheet: Composition, node: Node, level: int) -> None:
    """A chapter's heading by its kind of number; without a title its text runs on behind the number."""
    number, mark = node.number, (level, _label(node))
    if not number and node.title:  # a second regulation in the same text
        sheet.blank()
        sheet.title(node.title, bookmark=mark)
        sheet.blank()
        _body(sheet, node.text)
        return
    letters = sheet.kai if _SECOND_LEVEL.fullmatch(number) else sheet.hei
    runs: Runs = [(number + (_gap(number) if node.title or node.text else ""), letters), (node.title or "", letters)]
    if _CENTRED.fullmatch(number):
        words = [(number + (_FULL_SPACE if node.title else "") + (node.title or ""), letters)]
        below = bool(sheet.strips and sheet.strips[-1].bookmark and sheet.strips[-1].keep)  # another heading
        room = 0.0 if below else sheet.profile.leading
        sheet.text(words, align="centre", first=0, keep=True, bookmark=mark, before=room)
        _body(sheet, node.text)
    elif node.title:
        sheet.text(runs, keep=True, bookmark=mark)
        _body(sheet, node.text)
    else:
        first, *rest = node.text.split("\n")
        sheet.text([runs[0], (first, sheet.body)], keep=not first, bookmark=mark)
        _body(sheet, "\n".join(rest))


def _gap(number: str) -> str:
    """What stands between a number and its text: 第一条 and 1.1 need room, 一、 and （一） have theirs."""
    if number.startswith("第"):
        return "" if number.endswith(_PARTED) else _FULL_SPACE
    return " " if _SPACED.fullmatch(number) else ""


def _label(node: Node) -> str:
    """The unit as outline and contents name it; one without title by its first words."""
    words = node.title or node.text.split("\n")[0]
    words = words if node.title or len(words) <= 20 else words[:19] + "…"
    return f"{node.number}{_gap(node.number).strip(' ')}{words}".strip()
