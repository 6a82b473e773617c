"""Lists and words sent again: which lines a later list has in other words, which of somebody's words count."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from wxadmin.domain.reply_names import ItemReading

_LEAD = re.compile(r"[^\s\d,，、;；:：()（）\[\]【】+]+")


@dataclass(slots=True)
class Entry:
    """A line of a list: who sent it first, when, and where and with what number it stands in the newest that has it."""

    sender: str
    first: int
    last: int
    line: int
    number: int


@dataclass(frozen=True, slots=True)
class Said:
    """What a person certainly said; ``first`` and ``last`` number the replies that have it.

    ``denial``: that nothing arrived or was understood; ``source`` are then its words.
    """

    person: int
    line: int
    note: str
    first: int
    last: int
    listed: bool
    source: str = ""
    denial: bool = False


def rewritten(entries: Mapping[str, Entry], whole: Collection[int], item: Callable[[str], ItemReading]) -> set[str]:
    """Lines without a certain person that a later list has in other words: 老胡, then 老胡 开车.

    Such a line begins with the same name, and never stands beside the one it replaced.
    """
    alike: dict[tuple[int, ...] | str, list[tuple[str, Entry]]] = defaultdict(list)
    for words, entry in entries.items():
        reading = item(words)
        if not reading.meant.people:
            lead = _LEAD.match(words)
            alike[lead[0] if lead else words].append((words, entry))
        elif not reading.meant.certain:
            alike[reading.meant.people].append((words, entry))
    out = set()
    for same in alike.values():
        newest = max((entry.first for _, entry in same if entry.first in whole), default=-1)
        lowest: dict[tuple[int, int], int] = {}  # line of a number within one reply, where fragments grow, too
        for _, entry in same:
            place = entry.last, entry.number
            lowest[place] = max(entry.line, lowest.get(place, 0))
        for words, entry in same:
            again = entry.number and lowest[entry.last, entry.number] > entry.line
            if entry.last < newest or again:
                out.add(words)
    return out


def last_words(said: Iterable[Said]) -> dict[int, Said]:
    """Of each person what counts: of lists the newest that has the person, and of lists and messages what came later.

    A list is re-sent by everybody, so it is as old as the first that had the line.
    """
    listed: dict[int, Said] = {}
    spoken: dict[int, Said] = {}
    for one in said:
        heap = listed if one.listed else spoken
        other = heap.get(one.person)
        if other is None or (one.last, one.line) >= (other.last, other.line):
            heap[one.person] = one
    best = dict(listed)
    for person, one in spoken.items():
        if person not in best or one.first > best[person].first:
            best[person] = one
    return best
