"""Messages in, hits out. A screener is compiled once from rule sets and used for any number of messages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from wxadmin.domain.chat import Message
from wxadmin.domain.hits import Hit, Screened
from wxadmin.domain.jobs import Step, quiet
from wxadmin.screening import conduct as conduct_of
from wxadmin.screening.folding import BORDER, Block, fold_block
from wxadmin.screening.judgement import Finds, judge, score, settle
from wxadmin.screening.lexicon import Lexicon
from wxadmin.screening.links import find_links
from wxadmin.screening.patterns import Patterns
from wxadmin.screening.personal import find_personal
from wxadmin.screening.ruleset import LINK, Conduct, Rule, RuleSet, Signal

BLOCK = 32768
_RULE, _SIGNAL, _ALLOW, _ALLOW_IN = range(4)


@dataclass(frozen=True, slots=True)
class _Target:
    """What a word or pattern counts for: a rule, a signal, an allow phrase for all or for one category."""

    sort: int
    rule: int = -1
    name: str = ""


def compile(rules: Sequence[RuleSet]) -> Screener:  # noqa: A001
    """One screener for several rule sets; what any of them allows is allowed, signals stay within their set."""
    return Screener(rules)


class Screener:
    """Compiled rules. Safe to use from several threads at once; changes nothing of its own."""

    def __init__(self, rulesets: Sequence[RuleSet]) -> None:
        self._rules: list[Rule] = []
        self._signals: dict[str, Signal] = {}
        words: list[str] = []
        targets: list[_Target] = []
        patterns: list[str] = []
        self._pattern_targets: list[_Target] = []
        for ruleset in rulesets:
            names = _named_signals(ruleset, self._signals)
            for own, name in names.items():
                if name in self._signals:
                    continue
                signal = self._signals[name] = ruleset.signals[own]
                target = _Target(_SIGNAL, name=name)
                words += signal.words
                targets += [target] * len(signal.words)
                patterns += signal.patterns
                self._pattern_targets += [target] * len(signal.patterns)
            words += ruleset.allow
            targets += [_Target(_ALLOW)] * len(ruleset.allow)
            for rule in (_renamed(rule, names) for rule in ruleset.rules):
                if rule in self._rules:
                    continue
                target = _Target(_RULE, rule=len(self._rules))
                words += rule.words
                targets += [target] * len(rule.words)
                patterns += rule.patterns
                self._pattern_targets += [target] * len(rule.patterns)
                words += rule.allow
                targets += [_Target(_ALLOW_IN, name=rule.category)] * len(rule.allow)
                self._rules.append(rule)
        self._lexicon = Lexicon(words)
        self._word_targets: dict[int, list[_Target]] = defaultdict(list)
        for word, target in zip(self._lexicon.ids, targets, strict=True):
            if word >= 0 and target not in self._word_targets[word]:
                self._word_targets[word].append(target)
        self._patterns = Patterns(patterns)
        self._detectors = tuple(dict.fromkeys(d for ruleset in rulesets for d in ruleset.detectors))
        self._conduct = next((r.conduct for r in reversed(rulesets) if r.conduct != Conduct()), Conduct())
        self._by_signal = _anchored(self._rules)

    def screen_texts(self, texts: Sequence[str]) -> list[Screened]:
        """Each text by itself, as one line: no sender, no clock."""
        return self._screen(texts, [()] * len(texts), quiet)

    def screen(self, messages: Sequence[Message], *, lines: bool = False, step: Step = quiet) -> list[Screened]:
        """A transcript with what its senders and clock show; ``lines`` leaves that out. Quoted words are not judged."""
        over = [[]] * len(messages) if lines else conduct_of.over_time(messages, self._conduct, step)
        return self._screen([message.text for message in messages], over, step)

    def _screen(self, texts: Sequence[str], over: Sequence[Sequence[Hit]], step: Step) -> list[Screened]:
        results: list[Screened] = []
        for part in _parts(texts):
            step(len(results), len(texts))
            block = fold_block(part)
            finds = self._words(block)
            chosen = self._patterns.candidates(block)
            running = conduct_of.repeating(block, self._conduct.run)
            for n, (text, folded, places) in enumerate(_messages(part, block)):
                index = len(results)
                found = finds.get(n) or Finds()
                for start, end, number in self._patterns.find(folded, chosen.get(n, ())):
                    _note(found, self._pattern_targets[number], int(places[start]), int(places[end - 1]) + 1)
                hits = [*self._hits(text, folded, places, found), *over[index]]
                hits += conduct_of.one_line(text, self._conduct, running=n in running)
                settled = settle(hits) if hits else ()
                results.append(Screened(index, settled, score(settled)))
        step(len(texts), len(texts))
        return results

    def _words(self, block: Block) -> dict[int, Finds]:
        per_message: dict[int, Finds] = defaultdict(Finds)
        for found in (self._lexicon.find(block), self._lexicon.find_split(block)):
            columns = (found.message.tolist(), found.start.tolist(), found.end.tolist(), found.word.tolist())
            for message, start, end, word in zip(*columns, strict=True):
                finds = per_message[message]
                for target in self._word_targets[word]:
                    _note(finds, target, start, end)
        return per_message

    def _hits(self, text: str, folded: str, places: Any, finds: Finds) -> list[Hit]:
        finds.ready()
        hits = [*self._personal(text, folded, places, finds), *self._links(text, folded, places, finds)]
        asked = set(finds.rules)
        for name in finds.signals:
            asked.update(self._by_signal.get(name, ()))
        if asked:
            hits += judge(text, finds, [(n, self._rules[n]) for n in sorted(asked)], self._signals)
        return hits

    def _personal(self, text: str, folded: str, places: Any, finds: Finds) -> Iterator[Hit]:
        for datum in find_personal(folded, self._detectors):
            start, end = int(places[datum.start]), int(places[datum.end - 1]) + 1
            if not finds.allows("personal_data", (start, end)):
                shown = text[start:end]
                why = f"“{_masked(shown)}”是完整的{datum.label}"
                yield Hit("personal_data", datum.label, start, end, shown, why, datum.level, "个人信息")

    def _links(self, text: str, folded: str, places: Any, finds: Finds) -> Iterator[Hit]:
        if "link" not in self._detectors:
            return
        for link in find_links(folded):
            start, end = int(places[link.start]), int(places[link.end - 1]) + 1
            if finds.allows("link", (start, end)):
                continue
            if not link.known:
                finds.signals.setdefault(LINK, []).append((start, end))
            if link.why:
                shown = text[start:end]
                yield Hit("link", "可疑网址", start, end, shown, f"“{shown[:40]}”：{link.why}", link.level, "链接")


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


def _anchored(rules: Sequence[Rule]) -> dict[str, list[int]]:
    """For each signal the rules without words of their own that begin with it."""
    by_signal: dict[str, list[int]] = defaultdict(list)
    for n, rule in enumerate(rules):
        for name in {name for key in rule.weights for name in key.split("|")}:
            by_signal[name].append(n)
        if rule.needs and not (rule.words or rule.patterns):
            for name in rule.needs[0]:
                by_signal[name].append(n)
    return dict(by_signal)


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


def _parts(texts: Sequence[str]) -> Iterator[list[str]]:
    part: list[str] = []
    room = BLOCK
    for text in texts:
        if part and room < len(text):
            yield part
            part, room = [], BLOCK
        part.append(text)
        room -= len(text) + 1
    if part:
        yield part


def _messages(part: Sequence[str], block: Block) -> Iterator[tuple[str, str, Any]]:
    """Each message with its folded text and the place in it of each folded character."""
    folded = block.folded
    borders = np.flatnonzero(folded.codes == ord(BORDER)).tolist()
    low = 0
    for n, high in enumerate([*borders, len(folded.codes)]):
        start = int(block.starts[n])
        yield part[n], folded.text[low:high], folded.places[low:high] - start
        low = high + 1


def to_json(messages: Sequence[Message], screened: Sequence[Screened]) -> dict[str, object]:
    """The document of ``wxadmin screen --json``, exactly as cli.md fixes it."""
    listed = [
        {
            "index": result.index,
            "sender": message.sender,
            "text": message.text,
            "hits": [
                {
                    "category": hit.category,
                    "rule": hit.rule,
                    "start": hit.start,
                    "end": hit.end,
                    "matched": hit.matched,
                    "why": hit.why,
                }
                for hit in result.hits
            ],
            "score": result.score,
        }
        for message, result in zip(messages, screened, strict=True)
    ]
    flagged = sum(1 for result in screened if result.hits)
    return {"messages": listed, "summary": {"messages": len(listed), "flagged": flagged}}
