"""The Merkle log inside the record file: appending leaves, roots and proofs of any size."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from wxadmin.domain import merkle
from wxadmin.domain.errors import StoreError
from wxadmin.domain.merkle import Frontier
from wxadmin.i18n import _
from wxadmin.store.engine import Connection

TILE_HEIGHT = 8
"""Complete subtrees of 2^8 leaves and more are kept as nodes; below that the leaves are read."""


@dataclass(frozen=True, slots=True)
class LeafRef:
    """Everything the leaf of one entry is made of, so that a paper alone can rebuild it."""

    seq: int
    at: str
    kind: str
    subject: bytes
    salt: bytes
    body: str
    leaf: bytes


def leaf_kind(kind: str, tbl: str | None, row: int | None) -> str:
    """The kind as the leaf has it; it names the record, so that an index pointing elsewhere is found."""
    return kind if tbl is None else f"{kind}:{tbl}:{row}"


class Ledger:
    """The log over one connection. Not shared between threads; ``append`` runs inside the caller's transaction."""

    def __init__(self, connection: Connection, origin: bytes) -> None:
        self._connection = connection
        self.origin = origin
        self.frontier = Frontier()
        self.reload()

    def reload(self) -> None:
        """Read the right edge of the tree from the file, as after a change that failed."""
        size = size_of(self._connection)
        subtree = _Subtrees(self._connection)
        peaks: list[tuple[int, bytes]] = []
        start = 0
        for height in merkle.peak_heights(size):
            end = start + (1 << height)
            peaks.append((height, subtree(start, end)))
            start = end
        self.frontier = Frontier(size, peaks)

    def append(
        self, kind: str, subject: bytes, body: str, *, at: str, change: int | None,
        tbl: str | None = None, row: int | None = None,
    ) -> LeafRef:  # fmt: skip
        """Append one entry with its body and leaf; ``change`` None makes it the head of a new change."""
        seq = self.frontier.size + 1
        salt = secrets.token_bytes(merkle.SALT_BYTES)
        committed = merkle.commitment(salt, body.encode())
        data = merkle.leaf_data(self.origin, seq, at, leaf_kind(kind, tbl, row), subject, committed)
        leaf = merkle.leaf_hash(data)
        self._connection.execute(
            "INSERT INTO entry VALUES(?,?,?,?,?,?,?,?,?)",
            (seq, seq if change is None else change, at, kind, tbl, row, subject, committed, leaf),
        )
        self._connection.execute("INSERT INTO body VALUES(?,?,?)", (seq, salt, body))
        for height, value in self.frontier.add(leaf):
            if height >= TILE_HEIGHT:
                self._connection.execute("INSERT INTO node VALUES(?,?,?)", (height, (seq >> height) - 1, value))
        return LeafRef(seq, at, kind, subject, salt, body, leaf)


class _Subtrees:
    """Roots of parts of the tree, from kept nodes and, below them, from leaves; StoreError where some are gone."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def __call__(self, start: int, end: int) -> bytes:
        count = end - start
        if count == 0:
            return merkle.EMPTY_ROOT
        height = count.bit_length() - 1
        if count == 1 << height and height >= TILE_HEIGHT and start % count == 0:
            row = self._connection.execute(
                "SELECT hash FROM node WHERE height = ? AND number = ?", (height, start >> height)
            ).fetchone()
            if row is not None:
                return bytes(row[0])
        if count > 1 << TILE_HEIGHT:
            middle = start + merkle.split(count)
            return merkle.node_hash(self(start, middle), self(middle, end))
        rows = self._connection.execute(
            "SELECT leaf FROM entry WHERE seq > ? AND seq <= ? ORDER BY seq", (start, end)
        ).fetchall()
        if len(rows) != count:
            raise StoreError(_("操作日志中间缺了条目，记录文件已损坏"), remedy=_("请从备份恢复"))
        return merkle.root_of([bytes(row[0]) for row in rows])


def size_of(connection: Connection) -> int:
    """How many entries the ledger has."""
    return int(connection.execute("SELECT coalesce(max(seq), 0) FROM entry").fetchone()[0])


def root_at(connection: Connection, size: int) -> bytes:
    """The root the ledger had at ``size`` entries. ValueError if it has fewer."""
    if size > size_of(connection):
        raise ValueError("the ledger is shorter")
    return _Subtrees(connection)(0, size)


def proof(connection: Connection, seq: int) -> tuple[int, bytes, tuple[bytes, ...]]:
    """(size, root, inclusion proof) of entry ``seq`` in the tree as it is now. ValueError if there is no such entry."""
    size = size_of(connection)
    subtree = _Subtrees(connection)
    return size, subtree(0, size), merkle.inclusion_path(seq - 1, size, subtree)
