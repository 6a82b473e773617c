"""What stands outside the type area: the header, the page number, and what says that a paper is a draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wxadmin.printing.typesetting.faces import Chain, chain
from wxadmin.printing.typesetting.ink import Page
from wxadmin.printing.typesetting.measuring import measure
from wxadmin.printing.typesetting.profile import Profile

if TYPE_CHECKING:
    from wxadmin.printing.typesetting.pictures import Bitmap

DRAFT = "草稿"
LOGO_MM = 9.0
"""Height of the logo in the header line, and three times that its greatest width."""
_SMALLEST = 0.82
"""Of the size of a header."""
_INEXACT = 0.01
_HEADER = 14.0  # baseline of the header above the type area
_RULE = 5.0  # its rule below the baseline
_UNPRINTED = 13.5  # at the edge of the sheet: office printers leave 4.2 mm white, some a little more


def draft(page: Page, p: Profile, letters: Chain, *, header: bool) -> None:
    """草稿 across the page and in a small box at the upper right, above the header where there is one."""
    page.watermark(DRAFT, letters, min(p.page) * 0.28, grey=0.93)
    y = p.page[1] - p.top + _HEADER + (p.small_size + 4.0 if header else 0.0)
    y = min(y, p.page[1] - _UNPRINTED - p.small_size - 7.0)
    right = p.left + p.width
    width = page.text(right - 4.0, y + 4.0, DRAFT, letters, p.small_size + 2, align="right")
    high, left = p.small_size + 6.0, right - width - 8.0
    page.rectangles(
        [
            (left, y, width + 8.0, 0.7),
            (left, y + high, width + 8.0, 0.7),
            (left, y, 0.7, high),
            (right - 0.7, y, 0.7, high + 0.7),
        ]
    )


def header(
    page: Page,
    p: Profile,
    letters: Chain,
    title: str,
    number: str,
    at: tuple[int, int],
    logo: Bitmap | None,
    *,
    untitled: bool = False,
) -> None:
    """Title on the left behind the logo, the paper's number on the right, and a rule below.

    ``at`` is page and number of pages, for formats whose foot does not say both. Where all of it is too long it is set
    a little smaller before the title is shortened. A page that is ``untitled`` says the rest.
    """
    y = p.page[1] - p.top + _HEADER
    right = [_shortened(number, 0.6 * p.width / p.small_size)] if number else []
    if p.numbering == "dash":
        right.append(f"第 {at[0]} 页 共 {at[1]} 页")
    left = p.left
    if logo is not None:
        high = LOGO_MM * p.mm
        scale = min(high / logo.height, 3 * high / logo.width)
        page.picture(logo, left, y - _RULE + 2.5, logo.width * scale, logo.height * scale)
        left += logo.width * scale + 0.8 * p.small_size
    facts = "　".join(right)
    all_of_it = measure([(f"{title}　　{facts}", letters)]).width / 1000
    size = max(_SMALLEST * p.small_size, min(p.small_size, (p.left + p.width - left) / all_of_it))
    taken = page.text(p.left + p.width, y, facts, letters, size, align="right")
    room = (p.left + p.width - taken - left) / size - 2 + _INEXACT
    if room > 1 and not untitled:
        page.text(left, y, _shortened(title, room), letters, size)
    page.rule(p.left, y - _RULE, p.width, 0.5)


def page_number(page: Page, p: Profile, number: int, total: int) -> None:
    """``— 1 —`` one character in from the outer edge, or 第 1 页 共 2 页 in the middle."""
    y = p.bottom - p.drop - 0.38 * p.number_size
    song = chain("song", p.owners)
    if p.numbering == "total":
        page.text(p.left + p.width / 2, y, f"第 {number} 页 共 {total} 页", song, p.number_size, align="centre")
    elif number % 2:
        page.text(p.left + p.width - p.number_size, y, f"— {number} —", song, p.number_size, align="right")
    else:
        page.text(p.left + p.number_size, y, f"— {number} —", song, p.number_size)


def _shortened(text: str, characters: float) -> str:
    return text if len(text) <= characters else text[: max(0, int(characters) - 1)] + "…"
