"""One reading of a package that stages what an import fills, unseen, and keeps the rest for the change."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping

from wxadmin.domain.jobs import Step
from wxadmin.store import handover_reading as reading
from wxadmin.store import rows
from wxadmin.store.handover_file import PackageFile
from wxadmin.store.handover_numbers import Numbers, same_row
from wxadmin.store.handover_reading import Entry, Package
from wxadmin.store.handover_tables import PERSONAL, shapes
from wxadmin.store.handover_writing import PAPER
from wxadmin.store.rows import Image, Source, Value
from wxadmin.store.staging import Stage
from wxadmin.store.tables import TABLES

_SLICE = 4000
_PAPERS = 20
_TELL = 100
_ENTRIES = 2000
"""Leaves of the giver's ledger in one row."""


class Staging:
    """One reading of the package that stages what an import fills and keeps the rest for the change."""

    def __init__(
        self, db: Source, package: Package, file: PackageFile, numbers: Numbers, main: Stage,
        lists: Mapping[int, Stage], step: Step,
    ) -> None:  # fmt: skip
        self._db, self.package, self.file, self.numbers, self.main = db, package, file, numbers, main
        self._lists, self._step = lists, step
        self.kept: list[tuple[str, Image]] = []
        self.regulations: dict[int, int] = {}
        """Regulations of the giver of which a version came before, and that version."""
        self._settled = set(numbers.plan.known["person"].values())
        self.came: dict[str, list[int]] = {name: [] for name in (*shapes(), PAPER)}
        self._waiting: dict[tuple[int, str], list[dict[str, Value]]] = {}
        manifest = package.manifest
        self._done, self._total = 0, manifest.size + sum(manifest.counts.values())

    def _on(self) -> None:
        self._done += 1
        if self._done % _TELL == 0:
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
            if made is None:
                self.drop(table, image)
                continue
            if self.here(self._db, table, made):
                self.numbers.leave_out(table, theirs)
                continue
            self.came[table].append(theirs)
            self._add(self._lists.get(image["batch"], self.main), table, made)
        self._papers()
        for (_batch, table), waiting in self._waiting.items():
            self._flush(_batch, table, waiting)

    def drop(self, table: str, image: Image) -> None:
        """A record that lacks what it needs: for good where that stays out too, else until a package brings it."""
        column, shape = TABLES[table].subject, shapes()[table]
        ids = self.package.ids
        erased = column is not None and bytes.fromhex(image[column]["hex"]) in self.numbers.plan.erased
        if erased or all(image[c] in ids[t] for c, t in shape.links.items() if c in shape.needed and t in ids):
            self.numbers.leave_out(table, image["id"])
        else:
            self.numbers.plan.gone[table].add(image["id"])

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
        if len(waiting) >= (_PAPERS if table == "handed_paper" else _SLICE):
            self._flush(stage.batch, table, waiting)
            waiting.clear()

    def _flush(self, batch: int, table: str, waiting: list[dict[str, Value]]) -> None:
        stage = next((one for one in self._lists.values() if one.batch == batch), self.main)
        if waiting:
            stage.add(table, waiting, lambda _done, _total: self._step(min(self._done, self._total), self._total))

    def _ledger(self) -> None:
        """The leaves some thousand a row, each body told in a row of its own, so that it can be erased."""
        leaves: list[Entry] = []
        place = 0
        for entry in reading.entries(self.file, self.package.manifest):
            self._on()
            leaves.append(entry)
            if entry.body is not None and entry.salt is not None and self._may_be_told(entry):
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

    def _may_be_told(self, entry: Entry) -> bool:
        """Not of what was erased here: nor names of changes then, which may name whom it was about."""
        plan = self.numbers.plan
        if not plan.erased:
            return True
        named = entry.tbl is not None and entry.tbl != "change" and entry.subject not in plan.erased
        return named and entry.row not in plan.gone.get(entry.tbl or "", ())

    def _papers(self) -> None:
        of, plan = self.numbers.of, self.numbers.plan
        for image, pdf in reading.papers(self.file, self.package.manifest):
            self._on()
            theirs = image["id"]
            if theirs in plan.known[PAPER] or theirs in plan.gone[PAPER]:
                continue
            group = of("grp", image["group_id"])
            subject = bytes.fromhex(image["subject"]["hex"])
            if group is None or subject in plan.erased:
                self.numbers.leave_out(PAPER, theirs)
                continue
            self.came[PAPER].append(theirs)
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
            values |= {
                "id": of(PAPER, theirs),
                "group_id": group,
                "subject": plan.subjects.get(subject, subject),
                "pdf": pdf,
            }
            self._add(self.main, "handed_paper", values)


def packed(leaves: Iterable[Entry]) -> bytes:
    """Leaves without what was said of them, as they are kept."""
    lines = (
        rows.canonical([e.seq, e.change, e.at, e.kind, e.tbl, e.row, e.subject.hex(), e.commitment.hex()])
        for e in leaves
    )
    return zlib.compress("\n".join(lines).encode(), 6)
