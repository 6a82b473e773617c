"""Which records go with some groups: the groups, what happened in them, the people it is about, their regulations."""

from __future__ import annotations

import json
from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from wxadmin.store.attachments import NAMING
from wxadmin.store.engine import Row
from wxadmin.store.handover_tables import FIRST, PERSONAL, REGULATION, Shape, seen, shapes
from wxadmin.store.rows import Source
from wxadmin.store.tables import TABLES

SLICE = 400
_AMONG = " IN (SELECT value FROM json_each(?))"
_INSIDE = "IN (SELECT value FROM json_each(?1))"


class Ids:
    """Sorted ids of one table, eight bytes each."""

    def __init__(self, ids: Iterable[int] = ()) -> None:
        self._ids = array("q", sorted(set(ids)))

    def __contains__(self, wanted: int) -> bool:
        place = self.place(wanted)
        return place is not None

    def __iter__(self) -> Iterator[int]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)

    def place(self, wanted: int) -> int | None:
        """Where an id stands among them, None if it does not."""
        at = bisect_left(self._ids, wanted)
        return at if at < len(self._ids) and self._ids[at] == wanted else None

    def slices(self) -> Iterator[Sequence[int]]:
        """The ids some hundred at a time."""
        for start in range(0, len(self._ids), SLICE):
            yield self._ids[start : start + SLICE].tolist()


@dataclass(slots=True)
class Scope:
    """What goes: ids by table; ``papers`` of the groups, ``pictures`` by digest, ``merged`` subject → subject kept.

    ``left`` counts by table what belongs to the groups and stays behind.
    """

    groups: tuple[int, ...]
    ids: dict[str, Ids] = field(default_factory=dict)
    papers: Ids = field(default_factory=Ids)
    pictures: tuple[str, ...] = ()
    merged: dict[bytes, bytes] = field(default_factory=dict)
    batches: Ids = field(default_factory=Ids)
    left: dict[str, int] = field(default_factory=dict)

    def holds(self, table: str, row: int) -> bool:
        """Whether a record goes."""
        found = self.ids.get(table)
        return found is not None and row in found


def find(db: Source, groups: Collection[int]) -> Scope:
    """Everything that goes with the groups."""
    scope = Scope(tuple(sorted(groups)))
    marks = json.dumps(scope.groups)
    known = shapes()
    scope.ids["grp"] = Ids(scope.groups)
    scope.ids["revision"] = _revisions(db, marks)
    others = [name for name in known if name not in FIRST and name not in PERSONAL]
    # What has a group of its own first: the rest is part of it.
    for name in sorted(others, key=lambda n: "group_id" not in known[n].links):
        scope.ids[name] = _belonging_to(db, name, known[name], scope)
    _people(db, scope)
    for name in known:
        if name in PERSONAL:
            scope.ids[name] = _of_people(db, name, known[name], scope)
    scope.papers = _papers(db, marks)
    scope.pictures = tuple(
        sorted(
            {
                row[0]
                for table in NAMING
                for part in scope.ids[table].slices()
                for row in among(db, f"SELECT picture FROM {table} WHERE picture IS NOT NULL AND id", part)  # noqa: S608
            }
        )
    )
    scope.batches = Ids(
        row[0]
        for name in known
        if TABLES[name].batch
        for part in scope.ids[name].slices()
        for row in among(db, f"SELECT DISTINCT batch FROM {name} WHERE batch IS NOT NULL AND id", part)  # noqa: S608
    )
    _left(db, marks, scope)
    return scope


def among(db: Source, sql: str, ids: Sequence[int]) -> list[Row]:
    """Rows of a query that ends in a column, for these ids."""
    return db.all(sql + _AMONG, (json.dumps(ids),))


def _revisions(db: Source, marks: str) -> Ids:
    """Every version of each regulation that is at home or in force in the groups, or that something there refers to."""
    parts = [f"SELECT regulation FROM revision WHERE group_id {_INSIDE}"]  # noqa: S608 - tables of ours
    for name, shape in shapes().items():
        if "group_id" not in shape.links or name == "revision":
            continue
        if shape.links.get("regulation") == REGULATION:
            parts.append(f"SELECT regulation FROM {name} WHERE group_id {_INSIDE}")  # noqa: S608 - tables of ours
        if "revision_id" in shape.links:
            joined = f"FROM {name} t JOIN revision r ON r.id = t.revision_id"
            parts.append(f"SELECT r.regulation {joined} WHERE t.group_id {_INSIDE}")
    found = db.all(f"SELECT id FROM revision WHERE regulation IN ({' UNION '.join(parts)})", (marks,))  # noqa: S608
    return Ids(row[0] for row in found)


