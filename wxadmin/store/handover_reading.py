"""Reading a package that was handed over: nothing of it is believed before all of it was checked.

The signature fits the manifest, the manifest every part; the giver's ledger hashes to its root, each body told fits its
leaf, each record its last image in that ledger or the hash of the import it came by, each paper its leaf.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wxadmin.domain import merkle
from wxadmin.domain.errors import UserError
from wxadmin.domain.jobs import Step, quiet
from wxadmin.domain.merkle import Frontier
from wxadmin.i18n import _
from wxadmin.store import handover_writing as written
from wxadmin.store import migrations, rows
from wxadmin.store.handover_file import PackageFile, Part, damaged, newer
from wxadmin.store.handover_scope import Ids
from wxadmin.store.handover_tables import Shape, shapes
from wxadmin.store.ledger import leaf_kind
from wxadmin.store.rows import Image
from wxadmin.store.staging import row_hash

_TELL = 500
_AFTER = '{"after":'


@dataclass(frozen=True, slots=True)
class Entry:
    """One leaf of the giver's ledger with its body, None where that stays with the giver."""

    seq: int
    change: int
    at: str
    kind: str
    tbl: str | None
    row: int | None
    subject: bytes
    commitment: bytes
    salt: bytes | None
    body: str | None


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the giver signed."""

    giver: str
    receiver: str
    day: str
    note: str
    origin: bytes
    key: bytes
    size: int
    root: bytes
    groups: tuple[tuple[int, str, str], ...]
    counts: Mapping[str, int]
    left: Mapping[str, int]
    merged: Mapping[bytes, bytes]
    parts: Mapping[str, Part]


@dataclass(slots=True)
class Package:
    """A checked package.

    ``ids`` are the giver's, by table; ``people`` are images of persons, ``lists`` the batches that member lists and
    signing rounds name, ``shas`` the digests of pictures.
    """

    path: Path
    passphrase: str
    digest: str
    manifest: Manifest
    text: str
    signature: bytes
    ids: dict[str, Ids] = field(default_factory=dict)
    people: list[Image] = field(default_factory=list)
    lists: set[int] = field(default_factory=set)
    shas: set[str] = field(default_factory=set)


def fingerprint(key: bytes) -> str:
    """A public key as two people read it to each other: 160 bits in eight groups of four."""
    from wxadmin.domain.seal import content_code

    return content_code(b"wxadmin-handover-key-v1" + key)


@contextmanager
def opened(path: Path, passphrase: str) -> Iterator[tuple[PackageFile, Manifest]]:
    """A package open for reading, its signature checked. UserError, one sentence, when it cannot be."""
    where = path.name
    try:
        file = path.open("rb")
    except FileNotFoundError:
        raise UserError(_("没有这个文件"), where=where, remedy=_("请检查路径")) from None
    except OSError as error:
        raise UserError(_("文件无法读取"), where=where, remedy=_("请检查路径和权限")) from error
    with file:
        try:
            package = PackageFile(file, passphrase, where)
            yield package, _manifest(package, where)
        except OSError as error:
            raise UserError(_("文件读不出来"), where=where, remedy=_("请重新拷贝一份")) from error


def _manifest(package: PackageFile, where: str) -> Manifest:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        said = json.loads(package.manifest)
        if said["version"] > 1 or said["schema"] > migrations.version():
            raise newer(where)
        key = bytes.fromhex(said["key"])
        Ed25519PublicKey.from_public_bytes(key).verify(package.signature, package.manifest.encode())
        groups = tuple((int(one["id"]), str(one["name"]), str(one["kind"])) for one in said["groups"])
        found = Manifest(
            str(said["giver"])[:200], str(said["receiver"])[:200], str(said["day"])[:10], str(said["note"])[:2000],
            bytes.fromhex(said["origin"]), key, int(said["size"]), bytes.fromhex(said["root"]), groups,
            {str(name): int(count) for name, count in said["counts"].items()},
            {str(name): int(count) for name, count in said["left"].items()},
            {bytes.fromhex(old): bytes.fromhex(kept) for old, kept in said["merged"].items()},
            package.parts(said["parts"]),
        )  # fmt: skip
    except InvalidSignature:
        raise UserError(_("移交包的签名不对，内容不可信"), where=where, remedy=_("请让移交人重新导出")) from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise damaged(where) from None
    if len(found.origin) != merkle.ORIGIN_BYTES or not groups or tuple(found.parts) != written.PARTS:
        raise damaged(where)
    return found


def check(path: Path, passphrase: str, step: Step = quiet) -> Package:
    """Read all of a package and check it. UserError, one sentence, for what is wrong with it; Cancelled."""
    where = path.name
    with opened(path, passphrase) as (file, manifest):
        try:
            digest = written.files_digest(path)
            package = Package(path, passphrase, digest, manifest, file.manifest, file.signature)
            checking = _Check(file, package, where, step)
            checking.all()
            file.check_places(manifest.parts.values())
        except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
            raise damaged(where) from None
    return package


def entries(file: PackageFile, manifest: Manifest) -> Iterator[Entry]:
    """The giver's ledger in order. ValueError and its like for lines of another form."""
    for line in file.lines(manifest.parts[written.LEDGER]):
        seq, change, at, kind, tbl, row, subject, committed, salt, body = json.loads(line)
        if {type(seq), type(change)} != {int} or {type(at), type(kind)} != {str} or not isinstance(body, str | None):
            raise ValueError("not an entry")
        if not (tbl is row is None) and (type(tbl), type(row)) != (str, int):
            raise ValueError("not an entry")
        yield Entry(
            seq, change, at, kind, tbl, row, bytes.fromhex(subject), bytes.fromhex(committed),
            None if salt is None else bytes.fromhex(salt), body,
        )  # fmt: skip


