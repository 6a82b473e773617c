"""The PDF itself: a PDF/A-2b file on reportlab's object layer, one CID font a face, outline, deterministic bytes.

The same calls with the same ``created`` give the same bytes: object order is the order of use, the file identifier is a
hash of what was written, and nothing is read from clock, machine or settings.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from html import escape
from typing import Any

from reportlab.pdfbase import pdfdoc

from wxadmin.domain.errors import UserError
from wxadmin.printing.typesetting.characters import printable
from wxadmin.printing.typesetting.faces import Face
from wxadmin.printing.typesetting.ink import Page
from wxadmin.printing.typesetting.objects import Entries, Raw, Stream
from wxadmin.printing.typesetting.pictures import Bitmap, Wanted, read_all
from wxadmin.resource import resource_dir

PRODUCER = "wxadmin"
_TOGETHER = 32
"""Pictures made ready at a time. Pages wait meanwhile: Python's threads take turns, so that pages and pictures made at
once would only wait for each other. And between two papers of a batch there is no thread that had to be stopped."""
_NAME = pdfdoc.PDFName
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" \
xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<pdfaid:part>{part}</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>zh-CN</rdf:li></rdf:Bag></dc:language>
<pdf:Producer>{producer}</pdf:Producer><xmp:CreateDate>{date}</xmp:CreateDate><xmp:ModifyDate>{date}</xmp:ModifyDate>\
<xmp:CreatorTool>{producer}</xmp:CreatorTool>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


class _Codes(dict[str, str]):
    """Character to hex code, in order of first use; code 0 is never used."""

    def __init__(self) -> None:
        super().__init__()
        self.order: list[str] = []

    def __missing__(self, char: str) -> str:
        self.order.append(char)
        code = self[char] = f"{len(self.order):04x}"
        return code


class EmbeddedFont:
    """A face as one document uses it: ``name`` in the page resources, ``codes`` of its characters."""

    def __init__(self, face: Face, name: str) -> None:
        self.face = face
        self.name = name
        self.codes = _Codes()

    def font(self, book: Book) -> Any:
        """The Type0 dictionary with its program, widths and ToUnicode (code points beyond the BMP as UTF-16 pairs)."""
        face, sfnt, chars = self.face, self.face.font, self.codes.order
        if len(chars) > 0xFFFE:
            raise UserError("一份文件里的不同文字太多，无法打印", remedy="请分成几份打印")
        glyphs = [0, *map(face.glyph, chars)]
        program, count = sfnt.subset(glyphs)
        tag = hashlib.sha256(program).digest()
        postscript = (
            "".join(c for c in sfnt.name.rsplit(".", 1)[0] if c.isascii() and (c.isalnum() or c == "-")) or "Font"
        )
        name = _NAME("".join(chr(65 + b % 26) for b in tag[:6]) + "+" + postscript)
        descriptor = pdfdoc.PDFDictionary(
            {
                "Type": _NAME("FontDescriptor"),
                "FontName": name,
                "Flags": 4,
                "FontBBox": pdfdoc.PDFArray(sfnt.box),
                "ItalicAngle": 0,
                "Ascent": sfnt.ascent,
                "Descent": sfnt.descent,
                "CapHeight": 700,
                "StemV": 80,
                "FontFile2": book.refer(Stream(program, Length1=len(program))),
                "CIDSet": book.refer(Stream(_first_bits(count))),
            }
        )
        widths = " ".join(str(sfnt.advance(glyph)) for glyph in glyphs)
        descendant = pdfdoc.PDFDictionary(
            {
                "Type": _NAME("Font"),
                "Subtype": _NAME("CIDFontType2"),
                "BaseFont": name,
                "CIDSystemInfo": Raw(b"<</Registry (Adobe) /Ordering (Identity) /Supplement 0>>"),
                "FontDescriptor": book.refer(descriptor),
                "DW": 1000,
                "W": Raw(f"[0 [{widths}]]".encode()),
                "CIDToGIDMap": _NAME("Identity"),
            }
        )
        return pdfdoc.PDFDictionary(
            {
                "Type": _NAME("Font"),
                "Subtype": _NAME("Type0"),
                "BaseFont": name,
                "Encoding": _NAME("Identity-H"),
                "DescendantFonts": pdfdoc.PDFArray([book.refer(descendant)]),
                "ToUnicode": book.refer(Stream(_to_unicode(chars))),
            }
        )


def _first_bits(count: int) -> bytes:
    """The CIDSet of a font that has all of its first ``count`` codes; part 1 of the standard asks for one."""
    return ((1 << count) - 1 << (-count % 8)).to_bytes((count + 7) // 8, "big")


def _to_unicode(chars: list[str]) -> bytes:
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def",
        "/CMapName /Adobe-Identity-UCS def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<0000> <FFFF>",
        "endcodespacerange",
    ]
    for at in range(0, len(chars), 100):
        part = chars[at : at + 100]
        lines.append(f"{len(part)} beginbfchar")
        lines += [f"<{at + i:04X}> <{c.encode('utf-16-be').hex().upper()}>" for i, c in enumerate(part, 1)]
        lines.append("endbfchar")
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines).encode()


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An entry of the outline: ``level`` from 0, a title, and where it leads (page index, height in points)."""

    level: int
    title: str
    page: int
    top: float


