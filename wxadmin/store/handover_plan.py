"""What of a package is here already, and what would come.

What an earlier package of the same record file brought is known and stays as it is here; a person with the same number
or telephone and the same name is the one on the roster.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from wxadmin.store import handover_writing as written
from wxadmin.store.handover_reading import Package
from wxadmin.store.handover_scope import Ids
from wxadmin.store.handover_tables import seen, shapes
from wxadmin.store.rows import Image, Source


@dataclass(slots=True)
class Plan:
    """What would come in.

    By table: ``known`` numbers of the giver → ours, ``gone`` what came before and was deleted or erased here, ``new``
    how many come. ``same`` and ``alike`` are the giver's persons (id → ours) who are one on the roster, and those who
    only have the name of one. ``subjects`` the giver's → ours; ``erased`` the giver's whose data went here.
    ``beside`` counts papers and pictures known, ``same_name`` are the names of the groups here.
    """

    known: dict[str, dict[int, int]] = field(default_factory=dict)
    gone: dict[str, set[int]] = field(default_factory=dict)
    new: dict[str, int] = field(default_factory=dict)
    same: dict[int, int] = field(default_factory=dict)
    alike: dict[int, int] = field(default_factory=dict)
    subjects: dict[bytes, bytes] = field(default_factory=dict)
    erased: set[bytes] = field(default_factory=set)
    beside: dict[str, int] = field(default_factory=dict)
    same_name: frozenset[str] = frozenset()

    @property
    def empty(self) -> bool:
        """Whether nothing would come."""
        return not any(self.new.values())


def plan(db: Source, package: Package) -> Plan:
    """What of the package is here, and what would come."""
    made = Plan(subjects=dict(package.manifest.merged))
    for name in (*shapes(), written.PAPER):
        before = dict(_before(db, package.manifest.origin, name))
        mine = {theirs: ours for theirs, ours in before.items() if theirs in package.ids[name]}
        here = _present(db, seen("handed_paper" if name == written.PAPER else name), mine.values())
        made.known[name] = {theirs: ours for theirs, ours in mine.items() if ours in here}
        made.gone[name] = {theirs for theirs, ours in mine.items() if ours not in here}
    _persons(db, package, made)
    for name in (*shapes(), written.PAPER):
        count = len(package.ids[name]) - len(made.known[name]) - len(made.gone[name])
        if count:
            made.new[name] = count
    made.beside[written.PAPERS] = len(made.known[written.PAPER])
    made.beside[written.PICTURES] = sum(
        db.one("SELECT 1 FROM picture WHERE sha = ?", (sha,)) is not None for sha in package.shas
    )
    made.same_name = frozenset(row[0] for row in db.all("SELECT name FROM grp"))
    return made


def _before(db: Source, origin: bytes, table: str) -> Iterator[tuple[int, int]]:
    for theirs, ours, count in db.all(
        "SELECT r.theirs, r.ours, r.count FROM handover_row r JOIN handover h ON h.id = r.handover_id"
        " WHERE h.direction = 'received' AND h.origin = ? AND r.tbl = ? ORDER BY r.id",
        (origin, table),
    ):
        yield from zip(range(theirs, theirs + count), range(ours, ours + count), strict=True)


def _present(db: Source, view: str, ids: Iterable[int]) -> set[int]:
    found: set[int] = set()
    for part in Ids(ids).slices():
        sql = f'SELECT id FROM "{view}" WHERE id IN (SELECT value FROM json_each(?))'  # noqa: S608 - ours
        found |= {row[0] for row in db.all(sql, (json.dumps(part),))}
    return found


def _persons(db: Source, package: Package, made: Plan) -> None:
    """Who of the package is on the roster, and who was erased here."""
    erased = {bytes(row[0]) for row in db.all("SELECT person FROM erasure")}
    by_name: dict[str, list[Any]] = {}
    for row in db.all("SELECT id, name, number, phone, subject FROM v_person"):
        by_name.setdefault(row["name"], []).append(row)
    subjects = {row["id"]: bytes(row["subject"]) for found in by_name.values() for row in found}
    given = set(made.known["person"].values())
    for image in package.people:
        theirs, subject = image["id"], bytes.fromhex(image["subject"]["hex"])
        if theirs in made.gone["person"] or subject in erased:
            made.gone["person"].add(theirs)
            made.erased.add(subject)
            continue
        ours = made.known["person"].get(theirs)
        if ours is None:
            found = [row for row in by_name.get(image["name"], ()) if row["id"] not in given]
            sure = [row for row in found if _same(row, image)]
            if len(sure) == 1:
                ours = sure[0]["id"]
                given.add(ours)
                made.known["person"][theirs] = made.same[theirs] = ours
            elif found:
                made.alike[theirs] = found[0]["id"]
        if ours is not None:
            made.subjects[subject] = subjects[ours]
    for old, kept in package.manifest.merged.items():
        made.subjects[old] = made.subjects.get(kept, kept)


def _same(row: Any, image: Image) -> bool:
    """Of one name: the same number, or the same telephone where not both have a number."""
    if row["number"] and image["number"]:
        return bool(row["number"] == image["number"])
    return bool(row["phone"] and row["phone"] == image["phone"])
