"""A TrueType font file, read straight from a memory map: which glyph, how wide, and a subset to embed.

Nothing is parsed ahead: opening a face of 15 MB takes under a millisecond and touches only the pages of the glyphs
used. Only fonts with ``glyf`` outlines are read, because only those are embedded as CIDFontType2.
"""

from __future__ import annotations

import mmap
import struct
import sys
from array import array
from bisect import bisect_right
from pathlib import Path

from wxadmin.domain.errors import UserError

_REMEDY = "请重新安装本程序，或删除缓存文件夹后再试"
_KEPT = (b"cvt ", b"fpgm", b"prep")
# Flags of a component in a composite glyph (OpenType, glyf table).
_WORDS, _SCALE, _MORE, _XY_SCALE, _TWO_BY_TWO = 0x1, 0x8, 0x20, 0x40, 0x80


class Sfnt:
    """One font file. Advances and metrics are in thousandths of the em, rounded.

    Raises UserError when the file is missing, cut short, or no TrueType font with outlines.
    """

    def __init__(self, source: Path | bytes, name: str = "") -> None:
        self.name = name or (source.name if isinstance(source, Path) else "font")
        try:
            self._data: mmap.mmap | bytes = source if isinstance(source, bytes) else _map(source)
            self._tables = self._directory()
            self._measure()
        except (OSError, ValueError, struct.error, KeyError, IndexError) as error:
            raise UserError("字体文件损坏或不是 TrueType 字体", where=self.name, remedy=_REMEDY) from error

    def _directory(self) -> dict[bytes, tuple[int, int]]:
        if self._data[:4] not in (b"\0\1\0\0", b"true"):
            raise ValueError("no TrueType outlines")
        count = struct.unpack_from(">H", self._data, 4)[0]
        tables = {}
        for i in range(count):
            tag, _, offset, length = struct.unpack_from(">4sLLL", self._data, 12 + 16 * i)
            if offset + length > len(self._data):
                raise ValueError("cut short")
            tables[tag] = (offset, length)
        return tables

    def _measure(self) -> None:
        data, at = self._data, {tag: offset for tag, (offset, _) in self._tables.items()}
        self.em: int = struct.unpack_from(">H", data, at[b"head"] + 18)[0]
        box = struct.unpack_from(">4h", data, at[b"head"] + 36)
        self._wide = bool(struct.unpack_from(">h", data, at[b"head"] + 50)[0])
        ascent, descent = struct.unpack_from(">2h", data, at[b"hhea"] + 4)
        self._metrics: int = struct.unpack_from(">H", data, at[b"hhea"] + 34)[0]
        self._glyphs: int = struct.unpack_from(">H", data, at[b"maxp"] + 4)[0]
        if not (self.em and 0 < self._metrics <= self._glyphs):
            raise ValueError("impossible header")
        self.box = tuple(round(v * 1000 / self.em) for v in box)
        self.ascent, self.descent = round(ascent * 1000 / self.em), round(descent * 1000 / self.em)
        for tag, size in ((b"hmtx", 4 * self._metrics), (b"loca", (self._glyphs + 1) * (4 if self._wide else 2))):
            if self._tables[tag][1] < size:
                raise ValueError("table too short")
        self._loca, self._glyf, self._hmtx = at[b"loca"], at[b"glyf"], at[b"hmtx"]
        self._read_cmap()

    def _read_cmap(self) -> None:
        """The widest Unicode subtable, as arrays of first, last and start glyph of each group."""
        data = self._data
        base = self._tables[b"cmap"][0]
        found: dict[int, int] = {}
        for i in range(struct.unpack_from(">H", data, base + 2)[0]):
            platform, encoding, offset = struct.unpack_from(">HHL", data, base + 4 + 8 * i)
            if platform == 0 or (platform, encoding) in ((3, 1), (3, 10)):
                found[struct.unpack_from(">H", data, base + offset)[0]] = base + offset
        if 12 in found:
            at = found[12]
            count = struct.unpack_from(">L", data, at + 12)[0]
            groups = _big_endian("I", data[at + 16 : at + 16 + 12 * count])
            self._first, self._last, self._start = groups[0::3], groups[1::3], groups[2::3]
        elif 4 in found:
            self._first, self._last, self._start = _format4(data, found[4])
        else:
            raise ValueError("no Unicode cmap")

    def glyph(self, code: int) -> int:
        """Glyph of a code point, 0 when the face has none."""
        i = bisect_right(self._first, code) - 1
        if i < 0 or code > self._last[i]:
            return 0
        return int(self._start[i] + code - self._first[i])

    def advance(self, glyph: int) -> int:
        """Advance width in thousandths of the em."""
        at = self._hmtx + 4 * min(glyph, self._metrics - 1)
        return round(int(struct.unpack_from(">H", self._data, at)[0]) * 1000 / self.em)

    def outline(self, glyph: int) -> bytes:
        """The bytes of a glyph in ``glyf``; empty for a blank one. UserError when the file is damaged there."""
        if self._wide:
            start, end = struct.unpack_from(">2L", self._data, self._loca + 4 * glyph)
        else:
            start, end = (2 * v for v in struct.unpack_from(">2H", self._data, self._loca + 2 * glyph))
        if not (glyph < self._glyphs and start <= end <= self._tables[b"glyf"][1]):
            raise UserError("字体文件损坏", where=self.name, remedy=_REMEDY)
        return self._data[self._glyf + start : self._glyf + end]

    def subset(self, glyphs: list[int]) -> tuple[bytes, int]:
        """A font program whose glyph ``i`` is ``glyphs[i]`` (parts of composites follow), and its number of glyphs."""
        order = list(glyphs)
        place = {glyph: i for i, glyph in reversed(list(enumerate(order)))}
        outlines: list[bytes] = []
        while len(outlines) < len(order):
            data = self.outline(order[len(outlines)])
            if data[:2] == b"\xff\xff":
                data = self._renumbered(data, order, place)
            outlines.append(data + b"\0" * (-len(data) % 4))
        offsets = array("I", [0])
        for data in outlines:
            offsets.append(offsets[-1] + len(data))
        metrics = b"".join(self._metric(glyph) for glyph in order)
        head = bytearray(self._table(b"head"))
        head[8:12] = bytes(4)
        struct.pack_into(">h", head, 50, 1)
        hhea = bytearray(self._table(b"hhea"))
        struct.pack_into(">H", hhea, 34, len(order))
        maxp = bytearray(self._table(b"maxp"))
        struct.pack_into(">H", maxp, 4, len(order))
        tables = {tag: self._table(tag) for tag in _KEPT if tag in self._tables}
        tables |= {b"head": bytes(head), b"hhea": bytes(hhea), b"maxp": bytes(maxp), b"hmtx": metrics}
        tables |= {b"glyf": b"".join(outlines), b"loca": _to_big_endian(offsets)}
        return _assemble(tables), len(order)

    def _table(self, tag: bytes) -> bytes:
        offset, length = self._tables[tag]
        return self._data[offset : offset + length]

    def _metric(self, glyph: int) -> bytes:
        if glyph < self._metrics:
            return self._data[self._hmtx + 4 * glyph : self._hmtx + 4 * glyph + 4]
        last = self._hmtx + 4 * (self._metrics - 1)
        bearing = self._hmtx + 4 * self._metrics + 2 * (glyph - self._metrics)
        return self._data[last : last + 2] + self._data[bearing : bearing + 2]

    def _renumbered(self, data: bytes, order: list[int], place: dict[int, int]) -> bytes:
        """A composite glyph with its parts renumbered; parts not yet in ``order`` are appended to it."""
        out = bytearray(data)
        at, flags = 10, _MORE
        try:
            while flags & _MORE:
                flags, part = struct.unpack_from(">HH", out, at)
                if part not in place:
                    place[part] = len(order)
                    order.append(part)
                struct.pack_into(">H", out, at + 2, place[part])
                at += 8 if flags & _WORDS else 6
                at += 2 if flags & _SCALE else 4 if flags & _XY_SCALE else 8 if flags & _TWO_BY_TWO else 0
        except struct.error as error:
            raise UserError("字体文件损坏", where=self.name, remedy=_REMEDY) from error
        return bytes(out)


