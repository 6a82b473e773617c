"""Writing a package: the giver's ledger, the records of the groups, papers and pictures, signed as a whole."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from wxadmin.domain.errors import StoreError
from wxadmin.domain.jobs import Step, quiet
from wxadmin.i18n import _
from wxadmin.store import files, handover_scope, ledger, migrations, rows
from wxadmin.store.engine import Connection
from wxadmin.store.handover_file import FORMAT, VERSION, PackageWriter, Part, PartWriter
from wxadmin.store.handover_scope import Ids, Scope, among
from wxadmin.store.handover_tables import shapes
from wxadmin.store.reading import Reader
from wxadmin.store.tables import TABLES

LEDGER, BATCHES, ROWS, PAPERS, PICTURES = "ledger", "batches", "rows", "papers", "pictures"
PARTS = (LEDGER, BATCHES, ROWS, PAPERS, PICTURES)
"""The parts in the order they are written and read."""
PAPER = "paper"
"""The table of papers: they come as copies of the giver's."""
_TELL = 500


@dataclass(frozen=True, slots=True)
class Said:
    """What giver and receiver are called in the manifest, the day, and a word to the receiver."""

    giver: str
    receiver: str
    day: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """A package on disk. ``manifest`` is what ``signature`` by ``key`` (public, 32 bytes) is over."""

    path: Path
    manifest: str
    signature: bytes
    key: bytes
    digest: str
    size: int
    root: bytes
    counts: Mapping[str, int]
    left: Mapping[str, int]


