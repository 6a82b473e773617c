"""How a paper is dressed: its format, the sheet it is printed on, whose fonts, and the unit's own head."""

from __future__ import annotations

from dataclasses import dataclass

from wxadmin.domain.errors import UserError

PROFILES = ("gongwen", "qiye", "dazi")
"""公文 (GB/T 9704-2012), 企业 (compact) and 大字 (notice board)."""
PAPER_SIZES = ("A4", "A3")
"""A3 is A4 with every measure, letters too, √2 times as large: what hangs on a wall is read from afar."""


@dataclass(frozen=True, slots=True)
class Style:
    """One choice of the owner for one paper; UserError for a profile or paper size that there is not.

    ``duplex``: to be printed on both sides, so the margins of even pages are mirrored. ``own_fonts``: the machine's
    仿宋, 黑体, 楷体 and 小标宋 are used where they are installed. ``red`` are the words of the 红头 (``""`` without),
    ``logo`` the bytes of a picture file (empty without); both stand on the first page of papers that are signed by an
    office. ``seal`` keeps room for a seal over office and date. ``contents`` puts a 目录 before a regulation.
    """

    profile: str = "gongwen"
    paper: str = "A4"
    duplex: bool = False
    own_fonts: bool = False
    red: str = ""
    logo: bytes = b""
    seal: bool = False
    contents: bool = False

    def __post_init__(self) -> None:
        if self.profile not in PROFILES:
            raise UserError(f"没有“{self.profile}”这种版式", remedy=f"可用的有 {'、'.join(PROFILES)}")
        if self.paper not in PAPER_SIZES:
            raise UserError(f"没有“{self.paper}”这种纸张", remedy=f"可用的有 {'、'.join(PAPER_SIZES)}")


PLAIN = Style()
"""公文 on A4 without anything of the unit's own."""
