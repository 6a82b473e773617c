"""The text of a Word file, with the numbers that Word itself writes in front of paragraphs."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from wxadmin.domain.errors import UserError
from wxadmin.domain.regulation import ParseWarning
from wxadmin.intake.regulation.debris import is_page_mark
from wxadmin.intake.regulation.word_numbers import Numbers

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PACKED = 20 * 1024 * 1024
_UNPACKED = 100 * 1024 * 1024
_BROKEN_PACKAGE = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, struct.error,
)  # fmt: skip
"""What unpacking a damaged archive ends in."""
_CHUNK = 1 << 20
_DECLARED = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_SHOWN = 20
_MOST_NOTES = 60
_ASIDE = {
    ("footnoteReference", "endnoteReference"): "脚注或尾注", ("commentReference",): "批注", ("sym",): "特殊符号"
}  # fmt: skip
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_AROUND = frozenset(
    {
        *(f"{_W}{tag}" for tag in ("sdt", "sdtContent", "customXml", "smartTag")),
        f"{_MC}AlternateContent",
        f"{_MC}Choice",
    }
)
"""What Word puts around blocks, rows and cells, as the controls of a form: no part of the text itself."""
_TABLE = frozenset(f"{_W}{tag}" for tag in ("tbl", "tr", "tc"))


def read_docx(raw: bytes, *, where: str, allow_large: bool = False) -> tuple[str, tuple[ParseWarning, ...]]:
    """One line a paragraph or table row, numbers of automatic lists written out; and what could not be taken over.

    UserError for damaged, encrypted, oversized or foreign packages and for tracked changes that are not decided yet.
    """
    _check_package(raw, where, allow_large=allow_large)
    from docx import Document
    from docx.opc.exceptions import OpcError

    try:
        document = Document(io.BytesIO(raw))
    except (
        OpcError,
        SyntaxError,
        KeyError,
        ValueError,
        AttributeError,
        IndexError,
        TypeError,
        *_BROKEN_PACKAGE,
    ) as error:
        # python-docx meets a package that is no document with whatever its first step into it raises.
        what = f"不是完好的 Word 文件（{type(error).__name__}）"
        raise UserError(what, where=where, remedy="请用 Word 或 WPS 打开后重新另存为 .docx") from None
    body = document.element.body
    _refuse_changes(body, where)
    reader = _Reader(Numbers(document))
    reader.read(body)
    reader.note_around(document)
    text = "\n".join(reader.lines)
    if not text.strip() and reader.pictures:
        raise UserError("里面只有图片，没有文字", where=where, remedy="请先识别图片中的文字，或找到文字版")
    return text, tuple(reader.notes)


def _refuse_changes(body: Any, where: str) -> None:
    """UserError with the first tracked change that nobody has accepted or rejected, its paragraph and its words."""
    changed = next(iter(body.iter(f"{_W}ins", f"{_W}del", f"{_W}moveFrom", f"{_W}moveTo")), None)
    if changed is None:
        return
    above = changed
    while above is not None and above.tag not in {f"{_W}p", f"{_W}tr"}:
        above = above.getparent()
    first = above if above is None or above.tag == f"{_W}p" else next(iter(above.iter(f"{_W}p")), None)
    paragraph = 1
    for each in body.iter(f"{_W}p"):
        if each is first:
            break
        paragraph += 1
    words = "".join(part.text or "" for part in changed.iter(f"{_W}t", f"{_W}delText")).strip()
    if not words and above is not None:
        words = "".join(part.text or "" for part in above.iter(f"{_W}t", f"{_W}delText")).strip()
    deed = {f"{_W}ins": "插入", f"{_W}del": "删除"}.get(changed.tag, "移动")
    shown = f"“{words[:_SHOWN]}{'…' if len(words) > _SHOWN else ''}”" if words else "段落标记"
    raise UserError(
        f"里面有没有处理的修订痕迹，第一处在第 {paragraph} 段，{deed}了{shown}",
        where=where,
        remedy="请在 Word 或 WPS 的“审阅”里接受或拒绝全部修订，另存后再导入",
    )


def _check_package(raw: bytes, where: str, *, allow_large: bool) -> None:
    if len(raw) > _PACKED and not allow_large:
        raise UserError("Word 文件超过 20 MB", where=where, remedy="请删去图片后另存；确认要读取时加 --allow-large")
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            entries = package.infolist()
    except _BROKEN_PACKAGE:
        raise UserError("文件不完整或已损坏", where=where, remedy="请用 Word 或 WPS 打开后重新另存为 .docx") from None
    if any(entry.flag_bits & 1 for entry in entries):
        raise UserError("文件设有密码，不能读取", where=where, remedy="请去掉密码另存后再导入")
    if sum(entry.file_size for entry in entries) > _UNPACKED and not allow_large:
        raise UserError(
            "解开后超过 100 MB，可能是恶意文件", where=where, remedy="请确认来源；确认要读取时加 --allow-large"
        )
    if not any(entry.filename == "word/document.xml" for entry in entries):
        raise _foreign([entry.filename for entry in entries], where)
    if _declares(raw):
        what = "文件里有不该有的文档类型声明（DOCTYPE），可能有害"
        raise UserError(what, where=where, remedy="请用 Word 或 WPS 打开后重新另存为 .docx")


_FOREIGN = (
    ("xl/", "Excel 文件（.xlsx）", "请把其中的文字复制到 Word 或文本文件后再导入"),
    ("ppt/", "演示文稿（.pptx）", "请把其中的文字复制到 Word 或文本文件后再导入"),
    ("META-INF/container.xml", "电子书（.epub）", "请复制其中的文字存为 .txt"),
    ("META-INF/manifest.xml", "OpenDocument 文件（.odt）", "请在 Word 或 WPS 中打开，另存为 .docx 后再导入"),
    ("Index/", "Pages 文稿", "请在 Pages 中导出为 Word（.docx）后再导入"),
)


def _foreign(names: list[str], where: str) -> UserError:
    """What a package that holds no Word document is, and what to do with it."""
    for start, kind, remedy in _FOREIGN:
        if any(name.startswith(start) for name in names):
            return UserError(f"这是{kind}，不是 Word 文件", where=where, remedy=remedy)
    return UserError("这个压缩包不是 Word 文件", where=where, remedy="请选择 .docx 文件；压缩包请先解开")


def _declares(raw: bytes) -> bool:
    """Whether a part of the package declares a document type: the reader would leave its entities out silently.

    A part that cannot be unpacked declares none; who reads it says that it is damaged.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            for entry in package.infolist():
                if not entry.filename.lower().endswith((".xml", ".rels")):
                    continue
                with package.open(entry) as stream:
                    if _DECLARED.search(stream.read(_CHUNK).replace(b"\0", b"")):
                        return True
    except _BROKEN_PACKAGE:
        return False
    return False


