"""A unit of invented people and its groups with the nicknames real groups have, and the truth about every nickname.

Written apart from the matcher and from its tables. ``build(seed)`` is pure: the same arguments give the same unit.
Of each nickname the truth says whom a careful human with the roster in hand would see in it (``Truth.person``), what
was done to it (``Truth.mess``), how sure that human could be, and which finding must be reported. How sure depends on
the roster at hand, so ``expect`` answers it for a set of people: with a group's own people or with the whole unit.

Verdicts: ``certain`` the person must be given; ``either`` given or offered first; ``offer`` must not be given, should be
offered first; ``open`` must not be given, a human could not decide either; ``nobody`` no one may be given.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from typing import Literal

from messy_tables import (
    COMPANY,
    COMPOUND,
    DEPARTMENTS,
    GIVEN_FIRST,
    GIVEN_ONE,
    GIVEN_SECOND,
    GRADES,
    HOMOPHONES,
    MINORITY,
    POSTS,
    RARE,
    SCHOOL,
    SHAPES,
    SUBJECTS,
    SURNAMES,
    WESTERN,
    WORD_NAMES,
)

from wxadmin.domain.people import Guardian, Person

Verdict = Literal["certain", "either", "offer", "open", "nobody"]
Strength = Literal["sure", "likely", "proposed", "open", "none"]
_HEAR = {sign: group for group in HOMOPHONES for sign in group}
_SEE = {sign: pair for pair in SHAPES for sign in pair}


@dataclass(frozen=True, slots=True)
class Truth:
    """What a nickname really is.

    ``person`` is whom it speaks of (None: nobody of the unit); ``said`` the name as a human reads it with the mess
    undone; ``place`` the levels of a path it names rightly, joined by ``/``, ``wrong_place`` that it names another. ``decided`` says a
    right phone or number is in it. ``strength`` is how far the spelling alone lets a human go. ``shown`` is the name as
    spelt. ``must`` holds sets of codes of which one each must be reported; ``tie`` joins members of which at least one
    must get ``tie_code``. ``owner`` is somebody else whose phone stands in it, or -1.
    """

    nickname: str
    person: int | None = None
    said: str = ""
    shown: str = ""
    relation: str = ""
    place: str = ""
    wrong_place: bool = False
    decided: bool = False
    mess: tuple[str, ...] = ()
    strength: Strength = "none"
    must: tuple[frozenset[str], ...] = ()
    tie: int = 0
    tie_code: str = ""
    owner: int = -1


@dataclass(frozen=True, slots=True)
class Group:
    """A group: its naming rule as its owner writes it, the people expected in it, and its members in list order."""

    name: str
    kind: str
    rule: str
    expected: tuple[int, ...]
    members: tuple[Truth, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """Roster and groups; ``by_name`` gives the rows that bear a name."""

    people: tuple[Person, ...]
    groups: tuple[Group, ...]
    by_name: dict[str, tuple[int, ...]] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Expectation:
    """The truth for one set of people: who may be given or offered, how surely, and what must be reported."""

    verdict: Verdict
    persons: frozenset[int]
    must: tuple[frozenset[str], ...]


def is_pupil(person: Person) -> bool:
    """Whether parents stand for this person."""
    return person.category == "学生"


def expect(unit: Unit, truth: Truth, pool: frozenset[int]) -> Expectation:
    """What a careful human could say of a nickname who has only the people of ``pool`` before them."""
    if truth.strength == "none" or truth.person is None:
        return Expectation("nobody", frozenset(), truth.must)
    known = [i for i in unit.by_name.get(truth.said, ()) if i in pool]
    if truth.relation:
        known = [i for i in known if is_pupil(unit.people[i])]
    must = list(truth.must)
    if truth.strength == "open":
        return Expectation("open", frozenset({truth.person}) & pool, truth.must)
    if truth.decided:
        if truth.person not in pool:
            return Expectation("nobody" if not known else "open", frozenset(known), ())
        known = [truth.person]
    here = [i for i in known if truth.place and _in_place(unit.people[i], truth.place)]
    if not known:
        strange = (*truth.must, frozenset({"not_in_roster", "truncated"})) if truth.strength != "proposed" else ()
        return Expectation("nobody", frozenset(), strange if not truth.place or truth.person in pool else ())
    wrong = truth.wrong_place or bool(truth.place and not here and not truth.decided)
    found = here or known
    active = [i for i in found if not unit.people[i].left]
    if len(found) > 1 and len(active) == 1:
        return Expectation("either", frozenset(active), tuple(must))
    if len(found) > 1:
        ambiguous = (
            (*must, frozenset({"ambiguous", "duplicate_person"}))
            if truth.strength == "sure" and not wrong
            else tuple(must)
        )
        return Expectation("open", frozenset(found), ambiguous)
    if unit.people[found[0]].left:
        if (
            truth.strength == "proposed"
        ):  # like the name of one who has left: nothing follows but what the spelling shows
            return Expectation(
                "open", frozenset(found), tuple(need for need in must if not need & {"lookalike", "variant"})
            )
        return Expectation("either", frozenset(found), (*must, frozenset({"not_in_roster"})))
    if wrong and truth.strength == "sure":
        must.append(frozenset({"wrong_department"}))
    verdict: Verdict = {"sure": "certain", "likely": "either", "proposed": "offer"}[truth.strength]  # type: ignore[assignment]
    if verdict == "certain" and wrong:
        verdict = "either"
    if truth.owner in pool or (verdict == "offer" and wrong):
        verdict = "open"
    if verdict == "offer" and truth.decided:
        verdict = "either"  # the number says who it is, whatever the spelling
    if verdict == "offer" and _rivals(unit, truth, pool, bool(here)) > 1:
        verdict = "open"
    return Expectation(verdict, frozenset(found), tuple(must))


def _in_place(person: Person, place: str) -> bool:
    return any(all(level in path for level in place.split("/")) for path in person.departments)


def _rivals(unit: Unit, truth: Truth, pool: frozenset[int], here: bool) -> int:
    """How many people a human could as well read out of the name as it is spelt."""
    near = 0
    for i in pool:
        person = unit.people[i]
        if truth.relation and not is_pupil(person):
            continue
        if here and not _in_place(person, truth.place):
            continue
        if i == truth.person or person.name == truth.said or _near(truth.shown, person.name):
            near += 1
    return near


def _near(shown: str, name: str) -> bool:
    if shown.endswith("…"):
        return name.startswith(shown[:-1])
    if len(shown) != len(name):
        return False
    other = [(a, b) for a, b in zip(shown, name, strict=True) if a != b]
    return len(other) == 1 and (len(name) > 2 or alike(*other[0]))


def alike(one: str, two: str) -> bool:
    """Whether two characters sound or look the same by the small tables here."""
    return two in _HEAR.get(one, "") or two in _SEE.get(one, "")


def given_name(rng: random.Random) -> str:
    """A given name: one character for one in five, a rare character for one in a hundred and fifty."""
    if rng.random() < 1 / 150:
        return rng.choice(RARE) if rng.random() < 0.5 else rng.choice(GIVEN_FIRST) + rng.choice(RARE)
    if rng.random() < 0.2:
        return rng.choice(GIVEN_ONE)
    return rng.choice(GIVEN_FIRST) + rng.choice(GIVEN_SECOND)


def full_name(rng: random.Random) -> str:
    """Surname and given name, one in forty with a compound surname."""
    return (rng.choice(COMPOUND) if rng.random() < 1 / 40 else rng.choice(SURNAMES)) + given_name(rng)


def phone_number(rng: random.Random) -> str:
    """A mobile number under a prefix that is not in use."""
    return rng.choice(("154", "163", "179")) + f"{rng.randrange(10**8):08d}"


def _paths() -> list[tuple[str, ...]]:
    paths: list[tuple[str, ...]] = []
    for outer, inner in DEPARTMENTS.items():
        for department, teams in inner.items():
            paths += [(COMPANY, outer, department, team) for team in teams] or [(COMPANY, outer, department)]
    return paths


def roster(rng: random.Random, people: int) -> tuple[Person, ...]:
    """Half a company, half a school: staff by department and team, teachers by subject, pupils by class."""
    staff, teachers = people * 11 // 20, people // 30
    names: list[str] = []
    special = [*WORD_NAMES, *MINORITY, *WESTERN]
    for i in range(people):
        roll = rng.random()
        if i < staff and special and roll < 0.06:
            names.append(special.pop(rng.randrange(len(special))))
        elif names and roll > 0.985:  # somebody else already bears it
            names.append(rng.choice(names[-60:] if rng.random() < 0.5 else names))
        else:
            names.append(full_name(rng))
    paths, rows = _paths(), []
    weight = [3 if len(path) == 3 else 2 for path in paths]
    for i, name in enumerate(names):
        number, phone = f"{i + 1:05d}", phone_number(rng)
        if i < staff:
            home = rng.choices(paths, weight)[0]
            more = (rng.choice(paths),) if rng.random() < 0.03 else ()
            post = "经理" if rng.random() < 0.05 else rng.choice(POSTS)
            rows.append(Person(name, (home, *more), post, phone, "Y" + number, "员工", rng.random() < 0.03, row=i + 1))
        elif i < staff + teachers:
            rows.append(Person(name, ((SCHOOL, rng.choice(SUBJECTS)),), "教师", phone, "J" + number, "教师", row=i + 1))
        else:
            grade = rng.randrange(len(GRADES))
            home = (GRADES[grade] + "年级", f"{GRADES[grade]}({rng.randrange(4) + 1})班")
            mother, father = full_name(rng), name[0] + given_name(rng)
            guardians = (Guardian(mother, "母亲", phone), Guardian(father, "父亲", phone_number(rng)))
            rows.append(Person(name, (home,), "", "", "20" + number, "学生", rng.random() < 0.01, guardians, row=i + 1))
    return tuple(_same_place(rng, rows))


def _same_place(rng: random.Random, rows: list[Person]) -> list[Person]:
    """Some of the same names lie in the same department or class too, as the worst lists have them."""
    seen: dict[tuple[str, str], Person] = {}
    for i, person in enumerate(rows):
        twin = seen.get((person.name, person.category))
        if twin is not None and rng.random() < 0.3:
            rows[i] = replace(person, departments=twin.departments)
        seen.setdefault((person.name, person.category), person)
    return rows


def index_names(people: tuple[Person, ...]) -> dict[str, tuple[int, ...]]:
    """Rows by name."""
    found: dict[str, list[int]] = {}
    for i, person in enumerate(people):
        found.setdefault(person.name, []).append(i)
    return {name: tuple(rows) for name, rows in found.items()}


def build(seed: int, people: int = 2000, groups: int = 40) -> Unit:
    """The unit of a seed: ``people`` on the roster, ``groups`` with members and truth."""
    from messy_groups import make_groups

    rng = random.Random(f"unit {seed} {people} {groups}")
    rows = roster(rng, people)
    by_name = index_names(rows)
    return Unit(rows, make_groups(rng, rows, by_name, groups), by_name)
