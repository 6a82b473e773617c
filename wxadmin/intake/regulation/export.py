"""A regulation as a Word file that Word and WPS open and that our own import reads back as the same structure."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from wxadmin.atomic import write_bytes
from wxadmin.domain.blanks import shown
from wxadmin.domain.errors import UserError
from wxadmin.domain.regulation import Node, RegulationText

_PAGE = (210, 297)  # mm, A4
_MARGINS = (37, 35, 28, 26)  # mm, top, bottom, left, right: GB/T 9704-2012
_SIZE = 16  # pt, 三号
_TITLE_SIZE = 22  # pt, 二号
_LINE = 28  # pt from line to line, as in GB/T 9704-2012 (22 lines a page)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_SIGNATURE = re.compile(r"[^，。；：！？\t]{1,30}")
_HEADINGS = 9  # levels of headings that Word has

_Role = Literal["title", "chapter", "unit", "text", "signature"]


@dataclass(frozen=True, slots=True)
class _Line:
    role: _Role
    number: str
    words: str
    level: int = 0
    bold: bool = False


def write_docx(text: RegulationText, path: Path) -> None:
    """Writes the regulation to ``path`` as DOCX; UserError when it is empty or the file cannot be written.

    Numbers are plain text. A4; title centred in 宋体, chapters as headings in 黑体, everything else in 仿宋, rows of
    cells as tables, signature and day on the right. Blanks that are not filled read ``〔label〕``.
    """
    lines = list(_lines(shown(text) if text.blanks else text))
    if not any(line.number or line.words.strip() for line in lines):
        raise UserError("没有内容可以导出", remedy="请先写好制度正文")
    document = _document(text.title or "")
    at = 0
    while at < len(lines):
        rows = _rows(lines, at)
        if rows > 1:
            _table(document, [_clean(line.words).split("\t") for line in lines[at : at + rows]])
        else:
            _paragraph(document, lines[at])
        at += max(rows, 1)
    target = io.BytesIO()
    document.save(target)
    write_bytes(target.getvalue(), path)


def _lines(text: RegulationText) -> Iterator[_Line]:
    if text.title:
        yield _Line("title", "", text.title)
    for words in text.preamble:
        yield from _words(words, "text")
    todo = [(node, 0, 0) for node in reversed(text.nodes)]
    while todo:
        node, chapters, items = todo.pop()
        yield from _unit(node, chapters, items)
        below = (chapters + (node.kind == "chapter"), items + (node.kind in {"article", "item"}))
        todo += [(child, *below) for child in reversed(node.children)]
    for words in text.closing:
        yield from _words(words, "signature" if _SIGNATURE.fullmatch(words) else "text")


def _unit(node: Node, chapters: int, items: int) -> Iterator[_Line]:
    level = items if node.kind == "item" else 0
    if node.kind == "chapter" and (node.title is not None or not node.text):
        yield _Line("chapter", node.number, node.title or "", chapters)
    elif node.title is not None:
        yield _Line("unit", node.number, node.title, level, bold=True)
    else:
        first, *rest = node.text.split("\n")
        yield _Line("unit", node.number, first, level)
        yield from (_Line("text", "", words, level) for words in rest)
        return
    if node.text:
        yield from (_Line("text", "", words, level) for words in node.text.split("\n"))


def _words(words: str, role: _Role) -> Iterator[_Line]:
    return (_Line(role, "", line) for line in words.split("\n"))


def _rows(lines: list[_Line], at: int) -> int:
    """How many lines from here on are rows of one table."""
    end = at
    while end < len(lines) and lines[end].role == "text" and "\t" in lines[end].words:
        end += 1
    return end - at


def _clean(words: str) -> str:
    return _CONTROL.sub("", words)


# -- Word


def _document(title: str) -> Any:
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt, RGBColor

    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = (Mm(each) for each in _PAGE)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = (Mm(m) for m in _MARGINS)
    styles = document.styles
    _font(styles["Normal"], "仿宋", _SIZE)
    spacing = styles["Normal"].paragraph_format
    spacing.space_before = spacing.space_after = Pt(0)
    spacing.line_spacing = Pt(_LINE)
    for name, face, size in (("Title", "宋体", _TITLE_SIZE), *((f"Heading {n}", "黑体", _SIZE) for n in range(1, 10))):
        style = styles[name]
        _font(style, face, size)
        style.font.bold = name == "Title"
        style.font.italic = False
        style.font.color.rgb = RGBColor(0, 0, 0)
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(
            _LINE / 2 if name == "Title" else 0
        )
        style.paragraph_format.line_spacing = Pt(_LINE * 1.3 if name == "Title" else _LINE)
        border = style.element.pPr.find(_w("pBdr"))
        if border is not None:
            style.element.pPr.remove(border)
    for name in ("Title", "Heading 1"):
        styles[name].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _page_numbers(section)
    facts = document.core_properties
    facts.title, facts.author, facts.comments, facts.last_modified_by = _clean(title)[:255], "", "", ""
    facts.created = facts.modified = datetime.now(UTC).replace(tzinfo=None)
    return document


def _w(name: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(f"w:{name}"))


def _font(style: Any, face: str, size: int) -> None:
    """The face for Chinese, and Times New Roman for the rest; theme fonts would win over both."""
    from docx.shared import Pt

    style.font.name, style.font.size = "Times New Roman", Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in [key for key in fonts.attrib if key.endswith("Theme")]:
        del fonts.attrib[name]
    fonts.set(_w("eastAsia"), face)


def _page_numbers(section: Any) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement

    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(_w("instr"), "PAGE")
    run, shown_first = OxmlElement("w:r"), OxmlElement("w:t")
    shown_first.text = "1"
    run.append(shown_first)
    field.append(run)
    paragraph.paragraph_format.element.append(field)


def _paragraph(document: Any, line: _Line) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    number, words = _clean(line.number), _clean(line.words)
    gap = "" if not number or not words or number[-1] in "）)、" else " "
    if line.role == "title":
        document.add_paragraph(words, style="Title")
        return
    if line.role == "chapter":
        document.add_paragraph(number + gap + words, style=f"Heading {min(line.level + 1, _HEADINGS)}")
        return
    paragraph = document.add_paragraph()
    if line.role == "signature":
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.right_indent = Pt(2 * _SIZE)
    else:
        paragraph.paragraph_format.first_line_indent = Pt(2 * _SIZE)
        paragraph.paragraph_format.left_indent = Pt(line.level * _SIZE)
    if number:
        paragraph.add_run(number + gap).bold = True
    if words:
        paragraph.add_run(words).bold = line.bold or None


def _table(document: Any, rows: list[list[str]]) -> None:
    columns = max(len(row) for row in rows)
    table = document.add_table(rows=0, cols=columns, style="Table Grid")
    for row in rows:
        for cell, words in zip(table.add_row().cells, [*row, *[""] * (columns - len(row))], strict=True):
            cell.text = words.strip()
