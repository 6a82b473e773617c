"""What takes long to find for 今日, kept between changes: ids, seconds and numbers alone, never anybody's words.

Each figure is kept with the state of the records it was read from and read anew when something it rests on was written
since, when anybody was erased and when a day has begun. A session that only reads keeps nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from threading import Lock
from typing import TypeVar
from weakref import WeakKeyDictionary

from wxadmin.services import answers, clock
from wxadmin.services.records import Store, position
from wxadmin.services.standing import fresh_all
from wxadmin.store import freshness
from wxadmin.store.engine import Row
from wxadmin.store.lists import Source

T = TypeVar("T")


@dataclass(slots=True)
class _Kept:
    """What is known of one record file after its entry ``here``."""

    here: int
    day: date
    instructions: dict[int, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    boards: dict[int, tuple[int, int, int]] = field(default_factory=dict)
    leavers: frozenset[int] | None = None


_FILES: WeakKeyDictionary[Store, _Kept] = WeakKeyDictionary()
_GUARD = Lock()


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures as the records stand; each is found by the function given where it is not kept."""

    _store: Store
    _kept: _Kept

    def instructions(self, group: int, find: Callable[[], tuple[tuple[int, int], ...]]) -> tuple[tuple[int, int], ...]:
        """(message, second) of the instructions of a group's chat, those that became announcements, too."""
        return _known(self._kept.instructions, group, find)

    def boards(self, rows: Iterable[Row]) -> Mapping[int, tuple[int, int]]:
        """Announcement → how many answers are missing, and of how many nobody is sure, of open announcements."""
        with self._store.read() as db:
            return {row["id"]: _known(self._kept.boards, row["id"], partial(_count, db, row))[1:] for row in rows}

    def leavers(self, find: Callable[[], frozenset[int]]) -> frozenset[int]:
        """The people whose personal data is due to be erased."""
        if self._kept.leavers is None:
            self._kept.leavers = find()
        return self._kept.leavers


def of(store: Store, group: int | None) -> Figures:
    """The figures of now; the members of the group (None: of all) are made ready before anything is found."""
    with _GUARD, store.read() as db:
        # What is written from here on counts as written since: it need not be in what is found below.
        kept = _still(db, _FILES.get(store))
        if store.writable:
            _FILES[store] = kept
    fresh_all(store, group)
    return Figures(store, kept)


def _still(db: Source, kept: _Kept | None) -> _Kept:
    """What of the figures still holds; another object after each change, as slow readers write into theirs."""
    here, today = position(db), clock.today()
    if kept is None or kept.day != today:
        return _Kept(here, today)
    if kept.here == here:
        return kept
    written = freshness.written(db, kept.here)
    if written is None:
        return _Kept(here, today)
    return _Kept(
        here,
        today,
        {group: said for group, said in dict(kept.instructions).items() if group not in written.groups},
        {
            announcement: found
            for announcement, found in dict(kept.boards).items()
            if not (found[0] in written.groups or announcement in written.announcements)
        },
        None if written.people else kept.leavers,
    )


def _known(kept: dict[int, T], key: int, find: Callable[[], T]) -> T:
    if key not in kept:
        kept[key] = find()
    return kept[key]


def _count(db: Source, row: Row) -> tuple[int, int, int]:
    board = answers.board(db, row)
    return row["group_id"], len(board.missing), len(board.ambiguous)
