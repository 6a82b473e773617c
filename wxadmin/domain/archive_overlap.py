"""Which messages of a paste are in the archive already.

Between paste and archive a clock names a message: who said the same at the same time said it once, so single messages
and their copies are matched. Inside one paste equal messages are a flood and only runs are repetitions; that is the
readers' law and another one.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Sequence

from wxadmin.domain.chat import Message

Archived = tuple[str, str, str, str]
"""Sender, local time as written (a day alone or ``""`` without a clock), kind, text of an archived message."""

_DAY, _MINUTE = len("2026-09-22"), len("2026-09-22T21:40")


def has_clock(message: Message) -> bool:
    """Whether more than its day is known of when it was said."""
    return message.time is not None and len(message.time) > _DAY


def archived_before(messages: Sequence[Message], timed: Iterable[Archived], untimed: Sequence[Archived]) -> set[int]:
    """Indexes of the messages that are in the archive.

    With a clock (``timed``): sender, kind and text agree, and the clock to the coarser precision of the two; as many
    copies as the archive holds. Without one: the longest run at the head of the paste that ends ``untimed``, or the
    whole paste where that holds it, if it has two different messages at least. ``timed`` may be gone through twice,
    in the same order, and is never held as a whole.
    """
    clocked = array("q", (i for i, message in enumerate(messages) if has_clock(message)))
    places = [i for i, message in enumerate(messages) if not has_clock(message)] if len(clocked) < len(messages) else []
    found = _exactly(messages, clocked, timed) if clocked else set()
    # No run longer than the archive is looked for.
    head = [_said(messages[i]) for i in places[: len(untimed) + 1]]
    return found | set(places[: _repeated_run(head, list(untimed))])


def _said(message: Message) -> Archived:
    return (message.sender, message.time or "", message.kind, message.text)


def _exactly(messages: Sequence[Message], clocked: Sequence[int], timed: Iterable[Archived]) -> set[int]:
    """Messages that the archive holds with the same clock, then those that agree to the minute."""
    heads: dict[int, int] = {}
    follows = array("q", [-1]) * len(messages)
    for i in reversed(clocked):
        key = hash(_said(messages[i]))
        follows[i] = heads.get(key, -1)
        heads[key] = i
    found: set[int] = set()
    used = bytearray()
    spare = set()  # precisions of archived messages that are not used up
    for row in timed:
        key = hash(row)
        before, i = -1, heads.get(key, -1)
        while i >= 0 and _said(messages[i]) != row:
            before, i = i, follows[i]
        used.append(i >= 0)
        if i < 0:
            spare.add(len(row[1]) == _MINUTE)
            continue
        found.add(i)
        if before < 0:
            heads[key] = follows[i]
        else:
            follows[before] = follows[i]
    del heads, follows
    # What is left may agree to the minute, where one side has no seconds.
    left = [i for i in clocked if i not in found] if spare else []
    if True in spare or any(len(messages[i].time or "") == _MINUTE for i in left):
        found |= _to_the_minute(messages, left, timed, used)
    return found


def _to_the_minute(
    messages: Sequence[Message], left: Collection[int], timed: Iterable[Archived], used: bytearray
) -> set[int]:
    wanted = {_minute(_said(messages[i])) for i in left}
    there: dict[Archived, list[str]] = {}
    for row, taken in zip(timed, used, strict=False):
        if not taken and (key := _minute(row)) in wanted:
            there.setdefault(key, []).append(row[1])
    found = set()
    for i in left:
        said = _said(messages[i])
        times = there.get(_minute(said), [])
        fits = next((t for t in times if len(t) == _MINUTE or len(said[1]) == _MINUTE), None)
        if fits is not None:
            times.remove(fits)
            found.add(i)
    return found


def _minute(said: Archived) -> Archived:
    return said[0], said[1][:_MINUTE], said[2], said[3]


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
