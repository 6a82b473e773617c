"""Imports on their way in: rows lie in the real tables, unseen until their batch is published."""

from __future__ import annotations

import itertools
import secrets
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache, partial
from operator import itemgetter
from threading import Thread
from types import TracebackType
from typing import Protocol, Self, TypeVar

from wxadmin.domain import merkle
from wxadmin.domain.errors import Cancelled, StoreError
from wxadmin.domain.jobs import Step, quiet
from wxadmin.store import rows, sweeping
from wxadmin.store.engine import Connection
from wxadmin.store.rows import Image, Value
from wxadmin.store.tables import Table

T = TypeVar("T")

STAGED, PUBLISHED, WITHDRAWN = 0, 1, 2
"""States of a batch."""

LONG_SECONDS = 1.0
"""After this long a transaction is committed though nobody waits; as soon as somebody waits it is, at any time."""
_MOST = 5_000
"""Rows in one transaction: its commit writes the pages they touched, all over the indexes, and others wait for that."""
_BLOCK = 100
"""Rows in one statement. A statement a row costs three times as much, since each ends with the full-text index."""
_AHEAD = 1_000
"""Rows made ready at a time while those before them are being written."""
_MANY = 2_000
"""Staged rows from which on taking them out of the index is left to a merge."""
_KINDS: dict[str, type] = {"INTEGER": int, "TEXT": str, "REAL": float, "BLOB": bytes}


def _as_given(row: Mapping[str, Value]) -> Mapping[str, Value]:
    return row


class Writing(Protocol):
    """How a stage reaches the file: one transaction on the writer thread."""

    def __call__(self, work: Callable[[Connection], T]) -> T:
        """Run the work and commit; roll back and raise what it raises."""
        ...


def row_hash(salt: bytes, table: str, image: Image) -> bytes:
    """What a batch's digest commits to for one row."""
    return merkle.commitment(salt, rows.canonical({"table": table, "values": image}).encode())


@dataclass(frozen=True, slots=True)
class _Shape:
    """Columns of a table, in order, with what each holds and what stands in it when nothing is said."""

    table: str
    known: Table
    columns: tuple[str, ...]
    kinds: tuple[type, ...]
    silent: dict[str, Value]

    def row(self, said: Mapping[str, Value]) -> list[Value]:
        """A row as it will be stored. ValueError for a column there is not, TypeError for what a column cannot hold."""
        whole = {**self.silent, **said}
        if len(whole) != len(self.columns):
            raise ValueError(f"{self.table} has no column {sorted(set(whole) - set(self.columns))}")
        values = [whole[name] for name in self.columns]
        if any(type(value) is not kind for value, kind in zip(values, self.kinds, strict=True)):
            values = [_kept(kind, value) for value, kind in zip(values, self.kinds, strict=True)]
        return values


def _kept(kind: type, value: Value) -> Value:
    """The value as the table gives it back."""
    if value is None:
        return None
    if kind is float and isinstance(value, (int, float)):
        return float(value) + 0.0  # there is no negative zero in the file
    if not isinstance(value, kind):
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return int(value) if isinstance(value, bool) else value


def _shape_of(connection: Connection, table: str) -> _Shape:
    known = rows.facts(table)
    found = connection.execute("SELECT name, type, dflt_value FROM pragma_table_info(?)", (table,)).fetchall()
    silent = {row[0]: connection.execute(f"SELECT {row[2] or 'NULL'}").fetchone()[0] for row in found}
    return _Shape(table, known, tuple(row[0] for row in found), tuple(_KINDS[row[1]] for row in found), silent)


@dataclass(frozen=True, slots=True)
class _Block:
    """Rows made ready: their ids, and all values for their table and for ``batch_row``, one row's after another's."""

    ids: list[int]
    values: list[Value]
    digests: list[Value]


@lru_cache(maxsize=64)
def _insert(table: str, columns: int, count: int) -> str:
    row = f"({','.join('?' * columns)})"
    return f'INSERT INTO "{table}" VALUES {",".join([row] * count)}'  # noqa: S608 - a known table


