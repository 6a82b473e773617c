"""Which tables come with a group that is handed over, and what their numbers refer to.

A table comes unless :data:`KEPT_BACK` says why not. What it belongs to is found from its foreign keys, from what
:data:`TABLES` registers and from the names of its columns, so that a new table comes by being declared; a test looks
for columns of numbers that nobody explained.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from wxadmin.store import engine, migrations, rows
from wxadmin.store.tables import TABLES

KEPT_BACK: Mapping[str, str] = {
    "batch": "imports of the giver; the receiver's own import stands for them",
    "setting": "the giver's own", "layout": "the giver's window", "column_map": "the giver's lists",
    "platform_fact": "the receiver has facts of their own", "member": "a cache, computed anew",
    "member_stamp": "a cache, computed anew", "draft_text": "under the pen, not journalled",
    "paper": "issued by the giver: attached with the giver's ledger", "signing_sheet": "papers of the giver",
    "picture": "comes with what names it", "person_merge": "merged persons come as the one they are",
    "person_apart": "the receiver judges anew who is whom", "erasure": "the giver's duty, and done",
    "operator": "who acts for the giver", "handover": "the giver's acts", "handover_row": "the giver's acts",
    "handed_part": "another giver's", "handed_body": "another giver's", "handed_paper": "another giver's",
    "handover_key": "the giver's alone", "rulebook_draft": "under the pen, not journalled",
    "review_rank": "computed anew", "ranking": "learnt anew from the decisions that come",
    "holiday": "the receiver has a calendar of their own",
}  # fmt: skip
"""Tables that do not come, and why."""

REGULATION = "regulation"
"""No table: the number that the versions of one regulation share."""

_BY_NAME = {
    "group_id": "grp", "person_id": "person", "case_id": "cases", "revision_id": "revision",
    "announcement_id": "announcement", "paper_id": "paper", "message_id": "message", "review_id": "review",
    "snapshot_id": "snapshot", "signing_id": "signing", "signer_id": "signer", "application_id": "application",
    "departure_id": "departure", "party_id": "case_party", "task_id": "member_task", "batch": "batch",
    "regulation": REGULATION, "roll": "batch",
}  # fmt: skip
_BY_PLACE = {("snapshot", "list"): "batch"}
PLAIN = frozenset(
    {
        "id", "at", "bytes", "year",
        "last", "family_limit", "reply_minutes", "appeal_days", "gone", "position", "count",
        "flagged", "version", "ordinal", "days", "minutes", "audience", "expected", "row", "removed", "frozen",
        "secret", "malicious", "silent_days", "remind_days", "remind_most", "ended", "reversed",
        "points", "late", "off", "wanted", "share",
    }
)  # fmt: skip
"""Columns of whole numbers that refer to nothing."""
SOURCES = {
    "application": "application", "case": "cases", "cases": "cases", "departure": "departure", "sanction": "sanction",
}  # fmt: skip
"""``member_task.source`` → the table its ``source_id`` is of."""
PERSONAL = frozenset(
    {"person_detail", "relation", "post_held", "consent", "departure", "departure_item", "restriction"}
)
"""Tables that say something of a person whatever the group."""
FIRST = ("person", "grp", "revision")


@dataclass(frozen=True, slots=True)
class Shape:
    """One table as declared: column → type, column → what it refers to, columns that must have a value, its uniques."""

    columns: Mapping[str, str]
    links: Mapping[str, str]
    keys: frozenset[str]
    needed: frozenset[str]
    uniques: tuple[tuple[str, ...], ...]


@lru_cache(maxsize=1)
def shapes() -> Mapping[str, Shape]:
    """The tables that come, each after those it refers to, so that they can be written in this order."""
    connection = engine.connect(None, b"", write=True)
    try:
        for _name, script in migrations.MIGRATIONS:
            for statement in engine.statements(script):
                connection.execute(statement)
        found = {name: _shape(connection, name) for name in TABLES if name not in KEPT_BACK}
    finally:
        connection.close()
    order: dict[str, Shape] = {name: found[name] for name in FIRST if name in found}

    def put(name: str) -> None:
        if name in order:
            return
        for column in sorted(found[name].keys):
            target = found[name].links[column]
            if target in found and target != name:
                put(target)
        order[name] = found[name]

    # What an import fills comes before what may refer to it.
    for name in sorted(found, key=lambda n: (not TABLES[n].batch, n)):
        put(name)
    return order


def _shape(connection: Any, table: str) -> Shape:
    columns: dict[str, str] = {}
    needed = set()
    for row in connection.execute('SELECT name, type, "notnull" FROM pragma_table_info(?)', (table,)):
        columns[row[0]] = row[1]
        if row[2]:
            needed.add(row[0])
    keys = {
        row[0]: row[1]
        for row in connection.execute(
            'SELECT "from", "table" FROM pragma_foreign_key_list(?) WHERE coalesce("to", \'id\') = \'id\'', (table,)
        )
    }
    links = {name: _BY_NAME[name] for name in columns if name in _BY_NAME}
    links |= {column: target for (name, column), target in _BY_PLACE.items() if name == table}
    links |= dict(TABLES[table].refers) | keys
    uniques = [
        tuple(row[0] for row in connection.execute("SELECT name FROM pragma_index_info(?)", (index[0],)))
        for index in connection.execute("SELECT name FROM pragma_index_list(?) WHERE origin = 'u'", (table,)).fetchall()
    ]
    return Shape(columns, links, frozenset(keys), frozenset(needed), tuple(uniques))


def unexplained() -> list[tuple[str, str]]:
    """(table, column) of whole numbers of which nobody said what they mean."""
    return [
        (name, column)
        for name, shape in shapes().items()
        for column, kind in shape.columns.items()
        if kind == "INTEGER"
        and column not in PLAIN
        and column not in shape.links
        and (name, column) != ("member_task", "source_id")
    ]


def seen(table: str) -> str:
    """The table, or the view of what is published of it."""
    return f"v_{table}" if rows.facts(table).batch else table
