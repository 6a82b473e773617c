"""What every list has in common: a view of it, its columns and chips, rows ready to show.

Each list noun (people, members, chats, queue, cases, papers, regulations, announcements, journal) offers
``COLUMNS``, ``CHIPS``, ``index(store, view, reader=None)`` (ids of all rows of the view in order, one query) and
``page(store, ids)`` (those rows, in the order of ``ids``; a row that is gone meanwhile is left out).
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from wxadmin.domain.masking import Kind, in_words, masked
from wxadmin.services import clock
from wxadmin.services.records import Reader, Store
from wxadmin.store import lists

Tone = Literal["ok", "warn", "danger", "info", "muted"]
Ids: TypeAlias = "array[int]"
EVERY = lists.EVERY


@dataclass(frozen=True, slots=True)
class View:
    """One way to look at a list.

    ``group`` None means all groups. ``chips`` are keys of the noun's CHIPS: of states any may hold, of other
    conditions all must. ``sort`` is a column key, ``""`` the noun's own order.
    """

    group: int | None = None
    search: str = ""
    chips: tuple[str, ...] = ()
    sort: str = ""
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """One column; ``width`` is a start width in pixels at 100 %, ``private`` what personal data it holds.

    ``middle``: its words differ at their ends, so they are cut in the middle where they are too long.
    """

    key: str
    title: str
    width: int
    sortable: bool = True
    numeric: bool = False
    private: Kind = ""
    middle: bool = False


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that can be switched on."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Badge:
    """A state in a word and a tone."""

    text: str
    tone: Tone = "muted"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a list: ``cells`` in the order of COLUMNS, plain text; ``tips`` the full words behind cells."""

    id: int
    cells: tuple[str, ...]
    badges: tuple[Badge, ...] = ()
    tips: tuple[str, ...] = ()


def covered(columns: Sequence[Column], cells: Sequence[str]) -> tuple[str, ...]:
    """The cells of a row with personal numbers covered, as for a shared screen or a list that leaves the house."""
    return tuple(
        masked(column.private, cell) if column.private else _free(cell)
        for column, cell in zip(columns, cells, strict=True)
    )


def _free(cell: str) -> str:
    shown = in_words(cell)
    return cell if shown == cell else shown  # the same object, which may know its Chinese


def ids_of(
    store: Store, source: lists.ListSource, view: View, reader: Reader | None,
    more: Mapping[str, lists.Value] | None = None,
) -> Ids:  # fmt: skip
    """The ids of a view. Cancelled when the reader was interrupted. ``more`` are values its conditions speak of."""

    def ask(db: lists.Source) -> Ids:
        return lists.ids(
            db,
            source,
            group=view.group,
            search=view.search,
            chips=view.chips,
            sort=view.sort,
            descending=view.descending,
            now=clock.stamp(),
            more=more,
        )

    if reader is not None:
        return ask(reader)
    with store.read() as db:
        return ask(db)
