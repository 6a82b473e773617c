"""One line tried on the rules under the pen, step by step: folded, found, dropped, counted."""

from __future__ import annotations

from dataclasses import dataclass

from wxadmin.domain.hits import Hit
from wxadmin.i18n import _
from wxadmin.services import rule_list, rules
from wxadmin.services.records import Store
from wxadmin.services.rule_words import LEVELS

LONGEST = 20_000
"""Characters of a line that are tried."""
_MOST_PAIRS = 200
_FEW = 12


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of a line. ``pairs`` are (as given, folded) of the characters that fold to another or to nothing.

    ``hits`` count; ``dropped`` are (hit, the allow phrase around it) of those that do not; ``held`` are hits of rules
    whose words were there though a condition (group, hour, role, length) keeps them from counting.
    """

    text: str
    folded: str
    pairs: tuple[tuple[str, str], ...]
    hits: tuple[Hit, ...]
    dropped: tuple[tuple[Hit, str], ...]
    held: tuple[Hit, ...]
    score: float
    cut: bool


def trial(store: Store, scope: int | None, text: str) -> Trial:
    """The line under the rules as they would be if the draft were switched on."""
    from wxadmin.screening.folding import fold

    cut = len(text) > LONGEST
    text = text[:LONGEST]
    _preset, listed = rule_list.books(store, scope)
    screener = rules.of_books(store, scope, listed)
    folded = fold(text)
    shown = folded.text
    places = dict(zip(folded.places.tolist(), shown, strict=True))
    pairs = [(char, places.get(at, "")) for at, char in enumerate(text) if places.get(at, "") != char]
    found = screener.screen_texts([text])[0]
    inner = screener.inner.screen_texts([text])[0]
    dropped = _dropped(text, inner.hits, screener)
    held = tuple(hit for hit in inner.hits if hit not in found.hits)
    return Trial(text, shown, tuple(dict.fromkeys(pairs))[:_MOST_PAIRS], found.hits, dropped, held, found.score, cut)


def _dropped(text: str, hits: tuple[Hit, ...], now: rules.GroupScreener) -> tuple[tuple[Hit, str], ...]:
    """Hits that only an allow phrase around them keeps from counting."""
    from wxadmin.screening.folding import fold_words

    ruleset = now.rules.ruleset
    phrases = [*ruleset.allow, *(phrase for rule in ruleset.rules for phrase in rule.allow)]
    folded_text = fold_words([text])[0]
    there = [
        phrase for phrase, folded in zip(phrases, fold_words(phrases), strict=True) if folded and folded in folded_text
    ]
    if not there:
        return ()
    bare = rules.without_allow(now.rules, frozenset(there))
    kept = {(hit.rule, hit.start, hit.end) for hit in hits}
    lost = [hit for hit in bare.screen_texts([text])[0].hits if (hit.rule, hit.start, hit.end) not in kept]
    around = [(hit, next((p for p in there if fold_words([hit.matched])[0] in fold_words([p])[0]), "")) for hit in lost]
    return tuple((hit, phrase) for hit, phrase in around if phrase)


def sentences(found: Trial) -> tuple[str, ...]:
    """The trial step by step, a sentence each."""
    lines = []
    if found.cut:
        lines.append(_("太长，只试了前 {} 个字。").format(f"{LONGEST:,}"))
    # That marks have one width is nothing to be told of.
    pairs = [(given, folded) for given, folded in found.pairs if not folded or given.isalnum()]
    if pairs:
        shown = "、".join(
            f"“{_visible(given)}”→“{folded}”" if folded else _("“{}”略过").format(_visible(given))
            for given, folded in pairs[:_FEW]
        )
        more = _("等 {} 处").format(len(pairs)) if len(pairs) > _FEW else ""
        lines.append(_("统一写法：{}{}。读作“{}”").format(shown, more, _short(found.folded)))
    else:
        lines.append(_("统一写法：没有要改的字。"))
    lines += [_("放行：“{}”在放行语“{}”里，不算。").format(hit.matched, phrase) for hit, phrase in found.dropped]
    lines += [_("条件不合：{}，不算。").format(hit.why) for hit in found.held]
    for hit in found.hits:
        words = f"{rule_list.category_words(hit.category)}，{LEVELS[hit.level]}"
        lines.append(_("命中“{}”（{}）：{}").format(hit.rule, words, hit.why))
    score = round(found.score * 100)
    lines.append(_("研判分 {}，会进入待审。").format(score) if found.hits else _("没有命中，不会进入待审。"))
    return tuple(f"{number}. {line}" for number, line in enumerate(lines, 1))


def _visible(char: str) -> str:
    return char if char.isprintable() and not char.isspace() else f"U+{ord(char):04X}"


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:60] + "…"
