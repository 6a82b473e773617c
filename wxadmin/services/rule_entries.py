"""Which rules hold in a scope: those that come with the program and the owner's, with the draft's changes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from wxadmin.domain.hits import CATEGORIES
from wxadmin.i18n import _
from wxadmin.screening.ruleset import Rule, RuleSet, Signal, load_preset
from wxadmin.services import reviewables, rule_book, rulebooks, rules
from wxadmin.services.records import Store
from wxadmin.services.rule_book import Book, When
from wxadmin.services.rule_words import conduct_labels
from wxadmin.store import rulebooks as stored

CONDUCT = "发言行为"
"""The entry under which all thresholds of conduct stand."""


def category_words(category: str) -> str:
    """A category as people call it."""
    return reviewables.CATEGORIES.get(category, category)


@dataclass(frozen=True, slots=True)
class Entry:
    """One rule. ``origin``: ``preset``, ``all`` (the owner's, for all groups), ``group``, ``detector``, ``conduct``."""

    id: int
    scope: int | None
    name: str
    category: str
    level: int
    origin: str
    on: bool
    rule: Rule | None = None
    when: When = field(default_factory=When)

    @property
    def own(self) -> bool:
        """Whether the owner wrote it."""
        return self.origin in ("all", "group")


def number(scope: int | None, name: str) -> int:
    """The id of a rule in the list of a scope, the same whenever it is asked."""
    return int.from_bytes(hashlib.blake2b(f"{scope}\n{name}".encode(), digest_size=6).digest())


def books(store: Store, scope: int | None) -> tuple[str, list[Book]]:
    """(preset, the books that would hold if the draft of the scope were switched on)."""
    with store.read() as db:
        kind = "" if scope is None else stored.kind(db, scope) or ""
        below = [] if scope is None else [rules.current(db, None) or Book()]
    listed = [*below, rulebooks.draft(store, scope).book]
    return next((b.preset for b in reversed(listed) if b.preset), "") or rule_book.preset_of(kind), listed


def entries(store: Store, scope: int | None) -> list[Entry]:
    """All rules of a scope with the draft's changes, the owner's first."""
    preset, listed = books(store, scope)
    base = load_preset(preset)
    off = {name for book in listed for name in book.off}
    when = {name: one for book in listed for name, one in book.when.items()}
    shown: dict[str, tuple[Rule, str]] = {rule.name: (rule, "preset") for rule in base.rules}
    levels: dict[str, int] = {}
    for place, book in enumerate(listed):
        origin = "group" if scope is not None and place else "all"
        shown |= {rule.name: (rule, origin) for rule in book.rules}
        levels |= book.levels
    found = [
        Entry(
            number(scope, name), scope, name, rule.category, levels.get(name, rule.level), origin, name not in off,
            rule, when.get(name, When()),
        )
        for name, (rule, origin) in shown.items()
    ]  # fmt: skip
    for detector in base.detectors:
        for name in rule_book.DETECTOR_RULES.get(detector, ()):
            category = "link" if detector == "link" else "personal_data"
            found.append(Entry(number(scope, name), scope, name, category, 2, "detector", name not in off))
    found.append(Entry(number(scope, CONDUCT), scope, CONDUCT, "flood", 2, "conduct", on=True))
    order: dict[str, int] = {category: place for place, category in enumerate(CATEGORIES)}
    return sorted(found, key=lambda e: (not e.own, order.get(e.category, len(order)), -e.level, e.name))


def origin_words(entry: Entry) -> str:
    """Where a rule comes from."""
    return {
        "preset": _("自带"), "detector": _("自带"), "conduct": _("自带"), "all": _("自己的"), "group": _("本群自己的"),
    }[entry.origin]  # fmt: skip


def thresholds(base: RuleSet, listed: Sequence[Book]) -> dict[str, int]:
    """Every threshold of conduct as it would be."""
    changed = {key: value for book in listed for key, value in book.conduct.items()}
    return {key: changed.get(key, getattr(base.conduct, key)) for key in conduct_labels()}


def conduct_now(store: Store, scope: int | None) -> dict[str, int]:
    """Every threshold of conduct as it would be with the draft."""
    preset, listed = books(store, scope)
    return thresholds(load_preset(preset), listed)


def usual_preset(store: Store, scope: int | None) -> str:
    """The preset that holds where the scope's own book names none."""
    with store.read() as db:
        kind = "" if scope is None else stored.kind(db, scope) or ""
        below = None if scope is None else rules.current(db, None)
    return (below.preset if below is not None else "") or rule_book.preset_of(kind)


def signals(store: Store, scope: int | None) -> dict[str, Signal]:
    """The signals a rule of the scope can ask for."""
    preset, listed = books(store, scope)
    found = dict(load_preset(preset).signals)
    for book in listed:
        found |= book.signals
    return found
