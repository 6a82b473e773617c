"""JPEG files by their segments: which are of the plainest kind, and how to make one of another."""

from __future__ import annotations

import re
from collections.abc import Iterator

_START = b"\xff\xd8"
_JFIF = b"\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0"
_FRAME, _SCAN, _ADOBE = 0xC0, 0xDA, 0xEE
_TABLES = (0xC4, 0xDB, 0xDD)  # Huffman, quantisation, restart interval
_SAMPLES = re.compile(rb"(?:[^\xff]++|\xff[\x00\xd0-\xd7])*+\xff\xd9")

Size = tuple[int, int, int]


def plain_size(data: bytes) -> Size | None:
    """Width, height and channels of a baseline JPEG of the plainest kind; None for every other.

    One frame in one scan and nothing behind it; no notes, profiles or colour marks of a maker.
    """
    size, at = _head(data)
    return size if size and _SAMPLES.fullmatch(data, at) else None


def told_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of a JPEG whose head is of the plainest kind; its samples are not looked at."""
    size, _ = _head(data)
    return size and size[:2]


def stripped(data: bytes) -> bytes | None:
    """The same samples in a JPEG of the plainest kind, all else left out; None where that would change colours.

    So it would where the file's frame is none of those, or its three channels are not told as luminance and colour.
    """
    kept, size, colours = [_START, _JFIF], None, b""
    for kind, body, at in _segments(data):
        segment = data[at - len(body) - 4 : at]
        if kind == _FRAME and size is None:
            size, colours = _size(body), body[6::3]
            kept.append(segment)
        elif kind == _SCAN:
            samples = _SAMPLES.match(data, at)
            if samples is None or size is None or (size[2] == 3 and colours != b"\1\2\3"):
                return None
            made = b"".join((*kept, segment, samples.group()))
            return made if plain_size(made) == size else None
        elif kind in _TABLES:
            kept.append(segment)
        elif not (0xE0 <= kind <= 0xEF or kind == 0xFE) or (kind == _ADOBE and body[-1:] != b"\1"):
            return None
    return None


def _head(data: bytes) -> tuple[Size | None, int]:
    """What the head of a JPEG of the plainest kind tells, and where its samples begin."""
    size = None
    for kind, body, at in _segments(data):
        if kind == _FRAME and size is None:
            size = _size(body)
        elif kind == _SCAN:
            return size, at
        elif kind not in _TABLES and not (kind == 0xE0 and body.startswith(b"JFIF\0")):
            break
    return None, 0


def _segments(data: bytes) -> Iterator[tuple[int, bytes, int]]:
    """Kind, body and end of every segment, up to the first scan."""
    at, kind = 2, 0
    while kind != _SCAN and data.startswith(_START) and data[at : at + 1] == b"\xff" and at + 4 <= len(data):
        kind, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        end = at + 2 + length
        if length < 2 or end > len(data):
            return
        yield kind, data[at + 4 : end], end
        at = end


def _size(body: bytes) -> Size | None:
    """What a frame header of eight bits a sample says."""
    if len(body) < 6 or body[0] != 8 or body[5] not in (1, 3):
        return None
    return int.from_bytes(body[3:5], "big"), int.from_bytes(body[1:3], "big"), body[5]
