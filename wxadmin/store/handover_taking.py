"""Taking a package in: rows are staged under new numbers unseen, then one change shows them; one undo takes them back.

What an earlier package of the same record file brought is known and stays as it is here; a person with the same number
or telephone and the same name is the one on the roster.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from typing import Any

from wxadmin.domain.errors import UserError
from wxadmin.domain.jobs import Step, quiet
from wxadmin.i18n import _
from wxadmin.store import handover_reading as reading
from wxadmin.store import handover_writing as written
from wxadmin.store import rows
from wxadmin.store.engine import IntegrityError
from wxadmin.store.handover_file import PackageFile, damaged
from wxadmin.store.handover_reading import Entry, Package
from wxadmin.store.handover_scope import Ids
from wxadmin.store.handover_tables import PERSONAL, REGULATION, SOURCES, seen, shapes
from wxadmin.store.journal import Tx
from wxadmin.store.rows import Image, Source, Value
from wxadmin.store.session import Change, Store
from wxadmin.store.staging import Stage
from wxadmin.store.tables import TABLES

_SLICE = 500
_ENTRIES = 2000
"""Leaves of the giver's ledger in one row."""


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
    for name in shapes():
        before = dict(_before(db, package.manifest.origin, name))
        mine = {theirs: ours for theirs, ours in before.items() if theirs in package.ids[name]}
        here = _present(db, name, mine.values())
        made.known[name] = {theirs: ours for theirs, ours in mine.items() if ours in here}
        made.gone[name] = {theirs for theirs, ours in mine.items() if ours not in here}
    _persons(db, package, made)
    for name in shapes():
        count = len(package.ids[name]) - len(made.known[name]) - len(made.gone[name])
        if count:
            made.new[name] = count
    papers = {row[0] for row in db.all("SELECT code FROM v_handed_paper")}
    made.beside[written.PAPERS] = len(package.codes & papers)
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


def _present(db: Source, table: str, ids: Iterable[int]) -> set[int]:
    found: set[int] = set()
    for part in Ids(ids).slices():
        sql = f'SELECT id FROM "{seen(table)}" WHERE id IN (SELECT value FROM json_each(?))'  # noqa: S608 - ours
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


class _Numbers:
    """Which number of ours a number of the giver's becomes."""

    def __init__(self, plan: Plan, package: Package, main: Stage, lists: Mapping[int, Stage]) -> None:
        self.plan, self._ids, self._lists = plan, package.ids, lists
        self.first = {name: main.reserve(name, len(package.ids[name])) for name in shapes() if plan.new.get(name)}
        self.regulations: dict[int, int] = {}
        self.groups = [self.of("grp", one[0]) for one in package.manifest.groups]

    def of(self, table: str, theirs: int) -> int | None:
        """Ours, None where it does not come."""
        if table == REGULATION:
            return self.regulations.get(theirs)
        if table == "batch":
            stage = self._lists.get(theirs)
            return None if stage is None else stage.batch
        if table not in self._ids or theirs in self.plan.gone[table]:
            return None
        if (known := self.plan.known[table].get(theirs)) is not None:
            return known
        place = self._ids[table].place(theirs)
        return None if place is None or table not in self.first else self.first[table] + place

    def mapped(self, table: str, image: Image) -> dict[str, Value] | None:
        """The row as it is written here, None when something it needs does not come."""
        shape = shapes()[table]
        made: dict[str, Value] = {}
        for column, value in image.items():
            if column == "batch" and TABLES[table].batch:
                continue
            if column == "id":
                made["id"] = self.of(table, value)
                continue
            if isinstance(value, dict):
                value = bytes.fromhex(value["hex"])
                if column == TABLES[table].subject:
                    if value in self.plan.erased:
                        return None
                    value = self.plan.subjects.get(value, value)
            elif value is not None and column in shape.links:
                ours = self.of(shape.links[column], value)
                if ours is None and (table, column) == ("revision", "group_id"):
                    # At home in a group that stays, in force in one that comes: from now on at home there.
                    ours = self.groups[0]
                if ours is None and column in shape.needed:
                    return None
                value = ours
            made[column] = value
        self._inside(table, made)
        return made

    def _inside(self, table: str, made: dict[str, Value]) -> None:
        """Numbers inside texts of JSON, and the one whose table a word names."""
        if table == "cases" and made["clause"]:
            said = json.loads(str(made["clause"]))
            if isinstance(said, dict) and isinstance(said.get("revision"), int):
                said["revision"] = self.of("revision", said["revision"])
                made["clause"] = json.dumps(said, ensure_ascii=False)
        elif table == "signing":
            said = json.loads(str(made["plan"]))
            if isinstance(said, dict) and isinstance(said.get("left_out"), list):
                said["left_out"] = [p for one in said["left_out"] if (p := self.of("person", one)) is not None]
                made["plan"] = json.dumps(said, ensure_ascii=False)
        elif table == "member_task" and made["source_id"] is not None:
            target = SOURCES.get(str(made["source"]), "")
            made["source_id"] = self.of(target, int(made["source_id"])) if target else None


