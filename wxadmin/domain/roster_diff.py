"""A roster read from a file against the people known: who is new, whose row differs, what cannot be used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, replace

from wxadmin.domain.masking import COVER, is_covered
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
    Values covered by :mod:`wxadmin.domain.masking`, as in a list of ours given out, count as blank and are told.
    """
    plain, covered = _without_covered(roster.people)
    rows, problems = _without_repeats(plain)
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
    return RosterDiff(tuple(new), tuple(changed), tuple(same), (*said, *covered, *problems))


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


def _without_covered(people: Sequence[Person]) -> tuple[Sequence[Person], list[RosterProblem]]:
    """The rows without what is covered, and one problem for all of them: who gave the list out has the real values."""
    found = [at for at, row in enumerate(people) if any(map(_is_covered, _private(row)))]
    if not found:
        return people, []
    plain = list(people)
    for at in found:
        row = people[at]
        plain[at] = replace(
            row,
            departments=tuple(path for path in row.departments if not any(map(_is_covered, path))),
            phone="" if _is_covered(row.phone) else row.phone,
            number="" if _is_covered(row.number) else row.number,
            guardians=tuple(replace(g, phone="") if _is_covered(g.phone) else g for g in row.guardians),
            extras=tuple((key, value) for key, value in row.extras if not _is_covered(value)),
        )
    what = f"{len(found)} 行里有打了星号的号码或地址，没有读入，原有内容保留；要改这些内容，请用完整号码的表"
    return plain, [RosterProblem(_where(people[found[0]]), what)]


def _private(row: Person) -> Iterator[str]:
    yield row.phone
    yield row.number
    for path in row.departments:
        yield from path
    for guardian in row.guardians:
        yield guardian.phone
    for _key, value in row.extras:
        yield value


def _is_covered(text: str) -> bool:
    # Of a number of one or two digits, or a mail box of two letters, a single one is covered.
    return COVER in text and (is_covered(text) or text.startswith(COVER) or f"{COVER}@" in text)


def _where(row: Person) -> str:
    where = f"第 {row.row} 行" if row.row else row.name
    return f"工作表“{row.sheet}” {where}" if row.sheet else where


def _without_repeats(people: Sequence[Person]) -> tuple[list[Person], list[RosterProblem]]:
    rows: list[Person] = []
    problems: list[RosterProblem] = []
    first: dict[Hashable, Person] = {}
    for row in people:
        what = (row.name, row.departments, row.post, row.phone, row.number, row.category, row.guardians, row.extras)
        earlier = first.get(what)
        if earlier is None and row.number:
            earlier = first.get(("number", row.number))
        if earlier is not None:
            same = earlier.name == row.name
            about = (
                f"与第 {earlier.row} 行重复" if same else f"编号 {row.number} 与第 {earlier.row} 行的{earlier.name}相同"
            )
            problems.append(RosterProblem(_where(row), f"{row.name}：{about}，没有导入"))
            continue
        first[what] = row
        if row.number:
            first["number", row.number] = row
        rows.append(row)
    return rows, problems
