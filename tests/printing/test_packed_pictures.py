"""PNG files whose packed samples go into a paper as they are: which do, and what the verifier makes of such a paper."""

from __future__ import annotations

import io
import re
import shutil
import struct
import subprocess
import tracemalloc
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageCms, ImageDraw
from PIL.PngImagePlugin import PngInfo

from tests.printing.every_paper import block, case_file
from tests.printing.every_paper import packed as shots
from tests.printing.test_pictures import BOX, chunk, grainy, photograph, picture, pixels, png, saved, screen
from tests.printing.test_seal import AT, DAY, edited, issue, second_says_issued, with_object
from wxadmin.domain.errors import UserError
from wxadmin.domain.papers import AnnouncementPaper, Attachment, Picture
from wxadmin.domain.seal import Reserved
from wxadmin.printing import plain_pdf
from wxadmin.printing.binding import bind
from wxadmin.printing.papers import render
from wxadmin.printing.plain_pdf import NotPlainError
from wxadmin.printing.reading import read_paper
from wxadmin.printing.seal_check import verify_paper
from wxadmin.printing.typesetting import picture_files
from wxadmin.printing.typesetting import pictures as files
from wxadmin.printing.typesetting.pictures import read, reduced
from wxadmin.printing.typesetting.png import Rows, packed, samples, unpacked

SIZE = (61, 80)


