"""PNG files by their chunks: whose packed samples can stand in a PDF as they are, and what such samples unpack to.

PDF knows the rows of a PNG (``/Predictor 15``): each begins with the number of its filter, all are deflated as one. So
the samples of a PNG without interlacing and transparency need not be unpacked and packed again. Nothing else of the
file is kept: no words, places, times or profiles.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

_MAGIC = b"\x89PNG\r\n\x1a\n"
_NEEDED = (b"IHDR", b"PLTE", b"IDAT", b"IEND")
_SHOWN = (b"tRNS", b"acTL", b"fcTL", b"fdAT")
"""Chunks beside the needed ones that say what is seen: what is clear, and pictures that move."""
_DEPTHS = {0: (1, 2, 4, 8), 2: (8,), 3: (1, 2, 4, 8)}
"""Bits of a sample that PDF of any part has, by the kind of colour: grey, three channels, or a palette's."""
_FILTERS = 4
"""The highest number of a filter."""


@dataclass(frozen=True, slots=True)
class Rows:
    """A picture as packed rows: ``data`` deflated, each row the number of its filter and its samples.

    ``channels`` are 1 or 3. With a ``palette`` (three bytes a colour, as many colours as ``bits`` can name) the one
    channel names colours of it.
    """

    width: int
    height: int
    channels: int
    bits: int
    data: bytes
    palette: bytes = b""

    @property
    def length(self) -> int:
        """Bytes of a row, its filter aside."""
        return (self.width * self.channels * self.bits + 7) // 8


def plain_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG that says nothing beside its samples up to where they begin; None for every other."""
    if not data.startswith(_MAGIC + b"\0\0\0\x0dIHDR"):
        return None
    behind = data[33 + 4 : 33 + 8]
    if behind == b"PLTE":
        end = 33 + 12 + int.from_bytes(data[33:37], "big")
        behind = data[end + 4 : end + 8]
    return (int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")) if behind == b"IDAT" else None


def stripped(data: bytes) -> Rows | None:
    """The packed samples of a PNG file; None where they cannot stand by themselves, or where a chunk is damaged.

    Whether the samples are whole is not looked at here, see :func:`unpacked`.
    """
    head, palette, before = b"", b"", b""
    parts: list[bytes] = []
    for kind, body in _chunks(data):
        if (kind not in _NEEDED and kind[:1].isupper()) or kind in _SHOWN or (not head) != (kind == b"IHDR"):
            return None
        if kind == b"IHDR":
            head = body
        elif kind == b"PLTE":
            if palette or parts:
                return None
            palette = body
        elif kind == b"IDAT":
            if parts and before != kind:
                return None
            parts.append(body)
        elif kind == b"IEND":
            return _rows(head, palette, b"".join(parts))
        before = kind
    return None


def file_of(rows: Rows) -> bytes:
    """The rows as a PNG file with nothing else in it."""
    colour = 3 if rows.palette else 2 if rows.channels == 3 else 0
    size = rows.width.to_bytes(4, "big") + rows.height.to_bytes(4, "big")
    parts = [_MAGIC, _chunk(b"IHDR", size + bytes((rows.bits, colour, 0, 0, 0)))]
    if rows.palette:
        parts.append(_chunk(b"PLTE", rows.palette))
    return b"".join((*parts, _chunk(b"IDAT", rows.data), _chunk(b"IEND", b"")))


def packed(width: int, channels: int, samples: bytes, effort: int) -> Rows:
    """Samples of eight bits as rows without filters: screens come out smaller so, and sooner."""
    step = width * channels
    rows = b"\0".join((b"", *(samples[at : at + step] for at in range(0, len(samples), step))))
    return Rows(width, len(samples) // step, channels, 8, zlib.compress(rows, effort))


def unpacked(rows: Rows) -> bytes:
    """The rows, each behind the number of its filter.

    ValueError unless the data are deflated as one, unpack to just the rows told, and nothing stands behind them.
    """
    length = rows.height * (1 + rows.length)
    unpacking = zlib.decompressobj()
    try:
        data = unpacking.decompress(rows.data, length + 1)
    except zlib.error as error:
        raise ValueError("damaged rows") from error
    if len(data) != length or not unpacking.eof or unpacking.unused_data:
        raise ValueError("rows cut short, or with a tail")
    if max(data[:: 1 + rows.length]) > _FILTERS:
        raise ValueError("a row of no filter")
    return data


def is_grey(rows: Rows, every: bytes) -> bool:
    """Whether no sample of the rows, ``every`` one :func:`unpacked`, has a colour.

    Where three channels are alike, so are their filters' differences.
    """
    if rows.palette:
        return rows.palette[::3] == rows.palette[1::3] == rows.palette[2::3]
    step = 1 + rows.length
    starts = range(1, len(every), step)
    return rows.channels == 1 or all(
        row[::3] == row[1::3] == row[2::3] for row in (every[at : at + rows.length] for at in starts)
    )


def samples(rows: Rows) -> bytes:
    """The samples row by row, as PDF has them. ValueError as of :func:`unpacked`."""
    every, step = unpacked(rows), 1 + rows.length
    if not any(every[::step]):
        return b"".join([every[at : at + rows.length] for at in range(1, len(every), step)])
    from PIL import Image

    # Filters work on whole bytes: less than eight bits to a sample are to them a row of fewer samples.
    mode, wide = ("RGB", rows.width) if rows.channels == 3 else ("L", rows.length)
    return Image.frombytes(mode, (wide, rows.height), rows.data, "zip", mode, 0).tobytes()


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and body of every chunk, as long as they are undamaged."""
    at = len(_MAGIC) if data.startswith(_MAGIC) else len(data)
    while at + 12 <= len(data):
        end = at + 8 + int.from_bytes(data[at : at + 4], "big")
        kind, body = data[at + 4 : at + 8], data[at + 8 : end]
        if data[end : end + 4] != zlib.crc32(body, zlib.crc32(kind)).to_bytes(4, "big"):
            return
        yield kind, body
        at = end + 4


def _chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(body, zlib.crc32(kind)).to_bytes(4, "big")


def _rows(head: bytes, palette: bytes, data: bytes) -> Rows | None:
    if len(head) != 13 or head[10:] != b"\0\0\0" or head[8] not in _DEPTHS.get(head[9], ()):
        return None
    width, height, bits, colour = int.from_bytes(head[:4], "big"), int.from_bytes(head[4:8], "big"), head[8], head[9]
    if not (width and height) or (colour == 3 and not 0 < len(palette) <= 3 << bits) or len(palette) % 3:
        return None
    # So no sample can name a colour that is not there; readers differ in what they would show.
    palette = palette.ljust(3 << bits, b"\0") if colour == 3 else b""
    return Rows(width, height, 3 if colour == 2 else 1, bits, data, palette)
