"""Messages in, hits out. A screener is compiled once from rule sets and used for any number of messages."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat

import numpy as np

from wxadmin.domain.chat import Message
from wxadmin.domain.hits import Hit, Screened
from wxadmin.domain.jobs import Step, quiet
from wxadmin.screening import conduct as conduct_of
from wxadmin.screening.folding import fold_block
from wxadmin.screening.glance import Glance
from wxadmin.screening.judgement import score, settle
from wxadmin.screening.lexicon import split_at
from wxadmin.screening.reader import Reader
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


class Screener:
    """Compiled rules. Safe to use from several threads at once; changes nothing of its own.

    All messages are looked at in blocks; those in which something could hold are read one by one.
    """

    def __init__(self, rulesets: Sequence[RuleSet]) -> None:
        self._reader = Reader(rulesets)
        self._sieve = Sieve(self._reader.rules, self._reader.signals)

    def screen_texts(self, texts: Sequence[str]) -> list[Screened]:
        """Each text by itself, as one line: no sender, no clock."""
        return self._screen(texts, {}, quiet)

    def screen(self, messages: Sequence[Message], *, lines: bool = False, step: Step = quiet) -> list[Screened]:
        """A transcript with what its senders and clock show; ``lines`` leaves that out. Quoted words are not judged."""
        over = [] if lines else conduct_of.over_time(messages, self._reader.conduct, step)
        return self._screen([message.text for message in messages], {n: h for n, h in enumerate(over) if h}, step)

    def _screen(self, texts: Sequence[str], over: Mapping[int, Sequence[Hit]], step: Step) -> list[Screened]:
        hits: dict[int, list[Hit]] = {n: list(listed) for n, listed in over.items()}
        chosen: list[int] = []
        room = BLOCK
        for first, last in _parts(texts):
            step(first, len(texts))
            for n in self._suspects(texts[first:last]):
                chosen.append(first + n)
                room -= len(texts[first + n])
            if room < 0:
                self._read(texts, chosen, hits)
                chosen, room = [], BLOCK
        self._read(texts, chosen, hits)
        results = _clean(len(texts))
        for n, listed in hits.items():
            settled = settle(listed)
            results[n] = Screened(n, settled, score(settled))
        step(len(texts), len(texts))
        return results

    def _read(self, texts: Sequence[str], chosen: Sequence[int], hits: dict[int, list[Hit]]) -> None:
        for n, listed in self._reader.read([texts[n] for n in chosen]).items():
            hits.setdefault(chosen[n], [])[:0] = listed

    def _suspects(self, texts: Sequence[str]) -> list[int]:
        """The messages worth reading."""
        if sum(map(len, texts)) < _FEW:
            return list(range(len(texts)))
        block = fold_block(texts)
        glance = Glance(block)
        found = self._sieve.suspects(block) | glance.personal(self._reader.detectors)
        found |= glance.calls(min(self._reader.conduct.mentions, 2))
        found[list(conduct_of.repeating(block, self._reader.conduct.run))] = True
        found[block.owners(split_at(block.folded.codes))] = True
        if "link" in self._reader.detectors:
            found |= glance.links()
        suspects: list[int] = np.flatnonzero(found).tolist()
        return suspects


def _clean(messages: int) -> list[Screened]:
    """Results without hits, their fields set in rows: most messages are so, and a call for each costs thrice."""
    results = list(map(Screened.__new__, repeat(Screened, messages)))
    for name, values in (("index", range(messages)), ("hits", repeat(())), ("score", repeat(0.0))):
        deque(map(getattr(Screened, name).__set__, results, values), maxlen=0)
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