class Book(pdfdoc.PDFDocument):
    """A document being made: pages in order, fonts by use, bookmarks.

    ``missing`` are the characters printed as 〓, in order of first use. ``remarks`` are further entries of the root,
    as PDF syntax. ``part`` is the part of ISO 19005 claimed: 2,
    or 1 for validators that know no other.
    """

    def __init__(self, title: str, author: str, created: datetime, *, part: int = 2) -> None:
        if created.tzinfo is None:
            raise ValueError("created has no zone")
        super().__init__(dummyoutline=1, compression=1, invariant=1, pdfVersion=(1, 7) if part > 1 else (1, 4))
        self.title = printable(title)
        self.author = printable(author)
        self.created = created
        self.part = part
        self.pages: list[Page] = []
        self.bookmarks: list[Bookmark] = []
        self.missing: dict[str, None] = {}
        self.remarks: dict[str, str] = {}
        self._fonts: dict[str, EmbeddedFont] = {}
        self._pictures: dict[bytes, tuple[str, Bitmap | None]] = {}
        self._wanted: list[Wanted] = []

    def page(self, width: float, height: float) -> Page:
        """A new last page of this size in points."""
        page = Page(self, width, height)
        self.pages.append(page)
        return page

    def font(self, face: Face) -> EmbeddedFont:
        """The face as this document uses it."""
        found = self._fonts.get(face.key)
        if found is None:
            found = self._fonts[face.key] = EmbeddedFont(face, f"F{len(self._fonts) + 1}")
        return found

    def picture(self, picture: Bitmap | Wanted) -> str:
        """The name of a picture in the page resources; a picture is in the file once, however often it is shown.

        What is only wanted is made ready later, several pictures at a time. UserError when one of them cannot be.
        """
        key = picture.digest
        if key not in self._pictures:
            self._pictures[key] = (f"Im{len(self._pictures) + 1}", picture if isinstance(picture, Bitmap) else None)
            if isinstance(picture, Wanted):
                self._wanted.append(picture)
                if len(self._wanted) == _TOGETHER:
                    self._make_ready()
        return self._pictures[key][0]

    def _make_ready(self) -> None:
        for want, bitmap in zip(self._wanted, read_all(self._wanted), strict=True):
            self._pictures[want.digest] = (self._pictures[want.digest][0], bitmap)
        self._wanted.clear()

    def refer(self, thing: Any) -> Any:
        """A reference to an object, which from now on belongs to the file."""
        return self.Reference(thing)  # type: ignore[no-untyped-call]

    def place(self, thing: Any) -> str:
        """The same as PDF syntax."""
        return str(self.refer(thing).format(self).decode())

    def pdf(self) -> bytes:
        """The finished file."""
        catalog = pdfdoc.PDFDictionary({"Type": _NAME("Catalog"), "Lang": pdfdoc.PDFString("zh-CN")})
        self.Catalog = self._catalog = catalog
        self.refer(catalog)
        info: Any = pdfdoc.PDFDictionary(
            {
                "Title": pdfdoc.PDFString(self.title),
                "Author": pdfdoc.PDFString(self.author),
                "Producer": pdfdoc.PDFString(PRODUCER),
                "Creator": pdfdoc.PDFString(PRODUCER),
                "CreationDate": Raw(_pdf_date(self.created)),
                "ModDate": Raw(_pdf_date(self.created)),
            }
        )
        self.info = info
        self.refer(info)
        tree = Entries(Type="/Pages")
        parent = self.place(tree)
        kids = self.kids(parent)
        tree.entries |= {"Count": str(len(kids)), "Kids": f"[{' '.join(kids)}]"}
        catalog["Pages"] = Raw(parent.encode())
        catalog["Metadata"] = self.refer(Stream(self._xmp(), plain=True, Type=_NAME("Metadata"), Subtype=_NAME("XML")))
        catalog["OutputIntents"] = pdfdoc.PDFArray([self.refer(self._output_intent())])
        for key, value in self.remarks.items():
            catalog[key] = Raw(value.encode("ascii"))
        catalog["ViewerPreferences"] = Raw(b"<</DisplayDocTitle true>>")
        if self.bookmarks:
            catalog["Outlines"] = self._outline(kids)
            catalog["PageMode"] = _NAME("UseOutlines")
        body = bytes(self.format())
        # reportlab writes an identifier of its own run; the file's is a hash of all the rest.
        marker = self.ID()
        digest = hashlib.sha256(body.replace(marker, b"")).hexdigest()[:32].encode()
        return body.replace(marker, b"[<" + digest + b"><" + digest + b">]")

    def kids(self, parent: str) -> list[str]:
        """The pages as references, made parts of the tree of pages."""
        fonts = {f.name: self.refer(f.font(self)) for f in self._fonts.values()}
        held = {"Font": pdfdoc.PDFDictionary(fonts)}
        if self._pictures:
            self._make_ready()
            held["XObject"] = pdfdoc.PDFDictionary(self._images())
        shared = self.place(pdfdoc.PDFDictionary(held))
        return [self.place(self.leaf(page, parent, shared, fonts)) for page in self.pages]

    def leaf(self, page: Page, parent: str, shared: str, fonts: Mapping[str, Any]) -> Entries:
        """A page as an object of the file; ``shared`` are the resources of all pages, ``fonts`` those among them."""
        del fonts
        content = self.place(Stream("\n".join(page.operators).encode("ascii")))
        box = f"[0 0 {page.width:.2f} {page.height:.2f}]"
        return Entries(Type="/Page", Parent=parent, MediaBox=box, Resources=shared, Contents=content)

    def _images(self) -> dict[str, Any]:
        """Names and references; what came out alike for two boxes is in the file once."""
        found: dict[bytes, Any] = {}
        named = {}
        for name, bitmap in self._pictures.values():
            assert bitmap is not None
            if bitmap.digest not in found:
                found[bitmap.digest] = self.refer(_picture(bitmap))
            named[name] = found[bitmap.digest]
        return named

    def ID(self) -> bytes:  # noqa: N802 (reportlab's name)
        """A placeholder of fixed length for the file identifier."""
        return b"[<" + b"0" * 32 + b"><" + b"f" * 32 + b">]"

    def _output_intent(self) -> Any:
        return pdfdoc.PDFDictionary(
            {
                "Type": _NAME("OutputIntent"),
                "S": _NAME("GTS_PDFA1"),
                "OutputConditionIdentifier": pdfdoc.PDFString("sRGB"),
                "Info": pdfdoc.PDFString("sRGB"),
                "DestOutputProfile": self.refer(Stream(_profile(), N=3)),
            }
        )

    def _xmp(self) -> bytes:
        date = self.created.strftime("%Y-%m-%dT%H:%M:%S") + _offset(self.created, ":")
        text = _XMP.format(
            part=self.part,
            title=escape(self.title, quote=False),
            author=escape(self.author, quote=False),
            producer=PRODUCER,
            date=date,
        )
        return text.encode("utf-8")

    def _outline(self, pages: list[str]) -> Any:
        """Linked outline items; a level that skips one is drawn in by one."""
        root = Entries(Type="/Outlines")
        top = self.place(root)
        path: list[tuple[int, Entries, str, list[tuple[Entries, str]]]] = [(-1, root, top, [])]
        closed: list[tuple[Entries, list[tuple[Entries, str]]]] = []
        for mark in self.bookmarks:
            while path[-1][0] >= mark.level:
                _, node, _, children = path.pop()
                closed.append((node, children))
            _, _, parent, siblings = path[-1]
            title = printable(mark.title).encode("utf-16-be").hex()
            item = Entries(Title=f"<feff{title}>", Parent=parent, Dest=f"[{pages[mark.page]} /XYZ 0 {mark.top:.2f} 0]")
            reference = self.place(item)
            if siblings:
                siblings[-1][0].entries["Next"] = reference
                item.entries["Prev"] = siblings[-1][1]
            siblings.append((item, reference))
            path.append((mark.level, item, reference, []))
        closed += [(node, children) for _, node, _, children in reversed(path)]
        for node, children in closed:
            if children:
                node.entries["First"], node.entries["Last"] = children[0][1], children[-1][1]
                # Chapters open, what is below them folded.
                node.entries["Count"] = str(len(children) if node is root else -len(children))
        return Raw(top.encode())


