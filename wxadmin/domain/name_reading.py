"""The ways a nickname can be taken apart into department, class, name, relation, phone and the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Literal

from wxadmin.domain.name_folding import as_shown, compatible, fold, hidden_characters, is_decoration, without_hidden
from wxadmin.domain.name_index import RosterIndex
from wxadmin.domain.name_places import class_key, looks_like_place, room_key
from wxadmin.domain.name_rules import RuleBook
from wxadmin.domain.name_words import HONORIFICS, HOUSEHOLD, RELATION_ENDINGS, RELATIONS, SUBJECTS

Kind = Literal[
    "department", "class", "room", "name", "relation", "honorific", "phone", "number", "post", "job", "extra", "other"
]

_N = "一二三四五六七八九十级年\\d"
# 三(2)班 is never cut: its brackets hold a number behind a number.
_OPENING = rf"\((?!(?<=[{_N}]\()[{_N}]{{1,2}}\))"
_CLOSING = rf"(?<![{_N}]\([{_N}])(?<![{_N}]\([{_N}][{_N}])\)"
_CUT = re.compile(
    rf"([\s\-‐‑‒–—―−﹘﹣_·~]+|[+/|丨∣︱│┃\\,、:;.。#&*@=<>《》\[\]{{}}【】〔〕「」『』\"'“”‘’!?]|{_OPENING}|{_CLOSING})"
)
_ELLIPSIS = re.compile(r"(?:…+|⋯+|\.{2,}|。{2,})[)\]）】]?$")
_PHONE = re.compile(r"(?:\+?86[- ]?)?(1\d{10}|1\d{2}[- ]\d{4}[- ]\d{4})")
_ANY_PHONE = re.compile(r"(?=(1\d{10}))")
_JOINED_DIGITS = re.compile(r"(?<=\d)[- ](?=\d)")
_TAIL_PHONE = re.compile(r"(?<!\d)(1\d{10})$")
_HEAD_PHONE = re.compile(r"^(1\d{10})(?=\D)")
_SEAT = re.compile(r"(?:座号|学号|工号|编号|No\.?|NO\.?)?([A-Za-z]{0,4}\d{1,18})号?")
_TAIL_DIGITS = re.compile(r"(?<=[^\da-zA-Z])([A-Za-z]{0,4}\d{1,18}号?)$|(?<=\D)(\d{1,10}号?)$")
_HEAD_SEAT = re.compile(r"^(\d{1,3}号|[A-Za-z]{0,4}\d{3,18}号?)(?=[^\x00-\x7f])")
_HEAD_FIGURES = re.compile(r"^(\d{1,3})(?=\D)")
_HEAD_LATIN = re.compile(r"^([A-Za-z][A-Za-z. ]*)(?=[^\x00-\x7f]{2})")
_TAIL_LATIN = re.compile(r"(?<=[^\x00-\x7f]{2})([A-Za-z][A-Za-z. ]*)$")
_HEAD_SORTER = re.compile(r"^([A-Za-z]{1,3}\d{0,3}|0{1,3}|[Aa]+\d?)(?=[^\x00-\x7f])")
_SHORT_NAME = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]{2,3}")
_ROOM_SIGNS = "号栋幢单元楼座门室户院"
_MOST_CUTS = 6
_LONGEST = 60
_MOST_READINGS = 6
_MOST_ALTOGETHER = 200


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the nickname; ``sure`` when roster or form prove its kind. A ``job`` is a post the roster proves."""

    kind: Kind
    text: str
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Reading:
    """Parts in order and the signs before, between and after them."""

    parts: tuple[Part, ...]
    joints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Nickname:
    """A nickname: ``text`` without hidden characters, decoration and the mark of truncation.

    ``shown`` is how a screen shows that text where a hidden character turns part of it round, else ``""``; ``phones``
    are all stretches of digits that may be a phone number, wherever they stand.
    """

    raw: str
    text: str
    hidden: tuple[tuple[int, str], ...]
    decoration: str
    truncated: bool
    shown: str = ""
    phones: tuple[str, ...] = ()

    @classmethod
    def of(cls, raw: str) -> Nickname:
        """Clean a nickname; what was taken away is kept for the findings."""
        text = without_hidden(raw).strip()
        cut = _ELLIPSIS.search(text)
        if cut:
            text = text[: cut.start()]
        decoration = "".join(c for c in text if is_decoration(c))
        if decoration:
            text = "".join(c for c in text if not is_decoration(c)).strip(" ~～")
        turned = as_shown(raw)
        shown = "" if turned == raw else cls.of(turned).text
        plain = compatible(text).strip()
        shown = "" if shown == plain else shown
        phones = tuple(dict.fromkeys(found[1] for found in _ANY_PHONE.finditer(_JOINED_DIGITS.sub("", plain))))
        return cls(raw, plain, hidden_characters(raw), decoration, cut is not None, shown, phones)


