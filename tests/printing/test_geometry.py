"""Papers measured on pixels, as with a ruler: GB/T 9704-2012 and what a copier leaves of the check block.

Nothing here asks the typesetting where it put something. pdfium paints the page at 300 dots an inch, and ink is found
in the picture; the bearings of the one glyph that is measured are read by fontTools. Lengths are millimetres where a
name ends in ``mm`` and points elsewhere; y runs down from the upper edge of the sheet.
"""

from __future__ import annotations

import io
import re
from datetime import date
from functools import lru_cache
from itertools import pairwise
from math import sqrt
from typing import Any

import numpy as np
import pypdfium2
import pytest
import zxingcpp
from fontTools.ttLib import TTFont
from PIL import Image, ImageFilter
from pypdf import PdfReader

from tests.printing.every_paper import block
from tests.printing.invented import CREATED
from wxadmin.domain.papers import AnnouncementPaper, RegulationPaper
from wxadmin.domain.regulation import RegulationText
from wxadmin.domain.seal import Draft, Mark, Reserved
from wxadmin.domain.style import PLAIN, Style
from wxadmin.printing.papers import render

DPI = 300
MM = 72 / 25.4
TOP, LEFT, WIDTH, HEIGHT = 37 * MM, 28 * MM, 156 * MM, 225 * MM
SIZE = 15.75
EDGE = 0.3
"""Points that ink may be off."""
LINES, CHARACTERS = 22, 28
Grid = np.ndarray[Any, np.dtype[np.float64]]


def pdf_of(text: str, style: Style, mark: Mark | None = None) -> bytes:
    paper = RegulationPaper("", RegulationText(None, (text,), (), ()))
    return render(paper, mark=mark or Draft(), created=CREATED, style=style).pdf


