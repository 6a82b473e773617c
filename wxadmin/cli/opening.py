"""How commands come to a record file, its groups and its lists."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wxadmin.cli.output import complain
from wxadmin.domain.errors import UserError
from wxadmin.i18n import _, on_paper

if TYPE_CHECKING:
    from wxadmin.services.records import Store


@contextmanager
def _opened(args: Namespace, *, write: bool) -> Iterator[Store]:
    from wxadmin.services import records

    folder = Path(args.records) if args.records else None
    store = records.open_at(folder, write=write) if folder else records.open_default(write=write)
    try:
        for warning in store.warnings:
            complain(warning)
        yield store
    finally:
        records.close(store)


@contextmanager
def reading(args: Namespace) -> Iterator[Store]:
    """The record file for reading, also beside a running window."""
    with _opened(args, write=False) as store:
        yield store


@contextmanager
def writing(args: Namespace) -> Iterator[Store]:
    """The record file for writing; StoreError names who holds it."""
    with _opened(args, write=True) as store:
        yield store


def group_named(store: Store, name: str | None) -> int | None:
    """The id of a group by its name; UserError lists the names there are."""
    from wxadmin.services import groups

    if name is None:
        return None
    found = [g for g in groups.every(store) if g.name == name]
    if not found:
        names = "、".join(g.name for g in groups.every(store)) or _("（还没有群）")
        raise UserError(_("没有叫“{}”的群").format(name), where="--group", remedy=_("已有的群：{}").format(names))
    return found[0].id


def group_or_new(store: Store, name: str, rule: str = "") -> int:
    """The id of a group by its name; made with this naming rule where there is none."""
    from wxadmin.services import groups

    for group in groups.every(store):
        if group.name == name:
            return group.id
    return groups.create(store, groups.GroupDraft(name=name, naming_rule=rule)).value


def list_rows(
    store: Store, noun: Any, group: int | None, *, data: bool, chips: tuple[str, ...] = (), search: str = ""
) -> tuple[list[str], list[Sequence[str]], list[int]]:
    """Header, cells and ids of a whole list; as ``data``, for files and programs, Chinese in every language."""
    from wxadmin.services import lists
    from wxadmin.services.listing import View

    columns, rows = lists.rows_of(store, noun, View(group, search, chips), full=True)
    words = on_paper if data else str
    cells: list[Sequence[str]] = [tuple(map(words, row.cells)) for row in rows]
    return [words(column.title) for column in columns], cells, [row.id for row in rows]