def take(
    store: Store, package: Package, plan: Plan, names: Mapping[int, tuple[str, str]], label: str, day: str,
    note: Callable[[Tx, int], None], step: Step = quiet,
) -> Change[int]:  # fmt: skip
    """Bring the package in as one change; returns the id of its record in ``handover``.

    ``names`` gives groups of the giver their name here and its sort key; ``note`` is done in the same change with each
    group that came. UserError: a name is taken, or a record does
    not fit; Cancelled. Nothing is kept then.
    """
    where = package.path.name
    with ExitStack() as stack:
        main = stack.enter_context(store.stage("handover"))
        lists = {batch: stack.enter_context(store.stage("handover")) for batch in sorted(package.lists)}
        # No reader sees one state all the while: the log could not be moved into the file as long as it did.
        db = stack.enter_context(closing(store.reader()))
        with reading.opened(package.path, package.passphrase) as (file, _said):
            if file.manifest != package.text:
                raise damaged(where)
            numbers = _Numbers(plan, package, main, lists)
            taking = _Taking(db, package, file, numbers, main, lists, step)
            try:
                taking.stage()
            except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
                raise damaged(where) from error

            def work(tx: Tx) -> int:
                tx.publish(main)
                for stage in lists.values():
                    tx.publish(stage)
                handover = _Final(tx, taking, names, day).write()
                for theirs in names:
                    if (group := numbers.of("grp", theirs)) is not None:
                        note(tx, group)
                return handover

            try:
                return store.change(label, work)
            except IntegrityError as error:
                raise UserError(
                    _("包里有的记录与本机的不能放在一起（{why}）").format(why=str(error)[:80]), where=where,
                    remedy=_("什么也没有导入；请把这句话告诉移交人"),
                ) from error  # fmt: skip


