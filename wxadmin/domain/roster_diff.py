"""A roster read from a file against the people known: who is new, whose row differs, what cannot be used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace

from wxadmin.domain.people import Person, Roster, RosterProblem

FIELDS = ("name", "departments", "post", "phone", "number", "category", "left", "guardians", "note")
"""What an import may change of a person."""


@dataclass(frozen=True, slots=True)
class RosterDiff:
    """``changed`` are (id, merged person, names of fields that differ); ``same`` the ids of those found unchanged."""

    new: tuple[Person, ...]
    changed: tuple[tuple[int, Person, tuple[str, ...]], ...]
    same: tuple[int, ...]
    problems: tuple[RosterProblem, ...]


def _by_everything(person: Person) -> Hashable:
    return replace(person, row=0)


def _by_number(person: Person) -> Hashable:
    return person.number or None


def _by_phone(person: Person) -> Hashable:
    return (person.name, person.phone) if person.phone else None


def _by_department(person: Person) -> Hashable:
    return (person.name, person.department) if person.department else None


def _by_name(person: Person) -> Hashable:
    return person.name or None


# From certain to likely; a bare name counts only where one person on each side has it.
_SIGNS: tuple[Callable[[Person], Hashable], ...] = (_by_everything, _by_number, _by_phone, _by_department, _by_name)


def compare(known: Sequence[tuple[int, Person]], roster: Roster) -> RosterDiff:
    """Match every row of the roster to at most one person known.

    Blank cells of the file take nothing away. Rows that repeat an earlier row are problems, not people.
    """
    rows, problems = _without_repeats(roster)
    matched: dict[int, int] = {}
    taken: set[int] = set()
    for sign in _SIGNS:
        mine = Counter(sign(row) for i, row in enumerate(rows) if i not in matched)
        theirs: dict[Hashable, list[int]] = {}
        for at, (_id, person) in enumerate(known):
            if at not in taken and sign(person) is not None:
                theirs.setdefault(sign(person), []).append(at)
        for i, row in enumerate(rows):
            value = sign(row)
            found = theirs.get(value, [])
            if i in matched or value is None or len(found) != 1 or mine[value] != 1:
                continue
            if _agree(known[found[0]][1], row):
                matched[i] = found[0]
                taken.add(found[0])
    new, changed, same = [], [], []
    for i, row in enumerate(rows):
        if i not in matched:
            new.append(row)
            continue
        person_id, before = known[matched[i]]
        after = merge(before, row, roster)
        fields = tuple(f for f in FIELDS if getattr(before, f) != getattr(after, f))
        if fields:
            changed.append((person_id, after, fields))
        else:
            same.append(person_id)
    return RosterDiff(tuple(new), tuple(changed), tuple(same), (*roster.problems, *problems))


def merge(before: Person, row: Person, roster: Roster) -> Person:
    """What is known of a person after an import of this row."""
    speaks_of_leaving = row.left or any(name == "status" for name, _cell in roster.columns)
    return replace(
        before,
        name=row.name or before.name,
        departments=row.departments or before.departments,
        post=row.post or before.post,
        phone=row.phone or before.phone,
        number=row.number or before.number,
        category=row.category or before.category,
        left=row.left if speaks_of_leaving else before.left,
        guardians=row.guardians or before.guardians,
        note=row.note or before.note,
    )


def _agree(known: Person, row: Person) -> bool:
    """Nothing says that these are two people."""
    if known.number and row.number:
        return known.number == row.number
    return known.name == row.name


def _without_repeats(roster: Roster) -> tuple[list[Person], list[RosterProblem]]:
    rows: list[Person] = []
    problems: list[RosterProblem] = []
    first: dict[Hashable, Person] = {}
    for row in roster.people:
        what = replace(row, row=0, note="")
        earlier = first.get(what)
        if earlier is None and row.number:
            earlier = first.get(("number", row.number))
        if earlier is not None:
            where = f"第 {row.row} 行" if row.row else row.name
            same = earlier.name == row.name
            about = (
                f"与第 {earlier.row} 行重复" if same else f"编号 {row.number} 与第 {earlier.row} 行的{earlier.name}相同"
            )
            problems.append(RosterProblem(where, f"{row.name}：{about}，没有导入"))
            continue
        first[what] = row
        if row.number:
            first["number", row.number] = row
        rows.append(row)
    return rows, problems
