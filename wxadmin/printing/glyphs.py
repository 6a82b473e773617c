"""The shapes behind the codes of an embedded TrueType font: which character a code is said to be, and what it draws."""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

_CHAR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_SECTION = re.compile(rb"begin(bfchar|bfrange)(.*?)end", re.DOTALL)
_RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")


@dataclass(slots=True)
class GlyphShapes:
    """Codes of two bytes → (character, 16-byte hash of outline and advance width)."""

    unicode: dict[int, str]
    widths: dict[int, float]
    default_width: float
    glyph_of: bytes
    outlines: _Outlines
    _known: dict[int, tuple[str, bytes]] = field(default_factory=dict)

    @staticmethod
    def of(font: Any) -> GlyphShapes:
        """From a Type0 font dictionary as papers of ours have it; ValueError for any other font."""
        if font.get("/Subtype") != "/Type0" or font.get("/Encoding") != "/Identity-H":
            raise ValueError("a font that no paper of ours has")
        descendant = font["/DescendantFonts"].get_object()[0].get_object()
        program = descendant["/FontDescriptor"].get_object()["/FontFile2"].get_object().get_data()
        mapping = descendant.get("/CIDToGIDMap")
        glyph_of = mapping.get_object().get_data() if hasattr(mapping, "get_object") and mapping != "/Identity" else b""
        return GlyphShapes(
            _to_unicode(font["/ToUnicode"].get_object().get_data()),
            _widths(descendant.get("/W")),
            float(descendant.get("/DW", 1000)),
            glyph_of,
            _Outlines(program),
        )

    def characters(self, codes: bytes) -> Iterator[tuple[str, bytes]]:
        """The characters of a shown string, each with the hash of what it draws."""
        if len(codes) % 2:
            raise ValueError("half a character code")
        for (code,) in struct.iter_unpack(">H", codes):
            if code not in self._known:
                self._known[code] = self._look(code)
            yield self._known[code]

    def _look(self, code: int) -> tuple[str, bytes]:
        glyph = int.from_bytes(self.glyph_of[2 * code : 2 * code + 2], "big") if self.glyph_of else code
        width = f"{self.widths.get(code, self.default_width):.3f}".encode()
        shape = hashlib.sha256(width + self.outlines.outline(glyph)).digest()[:16]
        return self.unicode.get(code, "\ufffd"), shape


def _to_unicode(cmap: bytes) -> dict[int, str]:
    found: dict[int, str] = {}
    for kind, body in _SECTION.findall(cmap):
        if kind == b"bfchar":
            for code, text in _CHAR.findall(body):
                found[int(code, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be")
        else:
            for low, high, text in _RANGE.findall(body):
                first = ord(bytes.fromhex(text.decode()).decode("utf-16-be"))
                for step in range(int(high, 16) - int(low, 16) + 1):
                    found[int(low, 16) + step] = chr(first + step)
    return found


def _widths(array: Any) -> dict[int, float]:
    found: dict[int, float] = {}
    items = list(array.get_object()) if array is not None else []
    at = 0
    while at < len(items):
        first, second = (
            int(items[at]),
            items[at + 1].get_object() if hasattr(items[at + 1], "get_object") else items[at + 1],
        )
        if isinstance(second, list):
            found.update({first + i: float(w) for i, w in enumerate(second)})
            at += 2
        else:
            found.update(dict.fromkeys(range(first, int(second) + 1), float(items[at + 2])))
            at += 3
    return found


class _Outlines:
    """Slices of the ``glyf`` table; parts of composite glyphs are followed, since their numbers differ by subset."""

    def __init__(self, program: bytes) -> None:
        count = struct.unpack_from(">H", program, 4)[0]
        tables = {}
        for i in range(count):
            tag, _, offset, length = struct.unpack_from(">4sLLL", program, 12 + 16 * i)
            tables[tag] = program[offset : offset + length]
        self._glyf = tables[b"glyf"]
        self._em = tables[b"head"][18:20]
        wide = struct.unpack_from(">h", tables[b"head"], 50)[0]
        loca = tables[b"loca"]
        size = len(loca) // (4 if wide else 2)
        self._loca = struct.unpack(f">{size}{'L' if wide else 'H'}", loca[: size * (4 if wide else 2)])
        self._scale = 1 if wide else 2

    def outline(self, glyph: int, depth: int = 0) -> bytes:
        """All bytes that shape the glyph; parts of a composite in place of their numbers."""
        if glyph + 1 >= len(self._loca) or depth > 8:
            raise ValueError("a glyph that the font does not have")
        data = self._glyf[self._loca[glyph] * self._scale : self._loca[glyph + 1] * self._scale]
        if len(data) < 10 or data[:2] != b"\xff\xff":
            # Padding at the end of a glyph draws nothing and depends on the order of the subset.
            return self._em + data.rstrip(b"\0")
        parts = [self._em, data[:10]]
        at = 10
        more = True
        while more:
            flags, part = struct.unpack_from(">HH", data, at)
            length = (4 if flags & 1 else 2) + (2 if flags & 8 else 4 if flags & 0x40 else 8 if flags & 0x80 else 0)
            # Bit 8 (instructions follow) draws nothing.
            parts += [(flags & ~0x100).to_bytes(2, "big"), data[at + 4 : at + 4 + length]]
            parts.append(hashlib.sha256(self.outline(part, depth + 1)).digest())
            at += 4 + length
            more = bool(flags & 0x20)
        return b"".join(parts)