def _belonging_to(db: Source, name: str, shape: Shape, scope: Scope) -> Ids:
    """Rows of a table by their group, else by the record they are part of."""
    wanted: dict[str, Ids] = {}
    if "group_id" in shape.links:
        wanted["group_id"] = Ids(scope.groups)
    elif "roll" in shape.links:
        parts = scope.ids["signing"].slices()
        wanted["roll"] = Ids(row[0] for part in parts for row in among(db, "SELECT roll FROM signing WHERE id", part))
    else:
        # Of a record with several owners, as an attachment, each row has one.
        owners = {column for column, target in shape.links.items() if target in scope.ids}
        wanted |= {column: scope.ids[shape.links[column]] for column in owners & shape.keys or owners}
    found: set[int] = set()
    for column, ids in wanted.items():
        for part in ids.slices():
            found |= {row[0] for row in among(db, f"SELECT id FROM {seen(name)} WHERE {column}", part)}  # noqa: S608
    return Ids(found)


def _people(db: Source, scope: Scope) -> None:
    """Whom the rows are about, as far as the roster has them; the persons that others were merged into."""
    ids: set[int] = set()
    subjects: set[bytes] = set()
    for name, shape in shapes().items():
        if name not in scope.ids:
            continue
        columns = [c for c in shape.links if shape.links[c] == "person"]
        subject = TABLES[name].subject
        for part in scope.ids[name].slices():
            for column in columns:
                ids |= {r[0] for r in among(db, f"SELECT DISTINCT {column} FROM {name} WHERE id", part) if r[0]}  # noqa: S608
            if subject is not None:
                rows = among(db, f"SELECT DISTINCT {subject} FROM {name} WHERE id", part)  # noqa: S608
                subjects |= {bytes(row[0]) for row in rows if row[0]}
    ids |= {row[0] for row in db.all("SELECT id, subject FROM person") if bytes(row[1]) in subjects}
    into = {row[0]: row[1] for row in db.all("SELECT person_id, into_id FROM person_merge")}
    kept: set[int] = set()
    for one in ids:
        last = one
        while last in into:
            last = into[last]
        kept.add(last)
    named = {row[0]: bytes(row[1]) for row in db.all("SELECT id, subject FROM person")} if into else {}
    for one in into:
        last = one
        while last in into:
            last = into[last]
        if last in kept and one in named and last in named:
            scope.merged[named[one]] = named[last]
    present: set[int] = set()
    for part in Ids(kept).slices():
        present |= {row[0] for row in among(db, "SELECT id FROM v_person WHERE id", part)}
    scope.ids["person"] = Ids(present)


def _of_people(db: Source, name: str, shape: Shape, scope: Scope) -> Ids:
    """Rows about the people alone: everybody they name goes, and so does the group they name, if any."""
    parents = {c: scope.ids[t] for c, t in shape.links.items() if t in scope.ids and c != "group_id"}
    first = next(iter(sorted(shape.keys & parents.keys()) or sorted(c for c in parents if c in shape.needed)))
    found = []
    for part in parents[first].slices():
        for row in among(db, f"SELECT * FROM {seen(name)} WHERE {first}", part):  # noqa: S608 - a table of ours
            others = all(row[c] is None or row[c] in ids for c, ids in parents.items())
            at_home = "group_id" not in shape.links or row["group_id"] in (None, *scope.groups)
            if others and at_home:
                found.append(row["id"])
    return Ids(found)


def _papers(db: Source, marks: str) -> Ids:
    """Papers issued for the groups; one for the whole unit names people of others and stays."""
    sql = "SELECT id FROM paper WHERE group_id IN (SELECT value FROM json_each(?))"
    return Ids(row[0] for row in db.all(sql, (marks,)))


def _left(db: Source, marks: str, scope: Scope) -> None:
    for table, joined in (
        ("draft_text", "draft_text d JOIN revision g ON g.id = d.revision_id"),
        ("signing_sheet", "signing_sheet s JOIN signing g ON g.id = s.signing_id"),
        ("handed_paper", "v_handed_paper g"),
    ):
        sql = f"SELECT count(*) FROM {joined} WHERE g.group_id {_INSIDE}"  # noqa: S608 - as above
        row = db.one(sql, (marks,))
        if row is not None and row[0]:
            scope.left[table] = row[0]
