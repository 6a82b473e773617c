"""Who was asked: the frozen audience of an announcement, what its people are called, whose nicknames are known."""

from __future__ import annotations

import json
import re
from collections.abc import Container, Mapping, Sequence
from functools import lru_cache

from wxadmin.domain.people import Guardian, Person
from wxadmin.domain.reply_places import labels as labels_of
from wxadmin.i18n import _, on_paper
from wxadmin.store import announcements as stored
from wxadmin.store import groups as stored_groups
from wxadmin.store import members as stored_members
from wxadmin.store.engine import Row as Stored
from wxadmin.store.lists import Source

_PUPILS = frozenset({"学生", "学员", "幼儿"})
_FAMILY_GROUPS = frozenset({"class", "teaching", "community"})
_OF_PARENTS = re.compile(r"关系|家长|监护人|称谓")


@lru_cache(maxsize=64)
def labels(people: tuple[Person, ...]) -> list[str]:
    """Names; same names with what tells them apart."""
    return labels_of(people)


def audience_of(
    db: Source, announcement: Stored, *, known: bool = True
) -> tuple[list[Person], list[int], list[str], dict[str, int]]:
    """The frozen audience: people, ids, labels, and (unless not asked for) nicknames known to be theirs → index."""
    rows = stored.audience(db, announcement["id"])
    ids = [row["person_id"] for row in rows]
    people = [person_of(row["person"]) for row in rows]
    names = known_names(db, announcement["group_id"], {p: i for i, p in enumerate(ids)}) if known else {}
    return people, ids, labels(tuple(people)), names


def asked(db: Source, announcement: Stored, kept: Container[int]) -> list[tuple[int, str]]:
    """(person, label) of the audience in roster order, the announcer only where something is ``kept`` of them."""
    people, ids, labels, _names = audience_of(db, announcement, known=False)
    everybody = zip(people, ids, labels, strict=True)
    return [(i, label) for one, i, label in everybody if one.name != announcement["announcer"] or i in kept]


def known_names(db: Source, group: int, place: Mapping[int, int]) -> dict[str, int]:
    """Nickname → index of whom it stands for, for members known to be somebody of the audience."""
    found: dict[str, int] = {}
    doubtful = set()
    for row in stored_members.of_group(db, group):
        index = place.get(row["person_id"], -1)
        if index >= 0 and found.setdefault(row["nickname"], index) != index:
            doubtful.add(row["nickname"])
    return {nickname: index for nickname, index in found.items() if nickname not in doubtful}


def of_families(db: Source, group: int, people: Sequence[Person]) -> bool:
    """Whether relatives answer for whom they belong to: in groups of a class or of a house, not among colleagues."""
    row = stored_groups.one(db, group)
    if row is not None and (row["kind"] in _FAMILY_GROUPS or _OF_PARENTS.search(row["naming_rule"])):
        return True
    return sum(bool(one.guardians) or one.category in _PUPILS for one in people) * 2 > len(people)


def called(person: Person, label: str, rule: str = "") -> str:
    """What a reminder calls somebody whose nickname nobody knows: of a pupil in a group of parents the parents.

    ``rule`` is how names are written in the group; ``label`` tells same names apart.
    """
    plain = not (person.post or person.category)
    of_parents = person.guardians or person.category in _PUPILS or (plain and _OF_PARENTS.search(rule) is not None)
    return on_paper(_("{}家长")).format(label) if of_parents else label


@lru_cache(maxsize=8192)
def person_of(data: str) -> Person:
    """A person of a frozen audience."""
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
