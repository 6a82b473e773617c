"""What the owner's decisions say about what still waits: a small linear model on top of the rules' score.

Each entry has named features; each feature a weight, learned one decision after the other (logistic regression with
AdaGrad steps). Without decisions every weight is 0 and an entry's rank is its score.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

BOUND = 2.0
"""No feature moves the odds by more than ``exp(2)``, about sevenfold."""
FULL, WEAK = 1.0, 0.4
"""What a decision counts for; an entry that was only put aside says less than one found untrue."""
_EDGE = 0.02
_STEP = 0.45
_CALM = 1.0
_LENGTHS = ((12, "short"), (60, "medium"))
_HOURS = ((7, "night"), (12, "morning"), (18, "afternoon"), (23, "evening"))

Features = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the queue as far as it matters here.

    ``score`` is the rules', 0 to 1; ``rules`` their names; ``model`` whether the likeness model spoke; ``ways`` how a
    word was disguised; ``before`` the sender's earlier entries (founded, unfounded); ``length`` of what was said in
    characters; ``hour`` of the owner's day, -1 where no clock is known.
    """

    score: float
    group: int
    kind: str
    category: str
    rules: tuple[str, ...] = ()
    model: bool = False
    ways: tuple[str, ...] = ()
    before: tuple[int, int] = (0, 0)
    length: int = 0
    hour: int = -1


@dataclass(slots=True)
class Weight:
    """One feature's weight, the sum of its squared slopes, and how many decisions with it were founded and were not."""

    value: float = 0.0
    slopes: float = 0.0
    founded: int = 0
    unfounded: int = 0


@dataclass(slots=True)
class Taste:
    """What was learned: feature → weight, from ``learned`` decisions."""

    weights: dict[str, Weight] = field(default_factory=dict)
    learned: int = 0


@dataclass(frozen=True, slots=True)
class Share:
    """What one feature does to an entry: ``shift`` of the logarithm of its odds, and from how many decisions."""

    feature: str
    shift: float
    founded: int
    unfounded: int


def features(entry: Entry) -> Features:
    """The names of an entry's features: a word for the kind, a tab, what it is."""
    named = [f"rule\t{name}" for name in dict.fromkeys(entry.rules)]
    named += [f"here\t{entry.group}\t{name}" for name in dict.fromkeys(entry.rules)]
    named += [f"way\t{way}" for way in dict.fromkeys(entry.ways)]
    named += [f"category\t{entry.category}", f"kind\t{entry.kind}\t{entry.category}"]
    named.append(f"band\t{band(entry.score)}")
    named += [
        f"{what}\t{name}"
        for what, name in (
            ("sender", standing(*entry.before)), ("length", length(entry.length)), ("hour", part_of_day(entry.hour)),
        )
        if name
    ]  # fmt: skip
    if entry.model:
        named.append("model\tyes")
    return tuple(named)


def band(score: float) -> int:
    """The quarter a score lies in, 0 to 3."""
    return min(int(score * 4), 3)


def standing(founded: int, unfounded: int) -> str:
    """How a sender's earlier entries mostly ended, ``""`` when there were none."""
    if not (founded or unfounded):
        return ""
    return "founded" if founded > unfounded else "unfounded" if unfounded > founded else "both"


@lru_cache(maxsize=4096)
def length(characters: int) -> str:
    """Short, medium or long; ``""`` where nothing was said."""
    return next((name for most, name in _LENGTHS if characters <= most), "long") if characters else ""


@lru_cache(maxsize=32)
def part_of_day(hour: int) -> str:
    """Night, morning, afternoon or evening; ``""`` where no clock is known."""
    return next((name for before, name in _HOURS if hour < before), "night") if hour >= 0 else ""


def rank(score: float, shift: float) -> float:
    """The score moved by a shift of its odds; from 0 to 1, the score itself where the shift is 0."""
    if not shift:
        return score
    chance = _chance(score, shift)
    return min(1.0, max(0.0, (chance - _EDGE) / (1 - 2 * _EDGE)))


def shift(taste: Taste, named: Features) -> float:
    """How far all features together move an entry, in the logarithm of its odds."""
    weights = taste.weights
    return sum(weights[name].value for name in named if name in weights)


def learn(taste: Taste, named: Features, score: float, *, founded: bool, strength: float = FULL) -> None:
    """Learn from one more decision; ``strength`` from 0 to 1."""
    wrong = (_chance(score, shift(taste, named)) - founded) * strength
    for name in named:
        weight = taste.weights.setdefault(name, Weight())
        weight.slopes += wrong * wrong
        moved = weight.value - _STEP * wrong / math.sqrt(_CALM + weight.slopes)
        weight.value = min(BOUND, max(-BOUND, moved))
        weight.founded += founded
        weight.unfounded += not founded
    taste.learned += 1


def shares(taste: Taste, named: Features) -> tuple[Share, ...]:
    """What each feature of an entry adds, the strongest first."""
    found = [
        Share(name, weight.value, weight.founded, weight.unfounded)
        for name in named
        if (weight := taste.weights.get(name)) is not None
    ]
    return tuple(sorted(found, key=lambda share: -abs(share.shift)))


def _chance(score: float, moved: float) -> float:
    start = _EDGE + (1 - 2 * _EDGE) * min(1.0, max(0.0, score))
    return 1 / (1 + (1 - start) / start * math.exp(-max(-50.0, min(50.0, moved))))


def packed(taste: Taste) -> Mapping[str, Sequence[float]]:
    """For keeping: feature → (weight, slopes, founded, unfounded)."""
    return {name: (w.value, w.slopes, w.founded, w.unfounded) for name, w in taste.weights.items()}


def unpacked(kept: Mapping[str, Sequence[float]], learned: int) -> Taste:
    """The inverse of :func:`packed`."""
    return Taste({name: Weight(v, s, int(f), int(u)) for name, (v, s, f, u) in kept.items()}, learned)


def learned_from(decisions: Iterable[tuple[Entry, str]], taste: Taste | None = None) -> Taste:
    """What decisions (entry, its state), in their order, say; on top of ``taste``, if given."""
    taste = taste or Taste()
    for entry, state in decisions:
        founded = state in ("founded", "reminded")
        strength = WEAK if state == "ignored" else FULL
        learn(taste, features(entry), entry.score, founded=founded, strength=strength)
    return taste
