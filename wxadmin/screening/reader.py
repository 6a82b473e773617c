"""Messages read one by one: what the words, patterns and detectors of rule sets find in them, and what holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wxadmin.domain.hits import Category, Hit
from wxadmin.screening import conduct_line
from wxadmin.screening.folding import BORDER, Block, fold_block, fold_words
from wxadmin.screening.glance import Glance
from wxadmin.screening.judgement import LIKE, Finds, Span, could_hold, excused, judge
from wxadmin.screening.lexicon import Finds as WordFinds
from wxadmin.screening.lexicon import Lexicon, joined
from wxadmin.screening.likeness import SURE
from wxadmin.screening.links import find_links
from wxadmin.screening.patterns import Patterns
from wxadmin.screening.personal import find_personal
from wxadmin.screening.presence import bits_of, by_sort, marked, members
from wxadmin.screening.ruleset import LIKE_RULE, LINK, Conduct, Rule, RuleSet, Signal

_RULE, _SIGNAL, _ALLOW, _ALLOW_IN = range(4)
_HAN = "\u3400", "\u9fff"
_EXCUSES = ("forbid", "rulebook", "alert", "lesson", "official")
"""Signals that speak against the model, too; others that excuse rules would cost it more than they save."""
_ABUSIVE: set[Category] = {"abuse", "discrimination"}
"""Categories that rules and model draw the line between in different places."""
_BESIDE = {*LIKE, "link", "personal_data"}
"""Beside rules of these the model may say something else; of what other rules find it was taught nothing."""
_NOTHING: Mapping[int, Any] = {}


@dataclass(frozen=True, slots=True)
class Disguise:
    """A word in disguise: its span in the message as given, the folded word, and how it is disguised, for a reason."""

    span: Span
    word: str
    way: str

    @property
    def why(self) -> str:
        """For behind the words as they stand there."""
        return f"（{self.way}“{self.word}”）"


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much a message reads like violations of a category, from 0 to 1, and the span that tells most."""

    category: Category
    chance: float
    span: Span


@dataclass(frozen=True, slots=True)
class _Target:
    """What a word or pattern counts for: a rule, a signal, an allow phrase for all or for one category."""

    sort: int
    rule: int = -1
    name: str = ""