class _Taking:
    """One reading of the package that stages what an import fills and keeps the rest for the change."""

    def __init__(
        self, db: Source, package: Package, file: PackageFile, numbers: _Numbers, main: Stage,
        lists: Mapping[int, Stage], step: Step,
    ) -> None:  # fmt: skip
        self._db, self.package, self.file, self.numbers, self.main = db, package, file, numbers, main
        self._lists, self._step = lists, step
        self.kept: list[tuple[str, Image]] = []
        self.regulations: dict[int, int] = {}
        """Regulations of the giver of which a version came before, and that version."""
        self._settled = set(numbers.plan.known["person"].values())
        self.came: dict[str, list[int]] = {name: [] for name in shapes()}
        self._waiting: dict[tuple[int, str], list[dict[str, Value]]] = {}
        manifest = package.manifest
        self._done, self._total = 0, manifest.size + sum(manifest.counts.values())

    def _on(self) -> None:
        self._done += 1
        if self._done % _SLICE == 0:
            self._step(min(self._done, self._total), self._total)

    def stage(self) -> None:
        """Everything that is staged: rows of imports, the giver's ledger and papers."""
        self._ledger()
        manifest = self.package.manifest
        for table, image, _salted in reading.records(self.file, manifest):
            self._on()
            theirs = image["id"]
            if theirs in self.numbers.plan.known[table] or theirs in self.numbers.plan.gone[table]:
                if table == "counter":
                    self.kept.append((table, image))
                elif table == "revision" and theirs in self.numbers.plan.known[table]:
                    self.regulations[image["regulation"]] = theirs
                continue
            if not TABLES[table].batch:
                self.kept.append((table, image))
                continue
            made = self.numbers.mapped(table, image)
            if made is None or self.here(self._db, table, made):
                self.numbers.plan.gone[table].add(theirs)
                continue
            self.came[table].append(theirs)
            self._add(self._lists.get(image["batch"], self.main), table, made)
        self._papers()
        for (_batch, table), waiting in self._waiting.items():
            self._flush(_batch, table, waiting)

    def here(self, db: Source, table: str, made: Mapping[str, Value]) -> bool:
        """Whether what the package says of a person known here is said here already."""
        person = made.get("person_id")
        if (table not in PERSONAL and table != "belonging") or person not in self._settled:
            return False
        skipped = {"id", "batch", "subject", "source", "made", "created", "note", "search", "fields"}
        return same_row(db, table, {name: value for name, value in made.items() if name not in skipped})

    def _add(self, stage: Stage, table: str, values: dict[str, Value]) -> None:
        waiting = self._waiting.setdefault((stage.batch, table), [])
        waiting.append(values)
        if len(waiting) >= _SLICE:
            self._flush(stage.batch, table, waiting)
            waiting.clear()

    def _flush(self, batch: int, table: str, waiting: list[dict[str, Value]]) -> None:
        stage = next((one for one in self._lists.values() if one.batch == batch), self.main)
        if waiting:
            stage.add(table, waiting)

    def _ledger(self) -> None:
        """The leaves some thousand a row, each body told in a row of its own, so that it can be erased."""
        leaves: list[Entry] = []
        place = 0
        for entry in reading.entries(self.file, self.package.manifest):
            self._on()
            leaves.append(entry)
            if entry.body is not None and entry.salt is not None and entry.subject not in self.numbers.plan.erased:
                subject = self.numbers.plan.subjects.get(entry.subject, entry.subject)
                self._add(
                    self.main, "handed_body",
                    {
                        "seq": entry.seq, "tbl": entry.tbl or "", "row": entry.row or 0, "salt": entry.salt,
                        "body": entry.body, "subject": subject,
                    },
                )  # fmt: skip
            if len(leaves) == _ENTRIES:
                self._add(self.main, "handed_part", {"place": place, "data": packed(leaves)})
                place, leaves = place + 1, []
        if leaves:
            self._add(self.main, "handed_part", {"place": place, "data": packed(leaves)})

    def _papers(self) -> None:
        known = {row[0] for row in self._db.all("SELECT code FROM v_handed_paper")}
        of = self.numbers.of
        for image, pdf in reading.papers(self.file, self.package.manifest):
            self._on()
            group = of("grp", image["group_id"])
            subject = bytes.fromhex(image["subject"]["hex"])
            if group is None or image["code"] in known or subject in self.numbers.plan.erased:
                continue
            values: dict[str, Value] = {
                name: image[name]
                for name in ("kind", "number", "title", "seq", "code", "digest", "pages", "missing", "issued")
            }
            for name, target in (
                ("case_id", "cases"),
                ("revision_id", "revision"),
                ("announcement_id", "announcement"),
            ):
                values[name] = None if image[name] is None else of(target, image[name])
            values |= {"group_id": group, "subject": self.numbers.plan.subjects.get(subject, subject), "pdf": pdf}
            self._add(self.main, "handed_paper", values)


