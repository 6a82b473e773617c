"""Packages given and received as the record file keeps them: signing key and giver's ledger, which stays attached."""

from __future__ import annotations

import json
import secrets as random
import zlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from wxadmin.domain import merkle
from wxadmin.domain.jobs import Step, quiet
from wxadmin.domain.merkle import Frontier
from wxadmin.i18n import _
from wxadmin.store.engine import Row
from wxadmin.store.handover_reading import Entry, fingerprint, leaf_of
from wxadmin.store.journal import Tx
from wxadmin.store.rows import Source
from wxadmin.store.session import Store

_TELL = 2000


def secret(store: Store) -> bytes:
    """The key this record file signs with, made at its first use and kept in its encrypted pages."""
    with store.read() as db:
        row = db.one("SELECT secret FROM handover_key")
    if row is not None:
        return bytes(row[0])

    def make(tx: Tx) -> bytes:
        found = tx.one("SELECT secret FROM handover_key")
        if found is not None:
            return bytes(found[0])
        made = random.token_bytes(32)
        tx.insert("handover_key", {"secret": made, "made": tx.at})
        return made

    return store.change(_("生成移交签名密钥"), make).value


def public(key: bytes) -> bytes:
    """The public half of a signing key."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(key).public_key().public_bytes_raw()


def every(db: Source) -> list[Row]:
    """All packages given and received, the newest first."""
    return db.all("SELECT * FROM handover ORDER BY id DESC")


def one(db: Source, handover: int) -> Row | None:
    """One of them."""
    return db.one("SELECT * FROM handover WHERE id = ?", (handover,))


def of_group(db: Source, group: int) -> list[Row]:
    """The packages a group came by, the oldest first."""
    return db.all(
        "SELECT h.* FROM handover h JOIN handover_row r ON r.handover_id = h.id"
        " WHERE h.direction = 'received' AND r.tbl = 'grp' AND r.ours <= ?1 AND ?1 < r.ours + r.count ORDER BY h.id",
        (group,),
    )


def papers(db: Source, batch: int) -> list[Row]:
    """Papers the giver issued that came with a package, without the PDFs, oldest first."""
    return db.all(
        "SELECT id, group_id, kind, number, title, seq, code, pages, issued, case_id, revision_id"
        " FROM v_handed_paper WHERE batch = ? ORDER BY issued, id",
        (batch,),
    )


def paper(db: Source, handed: int) -> Row | None:
    """One of them with its PDF."""
    return db.one("SELECT * FROM v_handed_paper WHERE id = ?", (handed,))


def issued_by_giver(db: Source, origin: bytes, seq: int, leaf: bytes) -> Row | None:
    """The package whose attached ledger has this leaf at this place, None when none has."""
    for row in db.all("SELECT * FROM handover WHERE direction = 'received' AND origin = ? ORDER BY id DESC", (origin,)):
        found = next((e for e in _leaves(db, row["attached"], around=seq) if e.seq == seq), None)
        if found is not None and leaf_of(origin, found) == leaf:
            return row
    return None


def told_of(db: Source, gone: Mapping[str, Collection[int]]) -> set[int]:
    """Ids of ``handed_body`` that tell of records of ours, by table: what an erasure of these takes with it."""
    found: set[int] = set()
    for table, ids in gone.items():
        for part in _parts(sorted(ids)):
            found |= {
                row[0]
                for row in db.all(
                    "SELECT b.id FROM json_each(?1) j JOIN handover_row r ON r.tbl = ?2 AND r.ours <= j.value"
                    " AND j.value < r.ours + r.count JOIN handover h ON h.id = r.handover_id"
                    " JOIN handover g ON g.origin = h.origin AND g.direction = 'received'"
                    " JOIN handed_body b ON b.batch = g.attached AND b.tbl = ?2"
                    " AND b.row = r.theirs + (j.value - r.ours)",
                    (json.dumps(part), table),
                )
            }
    return found


def _parts(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), 500):
        yield ids[start : start + 500]


@dataclass(frozen=True, slots=True)
class Attached:
    """What the check of an attached ledger found. ``problems`` are whole sentences; ``erased`` bodies went since."""

    problems: tuple[str, ...]
    size: int
    told: int
    fingerprint: str

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.problems


def verify(db: Source, row: Row, step: Step = quiet) -> Attached:
    """Hash the giver's ledger anew: signature over the manifest, leaves to the signed root, bodies to their leaves."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    problems = []
    origin, size, root, key = bytes(row["origin"]), row["size"], bytes(row["root"]), bytes(row["key"])
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(bytes(row["signature"]), row["manifest"].encode())
        said = json.loads(row["manifest"])
    except (InvalidSignature, ValueError):
        return Attached((_("移交人的签名与移交清单不符"),), 0, 0, fingerprint(key))
    if (said["origin"], said["size"], said["root"]) != (origin.hex(), size, root.hex()) or said["key"] != key.hex():
        problems.append(_("移交记录与移交人签过名的清单不符"))
    frontier, told = Frontier(), 0
    for part in _lots(_leaves(db, row["attached"])):
        bodies = {
            b["seq"]: b
            for b in db.all(
                "SELECT seq, salt, body FROM v_handed_body WHERE batch = ? AND seq BETWEEN ? AND ?",
                (row["attached"], part[0].seq, part[-1].seq),
            )
        }
        for entry in part:
            body = bodies.get(entry.seq)
            if body is not None:
                told += 1
                if merkle.commitment(bytes(body["salt"]), body["body"].encode()) != entry.commitment:
                    problems.append(_("移交人的操作日志第 {seq} 条的内容被改动过").format(seq=entry.seq))
            if entry.seq != frontier.size + 1:
                problems.append(_("移交人的操作日志在第 {seq} 条前缺了条目").format(seq=entry.seq))
                return Attached(tuple(problems), frontier.size, told, fingerprint(key))
            frontier.add(leaf_of(origin, entry))
        step(frontier.size, size)
    if (frontier.size, frontier.root()) != (size, root):
        problems.append(_("移交人的操作日志与它的校验根不符"))
    return Attached(tuple(problems), frontier.size, told, fingerprint(key))


def _lots(entries: Iterator[Entry]) -> Iterator[list[Entry]]:
    lot: list[Entry] = []
    for entry in entries:
        lot.append(entry)
        if len(lot) == _TELL:
            yield lot
            lot = []
    if lot:
        yield lot


def _leaves(db: Source, batch: int, around: int | None = None) -> Iterator[Entry]:
    """The leaves kept of a package in order, or those of the row that has one of them."""
    places = [row[0] for row in db.all("SELECT id FROM v_handed_part WHERE batch = ? ORDER BY place", (batch,))]
    if around is not None:
        places = places[(around - 1) // _TELL : (around - 1) // _TELL + 1]
    for place in places:
        row = db.one("SELECT data FROM handed_part WHERE id = ?", (place,))
        if row is None:
            continue
        for line in zlib.decompress(row[0]).decode().split("\n"):
            seq, change, at, kind, tbl, of, subject, committed = json.loads(line)
            yield Entry(seq, change, at, kind, tbl, of, bytes.fromhex(subject), bytes.fromhex(committed), None, None)
