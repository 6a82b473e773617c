"""A regulation as a paper: title, contents on request, chapters, articles and items, office and date."""

from __future__ import annotations

import re

from wxadmin.domain.papers import RegulationPaper
from wxadmin.domain.regulation import Node
from wxadmin.domain.seal import Mark
from wxadmin.printing import head
from wxadmin.printing.composition import Composition, ems, is_signature, office
from wxadmin.printing.typesetting.flow import Runs, Strip, paragraph
from wxadmin.printing.typesetting.ink import Page

_CENTRED = re.compile(r"第[零〇一二三四五六七八九十百千\d]+[编章节篇部分]+")
_FIRST_LEVEL = re.compile(r"[一二三四五六七八九十百]+、")
_SECOND_LEVEL = re.compile(r"（[一二三四五六七八九十百]+）")
_SPACED = re.compile(r".*[\dA-Za-z第条章节款项]$|[-–—•·*]")
_FULL_SPACE = "　"


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
    if sheet.style.contents:
        _contents(text.nodes, sheet)
    for line in text.preamble:
        _body(sheet, line)
    for node in text.nodes:
        _node(sheet, node, 0)
    _closing(sheet, text.closing)
    issuer = paper.issuer if paper.unit in title or not paper.issuer else office(paper.unit, paper.issuer)
    sheet.sign_off(issuer, paper.issued)
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


def _closing(sheet: Composition, closing: tuple[str, ...]) -> None:
    """Sentences as paragraphs; an office and a date at the very end as a sign-off."""
    last = len(closing)
    while last and is_signature(closing[last - 1]):
        last -= 1
    for line in closing[:last]:
        _body(sheet, line)
    signature = [part for line in closing[last:] for part in line.split("\n") if part.strip()]
    start = len(sheet.strips)
    for i, line in enumerate(signature):
        strips = sheet.text(line, align="right", first=0, right=4.0, before=sheet.profile.leading if i == 0 else 0.0)
        for strip in strips:
            strip.keep = True
    if signature and start:
        for strip in sheet.strips[max(0, start - 2) : start]:
            strip.keep = True
        sheet.strips[-1].keep = False


def _body(sheet: Composition, text: str) -> None:
    for line in text.split("\n"):
        if line.strip():
            sheet.text(line)


def _node(sheet: Composition, node: Node, level: int) -> None:
    letters = sheet.body
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
        else:
            runs: Runs = [(number, lead), (first, letters)]
            keep = bool(node.children) and not first
            sheet.text(runs, bookmark=mark, keep=keep)
        for line in rest:
            _body(sheet, line)
        if node.children and node.text.rstrip().endswith(("：", ":")):
            sheet.strips[-1].keep = True
    below = level + 1 if node.kind in ("chapter", "article") else level
    for child in node.children:
        _node(sheet, child, below)


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
        head = [(number + (_FULL_SPACE if node.title else "") + (node.title or ""), letters)]
        sheet.text(head, align="centre", first=0, keep=True, bookmark=mark, before=sheet.profile.leading)
        _body(sheet, node.text)
    elif node.title:
        sheet.text(runs, keep=True, bookmark=mark)
        _body(sheet, node.text)
    else:
        first, *rest = node.text.split("\n")
        sheet.text([runs[0], (first, sheet.body)], keep=not first, bookmark=mark)
        for line in rest:
            _body(sheet, line)


def _gap(number: str) -> str:
    """What stands between a number and its text: 第一条 and 1.1 need room, 一、 and （一） have theirs."""
    if number.startswith("第"):
        return _FULL_SPACE
    return " " if _SPACED.fullmatch(number) else ""


def _label(node: Node) -> str:
    """The unit as the outline names it; an article without title by its first words."""
    words = node.title or node.text.split("\n")[0]
    words = words if len(words) <= 20 else words[:19] + "…"
    return f"{node.number}{_FULL_SPACE if node.number.startswith('第') else ''}{words}".strip()


def _contents(nodes: tuple[Node, ...], sheet: Composition) -> None:
    """目录: every chapter with its page; pages are known once the strips are placed, before anything is drawn."""
    chapters = [(0, node) for node in nodes if node.kind == "chapter"]
    chapters = [
        entry
        for level, node in chapters
        for entry in [(level, node), *((level + 1, child) for child in node.children if child.kind == "chapter")]
    ]
    if not chapters:
        return
    p = sheet.profile
    sheet.text("目　录", align="centre", first=0, chain_=sheet.hei, keep=True, before=p.leading / 2)
    for level, node in chapters:
        label = f"{node.number}{_FULL_SPACE if node.number.startswith('第') else ''}{node.title or ''}"
        strips = paragraph(
            label,
            sheet.body,
            size=p.size,
            leading=p.leading,
            width=p.width - 4 * p.size,
            align="left",
            first=level * 2.0,
            hang=level * 2.0 + 2.0,
        )
        _leader(
            strips[-1], sheet, node, (level * 2 + ems(label, sheet.body)) * p.size if len(strips) == 1 else p.width / 2
        )
        sheet.strips += strips
    sheet.strips[-1].keep = False
    sheet.strips.append(Strip(0.0, 0.0, lambda *_: None, before=p.leading, lines=0))


def _leader(strip: Strip, sheet: Composition, node: Node, end: float) -> None:
    """Dots from ``end`` (points from the margin) and the page number behind a line of the contents.

    The dots are drawn, not set, so that they are not in the way of who copies the text.
    """
    p = sheet.profile
    draw = strip.draw
    wanted = _label(node)

    def with_number(page: Page, x: float, top: float) -> None:
        draw(page, x, top)
        target = next((s for s in sheet.strips if s.bookmark is not None and s.bookmark[1] == wanted), None)
        if target is not None:
            y = top - 0.88 * p.size
            taken = page.text(x + p.width, y, str(target.page + 1), sheet.body, p.size, align="right")
            start = x + end + 0.5 * p.size
            page.leader(start, y + 0.1 * p.size, x + p.width - taken - 0.5 * p.size - start)

    strip.draw = with_number
