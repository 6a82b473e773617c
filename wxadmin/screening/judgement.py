"""From finds to hits: allow phrases, signals that count together, contexts that excuse, overlapping finds, score."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from wxadmin.domain.hits import Hit
from wxadmin.screening.ruleset import Rule, Signal

Span = tuple[int, int]
_SENTENCE_END = re.compile(r"[。！？!?\n;；]")
_CLAUSE_END = re.compile(r"[，,。！？!?\n;；：:]")
_CLAUSE = 16
_ANCHORS = 12
WEIGHTS = {1: 0.3, 2: 0.6, 3: 0.85}
"""What one hit of a level adds to the score; hits of different categories add up as 1 − Π(1 − weight)."""


@dataclass(slots=True)
class Finds:
    """What the engines found in one message, spans in the text as given."""

    rules: dict[int, list[Span]] = field(default_factory=dict)
    signals: dict[str, list[Span]] = field(default_factory=dict)
    allowed: list[Span] = field(default_factory=list)
    allowed_in: dict[str, list[Span]] = field(default_factory=dict)

    def allows(self, category: str, span: Span) -> bool:
        """Whether the span lies inside an allow phrase, one for all or one of the category."""
        return not _outside([span], [*self.allowed, *self.allowed_in.get(category, ())])


def judge(text: str, finds: Finds, rules: Iterable[tuple[int, Rule]], signals: Mapping[str, Signal]) -> list[Hit]:
    """The hits of rules in one message. ``rules`` are those worth asking, with their numbers as in ``finds.rules``."""
    hits: list[Hit] = []
    for number, rule in rules:
        if rule.weights:
            hits += _weighed(text, rule, finds, signals)
            continue
        own = finds.rules.get(number)
        if rule.words or rule.patterns:
            if not own:
                continue
            anchors = own
        else:
            anchors = [span for name in rule.needs[0] for span in finds.signals.get(name, ())] if rule.needs else []
        anchors = _outside(anchors, [*finds.allowed, *finds.allowed_in.get(rule.category, ())])
        if not anchors:
            continue
        hits += _of_rule(text, rule, anchors, finds, signals)
    return hits


def _outside(spans: Iterable[Span], allowed: Sequence[Span]) -> list[Span]:
    return [span for span in spans if not any(low <= span[0] and span[1] <= high for low, high in allowed)]


def _of_rule(text: str, rule: Rule, anchors: list[Span], finds: Finds, signals: Mapping[str, Signal]) -> Iterable[Hit]:
    needs = rule.needs if rule.words or rule.patterns else rule.needs[1:]
    for anchor in _longest(anchors):
        beside = _beside(anchor, needs, rule.near, finds)
        if beside is None:
            continue
        if any(_excused(text, anchor, signals.get(name), finds.signals.get(name, ())) for name in rule.unless):
            continue
        start, end = anchor
        yield Hit(
            rule.category,
            rule.name,
            start,
            end,
            text[start:end],
            _why(rule, text, anchor, beside),
            rule.level,
            rule.article,
        )


def _weighed(text: str, rule: Rule, finds: Finds, signals: Mapping[str, Signal]) -> Iterable[Hit]:
    """One hit at the heaviest place when the signals around it weigh enough together; each place counts once."""
    parts = [(key.split("|"), key, weight) for key, weight in rule.weights.items()]
    if sum(weight for names, _k, weight in parts if any(name in finds.signals for name in names)) < rule.least:
        return
    allowed = [*finds.allowed, *finds.allowed_in.get(rule.category, ())]
    named = [
        (weight, key, span)
        for names, key, weight in parts
        for name in names
        for span in _longest(_outside(finds.signals.get(name, ()), allowed))[:_ANCHORS]
    ]
    if sum(rule.weights[key] for key in {key for _w, key, _s in named}) < rule.least:
        return
    for _w, _n, anchor in sorted(named, key=lambda found: (-found[0], found[2]))[:_ANCHORS]:
        chosen: dict[str, Span] = {}
        taken: list[Span] = []
        for _w, key, span in sorted(named, key=lambda found: (-found[0], _distance(found[2], anchor))):
            if key in chosen or (rule.near and _distance(span, anchor) > rule.near):
                continue
            if any(span[0] < end and start < span[1] for start, end in taken):
                continue
            chosen[key] = span
            taken.append(span)
        if sum(rule.weights[key] for key in chosen) < rule.least:
            continue
        if any(_excused(text, anchor, signals.get(name), finds.signals.get(name, ())) for name in rule.unless):
            continue
        start, end = anchor
        others = [span for span in chosen.values() if span != anchor]
        yield Hit(
            rule.category,
            rule.name,
            start,
            end,
            text[start:end],
            _why(rule, text, anchor, others),
            rule.level,
            rule.article,
        )
        return


def _distance(one: Span, other: Span) -> int:
    return max(one[0] - other[1], other[0] - one[1], 0)


def _beside(anchor: Span, needs: tuple[tuple[str, ...], ...], near: int, finds: Finds) -> list[Span] | None:
    """One place for each need, none of them the anchor itself; None when one is missing."""
    chosen = []
    for alternatives in needs:
        best = None
        for name in alternatives:
            for span in finds.signals.get(name, ()):
                if (span[0] < anchor[1] and anchor[0] < span[1]) or not _outside([span], finds.allowed):
                    continue
                distance = max(span[0] - anchor[1], anchor[0] - span[1])
                if near and distance > near:
                    continue
                if best is None or distance < best[0]:
                    best = (distance, span)
        if best is None:
            return None
        chosen.append(best[1])
    return chosen


def _excused(text: str, anchor: Span, signal: Signal | None, spans: Sequence[Span]) -> bool:
    if signal is None or not spans:
        return False
    if signal.scope == "message":
        return True
    if signal.scope == "before":
        return any(
            end <= anchor[0] <= end + _CLAUSE and not _CLAUSE_END.search(text[end : anchor[0]]) for _start, end in spans
        )
    for start, end in spans:
        between = text[end : anchor[0]] if end <= anchor[0] else text[anchor[1] : start]
        if not _SENTENCE_END.search(between):
            return True
    return False


def _why(rule: Rule, text: str, anchor: Span, beside: list[Span]) -> str:
    shown = "、".join(f"“{_short(text[s:e])}”" for s, e in dict.fromkeys([anchor, *beside]))
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


def settle(hits: Iterable[Hit], most: int) -> tuple[Hit, ...]:
    """Of overlapping hits of one category the graver, then the longer; by start, at most ``most`` of a category."""
    by_category: dict[str, list[Hit]] = {}
    for hit in sorted(hits, key=lambda h: (-h.level, h.start - h.end, h.start, h.rule)):
        by_category.setdefault(hit.category, []).append(hit)
    kept: list[Hit] = []
    for listed in by_category.values():
        chosen: list[Hit] = []
        for hit in listed:
            if len(chosen) == most:
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
