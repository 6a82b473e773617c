"""Other people's names covered before a conversation is printed: each becomes the same letter wherever it stands.

Whom a paper is about stays readable; everybody else is 成员甲, 成员乙 … in the order they first appear, so that the
reader still follows who answered whom.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from wxadmin.domain.masking import in_words
from wxadmin.domain.name_words import COMPOUND_SURNAMES, FAMILIAR_PREFIXES, HONORIFICS

_STEMS = "甲乙丙丁戊己庚辛壬癸"
_SHORTEST = 2
"""A name of one character would be covered inside other words."""


@dataclass(frozen=True, slots=True)
class Called:
    """One account or person and every spelling by which a text may name them: nicknames, real name, earlier ones."""

    key: str
    spellings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One message of an excerpt: who spoke, when, what, and whose words it answers."""

    sender: str
    time: str
    text: str
    quote_sender: str = ""
    quote_text: str = ""


_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]{2,4}")


def called_by(name: str) -> tuple[str, ...]:
    """Shorter ways to call the bearer of a Chinese name: the given name, the surname with 小, 老 or a form of address.

    Empty for other names. 陆明朗: 明朗, 小陆, 老陆, 陆总, 陆老师 and on.
    """
    if not _HAN.fullmatch(name):
        return ()
    cut = 2 if name[:2] in COMPOUND_SURNAMES and len(name) > 2 else 1
    surname, given = name[:cut], name[cut:]
    ways = [surname + word for word in HONORIFICS] + [prefix + surname for prefix in FAMILIAR_PREFIXES]
    return (*([given] if len(given) >= _SHORTEST else []), *ways)


def stand_ins() -> Iterator[str]:
    """成员甲 … 成员癸, then 成员11, 成员12 and on."""
    yield from (f"成员{stem}" for stem in _STEMS)
    number = len(_STEMS)
    while True:
        number += 1
        yield f"成员{number}"


def redacted(lines: Sequence[Line], known: Iterable[Called], shown: frozenset[str]) -> tuple[Line, ...]:
    """The lines with every name covered but those of the keys in ``shown``; telephone and other numbers, too.

    ``known`` are those a name of whom may stand in the text. A sender nobody knows is covered all the same.
    A spelling that somebody shown and somebody else share stays: covering it would cover the one the paper is about.
    """
    whose: dict[str, str] = {}
    for one in known:
        for spelling in one.spellings:
            if spelling and (whose.setdefault(spelling, one.key) != one.key and one.key in shown):
                whose[spelling] = one.key
    for line in lines:
        for name in (line.sender, line.quote_sender):
            if name:
                whose.setdefault(name, f"?{name}")
    spelt = sorted((s for s in whose if len(s) >= _SHORTEST), key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, spelt))) if spelt else None
    names, given = stand_ins(), dict[str, str]()

    def cover(key: str, name: str) -> str:
        if key in shown:
            return name
        if key not in given:
            given[key] = next(names)
        return given[key]

    def words(text: str) -> str:
        if pattern is not None:
            text = pattern.sub(lambda found: cover(whose[found[0]], found[0]), text)
        return in_words(text)

    def named(name: str) -> str:
        return cover(whose[name], name) if name else ""

    return tuple(
        Line(named(one.sender), one.time, words(one.text), named(one.quote_sender), words(one.quote_text))
        for one in lines
    )
