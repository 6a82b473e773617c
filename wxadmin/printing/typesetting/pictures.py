"""Pictures of other people's making made ready for the box they are shown in, and written anew.

What is printed is never the file that came in. Its samples are decoded for the box they are shown in, turned upright,
laid on white, brought to sRGB, and packed again; those of a JPEG or PNG that needs none of this are taken over without
loss. Nothing of the file's own data (place, camera, comments) is kept. In the PDF a picture is an image in DeviceRGB or
DeviceGray without mask, packed with Flate or as a baseline JPEG of the same size; or the rows of a PNG as they were
packed, of eight bits or fewer, which may be numbers of the colours of a palette.
"""

from __future__ import annotations

import hashlib
import io
import os
import threading
import zlib
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from math import ceil, inf
from typing import TYPE_CHECKING

from wxadmin.domain.papers import Picture
from wxadmin.printing.typesetting import jpeg, png
from wxadmin.printing.typesetting.picture_files import (
    DENSER,
    LYING,
    as_it_is,
    opened,
    taken_over,
    turn,
    upright,
)

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

    from PIL import Image

DOTS = 220
"""To an inch: what a laser printer's screen can show of a picture."""
QUALITY = 85
"""Of JPEG, without loss of colour resolution: letters on a coloured ground stay clean."""
_FEW_COLOURS = 1024
_COVER = 96
"""The grey of what is painted over: seen to be covered, without a block of toner."""
_LONG, _PIECE, _AGAIN = 2.6, 2.0, 0.04
"""Times its width from which a picture is cut, the height of a piece, and the part of one that is said again."""
_EFFORT = 3
"""Of zlib: screens come out within 2 % of its level 6 in a third of the time."""
_REPEATS = 0.25
"""A drawing deflates to this share of its samples at the most; what does not may be a photograph in grey."""
_CACHED = 32 << 20
"""Bytes of pictures made ready that are remembered from one paper to the next."""
_HANDS = 4
"""Pictures made ready at a time, as far as there are processors."""
_SMALL = 250_000
"""Pixels up to which a picture is ready sooner than a thread has taken it up."""
_LARGE = 4_000_000
"""Pixels from which pictures that are decoded whole are so one after the other: memory holds one of them."""


@dataclass(frozen=True, slots=True)
class Bitmap:
    """A picture made ready: its size in pixels, and its samples packed (``jpeg`` or else deflated, row by row).

    With ``rows`` each row stands behind the number of its filter, as in a PNG, and a sample has so many ``bits``; with
    a ``palette`` (one byte a colour when ``grey``, else three) it is the number of a colour.
    """

    width: int
    height: int
    grey: bool
    jpeg: bool
    data: bytes
    digest: bytes
    rows: bool = False
    bits: int = 8
    palette: bytes = b""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A picture of so many pixels that is to be made ready for a box of so many pixels."""

    picture: Picture
    pixels: int
    box: tuple[int, int]
    digest: bytes


def wanted(picture: Picture, pixels: int, width: float, height: float) -> Wanted:
    """The picture, which has so many pixels, for a box of this size in points."""
    box = (max(1, round(width / 72 * DOTS)), max(1, round(height / 72 * DOTS)))
    return Wanted(picture, pixels, box, hashlib.sha256(b"%d %d " % box + picture.data).digest())


def read(picture: Picture, width: float, height: float) -> Bitmap:
    """The picture for a box of this size in points. UserError when it is none, too large, or damaged."""
    return _ready(wanted(picture, 0, width, height))


def read_all(several: Sequence[Wanted]) -> list[Bitmap]:
    """Pictures made ready side by side: decoding and packing let other threads work.

    UserError as of :func:`read`, of the first that has one. No thread is left behind.
    """
    found = [_at_once(want) for want in several]
    long = [i for i, want in enumerate(several) if found[i] is None and want.pixels > _SMALL]
    if not long:
        return [bitmap or _ready(want) for bitmap, want in zip(found, several, strict=True)]
    hands = some_hands()
    try:
        begun = {i: hands.submit(_ready, several[i]) for i in long}
        return [begun[i].result() if i in begun else found[i] or _ready(want) for i, want in enumerate(several)]
    finally:
        hands.shutdown(cancel_futures=True)


def some_hands() -> ThreadPoolExecutor:
    """Threads to make pictures ready in, side by side as far as there are processors; to be shut down by the caller."""
    from concurrent.futures import ThreadPoolExecutor

    return ThreadPoolExecutor(min(_HANDS, os.cpu_count() or 1), "pictures")


def _turn_for(image: Image.Image) -> AbstractContextManager[object]:
    """What a picture is decoded in: alone, if that takes much memory.

    Of a large JPEG only as many pixels are decoded as are shown, though one that comes in passes is first read whole.
    """
    most = _LARGE if image.format != "JPEG" else 4 * _LARGE if "progressive" in image.info else inf
    return nullcontext() if image.width * image.height <= most else _alone


def _at_once(want: Wanted) -> Bitmap | None:
    """What is known, and what is taken over without a look at its samples; None of all that takes its time."""
    found = _known.get(want.digest)
    if found is None and (data := taken_over(want.picture, want.box, DENSER)):
        found = _taken(data)
        _known.put(want.digest, found)
    return found


def _ready(want: Wanted) -> Bitmap:
    found = _at_once(want)
    if found is None:
        with opened(want.picture) as image, _turn_for(image):
            data = as_it_is(want.picture.data, image, want.box, DENSER, sound=want.picture.sound)
            found = _taken(data) if data else _packed(upright(image, want.box, DENSER))
        _known.put(want.digest, found)
    return found


def _taken(data: bytes | png.Rows) -> Bitmap:
    """Samples as they are."""
    if isinstance(data, bytes):
        size = jpeg.plain_size(data)
        assert size is not None
        return _bitmap(size[:2], data, grey=size[2] == 1, jpeg=True)
    if not data.palette:
        return _bitmap((data.width, data.height), data.data, grey=data.channels == 1, rows=True, bits=data.bits)
    grey = png.is_grey(data, b"")
    palette = data.palette[::3] if grey else data.palette
    return _bitmap((data.width, data.height), data.data, grey=grey, rows=True, bits=data.bits, palette=palette)


_alone = threading.Lock()


def reduced(picture: Picture, longest: int = 2000, covers: Sequence[tuple[float, float, float, float]] = ()) -> bytes:
    """The picture as a PNG or JPEG file without any data beside its samples, no side longer than ``longest`` pixels.

    ``covers`` are rectangles painted grey for good: left, top, right and bottom as parts of the upright picture's
    width and height. UserError as of :func:`read`.
    """
    with opened(picture) as image, _turn_for(image):
        return _reduced(picture, image, longest, covers)


def _reduced(
    picture: Picture, image: Image.Image, longest: int, covers: Sequence[tuple[float, float, float, float]]
) -> bytes:
    data = None if covers else as_it_is(picture.data, image, (longest, longest), 1.0)
    if data is not None:
        return data if isinstance(data, bytes) else png.file_of(data)
    whole = upright(image, (longest, longest), 1.0)
    _cover_up(whole, covers)
    return _file(whole)


def cut(picture: Picture, wide: int, covers: Sequence[tuple[float, float, float, float]] = ()) -> tuple[bytes, ...]:
    """The picture no wider than ``wide`` pixels as files, a long one (a whole talk on one screen) in several.

    Each piece repeats a little of the one before, so that no line is lost. ``covers`` and errors as of :func:`reduced`.
    """
    with opened(picture) as image, _turn_for(image):
        across, down = image.size[::-1] if turn(image) >= LYING else image.size
        if down <= _LONG * across:
            return (_reduced(picture, image, max(wide, round(wide * down / across)), covers),)
        whole = upright(image, (wide, max(1, round(wide * down / across))), 1.0)
        _cover_up(whole, covers)
        step = round(whole.width * _PIECE)
        tops = range(0, max(1, whole.height - round(step * _AGAIN)), step)
        out = []
        for top in tops:
            part = whole.crop((0, top, whole.width, min(whole.height, top + round(step * (1 + _AGAIN)))))
            out.append(_file(part))
        return tuple(out)


def _cover_up(image: Image.Image, covers: Sequence[tuple[float, float, float, float]]) -> None:
    wide, high = image.size
    for left, top, right, bottom in covers:
        box = (int(left * wide), int(top * high), ceil(right * wide), ceil(bottom * high))
        image.paste(_COVER if image.mode == "L" else (_COVER,) * 3, box)


class _Known:
    """The last pictures made ready, up to so many bytes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: OrderedDict[bytes, Bitmap] = OrderedDict()
        self._bytes = 0

    def get(self, key: bytes) -> Bitmap | None:
        with self._lock:
            found = self._held.get(key)
            if found is not None:
                self._held.move_to_end(key)
            return found

    def put(self, key: bytes, bitmap: Bitmap) -> None:
        with self._lock:
            if key not in self._held:
                self._held[key] = bitmap
                self._bytes += len(bitmap.data)
            while self._bytes > _CACHED:
                self._bytes -= len(self._held.popitem(last=False)[1].data)