class Stage:
    """One import being staged. Use it as a context: what is not published at the end is taken out again."""

    def __init__(self, writing: Writing, kind: str, busy: Callable[[], bool]) -> None:
        self._writing = writing
        self._busy = busy
        self._place = 0
        self._tree = merkle.Frontier()
        self._tables: set[str] = set()
        self._failed = False
        self.batch: int = writing(
            lambda c: rows.insert_row(c, "batch", {"kind": kind, "state": STAGED, "rows": 0, "root": None})
        )
        """Id of the batch; ``add`` writes it into the column ``batch``."""

    def add(self, table: str, values: Sequence[Mapping[str, Value]], step: Step = quiet) -> list[int]:
        """Stage rows and return their ids; columns not given are as the table says, an ``id`` must be reserved.

        Other writes come in between: as soon as one waits, what is written so far is committed. ``step`` is called on
        the writer thread, inside the transaction, so that a cancel ends it at once. Refer to rows staged before by
        their ids. After an error the stage can only be discarded.
        """
        return self._add(table, values, _as_given, sum("id" not in row for row in values), step)

    def add_made(
        self, table: str, things: Sequence[T], row_of: Callable[[T], Mapping[str, Value]], step: Step = quiet
    ) -> list[int]:
        """The same of things whose rows are made, by another thread, shortly before they are written; without ids."""
        return self._add(table, things, row_of, len(things), step)

    def _add(
        self, table: str, things: Sequence[T], row_of: Callable[[T], Mapping[str, Value]], wanting: int, step: Step
    ) -> list[int]:
        if not rows.facts(table).batch:
            raise ValueError(f"{table} takes no imports")
        self.ready()
        self._tables.add(table)
        ids: list[int] = []
        if not things:
            return ids
        self._failed = True
        shape = self._writing(partial(_shape_of, table=table))
        first = self.reserve(table, wanting) if wanting else 0
        blocks = self._blocks(shape, things, row_of, itertools.count(first))
        try:
            while self._writing(partial(self._write, shape, blocks, ids, step, len(things))):
                pass
        finally:
            blocks.close()
        self._failed = False
        return ids

    def _blocks(
        self, shape: _Shape, things: Sequence[T], row_of: Callable[[T], Mapping[str, Value]], numbers: Iterator[int]
    ) -> Generator[_Block]:
        """The rows in blocks; a thread makes the next ones ready meanwhile."""

        def some(start: int) -> list[_Block]:
            end = min(start + _AHEAD, len(things))
            return [
                self._block(shape, [row_of(thing) for thing in things[at : min(at + _BLOCK, end)]], numbers)
                for at in range(start, end, _BLOCK)
            ]

        if len(things) <= _AHEAD:
            yield from some(0)
            return
        pool = ThreadPoolExecutor(1, thread_name_prefix="wxadmin-ready")
        try:
            waiting = deque(pool.submit(some, start) for start in (0, _AHEAD))
            for start in range(2 * _AHEAD, len(things) + 2 * _AHEAD, _AHEAD):
                yield from waiting.popleft().result()
                if start < len(things):
                    waiting.append(pool.submit(some, start))
        finally:
            pool.shutdown(cancel_futures=True)

    def _block(self, shape: _Shape, said: Sequence[Mapping[str, Value]], numbers: Iterator[int]) -> _Block:
        ids: list[int] = []
        everything: list[Value] = []
        digests: list[Value] = []
        salts = secrets.token_bytes(merkle.SALT_BYTES * len(said))
        for at, one in enumerate(said):
            given = one.get("id")
            row_id = given if isinstance(given, int) else next(numbers)
            values = shape.row({**one, "id": row_id, "batch": self.batch})
            image = rows.image_from(shape.columns, values, shape.known)
            text = rows.canonical({"table": shape.table, "values": image})
            if "\\u0000" in text:  # as JSON writes what cannot be stored
                rows.storable(dict(zip(shape.columns, values, strict=True)))
            salt = salts[at * merkle.SALT_BYTES : (at + 1) * merkle.SALT_BYTES]
            ids.append(row_id)
            everything += values
            digest = merkle.commitment(salt, text.encode())
            digests += (self.batch, self._place, shape.table, row_id, salt, digest)
            self._tree.add(digest)
            self._place += 1
        return _Block(ids, everything, digests)

    def _write(
        self, shape: _Shape, blocks: Iterator[_Block], ids: list[int], step: Step, total: int, connection: Connection
    ) -> bool:
        """Write until somebody waits; whether more may be left."""
        begun, most = time.monotonic(), len(ids) + _MOST
        for block in blocks:
            count = len(block.ids)
            connection.execute(_insert(shape.table, len(shape.columns), count), block.values)
            connection.execute(_insert("batch_row", 6, count), block.digests)
            ids += block.ids
            step(len(ids), total)
            if self._busy() or len(ids) >= most or time.monotonic() - begun > LONG_SECONDS:
                return True
        return False

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

    def ready(self) -> tuple[int, frozenset[str]]:
        """Batch id and tables. RuntimeError if staging failed half way."""
        if self._failed:
            raise RuntimeError("staging failed; the stage can only be discarded")
        return self.batch, frozenset(self._tables)

    def root(self) -> tuple[int, bytes]:
        """How many rows were staged and the root over their hashes, kept up while they were written."""
        return self._place, self._tree.root()

    def discard(self) -> None:
        """Take the rows out again; does nothing once published."""
        purge(self._writing, self.batch, self._busy)

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


def purge(writing: Writing, batch: int, busy: Callable[[], bool]) -> None:
    """Take out a batch that was never published, newest rows first; writes that wait come in between."""
    tables = writing(lambda c: _many_of(c, batch))
    while not writing(lambda c: _purge_slice(c, batch, tables, busy)):
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


def _purge_slice(connection: Connection, batch: int, tables: frozenset[str], busy: Callable[[], bool]) -> bool:
    """Remove some rows; whether nothing is left to do."""
    state = connection.execute("SELECT state FROM batch WHERE id = ?", (batch,)).fetchone()
    if state is None or state[0] != STAGED:
        return True
    marked = sweeping.mark(connection, tables)
    try:
        until = time.monotonic() + LONG_SECONDS
        while True:
            found = connection.execute(
                f"SELECT place, tbl, row FROM batch_row WHERE batch = ? ORDER BY place DESC LIMIT {_BLOCK}",  # noqa: S608 - a number
                (batch,),
            ).fetchall()
            if not found:
                connection.execute("DELETE FROM batch WHERE id = ?", (batch,))
                return True
            # Rows refer to older ones alone, so what came last goes first.
            for table, some in itertools.groupby(found, key=itemgetter(1)):
                rows.delete_rows(connection, table, [row[2] for row in some])
            connection.execute("DELETE FROM batch_row WHERE batch = ? AND place >= ?", (batch, found[-1][0]))
            if busy() or time.monotonic() > until:
                return False
    finally:
        sweeping.secure(connection, marked)


def staged_batches(connection: Connection) -> list[int]:
    """Batches that were being staged when the program ended; one that the journal knows is none, whatever it says."""
    unknown = "NOT EXISTS (SELECT 1 FROM entry WHERE tbl = 'batch' AND row = batch.id)"
    return [row[0] for row in connection.execute(f"SELECT id FROM batch WHERE state = {STAGED} AND {unknown}")]  # noqa: S608
