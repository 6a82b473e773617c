"""Entries of the queue read before a key asks for them, so that a key finds them ready."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from wxadmin.domain.errors import UserError
from wxadmin.services.queue import ReviewCard

if TYPE_CHECKING:
    from wxadmin.ui.page import RecordPage

PAINT = 0.02
"""Seconds in which what a key did is painted."""
_AHEAD = 6
_KEPT = 24


class Ahead:
    """The cards kept ready for one page, the newest last."""

    def __init__(self, page: RecordPage) -> None:
        self._page = page
        self._cards: dict[int, ReviewCard] = {}
        self._cleared = 0
        self.reading_on = False
        """Whether :meth:`read_on` is at work."""

    def get(self, record: object) -> ReviewCard | None:
        """The card of an entry, where it is ready."""
        return self._cards.get(record) if isinstance(record, int) else None

    def keep(self, card: ReviewCard) -> None:
        """Have a card ready; the oldest goes when there are many."""
        self._cards.pop(card.id, None)
        self._cards[card.id] = card
        while len(self._cards) > _KEPT:
            del self._cards[next(iter(self._cards))]

    def drop(self, record: int) -> None:
        """Forget one card."""
        self._cards.pop(record, None)

    def clear(self) -> None:
        """Forget every card, also those on their way."""
        self._cards.clear()
        self._cleared += 1

    def versions(self) -> dict[int, int]:
        """Entry → its version as it was read."""
        return {card.id: card.version for card in self._cards.values()}

    async def read_on(self, record: int) -> None:
        """Keep what comes next ready while keys follow one another without a pause."""
        self.reading_on = True
        try:
            await asyncio.sleep(PAINT)
            model = self._page.list.model
            at = model.row_of(record)
            after = [model.id_at(place) for place in range(at + 1, at + 1 + _AHEAD)]
            missing = [one for one in after if one is not None and one not in self._cards]
            if len(missing) >= _AHEAD // 2:
                for card in await self._read(missing):
                    self.keep(card)
        finally:
            self.reading_on = False

    async def near(self, record: int) -> list[ReviewCard]:
        """An entry read anew and those around it that are not ready yet."""
        model = self._page.list.model
        at = model.row_of(record)
        nearby = [model.id_at(place) for place in (*range(at + 1, at + 1 + _AHEAD), at - 1)]
        wanted = [record, *(one for one in nearby if one is not None and one not in self._cards)]
        return await self._read(wanted)

    async def _read(self, wanted: list[int]) -> list[ReviewCard]:
        cleared = self._cleared
        found = await self._page.desk.tasks.run(lambda: self._read_some(wanted))
        return found if cleared == self._cleared else []

    def _read_some(self, wanted: list[int]) -> list[ReviewCard]:
        """These entries, without those that are gone meanwhile: the list is read anew and says so."""
        found = []
        for one in wanted:
            with suppress(UserError):
                found.append(self._page.read(one))
        return found