def leaf_of(origin: bytes, entry: Entry) -> bytes:
    """The leaf of an entry. ValueError for fields of the wrong size."""
    kind = leaf_kind(entry.kind, entry.tbl, entry.row)
    return merkle.leaf_hash(merkle.leaf_data(origin, entry.seq, entry.at, kind, entry.subject, entry.commitment))


def records(file: PackageFile, manifest: Manifest) -> Iterator[tuple[str, Image, list[Any] | None]]:
    """(table, image, [batch, place, salt] or None) of every record. ValueError and its like for other lines."""
    known = shapes()
    for line in file.lines(manifest.parts[written.ROWS]):
        said = json.loads(line)
        table, image = said["t"], said["v"]
        _refuse_other_columns(known[table], image)
        yield table, image, said["s"]


def papers(file: PackageFile, manifest: Manifest) -> Iterator[tuple[Image, bytes]]:
    """(image, PDF) of every paper."""
    for line in file.lines(manifest.parts[written.PAPERS]):
        said = json.loads(line)
        for column, kind in _PAPER.items():
            if not (said["v"][column] is None and column.endswith("_id")) and not _TYPES[kind](said["v"][column]):
                raise ValueError(f"{column} is of another type")
        yield said["v"], base64.b64decode(said["pdf"], validate=True)


def pictures(file: PackageFile, manifest: Manifest) -> Iterator[tuple[str, bytes]]:
    """(SHA-256 in hex, bytes) of every picture."""
    for line in file.lines(manifest.parts[written.PICTURES]):
        said = json.loads(line)
        yield said["sha"], base64.b64decode(said["data"], validate=True)


_TYPES: Mapping[str, Callable[[object], bool]] = {
    "TEXT": lambda v: isinstance(v, str),
    "INTEGER": lambda v: type(v) is int and -(2**63) <= v < 2**63,
    "REAL": lambda v: type(v) in (int, float),
    "BLOB": lambda v: isinstance(v, dict) and set(v) == {"hex"} and bytes.fromhex(v["hex"]) is not None,
}

_PAPER = {
    **dict.fromkeys(("kind", "number", "title", "code", "digest", "missing", "issued"), "TEXT"),
    **dict.fromkeys(("id", "group_id", "seq", "pages", "case_id", "revision_id", "announcement_id"), "INTEGER"),
    "subject": "BLOB",
}


def _refuse_other_columns(shape: Shape, image: Image) -> None:
    if image.keys() != shape.columns.keys():
        raise ValueError("other columns")
    for name, kind in shape.columns.items():
        value = image[name]
        if value is None:
            if name in shape.needed or name == "id":
                raise ValueError(f"{name} is missing")
        elif not _TYPES[kind](value):
            raise ValueError(f"{name} is of another type")


