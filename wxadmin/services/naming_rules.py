"""The naming rules of a group: one for everybody and others for some categories of people, as people write them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from wxadmin.domain.errors import UserError
from wxadmin.domain.name_report import label
from wxadmin.domain.name_rule import NameRule, RulePattern
from wxadmin.domain.people import Person
from wxadmin.i18n import _, on_paper
from wxadmin.services import clock, group_acts, people
from wxadmin.services.records import Change, Store
from wxadmin.store import groups as stored
from wxadmin.store import members as stored_members
from wxadmin.store import people as stored_people
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

FIELDS: tuple[str, ...] = (
    "部门", "班级", "学科", "姓名", "学生姓名", "关系", "职务", "手机号", "工号", "学号", "房号", "单位", "项目",
)  # fmt: skip
"""Fields the builder offers, in the words of rules (NameRule reads them)."""

_MOST_TRIED = 100


@dataclass(frozen=True, slots=True)
class CategoryRule:
    """A rule as people write it that holds for these categories of people, in place of the group's own."""

    categories: tuple[str, ...]
    rule: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Exemption:
    """A nickname spared from the rule, why, and until when (ISO date, ``""``: for good).

    ``member`` is the row of the member of that nickname, None when no list has shown it.
    """

    nickname: str
    reason: str
    until: str
    member: int | None

    @property
    def over(self) -> bool:
        """Whether its last day is past."""
        return bool(self.until and self.until < clock.today().isoformat())


def of_group(db: Source, group: int) -> tuple[CategoryRule, ...]:
    """The rules for some categories, in order; the first one that names a person's category holds."""
    return tuple(
        CategoryRule(tuple(json.loads(r["categories"])), r["rule"], r["note"]) for r in stored.rules(db, group)
    )


def read(store: Store, group: int) -> tuple[CategoryRule, ...]:
    """The same for a page."""
    with store.read() as db:
        return of_group(db, group)


def save(
    store: Store, group: int, rule: str, family_limit: int, by_category: Sequence[CategoryRule]
) -> Change[int]:  # fmt: skip
    """Puts these rules in place of those there are; ``rule`` ``""`` asks for no real names of the others.

    A rule written by hand no longer names a clause as its source. UserError for a rule that cannot be read, a category
    that has two, or one without any.
    """
    text = rule.strip()
    if text:
        NameRule.parse(text)
    if not 1 <= family_limit <= 99:
        raise UserError(_("每家人数要在 1 到 99 之间"), remedy=_("请改正"))
    seen: set[str] = set()
    for one in by_category:
        NameRule.parse(one.rule)
        if not one.categories:
            raise UserError(_("命名规则“{}”没有写适用的类别").format(one.rule), remedy=_("请选上类别，或删去这条"))
        doubled = [word for word in one.categories if word in seen]
        if doubled:
            raise UserError(_("类别“{}”有两条命名规则").format(doubled[0]), remedy=_("每个类别留一条"))
        seen.update(one.categories)

    def work(tx: Tx) -> int:
        row = stored.one(tx, group)
        if row is None:
            raise UserError(_("没有这个群"), remedy=_("请重新选择群"))
        before = of_group(tx, group)
        if row["naming_rule"] != text:
            setting = stored.setting_id(tx, group, "naming_rule")
            if setting is not None:
                tx.delete("group_setting", setting)
        tx.update("grp", group, {"naming_rule": text, "family_limit": family_limit})
        if tuple(by_category) != before:
            for old in stored.rules(tx, group):
                tx.delete("group_rule", old["id"])
            for place, one in enumerate(by_category, 1):
                categories = json.dumps(one.categories, ensure_ascii=False)
                tx.insert(
                    "group_rule",
                    {"group_id": group, "position": place, "categories": categories, "rule": one.rule.strip(),
                     "note": one.note.strip()},
                )  # fmt: skip
        if row["naming_rule"] != text or tuple(by_category) != before:
            group_acts.write(tx, group, "naming", in_words(text, by_category))
        return group

    with store.read() as db:
        known = stored.one(db, group)
    return store.change(_("命名规则 {}").format("" if known is None else known["name"]), work)


