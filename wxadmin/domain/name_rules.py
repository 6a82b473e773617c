"""Which naming rule binds whom, where a group has one for some categories of people and another for the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wxadmin.domain.name_places import class_key
from wxadmin.domain.name_rule import NameRule, RulePattern
from wxadmin.domain.people import Person

PARENTS = "家长"
"""Parents stand for pupils: who is listed is the pupil, so the rule of this category binds by its pattern."""

CategoryRules = Sequence[tuple[frozenset[str], NameRule]]


@dataclass(frozen=True, slots=True)
class RuleEntry:
    """One alternative of one rule; ``categories`` are empty for the rule of everybody else."""

    pattern: RulePattern
    rule: str
    categories: frozenset[str]


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All rules of a group: people of a category with a rule of its own follow that one, the others ``general``."""

    general: NameRule
    entries: tuple[RuleEntry, ...]
    _special: frozenset[str]
    _parents: bool

    @classmethod
    def of(cls, general: NameRule, by_category: CategoryRules = ()) -> RuleBook:
        """The general rule and those of some categories; one without categories binds everybody else, too."""
        rules = ((frozenset[str](), general), *by_category)
        entries = tuple(RuleEntry(p, rule.text, categories) for categories, rule in rules for p in rule.patterns)
        special = frozenset[str]().union(*(categories for categories, _ in rules))
        return cls(general, entries, special, any(map(_for_parents, entries)))

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of fields any of the rules asks for."""
        return frozenset(kind for entry in self.entries for kind in entry.pattern.kinds)

    def binds(self, entry: RuleEntry, person: Person) -> bool:
        """The person is to be called by this alternative."""
        if self._parents:
            if is_pupil(person):
                return _for_parents(entry) or person.category in entry.categories
            if not person.category:
                return not entry.categories or _for_parents(entry)
        if person.category in self._special:
            return person.category in entry.categories
        return not entry.categories


def _for_parents(entry: RuleEntry) -> bool:
    return PARENTS in entry.categories and entry.pattern.pupil


def is_pupil(person: Person) -> bool:
    """Parents stand for this person: a pupil by category, by guardians, or by belonging to a class."""
    if person.category:
        return person.category in _PUPILS or bool(person.guardians)
    return bool(person.guardians) or any(class_key(level) for path in person.departments for level in path)


_PUPILS = frozenset({"学生", "学员", "幼儿"})
