"""One application with what the records say of it: its words, its check against the roster, its history."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from wxadmin.domain.errors import UserError
from wxadmin.i18n import _, joined
from wxadmin.services import clock, group_names, identity, member_tasks, people, records
from wxadmin.services.identity import Finding, Identity
from wxadmin.services.records import Store
from wxadmin.store import applications as stored
from wxadmin.store import people as stored_people
from wxadmin.store.engine import Row as Stored
from wxadmin.store.lists import Source

WORDS: Mapping[str, str] = {
    "join": _("入群"), "exit": _("退群"), "founding": _("建群"), "dissolving": _("解散"), "outside": _("对外联系"),
}  # fmt: skip
STATES = {"waiting": _("待审"), "passed": _("已通过"), "returned": _("已退回"), "withdrawn": _("已撤回")}


@dataclass(frozen=True, slots=True)
class ApplicationDraft:
    """What somebody applies for.

    ``fields`` are blanks of the kind's form by key; ``reason`` says why. ``due`` None is the usual number of working
    days after ``received`` (today). ``identified`` is ``owner`` where the owner chose the person, ``program`` where
    the check found him, and ``""`` with nobody.
    """

    kind: str
    group: int | None
    name: str
    person: int | None = None
    nickname: str = ""
    reason: str = ""
    received: date | None = None
    due: date | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    identified: str = ""


@dataclass(frozen=True, slots=True)
class ApplicationCard:
    """One application with all a decision needs; ``version`` goes back with the decision, a stale one is refused.

    ``findings`` say what the check knows, ``candidates`` who it may be (id, label); ``earlier`` are (id, line) of other
    applications of the same person, ``history`` what was done with it, newest first, ``follows`` the tasks that came of
    it (id, line). Days as shown.
    """

    id: int
    draft: ApplicationDraft
    group_name: str
    state: str
    received: str
    due: str
    overdue: bool
    decided: str
    decided_by: str
    answer: str
    paper: int | None
    until: str
    person_label: str
    findings: tuple[Finding, ...]
    candidates: tuple[tuple[int, str], ...]
    earlier: tuple[tuple[int, str], ...]
    history: tuple[str, ...]
    follows: tuple[tuple[int, str], ...]
    version: int

    @property
    def doubts(self) -> tuple[str, ...]:
        """What the check says against it."""
        return tuple(found.words for found in self.findings if found.tone in ("warn", "danger"))


def group_words(row: Stored) -> str:
    """The group it is about; one yet to be founded by the name wanted."""
    name = row["group_name"]
    return str(name or json.loads(row["fields"]).get("group", ""))


def late(row: Stored) -> bool:
    """Whether it waits beyond its day."""
    return row["state"] == "waiting" and bool(row["due"]) and row["due"] < clock.today().isoformat()


def get(store: Store, application: int) -> ApplicationCard:
    """One application with its check against the roster as it is now; UserError when there is none."""
    with store.read() as db:
        row = existing(db, application)
        found = check(db, row)
        person = None if row["person_id"] is None else stored_people.one(db, row["person_id"])
        earlier = stored.others(db, application, row["group_id"], row["person_id"], row["name"])
    who = "" if person is None else people.label(people.person_of(person))
    lines = [
        "　".join(part for part in (line.at, line.actor, line.label) if part)
        for line in records.history(store, "application", application)
    ]
    findings = found.findings
    if row["kind"] == "founding" and row["group_id"] is None:
        findings += tuple(Finding("name", words, "warn") for words in group_names.check(store, group_words(row)))
    follows = member_tasks.of_source(store, "application", application)
    return ApplicationCard(
        application, draft_of(row), group_words(row), row["state"], clock.shown(row["received"]),
        clock.shown(row["due"]), late(row), clock.shown(row["decided"]), row["decided_by"], row["answer"],
        row["paper_id"], clock.shown_day(row["until"]), who,
        findings, found.candidates, tuple((other["id"], line_of(other)) for other in earlier), tuple(lines),
        follows, row["version"],
    )  # fmt: skip


def check(db: Source, row: Stored) -> Identity:
    """Who the applicant is, and what speaks for and against it, by the records as they are now."""
    fields = json.loads(row["fields"])
    called = identity.said_of(row["name"], row["nickname"], fields)
    claim = identity.Claim(called, fields.get("number", ""), fields.get("phone", ""), row["name"])
    found = identity.find(db, claim)
    findings = list(found.findings)
    person = row["person_id"]
    if person is not None:
        known = stored_people.one(db, person)
        if known is None:
            person = None
        elif found.person != person:
            who = people.label(people.person_of(known))
            if row["identified"] == "owner":
                # What the program doubted, the owner settled; the doubt is still told.
                findings = [Finding("match", _("由群主认定为{}").format(who), "ok")]
                findings += [Finding(f.code, f.words, "info") for f in found.findings if f.tone != "ok"]
            else:
                findings.insert(0, Finding("moved", _("登记时认作{}，现在已不能确定").format(who), "danger"))
    findings += identity.standing(db, row["id"], row["kind"], row["group_id"], person, row["name"], row["nickname"])
    offered = tuple((i, words) for i, words in found.candidates if i != person)
    if person is None and found.person is not None:
        with_person = stored_people.one(db, found.person)
        if with_person is not None:
            offered = ((found.person, people.label(people.person_of(with_person))), *offered)
    return Identity(person, tuple(findings), offered, found.relation, found.department)


def line_of(row: Stored) -> str:
    """An application on one line: kind, group, day, state."""
    parts = (
        _("{}申请").format(WORDS[row["kind"]]), group_words(row), clock.shown_day(row["received"][:10]),
        STATES[row["state"]],
    )  # fmt: skip
    return joined(" · ", parts)


def existing(db: Source, application: int) -> Stored:
    """The row; UserError when there is none."""
    row = stored.one(db, application)
    if row is None:
        raise UserError(_("没有这份申请"), remedy=_("可能已被撤销，请刷新列表"))
    return row


def draft_of(row: Stored) -> ApplicationDraft:
    """What was filed."""
    return ApplicationDraft(
        row["kind"], row["group_id"], row["name"], row["person_id"], row["nickname"], row["reason"],
        date.fromisoformat(row["received"]), date.fromisoformat(row["due"]), json.loads(row["fields"]),
        row["identified"],
    )  # fmt: skip
