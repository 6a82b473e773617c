"""What the frame of the window shows around every page."""

from __future__ import annotations

from dataclasses import dataclass

from wxadmin.services import groups, operators, records, settings, today
from wxadmin.services.groups import Group
from wxadmin.services.operators import Operator
from wxadmin.services.records import Store
from wxadmin.services.settings import Settings


@dataclass(frozen=True, slots=True)
class Frame:
    """Groups and settings, counts of what waits by page, the name of what can be undone, who acts (None: anybody)."""

    groups: tuple[Group, ...]
    settings: Settings
    counts: dict[str, int]
    undo: str | None
    operator: Operator | None


def of(store: Store, group: int | None) -> Frame:
    """As it is now, for the chosen group."""
    kept = settings.get(store)
    return Frame(
        groups.every(store),
        kept,
        today.counts(store, group),
        records.undo_label(store),
        operators.acting(store, kept.actor),
    )
