"""Who is meant: a sender's nickname or the words of a list item, and the people of a roster.

Only exact names count, with hidden characters, widths, dots and spaces folded; forms of address and relations after a
name are taken off. Spellings in variant characters and cut names are proposals only.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from wxadmin.domain.answers import note_of
from wxadmin.domain.name_folding import NameTables, fold, is_decoration, is_hidden
from wxadmin.domain.name_words import COMPOUND_SURNAMES, HONORIFICS, PLACE_ENDINGS, RELATION_ENDINGS
from wxadmin.domain.people import Person

_ENDINGS = tuple(sorted({*HONORIFICS, *RELATION_ENDINGS}, key=len, reverse=True))
_MARKS = r"-–—－―_＿+＋/／|｜,，、;；()（）\[\]［］【】{}｛｝<>＜＞《》~～:：@＠#＃&＆"
_SPLIT, _SPLIT_MORE = re.compile(rf"[{_MARKS}]+"), re.compile(rf"[{_MARKS}\s·]+")
_DASHES = "-–—_+/|:~,·"
_OPENING, _CLOSING = "([{【<《", ")]}】>》"
_CLASS = re.compile(r"[\d一二三四五六七八九十.]+\(?\d*\)?班?")
# A class that stands before a name without anything between: 三2班, 3.2班, 302班, 302.
_GLUED_CLASS = re.compile(
    r"(?:[高初小]?[\d一二三四五六七八九十]{1,3}[年.]?级?\(?[\d一二三四五六七八九十]{0,2}\)?班|\d{3,4})"
)
# A house number before a name: 3-1502, 3栋601, 6栋2单元201室. Its last part tells it from a date (11-20).
_HOUSE = re.compile(
    r"[a-z]?\d{1,3}(?:栋|幢|座|号楼|号|单元|[-#])(?:\d{1,2}(?:单元|[-#]))?(?:\d{3,4}(?:室|号|户)?|\d{1,2}(?:室|户))"
)
_LONGEST = 2000
_BEFORE_NAME = "和与跟及代替帮是我"
_AFTER_NAME = "和与跟及都也收一两不报参请已"
_SHORT_NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]{2,3}")
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_BEGINS_NOTE = frozenset(
    "去来到请有无是否能要不参报交过谢在假病休已晚早准会带自坐需没未也都及收确好行上下两二三四五六七八九十半妈爸娘爷奶外姥老家"
)
"""Letters behind a name with which words begin rather than a name goes on."""
_NOTE_WORDS = re.compile("不?参加|报名|请假|出席|到场|已|不|没|收|确认|妈|爸|爷|奶|外|姥|家长")
_FAR = 24
"""A name further into an item than this many letters is not what the item begins with."""


@dataclass(frozen=True, slots=True)
class Meant:
    """People somebody may be; ``certain`` when it is one and only that one."""

    people: tuple[int, ...]
    certain: bool


NOBODY = Meant((), certain=False)


@dataclass(frozen=True, slots=True)
class ItemReading:
    """An item: whom it means, the words after the name, other people it names.

    ``leads``: the words begin with the name and it stands apart from what follows.
    """

    meant: Meant
    note: str
    others: tuple[int, ...] = ()
    leads: bool = False


class NameBook:
    """The names of a roster, ready to be found in what people write; ``known`` are nicknames confirmed to be theirs."""

    def __init__(
        self, people: Sequence[Person], tables: NameTables | None = None, known: Mapping[str, int] | None = None
    ) -> None:
        self.people = people
        self.tables = tables
        self.of: dict[str, list[int]] = defaultdict(list)
        self.variants: dict[str, list[int]] = defaultdict(list)
        self.spaced: set[str] = set()  # names that are written with a space
        keys = {} if tables is None else dict(tables.variant_keys)
        self.endings = tuple(end.translate(keys) for end in _ENDINGS)  # as ``variants`` is spelt
        self.places: dict[int, tuple[str, ...]] = {}
        for index, person in enumerate(people):
            name = _solid(person.name)
            if not name:
                continue
            self.of[name].append(index)
            if " " in person.name.strip():
                self.spaced.add(name)
            self.places[index] = tuple(_solid(level) for path in person.departments for level in path if level)
            if tables is not None:
                self.variants[name.translate(dict(tables.variant_keys))].append(index)
        self.known = dict(known or {})
        roster_names = frozenset(self.of)
        for nickname, index in self.known.items():
            name = _solid(nickname)
            if len(name) > 1 and name not in roster_names and note_of(nickname) is None:
                self.of[name].append(index)
                if " " in nickname.strip():
                    self.spaced.add(name)
        self.of = dict(self.of)
        self.lengths = sorted({len(name) for name in self.of}, reverse=True)
        self.known_places = {place for places in self.places.values() for place in places}
        self.labels = _labels(people)

    def sender(self, nickname: str) -> Meant:
        """Whom a nickname stands for."""
        if nickname in self.known:
            return Meant((self.known[nickname],), certain=True)
        whole = _solid(nickname)
        if whole in self.of:
            return self._meant(self.of[whole], "")
        tokens = dict.fromkeys(_tokens(nickname))
        found: dict[str, str] = {}  # name -> what the nickname says beside it
        for token in tokens:
            if (hit := self._token(token)) is not None:
                name, beside = hit
                found.setdefault(name, " ".join((beside, *(other for other in tokens if other != token))))
        longest = [name for name in found if not any(name != other and name in other for other in found)]
        if len(longest) == 1:
            return self._meant(self.of[longest[0]], found[longest[0]])
        if longest:
            return Meant(_sorted(index for name in longest for index in self.of[name]), certain=False)
        return self._near(tokens)

    def item(self, words: str) -> ItemReading:
        """Whom a line of a list or a line of its own stands for, and its note."""
        letters = _Letters(words)
        end = self._prefix(letters, 0)
        if isinstance(end, Meant):
            return ItemReading(end, "", leads=True)
        beside, start = "", 0
        if end is None:
            start = self._after_place(letters)
            beside = letters.text[:start]
            end = self._prefix(letters, start) if start else None
            if isinstance(end, Meant):
                return ItemReading(end, "", leads=True)
        if end is None:
            return self._inside(words, letters)
        name = letters.text[start:end]
        indices = self.of[name]
        rest = letters.rest(end)
        place, shorter = self._place_behind(rest, indices)
        meant = self._meant(indices, f"{beside} {place}")
        if meant.certain and self._goes_on(letters, start, end):
            meant = Meant(meant.people, certain=False)
        note = shorter if place else rest
        leads = letters.closes(end) or _addressed(letters, end)
        return ItemReading(meant, note, self._others(note, indices), leads)

    def mentioned(self, text: str, *, apart: bool = True) -> list[tuple[int, int, tuple[int, ...]]]:
        """Names in running words: begin, end and people of each, in order; ``apart``: only where a word may end."""
        letters = _Letters(text)
        out: list[tuple[int, int, tuple[int, ...]]] = []
        at = 0
        while at < len(letters.text):
            end = self._prefix(letters, at) if letters.opens(at) or (out and out[-1][1] == letters.places[at]) else None
            if isinstance(end, int) and (not apart or letters.closes(end)):
                begin = letters.places[at]
                out.append((begin, letters.places[end - 1] + 1, tuple(self.of[letters.text[at:end]])))
                at = end
            else:
                at += 1
        return out

    def label(self, index: int) -> str:
        """The name as lists write it; of same names with what tells them apart."""
        return self.labels[index]

    def _prefix(self, letters: _Letters, start: int) -> int | Meant | None:
        """Where the longest name from ``start`` on ends; several people if a space allows two; None if no name."""
        text = letters.text
        solid = spaced = 0
        for length in self.lengths:
            end = start + length
            if end > len(text) or text[start:end] not in self.of or letters.splits_word(end):
                continue
            if not letters.gap_between(start, end) or text[start:end] in self.spaced:
                solid = max(solid, end)
            else:
                spaced = max(spaced, end)
        if solid and spaced > solid and letters.ends_word(spaced) and letters.gap_at(solid):
            both = (*self.of[text[start:solid]], *self.of[text[start:spaced]])
            return Meant(_sorted(both), certain=False)
        return solid or spaced or None

    def _goes_on(self, letters: _Letters, start: int, end: int) -> bool:
        """Whether the letter behind a short name may belong to a longer name that the roster has not: 方旭明收到."""
        name, text = letters.text[start:end], letters.text
        if not _SHORT_NAME.fullmatch(name) or (len(name) == 3 and name[:2] not in COMPOUND_SURNAMES):
            return False
        if end >= len(text) or letters.gap_at(end) or not _HAN.match(text[end]) or text[end] in _BEGINS_NOTE:
            return False
        stop = end + 1
        while stop < len(text) and not letters.gap_at(stop) and _HAN.match(text[stop]):
            stop += 1
        left = text[end + 1 : stop]
        return not left or _NOTE_WORDS.match(left) is not None or note_of(left) is not None

    def _after_place(self, letters: _Letters) -> int:
        """Where a name may begin behind a department, a class or an ``@``; 0 if nowhere."""
        text = letters.text
        for at in range(1, min(_FAR, len(text))):
            before = text[at - 1]
            head = text[:at].strip(_DASHES + _OPENING + _CLOSING + "@")
            if before in _CLOSING and text[0] not in _OPENING:
                continue
            marked = before in _DASHES or before in _CLOSING or before == "@" or letters.gap_at(at)
            if (
                (marked and (not head or self._is_place(head, marked=before in _DASHES)))
                or head in self.known_places
                or _GLUED_CLASS.fullmatch(text[:at]) is not None
                or _HOUSE.fullmatch(head) is not None
            ):
                end = self._prefix(letters, at)
                if end is not None:
                    return at
        return 0

    def _is_place(self, text: str, *, marked: bool) -> bool:
        if not text or text in self.of:
            return False
        short = len(text) >= 2 and any(place.startswith(text) for place in self.known_places)
        return (
            short or text.endswith(PLACE_ENDINGS) or _CLASS.fullmatch(text) is not None or (marked and len(text) <= 12)
        )

    def _inside(self, words: str, letters: _Letters) -> ItemReading:
        """A name in brackets behind a nickname says who it is; one elsewhere is only a proposal."""
        for begin, end, indices in self.mentioned(words):
            bracketed = begin > 0 and end < len(words) and words[begin - 1] in "(（[【" and words[end] in ")）]】"
            if bracketed and begin <= _FAR:
                return ItemReading(self._meant(indices, words[:begin]), words[end + 1 :].strip(), leads=True)
            note = words[:begin] + words[end:]
            return ItemReading(Meant(tuple(indices), certain=False), note)
        return ItemReading(self._near([letters.text, *_tokens(words)]), words)

    def _others(self, note: str, own: Sequence[int]) -> tuple[int, ...]:
        out: list[int] = []
        for _, _, indices in self.mentioned(note):
            out += [index for index in indices if index not in own and index not in out]
        return tuple(out)

    def _place_behind(self, rest: str, indices: Sequence[int]) -> tuple[str, str]:
        """A department right behind the name (``张伟（销售）A``) and what is left without it."""
        stripped = rest.lstrip(" \t　-—_/|")
        if stripped[:1] in "(（[【":
            closing = re.search(r"[)）\]】]", stripped)
            inner, after = (stripped[1 : closing.start()], stripped[closing.end() :]) if closing else ("", rest)
        else:
            inner, _, after = stripped.partition(" ")
        token = _solid(inner)
        places = [place for index in indices for place in self.places.get(index, ())]
        if token and any(_fits(token, place) or _ends(token, place) for place in places):
            return token, after
        return "", rest

    def _token(self, token: str) -> tuple[str, str] | None:
        """Name and what stands before it, if the token is a name, perhaps behind a department or before a relation."""
        bare = token.rstrip("0123456789")
        for form in dict.fromkeys((token, bare, *(_without(bare, end) for end in _ENDINGS if bare.endswith(end)))):
            if form in self.of:
                return form, ""
            for length in self.lengths:
                name, head = form[-length:], form[:-length]
                if head and name in self.of and (self._is_place(head, marked=False) or head.isdigit()):
                    return name, head
            for length in self.lengths:
                name, tail = form[:length], form[length:]
                if tail and name in self.of and tail in self.known_places:
                    return name, tail
                if tail and name in self.of and self._is_relative(tail):
                    return name, ""
        return None

    def _is_relative(self, tail: str) -> bool:
        """Whether a relation and then a name nobody of the roster has stands behind a name: 爸爸徐磊."""
        end = next((end for end in RELATION_ENDINGS if tail.startswith(end)), "")  # the longest
        name = tail.removeprefix(end)
        return end != "" and _SHORT_NAME.fullmatch(name) is not None and name not in self.of

    def _near(self, tokens: Iterable[str]) -> Meant:
        for token in tokens:
            cut = token.rstrip("….")
            if cut != token and len(cut) >= 2:
                found = [index for name, indices in self.of.items() if name.startswith(cut) for index in indices]
                if found:
                    return Meant(_sorted(found), certain=False)
            if self.tables is not None:
                keys = dict(self.tables.variant_keys)
                key = token.translate(keys)
                for form in (key, *(_without(key, end) for end in self.endings if key.endswith(end))):
                    if same := self.variants.get(form):
                        return Meant(_sorted(same), certain=False)
        return NOBODY

    def _meant(self, indices: Sequence[int], beside: str) -> Meant:
        """Of same names the department decides, where what stands beside the name fits one alone."""
        if len(indices) > 1:
            tokens = [_solid(token) for token in _SPLIT_MORE.split(beside) if token]
            for fits in (_fits, _ends):
                fitting = [
                    i for i in indices if any(fits(token, place) for token in tokens for place in self.places[i])
                ]
                if len(fitting) == 1:
                    return Meant((fitting[0],), certain=True)
                if fitting:
                    break
        return Meant(tuple(indices), certain=len(indices) == 1)


def _without(token: str, end: str) -> str:
    """The token without the form of address or relation at its end: 张三的妈妈, 张三妈妈."""
    return token[: -len(end)].removesuffix("的")


def _addressed(letters: _Letters, end: int) -> bool:
    """Whether a relation or a form of address stands right behind a name, and nothing glued to it, as in 张三妈妈：."""
    text = letters.text
    if not text.startswith(_ENDINGS, end):
        return False
    return any(text.startswith(word, end) and letters.ends_word(end + len(word)) for word in _ENDINGS)


class _Letters:
    """The letters of a text without spaces and hidden characters, folded, each with its place in the text."""

    def __init__(self, text: str) -> None:
        self.source = text
        folded: list[str] = []
        self.places: list[int] = []
        self.gaps: set[int] = set()
        for place, char in enumerate(text[:_LONGEST]):
            if char.isspace() or char == "\u2005":
                self.gaps.add(len(folded))
                continue
            for letter in _letter(char):
                folded.append(letter)
                self.places.append(place)
        self.text = "".join(folded)
        if "." in self.text:
            self.text = re.sub(r"(?<=[^\x00-\u02ff])\.(?=[^\x00-\u02ff])", "·", self.text)

    def rest(self, end: int) -> str:
        return self.source[self.places[end - 1] + 1 :]

    def gap_at(self, at: int) -> bool:
        return at in self.gaps

    def gap_between(self, start: int, end: int) -> bool:
        return any(at in self.gaps for at in range(start + 1, end))

    def ends_word(self, end: int) -> bool:
        return end >= len(self.text) or end in self.gaps or not self.text[end].isalnum()

    def splits_word(self, end: int) -> bool:
        """Whether ``end`` lies inside a Latin word."""
        if end >= len(self.text) or end in self.gaps:
            return False
        return _is_latin(self.text[end - 1]) and _is_latin(self.text[end])

    def opens(self, at: int) -> bool:
        """Whether a name may begin at ``at``."""
        return at == 0 or at in self.gaps or not self.text[at - 1].isalnum() or self.text[at - 1] in _BEFORE_NAME

    def closes(self, end: int) -> bool:
        """Whether a name may end at ``end``."""
        if self.ends_word(end):
            return True
        return self.text[end] in _AFTER_NAME or self.text[end].isascii()


@lru_cache(maxsize=8192)
def _letter(char: str) -> str:
    if is_hidden(char) or is_decoration(char):
        return "" if is_hidden(char) else char
    return fold(char)


def _is_latin(char: str) -> bool:
    return char.isalpha() and ord(char) < 0x250


@lru_cache(maxsize=8192)
def _solid(text: str) -> str:
    """A name folded and without spaces."""
    return "".join(fold("".join(char for char in text if not is_decoration(char))).split())


def _tokens(nickname: str) -> Iterable[str]:
    """Parts of a nickname between separators; spaces and dots are first part of a name, then separators."""
    for split in (_SPLIT, _SPLIT_MORE):
        for part in split.split(nickname):
            if token := _solid(part):
                yield token


def _fits(token: str, place: str) -> bool:
    token = token.lstrip("a") or token  # written in front to stand first in a list
    return token == place or (len(token) >= 2 and place.startswith(token))


def _ends(token: str, place: str) -> bool:
    """二部 for 销售二部."""
    return len(token) >= 2 and place.endswith(token)


def _sorted(indices: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(set(indices)))


def _labels(people: Sequence[Person]) -> list[str]:
    """Names; same names with what tells them apart in brackets: department, path, number or row."""
    by_name: dict[str, list[int]] = defaultdict(list)
    for index, person in enumerate(people):
        by_name[_solid(person.name)].append(index)
    labels = [person.name for person in people]
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
            labels[index] = f"{people[index].name}（{mark}）" if mark else people[index].name
    return labels
