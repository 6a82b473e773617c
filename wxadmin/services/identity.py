"""Who an applicant is: what he says of himself against the roster, and what speaks for and against letting him in."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wxadmin.domain.name_report import MemberCheck, label
from wxadmin.domain.people import Person
from wxadmin.i18n import _
from wxadmin.services import clock, expectations, group_life, people, spelling, wording
from wxadmin.services.listing import Tone
from wxadmin.services.records import Store
from wxadmin.store import applications as stored
from wxadmin.store import cases as stored_cases
from wxadmin.store import groups as stored_groups
from wxadmin.store import people as stored_people
from wxadmin.store.engine import Row as Stored
from wxadmin.store.lists import Source

_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff·]+")
_PHONES = re.compile(r"\d{5,}")
_OTHER = re.compile(r"\D")
_LONGEST_NAME = 4
_MOST_SPANS = 120
_AGAINST = {"not_in_roster", "lookalike", "hidden_characters", "wrong_department", "duplicate_person"}
_CLASSES = ("班", "年级", "幼儿园")
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


@dataclass(frozen=True, slots=True)
class Claim:
    """Who somebody says he is, with the number and phone given; ``name`` is the name alone where it is known."""

    called: str
    number: str = ""
    phone: str = ""
    name: str = ""

    @property
    def proofs(self) -> tuple[str, ...]:
        """Number and phone where they are given."""
        return tuple(one.strip() for one in (self.number, self.phone) if one.strip())


def find(db: Source, claim: Claim) -> Identity:
    """Who of the roster it is; a number that contradicts takes the certainty away."""
    return find_many(db, (claim,))[0]


def find_many(db: Source, claims: Sequence[Claim]) -> tuple[Identity, ...]:
    """The same for several at once, in their order; two that mean one person are told so.

    Only people near one of the names are compared, so that it does not matter how many the roster has.
    """
    from wxadmin.domain.names import NameRule, check_names
    from wxadmin.intake.name_tables import load

    rows = stored_people.page(db, sorted(_near(db, claims)))
    known = [(row["id"], people.person_of(row)) for row in rows]
    near = _Near.of(known)
    asked = [claim for claim in claims if claim.called.strip()]
    # No group's rule: an applicant is not yet bound by it. Each way of naming oneself is understood.
    rule = NameRule.parse("班级-学生姓名+关系|部门-姓名|姓名")
    everybody = [person for _id, person in known]
    called = [claim.called for claim in asked]
    verdicts = iter(check_names(everybody, called, rule, load(), family_limit=99).members if known else ())
    found = []
    for claim in claims:
        verdict = next(verdicts, None) if claim.called.strip() else None
        if verdict is None:
            words = _("花名册里没有“{}”").format(claim.called) if claim.called.strip() else _("没有写是谁")
            found.append(Identity(None, (Finding("unknown", words, "danger"),)))
        else:
            found.append(_judged(near, claim, verdict))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Near:
    """Those near the names asked for, with what leads to them."""

    people: Sequence[tuple[int, Person]]
    by_id: Mapping[int, Person]
    labels: Mapping[str, int]
    proofs: Mapping[str, frozenset[int]]

    @staticmethod
    def of(known: Sequence[tuple[int, Person]]) -> _Near:
        labels: dict[str, int] = {}
        proofs: dict[str, set[int]] = {}
        for i, one in known:
            labels.setdefault(label(one), i)
            phones = (_OTHER.sub("", phone) for phone in (one.phone, *(g.phone for g in one.guardians)))
            for proof in (f"#{one.number}" if one.number else "", *phones):
                if proof:
                    proofs.setdefault(proof, set()).add(i)
        return _Near(known, dict(known), labels, {proof: frozenset(ids) for proof, ids in proofs.items()})

    def agreeing(self, claim: Claim) -> frozenset[int]:
        """Whose number, phone or guardian's phone was given."""
        number, phone = f"#{claim.number.strip()}", _OTHER.sub("", claim.phone)
        return self.proofs.get(number, frozenset()) | self.proofs.get(phone, frozenset())


