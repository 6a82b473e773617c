"""The real-name check of a group: its people and its rule against nicknames, with what the owner decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wxadmin.domain.name_folding import fold
from wxadmin.domain.name_report import Step, label
from wxadmin.domain.people import Person
from wxadmin.i18n import _, on_paper
from wxadmin.services import clock, group_posts, naming_rules, people, rules
from wxadmin.services.naming_rules import CategoryRule
from wxadmin.services.records import Store
from wxadmin.services.rules import GroupScreener
from wxadmin.store import decisions as stored_decisions
from wxadmin.store import groups as stored_groups
from wxadmin.store import members as stored
from wxadmin.store import people as stored_people
from wxadmin.store.engine import Row
from wxadmin.store.lists import Source

if TYPE_CHECKING:
    from wxadmin.domain.name_report import NameCheckReport

_ANY_NAME = "姓名"
# What a confirmation by the owner settles; what remains is about how the nickname is written.
_SETTLED = {"not_in_roster", "ambiguous", "duplicate_person", "lookalike", "variant", "truncated"}
_INDECENT = frozenset({"abuse", "discrimination", "porn", "violence", "gambling", "drugs", "fraud", "politics"})
_VULGAR = (
    "屌", "妓女", "嫖", "婊", "淫", "牛逼", "逗逼", "撕逼", "纳粹", "希特勒", "bitch", "shit", "fuck", "nazi", "hitler",
)  # fmt: skip
"""Beside the words of the screening, which are about talk: words that are out of place in a name."""


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One checked nickname.

    ``findings`` are (code, words); ``person`` is None when nobody is certain; ``id`` is 0 in a preview. ``candidates``
    are labels of people of the group, ``offered`` (person id, label) of everybody proposed, the likeliest first.
    """

    nickname: str
    status: str
    person: int | None
    person_name: str
    department: str
    findings: tuple[tuple[str, str], ...]
    candidates: tuple[str, ...]
    suggestion: str
    id: int = 0
    offered: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Roll:
    """What the check of a group needs.

    ``rule`` is ``""`` where the group has none: then names are only linked. ``by_category`` are rules for people of
    some categories. ``guests`` are people the owner confirmed who do not belong in the group. ``elsewhere`` says whom
    a nickname was confirmed to be in another group (person id, its name), ``others`` who of them does not belong here.
    ``posts`` says what people are in the group, ``judge`` what words are not for it (None: those of no work group).
    """

    people: tuple[tuple[int, Person], ...]
    guests: tuple[tuple[int, Person], ...]
    rule: str
    family_limit: int
    confirmed: dict[str, int]
    exempt: frozenset[str]
    by_category: tuple[CategoryRule, ...] = ()
    elsewhere: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    others: tuple[tuple[int, Person], ...] = ()
    posts: Mapping[int, str] = field(default_factory=dict)
    judge: GroupScreener | None = None

    @property
    def by_id(self) -> dict[int, Person]:
        """Everybody by id."""
        return dict((*self.people, *self.guests, *self.others))

    @staticmethod
    def of(db: Source, group: Row) -> Roll:
        """Read it for a stored group; an exemption whose last day is over does not count."""
        today = clock.today().isoformat()
        decisions = stored.decisions(db, group["id"])
        confirmed = {d["nickname"]: d["person_id"] for d in decisions if d["kind"] == "confirm"}
        own = {row["id"]: people.person_of(row) for row in stored_people.of_group(db, group["id"])}
        elsewhere: dict[str, tuple[int, str]] = {}
        for row in stored_decisions.confirmed_elsewhere(db, group["id"]):
            elsewhere.setdefault(row["nickname"], (row["person_id"], row["name"]))
        guests = [i for i in dict.fromkeys(confirmed.values()) if i not in own]
        others = {person for person, _group in elsewhere.values()} - own.keys() - set(guests)
        posts = group_posts.managing(db, group["id"])
        return Roll(
            tuple(own.items()),
            tuple((row["id"], people.person_of(row)) for row in stored_people.page(db, guests)),
            group["naming_rule"],
            group["family_limit"],
            confirmed,
            frozenset(d["nickname"] for d in decisions if d["kind"] == "exempt" and (d["until"] or today) >= today),
            naming_rules.of_group(db, group["id"]),
            elsewhere,
            tuple((row["id"], people.person_of(row)) for row in stored_people.page(db, sorted(others))),
            {post.person: group_posts.ROLES[post.role] for post in reversed(posts) if post.person is not None},
            rules.at(db, group["id"]),
        )


