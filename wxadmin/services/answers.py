"""The board of an announcement: who answered, in time or late, who is missing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from wxadmin.domain import deadlines
from wxadmin.domain.people import Guardian, Person
from wxadmin.domain.replies import Reply, match
from wxadmin.domain.reply_names import NameBook
from wxadmin.i18n import _
from wxadmin.services import clock
from wxadmin.store import announcements as stored
from wxadmin.store import members as stored_members
from wxadmin.store.engine import Row as Stored
from wxadmin.store.lists import Source


@dataclass(frozen=True, slots=True)
class Answer:
    """One confirmed person; ``late`` when the answer came after the deadline."""

    person: int
    label: str
    note: str
    late: bool = False
    picked: bool = False


@dataclass(frozen=True, slots=True)
class Unclear:
    """An answer that fits several people; ``candidates`` are (person id, label)."""

    text: str
    candidates: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Board:
    """The four heaps. ``missing`` are (person id, label); ``late`` repeats those of ``confirmed`` who were late."""

    confirmed: tuple[Answer, ...]
    ambiguous: tuple[Unclear, ...]
    missing: tuple[tuple[int, str], ...]
    strangers: tuple[str, ...]
    late: tuple[Answer, ...]
    expected: int
    overdue: bool
    reminder: str


def read(text: str, due: datetime | None = None, pasted: datetime | None = None) -> tuple[list[Reply], list[Reply]]:
    """(all replies, those in time) of one paste.

    A message with a clock is judged by it (without seconds the minute counts as in time), all else by when it was
    pasted.
    """
    from wxadmin.intake.chat import find_chat
    from wxadmin.intake.replies import parse_replies, replies_of

    in_time = pasted is None or not deadlines.late(pasted, due)
    found = find_chat(text, name="", date=None, zone=clock.ZONE)
    if found is None or not found.messages:
        every = list(parse_replies(text))
        return every, every if in_time else []
    messages = tuple(m for m in found.messages if _spoken_in_time(m.time, due, default=in_time))
    kept = replace(found, messages=messages, rejected=found.rejected if in_time else ())
    return list(replies_of(found)), list(replies_of(kept))


def _spoken_in_time(time: str | None, due: datetime | None, *, default: bool) -> bool:
    seconds = clock.seconds(time)
    if time is None or seconds is None:
        return default
    if clock.is_day(time):
        # On the day itself only the paste tells; any other day does.
        day = "" if due is None else clock.day_of(due).isoformat()
        return default if time == day else not day or time < day
    return not deadlines.late(clock.local(seconds), due, seconds_known=len(time) > len("2026-09-22T21:40"))


def board(db: Source, announcement: Stored) -> Board:
    """The heaps from all pastes and picks of a posted announcement."""
    audience = stored.audience(db, announcement["id"])
    ids = [row["person_id"] for row in audience]
    people = [_person(row["person"]) for row in audience]
    due = clock.moment(announcement["deadline"]) if announcement["deadline"] else None
    every: list[Reply] = []
    timely: list[Reply] = []
    for paste in stored.pastes(db, announcement["id"]):
        all_of_it, in_time = read(paste["text"], due, clock.moment(paste["pasted"]))
        offset = every[-1].line + every[-1].text.count("\n") if every else 0
        every += [replace(r, line=r.line + offset) for r in all_of_it]
        timely += [replace(r, line=r.line + offset) for r in in_time]
    labels = NameBook(people, None).labels
    names = _known_senders(db, announcement["group_id"], dict(zip(ids, labels, strict=True)))
    every = [replace(r, sender=names.get(r.sender, r.sender)) for r in every]
    timely = [replace(r, sender=names.get(r.sender, r.sender)) for r in timely]
    announcer = _announcer(announcement["announcer"], people, every)
    result = match(people, every, announcer=announcer)
    early = {one.person for one in match(people, timely, announcer=announcer).confirmed} if due else set()
    place = {label: index for index, label in enumerate(labels)}
    answers = {
        one.person: Answer(ids[one.person], labels[one.person], one.note, bool(due) and one.person not in early)
        for one in result.confirmed
    }
    picked: dict[str, int] = {}
    for pick in stored.picks(db, announcement["id"]):
        if pick["person_id"] in ids:
            who = ids.index(pick["person_id"])
            picked[pick["text"]] = who
            late = deadlines.late(clock.moment(pick["picked"]), due)
            answers.setdefault(who, Answer(ids[who], labels[who], pick["text"], late, picked=True))
    unclear = [(a.text, [place[c] for c in a.candidates if c in place]) for a in result.ambiguous]
    expected = set(answers) | {place[name] for name in result.missing} | {i for _text, who in unclear for i in who}
    unclear = [(text, who) for text, who in unclear if text not in picked]
    open_ones = {i for _text, who in unclear for i in who}
    missing = [i for i in range(len(people)) if i in expected and i not in answers and i not in open_ones]
    confirmed = tuple(answers.values())
    return Board(
        confirmed,
        tuple(Unclear(text, tuple((ids[i], labels[i]) for i in who)) for text, who in unclear),
        tuple((ids[i], labels[i]) for i in missing),
        result.strangers,
        tuple(a for a in confirmed if a.late),
        len(expected),
        due is not None and due < clock.now(),
        _reminder(announcement["title"], [people[i] for i in missing], due),
    )


def _known_senders(db: Source, group: int, labels: dict[int, str]) -> dict[str, str]:
    """Nickname → who it is, for members known to be somebody of the audience; also by the owner's confirmation."""
    return {
        row["nickname"]: labels[row["person_id"]]
        for row in stored_members.of_group(db, group)
        if row["person_id"] in labels
    }


def _announcer(name: str, people: Sequence[Person], replies: Sequence[Reply]) -> str | None:
    """The announcer, if the matching can know him: somebody of the roster or a sender."""
    known = name and (any(p.name == name for p in people) or any(r.sender == name for r in replies))
    return name if known and sum(p.name == name for p in people) < 2 else None


def _reminder(title: str, missing: Sequence[Person], due: datetime | None) -> str:
    if not missing:
        return ""
    head = _("【提醒】“{}”还有 {} 人没有回复").format(title, len(missing))
    if due is not None:
        head += _("，截止时间 {}").format(clock.shown(due))
    return f"{head}：\n" + " ".join(f"@{person.name}" for person in missing)


def _person(data: str) -> Person:
    found = json.loads(data)
    return Person(
        found["name"],
        tuple(tuple(path) for path in found["departments"]),
        found["post"],
        found["phone"],
        found["number"],
        found["category"],
        found["left"],
        tuple(Guardian(**g) for g in found["guardians"]),
        found["note"],
    )
