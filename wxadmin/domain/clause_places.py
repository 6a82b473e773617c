"""Where a clause stood in another version of its regulation: by its words first, by its number where these fit."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import SequenceMatcher
from functools import lru_cache

At = tuple[str, ...]
_ALIKE = 0.6
"""Words that agree so far are the same clause amended; below it is another one under the same number."""


def place_in(at: At, here: Mapping[At, str], there: Mapping[At, str]) -> At | None:
    """Where the clause ``at`` of one version (place → words) stands in the other; None where it is not in it.

    The same words are the same clause wherever they stand. One that was amended keeps its number unless the clause of
    that number went elsewhere; amended and moved it is the one most alike.
    """
    words = _plain(here.get(at, ""))
    same = [place for place, text in there.items() if words and _plain(text) == words]
    if same:
        return at if at in same else same[0]
    taken = {_plain(text) for place, text in here.items() if place != at}
    free = {place: _plain(text) for place, text in there.items() if _plain(text) not in taken}
    if at in free and _alike(words, free[at]) >= _ALIKE:
        return at
    best = max(free, key=lambda place: _alike(words, free[place]), default=None)
    if best is not None and _alike(words, free[best]) >= _ALIKE:
        return best
    # Written anew altogether: the number is all there is to go by.
    gone = at in free and any(_alike(_plain(text), free[at]) >= _ALIKE for place, text in here.items() if place != at)
    return at if at in free and not gone else None


def _plain(text: str) -> str:
    return "".join(text.split())


@lru_cache(maxsize=4096)
def _alike(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= _ALIKE and matcher.quick_ratio() >= _ALIKE else 0.0
