"""What an owner needs to judge one rule: what it looks for, when it holds, how it did so far, its clause."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from wxadmin.i18n import _
from wxadmin.screening.ruleset import Signal, load_preset
from wxadmin.services import clock, regulations, reviewables, rule_book, rule_patterns
from wxadmin.services.records import Store
from wxadmin.services.rule_entries import Entry, books, thresholds
from wxadmin.services.rule_words import conduct_labels, when_words
from wxadmin.store import revisions as stored_revisions
from wxadmin.store import rulebooks as stored

DETECTOR_WORDS: Mapping[str, str] = {
    "mobile": _("完整的手机号码"), "id_card": _("身份证号码（核对校验位）"), "bank_card": _("银行卡号（核对校验位）"),
    "mail": _("邮箱地址"), "plate": _("车牌号码"), "address": _("住址门牌"), "link": _("网址：不是常见网站的、伪装的"),
}  # fmt: skip
_EXAMPLES = 5
_LAST = 6
_QUOTED, _SHOWN = 24, 40


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
