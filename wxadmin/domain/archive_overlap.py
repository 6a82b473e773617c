"""Which messages of a paste are in the archive already.

Between paste and archive a clock names a message: who said the same at the same time said it once, so single messages
and their copies are matched. Inside one paste equal messages are a flood and only runs are repetitions; that is the
readers' law and another one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from wxadmin.domain.chat import Message

Archived = tuple[str, str, str, str]
"""Sender, local time as written (a day alone or ``""`` without a clock), kind, text of an archived message."""

_DAY, _MINUTE = len("2026-09-22"), len("2026-09-22T21:40")


def has_clock(message: Message) -> bool:
    """Whether more than its day is known of when it was said."""
    return message.time is not None and len(message.time) > _DAY


def archived_before(messages: Sequence[Message], timed: Sequence[Archived], untimed: Sequence[Archived]) -> set[int]:
    """Indexes of the messages that are in the archive.

    With a clock (``timed``): sender, kind and text agree, and the clock to the coarser precision of the two; as many
    copies as the archive holds. Without one: the longest run at the head of the paste that ends ``untimed``, or the
    whole paste where that holds it, if it has two different messages at least.
    """
    said = [(m.sender, m.time or "", m.kind, m.text) for m in messages]
    clocked = {i for i, message in enumerate(messages) if has_clock(message)}
    result: set[int] = set()
    exact = Counter(timed)
    left: list[int] = []
    for i in sorted(clocked):
        if exact[said[i]]:
            exact[said[i]] -= 1
            result.add(i)
        else:
            left.append(i)
    # What is left may agree to the minute, where one side has no seconds.
    coarse: dict[Archived, list[str]] = {}
    for (sender, time, kind, text), copies in exact.items():
        coarse.setdefault((sender, time[:_MINUTE], kind, text), []).extend([time] * copies)
    for i in left:
        sender, time, kind, text = said[i]
        there = coarse.get((sender, time[:_MINUTE], kind, text), [])
        fits = next((t for t in there if len(t) == _MINUTE or len(time) == _MINUTE), None)
        if fits is not None:
            there.remove(fits)
            result.add(i)
    places = [i for i in range(len(messages)) if i not in clocked]
    return result | set(places[: _repeated_run([said[i] for i in places], list(untimed))])


def _repeated_run(mine: list[Archived], there: list[Archived]) -> int:
    """How many at the head of ``mine`` repeat the archive."""
    if len(set(mine)) > 1:
        for start in range(len(there) - len(mine) + 1):
            if there[start : start + len(mine)] == mine:
                return len(mine)
    for length in range(min(len(mine), len(there)), 1, -1):
        if there[-length:] == mine[:length] and len(set(mine[:length])) > 1:
            return length
    return 0
