"""Pictures of any kind, honest or made to do harm, and how they stand on a page."""

from __future__ import annotations

import io
import random
import re
import struct
import subprocess
import sys
import threading
import zlib
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PIL import Image, ImageCms, ImageDraw, ImageFilter
from pypdf import PdfReader

from tests.printing.invented import CREATED, PARAGRAPHS, papers
from wxadmin.domain.errors import UserError
from wxadmin.domain.papers import AnnouncementPaper, Attachment, Picture
from wxadmin.domain.seal import Draft, Reserved
from wxadmin.domain.style import Style
from wxadmin.printing import plates
from wxadmin.printing.attachments import note
from wxadmin.printing.composition import Composition
from wxadmin.printing.papers import render, write
from wxadmin.printing.pdf_check import check_pdf
from wxadmin.printing.pdf_text import characters, rows
from wxadmin.printing.typesetting import pictures as files
from wxadmin.printing.typesetting.book import Book
from wxadmin.printing.typesetting.ink import RED
from wxadmin.printing.typesetting.jpeg import plain_size, stripped
from wxadmin.printing.typesetting.picture_files import MOST_PIXELS, size_of
from wxadmin.printing.typesetting.pictures import Bitmap, read, reduced
from wxadmin.printing.typesetting.profile import MM, PROFILES, profile_of

BOX = (200.0, 150.0)


def photograph(width: int = 300, height: int = 200) -> Image.Image:
    """Many shades of every colour."""
    down = Image.linear_gradient("L")
    return Image.merge("RGB", (down, down.rotate(90), Image.radial_gradient("L"))).resize((width, height))


def grainy(width: int = 300, height: int = 200) -> Image.Image:
    """A photograph as a camera takes it."""
    grain = Image.merge("RGB", [Image.effect_noise((width, height), 40)] * 3)
    return Image.blend(photograph(width, height), grain, 0.3)


