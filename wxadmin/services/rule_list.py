"""The rules of a group as a list: searched, sorted, with how each did so far."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence

from wxadmin.domain.errors import UserError
from wxadmin.domain.hits import CATEGORIES
from wxadmin.i18n import _
from wxadmin.services import spelling
from wxadmin.services.listing import Badge, Chip, Column, Ids, Row, View
from wxadmin.services.records import Reader, Store, moved_on, position
from wxadmin.services.rule_card import Record, RuleCard, card, records
from wxadmin.services.rule_entries import Entry, category_words, entries, origin_words
from wxadmin.services.rule_words import LEVELS

COLUMNS = (
    Column("name", _("规则"), 230),
    Column("category", _("类别"), 100),
    Column("level", _("级别"), 70),
    Column("state", _("状态"), 90),
    Column("hits", _("命中"), 70, numeric=True),
    Column("precision", _("准确"), 80, numeric=True),
)


class RuleList:
    """The noun of the page of rules; keeps what its last view showed."""

    COLUMNS = COLUMNS
    CHIPS = (
        Chip("preset", _("自带")), Chip("own", _("自己的")), Chip("off", _("已关闭")), Chip("hit", _("命中过")),
    )  # fmt: skip

    def __init__(self) -> None:
        self.category = ""
        """The category alone that is shown, ``""`` for all."""
        self._shown: dict[int, Entry] = {}
        self._records: Mapping[str, Record] = {}
        self._read: tuple[int | None, int] | None = None
        """The group and the state of the records they were read from: reading them takes longest."""

    def index(self, store: Store, view: View, reader: Reader | None = None) -> Ids:
        """Ids of the rules of the view."""
        del reader  # some hundred rules
        every = entries(store, view.group)
        self._records = self._records_of(store, view.group)
        self._shown = {entry.id: entry for entry in every}
        chosen = set(view.chips)
        kept = [entry for entry in every if self._fits(entry, chosen, view.search)]
        if view.sort:
            kept.sort(key=lambda entry: self._key(entry, view.sort), reverse=view.descending)
        return array("q", (entry.id for entry in kept))

    def _records_of(self, store: Store, group: int | None) -> Mapping[str, Record]:
        with store.read() as db:
            here = position(db)
            known = self._read is not None and self._read[0] == group and not moved_on(db, self._read[1], ("review",))
        found = self._records if known else records(store, group)
        self._read = (group, here)
        return found

    def _fits(self, entry: Entry, chosen: set[str], search: str) -> bool:
        if self.category not in ("", entry.category):
            return False
        if ("preset" in chosen and entry.own) or ("own" in chosen and not entry.own) or ("off" in chosen and entry.on):
            return False
        if "hit" in chosen and not self._record(entry).hits:
            return False
        words = search.casefold().split()
        if not words:
            return True
        rule = entry.rule
        texts = [entry.name, category_words(entry.category)]
        if rule is not None:
            texts += [*rule.words, *rule.patterns, *rule.allow, rule.why, rule.source]
        return all(any(word in text.casefold() for text in texts) for word in words)

    def _key(self, entry: Entry, column: str) -> tuple[object, ...]:
        record = self._record(entry)
        return {
            "name": (spelling.key(entry.name),), "category": (list[str](CATEGORIES).index(entry.category),),
            "level": (entry.level,), "state": (entry.on,), "hits": (record.hits,),
            "precision": (-1.0 if record.precision is None else record.precision,),
        }[column]  # fmt: skip

    def _record(self, entry: Entry) -> Record:
        return self._records.get(entry.name, Record())

    def page(self, _store: Store, ids: Sequence[int]) -> list[Row]:
        """Those rules as rows."""
        return [self._row(self._shown[one]) for one in ids if one in self._shown]

    def _row(self, entry: Entry) -> Row:
        record = self._record(entry)
        precision = "" if record.precision is None else f"{record.precision:.0%}"
        conduct = entry.origin == "conduct"
        state = origin_words(entry) if entry.on else _("已关闭")
        cells = (
            entry.name, "" if conduct else category_words(entry.category),
            "" if conduct else LEVELS[entry.level], state, f"{record.hits:,}" if record.hits else "", precision,
        )  # fmt: skip
        return Row(entry.id, cells, () if entry.on else (Badge(_("已关闭"), "muted"),))

    @property
    def shown(self) -> tuple[Entry, ...]:
        """All rules of the last view's scope."""
        return tuple(self._shown.values())

    def entry(self, store: Store, scope: int | None, one: int) -> Entry:
        """A rule by its id; UserError when it is gone."""
        found = next((entry for entry in entries(store, scope) if entry.id == one), None)
        if found is None:
            raise UserError(_("没有这条规则"), remedy=_("可能已被删去，请刷新列表"))
        return found

    def get(self, store: Store, scope: int | None, one: int) -> RuleCard:
        """The card of a rule; UserError when it is gone."""
        entry = self.entry(store, scope, one)
        return card(store, entry, self._records_of(store, scope).get(entry.name, Record()))