_known = _Known()


def _packed(image: Image.Image) -> Bitmap:
    """Drawings without loss, photographs as JPEG."""
    image, few = _plain(image)
    data, photograph = _stored(image, few=few)
    return _bitmap(image.size, data, grey=image.mode == "L", jpeg=photograph)


def _bitmap(
    size: tuple[int, int],
    data: bytes,
    *,
    grey: bool,
    jpeg: bool = False,
    rows: bool = False,
    bits: int = 8,
    palette: bytes = b"",
) -> Bitmap:
    head = b"%d %d %d %d %d %d %b " % (*size, grey, jpeg, rows, bits, palette.hex().encode())
    return Bitmap(*size, grey, jpeg, data, hashlib.sha256(head + data).digest(), rows, bits, palette)


def _plain(image: Image.Image) -> tuple[Image.Image, bool]:
    """Without colour where there is none, and whether it has few colours."""
    colours = image.getcolors(_FEW_COLOURS)
    if image.mode == "RGB" and colours is not None and all(r == g == b for _, (r, g, b) in colours):  # type: ignore[misc]
        image = image.convert("L")
    return image, colours is not None


def _stored(image: Image.Image, *, few: bool) -> tuple[bytes, bool]:
    """The samples packed, and whether as JPEG: pictures of many shades are, and of such as do not repeat."""
    if not few:
        return _jpeg(image), True
    data = zlib.compress(image.tobytes(), _EFFORT)
    photograph = _smaller(image, data)
    return (photograph, True) if photograph else (data, False)


def _file(image: Image.Image) -> bytes:
    """The same as a file."""
    image, few = _plain(image)
    if not few:
        return _jpeg(image)
    rows = png.packed(image.width, len(image.getbands()), image.tobytes(), _EFFORT)
    return _smaller(image, rows.data) or png.file_of(rows)


def _smaller(image: Image.Image, data: bytes) -> bytes:
    """The picture as JPEG where its samples, packed without loss as ``data``, do not repeat and are smaller so."""
    if len(data) <= image.width * image.height * len(image.getbands()) * _REPEATS:
        return b""
    found = _jpeg(image)
    return found if len(found) < len(data) else b""


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY, subsampling=0)
    return out.getvalue()
