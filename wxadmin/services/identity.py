"""Who an applicant is: what he says of himself against the roster, and what speaks for and against letting him in."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wxadmin.domain.name_report import label
from wxadmin.domain.ordering import phrases
from wxadmin.domain.people import Person
from wxadmin.i18n import _
from wxadmin.services import clock, people, spelling, wording
from wxadmin.services.listing import Tone
from wxadmin.store import applications as stored
from wxadmin.store import cases as stored_cases
from wxadmin.store import groups as stored_groups
from wxadmin.store import people as stored_people
from wxadmin.store.engine import Row as Stored
from wxadmin.store.lists import Source

_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff·]+")
_DIGITS = re.compile(r"\D")
_LONGEST_NAME = 4
_MOST_SPANS = 120
_MINORS = ("学生", "幼儿", "学员", "未成年")


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of the check: a code, its words, and whether it speaks for (ok), beside (info), or against."""

    code: str
    words: str
    tone: Tone = "info"


@dataclass(frozen=True, slots=True)
class Identity:
    """``person`` is given only where the roster leaves no doubt; ``candidates`` are (id, label) of who it may be.

    ``relation`` and ``department`` are what the words say of it (``妈妈``, ``三(2)班``).
    """

    person: int | None
    findings: tuple[Finding, ...]
    candidates: tuple[tuple[int, str], ...] = ()
    relation: str = ""
    department: str = ""

    @property
    def doubts(self) -> tuple[str, ...]:
        """What speaks against, in words."""
        return tuple(found.words for found in self.findings if found.tone in ("warn", "danger"))


def said_of(name: str, nickname: str, fields: Mapping[str, str]) -> str:
    """How an applicant names himself, out of the blanks of a form: class or department, name, relation."""
    place = re.split(r"[/／]", fields.get("department", ""))[-1].strip()
    spoken = "-".join(part for part in (place, f"{name.strip()}{fields.get('relation', '').strip()}") if part)
    return spoken or nickname.strip()


def find(db: Source, called: str, *, number: str = "", phone: str = "") -> Identity:
    """Who of the roster names himself like that; a number or phone that contradicts takes the certainty away.

    At 100,000 people some 0.3 s: only those near the name are compared.
    """
    near = _near(db, called, tuple(n for n in (number.strip(), phone.strip()) if n))
    rows = stored_people.page(db, sorted(near))
    known = [(row["id"], people.person_of(row)) for row in rows]
    if not called.strip() or not known:
        return Identity(None, (Finding("unknown", _("花名册里没有找到此人"), "danger"),))
    verdict = _matched(known, called)
    person, findings, candidates = verdict.person, list(verdict.findings), dict(verdict.candidates)
    by_id = dict(known)
    if person is None and len(candidates) > 1 and (number or phone):
        # Of several with that name, the one whose own number or phone was given.
        fitting = [i for i in candidates if _agrees(by_id[i], number, phone)]
        if len(fitting) == 1 and _exact(by_id[fitting[0]], called):
            person = fitting[0]
            findings = [f for f in findings if f.code != "several"]
    if person is not None:
        against = _contradiction(by_id[person], number)
        if against is not None:
            candidates, person = {person: label(by_id[person]), **candidates}, None
            findings = [against]
        else:
            how = _("编号或电话也一致") if _agrees(by_id[person], number, phone) else _("全花名册里只有这一个")
            findings.insert(0, Finding("match", _("与花名册一致：{}，{}").format(label(by_id[person]), how), "ok"))
    if person is None and not findings:
        findings.append(Finding("unknown", _("花名册里没有“{}”").format(called), "danger"))
    offered = {} if person is not None else candidates
    if person is None:
        for i, one in known:
            if i not in offered and _agrees(one, number, phone):
                offered[i] = label(one)
                findings.append(Finding("number", _("填的编号或电话在花名册上是{}的").format(label(one)), "danger"))
    return Identity(person, tuple(findings), tuple(offered.items())[:6], verdict.relation, verdict.department)


def _matched(known: Sequence[tuple[int, Person]], called: str) -> Identity:
    from wxadmin.domain.names import NameRule, check_names
    from wxadmin.intake.name_tables import load

    # No group's rule: an applicant is not yet bound by it. Both ways of naming oneself are understood.
    rule = NameRule.parse("班级-学生姓名+关系|部门-姓名|姓名")
    everybody = [person for _id, person in known]
    found = check_names(everybody, [called], rule, load(), family_limit=99).members[0]
    findings = [
        Finding("several" if f.code == "ambiguous" else f.code, f.message, "danger" if f.code in _AGAINST else "warn")
        for f in found.findings
        if f.code != "pattern"
    ]
    labels: dict[str, int] = {}
    for i, person in known:
        labels.setdefault(label(person), i)
    candidates = {labels[words]: words for words in found.candidates if words in labels}
    if any(f.code == "several" for f in findings):
        for i, person in known:
            if _exact(person, called) and not person.left:
                candidates.setdefault(i, label(person))
    sure = None if found.person is None or findings else known[found.person][0]
    if found.person is not None and findings:
        candidates = {known[found.person][0]: label(everybody[found.person]), **candidates}
    return Identity(sure, tuple(findings), tuple(candidates.items()), found.relation, found.department)


_AGAINST = {"not_in_roster", "lookalike", "hidden_characters", "wrong_department", "duplicate_person"}


def _exact(person: Person, called: str) -> bool:
    return bool(person.name) and person.name in called


