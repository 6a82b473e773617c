"""Paper formats as data. Lengths in points; 公文 after GB/T 9704-2012.

公文: A4, 天头 37 mm, 订口 28 mm, 版心 156 mm × 225 mm, 22 lines of 28 characters. Size 3 type is set as 15.75 pt,
because 28 × 16 pt is wider than 156 mm; leading is 15.75 × 1.875.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

MM = 72 / 25.4


@dataclass(frozen=True, slots=True)
class Profile:
    """One paper format. ``top`` and ``left`` are the margins of the type area of ``width`` × ``height``.

    ``numbering``: ``dash`` is ``— 1 —`` on the outer side, ``total`` is 第 1 页 共 2 页 in the middle; ``drop`` is the
    distance of its middle from the type area. ``header`` says whether the title runs above every page.
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
    owners: bool = False

    @property
    def bottom(self) -> float:
        """Height of the lower edge of the type area above the page's."""
        return self.page[1] - self.top - self.height


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
    ),
}
