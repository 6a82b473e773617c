"""What a pattern cannot match without: literals found in its text, so that most patterns need not run on most messages.

Reads the part of the re2 syntax that carries literals; whatever it does not know simply gives no literals.
"""

from __future__ import annotations

from collections.abc import Iterable

_MOST = 48
_COMMON = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子得着下自之年过后作里用道行所然事成方多去法学都同现看好小她吃打发元点天加0123456789"
)
_META = frozenset("\\^$.|?*+()[]{}")

Strings = frozenset[str]


class _UnknownSyntaxError(Exception):
    """The syntax here is not read; the pattern goes without a gate."""


def required(pattern: str) -> Strings:
    """Literals (lower case) of which every match holds at least one; empty when none can be named."""
    try:
        exact, need, end = _alternatives(pattern.removeprefix("(?i)"), 0)
    except (_UnknownSyntaxError, IndexError):
        return frozenset()
    if end != len(pattern.removeprefix("(?i)")):
        return frozenset()
    return _better(exact if exact is not None else frozenset(), need)


def _alternatives(text: str, at: int) -> tuple[Strings | None, Strings, int]:
    """``(all strings it can be or None, literals one of which is needed, position after)``."""
    exacts: list[Strings | None] = []
    needs: list[Strings] = []
    while True:
        exact, need, at = _sequence(text, at)
        exacts.append(exact)
        needs.append(_better(exact or frozenset(), need))
        if at < len(text) and text[at] == "|":
            at += 1
            continue
        break
    whole = _union(e for e in exacts if e is not None) if all(e is not None for e in exacts) else None
    if whole is not None and len(whole) > 4 * _MOST:
        whole = None
    every = _union(needs) if all(needs) else frozenset()
    return whole, every, at


def _sequence(text: str, at: int) -> tuple[Strings | None, Strings, int]:
    run: Strings = frozenset([""])
    whole: Strings | None = run
    best: Strings = frozenset()
    while at < len(text) and text[at] not in "|)":
        exact, need, at = _piece(text, at)
        grown = (
            None if exact is None or len(run) * len(exact) > 4 * _MOST else frozenset(a + b for a in run for b in exact)
        )
        if grown is None:
            best = _better(best, run)
            run = exact if exact is not None else frozenset([""])
            whole = None
        else:
            run = grown
        best = _better(best, need)
    return (run if whole is not None else None), _better(best, run), at


def _piece(text: str, at: int) -> tuple[Strings | None, Strings, int]:
    exact, need, at = _atom(text, at)
    if at < len(text) and text[at] in "?*+{":
        least, most, at = _repeat(text, at)
        if least == 0:
            exact = exact | {""} if exact is not None and most == 1 else None
            need = frozenset()
        elif (least, most) != (1, 1):
            need = _better(need, exact or frozenset())
            exact = frozenset(s * least for s in exact) if exact is not None and least == most else None
    return exact, need, at


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


def _atom(text: str, at: int) -> tuple[Strings | None, Strings, int]:
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
        return frozenset([""]), frozenset(), at + 1
    if char == ".":
        return None, frozenset(), at + 1
    if char == "\\":
        follow = text[at + 1]
        if follow.isalnum():
            if follow not in "dDsSwWbB":
                raise _UnknownSyntaxError
            return (frozenset([""]) if follow in "bB" else None), frozenset(), at + 2
        return frozenset([follow]), frozenset(), at + 2
    if char in _META:
        raise _UnknownSyntaxError
    return frozenset([char.lower()]), frozenset(), at + 1


def _class(text: str, at: int) -> tuple[Strings | None, Strings, int]:
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
            plain = False
            end += 3
        else:
            chars.add(text[end].lower())
            end += 1
    return (frozenset(chars) if plain and len(chars) <= _MOST else None), frozenset(), end + 1


def _union(sets: Iterable[Strings]) -> Strings:
    return frozenset().union(*sets)


def _better(one: Strings, other: Strings) -> Strings:
    """Of two sets the one that gates better: the one that stands in fewer messages."""
    usable = [s for s in (one, other) if s and all(s)]
    return min(usable, key=_commonness) if usable else frozenset()


def _commonness(literals: Strings) -> float:
    """A rough guess of how often one of the literals is met; only the order matters."""
    return sum((10 if literal in _COMMON else 1) if len(literal) == 1 else 0.3 / len(literal) for literal in literals)
