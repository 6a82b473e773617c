"""Reads a stretch of text as one word written in mixed ways, and weighs whether somebody meant it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from wxadmin.screening.evasion_cells import TONES
from wxadmin.screening.evasion_tables import evasion_tables
from wxadmin.screening.evasion_ways import ALIKE, EMOJI, INITIAL, SOUND, SPELLED, SPLIT, Patterns, gravest
from wxadmin.screening.folding import STOP, WORD, tables

EXACT, WEAK_EMOJI, DIGIT = 100, 101, 102
_GAP = 3
_PARTS = 5
_ODD = frozenset("*|~^=#_`\\<>-·.…/")


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch that stands for one character of the word."""

    start: int
    end: int
    way: int


class Speller:
    """Compares stretches of folded text with words."""

    def __init__(self, patterns: Patterns) -> None:
        self._patterns = patterns
        self._tables = evasion_tables()

    @cached_property
    def _kind(self) -> Callable[[int], int]:
        kind = tables().kind
        return lambda code: int(kind[code])

    def sound(self, char: str) -> int:
        """The usual syllable of a character; 0 for none."""
        code = ord(char)
        return int(self._tables.sound[code]) if code < len(self._tables.sound) else 0

    def read(self, text: str, start: int, word: int) -> list[Token] | None:
        """The word from ``start`` on, in whatever ways; None if it isn't there. ``text`` has Latin letters only."""
        return self._rest(text, start, self._patterns.words[word], self._patterns.syllables[word], 0)

    def _rest(self, text: str, at: int, word: str, sounds: Sequence[tuple[int, ...]], n: int) -> list[Token] | None:
        if n == len(word):
            return []
        for skipped in range(_GAP + 1 if n else 1):
            if skipped and (at + skipped > len(text) or self._kind(ord(text[at + skipped - 1])) in (WORD, STOP)):
                break
            for token in self._tokens(text, at + skipped, word[n], sounds[n]):
                rest = self._rest(text, token.end, word, sounds, n + 1)
                if rest is not None:
                    return [token, *rest]
        return None

    def _tokens(self, text: str, at: int, char: str, sounds: tuple[int, ...]) -> list[Token]:
        """What could stand for a character here, the likeliest first."""
        if at >= len(text):
            return []
        here = text[at]
        if here == char:
            return [Token(at, at + 1, EXACT)]
        known = self._tables
        found: list[Token] = []
        if "a" <= here <= "z":
            for name in (known.syllables[sound] for sound in sounds if sound):
                for spelled in (name, name.replace("v", "u")) if name[:2] in ("lv", "nv") else (name,):
                    if len(spelled) > 1 and text.startswith(spelled, at):
                        end = at + len(spelled)
                        if text[end : end + 1] in TONES and not text[end + 1 : end + 2].isdigit():
                            found.append(Token(at, end + 1, SPELLED))
                        found.append(Token(at, end, SPELLED))
                if name[1:2] == "h" and text.startswith(name[:2], at):
                    found.append(Token(at, at + 2, INITIAL))
                if name[:1] == here:
                    found.append(Token(at, at + 1, INITIAL))
        stands = known.stands.get(here)
        if stands:
            if char in stands and "a" <= here <= "z":
                found.append(Token(at, at + 1, INITIAL))
            elif char in stands:
                found.append(Token(at, at + 1, DIGIT if here.isascii() else EMOJI))
            elif not "a" <= here <= "z" and any(self.sound(other) in sounds for other in stands):
                found.append(Token(at, at + 1, DIGIT if here.isascii() else WEAK_EMOJI))
        for size in range(2, _PARTS + 1):
            made = known.splits.get(text[at : at + size], "")
            if char in made:
                found.append(Token(at, at + size, SPLIT))
        if self.sound(here) in sounds and self.sound(here):
            found.append(Token(at, at + 1, SOUND))
        elif here in known.alike.get(char, ()):
            found.append(Token(at, at + 1, ALIKE))
        return found

    def judged(self, text: str, tokens: Sequence[Token]) -> int | None:
        """The way to be told of if somebody meant the word, else None."""
        ways = [token.way for token in tokens]
        size = len(ways)
        exact = ways.count(EXACT)
        if exact == size or not self._even(text, tokens):
            return None
        first, last = tokens[0].start, tokens[-1].end
        letters = [text[t.start : t.end] for t in tokens if t.way in (INITIAL, SPELLED)]
        if letters and (_letter(text, first - 1, text[first]) or _letter(text, last, text[last - 1])):
            return None
        if not self._spelled(text, tokens):
            return None
        weak = sum(way in (SOUND, ALIKE, WEAK_EMOJI) for way in ways)
        initials, digits, spelled = ways.count(INITIAL), ways.count(DIGIT), ways.count(SPELLED)
        if digits > 1 or (digits and size - exact > 1 and size < 4):
            return None
        if initials and (size < 3 or (initials < size and not exact and not spelled)):
            return None
        if size == 2 and (weak or initials or digits):
            return None
        return gravest({WEAK_EMOJI: EMOJI, DIGIT: EMOJI}.get(way, way) for way in ways if way != EXACT)

    def _spelled(self, text: str, tokens: Sequence[Token]) -> bool:
        """Some run of letters in it is no word or short form of its own."""
        runs: list[str] = []
        end = -1
        for token in tokens:
            if token.way in (INITIAL, SPELLED):
                part = text[token.start : token.end]
                if token.start == end:
                    runs[-1] += part
                else:
                    runs.append(part)
                end = token.end
        return not runs or any(len(run) == 1 or run not in self._tables.latin for run in runs)

    def _even(self, text: str, tokens: Sequence[Token]) -> bool:
        """Held apart as on purpose: everywhere by the same, by odd marks, or by a space beside letters or emoji."""
        gaps = [text[a.end : b.start] for a, b in pairwise(tokens)]
        if len(set(gaps)) == 1 and (len(gaps) > 1 or not gaps[0]):
            return True
        return all(
            set(gap) <= _ODD
            or (gap == " " and (a.way not in (EXACT, SOUND, ALIKE) or b.way not in (EXACT, SOUND, ALIKE)))
            for gap, (a, b) in zip(gaps, pairwise(tokens), strict=True)
        )


def _letter(text: str, at: int, beside: str) -> bool:
    """Whether a letter goes on with a letter at a place."""
    return 0 <= at < len(text) and "a" <= beside <= "z" and ("a" <= text[at] <= "z" or text[at] in "0123456789")
