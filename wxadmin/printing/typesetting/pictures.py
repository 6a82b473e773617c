"""Pictures of other people's making: looked at by their header first, decoded small, and written anew.

What is printed is never the file that came in. Its samples are decoded for the box they are shown in, turned upright,
laid on white, brought to sRGB, and packed again; those of a JPEG that needs none of this are taken over without loss.
Nothing of the file's own data (place, camera, comments) is kept. In the PDF a picture is an image of eight bits in
DeviceRGB or DeviceGray without mask, packed with Flate or as a baseline JPEG of the same size.
"""

from __future__ import annotations

import hashlib
import io
import os
import struct
import threading
import warnings
import zlib
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, cast

from wxadmin.domain.errors import UserError
from wxadmin.domain.papers import Picture
from wxadmin.printing.typesetting.jpeg import stripped

if TYPE_CHECKING:
    from PIL import Image

MOST_PIXELS = 40_000_000
DOTS = 220
"""To an inch: what a laser printer's screen can show of a picture."""
_COARSER = 1.1
"""By this much there may be fewer: so every picture can be reduced by a whole number, which is fast and sharp."""
_DENSER = 2 / _COARSER
"""A picture of fewer than this many times as many dots is left as it is."""
_LIGHT, _DENSEST = 0.3, 4
"""A JPEG of no more bytes than this to a pixel of its box gains nothing by being written anew; if it has more than so
many times as many dots, it is for the printer's sake."""
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
_STRIP = 1 << 20
"""Pixels worked on at a time."""
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF")
_CACHED = 32 << 20
"""Bytes of pictures made ready that are remembered from one paper to the next."""
_HANDS = 4
"""Pictures made ready at a time, as far as there are processors."""
_SMALL = 250_000
"""Pixels up to which a picture is ready sooner than a thread has taken it up."""
_LARGE = 4_000_000
"""Pixels from which pictures are made ready one after the other, so that memory holds one of them."""


@dataclass(frozen=True, slots=True)
class Bitmap:
    """A picture made ready: its size in pixels, and its samples packed (``jpeg`` or else deflated, row by row)."""

    width: int
    height: int
    grey: bool
    jpeg: bool
    data: bytes
    digest: bytes


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
    from concurrent.futures import ThreadPoolExecutor

    hands = ThreadPoolExecutor(min(_HANDS, os.cpu_count() or 1), "pictures")
    try:
        begun = [hands.submit(_ready, want) if want.pixels > _SMALL else None for want in several]
        return [begin.result() if begin else _ready(want) for want, begin in zip(several, begun, strict=True)]
    finally:
        hands.shutdown(cancel_futures=True)


def _ready(want: Wanted) -> Bitmap:
    found = _known.get(want.digest)
    if found is None:
        with _opened(want.picture) as image, _alone if image.width * image.height > _LARGE else nullcontext():
            size, grey = image.size, image.mode == "L"
            data = _as_it_is(want.picture.data, image, want.box, _DENSER, sound=want.picture.sound)
            found = _bitmap(size, data, grey=grey, jpeg=True) if data else _packed(_upright(image, want.box, _DENSER))
        _known.put(want.digest, found)
    return found


_alone = threading.Lock()


def size_of(picture: Picture) -> tuple[int, int]:
    """Width and height in pixels as it is looked at, from its header alone. UserError as of :func:`read`."""
    with _opened(picture) as image:
        wide, high = image.size
        return (high, wide) if _turn(image) >= _LYING else (wide, high)


def reduced(picture: Picture, longest: int = 2000, covers: Sequence[tuple[float, float, float, float]] = ()) -> bytes:
    """The picture as a PNG or JPEG file without any data beside its samples, no side longer than ``longest`` pixels.

    ``covers`` are rectangles painted grey for good: left, top, right and bottom as parts of the upright picture's
    width and height. UserError as of :func:`read`.
    """
    with _opened(picture) as image:
        data = None if covers else _as_it_is(picture.data, image, (longest, longest), 1.0)
        if data is not None:
            return data
        upright = _upright(image, (longest, longest), 1.0)
        _cover_up(upright, covers)
        small, colours = _plain(upright)
        data, jpeg = _stored(small, few=colours)
        return data if jpeg else _png(small)


