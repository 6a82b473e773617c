"""What else there is to say of a member besides the name check: applications, policies, leaving, silence."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from wxadmin.i18n import _, on_paper
from wxadmin.services import applications, clock, expectations, group_life, group_posts, zombies
from wxadmin.services.groups import Profile
from wxadmin.services.namecheck import MemberRow, Roll
from wxadmin.services.zombies import Coverage
from wxadmin.store import members as stored
from wxadmin.store.engine import Row
from wxadmin.store.lists import Source

WORDS: Mapping[str, str] = {
    "left_unit": _("已离开单位"), "no_application": _("没有入群申请"), "not_expected": _("不在应加人员里"),
    "not_invited": _("被人擅自拉入"), "silent": _("长期不发言"), "left_unasked": _("擅自退群"),
    "outside": _("外部人员"),
}  # fmt: skip
"""Findings of a member's standing and their words on screen; they never change the status of the name check."""

CHECK_WORDS: Mapping[str, str] = {
    "pattern": _("格式不合规则"), "wrong_department": _("部门不符"), "not_in_roster": _("不在花名册"),
    "ambiguous": _("同名待认"), "duplicate_person": _("一人多号"), "lookalike": _("疑似冒名"),
    "variant": _("写法不同"), "hidden_characters": _("有看不见的字符"), "relation_limit": _("超过家庭人数"),
    "truncated": _("名字不全"), "indecent": _("昵称不雅"),
    "same_nickname": _("昵称完全相同"),
}  # fmt: skip
"""Findings of the name check and their words on screen."""


def same_nicknames(nicknames: Sequence[str]) -> dict[str, tuple[tuple[str, str], ...]]:
    """The finding of nicknames that several accounts of one list bear; such accounts share one row."""
    words = on_paper(_("名单里有 {} 个账号都叫这个昵称，合在这一行；请他们改成能分清的昵称再认"))
    return {name: (("same_nickname", words.format(count)),) for name, count in Counter(nicknames).items() if count > 1}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the findings of a group's members are read from; people are ids, days local ones.

    ``seen`` is when the first list with a nickname was taken, ``first_list`` the group's first, ``""`` without any.
    """

    profile: Profile
    coverage: Coverage
    members: frozenset[int]
    left: Mapping[int, str]
    joins: frozenset[int | str]
    exits: frozenset[int | str]
    founders: bool
    posts: frozenset[int]
    gate: group_posts.Gate
    outside: Mapping[str, str]
    let_in: Mapping[str, tuple[date, str]]
    sent_out: frozenset[str]
    to_remove: frozenset[int | str]
    seen: Mapping[str, str]
    heard: Mapping[str, date]
    first_list: str
    known_as: Mapping[str, int] = field(default_factory=dict)

    @staticmethod
    def of(db: Source, group: int, roll: Roll) -> Facts:
        """Read them for a group."""
        today = clock.today()
        profile = group_life.profile(db, group)
        seen = {row["nickname"]: row["first"] for row in stored.seen(db, group)}
        lists = stored.snapshots(db, group)
        first = lists[-1]["taken"] if lists else ""
        let_in: dict[str, tuple[date, str]] = {}
        sent_out: set[str] = set()
        for event in stored.comings(db, group):
            for name in json.loads(event["subjects"]):
                if event["kind"] == "join":
                    let_in[name] = (clock.day_of(event["at"]), event["actor"])
                else:
                    sent_out.add(name)
        held = group_posts.held_today(db, group)
        by_rule = expectations.expected(db, group) if profile.entry == "listed" else ()
        left = {i: "" for i, person in (*roll.people, *roll.guests) if person.left}
        left |= stored.departed(db, today.isoformat())
        exits: set[int | str] = set(applications.exits(db, group))
        if profile.leaving == "notice":
            # It is enough to have said so.
            for row in stored.asked_to_leave(db, group):
                exits |= {row["name"], row["nickname"]} if row["person_id"] is None else {row["person_id"]}
        approved = stored.first_approval(db, group)
        return Facts(
            profile,
            zombies.coverage(db, group, profile.silent_days),
            frozenset(i for i, _person in roll.people).union(by_rule),
            left,
            applications.approved_joins(db, group),
            frozenset(exits - {""}),
            not approved or (first != "" and approved > first),
            frozenset(post.person for post in held if post.person is not None),
            group_posts.Gate.of(group_posts.managing(db, group)),
            outsiders(db, group),
            let_in,
            frozenset(sent_out),
            frozenset(key for row in stored.removed(db, group) for key in (row["person_id"], row["nickname"]) if key),
            seen,
            {row["sender"]: clock.day_of(row["last"]) for row in stored.speakers(db, group)},
            first,
            stored.known_as(db, group),
        )


# What a check says of who somebody is; of an outsider it is settled, and no form of a name can be asked for.
_ABOUT_WHO = {
    "pattern", "not_in_roster", "wrong_department", "ambiguous", "duplicate_person", "lookalike", "variant",
    "relation_limit", "truncated",
}  # fmt: skip


def outsiders(db: Source, group: int) -> dict[str, str]:
    """Nickname → note of those the owner said are from outside."""
    decided = stored.decisions(db, group)
    return {d["nickname"]: d["reason"] for d in decided if d["kind"] == "confirm" and d["person_id"] is None}


@dataclass(frozen=True, slots=True)
class Account:
    """A nickname in a group: ``presence`` as stored, ``person`` None when nobody is certain.

    ``candidates`` are the people proposed where nobody is.
    """

    nickname: str
    presence: str
    person: int | None
    name: str = ""
    candidates: tuple[int, ...] = ()


def settled(rows: Sequence[MemberRow], outside: Mapping[str, str]) -> tuple[MemberRow, ...]:
    """The verdicts with the owner's word that some nicknames are people from outside: nobody is looked for there."""
    return tuple(_outsider(row) if row.nickname in outside else row for row in rows)


