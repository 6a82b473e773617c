"""The real-name check of a group: its people and its rule against nicknames, with what the owner decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wxadmin.domain.name_report import label
from wxadmin.domain.people import Person
from wxadmin.services import clock, people
from wxadmin.store import members as stored
from wxadmin.store import people as stored_people
from wxadmin.store.engine import Row
from wxadmin.store.lists import Source

_ANY_NAME = "姓名"
# What a confirmation by the owner settles; what remains is about how the nickname is written.
_SETTLED = {"not_in_roster", "ambiguous", "duplicate_person", "lookalike", "variant", "truncated"}


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One checked nickname.

    ``findings`` are (code, words); ``person`` is None when nobody is certain; ``id`` is 0 in a preview.
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


@dataclass(frozen=True, slots=True)
class Roll:
    """What the check of a group needs.

    ``rule`` is ``""`` where the group has none: then names are only linked. ``guests`` are people confirmed by the
    owner who do not belong in the group.
    """

    people: tuple[tuple[int, Person], ...]
    guests: tuple[tuple[int, Person], ...]
    rule: str
    family_limit: int
    confirmed: dict[str, int]
    exempt: frozenset[str]

    @staticmethod
    def of(db: Source, group: Row) -> Roll:
        """Read it for a stored group; an exemption whose last day is over does not count."""
        today = clock.today().isoformat()
        decisions = stored.decisions(db, group["id"])
        confirmed = {d["nickname"]: d["person_id"] for d in decisions if d["kind"] == "confirm"}
        own = {row["id"]: people.person_of(row) for row in stored_people.of_group(db, group["id"])}
        others = [i for i in dict.fromkeys(confirmed.values()) if i not in own]
        return Roll(
            tuple(own.items()),
            tuple((row["id"], people.person_of(row)) for row in stored_people.page(db, others)),
            group["naming_rule"],
            group["family_limit"],
            confirmed,
            frozenset(d["nickname"] for d in decisions if d["kind"] == "exempt" and (d["until"] or today) >= today),
        )


def check(roll: Roll, nicknames: Sequence[str]) -> tuple[tuple[MemberRow, ...], tuple[tuple[int, Person], ...]]:
    """The verdicts in order, the owner's decisions applied, and the people nobody stands for."""
    from wxadmin.domain.names import NameRule, check_names
    from wxadmin.intake.name_tables import load

    known = [person for _id, person in roll.people]
    report = check_names(
        known,
        nicknames,
        NameRule.parse(roll.rule or _ANY_NAME),
        load(),
        exempt=roll.exempt,
        family_limit=roll.family_limit,
    )
    by_id = dict((*roll.people, *roll.guests))
    by_label = {label(person): person_id for person_id, person in roll.people}
    rows = []
    for found in report.members:
        person = None if found.person is None else roll.people[found.person][0]
        findings = [(f.code, f.message) for f in found.findings]
        status, department, candidates = str(found.status), found.department, found.candidates
        if roll.confirmed.get(found.nickname) in by_id:
            person = roll.confirmed[found.nickname]
            department = by_id[person].department
            findings = [(code, words) for code, words in findings if code not in _SETTLED]
            candidates = ()
            if status != "exempt":
                status = "fail" if findings else "pass"
        if not roll.rule:
            findings = [(code, words) for code, words in findings if code != "pattern"]
            if status == "fail" and not findings:
                status = "pass" if person is not None else "unknown"
        name = "" if person is None else by_id[person].name
        rows.append(
            MemberRow(
                found.nickname,
                status,
                person,
                name,
                department,
                tuple(findings),
                tuple(c for c in candidates if c in by_label),
                found.suggestion or "",
            )
        )
    standing = {row.person for row in rows}
    missing = tuple((i, person) for i, person in roll.people if i not in standing and not person.left)
    return tuple(rows), missing
