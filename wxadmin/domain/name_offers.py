"""Who may be meant where nobody is certain: the candidates of a verdict and the findings beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from wxadmin.domain.name_folding import fold
from wxadmin.domain.name_index import TIERS, RosterIndex, Tier, letters
from wxadmin.domain.name_match import Match, begun, fits, said_places, told
from wxadmin.domain.name_report import FAILING, Code, Finding, label, short
from wxadmin.domain.name_rules import is_pupil
from wxadmin.domain.name_words import FAMILIAR_PREFIXES, SUBJECTS
from wxadmin.domain.name_writing import Writing
from wxadmin.domain.people import Person

Near = Mapping[str, Mapping[str, Tier]]
"""For a folded name nobody bears: the folded roster names near it."""

MOST_CANDIDATES = 5
_COUNT_WORDS = "零一两三四五六七八九十"
_UNITS = ("部", "科", "处", "室", "组", "队", "车间", "中心", "院", "系", *SUBJECTS)
_SHOPS = ("俱乐部", "门市部", "小卖部", "经营部", "工作室", "美容院", "医院", "养生中心", "培训中心")
"""What follows a name without a sign is a department, or somebody's business."""
_SHORTEST_SPELT = 4
_LOOKED_THROUGH = 80
"""So many characters of a long nickname are looked through for names."""
_OWN_NUMBER = "昵称里的手机号或号码是这个人的"
_SAME_NAME: frozenset[Tier] = frozenset({"variant", "letters"})
_TIER_WORDS: dict[Tier, str] = {
    "variant": "是繁简写法不同",
    "letters": "只是字母写法或前后顺序不同",
    "script": "看起来一样，但用了别的文字的字符",
    "split": "看起来一样，但把一个字拆成了两个",
    "shape": "字形相近",
    "sound": "读音相同",
    "edit": "只差一个字",
}


@dataclass(slots=True)
class Draft:
    """A verdict in the making; ``tier`` says how the candidates' names are near, ``hint`` what else points to them."""

    match: Match
    findings: list[Finding]
    suggestion: str | None = None
    candidates: tuple[int, ...] = ()
    tier: Tier | None = None
    hint: str = ""

    def find(self, code: Code, message: str) -> None:
        """One more finding."""
        self.findings.append(Finding(code, message))

    @property
    def failing(self) -> bool:
        """The owner should ask for a change."""
        return any(f.code in FAILING for f in self.findings)


def searched(match: Match) -> bool:
    """The name of this reading may be somebody's whose name is near it."""
    named = match.outcome == "none" and not match.people and match.aligned.name.text
    return bool(named) and not match.aligned.open_name and not match.aligned.short_name


