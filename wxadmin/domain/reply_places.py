"""Where somebody belongs, as answers write it beside a name: departments, classes, house numbers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from wxadmin.domain.name_words import PLACE_ENDINGS
from wxadmin.domain.people import Person
from wxadmin.domain.reply_letters import SPLIT_MORE, solid

House = tuple[str, str, str]
"""Block, unit (``""`` without) and room."""

_CLASS = re.compile(r"[\d一二三四五六七八九十.]+\(?\d*\)?班?")
# A class that stands before a name without anything between: 三2班, 3.2班, 302班, 302.
_GLUED_CLASS = re.compile(
    r"(?:[高初小]?[\d一二三四五六七八九十]{1,3}[年.]?级?\(?[\d一二三四五六七八九十]{0,2}\)?班|\d{3,4}|[\d一二三四五六七八九十]{1,3}(?:栋|幢|座|号楼))"
)
# A house number: 3-1502, 3栋601, 6栋2单元201室, a-1502. Its last part tells it from a date (11-20).
_HOUSE = re.compile(
    r"(?P<block>[a-z]\d{0,2}|\d{1,3}|[一二三四五六七八九十]{1,3}(?=[栋幢座号]))(?:栋|幢|座|号楼|号|单元|[-#])(?:(?P<unit>\d{1,2})(?:单元|[-#]))?"
    r"(?:(?P<room>\d{3,4})(?:室|号|户)?|(?P<low>\d{1,2})(?:室|户))(?!\d)"
)
_LETTERED = re.compile(r"(?<![a-z\d])(?P<block>[a-z])(?P<unit>)(?P<room>\d{3,4})(?P<low>)室?(?!\d)")
_NUMERALS = "一二三四五六七八九十"
_DASH = re.compile(r"[–—－―]")
_BEFORE = re.compile(r"[\s\-—_/|+＋,，、·]+")


class Places:
    """The departments of a roster and who belongs to each; folded and without spaces."""

    def __init__(self, people: Sequence[Person]) -> None:
        self.of = [tuple(solid(level) for path in p.departments for level in path if level) for p in people]
        self.known = {place for places in self.of for place in places}
        self._parts = {
            part for place in self.known for at in range(2, len(place)) for part in (place[:at], place[-at:])
        }
        self._framed: dict[tuple[str, str], list[str]] = defaultdict(list)
        for place in self.known:
            self._framed[place[0], place[-1]].append(place)
        self.houses: dict[House, list[int]] = defaultdict(list)
        self._houses_of: list[set[House]] = []
        for index, person in enumerate(people):
            written = {solid("".join(path)) for path in person.departments} | set(self.of[index])
            mine = {house for text in written for house in houses_in(text)}
            self._houses_of.append(mine)
            for house in mine:
                self.houses[house].append(index)

    def is_place(self, text: str, *, marked: bool) -> bool:
        """Whether letters before a name may say where somebody belongs; ``marked``: a mark stands between them."""
        if not text:
            return False
        return (
            self.is_known(text)
            or text.endswith(PLACE_ENDINGS)
            or _CLASS.fullmatch(text) is not None
            or (marked and len(text) <= 12)
        )

    def is_known(self, text: str) -> bool:
        """Whether it is a department of the roster, its beginning, its end or a short form of it."""
        if text in self.known or text in self._parts:
            return True
        return len(text) >= 2 and any(_shortens(text, place) for place in self._framed.get((text[0], text[-1]), ()))

    def is_glued(self, head: str) -> bool:
        """Whether a name may follow these letters without any mark: a department of the roster, a class, a house."""
        head = _DASH.sub("-", head)
        return (
            self.is_known(head)
            or _GLUED_CLASS.fullmatch(head) is not None
            or _HOUSE.fullmatch(head) is not None
            or _LETTERED.fullmatch(head) is not None
        )

    def fitting(self, indices: Sequence[int], beside: str) -> list[int]:
        """Those whom what stands beside a name fits best; empty where it says nothing of them."""
        said = set(houses_in(beside))
        if at_home := [i for i in indices if said & self._houses_of[i]]:
            return at_home
        tokens = [solid(token) for token in SPLIT_MORE.split(beside) if token]
        for fits in (_fits, _ends, _shortens):
            found = [i for i in indices if any(fits(token, place) for token in tokens for place in self.of[i])]
            if found:
                return found
        return []

    def behind(self, rest: str, indices: Sequence[int]) -> tuple[str, str]:
        """A department right behind a name (``张伟（销售）A``) and what is left without it."""
        stripped = rest[found.end() :] if (found := _BEFORE.match(rest)) else rest
        if stripped[:1] in "(（[【":
            closing = re.search(r"[)）\]】]", stripped)
            inner, after = (stripped[1 : closing.start()], stripped[closing.end() :]) if closing else ("", rest)
        else:
            house = _HOUSE.match(_DASH.sub("-", stripped.casefold()))
            if house is not None and any(_key(house) in self._houses_of[i] for i in indices):
                return stripped[: house.end()], stripped[house.end() :]
            inner = re.split(r"[\s+＋]", stripped, maxsplit=1)[0]
            after = stripped[len(inner) :].removeprefix(" ")
        token = solid(inner)
        if inner and set(houses_in(inner)) & {house for i in indices for house in self._houses_of[i]}:
            return inner, after
        places = [place for index in indices for place in self.of[index]]
        if token and any(_fits(token, place) or _ends(token, place) or _shortens(token, place) for place in places):
            return token, after
        if stripped[:1] in "(（[【" and token in _NUMERALS:  # 张伟（二）, of two in 一车队 and 二车队
            long = {place for place in places if place.startswith(token)}
            if len(long) == 1:
                return long.pop(), after
        return "", rest

    def living_at(self, text: str) -> tuple[int, ...]:
        """The people of the houses a text names."""
        return tuple(sorted({i for house in houses_in(text) for i in self.houses.get(house, ())}))


def houses_in(text: str) -> list[House]:
    """House numbers in a text: 3-1502, 3栋1502 and 3号楼1502室 are the same."""
    folded = _DASH.sub("-", solid(text))
    whole = [_key(found) for found in _HOUSE.finditer(folded) if not folded[: found.start()][-1:].isdigit()]
    return whole or [_key(found) for found in _LETTERED.finditer(folded)]


def _key(found: re.Match[str]) -> House:
    block = found["block"]
    if block[0] in _NUMERALS:
        tens, ten, ones = block.rpartition("十")
        block = f"{_digit(tens or '一') if ten else ''}{_digit(ones) if ones or not ten else 0}"
    return block.lstrip("0"), (found["unit"] or "").lstrip("0"), (found["room"] or found["low"]).lstrip("0")


def _digit(numerals: str) -> str:
    return "".join(str(_NUMERALS.index(char) + 1) for char in numerals)


def _fits(token: str, place: str) -> bool:
    token = token.lstrip("a") or token  # written in front to stand first in a list
    return token == place or (len(token) >= 2 and place.startswith(token))


def _ends(token: str, place: str) -> bool:
    """二部 for 销售二部."""
    return len(token) >= 2 and place.endswith(token)


def _shortens(token: str, place: str) -> bool:
    """二队 for 二车队: letters of the place in their order, from the first to the last."""
    if not 2 <= len(token) < len(place) or token[0] != place[0] or token[-1] != place[-1]:
        return False
    letters = iter(place)
    return all(char in letters for char in token)


def labels(people: Sequence[Person]) -> list[str]:
    """Names; same names with what tells them apart in brackets: department, path, number or row."""
    by_name: dict[str, list[int]] = defaultdict(list)
    for index, person in enumerate(people):
        by_name[solid(person.name)].append(index)
    found = [person.name for person in people]
    for same in by_name.values():
        if len(same) < 2:
            continue
        for tell in (
            lambda person: person.department,
            lambda person: "/".join(person.departments[0]) if person.departments else "",
            lambda person: " ".join(filter(None, (person.department, person.number))),
            lambda person: " ".join(filter(None, (person.department, f"第{person.row}行"))),
        ):
            marks = [tell(people[index]) for index in same]
            if len(set(marks)) == len(marks) and all(marks):
                break
        for index, mark in zip(same, marks, strict=True):
            found[index] = f"{people[index].name}（{mark}）" if mark else people[index].name
    return found