def _judged(near: _Near, claim: Claim, verdict: MemberCheck) -> Identity:
    """What a verdict of the name check means for somebody who applies, the number and phone given counted in."""
    known, by_id, agreeing = near.people, near.by_id, near.agreeing(claim)
    findings = [
        Finding("several" if f.code == "ambiguous" else f.code, f.message, "danger" if f.code in _AGAINST else "warn")
        for f in verdict.findings
        if f.code != "pattern"
    ]
    offered = {near.labels[words]: words for words in verdict.candidates if words in near.labels}
    person = None
    if verdict.person is not None:
        person = known[verdict.person][0]
        if findings:
            offered, person = {person: label(by_id[person]), **offered}, None
    if any(f.code == "several" for f in findings):
        offered |= {i: label(one) for i, one in known if _exact(one, claim.called) and not one.left}
        # Of several with that name, the one whose own number or phone was given.
        fitting = [i for i in offered if i in agreeing and _exact(by_id[i], claim.called)]
        if len(fitting) == 1:
            person = fitting[0]
            findings = [f for f in findings if f.code != "several"]
    against = None if person is None else _contradiction(by_id[person], claim, verdict.relation)
    if person is not None and (against is not None or (agreeing and person not in agreeing)):
        offered, person = {person: label(by_id[person]), **offered}, None
        findings += () if against is None else (against,)
    if person is not None:
        how = _("编号或电话也一致") if person in agreeing else _("全花名册里只有这一个")
        findings.insert(0, Finding("match", _("与花名册一致：{}，{}").format(label(by_id[person]), how), "ok"))
        return Identity(person, tuple(findings), (), verdict.relation, verdict.department)
    if not findings and offered and not agreeing:
        findings.append(Finding("unsure", _("还不能确定是谁"), "warn"))
    elif not findings and not agreeing:
        findings.append(Finding("unknown", _("花名册里没有“{}”").format(claim.called), "danger"))
    for i in sorted(agreeing - offered.keys()):
        offered[i] = label(by_id[i])
        findings.append(Finding("number", _("填的编号或电话在花名册上是{}的").format(offered[i]), "danger"))
    return Identity(None, tuple(findings), tuple(offered.items())[:6], verdict.relation, verdict.department)


def _exact(person: Person, called: str) -> bool:
    return bool(person.name) and person.name in called


def _contradiction(person: Person, claim: Claim, relation: str) -> Finding | None:
    """A number that is not this person's, or relatives of somebody who is no child.

    A phone the roster does not know proves nothing against: people change it.
    """
    number = claim.number.strip()
    if number and person.number and number != person.number:
        words = _("填的编号是{}，花名册上{}的是{}").format(number, label(person), person.number)
        return Finding("number", words, "danger")
    if relation and not (person.guardians or _child(person)):
        words = _("花名册上的{}不像学生，“{}”要核对").format(label(person), relation)
        return Finding("relation", words, "danger")
    return None


def _child(person: Person) -> bool:
    """Whether somebody is on the roster as a pupil: by category, or in a class."""
    levels = [level for path in person.departments for level in path]
    return any(word in person.category for word in _MINORS) or any(level.endswith(_CLASSES) for level in levels)


def _near(db: Source, claims: Sequence[Claim]) -> set[int]:
    """Ids of those whose name is in the words, sounds like a part of them or differs by one character.

    With them one person of each department, so that all places are known.
    """
    exact: set[str] = set()
    for claim in claims:
        exact.update(_spans(claim.name or claim.called))
    holes = {span[:at] + "?" + span[at + 1 :] for span in exact for at in range(len(span))}
    runs = [run for claim in claims for run in _HAN.findall(claim.called)]
    heard = {spelling.sound(span) for span in exact}
    begun = {sound.split(" ")[0] for sound in heard}
    known = {char for span in exact for char in span}
    found = set()
    for row in stored.names(db):
        name = row[1]
        holed = (name[:at] + "?" + name[at + 1 :] for at in range(min(len(name), _LONGEST_NAME)))
        if (
            name in exact
            or (not known.isdisjoint(name) and not holes.isdisjoint(holed))
            or (len(name) <= _LONGEST_NAME and spelling.sound(name[:1]) in begun and spelling.sound(name) in heard)
            or (len(name) > _LONGEST_NAME and any(name in run for run in runs))
        ):
            found.add(row[0])
    proofs = {proof for claim in claims for proof in claim.proofs}
    if proofs:
        found.update(stored.pointed(db, sorted(proofs)))
        found.update(row[0] for row in stored.guarded(db) if not proofs.isdisjoint(_PHONES.findall(row[1])))
    found.update(stored.one_a_department(db))
    return found


def _spans(called: str) -> list[str]:
    """Pieces of the words that may be a name."""
    spans: list[str] = []
    for run in _HAN.findall(called):
        for size in range(2, _LONGEST_NAME + 1):
            spans += [run[at : at + size] for at in range(len(run) - size + 1)]
    return spans[:_MOST_SPANS]


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
    if kind == "exit" and group is not None and group_life.profile(db, group).leaving != "approval":
        found.append(Finding("free", _("本群退群不需要批准，登记即可")))
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
    policy = group_life.profile(db, owner["id"])
    if policy.state == "dissolved":
        found.append(Finding("dissolved", _("这个群已经解散"), "danger"))
    if row is not None and expectations.of_group(db, owner["id"]) and not _listed(db, owner["id"], row["id"]):
        tone: Tone = "warn" if policy.entry == "listed" else "info"
        found.append(Finding("unlisted", _("按部门和类别，不在本群应加人员里"), tone))
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


def _listed(db: Source, group: int, person: int) -> bool:
    return bool(stored_people.belongings(db, person, group)) or person in expectations.expected(db, group)


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


def of(store: Store, claim: Claim) -> Identity:
    """:func:`find` in the records of a store."""
    with store.read() as db:
        return find(db, claim)