class Reader:
    """Compiled rules. Safe to use from several threads at once; changes nothing of its own."""

    def __init__(self, rulesets: Sequence[RuleSet]) -> None:
        self.rules: list[Rule] = []
        self.signals: dict[str, Signal] = {}
        words: list[str] = []
        targets: list[_Target] = []
        patterns: list[str] = []
        self._pattern_targets: list[_Target] = []
        for ruleset in rulesets:
            names = _named_signals(ruleset, self.signals)
            for own, name in names.items():
                if name in self.signals:
                    continue
                signal = self.signals[name] = ruleset.signals[own]
                target = _Target(_SIGNAL, name=name)
                words += signal.words
                targets += [target] * len(signal.words)
                patterns += signal.patterns
                self._pattern_targets += [target] * len(signal.patterns)
            words += ruleset.allow
            targets += [_Target(_ALLOW)] * len(ruleset.allow)
            for rule in (_renamed(rule, names) for rule in ruleset.rules):
                if rule in self.rules:
                    continue
                target = _Target(_RULE, rule=len(self.rules))
                words += rule.words
                targets += [target] * len(rule.words)
                patterns += rule.patterns
                self._pattern_targets += [target] * len(rule.patterns)
                words += rule.allow
                targets += [_Target(_ALLOW_IN, name=rule.category)] * len(rule.allow)
                self.rules.append(rule)
        self._lexicon = Lexicon(words)
        of_word: dict[int, dict[_Target, None]] = defaultdict(dict)
        for word, target in zip(self._lexicon.ids, targets, strict=True):
            of_word[word][target] = None
        of_word.pop(-1, None)
        # Words that count for the same are one sort.
        sorts: dict[tuple[_Target, ...], int] = {}
        self._word_sort = np.zeros(len(of_word), dtype=np.int64)
        for word, counts_for in of_word.items():
            self._word_sort[word] = sorts.setdefault(tuple(counts_for), len(sorts))
        self._word_targets = list(sorts)
        self._patterns = Patterns(patterns)
        self.detectors = tuple(dict.fromkeys(d for ruleset in rulesets for d in ruleset.detectors))
        self.conduct = next((r.conduct for r in reversed(rulesets) if r.conduct != Conduct()), Conduct())
        self._names = [_names(rule) for rule in self.rules]
        self._categories = {rule.category for rule in self.rules}
        self._silent = {name for ruleset in rulesets for name in ruleset.silent}
        self._asking = [
            [n for n, names in enumerate(self._names) if target.rule == n or target.name in names]
            for target in self._pattern_targets
        ]
        """For each pattern the rules that look at it."""
        self._own = [_Target(_RULE, rule=number) for number in range(len(self.rules))]
        self.disguisable = _disguisable(self.rules)
        """Folded words that are sought in disguise, with the numbers of their rules."""

    def read(
        self,
        texts: Sequence[str],
        disguised: Mapping[int, Sequence[Disguise]] = _NOTHING,
        likenesses: Mapping[int, Likeness] = _NOTHING,
        finds_of: dict[int, Finds] | None = None,
    ) -> dict[int, list[Hit]]:
        """The hits of messages by themselves. Only those in which something could hold are looked at one by one.

        ``disguised`` and ``likenesses`` hold what is known of some messages beforehand. With ``finds_of`` everything
        is looked for in all of them, and it takes what was found.
        """
        block = fold_block(texts)
        words = joined(self._lexicon.find(block), self._lexicon.find_split(block))
        glance = Glance(block)
        running = conduct_line.repeating(block, self.conduct.run)
        conspicuous = glance.calls(min(self.conduct.mentions, 2))
        conspicuous[list(running)] = True
        personal, linked = bits_of(glance.personal(self.detectors)), 0
        if "link" in self.detectors:
            linked = bits_of(glance.links())
        conspicuous[list(likenesses)] = True
        folded_texts = block.folded.text.split(BORDER)
        counted = self._counted(words, linked, disguised, len(block))
        patterns = self._patterns.candidates(block)
        if finds_of is None:
            rules = self._could_hold(counted, patterns, len(block))
            patterns = [
                reduce(or_, (rules[n] for n in self._asking[number]), 0) & messages
                for number, messages in enumerate(patterns)
            ]
        else:
            conspicuous[:] = True
            patterns = [(1 << len(block)) - 1] * len(patterns)
        matches = self._patterns.find(folded_texts, patterns)
        # Now that it is known which patterns are there, fewer messages are left.
        patterns = [0] * len(patterns)
        for m, _start, _end, number in matches:
            patterns[number] |= 1 << m
        rules = self._could_hold(counted, patterns, len(block))
        suspects = reduce(or_, rules, bits_of(conspicuous) | personal | linked)
        asked = _by_message(rules, suspects)
        of_use = self._of_use(asked, likenesses)
        finds = self._finds(block, words, matches, marked(suspects, len(block)), of_use if finds_of is None else None)
        hits: dict[int, list[Hit]] = {}
        for n in members(suspects):
            text, found = texts[n], finds[n]
            for disguise in disguised.get(n, ()):
                for rule in self.disguisable[disguise.word]:
                    _note(found, self._own[rule], *disguise.span)
                found.disguised[disguise.span] = disguise.why
            found.ready()
            listed: list[Hit] = []
            if (personal | linked) >> n & 1:
                places = block.message(n).places
                if personal >> n & 1:
                    listed += self._personal(text, folded_texts[n], places, found)
                if linked >> n & 1:
                    listed += self._links(text, folded_texts[n], places, found)
            listed += judge(text, found, [(rule, self.rules[rule]) for rule in asked[n]], self.signals)
            listed += conduct_line.one_line(text, self.conduct, running=n in running)
            if n in likenesses:
                listed += self._likeness(text, likenesses[n], found, {hit.category for hit in listed})
            if listed:
                hits[n] = listed
            if finds_of is not None:
                finds_of[n] = found
        return hits

    def _likeness(self, text: str, likeness: Likeness, finds: Finds, ruled: set[Category]) -> Iterator[Hit]:
        """What the model says, alone or beside rules of other categories, unless it is allowed or excused.

        It knows words, not addresses and numbers: without Chinese it is not asked. Nor does it speak of a category that
        there is no rule of, or that the rule set wants it to be silent about.
        """
        category, span = likeness.category, likeness.span
        same = _ABUSIVE if category in _ABUSIVE else {category}
        name = f"{LIKE_RULE}{LIKE[category]}"
        if ruled & same or ruled - _BESIDE or not self._categories & same or name in self._silent:
            return
        if not any(_HAN[0] <= char <= _HAN[1] for char in text):
            return
        quieted = any(excused(text, span, self.signals.get(k), finds.signals.get(k, ())) for k in _EXCUSES)
        if not quieted and not finds.allows(category, span):
            shown = text[slice(*span)]
            why = f"“{shown}”：用语像{LIKE[category]}（{likeness.chance:.0%}）"
            level = 2 if likeness.chance >= SURE else 1
            yield Hit(category, name, *span, shown, why, level)

    def _of_use(
        self, asked: Mapping[int, Sequence[int]], likenesses: Mapping[int, Likeness]
    ) -> Mapping[int, Collection[str]]:
        """For each message the signals that are looked at; the same set for messages of which the same is asked."""
        known: dict[tuple[object, ...], Collection[str]] = {}
        found: dict[int, Collection[str]] = {}
        for n in {*asked, *likenesses}:
            key = (n in likenesses, *asked.get(n, ()))
            if key not in known:
                names = (self._names[rule] for rule in asked.get(n, ()))
                known[key] = frozenset(_EXCUSES if n in likenesses else ()).union(*names)
            found[n] = known[key]
        return found

    def _counted(
        self, words: WordFinds, linked: int, disguised: Mapping[int, Sequence[Disguise]], messages: int
    ) -> tuple[Mapping[int, int], Mapping[str, int]]:
        """For each rule and each signal the messages that have it by words; patterns come later."""
        rules: dict[int, int] = defaultdict(int)
        for n, listed in disguised.items():
            for rule in {rule for disguise in listed for rule in self.disguisable[disguise.word]}:
                rules[rule] |= 1 << n
        signals: dict[str, int] = defaultdict(int, {LINK: linked})
        for sort, found in by_sort(
            self._word_sort[words.word], words.message, len(self._word_targets), messages
        ).items():
            for target in self._word_targets[sort]:
                _add(rules, signals, target, found)
        return rules, signals

    def _could_hold(
        self, counted: tuple[Mapping[int, int], Mapping[str, int]], patterns: Sequence[int], messages: int
    ) -> list[int]:
        """For each rule the messages it could hold in; ``patterns`` are the messages with each pattern."""
        rules, signals = defaultdict(int, counted[0]), defaultdict(int, counted[1])
        for target, found in zip(self._pattern_targets, patterns, strict=True):
            if found:
                _add(rules, signals, target, found)
        return [could_hold(rule, rules[n], signals, messages) for n, rule in enumerate(self.rules)]

    def _finds(
        self,
        block: Block,
        words: WordFinds,
        matches: Sequence[tuple[int, int, int, int]],
        wanted: NDArray[np.bool_],
        of_use: Mapping[int, Collection[str]] | None,
    ) -> dict[int, Finds]:
        """What was found in the messages wanted; of signals those ``of_use`` there, or all."""
        per_message: dict[int, Finds] = defaultdict(Finds)

        def note(message: int, target: _Target, start: int, end: int) -> None:
            if of_use is None or target.sort != _SIGNAL or target.name in of_use.get(message, ()):
                _note(per_message[message], target, start, end)

        keep = wanted[words.message]
        columns = (words.message, words.start, words.end, self._word_sort[words.word])
        for message, start, end, sort in zip(*(column[keep].tolist() for column in columns), strict=True):
            for target in self._word_targets[sort]:
                note(message, target, start, end)
        matches = [match for match in matches if wanted[match[0]]]
        message, start, end, number = np.array(matches, dtype=np.int64).reshape(-1, 4).T
        low, offset, places = block.lows[message], block.starts[message], block.folded.places
        columns = (message, places[low + start] - offset, places[low + end - 1] + 1 - offset, number)
        for m, first, last, n in zip(*(column.tolist() for column in columns), strict=True):
            note(m, self._pattern_targets[n], first, last)
        return per_message

    def _personal(self, text: str, folded: str, places: Any, finds: Finds) -> Iterator[Hit]:
        for datum in find_personal(folded, self.detectors):
            start, end = int(places[datum.start]), int(places[datum.end - 1]) + 1
            if not finds.allows("personal_data", (start, end)):
                shown = text[start:end]
                why = f"“{_masked(shown)}”是完整的{datum.label}"
                yield Hit("personal_data", datum.label, start, end, shown, why, datum.level, "个人信息")

    def _links(self, text: str, folded: str, places: Any, finds: Finds) -> Iterator[Hit]:
        for link in find_links(folded):
            start, end = int(places[link.start]), int(places[link.end - 1]) + 1
            if finds.allows("link", (start, end)):
                continue
            if not link.known:
                finds.signals.setdefault(LINK, []).append((start, end))
            if link.why:
                shown = text[start:end]
                yield Hit("link", "可疑网址", start, end, shown, f"“{shown[:40]}”：{link.why}", link.level, "链接")


