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


class Covering:
    """Covers names line after line; what was once called 成员甲 stays it.

    ``known`` are those a name of whom may stand in a text, ``shown`` the keys of those who stay readable. A spelling
    that somebody shown and somebody else share stays: covering it would cover the one the paper is about.
    """

    def __init__(self, known: Iterable[Called], shown: frozenset[str] = frozenset()) -> None:
        self._shown = shown
        self._whose: dict[str, str] = {}
        for one in known:
            for spelling in one.spellings:
                if spelling and self._whose.setdefault(spelling, one.key) != one.key and one.key in shown:
                    self._whose[spelling] = one.key
        spelt = sorted((s for s in self._whose if len(s) >= _SHORTEST), key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, spelt))) if spelt else None
        self._names = stand_ins()
        self._given: dict[str, str] = {}

    def name(self, name: str) -> str:
        """Who spoke or was answered; one whom nobody knows is covered, too."""
        return self._cover(self._whose.get(name, f"?{name}"), name) if name else ""

    def words(self, text: str) -> str:
        """A text without names, the middle of telephone and other numbers covered."""
        if self._pattern is not None:
            text = self._pattern.sub(lambda found: self._cover(self._whose[found[0]], found[0]), text)
        return in_words(text)

    def _cover(self, key: str, name: str) -> str:
        if key in self._shown:
            return name
        if key not in self._given:
            self._given[key] = next(self._names)
        return self._given[key]


def redacted(lines: Sequence[Line], known: Iterable[Called], shown: frozenset[str]) -> tuple[Line, ...]:
    """The lines with every name covered but those of the keys in ``shown``; senders nobody knows are covered, too."""
    strangers = {name for one in lines for name in (one.sender, one.quote_sender) if name}
    listed = list(known)
    strangers.difference_update(*(one.spellings for one in listed))
    listed += [Called(f"?{name}", (name,)) for name in sorted(strangers)]
    cover = Covering(listed, shown)
    return tuple(
        Line(
            cover.name(one.sender), one.time, cover.words(one.text), cover.name(one.quote_sender),
            cover.words(one.quote_text),
        )
        for one in lines
    )  # fmt: skip
