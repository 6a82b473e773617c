"""Who is meant: a sender's nickname or the words of a list item, and the people of a roster.

Only exact names count, with hidden characters, widths, dots and spaces folded; forms of address and relations after a
name are taken off. Names cut short, given by somebody else or by a house number alone are proposals only.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from wxadmin.domain.answers import note_of
from wxadmin.domain.name_words import COMPOUND_SURNAMES, HONORIFICS, RELATION_ENDINGS, SOMEBODY_ELSE, SURNAMES
from wxadmin.domain.people import Person
from wxadmin.domain.reply_letters import Letters, solid, tokens_of
from wxadmin.domain.reply_places import Places, labels

_TRADITIONAL = str.maketrans("妈爷嬷长师经总队组处员护监", "媽爺嬤長師經總隊組處員護監")
_PLAIN_ENDINGS = {*HONORIFICS, *RELATION_ENDINGS}
ENDINGS = tuple(sorted({*_PLAIN_ENDINGS, *(e.translate(_TRADITIONAL) for e in _PLAIN_ENDINGS)}, key=len, reverse=True))
"""Forms of address and relations behind a name, the longest first."""
_KIN = tuple(end for end in ENDINGS if end not in HONORIFICS)
_DASHES = "-–—_+/|:~,·➕"
_OPENING, _CLOSING = "([{【<《", ")]}】>》"
_SHORT_NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]{2,3}")
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_BEGINS_NOTE = frozenset(
    "的去来到请有无是否能要不参报交过谢在假病休已晚早准会带自坐需没未也都及收确好行上下两二三四五六七八九十半妈爸娘爷奶外姥老家"
)
"""Letters behind a name with which words begin rather than a name goes on."""
_PARTICLES = frozenset("啊呀哈嗯哦呢吧嘛啦哟喔嘞")
_NOTE_WORDS = re.compile("不?参加|报名|请假|出席|到场|已|不|没|收|确认|同意|妈|爸|爷|奶|外|姥|家长")
_FOR_SOMEBODY = re.compile("[代帮替]")
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
    """The names of a roster, ready to be found in what people write; ``known`` are nicknames confirmed to be theirs.

    ``families``: a parent speaks for a child, as in groups of a class; else 张三妈妈 may be another than 张三.
    """

    def __init__(
        self, people: Sequence[Person], known: Mapping[str, int] | None = None, *, families: bool = True
    ) -> None:
        self.people = people
        self.families = families
        self.of: dict[str, list[int]] = defaultdict(list)
        self.spaced: set[str] = set()  # names that are written with a space
        self.places = Places(people)
        for index, person in enumerate(people):
            name = solid(person.name)
            if not name:
                continue
            self.of[name].append(index)
            if " " in person.name.strip():
                self.spaced.add(name)
        self.known = dict(known or {})
        roster_names = frozenset(self.of)
        for nickname, index in self.known.items():
            name = solid(nickname)
            if len(name) > 1 and name not in roster_names and note_of(nickname) is None:
                self.of[name].append(index)
                if " " in nickname.strip():
                    self.spaced.add(name)
        self.of = dict(self.of)
        self.lengths = sorted({len(name) for name in self.of}, reverse=True)
        self.labels = labels(people)

    def sender(self, nickname: str) -> Meant:
        """Whom a nickname stands for."""
        if nickname in self.known:
            return Meant((self.known[nickname],), certain=True)
        whole = solid(nickname)
        if whole in self.of:
            return self._meant(self.of[whole], "")
        tokens = dict.fromkeys(tokens_of(nickname))
        found: dict[str, str] = {}  # name -> what the nickname says beside it
        for token in tokens:
            if (hit := self._token(token)) is not None:
                name, beside = hit
                found.setdefault(name, " ".join((beside, *(other for other in tokens if other != token))))
        if not self.families and found and any(token in _KIN for token in tokens):
            return Meant(_sorted(index for name in found for index in self.of[name]), certain=False)
        longest = [name for name in found if not any(name != other and name in other for other in found)]
        if len(longest) == 1:
            return self._meant(self.of[longest[0]], found[longest[0]])
        if longest:
            return Meant(_sorted(index for name in longest for index in self.of[name]), certain=False)
        return self._hinted(nickname, tokens)

    def item(self, words: str) -> ItemReading:
        """Whom a line of a list or a line of its own stands for, and its note."""
        letters = Letters(words)
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
        place, shorter = self.places.behind(rest, indices)
        meant = self._meant(indices, f"{beside} {place}")
        if meant.certain and (self._goes_on(letters, start, end) or self._is_of_kin(letters, end)):
            meant = Meant(meant.people, certain=False)
        note = shorter if place else rest
        leads = letters.closes(end) or place != "" or _addressed(letters, end)
        return ItemReading(meant, note, self._others(note, indices), leads)

    def mentioned(self, text: str, *, apart: bool = True) -> list[tuple[int, int, tuple[int, ...]]]:
        """Names in running words: begin, end and people of each, in order; ``apart``: only where a word may end."""
        letters = Letters(text)
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

    def _prefix(self, letters: Letters, start: int) -> int | Meant | None:
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

    def _goes_on(self, letters: Letters, start: int, end: int) -> bool:
        """Whether the letter behind a short name may belong to a longer name that the roster has not: 方旭明收到."""
        name, text = letters.text[start:end], letters.text
        if not _SHORT_NAME.fullmatch(name) or end >= len(text) or letters.gap_at(end) or not _HAN.match(text[end]):
            return False
        whole = len(name) == 3 and name[:2] not in COMPOUND_SURNAMES
        if whole and text[end + 1 : end + 2].isdigit():
            return False  # 男160
        if text[end] in _BEGINS_NOTE or (whole and (text[end] in _PARTICLES or text.startswith(ENDINGS, end))):
            return False
        stop = end + 1
        while stop < len(text) and not letters.gap_at(stop) and _HAN.match(text[stop]):
            stop += 1
        left = text[end + 1 : stop]
        return not left or _NOTE_WORDS.match(left) is not None or note_of(left) is not None

    def _is_of_kin(self, letters: Letters, end: int) -> bool:
        """Whether a relation behind a name makes it somebody else's: 张三妈妈 among colleagues."""
        if self.families:
            return False
        text, word = letters.text, next((word for word in _KIN if letters.text.startswith(word, end)), "")
        behind = end + len(word)
        named = any(
            text[behind : behind + 1] in SURNAMES and letters.ends_word(behind + more)
            and _SHORT_NAME.fullmatch(text[behind : behind + more]) for more in (2, 3)
        )  # fmt: skip
        return word != "" and (letters.ends_word(behind) or named)

    def _after_place(self, letters: Letters) -> int:
        """Where a name may begin behind a department, a class or an ``@``; 0 if nowhere."""
        text = letters.text
        for at in range(1, min(_FAR, len(text))):
            before = text[at - 1]
            head = text[:at].strip(_DASHES + _OPENING + _CLOSING + "@")
            if before in _CLOSING and text[0] not in _OPENING:
                continue
            marked = before in _DASHES or before in _CLOSING or before == "@" or letters.gap_at(at)
            told = marked and (
                not head or (head not in self.of and self.places.is_place(head, marked=before in _DASHES))
            )
            if told or self.places.is_glued(head) or self.places.is_glued(text[:at]):
                end = self._prefix(letters, at)
                if end is not None:
                    return at
        return 0

    def _inside(self, words: str, letters: Letters) -> ItemReading:
        """A name in brackets behind a nickname says who it is; one elsewhere is only a proposal."""
        for begin, end, indices in self.mentioned(words, apart=_FOR_SOMEBODY.search(words) is None):
            bracketed = begin > 0 and end < len(words) and words[begin - 1] in "(（[【" and words[end] in ")）]】"
            if bracketed and begin <= _FAR:
                return ItemReading(self._meant(indices, words[:begin]), words[end + 1 :].strip(), leads=True)
            note = words[:begin] + words[end:]
            return ItemReading(Meant(tuple(indices), certain=False), note)
        return ItemReading(self._hinted(words, [letters.text, *tokens_of(words)]), words)

    def _others(self, note: str, own: Sequence[int]) -> tuple[int, ...]:
        out: list[int] = []
        for _, _, indices in self.mentioned(note):
            out += [index for index in indices if index not in own and index not in out]
        return tuple(out)

    def _token(self, token: str) -> tuple[str, str] | None:
        """Name and what stands before it, if the token is a name, perhaps behind a department or before a relation."""
        bare = token.rstrip("0123456789")
        endings = (ENDINGS if self.families else HONORIFICS) if bare.endswith(ENDINGS) else ()
        for form in dict.fromkeys(
            (token, bare, bare.lstrip("a"), *(_without(bare, end) for end in endings if bare.endswith(end)))
        ):
            if form in self.of:
                return form, ""
            for length in self.lengths:
                name, head = form[-length:], form[:-length]
                if head and name in self.of and self._stands_before(head):
                    return name, head
            for length in self.lengths:
                name, tail = form[:length], form[length:]
                if tail and name in self.of and self.places.is_known(tail):
                    return name, tail
                if tail and name in self.of and self._is_relative(tail):
                    return name, ""
        return None

    def _is_relative(self, tail: str) -> bool:
        """Whether a relation and then a name nobody of the roster has stands behind a name: 爸爸徐磊."""
        end = next((end for end in RELATION_ENDINGS if tail.startswith(end)), "")  # the longest
        name = tail.removeprefix(end)
        return self.families and end != "" and _SHORT_NAME.fullmatch(name) is not None and name not in self.of

    def _stands_before(self, head: str) -> bool:
        """Whether letters glued to a name in a nickname say where somebody belongs, or put him on top of a list (A)."""
        return head not in self.of and (
            self.places.is_place(head, marked=False)
            or self.places.is_glued(head)
            or head.isdigit()
            or set(head) == {"a"}
        )

    def _hinted(self, words: str, tokens: Iterable[str]) -> Meant:
        """Who may be meant by a name cut short, by somebody of the family, or by a house number alone."""
        for token in tokens:
            cut = token.rstrip("….")
            if cut != token and len(cut) >= 2:
                found = [index for name, indices in self.of.items() if name.startswith(cut) for index in indices]
                if found:
                    return Meant(_sorted(found), certain=False)
            for word in SOMEBODY_ELSE:
                if token.endswith(word) and (found := self.of.get(_without(token, word), [])):
                    return Meant(_sorted(found), certain=False)
            for word in () if self.families else _KIN:
                if token.endswith(word) and (hit := self._token(_without(token, word))) is not None:
                    return Meant(_sorted(self.of[hit[0]]), certain=False)
        return Meant(self.places.living_at(words), certain=False)

    def _meant(self, indices: Sequence[int], beside: str) -> Meant:
        """Of same names the department decides, where what stands beside the name fits one alone."""
        if len(indices) > 1 and len(fitting := self.places.fitting(indices, beside)) == 1:
            return Meant((fitting[0],), certain=True)
        return Meant(tuple(indices), certain=len(indices) == 1)


def _without(token: str, end: str) -> str:
    """The token without the form of address or relation at its end: 张三的妈妈, 张三妈妈."""
    return token[: -len(end)].removesuffix("的")


def _addressed(letters: Letters, end: int) -> bool:
    """Whether a relation or a form of address stands right behind a name, and nothing glued to it, as in 张三妈妈：."""
    text = letters.text
    if not text.startswith(ENDINGS, end):
        return False
    return any(text.startswith(word, end) and letters.ends_word(end + len(word)) for word in ENDINGS)


def _sorted(indices: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(set(indices)))
