"""The rules of a group as a list: those that come with the program, the owner's, which are off, how they did so far."""

from __future__ import annotations

import hashlib
import json
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from wxadmin.domain.errors import UserError
from wxadmin.domain.hits import CATEGORIES
from wxadmin.i18n import _
from wxadmin.screening.ruleset import Rule, RuleSet, Signal, load_preset
from wxadmin.services import clock, regulations, reviewables, rule_book, rule_patterns, rulebooks, rules, spelling
from wxadmin.services.listing import Badge, Chip, Column, Ids, Row, View
from wxadmin.services.records import Reader, Store, moved_on, position
from wxadmin.services.rule_book import Book, When
from wxadmin.services.rule_words import LEVELS, conduct_labels, when_words
from wxadmin.store import revisions as stored_revisions
from wxadmin.store import rulebooks as stored

COLUMNS = (
    Column("name", _("规则"), 230),
    Column("category", _("类别"), 100),
    Column("level", _("级别"), 70),
    Column("state", _("状态"), 90),
    Column("hits", _("命中"), 70, numeric=True),
    Column("precision", _("准确"), 80, numeric=True),
)
DETECTOR_WORDS: Mapping[str, str] = {
    "mobile": _("完整的手机号码"), "id_card": _("身份证号码（核对校验位）"), "bank_card": _("银行卡号（核对校验位）"),
    "mail": _("邮箱地址"), "plate": _("车牌号码"), "address": _("住址门牌"), "link": _("网址：不是常见网站的、伪装的"),
}  # fmt: skip
CONDUCT = "发言行为"
"""The entry under which all thresholds of conduct stand."""
_EXAMPLES = 5
_LAST = 6
_QUOTED, _SHOWN = 24, 40


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


@dataclass(frozen=True, slots=True)
class Record:
    """How a rule did so far: entries of the queue it hit, by what was decided."""

    founded: int = 0
    unfounded: int = 0
    other: int = 0

    @property
    def hits(self) -> int:
        """All of them."""
        return self.founded + self.unfounded + self.other

    @property
    def precision(self) -> float | None:
        """The share that was well founded, of those decided so or so; None when there is none."""
        told = self.founded + self.unfounded
        return self.founded / told if told else None


@dataclass(frozen=True, slots=True)
class LastHit:
    """A message a rule hit: its entry in the queue, when, who, what, how it was decided."""

    review: int
    message: int
    line: str
    state: str


@dataclass(frozen=True, slots=True)
class RuleCard:
    """A rule with all an owner needs to judge it; ``looks_for`` are sentences, ``patterns`` (pattern, in words)."""

    id: int
    entry: Entry
    looks_for: tuple[str, ...]
    words: tuple[str, ...]
    patterns: tuple[tuple[str, str], ...]
    allow: tuple[str, ...]
    conditions: str
    clause: str
    record: Record
    last: tuple[LastHit, ...]
    conduct: tuple[tuple[str, str, int, str], ...] = ()
    """(key, words, value, unit) of every threshold, for the entry of conduct."""


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


def origin_words(entry: Entry) -> str:
    """Where a rule comes from."""
    return {
        "preset": _("自带"), "detector": _("自带"), "conduct": _("自带"), "all": _("自己的"), "group": _("本群自己的"),
    }[entry.origin]  # fmt: skip


def records(store: Store, group: int | None) -> dict[str, Record]:
    """How each rule did so far in a group, or in all. An entry counts for every rule that hit it."""
    with store.read() as db:
        rows = stored.outcomes(db, group)
    counts: dict[str, list[int]] = {}
    for row in rows:
        place = 0 if row["state"] in ("founded", "reminded") else 1 if row["state"] == "unfounded" else 2
        counts.setdefault(row["rule"], [0, 0, 0])[place] += row["n"]
    return {name: Record(*found) for name, found in counts.items()}


