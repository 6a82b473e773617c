"""The palette roles of both appearances; theme.py puts them to use. Light to import: the first paint needs them."""

from __future__ import annotations

from typing import NamedTuple


class Theme(NamedTuple):
    """Palette roles of one appearance; each value is ``#rrggbb``."""

    dark: bool
    window: str
    base: str
    raised: str
    text: str
    muted: str
    line: str
    hover: str
    accent: str
    on_accent: str
    accent_deep: str
    selected: str
    danger: str
    danger_soft: str
    amber: str
    amber_soft: str
    good: str
    good_soft: str
    hit: str
    paper: str
    desk: str


LIGHT = Theme(
    dark=False,
    window="#f4f6f6",
    base="#ffffff",
    raised="#fbfcfc",
    text="#1c2628",
    muted="#55656a",
    line="#d6dddf",
    hover="#e9eff0",
    accent="#0b6b68",
    on_accent="#ffffff",
    accent_deep="#075552",
    selected="#d9eceb",
    danger="#ad1f1f",
    danger_soft="#fbe9e7",
    amber="#7d5200",
    amber_soft="#fcf1d8",
    good="#1d6a3a",
    good_soft="#e3f3e8",
    hit="#ffe39a",
    paper="#ffffff",
    desk="#dfe5e6",
)
DARK = Theme(
    dark=True,
    window="#191e20",
    base="#1f2527",
    raised="#252c2f",
    text="#e4eaeb",
    muted="#a3b1b5",
    line="#39444a",
    hover="#2b3437",
    accent="#58bdb6",
    on_accent="#0d2322",
    accent_deep="#7fd0ca",
    selected="#21413f",
    danger="#ff9d93",
    danger_soft="#40211f",
    amber="#f0c36a",
    amber_soft="#3a2e14",
    good="#86d3a0",
    good_soft="#1c3626",
    hit="#6a5310",
    paper="#ffffff",
    desk="#101415",
)
