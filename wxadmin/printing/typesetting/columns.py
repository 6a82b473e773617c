"""How wide the columns of a table are, from what stands in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

from wxadmin.printing.typesetting.faces import Chain

PADDING = 0.7
"""Both sides of a cell together, in em, a little more than a table leaves free."""


@dataclass(frozen=True, slots=True)
class Need:
    """What a column needs, in em: no narrower than ``least``, no wider than ``wish`` unless there is room to spare.

    ``weight`` is its part of what is left when not all wishes can be met, ``grow`` its part of what is to spare.
    """

    least: float
    wish: float
    weight: float = 1.0
    grow: float = 0.0


def need(title: str, texts: Iterable[str], chain: Chain, *, least: float, most: float, grow: float = 0.0) -> Need:
    """The need of a column of these texts: all on one line if that takes no more than ``most`` em of letters.

    ``least`` bounds what a column may be squeezed to; a column whose texts are shorter is no wider than they are.
    """
    widths = chain.widths
    longest, total, count = sum(map(widths.__getitem__, title)), 0, 0
    for text in texts:
        if text:
            # A column this long is bounded anyway, so its cells need not be measured to the end.
            width = sum(map(widths.__getitem__, text[:_ENOUGH]))
            total += width
            count += 1
            if width > longest:
                longest = width
    # Half an em for the gaps between Han and Latin, which are not counted.
    wish = min(longest / 1000 + (0.5 if longest % 1000 else 0.0), most) + PADDING
    average = total / count / 1000 if count else 1.0
    return Need(min(wish, least + PADDING), wish, sqrt(max(average, 1.0)), grow)


_ENOUGH = 200


def share(needs: Sequence[Need], width: float) -> list[float] | None:
    """Widths in em that add up to ``width``; None when not even the least are met."""
    if sum(n.least for n in needs) > width + 1e-9:
        return None
    spare = width - sum(n.wish for n in needs)
    if spare >= 0:
        grow = [n.grow for n in needs] if any(n.grow for n in needs) else [n.wish for n in needs]
        return [n.wish + spare * part / sum(grow) for n, part in zip(needs, grow, strict=True)]
    found: dict[int, float] = {}
    while len(found) < len(needs):
        free = [i for i in range(len(needs)) if i not in found]
        room = width - sum(found.values())
        weights = sum(needs[i].weight for i in free)
        parts = {i: room * needs[i].weight / weights for i in free}
        held = {i: min(max(part, needs[i].least), needs[i].wish) for i, part in parts.items()}
        # As in CSS flexible boxes: what is too small is settled first when the whole is too large, and the reverse.
        over = sum(held.values()) - room
        settled = [i for i in free if (held[i] > parts[i] if over > 1e-9 else held[i] < parts[i])]
        if abs(over) <= 1e-9 or not settled:
            settled = free
        for i in settled:
            found[i] = held[i]
    return [found[i] for i in range(len(needs))]