# -- paragraphs and tables


class _Reader:
    """Reads the blocks of a document into lines and notes what it cannot take over, with the line."""

    def __init__(self, numbers: Numbers) -> None:
        self.numbers = numbers
        self.lines: list[str] = []
        self.notes: list[ParseWarning] = []
        self.pictures = 0

    def read(self, body: Any) -> None:
        for block in _inside(body, "p", "tbl", "altChunk"):
            if block.tag == f"{_W}p":
                self._paragraph(block)
            elif block.tag == f"{_W}tbl":
                self._table(block)
            else:
                self._note(len(self.lines) + 1, "这里嵌入了另一份文件，没有读入，需要时请自行补到正文里")

    def note_around(self, document: Any) -> None:
        """Words of headers and footers, which are no part of the text."""
        for rel in document.part.rels.values():
            if rel.reltype.endswith(("/header", "/footer")) and not rel.is_external:
                root = getattr(rel.target_part, "element", None)
                words = "" if root is None else "".join(part.text or "" for part in root.iter(f"{_W}t")).strip()
                if words and not words.isdecimal() and not is_page_mark(words):
                    which = "页眉" if rel.reltype.endswith("/header") else "页脚"
                    self._note(1, f"{which}“{words[:_SHOWN]}”没有读入")

    def _note(self, line: int, message: str) -> None:
        if len(self.notes) < _MOST_NOTES:
            self.notes.append(ParseWarning(line, message))

    def _add(self, words: str) -> None:
        self.lines += words.split("\n")

    def _paragraph(self, paragraph: Any) -> None:
        line = len(self.lines) + 1
        self._add(self.numbers.of(paragraph) + _text(paragraph))
        self._objects(paragraph, line)

    def _objects(self, element: Any, line: int) -> None:
        pictures = sum(1 for _ in element.iter(f"{_W}drawing", f"{_W}pict"))
        boxes = sum(not _in_fallback(box) for box in element.iter(f"{_W}txbxContent"))
        if boxes:
            self._note(line, "这里有文本框，框里的文字接在这一段之后")
        elif pictures:
            self.pictures += pictures
            self._note(line, f"这里有 {pictures} 处图片或图形，图里的文字没有读入")
        for tags, what in _ASIDE.items():
            if any(True for _ in element.iter(*(f"{_W}{tag}" for tag in tags))):
                self._note(line, f"这里的{what}没有读入，需要时请自行补到正文里")

    def _table(self, table: Any) -> None:
        rows = [(row, list(_inside(row, "tc"))) for row in _inside(table, "tr")]
        columns = max((len(cells) for _, cells in rows), default=0)
        self._note(len(self.lines) + 1, f"这里是表格（{len(rows)} 行 {columns} 列），按行读入，各栏之间用制表符隔开")
        for row, cells in rows:
            self._objects(row, len(self.lines) + 1)
            self._add("\t".join(" ".join(self._cell(cell)) for cell in cells))

    def _cell(self, cell: Any) -> list[str]:
        inner = _Reader(self.numbers)
        inner.read(cell)
        return [line for line in inner.lines if line.strip()]


