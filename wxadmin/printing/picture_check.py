"""Which images a paper may hold: only such as every viewer shows alike.

An image can carry more than one picture (another one for the printer, a mask, a turned scale of grey), and a JPEG can
say another size or colour than the entries around it. Ours have none of that; whatever has is none of ours.
"""

from __future__ import annotations

import re

from wxadmin.printing.plain_pdf import Name, NotPlainError, PlainPdf

_KEYS = {"Type", "Subtype", "Width", "Height", "ColorSpace", "BitsPerComponent", "Filter", "Length"}
_CHANNELS = {"DeviceGray": 1, "DeviceRGB": 3}
_JFIF, _FRAME, _SCAN = 0xE0, 0xC0, 0xDA
_TABLES = (0xC4, 0xDB, 0xDD)  # Huffman, quantisation, restart interval
_SAMPLES = re.compile(rb"(?:[^\xff]++|\xff[\x00\xd0-\xd7])*+\xff\xd9")


def check_pictures(pdf: PlainPdf, resources: object) -> None:
    """NotPlainError when anything in the resources of a page is drawn like a picture and is none of our kind."""
    entries = pdf.resolve(resources)
    held = pdf.resolve(entries.get("XObject")) if isinstance(entries, dict) else None
    if held is None:
        return
    if not isinstance(held, dict):
        raise NotPlainError("no dictionary of pictures")
    for ref in held.values():
        thing = pdf.thing(ref)
        found = thing.value
        if thing.stored is None or not isinstance(found, dict) or not found.keys() <= _KEYS:
            raise NotPlainError("a picture with more than its samples")
        kind = (found.get("Type"), found.get("Subtype"), found.get("BitsPerComponent"))
        channels = _CHANNELS.get(str(found.get("ColorSpace")))
        wide, high = found.get("Width"), found.get("Height")
        if kind != ("XObject", "Image", 8.0) or channels is None or not isinstance(found["ColorSpace"], Name):
            raise NotPlainError("a picture of another kind")
        if not (isinstance(wide, float) and isinstance(high, float)) or wide % 1 or high % 1 or wide < 1 or high < 1:
            raise NotPlainError("a picture of no size")
        size = (int(wide), int(high), channels)
        if found.get("Filter") == "DCTDecode":
            if jpeg_size(thing.stored) != size:
                raise NotPlainError("a JPEG of another size")
        elif len(pdf.unpacked(thing)) != size[0] * size[1] * channels:
            raise NotPlainError("a picture with too few samples, or too many")


def jpeg_size(data: bytes) -> tuple[int, int, int] | None:
    """Width, height and channels of a baseline JPEG of the plainest kind; None for every other.

    One frame in one scan and nothing behind it; no notes, profiles or colour marks of a maker.
    """
    size, at = None, 2
    while data[:2] == b"\xff\xd8" and data[at : at + 1] == b"\xff":
        kind, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        body = data[at + 4 : at + 2 + length]
        at += 2 + max(2, length)
        if kind == _FRAME and size is None and len(body) > 5 and body[0] == 8:
            size = (int.from_bytes(body[3:5], "big"), int.from_bytes(body[1:3], "big"), body[5])
        elif kind == _SCAN:
            return size if _SAMPLES.fullmatch(data, at) else None
        elif kind not in _TABLES and not (kind == _JFIF and body.startswith(b"JFIF\0")):
            return None
    return None
