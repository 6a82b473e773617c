"""Pastes that overlap: a run of messages that repeats an earlier run is dropped once, floods stay."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from wxadmin.domain.chat import Event, Message
from wxadmin.domain.messages import Messages

# Earlier places with the same two messages that are tried; more only occur inside floods within one minute.
_TRIES = 64


def without_overlap(messages: Sequence[Message], events: Sequence[Event]) -> tuple[Messages, tuple[Event, ...]]:
    """Messages and events without repeated runs.

    A run of two or more messages, at least two of them different, that equals (sender, time, body) a run lying wholly
    before it is dropped, with those of its events that stand at the same place of the earlier run. Times are compared
    at the coarser precision of the two. What is kept so far is what later runs are compared with, so that several
    pastes may overlap one another. Takes time in proportion to the number of messages.
    """
    messages = Messages.of(messages)
    run = _Runs(messages)
    if not run.twice:
        return messages, tuple(events)
    events_at: dict[int, list[Event]] = defaultdict(list)
    for event in events:
        events_at[event.after].append(event)
    kept_events: dict[int, list[Event]] = defaultdict(list)
    at = 0
    while True:
        start, length = run.earlier(at) if at < len(messages) else (0, 0)
        if not length:
            kept_events[len(run.kept)] += events_at[at]
            if at >= len(messages):
                break
            run.keep(at)
            at += 1
            continue
        for offset in range(length):
            known = [_said(event) for event in kept_events[start + offset]]
            kept_events[len(run.kept)] += [event for event in events_at[at + offset] if _said(event) not in known]
        at += length
        # Events right after the run stand where the next message is looked at; known ones are dropped here.
        known = [_said(event) for event in kept_events[start + length]]
        events_at[at] = [event for event in events_at[at] if _said(event) not in known]
    out = tuple(
        replace(event, after=after) if event.after != after else event
        for after in sorted(kept_events)
        for event in kept_events[after]
    )
    if len(run.kept) == len(messages):
        return messages, out
    return Messages(messages[place] for place in run.kept), out


def _said(event: Event) -> tuple[str, str, tuple[str, ...], str]:
    return event.kind, event.actor, event.subjects, event.text


class _Runs:
    """What is kept, indexed by pairs of different neighbours so that a run is found at its first change."""

    def __init__(self, messages: Messages) -> None:
        self.messages = messages
        # In a source with one precision the whole time can be part of the key; else only what all times have.
        digits = messages.shortest_time()
        self.keys = array(
            "q", (hash((who, time[:digits] if time else None, text)) for who, time, text in messages.said())
        )
        self.twice = _twice(self.keys)
        self.kept = array("q")
        self.same = array("q")  # how many equal ones end at each kept place
        self.pairs: dict[tuple[int, int], list[int]] = defaultdict(list)
        self.change = self._changes()

    def _changes(self) -> array[int]:
        """For each message the last one before its successor differs."""
        count = len(self.keys)
        out = array("q", [count]) * count
        for at in range(count - 2, -1, -1):
            out[at] = at if not self._equal(at, at + 1) else out[at + 1]
        return out

    def _equal(self, one: int, two: int) -> bool:
        if self.keys[one] != self.keys[two]:
            return False
        first, second = self.messages[one], self.messages[two]
        if (first.sender, first.text, first.quote) != (second.sender, second.text, second.quote):
            return False
        if first.time is None or second.time is None:
            return first.time is second.time
        digits = min(len(first.time), len(second.time))
        return first.time[:digits] == second.time[:digits]

    def keep(self, at: int) -> None:
        place = len(self.kept)
        if place and self._equal(self.kept[-1], at):
            self.same.append(self.same[-1] + 1)
        else:
            self.same.append(1)
            if place and self.keys[at] in self.twice and self.keys[self.kept[-1]] in self.twice:
                self.pairs[self.keys[self.kept[-1]], self.keys[at]].append(place - 1)
        self.kept.append(at)

    def earlier(self, at: int) -> tuple[int, int]:
        """Place and length of the longest run of kept messages that begins like ``at``; 0, 0 if there is none."""
        turn = self.change[at]
        if turn + 1 >= len(self.keys) or self.keys[at] not in self.twice:
            return 0, 0
        best = (0, 0)
        for place in self.pairs.get((self.keys[turn], self.keys[turn + 1]), ())[-_TRIES:]:
            start = place - (turn - at)
            if self.same[place] < turn - at + 1 or not self._equal(self.kept[place + 1], turn + 1):
                continue
            length = self._length(start, at)
            if length > max(best[1], turn - at + 1):
                best = (start, length)
        return best

    def _length(self, start: int, at: int) -> int:
        length = 0
        most = min(len(self.kept) - start, len(self.keys) - at)
        while length < most and self._equal(self.kept[start + length], at + length):
            length += 1
        return length


def _twice(keys: array[int]) -> set[int]:
    """Keys that occur more than once."""
    import numpy as np

    listed = np.sort(np.frombuffer(keys, dtype=np.int64)) if keys else np.empty(0, dtype=np.int64)
    return set(listed[1:][listed[1:] == listed[:-1]].tolist())