@lru_cache
def boxes(style: Style = PLAIN) -> bytes:
    """Two and a half pages of nothing but 口, whose ink is an upright rectangle."""
    return pdf_of("口" * (LINES * CHARACTERS * 5 // 2), style)


def image_of(pdf: bytes, page: int, dpi: float = DPI) -> Image.Image:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return document[page].render(scale=dpi / 72).to_pil().convert("RGB")
    finally:
        document.close()


@lru_cache(maxsize=8)
def ink(pdf: bytes, page: int) -> Grid:
    """How dark each pixel is, 0 to 1; the pale grey of the watermark counts as white."""
    grey = np.asarray(image_of(pdf, page).convert("L"), dtype=np.float64)
    return np.clip((200.0 - grey) / 200.0, 0.0, 1.0)


def spans(dark: np.ndarray[Any, Any], gap: int = 1) -> list[tuple[float, float]]:
    """Where a profile is dark: beginning and end in points, pixels that are dark in part counted in part."""
    peak = float(dark.max())
    on = np.flatnonzero(dark > 0.003 * peak)
    groups = np.split(on, np.flatnonzero(np.diff(on) > gap) + 1)
    out = []
    for group in groups:
        first, last = int(group[0]), int(group[-1])
        # The share of the outermost pixel that is covered, against its neighbour within.
        before = min(1.0, dark[first] / dark[first + 1]) if last > first else 1.0
        after = min(1.0, dark[last] / dark[last - 1]) if last > first else 1.0
        out.append(((first + 1 - before) * 72 / DPI, (last + after) * 72 / DPI))
    return out


def type_area(dark: Grid) -> Grid:
    """The picture below the head and above the page number."""
    out = dark.copy()
    out[: int((TOP - 6) * DPI / 72)] = 0
    out[int((TOP + HEIGHT + 8) * DPI / 72) :] = 0
    return out


@lru_cache
def bearings() -> tuple[float, float, float, float]:
    """Left, top, right and bottom of the ink of 口 in its em box, in ems from the upper left, by the file's own font."""
    reader = PdfReader(io.BytesIO(boxes()))
    resources: Any = reader.pages[0]["/Resources"]
    for font in resources["/Font"].values():
        whole = font.get_object()
        found = re.search(rb"<([0-9A-F]{4})> <53E3>", whole["/ToUnicode"].get_object().get_data())
        if found is None:
            continue
        descriptor = whole["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        face = TTFont(io.BytesIO(descriptor["/FontFile2"].get_object().get_data()), lazy=True)
        glyph = face["glyf"][face.getGlyphOrder()[int(found[1], 16)]]
        em = face["head"].unitsPerEm
        return glyph.xMin / em, 0.88 - glyph.yMax / em, glyph.xMax / em, 0.88 - glyph.yMin / em
    raise AssertionError("no 口 in the file")


@lru_cache(maxsize=8)
def rows(pdf: bytes, page: int) -> list[tuple[float, float]]:
    """Upper and lower edge of the em box of each line of 口."""
    _, top, _, bottom = bearings()
    found = spans(type_area(ink(pdf, page)).sum(axis=1))
    return [(upper - top * SIZE, lower + (1 - bottom) * SIZE) for upper, lower in found]


def columns(pdf: bytes, page: int, row: int) -> list[tuple[float, float]]:
    """Left and right edge of the em box of each 口 of a line."""
    left, _, right, _ = bearings()
    upper, lower = rows(pdf, page)[row]
    band = ink(pdf, page)[int(upper * DPI / 72) : int(lower * DPI / 72) + 1]
    return [(a - left * SIZE, b + (1 - right) * SIZE) for a, b in spans(band.sum(axis=0))]


def off(*values: float) -> float:
    return max(abs(value) for value in values)


def test_22_lines_of_28_characters() -> None:
    for page in (0, 1):
        assert len(rows(boxes(), page)) == LINES
    assert [len(columns(boxes(), 0, row)) for row in range(LINES)] == [CHARACTERS - 2] + [CHARACTERS] * (LINES - 1)


def test_margins_and_type_area() -> None:
    lines = rows(boxes(), 0)
    assert off(lines[0][0] - TOP) < EDGE
    assert lines[-1][1] < TOP + HEIGHT + EDGE
    # 22 lines fill 225 mm but for what is left of the last line's leading.
    assert lines[-1][1] > TOP + HEIGHT - 2 * MM
    pitch = [after[0] - before[0] for before, after in pairwise(lines)]
    assert off(*(step - SIZE * 1.875 for step in pitch)) < EDGE


def test_ink_ends_at_both_edges_of_every_line() -> None:
    for row in range(LINES):
        boxes_of_row = columns(boxes(), 0, row)
        first = LEFT + (2 * SIZE if row == 0 else 0)
        assert off(boxes_of_row[0][0] - first, boxes_of_row[-1][1] - LEFT - WIDTH) < EDGE
        steps = [after[0] - before[0] for before, after in pairwise(boxes_of_row)]
        assert off(*(step - steps[0] for step in steps)) < EDGE


@pytest.mark.parametrize(
    "style", [PLAIN, Style(red="石榴湾渔港文件"), Style(red="石榴湾渔港\n港务委员会文件", seal=True)]
)
def test_lines_below_head_and_title_stay_on_the_grid(style: Style) -> None:
    paper = RegulationPaper("", RegulationText("调度群管理规定", ("口" * 28 * 6,), (), ()), number="榴港规〔2026〕2号")
    pdf = render(paper, mark=Reserved(), created=CREATED, style=style).pdf
    _, top, _, bottom = bearings()
    high = (bottom - top) * SIZE
    dark = type_area(ink(pdf, 0))
    dark[:, : int((LEFT + 3 * SIZE) * DPI / 72)] = 0
    uppers = [a - top * SIZE for a, b in spans(dark.sum(axis=1)) if abs(b - a - high) < 0.7]
    assert len(uppers) == 6
    pitch = SIZE * 1.875
    lines = [(upper - TOP) / pitch for upper in uppers]
    assert off(*((line - round(line)) * pitch for line in lines)) < EDGE
    assert round(lines[0]) >= 3


def test_prose_is_flush_at_both_edges() -> None:
    # 东 and 国 as first and last of prose say little of the edge; a column of 口 at either end says it exactly.
    text = "口" + "".join(f"潮水涨落，{n}号泊位（含冰车）：加固；" for n in range(3, 60))
    pdf = pdf_of(text, Style())
    band = type_area(ink(pdf, 0))
    lines = spans(band.sum(axis=1), gap=8)
    assert len(lines) > 15
    for upper, lower in lines[1:-1]:
        dark = band[int(upper * DPI / 72) : int(lower * DPI / 72) + 1].sum(axis=0)
        found = spans(dark)
        # No ink outside, and none of the lines ends more than a punctuation mark's blank half short.
        assert found[0][0] > LEFT - 0.5 * SIZE - EDGE
        assert LEFT + WIDTH - 0.75 * SIZE < found[-1][1] < LEFT + WIDTH + EDGE


def dash_of_page_number(pdf: bytes, page: int, lower_edge: float = TOP + HEIGHT) -> tuple[float, float, float, float]:
    """Left, right, upper and lower edge of the ink of ``— 1 —``'s two dashes."""
    dark = ink(pdf, page)
    dark[: int((lower_edge + 5) * DPI / 72)] = 0
    across = spans(dark.sum(axis=0), gap=int(8 * DPI / 72))
    assert len(across) == 1
    left, right = across[0]
    first = dark[:, int(left * DPI / 72) + 2 : int((left + 8) * DPI / 72)]
    upper, lower = spans(first.sum(axis=1))[0]
    return left, right, upper, lower


@pytest.mark.parametrize("page", [0, 1])
def test_page_number_on_the_outer_side_7_mm_below(page: int) -> None:
    left, right, upper, lower = dash_of_page_number(boxes(), page)
    assert off((upper + lower) / 2 - TOP - HEIGHT - 7 * MM) < EDGE
    # One character of 4号 (14 pt) from the edge: odd pages right, even pages left.
    if page % 2 == 0:
        assert off(right - (LEFT + WIDTH - 14)) < EDGE
    else:
        assert off(left - (LEFT + 14)) < EDGE


def test_even_pages_of_duplex_paper_are_mirrored() -> None:
    pdf = boxes(Style(duplex=True))
    odd, even = columns(pdf, 0, 1), columns(pdf, 1, 1)
    sheet = 210 * MM
    assert off(odd[0][0] - LEFT, odd[-1][1] - LEFT - WIDTH) < EDGE
    assert off(even[0][0] - (sheet - LEFT - WIDTH), even[-1][1] - (sheet - LEFT)) < EDGE
    left, _, _, _ = dash_of_page_number(pdf, 1)
    assert off(left - (sheet - LEFT - WIDTH + 14)) < EDGE


@pytest.mark.parametrize("profile", ["gongwen", "qiye", "dazi"])
def test_a3_is_a4_by_the_root_of_two(profile: str) -> None:
    text = "凡在群内发布与渔港无关消息的，第1次提醒，第2次禁言3天；值守表见群公告〔2026〕第18号。" * 40
    # The check block on the last page has one size on every sheet; so the first page is compared.
    small, large = (pdf_of(text, Style(profile, paper), Reserved()) for paper in ("A4", "A3"))
    one = image_of(small, 0).convert("L")
    other = image_of(large, 0, DPI / sqrt(2)).convert("L")
    assert one.size == other.size
    # Hinting and rounding differ by less than a pixel, so compare with a little blur.
    a, b = (np.asarray(image.filter(ImageFilter.GaussianBlur(3)), dtype=np.float64) for image in (one, other))
    assert np.abs(a - b).max() < 40
    assert np.asarray(one).min() < 60  # the control: there is something to see


def red_of(pdf: bytes, page: int = 0) -> np.ndarray[Any, np.dtype[np.bool_]]:
    pixels = np.asarray(image_of(pdf, page), dtype=np.int16)
    r, g, b = pixels[..., 0], pixels[..., 1], pixels[..., 2]
    return (r > 150) & (g < 80) & (b < 80)


def announcement(style: Style, mark: Mark) -> bytes:
    paper = AnnouncementPaper(
        "", "", "停水通知", ("明天9:00停水。",), "港务办公室", date(2026, 9, 22), "榴港通〔2026〕7号"
    )
    return render(paper, mark=mark, created=CREATED, style=style).pdf


def test_the_rule_of_the_red_head_is_red_and_as_wide_as_the_type_area() -> None:
    pdf = announcement(Style(red="石榴湾渔港文件"), Reserved())
    red = red_of(pdf)
    wide = np.flatnonzero(red.sum(axis=1) > 0.98 * WIDTH * DPI / 72)
    assert len(wide)
    thickness = (wide[-1] - wide[0] + 1) * 72 / DPI
    assert 0.8 < thickness < 3.0
    across = np.flatnonzero(red[wide[len(wide) // 2]]) * 72 / DPI
    assert off(across[0] - LEFT, across[-1] + 72 / DPI - LEFT - WIDTH) < EDGE
    # The words of the office stand above it, red too, in the middle of the type area (22 mm high and wide at most).
    words = red[: wide[0] - 10]
    high = spans(words.sum(axis=1).astype(np.float64), gap=20)
    across = np.flatnonzero(words.any(axis=0)) * 72 / DPI
    assert 20 < high[0][1] - high[0][0] <= 22 * MM
    assert off((across[0] + across[-1]) / 2 - LEFT - WIDTH / 2) < 3
    # And without the words nothing on the paper is red.
    assert not red_of(announcement(Style(), Reserved())).any()


def decoded(image: Image.Image) -> bytes:
    found = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)
    return bytes(found[0].bytes) if found else b""


def copied(pdf: bytes, scale: float, dpi: int) -> Image.Image:
    """What a copier and a scanner leave of the last page: smaller, blurred, black or white, and askew."""
    document = pypdfium2.PdfDocument(pdf)
    last = len(document) - 1
    document.close()
    grey = image_of(pdf, last, dpi * scale).convert("L").filter(ImageFilter.GaussianBlur(0.7))
    turned = grey.rotate(1, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    return turned.point(lambda v: 255 if v >= 140 else 0)


@pytest.mark.parametrize(
    "style", [Style(), Style("qiye"), Style("dazi", "A3", duplex=True)], ids=lambda style: style.profile
)
def test_modules_of_the_code_are_wide_enough_for_a_copier(style: Style) -> None:
    mark = block("榴港通〔2026〕7号")
    image = image_of(announcement(style, mark), 0, 600).convert("L")
    found = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)
    assert [bytes(code.bytes) for code in found] == [mark.block.encode()]
    # The upper edge of the finder pattern: seven dark modules between light ones.
    corner = found[0].position.top_left
    dark = np.asarray(image)[corner.y + 4, corner.x - 8 :] < 128
    start = int(np.flatnonzero(dark)[0])
    run = int(np.flatnonzero(~dark[start:])[0])
    assert (run + 0.5) / 7 / 600 * 25.4 >= 0.3


@pytest.mark.parametrize("scale", [1.0, 0.9])
@pytest.mark.parametrize("proof", [0, 10, 17])
def test_the_code_survives_a_copier(scale: float, proof: int) -> None:
    mark = block("榴港通〔2026〕7号", proof)
    # 200 dots an inch are what a fax resolves; a code of 131,072 leaves asks for the 300 of any scanner when shrunk.
    image = copied(announcement(Style(), mark), scale, 200 if proof < 17 or scale == 1.0 else 300)
    assert decoded(image) == mark.block.encode()


def test_a_code_that_was_scribbled_over_is_not_read_wrong() -> None:
    mark = block("榴港通〔2026〕7号")
    image = copied(announcement(Style(), mark), 1.0, 200)
    spoilt = np.asarray(image).copy()
    height, width = spoilt.shape
    spoilt[int(height * 0.75) :: 7, : width // 2] ^= 255
    assert decoded(Image.fromarray(spoilt)) in (b"", mark.block.encode())