def write(
    reader: Reader, origin: bytes, secret: bytes, groups: Sequence[int], said: Said, path: Path, passphrase: str,
    step: Step = quiet,
) -> Written:  # fmt: skip
    """Write the package of these groups as the reader sees them; whole and on disk, or not there at all.

    ``secret`` is the key of :func:`wxadmin.store.handover.secret`. StoreError when it cannot be written; Cancelled.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    signing = Ed25519PrivateKey.from_private_bytes(secret)
    key = signing.public_key().public_bytes_raw()
    partly = path.with_name(f".{path.name[:60]}{secrets.token_hex(6)}.part")
    try:
        with partly.open("xb") as file:
            package = PackageWriter(file, passphrase)
            with reader.snapshot():
                content = _Content(reader, handover_scope.find(reader, groups), step)
                parts = [content.write(name, package.part(name)) for name in PARTS]
                manifest = rows.canonical(
                    {
                        "format": FORMAT, "version": VERSION, "schema": migrations.version(), **asdict(said),
                        "origin": origin.hex(), "key": key.hex(), "size": content.size, "root": content.root.hex(),
                        "groups": content.groups(), "counts": content.counts, "left": content.scope.left,
                        "merged": {old.hex(): kept.hex() for old, kept in content.scope.merged.items()},
                        "parts": [asdict(part) for part in parts],
                    }
                )  # fmt: skip
            signature = signing.sign(manifest.encode())
            package.finish(manifest, signature)
        files.sync_file(partly)
        digest = files_digest(partly, step)
        partly.replace(path)
        files.sync_folder(path.parent)
    except OSError as error:
        what = _("磁盘已满，移交包没有写成") if error.errno in {28, 122} else _("移交包写不进去")
        raise StoreError(what, where=str(path), remedy=_("请腾出空间或换个位置")) from error
    finally:
        with suppress(OSError):
            partly.unlink(missing_ok=True)
    return Written(
        path, manifest, signature, key, digest, content.size, content.root, content.counts, content.scope.left
    )


def files_digest(path: Path, step: Step = quiet) -> str:
    """SHA-256 of a file in hex. OSError."""
    import hashlib

    digest = hashlib.sha256()
    total = path.stat().st_size
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
            step(file.tell(), total)
    return digest.hexdigest()


class _Content:
    """What the parts say, line by line."""

    def __init__(self, db: Reader, scope: Scope, step: Step) -> None:
        self._db, self.scope, self._step = db, scope, step
        self._connection: Connection = db.connection
        self.size = ledger.size_of(self._connection)
        self.root = ledger.root_at(self._connection, self.size)
        self.counts = {name: len(scope.ids[name]) for name in shapes() if len(scope.ids[name])}
        if len(scope.papers):
            self.counts[PAPERS] = len(scope.papers)
        if scope.pictures:
            self.counts[PICTURES] = len(scope.pictures)
        self._done, self._total = 0, 2 * self.size + sum(self.counts.values())

    def write(self, name: str, part: PartWriter) -> Part:
        """One part, whole."""
        lines = {
            LEDGER: self._ledger, BATCHES: self._batches, ROWS: self._rows, PAPERS: self._papers,
            PICTURES: self._pictures,
        }[name]  # fmt: skip
        for line in lines():
            part.line(line)
        return part.end()

    def groups(self) -> list[dict[str, object]]:
        """The groups as the manifest names them."""
        found = among(self._db, "SELECT id, name, kind FROM grp WHERE id", self.scope.groups)
        return [{"id": row["id"], "name": row["name"], "kind": row["kind"]} for row in found]

    def _on(self, count: int = 1) -> None:
        self._done += count
        if self._done % _TELL < count:
            self._step(min(self._done, self._total), self._total)

    def _ledger(self) -> Iterator[str]:
        """Every entry; salt and body of those alone that are about what goes, so that nothing else can be read."""
        papers = Ids(
            row[0]
            for part in self.scope.papers.slices()
            for row in among(self._db, "SELECT seq FROM paper WHERE id", part)
        )
        mixed = self._mixed(papers)
        for row in self._connection.execute(
            "SELECT e.seq, e.change, e.at, e.kind, e.tbl, e.row, e.subject, e.commitment, b.salt, b.body"
            " FROM entry e LEFT JOIN body b ON b.seq = e.seq ORDER BY e.seq"
        ):
            seq, change, at, kind, tbl, row_id, subject, committed, salt, body = row
            self._on()
            told = change not in mixed if seq == change else self._goes(seq, tbl, row_id, papers)
            shown = [salt.hex(), body] if told and body is not None else [None, None]
            yield rows.canonical([seq, change, at, kind, tbl, row_id, subject.hex(), committed.hex(), *shown])

    def _goes(self, seq: int, tbl: str | None, row_id: int, papers: Ids) -> bool:
        if tbl is None:
            return seq in papers
        if tbl == "batch":
            return row_id in self.scope.batches
        if tbl == "paper":
            return row_id in self.scope.papers
        return self.scope.holds(tbl, row_id)

    def _mixed(self, papers: Ids) -> set[int]:
        """Changes that also did something else, so that their names may tell of what stays."""
        foreign: set[int] = set()
        whole = {
            batch
            for batch in self.scope.batches
            if all(
                self.scope.holds(row[0], row[1])
                for row in self._connection.execute("SELECT tbl, row FROM batch_row WHERE batch = ?", (batch,))
            )
        }
        last = 0
        for seq, change, tbl, row_id in self._connection.execute(
            "SELECT seq, change, tbl, row FROM entry ORDER BY seq"
        ):
            self._on()
            if seq == change:
                if last == seq - 1:
                    foreign.add(last)  # A head alone, whatever it was.
                last = seq
            elif not self._goes(seq, tbl, row_id, papers) or (tbl == "batch" and row_id not in whole):
                foreign.add(change)
        return foreign

    def _batches(self) -> Iterator[str]:
        """The hashes of every row of the imports that brought something that goes, so that their roots can be found."""
        for batch in self.scope.batches:
            found = self._connection.execute("SELECT hash FROM batch_row WHERE batch = ? ORDER BY place", (batch,))
            while hashes := found.fetchmany(1000):
                yield rows.canonical([batch, "".join(row[0].hex() for row in hashes)])

    def _rows(self) -> Iterator[str]:
        for name in shapes():
            table = TABLES[name]
            joined = f"LEFT JOIN batch_row r ON r.tbl = '{name}' AND r.row = t.id" if table.batch else ""
            proof = "r.batch, r.place, r.salt" if table.batch else "NULL, NULL, NULL"
            columns: list[str] = []
            for part in self.scope.ids[name].slices():
                sql = f'SELECT t.*, {proof} FROM "{name}" t {joined} WHERE t.id'  # noqa: S608 - a table of ours
                for row in among(self._db, sql, part):
                    columns = columns or row.keys()[:-3]
                    batch, place, salt = row[-3:]
                    image = rows.image_of(row, table, columns)
                    told = None if salt is None else [batch, place, salt.hex()]
                    self._on()
                    yield rows.canonical({"s": told, "t": name, "v": image})

    def _papers(self) -> Iterator[str]:
        for part in self.scope.papers.slices():
            for one in part:
                for row in among(self._db, "SELECT * FROM paper WHERE id", [one]):
                    image = rows.image_of(row, TABLES["paper"])
                    self._on()
                    yield rows.canonical({"pdf": base64.b64encode(row["pdf"]).decode(), "v": image})

    def _pictures(self) -> Iterator[str]:
        for sha in self.scope.pictures:
            row = self._db.one("SELECT data FROM picture WHERE sha = ?", (sha,))
            if row is not None:
                self._on()
                yield rows.canonical({"data": base64.b64encode(row[0]).decode(), "sha": sha})
