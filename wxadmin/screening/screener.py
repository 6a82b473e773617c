"""Messages in, hits out. A screener is compiled once from rule sets and used for any number of messages."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import repeat
from typing import cast

import numpy as np
from numpy.typing import NDArray

from wxadmin.domain.chat import Message
from wxadmin.domain.hits import Category, Hit, Screened
from wxadmin.domain.jobs import Step, quiet
from wxadmin.screening import conduct as conduct_of
from wxadmin.screening import conduct_line
from wxadmin.screening.evasion import WAYS, Evasion
from wxadmin.screening.explanation import Explanation, explained
from wxadmin.screening.folding import Block, fold_block
from wxadmin.screening.glance import Glance
from wxadmin.screening.judgement import Finds, settle, weighed
from wxadmin.screening.lexicon import split_at
from wxadmin.screening.likeness import CATEGORIES_OF_MODEL, chances, likely
from wxadmin.screening.reader import Disguise, Likeness, Reader
from wxadmin.screening.ruleset import RuleSet
from wxadmin.screening.sieve import Sieve

BLOCK = 65536
"""Characters, borders included, that are looked at at once."""
_MESSAGES = 3000
_FEW = 2048
"""So few characters are read as they are."""


def compile(rules: Sequence[RuleSet]) -> Screener:  # noqa: A001
    """One screener for several rule sets; what any of them allows is allowed, signals stay within their set."""
    return Screener(rules)


@lru_cache(maxsize=2)
def _evasion(words: tuple[str, ...]) -> Evasion:
    """Kept for the words last asked for: all presets have the same, and an owner's own rules seldom add any."""
    return Evasion(words)