@dataclass(frozen=True, slots=True)
class Offers:
    """``hints`` are those of the index for the names of the list that nobody bears, once they are known.

    ``guarded`` says for people, by index, what they are in the group (群主): who looks like them is marked.
    """

    index: RosterIndex
    writing: Writing
    guarded: Mapping[int, str]
    hints: dict[str, Sequence[int]] = field(default_factory=dict)

    def likeliest(self, match: Match, near: Near) -> Match:
        """Of the readings that found nobody, the one whose name is nearest to somebody's."""
        ranked = [
            (TIERS.index(tier) + self._distance(i, reading), order)
            for order, reading in enumerate((match, *match.others))
            if searched(reading)
            for key, tier in near.get(reading.key, {}).items()
            for i in self.index.exact[key]
        ]
        order = min(ranked)[1] if ranked else 0
        return replace((match, *match.others)[order], others=match.others)

    def _distance(self, person: int, reading: Match) -> float:
        """How far somebody is from what the nickname says beside the name: department, and that it is a pupil."""
        strange = not fits(self.index, person, said_places(reading.aligned, self.index))
        grown = bool(reading.aligned.relation) and not is_pupil(self.index.people[person])
        return (strange + grown) * len(TIERS) / 2

    def several(self, draft: Draft) -> None:
        """More than one person bears the name, or the nickname points to two."""
        match, people = draft.match, self.index.people
        names = {self.index.keys[i] for i in match.people}
        draft.candidates = match.people
        if match.doubt == "contradicted":
            others = "、".join(self.labels(match.people[1:]))
            if match.aligned.phone or match.aligned.number or match.nickname.phones:
                what = "手机号" if match.aligned.phone or match.nickname.phones else "号码"
                draft.find("ambiguous", f"姓名是{people[match.people[0]].name}，{what}却是名册上{others}的")
            else:
                draft.find("ambiguous", f"昵称里有{people[match.people[0]].name}，也有名册上的{others}")
            return
        shown = [_where(people[i]) for i in match.people[:MOST_CANDIDATES]]
        places = "、".join(
            f"{text}（{self._mark(i)}）" if shown.count(text) > 1 else text
            for text, i in zip(shown, match.people, strict=False)
        )
        if len(names) == 1:
            count = len(match.people)
            word = _COUNT_WORDS[count] if count < len(_COUNT_WORDS) else str(count)
            draft.find("ambiguous", f"名册里有{word}位{people[match.people[0]].name}：{places}")
        else:
            draft.find("ambiguous", "名册里有" + "、".join(self.labels(match.people)))
        named = match.aligned.places
        spoken = [[place] for place in named] if len(names) > 1 else [named] if named else []
        if spoken and not any(fits(self.index, i, places) for i in match.people for places in spoken):
            draft.find("wrong_department", f"他们都不在{'、'.join(p.text for p in named)}")

    def doubtful(self, draft: Draft) -> None:
        """The only one who bears the name, and why it is left to the owner."""
        match, aligned = draft.match, draft.match.aligned
        draft.candidates = match.people
        name = aligned.name.text
        at_work = True
        beside = "" if aligned.beside == aligned.honorific else aligned.beside
        if match.doubt == "glued":
            at_work = not aligned.places or (aligned.glued.endswith(_UNITS) and not aligned.glued.endswith(_SHOPS))
            if aligned.places and at_work and not any(fits(self.index, i, aligned.places) for i in match.people):
                self.elsewhere(draft, match.people[0])
            draft.find("not_in_roster", f"名册里没有“{name}{aligned.glued}”，有{name}")
        elif match.doubt == "turned":
            draft.find("not_in_roster", f"名册里没有“{short(match.nickname.text)}”")
            draft.find("lookalike", f"屏幕上显示的是名册上的{name}，但字是倒着写的" + self.guard(match.people))
        else:
            draft.find("not_in_roster", f"“{aligned.called}{aligned.relation or beside}”不是名册上的{name}本人")
        of_person = match.doubt == "turned" or (match.doubt == "glued" and at_work)
        if of_person and len(match.people) == 1 and not self._left(match.people[0]):
            draft.suggestion = self._fitting(draft, match.people[0])

    def elsewhere(self, draft: Draft, person: int) -> None:
        """The person is in another department than the nickname says."""
        who = self.index.people[person]
        where = "、".join(path[-1] for path in who.departments)
        message = f"名册上{who.name}在{where}" if where else f"名册上没有写{who.name}的部门"
        draft.find("wrong_department", message)

    def surname(self, draft: Draft) -> None:
        """王老师: those of the place named who bear the surname are proposed."""
        aligned = draft.match.aligned
        name = aligned.name.text
        surname = fold(name[1:] if len(name) == 2 and name[0] in FAMILIAR_PREFIXES else name)
        if aligned.places:
            draft.candidates = tuple(
                i
                for i, key in enumerate(self.index.keys)
                if key.startswith(surname) and not self._left(i) and fits(self.index, i, aligned.places)
            )
        if not draft.candidates:
            draft.candidates = self._hinted(draft)
            draft.find("not_in_roster", f"名册里没有“{short(aligned.called)}”")

    def truncated(self, draft: Draft, near: Near) -> None:
        """The list cuts the nickname: whoever it may begin."""
        people = self.index.people
        readings = (draft.match, *draft.match.others)
        draft.match = match = next((reading for reading in readings if begun(self.index, reading)), draft.match)
        everybody = begun(self.index, match)
        owners = told(match.aligned, self.index)
        everybody = [i for i in everybody if i in owners] or everybody
        found = [i for i in everybody if not self._left(i)]
        shown = f"{short(match.aligned.name.text)}…"
        if not found:
            draft.find("truncated", f"昵称被截断，只看到“{short(match.nickname.text)}…”")
            if near.get(match.key):
                self.unknown(draft, near)
            elif everybody:
                draft.find("not_in_roster", "、".join(f"{people[i].name}已离职" for i in everybody[:3]))
                draft.candidates = tuple(everybody)
            elif match.aligned.name.text and not self.index.places.begun(match.aligned.name.text):
                draft.find("not_in_roster", f"名册里没有以“{short(match.aligned.name.text)}”开头的人")
            return
        names = "、".join(label(people[i]) if len(found) > 1 else people[i].name for i in found[:3])
        more = f"等{len(found)}人" if len(found) > 3 else ""
        draft.find("truncated", f"昵称被截断，“{shown}”可能是{names}{more}")
        draft.candidates = tuple(found)
        if len(found) == 1:
            draft.suggestion = self.writing.canonical(match.aligned, found[0])

    def unknown(self, draft: Draft, near: Near) -> None:
        """Nobody bears the name: those whose name is near it, else those the nickname points to in another way."""
        match, aligned = draft.match, draft.match.aligned
        owners = told(aligned, self.index)
        found = [
            (
                (i not in owners, self._distance(i, match), self._left(i), TIERS.index(tier)),
                key[0] != match.key[0],
                i,
                tier,
            )
            for key, tier in near.get(match.key, {}).items()
            for i in self.index.exact[key]
        ]
        if any(tier in _SAME_NAME for *_, tier in found):
            found = [entry for entry in found if entry[3] in _SAME_NAME]
        else:
            draft.find("not_in_roster", _absent(draft))
        if not found:
            for hint, people in (
                (_OWN_NUMBER, tuple(sorted(owners))),
                ("昵称里是名字的一部分、别名或家长的姓名", self._hinted(draft)),
                ("昵称是这个姓名的拼音", self._spelt(draft)),
                ("昵称里出现了这个姓名", self._contained(draft)),
            ):
                if people:
                    draft.candidates, draft.hint = people, hint
                    said = draft.findings.pop()
                    draft.find(said.code, f"{said.message}，{self._perhaps(people)}")
                    return
            return
        nearest = min(found)[0]
        chosen = sorted(entry for entry in found if entry[0] == nearest)
        draft.candidates = tuple(i for *_, i, _ in chosen)
        draft.tier = tier = chosen[0][3]
        near_people = [self.index.people[i] for i in draft.candidates[:MOST_CANDIDATES]]
        names = list(dict.fromkeys(p.name + ("（已离职）" if p.left else "") for p in near_people))
        message = f"与名册上的{'、'.join(names)}{_TIER_WORDS[tier]}"
        draft.find("variant" if tier in _SAME_NAME else "lookalike", message + self.guard(draft.candidates))
        person = draft.candidates[0]
        if len(chosen) == 1 and not self._left(person):
            draft.suggestion = self._fitting(draft, person)

    def nameless(self, draft: Draft) -> None:
        """No name at all: whose phone or number it is."""
        draft.candidates = tuple(sorted(told(draft.match.aligned, self.index)))
        draft.find("not_in_roster", "昵称里没有姓名")
        if draft.candidates:
            draft.hint = _OWN_NUMBER

    def labels(self, people: Sequence[int]) -> tuple[str, ...]:
        """Those proposed; where name and department are the same, with their number, a relative or their row."""
        labels = [label(self.index.people[i]) for i in people[:MOST_CANDIDATES]]
        return tuple(
            (f"{text[:-1]}，{self._mark(i)}）" if text.endswith("）") else f"{text}（{self._mark(i)}）")
            if labels.count(text) > 1
            else text
            for text, i in zip(labels, people, strict=False)
        )

    def _mark(self, person: int) -> str:
        """What tells somebody from a namesake of the same department."""
        who = self.index.people[person]
        relative = next((f"{g.relation}{g.name}" for g in who.guardians if g.name), "")
        return who.number or relative or f"第{who.row or person + 1}行"

    def _perhaps(self, people: Sequence[int]) -> str:
        more = f"等{len(people)}人" if len(people) > MOST_CANDIDATES else ""
        return f"可能是{'、'.join(self.labels(people))}{more}"

    def guard(self, people: Iterable[int]) -> str:
        """A warning where one of them holds a post in the group, else ``""``."""
        post = next((self.guarded[i] for i in people if i in self.guarded), "")
        return f"，那是本群的{post}，当心冒充" if post else ""

    def _left(self, person: int) -> bool:
        return self.index.people[person].left

    def _fitting(self, draft: Draft, person: int) -> str | None:
        """The canonical form; none where it would have both another name and another department."""
        aligned = draft.match.aligned
        if fits(self.index, person, said_places(aligned, self.index)):
            return self.writing.canonical(aligned, person)
        if draft.tier in {"shape", "sound", "edit"}:
            return None
        return self.writing.canonical(replace(aligned, places=()), person)

    def _hinted(self, draft: Draft) -> tuple[int, ...]:
        """People a name points to without being near: the given name alone in the place named, a pupil's guardian."""
        name, places = draft.match.key, draft.match.aligned.places
        said = bool(places) or bool(draft.match.aligned.relation)
        pointed = [
            i
            for i in dict.fromkeys(self.hints.get(name, ()))
            if not self._left(i) and fits(self.index, i, places) and (said or not self._cut_short(i, name))
        ]
        pupils = [i for i in pointed if is_pupil(self.index.people[i])] if draft.match.aligned.relation else []
        return tuple(pupils or pointed)

    def _cut_short(self, person: int, name: str) -> bool:
        """The name is part of this person's in Han characters: without department or relation that says too little."""
        key = self.index.keys[person]
        return "·" not in key and not letters(name) and (key.startswith(name) or key.endswith((name, name[-1:])))

    def _spelt(self, draft: Draft) -> tuple[int, ...]:
        name = draft.match.key
        letters = re.sub(r"[ '.\-]", "", name)
        if len(letters) < _SHORTEST_SPELT or not letters.isascii() or not letters.isalpha():
            return ()
        found = [i for i in self.index.spelt.get(letters, ()) if not self._left(i)]
        here = [i for i in found if fits(self.index, i, draft.match.aligned.places)]
        return tuple(here or found)

    def _contained(self, draft: Draft) -> tuple[int, ...]:
        """People whose whole name stands somewhere in a sentence: 我是销售部的张伟."""
        text = fold(draft.match.nickname.text[:_LOOKED_THROUGH])
        spans = [
            (at, at + size)
            for size in sorted(self.index.lengths, reverse=True)
            for at in range(len(text) - size + 1)
            if text[at : at + size] in self.index.exact
        ]
        kept = [(a, b) for a, b in spans if not any(c <= a and b <= d and (a, b) != (c, d) for c, d in spans)]
        found = [i for a, b in kept for i in self.index.exact[text[a:b]]]
        if draft.match.aligned.pattern.pupil:
            found = [i for i in found if is_pupil(self.index.people[i])] or found
        here = [
            i for i in found if any(fold(level) in text for path in self.index.people[i].departments for level in path)
        ]
        found = here or found
        return tuple(dict.fromkeys([i for i in found if not self._left(i)] or found))


def _differing(one: str, other: str) -> tuple[bool, int]:
    """That the surname differs, and in how many places the names do."""
    return one[0] != other[0], sum(a != b for a, b in zip(one, other, strict=False)) + abs(len(one) - len(other))


def _where(person: Person) -> str:
    place = person.department or "部门不详"
    return f"{place}（已离职）" if person.left else place


def _absent(draft: Draft) -> str:
    name = short(draft.match.aligned.called)
    quoted = f"“{name}”" if any(f.code == "pattern" for f in draft.findings) else name
    return f"名册里没有{quoted}"
