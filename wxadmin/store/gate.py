"""The authorizer of the writing connection: what statements may do at which moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from sqlcipher3 import dbapi2

from wxadmin.store.engine import Connection

_READ = {dbapi2.SQLITE_SELECT, dbapi2.SQLITE_READ, dbapi2.SQLITE_FUNCTION, dbapi2.SQLITE_RECURSIVE}
_CHANGE = {dbapi2.SQLITE_INSERT, dbapi2.SQLITE_UPDATE, dbapi2.SQLITE_DELETE}
_KEPT = {"entry", "body", "node", "meta"}
# Full-text search asks for the first itself; the others tell of columns.
_HARMLESS_PRAGMAS = {"data_version", "table_info", "foreign_key_list"}


class Gate:
    """Closed to everything outside ``reading``, ``writing`` and ``administering``; ledger tables only ever grow.

    It stands beside the triggers: those hold for any program, this one refuses before anything is touched.
    """

    def __init__(self, connection: Connection) -> None:
        self._allowed: set[int] | None = set()
        self.erasing = False
        connection.set_authorizer(self._ask)

    def _ask(self, action: int, first: str | None, _second: str | None, _database: str | None, _by: str | None) -> int:
        if self._allowed is None or action in _READ:
            return int(dbapi2.SQLITE_OK)
        if action == dbapi2.SQLITE_PRAGMA and first in _HARMLESS_PRAGMAS:
            return int(dbapi2.SQLITE_OK)
        if action not in self._allowed:
            return int(dbapi2.SQLITE_DENY)
        if first in _KEPT and (
            action == dbapi2.SQLITE_UPDATE
            or (action == dbapi2.SQLITE_DELETE and not (self.erasing and first == "body"))
        ):
            return int(dbapi2.SQLITE_DENY)
        return int(dbapi2.SQLITE_OK)

    @contextmanager
    def _opened(self, allowed: set[int] | None) -> Iterator[None]:
        before = self._allowed
        self._allowed = allowed
        try:
            yield
        finally:
            self._allowed = before

    def reading(self) -> AbstractContextManager[None]:
        """Queries only."""
        return self._opened(_READ)

    def writing(self) -> AbstractContextManager[None]:
        """Rows may be inserted, changed and deleted, except in the ledger, which only grows."""
        return self._opened(_CHANGE)

    def administering(self) -> AbstractContextManager[None]:
        """Transactions, checkpoints and copies, of the store itself."""
        return self._opened(None)
