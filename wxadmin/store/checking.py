"""The full check of a record file: pages, constraints, ledger, and every record against what was journalled of it."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

from wxadmin.domain import merkle
from wxadmin.domain.errors import StoreError
from wxadmin.domain.jobs import Step, quiet
from wxadmin.domain.merkle import Frontier
from wxadmin.i18n import _
from wxadmin.store import engine, ledger, migrations, rows
from wxadmin.store.anchor import Anchor
from wxadmin.store.engine import Connection, EngineError, Row
from wxadmin.store.journal import ERASED, ERASURE, FINAL, PLAIN, UNDO
from wxadmin.store.rows import Image, canonical
from wxadmin.store.staging import STAGED, row_hash
from wxadmin.store.tables import TABLES, Table

_MOST = 50
_STEP = 2000
_HEADS = {PLAIN, FINAL, UNDO, ERASURE}
# A page may be caught half written by a checkpoint; damage is there every time.
_LOOKS, _PAUSE = 3, 0.3


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What the check found. ``problems`` are whole sentences; ``size`` and ``root`` are the ledger's as it was read."""

    problems: tuple[str, ...]
    size: int
    root: bytes

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.problems


@dataclass(slots=True)
class _Findings:
    problems: list[str] = field(default_factory=list)
    untold: int = 0

    def add(self, text: str) -> None:
        if len(self.problems) < _MOST:
            self.problems.append(text)
        else:
            self.untold += 1


@dataclass(slots=True)
class _Seen:
    """What reading the ledger leaves for the later parts."""

    frontier: Frontier = field(default_factory=Frontier)
    alive: dict[str, set[int]] = field(default_factory=dict)
    missing_bodies: set[int] = field(default_factory=set)
    erased: set[int] = field(default_factory=set)
    erased_rows: set[tuple[int, int]] = field(default_factory=set)
    nodes: dict[tuple[int, int], bytes] = field(default_factory=dict)
    anchor_root: bytes | None = None


def check(
    connection: Connection, beside: Connection, *, anchor: Anchor | None = None, step: Step = quiet
) -> CheckReport:
    """Read everything once, the records in one snapshot. Never writes; raises Cancelled through ``step``.

    ``beside`` is a second connection to the same file: the engine looks through the pages while the entries are read.
    """
    found, in_pages = _Findings(), _Findings()
    seen = _Seen()
    with ThreadPoolExecutor(1, thread_name_prefix="wxadmin-check") as pool:
        looking = pool.submit(_pages, beside, in_pages)
        try:
            with _as_finding(found):
                connection.execute("BEGIN")
                try:
                    total = 2 * ledger.size_of(connection) + 1
                    origin = bytes(connection.execute("SELECT value FROM meta WHERE key = 'origin'").fetchone()[0])
                    _ledger(connection, origin, anchor, seen, found, step, total)
                    _records(connection, seen, found, step, total)
                    _batches(connection, seen, found)
                    _pictures(connection, found)
                    _remembered(anchor, origin, seen, found)
                finally:
                    connection.execute("ROLLBACK")
        except BaseException:
            beside.interrupt()
            raise
        with _as_finding(in_pages):
            looking.result()
    for text in in_pages.problems:
        found.add(text)
    found.untold += in_pages.untold
    if found.untold:
        found.problems.append(_("另有 {count} 处问题没有列出").format(count=found.untold))
    return CheckReport(tuple(found.problems), seen.frontier.size, seen.frontier.root())


@contextmanager
def _as_finding(found: _Findings) -> Iterator[None]:
    """Damage that stops the reading is a finding like any other."""
    try:
        yield
    except EngineError as error:
        known = engine.explain(error)
        if known is None or not engine.needs_reopening(error):
            raise
        found.add(_("文件有一部分读不出来（{why}）").format(why=known.what))


def _pages(connection: Connection, found: _Findings) -> None:
    for row in connection.execute(f"PRAGMA integrity_check({_MOST})"):
        if row[0] != "ok":
            found.add(_("数据页损坏：{detail}").format(detail=" ".join(str(row[0])[:200].split())))
    for row in connection.execute("PRAGMA foreign_key_check"):
        found.add(_("表 {table} 第 {row} 行引用了不存在的记录").format(table=row[0], row=row[1]))
    older = connection.execute("PRAGMA user_version").fetchone()[0] < migrations.version()
    if not older and migrations.fingerprint(connection) != migrations.expected_fingerprint():
        found.add(_("表结构被改动过"))
    bad: set[str] = set()
    for look in range(_LOOKS):
        now = {str(row[0]) for row in connection.execute("PRAGMA cipher_integrity_check")}
        bad = now if look == 0 else bad & now
        if not bad:
            break
        time.sleep(_PAUSE)
    for text in sorted(bad):
        found.add(_("数据页校验不符：{detail}").format(detail=text))


