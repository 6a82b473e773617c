"""How one message comes to its hits, step by step: for the box in which owners try their rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wxadmin.domain.hits import Screened
from wxadmin.screening.folding import Folded
from wxadmin.screening.judgement import Finds, Span, excuse, held
from wxadmin.screening.likeness import CATEGORIES_OF_MODEL, chances

if TYPE_CHECKING:
    from wxadmin.screening.reader import Disguise, Reader
    from wxadmin.screening.ruleset import Rule


@dataclass(frozen=True, slots=True)
class Folding:
    """A character of the text as given that is read as another; ``folded`` is empty for one that is passed over."""

    at: int
    given: str
    folded: str


@dataclass(frozen=True, slots=True)
class Place:
    """Something found: ``text[start:end]`` of the message as given is ``matched``.

    ``way`` is empty for what stands there as it is. ``allowed`` is the allow phrase around it, which drops it.
    """

    start: int
    end: int
    matched: str
    way: str = ""
    allowed: str = ""


@dataclass(frozen=True, slots=True)
class SignalSeen:
    """A signal and where its words and patterns stand."""

    name: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class RuleAsked:
    """A rule of which something was found, and what became of it.

    ``places`` are its own words and patterns; ``missing`` the signals (alternatives ``a|b``) it needs and that are not
    there; ``weight`` what its weighed signals add up to, of ``least``. ``excuses`` are the signals that excuse it, each
    with the words that do. ``holds`` says whether anything of it is left.
    """

    name: str
    category: str
    level: int
    places: tuple[Place, ...]
    missing: tuple[str, ...]
    weight: float
    least: float
    excuses: tuple[tuple[str, str], ...]
    holds: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """Every step of one message, in the order in which they are taken; ``result`` is the same as screening gives.

    ``folded`` is the text as it is compared, ``changed`` the characters that folding changed. ``chances`` are the
    model's: (category, chance from 0 to 1), the likeliest first; "" is the chance that nothing is wrong.
    """

    text: str
    folded: str
    changed: tuple[Folding, ...]
    allowed: tuple[Place, ...]
    signals: tuple[SignalSeen, ...]
    disguises: tuple[Place, ...]
    rules: tuple[RuleAsked, ...]
    chances: tuple[tuple[str, float], ...]
    result: Screened


def explained(
    text: str, folded: Folded, reader: Reader, finds: Finds, disguised: Sequence[Disguise], result: Screened
) -> Explanation:
    """Put together from what screening found on its way."""
    (row,) = chances([text]).tolist()
    ranked = sorted(zip(CATEGORIES_OF_MODEL, row, strict=True), key=lambda pair: -pair[1])
    return Explanation(
        text=text,
        folded=folded.text,
        changed=tuple(_changed(text, folded)),
        allowed=tuple(_places(text, finds.allowed, finds)),
        signals=tuple(
            SignalSeen(name.rstrip("'"), tuple(_places(text, spans, finds)))
            for name, spans in sorted(finds.signals.items())
        ),
        disguises=tuple(Place(*d.span, text[slice(*d.span)], f"{d.way}“{d.word}”") for d in disguised),
        rules=tuple(_asked(text, reader, finds)),
        chances=tuple((name, round(chance, 3)) for name, chance in ranked),
        result=result,
    )


def _changed(text: str, folded: Folded) -> Iterator[Folding]:
    became = dict(zip(folded.places.tolist(), folded.text, strict=True))
    for at, given in enumerate(text):
        if became.get(at, "") != given:
            yield Folding(at, given, became.get(at, ""))


def _places(text: str, spans: Sequence[Span], finds: Finds, category: str = "") -> Iterator[Place]:
    phrases = [*finds.allowed, *finds.allowed_in.get(category, ())]
    for span in sorted(set(spans)):
        around = next(((a, b) for a, b in phrases if a <= span[0] and span[1] <= b and (a, b) != span), None)
        allowed = around or next((phrase for phrase in phrases if phrase == span and span not in finds.allowed), None)
        yield Place(*span, text[slice(*span)], finds.disguised.get(span, ""), text[slice(*allowed)] if allowed else "")


def _asked(text: str, reader: Reader, finds: Finds) -> Iterator[RuleAsked]:
    for number, rule in enumerate(reader.rules):
        own = finds.rules.get(number, [])
        missing, weight = _missing(rule, finds)
        weighed = bool(rule.weights) and weight > 0
        if not own and not weighed and (rule.words or rule.patterns or rule.weights or missing):
            continue
        standing = [anchor for anchor, _others in held(text, finds, number, rule)]
        excused = {anchor: excuse(text, anchor, rule, finds, reader.signals) for anchor in standing}
        names = dict.fromkeys(name for name in excused.values() if name is not None)
        yield RuleAsked(
            name=rule.name,
            category=rule.category,
            level=rule.level,
            places=tuple(_places(text, own, finds, rule.category)),
            missing=missing,
            weight=weight,
            least=rule.least,
            excuses=tuple((name.rstrip("'"), _first(text, finds.signals.get(name, ()))) for name in names),
            holds=any(name is None for name in excused.values()),
        )


def _missing(rule: Rule, finds: Finds) -> tuple[tuple[str, ...], float]:
    missing = tuple("|".join(names) for names in rule.needs if not finds.of(names, rule.category))
    weight = sum(w for key, w in rule.weights.items() if finds.of(key.split("|"), rule.category))
    return missing, round(weight, 3)


def _first(text: str, spans: Sequence[Span]) -> str:
    return text[slice(*min(spans))] if spans else ""