def _outsider(row: MemberRow) -> MemberRow:
    findings = tuple((code, words) for code, words in row.findings if code not in _ABOUT_WHO)
    status = row.status if row.status == "exempt" else "fail" if findings else "pass"
    return replace(
        row, status=status, person=None, person_name="", department="", findings=findings, candidates=(), suggestion=""
    )


def of_row(row: Row) -> tuple[tuple[str, str], ...]:
    """The findings of a stored member."""
    return tuple((code, words) for code, words in json.loads(row["findings"]))


def of_check(findings: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Those of them that are of the name check."""
    return tuple((code, words) for code, words in findings if code not in WORDS)


def standing(facts: Facts, accounts: Collection[Account]) -> dict[str, tuple[tuple[str, str], ...]]:
    """Nickname → findings besides the check's, for those who have any."""
    names: dict[int, list[str]] = defaultdict(list)
    for nickname, person in facts.known_as.items():
        names[person].append(nickname)
    for account in accounts:
        if account.person is not None and account.nickname not in names[account.person]:
            names[account.person].append(account.nickname)
    present = {a.person for a in accounts if a.presence == "present" and a.person is not None}
    bearers = {a.nickname: a for a in accounts if a.person is not None}
    joined = {name: day for name, (day, _actor) in facts.let_in.items()}
    result = {}
    for account in accounts:
        if account.presence == "present":
            theirs = names[account.person] if account.person is not None else [account.nickname]
            found = _present(facts, account, theirs, bearers, joined)
        elif account.presence == "gone" and account.person not in present:
            found = _gone(facts, account)
        else:
            found = []
        if found:
            result[account.nickname] = tuple(found)
    return result


def _present(
    facts: Facts, account: Account, names: list[str], bearers: Mapping[str, Account], joined: Mapping[str, date]
) -> list[tuple[str, str]]:
    found = []
    person, profile = account.person, facts.profile
    holds = person in facts.posts
    if account.nickname in facts.outside:
        note = facts.outside[account.nickname]
        found.append(
            (
                "outside",
                on_paper(_("群主认定为外部人员：{}")).format(note) if note else on_paper(_("群主认定为外部人员")),
            )
        )
    if person is not None and person in facts.left:
        day = facts.left[person]
        words = (
            on_paper(_("{} 已离开单位，还在群里")).format(clock.shown_day(day))
            if day
            else on_paper(_("花名册上已离开，还在群里"))
        )
        found.append(("left_unit", words))
    if person is None and account.candidates and all(who in facts.left for who in account.candidates):
        found.append(("left_unit", on_paper(_("对得上的人已离开单位，还在群里"))))
    asked = any(key in facts.joins for key in (person, account.nickname, account.name) if key)
    if profile.entry == "approval" and not holds and not asked and not _founder(facts, names):
        found.append(("no_application", on_paper(_("没有查到经同意的入群申请"))))
    if profile.entry == "listed" and person is not None and person not in facts.members and not (holds or asked):
        found.append(("not_expected", on_paper(_("花名册上有这个人，但不在本群应加人员里"))))
    pulled = _pulled(facts, names, bearers) if profile.inviting == "admins" else ""
    if pulled:
        found.append(("not_invited", pulled))
    if not holds:
        words = zombies.silent(
            facts.coverage, zombies.presence(names, facts.seen, joined, facts.heard, facts.first_list)
        )
        if words:
            found.append(("silent", words))
    return found


def _founder(facts: Facts, names: list[str]) -> bool:
    """In the first list of a group that had no approved application then: nobody had to apply."""
    if not facts.founders:
        return False
    if not facts.first_list:
        return True
    return any(facts.seen.get(name) == facts.first_list for name in names)


def _pulled(facts: Facts, names: list[str], bearers: Mapping[str, Account]) -> str:
    """Who let the member in though he may not; ``""`` when it was somebody who may, or nobody is certain."""
    comings = [facts.let_in[name] for name in names if name in facts.let_in]
    if not comings or not facts.gate.known:
        return ""
    day, actor = max(comings)
    bearer = bearers.get(actor)
    inviter = facts.known_as.get(actor) if bearer is None else bearer.person
    if actor in names or not actor or inviter is None:
        return ""
    if facts.gate.lets(actor, inviter, "" if bearer is None else bearer.name):
        return ""
    return on_paper(_("{} 由“{}”拉入，本群只有群主和管理员可以拉人")).format(clock.shown_day(day), actor)


def _gone(facts: Facts, account: Account) -> list[tuple[str, str]]:
    if facts.profile.leaving == "free" or facts.profile.state == "dissolved":
        return []
    if account.person is None and account.nickname not in facts.outside:
        # Perhaps only another nickname of somebody who is still there.
        return []
    keys = [key for key in (account.person, account.nickname, account.name) if key]
    known = facts.exits | facts.to_remove | facts.sent_out
    if any(key in known for key in keys) or account.person in facts.left:
        return []
    if facts.profile.leaving == "approval":
        return [("left_unasked", on_paper(_("已不在群里，没有查到经同意的退群申请")))]
    return [("left_unasked", on_paper(_("已不在群里，没有查到退群的说明")))]