class Screener:
    """Compiled rules. Safe to use from several threads at once; changes nothing of its own.

    All messages are looked at in blocks; those in which something could hold are read one by one.
    """

    def __init__(self, rulesets: Sequence[RuleSet]) -> None:
        self._reader = Reader(rulesets)
        self._sieve = Sieve(self._reader.rules, self._reader.signals)
        self._hidden = tuple(self._reader.disguisable)
        self._evasion = _evasion(self._hidden) if self._hidden else None

    def screen_texts(self, texts: Sequence[str]) -> list[Screened]:
        """Each text by itself, as one line: no sender, no clock."""
        return _all(self._screen(texts, {}, quiet), len(texts))

    def screen(self, messages: Sequence[Message], *, lines: bool = False, step: Step = quiet) -> list[Screened]:
        """A transcript with what its senders and clock show; ``lines`` leaves that out. Quoted words are not judged."""
        return _all(self.flagged(messages, lines=lines, step=step), len(messages))

    def flagged(self, messages: Sequence[Message], *, lines: bool = False, step: Step = quiet) -> list[Screened]:
        """Like :meth:`screen`, but only the messages that have hits, in order; ``index`` is their place."""
        over = [] if lines else conduct_of.over_time(messages, self._reader.conduct, step)
        return self._screen([message.text for message in messages], {n: h for n, h in enumerate(over) if h}, step)

    def explain(self, text: str) -> Explanation:
        """How one message comes to its hits, step by step."""
        block = fold_block([text])
        finds: dict[int, Finds] = {}
        disguised, likely_so = self._disguises(block), self._likenesses(block)
        hits: dict[int, list[Hit]] = {0: []}
        self._read([text], [0], disguised, likely_so, hits, finds)
        (result,) = _all(self._results([text], hits, disguised), 1)
        return explained(text, block.message(0), self._reader, finds.get(0, Finds()), disguised.get(0, ()), result)

    def _screen(self, texts: Sequence[str], over: Mapping[int, Sequence[Hit]], step: Step) -> list[Screened]:
        hits: dict[int, list[Hit]] = {n: list(listed) for n, listed in over.items()}
        disguised: dict[int, list[Disguise]] = {}
        likenesses: dict[int, Likeness] = {}
        chosen: list[int] = []
        room = BLOCK
        for first, last in _parts(texts):
            step(first, len(texts))
            block = fold_block(texts[first:last])
            suspects = self._suspects(block)
            for n, listed in self._disguises(block).items():
                disguised[first + n] = listed
                suspects[n] = True
            for n, likeness in self._likenesses(block).items():
                likenesses[first + n] = likeness
                suspects[n] = True
            chosen += (first + np.flatnonzero(suspects)).tolist()
            room -= int(np.diff(block.lows)[suspects].sum())
            if room < 0:
                self._read(texts, chosen, disguised, likenesses, hits)
                chosen, room = [], BLOCK
        self._read(texts, chosen, disguised, likenesses, hits)
        results = self._results(texts, hits, disguised)
        step(len(texts), len(texts))
        return results

    def _suspects(self, block: Block) -> NDArray[np.bool_]:
        """The messages worth reading."""
        if len(block.folded.codes) < _FEW:
            return np.ones(len(block), dtype=np.bool_)
        glance = Glance(block)
        found = self._sieve.suspects(block) | glance.personal(self._reader.detectors)
        found |= glance.calls(min(self._reader.conduct.mentions, 2))
        found[list(conduct_line.repeating(block, self._reader.conduct.run))] = True
        found[block.owners(split_at(block.folded.codes))] = True
        if "link" in self._reader.detectors:
            found |= glance.links()
        return found

    def _disguises(self, block: Block) -> dict[int, list[Disguise]]:
        """The words in disguise in each message that has any."""
        listed: dict[int, list[Disguise]] = defaultdict(list)
        if self._evasion is not None:
            found = self._evasion.find(block)
            columns = (found.message, found.start, found.end, found.word, found.way)
            for n, start, end, word, way in zip(*(column.tolist() for column in columns), strict=True):
                listed[n].append(Disguise((start, end), self._hidden[word], WAYS[way]))
        return listed

    def _likenesses(self, block: Block) -> dict[int, Likeness]:
        """What the model says."""
        if not self._reader.rules:
            return {}
        found = likely(block)
        columns = (found.message, found.category, found.chance, found.start, found.end)
        return {
            n: Likeness(cast("Category", CATEGORIES_OF_MODEL[category]), chance, (start, end))
            for n, category, chance, start, end in zip(*(column.tolist() for column in columns), strict=True)
        }

    def _read(
        self,
        texts: Sequence[str],
        chosen: Sequence[int],
        disguised: Mapping[int, Sequence[Disguise]],
        likenesses: Mapping[int, Likeness],
        hits: dict[int, list[Hit]],
        finds: dict[int, Finds] | None = None,
    ) -> None:
        known = {n: disguised[at] for n, at in enumerate(chosen) if at in disguised}
        likely_so = {n: likenesses[at] for n, at in enumerate(chosen) if at in likenesses}
        for n, listed in self._reader.read([texts[at] for at in chosen], known, likely_so, finds).items():
            hits.setdefault(chosen[n], [])[:0] = listed

    def _results(
        self, texts: Sequence[str], hits: Mapping[int, Sequence[Hit]], disguised: Mapping[int, Sequence[Disguise]]
    ) -> list[Screened]:
        flagged = {n: settle(hits[n]) for n in sorted(hits) if hits[n]}
        likeness = 1 - chances([texts[n] for n in flagged])[:, 0]
        results = []
        for (n, settled), chance in zip(flagged.items(), likeness.tolist(), strict=True):
            spans = {disguise.span for disguise in disguised.get(n, ())}
            results.append(Screened(n, settled, *weighed(settled, spans, chance)))
        return results


def _all(flagged: Iterable[Screened], messages: int) -> list[Screened]:
    """One result for each message; those without hits are made in rows, for a call for each costs thrice."""
    results: list[Screened] = list(map(object.__new__, repeat(Screened, messages)))
    values: tuple[Iterable[object], ...] = (range(messages), repeat(()), repeat(0.0), repeat(()))
    for name, column in zip(Screened.__slots__, values, strict=True):
        deque(map(getattr(Screened, name).__set__, results, column), maxlen=0)
    for result in flagged:
        results[result.index] = result
    return results


def _parts(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Stretches of whole messages that fit into a block."""
    sizes = np.cumsum(np.fromiter(map(len, texts), dtype=np.int64, count=len(texts)) + 1)
    first = 0
    while first < len(texts):
        past = int(sizes[first - 1]) if first else 0
        last = int(np.searchsorted(sizes, past + BLOCK, side="right"))
        last = min(max(last, first + 1), first + _MESSAGES)
        yield first, min(last, len(texts))
        first = last


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