def _ledger(
    connection: Connection, origin: bytes, anchor: Anchor | None, seen: _Seen, found: _Findings, step: Step, total: int
) -> None:
    """Every leaf recomputed from its fields, every body against its commitment, every node against the leaves."""
    frontier = seen.frontier
    head, head_kind = 0, ""
    if anchor is not None and anchor.size == 0:
        seen.anchor_root = frontier.root()
    for row in connection.execute(
        "SELECT e.seq, e.change, e.at, e.kind, e.tbl, e.row, e.subject, e.commitment, e.leaf, b.salt, b.body"
        " FROM entry e LEFT JOIN body b ON b.seq = e.seq ORDER BY e.seq"
    ):
        seq, change, _at, kind, tbl, row_id, _subject, committed, leaf, salt, body = row
        if seq != frontier.size + 1:
            found.add(_("操作日志在第 {seq} 条前缺了条目").format(seq=seq))
            return
        if kind in _HEADS:
            head, head_kind = seq, kind
        if change != head:
            found.add(_("操作日志第 {seq} 条不属于它所在的修改").format(seq=seq))
        if not _leaf_fits(origin, row):
            found.add(_("操作日志第 {seq} 条被改动过").format(seq=seq))
        if body is None:
            seen.missing_bodies.add(seq)
        elif len(salt) != merkle.SALT_BYTES or merkle.commitment(salt, body.encode()) != committed:
            found.add(_("操作日志第 {seq} 条的内容被改动过").format(seq=seq))
        elif kind == ERASED and head_kind == ERASURE:
            gone = json.loads(body)
            seen.erased.update(seq for first, last in gone["bodies"] for seq in range(first, last + 1))
            seen.erased_rows.update((batch, place) for batch, place in gone["rows"])
        if tbl is not None and kind not in _HEADS:
            alive = seen.alive.setdefault(tbl, set())
            if body is None or body.startswith('{"after":null,'):
                alive.discard(row_id)
            else:
                alive.add(row_id)
        for height, value in frontier.add(leaf):
            if height >= ledger.TILE_HEIGHT:
                seen.nodes[height, (seq >> height) - 1] = value
        if anchor is not None and anchor.size == seq:
            seen.anchor_root = frontier.root()
        if seq % _STEP == 0:
            step(seq, total)
    for seq in sorted(seen.missing_bodies - seen.erased)[:_MOST]:
        found.add(_("操作日志第 {seq} 条的内容不见了，却没有删除记录").format(seq=seq))
    if (
        lost := connection.execute("SELECT min(seq) FROM body WHERE seq NOT IN (SELECT seq FROM entry)").fetchone()[0]
    ) is not None:
        found.add(_("有不属于任何条目的日志内容（第 {seq} 条）").format(seq=lost))
    kept = {(row[0], row[1]): bytes(row[2]) for row in connection.execute("SELECT height, number, hash FROM node")}
    if kept != seen.nodes:
        found.add(_("操作日志的校验树与条目不符"))
    if connection.execute("SELECT count(*) FROM erasing").fetchone()[0]:
        found.add(_("有一次没有做完的个人信息删除"))


def _leaf_fits(origin: bytes, row: Row) -> bool:
    seq, _change, at, kind, tbl, row_id, subject, committed, leaf, _salt, _body = row
    try:
        data = merkle.leaf_data(origin, seq, at, ledger.leaf_kind(kind, tbl, row_id), subject, committed)
    except ValueError:
        return False
    return merkle.leaf_hash(data) == bytes(leaf)


def _present_tables(connection: Connection) -> list[tuple[str, Table]]:
    """Journalled tables the file has; all of ours, unless it is of an older version."""
    names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return [(name, table) for name, table in TABLES.items() if table.journalled and name in names]


def _records(connection: Connection, seen: _Seen, found: _Findings, step: Step, total: int) -> None:
    """Every record as it is now against the last image journalled of it, or against its import's hash."""
    done = seen.frontier.size
    for name, table in _present_tables(connection):
        alive = seen.alive.get(name, set())
        present: set[int] = set()
        salt = "r.salt, r.hash" if table.batch else "NULL, NULL"
        source = f"LEFT JOIN batch_row r ON r.tbl = '{name}' AND r.row = t.id" if table.batch else ""
        columns: list[str] = []
        last = f"(SELECT max(e.seq) FROM entry e WHERE e.tbl = '{name}' AND e.row = t.id)"  # noqa: S608 - as below
        for row in connection.execute(
            f'SELECT t.*, {salt}, b.body FROM "{name}" t {source}'  # noqa: S608 - names of the registry
            f" LEFT JOIN body b ON b.seq = {last}"
        ):
            done += 1
            if done % _STEP == 0:
                step(min(done, total), total)
            columns = columns or row.keys()[:-3]
            _record(row, name, rows.image_of(row, table, columns), present, found)
        for row_id in sorted(alive - present)[:_MOST]:
            found.add(_("表 {table} 的第 {row} 条记录不见了").format(table=name, row=row_id))


