"""Reads a paper back from its PDF: what it is made of, as one digest, and its check block.

Nothing is believed that is said beside the print. The digest covers everything that can be reached from the document's
root, page contents and font programs included, byte for byte; only the inside of the check block is left out, between
``/WxBlock BMC`` and ``EMC`` in the content of a page. How objects are numbered and packed is not covered, so that a
copy written anew reads the same as long as it is the same document.

The digest is SHA-256 over parts, each after its length in 4 bytes big-endian. The first part is ``wxadmin-paper-v1``;
then the objects follow in the order in which they are first referred to, the root being the first. A value is

- a name ``/`` and its letters, a string ``(`` and its bytes, a number with four decimals, ``true``, ``false`` or
  ``null``;
- an array ``[``, its values, ``]``; a dictionary ``<<``, each key by the alphabet and its value, ``>>``;
- a reference ``R`` and the place of the object in that order, from 0;
- a stream its dictionary without ``Length``, ``Filter`` and ``DecodeParms``, ``stream``, and its bytes unpacked (of a
  picture packed as the rows of a PNG these are its samples, the filters of the rows undone); a picture that is stored
  as a JPEG its dictionary without ``Length``, ``stream``, and the bytes of the JPEG.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from wxadmin.domain.errors import UserError
from wxadmin.printing.block import BEGIN, END, BlockLine, BlockPicture
from wxadmin.printing.picture_check import check_pictures
from wxadmin.printing.plain_pdf import Name, NotPlainError, PlainPdf, Ref, Thing

BOUND = "WxBound"
"""Entry of the root of a file in which several papers are bound: how many."""
_MOST_BOUND = 1e6
_CHAR = re.compile(rb"<([0-9A-F]{4})> <((?:[0-9A-F]{4}){1,2})>\n")
_SHOWN = re.compile(rb"/(F\d+) [\d.]+ Tf|<([0-9a-f]+)>")
_NUMBER = rb"(-?\d+\.\d+)"
_RECT = re.compile(rb"%s %s %s %s re\n" % ((_NUMBER,) * 4))
_LINE = re.compile(rb"BT\n1 0 0 1 %s %s Tm\n((?:/F\d+ \d+ Tf\n\[<(?:[0-9a-f]{4})+>\]TJ\n)+)ET\n" % ((_NUMBER,) * 2))
_PART = re.compile(rb"/(F\d+) (\d+) Tf\n\[<([0-9a-f]+)>\]TJ\n")
LARGEST_FILE = 64 << 20
"""Bytes of a file; ours have 1 MB for some hundred pages. A device has no end."""
_MOST_NODES = 100  # of the tree of pages; ours has one
_PACKING = ("Length", "Filter", "DecodeParms")
_INSIDE = re.compile(rb"(?:((?:%s)+)f\n)?((?:%s)*)" % (_RECT.pattern, _LINE.pattern))


@dataclass(frozen=True, slots=True)
class PaperReading:
    """A paper as read: ``text`` are its characters page by page (a form feed between pages), ``digest`` see above.

    ``blocks`` are the check blocks found, None for one that shows what no check block shows. ``bound`` is how many
    papers say that they are bound together in this file, 0 for a paper by itself.
    """

    pages: int
    text: str
    digest: bytes
    blocks: tuple[BlockPicture | None, ...]
    bound: int = 0


def read_paper(source: Path | bytes) -> PaperReading:
    """Read a PDF file or its bytes. UserError when it is no PDF, NotPlainError when it is none of ours."""
    where = "" if isinstance(source, bytes) else str(source)
    remedy = "请选择 wxadmin 打印出的 PDF 原件"
    try:
        data = source if isinstance(source, bytes) else _bytes_of(source)
    except OSError as error:
        raise UserError("文件无法读取", where=where, remedy="请检查路径和权限") from error
    if not data:
        raise UserError("文件是空的", where=where, remedy=remedy)
    if len(data) > LARGEST_FILE:
        raise UserError(f"文件超过 {LARGEST_FILE >> 20} MB，不是本程序打印的", where=where, remedy=remedy)
    if b"%PDF-" not in data[:1024]:
        raise UserError("这不是 PDF 文件", where=where, remedy=remedy)
    try:
        return _read(PlainPdf(data))
    except NotPlainError as error:
        if not _opens(data):
            raise UserError("PDF 已损坏或设了密码，读不出内容", where=where, remedy=remedy) from error
        raise


def _bytes_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST_FILE + 1)


def _opens(data: bytes) -> bool:
    import pypdfium2

    try:
        pypdfium2.PdfDocument(data).close()
    except pypdfium2.PdfiumError:
        return False
    return True


def _read(pdf: PlainPdf) -> PaperReading:
    root = pdf.trailer.get("Root")
    contents: dict[int, bytes] = {}
    texts: list[str] = []
    blocks: list[BlockPicture | None] = []
    known: dict[Ref, dict[int, str]] = {}
    pictures: set[Ref] = set()
    for page in _pages(pdf, _entries(pdf, root).get("Pages"), set()):
        fonts = _Fonts(pdf, page, known)
        check_pictures(pdf, page.get("Resources"), pictures)
        content = page.get("Contents")
        data = _content(pdf, content) if isinstance(content, Ref) else b""
        outside, *rest = data.split(BEGIN)
        for part in rest:
            inside, end, behind = part.partition(END)
            blocks.append(_block(inside, fonts) if end else None)
            outside += BEGIN + END + behind
        if isinstance(content, Ref):
            contents[content.number] = outside
        texts.append("".join(fonts.text(outside)))
    digest = hashlib.sha256()
    for part in _parts(pdf, root, contents):
        digest.update(len(part).to_bytes(4, "big") + part)
    bound = _entries(pdf, root).get(BOUND)
    count = int(bound) if isinstance(bound, float) and 0 < bound < _MOST_BOUND else 0
    return PaperReading(len(texts), "\f".join(texts), digest.digest(), tuple(blocks), count)


def _content(pdf: PlainPdf, content: Ref) -> bytes:
    """The operators of a page. A stream that calls itself a picture would get the room that only pictures have."""
    thing = pdf.thing(content)
    if isinstance(thing.value, dict) and "Subtype" in thing.value:
        raise NotPlainError("a picture for a page's content")
    return pdf.unpacked(thing)


def _entries(pdf: PlainPdf, value: object) -> dict[str, object]:
    found = pdf.resolve(value)
    if not isinstance(found, dict):
        raise NotPlainError("no dictionary")
    return found


def _pages(pdf: PlainPdf, node: object, seen: set[Ref]) -> Iterator[dict[str, object]]:
    """The pages below a node of the tree of pages; ``seen`` are the nodes before it."""
    entries = _entries(pdf, node)
    if entries.get("Type") != "Pages":
        yield entries
        return
    kids = pdf.resolve(entries.get("Kids"))
    if not isinstance(kids, list) or not isinstance(node, Ref) or node in seen or len(seen) > _MOST_NODES:
        raise NotPlainError("no tree of pages")
    seen.add(node)
    for kid in kids:
        yield from _pages(pdf, kid, seen)


def _parts(pdf: PlainPdf, root: object, contents: dict[int, bytes]) -> Iterator[bytes]:
    """The parts that the digest covers; ``contents`` stand in for streams of those numbers."""
    yield b"wxadmin-paper-v1"
    order: list[Ref] = []
    places: dict[int, int] = {}

    def value(item: object) -> Iterator[bytes]:
        if isinstance(item, Ref):
            if item.number not in places:
                places[item.number] = len(order)
                order.append(item)
            yield b"R%d" % places[item.number]
        elif isinstance(item, dict):
            yield b"<<"
            for key in sorted(item):
                yield key.encode()
                yield from value(item[key])
            yield b">>"
        elif isinstance(item, list):
            yield b"["
            for one in item:
                yield from value(one)
            yield b"]"
        else:
            yield _atom(item)

    for _ in value(root):
        pass
    for ref in order:
        thing = pdf.thing(ref)
        if thing.stored is None:
            yield from value(thing.value)
        else:
            data = contents[ref.number] if ref.number in contents else pdf.unpacked(thing)
            yield from value(_without_packing(thing))
            yield b"stream"
            yield data


def _without_packing(thing: Thing) -> dict[str, object]:
    assert isinstance(thing.value, dict)
    jpeg = thing.value.get("Filter") == "DCTDecode"
    return {key: value for key, value in thing.value.items() if key not in (("Length",) if jpeg else _PACKING)}


def _atom(item: object) -> bytes:
    if isinstance(item, Name):
        return b"/" + item.encode()
    if isinstance(item, bytes):
        return b"(" + item
    if isinstance(item, float):
        return b"%.4f" % item
    return {None: b"null", True: b"true", False: b"false"}[item]  # type: ignore[index]


class _Fonts:
    """The characters of the fonts of a page; fonts that are not like ours have none.

    ``known`` keeps for all pages what the streams of names say.
    """

    def __init__(self, pdf: PlainPdf, page: dict[str, object], known: dict[Ref, dict[int, str]]) -> None:
        self._pdf = pdf
        self._known = known
        resources = pdf.resolve(page.get("Resources"))
        fonts = pdf.resolve(resources.get("Font")) if isinstance(resources, dict) else None
        self._held: dict[str, object] = fonts if isinstance(fonts, dict) else {}
        self._chars: dict[str, dict[int, str]] = {}

    def text(self, content: bytes) -> Iterator[str]:
        """What a content stream shows, string by string."""
        font = ""
        for name, codes in _SHOWN.findall(content):
            if name:
                font = name.decode()
            else:
                yield self.characters(font, codes)

    def characters(self, font: str, codes: bytes) -> str:
        """Characters of hexadecimal codes of four digits; U+FFFD for a code that the font does not name."""
        if font not in self._chars:
            self._chars[font] = self._read(font)
        chars = self._chars[font]
        return "".join(chars.get(int(codes[i : i + 4], 16), "\ufffd") for i in range(0, len(codes), 4))

    def _read(self, font: str) -> dict[int, str]:
        entries = self._pdf.resolve(self._held.get(font))
        names = entries.get("ToUnicode") if isinstance(entries, dict) else None
        if not isinstance(names, Ref):
            return {}
        if names not in self._known:
            self._known[names] = {
                int(code, 16): bytes.fromhex(char.decode()).decode("utf-16-be", "replace")
                for code, char in _CHAR.findall(self._pdf.unpacked(self._pdf.thing(names)))
            }
        return self._known[names]


def _block(inside: bytes, fonts: _Fonts) -> BlockPicture | None:
    """What a check block shows; None when it holds anything but black boxes and lines of plain text."""
    if not _INSIDE.fullmatch(inside):
        return None
    rects = tuple((float(x), float(y), float(w), float(h)) for x, y, w, h in _RECT.findall(inside))
    lines = []
    for x, y, body in _LINE.findall(inside):
        parts = _PART.findall(body)
        sizes = {float(size) for _, size, _ in parts}
        if len(sizes) > 1:
            return None
        text = "".join(fonts.characters(name.decode(), codes) for name, _, codes in parts)
        lines.append(BlockLine(float(x), float(y), sizes.pop(), text))
    return BlockPicture(rects, tuple(lines))