def screen(width: int = 300, height: int = 200) -> Image.Image:
    """A few grounds of colour."""
    image = Image.new("RGB", (width, height), "#ededed")
    draw = ImageDraw.Draw(image)
    for i in range(8):
        draw.rectangle(
            (20, i * height // 8 + 3, width // 2 + i * 9, (i + 1) * height // 8 - 3), ("#95ec69", "white")[i % 2]
        )
    return image


def saved(image: Image.Image, kind: str, **how: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def picture(data: bytes, name: str = "群聊.png") -> Picture:
    return Picture(name, data)


def pixels(bitmap: Bitmap) -> Image.Image:
    """What a reader of PDF makes of it."""
    mode = "L" if bitmap.grey else "RGB"
    if bitmap.jpeg:
        image = Image.open(io.BytesIO(bitmap.data))
        assert (image.mode, image.size) == (mode, (bitmap.width, bitmap.height))
        return image
    samples = zlib.decompress(bitmap.data)
    if not bitmap.rows:
        return Image.frombytes(mode, (bitmap.width, bitmap.height), samples)
    channels = 1 if bitmap.grey or bitmap.palette else 3
    found = unfiltered(samples, bitmap.height, channels)
    if bitmap.bits < 8 or bitmap.palette:
        bits = "".join(f"{byte:08b}" for byte in found)
        row = len(bits) // bitmap.height
        found = bytes(
            int(bits[y * row + x * bitmap.bits : y * row + (x + 1) * bitmap.bits], 2)
            for y in range(bitmap.height)
            for x in range(bitmap.width)
        )
        deep = len(bitmap.palette) // (1 << bitmap.bits)
        if deep:
            found = b"".join(bitmap.palette[at * deep : (at + 1) * deep] for at in found)
        else:
            found = bytes(one * 255 // ((1 << bitmap.bits) - 1) for one in found)
    return Image.frombytes(mode, (bitmap.width, bitmap.height), found)


def unfiltered(rows: bytes, height: int, ahead: int) -> bytes:
    """The rows of a PNG without their filters, as its standard describes them."""
    step = len(rows) // height
    above, out = bytearray(step - 1), b""
    for at in range(0, len(rows), step):
        kind, row = rows[at], bytearray(rows[at + 1 : at + step])
        for i, one in enumerate(row):
            left, over = (row[i - ahead], above[i - ahead]) if i >= ahead else (0, 0)
            up = above[i]
            near = min((left, up, over), key=lambda v, p=left + up - over: abs(p - v))  # type: ignore[misc]
            row[i] = one + (0, left, up, (left + up) // 2, near)[kind] & 255
        above = row
        out += row
    return out


def alike(one: Image.Image, other: Image.Image, off: float = 6.0) -> bool:
    """Whether two pictures differ by no more than this on the average."""
    from PIL import ImageChops, ImageStat

    if one.size != other.size:
        return False
    return max(ImageStat.Stat(ImageChops.difference(one.convert("RGB"), other.convert("RGB"))).mean) <= off


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, samples: bytes = b"", colour: int = 2, depth: int = 8) -> bytes:
    """A PNG whose header may promise more than there is."""
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", samples) + chunk(b"IEND", b"")


def jpeg(width: int, height: int) -> bytes:
    data = saved(photograph(), "JPEG")
    at = data.index(b"\xff\xc0") + 5
    return data[:at] + struct.pack(">HH", height, width) + data[at + 4 :]


def tiff(width: int, height: int) -> bytes:
    data = bytearray(saved(photograph(), "TIFF"))
    at = struct.unpack("<I", data[4:8])[0]
    for i in range(struct.unpack("<H", data[at : at + 2])[0]):
        entry = at + 2 + 12 * i
        tag = struct.unpack("<H", data[entry : entry + 2])[0]
        if tag in (256, 257):
            data[entry + 2 : entry + 12] = struct.pack("<HII", 4, 1, width if tag == 256 else height)
    return bytes(data)


def gif(width: int, height: int) -> bytes:
    data = bytearray(saved(screen(), "GIF"))
    data[6:10] = struct.pack("<HH", width, height)
    return bytes(data)


def webp(width: int, height: int) -> bytes:
    canvas = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    chunks = (b"VP8X", b"\2\0\0\0" + canvas), (b"ANIM", bytes(6)), (b"ANMF", bytes(16))
    body = b"WEBP" + b"".join(name + struct.pack("<I", len(data)) + data for name, data in chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def many_passes(count: int) -> bytes:
    """A JPEG of a hundred megapixels' work in a small file: the same pass again and again."""
    data = saved(Image.new("L", (2000, 2000)), "JPEG", progressive=True)
    return data[:-2] + data[data.rindex(b"\xff\xda") : -2] * count + b"\xff\xd9"


TOO_MANY = {
    "PNG": png(20_000, 20_000), "JPEG": jpeg(20_000, 20_000), "TIFF": tiff(20_000, 20_000), "GIF": gif(20_000, 20_000),
    "WebP": webp(16_000, 16_000), "just more": png(8001, 5000), "between Pillow's limits": png(10_000, 10_000),
}  # fmt: skip
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(64)
REFUSED = {
    "empty": (b"", "空的", "重新保存"),
    "HEIC": (HEIC, "HEIC", "JPEG"),
    "AVIF": (HEIC.replace(b"heic", b"avif"), "HEIC", "JPEG"),
    "SVG": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG", "PNG"),
    "SVG with a head": (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- x --><svg/>", "SVG", "PNG"),
    "PDF": (b"%PDF-1.7\n", "PDF", "图片"),
    "words": ("不是图片".encode(), "不是能打印的图片", "PNG"),
    "a page of the web": (b"<html></html>", "不是能打印的图片", "PNG"),
    "PostScript": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(x) show", "不是能打印的图片", "PNG"),
    "half a PNG": (saved(photograph(), "PNG")[:9000], "损坏", "重新保存"),
    "half a JPEG": (saved(photograph(), "JPEG")[:2000], "损坏", "重新保存"),
    "half a GIF": (saved(screen(), "GIF")[:60], "损坏", "重新保存"),
    "half a WebP": (saved(photograph(), "WEBP")[:900], "损坏", "重新保存"),
    "half a BMP": (saved(photograph(), "BMP")[:900], "损坏", "重新保存"),
    "half a TIFF": (saved(photograph(), "TIFF")[:900], "损坏", "重新保存"),
    "a head alone": (saved(photograph(), "JPEG")[:20], "损坏", "重新保存"),
    "no samples": (png(6000, 6000), "损坏", "重新保存"),
    "a TIFF of more than it holds": (tiff(6000, 6000), "损坏", "重新保存"),
    "a JPEG of thousands of passes": (many_passes(3000), "损坏", "重新保存"),
}  # fmt: skip


@pytest.mark.parametrize("kind", TOO_MANY)
def test_a_picture_of_too_many_pixels_is_refused_by_its_header(kind: str) -> None:
    for look in (size_of, lambda p: read(p, *BOX), reduced):
        with pytest.raises(UserError, match=r"图片“航拍\.jpg”：像素太多，超过 4000 万；.*缩小"):
            look(picture(TOO_MANY[kind], "航拍.jpg"))


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_printed_is_said_with_name_and_remedy(kind: str) -> None:
    data, what, remedy = REFUSED[kind]
    with pytest.raises(UserError) as caught:
        read(picture(data, "证据一.jpg"), *BOX)
    assert "证据一.jpg" in caught.value.where
    assert what in caught.value.what
    assert remedy in caught.value.remedy
    with pytest.raises(UserError):
        reduced(picture(data))


def test_a_picture_that_fits_by_its_pixels_is_read() -> None:
    assert MOST_PIXELS == 8000 * 5000
    assert size_of(picture(png(8000, 5000))) == (8000, 5000)


def test_a_paper_with_a_bad_picture_is_not_written(tmp_path: Path) -> None:
    paper = AnnouncementPaper(
        "站",
        "群",
        "通知",
        ("附图。",),
        "办公室",
        CREATED.date(),
        "",
        (Attachment("图", (), (picture(TOO_MANY["PNG"], "航拍"),)),),
    )
    target = tmp_path / "a.pdf"
    target.write_bytes(b"old")
    with pytest.raises(UserError, match="航拍"):
        write(paper, target, mark=Draft(), created=CREATED)
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


MEMORY = """
import resource, sys, zlib
from tests.printing.test_pictures import png, picture
from wxadmin.printing.typesetting.picture_files import size_of
from wxadmin.printing.typesetting.pictures import read
from wxadmin.domain.errors import UserError
kind = sys.argv[1]
if kind == "header":
    data = png(20_000, 20_000, zlib.compress(bytes(60_000 * 2000), 9))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        read(picture(data), 200, 150)
    except UserError:
        pass
elif kind == "tail":
    data = png(10, 10, zlib.compress(bytes(100 << 20), 9))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert read(picture(data), 200, 150).width == 10
else:
    packing = zlib.compressobj(9)
    row = bytes(7000 * 4 + 1)
    data = png(7000, 5700, b"".join(packing.compress(row) for _ in range(5700)) + packing.flush(), colour=6)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert read(picture(data), 200, 150).width <= 612
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="kilobytes on Linux alone")
@pytest.mark.parametrize(("kind", "most"), [("header", 30), ("tail", 60), ("largest", 400)])
def test_memory_is_bounded(kind: str, most: int) -> None:
    """MB above what making the file took; the largest one allowed takes four bytes a pixel twice."""
    done = subprocess.run([sys.executable, "-c", MEMORY, kind], capture_output=True, text=True, check=True)
    assert int(done.stdout) < most


def test_damage_of_any_kind_is_a_sentence_and_never_a_crash() -> None:
    chance = random.Random(3)
    exif = Image.Exif()
    exif[0x0112] = 6
    small = photograph(40, 30)
    files = [
        saved(small, "PNG"), saved(small.quantize(9), "PNG", transparency=0), saved(small, "JPEG", exif=exif),
        saved(small, "JPEG", progressive=True), saved(small.convert("CMYK"), "JPEG"), saved(small, "GIF"),
        saved(small, "WEBP"), saved(small.convert("RGBA"), "WEBP", lossless=True), saved(small, "BMP"),
        saved(small, "TIFF"), saved(small, "TIFF", compression="tiff_lzw"),
    ]  # fmt: skip
    read_well = refused = 0
    for _ in range(600):
        data = bytearray(chance.choice(files))
        for _ in range(chance.choice((1, 2, 6))):
            at = chance.randrange(min(len(data), chance.choice((60, 10_000))))
            if chance.random() < 0.3:
                del data[at : at + chance.randrange(30)]
            else:
                data[at] = chance.randrange(256)
        try:
            size_of(picture(bytes(data)))
            read(picture(bytes(data)), *BOX)
            reduced(picture(bytes(data)))
            read_well += 1
        except UserError:
            refused += 1
    assert read_well > 50
    assert refused > 50


SHAPES: dict[str, tuple[Image.Image, str, dict[str, Any]]] = {
    "PNG": (photograph(), "PNG", {}),
    "JPEG": (photograph(), "JPEG", {"quality": 95}),
    "JPEG in passes": (photograph(), "JPEG", {"quality": 95, "progressive": True}),
    "JPEG of four inks": (photograph().convert("CMYK"), "JPEG", {"quality": 95}),
    "grey JPEG": (photograph().convert("L"), "JPEG", {"quality": 95}),
    "GIF": (photograph().quantize(256), "GIF", {}),
    "moving GIF": (photograph(), "GIF", {"save_all": True, "append_images": [screen()]}),
    "WebP": (photograph(), "WEBP", {"quality": 95}),
    "moving WebP": (photograph(), "WEBP", {"quality": 95, "save_all": True, "append_images": [screen()]}),
    "BMP": (photograph(), "BMP", {}),
    "TIFF": (photograph(), "TIFF", {}),
    "TIFF of four inks": (photograph().convert("CMYK"), "TIFF", {"compression": "tiff_lzw"}),
    "palette": (screen().quantize(8), "PNG", {}),
    "two colours": (screen().convert("1"), "PNG", {}),
    "grey": (screen().convert("L"), "PNG", {}),
    "grey with alpha": (photograph().convert("LA"), "PNG", {}),
    "alpha, all opaque": (photograph().convert("RGBA"), "PNG", {}),
}


@pytest.mark.parametrize("kind", SHAPES)
def test_every_kind_shows_what_it_shows_elsewhere(kind: str) -> None:
    image, file, how = SHAPES[kind]
    found = pixels(read(picture(saved(image, file, **how), "图.dat"), *BOX))
    assert alike(found, image.convert("RGB"), 8.0)
    again = Image.open(io.BytesIO(reduced(picture(saved(image, file, **how)))))
    assert alike(again, image.convert("RGB"), 8.0)


def test_sixteen_bits_become_eight() -> None:
    ramp = Image.frombytes("I;16", (256, 8), struct.pack("<256H", *range(0, 65536, 256)) * 8)
    found = pixels(read(picture(saved(ramp, "PNG")), *BOX))
    assert [abs(found.getpixel((x, 4)) - x) <= 1 for x in (0, 100, 255)] == [True] * 3  # type: ignore[operator]
    colours = zlib.compress((b"\0" + struct.pack(">3H", 65535, 32768, 0) * 20) * 20)
    assert pixels(read(picture(png(20, 20, colours, depth=16)), *BOX)).convert("RGB").getpixel((5, 5)) == (255, 128, 0)


def test_what_is_transparent_is_white() -> None:
    clear = Image.new("RGBA", (60, 60), (255, 0, 0, 0))
    ImageDraw.Draw(clear).rectangle((30, 0, 60, 60), (0, 0, 200, 128))
    by_list = Image.new("P", (60, 60), 0)
    by_list.putpalette([255, 0, 0, 0, 0, 200])
    ImageDraw.Draw(by_list).rectangle((30, 0, 60, 60), 1)
    by_colour = Image.new("RGB", (60, 60), (255, 0, 0))
    ImageDraw.Draw(by_colour).rectangle((30, 0, 60, 60), (0, 0, 200))
    for data, right in (
        (saved(clear, "PNG"), (127, 127, 227)),
        (saved(by_list, "PNG", transparency=0), (0, 0, 200)),
        (saved(by_list, "GIF", transparency=0), (0, 0, 200)),
        (saved(by_colour, "PNG", transparency=(255, 0, 0)), (0, 0, 200)),
        (saved(clear, "WEBP", lossless=True), (127, 127, 227)),
    ):
        found = pixels(read(picture(data), *BOX)).convert("RGB")
        assert found.getpixel((10, 30)) == (255, 255, 255)
        assert all(abs(a - b) <= 2 for a, b in zip(found.getpixel((50, 30)), right, strict=True))  # type: ignore[arg-type]


@pytest.mark.parametrize("turn", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_pictures_stand_upright(turn: int, kind: str) -> None:
    upright = screen(160, 88)
    ImageDraw.Draw(upright).rectangle((0, 0, 40, 20), "red")
    back = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # undoes each turn
    lying = upright.transpose(Image.Transpose(back[turn])) if turn > 1 else upright
    exif = Image.Exif()
    exif[0x0112] = turn
    how: dict[str, Any] = {"lossless": True} if kind == "WEBP" else {"quality": 95} if kind == "JPEG" else {}
    file = picture(saved(lying, kind, exif=exif, **how))
    assert size_of(file) == (160, 88)
    assert alike(pixels(read(file, *BOX)), upright)
    assert alike(Image.open(io.BytesIO(reduced(file))), upright)
    half = pixels(read(file, 160 * 72 / 220 / 4, 88 * 72 / 220 / 4))
    assert half.size == (40, 22)


def test_place_camera_and_comments_are_gone() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Invented-Camera"
    exif[0x8825] = {1: "N", 2: (31.0, 14.0, 15.0), 3: "E", 4: (121.0, 28.0, 9.0)}
    data = saved(
        photograph(),
        "JPEG",
        exif=exif,
        comment=b"secret-note",
        icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
    )
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Author", "secret-note")
    for file in (data, saved(photograph(), "PNG", exif=exif, pnginfo=info)):
        assert b"Invented-Camera" in file
        assert b"secret-note" in file
        for made in (read(picture(file), *BOX).data, reduced(picture(file))):
            assert b"Invented-Camera" not in made
            assert b"secret-note" not in made
            assert b"Exif" not in made
            assert b"ICC_PROFILE" not in made
        assert not Image.open(io.BytesIO(reduced(picture(file)))).getexif()
    paper = AnnouncementPaper("站", "群", "通知", (), "", CREATED.date(), "", (Attachment("图", (), (picture(data),)),))
    assert b"Invented-Camera" not in render(paper, mark=Draft(), created=CREATED).pdf


def test_a_jpeg_that_fits_is_taken_over_without_loss() -> None:
    data = saved(photograph(), "JPEG", quality=95)
    made = read(picture(data), *BOX)
    assert made.jpeg
    assert plain_size(made.data) == (300, 200, 3)
    assert pixels(made).tobytes() == Image.open(io.BytesIO(data)).tobytes()
    assert reduced(picture(data)) == made.data
    small = read(picture(data), BOX[0] / 8, BOX[1] / 8)
    assert small.width < 100


def test_a_jpeg_whose_colours_would_change_is_made_anew() -> None:
    data = saved(photograph(), "JPEG")
    assert stripped(data) is not None
    at = data.index(b"\xff\xc0")
    marked = data[:at] + b"\xff\xee\0\x0eAdobe\0\x64\0\0\0\0\0" + data[at:]
    lettered = bytearray(data)
    for i in range(3):
        lettered[at + 10 + 3 * i] = b"RGB"[i]
        lettered[data.index(b"\xff\xda") + 5 + 2 * i] = b"RGB"[i]
    for other in (
        marked,
        bytes(lettered),
        saved(photograph(), "JPEG", progressive=True),
        saved(photograph().convert("CMYK"), "JPEG"),
    ):
        assert stripped(other) is None
        shown = Image.open(io.BytesIO(other)).convert("RGB")
        assert alike(pixels(read(picture(other), *BOX)), shown, 8.0)


def test_colours_of_another_profile_become_srgb() -> None:
    # A profile whose primaries are far from sRGB's: Lab is as far as it gets with what Pillow makes by itself.
    lab = ImageCms.createProfile("LAB")
    wide = ImageCms.profileToProfile(photograph(), ImageCms.createProfile("sRGB"), lab, outputMode="LAB")
    assert wide is not None
    assert alike(pixels(read(picture(saved(wide, "TIFF")), *BOX)), photograph(), 10.0)
    broken = saved(photograph(), "PNG", icc_profile=b"no profile at all" * 9)
    assert alike(pixels(read(picture(broken), *BOX)), photograph())


def test_drawings_are_kept_without_loss_and_photographs_small() -> None:
    assert not read(picture(saved(screen(), "PNG")), *BOX).jpeg
    assert pixels(read(picture(saved(screen(), "PNG")), *BOX)).tobytes() == screen().tobytes()
    assert read(picture(saved(grainy(), "PNG")), *BOX).jpeg
    noise = Image.effect_noise((300, 200), 60).filter(ImageFilter.GaussianBlur(1))
    assert read(picture(saved(noise, "PNG")), *BOX).jpeg  # 256 greys, but such as do not repeat
    grey = read(picture(saved(screen().convert("L").convert("RGB"), "PNG")), *BOX)
    assert grey.grey


def test_a_picture_is_no_finer_than_print_can_show() -> None:
    for kind in ("JPEG", "PNG"):
        for width in range(200, 3001, 350):
            image = photograph(width, width * 2 // 3)
            made = read(picture(saved(image, kind, **({"quality": 95} if kind == "JPEG" else {}))), 108.0, 72.0)
            times = made.width / 330
            assert min(width / 330, 1 / 1.101) <= times < 2 / 1.1 + 0.01
            assert made.height == pytest.approx(made.width * 2 / 3, abs=1)
            assert alike(pixels(made), photograph(made.width, made.height))
    longest = Image.open(io.BytesIO(reduced(picture(saved(photograph(3000, 2000), "JPEG")))))
    assert longest.size == (2000, 1333)


def test_a_light_jpeg_is_not_made_anew() -> None:
    flat = saved(screen(1200, 800), "JPEG", quality=30)
    bitmap = read(picture(flat), 144.0, 96.0)
    assert len(flat) < 0.3 * 440 * 293
    assert (bitmap.width, bitmap.height) == (1200, 800)
    noise = saved(Image.effect_noise((1200, 800), 60), "JPEG")
    assert read(picture(noise), 144.0, 96.0).width < 800
    endless = saved(Image.new("RGB", (6000, 4000)), "JPEG", quality=1)
    assert read(picture(endless), 144.0, 96.0).width < 800


def test_colours_do_not_run_out_of_what_is_transparent() -> None:
    """What is reduced is weighed by how opaque it is: the colour behind nothing is not seen."""
    clear = Image.new("RGBA", (1000, 1000), (255, 0, 0, 0))
    ImageDraw.Draw(clear).rectangle((500, 0, 1000, 1000), (0, 0, 200, 255))
    ImageDraw.Draw(clear).rectangle((501, 501, 1000, 1000), (0, 0, 200, 128))
    made = pixels(read(picture(saved(clear, "PNG")), 50.0, 50.0)).convert("RGB")
    assert made.width < 200
    seen = {made.getpixel((x, y)) for x in range(made.width) for y in range(made.height)}
    assert all(red <= blue and red == green for red, green, blue in seen)  # type: ignore[misc]
    assert {(255, 255, 255), (0, 0, 200)} <= seen


def test_same_file_same_bytes() -> None:
    for image, file, how in SHAPES.values():
        data = saved(image, file, **how)
        one = read(picture(data), 50.0, 40.0)
        code = (
            "import sys; from wxadmin.domain.papers import Picture;"
            "from wxadmin.printing.typesetting.pictures import read;"
            "sys.stdout.buffer.write(read(Picture('', sys.stdin.buffer.read()), 50.0, 40.0).data)"
        )
        if file == "JPEG":
            out = subprocess.run([sys.executable, "-c", code], input=data, capture_output=True, check=True).stdout
            assert out == one.data


# -- on the page


def composed(pictures: tuple[Picture, ...], style: Style | None = None, **how: Any) -> tuple[bytes, Book]:
    sheet = Composition(style or Style())
    sheet.text(PARAGRAPHS[0])
    plates.add(sheet, pictures, **how)
    sheet.text(PARAGRAPHS[2])
    book = Book("", "", CREATED)
    sheet.draw(book, Reserved())
    return book.pdf(), book


def placed(pdf: bytes) -> list[tuple[int, float, float, float, float]]:
    """Page and edges (left, bottom, right, top) of every picture, as pdfium finds them."""
    from pypdfium2 import raw

    document = pypdfium2.PdfDocument(pdf)
    found = [
        (number, *thing.get_bounds())
        for number, page in enumerate(document)
        for thing in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE])
    ]
    document.close()
    return found


SIZES = {
    "two tall screens": [(1080, 2340), (1080, 2340)],
    "a panorama": [(6000, 700)],
    "a strip": [(1, 5000)],
    "a lying strip": [(5000, 1)],
    "a point": [(1, 1)],
    "one of each": [(1080, 2340), (4000, 300), (800, 600), (600, 800), (20, 20), (1, 5000), (1000, 1000)],
    "nine": [(800, 600)] * 9,
}


@pytest.mark.parametrize(
    "style", [*(Style(p) for p in PROFILES), Style(paper="A3")], ids=lambda s: f"{s.profile}-{s.paper}"
)
@pytest.mark.parametrize("sizes", SIZES)
def test_pictures_stay_in_the_type_area_and_keep_their_shape(sizes: str, style: Style) -> None:
    files = tuple(
        picture(saved(Image.new("RGB", size, (i * 20, 90, 150)), "PNG")) for i, size in enumerate(SIZES[sizes])
    )
    pdf, _ = composed(files, style)
    p = profile_of(style)
    found = placed(pdf)
    assert len(found) == len(files)
    for (_, left, bottom, right, top), (wide, high) in zip(found, SIZES[sizes], strict=True):
        assert left >= p.left - 0.5
        assert right <= p.left + p.width + 0.5
        assert bottom >= p.bottom
        assert top <= p.page[1] - p.top
        assert top - bottom <= 60 * p.mm + 0.1
        if min(right - left, top - bottom) > 1:
            assert (right - left) / (top - bottom) == pytest.approx(wide / high, rel=0.01)
    assert check_pdf(pdf, style) == []


def test_two_tall_screens_stand_side_by_side_and_a_panorama_alone() -> None:
    tall, wide = (picture(saved(screen(*size), "PNG")) for size in ((540, 1170), (2000, 300)))
    found = placed(composed((tall, tall, wide, tall))[0])
    bottoms = [round(bottom) for _, _, bottom, _, _ in found]
    assert bottoms[0] == bottoms[1] > bottoms[2] > bottoms[3]
    assert found[2][3] - found[2][1] > 400


def test_a_small_picture_is_not_blown_up() -> None:
    ((_, left, _, right, _),) = placed(composed((picture(saved(Image.new("RGB", (40, 30), "navy"), "PNG")),))[0])
    assert right - left == pytest.approx(30)


def test_a_caption_stands_below_its_picture_on_the_same_page() -> None:
    files = tuple(Picture(str(i), saved(screen(300 + i, 200), "PNG"), f"第{i}张的说明") for i in range(1, 15))
    pdf, _ = composed(files)
    found = placed(pdf)
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) > 1
    for number, (page, left, bottom, right, _) in enumerate(found, 1):
        text = document[page].get_textpage()
        search = text.search(f"第{number}张的说明")
        at = search.get_next()
        assert at is not None
        x0, _, _, y1 = text.get_charbox(at[0])
        assert 0 < bottom - y1 < 12
        assert left - 30 < x0 < right
        assert f"图{number}　第{number}张的说明" in text.get_text_range()
        search.close()
        text.close()
    document.close()


def test_long_captions_turn() -> None:
    file = Picture("a", saved(screen(), "PNG"), "说明" * 40)
    pdf, _ = composed((file, file))
    assert check_pdf(pdf) == []
    assert "".join(PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split()).count("说明" * 3) >= 2


def test_pictures_made_side_by_side_are_those_made_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    several = tuple(
        picture(saved((screen, photograph)[i % 2](300 + i, 200 + i % 3), ("PNG", "JPEG", "WEBP")[i % 3]), str(i))
        for i in range(70)
    )
    made = []
    for small, processors in ((10**9, 1), (0, 4), (50_000, 4)):
        monkeypatch.setattr(files, "_known", files._Known())
        monkeypatch.setattr(files, "_SMALL", small)
        monkeypatch.setattr(files.os, "cpu_count", lambda count=processors: count)
        made.append(composed(several)[0])
    assert made[0] == made[1] == made[2]
    assert len(placed(made[0])) == 70


@pytest.mark.parametrize("small", [0, 61_000, 10**9])
def test_the_first_bad_picture_is_named_and_no_thread_is_left(small: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_SMALL", small)
    fine = [picture(saved(photograph(300 + i), "PNG"), f"好{i}") for i in range(40)]
    half = saved(photograph(), "PNG")[:9000]
    broken = [*fine[:5], picture(half, "坏一"), *fine[5:9], picture(half + b"\0", "坏二"), *fine[9:]]
    before = set(threading.enumerate())
    for _ in range(5):
        with pytest.raises(UserError) as caught:
            composed(tuple(broken))
        assert caught.value.where == "图片“坏一”"
    assert set(threading.enumerate()) == before


def test_large_pictures_are_made_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that memory holds one of them, however many a paper shows."""
    now, most = [0], [0]
    upright = files.upright

    def counted(*args: Any) -> Image.Image:
        now[0] += 1
        most[0] = max(most[0], now[0])
        try:
            return upright(*args)
        finally:
            now[0] -= 1

    monkeypatch.setattr(files, "upright", counted)
    monkeypatch.setattr(files, "_LARGE", 10_000)
    monkeypatch.setattr(files, "_SMALL", 0)
    monkeypatch.setattr(files.os, "cpu_count", lambda: 4)
    composed(tuple(picture(saved(grainy(400 + i), "PNG")) for i in range(12)))
    assert most == [1]


def test_the_same_picture_in_two_boxes_is_in_the_file_once() -> None:
    small = Picture("a", saved(photograph(60, 40), "PNG"))
    book = Book("", "", CREATED)
    page = book.page(200, 200)
    page.picture(files.wanted(small, 2400, 50, 33), 10, 10, 50, 33)
    page.picture(files.wanted(small, 2400, 40, 26), 10, 60, 40, 26)
    pdf = book.pdf()
    assert len(placed(pdf)) == 2
    assert len(re.findall(rb"/Subtype\s*/Image", pdf)) == 1


def test_a_picture_is_in_the_file_once() -> None:
    one, other = (picture(saved(image, "PNG")) for image in (screen(), photograph()))
    pdf, _ = composed((one, other, one, one))
    held = PdfReader(io.BytesIO(pdf)).pages[0]["/Resources"]["/XObject"]
    assert sorted(held) == ["/Im1", "/Im2"]
    assert len(placed(pdf)) == 4


def test_images_are_plain_objects_of_the_archive_kind() -> None:
    pdf, _ = composed((
        picture(saved(screen().convert("RGBA"), "PNG")), picture(saved(photograph(), "JPEG")),
        picture(saved(screen(), "PNG")),
    ))  # fmt: skip
    images = PdfReader(io.BytesIO(pdf)).pages[0]["/Resources"]["/XObject"]
    for name, image in images.items():
        entries = image.get_object()
        assert set(entries) - {"/DecodeParms"} == {
            "/Type", "/Subtype", "/Width", "/Height", "/ColorSpace", "/BitsPerComponent", "/Filter"
        }  # fmt: skip
        assert ("/DecodeParms" in entries) == (name == "/Im3")
        assert entries["/ColorSpace"] in ("/DeviceRGB", "/DeviceGray")


def test_colours_end_with_what_they_are_for() -> None:
    book = Book("", "", CREATED)
    page = book.page(200, 200)
    letters = Composition(Style()).hei
    page.rectangles([(10, 88, 50, 4)], RED)
    page.text(10, 100, "黑", letters, 20)
    page.rectangles([(10, 10, 50, 20)])
    document = pypdfium2.PdfDocument(book.pdf())
    shown = document[0].render(scale=2).to_pil().convert("RGB")
    document.close()
    assert shown.getpixel((40, 400 - 2 * 90)) == (199, 15, 23)
    assert shown.getpixel((40, 400 - 2 * 20)) == (0, 0, 0)
    blacks = {colour for count, colour in shown.crop((0, 160, 100, 215)).getcolors(1 << 16) if count > 5}  # type: ignore[union-attr]
    assert (0, 0, 0) in blacks
    assert all(len(set(colour)) == 1 for colour in blacks)  # type: ignore[arg-type]


# -- attachments


def announcement(*attachments: Attachment) -> AnnouncementPaper:
    return AnnouncementPaper(
        "站", "群", "停水通知", PARAGRAPHS[6:7], "办公室", CREATED.date(), "告〔2026〕3号", attachments
    )


LONG = Attachment(
    "值守人员安排表及各泊位联系电话、交接班时间与应急物资存放位置一览（2026年秋季修订）。", PARAGRAPHS[:2]
)
SHORT = Attachment("停水范围图", (), (Picture("图", saved(screen(), "PNG"), "范围"),))


def lines_of(pdf: bytes, page: int) -> list[tuple[str, float, float]]:
    """Words, left edge and baseline of the lines of a page."""
    document = pypdfium2.PdfDocument(pdf)
    found = rows(list(characters(document[page])))
    document.close()
    return [(row.text, row.x, row.y) for row in found]


@pytest.mark.parametrize("profile", PROFILES)
def test_attachments_are_named_below_the_body_and_begin_a_page_each(profile: str) -> None:
    style = Style(profile)
    pdf = render(announcement(LONG, SHORT), mark=Reserved(), created=CREATED, style=style).pdf
    assert check_pdf(pdf, style) == []
    reader = PdfReader(io.BytesIO(pdf))
    tops = [(str(e.title), reader.get_destination_page_number(e)) for e in reader.outline if not isinstance(e, list)]
    assert tops == [("停水通知", 0), ("附件1　" + LONG.title[:-1], 1), ("附件2　停水范围图", 2)]
    assert "说明" not in reader.pages[0].extract_text()


def test_the_note_stands_as_the_standard_has_it() -> None:
    """GB/T 9704 7.3.4: one blank line, indented by two, names under one another, no mark behind them."""
    p = profile_of(Style())
    pdf = render(announcement(LONG, SHORT), mark=Reserved(), created=CREATED).pdf
    lines = lines_of(pdf, 0)
    at = next(i for i, (text, _, _) in enumerate(lines) if text.startswith("附件："))
    _, x, y = lines[at]
    above = lines[at - 1]
    assert x == pytest.approx(p.left + 2 * p.size, abs=0.3)
    assert above[2] - y == pytest.approx(2 * p.leading, abs=0.3)
    numbers = {text[0]: x for text, x, _ in lines_of_names(pdf)}
    turned = next(x for text, x, _ in lines if text.endswith("修订）"))
    assert set(numbers) == {"附", "2"}
    assert numbers["2"] == pytest.approx(p.left + 5 * p.size, abs=0.5)
    assert turned > numbers["2"] + p.size / 2
    assert not any(text.endswith("。") and "修订" in text for text, _, _ in lines)


def lines_of_names(pdf: bytes) -> list[tuple[str, float, float]]:
    return [line for line in lines_of(pdf, 0) if line[0].startswith(("附件：", "2. "))]


def test_an_attachment_has_its_mark_at_the_upper_left_and_its_title_on_the_third_line() -> None:
    p = profile_of(Style())
    pdf = render(announcement(LONG, SHORT), mark=Reserved(), created=CREATED).pdf
    mark, title = lines_of(pdf, 2)[:2]
    assert mark[0] == "附件2"
    assert mark[1] == pytest.approx(p.left, abs=0.3)
    first = p.page[1] - p.top - 0.88 * p.size
    assert mark[2] == pytest.approx(first, abs=0.3)
    assert title[0] == "停水范围图"
    # The title is larger than the body; its line is the third.
    assert first - 2 * p.leading - title[2] == pytest.approx(0.88 * (p.title_size - p.size), abs=0.5)


def test_a_single_attachment_has_no_number() -> None:
    pdf = render(announcement(SHORT), mark=Reserved(), created=CREATED).pdf
    assert any(text == "附件：停水范围图" for text, _, _ in lines_of(pdf, 0))
    assert lines_of(pdf, 1)[0][0] == "附件"


def test_no_attachments_no_note() -> None:
    sheet = Composition(Style())
    sheet.text(PARAGRAPHS[0])
    before = len(sheet.strips)
    note(sheet, ())
    assert len(sheet.strips) == before


def test_pages_of_pictures_are_a_hand_high() -> None:
    tall = Picture("a", saved(screen(1080, 2340), "PNG"))
    found = placed(render(announcement(Attachment("截图", (), (tall, tall))), mark=Reserved(), created=CREATED).pdf)
    assert [page for page, *_ in found] == [1, 1]
    assert found[0][4] - found[0][2] == pytest.approx(105 * MM, abs=1)


def test_papers_with_pictures_are_the_same_bytes_again() -> None:
    one = render(papers()["notice"], mark=Reserved(), created=CREATED).pdf
    assert one == render(papers()["notice"], mark=Reserved(), created=CREATED).pdf
    made = [render(announcement(LONG, SHORT), mark=Reserved(), created=CREATED).pdf for _ in range(2)]
    assert made[0] == made[1]