@dataclass(slots=True)
class Reader:
    """Takes nicknames apart with the knowledge of one roster and of the rules of one group."""

    index: RosterIndex
    rules: RuleBook
    _rooms: bool = field(init=False)
    _classes: bool = field(init=False)
    _relations: bool = field(init=False)
    _known: dict[str, list[tuple[Part, ...]]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        kinds = self.rules.kinds
        self._rooms = "room" in kinds
        self._classes = "class" in kinds or bool(self.index.places.class_keys)
        self._relations = "relation" in kinds

    def readings(self, text: str) -> Iterator[Reading]:
        """Every sensible way to take the text apart; the whole as one unknown part when it is too long for a name."""
        tokens = _CUT.split(text)
        cuts = range(1, len(tokens), 2)
        if not text or len(text) > _LONGEST or len(cuts) > _MOST_CUTS:
            yield Reading((Part("other", text, sure=False),), ("", ""))
            return
        made = 0
        for choice in product((True, False), repeat=len(cuts)):
            segments, joints = [tokens[0]], [""]
            for cut, taken in zip(cuts, choice, strict=True):
                if taken:
                    segments.append(tokens[cut + 1])
                    joints.append(tokens[cut])
                else:
                    segments[-1] += tokens[cut] + tokens[cut + 1]
            for reading in self._combined(segments, [*joints, ""]):
                yield reading
                made += 1
                if made >= _MOST_ALTOGETHER:
                    return
        if not made:
            yield Reading((Part("other", text, sure=False),), ("", ""))

    def _combined(self, segments: Sequence[str], joints: Sequence[str]) -> Iterator[Reading]:
        kept: list[str] = []
        signs = [""]
        for segment, joint in zip(segments, joints[:-1], strict=True):
            signs[-1] += joint
            if segment.strip():
                kept.append(segment.strip())
                signs.append("")
        if not kept or any(_begins_with_sign(s) or s.count("(") != s.count(")") for s in kept):
            return
        for choice in product(*(self._segment(s) for s in kept)):
            parts: list[Part] = []
            between = [signs[0]]
            for pieces, sign in zip(choice, signs[1:], strict=True):
                parts.extend(pieces)
                between.extend([""] * (len(pieces) - 1))
                between.append(sign)
            yield Reading(tuple(parts), tuple(between))

    def _segment(self, text: str) -> list[tuple[Part, ...]]:
        if text not in self._known:
            unique = list(dict.fromkeys(self._split(text, 0)))
            unique.sort(key=lambda parts: (sum(not p.sure for p in parts), len(parts)))
            self._known[text] = unique[:_MOST_READINGS]
        return self._known[text]

    def _whole(self, text: str) -> Iterator[Part]:
        if fold(text) in self.index.exact:
            yield Part("name", text)
        elif self._rooms and room_key(text):
            yield Part("room", text)
        if self._is_class(text):
            yield Part("class", text)
        elif self.index.places.known(text):
            yield Part("department", text)
        if _PHONE.fullmatch(text):
            yield Part("phone", text)
        elif _SEAT.fullmatch(text):
            yield Part("number", text)
        if text in RELATIONS:
            yield Part("relation", text)
        elif len(text) > 1 and text in HONORIFICS:
            yield Part("post", text)

    def _is_class(self, text: str) -> bool:
        if not self._classes or self._rooms:
            return False
        key = class_key(text)
        return key is not None and ("-" not in text or key in self.index.places.class_keys)

    def _split(self, text: str, depth: int) -> Iterator[tuple[Part, ...]]:
        if not text or _begins_with_sign(text):
            return
        whole = list(self._whole(text))
        for part in whole:
            yield (part,)
        if depth < 4 and 1 < len(text) <= 40 and not any(p.kind == "name" for p in whole):
            yield from self._with_tail(text, depth)
            yield from self._with_head(text, depth)
        if not whole and not _called(text) and not self._hides_known(text):
            yield (Part("other", text, sure=False),)

    def _hides_known(self, text: str) -> bool:
        """Signs inside hold apart pieces that are known: taking them for one unknown word would lose somebody."""
        pieces = _CUT.split(text)[::2]
        return len(pieces) > 1 and any(
            fold(piece) in self.index.exact or self.index.places.known(piece) for piece in pieces if piece
        )

    def _with_tail(self, text: str, depth: int) -> Iterator[tuple[Part, ...]]:
        if found := _TAIL_PHONE.search(text):
            yield from self._before(text[: found.start()], Part("phone", found[1]), depth=depth)
        elif (found := _TAIL_DIGITS.search(text)) and not self._rooms:
            yield from self._before(text[: found.start()], Part("number", found[0]), depth=depth)
        elif found := _TAIL_LATIN.search(text):
            yield from self._before(text[: found.start()], Part("extra", found[1].strip(), sure=False), depth=depth)
        relation = next((r for r in RELATION_ENDINGS if text.endswith(r)), None)
        if relation and (len(relation) > 1 or self._relations):
            head = text[: -len(relation)]
            between = (Part("extra", head[-1]),) if head.endswith(("的", "他", "她")) else ()
            if head == "的":
                yield (*between, Part("relation", relation))
            yield from self._before(head[: len(head) - len(between)], *between, Part("relation", relation), depth=depth)
        honorific = next((h for h in HONORIFICS if text.endswith(h)), None)
        if honorific:
            yield from self._before(text[: -len(honorific)], Part("honorific", honorific), depth=depth)
        elif text.endswith(HOUSEHOLD) and fold(text[: -len(HOUSEHOLD)]) in self.index.exact:
            yield (Part("name", text[: -len(HOUSEHOLD)]), Part("honorific", HOUSEHOLD))
        for at in range(2, len(text) - 1):
            head, tail = text[:at], text[at:]
            if fold(head) in self.index.exact:
                if self._may_be_place(tail):
                    yield (Part("name", head), Part("department", tail, sure=False))
                for parts in self._split(tail, depth + 1):
                    if all(part.sure and part.kind not in {"name", "honorific", "post"} for part in parts):
                        yield (Part("name", head), *parts)
                after = next((r for r in RELATION_ENDINGS if len(r) > 1 and tail.startswith(r) and tail != r), None)
                if after:
                    yield (Part("name", head), Part("relation", after), Part("extra", tail[len(after) :], sure=False))
            if tail.count("(") != tail.count(")") or ((head[-1].isnumeric() or head[-1] in "级年") and class_key(tail)):
                continue  # half of a class
            place = self._is_class(tail)
            if place or self.index.places.known(tail):
                kind: Kind = "class" if place else "department"
                for parts in self._split(head, depth + 1):
                    if sum(not part.sure for part in parts) <= 1:
                        yield (*parts, Part(kind, tail))

    def _before(self, head: str, *tail: Part, depth: int) -> Iterator[tuple[Part, ...]]:
        for parts in self._split(head.rstrip(), depth + 1):
            yield (*parts, *tail)

    def _with_head(self, text: str, depth: int) -> Iterator[tuple[Part, ...]]:
        if found := _HEAD_PHONE.match(text):
            yield from self._after(Part("phone", found[1]), text[found.end() :], depth)
        elif found := _HEAD_SEAT.match(text):
            yield from self._after(Part("number", found[1]), text[found.end() :], depth)
        elif (found := _HEAD_FIGURES.match(text)) and self._numbered(found[1], text[found.end() :]):
            yield (Part("number", found[1]), Part("name", text[found.end() :]))
        if found := _HEAD_LATIN.match(text):
            yield from self._after(Part("extra", found[1].strip(), sure=False), text[found.end() :], depth)
        if found := _HEAD_SORTER.match(text):
            yield from self._after(Part("extra", found[1]), text[found.end() :], depth, sure=True)
        relation = next((r for r in RELATION_ENDINGS if len(r) > 1 and text.startswith(r)), None)
        if relation and self._relations and fold(text[len(relation) :]) in self.index.exact:
            yield (Part("relation", relation), Part("name", text[len(relation) :]))
        for at in range(1, len(text)):
            head, tail = text[:at], text[at:]
            if head[-1] in _CUTS_OUTSIDE:
                continue
            if self._is_class(head):
                if head[-1] == "班" or not (tail[0].isdigit() or tail[0] in "班)级年"):
                    yield from self._after(Part("class", head), tail, depth)
            elif self._rooms and not tail[0].isascii() and tail[0] not in _ROOM_SIGNS and room_key(head):
                yield from self._after(Part("room", head), tail, depth)
            elif at > 1 and self.index.places.known(head):
                yield from self._after(Part("department", head), tail, depth)
            elif at > 1 and fold(tail) in self.index.exact:
                if self._may_be_place(head):
                    yield (Part("department", head), Part("name", tail))
                if self._works_as(head, tail):
                    yield (Part("job", head), Part("name", tail))
            elif at > 1 and _SHORT_NAME.fullmatch(tail) and self._short_place(head):
                yield (Part("department", head), Part("other", tail, sure=False))

    def _short_place(self, text: str) -> bool:
        return self.index.places.short_for(text) is not None

    def _works_as(self, post: str, name: str) -> bool:
        """The roster gives somebody of this name this post: 司机任重."""
        said = fold(post)
        posts = (fold(self.index.people[i].post) for i in self.index.exact[fold(name)])
        return len(said) > 1 and any(word.endswith(said) for word in posts)

    def _numbered(self, number: str, name: str) -> bool:
        """A number before a full name is a seat, unless the roster gives whoever is so called another: 06蔡依林."""
        numbers = [self.index.people[i].number.lstrip("0") for i in self.index.exact.get(fold(name), ())]
        return any(not known or len(known) > len(number) or known == number.lstrip("0") for known in numbers)

    def _may_be_place(self, text: str) -> bool:
        """A short form of a place, or a place nobody belongs to: that is a wrong place, no part of the name."""
        named = looks_like_place(text) and not text.startswith(_SPEAKING) and not _CUT.search(text)
        return self.index.places.short_for(text) is not None or named or text in SUBJECTS

    def _after(self, part: Part, tail: str, depth: int, *, sure: bool = False) -> Iterator[tuple[Part, ...]]:
        for parts in self._split(tail, depth + 1):
            if not sure or all(p.sure for p in parts):
                yield (part, *parts)


def _begins_with_sign(text: str) -> bool:
    return not text or text[0] in _CUTS_OUTSIDE or text[-1] in _CUTS_OUTSIDE


def _called(text: str) -> bool:
    """The text ends with a form of address or a relation that is no part of a name."""
    if len(text) == 2 and text.endswith(HONORIFICS):
        return True
    return text.endswith(_CALLS) and text not in _CALLS


_SPEAKING = ("我", "你", "您", "他", "她", "咱", "大家", "这", "找", "不是", "代")
"""No place begins so: 我是财务部 is a sentence."""

_CALLS = tuple(word for word in (*HONORIFICS, *RELATIONS) if len(word) > 1)
_CUTS_OUTSIDE = frozenset(" \t-‐‑‒–—―−﹘﹣_·~+/|丨∣︱│┃\\,、:;】]}」』》>”’")
"""Signs with which a segment never begins or ends; brackets may belong to a class."""
