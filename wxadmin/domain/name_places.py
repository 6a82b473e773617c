"""Departments, classes and rooms: which words of a nickname name a place a person belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType

from wxadmin.domain.name_folding import fold
from wxadmin.domain.name_words import PLACE_ENDINGS
from wxadmin.domain.people import Person

Path = tuple[str, ...]

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_NUMERAL = r"[〇一二三四五六七八九十]{1,3}|\d{1,2}"
_STAGES = {"小学": 0, "小": 0, "初中": 6, "初": 6, "高中": 9, "高": 9}
_GRADE = rf"(小学|初中|高中|初|高)?({_NUMERAL})"
_BY_GRADE = (
    re.compile(rf"{_GRADE}(?:年级?|级)[(.\-]?({_NUMERAL})\)?班?"),
    re.compile(rf"{_GRADE}[(.\-]({_NUMERAL})\)?班"),
    re.compile(rf"{_GRADE}\(({_NUMERAL})\)"),
    re.compile(r"()(\d{1,2})\.(\d{1,2})"),
    re.compile(r"(初|高|小学|小)?([一二三四五六七八九])(\d{1,2}|[一二三四五六七八九])班"),
    re.compile(r"()(\d{1,2})-(\d{1,2})"),
    re.compile(r"(初|高)([一二三])(\d{1,2})"),
    re.compile(r"()([1-9]|1[0-2])(\d\d)班?"),
)
_BY_YEAR = re.compile(rf"(?:20)?(\d\d)级[(.\-]?({_NUMERAL})\)?班?")
_NURSERY = re.compile(rf"(托|小|中|大|学前)[(.\-]?({_NUMERAL})\)?班")
_CLASS_ALONE = re.compile(rf"\(?({_NUMERAL})\)?班")
_GRADE_ALONE = re.compile(rf"(小学|初中|高中|初|高)?({_NUMERAL})(?:年级?|级)?|(?:20)?(\d\d)级|(托|小|中|大|学前)班")
_JOINERS = re.compile(r"[\s/\\\-—–_·>．.]+")
_ROOM_PIECE = re.compile(r"[a-z]+|\d+")
_ROOM = re.compile(
    r"(?=.*\d)[a-z]?座?[\da-z]{1,5}(?:(?:[-#.\s]|号楼|栋|幢|单元|号院|号|楼|座|门|室)+[\da-z]{1,5})*"
    r"(?:号楼|栋|幢|单元|号院|号|楼|座|门|室|户)?"
)


_LONGEST_SHORT = 4
_OF_THE_WHOLE = re.compile("^(?:总公司|分公司|公司|集团|总部|本部|总行|分行|学校|医院)")
"""Before a department these only say that it is one of the unit itself."""
_UNIT_FAMILIES = (
    ("小组", "组"),
    ("号楼", "栋", "幢", "座", "楼"),
    ("中心",),
    ("车间",),
    ("小学", "中学", "学校", "校"),
    ("部门", "部"),
    ("科室", "科", "处", "室", "办"),
)
_NUMBERED = frozenset("〇一二三四五六七八九十0123456789")
_FIGURES = re.compile(r"第?(?<!\d)(\d{1,2})(?!\d)|第(?=[一二三四五六七八九十])")


def _in_words(found: re.Match[str]) -> str:
    """1 and 第1 as 一: 销售1部 is 销售一部."""
    figure = int(found[1]) if found[1] else 0
    tens, ones = divmod(figure, 10)
    if not found[1]:
        return ""
    return (
        ("" if tens < 2 else "〇一二三四五六七八九"[tens])
        + ("十" if tens else "")
        + ("〇一二三四五六七八九"[ones] if ones or not tens else "")
    )


def number(text: str) -> int | None:
    """A whole number below 100 in Arabic or Chinese digits."""
    if text.isascii():
        return int(text) if text.isdigit() else None
    if text in _DIGITS:
        return _DIGITS[text]
    tens, ten, ones = text.partition("十")
    if not ten or tens not in {"", *_DIGITS} or ones not in {"", *_DIGITS}:
        return None
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)


@lru_cache(maxsize=1 << 15)
def class_key(text: str) -> str | None:
    """``3:2`` for 三(2)班, 三2班, 3.2班, 302, 三年级二班; ``:2`` for a bare 2班; None when it names no class."""
    text = place_fold(text)
    if len(text) > 12:
        return None
    alone = _CLASS_ALONE.fullmatch(text)
    if alone and (which := number(alone[1])) is not None:
        return f":{which}"
    if found := _BY_YEAR.fullmatch(text):
        which = number(found[2])
        return f"y{found[1]}:{which}" if which and int(found[1]) > 12 else None
    if found := _NURSERY.fullmatch(text):
        return f"{found[1]}:{number(found[2])}"
    for form in _BY_GRADE:
        if found := form.fullmatch(text):
            grade, which = number(found[2]), number(found[3])
            if grade and which and grade <= 12:
                return f"{grade + _STAGES.get(found[1] or '', 0)}:{which}"
    return None


def _grade_key(text: str) -> str | None:
    found = _GRADE_ALONE.fullmatch(place_fold(text))
    if not found:
        return None
    if found[3] and int(found[3]) > 12:
        return f"y{found[3]}"
    if found[4]:
        return found[4]
    grade = number(found[2]) if found[2] else None
    return str(grade + _STAGES.get(found[1] or "", 0)) if grade else None


@lru_cache(maxsize=1 << 15)
def room_key(text: str) -> tuple[str, ...]:
    """``("3", "2", "501")`` for 3-2-501 and 3栋2单元501室; empty when it names no room."""
    plain = place_fold(text)
    if not _ROOM.fullmatch(plain):
        return ()
    return tuple(piece.lstrip("0") or "0" for piece in _ROOM_PIECE.findall(plain))


@lru_cache(maxsize=1 << 15)
def place_fold(text: str) -> str:
    """A place name for comparison: folded, without spaces, brackets half width."""
    return fold(text).replace(" ", "").replace("〔", "(").replace("〕", ")").replace("[", "(").replace("]", ")")


def looks_like_place(text: str) -> bool:
    """The text ends as places of work do."""
    return len(text) > 1 and text.endswith(PLACE_ENDINGS)


def bare(place: str) -> str:
    """The place without its ending: 销售 for 销售部."""
    for ending in PLACE_ENDINGS:
        if place.endswith(ending) and len(place) > len(ending) + 1:
            return place[: -len(ending)]
    return place


@dataclass(frozen=True, slots=True)
class PathFacts:
    """What may be said for one department path."""

    levels: Path
    class_keys: Mapping[str, int]
    room: tuple[str, ...]


@dataclass(slots=True)
class PlaceBook:
    """Every place a roster knows; ``spellings`` writes variant characters alike, so that 銷售部 names 销售部."""

    spellings: Mapping[int, str] = field(default_factory=dict)
    facts: dict[Path, PathFacts] = field(default_factory=dict)
    levels: dict[str, str] = field(default_factory=dict)
    class_keys: set[str] = field(default_factory=set)
    joined: set[str] = field(default_factory=set)
    _spots: dict[tuple[str, Path, bool, bool], int | None] = field(default_factory=dict)
    _folded: dict[str, str] = field(default_factory=dict)
    _bare: dict[str, set[str]] = field(default_factory=dict)
    _short: dict[str, str | None] = field(default_factory=dict)
    _stems: dict[str, set[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, people: Iterable[Person], spellings: Mapping[int, str] = MappingProxyType({})) -> PlaceBook:
        """Collect the places of a roster."""
        book = cls(dict(spellings))
        for path in {path for person in people for path in person.departments}:
            book._add(path)
        return book

    def _plain(self, text: str) -> str:
        if text not in self._folded:
            self._folded[text] = _FIGURES.sub(_in_words, place_fold(text)).translate(self.spellings)
        return self._folded[text]

    def _add(self, path: Path) -> None:
        levels = tuple(self._plain(level) for level in path)
        keys: dict[str, int] = {}
        grade: str | None = None
        for i, level in enumerate(path):
            if levels[i] not in self.levels:
                self.levels[levels[i]] = level
                self._stems.setdefault(self._stem(level), set()).add(levels[i])
                once = bare(place_fold(level))
                for short in {self._plain(once), self._plain(bare(once))} - {levels[i]}:
                    self._bare.setdefault(short, set()).add(levels[i])
            key = class_key(level)
            if key and key.startswith(":") and grade:
                keys[grade + key] = i
            if key:
                keys[key] = i
                keys[":" + key.partition(":")[2]] = i
            grade = _grade_key(level) or grade
        self.class_keys |= keys.keys()
        self.joined |= {"".join(levels[a:b]) for b in range(2, len(levels) + 1) for a in range(b - 1)}
        self.joined |= {  # 南方财务部 for 南方大区/财务部
            upper[:size] + level
            for at, level in enumerate(levels)
            for upper in levels[:at]
            for size in range(2, min(len(upper), _LONGEST_SHORT) + 1)
        }
        rooms = [piece for level in path for piece in room_key(level)]
        self.facts[path] = PathFacts(levels, keys, tuple(rooms))

    def known(self, text: str) -> bool:
        """The text names a place of this roster: a level, one without its ending, a class, several levels of a path."""
        plain = self._plain(text)
        if plain in self.levels or _OF_THE_WHOLE.sub("", plain) in self.levels:
            return True
        if class_key(text) in self.class_keys or len(self._bare.get(plain, ())) == 1:
            return True
        return _JOINERS.sub("", plain) in self.joined

    def begun(self, text: str) -> bool:
        """Some place begins with this text."""
        plain = self._plain(text)
        return any(level.startswith(plain) for level in self.levels)

    def short_for(self, text: str) -> str | None:
        """The one level this text is a short form of, folded; None when there is none or more than one."""
        plain = self._plain(text)
        if plain not in self._short:
            self._short[plain] = self._find_short(plain, self._stem(text))
        return self._short[plain]

    def _stem(self, text: str) -> str:
        # Units are told by their usual spelling, before variants are written alike.
        return _stem(_FIGURES.sub(_in_words, place_fold(text))).translate(self.spellings)

    def _find_short(self, plain: str, stem: str) -> str | None:
        if len(plain) < 2 or plain in self.levels:
            return None
        stripped = self._bare.get(plain, set())
        if stripped:
            return next(iter(stripped)) if len(stripped) == 1 else None
        alike = self._stems.get(stem, set())
        if alike:
            return next(iter(alike)) if len(alike) == 1 else None
        near = {level for level in self.levels if len(level) > len(plain) and (plain in level or _within(plain, level))}
        return near.pop() if len(near) == 1 else None

    def level_of(self, text: str, path: Path, *, room: bool = False) -> int | None:
        """Which level of the path the text names, by its place in the path; None when it names another place."""
        facts = self.facts[path]
        if room:
            wanted = room_key(text)
            return len(path) - 1 if wanted and _leads_to(wanted, facts.room) else None
        plain = self._plain(text)
        if plain in facts.levels:
            return len(facts.levels) - 1 - facts.levels[::-1].index(plain)
        key = class_key(text)
        if key in facts.class_keys and (not str(key).startswith(":") or self._one_grade(str(key))):
            return facts.class_keys[str(key)]
        joined = _JOINERS.sub("", plain)
        for end in range(len(facts.levels), 1, -1):
            if any(joined == "".join(facts.levels[start:end]) for start in range(end - 1)):
                return end - 1
        for at, level in enumerate(facts.levels):
            above = plain.removesuffix(level)
            if len(above) == len(plain):
                continue
            if _OF_THE_WHOLE.fullmatch(above) or (
                len(above) > 1 and any(upper.startswith(above) for upper in facts.levels[:at])
            ):
                return at  # 南方财务部 for 财务部 of 南方大区, 公司财务部
        short = self.short_for(text)
        return facts.levels.index(short) if short in facts.levels else None

    def spots(self, text: str, path: Path, *, room: bool, pieces: bool) -> int | None:
        """``level_of``, remembered; ``pieces``: the text may be several levels read one by one and joined by ``/``."""
        asked = (text, path, room, pieces)
        if asked not in self._spots:
            levels = [self.level_of(text, path, room=room)]
            if levels == [None] and pieces and "/" in text:
                levels = [self.level_of(piece, path) for piece in text.split("/")]
            known = [level for level in levels if level is not None]
            self._spots[asked] = max(known) if len(known) == len(levels) else None
        return self._spots[asked]

    def _one_grade(self, key: str) -> bool:
        return sum(known.endswith(key) and known != key for known in self.class_keys) <= 1


def _stem(place: str) -> str:
    """What two spellings of one unit share: 质检 of 质检科 and 质检部, ``一:组`` of 一组 and 一小组.

    Behind a figure only words for the same kind of unit are alike: 一组 is neither 一部 nor 一车间.
    """
    for family in _UNIT_FAMILIES:
        for word in family:
            stem = place.removesuffix(word)
            if stem != place and stem[-1:] in _NUMBERED:
                return f"{stem}:{family[-1]}" if stem else place
            if stem != place and len(stem) > 1:
                return stem
    return place


def _leads_to(wanted: tuple[str, ...], room: tuple[str, ...]) -> bool:
    """The pieces end with the room and name, in order, some of what lies above it: 3-501 for 3栋 2单元 501."""
    above = iter(room[:-1])
    return wanted[-1:] == room[-1:] and all(piece in above for piece in wanted[:-1])


def _within(short: str, level: str) -> bool:
    """The characters of the short form come in this order in the level, which begins alike: 人资部 in 人力资源部."""
    rest = iter(level)
    return short[0] == level[0] and all(char in rest for char in short)