def _inside(element: Any, *tags: str, through: frozenset[str] = _AROUND) -> Iterator[Any]:
    """The elements with these tags in order, also those that only something of ``through`` stands around."""
    wanted = {f"{_W}{tag}" for tag in tags}
    for child in element.iterchildren():
        if child.tag in wanted:
            yield child
        elif child.tag in through:
            yield from _inside(child, *tags, through=through)


def _in_fallback(element: Any) -> bool:
    """Whether the element only repeats another one for older programs."""
    return any(isinstance(above.tag, str) and above.tag.endswith("}Fallback") for above in element.iterancestors())


def _text(paragraph: Any) -> str:
    """The words of a paragraph; text boxes inside it follow as lines of their own."""
    parts: list[str] = []
    boxes: list[str] = []
    _collect(paragraph, parts, boxes)
    return "\n".join(part for part in ("".join(parts), *boxes) if part)


def _collect(element: Any, parts: list[str], boxes: list[str]) -> None:
    for child in element.iterchildren():
        tag = child.tag
        if tag == f"{_W}t":
            parts.append(child.text or "")
        elif tag == f"{_W}tab":
            parts.append("\t")
        elif tag in {f"{_W}br", f"{_W}cr"}:
            parts.append("\n")
        elif tag == f"{_W}noBreakHyphen":
            parts.append("-")
        elif tag == f"{_W}txbxContent":
            boxes += [_text(inner) for inner in _inside(child, "p", through=_AROUND | _TABLE)]
        elif isinstance(tag, str) and not tag.endswith("}Fallback") and tag != f"{_W}pPr":
            _collect(child, parts, boxes)