def _agrees(person: Person, number: str, phone: str) -> bool:
    same_phone = bool(_DIGITS.sub("", phone)) and _DIGITS.sub("", phone) in {
        _DIGITS.sub("", one) for one in (person.phone, *(g.phone for g in person.guardians)) if one
    }
    return bool(number.strip() and number.strip() == person.number) or same_phone


def _contradiction(person: Person, number: str) -> Finding | None:
    """A number that is not this person's. A phone proves nothing against: people change it."""
    if number.strip() and person.number and number.strip() != person.number:
        words = _("填的编号是{}，花名册上{}的是{}").format(number.strip(), label(person), person.number)
        return Finding("number", words, "danger")
    return None


def _near(db: Source, called: str, numbers: Sequence[str]) -> set[int]:
    """Ids of those whose name is in the words, sounds like a part of them or differs by one character.

    With them one person of each department, so that all places are known.
    """
    spans: list[str] = []
    for run in _HAN.findall(called):
        for size in range(2, _LONGEST_NAME + 1):
            spans += [run[at : at + size] for at in range(len(run) - size + 1)]
        if "·" in run or len(run) > _LONGEST_NAME:
            spans.append(run)
    spans = list(dict.fromkeys(spans))[:_MOST_SPANS]
    exact = set(spans)
    holes = {span[:at] + "?" + span[at + 1 :] for span in spans for at in range(len(span))}
    found = set()
    for row in stored.names(db):
        name = row[1]
        holed = (name[:at] + "?" + name[at + 1 :] for at in range(min(len(name), _LONGEST_NAME)))
        if name in exact or (len(name) > _LONGEST_NAME and name in called) or not holes.isdisjoint(holed):
            found.add(row[0])
    sounds = [" ".join(phrases(full)) for span in spans for full in spelling.pinyin_words(span)[1:] if len(full) > 3]
    found.update(stored.pointed(db, numbers, [sound for sound in sounds if sound]))
    found.update(stored.one_a_department(db))
    return found


def standing(
    db: Source, application: int, kind: str, group: int | None, person: int | None, name: str, nickname: str
) -> tuple[Finding, ...]:
    """What the records know of the applicant besides who he is: memberships, cases, applications, consent."""
    found: list[Finding] = []
    owner = None if group is None else stored_groups.one(db, group)
    row = None if person is None else stored_people.one(db, person)
    accounts = [] if group is None or person is None else stored.accounts(db, group, person)
    if row is not None and row["gone"] and kind != "exit":
        found.append(Finding("left", _("花名册上已标为离开单位"), "danger"))
    if kind == "join" and owner is not None:
        found += _in_group(db, owner, row, accounts, nickname)
    if kind == "exit" and group is not None and person is not None and not accounts:
        found.append(Finding("absent", _("最近一次成员名单里没有认出此人，请核对是哪个昵称要退群"), "warn"))
    if person is not None:
        found += _cases(db, person, group)
    for other in stored.others(db, application, group, person, name):
        day = clock.shown_day(other["received"])
        if other["state"] == "waiting" and other["kind"] == kind:
            found.append(Finding("waiting", _("{}还有一份同样的申请待审").format(day), "warn"))
        elif other["state"] == "returned" and other["kind"] == kind:
            found.append(Finding("returned", _("{}的申请曾被退回：{}").format(day, other["answer"] or "—"), "warn"))
    if kind == "join" and row is not None and _minor(row, owner) and not stored.consents(db, row["id"]):
        found.append(Finding("consent", _("涉及未成年人，还没有登记监护人的同意"), "warn"))
    return tuple(found)


def _in_group(db: Source, owner: Stored, row: Stored | None, accounts: Sequence[str], nickname: str) -> list[Finding]:
    found = []
    if nickname and nickname not in accounts and stored.present(db, owner["id"], nickname):
        found.append(Finding("nickname", _("群里已有人叫“{}”").format(nickname), "warn"))
    if row is not None and accounts:
        names = "、".join(f"“{one}”" for one in accounts[:3])
        guardians = json.loads(row["guardians"])
        if nickname in accounts:
            found.append(Finding("present", _("已经在群里：{}").format(names), "warn"))
        elif guardians or owner["kind"] == "class":
            words = _("此人或其家人已有 {} 个账号在群里（{}），每家最多 {} 人")
            over = len(accounts) >= owner["family_limit"]
            words = words.format(len(accounts), names, owner["family_limit"])
            found.append(Finding("family", words, "danger" if over else "info"))
        else:
            found.append(Finding("present", _("群里已有此人的账号：{}；再进一个就是一人两号").format(names), "danger"))
    return found


def _cases(db: Source, person: int, group: int | None) -> list[Finding]:
    decided = [c for c in stored_cases.of_person(db, person) if c["state"] in ("decided", "issued")]
    found = []
    for case in decided:
        measures = json.loads(case["measures"])
        if case["group_id"] == group and "removal" in measures:
            found.append(Finding("removed", _("曾被移出本群：{}").format(wording.case_line(case)), "danger"))
    rest = len(decided) - len(found)
    if rest:
        found.append(Finding("cases", _("另有 {} 件已决定的案件").format(rest), "warn"))
    return found


def _minor(row: Stored, owner: Stored | None) -> bool:
    pupil = any(word in row["category"] for word in _MINORS)
    return pupil or (owner is not None and owner["kind"] == "class" and row["guardians"] != "[]")
