"""The real-name check of a whole member list against a roster: verdicts, suggestions, who is missing."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from wxadmin.domain.name_folding import NameTables, compatible, disguised_characters, fold
from wxadmin.domain.name_index import RosterIndex
from wxadmin.domain.name_match import best_match
from wxadmin.domain.name_offers import MOST_CANDIDATES, Draft, Near, Offers, searched
from wxadmin.domain.name_reading import Nickname, Reader
from wxadmin.domain.name_report import MemberCheck, NameCheckReport, Status, label, short
from wxadmin.domain.name_rule import NameRule
from wxadmin.domain.name_rules import CategoryRules, RuleBook
from wxadmin.domain.name_steps import steps_of
from wxadmin.domain.name_words import RELATIONS
from wxadmin.domain.name_writing import BRACKETS, Writing
from wxadmin.domain.people import Person

_ANOTHER_ACCOUNT = re.compile("新号|换号|小号|大号|备用|新微信|工作号|第二个号")
"""Words by which an account says that it is somebody's other one."""


def check_names(
    people: Sequence[Person],
    nicknames: Sequence[str],
    rule: NameRule,
    tables: NameTables,
    *,
    exempt: Collection[str] = (),
    family_limit: int = 2,
    by_category: CategoryRules = (),
    guarded: Mapping[int, str] = MappingProxyType({}),
) -> NameCheckReport:
    """Compare a member list with a roster under a rule; the words of the verdicts are those of ``names check``.

    ``exempt`` holds nicknames, names or ``name（department）``. ``family_limit`` is the most members a pupil's family
    may have in the group, for rules with a relation. A person is only given where an exact name, or one with a form of
    address or a relation taken off, is unique in the roster or made so by department, phone or number. ``by_category``
    gives people of some categories a rule of their own; somebody unknown may follow any of the group's rules.
    ``guarded`` says of people, by index, what they are in the group (群主, 管理员): who looks like them is marked.
    """
    rules = RuleBook.of(rule, by_category)
    exempted = {fold(entry) for entry in exempt}
    return _Check(RosterIndex.of(people, tables), rules, exempted, family_limit, guarded).run(nicknames)


