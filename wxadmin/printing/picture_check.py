"""Which images a paper may hold: only such as every viewer shows alike.

An image can carry more than one picture (another one for the printer, a mask, a turned scale of grey), and a JPEG can
say another size or colour than the entries around it. Ours have none of that; whatever has is none of ours.
"""

from __future__ import annotations

from wxadmin.printing.plain_pdf import Name, NotPlainError, PlainPdf, Ref, Whole, rows_told
from wxadmin.printing.typesetting.jpeg import plain_size

_KEYS = {"Type", "Subtype", "Width", "Height", "ColorSpace", "BitsPerComponent", "Filter", "Length", "DecodeParms"}
_MOST = 40_000_000  # pixels; ours have far fewer
_CHANNELS = {"DeviceGray": 1, "DeviceRGB": 3}
_DEPTHS = {1: (1, 2, 4, 8), 3: (8,)}


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
        wide, high, bits = (_size(found.get(key)) for key in ("Width", "Height", "BitsPerComponent"))
        if bits > 8:
            raise NotPlainError("a picture of more bits")
        palette = isinstance(found.get("ColorSpace"), list)
        channels = _palette(found["ColorSpace"], bits) if palette else _channels(found.get("ColorSpace"))
        if (found.get("Type"), found.get("Subtype")) != ("XObject", "Image") or bits not in _DEPTHS[channels]:
            raise NotPlainError("a picture of another kind")
        if found.get("Filter") == "DCTDecode":
            if palette or bits != 8 or plain_size(thing.stored) != (wide, high, channels):
                raise NotPlainError("a JPEG of another size")
        elif wide * high > _MOST:
            raise NotPlainError("a picture of too many samples")
        elif "DecodeParms" in found:
            # That the rows are whole is seen when the digest is made of their samples, which takes its time.
            if rows_told(found).channels != channels:
                raise NotPlainError("rows of other colours")
        elif len(pdf.unpacked(thing)) != (wide * channels * bits + 7) // 8 * high:
            raise NotPlainError("a picture with too few samples, or too many")


def _size(value: object) -> int:
    if not isinstance(value, Whole) or value < 1:
        raise NotPlainError("a picture of no size")
    return int(value)


def _channels(space: object) -> int:
    """Of a picture in one of our colours."""
    if not isinstance(space, Name) or space not in _CHANNELS:
        raise NotPlainError("a picture in other colours")
    return _CHANNELS[space]


def _palette(space: object, bits: int) -> int:
    """The one channel of a picture whose samples name colours: as many as they can name, in one of our colours."""
    kind, base, last, colours = space if isinstance(space, list) and len(space) == 4 else (None,) * 4
    whole = isinstance(kind, Name) and kind == "Indexed" and isinstance(last, Whole) and int(last) == (1 << bits) - 1
    if not whole or not isinstance(colours, bytes) or len(colours) != _channels(base) << bits:
        raise NotPlainError("a palette of another kind")
    return 1
