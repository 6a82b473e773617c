"""Whom a case can be about: the people of a group and the nicknames in its list that nobody is known for."""

from __future__ import annotations

from dataclasses import dataclass

from wxadmin.domain.ordering import searchable
from wxadmin.services import people, spelling
from wxadmin.services.records import Store
from wxadmin.store import members as stored_members


@dataclass(frozen=True, slots=True)
class Candidate:
    """One to choose. ``person`` is a roster id, None for a nickname alone; ``search`` is what finds them, folded.

    ``search`` holds name, department, nicknames, pinyin and its initials.
    """

    person: int | None
    name: str
    department: str
    nicknames: tuple[str, ...]
    search: str
    left: bool = False

    def found_by(self, words: str) -> bool:
        """Whether every word is in what finds them."""
        return all(_folded(word) in self.search for word in words.split())


def _folded(*parts: str) -> str:
    return searchable(*parts).replace(" ", "")


def candidates(store: Store, group: int) -> tuple[Candidate, ...]:
    """The people of the roster of a group in its order, who left last, then the nicknames of nobody known."""
    known = people.of_group(store, group)
    with store.read() as db:
        members = stored_members.of_group(db, group)
    nicknames: dict[int, list[str]] = {}
    strangers: list[str] = []
    ids = {number for number, _person in known}
    for row in members:
        if row["person_id"] in ids:
            nicknames.setdefault(row["person_id"], []).append(row["nickname"])
        else:
            strangers.append(row["nickname"])
    found = []
    for number, person in sorted(known, key=lambda one: one[1].left):
        own = tuple(nicknames.get(number, ()))
        where = people.department_words(person)
        search = _folded(person.name, *spelling.pinyin_words(person.name), where, person.number, *own)
        found.append(Candidate(number, person.name, where, own, search, person.left))
    found += [Candidate(None, name, "", (), _folded(name, *spelling.pinyin_words(name))) for name in strangers]
    return tuple(found)
