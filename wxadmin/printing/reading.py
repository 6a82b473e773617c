"""Reads a paper back from its PDF: what is printed on it, as one canonical text with a digest.

Nothing stored beside the print is trusted. The canonical content is, page by page, every drawing operator in order;
in place of the codes of a string stand the characters that the font's ToUnicode names *and* a hash of the outline and
width with which each is drawn, so that neither words nor shapes can change unnoticed. Pictures, graphics states and
page boxes are in it too. How the file is compressed, ordered or numbered is not: a copy written anew by another
program reads the same as long as it prints the same.

The check block (between ``/WxBlock BMC`` and ``EMC``) is left out of the content and read by itself.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wxadmin.domain.errors import UserError
from wxadmin.printing.glyphs import GlyphShapes

_TOKEN = re.compile(
    rb"%[^\r\n]*|<<|>>|<[0-9A-Fa-f\s]*>|\(|\[|\]|/[^\s<>\[\]()/%]*|[-+]?\d*\.?\d+|[A-Za-z'\"*][A-Za-z0-9'\"*]*|\S"
)
_SHOW = (b"Tj", b"TJ", b"'", b'"')
BLOCK_TAG = b"/WxBlock"

_CATALOG_FORBIDDEN = ("/OCProperties", "/AcroForm", "/OpenAction", "/AA", "/JavaScript", "/EmbeddedFiles")


@dataclass(frozen=True, slots=True)
class BlockDrawing:
    """What stands in the check block: page index, lines of text, black rectangles (x, y, w, h in points)."""

    page: int
    lines: tuple[str, ...]
    rects: tuple[tuple[float, float, float, float], ...]
    box: tuple[float, float, float, float] | None


@dataclass(frozen=True, slots=True)
class PaperReading:
    """A paper as read: ``text`` are its visible characters page by page, ``digest`` the SHA-256 of all that is drawn.

    ``blocks`` are the check blocks found; ``problems`` say what a paper of ours never has.
    """

    pages: int
    text: str
    digest: bytes
    blocks: tuple[BlockDrawing, ...]
    title: str
    problems: tuple[str, ...]


def read_paper(source: Path | bytes) -> PaperReading:
    """Read a PDF file or its bytes. Raises UserError when it is not a readable PDF."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    where = "" if isinstance(source, bytes) else str(source)
    remedy = "请选择 wxadmin 打印出的 PDF 原件"
    try:
        data = source if isinstance(source, bytes) else source.read_bytes()
    except OSError as error:
        raise UserError("文件无法读取", where=where, remedy="请检查路径和权限") from error
    if not data:
        raise UserError("文件是空的", where=where, remedy=remedy)
    if b"%PDF-" not in data[:1024]:
        raise UserError("这不是 PDF 文件", where=where, remedy=remedy)
    try:
        pdf = PdfReader(io.BytesIO(data), strict=False)
        if pdf.is_encrypted:
            raise UserError("PDF 设了密码", where=where, remedy=remedy)
        return _read(pdf)
    except UserError:
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError) as error:
        # A damaged PDF fails in pypdf in any of these ways; all mean the same to the owner.
        raise UserError("PDF 已损坏，读不出内容", where=where, remedy=remedy) from error


def _read(pdf: Any) -> PaperReading:
    problems: list[str] = []
    root = pdf.trailer["/Root"].get_object()
    if any(key in root for key in _CATALOG_FORBIDDEN) or "/JavaScript" in (root.get("/Names") or {}):
        problems.append("文件里有表单、脚本或可切换的图层")
    digest = hashlib.sha256(b"wxadmin-paper-v1")
    texts: list[str] = []
    blocks: list[BlockDrawing] = []
    shapes: dict[int, GlyphShapes] = {}
    for index, page in enumerate(pdf.pages):
        reader = _Page(index, page, shapes)
        reader.run()
        for part in reader.canonical():
            digest.update(len(part).to_bytes(4, "big") + part)
        texts.append("".join(reader.text))
        blocks += reader.blocks
        problems += reader.problems
    if not texts:
        problems.append("文件没有页面")
    title = str((pdf.metadata or {}).get("/Title", ""))
    return PaperReading(len(texts), "\f".join(texts), digest.digest(), tuple(blocks), title, tuple(problems))


