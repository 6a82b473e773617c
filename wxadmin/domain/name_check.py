"""The real-name check of a whole member list against a roster: verdicts, suggestions, who is missing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from wxadmin.domain.name_folding import NameTables, fold
from wxadmin.domain.name_index import TIERS, RosterIndex, Tier
from wxadmin.domain.name_match import Match, begun, best_match, fits
from wxadmin.domain.name_reading import Nickname, Reader
from wxadmin.domain.name_report import FAILING, Code, Finding, MemberCheck, NameCheckReport, Status, label
from wxadmin.domain.name_rule import NameRule
from wxadmin.domain.name_rules import CategoryRules, RuleBook
from wxadmin.domain.name_words import FAMILIAR_PREFIXES, RELATIONS
from wxadmin.domain.name_writing import BRACKETS, Writing
from wxadmin.domain.people import Person

_COUNT_WORDS = "零一两三四五六七八九十"
_MOST_CANDIDATES = 5
_TIER_WORDS: dict[Tier, str] = {
    "variant": "是繁简写法不同",
    "script": "看起来一样，但用了别的文字的字符",
    "shape": "字形相近",
    "sound": "读音相同",
    "edit": "只差一个字",
}


def check_names(
    people: Sequence[Person],
    nicknames: Sequence[str],
    rule: NameRule,
    tables: NameTables,
    *,
    exempt: Collection[str] = (),
    family_limit: int = 2,
    by_category: CategoryRules = (),
) -> NameCheckReport:
    """Compare a member list with a roster under a rule; the words of the verdicts are those of ``names check``.

    ``exempt`` holds nicknames, names or ``name（department）``. ``family_limit`` is the most members a pupil's family
    may have in the group, for rules with a relation. A person is only given where an exact name, or one with a form of
    address or a relation taken off, is unique in the roster or made so by department, phone or number. ``by_category``
    gives people of some categories a rule of their own; somebody unknown may follow any of the group's rules.
    """
    rules = RuleBook.of(rule, by_category)
    return _Check(RosterIndex.of(people, tables), rules, {fold(entry) for entry in exempt}, family_limit).run(nicknames)


@dataclass(slots=True)
class _Draft:
    """A verdict in the making."""

    match: Match
    findings: list[Finding]
    suggestion: str | None = None
    candidates: tuple[int, ...] = ()

    def find(self, code: Code, message: str) -> None:
        self.findings.append(Finding(code, message))

    @property
    def failing(self) -> bool:
        return any(f.code in FAILING for f in self.findings)


class _Check:
    def __init__(self, index: RosterIndex, rules: RuleBook, exempt: Collection[str], family_limit: int) -> None:
        self._index = index
        self._people = index.people
        self._rules = rules
        self._exempt = exempt
        self._family_limit = family_limit
        self._writing = Writing(index)

    def run(self, nicknames: Sequence[str]) -> NameCheckReport:
        reader = Reader(self._index, self._rules)
        drafts = [_Draft(best_match(Nickname.of(raw), reader), []) for raw in nicknames]
        self._writing.learn(draft.match for draft in drafts)
        unknown = {d.match.key for d in drafts if self._searched(d.match)}
        near = self._index.near(unknown)
        for draft in drafts:
            self._pattern(draft)
            self._person(draft, near)
            self._hidden(draft)
        self._same_person(drafts)
        if "relation" in self._rules.kinds:
            self._families(drafts)
        members = tuple(self._verdict(d) for d in drafts)
        there = {m.person for m in members}
        missing = tuple(p for i, p in enumerate(self._people) if not p.left and i not in there)
        return NameCheckReport(self._rules.general, members, missing)

    @staticmethod
    def _searched(match: Match) -> bool:
        named = match.outcome == "none" and not match.people and match.aligned.name.text
        return bool(named) and not match.nickname.truncated and not match.aligned.short_name

    def _pattern(self, draft: _Draft) -> None:
        match = draft.match
        if match.nickname.truncated:
            return
        reasons = [reason.replace("{rule}", match.rule) for reason in match.aligned.reasons]
        if match.nickname.decoration and match.outcome != "none":
            reasons.append(f"多了装饰“{match.nickname.decoration}”")
        if reasons:
            draft.find("pattern", "；".join(reasons))

    def _person(self, draft: _Draft, near: Mapping[str, Mapping[str, Tier]]) -> None:
        match, aligned = draft.match, draft.match.aligned
        if match.nickname.truncated:
            self._truncated(draft)
        elif match.outcome == "certain":
            draft.suggestion = self._writing.canonical(aligned, match.people[0])
            if not aligned.reasons and self._writing.as_written(
                aligned, match.people[0]
            ) == match.nickname.raw.strip().translate(BRACKETS):
                draft.suggestion = None
        elif match.outcome == "wrong_place":
            person = self._people[match.people[0]]
            where = "、".join(path[-1] for path in person.departments)
            message = f"名册上{person.name}在{where}" if where else f"名册上没有写{person.name}的部门"
            draft.find("wrong_department", message)
            draft.suggestion = self._writing.canonical(replace(aligned, places=()), match.people[0])
        elif match.outcome == "left":
            draft.find("not_in_roster", f"{self._people[match.people[0]].name}已离职")
            draft.candidates = match.people
        elif match.outcome == "ambiguous":
            self._several(draft)
        elif match.people:
            draft.find("not_in_roster", f"“{aligned.called}{aligned.relation}”不是名册上的{aligned.name.text}本人")
            draft.candidates = match.people
        elif aligned.short_name:
            self._surname(draft)
        elif aligned.name.text:
            self._unknown(draft, near.get(match.key, {}))

    def _several(self, draft: _Draft) -> None:
        match = draft.match
        names = {self._index.keys[i] for i in match.people}
        places = "、".join(_where(self._people[i]) for i in match.people[:_MOST_CANDIDATES])
        if len(names) == 1:
            count = len(match.people)
            word = _COUNT_WORDS[count] if count < len(_COUNT_WORDS) else str(count)
            draft.find("ambiguous", f"名册里有{word}位{self._people[match.people[0]].name}：{places}")
        else:
            draft.find("ambiguous", "名册里有" + "、".join(self._labels(match.people)))
        places_named = match.aligned.places
        if places_named and not any(fits(self._index, i, places_named) for i in match.people):
            draft.find("wrong_department", f"他们都不在{'、'.join(p.text for p in places_named)}")
        draft.candidates = match.people

    def _surname(self, draft: _Draft) -> None:
        """王老师: those of the place named who bear the surname are proposed."""
        aligned = draft.match.aligned
        name = aligned.name.text
        surname = fold(name[1:] if len(name) == 2 and name[0] in FAMILIAR_PREFIXES else name)
        if aligned.places:
            draft.candidates = tuple(
                i
                for i, key in enumerate(self._index.keys)
                if key.startswith(surname) and not self._people[i].left and fits(self._index, i, aligned.places)
            )
        if not draft.candidates:
            draft.find("not_in_roster", f"名册里没有“{aligned.called}”")

    def _truncated(self, draft: _Draft) -> None:
        match = draft.match
        found = [i for i in begun(self._index, match) if not self._people[i].left]
        shown = f"{match.aligned.name.text}…"
        if not found:
            draft.find("truncated", f"昵称被截断，只看到“{match.nickname.text}…”")
            if match.aligned.name.text and not self._index.places.begun(match.aligned.name.text):
                draft.find("not_in_roster", f"名册里没有以“{match.aligned.name.text}”开头的人")
            return
        names = "、".join(label(self._people[i]) if len(found) > 1 else self._people[i].name for i in found[:3])
        more = f"等{len(found)}人" if len(found) > 3 else ""
        draft.find("truncated", f"昵称被截断，“{shown}”可能是{names}{more}")
        draft.candidates = tuple(found)
        if len(found) == 1:
            draft.suggestion = self._writing.canonical(match.aligned, found[0])

    def _unknown(self, draft: _Draft, near: Mapping[str, Tier]) -> None:
        aligned = draft.match.aligned
        asked = draft.match.key
        found = [
            (TIERS.index(tier) + 0.5 * (tier == "edit" and key[0] != asked[0]), i, tier)
            for key, tier in near.items()
            for i in self._index.exact[key]
        ]
        found = [entry for entry in found if not self._people[entry[1]].left] or found
        here = [entry for entry in found if aligned.places and fits(self._index, entry[1], aligned.places)]
        variants = [entry for entry in found if entry[2] == "variant"]
        if variants:
            found = [entry for entry in variants if entry in here] or variants
        else:
            found = here or found
            draft.find("not_in_roster", _absent(draft))
        if not found:
            draft.candidates = self._hinted(draft)
            return
        best = min(TIERS.index(entry[2]) for entry in found)
        chosen = [entry for entry in sorted(found) if TIERS.index(entry[2]) == best]
        draft.candidates = tuple(i for _, i, _ in chosen)
        tier = chosen[0][2]
        near_people = [self._people[i] for _, i, _ in chosen[:_MOST_CANDIDATES]]
        names = list(dict.fromkeys(p.name + ("（已离职）" if p.left else "") for p in near_people))
        message = f"与名册上的{'、'.join(names)}{_TIER_WORDS[tier]}"
        draft.find("variant" if tier == "variant" else "lookalike", message)
        person = chosen[0][1]
        if len(chosen) == 1 and not self._people[person].left:
            fitting = aligned if fits(self._index, person, aligned.places) else replace(aligned, places=())
            draft.suggestion = self._writing.canonical(fitting, person)

    def _hinted(self, draft: _Draft) -> tuple[int, ...]:
        """People a name points to without being near: the given name alone in the place named, a pupil's guardian."""
        name, places = draft.match.key, draft.match.aligned.places
        pointed = self._index.hints.get(name, ()) if len(name) > 1 else ()
        return tuple(
            i
            for i in dict.fromkeys(pointed)
            if not self._people[i].left
            and fits(self._index, i, places)
            and (places or not self._index.keys[i].endswith(name))
        )

    def _hidden(self, draft: _Draft) -> None:
        hidden = draft.match.nickname.hidden
        if hidden:
            shown = "、".join(f"第{at}个字符是看不见的 U+{ord(char):04X}" for at, char in hidden[:3])
            draft.find("hidden_characters", shown + (f" 等{len(hidden)}处" if len(hidden) > 3 else ""))

    def _same_person(self, drafts: Sequence[_Draft]) -> None:
        """Of the accounts of one person, or of one pupil's same relation, the one that follows the rule best stands."""
        accounts: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
        for at, draft in enumerate(drafts):
            person = draft.match.person
            if person is not None and not draft.match.nickname.truncated:
                accounts[person, RELATIONS.get(draft.match.aligned.relation, "")].append(at)
        for (person, _), places in accounts.items():
            best = min(places, key=lambda at: (self._distance(drafts[at]), at))
            for at in places:
                if at != best:
                    who = label(self._people[person]) + drafts[at].match.aligned.relation
                    other = drafts[best].match.nickname.raw
                    drafts[at].find("duplicate_person", f"名册上的{who}已由“{other}”对应")

    @staticmethod
    def _distance(draft: _Draft) -> int:
        if draft.findings:
            return 2
        return 0 if draft.suggestion in {None, draft.match.nickname.raw.strip()} else 1

    def _families(self, drafts: Sequence[_Draft]) -> None:
        seen: Counter[int] = Counter()
        for draft in drafts:
            person = draft.match.person
            doubled = any(f.code == "duplicate_person" for f in draft.findings)
            if person is None or not draft.match.aligned.relation or doubled or draft.match.nickname.truncated:
                continue
            seen[person] += 1
            if seen[person] > self._family_limit:
                name = self._people[person].name
                draft.find("relation_limit", f"{name}家最多{self._family_limit}人入群，这是第{seen[person]}人")

    def _verdict(self, draft: _Draft) -> MemberCheck:
        match = draft.match
        person = None if match.nickname.truncated else match.person
        raw = match.nickname.raw
        suggestion = None if draft.suggestion in {None, raw.strip()} else draft.suggestion
        exempt = fold(raw) in self._exempt or (
            person is not None
            and bool({self._index.keys[person], fold(label(self._people[person]))} & set(self._exempt))
        )
        status: Status = "fail" if draft.failing else "unknown" if draft.findings else "pass"
        if exempt:
            status, suggestion = "exempt", None
        department = "" if person is None else "".join(self._writing.spot(person, match.aligned)[0][-1:])
        return MemberCheck(
            raw,
            status,
            person,
            tuple(draft.findings),
            suggestion,
            self._labels(draft.candidates),
            department,
            match.aligned.relation,
            match.rule,
        )

    def _labels(self, people: Sequence[int]) -> tuple[str, ...]:
        """Those proposed; where name and department are the same, with their number or row."""
        labels = [label(self._people[i]) for i in people[:_MOST_CANDIDATES]]
        return tuple(
            f"{text[:-1]}，{who.number or f'第{who.row}行'}）"
            if labels.count(text) > 1 and text.endswith("）")
            else text
            for text, who in zip(labels, (self._people[i] for i in people), strict=False)
        )


def _where(person: Person) -> str:
    place = person.department or "部门不详"
    return f"{place}（已离职）" if person.left else place


def _absent(draft: _Draft) -> str:
    name = draft.match.aligned.called
    quoted = f"“{name}”" if any(f.code == "pattern" for f in draft.findings) else name
    return f"名册里没有{quoted}"