def cut(picture: Picture, wide: int, covers: Sequence[tuple[float, float, float, float]] = ()) -> tuple[bytes, ...]:
    """The picture no wider than ``wide`` pixels as files, a long one (a whole talk on one screen) in several.

    Each piece repeats a little of the one before, so that no line is lost. ``covers`` and errors as of :func:`reduced`.
    """
    with _opened(picture) as image:
        across, down = image.size[::-1] if _turn(image) >= _LYING else image.size
        if down <= _LONG * across:
            return (reduced(picture, max(wide, round(wide * down / across)), covers),)
        upright = _upright(image, (wide, max(1, round(wide * down / across))), 1.0)
        _cover_up(upright, covers)
        step = round(upright.width * _PIECE)
        tops = range(0, max(1, upright.height - round(step * _AGAIN)), step)
        out = []
        for top in tops:
            part = upright.crop((0, top, upright.width, min(upright.height, top + round(step * (1 + _AGAIN)))))
            small, colours = _plain(part)
            data, jpeg = _stored(small, few=colours)
            out.append(data if jpeg else _png(small))
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

_LYING = 5
"""EXIF turns from this one on exchange width and height."""
_TURNS = {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}
"""EXIF turn to Pillow's transposition (FLIP_LEFT_RIGHT, ROTATE_180, FLIP_TOP_BOTTOM, …)."""
# What Pillow raises for files that are damaged or made to do harm.
_BROKEN = (
    *(OSError, ValueError, SyntaxError, EOFError, ArithmeticError, LookupError, TypeError, AttributeError),
    *(RuntimeError, MemoryError, AssertionError, struct.error, zlib.error, Warning),
)
_DAMAGED = ("图片已损坏或没有存完整", "请重新保存，或换一张图片")


