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
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from wxadmin.domain.errors import UserError

_REMEDY = "请重新安装本程序，或删除缓存文件夹后再试"
_KEPT = (b"cvt ", b"fpgm", b"prep")
# What a font may have at most before it is taken for a broken one: fonts in a collection, parts of one glyph,
# code points in a table of 16 bits (some are named twice).
_MOST_FONTS, _PARTS, _MOST_CODES = 256, 64, 0x20000
_REPEATED = 0x8
# Flags of a component in a composite glyph (OpenType, glyf table).
_WORDS, _SCALE, _MORE, _XY_SCALE, _TWO_BY_TWO = 0x1, 0x8, 0x20, 0x40, 0x80


class Sfnt:
    """One font. Advances and metrics are in thousandths of the em, rounded.

    ``at`` is where its directory begins in the file, which in a collection (.ttc) holds several. Raises UserError when
    the file is missing, cut short, or no TrueType font with outlines.
    """

    def __init__(self, source: Path | bytes, name: str = "", at: int = 0) -> None:
        self.name = name or (source.name if isinstance(source, Path) else "font")
        try:
            self._data: mmap.mmap | bytes = source if isinstance(source, bytes) else _map(source)
            if self._data[at : at + 4] not in (b"\0\1\0\0", b"true"):
                raise ValueError("no TrueType outlines")
            self._tables = _directory(self._data, at)
            self._measure()
        except (OSError, ValueError, struct.error, KeyError, IndexError) as error:
            raise UserError("字体文件损坏或不是 TrueType 字体", where=self.name, remedy=_REMEDY) from error

    @property
    def embeddable(self) -> bool:
        """Whether its maker lets a part of it be put into documents (OS/2, fsType); fonts that do not say so do.

        No: restricted licence (2, where no freer bit is set beside it), no subsets (0x100), bitmaps only (0x200).
        """
        offset, length = self._tables.get(b"OS/2", (0, 0))
        rights = struct.unpack_from(">H", self._data, offset + 8)[0] if length >= 10 else 0
        return rights & 0xF != 2 and not rights & 0x300

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
            groups = _big_endian(data[at + 16 : at + 16 + 12 * count])
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
        if glyph >= self._glyphs:
            raise UserError("字体文件损坏", where=self.name, remedy=_REMEDY)
        if self._wide:
            start, end = struct.unpack_from(">2L", self._data, self._loca + 4 * glyph)
        else:
            start, end = (2 * v for v in struct.unpack_from(">2H", self._data, self._loca + 2 * glyph))
        if not start <= end <= self._tables[b"glyf"][1]:
            raise UserError("字体文件损坏", where=self.name, remedy=_REMEDY)
        return self._data[self._glyf + start : self._glyf + end]

    def ink(self, glyph: int) -> tuple[int, int]:
        """Left and right end of a glyph's ink as its header tells, thousandths of the em; (0, 0) for a blank one."""
        data = self.outline(glyph)
        if len(data) < 10:
            return 0, 0
        left, _, right, _ = struct.unpack_from(">4h", data, 2)
        return round(left * 1000 / self.em), round(right * 1000 / self.em)

    def sound(self, glyph: int) -> bool:
        """Whether the glyph draws something and every byte of its outline is as it must be, parts included."""
        waiting, seen = [glyph], 0
        try:
            while waiting:
                data = self.outline(waiting.pop())
                seen += 1
                if seen > _PARTS or (data[:2] != b"\xff\xff" and not _well_formed(data)):
                    return False
                if data[:2] == b"\xff\xff":
                    waiting += [part for _, part in _parts(data)]
        except (UserError, struct.error, IndexError):
            return False
        return True

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
        try:
            for at, part in _parts(data):
                if part not in place:
                    place[part] = len(order)
                    order.append(part)
                struct.pack_into(">H", out, at, place[part])
        except struct.error as error:
            raise UserError("字体文件损坏", where=self.name, remedy=_REMEDY) from error
        return bytes(out)