def _disguisable(rules: Sequence[Rule]) -> dict[str, tuple[int, ...]]:
    """Words of two Han characters and more, of rules that want it; of mere hints none."""
    found: dict[str, dict[int, None]] = defaultdict(dict)
    for number, rule in enumerate(rules):
        if rule.evasion and rule.level > 1 and rule.words:
            for word in fold_words(rule.words):
                if sum(_HAN[0] <= char <= _HAN[1] for char in word) > 1:
                    found[word][number] = None
    return {word: tuple(numbers) for word, numbers in found.items()}


def _named_signals(ruleset: RuleSet, known: Mapping[str, Signal]) -> dict[str, str]:
    """A name for each signal of the set that no different signal of an earlier set has."""
    names = {}
    for own, signal in ruleset.signals.items():
        name = own
        while known.get(name, signal) != signal:
            name += "'"
        names[own] = name
    return names


def _renamed(rule: Rule, names: Mapping[str, str]) -> Rule:
    return replace(
        rule,
        needs=tuple(tuple(names.get(name, name) for name in group) for group in rule.needs),
        unless=tuple(names.get(name, name) for name in rule.unless),
        weights={"|".join(names.get(n, n) for n in key.split("|")): weight for key, weight in rule.weights.items()},
    )


def _names(rule: Rule) -> set[str]:
    """The signals a rule looks at."""
    listed = [*rule.needs, rule.unless, *(key.split("|") for key in rule.weights)]
    return {name for names in listed for name in names}


def _by_message(sets: Sequence[int], wanted: int) -> dict[int, list[int]]:
    """For each message wanted the numbers of the sets it is in."""
    listed: dict[int, list[int]] = defaultdict(list)
    for number, messages in enumerate(sets):
        for n in members(messages & wanted):
            listed[n].append(number)
    return listed


def _add(rules: dict[int, int], signals: dict[str, int], target: _Target, found: int) -> None:
    if target.sort == _RULE:
        rules[target.rule] |= found
    elif target.sort == _SIGNAL:
        signals[target.name] |= found


def _note(finds: Finds, target: _Target, start: int, end: int) -> None:
    if target.sort == _RULE:
        finds.rules.setdefault(target.rule, []).append((start, end))
    elif target.sort == _SIGNAL:
        finds.signals.setdefault(target.name, []).append((start, end))
    elif target.sort == _ALLOW:
        finds.allowed.append((start, end))
    else:
        finds.allowed_in.setdefault(target.name, []).append((start, end))


def _masked(number: str) -> str:
    return number if len(number) < 8 else number[:3] + "…" + number[-2:]
