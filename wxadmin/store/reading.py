"""Query-only connections: one for each list, or one for a moment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from wxadmin.domain.errors import Cancelled
from wxadmin.store import engine
from wxadmin.store.engine import Connection, EngineError, Row
from wxadmin.store.rows import Value

_INTERRUPTED = 9


class Reader:
    """A query-only connection. One thread at a time uses it; ``interrupt`` and ``close`` may come from any."""

    def __init__(self, connection: Connection, where: str) -> None:
        self.connection = connection
        """The engine's connection, for what the store itself reads."""
        self._where = where
        self._closed = False

    def all(self, sql: str, params: Sequence[Value] | Mapping[str, Value] = ()) -> list[Row]:
        """Rows by name and place. Cancelled if interrupted; StoreError if the file cannot be read."""
        try:
            return self.connection.execute(sql, params).fetchall()
        except EngineError as error:
            if self._closed:
                raise engine.closed() from None
            if getattr(error, "sqlite_errorcode", 0) & 0xFF == _INTERRUPTED:
                raise Cancelled from None
            with engine.saying_why(self._where):
                raise

    def one(self, sql: str, params: Sequence[Value] | Mapping[str, Value] = ()) -> Row | None:
        """The first row, or None."""
        rows = self.all(sql, params)
        return rows[0] if rows else None

    def value(self, sql: str, params: Sequence[Value] | Mapping[str, Value] = ()) -> Any:
        """The first column of the first row, or None."""
        row = self.one(sql, params)
        return None if row is None else row[0]

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Everything read in the block is of one state of the records."""
        with engine.saying_why(self._where):
            self.connection.execute("BEGIN")
        try:
            yield
        finally:
            if not self._closed and self.connection.in_transaction:
                self.connection.execute("ROLLBACK")

    def interrupt(self) -> None:
        """Stop the query that is running; it raises Cancelled where it was asked."""
        self.connection.interrupt()

    def close(self) -> None:
        """Give the connection back; harmless when already closed."""
        self._closed = True
        self.connection.close()