def fonts_in(path: Path) -> list[tuple[int, frozenset[str]]]:
    """The fonts of a file (one, or those of a collection): where each begins, and its :func:`plain` names.

    CFF fonts are told as well. UserError when the file is none of these.
    """
    try:
        data = _map(path)
        starts: tuple[int, ...] = (0,)
        if data[:4] == b"ttcf":
            count = struct.unpack_from(">L", data, 8)[0]
            if count > _MOST_FONTS:
                raise ValueError("impossible header")
            starts = struct.unpack_from(f">{count}L", data, 12)
        return [(at, _names(data, _directory(data, at)[b"name"])) for at in starts]
    except (OSError, ValueError, struct.error, KeyError) as error:
        raise UserError("字体文件损坏或不是字体", where=path.name) from error


def plain(name: str) -> str:
    """A font's name as it is compared: without case and spaces."""
    return name.casefold().replace(" ", "")


def _directory(data: mmap.mmap | bytes, at: int) -> dict[bytes, tuple[int, int]]:
    """Offset and length of each table of the font whose directory begins at ``at``."""
    tables = {}
    for i in range(struct.unpack_from(">H", data, at + 4)[0]):
        tag, _, offset, length = struct.unpack_from(">4sLLL", data, at + 12 + 16 * i)
        if offset + length > len(data):
            raise ValueError("cut short")
        tables[tag] = (offset, length)
    return tables


def _names(data: mmap.mmap | bytes, table: tuple[int, int]) -> frozenset[str]:
    """Family (1, 16), full (4) and PostScript name (6) in all languages of the name table."""
    base, length = table
    count, texts = struct.unpack_from(">HH", data, base + 2)
    names = set()
    for i in range(count):
        platform, encoding, _, kind, size, offset = struct.unpack_from(">6H", data, base + 6 + 12 * i)
        if kind in (1, 4, 6, 16) and texts + offset + size <= length:
            raw = data[base + texts + offset : base + texts + offset + size]
            # On the Macintosh platform script 25 is simplified Chinese.
            coding = "utf-16-be" if platform in (0, 3) else "gb18030" if encoding == 25 else "mac-roman"
            names.add(plain(raw.decode(coding, errors="replace")))
    return frozenset(names)


def _parts(data: bytes) -> Iterator[tuple[int, int]]:
    """Of each part of a composite glyph: where its number stands, and the number. struct.error where cut short."""
    at, flags = 10, _MORE
    while flags & _MORE:
        flags, part = struct.unpack_from(">HH", data, at)
        yield at + 2, part
        at += 8 if flags & _WORDS else 6
        at += 2 if flags & _SCALE else 4 if flags & _XY_SCALE else 8 if flags & _TWO_BY_TWO else 0


def _well_formed(data: bytes) -> bool:
    """Whether a simple glyph has one contour at least, and as many coordinates as its flags say."""
    contours: int = struct.unpack_from(">h", data, 0)[0]
    if contours < 1:
        return False
    ends = struct.unpack_from(f">{contours}H", data, 10)
    at: int = 12 + 2 * contours + struct.unpack_from(">H", data, 10 + 2 * contours)[0]
    points: int = ends[-1] + 1
    size = 0
    if any(a >= b for a, b in pairwise(ends)):
        return False
    while points > 0:
        flag = data[at]
        times = 1 + data[at + 1] if flag & _REPEATED else 1
        at += 2 if flag & _REPEATED else 1
        size += times * (
            (1 if flag & 0x2 else 0 if flag & 0x10 else 2) + (1 if flag & 0x4 else 0 if flag & 0x20 else 2)
        )
        points -= times
    return points == 0 and at + size <= len(data)


def _map(path: Path) -> mmap.mmap:
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def _big_endian(data: bytes) -> array[int]:
    numbers: array[int] = array("I", data)
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
    if sum(end - begin + 1 for begin, end in zip(starts, ends, strict=True)) > _MOST_CODES:
        raise ValueError("impossible cmap")
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
    return sum(_big_endian(data)) & 0xFFFFFFFF
