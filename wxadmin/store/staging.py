"""Imports on their way in: rows lie in the real tables, unseen until their batch is published."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from threading import Thread
from types import TracebackType
from typing import Protocol, Self, TypeVar

from wxadmin.domain import merkle
from wxadmin.domain.errors import Cancelled, StoreError
from wxadmin.domain.jobs import Step, quiet
from wxadmin.store import rows, sweeping
from wxadmin.store.engine import Connection
from wxadmin.store.rows import Image, Value

T = TypeVar("T")

STAGED, PUBLISHED, WITHDRAWN = 0, 1, 2
"""States of a batch."""

SLICE_SECONDS = 0.008
"""After this long a staging transaction is committed when somebody waits; with the commit it stays under 20 ms."""
LONG_SECONDS = 0.1
"""After this long it is committed even when nobody waits: short ones cost a flush of the disk each."""
_MOST = 500
"""Rows in one transaction, so that progress is seen and a cancel heard."""
_MANY = 2_000
"""Staged rows from which on taking them out of the index is left to a merge."""


class Writing(Protocol):
    """How a stage reaches the file: one short transaction on the writer thread."""

    def __call__(self, work: Callable[[Connection], T]) -> T:
        """Run the work and commit; roll back and raise what it raises."""
        ...


def row_hash(salt: bytes, table: str, image: Image) -> bytes:
    """What a batch's digest commits to for one row."""
    return merkle.commitment(salt, rows.canonical({"table": table, "values": image}).encode())


class Stage:
    """One import being staged. Use it as a context: what is not published at the end is taken out again."""

    def __init__(self, writing: Writing, kind: str, busy: Callable[[], bool] = lambda: True) -> None:
        self._writing = writing
        self._busy = busy
        self._place = 0
        self._tables: set[str] = set()
        self._failed = False
        self.batch: int = writing(
            lambda c: rows.insert_row(c, "batch", {"kind": kind, "state": STAGED, "rows": 0, "root": None})
        )
        """Id of the batch; ``add`` writes it into the column ``batch``."""

    def add(self, table: str, values: Sequence[Mapping[str, Value]], step: Step = quiet) -> list[int]:
        """Stage rows and return their ids, in many short transactions, so that no other write waits for the import.

        Refer to rows staged before by their ids. After an error the stage can only be discarded.
        """
        if not rows.facts(table).batch:
            raise ValueError(f"{table} takes no imports")
        self.ready()
        self._tables.add(table)
        ids: list[int] = []
        self._failed = True
        while len(ids) < len(values):
            part = self._writing(partial(self._add_slice, table=table, values=values, start=len(ids)))
            self._place += len(part)
            ids += part
            step(len(ids), len(values))
        self._failed = False
        return ids

    def reserve(self, table: str, count: int) -> int:
        """The first of ``count`` ids in a row that the table gives to nobody else, for rows that refer to one another.

        Give them as ``id`` to ``add``, or to ``Tx.restore`` in the change that publishes; those not used are lost.
        """
        rows.facts(table)

        def take(connection: Connection) -> int:
            found = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
            if found is None:
                connection.execute("INSERT INTO sqlite_sequence VALUES (?, ?)", (table, count))
                return 1
            connection.execute("UPDATE sqlite_sequence SET seq = seq + ? WHERE name = ?", (count, table))
            return int(found[0]) + 1

        return self._writing(take)

    def _add_slice(
        self, connection: Connection, table: str, values: Sequence[Mapping[str, Value]], start: int
    ) -> list[int]:
        begun = time.monotonic()
        ids: list[int] = []
        known = rows.facts(table)
        for index in range(start, len(values)):
            stored = rows.insert_whole(connection, table, {**values[index], "batch": self.batch})
            row_id = int(stored["id"])
            image = rows.image_of(stored, known)
            salt = secrets.token_bytes(merkle.SALT_BYTES)
            connection.execute(
                "INSERT INTO batch_row VALUES(?,?,?,?,?,?)",
                (self.batch, self._place + len(ids), table, row_id, salt, row_hash(salt, table, image)),
            )
            ids.append(row_id)
            gone = time.monotonic() - begun
            if gone > LONG_SECONDS or len(ids) == _MOST or (gone > SLICE_SECONDS and self._busy()):
                break
        return ids

    def ready(self) -> tuple[int, frozenset[str]]:
        """Batch id and tables. RuntimeError if staging failed half way."""
        if self._failed:
            raise RuntimeError("staging failed; the stage can only be discarded")
        return self.batch, frozenset(self._tables)

    def discard(self) -> None:
        """Take the rows out again, in short transactions; does nothing once published."""
        purge(self._writing, self.batch)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if error is None:
            self.discard()
            return
        if isinstance(error, Cancelled) and self._place > sweeping.MANY and self._tables & sweeping.INDEXED:
            # Nobody sees these rows; who stopped the import does not wait until the last of them is out.
            Thread(target=self._discard_soon, name="wxadmin-purge", daemon=True).start()
        else:
            self._discard_soon()

    def _discard_soon(self) -> None:
        # The error under way says what happened; what cannot be taken out now goes at the next start.
        with suppress(StoreError):
            self.discard()


def purge(writing: Writing, batch: int) -> None:
    """Take out a batch that was never published, newest rows first, in short transactions."""
    tables = writing(lambda c: _many_of(c, batch))
    while not writing(lambda c: _purge_slice(c, batch, tables)):
        pass
    if tables:
        sweeping.merge(writing)


def _many_of(connection: Connection, batch: int) -> frozenset[str]:
    """Tables of a batch that is to be purged of which it has very many rows."""
    state = connection.execute("SELECT state FROM batch WHERE id = ?", (batch,)).fetchone()
    if state is None or state[0] != STAGED:
        return frozenset()
    rows_of = connection.execute(
        "SELECT tbl FROM batch_row WHERE batch = ? GROUP BY tbl HAVING count(*) > ?", (batch, _MANY)
    )
    return frozenset(row[0] for row in rows_of.fetchall())


def _purge_slice(connection: Connection, batch: int, tables: frozenset[str]) -> bool:
    """Remove some rows; whether nothing is left to do."""
    state = connection.execute("SELECT state FROM batch WHERE id = ?", (batch,)).fetchone()
    if state is None or state[0] != STAGED:
        return True
    marked = sweeping.mark(connection, tables)
    try:
        until = time.monotonic() + SLICE_SECONDS
        while True:
            found = connection.execute(
                "SELECT place, tbl, row FROM batch_row WHERE batch = ? ORDER BY place DESC LIMIT 50", (batch,)
            ).fetchall()
            if not found:
                connection.execute("DELETE FROM batch WHERE id = ?", (batch,))
                return True
            for place, table, row_id in found:
                rows.delete_row(connection, table, row_id)
                connection.execute("DELETE FROM batch_row WHERE batch = ? AND place = ?", (batch, place))
            if time.monotonic() > until:
                return False
    finally:
        sweeping.secure(connection, marked)


def staged_batches(connection: Connection) -> list[int]:
    """Batches that were being staged when the program ended; one that the journal knows is none, whatever it says."""
    unknown = "NOT EXISTS (SELECT 1 FROM entry WHERE tbl = 'batch' AND row = batch.id)"
    return [row[0] for row in connection.execute(f"SELECT id FROM batch WHERE state = {STAGED} AND {unknown}")]  # noqa: S608
