"""Reading the journal: what changes there were, which were taken back, and what became of one record."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from wxadmin.i18n import _, retold
from wxadmin.store.rows import Image, Source

_HEADS = (
    "SELECT e.seq, e.at, e.kind, e.row, b.body FROM entry e LEFT JOIN body b ON b.seq = e.seq WHERE e.seq = e.change"
)


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change as the journal tells it. ``kind``: change, final (issued, never undone), undo or erasure.

    ``target`` is the change an undo took back. ``label`` and ``actor`` are empty where they have been erased.
    """

    id: int
    at: str
    actor: str
    label: str
    kind: str
    target: int | None
    undone: bool


@dataclass(frozen=True, slots=True)
class JournalRow:
    """What one change did to one record: its images before and after, None where there was no record.

    For an import (``kind`` batch) both are None: the record came or went with its batch.
    """

    seq: int
    change: ChangeRow
    kind: str
    before: Image | None
    after: Image | None


def undone(db: Source) -> set[int]:
    """Changes that are taken back at present; an undo that was itself undone does not count."""
    back: set[int] = set()
    for row in db.all("SELECT seq, row FROM entry WHERE kind = 'undo' ORDER BY seq DESC"):
        if row[0] not in back:
            back.add(row[1])
    return back


def changes(db: Source, ids: Sequence[int]) -> list[ChangeRow]:
    """Those changes, in that order; a number that is no change is left out."""
    back = undone(db)
    found: dict[int, ChangeRow] = {}
    for start in range(0, len(ids), 500):
        part = list(ids[start : start + 500])
        marks = ",".join("?" * len(part))
        for row in db.all(f"{_HEADS} AND e.seq IN ({marks})", part):
            found[row[0]] = _change(row, back)
    return [found[number] for number in ids if number in found]


def undo_label(db: Source, number: int) -> str:
    """What taking a change back is called: 撤销“…”, and 恢复“…” for taking an undo back, and so on."""
    label = _("撤销“{name}”")
    while found := changes(db, [number]):
        if found[0].kind != "undo" or found[0].target is None:
            return label.format(name=found[0].label)
        number = found[0].target
        label = _("恢复“{name}”") if label == _("撤销“{name}”") else _("撤销“{name}”")
    return label.format(name="")


def newest(db: Source, before: int, limit: int) -> list[ChangeRow]:
    """Up to ``limit`` changes numbered below ``before``, newest first."""
    back = undone(db)
    return [
        _change(row, back)
        for row in db.all(f"{_HEADS} AND e.change < ? ORDER BY e.change DESC LIMIT ?", (before, limit))
    ]


def of_record(db: Source, table: str, row_id: int) -> list[JournalRow]:
    """What happened to a record, oldest first, with the publishing and withdrawing of the import it came by."""
    found = db.all(
        "SELECT e.seq, e.change, e.kind, b.body FROM entry e LEFT JOIN body b ON b.seq = e.seq"
        " WHERE (e.tbl = ? AND e.row = ?)"
        " OR (e.tbl = 'batch' AND e.row = (SELECT batch FROM batch_row WHERE tbl = ? AND row = ?))"
        " ORDER BY e.seq",
        (table, row_id, table, row_id),
    )
    heads = {change.id: change for change in changes(db, [row["change"] for row in found])}
    result = []
    for row in found:
        images = _json(row["body"]) if row["kind"] == "row" else {}
        result.append(
            JournalRow(row["seq"], heads[row["change"]], row["kind"], images.get("before"), images.get("after"))
        )
    return result


def _change(row: Sequence[Any], back: set[int]) -> ChangeRow:
    said = _json(row[4])
    label = retold(said.get("label", ""))
    return ChangeRow(row[0], row[1], said.get("actor", ""), label, row[2], row[3], row[0] in back)


def _json(body: str | None) -> dict[str, Any]:
    return {} if body is None else dict(json.loads(body))
