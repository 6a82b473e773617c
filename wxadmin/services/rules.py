"""Which rules hold in a group: the preset of its kind."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wxadmin.screening.screener import Screener

_PRESETS = {"class": "class", "community": "community"}


def screener(kind: str) -> Screener:
    """The screener for groups of that kind, ready after the first call."""
    return _compiled(_PRESETS.get(kind, "work"))


@lru_cache(maxsize=4)
def _compiled(preset: str) -> Screener:
    from wxadmin.screening.ruleset import load_preset
    from wxadmin.screening.screener import compile as compiled

    return compiled([load_preset(preset)])