class _Final:
    """What the one change writes."""

    def __init__(self, tx: Tx, taking: _Taking, names: Mapping[int, tuple[str, str]], day: str) -> None:
        self._tx, self._taking, self._names, self._day = tx, taking, names, day
        self._numbers = taking.numbers

    def write(self) -> int:
        """All of it; returns the id of the record of the handing over."""
        taking, tx = self._taking, self._tx
        self._regulations()
        self._pictures()
        states = {}
        for table, image in taking.kept:
            made = self._made(table, image)
            if made is None:
                self._numbers.plan.gone[table].add(image["id"])
                continue
            row_id = int(str(made["id"]))
            if table == "revision" and made["state"] != "draft":
                # What led to a publication is written while it is a draft.
                states[row_id] = made["state"]
                made["state"] = "draft"
            tx.restore(table, row_id, _image(made))
            taking.came[table].append(image["id"])
        for row_id, state in states.items():
            tx.update("revision", row_id, {"state": state})
        return self._record()

    def _regulations(self) -> None:
        found = self._numbers.regulations
        # A later version of a regulation that came before belongs to that one.
        for theirs, revision in self._taking.regulations.items():
            ours = self._numbers.of("revision", revision)
            found[theirs] = self._tx.value("SELECT regulation FROM revision WHERE id = ?", (ours,))
        last = int(self._tx.value("SELECT coalesce(max(regulation), 0) FROM revision"))
        for table, image in self._taking.kept:
            if table == "revision" and image["regulation"] not in found:
                last += 1
                found[image["regulation"]] = last

    def _pictures(self) -> None:
        for sha, data in reading.pictures(self._taking.file, self._taking.package.manifest):
            if self._tx.one("SELECT 1 FROM picture WHERE sha = ?", (sha,)) is None:
                self._tx.insert("picture", {"sha": sha, "data": data})

    def _made(self, table: str, image: Image) -> dict[str, Value] | None:
        made = self._numbers.mapped(table, image)
        if made is None:
            return None
        if table == "counter":
            return self._counter(made)
        if table == "grp":
            made["name"], made["name_key"] = self._names.get(image["id"], (image["name"], image["name_key"]))
            if self._tx.one("SELECT 1 FROM grp WHERE name = ?", (made["name"],)) is not None:
                raise UserError(
                    _("已经有一个群叫“{name}”").format(name=made["name"]), remedy=_("请给移交来的群另起一个名字")
                )
            return made
        if self._taking.here(self._tx, table, made):
            return None
        taken = any(
            same_row(self._tx, table, {name: made[name] for name in columns}) for columns in shapes()[table].uniques
        )
        return None if taken else made

    def _counter(self, made: dict[str, Value]) -> dict[str, Value] | None:
        """Numbers go on behind the last one that either has given."""
        group, series, year = made["group_id"], made["series"], made["year"]
        row = self._tx.one(
            "SELECT id, last FROM counter WHERE group_id = ? AND series = ? AND year = ?", (group, series, year)
        )
        if row is None:
            return made
        if int(str(made["last"])) > row["last"]:
            self._tx.update("counter", row["id"], {"last": made["last"]})
        return None

    def _record(self) -> int:
        package, tx = self._taking.package, self._tx
        manifest = package.manifest
        groups = [ours for one in manifest.groups if (ours := self._numbers.of("grp", one[0])) is not None]
        handover = tx.insert(
            "handover",
            {
                "direction": "received", "day": self._day, "giver": manifest.giver, "receiver": manifest.receiver,
                "origin": manifest.origin, "size": manifest.size, "root": manifest.root,
                "fingerprint": reading.fingerprint(manifest.key), "digest": package.digest,
                "groups": json.dumps(groups), "note": manifest.note, "paper_id": None, "manifest": package.text,
                "signature": package.signature, "key": manifest.key, "attached": self._taking.main.batch,
                "made": tx.at,
            },
        )  # fmt: skip
        for table, theirs in self._taking.came.items():
            pairs = [(one, ours) for one in sorted(theirs) if (ours := self._numbers.of(table, one)) is not None]
            self._runs(handover, table, pairs, known=0)
        self._runs(handover, "person", sorted(self._numbers.plan.same.items()), known=1)
        return handover

    def _runs(self, handover: int, table: str, pairs: list[tuple[int, int]], *, known: int) -> None:
        start = 0
        for place in range(1, len(pairs) + 1):
            if place < len(pairs) and pairs[place] == (pairs[place - 1][0] + 1, pairs[place - 1][1] + 1):
                continue
            theirs, ours = pairs[start]
            self._tx.insert(
                "handover_row",
                {
                    "handover_id": handover, "tbl": table, "theirs": theirs, "ours": ours, "count": place - start,
                    "known": known,
                },
            )  # fmt: skip
            start = place


def same_row(db: Source, table: str, values: Mapping[str, Value]) -> bool:
    """Whether a row with these values is there."""
    wanted = " AND ".join(f'"{rows.column(name)}" IS ?' for name in values)
    sql = f'SELECT 1 FROM "{seen(table)}" WHERE {wanted} LIMIT 1'  # noqa: S608 - names are checked
    return db.one(sql, tuple(values.values())) is not None


def packed(leaves: Iterable[Entry]) -> bytes:
    """Leaves without what was said of them, as they are kept."""
    lines = (
        rows.canonical([e.seq, e.change, e.at, e.kind, e.tbl, e.row, e.subject.hex(), e.commitment.hex()])
        for e in leaves
    )
    return zlib.compress("\n".join(lines).encode(), 6)


def _image(values: Mapping[str, Value]) -> Image:
    return {name: {"hex": value.hex()} if isinstance(value, bytes) else value for name, value in values.items()}
