"""Paper formats as data. Lengths in points; 公文 after GB/T 9704-2012.

公文: A4, 天头 37 mm, 订口 28 mm, 版心 156 mm × 225 mm, 22 lines of 28 characters. Size 3 type is set as 15.75 pt,
because 28 × 16 pt is wider than 156 mm; leading is 15.75 × 1.875.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from math import sqrt
from typing import Literal

from wxadmin.domain.style import Style

MM = 72 / 25.4


@dataclass(frozen=True, slots=True)
class Profile:
    """One paper format. ``top`` and ``left`` are the margins of the type area of ``width`` × ``height``.

    ``numbering``: ``dash`` is ``— 1 —`` on the outer side, ``total`` is 第 1 页 共 2 页 in the middle; ``drop`` is the
    distance of its middle from the type area. ``header`` says whether the title runs above every page. With ``owners``
    the machine's own faces come first. With ``mirrored`` the margins of even pages change sides. ``red_size`` is the
    greatest height of the red words of a head, ``mm`` a millimetre of the form as it is on A4. With ``hanging`` the
    turned lines of an item stand under its first word, not at the margin, and a few words before a colon at the head
    of an item are set in 黑体.
    """

    key: str
    page: tuple[float, float]
    top: float
    left: float
    width: float
    height: float
    size: float
    leading: float
    title_size: float
    title_leading: float
    table_size: float
    table_leading: float
    small_size: float
    numbering: Literal["dash", "total"]
    number_size: float
    drop: float
    header: bool
    body: str = "fangsong"
    red_size: float = 17 * MM
    mm: float = MM
    hanging: bool = False
    owners: bool = False
    mirrored: bool = False

    @property
    def bottom(self) -> float:
        """Height of the lower edge of the type area above the page's."""
        return self.page[1] - self.top - self.height

    @property
    def lies(self) -> bool:
        """Whether the sheet is wider than high."""
        return self.page[0] > self.page[1]

    def on(self, number: int) -> Profile:
        """The format as page ``number`` (from 1) has it: the binding is left on odd pages, right on even ones.

        A sheet that lies is bound above on odd pages and below on even ones (GB/T 9704 7.5).
        """
        if not self.mirrored or number % 2:
            return self
        if self.lies:
            return replace(self, top=self.bottom)
        return replace(self, left=self.page[0] - self.left - self.width)

    def lying(self) -> Profile:
        """The same letters on the sheet turned by a quarter, for wide tables."""
        high, wide = self.page
        return replace(
            self,
            page=(wide, high),
            top=self.left,
            left=self.bottom,
            width=self.height,
            height=self.width,
        )

    def lettered(self, factor: float) -> Profile:
        """Title and body ``factor`` times as large in the same type area."""
        return replace(self, **{name: getattr(self, name) * factor for name in _LETTERS})

    def scaled(self, factor: float) -> Profile:
        """Every measure ``factor`` times as large."""
        lengths = {name: getattr(self, name) * factor for name in _LENGTHS}
        return replace(self, page=(self.page[0] * factor, self.page[1] * factor), **lengths)


_LETTERS = ("size", "leading", "title_size", "title_leading")
_LENGTHS = (
    *("top", "left", "width", "height", *_LETTERS),
    *("table_size", "table_leading", "small_size", "number_size", "drop"),
    *("red_size", "mm"),
)


@lru_cache(maxsize=32)
def profile_of(style: Style) -> Profile:
    """The format that a style asks for."""
    profile = replace(PROFILES[style.profile], owners=style.own_fonts, mirrored=style.duplex)
    return profile.scaled(sqrt(2)) if style.paper == "A3" else profile


_A4 = (210 * MM, 297 * MM)

PROFILES = {
    "gongwen": Profile(
        "gongwen",
        _A4,
        37 * MM,
        28 * MM,
        156 * MM,
        225 * MM,
        15.75,
        15.75 * 1.875,
        22.0,
        35.0,
        12.0,
        18.0,
        10.5,
        "dash",
        14.0,
        7 * MM,
        header=False,
    ),
    "qiye": Profile(
        "qiye",
        _A4,
        28 * MM,
        27 * MM,
        156 * MM,
        240 * MM,
        12.0,
        21.0,
        18.0,
        28.0,
        10.5,
        15.75,
        9.0,
        "total",
        9.0,
        8 * MM,
        header=True,
        red_size=13 * MM,
        hanging=True,
    ),
    "dazi": Profile(
        "dazi",
        _A4,
        22 * MM,
        20 * MM,
        170 * MM,
        250 * MM,
        22.0,
        37.0,
        36.0,
        52.0,
        16.0,
        24.0,
        12.0,
        "total",
        12.0,
        8 * MM,
        header=False,
        body="song",
        red_size=22 * MM,
        hanging=True,
    ),
}