def _record(row: Row, name: str, image: Image, present: set[int], found: _Findings) -> None:
    salt, digest, body = row[-3:]
    row_id = image["id"]
    present.add(row_id)
    if name == "batch" and image["state"] == STAGED and body is None:
        return
    where = {"table": name, "row": row_id}
    if body is not None:
        if not body.startswith(f'{{"after":{canonical(image)},"before":'):
            found.add(_("表 {table} 的第 {row} 条记录与操作日志不符").format(**where))
    elif digest is None:
        found.add(_("表 {table} 的第 {row} 条记录没有经过操作日志").format(**where))
    elif salt is None or len(salt) != merkle.SALT_BYTES or row_hash(salt, name, image) != digest:
        found.add(_("表 {table} 的第 {row} 条记录与导入时不符").format(**where))


def _batches(connection: Connection, seen: _Seen, found: _Findings) -> None:
    """Every published import's root over its rows' hashes, and that its rows are there."""
    roots: dict[int, Frontier] = {}
    for batch, place, digest in connection.execute("SELECT batch, place, hash FROM batch_row ORDER BY batch, place"):
        frontier = roots.setdefault(batch, Frontier())
        if frontier.size != place:
            found.add(_("第 {batch} 次导入缺了一行").format(batch=batch))
            frontier.size = place
        frontier.add(digest)
    for batch, state, count, root in connection.execute("SELECT id, state, rows, root FROM batch"):
        frontier = roots.get(batch, Frontier())
        if state != STAGED and (frontier.size != count or frontier.root() != root):
            found.add(_("第 {batch} 次导入与它的校验值不符").format(batch=batch))
    for name, table in _present_tables(connection):
        if table.batch:
            _imported(connection, name, seen, found)


def _imported(connection: Connection, name: str, seen: _Seen, found: _Findings) -> None:
    """Imported rows that were changed, deleted or erased since: their first image fits, or they are accounted for."""
    for row in connection.execute(
        "SELECT r.batch, r.place, r.row, r.salt, r.hash, b.seq, b.body FROM batch_row r"  # noqa: S608 - registered name
        " LEFT JOIN body b ON b.seq = (SELECT min(e.seq) FROM entry e WHERE e.tbl = r.tbl AND e.row = r.row)"
        f' WHERE r.tbl = ? AND (b.seq IS NOT NULL OR NOT EXISTS (SELECT 1 FROM "{name}" t WHERE t.id = r.row))',
        (name,),
    ):
        batch, place, row_id, salt, digest, seq, body = row
        where = {"table": name, "row": row_id}
        if salt is None:
            if (batch, place) not in seen.erased_rows:
                found.add(_("表 {table} 的第 {row} 条导入的记录不见了").format(**where))
        elif seq is None:
            found.add(_("表 {table} 的第 {row} 条导入的记录不见了").format(**where))
        elif row_hash(salt, name, json.loads(body)["before"] or {}) != digest:
            found.add(_("表 {table} 的第 {row} 条记录与导入时不符").format(**where))


def _pictures(connection: Connection, found: _Findings) -> None:
    """Every picture's bytes against the digest it is kept under; that none is missing is a foreign key's business."""
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'picture'").fetchone() is None:
        return
    for row_id, sha, data in connection.execute("SELECT id, sha, data FROM picture"):
        if hashlib.sha256(data).hexdigest() != sha:
            found.add(_("第 {row} 幅图片被改动过").format(row=row_id))


def _remembered(anchor: Anchor | None, origin: bytes, seen: _Seen, found: _Findings) -> None:
    if anchor is None:
        return
    if anchor.origin != origin:
        found.add(_("这不是上次在这里使用的那份记录文件"))
    elif anchor.size > seen.frontier.size:
        count = anchor.size - seen.frontier.size
        found.add(_("记录文件比上次使用时少了 {count} 条操作记录").format(count=count))
    elif seen.anchor_root != anchor.root:
        found.add(_("记录文件里过去的操作记录被改动过"))


def refuse_damaged(report: CheckReport, where: str) -> None:
    """StoreError with the first problem if there is one."""
    if not report.ok:
        raise StoreError(report.problems[0].rstrip("。"), where=where, remedy=_("请换一份完好的备份"))