def shot(width: int = SIZE[0], height: int = SIZE[1]) -> Image.Image:
    """A screen with a slope of grey, so that rows have filters of every kind."""
    image = screen(width, height)
    image.paste(Image.linear_gradient("L").resize((width // 3, height // 2)), (0, height // 2))
    ImageDraw.Draw(image).line((0, 0, width, height), "#336699", 3)
    return image


def raw_png(
    image: Image.Image, packed_rows: bytes, *between: bytes, colour: int = 2, depth: int = 8, lace: int = 0
) -> bytes:
    """A PNG of these packed rows, whole chunks ``between`` header and samples."""
    head = struct.pack(">IIBBBBB", *image.size, depth, colour, 0, 0, lace)
    body = b"".join((chunk(b"IHDR", head), *between, chunk(b"IDAT", packed_rows), chunk(b"IEND", b"")))
    return b"\x89PNG\r\n\x1a\n" + body


def rows_of(image: Image.Image, filters: bytes = b"\0") -> bytes:
    """Rows without filters, in truth or in what they say."""
    step, data = image.width * len(image.getbands()), image.tobytes()
    return b"".join(
        filters[i % len(filters)].to_bytes() + data[at : at + step] for i, at in enumerate(range(0, len(data), step))
    )


def laced(image: Image.Image) -> bytes:
    """The same interlaced."""
    parts = []
    for left, top, over, down in ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)):  # fmt: skip
        for y in range(top, image.height, down):
            row = b"".join(bytes(image.getpixel((x, y))) for x in range(left, image.width, over))  # type: ignore[arg-type]
            parts.append(b"\0" + row if row else b"")
    return raw_png(image, zlib.compress(b"".join(parts)), lace=1)


def parted(data: bytes, *between: bytes, size: int = 100) -> bytes:
    """The samples in many chunks, with whole chunks behind the first of them."""
    at = data.index(b"IDAT") - 4
    length = int.from_bytes(data[at : at + 4], "big")
    body, rest = data[at + 8 : at + 8 + length], data[at + 12 + length :]
    parts = [chunk(b"IDAT", body[i : i + size]) for i in range(0, length, size)]
    return data[:at] + b"".join((parts[0], *between, *parts[1:])) + rest


def with_chunk(data: bytes, kind: bytes, body: bytes) -> bytes:
    """A whole chunk put behind the header."""
    return data[:33] + chunk(kind, body) + data[33:]


def other_profile() -> bytes:
    """A profile in which red and blue are exchanged, by the name of another."""
    data = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = data.replace(b"rXYZ", b"????").replace(b"bXYZ", b"rXYZ").replace(b"????", b"bXYZ")
    return swapped.replace("sRGB".encode("utf-16-be"), "WIDE".encode("utf-16-be")).replace(b"sRGB built", b"WIDE built")


def exif(turn: int) -> bytes:
    found = Image.Exif()
    found[0x0112] = turn
    found[0x010F] = "Invented-Camera"
    return found.tobytes()


def noted() -> PngInfo:
    info = PngInfo()
    info.add_text("Author", "secret-note")
    info.add_itxt("XML:com.adobe.xmp", "<x>secret-note</x>", zip=False)
    return info


SHOT = shot()
TAKEN: dict[str, bytes] = {
    "in colours": saved(SHOT, "PNG"),
    "grey": saved(SHOT.convert("L"), "PNG"),
    "two tones": saved(SHOT.convert("1"), "PNG"),
    "grey of four bits": raw_png(SHOT, zlib.compress((b"\0" + bytes(range(31))) * 80), colour=0, depth=4),
    "a palette of eight bits": saved(SHOT.quantize(200), "PNG"),
    "a palette of four bits": saved(SHOT.quantize(11), "PNG"),
    "a palette of two bits": saved(SHOT.quantize(3), "PNG"),
    "a palette of one bit": saved(SHOT.quantize(2), "PNG"),
    "a palette of greys": saved(SHOT.convert("L").quantize(9), "PNG"),
    "a palette shorter than its samples": raw_png(
        SHOT, zlib.compress((b"\0" + bytes(range(61))) * 80), chunk(b"PLTE", bytes(range(60))), colour=3
    ),
    "in many chunks": parted(saved(SHOT, "PNG")),
    "with a palette that is none": with_chunk(saved(SHOT, "PNG"), b"PLTE", bytes(9)),
    "with notes and a place": saved(SHOT, "PNG", pnginfo=noted(), exif=exif(1), dpi=(96, 96)),
    "with a gamma": with_chunk(saved(SHOT, "PNG"), b"gAMA", struct.pack(">I", 45455)),
    "with sRGB's own profile": saved(
        SHOT, "PNG", icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    ),
    "small": saved(Image.new("L", (90, 5), 7), "PNG"),
}  # fmt: skip
WHOLE = saved(SHOT, "PNG")
LIST = saved(SHOT.quantize(11), "PNG")
LEFT: dict[str, bytes] = {
    "with alpha": saved(SHOT.convert("RGBA"), "PNG"),
    "grey with alpha": saved(SHOT.convert("LA"), "PNG"),
    "one colour clear": saved(SHOT, "PNG", transparency=(237, 237, 237)),
    "one grey clear": saved(SHOT.convert("L"), "PNG", transparency=237),
    "a palette with a clear colour": saved(SHOT.quantize(11), "PNG", transparency=0),
    "interlaced": laced(SHOT),
    "sixteen bits": raw_png(SHOT, zlib.compress((b"\0" + bytes(61 * 6)) * 80), depth=16),
    "greys told as colours": saved(SHOT.convert("L").convert("RGB"), "PNG"),
    "turned": saved(SHOT, "PNG", exif=exif(6)),
    "in colours of its own": saved(SHOT, "PNG", icc_profile=other_profile()),
    "moving": saved(SHOT, "PNG", save_all=True, append_images=[SHOT.rotate(180)]),
    "a photograph": saved(grainy(), "PNG"),
    "larger than shown": saved(shot(1500, 1000), "PNG"),
    "a chunk of samples damaged": WHOLE[:-21] + bytes([WHOLE[-21] ^ 1]) + WHOLE[-20:],
    "a sum that is wrong": WHOLE[:-14] + bytes([WHOLE[-14] ^ 1]) + WHOLE[-13:],
    "a note damaged": with_chunk(WHOLE, b"tEXt", b"a\0b").replace(b"a\0b", b"a\0c"),
    "samples behind samples": parted(WHOLE, chunk(b"tIME", bytes(7))),
    "a chunk nobody knows": with_chunk(WHOLE, b"ABCD", b""),
    "another header": with_chunk(WHOLE, b"IHDR", WHOLE[16:29]),
    "another palette": with_chunk(LIST, b"PLTE", bytes(48)),
    "no palette": LIST.replace(b"PLTE", b"teXt"),
    "a tail in its samples": raw_png(SHOT, zlib.compress(rows_of(SHOT)) + b"hidden"),
    "rows left over": raw_png(SHOT, zlib.compress(rows_of(SHOT) + b"hidden")),
    "a row less": raw_png(SHOT, zlib.compress(rows_of(SHOT)[:-184])),
    "a filter there is not": raw_png(SHOT, zlib.compress(rows_of(SHOT, b"\5"))),
    "cut short": WHOLE[: len(WHOLE) // 2],
    "no end": WHOLE[:-12],
    "no samples": png(*SIZE),
    "a header of another kind": raw_png(SHOT, zlib.compress(rows_of(SHOT)), colour=5),
    "a packing of another kind": raw_png(SHOT, zlib.compress(rows_of(SHOT)), lace=2),
    "a huge size told": png(6000, 6000, zlib.compress(bytes(1000))),
}  # fmt: skip


def shown(data: bytes) -> tuple[Image.Image, bool] | str:
    """What a paper shows of a picture and whether its samples were taken over, or the sentence it is refused with."""
    files._known = files._Known()
    try:
        made = read(picture(data), *BOX)
    except UserError as error:
        return str(error)
    return pixels(made), made.rows


@pytest.mark.parametrize("kind", TAKEN)
def test_packed_samples_are_taken_over_and_show_what_the_file_shows(kind: str) -> None:
    found = shown(TAKEN[kind])
    assert isinstance(found, tuple)
    assert found[1]
    file = Image.open(io.BytesIO(TAKEN[kind]))
    assert found[0].convert("RGB").tobytes() == file.convert("RGB").tobytes()
    again = reduced(picture(TAKEN[kind]))
    assert Image.open(io.BytesIO(again)).convert("RGB").tobytes() == file.convert("RGB").tobytes()
    assert not any(secret in again for secret in (b"secret-note", b"Invented-Camera", b"gAMA", b"iCCP"))


@pytest.mark.parametrize("kind", LEFT)
def test_what_cannot_stand_by_itself_is_unpacked_or_refused_as_ever(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = shown(LEFT[kind])
    monkeypatch.setattr(picture_files.png, "stripped", lambda data: None)
    as_ever = shown(LEFT[kind])
    if isinstance(found, str) or isinstance(as_ever, str):
        assert found == as_ever
    else:
        assert not found[1]
        assert found[0].tobytes() == as_ever[0].tobytes()


def test_two_tones_take_no_more_room_than_they_need() -> None:
    made = read(picture(TAKEN["two tones"]), *BOX)
    assert (made.bits, made.grey, made.palette) == (1, True, b"")
    listed = read(picture(TAKEN["a palette of four bits"]), *BOX)
    assert (listed.bits, listed.grey, len(listed.palette)) == (4, False, 48)
    greys = read(picture(TAKEN["a palette of greys"]), *BOX)
    assert (greys.grey, len(greys.palette)) == (True, 16)


def test_a_sound_picture_is_not_even_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """What this program made itself; whatever says more than its samples is looked at as ever."""
    kept = reduced(picture(saved(SHOT.convert("RGBA"), "PNG")))
    photo = reduced(picture(saved(photograph(), "JPEG")))
    turned = saved(photograph(), "JPEG", exif=exif(6)), saved(SHOT, "PNG", exif=exif(6))
    size = [files.wanted(Picture("", data, sound=True), 1, *BOX) for data in (kept, photo, *turned)]
    assert [picture_files.size_of(Picture("", data, sound=True)) for data in turned] == [(200, 300), SIZE[::-1]]
    monkeypatch.setattr(Image, "open", lambda *_: pytest.fail("opened"))
    assert [picture_files.size_of(Picture("", data, sound=True)) for data in (kept, photo)] == [SIZE, (300, 200)]
    assert [made is None for made in map(files._at_once, size)] == [False, False, True, True]


@pytest.mark.parametrize("bits", [1, 2, 4, 8])
@pytest.mark.parametrize("width", [1, 3, 8, 13])
def test_samples_come_back_with_filters_of_every_kind(bits: int, width: int) -> None:
    """Against rows filtered here as the standard of PNG describes."""
    for channels in (1, 3) if bits == 8 else (1,):
        length, ahead = (width * channels * bits + 7) // 8, channels
        plain = [bytes((x * 37 + y * y * 11) % 256 for x in range(length)) for y in range(10)]
        out, above = b"", bytes(length)
        for y, row in enumerate(plain):
            left, over = (bytes(ahead) + one for one in (row, above))
            filtered = [0] * length
            for i, one in enumerate(row):
                a, b, c = left[i], above[i], over[i]
                near = min((a, b, c), key=lambda v, p=a + b - c: abs(p - v))  # type: ignore[misc]
                filtered[i] = one - (0, a, b, (a + b) // 2, near)[y % 5] & 255
            out, above = out + bytes([y % 5, *filtered]), row
        rows = Rows(width, 10, channels, bits, zlib.compress(out))
        assert unpacked(rows) == out
        assert samples(rows) == b"".join(plain)
    assert samples(packed(2, 3, bytes(range(12)), 3)) == bytes(range(12))


def test_rows_that_unpack_without_end_take_no_room() -> None:
    bomb = zlib.compress(bytes(100 << 20), 9)
    tracemalloc.start()
    with pytest.raises(ValueError, match="tail"):
        unpacked(Rows(10, 10, 3, 8, bomb))
    assert shown(raw_png(Image.new("RGB", (10, 10)), bomb)) != ""
    assert tracemalloc.get_traced_memory()[1] < 8 << 20
    tracemalloc.stop()


def test_every_byte_of_a_file_may_be_wrong_and_shows_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """A damaged file is shown or refused just as if its samples were never taken over."""
    data = saved(shot(64, 70).quantize(7), "PNG")
    step = max(1, len(data) // 150)
    for at in range(8, len(data), step):
        broken = data[:at] + bytes([data[at] ^ 1 << at % 8]) + data[at + 1 :]
        found = shown(broken)
        with monkeypatch.context() as m:
            m.setattr(picture_files.png, "stripped", lambda data: None)
            as_ever = shown(broken)
        assert isinstance(found, str) == isinstance(as_ever, str), at
        if not isinstance(found, str) and not isinstance(as_ever, str):
            assert found[0].convert("RGB").tobytes() == as_ever[0].convert("RGB").tobytes(), at


# -- in a paper


def album(*given: bytes) -> AnnouncementPaper:
    shots = tuple(Picture(f"{i}.png", data, f"截图{i}") for i, data in enumerate(given))
    return AnnouncementPaper(
        "远山公司", "工作群", "通知", ("附图。",), "办公室", DAY, "告〔2026〕9号", (Attachment("截图", (), shots),)
    )  # fmt: skip


@pytest.fixture(scope="module")
def paper() -> bytes:
    """With a picture in colours, one of sixteen colours, and one of two tones."""
    return issue("announcement", given=album(saved(SHOT, "PNG"), LIST, TAKEN["two tones"]))


def entry(old: bytes, new: bytes, mark: bytes = b"/Colors 3") -> Callable[[bytes], bytes]:
    """One entry of the picture that has the mark changed: as told to be packed or else as shown."""
    return lambda pdf: with_object(pdf, mark, lambda one: re.sub(old, new, one, count=1))


def stored(change: Callable[[bytes], bytes], mark: bytes = b"/Colors 3") -> Callable[[bytes], bytes]:
    """The bytes of that picture changed, its length corrected."""

    def store(one: bytes) -> bytes:
        start, end = one.index(b"stream\n") + 7, one.rindex(b"\nendstream")
        data = change(one[start:end])
        return re.sub(rb"/Length \d+", b"/Length %d" % len(data), one[:start]) + data + one[end:]

    return lambda pdf: with_object(pdf, mark, store)


def repacked(change: Callable[[bytes], bytes], mark: bytes = b"/Colors 3") -> Callable[[bytes], bytes]:
    return stored(lambda data: zlib.compress(change(zlib.decompress(data))), mark)


def at(place: int, value: int | None = None) -> Callable[[bytes], bytes]:
    """A byte of the rows changed."""
    return lambda rows: rows[:place] + bytes([rows[place] ^ 1 if value is None else value]) + rows[place + 1 :]


def literal(change: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    """The palette written as a string of letters instead of one of figures."""

    def write(found: re.Match[bytes]) -> bytes:
        return b"(" + change(b"".join(b"\\%03o" % one for one in bytes.fromhex(found[1].decode()))) + b")"

    return lambda pdf: with_object(pdf, b"/Indexed", lambda one: re.sub(rb"<([0-9a-f]{96})>", write, one))


STEP = 1 + 3 * SIZE[0]
PARMS = rb"/DecodeParms <<(.*?)>>"
OTHER: dict[str, Callable[[bytes], bytes]] = {
    "a sample": repacked(at(STEP * 20 + 50)),
    "the last sample": repacked(at(STEP * SIZE[1] - 1)),
    "a number of a colour": repacked(at(200), b"/Indexed"),
    "a tone": repacked(at(20), b"/Colors 1 /BitsPerComponent 1 "),
    "bits behind the end of a row": repacked(lambda rows: rows[:8] + bytes([rows[8] ^ 1]) + rows[9:], b"/Colors 1 /BitsPerComponent 1 "),
    "a filter": repacked(lambda rows: at(STEP * 20, 1 if rows[STEP * 20] != 1 else 2)(rows)),
    "a colour of the palette": entry(rb"(255|15) <(..)", rb"\1 <77", b"/Indexed"),
    "its colours taken for greys": lambda pdf: with_object(
        pdf, b"/Indexed", lambda one: re.sub(rb"/DeviceRGB 15 <(.{32}).*?>", rb"/DeviceGray 15 <\1>", one)
    ),
    "its tones taken for colours": entry(rb"/DeviceGray", rb"[/Indexed /DeviceGray 1 <ff00>]", b"/Colors 1 /BitsPerComponent 1 "),
}  # fmt: skip
NOT_PLAIN: dict[str, Callable[[bytes], bytes]] = {
    "rows left over": repacked(lambda rows: rows + b"\0"),
    "a row left over": repacked(lambda rows: rows + bytes(STEP)),
    "a row less": repacked(lambda rows: rows[:-STEP]),
    "a tail": stored(lambda data: data + b"hidden"),
    "a second stream behind": stored(lambda data: data + data),
    "cut short": stored(lambda data: data[:-1]),
    "a sum that is wrong": stored(lambda data: data[:-1] + bytes([data[-1] ^ 1])),
    "a filter there is not": repacked(at(STEP * 3, 5)),
    "the last filter one there is not": repacked(at(STEP * (SIZE[1] - 1), 255)),
    "not packed": stored(zlib.decompress),
    "a number for the packing that has a point": entry(rb"/Predictor 15", rb"/Predictor 15.0"),
    "a width that has a point": entry(rb"/Width 61", rb"/Width 61.0"),
    "columns that have a point": entry(rb"/Columns 61", rb"/Columns 61."),
    "a length that has a point": entry(rb"/Length (\d+)", rb"/Length \1.0"),
    "no filters": entry(rb"/Predictor 15", rb"/Predictor 1"),
    "filters of TIFF": entry(rb"/Predictor 15", rb"/Predictor 2"),
    "filters by another number": entry(rb"/Predictor 15", rb"/Predictor 12"),
    "no number for the filters": entry(rb"/Predictor 15", b""),
    "one thing more about the packing": entry(rb"/Predictor 15", rb"/Predictor 15 /EarlyChange 1"),
    "one thing else about the packing": entry(rb"/Predictor 15", rb"/EarlyChange 15"),
    "four colours": entry(rb"/Colors 3", rb"/Colors 4"),
    "no colours": entry(rb"/Colors 3", rb"/Colors 0"),
    "fewer columns": entry(rb"/Columns 61", rb"/Columns 60"),
    "fewer pixels": entry(rb"/Width 61", rb"/Width 60"),
    "fewer in both": lambda pdf: entry(rb"/Width 61", rb"/Width 60")(entry(rb"/Columns 61", rb"/Columns 60")(pdf)),
    "another height": entry(rb"/Height 80", rb"/Height 81"),
    "other bits in the packing": entry(rb"(Colors 3 /BitsPerComponent) 8", rb"\1 4"),
    "sixteen bits": lambda pdf: with_object(
        pdf, b"/Colors 3", lambda one: one.replace(b"/BitsPerComponent 8", b"/BitsPerComponent 16").replace(b"61", b"30")
    ),
    "more bits than there are": entry(rb"(\n/BitsPerComponent) 8", rb"\1 99999999999999999999"),
    "more pixels than there are": lambda pdf: with_object(
        pdf, b"/Colors 3", lambda one: one.replace(b" 61", b" 99999999999999999999").replace(b" 80", b" 9999999999")
    ),
    "a huge picture": lambda pdf: with_object(
        pdf, b"/Colors 3", lambda one: one.replace(b" 61", b" 40000").replace(b" 80", b" 40000")
    ),
    "grey that was in colours": entry(rb"/DeviceRGB", rb"/DeviceGray"),
    "the packing twice": entry(rb"/Filter /FlateDecode", rb"/Filter [/FlateDecode /FlateDecode]"),
    "the packing in a list": entry(rb"/Filter /FlateDecode", rb"/Filter [/FlateDecode]"),
    "what the packing is in a list": entry(PARMS, rb"/DecodeParms [<<\1>>]"),
    "what the packing is elsewhere": entry(PARMS, rb"/DecodeParms 1 0 R"),
    "no packing": entry(rb"/Filter /FlateDecode", b""),
    "a photograph's packing": entry(rb"/Filter /FlateDecode", rb"/Filter /DCTDecode"),
    "no word of the rows": entry(PARMS, b""),
    "a palette too short": entry(rb"15 <......", rb"15 <", b"/Indexed"),
    "a palette too long": entry(rb"15 <", rb"15 <000000", b"/Indexed"),
    "a palette of fewer": lambda pdf: with_object(
        pdf, b"/Indexed", lambda one: re.sub(rb" 15 <(.*?)......>", rb" 14 <\1>", one)
    ),
    "a last colour that is another": entry(rb" 15 <", rb" 14 <", b"/Indexed"),
    "more bits than a palette has": entry(
        rb"(\n/BitsPerComponent) 4", rb"\1 99999999999999999999", b"/Indexed"
    ),
    "half as many bits and twice as many pixels": lambda pdf: with_object(
        pdf,
        b"/Colors 3",
        lambda one: one.replace(b"/BitsPerComponent 8", b"/BitsPerComponent 4").replace(b" 61", b" 122"),
    ),
    "a last colour that has a point": entry(rb" 15 <", rb" 15.0 <", b"/Indexed"),
    "a palette elsewhere": entry(rb"<([0-9a-f]{96})>", rb"1 0 R", b"/Indexed"),
    "a palette of four inks": entry(rb"/DeviceRGB 15 <(.{64}).*?>", rb"/DeviceCMYK 15 <\1\1>", b"/Indexed"),
    "a palette of a palette": entry(rb"/DeviceRGB", rb"[/Indexed /DeviceRGB 1 <000000ffffff>]", b"/Indexed"),
    "a palette with a raw end of line, which is one byte less": literal(lambda colours: b"\r\n" + colours[8:]),
    "a palette with an end of line told away": literal(lambda colours: b"\\\r\n" + colours),
    "a palette with a number that is no byte": literal(lambda colours: b"\\700" + colours[4:]),
    "a palette by another name": entry(rb"/Indexed", rb"/Separation", b"/Indexed"),
    "colours of a palette by the bit": entry(rb"Components? 4(?= /Col)", rb"Component 2", b"/Indexed"),
    "other light and dark": entry(rb"/Type /XObject", rb"/Type /XObject /Decode [1 0]", b"/Indexed"),
    "a colour left out": entry(rb"/Type /XObject", rb"/Type /XObject /Mask [0 0]", b"/Indexed"),
}  # fmt: skip


def test_a_paper_with_taken_over_samples_verifies(paper: bytes) -> None:
    assert len(re.findall(rb"/Predictor 15 ", paper)) == 3
    verdict = verify_paper(paper)
    assert (verdict.intact, verdict.issued) == (True, True), verdict.reason
    assert second_says_issued(paper)


def test_a_palette_in_letters_is_the_same_palette(paper: bytes) -> None:
    assert read_paper(literal(lambda colours: colours)(paper)).digest == read_paper(paper).digest


@pytest.mark.parametrize("change", OTHER)
def test_another_sample_is_noticed(paper: bytes, change: str) -> None:
    forged = OTHER[change](paper)
    read_paper(forged)  # a plain file, refused for what was changed
    verdict = verify_paper(forged)
    assert (verdict.intact, verdict.issued) == (False, False)
    assert not second_says_issued(forged)


@pytest.mark.parametrize("change", NOT_PLAIN)
def test_rows_that_can_be_read_in_two_ways_are_none_of_ours(paper: bytes, change: str) -> None:
    forged = NOT_PLAIN[change](paper)
    with pytest.raises(NotPlainError):
        read_paper(forged)
    verdict = verify_paper(forged)
    assert (verdict.intact, verdict.issued) == (False, False)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (rb"/DeviceGray", b"[/Indexed /DeviceGray 255 <" + bytes(range(256)).hex().encode() + b">]"),
        (rb"/BitsPerComponent 8", b"/BitsPerComponent 4"),
        (rb"/Filter", b"/DecodeParms <</Predictor 15>> /Filter"),
    ],
)
def test_a_photograph_has_no_palette_and_no_rows(old: bytes, new: bytes) -> None:
    plain = render(album(saved(SHOT.convert("L"), "JPEG")), mark=Reserved(), created=AT).pdf
    assert read_paper(plain)
    with pytest.raises(NotPlainError):
        read_paper(entry(old, new, b"/DCTDecode")(plain))


def test_rows_of_more_than_any_paper_holds_are_not_unpacked(paper: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain_pdf, "_PICTURES", STEP * SIZE[1] - 1)
    monkeypatch.setattr(plain_pdf.png, "samples", lambda rows: pytest.fail("unpacked") if rows.channels == 3 else b"")
    with pytest.raises(NotPlainError, match="more than any paper"):
        read_paper(paper)


def unpacked_rows(one: bytes) -> bytes:
    """A picture as papers had them before samples were taken over: deflated and nothing else."""
    start, end = one.index(b"stream\n") + 7, one.rindex(b"\nendstream")
    colours, bits, wide = (
        int(re.findall(rb"/%b (\d+)" % key, one)[-1]) for key in (b"Colors", b"BitsPerComponent", b"Width")
    )
    high = int(re.findall(rb"/Height (\d+)", one)[0])
    data = zlib.compress(samples(Rows(wide, high, colours, bits, one[start:end])))
    return re.sub(rb"/Length \d+", b"/Length %d" % len(data), re.sub(PARMS, b"", one[:start])) + data + one[end:]


def test_how_samples_are_packed_is_no_part_of_the_paper(paper: bytes, tmp_path: Path) -> None:
    plain = paper
    for _ in range(3):
        plain = with_object(plain, b"/Predictor 15", unpacked_rows)
    assert b"/Predictor" not in plain
    assert verify_paper(plain).issued
    assert second_says_issued(plain)
    assert verify_paper(edited(paper, lambda writer: None)).issued
    other = repacked(bytes)(paper)
    assert other != paper
    assert verify_paper(other).issued


def test_samples_of_fewer_bits_that_are_not_rows_are_none_of_ours_either(paper: bytes) -> None:
    plain = with_object(paper, b"/Colors 3", unpacked_rows)
    assert verify_paper(plain).issued
    half = (b"/BitsPerComponent 8", b"/BitsPerComponent 4"), (b" 61", b" 122")
    with pytest.raises(NotPlainError):
        read_paper(with_object(plain, b"/ColorSpace /DeviceRGB", lambda one: one.replace(*half[0]).replace(*half[1])))


@pytest.mark.tool("qpdf")
def test_repacked_by_qpdf_it_still_verifies(paper: bytes, tmp_path: Path) -> None:
    qpdf = shutil.which("qpdf")
    assert qpdf
    (tmp_path / "a.pdf").write_bytes(paper)
    options = ["--object-streams=disable", "--recompress-flate", "--compression-level=9"]
    subprocess.run([qpdf, *options, str(tmp_path / "a.pdf"), str(tmp_path / "b.pdf")], check=True)
    assert b"/Predictor" not in (tmp_path / "b.pdf").read_bytes()
    assert verify_paper(tmp_path / "b.pdf").issued


def test_every_byte_of_the_rows_counts(paper: bytes) -> None:
    rows = next(one for one in re.findall(rb"/Colors 3 .*?stream\n(.*?)\nendstream", paper, re.DOTALL))
    for place in range(0, len(rows), max(1, len(rows) // 60)):
        bent = stored(lambda data, p=place: data[:p] + bytes([data[p] ^ 1 << p % 8]) + data[p + 1 :])(paper)  # type: ignore[misc]
        verdict = verify_paper(bent)
        assert (verdict.intact, verdict.issued) == (False, False), place


ENGINES = {
    "pdftoppm": ("pdftoppm", "-r", "72", "-png", "-singlefile", "-f", "2", "{pdf}", "{out}"),
    "mutool": ("mutool", "draw", "-q", "-r", "72", "-o", "{out}.png", "{pdf}", "2"),
}


@pytest.mark.parametrize("tool", [pytest.param(name, marks=pytest.mark.tool(name)) for name in ENGINES])
def test_other_programs_show_the_same_as_of_unpacked_samples(tool: str, paper: bytes, tmp_path: Path) -> None:
    """Pixel for pixel."""
    plain = paper
    for _ in range(3):
        plain = with_object(plain, b"/Predictor 15", unpacked_rows)
    pages = []
    for name, pdf in (("a", paper), ("b", plain)):
        (tmp_path / f"{name}.pdf").write_bytes(pdf)
        command = [one.format(pdf=tmp_path / f"{name}.pdf", out=tmp_path / name) for one in ENGINES[tool]]
        subprocess.run(command, check=True, capture_output=True)
        pages.append(Image.open(tmp_path / f"{name}.png").convert("RGB"))
    assert pages[0].tobytes() == pages[1].tobytes()
    assert len(pages[0].getcolors(1 << 20) or ()) > 20  # something is shown


def test_bound_papers_keep_their_rows(paper: bytes) -> None:
    bound = bind([("一", paper), ("二", paper)], title="合订", created=AT)
    assert bound.count(b"/Predictor 15") == 3
    assert read_paper(bound).bound == 2


def test_a_case_file_twice_is_the_same_bytes() -> None:
    made = []
    for _ in range(2):
        files._known = files._Known()
        given = case_file()
        last = given.pieces[-1]
        section = replace(last.sections[0], pictures=shots())
        paper = replace(given, pieces=(*given.pieces[:-1], replace(last, sections=(section,))))
        made.append(render(paper, mark=block(paper.number), created=AT).pdf)
    assert made[0] == made[1]
    assert made[0].count(b"/Predictor 15") == 6
