"""What a pattern cannot match without: literals found in its text, so that most patterns need not run on most messages.

Reads the part of the re2 syntax that carries literals; whatever it does not know simply gives no literals.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

_MOST = 192
_LONGEST = 30
_COMMON = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子得着下自之年过后作里用道行所然事成方多去法学都同现看好小她吃打发元点天加0123456789"
)
_ALONE = {**dict.fromkeys(_COMMON, 10.0), **dict.fromkeys(",.。?!:、 -~…();", 30.0)}
_META = frozenset("\\^$.|?*+()[]{}")

Strings = frozenset[str]
Clauses = tuple[Strings, ...]
_NOTHING: Strings = frozenset([""])
_DIGITS: Strings = frozenset("0123456789")


class _UnknownSyntaxError(Exception):
    """The syntax here is not read; the pattern goes without a gate."""


@lru_cache(maxsize=4096)
def required(pattern: str) -> tuple[Clauses, ...]:
    """Alternatives: every match holds, for each clause of at least one of them, one of its literals (lower case).

    An alternative without clauses says nothing: the pattern may match anywhere.
    """
    text = pattern.removeprefix("(?i)")
    branches: list[Clauses] = []
    at = -1
    try:
        while at < len(text):
            exact, need, at = _sequence(text, at + 1)
            if text[at : at + 1] not in ("", "|"):
                raise _UnknownSyntaxError
            branches.append(_usable(need if exact is None else [exact]))
    except (_UnknownSyntaxError, IndexError):
        return ((),)
    return tuple(branches)


def _alternatives(text: str, at: int) -> tuple[Strings | None, Clauses, int]:
    """``(all strings it can be or None, clauses, position after)`` of what stands in brackets."""
    exacts: list[Strings | None] = []
    needs: list[Clauses] = []
    while True:
        exact, need, at = _sequence(text, at)
        exacts.append(exact)
        needs.append(_usable(need if exact is None else [exact]))
        if text[at] != "|":
            break
        at += 1
    if len(exacts) == 1:
        return exacts[0], needs[0] if exacts[0] is None else (), at
    whole = [exact for exact in exacts if exact is not None]
    if len(whole) == len(exacts) and len(_union(whole)) <= _MOST:
        return _union(whole), (), at
    return None, (_union(min(need, key=commonness) for need in needs),) if all(needs) else (), at


def _sequence(text: str, at: int) -> tuple[Strings | None, Clauses, int]:
    run: Strings = _NOTHING
    whole = True
    needs: list[Strings] = []
    while at < len(text) and text[at] not in "|)":
        exact, more, need, at = _piece(text, at)
        needs += need
        if exact is not None and len(run) * len(exact) <= _MOST:
            run = frozenset(a + b for a in run for b in exact)
            if not more:
                continue
        needs.append(run)
        run = exact if exact is not None else _NOTHING
        whole = False
    return (run, (), at) if whole else (None, _usable([*needs, run]), at)


def _piece(text: str, at: int) -> tuple[Strings | None, bool, Clauses, int]:
    """``(strings, more, clauses, position after)``; with ``more`` it begins and ends with one of the strings."""
    exact, need, at = _atom(text, at)
    if at < len(text) and text[at] in "?*+{":
        least, most, at = _repeat(text, at)
        if least == 0:
            return (exact | {""} if exact is not None and most == 1 else None), False, (), at
        if exact is not None and len(exact) == 1:
            exact = frozenset(string * min(least, _LONGEST) for string in exact)
        return exact, most > 1, need, at
    return exact, False, need, at


def _repeat(text: str, at: int) -> tuple[int, int, int]:
    char = text[at]
    if char == "{":
        end = text.index("}", at)
        low, comma, high = text[at + 1 : end].partition(",")
        if not low.isdigit():
            raise _UnknownSyntaxError
        least, most, at = int(low), int(high or 10**6) if comma else int(low), end + 1
    else:
        least, most, at = {"?": (0, 1, at + 1), "*": (0, 10**6, at + 1), "+": (1, 10**6, at + 1)}[char]
    return least, most, at + 1 if text[at : at + 1] == "?" else at


def _atom(text: str, at: int) -> tuple[Strings | None, Clauses, int]:
    char = text[at]
    if char == "(":
        if text.startswith("(?:", at):
            at += 3
        elif text.startswith("(?", at):
            raise _UnknownSyntaxError
        else:
            at += 1
        exact, need, at = _alternatives(text, at)
        if text[at] != ")":
            raise _UnknownSyntaxError
        return exact, need, at + 1
    if char == "[":
        return _class(text, at)
    if char in "^$":
        return _NOTHING, (), at + 1
    if char == ".":
        return None, (), at + 1
    if char == "\\":
        follow = text[at + 1]
        if follow == "d":
            return _DIGITS, (), at + 2
        if follow.isalnum():
            if follow not in "DsSwWbB":
                raise _UnknownSyntaxError
            return (_NOTHING if follow in "bB" else None), (), at + 2
        return frozenset([follow]), (), at + 2
    if char in _META:
        raise _UnknownSyntaxError
    return frozenset([char.lower()]), (), at + 1


def _class(text: str, at: int) -> tuple[Strings | None, Clauses, int]:
    end = at + 1
    negated = text[end] == "^"
    end += negated
    chars: set[str] = set()
    plain = not negated
    first = True
    while first or text[end] != "]":
        first = False
        if text[end] == "[":
            raise _UnknownSyntaxError
        if text[end] == "\\":
            plain = plain and not text[end + 1].isalnum()
            chars.add(text[end + 1])
            end += 2
        elif text[end + 1] == "-" and text[end + 2] != "]":
            span = range(ord(text[end]), ord(text[end + 2]) + 1)
            plain = plain and text[end + 2] != "\\" and len(span) <= _MOST
            chars.update(chr(code).lower() for code in span[: _MOST + 1])
            end += 3
        else:
            chars.add(text[end].lower())
            end += 1
    return (frozenset(chars) if plain and len(chars) <= _MOST else None), (), end + 1


def _union(sets: Iterable[Strings]) -> Strings:
    return frozenset().union(*sets)


def _usable(needs: Iterable[Strings]) -> Clauses:
    """The sets that say something, without literals that another of their set is part of."""
    return tuple(dict.fromkeys(_shortest(strings) for strings in needs if strings and all(strings)))


def _shortest(strings: Strings) -> Strings:
    if len(set(map(len, strings))) == 1:
        return strings
    kept: list[str] = []
    for string in sorted(strings, key=len):
        if not any(short in string for short in kept):
            kept.append(string)
    return frozenset(kept)


def commonness(literals: Strings) -> float:
    """A rough guess of how often one of the literals is met; only the order matters."""
    return sum(_ALONE.get(literal, 1.0) if len(literal) == 1 else 0.3 / len(literal) for literal in literals)


def plainness(window: str) -> float:
    """The like for a few characters in a row, from each of them; rarer characters tell more."""
    return sum(_ALONE.get(char, 1.0) for char in window)
