"""One line of what waits, whoever found it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from wxadmin.services.listing import Tone

PageKey = Literal[
    "today",
    "people",
    "members",
    "tasks",
    "groups",
    "applications",
    "queue",
    "cases",
    "appeals",
    "announcements",
    "regulations",
    "signing",
    "chats",
    "settings",
]

TONES: tuple[Tone, ...] = ("danger", "warn", "info", "ok", "muted")
"""Most urgent first."""


@dataclass(frozen=True, slots=True)
class DueItem:
    """What waits: words, how many, the page that has it and the chips to open it with.

    ``verb`` names what is done there (``""``: 去处理); ``record`` is opened where it is a single one; ``today``: it has
    its time today. ``rows``: how many rows of the page it adds to those that wait (None: as many as ``count``).
    """

    kind: str
    label: str
    count: int
    page: PageKey
    chips: tuple[str, ...] = ()
    tone: Tone = "info"
    record: int | None = None
    verb: str = ""
    today: bool = False
    rows: int | None = None
