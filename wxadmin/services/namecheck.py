"""The real-name check of a group kept ready: computed when something it depends on changed, never journalled."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from wxadmin.domain.name_folding import fold
from wxadmin.domain.name_report import label
from wxadmin.domain.ordering import searchable
from wxadmin.domain.people import Person
from wxadmin.i18n import _
from wxadmin.services import clock, people, spelling
from wxadmin.services.records import Store, moved_on, position
from wxadmin.store import groups as stored_groups
from wxadmin.store import members as stored
from wxadmin.store import people as stored_people
from wxadmin.store.engine import Row
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

_ANY_NAME = "姓名"
# What a confirmation by the owner settles; what remains is about how the nickname is written.
_SETTLED = {"not_in_roster", "ambiguous", "duplicate_person", "lookalike", "variant", "truncated"}
_SLICE = 60


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


def fresh(store: Store, group: int) -> None:
    """Recompute the check of a group if anything it depends on was written since, or a day has begun.

    In short unjournalled writes; does nothing in a session that only reads.
    """
    if not store.writable:
        return
    with store.read() as db:
        owner = stored_groups.one(db, group)
        if owner is None:
            return
        here = position(db)
        kept = stored.stamp(db, group)
        if kept is not None:
            seen, day = kept["stamp"].split()
            if day == clock.today().isoformat() and not moved_on(db, int(seen), stored.WATCHED):
                return
        roll = Roll.of(db, owner)
        last = stored.last_snapshot(db, group)
        present = [] if last is None else stored.nicknames(db, last["list"])
        since = {row["nickname"]: row["first"] for row in stored.seen(db, group)}
        spoken = {row["sender"]: _first(row) for row in stored.speakers(db, group) if row["sender"]}
        ids = {row["nickname"]: row["id"] for row in stored.of_group(db, group)}
    here_now = set(present)
    gone = [name for name in since if name not in here_now]
    heard = [name for name in spoken if name not in since]
    rows: list[dict[str, Any]] = []
    labels = {label(person): person_id for person_id, person in roll.people}
    for presence, names in (("present", present), ("gone", gone), ("heard", heard)):
        found = check(roll, names)[0] if names else ()
        for row in found:
            first = since.get(row.nickname) or spoken[row.nickname]
            rows.append(_values(group, row, presence, len(rows), first, labels))
    unique: dict[str, dict[str, Any]] = {}
    for values in rows:
        # Two accounts of one nickname share a row: the one with more to say.
        other = unique.setdefault(values["nickname"], values)
        if len(values["findings"]) > len(other["findings"]):
            unique[values["nickname"]] = values
    todo = list(unique.values())
    for start in range(0, len(todo), _SLICE):
        store.change(_("实名核验"), partial(_write, group=group, part=todo[start : start + _SLICE]))
    over = [row_id for name, row_id in ids.items() if name not in unique]
    stamp = f"{here} {clock.today().isoformat()}"

    def finish(tx: Tx) -> None:
        for row_id in over:
            if stored.one(tx, row_id) is not None:
                tx.delete("member", row_id)
        kept = stored.stamp(tx, group)
        if kept is None:
            tx.insert("member_stamp", {"group_id": group, "stamp": stamp})
        else:
            tx.update("member_stamp", kept["id"], {"stamp": stamp})

    store.change(_("实名核验"), finish)


def fresh_all(store: Store, group: int | None) -> None:
    """:func:`fresh` for one group, or for all."""
    if group is not None:
        fresh(store, group)
        return
    with store.read() as db:
        known = [row["id"] for row in stored_groups.every(db)]
    for one in known:
        fresh(store, one)


def _first(spoken: Row) -> str:
    """When somebody was first heard: a stamp, or the day alone where the message came without a clock."""
    day: str = spoken["local"]
    return day if clock.is_day(day) else clock.stamp(clock.local(spoken["at"]))


def _write(tx: Tx, group: int, part: Sequence[dict[str, Any]]) -> None:
    for values in part:
        row = stored.by_nickname(tx, group, values["nickname"])
        if row is None:
            tx.insert("member", values)
        elif any(row[name] != value for name, value in values.items()):
            tx.update("member", row["id"], values)


def _values(
    group: int, row: MemberRow, presence: str, place: int, since: str, labels: dict[str, int]
) -> dict[str, Any]:
    return {
        "group_id": group,
        "nickname": row.nickname,
        "nickname_key": spelling.key(row.nickname),
        "presence": presence,
        "position": place,
        "status": row.status,
        "person_id": row.person,
        "person_name": row.person_name,
        "person_key": spelling.name_key(row.person_name),
        "department": row.department,
        "department_key": spelling.key(row.department),
        "findings": json.dumps(row.findings, ensure_ascii=False),
        "candidates": json.dumps([(labels[c], c) for c in row.candidates], ensure_ascii=False),
        "suggestion": row.suggestion,
        "since": since,
        "search": searchable(fold(row.nickname), row.person_name, *spelling.pinyin_words(row.person_name)),
    }
