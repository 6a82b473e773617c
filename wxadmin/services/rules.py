"""Which rules hold in a group: the preset of its kind, changed by the owner's books."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING

from wxadmin.domain.chat import Message
from wxadmin.domain.hits import Screened
from wxadmin.domain.jobs import Step, quiet
from wxadmin.services import rule_book, rule_facts
from wxadmin.services.records import Store
from wxadmin.services.rule_book import Book, Rules
from wxadmin.store import rulebooks as stored
from wxadmin.store.lists import Source

if TYPE_CHECKING:
    from wxadmin.screening.explanation import Explanation
    from wxadmin.screening.screener import Screener

_KEPT = 8
"""Compiled books: some megabytes each."""
_guard = Lock()
_compiled: OrderedDict[tuple[str, ...], tuple[Screener, Rules]] = OrderedDict()


class GroupScreener:
    """The rules of one group. Safe to use from several threads; conditions on senders are those known when it works."""

    def __init__(self, inner: Screener, rules: Rules, store: Store | None, group: int | None) -> None:
        self.inner = inner
        self.rules = rules
        self._store = store
        self._group = group

    def screen(self, messages: Sequence[Message], *, lines: bool = False, step: Step = quiet) -> list[Screened]:
        """A transcript with what its senders and clock show; ``lines`` leaves that out. Quoted words are not judged."""
        found = self.inner.screen(messages, lines=lines, step=step)
        return list(self._kept(found, messages))

    def flagged(self, messages: Sequence[Message], *, lines: bool = False, step: Step = quiet) -> list[Screened]:
        """Like :meth:`screen`, but only the messages that have hits, in order; ``index`` is their place."""
        found = self.inner.flagged(messages, lines=lines, step=step)
        return [one for one in self._kept(found, messages) if one.hits]

    def _kept(self, found: Sequence[Screened], messages: Sequence[Message]) -> Iterable[Screened]:
        """What the conditions of the books leave of it."""
        when = self.rules.when
        if not when:
            return found
        facts = rule_facts.Facts()
        if self._store is not None and self._group is not None:
            facts = rule_facts.of_group(self._store, self._group)
        return (rule_facts.kept(one, messages[one.index], when, facts) if one.hits else one for one in found)

    def explain(self, text: str) -> Explanation:
        """How one text comes to its hits under these rules, before any condition is asked."""
        return self.inner.explain(text)

    def screen_texts(self, texts: Sequence[str]) -> list[Screened]:
        """Each text by itself, as one line: no sender, no clock."""
        return self.screen([Message("", None, "text", text) for text in texts], lines=True)


def screener(store: Store, group: int | None) -> GroupScreener:
    """What holds in that group now, compiled once for the same rules; ``None``: what the book of all groups says."""
    with store.read() as db:
        return at(db, group, store)


def at(db: Source, group: int | None, store: Store | None = None) -> GroupScreener:
    """The same for who reads already; without ``store`` conditions on senders speak for every rule."""
    digests = (_kind(db, group), *(stored.digest(db, one) for one in scopes(group)))
    known = _known(digests)
    if known is None:
        books = [book for one in scopes(group) if (book := current(db, one)) is not None]
        known = _remembered(digests, rule_book.together(digests[0], books))
    return GroupScreener(*known, store, group)


def of_books(store: Store, group: int | None, books: Sequence[Book], kind: str = "") -> GroupScreener:
    """The screener of books that hold nowhere yet."""
    if not kind:
        with store.read() as db:
            kind = _kind(db, group)
    digests = (kind, *("" if book == Book() else rule_book.digest(rule_book.write(book)) for book in books))
    known = _known(digests) or _remembered(digests, rule_book.together(kind, books))
    return GroupScreener(*known, store, group)


def preset_screener(kind: str) -> Screener:
    """The screener of the preset for groups of that kind, ready after the first call."""
    return _preset(rule_book.preset_of(kind))


def version(store: Store, group: int | None) -> int:
    """The version of the group's own book, 0 when it has none."""
    with store.read() as db:
        row = stored.newest(db, group)
        return 0 if row is None else int(row["version"])


def scopes(group: int | None) -> tuple[int | None, ...]:
    """The books that hold in a group, each changing what the one before says."""
    return (None,) if group is None else (None, group)


def current(db: Source, scope: int | None) -> Book | None:
    """The book of a scope that holds, None when there is none."""
    row = stored.newest(db, scope)
    return None if row is None else rule_book.read_kept(row["text"])


def _kind(db: Source, group: int | None) -> str:
    return "" if group is None else stored.kind(db, group) or ""


def _known(digests: tuple[str, ...]) -> tuple[Screener, Rules] | None:
    with _guard:
        found = _compiled.get(digests)
        if found is not None:
            _compiled.move_to_end(digests)
        return found


def _remembered(digests: tuple[str, ...], rules: Rules) -> tuple[Screener, Rules]:
    from wxadmin.screening.screener import compile as compiled

    made = compiled([rules.ruleset]), rules
    with _guard:
        _compiled[digests] = made
        while len(_compiled) > _KEPT:
            _compiled.popitem(last=False)
    return made


@lru_cache(maxsize=4)
def _preset(preset: str) -> Screener:
    from wxadmin.screening.ruleset import load_preset
    from wxadmin.screening.screener import compile as compiled

    return compiled([load_preset(preset)])
