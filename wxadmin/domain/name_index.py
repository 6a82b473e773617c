"""The roster made ready for looking up names: exactly, and nearly."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import Literal

from wxadmin.domain.name_folding import NameTables, are_variants, fold, fold_all, share_sound, skeleton
from wxadmin.domain.name_places import PlaceBook
from wxadmin.domain.name_words import COMPOUND_SURNAMES
from wxadmin.domain.people import Person

Tier = Literal["variant", "letters", "script", "split", "shape", "sound", "edit"]
TIERS: tuple[Tier, ...] = ("variant", "letters", "script", "split", "shape", "sound", "edit")
"""How a near name differs, the surest first."""

_OPEN = "\0"
_LATIN = re.compile("[a-zA-Z\u00c0-\u024f]")
_MARKED = re.compile(r"(?<=[^\x00-\x7f]{2})(?:\([^()]*\)|[\da-z大小]{1,2})$")
_PHONE_DIGITS = 11
_MOST_SPELT = 4
_SHORTEST_EDITED = 3
_MOST_READINGS = 64


@dataclass(frozen=True)
class RosterIndex:
    """``exact`` maps a folded name to the people who bear it, by index; ``keys`` are the folded names in order."""

    people: Sequence[Person]
    keys: Sequence[str]
    exact: Mapping[str, Sequence[int]]
    places: PlaceBook
    tables: NameTables
    longest: int = field(default=0)

    @classmethod
    def of(cls, people: Sequence[Person], tables: NameTables) -> RosterIndex:
        """Index a roster; about a third of a second for 100,000 people."""
        keys = fold_all([person.name for person in people])
        exact = _people_by((key, i) for i, key in enumerate(keys) if key)
        return cls(
            people,
            keys,
            exact,
            PlaceBook.of(people, tables.variant_keys),
            tables,
            max(map(len, exact), default=0),
        )

    def hints(self, names: Collection[str]) -> dict[str, Sequence[int]]:
        """For folded names that nobody bears: whom they point to in another way.

        A given name or its last character doubled, the beginning of a longer name, the part before a dot, one word of
        a name in letters, the name without the mark that tells namesakes apart (张伟2, 张伟（大）), a guardian, an
        alias the roster knows.
        """
        wanted = {name for name in names if len(name) > 1}
        if not wanted:
            return {}
        pointing: list[tuple[str, int]] = []
        for key, people in self.exact.items():
            words = {key[1:], key[-1] * 2}
            if len(key) > 2:
                words.add(key[:-1])
            if len(key) == _MOST_SPELT or key[:2] in COMPOUND_SURNAMES:
                words |= {key[:2], key[2:]}
            if "·" in key:
                words.add(key.partition("·")[0])
            elif key[-1] in ")大小" or key[-1].isascii():
                words.add(_MARKED.sub("", key))
            pointing += [(word, i) for word in words & wanted if word != key for i in people]
        others = [(guardian.name, i) for i, person in enumerate(self.people) for guardian in person.guardians]
        others += [(value, i) for i, person in enumerate(self.people) for key, value in person.extras if key == "alias"]
        asked = {plain: name for name in wanted if (plain := letters(name))}
        if asked:
            for key, people in self.exact.items():
                said = _latin_words(self.people[people[0]].name) if _LATIN.search(key) else []
                parts = {*said, said[0] + said[-1][0], said[0][0] + said[-1]} if len(said) > 1 else set()
                pointing += [(asked[word], i) for word in parts & asked.keys() if len(word) > 1 for i in people]
        folded = fold_all([text for text, _ in others])
        pointing += [(text, i) for text, (_, i) in zip(folded, others, strict=True) if text in wanted]
        return _people_by(pointing)

    @cached_property
    def spelt(self) -> Mapping[str, Sequence[int]]:
        """Names in Latin letters, zhangwei and weizhang, -> the people so called."""
        found: list[tuple[str, int]] = []
        for key, people in self.exact.items():
            if not 1 < len(key) <= _MOST_SPELT:
                continue
            cut = 2 if key[:2] in COMPOUND_SURNAMES else 1
            readings = [[self.tables.syllables[code] for code in self.tables.sounds.get(c, "")[:2]] for c in key]
            for syllables in product(*readings):
                spellings = {"".join(syllables), "".join(syllables[cut:] + syllables[:cut])}
                found += [(spelling, i) for spelling in spellings for i in people]
        return _people_by(found)

    @cached_property
    def lengths(self) -> frozenset[int]:
        """How many characters the names of the roster have, single letters left out."""
        return frozenset(map(len, self.exact)) - {1}

    @cached_property
    def phones(self) -> Mapping[str, Sequence[int]]:
        """Phone numbers -> the people they are of, their own or a guardian's."""
        own = [(person.phone, i) for i, person in enumerate(self.people) if person.phone]
        own += [(guardian.phone, i) for i, person in enumerate(self.people) for guardian in person.guardians]
        return _people_by((digits(phone), i) for phone, i in own if phone)

    @cached_property
    def guardians(self) -> Mapping[str, Sequence[int]]:
        """Folded names of relatives -> the pupils they belong to."""
        return _people_by(
            (fold(guardian.name), i) for i, person in enumerate(self.people) for guardian in person.guardians
        )

    @cached_property
    def numbers(self) -> Mapping[str, Sequence[int]]:
        """Staff and pupil numbers -> who bears them."""
        return _people_by((person.number.casefold(), i) for i, person in enumerate(self.people) if person.number)

    def near(self, names: Collection[str]) -> dict[str, dict[str, Tier]]:
        """For each folded name that nobody bears: the folded roster names near it, with how they differ."""
        wanted = sorted({name for name in names if name and len(name) <= self.longest + 1})
        found: dict[str, dict[str, Tier]] = {name: {} for name in wanted}
        if wanted and self.exact:
            _Search(list(self.exact), self.tables, found).run(wanted)
            self._letters(wanted, found)
        return found

    def _letters(self, wanted: Sequence[str], found: dict[str, dict[str, Tier]]) -> None:
        """Names in letters that differ in accents, signs or the order of their words only."""
        asked = _grouped((plain, name) for name in wanted if len(plain := letters(name)) >= _SHORTEST_EDITED)
        if not asked:
            return
        for key, people in self.exact.items():
            words = _latin_words(self.people[people[0]].name) if _LATIN.search(key) else []
            for turned in {"".join(words[at:] + words[:at]) for at in range(len(words))}:
                for name in asked.get(turned, ()):
                    if name != key and found[name].get(key) != "variant":
                        found[name][key] = "letters"


