"""Pasted answers as one talk: in order of their clocks, what was pasted again once, who was late."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from wxadmin.domain import deadlines
from wxadmin.domain.acks import AckResult
from wxadmin.domain.name_folding import NameTables
from wxadmin.domain.people import Person
from wxadmin.domain.replies import Reply, match
from wxadmin.services import clock


@dataclass(frozen=True, slots=True)
class Paste:
    """What was pasted and when (aware)."""

    id: int
    pasted: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Spoken:
    """One reply: of which paste, its clock as written (None: none), whether it came in time."""

    reply: Reply
    paste: int
    time: str | None
    timely: bool


@dataclass(frozen=True, slots=True)
class Gathered:
    """The heaps of several pastes taken together, their replies in order of time, and who (by index) was late."""

    result: AckResult
    spoken: tuple[Spoken, ...]
    late: frozenset[int]


def near_letters() -> NameTables:
    """The tables by which mistyped names are proposed."""
    from wxadmin.intake.name_tables import load

    return load()


def read(text: str) -> list[tuple[Reply, str | None]]:
    """The replies of one paste, each with its clock as written; a text that is no chat is taken line by line."""
    from wxadmin.intake.chat import find_chat
    from wxadmin.intake.replies import parse_replies, replies_of

    text = text.replace("\r\n", "\n").replace("\r", "\n")
    found = find_chat(text, name="", date=None, zone=clock.ZONE)
    if found is None or not found.messages:
        return [(reply, None) for reply in parse_replies(text)]
    times = {message.line: message.time for message in found.messages}
    return [(reply, times.get(reply.line) if reply.sender else None) for reply in replies_of(found)]


def gather(
    people: Sequence[Person],
    pastes: Iterable[Paste],
    due: datetime | None = None,
    *,
    known: Mapping[str, int] | None = None,
    announcer: str = "",
    denied: Collection[tuple[str, int]] = (),
    families: bool = True,
    asked: str = "",
) -> Gathered:
    """All pastes as one talk: in order of their clocks, what was pasted again once.

    What has no clock stands where its paste does: behind the last clock above it, else at the time it was pasted.
    ``known``, ``denied``, ``families``, ``asked`` as in :func:`wxadmin.domain.replies.match`; an ``announcer`` nobody
    knows is left aside.
    """
    ordered: list[tuple[int, Spoken]] = []
    seen: set[tuple[str, str, str]] = set()
    offset = 0
    for paste in pastes:
        in_time = not deadlines.late(paste.pasted, due)
        at = pasted_at = int(paste.pasted.timestamp())
        for reply, time in read(paste.text):
            exact = None if time is None or clock.is_day(time) else clock.seconds(time)
            if exact is not None and time is not None:
                at = min(exact, pasted_at)
                if (key := (reply.sender, time, reply.text)) in seen:
                    continue
                seen.add(key)
            # What no clock tells is nobody's fault: lists are pasted when the owner has time.
            timely = time is None or spoken_in_time(time, due, default=in_time)
            ordered.append((at, Spoken(replace(reply, line=reply.line + offset), paste.id, time, timely)))
        offset += paste.text.count("\n") + 1
    ordered.sort(key=lambda pair: pair[0])
    spoken = tuple(one for _at, one in ordered)
    replies = [one.reply for one in spoken]
    who = _announcer(announcer, people, replies)
    result = match(
        people, replies, announcer=who, tables=near_letters, known=known, denied=denied, families=families, asked=asked
    )
    late = frozenset(one.person for one in result.confirmed if due is not None and not spoken[one.reply].timely)
    return Gathered(result, spoken, late)


def spoken_in_time(time: str | None, due: datetime | None, *, default: bool) -> bool:
    """Whether a message was in time; where its clock does not tell (none, a day alone), ``default`` does.

    Without seconds the whole minute counts as in time.
    """
    seconds = clock.seconds(time)
    if time is None or seconds is None:
        return default
    if clock.is_day(time):
        # On the day itself only the paste tells; any other day does.
        day = "" if due is None else clock.day_of(due).isoformat()
        return default if time == day else not day or time < day
    return not deadlines.late(clock.local(seconds), due, seconds_known=len(time) > len("2026-09-22T21:40"))


def _announcer(name: str, people: Sequence[Person], replies: Sequence[Reply]) -> str | None:
    """The announcer, if the matching can know him: somebody of the roster or a sender."""
    known = name and (any(p.name == name for p in people) or any(r.sender == name for r in replies))
    return name if known and sum(p.name == name for p in people) < 2 else None