class _Check:
    def __init__(
        self,
        index: RosterIndex,
        rules: RuleBook,
        exempt: Collection[str],
        family_limit: int,
        guarded: Mapping[int, str],
    ) -> None:
        self._index = index
        self._people = index.people
        self._rules = rules
        self._exempt = exempt
        self._family_limit = family_limit
        self._writing = Writing(index)
        self._offers = Offers(index, self._writing, guarded)

    def run(self, nicknames: Sequence[str]) -> NameCheckReport:
        reader = Reader(self._index, self._rules)
        drafts = [Draft(best_match(Nickname.of(raw), reader), []) for raw in nicknames]
        self._writing.learn(draft.match for draft in drafts)
        near = self._index.near({m.key for d in drafts for m in (d.match, *d.match.others) if searched(m)})
        for draft in drafts:
            draft.match = self._offers.likeliest(draft.match, near)
        unknown = {d.match.key for d in drafts if d.match.outcome == "none" and not near.get(d.match.key)}
        self._offers.hints.update(self._index.hints(unknown))
        if len(self._rules.entries) > len(self._rules.general.patterns):
            self._by_the_general_rule(drafts, near)
        for draft in drafts:
            self._pattern(draft)
            self._person(draft, near)
            self._hidden(draft)
        self._same_person(drafts)
        if "relation" in self._rules.kinds:
            self._families(drafts)
        members = tuple(replace(self._verdict(d), steps=steps_of(d, self._index, near)) for d in drafts)
        there = {m.person for m in members}
        missing = tuple(p for i, p in enumerate(self._people) if not p.left and i not in there)
        return NameCheckReport(self._rules.general, members, missing)

    def _by_the_general_rule(self, drafts: Sequence[Draft], near: Near) -> None:
        """Somebody nobody knows who follows no rule is told what the rule of everybody asks for."""
        reader = Reader(self._index, RuleBook.of(self._rules.general))
        for draft in drafts:
            match = draft.match
            known = match.outcome != "none" or match.people or near.get(match.key) or match.key in self._offers.hints
            if not known and match.aligned.reasons:
                draft.match = best_match(match.nickname, reader)

    def _pattern(self, draft: Draft) -> None:
        match = draft.match
        if match.nickname.truncated:
            return
        reasons = [reason.replace("{rule}", match.rule) for reason in match.aligned.reasons]
        if match.nickname.decoration and match.outcome != "none":
            reasons.append(f"多了装饰“{short(match.nickname.decoration)}”")
        if reasons:
            draft.find("pattern", "；".join(reasons))

    def _person(self, draft: Draft, near: Near) -> None:
        match, aligned = draft.match, draft.match.aligned
        if match.nickname.truncated:
            self._offers.truncated(draft, near)
        elif match.outcome == "certain":
            draft.suggestion = self._writing.canonical(aligned, match.people[0])
            if not aligned.reasons and self._writing.as_written(
                aligned, match.people[0]
            ) == match.nickname.raw.strip().translate(BRACKETS):
                draft.suggestion = None
        elif match.outcome == "wrong_place":
            self._offers.elsewhere(draft, match.people[0])
            draft.suggestion = self._writing.canonical(replace(aligned, places=()), match.people[0])
        elif match.outcome == "left":
            draft.find("not_in_roster", f"{self._people[match.people[0]].name}已离职")
            draft.candidates = match.people
        elif match.outcome == "ambiguous":
            self._offers.several(draft)
        elif match.people:
            self._offers.doubtful(draft)
        elif aligned.short_name:
            self._offers.surname(draft)
        elif aligned.name.text:
            self._offers.unknown(draft, near)
        else:
            self._offers.nameless(draft)

    def _hidden(self, draft: Draft) -> None:
        match = draft.match
        spelt = "" if match.person is None else self._people[match.person].name
        shown = [f"第{at}个字符是看不见的 U+{ord(char):04X}" for at, char in match.nickname.hidden]
        shown += [
            f"第{at}个字符是 U+{ord(char):04X}，只是看起来像“{compatible(char)}”"
            for at, char in disguised_characters(match.nickname.raw)
            if char not in spelt
        ]
        if shown:
            draft.find("hidden_characters", "、".join(shown[:3]) + (f" 等{len(shown)}处" if len(shown) > 3 else ""))

    def _same_person(self, drafts: Sequence[Draft]) -> None:
        """Of the accounts of one person, or of one pupil's same relation, the one that follows the rule best stands."""
        accounts: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
        for at, draft in enumerate(drafts):
            person = draft.match.person
            if person is not None and not draft.match.nickname.truncated:
                accounts[person, RELATIONS.get(draft.match.aligned.relation, "")].append(at)
        for (person, _), places in accounts.items():
            guard = self._offers.guard((person,))
            claims = {at for at in places if guard and _ANOTHER_ACCOUNT.search(drafts[at].match.nickname.text)}
            best = min(places, key=lambda at: (at in claims, self._distance(drafts[at]), at))
            for at in places:
                if at != best:
                    who = label(self._people[person]) + drafts[at].match.aligned.relation
                    other = drafts[best].match.nickname.raw
                    drafts[at].find("duplicate_person", f"名册上的{who}已由“{other}”对应{guard}")
                    if at in claims:
                        name = self._people[person].name
                        drafts[at].find("lookalike", f"自称是{name}的另一个号，请先当面或打电话核实")
                        drafts[at].suggestion = None

    @staticmethod
    def _distance(draft: Draft) -> int:
        if draft.findings:
            return 2
        return 0 if draft.suggestion in {None, draft.match.nickname.raw.strip()} else 1

    def _families(self, drafts: Sequence[Draft]) -> None:
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

    def _verdict(self, draft: Draft) -> MemberCheck:
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
            self._offers.labels(draft.candidates),
            department,
            match.aligned.relation,
            match.rule,
            offered=draft.candidates[:MOST_CANDIDATES],
        )
