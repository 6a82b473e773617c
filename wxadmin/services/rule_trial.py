"""One line tried on the rules under the pen, step by step: folded, found, dropped, counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wxadmin.domain.hits import Hit
from wxadmin.i18n import _
from wxadmin.screening.ruleset import Signal
from wxadmin.services import rule_card, rule_entries, rules
from wxadmin.services.records import Store
from wxadmin.services.rule_words import LEVELS

if TYPE_CHECKING:
    from wxadmin.screening.explanation import Explanation, RuleAsked

LONGEST = 20_000
"""Characters of a line that are tried."""
_MOST_PAIRS = 200
_FEW = 12
_LIKELY = 0.5


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of a line. ``pairs`` are (as given, folded) of the characters that fold to another or to nothing.

    ``hits`` count; ``dropped`` are (rule, words, the allow phrase around them) of those that do not; ``held`` are hits
    whose conditions (group, hour, role, length) keep them from counting. ``steps`` is all of it, a sentence each.
    """

    text: str
    folded: str
    pairs: tuple[tuple[str, str], ...]
    hits: tuple[Hit, ...]
    dropped: tuple[tuple[str, str, str], ...]
    held: tuple[Hit, ...]
    score: float
    steps: tuple[str, ...]


def trial(store: Store, scope: int | None, text: str) -> Trial:
    """The line under the rules as they would be if the draft were switched on."""
    cut = len(text) > LONGEST
    text = text[:LONGEST]
    _preset, listed = rule_entries.books(store, scope)
    screener = rules.of_books(store, scope, listed)
    told = screener.explain(text)
    found = screener.screen_texts([text])[0]
    pairs = tuple(dict.fromkeys((one.given, one.folded) for one in told.changed))[:_MOST_PAIRS]
    dropped = tuple((r.name, p.matched, p.allowed) for r in told.rules for p in r.places if p.allowed)
    held = tuple(hit for hit in told.result.hits if hit not in found.hits)
    lines = [_("太长，只试了前 {} 个字。").format(f"{LONGEST:,}")] if cut else []
    lines.append(_folding(pairs, told.folded))
    lines += [_("换了写法：“{}”，{}。").format(one.matched, one.way) for one in told.disguises]
    lines += [_("放行：“{}”在放行语“{}”里，“{}”不算。").format(words, phrase, rule) for rule, words, phrase in dropped]
    lines += [line for one in told.rules if not one.holds and (line := _why_not(one, screener.rules.ruleset.signals))]
    lines += _model(told)
    lines += [_("条件不合：{}，不算。").format(hit.why) for hit in held]
    for hit in found.hits:
        words = f"{rule_entries.category_words(hit.category)}，{LEVELS[hit.level]}"
        lines.append(_("命中“{}”（{}）：{}").format(hit.rule, words, hit.why))
    score = round(found.score * 100)
    lines.append(_("研判分 {}，会进入待审。").format(score) if found.hits else _("没有命中，不会进入待审。"))
    steps = tuple(f"{number}. {line}" for number, line in enumerate(dict.fromkeys(lines), 1))
    return Trial(text, told.folded, pairs, found.hits, dropped, held, found.score, steps)


def _folding(pairs: tuple[tuple[str, str], ...], folded: str) -> str:
    # That marks have one width is nothing to be told of.
    worth = [(given, one) for given, one in pairs if not one or given.isalnum()]
    if not worth:
        return _("统一写法：没有要改的字。")
    shown = "、".join(
        f"“{_visible(given)}”→“{one}”" if one else _("“{}”略过").format(_visible(given)) for given, one in worth[:_FEW]
    )
    more = _("等 {} 处").format(len(worth)) if len(worth) > _FEW else ""
    return _("统一写法：{}{}。读作“{}”").format(shown, more, _short(folded))


def _why_not(one: RuleAsked, signals: Mapping[str, Signal]) -> str:
    """Why a rule of which something was found does not hold; ``""`` where that was said."""
    words = "、".join(dict.fromkeys(f"“{place.matched}”" for place in one.places if not place.allowed))
    if one.excuses:
        excuse = "、".join(dict.fromkeys(f"“{said}”" for _signal, said in one.excuses))
        return _("“{}”不算：旁边有{}。").format(one.name, excuse)
    if words and one.missing:
        missing = rule_card.signal_words(one.missing[0].split("|"), signals)
        return _("“{}”不算：有{}，但没有同时说到{}。").format(one.name, words, missing)
    return ""


def _model(told: Explanation) -> list[str]:
    """What the words sound like, where that is more likely than not."""
    return [
        _("用语像“{}”，{}。").format(rule_entries.category_words(category), f"{chance:.0%}")
        for category, chance in told.chances[:1]
        if category and chance >= _LIKELY
    ]


def _visible(char: str) -> str:
    return char if char.isprintable() and not char.isspace() else f"U+{ord(char):04X}"


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:60] + "…"
