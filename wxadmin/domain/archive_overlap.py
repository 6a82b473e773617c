"""Which messages of a paste are in the archive already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from wxadmin.domain.chat import Message

Timed = tuple[str, str, str, str]
"""Sender, local time as written, kind, text of an archived message."""
Untimed = tuple[str, str, str]
"""Sender, kind, text of an archived message that came without a clock."""

_MINUTE = len("2026-09-22T21:40")


def archived_before(messages: Sequence[Message], timed: Sequence[Timed], untimed: Sequence[Untimed]) -> set[int]:
    """Indexes of the messages that are in the archive.

    With a clock: sender, kind and text agree, and the clock to the coarser precision of the two; as many copies as the
    archive holds. Without one: the longest run at the head of the paste that ends the archive, or the whole paste
    where the archive holds it, if it has two different messages at least.
    """
    result: set[int] = set()
    exact = Counter(timed)
    left: list[int] = []
    for i, message in enumerate(messages):
        if message.time is None:
            continue
        key = (message.sender, message.time, message.kind, message.text)
        if exact[key]:
            exact[key] -= 1
            result.add(i)
        else:
            left.append(i)
    # What is left may agree to the minute, where one side has no seconds.
    coarse: dict[Timed, list[str]] = {}
    for (sender, time, kind, text), copies in exact.items():
        coarse.setdefault((sender, time[:_MINUTE], kind, text), []).extend([time] * copies)
    for i in left:
        message = messages[i]
        assert message.time is not None
        there = coarse.get((message.sender, message.time[:_MINUTE], message.kind, message.text), [])
        fits = next((t for t in there if len(t) == _MINUTE or len(message.time) == _MINUTE), None)
        if fits is not None:
            there.remove(fits)
            result.add(i)
    places = [i for i, message in enumerate(messages) if message.time is None]
    mine = [(messages[i].sender, messages[i].kind, messages[i].text) for i in places]
    return result | {places[k] for k in range(_repeated_run(mine, list(untimed)))}


def _repeated_run(mine: list[tuple[str, str, str]], there: list[Untimed]) -> int:
    """How many at the head of ``mine`` repeat the archive."""
    if not mine:
        return 0
    if len(set(mine)) > 1:
        for start in range(len(there) - len(mine) + 1):
            if there[start : start + len(mine)] == mine:
                return len(mine)
    for length in range(min(len(mine), len(there)), 1, -1):
        if there[-length:] == mine[:length] and len(set(mine[:length])) > 1:
            return length
    return 0
