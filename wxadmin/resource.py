"""Where the data of ``resources/`` lies: beside the checkout, inside the wheel, or inside the frozen program."""

from __future__ import annotations

import sys
from pathlib import Path


def resource_root() -> Path:
    """The folder that holds fonts, icons, locale, regulations, rules, tables and the sample unit.

    Raises FileNotFoundError naming the places looked at when the installation is incomplete.
    """
    here = Path(__file__).resolve().parent
    frozen = getattr(sys, "_MEIPASS", None)
    places = [Path(frozen) / "resources"] if frozen else [here / "_resources", here.parent / "resources"]
    for place in places:
        if (place / "fonts").is_dir():
            return place
    raise FileNotFoundError("resources/ is missing; looked in: " + ", ".join(map(str, places)))


def resource_dir(name: str) -> Path:
    """One folder of the resources, e.g. ``resource_dir("fonts")``."""
    return resource_root() / name
