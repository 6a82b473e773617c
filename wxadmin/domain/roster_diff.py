"""A roster read from a file against the people known: who is new, whose row differs, what cannot be used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace

from wxadmin.domain.people import Person, Roster, RosterProblem

FIELDS = ("name", "departments", "post", "phone", "number", "category", "left", "guardians", "note", "extras")
"""What an import may change of a person."""


@dataclass(frozen=True, slots=True)
class RosterDiff:
    """``changed`` are (id, merged person, names of fields that differ); ``same`` the ids of those found unchanged."""

    new: tuple[Person, ...]
    changed: tuple[tuple[int, Person, tuple[str, ...]], ...]
    same: tuple[int, ...]
    problems: tuple[RosterProblem, ...]


def _by_everything(person: Person) -> Hashable:
    return (
        person.name, person.departments, person.post, person.phone, person.number, person.category, person.left,
        person.guardians, person.note, person.extras,
    )  # fmt: skip


def _by_number(person: Person) -> Hashable:
    return person.number or None


def _by_account(person: Person) -> Hashable:
    return _extra(person, "account") or None


def _by_phone(person: Person) -> Hashable:
    return (person.name, person.phone) if person.phone else None


def _by_wechat(person: Person) -> Hashable:
    wechat = _extra(person, "wechat")
    return (person.name, wechat) if wechat else None


def _by_department(person: Person) -> Hashable:
    return (person.name, person.department) if person.department else None


def _by_name(person: Person) -> Hashable:
    return person.name or None


def _extra(person: Person, key: str) -> str:
    for name, value in person.extras:
        if name == key:
            return value
    return ""


# From certain to likely; a bare name counts only where one person on each side has it.
_SIGNS: tuple[Callable[[Person], Hashable], ...] = (
    _by_everything, _by_number, _by_account, _by_phone, _by_wechat, _by_department, _by_name,
)  # fmt: skip


def compare(
    known: Sequence[tuple[int, Person]], roster: Roster, former: Sequence[tuple[int, Person]] = ()
) -> RosterDiff:
    """Match every row of the roster to at most one person known.

    Blank cells of the file take nothing away. Rows that repeat an earlier row are problems, not people. ``former`` are
    rows merged into the person of that id: a list that still has them brings nobody in again and changes nothing.
    """
    rows, problems = _without_repeats(roster)
    found = _matched([*known, *former], rows, len(known))
    new, changed, same = [], [], []
    for row, at in zip(rows, found, strict=True):
        if at is None:
            new.append(row)
            continue
        if at >= len(known):
            same.append(former[at - len(known)][0])
            continue
        person_id, before = known[at]
        after = merge(before, row, roster)
        fields = tuple(f for f in FIELDS if getattr(before, f) != getattr(after, f))
        if fields:
            changed.append((person_id, after, fields))
        else:
            same.append(person_id)
    mentioned = {person_id for person_id, _after, _fields in changed}
    same = [person_id for person_id in dict.fromkeys(same) if person_id not in mentioned]
    # Of two rows with one number only the first is taken: that is said here, with what becomes of the second.
    said = tuple(problem for problem in roster.problems if problem.kind != "number")
    return RosterDiff(tuple(new), tuple(changed), tuple(same), (*said, *problems))


def _matched(known: Sequence[tuple[int, Person]], rows: Sequence[Person], present: int) -> list[int | None]:
    """For each row the place of the person known whom it is, None for none; places from ``present`` on are former."""
    matched: list[int | None] = [None] * len(rows)
    if not known:
        return matched
    open_rows = list(range(len(rows)))
    taken: set[int] = set()
    for sign in _SIGNS:
        mine = Counter(value for i in open_rows if (value := sign(rows[i])) is not None)
        theirs: dict[Hashable, list[int]] = {}
        for at, (_id, person) in enumerate(known):
            if at not in taken and (value := sign(person)) is not None and value in mine:
                theirs.setdefault(value, []).append(at)
        still = []
        for i in open_rows:
            value = sign(rows[i])
            found = theirs.get(value, []) if value is not None else []
            if found and mine[value] == 1 and len({known[at][0] for at in found}) == 1 and found[0] not in taken:
                at = found[0]
                if _agree(known[at][1], rows[i]):
                    matched[i] = at
                    if at < present:
                        taken.add(at)
                    continue
            still.append(i)
        open_rows = still
    return matched


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
        extras=_both(before.extras, row.extras),
    )


def _both(before: tuple[tuple[str, str], ...], row: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return tuple((dict(before) | dict(row)).items()) if row else before


def _agree(known: Person, row: Person) -> bool:
    """Nothing says that these are two people."""
    if known.number and row.number:
        return known.number == row.number
    accounts = _extra(known, "account"), _extra(row, "account")
    if all(accounts):
        return accounts[0] == accounts[1]
    return known.name == row.name


def _without_repeats(roster: Roster) -> tuple[list[Person], list[RosterProblem]]:
    rows: list[Person] = []
    problems: list[RosterProblem] = []
    first: dict[Hashable, Person] = {}
    for row in roster.people:
        what = (row.name, row.departments, row.post, row.phone, row.number, row.category, row.guardians, row.extras)
        earlier = first.get(what)
        if earlier is None and row.number:
            earlier = first.get(("number", row.number))
        if earlier is not None:
            where = f"第 {row.row} 行" if row.row else row.name
            if row.sheet:
                where = f"工作表“{row.sheet}” {where}"
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