@contextmanager
def _opened(picture: Picture) -> Iterator[Image.Image]:
    """The picture after its header was read and nothing else; whatever goes wrong inside is said in one sentence."""
    from PIL import Image, UnidentifiedImageError

    where = f"图片“{picture.name}”" if picture.name else "图片"
    _refuse_known(picture.data, where)
    # Both for the whole process: nothing here looks at larger pictures, and a filter set for a moment is not safe
    # while other threads work.
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        with Image.open(io.BytesIO(picture.data), formats=_FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Image.DecompressionBombError(f"{image.width}×{image.height}")
            yield image
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UserError(
            f"像素太多，超过 {MOST_PIXELS // 10_000} 万", where=where, remedy="请用看图软件缩小后再选"
        ) from error
    except UnidentifiedImageError as error:
        known = picture.data[:3] in (b"\xff\xd8\xff", b"\x89PN", b"GIF", b"RIF") or picture.data[:2] in (b"II", b"MM")
        what, remedy = _DAMAGED if known else _FOREIGN
        raise UserError(what, where=where, remedy=remedy) from error
    except _BROKEN as error:
        raise UserError(_DAMAGED[0], where=where, remedy=_DAMAGED[1]) from error


_FOREIGN = ("不是能打印的图片", "请用 PNG、JPEG、GIF、WebP、BMP 或 TIFF 图片")


def _refuse_known(data: bytes, where: str) -> None:
    """Refuse what is no picture of ours by its first bytes."""
    if not data:
        raise UserError("图片文件是空的", where=where, remedy="请重新保存，或换一张图片")
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if data[4:8] == b"ftyp":
        raise UserError("这是 HEIC 一类手机格式的图片，不能打印", where=where, remedy="请先另存为 JPEG 再选")
    if start[:1] == b"<" and (b"<svg" in start or start.startswith(b"<?xml")):
        raise UserError("这是 SVG 矢量图，不能打印", where=where, remedy="请先另存为 PNG 再选")
    if data.startswith(b"%PDF-"):
        raise UserError("这是 PDF 文件，不是图片", where=where, remedy="请先把需要的页另存为图片")


def _turn(image: Image.Image) -> int:
    """The turn that EXIF asks for, 1 (none) to 8; what Pillow turns by itself (TIFF) counts as none."""
    from PIL import Image

    data = image.info.get("exif")
    if not isinstance(data, bytes):
        return 1
    exif = Image.Exif()
    try:
        exif.load(data)
        turn = exif.get(0x0112, 1)
    except _BROKEN:
        return 1
    return turn if isinstance(turn, int) and turn in _TURNS else 1


def _upright(image: Image.Image, box: tuple[int, int], slack: float) -> Image.Image:
    """The first frame in RGB or grey, upright on white, no larger than ``slack`` times the box."""
    from PIL import Image

    turn = _turn(image)
    profile = image.info.get("icc_profile")
    wide, high = box[::-1] if turn >= _LYING else box
    times = max(image.width / wide, image.height / high)
    exact = slack == 1.0
    target = (max(1, round(image.width / times)), max(1, round(image.height / times)))
    if times > slack and image.format in ("JPEG", "MPO"):
        least = 1.0 if exact else _COARSER
        image.draft(None, (int(target[0] / least), int(target[1] / least)))
        times = max(image.width / wide, image.height / high)
    by = 1 if exact else max(1, int(times * _COARSER))
    image.load()
    small: Image.Image = image
    if small.mode.startswith("I") or small.mode == "F":
        small = _in_8_bits(small)
    elif small.has_transparency_data:
        small, by = _on_white(small, by), 1
    elif small.mode == "P":
        small = small.convert("RGB")
    elif small.mode == "1":
        small = small.convert("L")
    if by > 1:
        small = small.reduce(by)
    elif exact and times > 1:
        small = small.resize(target, Image.Resampling.HAMMING, reducing_gap=2.0)
    small = _in_srgb(small, profile)
    if turn in _TURNS:
        small = small.transpose(Image.Transpose(_TURNS[turn]))
    return small


def _on_white(image: Image.Image, by: int) -> Image.Image:
    """In RGB, what is behind it white, reduced by a whole number.

    Strip by strip, since a large picture takes much room as it is.
    """
    from PIL import Image

    if image.mode == "RGBA" and image.getchannel("A").getextrema()[0] == 255:
        plain = image.convert("RGB")
        return plain.reduce(by) if by > 1 else plain
    wide, high = image.size
    rows = max(1, _STRIP // wide // by) * by
    made = Image.new("RGB", (-(-wide // by), -(-high // by)), "white")
    for top in range(0, high, rows):
        part = image if rows >= high else image.crop((0, top, wide, min(high, top + rows)))
        part = (part if part.mode == "RGBA" else part.convert("RGBA")).convert("RGBa")
        part = part.reduce(by) if by > 1 else part
        made.paste(part, (0, top // by), part)
    return made


def _in_8_bits(image: Image.Image) -> Image.Image:
    """Grey of more bits; where the file does not say how many, its brightest sample is white."""
    whole = image.convert("F")
    top = whole.getextrema()[1]
    white = 65535.0 if image.mode.startswith("I;16") else max(255.0, float(cast("float", top)))
    return whole.point(lambda value: value * (255 / white)).convert("L")


def _in_srgb(image: Image.Image, profile: object) -> Image.Image:
    """The picture in sRGB or grey; a profile of its own that cannot be read is as none."""
    from PIL import ImageCms

    if isinstance(profile, bytes) and (image.mode == "CMYK" or (image.mode == "RGB" and not _is_srgb(profile))):
        try:
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            changed = ImageCms.profileToProfile(image, own, ImageCms.createProfile("sRGB"), outputMode="RGB")
            return cast("Image.Image", changed)
        except (ImageCms.PyCMSError, OSError):
            pass
    return image if image.mode in ("RGB", "L") else image.convert("RGB")


def _as_it_is(
    data: bytes, image: Image.Image, box: tuple[int, int], slack: float, *, sound: bool = False
) -> bytes | None:
    """The samples of a JPEG in sRGB that is upright and no larger than ``slack`` times the box, without loss.

    To be printed, when ``slack`` is more than 1, it may be larger if it is light. The samples are decoded all the same,
    as small as can be, so that a damaged file is found out, unless they are known to be ``sound``.
    """
    times = max(image.width / box[0], image.height / box[1])
    fits = times <= slack or (slack > 1 and times <= _DENSEST and len(data) <= _LIGHT * box[0] * box[1])
    profile = image.info.get("icc_profile")
    if image.format in ("JPEG", "MPO") and data.count(b"\xff\xda") > 100 + len(data) // 30_000:
        # A picture in thousands of passes takes minutes to decode; honest ones have a dozen.
        raise ValueError("too many passes")
    if image.format not in ("JPEG", "MPO") or not fits or _turn(image) != 1 or (profile and not _is_srgb(profile)):
        return None
    plain = stripped(data)
    if plain is not None and not sound:
        image.draft(None, (1, 1))
        image.load()
    return plain


def _is_srgb(profile: bytes) -> bool:
    """Whether a profile is sRGB's, or none that can be read."""
    from PIL import ImageCms

    try:
        return "sRGB" in ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(io.BytesIO(profile)))
    except (ImageCms.PyCMSError, OSError):
        return True


def _packed(image: Image.Image) -> Bitmap:
    """Drawings without loss, photographs as JPEG."""
    image, few = _plain(image)
    data, jpeg = _stored(image, few=few)
    return _bitmap(image.size, data, grey=image.mode == "L", jpeg=jpeg)


def _bitmap(size: tuple[int, int], data: bytes, *, grey: bool, jpeg: bool) -> Bitmap:
    digest = hashlib.sha256(b"%d %d %d %d " % (*size, grey, jpeg) + data).digest()
    return Bitmap(*size, grey, jpeg, data, digest)


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
    samples = image.tobytes()
    data = zlib.compress(samples, _EFFORT)
    if len(data) > len(samples) * _REPEATS:
        jpeg = _jpeg(image)
        if len(jpeg) < len(data):
            return jpeg, True
    return data, False


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY, subsampling=0)
    return out.getvalue()


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