def _map(path: Path) -> mmap.mmap:
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def _big_endian(kind: str, data: bytes) -> array[int]:
    numbers: array[int] = array(kind, data)
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers


def _to_big_endian(numbers: array[int]) -> bytes:
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers.tobytes()


def _format4(data: mmap.mmap | bytes, at: int) -> tuple[array[int], array[int], array[int]]:
    """A format 4 subtable as groups; one a code point where the glyphs do not run on."""
    count = struct.unpack_from(">H", data, at + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", data, at + 14)
    starts = struct.unpack_from(f">{count}H", data, at + 16 + 2 * count)
    deltas = struct.unpack_from(f">{count}H", data, at + 16 + 4 * count)
    ranges_at = at + 16 + 6 * count
    ranges = struct.unpack_from(f">{count}H", data, ranges_at)
    first, last, start = array("I"), array("I"), array("I")
    for i in range(count):
        for code in range(starts[i], min(ends[i], 0xFFFE) + 1):
            if ranges[i]:
                where = ranges_at + 2 * i + ranges[i] + 2 * (code - starts[i])
                glyph = struct.unpack_from(">H", data, where)[0]
                glyph = (glyph + deltas[i]) & 0xFFFF if glyph else 0
            else:
                glyph = (code + deltas[i]) & 0xFFFF
            if glyph and last and last[-1] + 1 == code and start[-1] + code - first[-1] == glyph:
                last[-1] = code
            elif glyph:
                first.append(code)
                last.append(code)
                start.append(glyph)
    return first, last, start


def _assemble(tables: dict[bytes, bytes]) -> bytes:
    """A font file of these tables with right checksums."""
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    header = struct.pack(">4s4H", b"\0\1\0\0", count, power * 16, power.bit_length() - 1, (count - power) * 16)
    directory, body, at = [], [], 12 + 16 * count
    head_at = 0
    for tag in sorted(tables):
        data = tables[tag]
        padded = data + b"\0" * (-len(data) % 4)
        directory.append(struct.pack(">4sLLL", tag, _checksum(padded), at, len(data)))
        if tag == b"head":
            head_at = at
        body.append(padded)
        at += len(padded)
    font = bytearray(header + b"".join(directory) + b"".join(body))
    struct.pack_into(">L", font, head_at + 8, (0xB1B0AFBA - _checksum(bytes(font))) & 0xFFFFFFFF)
    return bytes(font)


def _checksum(data: bytes) -> int:
    return sum(_big_endian("I", data)) & 0xFFFFFFFF
