"""From finds to hits: allow phrases, signals that count together, contexts that excuse, overlapping finds, score."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

import numpy as np

from wxadmin.domain.hits import Hit
from wxadmin.screening.presence import bits_of, marked
from wxadmin.screening.ruleset import LIKE_RULE, Rule, Signal

Span = tuple[int, int]
_SENTENCE_END = re.compile(r"[。！？!?\n;；]")
_CLAUSE_END = re.compile(r"[，,。！？!?\n;；：:]")
_CLAUSE = 16
_CONTEXT = 200
"""How far, in characters, a context of scope ``message`` excuses: all of an ordinary message, not all of an essay."""
_ANCHORS = 300
_CLOSE = 40
_WORD = 250
MOST = 50
"""More hits of one rule in one message say nothing new."""
WEIGHTS = {1: 0.3, 2: 0.6, 3: 0.85}
"""What one hit of a level adds to the score; hits of different categories add up as 1 − Π(1 − weight)."""

LIKE: Mapping[str, str] = {
    "gambling": "赌博", "porn": "色情", "abuse": "骂人", "advert": "广告", "fraud": "诈骗", "discrimination": "歧视",
}  # fmt: skip
"""The categories it knows, as its hits name them."""
_GRAVE = 3
_UNLIKE = 0.05
_QUIETED = 0.8


@dataclass(slots=True)
class Finds:
    """What the engines found in one message, spans in the text as given; ``ready`` puts them in order."""

    rules: dict[int, list[Span]] = field(default_factory=dict)
    signals: dict[str, list[Span]] = field(default_factory=dict)
    allowed: list[Span] = field(default_factory=list)
    allowed_in: dict[str, list[Span]] = field(default_factory=dict)
    disguised: dict[Span, str] = field(default_factory=dict)
    """For words in disguise among the above, which word it is and how it is disguised."""

    def ready(self) -> None:
        """Order all spans by start; to be called once, after the last find."""
        for spans in (*self.rules.values(), *self.signals.values(), self.allowed, *self.allowed_in.values()):
            if len(spans) > 1:
                spans.sort()

    def allows(self, category: str, span: Span) -> bool:
        """Whether the span lies inside an allow phrase, one for all or one of the category."""
        return _inside(span, self.allowed) or _inside(span, self.allowed_in.get(category, ()))

    def of(self, names: Iterable[str], category: str) -> list[Span]:
        """Places of any of the signals, without those inside an allow phrase, by start."""
        found = [span for name in names for span in self.signals.get(name, ()) if not self.allows(category, span)]
        return sorted(set(found))


def judge(text: str, finds: Finds, rules: Iterable[tuple[int, Rule]], signals: Mapping[str, Signal]) -> list[Hit]:
    """The hits of rules in one message. ``rules`` are those worth asking, with their numbers as in ``finds.rules``."""
    hits: list[Hit] = []
    for number, rule in rules:
        standing = (
            (anchor, others)
            for anchor, others in held(text, finds, number, rule)
            if excuse(text, anchor, rule, finds, signals) is None
        )
        hits += [
            Hit(
                rule.category,
                rule.name,
                *anchor,
                text[slice(*anchor)],
                _why(rule, text, [anchor, *others], finds),
                rule.level,
                rule.article,
            )
            for anchor, others in islice(standing, 1 if rule.weights else MOST)
        ]
    return hits


def held(text: str, finds: Finds, number: int, rule: Rule) -> Iterator[tuple[Span, list[Span]]]:
    """Where a rule would hold but for what excuses it, with the places that count together."""
    if rule.weights:
        return _weighed(text, rule, finds)
    if rule.words or rule.patterns:
        own = [span for span in finds.rules.get(number, ()) if not finds.allows(rule.category, span)]
        return _together(text, own, rule.needs, rule, finds) if own else iter(())
    if rule.needs:
        return _together(text, finds.of(rule.needs[0], rule.category), rule.needs[1:], rule, finds)
    return iter(())


def excuse(text: str, anchor: Span, rule: Rule, finds: Finds, signals: Mapping[str, Signal]) -> str | None:
    """The first signal that excuses a rule at a place; None when nothing does."""
    for name in rule.unless:
        if excused(text, anchor, signals.get(name), finds.signals.get(name, ())):
            return name
    return None


def could_hold(rule: Rule, own: int, signals: Mapping[str, int], messages: int) -> int:
    """The messages (a set of :mod:`wxadmin.screening.presence`) in which ``judge`` could find a rule to hold.

    ``own`` are the messages with one of its own words or patterns, ``signals`` those of each signal. Only what is
    needed in any case is asked: no distances, no excuses.
    """
    if rule.weights:
        return _could_weigh(rule, signals, messages)
    if rule.words or rule.patterns:
        found, needs = own, rule.needs
    elif rule.needs:
        found, needs = _any(rule.needs[0], signals), rule.needs[1:]
    else:
        return 0
    for names in needs:
        found &= _any(names, signals)
    return found


def _any(names: Sequence[str], signals: Mapping[str, int]) -> int:
    found = 0
    for name in names:
        found |= signals.get(name, 0)
    return found


def _could_weigh(rule: Rule, signals: Mapping[str, int], messages: int) -> int:
    total = np.zeros(messages)
    for key, weight in rule.weights.items():
        found = _any(key.split("|"), signals)
        if found:
            total[marked(found, messages)] += weight
    return bits_of(total >= rule.least)


def _together(
    text: str, anchors: list[Span], needs: Sequence[tuple[str, ...]], rule: Rule, finds: Finds
) -> Iterator[tuple[Span, list[Span]]]:
    """Each anchor that has a place for every need near enough, with those places."""
    lists = [finds.of(names, rule.category) for names in needs]
    if not all(lists):
        return
    for anchor in _longest(anchors):
        beside = [_nearest(anchor, spans, rule.near or len(text)) for spans in lists]
        if all(span is not None for span in beside):
            yield anchor, [span for span in beside if span is not None]


def _weighed(text: str, rule: Rule, finds: Finds) -> Iterator[tuple[Span, list[Span]]]:
    """The places around which the signals weigh enough together, heaviest first; each stretch counts once."""
    parts = [(key.split("|"), weight) for key, weight in rule.weights.items()]
    if sum(weight for names, weight in parts if any(name in finds.signals for name in names)) < rule.least:
        return
    lists = [(weight, _longest(finds.of(names, rule.category))) for names, weight in parts]
    lists = sorted((part for part in lists if part[1]), key=lambda part: -part[0])
    if sum(weight for weight, _spans in lists) < rule.least:
        return
    anchors = ((n, span) for n, (_weight, spans) in enumerate(lists) for span in spans)
    for own, anchor in islice(anchors, _ANCHORS):
        total = lists[own][0]
        taken: list[Span] = []
        for n, (weight, spans) in enumerate(lists):
            around = _around(anchor, spans, rule.near or len(text)) if n != own else ()
            free = [span for span in around if not _overlaps(span, [anchor, *taken])]
            if free:
                total += weight
                taken.append(min(free, key=lambda span: _distance(span, anchor)))
        if total >= rule.least:
            yield anchor, taken


def _overlaps(span: Span, others: Iterable[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def _distance(one: Span, other: Span) -> int:
    return max(one[0] - other[1], other[0] - one[1], 0)


def _around(anchor: Span, spans: Sequence[Span], reach: int) -> Sequence[Span]:
    """Of spans in order those that begin within ``reach`` of the anchor, at most ``_CLOSE`` to either side."""
    middle = bisect_left(spans, anchor)
    low = max(bisect_left(spans, (anchor[0] - reach - _WORD, 0)), middle - _CLOSE)
    high = min(bisect_left(spans, (anchor[1] + reach + 1, 0)), middle + _CLOSE)
    return [span for span in spans[low:high] if _distance(span, anchor) <= reach]


def _nearest(anchor: Span, spans: Sequence[Span], reach: int) -> Span | None:
    apart = [span for span in _around(anchor, spans, reach) if not _overlaps(span, [anchor])]
    return min(apart, key=lambda span: _distance(span, anchor), default=None)


def _inside(span: Span, allowed: Sequence[Span]) -> bool:
    if not allowed:
        return False
    low = bisect_left(allowed, (span[0] - _WORD, 0))
    for start, end in islice(allowed, low, None):
        if start > span[0]:
            return False
        if span[1] <= end:
            return True
    return False


def excused(text: str, anchor: Span, signal: Signal | None, spans: Sequence[Span]) -> bool:
    """Whether a signal found at ``spans`` excuses what stands at the anchor."""
    if signal is None or not spans:
        return False
    for start, end in _around(anchor, spans, _CLAUSE if signal.scope == "before" else _CONTEXT):
        if signal.scope == "message":
            return True
        if signal.scope == "before":
            if end <= anchor[0] and not _CLAUSE_END.search(text, end, anchor[0]):
                return True
        elif not _SENTENCE_END.search(text, min(end, anchor[1]), max(start, anchor[0])):
            return True
    return False


def _why(rule: Rule, text: str, places: list[Span], finds: Finds) -> str:
    shown = "、".join(
        f"“{_short(text[start:end])}”{finds.disguised.get((start, end), '')}" for start, end in dict.fromkeys(places)
    )
    return f"{shown}：{rule.why or rule.name}"


def _short(text: str) -> str:
    return text if len(text) <= 16 else text[:14] + "…"


def _longest(spans: Iterable[Span]) -> list[Span]:
    """Spans without those that another holds or overlaps; the longer wins, of equals the earlier."""
    kept: list[Span] = []
    reach = -1
    for span in sorted(set(spans), key=lambda s: (s[0], -s[1])):
        if span[0] >= reach:
            kept.append(span)
            reach = span[1]
        elif kept and span[1] - span[0] > kept[-1][1] - kept[-1][0]:
            kept[-1] = span
            reach = span[1]
    return kept


def settle(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """Of overlapping hits of one category the graver, then the longer; by start, at most ``MOST`` of a category."""
    by_category: dict[str, list[Hit]] = {}
    for hit in sorted(hits, key=lambda h: (-h.level, h.start - h.end, h.start, h.rule)):
        by_category.setdefault(hit.category, []).append(hit)
    kept: list[Hit] = []
    for listed in by_category.values():
        chosen: list[Hit] = []
        for hit in listed:
            if len(chosen) == MOST:
                break
            if not any(hit.start < other.end and other.start < hit.end for other in chosen):
                chosen.append(hit)
        kept += chosen
    return tuple(sorted(kept, key=lambda h: (h.start, h.end, h.category, h.rule)))


def score(hits: Iterable[Hit]) -> float:
    """From 0 to 1: for each category its gravest hit, put together as chances that are independent."""
    gravest: dict[str, int] = {}
    for hit in hits:
        gravest[hit.category] = max(hit.level, gravest.get(hit.category, 0))
    rest = 1.0
    for level in gravest.values():
        rest *= 1 - WEIGHTS[level]
    return round(1 - rest, 3)


def weighed(
    hits: Sequence[Hit], disguised: Collection[Span], likeness: float
) -> tuple[float, tuple[tuple[str, float], ...]]:
    """The score of a message and what it is made of, as :class:`wxadmin.domain.hits.Screened` has them.

    Where rules speak of what the model knows, of nothing grave, and the model sees nothing at all, they count for less.
    """
    total = score(hits)
    hidden = [hit for hit in hits if (hit.start, hit.end) in disguised]
    ruled = [hit for hit in hits if hit not in hidden and not hit.rule.startswith(LIKE_RULE)]
    known = all(hit.category in LIKE and hit.level < _GRAVE for hit in hits)
    if known and likeness < _UNLIKE:
        total = round(total * _QUIETED, 3)
    parts = (("规则", score(ruled)), ("伪装", score(hidden)), ("用语", round(likeness, 3)))
    return total, tuple(part for part in parts if part[1])