@dataclass(slots=True)
class _Page:
    """Walks the operators of one page; ``parts`` is the canonical form, one entry an operand or operator."""

    index: int
    page: Any
    shapes: dict[int, GlyphShapes]
    parts: list[bytes] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    blocks: list[BlockDrawing] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    font: GlyphShapes | None = None

    def canonical(self) -> Iterator[bytes]:
        for key in ("/MediaBox", "/CropBox", "/Rotate", "/UserUnit"):
            value = self.page.get(key)
            if value is not None:
                yield key.encode() + _value(value)
        yield from self.parts

    def run(self) -> None:
        if self.page.get("/Annots"):
            self.problems.append(f"第{self.index + 1}页有批注或附加的图层")
        contents = self.page.get_contents()
        data = contents.get_data() if contents is not None else b""
        operands: list[bytes] = []
        block: _Block | None = None
        stack: list[GlyphShapes | None] = []
        for token in _tokens(data):
            if not _is_operator(token):
                operands.append(token)
                continue
            if token == b"BMC" and operands[-1:] == [BLOCK_TAG]:
                if block is not None:
                    raise ValueError("nested check block")
                block = _Block()
            elif token == b"EMC" and block is not None:
                self.blocks.append(block.drawing(self.index))
                self.problems += block.problems
                block = None
            elif token == b"Tf":
                self.font = self._font(operands[-2])
                self._emit(block, operands[-1:], token)
            elif token in (b"q", b"Q"):
                if token == b"q":
                    stack.append(self.font)
                elif stack:
                    self.font = stack.pop()
                self._emit(block, operands, token)
            elif token in _SHOW:
                self._show(block, operands, token)
            elif token == b"Do":
                self._emit(block, [self._picture(operands[-1])], token)
            elif token in (b"gs", b"cs", b"CS", b"scn", b"SCN", b"sh") and operands and operands[-1][:1] == b"/":
                self._emit(block, [*operands[:-1], self._resource(token, operands[-1])], token)
            elif token in (b"BI", b"("):
                raise ValueError("inline pictures and literal strings are never ours")
            else:
                self._emit(block, operands, token)
            operands = []
        if block is not None:
            raise ValueError("check block without end")

    def _emit(self, block: _Block | None, operands: list[bytes], operator: bytes) -> None:
        if block is not None:
            block.operator(operands, operator)
        else:
            self.parts += [*map(_number, operands), operator]

    def _show(self, block: _Block | None, operands: list[bytes], operator: bytes) -> None:
        if self.font is None:
            raise ValueError("text without a font")
        shown: list[bytes] = []
        for token in operands:
            if token[:1] != b"<":
                shown.append(token)
                continue
            for char, shape in self.font.characters(bytes.fromhex(token[1:-1].decode())):
                if block is not None:
                    block.text.append(char)
                else:
                    self.text.append(char)
                    shown.append(char.encode("utf-8", "surrogatepass") + shape)
        if block is None:
            self._emit(None, shown, operator)

    def _resources(self) -> Any:
        return self.page["/Resources"].get_object()

    def _font(self, name: bytes) -> GlyphShapes:
        reference = self._resources()["/Font"].get_object().raw_get(name.decode())
        font = reference.get_object()
        key = getattr(reference, "idnum", id(font))
        if key not in self.shapes:
            self.shapes[key] = GlyphShapes.of(font)
        return self.shapes[key]

    def _picture(self, name: bytes) -> bytes:
        return _object_hash(self._resources()["/XObject"].get_object()[name.decode()])

    def _resource(self, operator: bytes, name: bytes) -> bytes:
        kind = {b"gs": "/ExtGState", b"sh": "/Shading"}.get(operator)
        if kind is None:
            kind = "/ColorSpace" if operator in (b"cs", b"CS") else "/Pattern"
        held = self._resources().get(kind)
        found = held.get_object().get(name.decode()) if held is not None else None
        return name if found is None else _object_hash(found)


@dataclass(slots=True)
class _Block:
    """Collects what a check block draws; only black rectangles and plain text lines belong there."""

    text: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    rects: list[tuple[float, float, float, float]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    points: list[tuple[float, float]] = field(default_factory=list)

    _plain = frozenset(
        {b"q", b"Q", b"BT", b"ET", b"Tf", b"Td", b"Tm", b"TJ", b"Tj", b"re", b"f", b"g", b"n"},
    )

    def operator(self, operands: list[bytes], operator: bytes) -> None:
        if operator not in self._plain or (operator == b"g" and [float(o) for o in operands] != [0.0]):
            self.problems.append("校验块里有不该出现的图形")
        elif operator == b"ET":
            # A line whose characters come from several faces takes several show operators.
            self.end_of_text()
        elif operator == b"re":
            x, y, w, h = (float(o) for o in operands[-4:])
            self.rects.append((x, y, w, h))
            self.points += [(x, y), (x + w, y + h)]

    def end_of_text(self) -> None:
        if self.text:
            self.lines.append("".join(self.text))
            self.text.clear()

    def drawing(self, page: int) -> BlockDrawing:
        box = None
        if self.points:
            xs, ys = zip(*self.points, strict=True)
            box = (min(xs), min(ys), max(xs), max(ys))
        return BlockDrawing(page, tuple(self.lines), tuple(self.rects), box)


def _tokens(data: bytes) -> Iterator[bytes]:
    for match in _TOKEN.finditer(data):
        token = match.group()
        if token[:1] == b"%":
            continue
        yield token


def _is_operator(token: bytes) -> bool:
    return token == b"(" or (token[:1].isalpha() and token not in (b"true", b"false", b"null")) or token in (b"'", b'"')


def _number(token: bytes) -> bytes:
    """Numbers in one spelling, so that a rewriting program may drop a zero."""
    try:
        return f"{float(token):.4f}".encode()
    except ValueError:
        return token


def _value(value: Any) -> bytes:
    """One spelling of a PDF value: numbers as above, names and strings as they are, containers by content."""
    value = value.get_object() if hasattr(value, "get_object") else value
    if isinstance(value, bool) or value is None:
        return repr(value).encode()
    if isinstance(value, (int, float)):
        return _number(str(value).encode())
    if isinstance(value, dict):
        keys = sorted(k for k in value if k not in ("/Length", "/Filter", "/DecodeParms", "/Parent"))
        return b"<<" + b" ".join(str(k).encode() + b" " + _value(value[k]) for k in keys) + b">>" + _stream(value)
    if isinstance(value, (list, tuple)):
        return b"[" + b" ".join(_value(v) for v in value) + b"]"
    return str(value).encode("utf-8", "surrogatepass")


def _stream(value: Any) -> bytes:
    return hashlib.sha256(value.get_data()).digest() if hasattr(value, "get_data") else b""


def _object_hash(value: Any) -> bytes:
    return hashlib.sha256(_value(value)).hexdigest().encode()
