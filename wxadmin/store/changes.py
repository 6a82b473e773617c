"""The list of changes, and whether records moved on since they were read."""

from __future__ import annotations

from collections.abc import Collection

from wxadmin.store.lists import ListSource, Source

LIST = ListSource(
    source="(SELECT seq AS id, kind, at FROM entry WHERE seq = change)",
    orders={"": ("id DESC",), "at": ("id",), "actor": ("id",), "label": ("id",), "state": ("kind", "id")},
    group="",
    states={"final": "kind = 'final'"},
)


def position(db: Source) -> int:
    """The newest entry: what is read now is the state after it."""
    return int(db.value("SELECT coalesce(max(seq), 0) FROM entry"))


def moved_on(db: Source, since: int, tables: Collection[str]) -> bool:
    """Whether a row of one of the tables was journalled after entry ``since``; reads no entry before it.

    An erasure counts for every table: what it took out has no entry of its own.
    """
    marks = ",".join("?" * len(tables))
    sql = f"SELECT EXISTS (SELECT 1 FROM entry WHERE seq > ? AND (+tbl IN ({marks}) OR +kind = 'erasure'))"  # noqa: S608
    return bool(db.value(sql, (since, *tables)))
