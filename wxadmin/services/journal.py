"""操作日志: every change, newest first."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import replace

from wxadmin.i18n import _
from wxadmin.services import clock
from wxadmin.services.listing import Badge, Chip, Column, Ids, Row, View, ids_of
from wxadmin.services.records import Reader, Store
from wxadmin.store import changes as stored
from wxadmin.store import history

COLUMNS = (
    Column("at", _("时间"), 170),
    Column("actor", _("操作人"), 110),
    Column("label", _("操作"), 320),
    Column("state", _("状态"), 100),
)
CHIPS = (Chip("final", _("已签发")), Chip("undone", _("已撤销")))
KINDS = {"change": "", "final": _("已签发"), "undo": _("撤销"), "erasure": _("个人信息删除")}


def index(store: Store, view: View, reader: Reader | None = None) -> Ids:
    """Ids of the changes, newest first; group and search of the view are not considered."""
    every = View(sort=view.sort, descending=view.descending)
    if "undone" not in view.chips:
        return ids_of(store, stored.LIST, replace(every, chips=view.chips), reader)
    # An undo may itself be undone, so that what stands taken back is found by walking, not by a condition.
    with store.read() as db:
        wanted = history.undone(db)
    if "final" in view.chips:
        wanted.update(ids_of(store, stored.LIST, View(chips=("final",)), reader))
    return array("q", (i for i in ids_of(store, stored.LIST, every, reader) if i in wanted))


def page(store: Store, ids: Sequence[int]) -> list[Row]:
    """Those changes as rows."""
    with store.read() as db:
        changes = history.changes(db, ids)
    rows = []
    for change in changes:
        state = _("已撤销") if change.undone else KINDS.get(change.kind, "")
        badges = (Badge(state, "muted" if change.undone else "info"),) if state else ()
        # Words that named somebody are empty once that person's data was erased.
        label = change.label or _("（个人信息已删除）")
        rows.append(Row(change.id, (clock.shown(change.at), change.actor, label, state), badges))
    return rows
