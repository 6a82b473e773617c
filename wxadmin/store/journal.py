"""What a change may do: write records, each with a before and after image and a leaf, and read what is there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from wxadmin.domain.errors import UserError
from wxadmin.i18n import _, on_paper
from wxadmin.store import ledger as log
from wxadmin.store import rows
from wxadmin.store.engine import Connection, IntegrityError, Row
from wxadmin.store.gate import Gate
from wxadmin.store.ledger import LeafRef, Ledger
from wxadmin.store.rows import Image, Value
from wxadmin.store.staging import PUBLISHED, STAGED, WITHDRAWN, Stage
from wxadmin.store.tables import Table

PLAIN, FINAL, UNDO, ERASURE = "change", "final", "undo", "erasure"
"""Kinds of heads: an ordinary change, one that issued something, one that takes another back, one that erases."""

ERASED = "erased"
"""Kind of the entry, inside an erasure, whose body says what went: ``{"bodies": [[first, last]…], "rows": [[batch,
place]…]}``, the numbers of entries whose bodies and the imported rows whose salts are gone."""

_OWN_KINDS = {PLAIN, FINAL, UNDO, ERASURE, ERASED, "row", "batch"}


class Tx:
    """One running change, on the writer thread, inside ``BEGIN IMMEDIATE``. Useless once the change has ended."""

    def __init__(
        self, connection: Connection, ledger: Ledger, gate: Gate, *,
        label: str, at: str, actor: str, kind: str = PLAIN, target: int | None = None,
    ) -> None:  # fmt: skip
        self._connection = connection
        self._ledger = ledger
        self._gate = gate
        self._label = label
        self._actor = actor
        self._kind = kind
        self._target = target
        self._open = True
        self.at = at
        """RFC 3339 time of the change; use it as the time of what the change writes."""
        self.id = 0
        """Number of the change; 0 as long as nothing journalled was written."""
        self.tables: set[str] = set()

    def all(self, sql: str, params: Sequence[Value] | Mapping[str, Value] = ()) -> list[Row]:
        """Rows of a query as the change sees them. Anything but reading is refused."""
        self._check_open()
        if not sql.lstrip().upper().startswith(("SELECT", "WITH", "VALUES")):
            raise ValueError("a change writes through insert, update and delete alone")
        with self._gate.reading():
            return self._connection.execute(sql, params).fetchall()

    def one(self, sql: str, params: Sequence[Value] | Mapping[str, Value] = ()) -> Row | None:
        """The first row of a query, or None."""
        found = self.all(sql, params)
        return found[0] if found else None

    def value(self, sql: str, params: Sequence[Value] | Mapping[str, Value] = ()) -> Any:
        """The first column of the first row, or None."""
        row = self.one(sql, params)
        return None if row is None else row[0]

    def insert(self, table: str, values: Mapping[str, Value]) -> int:
        """Add a row and return its id. UserError for text that cannot be stored; constraints raise IntegrityError."""
        self._check_open()
        known = _ordinary(table)
        if "id" in values:
            raise ValueError("ids are given by the table, so that none is ever used twice")
        with self._gate.writing():
            row_id = rows.insert_row(self._connection, table, values)
        self.tables.add(table)
        if known.journalled:
            self._journal("row", table, row_id, None, self.image(table, row_id))
        return row_id

    def update(self, table: str, row_id: int, values: Mapping[str, Value]) -> None:
        """Set columns of a row. LookupError if it is not there; nothing is journalled when nothing changes."""
        self._check_open()
        known = _ordinary(table)
        if not values or "id" in values or not known.written_once.isdisjoint(values):
            raise ValueError("an update sets at least one column, never the id or a written-once column")
        before = self._existing(table, row_id)
        with self._gate.writing():
            rows.update_row(self._connection, table, row_id, values)
        self.tables.add(table)
        after = self.image(table, row_id)
        if known.journalled and after != before:
            self._journal("row", table, row_id, before, after)

    def delete(self, table: str, row_id: int) -> None:
        """Remove a row. LookupError if it is not there; UserError if other records refer to it."""
        self._check_open()
        known = _ordinary(table)
        if known.written_once:
            raise ValueError(f"rows of {table} are kept for good")
        before = self._existing(table, row_id)
        in_use = UserError(_("这条记录已被别的记录引用，不能删除"), remedy=_("请先处理引用它的记录"))
        for other, column, target in rows.references():
            if target == table and self.one(
                f'SELECT 1 FROM "{other}" WHERE "{column}" = ? LIMIT 1',  # noqa: S608 - names of the registry
                (row_id,),
            ):
                raise in_use
        try:
            with self._gate.writing():
                rows.delete_row(self._connection, table, row_id)
        except IntegrityError as error:
            raise in_use from error
        self.tables.add(table)
        if known.journalled:
            self._journal("row", table, row_id, before, None)

    def restore(self, table: str, row_id: int, image: Image | None) -> None:
        """Bring a record back to an image, None being not there. For undo; raises as ``delete`` and ``insert`` do."""
        now = self.image(table, row_id)
        if image is None:
            self.delete(table, row_id)
            return
        values = rows.values_of(image, keeping=now)
        with self._gate.writing():
            if now is None:
                rows.insert_row(self._connection, table, {**values, "id": row_id})
            else:
                rows.update_row(self._connection, table, row_id, values)
        self._journal("row", table, row_id, now, self.image(table, row_id))

    def leaf(self, kind: str, subject: bytes, body: Mapping[str, object]) -> LeafRef:
        """An entry of its own, as for an issued paper; ``kind`` is a lower-case word, ``subject`` 16 bytes or empty."""
        self._check_open()
        if not rows.NAME.match(kind) or kind in _OWN_KINDS:
            raise ValueError(f"{kind!r} is no kind for an entry of its own")
        text = rows.canonical(body)
        change = self._begin()
        with self._gate.writing():
            return self._ledger.append(kind, subject, text, at=self.at, change=change)

    def proof(self, seq: int) -> tuple[int, bytes, tuple[bytes, ...]]:
        """(size, root, inclusion proof) of an entry in the ledger as it stands, this change's entries counted."""
        self._check_open()
        with self._gate.reading():
            return log.proof(self._connection, seq)

    @property
    def origin(self) -> bytes:
        """The 16 bytes that name this record file in every leaf."""
        return self._ledger.origin

    def publish(self, stage: Stage) -> int:
        """Make a staged import visible and journal its digest; returns the batch id. Once per stage."""
        self._check_open()
        batch, tables = stage.ready()
        count, root = stage.root()
        self._set_batch(batch, STAGED, {"state": PUBLISHED, "rows": count, "root": root})
        self.tables.update(tables)
        return batch

    def withdraw(self, batch: int) -> None:
        """Hide a published import. LookupError if it is not published."""
        self._check_open()
        self._set_batch(batch, PUBLISHED, {"state": WITHDRAWN})

    def publish_again(self, batch: int) -> None:
        """Show a withdrawn import again. LookupError if it is not withdrawn."""
        self._check_open()
        self._set_batch(batch, WITHDRAWN, {"state": PUBLISHED})

    def erase(
        self,
        subject: bytes,
        gone: Mapping[str, Collection[int]],
        altered: Mapping[tuple[str, int], Mapping[str, Value]],
        bodies: Collection[int],
        caches: Iterable[tuple[str, int]] = (),
    ) -> None:
        """Inside an erasure: rows go or lose columns for good, and every body of the journal that told of them goes.

        ``bodies`` are numbers of further entries whose bodies go; of ``caches``, unjournalled rows, nothing is noted.
        Written-once columns may be altered here alone. What an altered row says now is journalled anew without a
        before image; the salts of imported rows go, so that their hashes tell nothing any more.
        """
        self._check_open()
        if self._kind != ERASURE:
            raise ValueError("only an erasure erases")
        touched = [*((table, row) for table, ids in gone.items() for row in ids), *altered]
        with self._gate.reading():
            over = {*bodies, *(seq for pair in touched for seq in self._entries_of(*pair))}
            salts = [place for pair in touched if (place := self._place_of(*pair)) is not None]
        change = self._begin()
        body = rows.canonical({"bodies": _runs(over), "rows": sorted(salts)})
        with self._gate.administering():
            # Records that refer to one another go in any order; the commit looks whether all is well.
            self._connection.execute("PRAGMA defer_foreign_keys = 1")
        with self._gate.writing():
            self._ledger.append(ERASED, subject, body, at=self.at, change=change)
            self._connection.execute("INSERT INTO erasing VALUES(?)", (change,))
            self._gate.erasing = True
            try:
                self._connection.executemany("DELETE FROM body WHERE seq = ?", [(seq,) for seq in sorted(over)])
                self._connection.executemany(
                    "UPDATE batch_row SET salt = NULL WHERE batch = ? AND place = ?", [tuple(place) for place in salts]
                )
                for table, row_id in (*((t, i) for t, ids in gone.items() for i in ids), *caches):
                    rows.delete_row(self._connection, table, row_id)
                for (table, row_id), values in altered.items():
                    if values:
                        rows.update_row(self._connection, table, row_id, values)
            finally:
                self._gate.erasing = False
            self._connection.execute("DELETE FROM erasing")
        self.tables.update(table for table, _row in (*touched, *caches))
        for table, row_id in altered:
            if rows.facts(table).journalled:
                self._journal("row", table, row_id, None, self.image(table, row_id))

    def _entries_of(self, table: str, row_id: int) -> list[int]:
        sql = "SELECT e.seq FROM entry e JOIN body b ON b.seq = e.seq WHERE e.tbl = ? AND e.row = ?"
        return [row[0] for row in self._connection.execute(sql, (table, row_id)).fetchall()]

    def _place_of(self, table: str, row_id: int) -> list[int] | None:
        sql = "SELECT batch, place FROM batch_row WHERE tbl = ? AND row = ? AND salt IS NOT NULL"
        found = self._connection.execute(sql, (table, row_id)).fetchall()
        return list(found[0]) if found else None

    def image(self, table: str, row_id: int) -> Image | None:
        """The row as the journal would keep it now, None if there is none."""
        return rows.read_image(self, table, row_id)

    def end(self) -> None:
        """No more work through this object."""
        self._open = False

    def _set_batch(self, batch: int, old: int, values: Mapping[str, Value]) -> None:
        before = self._existing("batch", batch)
        if before["state"] != old:
            raise LookupError(f"batch {batch} is in state {before['state']}, not {old}")
        with self._gate.writing():
            rows.update_row(self._connection, "batch", batch, values)
        if old != STAGED:
            with self._gate.reading():
                sql = "SELECT DISTINCT tbl FROM batch_row WHERE batch = ?"
                self.tables.update(row[0] for row in self._connection.execute(sql, (batch,)).fetchall())
        # What was staged was nobody's business yet: for the journal a batch begins when it is published.
        self._journal("batch", "batch", batch, None if old == STAGED else before, self.image("batch", batch))

    def _existing(self, table: str, row_id: int) -> Image:
        found = self.image(table, row_id)
        if found is None:
            raise LookupError(f"{table} has no row {row_id}")
        return found

    def _check_open(self) -> None:
        if not self._open:
            raise RuntimeError("the change has ended")

    def _begin(self) -> int:
        """The number of this change; writes its head first. A change that journals nothing leaves none."""
        if not self.id:
            tbl = None if self._target is None else "change"
            body = rows.canonical({"actor": self._actor, "label": on_paper(self._label)})
            with self._gate.writing():
                ref = self._ledger.append(self._kind, b"", body, at=self.at, change=None, tbl=tbl, row=self._target)
            self.id = ref.seq
        return self.id

    def _journal(self, kind: str, table: str, row_id: int, before: Image | None, after: Image | None) -> None:
        body = rows.canonical({"after": after, "before": before})
        column = rows.facts(table).subject
        shown = after or before
        subject = b""
        if column is not None and shown is not None and shown[column] is not None:
            subject = bytes.fromhex(shown[column]["hex"])
        change = self._begin()
        with self._gate.writing():
            self._ledger.append(kind, subject, body, at=self.at, change=change, tbl=table, row=row_id)
        self.tables.add(table)


def _runs(numbers: Iterable[int]) -> list[list[int]]:
    """Numbers as runs ``[first, last]``, in order."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return runs


def _ordinary(table: str) -> Table:
    if table == "batch":
        raise ValueError("batches are published and withdrawn")
    return rows.facts(table)