class _Check:
    """One reading of everything."""

    def __init__(self, file: PackageFile, package: Package, where: str, step: Step) -> None:
        self._file, self._package, self._where, self._step = file, package, where, step
        self._manifest = package.manifest
        self._images: dict[tuple[str, int], bytes | None] = {}
        self._roots: dict[int, tuple[int, bytes]] = {}
        self._hashes: dict[int, bytearray] = {}
        self._done = 0
        self._total = self._manifest.size + sum(self._manifest.counts.values())

    def all(self) -> None:
        """Everything, in the order it lies in the file."""
        self._ledger()
        self._batches()
        self._rows()
        self._papers()
        self._pictures()

    def _on(self) -> None:
        self._done += 1
        if self._done % _TELL == 0:
            self._step(min(self._done, self._total), self._total)

    def _untrue(self, what: str) -> UserError:
        return UserError(what, where=self._where, remedy=_("不要导入，请与移交人核对"))

    def _ledger(self) -> None:
        frontier = Frontier()
        head = 0
        for entry in entries(self._file, self._manifest):
            head = entry.seq if entry.seq == entry.change else head
            if entry.seq != frontier.size + 1 or entry.change != head:
                raise self._untrue(_("移交人的操作日志第 {seq} 条不在它的位置上").format(seq=entry.seq))
            frontier.add(leaf_of(self._manifest.origin, entry))
            if entry.body is not None:
                if entry.salt is None or merkle.commitment(entry.salt, entry.body.encode()) != entry.commitment:
                    raise self._untrue(_("移交人的操作日志第 {seq} 条的内容被改动过").format(seq=entry.seq))
                self._told(entry)
            elif entry.tbl is not None and entry.row is not None:
                # Erased: what was said before no longer tells what the record is.
                self._images[entry.tbl, entry.row] = None
            self._on()
        if (frontier.size, frontier.root()) != (self._manifest.size, self._manifest.root):
            raise self._untrue(_("移交人的操作日志与它的校验根不符"))

    def _told(self, entry: Entry) -> None:
        body = entry.body or ""
        if entry.tbl is None or entry.row is None or entry.kind not in ("row", "batch"):
            return
        if not body.startswith(_AFTER):
            raise ValueError("no image")
        after = json.loads(body)["after"]
        if entry.tbl == "batch" and after is not None:
            self._roots[entry.row] = (int(after["rows"]), bytes.fromhex(after["root"]["hex"]))
        self._images[entry.tbl, entry.row] = None if after is None else _hash(rows.canonical(after))

    def _batches(self) -> None:
        for line in self._file.lines(self._manifest.parts[written.BATCHES]):
            batch, hashes = json.loads(line)
            self._hashes.setdefault(int(batch), bytearray()).extend(bytes.fromhex(hashes))
        for batch, said in self._hashes.items():
            found = Frontier()
            for at in range(0, len(said), merkle.HASH_BYTES):
                found.add(bytes(said[at : at + merkle.HASH_BYTES]))
            if self._roots.get(batch) != (found.size, found.root()):
                raise self._untrue(_("移交人的第 {batch} 次导入与它的校验值不符").format(batch=batch))

    def _rows(self) -> None:
        ids: dict[str, list[int]] = {name: [] for name in shapes()}
        order = {name: place for place, name in enumerate(ids)}
        last = (-1, 0)
        names: dict[int, str] = {}
        for table, image, salted in records(self._file, self._manifest):
            row_id = image["id"]
            if row_id < 1 or (order[table], row_id) <= last:
                raise ValueError("out of order")
            last = (order[table], row_id)
            self._record(table, image, salted)
            ids[table].append(row_id)
            if table == "person":
                self._package.people.append(image)
            elif table == "grp":
                names[row_id] = image["name"]
            elif table == "snapshot":
                self._package.lists.add(image["list"])
            elif table == "signing":
                self._package.lists.add(image["roll"])
            self._on()
        self._package.ids = {name: Ids(found) for name, found in ids.items()}
        if names != {one[0]: one[1] for one in self._manifest.groups}:
            raise ValueError("other groups")

    def _record(self, table: str, image: Image, salted: list[Any] | None) -> None:
        """A record against its last image in the ledger, else against the hash of the import it came by."""
        where = (table, image["id"])
        told = self._images.get(where)
        if told is not None:
            sound = _hash(rows.canonical(image)) == told
        elif where not in self._images and salted is not None:
            batch, place, salt = salted
            hashes = self._hashes[batch]
            digest = row_hash(bytes.fromhex(salt), table, image)
            sound = place >= 0 and bytes(hashes[place * 32 : place * 32 + 32]) == digest
        else:
            sound = False
        if not sound:
            raise self._untrue(
                _("表 {table} 的第 {row} 条记录与移交人的操作日志不符").format(table=table, row=image["id"])
            )

    def _papers(self) -> None:
        ids: list[int] = []
        for image, pdf in papers(self._file, self._manifest):
            digest = hashlib.sha256(pdf).hexdigest()
            if self._images.get(("paper", image["id"])) != _hash(rows.canonical({**image, "pdf": {"sha256": digest}})):
                raise self._untrue(_("文书 {number} 与移交人的操作日志不符").format(number=str(image["number"])[:60]))
            ids.append(image["id"])
            self._on()
        self._package.ids[written.PAPER] = Ids(ids)

    def _pictures(self) -> None:
        for sha, data in pictures(self._file, self._manifest):
            if hashlib.sha256(data).hexdigest() != sha:
                raise self._untrue(_("图片 {sha} 被改动过").format(sha=str(sha)[:12]))
            self._package.shas.add(str(sha))
            self._on()


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