def check(roll: Roll, nicknames: Sequence[str]) -> tuple[tuple[MemberRow, ...], tuple[tuple[int, Person], ...]]:
    """The verdicts in order, the owner's decisions applied, and the people nobody stands for."""
    report = _report(roll, nicknames)
    by_id = roll.by_id
    vulgar = indecent(nicknames, roll.judge)
    ruled = {rule.rule for rule in roll.by_category} | {roll.rule}
    labels = {(i, label(person)) for i, person in roll.people}
    rows = []
    for found, words in zip(report.members, vulgar, strict=True):
        person = None if found.person is None else roll.people[found.person][0]
        findings = [(str(f.code), f.message) for f in found.findings]
        status, department = str(found.status), found.department
        offered = [(roll.people[i][0], text) for i, text in zip(found.offered, found.candidates, strict=True)]
        if roll.confirmed.get(found.nickname) in by_id:
            person = roll.confirmed[found.nickname]
            department = by_id[person].department
            findings = [(code, words) for code, words in findings if code not in _SETTLED]
            offered = []
            if status != "exempt":
                status = "fail" if findings else "pass"
        elif person is None and found.nickname in roll.elsewhere:
            known = roll.elsewhere[found.nickname][0]
            offered = [(known, label(by_id[known])), *(entry for entry in offered if entry[0] != known)]
        if found.rule not in ruled:
            findings = [(code, words) for code, words in findings if code != "pattern"]
            if status == "fail" and not findings:
                status = "pass" if person is not None else "unknown"
        name = "" if person is None else by_id[person].name
        words = tuple(word for word in words if fold(word) not in fold(name))
        if words:
            findings.append(("indecent", on_paper(_("昵称里有不雅或违规的词“{}”")).format("”“".join(words))))
            status = status if status == "exempt" else "fail"
        rows.append(
            MemberRow(
                found.nickname,
                status,
                person,
                name,
                department,
                tuple(findings),
                tuple(text for i, text in offered if (i, text) in labels),
                found.suggestion or "",
                offered=tuple(offered),
            )
        )
    standing = {row.person for row in rows}
    missing = tuple((i, person) for i, person in roll.people if i not in standing and not person.left)
    return tuple(rows), missing


def explain(store: Store, group: int, nickname: str) -> tuple[Step, ...]:
    """How the verdict on a nickname comes about and what was decided about it, for the card of a member.

    It is judged by itself: what the rest of the list adds (another account of the same person) is in its findings.
    """
    with store.read() as db:
        row = stored_groups.one(db, group)
        if row is None:
            return ()
        roll = Roll.of(db, row)
        decided = [d for d in stored.decisions(db, group) if d["nickname"] == nickname]
    by_id = roll.by_id
    steps = list(_report(roll, [nickname]).members[0].steps)
    for one in decided:
        day = clock.shown_day(one["decided"])
        if one["kind"] == "exempt":
            until = _("，到{}为止").format(one["until"]) if one["until"] else ""
            steps.append(Step("", "decided", _("{}豁免了实名：{}{}").format(day, one["reason"], until)))
        elif one["person_id"] in by_id:
            who = label(by_id[one["person_id"]])
            steps.append(Step("", "decided", _("{}确认过这个昵称是{}，以后按此认定").format(day, who)))
    if nickname in roll.elsewhere and nickname not in roll.confirmed:
        person, name = roll.elsewhere[nickname]
        words = _("在“{}”里确认过这个昵称是{}，这里先作推荐").format(name, label(by_id[person]))
        steps.append(Step("", "decided", words))
    return tuple(steps)


def indecent(nicknames: Sequence[str], judge: GroupScreener | None = None) -> tuple[tuple[str, ...], ...]:
    """For each nickname the words in it that are vulgar or against the law, by the screening of its group."""
    found = []
    by = judge or rules.preset_screener("")
    for nickname, screened in zip(nicknames, by.screen_texts(list(nicknames)), strict=True):
        hits = [hit.matched for hit in screened.hits if hit.category in _INDECENT]
        own = [word for word in _VULGAR if word in nickname.casefold() and not any(word in hit for hit in hits)]
        found.append(tuple(dict.fromkeys((*hits, *own))))
    return tuple(found)


def _report(roll: Roll, nicknames: Sequence[str]) -> NameCheckReport:
    from wxadmin.domain.names import NameRule, check_names
    from wxadmin.intake.name_tables import load

    return check_names(
        [person for _id, person in roll.people],
        nicknames,
        NameRule.parse(roll.rule or _ANY_NAME),
        load(),
        exempt=roll.exempt,
        family_limit=roll.family_limit,
        by_category=tuple((frozenset(one.categories), NameRule.parse(one.rule)) for one in roll.by_category),
        guarded={at: roll.posts[i] for at, (i, _person) in enumerate(roll.people) if i in roll.posts},
    )
