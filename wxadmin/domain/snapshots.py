"""Two member lists of a group side by side: who is new, who is gone, who only goes by another nickname."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

ALIKE = 0.7
"""From which share of common characters on two nicknames are offered as one member's."""

_FEW = 6
"""Nicknames up to which two neighbouring characters are taken to say something about who it is."""
_MANY = 0.3
_LONG = 64


@dataclass(frozen=True, slots=True)
class Renamed:
    """``old`` and ``new`` nickname of one member; ``person`` is who it is, None where the two only look alike."""

    old: str
    new: str
    person: int | None = None
    beside: bool = False
    """Offered since it stands at the same place between the same neighbours, not since the names are alike."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed: ``renamed`` for certain, ``maybe`` to be offered. ``same`` counts those in both lists.

    A nickname that two members bear counts twice. Who may have been renamed is among ``new`` and ``gone``, too.
    """

    new: tuple[str, ...]
    gone: tuple[str, ...]
    renamed: tuple[Renamed, ...]
    maybe: tuple[Renamed, ...]
    same: int


def compare(older: Sequence[str], newer: Sequence[str], was: Mapping[str, int], now: Mapping[str, int]) -> Changes:
    """Compare two lists; ``was`` and ``now`` say who certainly stands behind nicknames of each.

    Somebody is renamed who went with one nickname and came with another and is in neither list twice. Nobody is taken
    for renamed by position or likeness alone.
    """
    before, after = Counter(older), Counter(newer)
    gone = list((before - after).elements())
    new = list((after - before).elements())
    left, came = _by_person(gone, was), _by_person(new, now)
    renamed = [
        Renamed(left[person][0], came[person][0], person)
        for person in left
        if len(left[person]) == 1 and len(came.get(person, ())) == 1
    ]
    old_names, new_names = {pair.old for pair in renamed}, {pair.new for pair in renamed}
    gone = [name for name in gone if name not in old_names]
    new = [name for name in new if name not in new_names]
    maybe = _alike(older, newer, gone, new, was, now)
    return Changes(tuple(new), tuple(gone), tuple(renamed), tuple(maybe), (before & after).total())


def _by_person(names: Sequence[str], who: Mapping[str, int]) -> dict[int, list[str]]:
    result: dict[int, list[str]] = defaultdict(list)
    for name in names:
        if name in who:
            result[who[name]].append(name)
    return result


def _alike(
    older: Sequence[str], newer: Sequence[str], gone: Sequence[str], new: Sequence[str], was: Mapping[str, int],
    now: Mapping[str, int],
) -> list[Renamed]:  # fmt: skip
    """Pairs each of which is the other's best, by common characters or by standing at the same place."""
    old_spelt, new_spelt = _spelt(gone), _spelt(new)
    holding: dict[str, list[str]] = defaultdict(list)
    for name, characters in new_spelt.items():
        for pair in _pairs(characters):
            holding[pair].append(name)
    scores: dict[tuple[str, str], float] = {}
    for old, characters in old_spelt.items():
        rare = (holding[pair] for pair in _pairs(characters) if len(holding.get(pair, ())) <= _FEW)
        for name in dict.fromkeys(other for names in rare for other in names):
            score = _likeness(characters, new_spelt[name])
            if score >= ALIKE and _may_be_one(old, name, was, now):
                scores[old, name] = score
    found = _mutual(scores)
    taken = {name for pair in found for name in pair}
    between = {around: name for name, around in _places(newer).items()}
    for name, around in _places(older).items():
        other = between.get(around, "")
        if (
            name in old_spelt
            and other in new_spelt
            and not {name, other} & taken
            and _may_be_one(name, other, was, now)
        ):
            found[name, other] = 0.0
            taken |= {name, other}
    return [Renamed(old, name, beside=not score) for (old, name), score in found.items()]


def _may_be_one(old: str, new: str, was: Mapping[str, int], now: Mapping[str, int]) -> bool:
    """Whether not two different people certainly stand behind them."""
    return old not in was or new not in now or was[old] == now[new]


def _mutual(scores: Mapping[tuple[str, str], float]) -> dict[tuple[str, str], float]:
    """The pairs that are, without a tie, the best of both."""
    best: dict[tuple[str, str], list[tuple[float, str]]] = defaultdict(list)
    for (old, new), score in scores.items():
        best["old", old].append((score, new))
        best["new", new].append((score, old))
    first: dict[tuple[str, str], str] = {}
    for key, offers in best.items():
        offers.sort(reverse=True)
        if len(offers) == 1 or offers[0][0] > offers[1][0]:
            first[key] = offers[0][1]
    return {
        (old, new): score
        for (old, new), score in scores.items()
        if first.get(("old", old)) == new and first.get(("new", new)) == old
    }


def _spelt(names: Sequence[str]) -> dict[str, str]:
    """Nickname → its characters without those that many have, as those of a department, which tell nobody apart."""
    whole = {name: _characters(name) for name in dict.fromkeys(names)}
    often = Counter(character for characters in whole.values() for character in set(characters))
    most = max(_FEW, len(whole) * _MANY)
    return {
        name: "".join(c for c in characters if often[c] <= most) or characters for name, characters in whole.items()
    }


def _characters(name: str) -> str:
    """Letters and digits of a nickname, however they are written; of a very long one its beginning."""
    return "".join(c for c in unicodedata.normalize("NFKC", name[:_LONG]).casefold() if c.isalnum())


def _pairs(characters: str) -> set[str]:
    """Neighbouring characters, which stay together when the parts of a name change places."""
    return {characters[at : at + 2] for at in range(len(characters) - 1)}


def _likeness(one: str, other: str) -> float:
    """The share of common characters, in whatever order."""
    shared = sum(min(one.count(character), other.count(character)) for character in set(one))
    return 2 * shared / (len(one) + len(other))


def _places(names: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Nickname → those before and after it, for nicknames only one member bears; at the ends people come and go."""
    often = Counter(names)
    return {name: (names[at - 1], names[at + 1]) for at, name in enumerate(names[1:-1], 1) if often[name] == 1}
