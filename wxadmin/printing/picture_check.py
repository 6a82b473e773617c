"""Which images a paper may hold: only such as every viewer shows alike.

An image can carry more than one picture (another one for the printer, a mask, a turned scale of grey), and a JPEG can
say another size or colour than the entries around it. Ours have none of that; whatever has is none of ours.
"""

from __future__ import annotations

from wxadmin.printing.plain_pdf import Name, NotPlainError, PlainPdf, Ref
from wxadmin.printing.typesetting.jpeg import plain_size

_KEYS = {"Type", "Subtype", "Width", "Height", "ColorSpace", "BitsPerComponent", "Filter", "Length"}
_MOST = 40_000_000  # pixels; ours have far fewer
_CHANNELS = {"DeviceGray": 1, "DeviceRGB": 3}


def check_pictures(pdf: PlainPdf, resources: object, seen: set[Ref]) -> None:
    """NotPlainError when anything in the resources of a page is drawn like a picture and is none of our kind.

    ``seen`` are the pictures looked at before, since pages share them.
    """
    entries = pdf.resolve(resources)
    held = pdf.resolve(entries.get("XObject")) if isinstance(entries, dict) else None
    if held is None:
        return
    if not isinstance(held, dict):
        raise NotPlainError("no dictionary of pictures")
    for ref in held.values():
        if ref in seen:
            continue
        thing = pdf.thing(ref)
        seen.add(ref)
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
            if plain_size(thing.stored) != size:
                raise NotPlainError("a JPEG of another size")
        elif size[0] * size[1] > _MOST or len(pdf.unpacked(thing)) != size[0] * size[1] * channels:
            raise NotPlainError("a picture with too few samples, or too many")
