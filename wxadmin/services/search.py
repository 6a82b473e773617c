"""One field that looks everywhere."""

from __future__ import annotations

from dataclasses import dataclass

from wxadmin.services.records import Reader, Store
from wxadmin.services.today import PageKey


@dataclass(frozen=True, slots=True)
class Found:
    """One finding: the page that shows it, its id there, a title and a line of detail."""

    page: PageKey
    id: int
    title: str
    detail: str


def everywhere(
    store: Store, text: str, *, group: int | None = None, limit: int = 8, reader: Reader | None = None
) -> tuple[Found, ...]:
    """Up to ``limit`` findings a noun (people, members, messages, cases, announcements, clauses); also pinyin initials of names."""
    raise NotImplementedError
