"""Tables of messages whose header says nothing: what the owner said their columns are, kept for the next such table."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from wxadmin.domain.errors import UserError
from wxadmin.domain.people import RosterTable
from wxadmin.i18n import _
from wxadmin.services import clock
from wxadmin.services.records import Store
from wxadmin.store import rosters as stored
from wxadmin.store.journal import Tx

CHOICES: tuple[tuple[str, str], ...] = (
    ("", _("不要")), ("sender", _("发言人")), ("text", _("内容")), ("time", _("时间")), ("day", _("日期")),
    ("kind", _("类型")), ("quote", _("引用的话")), ("group", _("群名")),
)  # fmt: skip
"""(role, title) of what a column may be taken for; each role once."""
NEEDED = ("sender", "text")
_MARK = "#chat"
"""Stands before the titles of such a table, so that no list of people is taken for one."""
_ROWS = 5


@dataclass(frozen=True, slots=True)
class ChatTable:
    """A table of messages as it stands, and what its columns are taken for."""

    table: RosterTable

    @property
    def columns(self) -> dict[int, str]:
        """Column from 0 → role, of those that have one."""
        return {at: role for at, role in enumerate(self.table.fields) if role}

    @property
    def readable(self) -> bool:
        """Whether speaker and words are among the columns."""
        return set(NEEDED) <= set(self.table.fields)


def guess(store: Store, source: str | Path) -> ChatTable | None:
    """The table in a paste or file with what was chosen for its header before, else with a guess; None: no table."""
    from wxadmin.intake.chat import guess_columns
    from wxadmin.intake.text import decode, read_bytes, shown

    try:
        text = decode(read_bytes(source), where=shown(source)) if isinstance(source, Path) else source
    except UserError:
        return None
    found = guess_columns(text)
    if found is None:
        return None
    titles = found.titles if found.titled else ()
    known = _known(store, titles) if titles else None
    columns = found.columns if known is None else known
    fields = tuple(columns.get(at, "") for at in range(len(found.titles)))
    rows = tuple(found.rows[:_ROWS])
    return ChatTable(RosterTable(titles, rows, fields, 0 if titles else -1, remembered=known is not None))


def _known(store: Store, titles: tuple[str, ...]) -> dict[int, str] | None:
    with store.read() as db:
        row = stored.column_map(db, _key(titles))
    if row is None:
        return None
    said = json.loads(row["fields"])
    return {at: said[title] for at, title in enumerate(titles) if said.get(title)}


def _key(titles: tuple[str, ...]) -> str:
    return json.dumps([_MARK, *sorted(titles)], ensure_ascii=False)


def remember(store: Store, titles: tuple[str, ...], columns: Mapping[int, str]) -> None:
    """Keeps it for the next table with these titles; a habit like widths of columns and not journalled."""
    fields = {title: columns.get(at, "") for at, title in enumerate(titles) if title}
    values = {"fields": json.dumps(fields, ensure_ascii=False), "used": clock.now().isoformat()}

    def work(tx: Tx) -> None:
        row = stored.column_map(tx, _key(titles))
        if row is None:
            tx.insert("column_map", {"titles": _key(titles), **values})
        else:
            tx.update("column_map", row["id"], values)

    if fields:
        store.change(_("记住聊天表格各列的含义"), work)