def in_words(rule: str, by_category: Sequence[CategoryRule]) -> str:
    """All rules of a group in one line: ``部门-姓名；家长：学生姓名+关系``."""
    parts = [rule or on_paper(_("不要求实名"))]
    parts += [f"{'、'.join(one.categories)}：{one.rule}" for one in by_category]
    return "；".join(parts)


def categories(store: Store) -> tuple[str, ...]:
    """The categories the roster uses, the most common ones first."""
    with store.read() as db:
        return tuple(stored.categories(db))


def examples(store: Store, group: int, rule: str, most: int = 3) -> tuple[str, ...]:
    """How nicknames of real people of the group read by a rule; empty where the roster lacks what it asks for.

    UserError for a rule that cannot be read.
    """
    patterns = NameRule.parse(rule).patterns
    found: list[str] = []
    with store.read() as db:
        for row in stored_people.of_group(db, group):
            person = people.person_of(row)
            written = next((w for w in (example(pattern, person) for pattern in patterns) if w), "")
            if written and not person.left and written not in found:
                found.append(written)
                if len(found) == most:
                    break
    return tuple(found)


def example(pattern: RulePattern, person: Person) -> str:
    """The nickname of a person by one alternative of a rule; ``""`` when the roster does not know a part of it."""
    guardian = person.guardians[0] if person.guardians else None
    known = {
        "name": person.name,
        "department": person.department,
        "class": person.department,
        "room": dict(person.extras).get("room", ""),
        "guardian": guardian.name if guardian else "",
        "relation": guardian.relation if guardian else "",
        "phone": (guardian.phone if guardian and pattern.pupil else "") or person.phone,
        "number": person.number,
        "post": person.post,
    }
    values = [known.get(field.kind, "") for field in pattern.fields]
    return pattern.render(values) if all(values) else ""


def exemptions(store: Store, group: int) -> tuple[Exemption, ...]:
    """The nicknames spared from the rule, those in force first; ``member`` is the row of one who was seen."""
    with store.read() as db:
        rows = [row for row in stored_members.decisions(db, group) if row["kind"] == "exempt"]
        members = {row["nickname"]: row["id"] for row in stored_members.of_group(db, group)}
    found = [Exemption(r["nickname"], r["reason"], r["until"], members.get(r["nickname"])) for r in rows]
    return tuple(sorted(found, key=lambda one: (one.over, one.nickname)))


@dataclass(frozen=True, slots=True)
class Trial:
    """A nickname tried on rules that are not kept yet: ``status`` as in the name check, what it says in lines."""

    nickname: str
    status: str
    person: str
    suggestion: str
    lines: tuple[str, ...]


def trial(store: Store, group: int, rule: str, by_category: Sequence[CategoryRule], text: str) -> tuple[Trial, ...]:
    """How nicknames, one a line, would each fare alone under these rules in the group; at most a hundred.

    UserError for a rule that cannot be read.
    """
    from wxadmin.domain.names import check_names
    from wxadmin.intake.name_tables import load

    nicknames = [line.strip() for line in text.splitlines() if line.strip()][:_MOST_TRIED]
    own = NameRule.parse(rule or "姓名")
    special = tuple((frozenset(one.categories), NameRule.parse(one.rule)) for one in by_category)
    known = [person for _id, person in people.of_group(store, group)]
    report = check_names(known, nicknames, own, load(), family_limit=_MOST_TRIED, by_category=special)
    found = []
    for one in report.members:
        person = "" if one.person is None else label(known[one.person])
        # Each line alone: several spellings typed for a try are not several accounts of one person.
        doubled = {finding.message for finding in one.findings if finding.code == "duplicate_person"}
        findings = [finding.message for finding in one.findings if finding.message not in doubled]
        steps = [f"{s.part}：{s.words}".lstrip("：") for s in one.steps if s.words not in doubled]
        status = "pass" if doubled and not findings else str(one.status)
        found.append(Trial(one.nickname, status, person, one.suggestion or "", (*findings, *steps)))
    return tuple(found)
