"""Changing the rules under the pen: on and off, level, clause, own rules, thresholds, allow phrases."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from wxadmin.domain.errors import UserError
from wxadmin.i18n import _
from wxadmin.screening.ruleset import Rule, load_preset
from wxadmin.services import rule_entries, rulebooks
from wxadmin.services.records import Store
from wxadmin.services.rule_book import Book, When


def turn(store: Store, scope: int | None, names: Collection[str], *, on: bool) -> None:
    """Rules on or off in this scope."""

    def work(book: Book) -> Book:
        rest = tuple(name for name in book.off if name not in names)
        return replace(book, off=rest if on else (*rest, *sorted(names)))

    if on and scope is not None:
        below = rulebooks.current(store, None).off
        held = sorted(set(names) & set(below))
        if held:
            raise UserError(_("“{}”是在“所有群”里关闭的").format(held[0]), remedy=_("请选“所有群”再打开"))
    rulebooks.edit(store, scope, work)


def set_level(store: Store, scope: int | None, name: str, level: int) -> None:
    """Another level (1–3) for a rule, in this scope."""
    preset, listed = rule_entries.books(store, scope)
    usual = next((rule.level for rule in load_preset(preset).rules if rule.name == name), 0)
    usual = next((b.levels[name] for b in reversed(listed[:-1]) if name in b.levels), usual)

    def work(book: Book) -> Book:
        own = book.rule(name)
        if own is not None:
            return _with(book, replace(own, level=level), name)
        levels = {key: one for key, one in book.levels.items() if key != name}
        return replace(book, levels=levels if level == usual else {**levels, name: level})

    rulebooks.edit(store, scope, work)


def put(store: Store, scope: int | None, rule: Rule, when: When, before: str = "") -> None:
    """A new rule, or another wording of the owner's rule ``before``. UserError as :func:`rulebooks.check_rule`."""
    rulebooks.check_rule(store, scope, rule, before)

    def work(book: Book) -> Book:
        moved = book if before in ("", rule.name) else rulebooks.renamed_in(book, before, rule.name)
        return replace(_with(moved, rule, before), when={**moved.when, rule.name: when})

    rulebooks.edit(store, scope, work)


def remove(store: Store, scope: int | None, name: str) -> None:
    """An own rule of this scope goes; UserError when it is none."""

    def work(book: Book) -> Book:
        if book.rule(name) is None:
            raise UserError(
                _("“{}”不是这里写的规则").format(name), remedy=_("自带的规则可以关闭；所有群的规则在“所有群”里删")
            )
        return replace(
            book,
            rules=tuple(rule for rule in book.rules if rule.name != name),
            off=tuple(one for one in book.off if one != name),
            levels={key: one for key, one in book.levels.items() if key != name},
            articles={key: one for key, one in book.articles.items() if key != name},
            when={key: one for key, one in book.when.items() if key != name},
        )

    rulebooks.edit(store, scope, work)


def set_conduct(store: Store, scope: int | None, values: Mapping[str, int]) -> None:
    """Thresholds of conduct; those that are as they come are not kept."""
    preset, listed = rule_entries.books(store, scope)
    usual = rule_entries.thresholds(load_preset(preset), listed[:-1])
    changed = {key: value for key, value in values.items() if usual.get(key) != value}
    rulebooks.edit(store, scope, lambda book: replace(book, conduct=changed))


def set_preset(store: Store, scope: int | None, preset: str) -> None:
    """Another preset to begin from; ``""`` that of the group's kind."""
    if preset:
        load_preset(preset)
    rulebooks.edit(store, scope, lambda book: replace(book, preset=preset))


def set_allow(store: Store, scope: int | None, phrases: Sequence[str]) -> None:
    """The owner's allow phrases of this scope; UserError for one that cannot be looked for."""
    for phrase in phrases:
        rulebooks.check_word(phrase, _("放行语"))
    rulebooks.edit(store, scope, lambda book: replace(book, allow=tuple(dict.fromkeys(phrases))))


def copy_of(rule: Rule) -> Rule:
    """A rule to begin an own one from."""
    return replace(rule, name=_("{}（自己的）").format(rule.name)[:60])


def of_list(name: str, words: Sequence[str], source: str) -> Rule:
    """A rule to begin from a list of words."""
    return Rule(name[:60], "advert", 2, tuple(words), source=source)


def _with(book: Book, rule: Rule, before: str) -> Book:
    """The book with a rule in the place of another, at the end where there was none."""
    names = [one.name for one in book.rules]
    at = names.index(before) if before in names else len(names)
    return replace(book, rules=(*book.rules[:at], rule, *book.rules[at + 1 :]))
