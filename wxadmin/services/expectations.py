"""应加人员: who should be in a group by rule (departments, categories), beside those listed by name."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from wxadmin.domain.errors import UserError
from wxadmin.domain.people import Person
from wxadmin.i18n import _, on_paper
from wxadmin.services import group_acts, groups, people, spelling
from wxadmin.services.records import Change, Store
from wxadmin.store import groups as stored
from wxadmin.store import people as stored_people
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Expectation:
    """Everybody of these departments (paths, with all below them) who is of one of these categories; ``()`` says all.

    A person fits a group when one of its expectations is met.
    """

    departments: tuple[Path, ...] = ()
    categories: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Department:
    """A department of the roster with how many people it and all below it have."""

    path: Path
    people: int


@dataclass(frozen=True, slots=True)
class Difference:
    """By rule against by name: ``missing`` should be listed and are not, ``beyond`` are listed without fitting.

    Each is (person id, person), by department and name. ``fitting`` counts those listed who fit.
    """

    missing: tuple[tuple[int, Person], ...]
    beyond: tuple[tuple[int, Person], ...]
    fitting: int


def of_group(db: Source, group: int) -> tuple[Expectation, ...]:
    """The rules of a group; empty where people are listed by name alone."""
    return tuple(
        Expectation(
            tuple(tuple(p) for p in json.loads(r["departments"])), tuple(json.loads(r["categories"])), r["note"]
        )
        for r in stored.expectations(db, group)
    )


def read(store: Store, group: int) -> tuple[Expectation, ...]:
    """The same for a page."""
    with store.read() as db:
        return of_group(db, group)


def save(store: Store, group: int, rules: Sequence[Expectation]) -> Change[int]:
    """Puts these rules in place of those there are and lists who fits them; nobody is taken off the list by that.

    UserError for a rule that says nothing at all (neither department nor category) beside others.
    """
    wanted = tuple(dict.fromkeys(rules))
    if len(wanted) > 1 and any(not rule.departments and not rule.categories for rule in wanted):
        raise UserError(_("有一条没有选部门和类别，等于所有人都应加"), remedy=_("请选上部门或类别，或只留这一条"))
    name = groups.get(store, group).name
    with store.read() as db:
        rows = _joining(db, group, tuple(Staff.of(db).fitting(wanted)) if wanted else ())

    def work(tx: Tx) -> int:
        before = of_group(tx, group)
        if wanted == before and not rows:
            return group
        if rows:
            tx.publish(stage)
        if wanted == before:
            return group
        for row in stored.expectations(tx, group):
            tx.delete("expectation", row["id"])
        for rule in wanted:
            departments = json.dumps(rule.departments, ensure_ascii=False)
            categories = json.dumps(rule.categories, ensure_ascii=False)
            tx.insert(
                "expectation",
                {"group_id": group, "departments": departments, "categories": categories, "note": rule.note.strip()},
            )
        group_acts.write(tx, group, "expected", "；".join(map(in_words, wanted)) or on_paper(_("不按部门和类别")))
        return group

    label = _("应加人员 {} 加 {} 移 {}").format(name, len(rows), 0) if rows else _("应加人员 {}").format(name)
    with store.stage("belonging") as stage:
        stage.add("belonging", rows)
        return store.change(label, work)


def in_words(rule: Expectation) -> str:
    """``总部/销售部、三（2）班 的 正式、教师``, in Chinese on any screen: it is kept with the act."""
    where = "、".join("/".join(path) for path in rule.departments) or on_paper(_("全单位"))
    return f"{where} 的 {'、'.join(rule.categories)}" if rule.categories else where


@dataclass(frozen=True, slots=True)
class Staff:
    """Everybody on the roster who has not left, by (departments as stored, category): a few hundred heaps at most."""

    heaps: Mapping[tuple[str, str], tuple[int, ...]]

    @staticmethod
    def of(db: Source) -> Staff:
        """Read it: one pass over the roster, for any number of groups."""
        heaps: dict[tuple[str, str], list[int]] = {}
        for row in stored.roster_rows(db):
            heaps.setdefault((row["departments"], row["category"]), []).append(row["id"])
        return Staff({key: tuple(ids) for key, ids in heaps.items()})

    def fitting(self, rules: Sequence[Expectation]) -> Iterator[int]:
        """The ids of those who meet one of the rules."""
        for (departments, category), ids in self.heaps.items():
            if any(_meets(rule, departments, category) for rule in rules):
                yield from ids


def expected(db: Source, group: int, staff: Staff | None = None) -> tuple[int, ...]:
    """Ids of those who should be in a group by rule but are not listed for it yet; those who left are not.

    ``staff`` saves reading the roster again for each of many groups.
    """
    rules = of_group(db, group)
    if not rules:
        return ()
    listed = stored_people.belonging(db, group)
    return tuple(i for i in (staff or Staff.of(db)).fitting(rules) if i not in listed)


def listed_count(db: Source, group: int) -> int:
    """How many who have not left are listed for a group."""
    return stored.belonging_count(db, group)


def difference(store: Store, group: int) -> Difference:
    """Who is missing by rule and who is listed without fitting; both empty where the group has no rule."""
    with store.read() as db:
        rules = of_group(db, group)
        if not rules:
            return Difference((), (), 0)
        fitting = set(Staff.of(db).fitting(rules))
        listed = stored_people.belonging(db, group)
        beyond = [row for row in _people(db, listed - fitting) if not row[1].left]
        return Difference(_people(db, fitting - listed), tuple(beyond), len(fitting & listed))


def adjust(store: Store, group: int, wanted: Collection[int], unwanted: Collection[int] = ()) -> Change[int]:
    """Lists some people for a group and takes others off its list, in one undoable change.

    The value is how many came and went. UserError when that changes nothing.
    """
    return _adjust(store, {group: tuple(wanted)}, {group: tuple(unwanted)}, groups.get(store, group).name)


def take_in_all(store: Store, chosen: Sequence[int]) -> Change[int]:
    """Everybody missing by rule is listed for each of these groups, in one undoable change; the value is how many.

    Dissolved groups are left as they are. UserError when nobody is missing.
    """
    known = {one.id: one for one in groups.every(store)}
    with store.read() as db:
        staff = Staff.of(db)
        wanted = {g: expected(db, g, staff) for g in chosen if g in known and known[g].state != "dissolved"}
    return _adjust(store, wanted, {}, _("{n} 个群").format(n=sum(bool(ids) for ids in wanted.values())))


def _joining(db: Source, group: int, ids: Sequence[int]) -> list[dict[str, int | bytes]]:
    """Rows that list those of these people for a group who are not listed yet."""
    listed = stored_people.belonging(db, group)
    new = [i for i in dict.fromkeys(ids) if i not in listed]
    return [{"person_id": r["id"], "group_id": group, "subject": r["subject"]} for r in stored_people.page(db, new)]


def _adjust(
    store: Store, wanted: Mapping[int, Sequence[int]], unwanted: Mapping[int, Sequence[int]], name: str
) -> Change[int]:
    rows: list[dict[str, int | bytes]] = []
    with store.read() as db:
        for group, ids in wanted.items():
            rows += _joining(db, group, ids)
        going = [
            row
            for group, ids in unwanted.items()
            for person in dict.fromkeys(ids)
            for row in stored_people.belongings(db, person, group)
        ]
    if not rows and not going:
        raise UserError(_("名单没有变：没有要加入或移出的人"), remedy=_("请先选人；已在名单里的不会重复加入"))
    label = _("应加人员 {} 加 {} 移 {}").format(name, len(rows), len(going))
    if not rows:
        return store.change(label, lambda tx: _let_go(tx, going))
    # Staged like an import: hundreds of people in many groups must not hold up other writers.
    with store.stage("belonging") as stage:
        stage.add("belonging", rows)

        def work(tx: Tx) -> int:
            tx.publish(stage)
            return len(rows) + _let_go(tx, going)

        return store.change(label, work)


def _let_go(tx: Tx, going: Sequence[int]) -> int:
    there = [row for row in going if tx.image("belonging", row) is not None]
    for row in there:
        tx.delete("belonging", row)
    return len(there)


def departments(store: Store) -> tuple[Department, ...]:
    """All departments of the roster, each after the one above it, in natural order."""
    counts: dict[Path, int] = {}
    with store.read() as db:
        for row in stored.department_counts(db):
            above = {path[:level] for path in _paths(row["departments"]) for level in range(1, len(path) + 1)}
            for path in above:
                counts[path] = counts.get(path, 0) + row["people"]
    ordered = sorted(counts, key=lambda path: tuple(spelling.key(level) for level in path))
    return tuple(Department(path, counts[path]) for path in ordered)


def _meets(rule: Expectation, departments: str, category: str) -> bool:
    if rule.categories and category not in rule.categories:
        return False
    return not rule.departments or _below(departments, rule.departments)


@lru_cache(maxsize=4096)
def _below(written: str, wanted: tuple[Path, ...]) -> bool:
    """Whether one of the departments as stored is one of those wanted or below it."""
    return any(path[: len(one)] == one for path in _paths(written) for one in wanted)


@lru_cache(maxsize=4096)
def _paths(written: str) -> tuple[Path, ...]:
    return tuple(tuple(path) for path in json.loads(written) if path)


def _people(db: Source, ids: Collection[int]) -> tuple[tuple[int, Person], ...]:
    rows = stored_people.page(db, list(ids))
    rows.sort(key=lambda row: (row["department_key"], row["name_key"], row["id"]))
    return tuple((row["id"], people.person_of(row)) for row in rows)