def card(store: Store, entry: Entry, record: Record) -> RuleCard:
    """All about one rule, which did so far as the record says."""
    scope, rule = entry.scope, entry.rule
    preset, listed = books(store, scope)
    base = load_preset(preset)
    signals = {**base.signals, **{name: one for book in listed for name, one in book.signals.items()}}
    article = next((b.articles[entry.name] for b in reversed(listed) if entry.name in b.articles), "")
    article = article or ("" if rule is None else rule.article)
    with store.read() as db:
        rows = stored.last_hits(db, scope, entry.name, _LAST)
    last = tuple(
        LastHit(
            row["id"], row["message_id"],
            f"{clock.shown(row['at'])}　{row['sender']}：{' '.join(row['text'].split())[:60]}",
            reviewables.state_words("chat", row["state"]),
        )
        for row in rows
    )  # fmt: skip
    conduct: tuple[tuple[str, str, int, str], ...] = ()
    if entry.origin == "conduct":
        values = thresholds(base, listed)
        conduct = tuple((key, one.words, values[key], one.unit) for key, one in conduct_labels().items())
    return RuleCard(
        entry.id,
        entry,
        _looks_for(entry, signals),
        () if rule is None else rule.words,
        () if rule is None else tuple((p, rule_patterns.explain(p)) for p in rule.patterns),
        () if rule is None else rule.allow,
        when_words(entry.when),
        "" if scope is None else _clause(store, scope, entry.category, article),
        record,
        last,
        conduct,
    )


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


def _clause(store: Store, group: int, category: str, article: str) -> str:
    found = regulations.clause_for(store, group, category, article)
    if found is None:
        return ""
    return f"《{found.regulation}》{''.join(found.at)}：{found.text}"


def _looks_for(entry: Entry, signals: Mapping[str, Signal]) -> tuple[str, ...]:
    """What a rule looks for, a sentence each."""
    if entry.origin == "conduct":
        return (_("不看写了什么，看怎么发：刷屏、重复、滥用@、深夜发言等。每一项的数都可以改，0 就是不检查。"),)
    rule = entry.rule
    if rule is None:
        detector = next(key for key, names in rule_book.DETECTOR_RULES.items() if entry.name in names)
        return (_("在消息里找{}。").format(DETECTOR_WORDS[detector]),)
    lines = []
    if rule.words:
        lines.append(_("消息里有下面 {} 个词中的任何一个。").format(f"{len(rule.words):,}"))
    if rule.patterns:
        lines.append(
            (_("或者") if rule.words else "") + _("合乎下面 {} 条模式中的任何一条。").format(len(rule.patterns))
        )
    near = _("，相隔不超过 {} 个字").format(rule.near) if rule.near else ""
    for place, group in enumerate(rule.needs):
        words = _("还要有这样的话{}：{}。") if place or lines else _("消息里有这样的话{}：{}。")
        lines.append(words.format(near if place or lines else "", signal_words(group, signals)))
    if rule.weights:
        lines.append(_("下面这些迹象合起来够 {} 分才算{}：").format(f"{rule.least:g}", near))
        lines += [
            _("　{} 分：{}").format(f"{weight:g}", signal_words(key.split("|"), signals))
            for key, weight in islice(rule.weights.items(), 8)
        ]
    if rule.unless:
        lines.append(_("有这样的话就不算：{}。").format(signal_words(rule.unless, signals)))
    if rule.evasion:
        lines.append(_("换了写法（拆字、谐音、拼音等）的也找。"))
    if rule.source:
        lines.append(_("词的来源：{}").format(rule.source))
    return tuple(lines)


def signal_words(names: Sequence[str], signals: Mapping[str, Signal]) -> str:
    """A few examples of what signals stand for."""
    shown: list[str] = []
    for name in names:
        signal = signals.get(name)
        if signal is None:
            shown.append(_("不常见的网址"))
        elif signal.words:
            shown.append("、".join(f"“{word}”" for word in signal.words[:_EXAMPLES]) + _("等"))
        elif signal.patterns:
            shown.append(rule_patterns.explain(signal.patterns[0]))
    return "；".join(dict.fromkeys(shown))


def clause_choices(store: Store, group: int | None, category: str) -> tuple[tuple[str, str], ...]:
    """(what a rule's ``article`` must say, the clause in words) of the clauses in force that speak of a category."""
    if group is None:
        return ()
    with store.read() as db:
        rows = [
            (row["title"], clause)
            for row in stored_revisions.in_force(db, group, clock.today().isoformat())
            for clause in stored_revisions.clauses(db, row["id"])
        ]
    return tuple(
        (clause["text"][:_QUOTED], f"《{title}》{''.join(json.loads(clause['at']))}：{clause['text'][:_SHOWN]}")
        for title, clause in rows
        if category in json.loads(clause["subjects"])
    )
