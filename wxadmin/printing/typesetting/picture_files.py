"""Picture files of other people's making: looked at by their header first, decoded small, upright on white, in sRGB."""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

from wxadmin.domain.errors import UserError
from wxadmin.domain.papers import Picture
from wxadmin.printing.typesetting import jpeg, png

if TYPE_CHECKING:
    from PIL import Image

MOST_PIXELS = 40_000_000
_COARSER = 1.1
"""By this much there may be fewer: so every picture can be reduced by a whole number, which is fast and sharp."""
DENSER = 2 / _COARSER
"""A picture of fewer than this many times as many dots is left as it is."""
_LIGHT, _DENSEST = 0.3, 4
"""A JPEG of no more bytes than this to a pixel of its box gains nothing by being written anew; if it has more than so
many times as many dots, it is for the printer's sake. A PNG is left as it is up to so many bytes to a pixel of its own:
one that is heavier may be a photograph."""
_STRIP = 1 << 20
"""Pixels worked on at a time."""
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF")
LYING = 5
"""EXIF turns from this one on exchange width and height."""
_TURNS = {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}
"""EXIF turn to Pillow's transposition (FLIP_LEFT_RIGHT, ROTATE_180, FLIP_TOP_BOTTOM, …)."""
# What Pillow raises for files that are damaged or made to do harm.
_BROKEN = (
    *(OSError, ValueError, SyntaxError, EOFError, ArithmeticError, LookupError, TypeError, AttributeError),
    *(RuntimeError, MemoryError, AssertionError, struct.error, zlib.error, Warning),
)
_DAMAGED = ("图片已损坏或没有存完整", "请重新保存，或换一张图片")
_FOREIGN = ("不是能打印的图片", "请用 PNG、JPEG、GIF、WebP、BMP 或 TIFF 图片")


def size_of(picture: Picture) -> tuple[int, int]:
    """Width and height in pixels as it is looked at, from its header alone. UserError as of :func:`opened`."""
    if size := _told(picture):
        return size
    with opened(picture) as image:
        wide, high = image.size
        return (high, wide) if turn(image) >= LYING else (wide, high)


def _told(picture: Picture) -> tuple[int, int] | None:
    """The size of a picture that is sound and says nothing beside its samples, as this program writes them."""
    return (png.plain_size(picture.data) or jpeg.told_size(picture.data)) if picture.sound else None


@contextmanager
def opened(picture: Picture) -> Iterator[Image.Image]:
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


def turn(image: Image.Image) -> int:
    """The turn that EXIF asks for, 1 (none) to 8; what Pillow turns by itself (TIFF) counts as none."""
    from PIL import Image

    data = image.info.get("exif")
    if not isinstance(data, bytes):
        return 1
    exif = Image.Exif()
    try:
        exif.load(data)
        asked = exif.get(0x0112, 1)
    except _BROKEN:
        return 1
    return asked if isinstance(asked, int) and asked in _TURNS else 1


def upright(image: Image.Image, box: tuple[int, int], slack: float) -> Image.Image:
    """The first frame in RGB or grey, upright on white, no larger than ``slack`` times the box."""
    from PIL import Image

    turned = turn(image)
    profile = image.info.get("icc_profile")
    wide, high = box[::-1] if turned >= LYING else box
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
    if turned in _TURNS:
        small = small.transpose(Image.Transpose(_TURNS[turned]))
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


def as_it_is(
    data: bytes, image: Image.Image, box: tuple[int, int], slack: float, *, sound: bool = False
) -> bytes | png.Rows | None:
    """The samples of a JPEG or PNG in sRGB that is upright and no larger than ``slack`` times the box, without loss.

    To be printed, when ``slack`` is more than 1, a JPEG may be larger if it is light. The samples are decoded all the
    same, as small as can be, so that a damaged file is found out, unless they are known to be ``sound``.
    """
    if image.format in ("JPEG", "MPO") and data.count(b"\xff\xda") > 100 + len(data) // 30_000:
        # A picture in thousands of passes takes minutes to decode; honest ones have a dozen.
        raise ValueError("too many passes")
    profile = image.info.get("icc_profile")
    if image.format not in ("JPEG", "MPO", "PNG") or turn(image) != 1 or (profile and not _is_srgb(profile)):
        return None
    if image.format == "PNG":
        return _rows(data, image.size, box, slack, sound=sound)
    plain = _stripped(data, image.size, box, slack)
    if plain is not None and not sound:
        image.draft(None, (1, 1))
        image.load()
    return plain


def taken_over(picture: Picture, box: tuple[int, int], slack: float) -> bytes | png.Rows | None:
    """As :func:`as_it_is`, of a picture that need not even be opened for it; None of every other."""
    size = _told(picture)
    if size is None:
        return None
    return _rows(picture.data, size, box, slack, sound=True) or _stripped(picture.data, size, box, slack)


def _stripped(data: bytes, size: tuple[int, int], box: tuple[int, int], slack: float) -> bytes | None:
    """A JPEG that fits its box, of the plainest kind."""
    times = max(size[0] / box[0], size[1] / box[1])
    light = slack > 1 and times <= _DENSEST and len(data) <= _LIGHT * box[0] * box[1]
    return jpeg.stripped(data) if times <= slack or light else None


def _rows(data: bytes, size: tuple[int, int], box: tuple[int, int], slack: float, *, sound: bool) -> png.Rows | None:
    """The rows of a PNG that fits its box and is light; of one in colours that shows none, the colours are to go."""
    if max(size[0] / box[0], size[1] / box[1]) > slack:
        return None
    rows = png.stripped(data)
    if rows is None or len(rows.data) > _LIGHT * size[0] * size[1]:
        return None
    if sound:
        return rows
    try:
        every = png.unpacked(rows)
    except ValueError:
        return None  # whether it can be read all the same is for Pillow to say
    return None if rows.channels == 3 and png.is_grey(rows, every) else rows


def _is_srgb(profile: bytes) -> bool:
    """Whether a profile is sRGB's, or none that can be read."""
    from PIL import ImageCms

    try:
        return "sRGB" in ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(io.BytesIO(profile)))
    except (ImageCms.PyCMSError, OSError):
        return True
