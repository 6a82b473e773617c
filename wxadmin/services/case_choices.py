"""What the window of cases chooses from: people and nicknames a case can be about, the correction to be printed."""

from __future__ import annotations

from dataclasses import dataclass

from wxadmin.domain.ordering import searchable
from wxadmin.services import case_acts, people, spelling
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


def last_amendment(store: Store, case: int) -> tuple[int, int | None] | None:
    """The newest act that corrected the decision of a case and the party it is about; None when none did."""
    with store.read() as db:
        found = [act for act in case_acts.of(db, case) if act.kind == "amended"]
    return (found[-1].id, found[-1].party) if found else None