def _picture(bitmap: Bitmap) -> Stream:
    space = "/DeviceGray" if bitmap.grey else "/DeviceRGB"
    if bitmap.palette:
        space = f"[/Indexed {space} {(1 << bitmap.bits) - 1} <{bitmap.palette.hex()}>]"
    how: dict[str, Any] = {"Filter": _NAME("DCTDecode" if bitmap.jpeg else "FlateDecode")}
    if bitmap.rows:
        colours = 1 if bitmap.grey or bitmap.palette else 3
        rows = f"<</Predictor 15 /Colors {colours} /BitsPerComponent {bitmap.bits} /Columns {bitmap.width}>>"
        how["DecodeParms"] = Raw(rows.encode())
    return Stream(
        bitmap.data,
        plain=True,
        Type=_NAME("XObject"),
        Subtype=_NAME("Image"),
        Width=bitmap.width,
        Height=bitmap.height,
        ColorSpace=Raw(space.encode()),
        BitsPerComponent=bitmap.bits,
        **how,
    )


@lru_cache(maxsize=1)
def _profile() -> bytes:
    """The sRGB v2.3 profile of Debian's icc-profiles-free (zlib licence)."""
    try:
        return (resource_dir("color") / "sRGB.icc").read_bytes()
    except OSError as error:
        raise UserError("程序自带的颜色描述文件缺失", where="sRGB.icc", remedy="请重新安装本程序") from error


def _offset(moment: datetime, colon: str) -> str:
    minutes = int((moment.utcoffset() or timedelta()).total_seconds() // 60)
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02d}{colon}{abs(minutes) % 60:02d}"


def _pdf_date(moment: datetime) -> bytes:
    return f"(D:{moment:%Y%m%d%H%M%S}{_offset(moment, chr(39))}')".encode()
