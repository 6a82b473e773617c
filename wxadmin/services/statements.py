"""What people say of themselves or of somebody else in a pasted talk or list, whatever it is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from wxadmin.domain.answers import items_of, starts_chain, tidy
from wxadmin.domain.name_words import RELATION_ENDINGS
from wxadmin.domain.people import Person
from wxadmin.domain.reply_names import NameBook
from wxadmin.services import answers, clock

_RELATIVE = re.compile(rf"^\s*(?:{'|'.join(RELATION_ENDINGS)})(?![\u4e00-\u9fff])[：:，,\s]*")


@dataclass(frozen=True, slots=True)
class Statement:
    """``person`` (index) is who it is about, ``by`` who says it (index; -1: a line of a list, or the person).

    ``at`` is the stamp of its clock, ``""`` without one.
    """

    person: int
    words: str
    at: str = ""
    by: int = -1


@dataclass(frozen=True, slots=True)
class Statements:
    """In order of the source; ``unclear`` are (words, indices of who may be meant), ``strangers`` nobody of these."""

    said: tuple[Statement, ...]
    unclear: tuple[tuple[str, tuple[int, ...]], ...]
    strangers: tuple[str, ...]


def read(people: Sequence[Person], text: str, known: Mapping[str, int] | None = None) -> Statements:
    """Everything said in a text: messages by their sender, lines of lists by the name they begin with.

    A message that begins with the name of somebody else is about that one.
    """
    book = NameBook(people, known)
    said: list[Statement] = []
    unclear: dict[str, tuple[int, ...]] = {}
    strangers: dict[str, None] = {}
    for reply, time in answers.read(text):
        seconds = clock.seconds(time) if time is not None and not clock.is_day(time) else None
        at = "" if seconds is None else clock.stamp(clock.local(seconds))
        items = items_of(reply.text) if reply.sender else [*_lines(reply.text)]
        if reply.sender and not starts_chain(reply.text) and not _is_list(book, [item.words for item in items]):
            meant = book.sender(reply.sender)
            about = book.item(reply.text)
            by = meant.people[0] if meant.certain else -1
            if about.leads and about.others and about.meant.people:
                unclear.setdefault(tidy(reply.text), (*about.meant.people, *about.others))
            elif about.leads and about.meant.certain:
                said.append(Statement(about.meant.people[0], _words(about.note), at, by))
            elif meant.certain:
                said.append(Statement(by, tidy(reply.text), at))
            elif meant.people:
                unclear.setdefault(f"{reply.sender}：{tidy(reply.text)}", meant.people)
            else:
                strangers.setdefault(reply.sender)
            continue
        for item in items:
            found = book.item(item.words)
            if found.others and found.meant.people:  # several people on a line: whose words they are is not told
                unclear.setdefault(tidy(item.words), (*found.meant.people, *found.others))
            elif found.meant.certain and (found.leads or item.number):
                said.append(Statement(found.meant.people[0], _words(found.note), at))
            elif found.meant.people:
                unclear.setdefault(tidy(item.words), found.meant.people)
            elif item.number:
                strangers.setdefault(tidy(item.words))
    return Statements(tuple(said), tuple(unclear.items()), tuple(strangers))


def _words(note: str) -> str:
    """What is said behind a name, without whose relative says it."""
    return tidy(_RELATIVE.sub("", note, count=1))


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    words: str


def _lines(text: str) -> Iterable[_Line]:
    for line in text.split("\n"):
        if starts_chain(line):
            continue
        numbered = items_of(line)
        if numbered:
            yield from (_Line(item.number, item.words) for item in numbered)
        elif line.strip():
            yield _Line(0, line.strip())


def _is_list(book: NameBook, words: Sequence[str]) -> bool:
    """Whether numbered lines are a list of people rather than points of what somebody says."""
    named = sum(1 for line in words if book.item(line).meant.people)
    return len(words) > 1 and named * 2 >= len(words)
