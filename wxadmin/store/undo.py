"""Taking a change back: a new change that restores every before image, or a refusal that says why."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from wxadmin.domain.errors import UserError
from wxadmin.i18n import _
from wxadmin.store import history, rows
from wxadmin.store.engine import IntegrityError
from wxadmin.store.history import ChangeRow
from wxadmin.store.journal import PLAIN, UNDO, Tx
from wxadmin.store.rows import Image, Source
from wxadmin.store.staging import WITHDRAWN, row_hash

_LOOK_BACK = 30
_LARGE = 200
_LARGE_BATCH = 2_000
_FOREIGN_KEYS = (
    'SELECT m.name, f."from", f."table" FROM sqlite_master m, pragma_foreign_key_list(m.name) f'
    " WHERE m.type = 'table' AND coalesce(f.\"to\", 'id') = 'id'"
)
_REFERRING = 'SELECT id FROM "{}" WHERE "{}" = ? LIMIT ?'


@dataclass(frozen=True, slots=True)
class _Step:
    """One entry of a change: the record and its images."""

    kind: str
    table: str
    row: int
    before: Image | None
    after: Image | None
    erased: bool


def last_undoable(db: Source) -> ChangeRow | None:
    """The newest change that stands and could be taken back now, None if there is none among the last thirty.

    Of a change with more than 200 entries, or of an import of more than 2,000 rows, the records are not looked at here;
    :func:`take_back` looks at all.
    """
    for change in history.newest(db, 2**62, _LOOK_BACK):
        if change.kind == PLAIN and not change.undone:
            steps = _steps(db, change.id, _LARGE + 1)
            if len(steps) > _LARGE or not (_refusal(db, change, steps) or _in_the_way(db, change, steps)):
                return change
    return None


def take_back(tx: Tx, number: int) -> None:
    """Restore what the change found, inside an undo change. UserError, saying why, when that cannot be."""
    found = history.changes(tx, [number])
    if not found:
        raise UserError(_("找不到这次修改"), where=str(number), remedy=_("请刷新操作日志"))
    change = found[0]
    steps = _steps(tx, number, -1)
    if (refusal := _refusal(tx, change, steps)) is not None:
        raise refusal
    try:
        for step in reversed(steps):
            if step.table != "batch":
                tx.restore(step.table, step.row, step.before)
            elif step.before is None or step.before["state"] == WITHDRAWN:
                if (refusal := _moved_batch(tx, change, step.row)) is not None:
                    raise refusal
                tx.withdraw(step.row)
            else:
                tx.publish_again(step.row)
    except IntegrityError as error:
        raise _moved_on(change) from error


def many(db: Source, number: int, most: int) -> frozenset[str]:
    """Tables of which a change wrote more than so many rows one by one."""
    rows = db.all(
        "SELECT tbl FROM entry WHERE change = ? AND kind = 'row' GROUP BY tbl HAVING count(*) > ?", (number, most)
    )
    return frozenset(row[0] for row in rows)


def _steps(db: Source, number: int, limit: int) -> list[_Step]:
    """Up to ``limit`` entries of a change after its head, oldest first."""
    found = db.all(
        "SELECT e.kind, e.tbl, e.row, b.body FROM entry e LEFT JOIN body b ON b.seq = e.seq WHERE e.seq > ? AND e.seq <"
        " coalesce((SELECT min(change) FROM entry WHERE seq = change AND change > ?), ?) ORDER BY e.seq LIMIT ?",
        (number, number, 2**62, limit),
    )
    steps = []
    for row in found:
        images = {} if row["body"] is None else json.loads(row["body"])
        erased = row["body"] is None
        steps.append(
            _Step(row["kind"], row["tbl"] or "", row["row"] or 0, images.get("before"), images.get("after"), erased)
        )
    return steps


def _refusal(db: Source, change: ChangeRow, steps: Sequence[_Step]) -> UserError | None:
    """Why the change cannot be taken back, as far as its own entries tell."""
    where = f"“{change.label}”"
    if any(step.erased for step in steps):
        return UserError(_("涉及的个人信息已经删除，不能撤销"), where=where, remedy=_("请用新的修改更正"))
    if change.kind not in {PLAIN, UNDO} or any(not step.table for step in steps):
        return UserError(_("已经签发或删除的不能撤销"), where=where, remedy=_("请用新的决定更正或作废"))
    if change.undone:
        return UserError(_("这次修改已经撤销过了"), where=where, remedy=_("要恢复，请撤销那次撤销"))
    last = {(step.table, step.row): step.after for step in steps}
    moved = any(rows.read_image(db, table, row_id) != after for (table, row_id), after in last.items())
    return _moved_on(change) if moved else None


def _in_the_way(db: Source, change: ChangeRow, steps: Sequence[_Step]) -> UserError | None:
    """What else would refuse: a moved import, or another record that refers to one the change made."""
    first: dict[tuple[str, int], Image | None] = {}
    for step in steps:
        first.setdefault((step.table, step.row), step.before)
    known = [(row[0], row[1], row[2]) for row in db.all(_FOREIGN_KEYS)]
    own = {record for record, before in first.items() if before is None}
    for (table, row_id), before in first.items():
        if before is not None:
            continue
        if table == "batch":
            size = db.one("SELECT rows FROM batch WHERE id = ?", (row_id,))
            if size is not None and size[0] <= _LARGE_BATCH and (refusal := _moved_batch(db, change, row_id, own)):
                return refusal
        elif any(
            (other, found["id"]) not in first
            for other, column, target in (*rows.references(), *known)
            if target == table
            for found in db.all(_REFERRING.format(other, column), (row_id, len(first) + 1))
        ):
            return _moved_on(change)
    return None


def _moved_batch(
    db: Source, change: ChangeRow, batch: int, own: Collection[tuple[str, int]] = ()
) -> UserError | None:  # fmt: skip
    """Why an import cannot be withdrawn: a record of it was changed since, or another record builds on it.

    ``own`` are records, imports among them, that the same change made and that go with it.
    """
    beside = json.dumps([batch, *(row for table, row in own if table == "batch")])
    found = db.all(
        "SELECT r.tbl, r.row, r.salt, r.hash FROM batch_row r WHERE r.batch = ?"
        " AND EXISTS (SELECT 1 FROM entry e WHERE e.tbl = r.tbl AND e.row = r.row)",
        (batch,),
    )
    for row in found:
        image = rows.read_image(db, row["tbl"], row["row"])
        if image is None or row["salt"] is None or row_hash(row["salt"], row["tbl"], image) != row["hash"]:
            return _moved_on(change)
    for table, column, target in rows.references():
        visible = ""
        values: tuple[int | str, ...] = (batch, target)
        if rows.facts(table).batch:
            visible = (
                " AND (t.batch IS NULL OR t.batch IN"
                " (SELECT id FROM batch WHERE state = 1 AND id NOT IN (SELECT value FROM json_each(?))))"
            )
            values = (batch, target, beside)
        joined = f'batch_row r JOIN "{table}" t ON t."{column}" = r.row WHERE r.batch = ? AND r.tbl = ?'
        building = db.all(f"SELECT t.id FROM {joined}{visible} LIMIT {len(own) + 1}", values)  # noqa: S608 - as above
        if any((table, row["id"]) not in own for row in building):
            return UserError(
                _("已有别的记录引用了它带来的内容，不能撤销"), where=f"“{change.label}”", remedy=_("请先处理那些记录")
            )
    return None


def _moved_on(change: ChangeRow) -> UserError:
    return UserError(_("之后又改过同样的记录，不能直接撤销"), where=f"“{change.label}”", remedy=_("请先撤销后来的修改"))
