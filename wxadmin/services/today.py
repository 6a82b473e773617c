"""今日: what is due."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from wxadmin.services.listing import Tone
from wxadmin.services.records import Store

PageKey = Literal["today", "people", "members", "queue", "cases", "announcements", "regulations", "chats", "settings"]


@dataclass(frozen=True, slots=True)
class DueItem:
    """One line of what waits: words, how many, the page that has it and the chips to open it with."""

    kind: str
    label: str
    count: int
    page: PageKey
    chips: tuple[str, ...] = ()
    tone: Tone = "info"
    record: int | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a small chart."""

    label: str
    value: int


@dataclass(frozen=True, slots=True)
class Today:
    """The page: what is due, first steps still to take (``(words, page)``), messages a day, hits by category."""

    due: tuple[DueItem, ...]
    first_steps: tuple[tuple[str, PageKey], ...]
    messages: tuple[Bar, ...]
    categories: tuple[Bar, ...]


def overview(store: Store, group: int | None) -> Today:
    """Everything the page shows."""
    raise NotImplementedError


def due(store: Store, group: int | None) -> tuple[DueItem, ...]:
    """What waits, most urgent first."""
    raise NotImplementedError


def counts(store: Store, group: int | None) -> dict[str, int]:
    """For the navigation: page → how many entries wait there."""
    raise NotImplementedError