def _latin_words(name: str) -> list[str]:
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).casefold()
    return re.findall(r"[^\W\d_]+", plain)


def letters(name: str) -> str:
    """The letters of a name written in Latin, without accents and signs; ``""`` for any other name."""
    joined = "".join(_latin_words(name)) if _LATIN.search(name) else ""
    return joined if joined.isascii() else ""


def _people_by(pairs: Iterable[tuple[str, int]]) -> dict[str, Sequence[int]]:
    """Word -> people, each once; most are single and stand in tuples, which the collector of garbage passes over."""
    found: dict[str, tuple[int, ...] | list[int]] = {}
    for word, i in pairs:
        known = found.get(word)
        if known is None:
            found[word] = (i,)
        elif isinstance(known, list):
            if known[-1] != i:
                known.append(i)
        elif known[0] != i:
            found[word] = [*known, i]
    return dict(found)


def digits(text: str) -> str:
    """The digits of a phone number, without the country code of China."""
    if len(text) == _PHONE_DIGITS and text.isascii() and text.isdigit():
        return text
    plain = "".join(c for c in text if c.isdigit() and c.isascii())
    return plain[2:] if len(plain) == 13 and plain.startswith("861") else plain


class _Search:
    """One pass over the roster for all names asked for."""

    def __init__(self, roster: list[str], tables: NameTables, found: dict[str, dict[str, Tier]]) -> None:
        self._roster = roster
        self._tables = tables
        self._found = found

    def run(self, wanted: list[str]) -> None:
        keys = self._translated(self._roster, self._tables.variant_keys)
        asked = dict(zip(wanted, self._translated(wanted, self._tables.variant_keys), strict=True))
        self._variants(keys, asked)
        self._scripts(wanted)
        self._splits(wanted)
        self._substituted(keys, asked)
        self._sounds(wanted)
        self._inserted(keys, asked)

    def _add(self, name: str, near: str, tier: Tier) -> None:
        if near == name:
            return
        known = self._found[name].get(near)
        if known is None or TIERS.index(tier) < TIERS.index(known):
            self._found[name][near] = tier

    @staticmethod
    def _translated(names: Iterable[str], table: Mapping[int, str]) -> list[str]:
        return "\n".join(names).translate(dict(table)).split("\n")

    def _variants(self, keys: list[str], asked: Mapping[str, str]) -> None:
        by_key = _grouped((key, name) for name, key in asked.items())
        for name, key in zip(self._roster, keys, strict=True):
            for query in by_key.get(key, ()):
                self._add(query, name, "variant" if are_variants(query, name, self._tables) else "shape")

    def _scripts(self, wanted: list[str]) -> None:
        if not self._tables.scripts:
            return
        by_key = _grouped((skeleton(name, self._tables), name) for name in wanted)
        table = dict(self._tables.scripts)
        for name, key in zip(self._roster, fold_all(self._translated(self._roster, table)), strict=True):
            for query in by_key.get(key, ()):
                self._add(query, name, "script")

    def _splits(self, wanted: list[str]) -> None:
        """Names in which one character is written as the two it is made of: 张弓长 for 张张."""
        known = set(self._roster)
        for name in wanted:
            for i in range(len(name) - 1):
                for whole in self._tables.splits.get(name[i : i + 2], ""):
                    if name[:i] + whole + name[i + 2 :] in known:
                        self._add(name, name[:i] + whole + name[i + 2 :], "split")

    def _substituted(self, keys: list[str], asked: Mapping[str, str]) -> None:
        """Names that differ in exactly one place once variants are written alike."""
        masks: defaultdict[str, list[str]] = defaultdict(list)
        for query, key in asked.items():
            for i in range(len(key)):
                masks[key[:i] + _OPEN + key[i + 1 :]].append(query)
        lengths = {len(key) for key in asked.values()}
        for name, key in zip(self._roster, keys, strict=True):
            if len(key) not in lengths:
                continue
            for i in range(len(key)):
                queries = masks.get(key[:i] + _OPEN + key[i + 1 :])
                if queries:
                    for query in queries:
                        self._judge(query, name, i)

    def _judge(self, query: str, name: str, at: int) -> None:
        one, other = query[at], name[at]
        if one == other:
            return
        if other in self._tables.shapes.get(one, ""):
            self._add(query, name, "shape")
        elif share_sound(one, other, self._tables):
            self._add(query, name, "sound")
        elif len(name) >= _SHORTEST_EDITED:
            self._add(query, name, "edit")

    def _sounds(self, wanted: list[str]) -> None:
        """Names in which every character sounds the same; readings are tried on the side of the name asked for."""
        if not self._tables.sounds:
            return
        by_key: defaultdict[str, list[str]] = defaultdict(list)
        for name in wanted:
            readings = [self._tables.sounds.get(char, char) for char in name]
            size = 1
            for reading in readings:
                size *= len(reading)
            choices = product(*readings) if size <= _MOST_READINGS else [tuple(r[0] for r in readings)]
            for choice in choices:
                by_key["".join(choice)].append(name)
        for name, key in zip(self._roster, self._translated(self._roster, self._tables.first_sounds), strict=True):
            for query in by_key.get(key, ()):
                self._add(query, name, "sound")

    def _inserted(self, keys: list[str], asked: Mapping[str, str]) -> None:
        """One character more or less, for names of three characters and more on both sides."""
        by_key = _grouped((key, query) for query, key in asked.items() if len(key) >= _SHORTEST_EDITED)
        shorter = _grouped(
            (less, query) for query, key in asked.items() if len(key) > _SHORTEST_EDITED for less in _deletions(key)
        )
        lengths = {len(key) for key in by_key}
        for name, key in zip(self._roster, keys, strict=True):
            if len(key) < _SHORTEST_EDITED:
                continue
            for query in shorter.get(key, ()):
                self._add(query, name, "edit")
            if len(key) - 1 in lengths:
                for less in _deletions(key):
                    for query in by_key.get(less, ()):
                        self._add(query, name, "edit")


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return dict(groups)


def _deletions(text: str) -> set[str]:
    return {text[:i] + text[i + 1 :] for i in range(len(text))}
